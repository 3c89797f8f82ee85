//! Links of the documents within the repository: the file is there, and so is the heading.

use crate::step::{Tally, root};
use ignore::WalkBuilder;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::fs;
use std::path::{Path, PathBuf};

/// The check of `cargo xtask test`.
pub(crate) fn check() -> Tally {
    let links: Vec<(PathBuf, String)> = documents()
        .iter()
        .flat_map(|document| links_of(document))
        .collect();
    let broken: Vec<_> = links
        .iter()
        .filter(|(document, link)| !leads_somewhere(document, link))
        .collect();
    broken
        .iter()
        .for_each(|(document, link)| eprintln!("{}: {link} leads nowhere", document.display()));
    println!("{} links", links.len());
    Tally::of(broken.is_empty() && !links.is_empty())
}

/// Every Markdown file that is not ignored.
fn documents() -> Vec<PathBuf> {
    let entries = WalkBuilder::new(root())
        .require_git(false)
        .build()
        .flatten()
        .map(|entry| entry.into_path());
    entries
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| ending == "md")
        })
        .collect()
}

/// What a document links to or shows, but for other people's pages.
fn links_of(document: &Path) -> Vec<(PathBuf, String)> {
    let text = fs::read_to_string(document).unwrap_or_default();
    let destinations = destinations(&text).into_iter();
    destinations
        .filter(|link| !link.contains(':'))
        .map(|link| (document.to_owned(), link))
        .collect()
}

fn destinations(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                found.push(dest_url.into_string())
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                found.extend(quoted(&html, " src=").chain(quoted(&html, " href=")))
            }
            _ => {}
        }
    }
    found
}

/// The values of an attribute in HTML, which Markdown may hold.
fn quoted<'a>(html: &'a str, attribute: &'a str) -> impl Iterator<Item = String> + 'a {
    html.split(attribute)
        .skip(1)
        .filter_map(|rest| rest.strip_prefix('"')?.split_once('"'))
        .map(|(value, _)| value.to_owned())
}

fn leads_somewhere(document: &Path, link: &str) -> bool {
    let (path, heading) = link
        .split_once('#')
        .unwrap_or((link, ""));
    let file = match path {
        "" => document.to_owned(),
        path => document.with_file_name("").join(path),
    };
    file.exists()
        && (heading.is_empty()
            || headings_of(&file)
                .iter()
                .any(|known| known == heading))
}

/// The headings of a document as links spell them.
fn headings_of(document: &Path) -> Vec<String> {
    let text = fs::read_to_string(document).unwrap_or_default();
    let mut headings = Vec::new();
    let mut heading: Option<String> = None;
    for event in Parser::new(&text) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => headings.extend(
                heading
                    .take()
                    .map(|words| spelled(&words)),
            ),
            Event::Text(words) | Event::Code(words) => heading
                .iter_mut()
                .for_each(|heading| heading.push_str(&words)),
            _ => {}
        }
    }
    headings
}

/// In lower case, with hyphens for spaces, and without what is neither letter nor digit.
fn spelled(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
    kept.collect::<String>()
        .to_lowercase()
        .replace(' ', "-")
}

#[cfg(test)]
mod test {
    use super::{destinations, leads_somewhere};
    use crate::step::root;

    #[test]
    fn a_link_leads_to_a_file_and_its_heading() {
        let readme = root().join("README.md");
        let leads = |link| leads_somewhere(&readme, link);
        assert!(
            leads("CONTRIBUTING.md#a-new-provider")
                && leads("core/src/providers")
                && leads("#in-your-language")
        );
        assert!(
            !leads("CONTRIBUTING.md#an-old-provider")
                && !leads("core/src/nobody.rs")
                && !leads("#nothing")
        );
    }

    #[test]
    fn what_html_shows_is_followed_too() {
        let text = "[a](b.md) ![c](d.png)\n\n<img src=\"e.png\" alt=\"e\">\n\nA line with <a href=\"f.md\">f</a>.\n";
        assert_eq!(destinations(text), ["b.md", "d.png", "e.png", "f.md"]);
    }
}
