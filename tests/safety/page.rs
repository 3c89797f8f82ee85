//! The pages that are made from the code: all verdicts and all error codes. Each is made anew and held against the one in
//! the repository.

use refundkit::code;
use refundkit::dispatch::{call, operations};
use refundkit_tests::pages::check;
use serde_json::{Value, json};
use std::fmt::Write;

#[test]
fn the_page_is_what_the_profiles_say() {
    check("verdicts.md", &page());
}

#[test]
fn the_page_of_error_codes_is_what_the_code_says() {
    check("error-codes.md", &error_codes());
}

fn error_codes() -> String {
    let mut page = String::from(
        "# Error codes\n\nEvery refused call gives a `code` for programs, the path of the `field`, and a `detail` for people. The code is stable, the\n\
         detail may change; none of them holds a value or a secret. Made from the code; `cargo test` fails where the two differ.\n\n\
         | code | meaning |\n|---|---|\n",
    );
    for (code, meaning) in code::ALL {
        let _ = writeln!(page, "| `{code}` | {} |", meaning.trim());
    }
    page
}

#[test]
fn no_cell_is_empty() {
    for profile in profiles() {
        for row in profile["verdicts"]
            .as_array()
            .expect("verdicts")
        {
            for cell in ["finding", "status", "nextAction", "reason"] {
                assert!(
                    row[cell]
                        .as_str()
                        .is_some_and(|text| !text.is_empty()),
                    "{row}"
                );
            }
        }
    }
}

/// The profiles of every provider that has any, each with its provider's name.
fn profiles() -> Vec<Value> {
    let mut profiles = Vec::new();
    for row in operations() {
        let document = json!({"provider": row.provider, "operation": "profiles"}).to_string();
        let answered: Value =
            serde_json::from_str(&call(&document)).expect("the JSON interface returns JSON");
        for profile in answered["ok"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let mut profile = profile.clone();
            profile["provider"] = json!(row.provider);
            profiles.push(profile);
        }
    }
    profiles
}

fn page() -> String {
    let mut page = String::from(
        "# Verdicts\n\nWhat each operation's responses, silences and failures mean, and what is safe then. Made from the profiles in the code;\n\
         `cargo test` fails where the two differ. To write it anew: `WRITE_FIXTURES=1 cargo test --package refundkit-tests --test suite page`.\n\n\
         A single message is not a refund: [what a ledger does](what-a-ledger-does.md) takes the looks that follow into account.\n\n\
         Confidence of the sources: H official document or vector, M one official hint or two independent third parties, L one third party.\n",
    );
    for profile in profiles() {
        section(&mut page, &profile);
    }
    page
}

fn section(page: &mut String, profile: &Value) {
    let text = |name: &str| {
        profile[name]
            .as_str()
            .unwrap_or_default()
            .replace('_', " ")
    };
    let _ = write!(
        page,
        "\n## {}: {}\n\nSent again: {}. Looked up: {}. HTTP 429: {}. Ask after: {} ms. Source: {}.\n\n",
        profile["provider"]
            .as_str()
            .unwrap_or_default(),
        profile["operation"]
            .as_str()
            .unwrap_or_default(),
        text("replay"),
        text("lookup"),
        text("rateLimit"),
        profile["askAfterMs"],
        profile["source"]
            .as_str()
            .unwrap_or_default(),
    );
    page.push_str("| what happened | status | next action | why |\n|---|---|---|---|\n");
    for row in profile["verdicts"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let cell = |name: &str| {
            row[name]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} |",
            cell("finding"),
            cell("status"),
            cell("nextAction").replace('_', " "),
            cell("reason")
        );
    }
}
