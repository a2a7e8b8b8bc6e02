//! What a person should know of how an input was read.

use std::fmt;

use super::form::Form;
use crate::known_code::KnownCode;
use crate::language::Language;

/// Something about a request or an input that the reading does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Remark {
    /// What a text was taken for.
    ReadAs {
        /// The line it begins on, if there are others.
        line: Option<usize>,
        /// What it was taken for.
        form: Form,
        /// Its method.
        method: String,
        /// How many headers it has.
        headers: usize,
        /// Bytes of its body.
        body: usize,
        /// Whether a log's line beginnings were left out.
        is_prefix_left_out: bool,
    },
    /// The text does not name the method.
    MethodAssumed {
        /// The one that was taken.
        method: String,
    },
    /// The request was put in the form in which it is sent: a URL without scheme
    /// and host, a method in capitals, values without blanks around them.
    Normalised,
    /// The method is another one than the text seems to say: the signature fits
    /// no other.
    MethodBySignature {
        /// The one that is right.
        method: String,
    },
    /// The request target is another one than the text seems to say: the
    /// signature fits no other.
    UriBySignature {
        /// The one that is right.
        uri: String,
    },
    /// The body was sent in another form than the text shows: the signature
    /// fits no other.
    BodyBySignature {
        /// Bytes of the right one.
        length: usize,
    },
    /// A character stands where HTTP wants another.
    WrongCharacter {
        /// What stands there.
        found: char,
        /// What was meant.
        wanted: char,
    },
    /// The body was taken in a form that fits Content-Length.
    BodyReprinted {
        /// Bytes.
        length: usize,
    },
    /// The server's answer that the input shows.
    Answered {
        /// The HTTP status.
        status: Option<u16>,
        /// `error_code`.
        error_code: Option<u64>,
    },
    /// The file is in GBK.
    ReadAsGbk,
    /// A fine point of a format.
    Said {
        /// In English.
        en: String,
        /// 中文.
        zh: String,
    },
}

impl Remark {
    pub(super) fn said(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::Said { en: en.into(), zh: zh.into() }
    }

    /// In words.
    pub fn to_text(&self, language: Language) -> String {
        let is_english = language == Language::English;
        match self {
            Self::ReadAs { line, form, method, headers, body, is_prefix_left_out } => {
                let form = language.of(form.name());
                if is_english {
                    let at = line.map(|line| format!("line {line}: ")).unwrap_or_default();
                    let prefix = if *is_prefix_left_out { "; log prefix left out" } else { "" };
                    format!(
                        "{at}read as {form}: {method}, {headers} headers, {body} bytes of body{prefix}"
                    )
                } else {
                    let at = line.map(|line| format!("第 {line} 行：")).unwrap_or_default();
                    let prefix = if *is_prefix_left_out { "；已去掉日志前缀" } else { "" };
                    format!(
                        "{at}按{form}读取：{method}，{headers} 个请求头，请求体 {body} 字节{prefix}"
                    )
                }
            }
            Self::MethodAssumed { method } if is_english => {
                format!("the text names no method: {method} is assumed")
            }
            Self::MethodAssumed { method } => format!("文本中没有请求方法，按 {method} 处理"),
            Self::Normalised if is_english => {
                "read in the form in which it is sent: without scheme and host, the method in capitals, no blanks around values".to_owned()
            }
            Self::Normalised => "已按实际发送的形式读取：去掉协议和域名、方法大写、值两端无空白".to_owned(),
            Self::MethodBySignature { method } if is_english => {
                format!("the method is taken as {method}: the signature fits no other")
            }
            Self::MethodBySignature { method } => {
                format!("请求方法按 {method} 处理：只有它与签名相符")
            }
            Self::UriBySignature { uri } if is_english => {
                format!("the URI is taken as {uri}: the signature fits no other")
            }
            Self::UriBySignature { uri } => format!("URI 按 {uri} 处理：只有它与签名相符"),
            Self::BodyBySignature { length } if is_english => format!(
                "the body is taken in another form than shown, {length} bytes: the signature fits no other"
            ),
            Self::BodyBySignature { length } => {
                format!("请求体按另一种写法处理（{length} 字节）：只有它与签名相符")
            }
            Self::WrongCharacter { found, wanted } if is_english => format!(
                "there is a {found} (U+{:04X}) where HTTP wants {wanted}; it is read as {wanted}: type it in half width, if your code has it too",
                u32::from(*found)
            ),
            Self::WrongCharacter { found, wanted } => format!(
                "此处是全角或弯引号字符 {found}（U+{:04X}），应为半角 {wanted}；已按 {wanted} 读取。如果代码中也是这样，请改成半角",
                u32::from(*found)
            ),
            Self::BodyReprinted { length } if is_english => format!(
                "the body is shown in another form than it was sent in; it is taken in the form of {length} bytes, as Content-Length says"
            ),
            Self::BodyReprinted { length } => format!(
                "请求体的显示方式与实际发送的不同；按 Content-Length 取 {length} 字节的写法"
            ),
            Self::Answered { status, error_code } => {
                let status = status.map(|status| format!("HTTP {status}"));
                let code = error_code.map(|code| format!("error_code {code}"));
                let both: Vec<String> = status.into_iter().chain(code).collect();
                let known = error_code.and_then(|code| KnownCode::find(code).first().copied());
                let meaning = known.map(|known| language.of(known.meaning));
                if is_english {
                    let meaning = meaning.map(|meaning| format!(": {meaning}")).unwrap_or_default();
                    format!("the server answered {}{meaning}", both.join(", "))
                } else {
                    let meaning = meaning.map(|meaning| format!("：{meaning}")).unwrap_or_default();
                    format!("服务端应答：{}{meaning}", both.join("，"))
                }
            }
            Self::ReadAsGbk if is_english => {
                "the file is in GBK, as Notepad saves it; it is read so, and the signature is right then: save it as UTF-8".to_owned()
            }
            Self::ReadAsGbk => {
                "文件是 GBK 编码（记事本的“ANSI”）；按 GBK 读取后签名正确。请另存为 UTF-8".to_owned()
            }
            Self::Said { en, .. } if is_english => en.clone(),
            Self::Said { zh, .. } => zh.clone(),
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text(Language::English))
    }
}

/// Why an input does not show a request as it was sent, so that no signature
/// can be judged by it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// It holds placeholders of a template.
    Template {
        /// As it stands there.
        placeholder: String,
    },
    /// The body is missing.
    BodyMissing {
        /// Its bytes by Content-Length, where there is one.
        announced: Option<usize>,
        /// What printed the text.
        form: Form,
    },
    /// The body is another one than Content-Length says.
    BodyNotAsSent {
        /// Bytes that were sent.
        announced: usize,
        /// Bytes that the text shows.
        shown: usize,
    },
    /// Bytes of the body were replaced: dots or question marks for Chinese.
    BytesLost {
        /// What stands for them.
        by: char,
    },
    /// A value was hidden by the program that printed it.
    Masked {
        /// The header.
        name: String,
    },
    /// The text leaves open what was sent.
    Uncertain {
        /// What printed it.
        form: Form,
    },
    /// It is an answer of the server.
    IsAnswer {
        /// Its code.
        error_code: Option<u64>,
    },
}

impl Doubt {
    /// In words: what is missing, and what to do.
    pub fn to_text(&self, language: Language) -> String {
        let is_english = language == Language::English;
        match self {
            Self::Template { placeholder } if is_english => format!(
                "cannot be judged: it is a template, {placeholder} stands where a value was sent; paste the request as it was sent \
                 (Postman: the console; or print the URL, the headers and the body just before sending)"
            ),
            Self::Template { placeholder } => format!(
                "无法判断：这是模板，{placeholder} 处应是实际发送的值；请粘贴实际发送的请求（Postman 请用 Console，或在发送前打印 URL、请求头和请求体）"
            ),
            Self::BodyMissing { announced, form } => {
                let setting = form.body_setting().map(|setting| language.of(setting));
                if is_english {
                    let length = announced.map(|n| format!(" of {n} bytes")).unwrap_or_default();
                    let how = setting.map(|setting| format!("; to have it in the text, {setting}"));
                    format!(
                        "cannot be judged: the text does not hold the body{length}, and the body is signed{}; \
                         or give the file with --intended-body FILE",
                        how.unwrap_or_default()
                    )
                } else {
                    let length = announced.map(|n| format!("（{n} 字节）")).unwrap_or_default();
                    let how = setting.map(|setting| format!("；要让文本中出现请求体，请{setting}"));
                    format!(
                        "无法判断：文本中没有请求体{length}，而请求体参与签名{}；也可以用 --intended-body FILE 提供",
                        how.unwrap_or_default()
                    )
                }
            }
            Self::BodyNotAsSent { announced, shown } if is_english => format!(
                "cannot be judged: the body was not recorded as it was sent: Content-Length is {announced}, the text shows {shown} bytes, \
                 and none of the usual forms of this JSON has that length and this signature; give the bytes as sent with --intended-body FILE"
            ),
            Self::BodyNotAsSent { announced, shown } => format!(
                "无法判断：文本中的请求体不是实际发送的字节：Content-Length 为 {announced}，文本中为 {shown} 字节，\
                 而这段 JSON 的各种常见写法中没有长度与签名都相符的；请用 --intended-body FILE 提供实际发送的字节"
            ),
            Self::BytesLost { by } if is_english => format!(
                "cannot be judged: the program that printed this text wrote {by} for bytes that it could not show, so the body is lost; \
                 print it as UTF-8, as hex, or give it with --intended-body FILE"
            ),
            Self::BytesLost { by } => format!(
                "无法判断：打印该文本的程序用 {by} 代替了无法显示的字节，请求体已丢失；请以 UTF-8 或十六进制打印，或用 --intended-body FILE 提供"
            ),
            Self::Masked { name } if is_english => format!(
                "cannot be judged: {name} is hidden or cut in this text; print the request with its whole value (a signature is no secret once it was sent)"
            ),
            Self::Masked { name } => format!(
                "无法判断：文本中的 {name} 被隐藏或截断；请打印完整的值（签名发送之后不再是秘密）"
            ),
            Self::Uncertain { form } => {
                let setting = form.body_setting().map(|setting| language.of(setting));
                if is_english {
                    let how = setting.map(|setting| format!(": {setting}")).unwrap_or_default();
                    format!(
                        "cannot be judged: no reading of this text fits the signature, and the text leaves open what the body was (there is no Content-Length); \
                         give the request as it was sent{how}; or the body with --intended-body FILE"
                    )
                } else {
                    let how = setting.map(|setting| format!("：{setting}")).unwrap_or_default();
                    format!(
                        "无法判断：文本的各种读法都与签名不符，而且其中没有 Content-Length，无法确定实际发送的请求体；\
                         请提供实际发送的请求{how}；或用 --intended-body FILE 提供请求体"
                    )
                }
            }
            Self::IsAnswer { error_code } => match (error_code, is_english) {
                (Some(code), true) => format!(
                    "this is the server's answer (error_code {code}), not the request; paste the request that got it. For the code: tmsig explain {code}"
                ),
                (None, true) => {
                    "this is the server's answer, not the request; paste the request that got it"
                        .to_owned()
                }
                (Some(code), false) => format!(
                    "这是服务端的应答（error_code {code}），不是请求；请粘贴得到该应答的请求。错误码含义：tmsig explain {code}"
                ),
                (None, false) => "这是服务端的应答，不是请求；请粘贴得到该应答的请求".to_owned(),
            },
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text(Language::English))
    }
}

impl std::error::Error for Doubt {}
