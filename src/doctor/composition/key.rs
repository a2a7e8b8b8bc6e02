//! What can have been the key.

use sha2::{Digest as _, Sha256};

use super::piece::{Pieces, Step};
use super::step;
use crate::credentials::Credentials;
use crate::recipe::KeyChoice;

/// Characters that a copy brings along and nobody sees.
const INVISIBLE: [&str; 16] = [
    "\u{200b}", "\u{a0}", "\u{feff}", "\u{3000}", "\u{200e}", " ", "\n", "\t", "\r\n", "\r", "\0",
    "\u{200c}", "\u{200d}", "\u{2060}", "\u{202f}", "\u{200f}",
];

pub(super) fn pieces(credentials: &Credentials) -> Pieces {
    let secret = credentials.expose_secret_key().to_vec();
    let mut pieces = Pieces::start(secret.clone());
    for choice in KeyChoice::ALL.iter().filter(|choice| !choice.swaps_with_message()) {
        pieces.known(choice.apply(credentials), choice.mistake());
    }
    let add = |pieces: &mut Pieces, key: Vec<u8>, cost: f32, mistake| {
        // What a key became is no text to show.
        pieces.add(key, cost, Step::of(mistake));
    };
    for (index, invisible) in INVISIBLE.iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let cost = 3.0 + index as f32 * 0.15;
        let mark = invisible.as_bytes();
        add(&mut pieces, [&secret, mark].concat(), cost, &step::KEY_INVISIBLE);
        add(&mut pieces, [mark, &secret].concat(), cost + 0.5, &step::KEY_INVISIBLE);
        add(&mut pieces, [mark, &secret, mark].concat(), cost + 1.5, &step::KEY_INVISIBLE);
    }
    if let Ok(text) = str::from_utf8(&secret) {
        let trimmed = text.trim_matches(|letter: char| {
            letter.is_whitespace() || INVISIBLE.iter().any(|mark| mark.starts_with(letter))
        });
        add(&mut pieces, trimmed.as_bytes().to_vec(), 2.5, &step::KEY_INVISIBLE);
    }
    for (index, parsed) in parsed_as_hex(&secret).into_iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        add(&mut pieces, parsed, 4.0 + index as f32 * 0.2, &step::KEY_PARSED);
    }
    let id = credentials.secret_id().as_bytes();
    for (key, cost) in [
        ([b"AWS4", &secret[..]].concat(), 6.5),
        ([&secret, b"=".as_slice()].concat(), 6.5),
        ([&secret[..], b";"].concat(), 6.0),
        ([&secret[..], b","].concat(), 6.0),
        ([&secret[..], id].concat(), 5.5),
        ([id, b"&", &secret[..]].concat(), 5.5),
        ([&secret[..], &secret[..]].concat(), 7.0),
        ([b"`", &secret[..], b"`"].concat(), 6.0),
        ([b"\"", &secret[..]].concat(), 6.5),
        ([&secret[..], b"\""].concat(), 6.5),
        ([b"<", &secret[..], b">"].concat(), 6.5),
        ([b"{{", &secret[..], b"}}"].concat(), 7.0),
        ([b"SecretKey=", &secret[..]].concat(), 7.0),
        (secret.iter().rev().copied().collect(), 7.5),
        (b"undefined".to_vec(), 5.0),
        (b"[object Object]".to_vec(), 6.5),
        (b"SecretKey".to_vec(), 5.0),
        (b"secretKey".to_vec(), 5.5),
        (b"{{SecretKey}}".to_vec(), 5.5),
        (b"{{secretKey}}".to_vec(), 5.5),
        (b"${SECRET_KEY}".to_vec(), 6.0),
        (b"your_secret_key".to_vec(), 6.0),
    ] {
        add(&mut pieces, key, cost, &step::KEY_NOT_OWN);
    }
    // Through an encoder that keys are not for.
    let utf_16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        String::from_utf8_lossy(&secret).encode_utf16().flat_map(to_bytes).collect()
    };
    add(&mut pieces, utf_16(u16::to_le_bytes), 4.6, &step::KEY_NOT_OWN);
    add(&mut pieces, utf_16(u16::to_be_bytes), 5.0, &step::KEY_NOT_OWN);
    add(&mut pieces, Sha256::digest(&secret).to_vec(), 5.0, &step::KEY_NOT_OWN);
    // A field of a table or a form that is too short.
    for length in [8_usize, 10, 15, 16, 20, 24, 30, 31, 32, 36, 40, 45, 48, 50, 64] {
        if length < secret.len() {
            add(&mut pieces, secret[..length].to_vec(), 6.0, &step::KEY_NOT_OWN);
        }
    }
    if secret.len() > 1 {
        add(&mut pieces, secret[..secret.len() - 1].to_vec(), 5.0, &step::KEY_NOT_OWN);
        add(&mut pieces, secret[1..].to_vec(), 5.0, &step::KEY_NOT_OWN);
    }
    pieces
}

/// What parsers of hexadecimal digits make of a text that is none.
fn parsed_as_hex(secret: &[u8]) -> Vec<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = secret.chunks(2);
    // Node stops at the first pair that is none.
    let stops = pairs
        .clone()
        .map_while(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect();
    // parseInt reads the digits in front; none are 0.
    let parse_int = |pair: &[u8]| match pair {
        [high, low] => match (digit(*high), digit(*low)) {
            (Some(high), Some(low)) => high << 4 | low,
            (Some(high), None) => high,
            _ => 0,
        },
        [only] => digit(*only).unwrap_or(0),
        _ => 0,
    };
    let zeros: Vec<u8> = pairs.clone().map(parse_int).collect();
    // Pairs that are no digits as a whole.
    let whole = |pair: &[u8]| match pair {
        [high, low] => digit(*high).zip(digit(*low)).map_or(0, |(high, low)| high << 4 | low),
        _ => 0,
    };
    let whole_pairs: Vec<u8> = pairs.clone().filter(|pair| pair.len() == 2).map(whole).collect();
    let zeros_of_pairs: Vec<u8> =
        pairs.clone().filter(|pair| pair.len() == 2).map(parse_int).collect();
    // CryptoJS: two digits a byte, half a byte at the end of an odd text.
    let crypto_js: Vec<u8> = {
        let mut bytes = vec![0_u8; secret.len().div_ceil(2)];
        for (index, pair) in pairs.clone().enumerate() {
            bytes[index] |= parse_int(pair);
        }
        if secret.len() % 2 == 1 {
            // The last digit is read as a whole byte, then cut to its half.
            let last = bytes.len() - 1;
            bytes[last] &= 0xf0;
        }
        bytes
    };
    let digits: Vec<u8> = secret.iter().copied().filter_map(digit).collect();
    let packed = |digits: &[u8]| -> Vec<u8> {
        digits.chunks(2).filter(|pair| pair.len() == 2).map(|pair| pair[0] << 4 | pair[1]).collect()
    };
    let odd = [&[0], &digits[..]].concat();
    let padded = [&digits[..], &[0]].concat();
    // Java's Character.digit gives -1 for what is no digit.
    let signed: Vec<u8> = secret
        .chunks(2)
        .filter(|pair| pair.len() == 2)
        .map(|pair| {
            let value = |byte: u8| digit(byte).map_or(-1_i32, i32::from);
            ((value(pair[0]) << 4) + value(pair[1])).to_le_bytes()[0]
        })
        .collect();
    let skipped_pairs: Vec<u8> = pairs
        .filter_map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect();
    // Perl and PHP take the low bits of letters that are no digits.
    let pack = |byte: u8| {
        if byte.is_ascii_alphabetic() { ((byte & 7) + 9) & 15 } else { byte & 15 }
    };
    let perl: Vec<u8> = secret
        .chunks(2)
        .map(|pair| pack(pair[0]) << 4 | pair.get(1).map_or(0, |&low| pack(low)))
        .collect();
    vec![
        crypto_js,
        stops,
        packed(&digits),
        if digits.len() % 2 == 1 { packed(&odd) } else { Vec::new() },
        if digits.len() % 2 == 1 { packed(&padded) } else { Vec::new() },
        zeros,
        zeros_of_pairs,
        whole_pairs,
        signed,
        skipped_pairs,
        perl,
    ]
}
