//! JSON values compared as what they say: numbers as exact decimals.

use std::collections::BTreeMap;

use crate::recipe::json::Value;

/// Where two values differ, as a path like `members[2].userid`; `None` if they
/// say the same. `asked` and `sent` are JSON texts.
pub(super) fn difference(asked: &Value<'_>, sent: &Value<'_>) -> Option<String> {
    differ(asked, sent, &mut String::new())
}

fn differ(asked: &Value<'_>, sent: &Value<'_>, path: &mut String) -> Option<String> {
    match (asked, sent) {
        (Value::Null, Value::Null) => None,
        (Value::Bool(asked), Value::Bool(sent)) if asked == sent => None,
        (Value::Number(asked), Value::Number(sent)) => {
            if Decimal::parse(asked) == Decimal::parse(sent) {
                return None;
            }
            Some(here(path, format!("is {} and not {}", shown(sent), shown(asked))))
        }
        (Value::String(asked), Value::String(sent)) => {
            let (asked, sent) = (asked.bytes(), sent.bytes());
            if asked == sent {
                return None;
            }
            let at = crate::visible::first_difference(&asked, &sent).unwrap_or_default();
            let around = |bytes: &[u8]| crate::visible::Visible(bytes).around(at, 60);
            Some(here(path, format!("is {} and not {}", around(&sent), around(&asked))))
        }
        (Value::Array(asked), Value::Array(sent)) => {
            if asked.len() != sent.len() {
                return Some(here(
                    path,
                    format!("has {} elements and not {}", sent.len(), asked.len()),
                ));
            }
            asked.iter().zip(sent).enumerate().find_map(|(index, (asked, sent))| {
                within(path, &format!("[{index}]"), |path| differ(asked, sent, path))
            })
        }
        (Value::Object(asked), Value::Object(sent)) => {
            let sent_members: BTreeMap<_, _> =
                sent.iter().map(|(name, value)| (name.bytes(), value)).collect();
            for (name, value) in asked {
                let name = name.bytes();
                let text = String::from_utf8_lossy(&name).into_owned();
                let Some(sent) = sent_members.get(&name) else {
                    return Some(here(path, format!("lacks the member {text:?}")));
                };
                let step = if path.is_empty() { text } else { format!(".{text}") };
                let found = within(path, &step, |path| differ(value, sent, path));
                if found.is_some() {
                    return found;
                }
            }
            if asked.len() == sent.len() {
                return None;
            }
            Some(here(path, format!("has {} members and not {}", sent.len(), asked.len())))
        }
        _ => Some(here(path, format!("is {} and not {}", kind(sent), kind(asked)))),
    }
}

fn here(path: &str, what: impl std::fmt::Display) -> String {
    format!("{} {what}", if path.is_empty() { "the value" } else { path })
}

fn within<T>(path: &mut String, step: &str, look: impl FnOnce(&mut String) -> T) -> T {
    let length = path.len();
    path.push_str(step);
    let found = look(path);
    path.truncate(length);
    found
}

fn shown(number: &str) -> String {
    crate::visible::Visible(number.as_bytes()).around(0, 60).trim_matches('"').to_owned()
}

fn kind(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A number by the grammar of JSON as `digits` × 10^`exponent`, with no zero at
/// either end of the digits; zero has none, and no sign.
#[derive(Debug, PartialEq, Eq)]
struct Decimal<'n> {
    is_negative: bool,
    digits: String,
    exponent: i128,
    /// An exponent that nobody means, as it is written.
    beyond: Option<&'n str>,
}

impl<'n> Decimal<'n> {
    fn parse(number: &'n str) -> Self {
        let (is_negative, text) = match number.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, number),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = [whole, fraction].concat();
        let kept = all.trim_start_matches('0').trim_end_matches('0').to_owned();
        if kept.is_empty() {
            return Self { is_negative: false, digits: kept, exponent: 0, beyond: None };
        }
        let trailing = all.len() - all.trim_end_matches('0').len();
        let shift = |exponent: i64| {
            i128::from(exponent) + i128::try_from(trailing).unwrap_or_default()
                - i128::try_from(fraction.len()).unwrap_or_default()
        };
        match exponent.parse() {
            Ok(exponent) => {
                Self { is_negative, digits: kept, exponent: shift(exponent), beyond: None }
            }
            Err(_) => Self { is_negative, digits: kept, exponent: 0, beyond: Some(text) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, difference};
    use crate::recipe::json::parse;

    #[test]
    fn what_a_client_adds_or_leaves_out_is_a_difference() {
        let differ = |asked: &str, sent: &str| {
            let [asked, sent] = [asked, sent].map(|text| parse(text.as_bytes()).unwrap());
            difference(&asked, &sent)
        };
        for (less, more) in [
            (r#"{"a":1}"#, r#"{"a":1,"b":null}"#),
            ("{}", r#"{"a":1}"#),
            ("[1]", "[1,1]"),
            ("[]", "[null]"),
            (r#"{"a":{"b":[]}}"#, r#"{"a":{"b":[{}]}}"#),
            (r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":1,"c":2}]}"#),
        ] {
            assert_eq!(differ(less, less), None, "{less}");
            assert_eq!(differ(more, more), None, "{more}");
            assert!(differ(less, more).is_some(), "{more} where {less} was asked for");
            assert!(differ(more, less).is_some(), "{less} where {more} was asked for");
        }
    }

    #[test]
    fn numbers_are_equal_as_exact_decimals() {
        for (a, b) in [
            ("1e3", "1000"),
            ("1.50", "1.5"),
            ("0.001", "1E-3"),
            ("-0", "0.0e7"),
            ("100", "1e+2"),
            ("12300", "123e2"),
        ] {
            assert_eq!(Decimal::parse(a), Decimal::parse(b), "{a} {b}");
        }
        for (a, b) in [
            ("9007199254740993", "9007199254740992"),
            ("1", "-1"),
            ("0.1", "0.10000000000000001"),
            ("1e400", "1e401"),
            ("1e99999999999999999999", "1e99999999999999999998"),
        ] {
            assert_ne!(Decimal::parse(a), Decimal::parse(b), "{a} {b}");
        }
    }
}
