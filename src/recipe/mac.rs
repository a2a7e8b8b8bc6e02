//! What makes the digest.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac as _};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use crate::request::{Request, header};

choices! {
    /// What makes the digest.
    // The titles are read in reports, not in the documentation alone.
    #[allow(clippy::doc_markdown)]
    MacChoice at Mac;
    /// HMAC-SHA256 of the text, keyed with the SecretKey.
    HmacSha256;
    Tc3 {
        id: "mac-tc3",
        weight: 20,
        title: "the request is signed by Tencent Cloud's TC3-HMAC-SHA256" | "用了腾讯云 API 的 TC3-HMAC-SHA256 签名",
        remedy: "Tencent Meeting does not use TC3, although its documentation names it: HMAC-SHA256 of the string to sign with the SecretKey itself, then lower-case hexadecimal, then base64."
            | "腾讯会议不使用腾讯云 API 3.0 的 TC3 签名（尽管文档里出现了这个名字）：用 SecretKey 直接对签名串做 HMAC-SHA256，转小写十六进制，再做 base64。",
        example: "canonical request, credential scope, derived key",
        source: "2 of 58 public signers",
    }
    HmacSha1 {
        id: "mac-sha1",
        weight: 6,
        title: "HMAC-SHA1 is used" | "用了 HMAC-SHA1",
        remedy: "Use HMAC-SHA256: hash_hmac('sha256', …), Mac.getInstance(\"HmacSHA256\"). SHA1 belongs to the event callbacks."
            | "改用 HMAC-SHA256：hash_hmac('sha256', …)、Mac.getInstance(\"HmacSHA256\")。SHA1 只用于事件回调的签名校验。",
        example: "hash_hmac('sha1', $stringToSign, $secretKey)",
        source: "",
    }
    Tc3DerivedKey {
        id: "mac-tc3-derived-key",
        weight: 4,
        title: "the string to sign is right, the key is derived as in Tencent Cloud's TC3" | "签名串正确，但密钥按腾讯云 TC3 的方式派生",
        remedy: "Use the SecretKey itself as the HMAC key: no date, no service name, no tc3_request."
            | "直接用 SecretKey 作为 HMAC 密钥，不要用日期、服务名、tc3_request 派生密钥。",
        example: "HMAC(HMAC(HMAC(\"TC3\" + key, date), \"meeting\"), \"tc3_request\")",
        source: "",
    }
    Sha256KeyLast {
        id: "mac-sha256-key-last",
        weight: 4,
        title: "SHA-256 of the text and the key behind it is used in place of HMAC" | "没有用 HMAC，而是对“签名串 + 密钥”做 SHA-256",
        remedy: "Use HMAC-SHA256 with the SecretKey as its key: hmac.new(key, message, hashlib.sha256)."
            | "改用 HMAC-SHA256，SecretKey 作为密钥：hmac.new(key, message, hashlib.sha256)。",
        example: "hashlib.sha256(string_to_sign + secret_key)",
        source: "",
    }
    Sha256KeyFirst {
        id: "mac-sha256-key-first",
        weight: 4,
        title: "SHA-256 of the key and the text behind it is used in place of HMAC" | "没有用 HMAC，而是对“密钥 + 签名串”做 SHA-256",
        remedy: "Use HMAC-SHA256 with the SecretKey as its key: hmac.new(key, message, hashlib.sha256)."
            | "改用 HMAC-SHA256，SecretKey 作为密钥：hmac.new(key, message, hashlib.sha256)。",
        example: "hashlib.sha256(secret_key + string_to_sign)",
        source: "",
    }
    Sha256Plain {
        id: "mac-sha256-plain",
        weight: 4,
        title: "SHA-256 of the text is used, without any key" | "只对签名串做了 SHA-256，没有用密钥",
        remedy: "Use HMAC-SHA256 with the SecretKey as its key; a plain hash proves nothing."
            | "改用 HMAC-SHA256，SecretKey 作为密钥；不带密钥的哈希不能作为签名。",
        example: "hashlib.sha256(string_to_sign)",
        source: "",
    }
    HmacMd5 {
        id: "mac-md5",
        weight: 3,
        title: "HMAC-MD5 is used" | "用了 HMAC-MD5",
        remedy: "Use HMAC-SHA256."
            | "改用 HMAC-SHA256。",
        example: "hash_hmac('md5', $stringToSign, $secretKey)",
        source: "",
    }
    HmacSha512 {
        id: "mac-sha512",
        weight: 3,
        title: "HMAC-SHA512 is used" | "用了 HMAC-SHA512",
        remedy: "Use HMAC-SHA256."
            | "改用 HMAC-SHA256。",
        example: "Mac.getInstance(\"HmacSHA512\")",
        source: "",
    }
    Md5KeyLast {
        id: "mac-md5-key-last",
        weight: 2,
        title: "MD5 of the text and the key behind it is used" | "对“签名串 + 密钥”做了 MD5",
        remedy: "Use HMAC-SHA256 with the SecretKey as its key; MD5 belongs to other vendors' schemes."
            | "改用 HMAC-SHA256，SecretKey 作为密钥；MD5 是其他平台的签名规则。",
        example: "md5($stringToSign . $secretKey)",
        source: "",
    }
    Md5KeyFirst {
        id: "mac-md5-key-first",
        weight: 2,
        title: "MD5 of the key and the text behind it is used" | "对“密钥 + 签名串”做了 MD5",
        remedy: "Use HMAC-SHA256 with the SecretKey as its key; MD5 belongs to other vendors' schemes."
            | "改用 HMAC-SHA256，SecretKey 作为密钥；MD5 是其他平台的签名规则。",
        example: "md5($secretKey . $stringToSign)",
        source: "",
    }
    HmacSha384 {
        id: "mac-sha384",
        weight: 1,
        title: "HMAC-SHA384 is used" | "用了 HMAC-SHA384",
        remedy: "Use HMAC-SHA256."
            | "改用 HMAC-SHA256。",
        example: "Mac.getInstance(\"HmacSHA384\")",
        source: "",
    }
    HmacSha224 {
        id: "mac-sha224",
        weight: 1,
        title: "HMAC-SHA224 is used" | "用了 HMAC-SHA224",
        remedy: "Use HMAC-SHA256."
            | "改用 HMAC-SHA256。",
        example: "Mac.getInstance(\"HmacSHA224\")",
        source: "",
    }
    HmacTwice {
        id: "mac-hmac-twice",
        weight: 1,
        title: "HMAC-SHA256 is applied twice" | "做了两次 HMAC-SHA256",
        remedy: "Apply HMAC-SHA256 once, to the string to sign."
            | "对签名串只做一次 HMAC-SHA256。",
        example: "mac.doFinal(mac.doFinal(message))",
        source: "",
    }
}

impl MacChoice {
    pub(crate) fn apply(self, key: &[u8], message: &[u8], request: &Request<'_>) -> Vec<u8> {
        self.start(key, request).finish_with(message).as_ref().to_vec()
    }

    /// Whether the digest is the same whatever the key.
    #[cfg(feature = "doctor")]
    pub(crate) fn ignores_key(self) -> bool {
        self == Self::Sha256Plain
    }

    /// Begins a message, so that messages with the same beginning can share
    /// it.
    pub(crate) fn start(self, key: &[u8], request: &Request<'_>) -> RunningMac {
        use RunningMac as Running;
        match self {
            Self::HmacSha256 => Running::HmacSha256(keyed(key)),
            Self::HmacMd5 => Running::HmacMd5(keyed(key)),
            Self::HmacSha1 => Running::HmacSha1(keyed(key)),
            Self::HmacSha224 => Running::HmacSha224(keyed(key)),
            Self::HmacSha384 => Running::HmacSha384(keyed(key)),
            Self::HmacSha512 => Running::HmacSha512(keyed(key)),
            Self::HmacTwice => Running::HmacTwice(keyed(key), keyed(key)),
            Self::Md5KeyFirst => Running::Md5(Md5::new_with_prefix(key), [].into()),
            Self::Md5KeyLast => Running::Md5(Md5::new(), key.into()),
            Self::Sha256KeyFirst => Running::Sha256(Sha256::new_with_prefix(key), [].into()),
            Self::Sha256KeyLast => Running::Sha256(Sha256::new(), key.into()),
            Self::Sha256Plain => Running::Sha256(Sha256::new(), [].into()),
            Self::Tc3 => match Tc3::of(request) {
                Some(tc3) => {
                    let mut mac: Hmac<Sha256> = keyed(&tc3.key(key));
                    mac.update(&tc3.string_to_sign(request));
                    Running::WithoutMessage(mac.finalize().into_bytes().into())
                }
                None => Running::HmacSha256(keyed(key)),
            },
            Self::Tc3DerivedKey => match Tc3::of(request) {
                Some(tc3) => Running::HmacSha256(keyed(&tc3.key(key))),
                None => Running::HmacSha256(keyed(key)),
            },
        }
    }
}

/// A MAC over the beginning of a message.
#[derive(Clone)]
pub(crate) enum RunningMac {
    HmacSha256(Hmac<Sha256>),
    HmacMd5(Hmac<Md5>),
    HmacSha1(Hmac<Sha1>),
    HmacSha224(Hmac<Sha224>),
    HmacSha384(Hmac<Sha384>),
    HmacSha512(Hmac<Sha512>),
    /// The second is for the digest of the first.
    HmacTwice(Hmac<Sha256>, Hmac<Sha256>),
    /// With what follows the message.
    Md5(Md5, Arc<[u8]>),
    Sha256(Sha256, Arc<[u8]>),
    /// What TC3 signs is made of the request, not of the string to sign.
    WithoutMessage([u8; 32]),
}

impl RunningMac {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::HmacSha256(mac) | Self::HmacTwice(mac, _) => mac.update(bytes),
            Self::HmacMd5(mac) => mac.update(bytes),
            Self::HmacSha1(mac) => mac.update(bytes),
            Self::HmacSha224(mac) => mac.update(bytes),
            Self::HmacSha384(mac) => mac.update(bytes),
            Self::HmacSha512(mac) => mac.update(bytes),
            Self::Md5(hash, _) => Digest::update(hash, bytes),
            Self::Sha256(hash, _) => Digest::update(hash, bytes),
            Self::WithoutMessage(_) => {}
        }
    }

    /// The digest of the message that ends with these bytes.
    pub(crate) fn finish_with(mut self, bytes: &[u8]) -> MacOutput {
        self.update(bytes);
        self.finish()
    }

    fn finish(self) -> MacOutput {
        match self {
            Self::HmacSha256(mac) => MacOutput::new(&mac.finalize().into_bytes()),
            Self::HmacTwice(mac, mut second) => {
                second.update(&mac.finalize().into_bytes());
                MacOutput::new(&second.finalize().into_bytes())
            }
            Self::HmacMd5(mac) => MacOutput::new(&mac.finalize().into_bytes()),
            Self::HmacSha1(mac) => MacOutput::new(&mac.finalize().into_bytes()),
            Self::HmacSha224(mac) => MacOutput::new(&mac.finalize().into_bytes()),
            Self::HmacSha384(mac) => MacOutput::new(&mac.finalize().into_bytes()),
            Self::HmacSha512(mac) => MacOutput::new(&mac.finalize().into_bytes()),
            Self::Md5(hash, last) => MacOutput::new(&hash.chain_update(last).finalize()),
            Self::Sha256(hash, last) => MacOutput::new(&hash.chain_update(last).finalize()),
            Self::WithoutMessage(digest) => MacOutput::new(&digest),
        }
    }

    /// Whether the digest is the same whatever the message.
    #[cfg(feature = "doctor")]
    pub(crate) fn ignores_message(&self) -> bool {
        matches!(self, Self::WithoutMessage(_))
    }
}

/// A digest of up to 64 bytes.
pub(crate) struct MacOutput {
    bytes: [u8; 64],
    length: usize,
}

impl MacOutput {
    fn new(digest: &[u8]) -> Self {
        let mut bytes = [0; 64];
        bytes[..digest.len()].copy_from_slice(digest);
        Self { bytes, length: digest.len() }
    }
}

impl AsRef<[u8]> for MacOutput {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

fn keyed<M: KeyInit>(key: &[u8]) -> M {
    M::new_from_slice(key).expect("HMAC takes a key of any length")
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    keyed::<Hmac<Sha256>>(key).chain_update(message).finalize().into_bytes().to_vec()
}

/// Tencent Cloud's TC3-HMAC-SHA256, with "meeting" for its service.
struct Tc3 {
    timestamp: i64,
    /// In UTC.
    date: String,
}

impl Tc3 {
    /// `None` without a timestamp that has a date.
    fn of(request: &Request<'_>) -> Option<Self> {
        let timestamp = std::str::from_utf8(request.header_value(header::TIMESTAMP)?).ok()?;
        let timestamp =
            timestamp.parse().ok().filter(|time| (0..=253_402_300_799).contains(time))?;
        Some(Self { timestamp, date: date(timestamp) })
    }

    fn key(&self, secret_key: &[u8]) -> Vec<u8> {
        let key = [b"TC3", secret_key].concat();
        [self.date.as_str(), "meeting", "tc3_request"]
            .iter()
            .fold(key, |key, part| hmac_sha256(&key, part.as_bytes()))
    }

    /// The canonical request has this API's path and query, and the two
    /// headers that TC3 requires.
    fn string_to_sign(&self, request: &Request<'_>) -> Vec<u8> {
        let mut parts = request.uri_bytes().splitn(2, |&byte| byte == b'?');
        let (path, query) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let content_type = request.header_value(header::CONTENT_TYPE).unwrap_or_default();
        let headers = [b"content-type:", content_type, b"\nhost:api.meeting.qq.com\n"].concat();
        let payload = hex::encode(Sha256::digest(request.body_bytes()));
        let canonical = [
            request.method_bytes(),
            path,
            query,
            &headers,
            b"content-type;host",
            payload.as_bytes(),
        ]
        .join(&b'\n');
        let hashed = hex::encode(Sha256::digest(canonical));
        let Self { timestamp, date } = self;
        format!("TC3-HMAC-SHA256\n{timestamp}\n{date}/meeting/tc3_request\n{hashed}").into_bytes()
    }
}

/// The day of a UNIX timestamp, `2020-12-29`. The calendar repeats after 400
/// years, 146097 days; a year begins in March here, so that its last day is
/// the one that may be missing.
fn date(timestamp: i64) -> String {
    let day = timestamp.div_euclid(86_400) + 719_468;
    let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = (year + 400 * era + month / 10, (month + 2) % 12 + 1);
    format!("{year:04}-{month:02}-{day_of_month:02}")
}

#[cfg(test)]
mod tests {
    use super::{MacChoice, date};
    use crate::recipe::json::tests::nasty_inputs;
    use crate::request::Request;

    /// From Python's `hmac` and `hashlib`.
    #[test]
    fn digests_are_those_of_python() {
        use MacChoice as M;
        let cases = [
            (M::HmacSha224, "a0b5eecae3f74f0561a8da6f389f78f1a3895c8c183c31c1756d7925"),
            (
                M::HmacSha384,
                "0fd3ae3237be98c64a075b7394989fc6789f31788fada42eada85ee6698bde2feae20b66271b67544b9062c773b2d86f",
            ),
            (M::HmacTwice, "9f5fb3499d004bf5e9e0b6aae53f85f85a1347821102a1f07c0fedafb23718e1"),
            (M::Sha256Plain, "ab530a13e45914982b79f9b7e3fba994cfd1f3fb22f71cea1afbf02b460c6d1d"),
            (M::Md5KeyFirst, "8714ed908ee5cacfc56e8aed2bb9c784"),
            (M::Md5KeyLast, "b12a00e1fc30f2587bdb779ab1f57261"),
            (M::Tc3DerivedKey, "42c79075bbca25332013be8d5751671721001be6dad0095eb0ee756f7af5b1e4"),
        ];
        let request = Request::new("GET", "/").timestamp("1600000000");
        for (choice, expected) in cases {
            let digest = choice.apply(b"key", b"message", &request);
            assert_eq!(hex::encode(digest), expected, "{choice:?}");
        }
    }

    #[test]
    fn days_are_counted_as_calendars_count_them() {
        let days = [
            (0, "1970-01-01"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (1_600_000_000, "2020-09-13"),
            (1_609_459_199, "2020-12-31"),
            (4_107_542_400, "2100-03-01"),
            (253_402_300_799, "9999-12-31"),
        ];
        for (timestamp, day) in days {
            assert_eq!(date(timestamp), day);
        }
    }

    #[test]
    fn every_choice_survives_any_key_message_and_request() {
        for input in nasty_inputs() {
            let request = Request::new(&input, &input)
                .header("Content-Type", &input)
                .timestamp(&input)
                .body(&input);
            let timed = Request::new(&input, &input).timestamp("1600000000").body(&input);
            for choice in MacChoice::ALL {
                choice.apply(&input, &input, &request);
                choice.apply(&input, &input, &timed);
            }
        }
    }
}
