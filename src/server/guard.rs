//! Who may use the page and its API: this machine's own browser page and
//! programs, not a web site that happens to be open in the browser.
//!
//! A site can make a browser send requests to 127.0.0.1, and with a name of its
//! own that resolves there (DNS rebinding) it can even read the answers. Such
//! requests carry the site's name in `Host` or `Origin`.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, header};

/// Why a request to the API is refused, or `None`.
///
/// `Host` must be an address or `localhost`, which no site can take for itself,
/// with the port listened on; `Origin`, where there is one, the same host.
pub(super) fn refusal(headers: &HeaderMap, address: SocketAddr) -> Option<String> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let own = format!("http://{address}");
    let Some(host) = text(header::HOST) else {
        return Some(format!("there is no Host header; the page is at {own}"));
    };
    if headers.get_all(header::HOST).iter().count() > 1 || !is_own(host, address) {
        return Some(format!(
            "the Host header names {host:?}, which is not this server; open {own} instead \
             (another name for it might belong to a web site)"
        ));
    }
    match text(header::ORIGIN) {
        Some(origin) if origin.strip_prefix("http://") != Some(host) => Some(format!(
            "the request comes from a page of {origin:?}; only the page at {own} may use this"
        )),
        _ => match text(header::HeaderName::from_static("sec-fetch-site")) {
            None | Some("same-origin" | "none") => None,
            Some(site) => Some(format!(
                "the browser says that the request is {site:?}; only the page at {own} may use this"
            )),
        },
    }
}

fn is_own(host: &str, address: SocketAddr) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        // The colons of an IPv6 address are not that of a port.
        Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
        _ => (host, Some(80)),
    };
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    let is_name = name.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok();
    is_name && port == Some(address.port())
}
