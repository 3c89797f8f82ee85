//! For simulators and tests: the providers' own side, which reads refunds, responds to them and announces them.
//!
//! ```
//! use refundkit::server::{RefundReply, TranzzoServer, TranzzoServerConfig};
//! use refundkit::{CallContext, HttpMethod, ReceivedRequest, TranzzoCredentials};
//!
//! # fn main() -> Result<(), refundkit::RefundError> {
//! let credentials = TranzzoCredentials {
//!     pos_id: "pos".into(),
//!     api_key: "key".into(),
//!     api_secret: "secret".into(),
//!     endpoints_key: "endpoints".into(),
//! };
//! let server = TranzzoServer::new(TranzzoServerConfig::default(), credentials)?;
//! let request = ReceivedRequest {
//!     method: HttpMethod::Post,
//!     url: "/api/v1/refund".into(),
//!     headers: Vec::new(),
//!     body: "{}".into(),
//! };
//! // Who shows no key is refused, with the response to give.
//! let rejection = server.parse_request(&request, &CallContext::at(1_700_000_000_000));
//! assert_eq!(rejection.map_err(|rejection| rejection.reply.status), Err(401));
//! # Ok(())
//! # }
//! ```

pub use crate::api::orders::{Delivery, RefundOrder, RefundReply, RefundUpdate, StatusCall};
pub use crate::api::parsed::ParsedDelivery;
pub use crate::api::server::{AnswerRefunds, ReceiveNotifications, ServeRefunds, SimulateProvider};
pub use crate::providers::session::{SessionCall, SessionServerConfig, SessionServerCredentials};

macro_rules! reexport {
    ($($module:ident $classes:tt)*) => {
        $(pub use crate::providers::$module::for_servers::*;)*
    };
}

crate::for_each_provider!(reexport);
