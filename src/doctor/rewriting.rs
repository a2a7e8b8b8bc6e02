//! What an HTTP client made of a request after it was signed: named where the
//! request that was meant is known, each step shown to lead there.

use std::borrow::Cow;

use super::advice::Advice;
use crate::recipe::{JsonForms, Text};
use crate::request::Request;

/// Names what turned the URI and the body that were meant into those that were
/// sent. Nothing for what is unchanged, or changed in a way that is not known.
pub fn rewritings(intended: &Request<'_>, sent: &Request<'_>) -> Vec<Advice> {
    let mut advice = of_uri(intended.uri_bytes(), sent.uri_bytes());
    advice.extend(of_body(intended.body_bytes(), sent.body_bytes()));
    advice
}

/// One thing that clients do to a URI, in the order in which they do it.
struct Step {
    advice: Advice,
    apply: fn(&[u8]) -> Cow<'_, [u8]>,
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

const STEPS: [Step; 6] = [
    Step {
        advice: advice!(
            "uri-trimmed-by-client",
            "the HTTP client dropped white space around the URI"
                | "HTTP 客户端去掉了 URI 首尾的空白",
            "Trim the text before it is signed." | "请在签名之前去掉首尾空白。"
        ),
        apply: |uri| Cow::Borrowed(trimmed(uri)),
    },
    Step {
        advice: advice!(
            "uri-line-breaks-dropped-by-client",
            "the HTTP client dropped tabs or line breaks inside the URI"
                | "HTTP 客户端去掉了 URI 中的制表符或换行",
            "Take them out, or percent-encode them, before the URI is signed."
                | "请在签名之前去掉它们，或对其进行百分号编码。"
        ),
        apply: |uri| without(uri, b"\t\n\r"),
    },
    Step {
        advice: advice!(
            "uri-fragment-not-sent",
            "the HTTP client does not send what follows the '#'"
                | "HTTP 客户端不会发送“#”之后的内容",
            "A '#' that belongs to a value is written %23; sign the URI without a fragment."
                | "参数值中的“#”要写成 %23；签名时 URI 不能带 # 片段。"
        ),
        apply: |uri| Cow::Borrowed(uri.split(|&byte| byte == b'#').next().unwrap_or_default()),
    },
    Step {
        advice: advice!(
            "uri-backslash-as-slash",
            "the HTTP client sends '\\' in the path as '/'" | "HTTP 客户端把路径中的“\\”发送为“/”",
            "Write slashes, and percent-encode a backslash that belongs to a value as %5C."
                | "请使用“/”；属于参数值的反斜杠要编码为 %5C。"
        ),
        apply: |uri| {
            let (path, query) = split(uri);
            let path = path.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte });
            Cow::Owned(path.chain(query.iter().copied()).collect())
        },
    },
    Step {
        advice: advice!(
            "uri-slash-added-by-client",
            "the HTTP client sends an empty path as '/'" | "HTTP 客户端把空路径发送为“/”",
            "Begin the URI with a slash, also where it is only a query."
                | "URI 要以“/”开头，只有查询参数时也一样。"
        ),
        apply: |uri| {
            if uri.starts_with(b"/") { Cow::Borrowed(uri) } else { [b"/", uri].concat().into() }
        },
    },
    Step {
        advice: advice!(
            "uri-dot-segments-resolved-by-client",
            "the HTTP client resolved '.' and '..' in the path"
                | "HTTP 客户端解析掉了路径中的“.”和“..”",
            "Sign the path without them; an identifier that may be '.' or '..' cannot stand in a path."
                | "请对解析之后的路径签名；可能是“.”或“..”的标识不能放在路径里。"
        ),
        apply: without_dot_segments,
    },
];

const ENCODED: Advice = advice!(
    "uri-encoded-by-client",
    "the HTTP client percent-encoded characters of the URI after it was signed"
        | "HTTP 客户端在签名之后对 URI 中的字符做了百分号编码",
    "Percent-encode them first, then sign and send the encoded URI."
        | "请先进行百分号编码，再对编码后的 URI 签名并发送。"
);

/// The fewest steps that lead from one URI to the other.
fn of_uri(intended: &[u8], sent: &[u8]) -> Vec<Advice> {
    if intended == sent {
        return Vec::new();
    }
    let mut subsets: Vec<u32> = (0..1 << STEPS.len()).collect();
    subsets.sort_by_key(|subset| subset.count_ones());
    for subset in subsets {
        let mut uri = Cow::Borrowed(intended);
        let mut taken = Vec::new();
        for (index, step) in STEPS.iter().enumerate() {
            if subset >> index & 1 == 1 {
                uri = Cow::Owned((step.apply)(&uri).into_owned());
                taken.push(step.advice.clone());
            }
        }
        if *uri == *sent {
            return taken;
        }
        if is_encoded(&uri, sent) {
            taken.push(ENCODED);
            return taken;
        }
    }
    Vec::new()
}

/// Whether one is the other with some bytes percent-encoded, none of which
/// need never be.
fn is_encoded(plain: &[u8], mut encoded: &[u8]) -> bool {
    for &byte in plain {
        let escapes = [format!("%{byte:02X}"), format!("%{byte:02x}")];
        let is_unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let escaped = escapes.iter().find_map(|escape| encoded.strip_prefix(escape.as_bytes()));
        encoded = match (encoded.split_first(), escaped) {
            (Some((&first, rest)), _) if first == byte => rest,
            (_, Some(rest)) if !is_unreserved => rest,
            _ => return false,
        };
    }
    encoded.is_empty()
}

/// As the WHATWG URL standard does it, for which `%2e` is a dot too.
fn without_dot_segments(uri: &[u8]) -> Cow<'_, [u8]> {
    let (path, query) = split(uri);
    let mut kept: Vec<&[u8]> = Vec::new();
    let mut segments =
        path.strip_prefix(b"/").unwrap_or(path).split(|&byte| byte == b'/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        let dots = String::from_utf8_lossy(segment).to_ascii_lowercase().replace("%2e", ".");
        match &*dots {
            "." => {}
            ".." => drop(kept.pop()),
            _ => {
                kept.push(segment);
                continue;
            }
        }
        if is_last {
            kept.push(b"");
        }
    }
    [b"/", &kept.join(&b'/')[..], query].concat().into()
}

fn split(uri: &[u8]) -> (&[u8], &[u8]) {
    uri.split_at(uri.iter().position(|&byte| byte == b'?').unwrap_or(uri.len()))
}

fn without<'u>(uri: &'u [u8], dropped: &[u8]) -> Cow<'u, [u8]> {
    uri.iter().copied().filter(|byte| !dropped.contains(byte)).collect()
}

/// Without spaces and control characters at both ends.
fn trimmed(uri: &[u8]) -> &[u8] {
    let is_kept = |byte: &u8| *byte > b' ';
    let start = uri.iter().position(is_kept).unwrap_or(uri.len());
    let end = uri.iter().rposition(is_kept).map_or(start, |last| last + 1);
    &uri[start..end]
}

/// What two JSON bodies with the same value differ in.
fn of_body(intended: &[u8], sent: &[u8]) -> Vec<Advice> {
    type Choose = fn(&mut JsonForms);
    if intended == sent {
        return Vec::new();
    }
    let forms: [(Choose, Advice); 3] = [
        (
            |forms| forms.escapes_decoded = true,
            advice!(
                "body-escapes-rewritten",
                "the JSON that was sent writes characters with other escapes than the one that was signed"
                    | "发送的 JSON 与签名的 JSON 对字符的转义方式不同",
                "Serialise once; sign and send those bytes (ensure_ascii, JSON_UNESCAPED_UNICODE and the like make other bytes)."
                    | "只序列化一次，对得到的字节签名并发送（ensure_ascii、JSON_UNESCAPED_UNICODE 等选项会产生不同的字节）。"
            ),
        ),
        (
            |forms| forms.keys_sorted = true,
            advice!(
                "body-keys-reordered",
                "the JSON that was sent has its members in another order, or some twice"
                    | "发送的 JSON 成员顺序与签名时不同，或有重复的成员",
                "Serialise once; sign and send those bytes: a map may have no order of its own."
                    | "只序列化一次，对得到的字节签名并发送；字典、Map 可能没有固定顺序。"
            ),
        ),
        (
            |forms| forms.numbers_by_value = true,
            advice!(
                "body-numbers-rewritten",
                "the JSON that was sent writes a number otherwise than the one that was signed"
                    | "发送的 JSON 与签名的 JSON 中数字的写法不同",
                "Serialise once; sign and send those bytes: 1.0, 1 and 1e0 are one number and three texts."
                    | "只序列化一次，对得到的字节签名并发送；1.0、1、1e0 数值相同但文本不同。"
            ),
        ),
    ];
    let mut subsets: Vec<u32> = (0..1 << forms.len()).collect();
    subsets.sort_by_key(|subset| subset.count_ones());
    for subset in subsets {
        let mut chosen = JsonForms::default();
        let mut named = Vec::new();
        for (index, (choose, advice)) in forms.iter().enumerate() {
            if subset >> index & 1 == 1 {
                choose(&mut chosen);
                named.push(advice.clone());
            }
        }
        let (Some(a), Some(b)) = (chosen.canonical(intended), chosen.canonical(sent)) else {
            return Vec::new();
        };
        if a == b {
            if white_space(intended) != white_space(sent) {
                named.push(advice!(
                    "body-white-space-rewritten",
                    "the JSON that was sent has other spaces and line breaks than the one that was signed"
                        | "发送的 JSON 与签名的 JSON 空格或换行不同",
                    "Serialise once; sign and send those bytes (json.dumps puts spaces behind ':' and ',', JSON.stringify does not)."
                        | "只序列化一次，对得到的字节签名并发送（json.dumps 会在“:”和“,”后加空格，JSON.stringify 不会）。"
                ));
            }
            return named;
        }
    }
    Vec::new()
}

/// The white space outside of strings, and a byte order mark.
fn white_space(body: &[u8]) -> Vec<u8> {
    let (mut is_in_string, mut is_escaped) = (false, false);
    let mut found = Vec::new();
    for (at, &byte) in body.iter().enumerate() {
        if is_in_string {
            is_in_string = is_escaped || byte != b'"';
            is_escaped = !is_escaped && byte == b'\\';
        } else if byte == b'"' {
            is_in_string = true;
        } else if b" \t\r\n\xef\xbb\xbf".contains(&byte) {
            found.push(byte);
        } else if found.last().is_none_or(|last| *last != b'|') && at > 0 {
            // Where it stands matters too.
            found.push(b'|');
        }
    }
    found
}
