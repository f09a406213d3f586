//! What an address says about the way to it.

use reqwest::Url;

/// Whether it is one of this machine.
pub(super) fn is_near(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// The host of an address, with the port where that is an unusual one.
pub(super) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// What may be told of an address that another one leads to: a query may hold a signature.
pub(super) fn shown(to: &Url, from: &Url) -> String {
    if to.origin() == from.origin() { to.path().to_owned() } else { to.origin().ascii_serialization() }
}
