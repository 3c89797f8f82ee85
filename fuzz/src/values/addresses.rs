//! Addresses: what is accepted leads where it says, for every browser.

use refundkit::Endpoint;
use refundkit::kit::{PublishedHosts, validate};
use url::Url;

const NOWHERE: PublishedHosts = PublishedHosts {
    live: None,
    demo: None,
};

/// A base that is accepted is to every browser an https address without user, query and fragment. What is no Punycode
/// reaches nobody.
pub(super) fn host(text: &str) {
    let Ok(base) = Endpoint::Custom(text.to_owned()).base(NOWHERE) else {
        return;
    };
    let Ok(url) = Url::parse(&base) else {
        return assert!(base.to_lowercase().contains("xn--"), "{base}");
    };
    check_plain(&url, "https");
    assert_eq!((url.query(), url.fragment()), (None, None));
    let host = url
        .host_str()
        .expect("a host")
        .trim_matches(['[', ']']);
    assert!(!host.is_empty() && base.trim_end_matches('/') == base);
}

/// A loopback base leads to this machine.
pub(super) fn loopback(text: &str) {
    let Ok(base) = Endpoint::Loopback(text.to_owned()).base(NOWHERE) else {
        return;
    };
    let url = Url::parse(&base).expect("an address");
    check_plain(&url, "http");
    let is_here = match url.host().expect("a host") {
        url::Host::Domain(name) => name == "localhost",
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
    };
    assert!(is_here, "{base}");
}

/// An address that is accepted leads where it says, for every browser.
pub(super) fn address(text: &str) {
    if validate::https_url("field", text, 2048).is_err() {
        return;
    }
    if let Ok(url) = Url::parse(text) {
        check_plain(&url, "https");
    }
}

/// Of this scheme, and of nobody in particular.
fn check_plain(url: &Url, scheme: &str) {
    assert_eq!(url.scheme(), scheme);
    assert_eq!((url.username(), url.password()), ("", None));
}
