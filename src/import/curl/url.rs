//! What curl makes of a URL.

use super::super::remark::Remark;
use super::super::{ImportError, Target};

/// The request target of a URL with more query behind it.
pub(super) fn target(
    url: &[u8],
    queries: &[Vec<u8>],
    is_path_as_is: bool,
    is_glob_off: bool,
    remarks: &mut Vec<Remark>,
) -> Result<Target, String> {
    let url = if is_glob_off { url.to_vec() } else { unglobbed(url)? };
    if url.iter().any(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control()) {
        return Err(
            "curl refuses a URL with a space or a control character in it; percent-encode it"
                .to_owned(),
        );
    }
    let mut target = Target::of_url(&url);
    for query in queries.iter().filter(|query| !query.is_empty()) {
        let has_query = target.uri.contains(&b'?');
        let is_open = target.uri.ends_with(b"?") || target.uri.ends_with(b"&");
        match (has_query, is_open) {
            (false, _) => target.uri.push(b'?'),
            (true, false) => target.uri.push(b'&'),
            (true, true) => {}
        }
        target.uri.extend(lower_case_escapes(query));
    }
    if !is_path_as_is {
        target.uri = without_dot_segments(&target.uri);
    }
    let end = target.uri.iter().position(|&byte| byte == b'?').unwrap_or(target.uri.len());
    if !target.uri.is_ascii() || queries.iter().any(|query| query.contains(&b'%')) {
        remarks.push(Remark::said(
            "curl encodes a part of this URL itself, and its versions differ in how; it is taken as curl 7.88 sends it \
             (escapes in lower case); look with curl -v, or encode the URL before",
            "curl 会自行编码 URL 的一部分，各版本做法不同；这里按 curl 7.88 处理（转义为小写）。可用 curl -v 查看，或先把 URL 编码好",
        ));
        let query = target.uri.split_off(end);
        for byte in std::mem::take(&mut target.uri) {
            if byte.is_ascii() {
                target.uri.push(byte);
            } else {
                target.uri.extend_from_slice(format!("%{byte:02x}").as_bytes());
            }
        }
        target.uri.extend(query);
    }
    Ok(target)
}

/// As curl 7.88 has escapes in a query that it puts together.
fn lower_case_escapes(query: &[u8]) -> Vec<u8> {
    let mut query = query.to_vec();
    let mut at = 0;
    while at + 2 < query.len() {
        if query[at] == b'%' && query[at + 1..at + 3].iter().all(u8::is_ascii_hexdigit) {
            query[at + 1..at + 3].make_ascii_lowercase();
        }
        at += 1;
    }
    query
}

/// curl takes `{a,b}` and `[1-9]` in a URL as lists unless `-g` is given.
fn unglobbed(url: &[u8]) -> Result<Vec<u8>, String> {
    const ADVICE: &str = "give -g to have it sent as it is, or one URL";
    let mut bare = Vec::with_capacity(url.len());
    let mut rest = url;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'{' => {
                let end = after.iter().position(|&byte| byte == b'}');
                let end =
                    end.ok_or_else(|| format!("curl wants a }} for the {{ in the URL; {ADVICE}"))?;
                let list = &after[..end];
                if list.is_empty() || list.contains(&b',') || list.contains(&b'{') {
                    return Err(format!("curl takes {{…}} in a URL as a list; {ADVICE}"));
                }
                bare.extend_from_slice(list);
                rest = &after[end + 1..];
            }
            b'}' => return Err(format!("curl refuses a }} without a {{ in a URL; {ADVICE}")),
            b'[' if !after.starts_with(b"]") => {
                return Err(format!("curl takes [ in a URL as the start of a range; {ADVICE}"));
            }
            b'[' => {
                bare.extend_from_slice(b"[]");
                rest = &after[1..];
            }
            b']' => return Err(format!("curl refuses a ] without a [ in a URL; {ADVICE}")),
            b'\\' if after.first().is_some_and(|byte| b"{}[]".contains(byte)) => {
                bare.push(after[0]);
                rest = &after[1..];
            }
            _ => bare.push(first),
        }
    }
    Ok(bare)
}

fn without_dot_segments(uri: &[u8]) -> Vec<u8> {
    let end = uri.iter().position(|&byte| byte == b'?').unwrap_or(uri.len());
    let (path, query) = uri.split_at(end);
    let segments: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
    let mut kept: Vec<&[u8]> = Vec::new();
    let last = segments.len() - 1;
    for (index, &segment) in segments.iter().enumerate() {
        match segment {
            b"." | b".." => {
                if segment == b".." && kept.len() > 1 {
                    kept.pop();
                }
                // What ends in a dot segment ends in a slash.
                if index == last {
                    kept.push(b"");
                }
            }
            _ => kept.push(segment),
        }
    }
    let mut uri = kept.join(&b'/');
    uri.extend_from_slice(query);
    uri
}

type NamedFile<'f> = dyn FnMut(&[u8]) -> Result<Vec<u8>, ImportError> + 'f;

/// `content`, `=content`, `name=content`, `@file` or `name@file`: the name as
/// it is, the content encoded as in a form.
pub(super) fn data_url_encoded(
    value: &[u8],
    file: &mut NamedFile<'_>,
) -> Result<Vec<u8>, ImportError> {
    let mark = value.iter().position(|byte| b"=@".contains(byte));
    let (name, content) = match mark {
        None => (&b""[..], value.to_vec()),
        Some(at) if value[at] == b'=' => (&value[..at], value[at + 1..].to_vec()),
        Some(at) => (&value[..at], file(&value[at + 1..])?),
    };
    let mut encoded = name.to_vec();
    if !name.is_empty() {
        encoded.push(b'=');
    }
    for byte in content {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(byte);
            }
            b' ' => encoded.push(b'+'),
            _ => encoded.extend_from_slice(format!("%{byte:02X}").as_bytes()),
        }
    }
    Ok(encoded)
}
