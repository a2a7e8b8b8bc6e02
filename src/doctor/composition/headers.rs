//! What can have been signed as the line of headers.

use super::piece::{Pieces, Step};
use super::step;
use crate::credentials::Credentials;
use crate::recipe::HeaderStringChoice;
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
        let scientific = format!("{:e}", {
            #[allow(clippy::cast_precision_loss)]
            let seconds = seconds as f64;
            seconds
        });
        let scientific = scientific.replacen('e', "E", 1);
        stamped(scientific.clone().into_bytes(), 5.0, &step::TIMESTAMP_FRACTION);
        stamped(scientific.replacen('E', "E+", 1).into_bytes(), 5.2, &step::TIMESTAMP_FRACTION);
        stamped(scientific.replacen('E', "e+", 1).into_bytes(), 5.2, &step::TIMESTAMP_FRACTION);
        stamped((seconds / 1000).to_string().into_bytes(), 5.0, &step::TIMESTAMP_FRACTION);
    }
    for (index, mark) in
        ["\u{200b}", "\u{a0}", "\u{feff}", "\u{3000}", " ", "\n", "\t", "\u{200e}", "\r"]
            .iter()
            .enumerate()
    {
        #[allow(clippy::cast_precision_loss)]
        let cost = 4.0 + index as f32 * 0.1;
        let mark = mark.as_bytes();
        for id in [[key, mark].concat(), [mark, key].concat()] {
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
    // What the account is, where another id was sent.
    let own = credentials.secret_id().as_bytes();
    if own != key && !key.is_empty() {
        let step = Step::with(&step::CREDENTIALS_OTHER, own, key);
        pieces.add(line(own, nonce, timestamp), 2.5, step);
    }
    pieces
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
fn civil(days: i64) -> (i64, i64, i64) {
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
