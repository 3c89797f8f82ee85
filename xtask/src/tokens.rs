//! Functions and their tokens, as the compiler's reader sees them: also those that stand in a macro.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Names of functions and the tokens of their bodies.
#[derive(Default)]
pub(crate) struct Functions(Vec<(String, usize)>);

impl Functions {
    /// Every function of a text, those inside others and inside macros included.
    pub(crate) fn of(stream: TokenStream) -> Vec<(String, usize)> {
        let mut functions = Self::default();
        functions.walk(stream);
        functions.0
    }

    fn walk(&mut self, stream: TokenStream) {
        let mut name = None;
        let mut after_fn = false;
        for tree in stream {
            match tree {
                TokenTree::Ident(ident) if after_fn => name = Some(ident.to_string()),
                TokenTree::Group(group) => {
                    let body = name.take_if(|_| group.delimiter() == Delimiter::Brace);
                    self.group(&group, body);
                    after_fn = false;
                    continue;
                }
                TokenTree::Punct(ref mark) if mark.as_char() == ';' => name = None,
                TokenTree::Ident(ref ident) if ident == "fn" => {
                    after_fn = true;
                    continue;
                }
                _ => {}
            }
            after_fn = false;
        }
    }

    fn group(&mut self, group: &Group, body_of: Option<String>) {
        if let Some(name) = body_of {
            self.0
                .push((name, tokens_in(group.stream())));
        }
        self.walk(group.stream());
    }
}

/// The tokens of a text, a pair of brackets is one, as proc_macro2 counts it. Documentation is not counted.
pub(crate) fn tokens_in(stream: TokenStream) -> usize {
    let mut count = 0;
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        count += match &tree {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                let inner = usize::from(trees.next_if(is_bang).is_some());
                match trees.next_if(is_doc) {
                    Some(_) => 0,
                    None => 1 + inner,
                }
            }
            TokenTree::Group(group) => 1 + tokens_in(group.stream()),
            _ => 1,
        };
    }
    count
}

/// Of an attribute that stands within what it is about, such as the documentation at the head of a file.
fn is_bang(tree: &TokenTree) -> bool {
    matches!(tree, TokenTree::Punct(mark) if mark.as_char() == '!')
}

fn is_doc(tree: &TokenTree) -> bool {
    let TokenTree::Group(group) = tree else {
        return false;
    };
    let first = group.stream().into_iter().next();
    matches!(first, Some(TokenTree::Ident(name)) if name == "doc")
}

#[cfg(test)]
mod test {
    use super::{Functions, tokens_in};

    #[test]
    fn functions_are_found_in_macros_and_documentation_is_not_counted() {
        let text = "/// Adds.\nfn add(a: u8) -> u8 { a + 1 }\nmacro_rules! make { () => { fn made() { x; } }; }\nfn none();";
        let found = Functions::of(text.parse().unwrap());
        assert_eq!(found, [("add".to_owned(), 3), ("made".to_owned(), 2)]);
        assert_eq!(tokens_in("/// Text.\nf(a)".parse().unwrap()), 3);
        assert_eq!(
            tokens_in(
                "//! Text.\n#![a]\nf(a)"
                    .parse()
                    .unwrap()
            ),
            7
        );
    }
}
