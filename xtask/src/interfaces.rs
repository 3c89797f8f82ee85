//! What the ledgers of all providers have, as an interface of TypeScript: wasm-bindgen declares their classes, and nothing that they share.

use crate::step::{Result, done};

/// Where the prelude leaves room for it.
const ROOM: &str = "export interface RefundLedger {}";

/// What tells the ledger of a payment from any other class.
const ASKS_FOR_REFUNDS: &str = "    request(";

/// The types with that interface: every method that each of these classes declares word for word.
pub(crate) fn declared(types: &str) -> Result<String> {
    let mut ledgers = types
        .split("export class ")
        .skip(1)
        .map(members)
        .filter(|members| asks_for_refunds(members));
    let first = ledgers.next().unwrap_or_default();
    let shared = ledgers.fold(first, common);
    done("ledgers that share methods", !shared.is_empty())?;
    let interface = ROOM.replace("{}", &format!("{{\n{}}}", shared.concat()));
    Ok(types.replace(ROOM, &interface))
}

/// The methods of a class, each with its documentation.
fn members(class: &str) -> Vec<String> {
    let (body, _) = class
        .split_once("\n}\n")
        .unwrap_or((class, ""));
    let mut members = vec![String::new()];
    for line in body.lines().skip(1) {
        if let Some(member) = members.last_mut() {
            member.push_str(line);
            member.push('\n');
        }
        if line.ends_with(';') {
            members.push(String::new());
        }
    }
    members.retain(|member| is_a_method(member));
    members
}

/// What a program calls; its memory is the class's own affair.
fn is_a_method(member: &str) -> bool {
    !member.is_empty() && !member.contains("constructor(") && !member.contains("    free()")
}

fn asks_for_refunds(members: &[String]) -> bool {
    members
        .iter()
        .any(|member| member.contains(ASKS_FOR_REFUNDS))
}

fn common(mut members: Vec<String>, others: Vec<String>) -> Vec<String> {
    members.retain(|member| others.contains(member));
    members
}

#[cfg(test)]
mod tests {
    use super::declared;

    const CLASSES: &str = "export class OneLedger {
    free(): void;
    /**
     * Asks.
     */
    request(refund: One): void;
    /**
     * What is known.
     */
    view(): View;
}

export class OtherLedger {
    request(refund: Other): void;
    /**
     * What is known.
     */
    view(): View;
}

export class Capture {
    look(): void;
}
";

    #[test]
    fn the_interface_has_what_all_declare_alike() {
        let types = format!("{}\n{CLASSES}", super::ROOM);
        let interface = "export interface RefundLedger {
    /**
     * What is known.
     */
    view(): View;
}
";
        let expected = format!("{interface}{CLASSES}");
        assert_eq!(declared(&types), Ok(expected));
    }

    #[test]
    fn without_ledgers_there_is_none() {
        assert!(declared(super::ROOM).is_err());
    }
}
