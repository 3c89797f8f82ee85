//! Who asks: login and password or a token instead of both. They travel in the body of every request.

use crate::http::validate;
use crate::value::error::{RefundError, code};
use crate::value::secret::Secret;

/// The two ways to log in. The tables of both gateways list login and password for refunds, and `token` beside them for the
/// status; merchants who were given a token have nothing else.
#[derive(Clone, Debug)]
pub(super) enum Login {
    Pair { user_name: Secret, password: Secret },
    Token(Secret),
}

impl Login {
    /// Login and password have 1 to 30 visible ASCII characters each, a token 1 to 256.
    pub(super) fn checked(
        user_name: Option<Secret>,
        password: Option<Secret>,
        token: Option<Secret>,
    ) -> Result<Self, RefundError> {
        let within = |error: RefundError| error.within("credentials");
        match token {
            Some(token) => with_token(token, user_name.is_some() || password.is_some()),
            None => with_password(user_name, password),
        }
        .map_err(within)
    }

    /// A field of a request, by its name on the wire.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        match (self, name) {
            (Self::Pair { user_name, .. }, "userName") => Some(user_name.expose()),
            (Self::Pair { password, .. }, "password") => Some(password.expose()),
            (Self::Token(token), "token") => Some(token.expose()),
            _ => None,
        }
    }

    /// Whether a request shows our login and password, or our token. `given` reads a field of the request. The time does not
    /// tell which of them differs.
    pub(super) fn admits(&self, given: impl Fn(&str) -> String) -> bool {
        match self {
            Self::Pair {
                user_name,
                password,
            } => user_name.matches(&given("userName")) & password.matches(&given("password")),
            Self::Token(token) => token.matches(&given("token")),
        }
    }

    /// All of it: whoever knows the login has half of what proves the merchant.
    pub(super) fn secrets(&self) -> Vec<&Secret> {
        match self {
            Self::Pair {
                user_name,
                password,
            } => vec![user_name, password],
            Self::Token(token) => vec![token],
        }
    }
}

fn with_token(token: Secret, has_others: bool) -> Result<Login, RefundError> {
    let text = token.checked("token")?;
    validate::visible_ascii("token", text, 256)?;
    validate::require(
        !has_others,
        "token",
        "stands beside userName or password, which it replaces",
    )?;
    Ok(Login::Token(token))
}

fn with_password(
    user_name: Option<Secret>,
    password: Option<Secret>,
) -> Result<Login, RefundError> {
    let missing = |field| RefundError::new(code::MISSING_FIELD, field, "is missing");
    if user_name.is_none() && password.is_none() {
        let detail = "must have userName and password, or token";
        return Err(RefundError::new(code::MISSING_FIELD, "", detail));
    }
    let user_name = user_name.ok_or_else(|| missing("userName"))?;
    let password = password.ok_or_else(|| missing("password"))?;
    validate::visible_ascii("userName", user_name.checked("userName")?, 30)?;
    validate::visible_ascii("password", password.checked("password")?, 30)?;
    Ok(Login::Pair {
        user_name,
        password,
    })
}
