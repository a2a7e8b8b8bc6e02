//! Who may use the page and its API: this machine's own browser page and
//! programs, not a web site that happens to be open in the browser.
//!
//! A site can make a browser send requests to 127.0.0.1, and with a name of its
//! own that resolves there (DNS rebinding) it can even read the answers. Such
//! requests carry the site's name in `Host` or `Origin`.

use std::net::{IpAddr, SocketAddr};

use axum::http::{Method, Request, header};

use crate::doctor::Language;

/// Why a request is refused, or `None`.
///
/// `Host` must be an address or `localhost`, which no site can take for itself,
/// with the port listened on; `Origin`, where there is one, the same host. Two
/// requests are nobody's secret: the health check, which probes send with
/// whatever `Host` they have, and the page itself when a person follows a link
/// to it, whose `Host` is checked and whose content is the same for all.
pub(super) fn refusal<B>(request: &Request<B>, address: SocketAddr) -> Option<Refusal> {
    let headers = request.headers();
    let path = request.uri().path();
    if path == "/_tmsig/health" {
        return None;
    }
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let refusal = |reason| Some(Refusal { reason, own: format!("http://{address}") });
    let Some(host) = text(header::HOST) else { return refusal(Reason::NoHost) };
    if headers.get_all(header::HOST).iter().count() > 1 || !is_own(host, address) {
        return refusal(Reason::OtherHost(host.to_owned()));
    }
    if let Some(origin) = text(header::ORIGIN)
        && origin.strip_prefix("http://") != Some(host)
    {
        return refusal(Reason::OtherOrigin(origin.to_owned()));
    }
    let fetched = |name: &'static str| text(header::HeaderName::from_static(name));
    let is_link = path == "/"
        && request.method() == Method::GET
        && fetched("sec-fetch-mode") == Some("navigate")
        && fetched("sec-fetch-dest") == Some("document");
    match fetched("sec-fetch-site") {
        None | Some("same-origin" | "none") => None,
        Some(_) if is_link => None,
        Some(site) => refusal(Reason::OtherSite(site.to_owned())),
    }
}

/// Whether a web page of another site sent this, by its `Origin`. Programs send
/// none.
pub(super) fn is_foreign<'h>(
    headers: impl Iterator<Item = (&'h str, &'h [u8])>,
    address: SocketAddr,
) -> bool {
    let mut origins = headers.filter(|(name, _)| name.eq_ignore_ascii_case("origin"));
    origins.any(|(_, origin)| {
        let host = str::from_utf8(origin).ok().and_then(|origin| origin.strip_prefix("http://"));
        !host.is_some_and(|host| is_own(host, address))
    })
}

/// A request that is not for the page or its API.
pub(super) struct Refusal {
    reason: Reason,
    /// Where the page is.
    own: String,
}

enum Reason {
    NoHost,
    OtherHost(String),
    OtherOrigin(String),
    OtherSite(String),
}

impl Refusal {
    pub(super) fn to_text(&self, language: Language) -> String {
        let own = &self.own;
        match (&self.reason, language) {
            (Reason::NoHost, Language::English) => {
                format!("there is no Host header; the page is at {own}")
            }
            (Reason::NoHost, Language::Chinese) => format!("缺少 Host 头；页面地址是 {own}"),
            (Reason::OtherHost(host), Language::English) => format!(
                "the Host header names {host:?}, which is not this server; open {own} instead \
                 (another name for it might belong to a web site)"
            ),
            (Reason::OtherHost(host), Language::Chinese) => format!(
                "Host 头是 {host:?}，不是本服务；请改用 {own}（指向本机的其他域名可能属于某个网站）"
            ),
            (Reason::OtherOrigin(origin), Language::English) => format!(
                "the request comes from a page of {origin:?}; only the page at {own} may use this"
            ),
            (Reason::OtherOrigin(origin), Language::Chinese) => {
                format!("请求来自 {origin:?} 的页面；只有 {own} 的页面可以使用")
            }
            (Reason::OtherSite(site), Language::English) => format!(
                "the browser says that the request is {site:?}; only the page at {own} may use this"
            ),
            (Reason::OtherSite(site), Language::Chinese) => {
                format!("浏览器表明请求是 {site:?}；只有 {own} 的页面可以使用")
            }
        }
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
