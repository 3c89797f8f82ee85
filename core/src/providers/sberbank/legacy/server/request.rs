//! The requests as they arrive: whose they are, what they ask, and the order that one asks to refund.

use super::super::super::SberbankMethod;
use super::super::super::response::said;
use super::super::parameters::Parameters;
use super::super::wire::amount_name;
use super::SberbankLegacyServer;
use crate::api::orders::RefundOrder;
use crate::http::{ReceivedRequest, Rejection};
use crate::value::error::{RefundError, code};
use crate::value::money::{Money, read_amount};

impl SberbankLegacyServer {
    /// The parameters of a request with our login and password.
    pub(super) fn admitted<'a>(
        &self,
        request: &'a ReceivedRequest,
    ) -> Result<Parameters<'a>, Rejection> {
        let unreadable =
            |error: RefundError| error.rejected_with(said(200, "5", "Неверный параметр операции"));
        let parameters = Parameters::read(request).map_err(unreadable)?;
        let given = |name: &str| {
            parameters
                .owned(name)
                .unwrap_or_default()
        };
        if self.access.admits(given) {
            return Ok(parameters);
        }
        let error = RefundError::new(
            code::UNAUTHORIZED,
            "userName",
            "or password or token is not this merchant's",
        );
        Err(error.rejected_with(said(200, "5", "Доступ запрещен")))
    }
}

pub(super) fn is_last_segment(request: &ReceivedRequest, name: &str) -> bool {
    request.path().rsplit('/').next() == Some(name)
}

pub(super) fn order(
    currency: &str,
    method: SberbankMethod,
    parameters: &Parameters<'_>,
) -> Result<RefundOrder, Rejection> {
    let automatic = method == SberbankMethod::AutoRefund;
    let no_order = if automatic { "1" } else { "5" };
    let payment = parameters.owned("orderId");
    let refund_id = parameters
        .owned("externalRefundId")
        .filter(|_| !automatic);
    let precondition = parameters
        .value("expectedDepositedAmount")
        .filter(|_| !automatic);
    Ok(RefundOrder {
        payment: payment.ok_or_else(|| bad("orderId", no_order, "[orderId] is empty."))?,
        amount: amount(currency, method, parameters)?,
        reference: refund_id.clone(),
        key: refund_id,
        precondition: precondition
            .map(|text| {
                units(text).ok_or_else(|| bad("expectedDepositedAmount", "5", "Неверная сумма"))
            })
            .transpose()?,
        webhook_url: None,
    })
}

fn amount(
    currency: &str,
    method: SberbankMethod,
    parameters: &Parameters<'_>,
) -> Result<Option<Money>, Rejection> {
    let name = amount_name(method);
    let given = parameters.value(name).map(units);
    match (method, given) {
        (SberbankMethod::Refund, None) => Err(bad(name, "12", "Empty amount")),
        (SberbankMethod::Refund, Some(None)) => Err(bad(name, "5", "Неверная сумма")),
        (SberbankMethod::Refund, Some(Some(0))) => Ok(None),
        (SberbankMethod::AutoRefund, None | Some(None | Some(0))) => {
            Err(bad(name, "1", "[compositeRefundAmount] is not a number."))
        }
        (_, Some(Some(units))) => Ok(Some(Money::new(units, currency))),
    }
}

fn units(text: &str) -> Option<i64> {
    read_amount(text, 0).ok()
}

/// What the provider answers to a request that it cannot read.
pub(super) fn bad(field: &str, error_code: &str, message: &str) -> Rejection {
    RefundError::new(
        code::INVALID_MESSAGE,
        field,
        "is not what the document describes",
    )
    .rejected_with(said(200, error_code, message))
}
