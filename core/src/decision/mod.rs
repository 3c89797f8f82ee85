//! What a message means: the observation that a parser makes, the refund that it is about, and the outcome that follows.

pub(crate) mod event;
pub(crate) mod facts;
pub(crate) mod http_status;
pub(crate) mod matcher;
pub(crate) mod observation;
pub(crate) mod outcome;
pub(crate) mod profile;
pub(crate) mod snapshot;
pub(crate) mod table;
