//! Pages below `docs/` that are made from the code.

use std::path::Path;

/// Holds a page that was just made against the one in the repository. With `WRITE_FIXTURES` it is written first.
pub fn check(name: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs")
        .join(name);
    if std::env::var_os("WRITE_FIXTURES").is_some() {
        std::fs::write(&path, page).expect("docs can be written");
    }
    let same = std::fs::read_to_string(path).is_ok_and(|kept| kept == page);
    assert!(
        same,
        "docs/{name} is not what the code says: this test writes it with WRITE_FIXTURES=1"
    );
}
