//! A source text with all its mutants in it, each behind its number.

use super::list::{Genre, Mutant};
use super::offsets::Offsets;
use super::pieces::{Pieces, Woven};
use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// The function that says which mutant is wanted; the woven crate has it in its root.
pub(super) const WANTED: &str = "crate::wanted_mutant()";

/// Its definition. `option_env` would compile a number in; the environment is asked once.
pub(super) const DEFINITION: &str = r#"
#[doc(hidden)]
pub(crate) fn wanted_mutant() -> usize {
    static WANTED: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *WANTED.get_or_init(|| {
        let number = std::env::var("REFUNDKIT_MUTANT").unwrap_or_default();
        number.parse().unwrap_or_default()
    })
}
"#;

/// The text and where in it each mutant stands. A mutant for which there is no room (in a constant, beside a `let` of a
/// condition) is in none of its lines.
pub(super) fn weave(text: &str, mutants: &[&Mutant]) -> syn::Result<Woven> {
    let file = syn::parse_file(text)?;
    let mut weaver = Weaver {
        text,
        offsets: Offsets::of(text),
        mutants,
        pieces: Pieces::default(),
        constants: Vec::new(),
        in_chain: false,
    };
    weaver.visit_file(&file);
    for mutant in mutants
        .iter()
        .filter(|mutant| mutant.genre == Genre::FnValue && !is_opaque(mutant))
    {
        weaver.function_value(mutant);
    }
    let constants = weaver.constants;
    weaver.pieces.retain(|place| {
        constants
            .iter()
            .all(|range| !range.contains(&place))
    });
    Ok(weaver.pieces.into_text(text))
}

struct Weaver<'a> {
    text: &'a str,
    offsets: Offsets,
    mutants: &'a [&'a Mutant],
    pieces: Pieces,
    /// What the compiler computes: no environment can be asked there.
    constants: Vec<Range<usize>>,
    /// Whether an expression is an operand of a chain that was seen already.
    in_chain: bool,
}

impl<'a> Weaver<'a> {
    /// The mutants of a genre that begin at a place.
    fn at(&self, genre: Genre, start: usize) -> Vec<&'a Mutant> {
        self.mutants
            .iter()
            .copied()
            .filter(|mutant| mutant.genre == genre && self.offsets.at(mutant.start) == start)
            .collect()
    }

    fn part(&self, range: Range<usize>) -> &'a str {
        self.text
            .get(range)
            .unwrap_or_default()
    }

    fn function_value(&mut self, mutant: &Mutant) {
        let start = self.offsets.at(mutant.start);
        let text = format!(
            "\nif {WANTED} == {} {{ return {}; }}",
            mutant.number, mutant.replacement
        );
        self.pieces
            .insert(start, mutant.number, text);
    }

    /// The operators of a whole chain: another operator may bind its neighbours otherwise.
    fn chain(&mut self, expression: &syn::Expr, whole: &Range<usize>) {
        if let syn::Expr::Binary(binary) = expression {
            self.operator(binary, whole);
            self.chain(&binary.left, whole);
            self.chain(&binary.right, whole);
        }
    }

    fn operator(&mut self, binary: &syn::ExprBinary, whole: &Range<usize>) {
        let operator = binary.op.span().byte_range();
        for mutant in self.at(Genre::BinaryOperator, operator.start) {
            let left = self.part(whole.start..operator.start);
            let right = self.part(operator.end..whole.end);
            let text = format!("{left}{}{right}", mutant.replacement);
            self.pieces
                .instead(whole.clone(), mutant.number, text);
        }
    }

    fn unary(&mut self, unary: &syn::ExprUnary) {
        let whole = unary.span().byte_range();
        let operator = unary.op.span().byte_range();
        for mutant in self.at(Genre::UnaryOperator, operator.start) {
            let text = self
                .part(operator.end..whole.end)
                .to_owned();
            self.pieces
                .instead(whole.clone(), mutant.number, text);
        }
    }

    /// An arm can be left out where another one takes everything: a guard that is false is no exhausted pattern.
    fn arms(&mut self, arms: &[syn::Arm]) {
        for arm in arms {
            let others = arms
                .iter()
                .filter(|other| !std::ptr::eq(*other, arm));
            if others
                .into_iter()
                .any(takes_everything)
            {
                self.missing_arm(arm);
            }
            self.guard(arm);
        }
    }

    fn missing_arm(&mut self, arm: &syn::Arm) {
        let pattern = arm.pat.span().byte_range();
        let guard = guard(arm);
        for mutant in self.at(Genre::MatchArm, pattern.start) {
            let other = format!("\n{WANTED} != {}", mutant.number);
            match guard.clone() {
                Some(guard) => {
                    self.pieces
                        .around(guard, mutant.number, format!("{other} && ("));
                }
                None => {
                    let text = format!(" if {other}\n");
                    self.pieces
                        .insert(pattern.end, mutant.number, text);
                }
            }
        }
    }

    fn guard(&mut self, arm: &syn::Arm) {
        let Some(guard) = guard(arm) else { return };
        for mutant in self.at(Genre::MatchArmGuard, guard.start) {
            self.pieces
                .instead(guard.clone(), mutant.number, mutant.replacement.clone());
        }
    }

    /// No mutant has room in what the compiler computes.
    fn computed(&mut self, item: &impl Spanned) {
        self.constants
            .push(item.span().byte_range());
    }

    fn structure(&mut self, structure: &syn::ExprStruct) {
        let whole = structure.span().byte_range();
        for field in structure.fields.pairs() {
            let own = field.value().span().byte_range();
            let end = field
                .punct()
                .map_or(own.end, |comma| comma.span().byte_range().end);
            for mutant in self.at(Genre::StructField, own.start) {
                let before = self.part(whole.start..own.start);
                let after = self.part(end..whole.end);
                self.pieces
                    .instead(whole.clone(), mutant.number, format!("{before}{after}"));
            }
        }
    }
}

/// A function that returns `impl Trait` has one type to return, which a replacement is not of.
fn is_opaque(mutant: &Mutant) -> bool {
    mutant.name.contains("-> impl ")
}

fn guard(arm: &syn::Arm) -> Option<Range<usize>> {
    let (_, guard) = arm.guard.as_ref()?;
    Some(guard.span().byte_range())
}

fn takes_everything(arm: &syn::Arm) -> bool {
    let any = match &arm.pat {
        syn::Pat::Wild(_) => true,
        syn::Pat::Ident(name) => {
            name.subpat.is_none()
                && name
                    .ident
                    .to_string()
                    .starts_with(char::is_lowercase)
        }
        _ => false,
    };
    any && arm.guard.is_none()
}

fn has_let(expression: &syn::Expr) -> bool {
    match expression {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Weaver<'_> {
    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        let is_new = !self.in_chain;
        let is_chain = matches!(expression, syn::Expr::Binary(_)) && !has_let(expression);
        if is_chain && is_new {
            self.chain(expression, &expression.span().byte_range());
        }
        let outer = std::mem::replace(&mut self.in_chain, is_chain);
        visit::visit_expr(self, expression);
        self.in_chain = outer;
    }

    fn visit_expr_unary(&mut self, unary: &'ast syn::ExprUnary) {
        self.unary(unary);
        visit::visit_expr_unary(self, unary);
    }

    fn visit_expr_match(&mut self, expression: &'ast syn::ExprMatch) {
        self.arms(&expression.arms);
        visit::visit_expr_match(self, expression);
    }

    fn visit_expr_struct(&mut self, structure: &'ast syn::ExprStruct) {
        self.structure(structure);
        visit::visit_expr_struct(self, structure);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.computed(item);
    }

    fn visit_impl_item_const(&mut self, item: &'ast syn::ImplItemConst) {
        self.computed(item);
    }

    fn visit_item_static(&mut self, item: &'ast syn::ItemStatic) {
        self.computed(item);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if item.sig.constness.is_some() {
            self.computed(item);
        }
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if item.sig.constness.is_some() {
            self.computed(item);
        }
        visit::visit_impl_item_fn(self, item);
    }
}

#[cfg(test)]
mod test {
    use super::weave;
    use crate::mutants::list::{Genre, Mutant, Place};

    fn mutant(number: usize, genre: Genre, place: (usize, usize), replacement: &str) -> Mutant {
        let (line, column) = place;
        Mutant {
            number,
            name: String::new(),
            file: String::new(),
            genre,
            replacement: replacement.to_owned(),
            start: Place { line, column },
        }
    }

    fn woven(text: &str, mutants: &[Mutant]) -> String {
        let mutants: Vec<&Mutant> = mutants.iter().collect();
        let woven = weave(text, &mutants).unwrap();
        woven.text.replace('\n', " ")
    }

    #[test]
    fn a_function_returns_something_else() {
        let text = "fn f() -> bool { true }";
        let mutant = mutant(3, Genre::FnValue, (1, 18), "false");
        assert_eq!(
            woven(text, &[mutant]),
            "fn f() -> bool {  if crate::wanted_mutant() == 3 { return false; }true }"
        );
    }

    #[test]
    fn another_operator_binds_its_neighbours_otherwise() {
        let text = "fn f() { a && b && c }";
        let mutant = mutant(3, Genre::BinaryOperator, (1, 12), "||");
        assert_eq!(
            woven(text, &[mutant]),
            "fn f() { (match crate::wanted_mutant() { 3 => a || b && c, _ => a && b && c}) }"
        );
    }

    #[test]
    fn an_arm_is_left_out_where_another_one_takes_everything() {
        let arm = |text| woven(text, &[mutant(3, Genre::MatchArm, (1, 20), "")]);
        assert_eq!(
            arm("fn f() { match a { 1 => 2, _ => 3 } }"),
            "fn f() { match a { 1 if  crate::wanted_mutant() != 3  => 2, _ => 3 } }"
        );
        let every = "fn f() { match a { A => 2, B => 3 } }";
        assert_eq!(arm(every), every);
    }

    #[test]
    fn nothing_is_woven_into_constants_and_beside_a_let() {
        let constant = "const A: i64 = 1 + 2;";
        let plus = mutant(3, Genre::BinaryOperator, (1, 18), "-");
        assert_eq!(woven(constant, &[plus]), constant);
        let binding = "fn f() { if let A = a && b {} }";
        let and = mutant(3, Genre::BinaryOperator, (1, 23), "||");
        assert_eq!(woven(binding, &[and]), binding);
    }

    #[test]
    fn the_lines_of_a_mutant_are_its_own() {
        let text = "fn f() {\n    !a\n}\n";
        let not = mutant(3, Genre::UnaryOperator, (2, 5), "");
        let woven = weave(text, &[&not]).unwrap();
        assert_eq!(woven.lines, [(3, 3)].into());
    }
}
