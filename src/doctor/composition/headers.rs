//! What can have been signed as the line of headers.

use super::layout::{self, Part};
use super::piece::{Pieces, Step};
use super::step;
use crate::credentials::Credentials;
use crate::recipe::{HeaderStringChoice, bytes_decoded};
use crate::request::{Request, header};

pub(super) fn pieces(request: &Request<'_>, credentials: &Credentials) -> Pieces {
    let value = |name: &str| request.header_value(name).unwrap_or_default();
    let (key, nonce, timestamp) =
        (value(header::KEY), value(header::NONCE), value(header::TIMESTAMP));
    let line = |key: &[u8], nonce: &[u8], timestamp: &[u8]| {
        [b"X-TC-Key=", key, b"&X-TC-Nonce=", nonce, b"&X-TC-Timestamp=", timestamp].concat()
    };
    let mut pieces = Pieces::start(line(key, nonce, timestamp));
    for choice in HeaderStringChoice::ALL {
        pieces.known(choice.apply(request, credentials), choice.mistake());
    }
    let mut stamped = |text: Vec<u8>, cost: f32, mistake| {
        let step = Step::with(mistake, &text, timestamp);
        pieces.add(line(key, nonce, &text), cost, step);
    };
    let fraction = |digits: String| [timestamp, b".", digits.as_bytes()].concat();
    stamped(fraction("0".to_owned()), 3.0, &step::TIMESTAMP_FRACTION);
    for tenth in 1..10 {
        stamped(fraction(tenth.to_string()), 4.5, &step::TIMESTAMP_FRACTION);
    }
    for hundredth in 0..100 {
        stamped(fraction(format!("{hundredth:02}")), 4.8, &step::TIMESTAMP_FRACTION);
    }
    for thousandth in 0..1000 {
        stamped(fraction(format!("{thousandth:03}")), 5.2, &step::TIMESTAMP_FRACTION);
    }
    if let Some(seconds) = str::from_utf8(timestamp).ok().and_then(|text| text.parse::<i64>().ok())
    {
        // A Date's text is of the signer's zone; the usual ones.
        for text in dates(seconds) {
            stamped(text.into_bytes(), 4.6, &step::TIMESTAMP_FRACTION);
        }
        for hours in -14..=14_i64 {
            if hours != 0 {
                let cost = if hours.abs() == 8 { 3.6 } else { 5.0 };
                stamped(
                    (seconds + hours * 3600).to_string().into_bytes(),
                    cost,
                    &step::TIMESTAMP_HOURS,
                );
            }
        }
        #[allow(clippy::cast_precision_loss)]
        for text in exponents(seconds as f64) {
            stamped(text.into_bytes(), 5.0, &step::TIMESTAMP_FRACTION);
        }
        stamped((seconds / 1000).to_string().into_bytes(), 5.0, &step::TIMESTAMP_FRACTION);
    }
    // Whole seconds were signed, and a clock's fraction was sent.
    if let Some(point) = timestamp.iter().position(|&byte| byte == b'.') {
        stamped(timestamp[..point].to_vec(), 1.6, &step::TIMESTAMP_FRACTION_SENT);
    }
    for text in framed(timestamp) {
        stamped(text, 5.0, &step::TIMESTAMP_FRACTION);
    }
    for (index, mark) in [
        "\u{200b}", "\u{a0}", "\u{feff}", "\u{3000}", " ", "\n", "\r\n", "\t", "\u{200e}", "\r",
        "\u{200c}", "\u{200d}", "\u{2060}", "\u{202f}", "\u{200f}", "\0", "\"", "'",
    ]
    .iter()
    .enumerate()
    {
        #[allow(clippy::cast_precision_loss)]
        let cost = 4.0 + index as f32 * 0.1;
        let mark = mark.as_bytes();
        for id in [[key, mark].concat(), [mark, key].concat(), [mark, key, mark].concat()] {
            let step = Step::with(&step::ID_INVISIBLE, &id, key);
            pieces.add(line(&id, nonce, timestamp), cost, step);
        }
        for nonce_marked in [[nonce, mark].concat(), [mark, nonce].concat()] {
            pieces.add(
                line(key, &nonce_marked, timestamp),
                cost + 2.0,
                Step::with(&step::ID_INVISIBLE, &nonce_marked, nonce),
            );
        }
    }
    ids(key, |id| line(id, nonce, timestamp), &mut pieces);
    for (text, cost) in nonces(nonce) {
        let step = Step::with(&step::NONCE_PARSED, &text, nonce);
        pieces.add(line(key, &text, timestamp), cost, step);
    }
    templates(&[key, nonce, timestamp], &line, &mut pieces);
    // What the client put around the values, taken off again.
    for unwrap in [unquoted, unlisted, unended, unescaped, unnamed] {
        let bare = [key, nonce, timestamp].map(unwrap);
        if bare != [key, nonce, timestamp].map(<[u8]>::to_vec) {
            let [key, nonce, timestamp] = &bare;
            pieces.shown(line(key, nonce, timestamp), 1.2, &step::VALUES_BENT);
        }
    }
    for [key, nonce, timestamp] in
        [[key, timestamp, nonce], [nonce, key, timestamp], [timestamp, nonce, key]]
    {
        pieces.shown(line(key, nonce, timestamp), 3.0, &step::VALUES_SWAPPED);
    }
    forms(key, nonce, timestamp, &mut pieces);
    // What the account is, where another id was sent.
    let own = credentials.secret_id().as_bytes();
    if own != key && !key.is_empty() {
        let step = Step::with(&step::CREDENTIALS_OTHER, own, key);
        pieces.add(line(own, nonce, timestamp), 2.5, step);
    }
    pieces
}

/// The SecretId in another case, or not there yet when it was signed.
fn ids(key: &[u8], line: impl Fn(&[u8]) -> Vec<u8>, pieces: &mut Pieces) {
    for (id, cost) in [
        (key.to_ascii_lowercase(), 4.6),
        (key.to_ascii_uppercase(), 4.8),
        (Vec::new(), 4.6),
        (b"undefined".to_vec(), 4.8),
        (b"null".to_vec(), 4.8),
        (b"None".to_vec(), 4.8),
        (b"nil".to_vec(), 5.2),
    ] {
        let step = Step::with(&step::ID_WRITTEN, &id, key);
        pieces.add(line(&id), cost, step);
    }
}

/// A second in the texts that languages make of a date, in UTC and in China's
/// time.
fn dates(seconds: i64) -> Vec<String> {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    if !(0..253_402_300_800).contains(&seconds) {
        return Vec::new();
    }
    let mut all = Vec::new();
    for (offset, zone, java) in [(0_i64, "+0000", "UTC"), (8 * 3600, "+0800", "CST")] {
        let local = seconds + offset;
        let (days, rest) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
        let (year, month, day) = civil(days);
        let week_day = DAYS[usize::try_from(days.rem_euclid(7)).unwrap_or_default()];
        let month_name = MONTHS[usize::try_from(month - 1).unwrap_or_default()];
        let clock = format!("{hour:02}:{minute:02}:{second:02}");
        all.extend([
            format!("{week_day} {month_name} {day:02} {year} {clock} GMT{zone} (Coordinated Universal Time)"),
            format!("{week_day} {month_name} {day:02} {year} {clock} GMT{zone} (China Standard Time)"),
            format!("{week_day} {month_name} {day:02} {year} {clock} GMT{zone} (中国标准时间)"),
            format!("{week_day} {month_name} {day:02} {clock} {java} {year}"),
            format!("{week_day}, {day:02} {month_name} {year} {clock} GMT"),
            format!("{year}-{month:02}-{day:02} {clock}"),
            format!("{year}-{month:02}-{day:02}T{clock}"),
            format!("{year}-{month:02}-{day:02}T{clock}Z"),
            format!("{year}-{month:02}-{day:02}T{clock}.000Z"),
            format!("{year}{month:02}{day:02}{hour:02}{minute:02}{second:02}"),
            format!("{year}-{month:02}-{day:02}"),
        ]);
    }
    all
}

/// Days since 1970 as a date (the proleptic Gregorian calendar, by eras of 400
/// years).
pub(super) fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// A number as the printers of languages write it with an exponent.
fn exponents(number: f64) -> Vec<String> {
    let mut all = Vec::new();
    let shortest = format!("{number:e}");
    let fixed = [6, 8, 9, 12, 13, 14].map(|digits| format!("{number:.digits$e}"));
    for text in [shortest].into_iter().chain(fixed) {
        let Some((mantissa, exponent)) = text.split_once('e') else { continue };
        for letter in ["E", "e"] {
            for sign in ["", "+", "+0"] {
                all.push(format!("{mantissa}{letter}{sign}{exponent}"));
            }
        }
    }
    all
}

/// A value with what printers and shells put around it.
fn framed(value: &[u8]) -> Vec<Vec<u8>> {
    [
        ("\"", "\""),
        ("'", "'"),
        ("[", "]"),
        ("", "\n"),
        ("", "\r\n"),
        ("", " "),
        (" ", ""),
        ("", "L"),
        ("", "s"),
        ("", ","),
        ("('", "',)"),
        ("['", "']"),
    ]
    .into_iter()
    .map(|(open, close)| [open.as_bytes(), value, close.as_bytes()].concat())
    .collect()
}

/// A nonce in the forms that numbers and their printers give it.
fn nonces(nonce: &[u8]) -> Vec<(Vec<u8>, f32)> {
    let mut all = vec![
        ([b"\"", nonce, b"\""].concat(), 4.6),
        ([b"[", nonce, b"]"].concat(), 5.0),
        (b"undefined".to_vec(), 5.0),
        (b"None".to_vec(), 5.2),
        (b"null".to_vec(), 5.2),
        (Vec::new(), 5.0),
    ];
    if let Some(number) = str::from_utf8(nonce).ok().and_then(|text| text.parse::<u128>().ok()) {
        let low = number.to_le_bytes();
        let word = u32::from_le_bytes([low[0], low[1], low[2], low[3]]);
        let long =
            u64::from_le_bytes([low[0], low[1], low[2], low[3], low[4], low[5], low[6], low[7]]);
        #[allow(clippy::cast_precision_loss)]
        let float = number as f64;
        all.extend(
            [
                (word.to_string(), 4.4),
                (word.cast_signed().to_string(), 4.2),
                (long.cast_signed().to_string(), 4.6),
                (format!("{float:.0}"), 4.2),
                (format!("{float:.1}"), 4.6),
                (format!("{float:e}").replacen('e', "e+", 1), 5.0),
                (format!("{float:E}").replacen('E', "E+", 1), 5.0),
                (exponent(float, 6).replacen('E', "e+", 1), 5.0),
                (exponent(float, 13).replacen('E', "E+", 1), 5.2),
                (format!("{number:x}"), 5.2),
                (format!("{number:020}"), 5.4),
                (grouped(&number.to_string()), 5.0),
            ]
            .map(|(text, cost)| (text.into_bytes(), cost)),
        );
    }
    all
}

/// With so many digits behind the point, and two in the exponent at least.
fn exponent(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$E}");
    match text.split_once('E') {
        Some((mantissa, exponent)) if exponent.len() < 2 => format!("{mantissa}E0{exponent}"),
        _ => text,
    }
}

/// With a comma between thousands.
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A template's name in the place of one value, or of all.
fn templates(
    values: &[&[u8]; 3],
    line: &impl Fn(&[u8], &[u8], &[u8]) -> Vec<u8>,
    pieces: &mut Pieces,
) {
    const NAMES: [&[&str]; 3] = [
        &["secretId", "SecretId", "secret_id", "key", "X-TC-Key", "SECRET_ID"],
        &["nonce", "$randomInt", "Nonce", "X-TC-Nonce", "$guid"],
        &["timestamp", "$timestamp", "Timestamp", "X-TC-Timestamp"],
    ];
    for (rank, (open, close)) in
        [("{{", "}}"), ("${", "}"), ("{", "}"), ("<", ">"), ("#{", "}")].into_iter().enumerate()
    {
        #[allow(clippy::cast_precision_loss)]
        let cost = 4.2 + rank as f32 * 0.4;
        let framed = |name: &str| format!("{open}{name}{close}").into_bytes();
        for (place, names) in NAMES.iter().enumerate() {
            for name in *names {
                let name = framed(name);
                let mut filled = *values;
                filled[place] = &name;
                let step = Step::with(&step::PLACEHOLDER, &name, values[place]);
                pieces.add(line(filled[0], filled[1], filled[2]), cost, step);
            }
        }
        for at in 0..4 {
            let names = NAMES.map(|names| framed(names[at]));
            pieces.shown(line(&names[0], &names[1], &names[2]), cost + 0.6, &step::PLACEHOLDER);
        }
    }
}

fn between<'v>(value: &'v [u8], open: &[u8], close: &[u8]) -> &'v [u8] {
    value.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).unwrap_or(value)
}

fn unquoted(value: &[u8]) -> Vec<u8> {
    between(between(value, b"\"", b"\""), b"'", b"'").to_vec()
}

fn unlisted(value: &[u8]) -> Vec<u8> {
    let inner = between(between(value, b"[", b"]"), b"(", b")");
    unquoted(inner.strip_suffix(b",").unwrap_or(inner))
}

fn unended(value: &[u8]) -> Vec<u8> {
    let bare = value.strip_suffix(b"\\n").or_else(|| value.strip_suffix(b"\\r\\n"));
    bare.unwrap_or_else(|| {
        value.strip_suffix(b",").or_else(|| value.strip_suffix(b";")).unwrap_or(value)
    })
    .to_vec()
}

fn unescaped(value: &[u8]) -> Vec<u8> {
    bytes_decoded(value)
}

fn unnamed(value: &[u8]) -> Vec<u8> {
    let end = value.iter().position(|&byte| byte == b':' || byte == b'=');
    let is_name = |name: &[u8]| {
        !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'-')
    };
    match end {
        Some(end) if is_name(&value[..end]) && !value[end + 1..].is_empty() => {
            value[end + 1..].trim_ascii().to_vec()
        }
        _ => value.to_vec(),
    }
}

/// The line of headers in forms of other APIs.
fn forms(key: &[u8], nonce: &[u8], timestamp: &[u8], pieces: &mut Pieces) {
    let json = [
        b"{\"X-TC-Key\":\"",
        key,
        b"\",\"X-TC-Nonce\":\"",
        nonce,
        b"\",\"X-TC-Timestamp\":\"",
        timestamp,
        b"\"}",
    ]
    .concat();
    let values = [key, nonce, timestamp];
    for (text, cost) in [
        (json, 4.6),
        (values.join(&b'&'), 4.4),
        (values.join(&b'\n'), 4.0),
        (values.concat(), 4.6),
        (b"x-tc-key;x-tc-nonce;x-tc-timestamp".to_vec(), 4.8),
    ] {
        pieces.shown(text, cost, &step::HEADERS_WRITTEN);
    }
    for lines in
        layout::lines().iter().take_while(|lines| lines.cost() <= layout::MOST_IN_FOUR_LINES)
    {
        let Some(text) = lines.write(|part| match part {
            Part::Key => Some(key),
            Part::Nonce => Some(nonce),
            Part::Timestamp => Some(timestamp),
            Part::AppId | Part::SdkId | Part::Method | Part::Uri => None,
        }) else {
            continue;
        };
        pieces.shown([&text[..], b"\n"].concat(), 4.4 + lines.cost(), &step::HEADERS_WRITTEN);
        pieces.shown(text, 3.0 + lines.cost(), &step::HEADERS_WRITTEN);
    }
}
