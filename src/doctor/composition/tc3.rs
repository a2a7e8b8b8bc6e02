//! The signature of Tencent Cloud's TC3-HMAC-SHA256 in the place of this
//! scheme's, since the vendor's pages name the algorithm much like it.
//! The source of its texts is Tencent Cloud's "Signature Method v3".

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::headers::civil;
use super::{Composed, Space, Step, step};
use crate::hmac::{Message, Prefix};
use crate::request::{Request, header};

/// Names that people give the service, where the scheme has none.
const SERVICES: [&str; 11] = [
    "meeting",
    "wemeet",
    "tmeeting",
    "tm",
    "tencentmeeting",
    "tencent_meeting",
    "wemeetapi",
    "api",
    "qcloud",
    "cvm",
    "",
];

/// Longer bodies stand in no text, but for their hash.
const LONGEST_BODY: usize = 4096;

const ALGORITHM: &[u8] = b"TC3-HMAC-SHA256";
const HOST: &[u8] = b"api.meeting.qq.com";
const JSON: &[u8] = b"application/json";

impl Space<'_> {
    /// The signature of TC3 that is the one which was sent.
    pub(in crate::doctor) fn tc3(&self) -> Option<Composed> {
        let timestamp = self.request.header_value(header::TIMESTAMP).unwrap_or_default();
        let seconds: i64 = str::from_utf8(timestamp).ok()?.parse().ok()?;
        if !(0..253_402_300_800).contains(&seconds) {
            return None;
        }
        let canonicals: Vec<Canonical> = canonicals(self.request)
            .into_iter()
            .map(|(text, is_usual)| {
                let hash = hex::encode(Sha256::digest(&text)).into_bytes();
                Canonical { text, hash, is_usual }
            })
            .collect();
        let plain = Prefix::new(self.credentials.expose_secret_key());
        // The SecretKey itself, and no scope: the day and the service do not matter.
        for canonical in &canonicals {
            let hash = &canonical.hash[..];
            for text in [
                [ALGORITHM, timestamp, hash].join(&b'\n'),
                [ALGORITHM, hash].join(&b'\n'),
                hash.to_vec(),
                canonical.text.clone(),
            ] {
                if let Some(found) = self.signed_as_tc3(&plain, text) {
                    return Some(found);
                }
            }
        }
        let mut services: Vec<String> = SERVICES.map(str::to_owned).to_vec();
        if let Some(told) = service_of_authorization(self.request) {
            services.retain(|service| *service != told);
            services.insert(0, told);
        }
        // The day of UTC, and that of China, which people take for it.
        let mut dates = [seconds, seconds + 8 * 3600].map(date).to_vec();
        dates.dedup();
        for (of_date, date) in dates.iter().enumerate() {
            for (of_service, service) in services.iter().enumerate() {
                let is_usual = of_date == 0 && of_service < 3;
                let scope = format!("{date}/{service}/tc3_request").into_bytes();
                let keys = self.tc3_keys(date, service);
                for canonical in canonicals.iter().filter(|one| one.is_usual || is_usual) {
                    let hash = &canonical.hash[..];
                    let scoped = [ALGORITHM, timestamp, &scope, hash].join(&b'\n');
                    let bare = [ALGORITHM, timestamp, hash].join(&b'\n');
                    for key in keys.iter().chain([&plain]) {
                        for text in [&scoped, &bare] {
                            if let Some(found) = self.signed_as_tc3(key, text.clone()) {
                                return Some(found);
                            }
                        }
                    }
                }
            }
        }
        None
    }

    fn signed_as_tc3(&self, key: &Prefix, text: Vec<u8>) -> Option<Composed> {
        let digest = Message::digest(key, |message| message.end(&text));
        let worn = self.matching(&digest)?;
        Some(Composed {
            steps: vec![Step::of(&step::TC3)],
            layout: None,
            // Its hexadecimal digits are part of that scheme.
            worn: (!worn.is_hex() && !worn.is_right()).then(|| worn.clone()),
            signed: text,
            cost: 1.0,
        })
    }

    /// The key of a day and a service, with TC3 in front and without.
    fn tc3_keys(&self, date: &str, service: &str) -> [Prefix; 2] {
        let secret = self.credentials.expose_secret_key();
        let mac = |key: &[u8], text: &str| {
            Message::digest(&Prefix::new(key), |message| message.end(text.as_bytes()))
        };
        [[b"TC3", secret].concat(), secret.to_vec()].map(Zeroizing::new).map(|first| {
            let of_service = mac(&mac(&first, date), service);
            Prefix::new(&mac(&of_service, "tc3_request"))
        })
    }
}

/// A canonical request, its hash, and whether a program that knows TC3 writes it
/// so.
struct Canonical {
    text: Vec<u8>,
    hash: Vec<u8>,
    is_usual: bool,
}

/// "2021-03-04" of UTC.
fn date(seconds: i64) -> String {
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    format!("{year}-{month:02}-{day:02}")
}

/// The service in `Credential=id/date/service/tc3_request`.
fn service_of_authorization(request: &Request<'_>) -> Option<String> {
    let value = request.header_value("Authorization")?;
    let value = str::from_utf8(value).ok()?;
    let (_, scope) = value.split_once("Credential=")?;
    scope.split(',').next()?.split('/').nth(2).map(|service| service.trim().to_owned())
}

/// The canonical requests that programs write: header sets, paths, queries and
/// bodies in their usual readings.
fn canonicals(request: &Request<'_>) -> Vec<(Vec<u8>, bool)> {
    let uri = request.uri_bytes();
    let mark = uri.iter().position(|&byte| byte == b'?');
    let path = &uri[..mark.unwrap_or(uri.len())];
    let query = mark.map_or(&b""[..], |mark| &uri[mark + 1..]);
    let sorted = {
        let mut pairs: Vec<&[u8]> = query.split(|&byte| byte == b'&').collect();
        pairs.sort_unstable();
        pairs.join(&b'&')
    };
    let hash = |bytes: &[u8]| hex::encode(Sha256::digest(bytes)).into_bytes();
    let (of_body, of_nothing) = (hash(request.body_bytes()), hash(b""));
    // The body itself in the place of its hash.
    let short = Some(request.body_bytes()).filter(|body| body.len() <= LONGEST_BODY);
    let mut all: Vec<(Vec<u8>, bool)> = Vec::new();
    for (names, lines) in header_sets(request) {
        for (path, query, is_usual) in [
            (path, query, true),
            (path, &sorted[..], true),
            (path, b"", false),
            (uri, b"", false),
            (b"/", query, false),
            (b"/", b"", false),
        ] {
            for body in [Some(&of_body[..]), Some(&of_nothing), short].into_iter().flatten() {
                // A line end behind the last header, and an empty line more or less.
                for lines in [&[&lines[..], b"\n"].concat()[..], &lines] {
                    let parts = [request.method_bytes(), path, query, lines, &names, body];
                    let text = parts.join(&b'\n');
                    if !all.iter().any(|(other, _)| *other == text) {
                        all.push((text, is_usual && body == of_body));
                    }
                }
            }
        }
    }
    all
}

/// The names of signed headers and the lines of them, without the last line
/// end.
fn header_sets(request: &Request<'_>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let sent = |name: &str| request.header_value(name).filter(|value| !value.is_empty());
    let mut kinds: Vec<&[u8]> =
        vec![sent("Content-Type").unwrap_or(JSON), JSON, b"application/json; charset=utf-8"];
    kinds.dedup();
    let mut hosts: Vec<&[u8]> = vec![sent("Host").unwrap_or(HOST), HOST];
    hosts.dedup();
    let mut sets: Vec<Vec<String>> = [
        &["content-type", "host"][..],
        &["content-type"],
        &["host"],
        &["x-tc-key", "x-tc-nonce", "x-tc-timestamp"],
    ]
    .into_iter()
    .map(|names| names.iter().map(|name| (*name).to_owned()).collect())
    .collect();
    let told = request
        .header_value("Authorization")
        .and_then(|value| str::from_utf8(value).ok())
        .and_then(|value| value.split_once("SignedHeaders="))
        .map(|(_, names)| names.split([',', ' ']).next().unwrap_or_default().to_owned());
    if let Some(told) = told {
        let names: Vec<String> = told.split(';').map(str::to_ascii_lowercase).collect();
        if !sets.contains(&names) {
            sets.push(names);
        }
    }
    let mut all = Vec::new();
    for names in sets {
        for kind in &kinds {
            for host in &hosts {
                let line = |name: &String| {
                    let value = match name.as_str() {
                        "content-type" => kind,
                        "host" => host,
                        name => request.header_value(name).unwrap_or_default(),
                    };
                    [name.as_bytes(), b":", value].concat()
                };
                let lines: Vec<Vec<u8>> = names.iter().map(line).collect();
                let set = (names.join(";").into_bytes(), lines.join(&b'\n'));
                if !all.contains(&set) {
                    all.push(set);
                }
            }
        }
    }
    all
}
