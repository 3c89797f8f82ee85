//! Members of a request that a provider announces without listing them: the host gives them as JSON, and they travel as they
//! are.

use super::{Pairs, RawValue};
use crate::http::validate;
use crate::json::to_json;
use crate::value::error::{RefundError, code};

/// More members than any document lists.
const MOST_MEMBERS: usize = 64;

/// The members of `extra`, none of which may be one that the model writes itself (`own`).
pub(crate) fn extra<'a>(
    text: Option<&'a str>,
    own: &[&str],
) -> Result<Option<Pairs<'a>>, RefundError> {
    let Some(text) = text else { return Ok(None) };
    let Some(Pairs(members)) = Pairs::read(text) else {
        return Err(RefundError::new(
            code::INVALID_FIELD,
            "extra",
            "is not a JSON object",
        ));
    };
    validate::require(
        members.len() <= MOST_MEMBERS,
        "extra",
        "has more than 64 members",
    )?;
    if repeats(&members, own) {
        return Err(RefundError::new(
            code::DUPLICATE_FIELD,
            "extra",
            "has a member that is already there",
        ));
    }
    Ok(Some(Pairs(members)))
}

fn repeats(members: &[(std::borrow::Cow<'_, str>, RawValue<'_>)], own: &[&str]) -> bool {
    let mut names = members
        .iter()
        .map(|(name, _)| name.as_ref())
        .enumerate();
    names.any(|(index, name)| {
        let mut earlier = members.iter().take(index);
        own.contains(&name) || earlier.any(|(earlier, _)| earlier == name)
    })
}

/// What arrived beside the members that the model reads, as JSON text; `None` where nothing did.
pub(crate) fn rest(json: RawValue<'_>, own: &[&str]) -> Result<Option<String>, RefundError> {
    let not_an_object = || {
        RefundError::new(
            code::INVALID_MESSAGE,
            "extra",
            "is not what the document describes",
        )
    };
    let Pairs(mut members) = Pairs::read(json.raw()).ok_or_else(not_an_object)?;
    members.retain(|(name, _)| !own.contains(&name.as_ref()));
    if members.is_empty() {
        Ok(None)
    } else {
        to_json(&Pairs(members)).map(Some)
    }
}
