//! The parts of HTTP that cross the boundary, and what requests are made of: forms, hosts, Base64, checks of text.

pub mod base64;
pub(crate) mod endpoint;
pub mod form;
pub(crate) mod masking;
mod message;
mod rejection;
pub mod validate;

pub use message::{
    Answer, Header, HttpMethod, HttpRequest, HttpResponse, MAX_BODY, ReceivedRequest,
};
pub use rejection::Rejection;
