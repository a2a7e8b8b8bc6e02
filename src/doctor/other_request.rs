//! Mistakes that no recipe can make: what was signed is another request than
//! the one that was sent, or of another account.

use super::explanation::Finding;
use crate::recipe::{Mistake, Stage, Text};

/// What was other than it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OtherRequest {
    Timestamp {
        signed: Vec<u8>,
        sent: Vec<u8>,
    },
    Nonce {
        signed: Vec<u8>,
        sent: Vec<u8>,
    },
    /// Both nonce and timestamp.
    Stamp,
    SecretId {
        signed: Vec<u8>,
        sent: Vec<u8>,
    },
    /// The SecretKey of the account with this SecretId was used.
    Key {
        signed: Vec<u8>,
        sent: Vec<u8>,
    },
    Method,
    Uri,
    Body,
    /// The signature is that of another request, counted from 1.
    Reused {
        request: usize,
    },
}

impl OtherRequest {
    pub(super) fn finding(&self) -> Finding {
        let mut finding = Finding::from(match self {
            Self::Timestamp { .. } => &TIMESTAMP,
            Self::Nonce { .. } => &NONCE,
            Self::Stamp => &STAMP,
            Self::SecretId { .. } => &SECRET_ID,
            Self::Key { .. } => &KEY,
            Self::Method => &METHOD,
            Self::Uri => &URI,
            Self::Body => &BODY,
            Self::Reused { .. } => &REUSED,
        });
        match self {
            Self::Timestamp { signed, sent }
            | Self::Nonce { signed, sent }
            | Self::SecretId { signed, sent }
            | Self::Key { signed, sent } => {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                finding.values = Some((text(signed), text(sent)));
            }
            Self::Reused { request } => finding.of_request = Some(*request),
            Self::Stamp | Self::Method | Self::Uri | Self::Body => {}
        }
        finding
    }
}

/// Every mistake of this kind.
pub(super) const MISTAKES: [&Mistake; 9] =
    [&REUSED, &STAMP, &TIMESTAMP, &NONCE, &BODY, &URI, &METHOD, &KEY, &SECRET_ID];

static REUSED: Mistake = Mistake {
    id: "signature-reused",
    stage: Stage::Request,
    weight: 20,
    title: Text {
        en: "the signature is that of an earlier request", zh: "沿用了之前请求的签名"
    },
    remedy: Text {
        en: "Sign every request anew, with a new nonce and the current time; do not keep an authenticator or its headers for the next call.",
        zh: "每个请求都要重新签名，使用新的随机数和当前时间；不要把签名对象或它生成的请求头留给下一次调用。",
    },
    example: "session.headers.update(sign(…)); session.get(a); session.get(b)",
    source: "2 of 58 public signers",
};

static STAMP: Mistake = Mistake {
    id: "nonce-and-timestamp-other",
    stage: Stage::Request,
    weight: 12,
    title: Text {
        en: "another nonce and another timestamp were signed than the ones sent",
        zh: "参与签名的随机数和时间戳都与发送的不一致",
    },
    remedy: Text {
        en: "Make nonce and timestamp once per request, and use the same two values for the signature and for the headers.",
        zh: "每个请求只生成一次随机数和时间戳，签名和请求头使用同样的两个值。",
    },
    example: "sign(…, rand(), time()); headers(rand(), time())",
    source: "",
};

pub(super) static TIMESTAMP: Mistake = Mistake {
    id: "timestamp-other",
    stage: Stage::Request,
    weight: 12,
    title: Text {
        en: "another timestamp was signed than the one sent",
        zh: "参与签名的时间戳与发送的不一致",
    },
    remedy: Text {
        en: "Read the clock once, keep the value, and use it for the signature and for X-TC-Timestamp.",
        zh: "只取一次时间并保存，签名和 X-TC-Timestamp 使用同一个值。",
    },
    example: "sign(…, time()); header('X-TC-Timestamp: ' . time());",
    source: "",
};

static NONCE: Mistake = Mistake {
    id: "nonce-other",
    stage: Stage::Request,
    weight: 10,
    title: Text {
        en: "another nonce was signed than the one sent",
        zh: "参与签名的随机数与发送的不一致",
    },
    remedy: Text {
        en: "Draw the nonce once, keep the value, and use it for the signature and for X-TC-Nonce.",
        zh: "只生成一次随机数并保存，签名和 X-TC-Nonce 使用同一个值。",
    },
    example: "sign(…, rand()); header('X-TC-Nonce: ' . rand());",
    source: "",
};

static BODY: Mistake = Mistake {
    id: "body-changed-after-signing",
    stage: Stage::Request,
    weight: 20,
    title: Text {
        en: "the intended body was signed, and another one sent",
        zh: "签名用的是预期的请求体，实际发送的是另一个",
    },
    remedy: Text {
        en: "Make the bytes of the body once, sign them, and hand those very bytes to the HTTP client; an object or a map is written anew by it, and a body may not be sent at all with GET.",
        zh: "请求体只序列化一次，对得到的字节签名，并把同样的字节交给 HTTP 客户端；如果传入对象或字典，客户端会重新序列化，GET 请求还可能根本不发送请求体。",
    },
    example: "sign(json.dumps(data)); requests.post(url, json=data)",
    source: "2 of 58 public signers sign a body that they do not send",
};

static URI: Mistake = Mistake {
    id: "uri-changed-after-signing",
    stage: Stage::Request,
    weight: 20,
    title: Text {
        en: "the intended URI was signed, and another one sent",
        zh: "签名用的是预期的 URI，实际发送的是另一个",
    },
    remedy: Text {
        en: "Encode path and query first, sign that text, and send it as it is: the HTTP client must not encode, sort or add anything afterwards.",
        zh: "先编码路径和查询参数，对编码后的文本签名并原样发送；签名之后不能再由 HTTP 客户端编码、排序或追加参数。",
    },
    example: "sign('/v1/users/张三'); fetch('/v1/users/张三')   // sent as /v1/users/%E5%BC%A0%E4%B8%89",
    source: "10 of 58 public signers",
};

static METHOD: Mistake = Mistake {
    id: "method-changed-after-signing",
    stage: Stage::Request,
    weight: 6,
    title: Text {
        en: "the intended method was signed, and another one sent",
        zh: "签名用的是预期的 HTTP 方法，实际发送的是另一个",
    },
    remedy: Text {
        en: "Sign the method that is sent; a redirect or a helper of the HTTP client may change it.",
        zh: "对实际发送的 HTTP 方法签名；重定向或 HTTP 客户端的封装可能会改变它。",
    },
    example: "sign('POST', …) before a redirect that turns POST into GET",
    source: "",
};

static KEY: Mistake = Mistake {
    id: "key-of-other-account",
    stage: Stage::Request,
    weight: 15,
    title: Text {
        en: "the SecretKey of another account was used",
        zh: "使用了另一个账号的 SecretKey",
    },
    remedy: Text {
        en: "Take SecretId and SecretKey from the same account; X-TC-Key tells which one signs.",
        zh: "SecretId 和 SecretKey 必须属于同一个账号，以 X-TC-Key 为准。",
    },
    example: "X-TC-Key of the test app, SecretKey of the production app",
    source: "",
};

static SECRET_ID: Mistake = Mistake {
    id: "secret-id-of-other-account",
    stage: Stage::Request,
    weight: 8,
    title: Text {
        en: "the SecretId of another account was signed than the one sent",
        zh: "参与签名的 SecretId 与 X-TC-Key 中的不属于同一个账号",
    },
    remedy: Text {
        en: "Sign the SecretId that is sent as X-TC-Key.",
        zh: "对作为 X-TC-Key 发送的 SecretId 签名。",
    },
    example: "X-TC-Key=<production> in the string to sign, X-TC-Key: <test> in the header",
    source: "",
};
