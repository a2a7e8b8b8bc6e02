//! Callbacks in logs and prints: the four values, wherever they stand.

use crate::callback::name;
use crate::request::Request;

/// The callback that a text shows in any form: a log, a print, an object.
///
/// Names are found in any case, with anything of quotes, colons, arrows and
/// blanks between them and their values. `check_str` makes a URL check, and
/// `data` an event.
pub fn callback_in(text: &str) -> Option<Request<'static>> {
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let is_hex = |byte: u8| byte.is_ascii_hexdigit();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric();
    let timestamp =
        values_of(text, name::TIMESTAMP, is_digit).find(|value| matches!(value.len(), 10 | 13))?;
    let nonce = values_of(text, name::NONCE, is_word).find(|value| !value.is_empty())?;
    let signature = values_of(text, name::SIGNATURE, is_hex).find(|value| value.len() == 40)?;
    let is_escaped = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=%\\".contains(&byte);
    let longest = |name| {
        // The name is a common word: what follows it elsewhere is short.
        values_of(text, name, is_escaped).max_by_key(|value| value.len()).filter(|v| v.len() >= 4)
    };
    let request = if let Some(check_str) = longest(name::CHECK_STR) {
        let escaped = if check_str.contains('%') {
            check_str.to_owned()
        } else {
            check_str.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
        };
        Request::new("GET", &format!("/?{}={escaped}", name::CHECK_STR)).into_owned()
    } else {
        let data = longest(name::DATA)?.replace("\\/", "/");
        let data = data.trim_end_matches('\\');
        let body = format!("{{\"{}\":\"{data}\"}}", name::DATA);
        Request::new("POST", "/").body(&body).into_owned()
    };
    let request = request.header(name::TIMESTAMP, timestamp).header(name::NONCE, nonce);
    Some(request.header(name::SIGNATURE, signature).into_owned())
}

/// What stands behind each occurrence of a name, as far as it can be a value.
fn values_of<'t>(
    text: &'t str,
    name: &'static str,
    is_value: impl Fn(u8) -> bool + 't,
) -> impl Iterator<Item = &'t str> {
    let bytes = text.as_bytes();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (0..bytes.len()).filter_map(move |start| {
        let end = start + name.len();
        let found = bytes.get(start..end)?;
        let is_whole = (start == 0 || !is_name(bytes[start - 1]))
            && bytes.get(end).is_some_and(|b| !is_name(*b));
        if !is_whole || !found.eq_ignore_ascii_case(name.as_bytes()) {
            return None;
        }
        let between =
            bytes[end..].iter().take_while(|byte| b" \t\"':=->\\,[({".contains(byte)).count();
        let value = end + between;
        let length = bytes[value..].iter().take_while(|byte| is_value(**byte)).count();
        // Values are ASCII.
        text.get(value..value + length)
    })
}

#[cfg(test)]
mod tests {
    use super::callback_in;
    use crate::callback::Callback;

    const TOKEN: &str = "tmsigTestToken00000000002";
    const KEY: &str = "scC9uvsO7a5M8JIhAfs0StpKgUYIDywF1sQpzjPd6N4";

    #[test]
    fn the_four_values_are_found_in_logs_and_objects() {
        let callback = Callback::new(TOKEN, Some(KEY)).unwrap();
        let json = r#"{"event":"meeting.end","trace_id":"1","payload":[{}]}"#;
        let event = callback.seal_event("/", "1735689600123", "73910264", json);
        let check = callback.seal_url_check("/", "1735689600123", "73910264", "tmsig");
        for request in [event, check] {
            let header = |name| str::from_utf8(request.header_value(name).unwrap()).unwrap();
            let signature = header("signature");
            let target = str::from_utf8(request.uri_bytes()).unwrap();
            let body = str::from_utf8(request.body_bytes()).unwrap();
            let escaped = body.replace('/', "\\/");
            let quoted = body.replace('"', "\\\"");
            for text in [
                format!(
                    "INFO - Timestamp: 1735689600123\nINFO - nonce=73910264\nINFO signature -> {signature}\n{target} {body}"
                ),
                format!(
                    "{{'timestamp': '1735689600123', 'nonce': '73910264', 'signature': '{signature}'}} {target} {escaped}"
                ),
                format!(
                    "data received at timestamp 5; {target} headers {{timestamp=[1735689600123], nonce=[73910264], signature=[{signature}]}} \"{quoted}\""
                ),
            ] {
                let found = callback_in(&text).unwrap_or_else(|| panic!("{text}"));
                assert!(callback.open(&found).is_ok(), "{text}\n{found:?}");
            }
        }
    }

    #[test]
    fn what_shows_no_callback_is_none() {
        for text in ["", "timestamp", "timestamp: 1735689600123", "data: eyJh nonce: 1 会议"] {
            assert_eq!(callback_in(text), None, "{text}");
        }
    }
}
