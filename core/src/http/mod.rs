//! The parts of HTTP that cross the boundary, and what requests are made of: forms, hosts, Base64, checks of text.

pub mod base64;
mod body;
pub(crate) mod endpoint;
pub mod form;
pub(crate) mod masking;
mod received;
mod rejection;
mod request;
mod response;
mod spelling;
pub mod validate;

pub use received::{MAX_BODY, ReceivedRequest};
pub use rejection::Rejection;
pub use request::{Header, HttpMethod, HttpRequest};
pub use response::{HttpResponse, ResponseHead, SendResult};
