//! What is worth a look whatever was signed: apart from the verdict, and never
//! claimed as proven.

use super::composition::step;
use crate::credentials::Credentials;
use crate::recipe::{Mistake, Text};
use crate::request::{Request, header};
use crate::verifier::WINDOW_SECONDS;

/// One piece of advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Kebab-case; never changes.
    pub id: &'static str,
    /// What was seen.
    pub title: Text,
    /// What to do about it.
    pub remedy: Text,
}

impl Advice {
    /// What is a mistake of the request by itself, and here is seen beside
    /// another.
    pub(super) fn of(mistake: &Mistake) -> Self {
        Self { id: mistake.id, title: mistake.title, remedy: mistake.remedy }
    }
}

macro_rules! advice {
    ($id:literal, $en:literal | $zh:literal, $remedy_en:literal | $remedy_zh:literal) => {
        Advice {
            id: $id,
            title: Text { en: $en, zh: $zh },
            remedy: Text { en: $remedy_en, zh: $remedy_zh },
        }
    };
}

/// Everything that strikes the eye in a request as it was sent; `now`, in UNIX
/// seconds, lets the timestamp be compared.
pub fn advise(request: &Request<'_>, credentials: &Credentials, now: Option<u64>) -> Vec<Advice> {
    let mut advice = Vec::new();
    about_signature(request, &mut advice);
    about_ids(request, credentials, &mut advice);
    about_stamp(request, now, &mut advice);
    about_header_names(request, &mut advice);
    about_body(request, &mut advice);
    about_uri(request, &mut advice);
    advice
}

fn about_signature(request: &Request<'_>, advice: &mut Vec<Advice>) {
    if request.header_value(header::SIGNATURE).is_some_and(|value| !value.is_empty()) {
        return;
    }
    let has = |name| request.header_value(name).is_some();
    let is_oauth = has("AccessToken") || has("OpenId");
    advice.push(Advice::of(if is_oauth { &step::OAUTH } else { &step::SIGNATURE_MISSING }));
}

/// Request line and headers that no server would read.
pub(super) fn head_too_long() -> Advice {
    advice!(
        "head-too-long",
        "request line and headers are longer than 64 KiB: no signature was searched for"
            | "请求行和请求头超过 64 KiB，未搜索错误原因",
        "No server reads so long a head. Look at what was pasted: a body that stands in the URI or in a header, or several requests taken for one."
            | "服务器不会接受这么长的请求头。请检查粘贴的内容：是否把请求体放进了 URI 或请求头，或把多个请求当成了一个。"
    )
}

/// A nonce and timestamp that an earlier request had.
pub(super) fn stamp_repeated() -> Advice {
    advice!(
        "stamp-repeated",
        "nonce and timestamp are those of an earlier request" | "随机数和时间戳与之前的请求相同",
        "Draw a new nonce for every request: the server refuses a second one with 190301."
            | "每个请求都要生成新的随机数；重复使用会被服务端以 190301 拒绝。"
    )
}

fn about_ids(request: &Request<'_>, credentials: &Credentials, advice: &mut Vec<Advice>) {
    match request.header_value(header::KEY) {
        None | Some(b"") => advice.push(Advice::of(&step::KEY_MISSING)),
        Some(sent) if sent != credentials.secret_id().as_bytes() => advice.push(advice!(
            "key-other",
            "X-TC-Key is not the SecretId of the account" | "X-TC-Key 不是该账号的 SecretId",
            "Send the SecretId that belongs to the SecretKey: the server looks the key up by X-TC-Key, and answers 190303 if it knows none."
                | "请发送与 SecretKey 配对的 SecretId；服务端按 X-TC-Key 查找密钥，找不到时返回 190303。"
        )),
        Some(_) => {}
    }
    match (credentials.app_id(), request.header_value(header::APP_ID)) {
        (_, None | Some(b"")) => advice.push(advice!(
            "app-id-missing",
            "AppId is missing, or empty" | "AppId 请求头缺失或为空",
            "Send the enterprise id in the header AppId. It is not signed, so it is easily forgotten."
                | "请在 AppId 请求头中发送企业 ID。它不参与签名，因此容易遗漏。"
        )),
        (Some(assigned), Some(sent)) if sent != assigned.as_bytes() => advice.push(advice!(
            "app-id-other",
            "AppId is not that of the account" | "AppId 与该账号不一致",
            "Send the AppId that belongs to this SecretId." | "请发送与该 SecretId 对应的 AppId。"
        )),
        _ => {}
    }
    match (credentials.app_id(), credentials.sdk_id(), request.header_value(header::SDK_ID)) {
        (_, Some(_), None) => advice.push(advice!(
            "sdk-id-missing",
            "there is no SdkId header, though the account was assigned one"
                | "该账号分配了 SdkId，但请求头中没有",
            "Send the assigned id in the header SdkId." | "请在 SdkId 请求头中发送所分配的 ID。"
        )),
        (Some(_), None, Some(_)) => advice.push(advice!(
            "sdk-id-not-assigned",
            "SdkId is sent, though the account was assigned none"
                | "该账号没有分配 SdkId，却发送了该请求头",
            "Leave the SdkId header out; an empty value is not the same as no header."
                | "请不要发送 SdkId 请求头；发送空值并不等于不发送。"
        )),
        (_, Some(assigned), Some(sent)) if sent != assigned.as_bytes() => advice.push(advice!(
            "sdk-id-other",
            "SdkId is not that of the account" | "SdkId 与该账号不一致",
            "Send the SdkId that belongs to this AppId." | "请发送与该 AppId 对应的 SdkId。"
        )),
        _ => {}
    }
    if let Some(registered) = request.header_value(header::REGISTERED)
        && registered != b"0"
        && registered != b"1"
    {
        advice.push(advice!(
            "registered-value",
            "X-TC-Registered is neither 0 nor 1" | "X-TC-Registered 既不是 0 也不是 1",
            "Send 1 to use the account address book, as the vendor's SDKs do."
                | "启用账户通讯录请发送 1，官方 SDK 也是如此。"
        ));
    }
}

fn about_stamp(request: &Request<'_>, now: Option<u64>, advice: &mut Vec<Advice>) {
    let number = |name| {
        let digits = request.header_value(name)?;
        let is_decimal = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
        Some((
            digits,
            is_decimal.then(|| str::from_utf8(digits).ok()?.parse::<u64>().ok()).flatten(),
        ))
    };
    match number(header::TIMESTAMP) {
        Some((digits, Some(_))) if digits.len() == 13 => advice.push(advice!(
            "timestamp-in-milliseconds",
            "X-TC-Timestamp has 13 digits, as milliseconds have"
                | "X-TC-Timestamp 有 13 位，像是毫秒",
            "Send and sign UNIX seconds: 10 digits."
                | "请使用以秒为单位的 UNIX 时间戳（10 位）进行发送和签名。"
        )),
        Some((_, Some(timestamp))) => {
            if now.is_some_and(|now| now.abs_diff(timestamp) > WINDOW_SECONDS) {
                advice.push(advice!(
                    "timestamp-skew",
                    "X-TC-Timestamp is more than 5 minutes from this machine's clock"
                        | "X-TC-Timestamp 与本机时钟相差超过 5 分钟",
                    "If the request was sent just now, set the clock: the server answers 190300. If it was captured earlier, nothing is wrong."
                        | "如果请求是刚刚发送的，请校准时钟，否则服务端会返回 190300；如果是之前抓取的请求，则无需处理。"
                ));
            }
        }
        Some((_, None)) => advice.push(advice!(
            "timestamp-not-decimal",
            "X-TC-Timestamp is not a decimal number" | "X-TC-Timestamp 不是十进制数字",
            "Send and sign UNIX seconds in decimal digits."
                | "请使用十进制的 UNIX 秒级时间戳进行发送和签名。"
        )),
        None => advice.push(advice!(
            "timestamp-missing",
            "there is no X-TC-Timestamp header" | "缺少 X-TC-Timestamp 请求头",
            "Send the very timestamp that was signed." | "请发送参与签名的同一个时间戳。"
        )),
    }
    match number(header::NONCE) {
        Some((_, Some(1..))) => {}
        // More digits than fit into 64 bits are still an integer.
        Some((digits, None)) if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {}
        Some(_) => advice.push(advice!(
            "nonce-not-positive-integer",
            "X-TC-Nonce is not a positive integer" | "X-TC-Nonce 不是正整数",
            "Send and sign a random positive integer in decimal digits, a new one for every request."
                | "请使用十进制的随机正整数进行发送和签名，并且每个请求都重新生成。"
        )),
        None => advice.push(advice!(
            "nonce-missing",
            "there is no X-TC-Nonce header" | "缺少 X-TC-Nonce 请求头",
            "Send the very nonce that was signed." | "请发送参与签名的同一个随机数。"
        )),
    }
}

fn about_header_names(request: &Request<'_>, advice: &mut Vec<Advice>) {
    let known = [
        header::APP_ID,
        header::KEY,
        header::NONCE,
        header::REGISTERED,
        header::SDK_ID,
        header::SIGNATURE,
        header::TIMESTAMP,
    ];
    let is_in_other_case =
        |name: &str| known.iter().any(|known| name != *known && name.eq_ignore_ascii_case(known));
    if request.headers().any(|(name, _)| is_in_other_case(name)) {
        advice.push(advice!(
            "header-name-case",
            "a header name is not written as the vendor writes it" | "请求头名称的大小写与官方文档不一致",
            "The vendor says that names are case-sensitive. HTTP/2 sends all names in lower case, so this alone is hardly the cause."
                | "官方文档说明请求头名称区分大小写。由于 HTTP/2 会将名称统一转为小写，这一点通常不是签名失败的原因。"
        ));
    }
    let count = |wanted: &str| {
        request.headers().filter(|(name, _)| name.eq_ignore_ascii_case(wanted)).count()
    };
    if known.iter().any(|name| count(name) > 1) {
        advice.push(advice!(
            "header-repeated",
            "a header stands in the request twice" | "同一个请求头出现了两次",
            "Set each header once; adding to the headers of a client object that is used again repeats them."
                | "每个请求头只设置一次；重复使用同一个客户端对象并追加请求头会导致重复。"
        ));
    }
}

fn about_body(request: &Request<'_>, advice: &mut Vec<Advice>) {
    let body = request.body_bytes();
    let content_type = request.header_value(header::CONTENT_TYPE).unwrap_or_default();
    let media_type = content_type.split(|&byte| byte == b';').next().unwrap_or_default();
    let is_json = media_type.trim_ascii().eq_ignore_ascii_case(b"application/json");
    if !body.is_empty() && !is_json && !request.is_multipart_form_data() {
        advice.push(advice!(
            "content-type",
            "there is a body, but Content-Type is not application/json"
                | "有请求体，但 Content-Type 不是 application/json",
            "Send Content-Type: application/json." | "请发送 Content-Type: application/json。"
        ));
    }
    match request.method_bytes() {
        b"POST" | b"PUT" if body.is_empty() => advice.push(advice!(
            "body-empty",
            "a POST or PUT without a body" | "POST 或 PUT 请求没有请求体",
            "If there should be one, it was perhaps signed and then not handed to the HTTP client."
                | "如果本应有请求体，可能是参与了签名，但没有交给 HTTP 客户端发送。"
        )),
        b"GET" if !body.is_empty() => advice.push(advice!(
            "body-of-get",
            "a GET with a body" | "GET 请求带有请求体",
            "Parameters of a GET belong into the query; the body of a GET is empty, and so is what is signed for it."
                | "GET 请求的参数应放在查询参数中；GET 的请求体为空，签名串中对应部分也为空。"
        )),
        _ => {}
    }
    if is_json && !body.is_empty() {
        if str::from_utf8(body).is_err() {
            advice.push(advice!(
                "body-not-utf-8",
                "the body is not UTF-8" | "请求体不是 UTF-8 编码",
                "Encode the body as UTF-8, once, and sign and send those bytes."
                    | "请将请求体编码为 UTF-8（只编码一次），并对这些字节签名和发送。"
            ));
        } else if serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err() {
            advice.push(advice!(
                "body-not-json",
                "the body is not JSON" | "请求体不是合法的 JSON",
                "If it was cut or changed on the way, the signature cannot hold."
                    | "如果请求体在传输过程中被截断或修改，签名必然不匹配。"
            ));
        }
    }
}

fn about_uri(request: &Request<'_>, advice: &mut Vec<Advice>) {
    let uri = request.uri_bytes();
    let path = uri.split(|&byte| byte == b'?').next().unwrap_or_default();
    let is_reencoded = |byte: &u8| !byte.is_ascii_graphic() || br#""<>\^`{|}[]"#.contains(byte);
    if uri.iter().any(is_reencoded) {
        advice.push(advice!(
            "uri-characters",
            "the URI holds characters that many HTTP clients encode before sending"
                | "URI 中含有许多 HTTP 客户端在发送前会自动转义的字符",
            "Percent-encode them first, then sign and send the encoded URI."
                | "请先对这些字符进行百分号编码，再对编码后的 URI 签名并发送。"
        ));
    }
    if path.contains(&b'%') {
        advice.push(advice!(
            "path-escapes",
            "the path holds percent-escapes" | "路径中含有百分号转义",
            "Whether the server takes such a path as sent or decoded is not known; the vendor's SDKs disagree. Avoid them if you can."
                | "服务端按原样还是按解码后的路径验签尚无定论，官方各 SDK 的做法也不一致，请尽量避免。"
        ));
    }
    let query = uri.get(path.len()..).unwrap_or_default().to_ascii_lowercase();
    let has = |text: &[u8]| query.windows(text.len()).any(|window| window == text);
    if [&b"?{"[..], b"={", b"?%7b", b"=%7b", b"=[", b"=%5b"].iter().any(|start| has(start)) {
        advice.push(advice!(
            "body-in-query",
            "the query holds what looks like JSON" | "查询参数中含有类似 JSON 的内容",
            "Parameters of a POST or PUT belong into the body; an HTTP client given them as `params` puts them into the query."
                | "POST、PUT 的参数应放在请求体中；如果以 params 方式传给 HTTP 客户端，会被拼到查询参数里。"
        ));
    }
    if !uri.starts_with(b"/") {
        advice.push(advice!(
            "uri-not-origin-form",
            "the URI does not begin with a slash" | "URI 不是以斜杠开头",
            "Give path and query as they stand in the request line, without scheme and host."
                | "请提供请求行中的路径和查询参数，不含协议和主机名。"
        ));
    }
}
