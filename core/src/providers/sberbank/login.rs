//! Login and password, which travel in the body of every request.

use crate::http::validate;
use crate::value::error::RefundError;
use crate::value::secret::Secret;

/// Checked login and password.
#[derive(Clone, Debug)]
pub(super) struct Login {
    pub(super) user_name: Secret,
    pub(super) password: Secret,
}

impl Login {
    /// Each 1 to 30 visible ASCII characters.
    pub(super) fn checked(user_name: String, password: Secret) -> Result<Self, RefundError> {
        let within = |error: RefundError| error.within("credentials");
        validate::visible_ascii("userName", &user_name, 30).map_err(within)?;
        let text = password.checked("password").map_err(within)?;
        validate::visible_ascii("password", text, 30).map_err(within)?;
        Ok(Self {
            user_name: user_name.into(),
            password,
        })
    }

    /// Whether these are our login and password, in time that does not tell which of them differs.
    pub(super) fn admits(&self, user_name: &str, password: &str) -> bool {
        self.user_name.matches(user_name) & self.password.matches(password)
    }

    /// Both: whoever knows the login has half of what proves the merchant.
    pub(super) fn secrets(&self) -> [&Secret; 2] {
        [&self.user_name, &self.password]
    }
}
