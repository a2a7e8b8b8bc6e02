//! The receiver's URL.

#[cfg(feature = "https")]
use super::tls::{NoRoots, Trust};
use crate::language::Text;

/// Where a receiver listens: the parts of an `http://` URL, or with the feature
/// `https` of an `https://` URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub(super) authority: String,
    pub(super) port: u16,
    pub(super) host: String,
    path: String,
    /// Where TLS is spoken, whom it trusts.
    #[cfg(feature = "https")]
    pub(super) trust: Option<Trust>,
}

/// Why a URL is none that can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlFault {
    /// It begins with `https://`, which is not built in.
    Https,
    /// It begins with something else than `http://` and `https://`.
    NoHttp,
    /// There is no host in it, or a user name.
    Host,
    /// The port is no number.
    Port,
    /// A character that must not be in a URL as it is sent.
    Character,
}

impl UrlFault {
    /// What a person is told of it.
    pub fn text(self) -> Text {
        match self {
            Self::Https => Text {
                en: "this build does not speak https: give the http URL of the receiver behind the TLS terminator, or build with the feature https",
                zh: "此程序编译时没有包含 https：请给出 TLS 终止之后接收方的 http 地址，或启用 feature https 重新编译",
            },
            Self::NoHttp => Text {
                en: "the URL begins with http:// or https://",
                zh: "URL 须以 http:// 或 https:// 开头",
            },
            Self::Host => Text {
                en: "the URL has a host, and no user name",
                zh: "URL 须含主机名，不带用户名",
            },
            Self::Port => Text {
                en: "the port is a number from 1 to 65535",
                zh: "端口是 1 到 65535 的数字",
            },
            Self::Character => Text {
                en: "blanks, control characters, \"#\" and text beyond ASCII are percent-encoded in a URL",
                zh: "URL 中的空白、控制字符、“#” 和非 ASCII 文本须做百分号编码",
            },
        }
    }
}

impl Target {
    /// The receiver at a URL.
    ///
    /// # Errors
    ///
    /// Names what is wrong with the URL.
    pub fn parse(url: &str) -> Result<Self, UrlFault> {
        if !url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#') {
            return Err(UrlFault::Character);
        }
        let (rest, default_port) = match url.strip_prefix("https://") {
            Some(_) if cfg!(not(feature = "https")) => return Err(UrlFault::Https),
            Some(rest) => (rest, 443),
            None => (url.strip_prefix("http://").ok_or(UrlFault::NoHttp)?, 80),
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.is_empty() || authority.contains('@') {
            return Err(UrlFault::Host);
        }
        let is_port = |at: usize| !authority[at..].contains(']');
        let (host, port) = match authority.rfind(':').filter(|at| is_port(*at)) {
            None => (authority, default_port),
            Some(at) => {
                let port = authority[at + 1..].parse().ok().filter(|port| *port > 0);
                (&authority[..at], port.ok_or(UrlFault::Port)?)
            }
        };
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        if host.is_empty() {
            return Err(UrlFault::Host);
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self {
            authority: authority.to_owned(),
            port,
            host: host.to_owned(),
            path,
            #[cfg(feature = "https")]
            trust: url.starts_with("https://").then(Trust::default),
        })
    }

    /// Trusts the roots of this PEM text beside those of the system; of no use
    /// for an `http://` URL.
    ///
    /// # Errors
    ///
    /// If there is none in it.
    #[cfg(feature = "https")]
    pub fn trusting(mut self, pem: &[u8]) -> Result<Self, NoRoots> {
        let more = Trust::default().more(pem)?;
        if let Some(trust) = &mut self.trust {
            *trust = more;
        }
        Ok(self)
    }

    /// Path and query, as they stand in a request.
    pub fn path(&self) -> &str {
        &self.path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        for (url, host, port, path) in [
            ("http://localhost", "localhost", 80, "/"),
            ("http://127.0.0.1:8080/a?b=c", "127.0.0.1", 8080, "/a?b=c"),
            ("http://[::1]:81/", "::1", 81, "/"),
            ("http://[::1]?a", "::1", 80, "/?a"),
            #[cfg(feature = "https")]
            ("https://a/", "a", 443, "/"),
        ] {
            let target = Target::parse(url).unwrap();
            assert_eq!((&*target.host, target.port, target.path()), (host, port, path), "{url}");
        }
        for (url, fault) in [
            #[cfg(not(feature = "https"))]
            ("https://a/", UrlFault::Https),
            ("ftp://a/", UrlFault::NoHttp),
            ("http:///a", UrlFault::Host),
            ("http://u@a/", UrlFault::Host),
            ("http://a:0/", UrlFault::Port),
            ("http://a:x/", UrlFault::Port),
            ("http://a/#b", UrlFault::Character),
            ("http://a/会", UrlFault::Character),
        ] {
            assert_eq!(Target::parse(url), Err(fault), "{url}");
        }
    }
}
