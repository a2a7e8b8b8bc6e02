//! What is wrong with the answer of a receiver.

use super::exchange::{Answer, NoAnswer};
use crate::callback::ACKNOWLEDGEMENT;
use crate::language::Text;

/// Why an answer does not count as success.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// There is none.
    NoAnswer(NoAnswer),
    /// A status of 300 to 399, which the vendor does not follow.
    Redirect(u16),
    /// Another status than 200.
    Status(u16),
    /// No body at all.
    Empty,
    /// The right text in quotes, as a JSON string.
    Quoted,
    /// The right text, and a line end.
    LineEnd,
    /// The right text, and blanks around it.
    Blanks,
    /// The right text after a byte order mark.
    ByteOrderMark,
    /// The right text in other letters, large for small.
    OtherCase,
    /// The right text with something around it.
    SomethingAround,
    /// The beginning of the right text.
    Cut,
    /// A compressed body.
    Compressed,
    /// A JSON value: frameworks write what is returned as JSON.
    Json,
    /// An HTML page.
    Html,
    /// XML, as WeCom is answered.
    Xml,
    /// `success` or `ok`, as others are answered.
    OtherWord,
    /// What a language writes for nothing: `null`, `undefined`, `None`.
    Nothing,
    /// The acknowledgement of an event in answer to a URL check.
    Acknowledged,
    /// `check_str` as it arrived: not decoded.
    NotDecoded,
    /// The bytes that the base64 holds: not decrypted.
    NotDecrypted,
    /// The plaintext with its padding.
    PaddingLeft,
    /// The plaintext of the event.
    PlaintextOfEvent,
    /// Some other body.
    Other,
    /// A forged or malformed callback was answered as if it were right.
    Accepted,
    /// The number of events handled did not grow.
    NotHandled,
    /// It grew by more than one.
    HandledAgain,
    /// It grew by forged events.
    ForgedHandled,
    /// The URL that should tell the number does not.
    NoNumber,
}

/// What an answer is compared with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'e> {
    /// The body that is due.
    pub(super) body: &'e str,
    /// The base64 text that was sent.
    pub(super) data: &'e str,
    /// The plaintext that was sent.
    pub(super) plaintext: &'e str,
}

/// What is wrong with an answer to a callback that is right.
pub(super) fn fault_of(answer: &Result<Answer, NoAnswer>, expected: Expected<'_>) -> Option<Fault> {
    let answer = match answer {
        Ok(answer) => answer,
        Err(reason) => return Some(Fault::NoAnswer(reason.clone())),
    };
    match answer.status {
        200 => {}
        status @ 300..400 => return Some(Fault::Redirect(status)),
        status => return Some(Fault::Status(status)),
    }
    if answer.body == expected.body.as_bytes() {
        return None;
    }
    let is_compressed = |value: &str| !value.eq_ignore_ascii_case("identity");
    if answer.header("Content-Encoding").is_some_and(is_compressed) {
        return Some(Fault::Compressed);
    }
    Some(fault_of_body(&answer.body, expected))
}

fn fault_of_body(body: &[u8], Expected { body: due, data, plaintext }: Expected<'_>) -> Fault {
    let Ok(text) = str::from_utf8(body) else {
        let is_decoded =
            crate::callback::data::decode(data.as_bytes(), crate::callback::Field::Data)
                .is_ok_and(|decoded| decoded == body);
        return if is_decoded { Fault::NotDecrypted } else { Fault::Other };
    };
    let bare = text.trim();
    let is_url_check = due != ACKNOWLEDGEMENT;
    let has_padding_left = text.strip_prefix(due).is_some_and(|rest| {
        let last = rest.bytes().last().map_or(0, usize::from);
        rest.len() == last && last <= 16 && rest.bytes().all(|byte| usize::from(byte) == last)
    });
    if text.is_empty() {
        Fault::Empty
    } else if text.strip_prefix('\u{feff}') == Some(due) {
        Fault::ByteOrderMark
    } else if serde_json::from_str::<String>(bare).is_ok_and(|inner| inner == due) {
        Fault::Quoted
    } else if text.trim_end_matches(['\r', '\n']) == due {
        Fault::LineEnd
    } else if is_url_check && has_padding_left {
        Fault::PaddingLeft
    } else if bare == due.trim() {
        Fault::Blanks
    } else if bare.eq_ignore_ascii_case(due) {
        Fault::OtherCase
    } else if is_url_check && bare == ACKNOWLEDGEMENT {
        Fault::Acknowledged
    } else if is_url_check && bare.trim_matches('"') == data {
        Fault::NotDecoded
    } else if !is_url_check && bare == plaintext {
        Fault::PlaintextOfEvent
    } else {
        fault_of_form(bare, due)
    }
}

fn fault_of_form(bare: &str, due: &str) -> Fault {
    let lower = bare.to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        Fault::Html
    } else if bare.starts_with('<') {
        Fault::Xml
    } else if bare.starts_with(['{', '['])
        && serde_json::from_str::<serde_json::Value>(bare).is_ok()
    {
        Fault::Json
    } else if matches!(&*lower, "null" | "undefined" | "none" | "nil" | "[object object]") {
        Fault::Nothing
    } else if bare.contains(due) {
        Fault::SomethingAround
    } else if matches!(lower.trim_matches('"'), "success" | "ok" | "true") {
        Fault::OtherWord
    } else if due.starts_with(bare) && !bare.is_empty() {
        Fault::Cut
    } else {
        Fault::Other
    }
}

impl Fault {
    /// The name used in files and reports.
    pub fn id(&self) -> &'static str {
        match self {
            Self::NoAnswer(NoAnswer::TooLate) => "too-late",
            Self::NoAnswer(NoAnswer::Unreachable(_)) => "unreachable",
            Self::NoAnswer(_) => "no-answer",
            Self::Redirect(_) => "redirect",
            Self::Status(_) => "status",
            Self::Empty => "empty",
            Self::Quoted => "quoted",
            Self::LineEnd => "line-end",
            Self::Blanks => "blanks",
            Self::ByteOrderMark => "byte-order-mark",
            Self::OtherCase => "other-case",
            Self::SomethingAround => "something-around",
            Self::Cut => "cut",
            Self::Compressed => "compressed",
            Self::Json => "json",
            Self::Html => "html",
            Self::Xml => "xml",
            Self::OtherWord => "other-word",
            Self::Nothing => "nothing",
            Self::Acknowledged => "acknowledged",
            Self::NotDecoded => "not-decoded",
            Self::NotDecrypted => "not-decrypted",
            Self::PaddingLeft => "padding-left",
            Self::PlaintextOfEvent => "plaintext-of-event",
            Self::Other => "other",
            Self::Accepted => "accepted",
            Self::NotHandled => "not-handled",
            Self::HandledAgain => "handled-again",
            Self::ForgedHandled => "forged-handled",
            Self::NoNumber => "no-number",
        }
    }

    /// What a person is told of it: what it is, and what to do.
    #[allow(clippy::too_many_lines, reason = "it is a table of words")]
    pub fn text(&self) -> Text {
        match self {
            Self::NoAnswer(reason) => reason.text(),
            Self::Redirect(_) => Text {
                en: "a redirect, which is not followed: answer at the URL itself",
                zh: "应答是重定向，腾讯会议不会跟随：请在该 URL 上直接应答",
            },
            Self::Status(_) => Text { en: "a status other than 200", zh: "状态码不是 200" },
            Self::Empty => Text {
                en: "no body: the text itself is due, not the status alone",
                zh: "应答没有内容：除状态码外还必须返回规定的文本",
            },
            Self::Quoted => Text {
                en: "the text is in quotes: write it as text/plain, not as a JSON string",
                zh: "文本带了引号：应以 text/plain 输出，而不是 JSON 字符串",
            },
            Self::LineEnd => Text {
                en: "a line end after the text: write it without one",
                zh: "文本末尾多了换行：输出时不要带换行",
            },
            Self::Blanks => Text {
                en: "blanks around the text, or lost from it: write it byte for byte",
                zh: "文本首尾多了或少了空白：应逐字节原样输出",
            },
            Self::ByteOrderMark => Text {
                en: "a byte order mark before the text: save and write it without one",
                zh: "文本前有 BOM：输出时不要带 BOM",
            },
            Self::OtherCase => Text {
                en: "other letters, large for small: write it in lower case as documented",
                zh: "大小写不一致：应与文档中的小写文本完全相同",
            },
            Self::SomethingAround => Text {
                en: "something stands around the text: it must stand alone",
                zh: "文本前后多了其他内容：必须只返回这段文本",
            },
            Self::Cut => Text {
                en: "only the beginning of the text",
                zh: "只返回了文本的开头部分",
            },
            Self::Compressed => Text {
                en: "the body is compressed: answer without Content-Encoding",
                zh: "应答被压缩：不要使用 Content-Encoding",
            },
            Self::Json => Text {
                en: "a JSON value: the framework wrote what was returned as JSON; write text/plain",
                zh: "应答是 JSON：框架把返回值序列化了，应改为输出 text/plain",
            },
            Self::Html => Text {
                en: "an HTML page: a login, an error page or a single-page app answers in place of the receiver",
                zh: "应答是 HTML 页面：登录页、错误页或前端页面代替接收程序做了应答",
            },
            Self::Xml => Text {
                en: "XML, as WeCom is answered: Tencent Meeting wants plain text",
                zh: "应答是 XML（企业微信的格式）：腾讯会议要求纯文本",
            },
            Self::OtherWord => Text {
                en: "another word of success: the text is the one that is documented",
                zh: "返回了别的成功字样：必须是文档规定的文本",
            },
            Self::Nothing => Text {
                en: "what a language writes for nothing: the handler returned no value",
                zh: "返回的是空值的文字形式：处理函数没有返回内容",
            },
            Self::Acknowledged => Text {
                en: "the acknowledgement of an event: a URL check is answered with its plaintext",
                zh: "用事件的应答回复了 URL 校验：校验时应返回明文",
            },
            Self::NotDecoded => Text {
                en: "check_str as it arrived: decode it (and decrypt it where there is a key) first",
                zh: "原样返回了 check_str：应先解码（设置了密钥时还要解密）",
            },
            Self::NotDecrypted => Text {
                en: "the ciphertext: decrypt it with the EncodingAESKey",
                zh: "返回了密文：应先用 EncodingAESKey 解密",
            },
            Self::PaddingLeft => Text {
                en: "the padding was left on the plaintext: take it off",
                zh: "明文末尾残留填充字节：应去掉填充",
            },
            Self::PlaintextOfEvent => Text {
                en: "the event itself: an event is answered with the acknowledgement",
                zh: "返回了事件内容：事件应以规定的文本应答",
            },
            Self::Other => Text { en: "another text", zh: "应答是其他内容" },
            Self::Accepted => Text {
                en: "it was answered as if it were right: check the signature first, and refuse with 401",
                zh: "被当作正确的请求应答了：应先验签，不一致时返回 401",
            },
            Self::NotHandled => Text {
                en: "it was acknowledged, and the number of events handled did not grow in time",
                zh: "事件已应答，但处理数量没有在时限内增加",
            },
            Self::HandledAgain => Text {
                en: "the number of events handled grew by more than one: an event with a trace_id that was there before is passed over",
                zh: "处理数量增加了不止一个：trace_id 已经出现过的事件应跳过",
            },
            Self::ForgedHandled => Text {
                en: "the number of events handled grew by forged ones: check the signature before anything is done",
                zh: "伪造的事件也被处理了：应先验签，再做其他事情",
            },
            Self::NoNumber => Text {
                en: "the URL of --side-effect-url does not answer with status 200 and a number, alone or as {\"handled\":N}",
                zh: "--side-effect-url 没有返回状态码 200 和一个数字（单独的数字，或 {\"handled\":N}）",
            },
        }
    }
}
