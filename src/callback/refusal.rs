//! Why a callback, or a secret of its subscription, was refused, and the words
//! for it.

use std::fmt;

use crate::language::{Language, Text};

/// Why something was refused: the field, the first byte that is wrong, and in
/// the words what to do.
///
/// Values are never quoted: they may be secrets or somebody's meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Where the fault is.
    pub field: Field,
    /// What it is.
    pub reason: Reason,
    /// Byte offset of the first wrong byte in the field; its length for
    /// [`Reason::Length`] and [`Reason::BlockLength`]; 0 where the fault is the
    /// whole.
    pub offset: usize,
    /// The first wrong byte, where it is one byte that is wrong and no secret.
    pub byte: Option<u8>,
}

/// What a [`Refusal`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The Token of the subscription.
    Token,
    /// The EncodingAESKey of the subscription.
    EncodingAesKey,
    /// The method of the request.
    Method,
    /// The query parameter `check_str` of a URL check.
    CheckStr,
    /// The body of an event.
    Body,
    /// The member `data` of an event's body.
    Data,
    /// The header `timestamp`.
    Timestamp,
    /// The header `nonce`.
    Nonce,
    /// The header `signature`.
    Signature,
    /// What was decoded, and decrypted where there is a key.
    Plaintext,
    /// The member `event` of the plaintext.
    Event,
    /// The member `trace_id` of the plaintext, once `unique_sequence`.
    TraceId,
    /// The member `payload` of the plaintext.
    Payload,
}

/// The rule that was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// It is not there.
    Missing,
    /// It is there several times: two programs may read two different values.
    Repeated,
    /// It is there, and empty.
    Empty,
    /// Neither GET nor POST.
    OtherMethod,
    /// A byte that must not be there.
    Character,
    /// A number of characters that is not possible.
    Length,
    /// The signature is not that of the four parts.
    Mismatch,
    /// A ciphertext that is no whole number of blocks of 16 bytes, one at
    /// least.
    BlockLength,
    /// What was decrypted does not end in a padding.
    Padding,
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// No JSON.
    NotJson,
    /// JSON, and no object.
    NotObject,
    /// A value that is no string.
    NotText,
    /// A value that is no array.
    NotList,
}

impl Field {
    /// The name used in files and reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::EncodingAesKey => "encoding_aes_key",
            Self::Method => "method",
            Self::CheckStr => "check_str",
            Self::Body => "body",
            Self::Data => "data",
            Self::Timestamp => "timestamp",
            Self::Nonce => "nonce",
            Self::Signature => "signature",
            Self::Plaintext => "plaintext",
            Self::Event => "event",
            Self::TraceId => "trace_id",
            Self::Payload => "payload",
        }
    }

    fn text(self) -> Text {
        let same = |name| Text { en: name, zh: name };
        match self {
            Self::Token => same("Token"),
            Self::EncodingAesKey => same("EncodingAESKey"),
            Self::Method => Text { en: "method", zh: "请求方法" },
            Self::CheckStr => same("check_str"),
            Self::Body => Text { en: "body", zh: "请求体" },
            Self::Data => same("data"),
            Self::Timestamp => Text { en: "header timestamp", zh: "请求头 timestamp" },
            Self::Nonce => Text { en: "header nonce", zh: "请求头 nonce" },
            Self::Signature => Text { en: "header signature", zh: "请求头 signature" },
            Self::Plaintext => Text { en: "plaintext", zh: "明文" },
            Self::Event => same("event"),
            Self::TraceId => same("trace_id"),
            Self::Payload => same("payload"),
        }
    }
}

impl Reason {
    /// The name used in files and reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Repeated => "repeated",
            Self::Empty => "empty",
            Self::OtherMethod => "other-method",
            Self::Character => "character",
            Self::Length => "length",
            Self::Mismatch => "mismatch",
            Self::BlockLength => "block-length",
            Self::Padding => "padding",
            Self::NotUtf8 => "not-utf-8",
            Self::NotJson => "not-json",
            Self::NotObject => "not-object",
            Self::NotText => "not-text",
            Self::NotList => "not-list",
        }
    }

    fn text(self) -> Text {
        match self {
            Self::Missing => Text { en: "missing", zh: "缺失" },
            Self::Repeated => Text { en: "given several times", zh: "出现多次" },
            Self::Empty => Text { en: "empty", zh: "为空" },
            Self::OtherMethod => {
                Text { en: "neither GET nor POST", zh: "既不是 GET 也不是 POST" }
            }
            Self::Character => Text { en: "wrong character", zh: "含有不允许的字符" },
            Self::Length => Text { en: "wrong number of characters", zh: "字符数不正确" },
            Self::Mismatch => Text {
                en: "not the signature of this callback",
                zh: "与本次回调的签名不一致",
            },
            Self::BlockLength => Text {
                en: "the ciphertext is no whole number of 16-byte blocks",
                zh: "密文长度不是 16 字节的整数倍",
            },
            Self::Padding => Text {
                en: "no PKCS#7 padding after decryption",
                zh: "解密后末尾不是 PKCS#7 填充",
            },
            Self::NotUtf8 => Text { en: "not UTF-8", zh: "不是 UTF-8" },
            Self::NotJson => Text { en: "not JSON", zh: "不是 JSON" },
            Self::NotObject => Text { en: "not a JSON object", zh: "不是 JSON 对象" },
            Self::NotText => Text { en: "not a string", zh: "不是字符串" },
            Self::NotList => Text { en: "not an array", zh: "不是数组" },
        }
    }
}

impl Refusal {
    pub(super) fn whole(field: Field, reason: Reason) -> Self {
        Self { field, reason, offset: 0, byte: None }
    }

    pub(super) fn at(field: Field, reason: Reason, bytes: &[u8], offset: usize) -> Self {
        Self { field, reason, offset, byte: bytes.get(offset).copied() }
    }

    /// The HTTP status to answer with: 401 where the signature does not match,
    /// 405 for another method, otherwise 400. The vendor tells success from
    /// everything else and no more.
    pub fn status(&self) -> u16 {
        match self.reason {
            Reason::Mismatch => 401,
            Reason::OtherMethod => 405,
            _ => 400,
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> Text {
        match (self.reason, self.field) {
            (Reason::OtherMethod, _) => Text {
                en: "the vendor sends GET for the URL check and POST for events, both to one URL",
                zh: "腾讯会议用 GET 校验 URL，用 POST 推送事件，两者使用同一个 URL",
            },
            (_, Field::Token) => Text {
                en: "copy the 25 letters and digits from the console, without blanks, quotes or a line end",
                zh: "从控制台复制 25 位字母和数字，不要带空格、引号或换行",
            },
            (_, Field::EncodingAesKey) => Text {
                en: "copy the 43 letters and digits from the console, without a \"=\", blanks, quotes or a line end",
                zh: "从控制台复制 43 位字母和数字，不要带 “=”、空格、引号或换行",
            },
            (Reason::Mismatch, _) => Text {
                en: "sort Token, timestamp, nonce and data by their bytes, join them, and take the SHA-1; check that the Token is that of this subscription",
                zh: "把 Token、timestamp、nonce、data 按字节序排序后直接拼接，再计算 SHA-1；并确认 Token 属于这个订阅",
            },
            (Reason::Missing, Field::CheckStr) => Text {
                en: "a URL check has the query parameter check_str; read it from the query, not from the body",
                zh: "校验 URL 的请求带有查询参数 check_str，应从查询串中读取，而不是请求体",
            },
            (Reason::Missing | Reason::NotText, Field::Data) => Text {
                en: "the body is {\"data\":\"…\"}: take the string member data",
                zh: "请求体是 {\"data\":\"…\"}，应取其中的字符串 data",
            },
            (Reason::Repeated, _) => Text {
                en: "two programs may read two different values; this is nothing the vendor sends",
                zh: "不同的程序可能读到不同的值；腾讯会议不会这样发送",
            },
            (
                Reason::Missing | Reason::Empty,
                Field::Timestamp | Field::Nonce | Field::Signature,
            ) => Text {
                en: "timestamp, nonce and signature are request headers, not parameters; a proxy in between must pass them on",
                zh: "timestamp、nonce、signature 在请求头中，不在参数里；中间的代理必须原样转发",
            },
            (_, Field::Timestamp) => Text {
                en: "the vendor sends UNIX time in milliseconds, 13 digits",
                zh: "腾讯会议发送的是毫秒时间戳，13 位数字",
            },
            (_, Field::Nonce) => Text {
                en: "a nonce is printable ASCII without blanks",
                zh: "nonce 由可见 ASCII 字符组成，不含空格",
            },
            (_, Field::Signature) => Text {
                en: "a signature is 40 lower-case hexadecimal digits",
                zh: "signature 是 40 位小写十六进制",
            },
            (Reason::Length, _) => Text {
                en: "base64 of this length does not exist: it was cut, or has too many \"=\"",
                zh: "base64 不可能是这个长度：内容被截断，或 “=” 过多",
            },
            (_, Field::CheckStr) => Text {
                en: "decode check_str once, and no more; what is left is letters, digits, \"+\", \"/\" and \"=\"",
                zh: "check_str 只做一次 URL 解码；解码后只含字母、数字、“+”、“/” 和 “=”",
            },
            (Reason::Character | Reason::Empty, Field::Data) => Text {
                en: "data is standard base64: letters, digits, \"+\", \"/\", and \"=\" at its end alone",
                zh: "data 是标准 base64：字母、数字、“+”、“/”，“=” 只出现在末尾",
            },
            (Reason::BlockLength, _) => Text {
                en: "the data was cut, or the subscription has no EncodingAESKey and the data is not encrypted",
                zh: "data 被截断，或该订阅没有设置 EncodingAESKey，data 并未加密",
            },
            (Reason::Padding, _) => Text {
                en: "the EncodingAESKey is not that of this subscription, or the data was cut",
                zh: "EncodingAESKey 不属于这个订阅，或 data 被截断",
            },
            (Reason::NotUtf8, _) => Text {
                en: "set the EncodingAESKey if the subscription has one; otherwise the data was damaged on its way",
                zh: "如果订阅设置了 EncodingAESKey，请一并配置；否则数据在传输中已损坏",
            },
            (_, Field::Body) => Text {
                en: "the body is the JSON object {\"data\":\"…\"}, without a byte order mark",
                zh: "请求体是 JSON 对象 {\"data\":\"…\"}，不带 BOM",
            },
            (_, _) => Text {
                en: "an event is {\"event\":\"…\",\"trace_id\":\"…\",\"payload\":[…]}",
                zh: "事件的格式是 {\"event\":\"…\",\"trace_id\":\"…\",\"payload\":[…]}",
            },
        }
    }

    /// One sentence for a person: the field, what is wrong, where, and what to
    /// do.
    pub fn to_text(&self, language: Language) -> String {
        let Self { field, reason, offset, byte } = self;
        let (field, what) = (language.of(field.text()), language.of(reason.text()));
        let remedy = language.of(self.remedy());
        let is_count = matches!(reason, Reason::Length | Reason::BlockLength);
        match (language, byte) {
            (Language::English, Some(byte)) => {
                format!("{field}: {what} 0x{byte:02x} at offset {offset}; {remedy}")
            }
            (Language::Chinese, Some(byte)) => {
                format!("{field}：{what}（偏移 {offset}，字节 0x{byte:02x}）；{remedy}")
            }
            (Language::English, None) if is_count => {
                format!("{field}: {what} ({offset}); {remedy}")
            }
            (Language::Chinese, None) if is_count => {
                format!("{field}：{what}（{offset}）；{remedy}")
            }
            (Language::English, None) if *offset > 0 => {
                format!("{field}: {what} at offset {offset}; {remedy}")
            }
            (Language::Chinese, None) if *offset > 0 => {
                format!("{field}：{what}（偏移 {offset}）；{remedy}")
            }
            (Language::English, None) => format!("{field}: {what}; {remedy}"),
            (Language::Chinese, None) => format!("{field}：{what}；{remedy}"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text(Language::English))
    }
}

impl std::error::Error for Refusal {}
