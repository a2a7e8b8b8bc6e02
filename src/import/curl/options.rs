//! Which of curl's options take a value, so that no value is taken for a URL.

/// Options that take a value, by their long name.
const WITH_VALUE: &str = "\
abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to continue-at \
cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode delegation \
dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save \
expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode \
happy-eyeballs-timeout-ms haproxy-clientip header help hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json \
keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt \
max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey \
preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers \
proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers \
proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file range rate referer request \
request-target resolve retry retry-delay retry-max-time sasl-authzid service-name sigalgs socks4 socks4a socks5 \
socks5-gssapi-service socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max \
tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file upload-flags url \
url-query user user-agent variable vlan-priority write-out";

/// Options that take none.
const WITHOUT_VALUE: &str = "\
anyauth append basic ca-native cert-status clobber compressed compressed-ssh create-dirs crlf digest disable disable-eprt \
disable-epsv disallow-username-in-url doh-cert-status doh-insecure eprt epsv fail fail-early fail-with-body false-start \
form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control get globoff haproxy-protocol head \
http0.9 http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only ignore-content-length include insecure ipv4 ipv6 \
junk-session-cookies keepalive list-only location location-trusted mail-rcpt-allowfails manual metalink mptcp negotiate \
netrc netrc-optional next no-alpn no-buffer no-clobber no-keepalive no-npn no-progress-meter no-sessionid ntlm ntlm-wb \
parallel parallel-immediate path-as-is post301 post302 post303 progress-bar progress-meter proxy-anyauth proxy-basic \
proxy-ca-native proxy-digest proxy-http2 proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast \
proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel raw remote-header-name remote-name remote-name-all remote-time \
remove-on-error retry-all-errors retry-connrefused sasl-ir show-error show-headers silent skip-existing socks5-basic \
socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 \
sslv3 styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options tls-earlydata tlsv1 tlsv1.0 tlsv1.1 \
tlsv1.2 tlsv1.3 tr-encoding trace-ids trace-time use-ascii verbose version xattr";

/// One-letter options that take a value, and the long names of those that
/// matter here.
const SHORT_WITH_VALUE: &[(u8, &str)] = &[
    (b'A', "user-agent"),
    (b'C', "continue-at"),
    (b'D', "dump-header"),
    (b'E', "cert"),
    (b'F', "form"),
    (b'H', "header"),
    (b'K', "config"),
    (b'P', "ftp-port"),
    (b'Q', "quote"),
    (b'T', "upload-file"),
    (b'U', "proxy-user"),
    (b'X', "request"),
    (b'Y', "speed-limit"),
    (b'b', "cookie"),
    (b'c', "cookie-jar"),
    (b'd', "data"),
    (b'e', "referer"),
    (b'h', "help"),
    (b'm', "max-time"),
    (b'o', "output"),
    (b'r', "range"),
    (b't', "telnet-option"),
    (b'u', "user"),
    (b'w', "write-out"),
    (b'x', "proxy"),
    (b'y', "speed-time"),
    (b'z', "time-cond"),
];

/// One-letter options without a value that matter here.
const SHORT_WITHOUT_VALUE: &[(u8, &str)] =
    &[(b'G', "get"), (b'I', "head"), (b'g', "globoff"), (b':', "next")];

/// What is known of an option.
pub(super) enum Arity {
    Value(&'static str),
    NoValue(&'static str),
    Unknown,
}

pub(super) fn long(name: &str) -> Arity {
    let find = |list: &'static str| list.split_ascii_whitespace().find(|known| *known == name);
    if let Some(name) = find(WITH_VALUE) {
        Arity::Value(name)
    } else if let Some(name) = find(WITHOUT_VALUE) {
        Arity::NoValue(name)
    } else if name.starts_with("no-") {
        Arity::NoValue("no-")
    } else {
        Arity::Unknown
    }
}

pub(super) fn short(letter: u8) -> Arity {
    let find = |list: &'static [(u8, &'static str)]| {
        list.iter().find(|(known, _)| *known == letter).map(|(_, name)| *name)
    };
    match (find(SHORT_WITH_VALUE), find(SHORT_WITHOUT_VALUE)) {
        (Some(name), _) => Arity::Value(name),
        (None, Some(name)) => Arity::NoValue(name),
        (None, None) if letter.is_ascii_alphanumeric() || letter == b'#' => Arity::NoValue(""),
        (None, None) => Arity::Unknown,
    }
}
