//! What the request lets suppose where nothing is proven, and the experiment
//! that would tell.

use encoding_rs::{BIG5, Encoding, GB18030};

use crate::language::Text;
use crate::recipe::json;
use crate::request::{Request, header};

/// Something that is likely, and not proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Likely {
    /// POST or PUT without a body.
    BodyLost,
    /// JSON that breaks off.
    BodyCut,
    /// Every character but its low byte is lost.
    LowBytes,
    /// Question marks where there was text.
    QuestionMarks,
    /// Bytes that are no UTF-8.
    OtherCharset,
    /// U+FFFD: something was decoded in the wrong charset before.
    Replaced,
    /// `%25` before two hexadecimal digits.
    EncodedTwice,
    /// The path begins as no path of the API.
    OtherPath,
    /// Nothing strikes the eye.
    OtherKeyOrRequest,
}

/// What would tell more than anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Experiment {
    /// Giving the doctor the body that was meant to be sent.
    IntendedBody,
    /// Giving it the text that the own code signs.
    SignedText,
    /// The text is known to be right: comparing the key.
    Key,
}

impl Likely {
    /// Everything that the request lets suppose, the strongest first; never
    /// empty.
    pub(super) fn of(request: &Request<'_>) -> Vec<Self> {
        let body = request.body_bytes();
        let uri = request.uri_bytes();
        let mut all = Vec::new();
        let mut suppose = |is_likely: bool, what| {
            if is_likely {
                all.push(what);
            }
        };
        let takes_body = matches!(request.method_bytes(), b"POST" | b"PUT" | b"PATCH");
        suppose(takes_body && body.is_empty(), Self::BodyLost);
        suppose(is_cut(request), Self::BodyCut);
        let has_low_bytes = has_low_bytes(body);
        suppose(has_low_bytes, Self::LowBytes);
        match str::from_utf8(body) {
            Err(_) => suppose(!has_low_bytes, Self::OtherCharset),
            Ok(text) => {
                suppose(text.contains('\u{fffd}'), Self::Replaced);
                suppose(has_question_marks(text), Self::QuestionMarks);
            }
        }
        suppose(is_encoded_twice(uri), Self::EncodedTwice);
        suppose(!uri.starts_with(b"/v1/") && !uri.starts_with(b"/v2/"), Self::OtherPath);
        if all.is_empty() {
            all.push(Self::OtherKeyOrRequest);
        }
        all
    }

    /// The name used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::BodyLost => "body-lost",
            Self::BodyCut => "body-cut",
            Self::LowBytes => "body-low-bytes",
            Self::QuestionMarks => "body-question-marks",
            Self::OtherCharset => "body-other-charset",
            Self::Replaced => "body-replacement-characters",
            Self::EncodedTwice => "uri-encoded-twice",
            Self::OtherPath => "uri-other-path",
            Self::OtherKeyOrRequest => "other-key-or-request",
        }
    }

    pub(super) fn words(self) -> Text {
        let (en, zh) = match self {
            Self::BodyLost => (
                "a POST or PUT has no body: it was perhaps signed and then not handed to the HTTP client",
                "POST 或 PUT 没有请求体：很可能参与了签名，但没有交给 HTTP 客户端发送",
            ),
            Self::BodyCut => (
                "the JSON of the body breaks off: Content-Length was perhaps counted in characters and not in bytes, or what is given here was cut",
                "请求体的 JSON 不完整：可能 Content-Length 按字符数而不是字节数计算，或者这里给出的内容被截断了",
            ),
            Self::LowBytes => (
                "control characters stand where the body should have text: it looks like DataOutputStream.writeBytes, btoa or 'latin1' in Node, which send the low byte of every character",
                "请求体中本应是文字的位置出现控制字符：像是 DataOutputStream.writeBytes、Node 的 'latin1' 等只发送每个字符的低 8 位",
            ),
            Self::QuestionMarks => (
                "question marks stand where the body should have text: it looks like getBytes() of another charset, and what was signed is lost from the request",
                "请求体中本应是文字的位置都是问号：像是用了其他编码的 getBytes()，签名时的原文已无法从请求中看出",
            ),
            Self::OtherCharset => (
                "the body is not UTF-8: the HTTP client encoded it in another charset (StringEntity without a charset, a Windows default), or signing did",
                "请求体不是 UTF-8：HTTP 客户端或签名代码用了其他编码（例如未指定字符集的 StringEntity、Windows 默认编码）",
            ),
            Self::Replaced => (
                "the body holds U+FFFD (\u{fffd}): text was decoded in a wrong charset before, and what was signed may be the text before that",
                "请求体中含有 U+FFFD（\u{fffd}）：文本曾被按错误的编码解码，签名时可能还是之前的原文",
            ),
            Self::EncodedTwice => (
                "the URI holds %25 before two hexadecimal digits: it looks percent-encoded twice, once by your code and once by the HTTP client",
                "URI 中出现 %25 加两位十六进制：像是被编码了两次，一次在代码中，一次由 HTTP 客户端完成",
            ),
            Self::OtherPath => (
                "the path begins neither with /v1/ nor with /v2/: a gateway or a base URL perhaps changed it after it was signed",
                "路径不是以 /v1/ 或 /v2/ 开头：可能在签名之后被网关或 base URL 改动",
            ),
            Self::OtherKeyOrRequest => (
                "nothing strikes the eye in the request. Most often then: the SecretKey of another app, a body or URI that changed after it was signed, a signature kept from an earlier request",
                "请求本身没有明显异常。这种情况多半是：用了其他应用的 SecretKey；签名之后请求体或 URI 发生了变化；沿用了之前请求的签名",
            ),
        };
        Text { en, zh }
    }
}

impl Experiment {
    /// What to try next with this request.
    pub(super) fn after(likely: &[Likely]) -> Self {
        match likely.first() {
            Some(
                Likely::BodyLost
                | Likely::BodyCut
                | Likely::QuestionMarks
                | Likely::Replaced
                | Likely::LowBytes
                | Likely::OtherCharset,
            ) => Self::IntendedBody,
            _ => Self::SignedText,
        }
    }

    /// The name used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::IntendedBody => "intended-body",
            Self::SignedText => "signed-text",
            Self::Key => "key",
        }
    }

    pub(super) fn words(self) -> Text {
        let (en, zh) = match self {
            Self::IntendedBody => (
                "write the body your code meant to send into body.json, byte for byte, and run",
                "把代码原本要发送的请求体逐字节写入 body.json，然后运行",
            ),
            Self::SignedText => (
                "let your code write the exact text it signs into signed.txt, in the call whose request this is, and run",
                "在产生这个请求的那次调用中，让代码把实际签名的文本写入 signed.txt，然后运行",
            ),
            Self::Key => (
                "copy SecretId and SecretKey of this app from the console again into accounts.json ([{\"secret_id\": \"…\", \"secret_key\": \"…\"}], other apps of yours beside it), and run",
                "从控制台重新复制该应用的 SecretId 和 SecretKey，写入 accounts.json（[{\"secret_id\": \"…\", \"secret_key\": \"…\"}]，您的其他应用也一并写入），然后运行",
            ),
        };
        Text { en, zh }
    }

    /// The command, for a request that was read from there.
    pub(super) fn command(self, request: &str) -> String {
        let request = quoted(request);
        match self {
            Self::IntendedBody => format!("tmsig doctor --intended-body body.json {request}"),
            Self::SignedText => format!("tmsig doctor --signed signed.txt {request}"),
            Self::Key => format!("tmsig doctor --credentials accounts.json {request}"),
        }
    }
}

/// A name as a shell takes it.
fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:\\".contains(c);
    if !name.is_empty() && name.chars().all(is_plain) {
        return name.to_owned();
    }
    format!("'{}'", name.replace('\'', "'\\''"))
}

/// JSON by its beginning that is none for want of its end.
fn is_cut(request: &Request<'_>) -> bool {
    let body = request.body_bytes();
    let is_json = request
        .header_value(header::CONTENT_TYPE)
        .is_none_or(|kind| kind.windows(4).any(|window| window.eq_ignore_ascii_case(b"json")));
    let begins = matches!(body.trim_ascii_start().first(), Some(b'{' | b'['));
    let ends = matches!(body.trim_ascii_end().last(), Some(b'}' | b']'));
    is_json && begins && !ends && json::parse(body).is_none()
}

/// Characters that no JSON holds, or bytes that are none of the usual charsets:
/// what is left of Chinese text if only the low bytes of its UTF-16 are sent.
fn has_low_bytes(body: &[u8]) -> bool {
    let is_control = |byte: &u8| *byte < 0x20 && !byte.is_ascii_whitespace() || *byte == 0x7f;
    let is_charset = |charset: &'static Encoding| !charset.decode_without_bom_handling(body).1;
    body.iter().any(is_control)
        || str::from_utf8(body).is_err() && !is_charset(GB18030) && !is_charset(BIG5)
}

/// Runs of two and more within quotes.
fn has_question_marks(text: &str) -> bool {
    text.split('"').skip(1).step_by(2).any(|string| {
        let marks = string.matches('?').count();
        marks >= 2 && marks * 2 >= string.chars().count()
    })
}

fn is_encoded_twice(uri: &[u8]) -> bool {
    uri.windows(5)
        .any(|window| window.starts_with(b"%25") && window[3..].iter().all(u8::is_ascii_hexdigit))
}
