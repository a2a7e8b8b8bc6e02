//! A signature, a key, a timestamp or a nonce that was sent where the server
//! does not look: in other headers, in the values of a list, in Authorization,
//! in the query.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::recipe::bytes_decoded;
use crate::request::{Request, header};

/// What the scheme wants, and what was found of it elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Elsewhere {
    /// The header of the scheme, and where its value stands.
    pub(super) found: Vec<(&'static str, String)>,
    /// X-TC-Key is nowhere; the account's SecretId stands there now.
    pub(super) is_key_missing: bool,
    /// The request with those values in the headers of the scheme.
    pub(super) moved: Request<'static>,
}

const WANTED: [&str; 6] = [
    header::KEY,
    header::TIMESTAMP,
    header::NONCE,
    header::SIGNATURE,
    header::APP_ID,
    header::SDK_ID,
];
/// From here on the account's ids, which stand in no Authorization and in no
/// query.
const IDS: usize = 4;

/// The names under which people send each, in lower case, without punctuation
/// and without `X-TC-`.
const NAMES: [&[&str]; 6] = [
    &[
        "key",
        "secretid",
        "accesskey",
        "accesskeyid",
        "accessid",
        "ak",
        "apikey",
        "appkey",
        "secret",
    ],
    &["timestamp", "time", "ts", "date", "unixtime", "timestmap"],
    &["nonce", "noncestr", "random", "rand", "nonse"],
    &["signature", "sign", "sig", "signatrue", "authorization"],
    &["appid"],
    &["sdkid"],
];

/// `None` if nothing of it is missing, or nothing is found.
pub(super) fn find(request: &Request<'_>, secret_id: &str) -> Option<Elsewhere> {
    if let Some(elsewhere) = swapped(request, secret_id) {
        return Some(elsewhere);
    }
    let is_there = |name: &str| request.header_value(name).is_some_and(|value| !value.is_empty());
    let missing: Vec<usize> = (0..WANTED.len()).filter(|&index| !is_there(WANTED[index])).collect();
    if missing.is_empty() {
        return None;
    }
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let mut values: Vec<(&'static str, Vec<u8>)> = Vec::new();
    for index in missing {
        if let Some((place, value)) = place_of(request, index) {
            found.push((WANTED[index], place));
            values.push((WANTED[index], value));
        }
    }
    let is_key_missing = !is_there(header::KEY)
        && !values.iter().any(|(name, _)| *name == header::KEY)
        && !secret_id.is_empty();
    if is_key_missing {
        values.push((header::KEY, secret_id.as_bytes().to_vec()));
    }
    if values.is_empty() {
        return None;
    }
    // Parameters that carry the signature were added after it was made.
    let uri = without_parameters(request.uri_bytes(), &found);
    let mut headers: Vec<(String, Vec<u8>)> = request
        .headers()
        .filter(|(name, _)| !values.iter().any(|(wanted, _)| name.eq_ignore_ascii_case(wanted)))
        .map(|(name, value)| (name.to_owned(), value.to_vec()))
        .collect();
    headers.extend(values.into_iter().map(|(name, value)| (name.to_owned(), value)));
    let moved = Request::from_owned(
        request.method_bytes().to_vec(),
        uri,
        headers,
        request.body_bytes().to_vec(),
    );
    Some(Elsewhere { found, is_key_missing, moved })
}

/// The SecretId in X-TC-Signature: then the signature stands in X-TC-Key.
fn swapped(request: &Request<'_>, secret_id: &str) -> Option<Elsewhere> {
    let (key, signature) =
        (request.header_value(header::KEY)?, request.header_value(header::SIGNATURE)?);
    if secret_id.is_empty() || signature != secret_id.as_bytes() || key == signature {
        return None;
    }
    let headers = request.headers().map(|(name, value)| {
        let value = if name.eq_ignore_ascii_case(header::KEY) {
            signature
        } else if name.eq_ignore_ascii_case(header::SIGNATURE) {
            key
        } else {
            value
        };
        (name.to_owned(), value.to_vec())
    });
    let moved = Request::from_owned(
        request.method_bytes().to_vec(),
        request.uri_bytes().to_vec(),
        headers.collect(),
        request.body_bytes().to_vec(),
    );
    let found = vec![
        (header::KEY, header::SIGNATURE.to_owned()),
        (header::SIGNATURE, header::KEY.to_owned()),
    ];
    Some(Elsewhere { found, is_key_missing: false, moved })
}

/// A name without what people vary.
fn plain(name: &str) -> String {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let bare = ["xtc", "tc", "x"].iter().find_map(|prefix| plain.strip_prefix(prefix));
    bare.unwrap_or(&plain).to_owned()
}

fn place_of(request: &Request<'_>, index: usize) -> Option<(String, Vec<u8>)> {
    let is_one = |name: &str| NAMES[index].contains(&plain(name).as_str());
    let is_behind_a_prefix = |name: &str| {
        let name = name.to_ascii_lowercase();
        name.starts_with("x-") && name.rsplit('-').next().is_some_and(is_one)
    };
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    // A header of another name.
    let named = request.headers().find(|(name, value)| {
        (is_one(name) || is_behind_a_prefix(name))
            && !value.is_empty()
            && !name.eq_ignore_ascii_case("Authorization")
            && !name.eq_ignore_ascii_case("Date")
    });
    if let Some((name, value)) = named {
        return Some((name.to_owned(), value.to_vec()));
    }
    // Name and value inside a value.
    for (name, value) in request.headers() {
        for line in value.split(|&byte| byte == b'\n' || byte == b';' || byte == b',') {
            let line = text(line);
            let Some((inner, value)) = line.split_once(':').or_else(|| line.split_once('=')) else {
                continue;
            };
            let inner = inner.trim().trim_matches(['"', '\'', '[', '{']);
            let is_of_the_scheme = index >= IDS || inner.to_ascii_lowercase().starts_with("x-tc-");
            if is_of_the_scheme && is_one(inner) {
                let value = value.trim().trim_matches(['"', '\'', ']', '}']);
                return Some((format!("{name}: {inner}:…"), value.as_bytes().to_vec()));
            }
        }
    }
    if index >= IDS {
        return None;
    }
    if let Some(found) = in_authorization(request, index) {
        return Some(found);
    }
    // A parameter of the query.
    let uri = text(request.uri_bytes());
    let (_, query) = uri.split_once('?')?;
    query.split('&').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let is_of_the_scheme = is_one(name) && !value.is_empty();
        is_of_the_scheme.then(|| {
            let decoded = bytes_decoded(value.as_bytes());
            (format!("?{name}=…"), decoded)
        })
    })
}

/// What an Authorization header holds: TC3's `Signature=…`, Basic, a digest
/// alone.
fn in_authorization(request: &Request<'_>, index: usize) -> Option<(String, Vec<u8>)> {
    let value = request.header_value("Authorization")?;
    let value = String::from_utf8_lossy(value).into_owned();
    let place = |inner: &str| format!("Authorization: {inner}");
    let piece = |label: &str| {
        let at = value.find(label)? + label.len();
        let rest = &value[at..];
        let end = rest.find([',', ' ', ';', '/', '"']).unwrap_or(rest.len());
        Some(rest[..end].trim_matches('"').to_owned()).filter(|value| !value.is_empty())
    };
    // Name="value" for each.
    let named = value.split([',', ' ', ';']).find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        let value = value.trim_matches('"');
        let is_one = NAMES[index].contains(&plain(name).as_str()) && !value.is_empty();
        is_one.then(|| (place(&format!("{name}=…")), value.as_bytes().to_vec()))
    });
    if named.is_some() {
        return named;
    }
    match index {
        0 => piece("Credential=")
            .or_else(|| piece("SecretId="))
            .map(|id| (place("Credential=…"), id.into_bytes())),
        3 => {
            if let Some(signature) = piece("Signature=").or_else(|| piece("signature=")) {
                return Some((place("Signature=…"), signature.into_bytes()));
            }
            let bare = value.rsplit(' ').next().unwrap_or_default();
            let is_digest = matches!(bare.len(), 44 | 64 | 88)
                && bare
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte));
            if is_digest {
                return Some((place("…"), bare.as_bytes().to_vec()));
            }
            None
        }
        _ => None,
    }
}

/// Whether the SecretKey went over the wire in a Basic Authorization.
pub(super) fn basic_holds(request: &Request<'_>, secret: &[u8]) -> bool {
    let value = request.header_value("Authorization").unwrap_or_default();
    let Some(encoded) = value.strip_prefix(b"Basic ") else { return false };
    STANDARD
        .decode(encoded.trim_ascii())
        .is_ok_and(|plain| plain.windows(secret.len().max(1)).any(|window| window == secret))
}

/// Whether a Bearer token is a JWT that this key signed with HS256.
pub(super) fn is_jwt_of(request: &Request<'_>, secret: &[u8]) -> bool {
    let value = request.header_value("Authorization").unwrap_or_default();
    let Some(token) = value.strip_prefix(b"Bearer ") else { return false };
    let token = token.trim_ascii();
    let Some(dot) = token.iter().rposition(|&byte| byte == b'.') else { return false };
    let prefix = crate::hmac::Prefix::new(secret);
    let digest = crate::hmac::Message::digest(&prefix, |message| message.end(&token[..dot]));
    URL_SAFE_NO_PAD.encode(digest).as_bytes() == &token[dot + 1..]
}

/// What a program sends where it has no signature to send.
pub(super) fn is_no_signature(value: &[u8]) -> bool {
    const WORDS: [&str; 13] = [
        "",
        "undefined",
        "null",
        "none",
        "nil",
        "nan",
        "<nil>",
        "true",
        "false",
        "[object promise]",
        "[object object]",
        "signature",
        "your_signature",
    ];
    str::from_utf8(value)
        .is_ok_and(|text| WORDS.contains(&text.trim().to_ascii_lowercase().as_str()))
}

fn without_parameters(uri: &[u8], found: &[(&'static str, String)]) -> Vec<u8> {
    let names: Vec<&str> =
        found.iter().filter_map(|(_, place)| place.strip_prefix('?')?.strip_suffix("=…")).collect();
    let Some(mark) = uri.iter().position(|&byte| byte == b'?') else { return uri.to_vec() };
    if names.is_empty() {
        return uri.to_vec();
    }
    let kept: Vec<&[u8]> = uri[mark + 1..]
        .split(|&byte| byte == b'&')
        .filter(|pair| {
            let name = pair.split(|&byte| byte == b'=').next().unwrap_or_default();
            !names.iter().any(|other| other.as_bytes() == name)
        })
        .collect();
    if kept.is_empty() {
        uri[..mark].to_vec()
    } else {
        [&uri[..mark], b"?", &kept.join(&b'&')].concat()
    }
}
