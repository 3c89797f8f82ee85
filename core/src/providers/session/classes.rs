//! The classes of a provider that speaks the session protocol: its name around the shared sides, and nothing else.
//!
//! Types of their own instead of type parameters, so that other languages see two ordinary classes.

/// Makes the merchant class and the provider class from a provider's hosts.
macro_rules! session_classes {
    ($hosts:expr, $(#[$merchant_docs:meta])* $merchant:ident, $(#[$server_docs:meta])* $server:ident) => {
        $(#[$merchant_docs])*
        #[derive(Debug)]
        pub struct $merchant($crate::providers::session::MerchantSide);

        $(#[$server_docs])*
        #[derive(Debug)]
        pub struct $server($crate::providers::session::ProviderSide);

        const _: () = {
            use $crate::http::{Answer, HttpRequest, HttpResponse, ReceivedRequest, Rejection};
            use $crate::api::merchant::{
                Ambient, Provider, ReadsStatus, RefundReply, RefundUpdate, Refunds, SendsWebhooks, ServesRefunds,
                ServesStatus, SignsRequests, SignsStatus, StatusCall, VerifiesWebhooks,
            };
            use $crate::providers::session::{
                MerchantSide, ProviderSide, SessionCall, SessionConfig, SessionCredentials, SessionRefund,
                SessionServerConfig, SessionServerCredentials,
            };
            use $crate::{
                BlindingSeed, PaymentSnapshot, Prepared, RefundError, RefundEvent, RefundOutcome, WebhookPeek,
            };

            impl Provider for $merchant {
                type Config = SessionConfig;
                type Credentials = SessionCredentials;

                fn new(config: SessionConfig, credentials: SessionCredentials) -> Result<Self, RefundError> {
                    MerchantSide::new($hosts, &config, &credentials).map(Self)
                }
            }

            impl Refunds for $merchant {
                type Refund = SessionRefund;

                fn profiles() -> &'static [$crate::decision::profile::Profile] {
                    SessionRefund::profiles()
                }

                fn profile(&self, refund: &SessionRefund) -> $crate::decision::profile::Profile {
                    refund.profile()
                }

                fn parse_response(
                    &self,
                    refund: &SessionRefund,
                    answer: &Answer,
                ) -> Result<RefundOutcome, RefundError> {
                    MerchantSide::parse_response(refund, answer)
                }
            }

            impl SignsRequests for $merchant {
                fn prepare(&self, refund: &SessionRefund) -> Result<Prepared, RefundError> {
                    self.0.prepare(refund)
                }

                fn sign(&self, prepared: Prepared, seed: &BlindingSeed) -> Result<HttpRequest, RefundError> {
                    self.0.sign(prepared, seed)
                }

                fn finish(&self, prepared: Prepared, signature: &[u8]) -> Result<HttpRequest, RefundError> {
                    self.0.finish(prepared, signature)
                }
            }

            impl ReadsStatus for $merchant {
                fn parse_status_response(
                    &self,
                    refund: &SessionRefund,
                    answer: &Answer,
                ) -> Result<PaymentSnapshot, RefundError> {
                    MerchantSide::parse_status_response(refund, answer)
                }

                fn resolve(
                    &self,
                    refund: &SessionRefund,
                    snapshot: &PaymentSnapshot,
                ) -> Result<RefundOutcome, RefundError> {
                    MerchantSide::resolve(refund, snapshot)
                }
            }

            impl SignsStatus for $merchant {
                fn prepare_status(&self, refund: &SessionRefund) -> Result<Prepared, RefundError> {
                    self.0.prepare_status(refund)
                }
            }

            impl VerifiesWebhooks for $merchant {
                fn peek_webhook(webhook: &ReceivedRequest) -> Result<WebhookPeek, RefundError> {
                    MerchantSide::peek_webhook(webhook)
                }

                fn parse_webhook(&self, webhook: &ReceivedRequest) -> Result<RefundEvent, Rejection> {
                    self.0.parse_webhook(webhook)
                }

                fn settle(&self, refund: &SessionRefund, event: &RefundEvent) -> Result<RefundOutcome, RefundError> {
                    MerchantSide::settle(refund, event)
                }
            }

            impl Provider for $server {
                type Config = SessionServerConfig;
                type Credentials = SessionServerCredentials;

                fn new(
                    config: SessionServerConfig,
                    credentials: SessionServerCredentials,
                ) -> Result<Self, RefundError> {
                    ProviderSide::new(config, credentials).map(Self)
                }
            }

            impl ServesRefunds for $server {
                type Call = SessionCall;

                fn parse_request(&self, request: &ReceivedRequest) -> Result<SessionCall, Rejection> {
                    self.0.parse_request(request)
                }

                fn build_response(
                    &self,
                    call: &SessionCall,
                    reply: &RefundReply,
                    ambient: &Ambient,
                ) -> Result<HttpResponse, RefundError> {
                    self.0.build_response(call, reply, ambient)
                }
            }

            impl ServesStatus for $server {
                fn parse_status_request(&self, request: &ReceivedRequest) -> Result<StatusCall, Rejection> {
                    self.0.parse_status_request(request)
                }

                fn build_status_response(
                    &self,
                    payment: &PaymentSnapshot,
                    ambient: &Ambient,
                ) -> Result<HttpResponse, RefundError> {
                    self.0.build_status_response(payment, ambient)
                }
            }

            impl SendsWebhooks for $server {
                fn build_webhook(
                    &self,
                    url: &str,
                    update: &RefundUpdate,
                    ambient: &Ambient,
                ) -> Result<HttpRequest, RefundError> {
                    self.0.build_webhook(url, update, ambient)
                }
            }
        };
    };
}

pub(crate) use session_classes;
