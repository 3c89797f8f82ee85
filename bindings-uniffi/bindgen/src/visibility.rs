//! What UniFFI declares for its own use, Kotlin shows to everyone, and an editor offers it beside the package's classes.
//! It becomes `internal`, and what its class alone uses `private`.

use crate::Result;

/// How the declarations begin. Members of a hidden class are hidden with it.
const DECLARATIONS: [(&str, &str); 18] = [
    ("open class RustBuffer ", "internal"),
    ("public interface FfiConverter<", "internal"),
    ("public interface FfiConverterRustBuffer<", "internal"),
    ("public object FfiConverter", "internal"),
    ("public typealias FfiConverter", "internal"),
    ("interface UniffiRustCallStatusErrorHandler<", "internal"),
    ("object UniffiNullRustCallStatusErrorHandler:", "internal"),
    ("object UniffiWithHandle", "internal"),
    ("object NoHandle", "internal"),
    ("interface UniffiCleaner ", "internal"),
    ("public fun uniffiEnsureInitialized(", "internal"),
    ("    constructor(withHandle: UniffiWithHandle,", "internal"),
    ("    constructor(noHandle: NoHandle)", "internal"),
    ("    protected val handle: ", "private"),
    ("    protected val cleanable: ", "private"),
    ("    val uniffiIsDestroyed: ", "internal"),
    ("    fun uniffiCloneHandle(", "internal"),
    ("    companion object ErrorHandler ", "internal"),
];

/// The generated Kotlin with all of that out of sight. A declaration that is not found is an error: UniFFI writes another.
pub(crate) fn hidden(source: &str) -> Result<String> {
    let mut text = source.to_owned();
    for (start, visibility) in DECLARATIONS {
        let (start, shown) = (
            format!("\n{start}"),
            format!("\n{}", declared(start, visibility)),
        );
        if !text.contains(&start) {
            return Err(format!("nothing to hide begins with {start:?}").into());
        }
        text = text.replace(&start, &shown);
    }
    Ok(text)
}

/// The same start with another visibility.
fn declared(start: &str, visibility: &str) -> String {
    let name = start.trim_start();
    let indent = &start[..start.len() - name.len()];
    let name = ["public ", "protected "]
        .iter()
        .find_map(|shown| name.strip_prefix(shown))
        .unwrap_or(name);
    format!("{indent}{visibility} {name}")
}

#[cfg(test)]
mod test {
    use super::{DECLARATIONS, hidden};

    #[test]
    fn a_declaration_keeps_all_but_its_visibility() {
        let starts = DECLARATIONS.map(|(start, _)| start);
        let source = format!("\n{}\nopen class Tranzzo: Disposable", starts.join("\n"));
        let text = hidden(&source).unwrap();
        for line in [
            "internal open class RustBuffer ",
            "internal object FfiConverter",
            "    private val handle: ",
            "    internal fun uniffiCloneHandle(",
            "open class Tranzzo: Disposable",
        ] {
            assert!(
                text.lines()
                    .any(|hidden| hidden == line),
                "{line}: {text}"
            );
        }
        assert!(
            !text.contains("public") && !text.contains("protected"),
            "{text}"
        );
    }

    #[test]
    fn a_declaration_that_is_gone_is_an_error() {
        for (start, _) in DECLARATIONS {
            let others = DECLARATIONS
                .map(|(other, _)| other)
                .into_iter();
            let kept: Vec<&str> = others
                .filter(|other| !other.starts_with(start))
                .collect();
            assert!(
                hidden(&format!("\n{}", kept.join("\n"))).is_err(),
                "{start}"
            );
        }
    }
}
