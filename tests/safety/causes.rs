//! What is refused says why: each golden case of these kinds has a detail that names its cause, and nothing of the value.

use refundkit_tests::cases;

/// The detail of the error that a case's only refused operation gives.
fn detail(name: &str) -> String {
    let case = cases().into_iter().find(|case| case.name() == name);
    let case = case.unwrap_or_else(|| panic!("{name}: no such case"));
    let document = case
        .refused_document()
        .unwrap_or_else(|| panic!("{name}: refuses nothing"));
    let text = refundkit::dispatch::call(&document.to_string());
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    answer["error"]["detail"].as_str().unwrap().to_owned()
}

fn check(provider: &str, rows: &[(&str, &str)]) {
    for (case, cause) in rows {
        let detail = detail(&format!("{provider}/{case}"));
        assert!(detail.contains(cause), "{case}: {detail}");
    }
}

#[test]
fn a_key_that_is_not_read() {
    check(
        "bank131",
        &[
            ("key_with_written_line_breaks", r"the two letters \n"),
            ("key_encrypted", "is encrypted"),
            ("key_of_elliptic_curve", "elliptic curve"),
            ("key_of_ed25519", "Ed25519"),
            ("key_is_public", "is a public key"),
            ("key_of_openssh", "OpenSSH"),
            ("key_is_a_path", "path of a file"),
            ("key_empty", "is empty"),
        ],
    );
}

#[test]
fn a_text_that_is_no_amount() {
    check(
        "refundkit",
        &[
            ("money_white_space_around", "white space around it"),
            ("money_line_break", "white space around it"),
            ("money_with_its_currency", "only the number"),
            ("money_comma", "a comma"),
            ("money_lower_case_currency", "written as RUB"),
            ("money_rouble_of_before_1998", "use RUB"),
            ("money_too_precise", "more decimals"),
        ],
    );
}
