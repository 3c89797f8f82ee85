//! What the values of a choice mean. tsify writes `type NextAction = "done" | "wait"` and leaves their documentation behind.

use crate::sizes::sources;
use crate::step::{Result, root};
use std::collections::BTreeMap;
use std::fs;
use syn::visit::Visit;
use syn::{Attribute, Expr, ExprLit, ItemEnum, Lit, Meta};

/// By name, the documentation of each value in the order of the code.
#[derive(Default)]
struct Choices(BTreeMap<String, Vec<String>>);

impl<'a> Visit<'a> for Choices {
    fn visit_item_enum(&mut self, choice: &'a ItemEnum) {
        let derives = |attribute: &Attribute| match &attribute.meta {
            Meta::List(list) => list
                .tokens
                .to_string()
                .contains("Tsify"),
            _ => false,
        };
        if choice.attrs.iter().any(derives) {
            let texts = choice
                .variants
                .iter()
                .map(|value| documentation(&value.attrs))
                .collect();
            self.0
                .insert(choice.ident.to_string(), texts);
        }
    }
}

fn documentation(attributes: &[Attribute]) -> String {
    let line = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    };
    attributes
        .iter()
        .filter_map(line)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The types with what the core says of each value.
pub(crate) fn documented(types: &str) -> Result<String> {
    let mut choices = Choices::default();
    for path in sources(&root().join("core/src")) {
        let text =
            fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let file =
            syn::parse_file(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        choices.visit_file(&file);
    }
    types
        .lines()
        .map(|line| with_meanings(line, &choices))
        .collect()
}

fn with_meanings(line: &str, choices: &Choices) -> Result<String> {
    let declared = line
        .strip_prefix("export type ")
        .and_then(|rest| {
            rest.strip_suffix(';')?
                .split_once(" = ")
        });
    let Some((name, texts, values)) =
        declared.and_then(|(name, all)| Some((name, choices.0.get(name)?, values(all))))
    else {
        return Ok(format!("{line}\n"));
    };
    if texts.len() != values.len() {
        return Err(format!(
            "{name} has {} values in TypeScript and {} in the core",
            values.len(),
            texts.len()
        ));
    }
    let lines = values
        .iter()
        .zip(texts)
        .map(|(value, text)| format!("\n    /** {text} */\n    | {value}"));
    Ok(format!(
        "export type {name} ={};\n",
        lines.collect::<String>()
    ))
}

/// `"a" | { b: string | null }` has two: a bar between braces belongs to the value.
fn values(all: &str) -> Vec<String> {
    let open = |text: &String| text.matches('{').count() > text.matches('}').count();
    all.split(" | ")
        .fold(Vec::new(), |mut found, part| {
            match found
                .last_mut()
                .filter(|last| open(last))
            {
                Some(last) => *last += &format!(" | {part}"),
                None => found.push(part.to_owned()),
            }
            found
        })
}

#[cfg(test)]
mod test {
    use super::{Choices, with_meanings};

    #[test]
    fn each_value_is_told_and_none_is_left_over() {
        let told = ["How far.".to_owned(), "Done.".to_owned()];
        let choices = Choices([("State".to_owned(), told.to_vec())].into());
        let line = r#"export type State = "waits" | { done: string | null };"#;
        let expected = "export type State =\n    /** How far. */\n    | \"waits\"\n    /** Done. */\n    | { done: string | null };\n";
        assert_eq!(with_meanings(line, &choices).unwrap(), expected);
        assert!(with_meanings("export type State = \"waits\";", &choices).is_err());
        assert_eq!(
            with_meanings("export type Other = string;", &choices).unwrap(),
            "export type Other = string;\n"
        );
    }
}
