//! Whether a byte of a kind is among some: eight are asked at a time.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = ONES << 7;

/// `is_so` answers 0 where none of the eight is so.
#[inline]
pub(crate) fn any(bytes: &[u8], is_so: impl Fn(u64) -> u64) -> bool {
    // The first and the last may overlap: some are then asked twice.
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        let mut answer = is_so(u64::from_le_bytes(*first)) | is_so(u64::from_le_bytes(*last));
        if bytes.len() > 16 {
            for word in bytes.as_chunks::<8>().0 {
                answer |= is_so(u64::from_le_bytes(*word));
            }
        }
        return answer != 0;
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let [first, last] = [first, last].map(|half| u64::from(u32::from_le_bytes(*half)));
        return is_so(first << 32 | last) != 0;
    }
    bytes.iter().any(|&byte| is_so(ONES * u64::from(byte)) != 0)
}

/// Below 0x20, or 0x7f.
pub(crate) fn control(word: u64) -> u64 {
    below(word, 0x20) | equal(word, 0x7f)
}

/// Not a decimal digit.
pub(crate) fn not_digit(word: u64) -> u64 {
    let above = word ^ (ONES * u64::from(b'0'));
    // Above 9, or from 0x80 on.
    (above.wrapping_add(ONES * (0x7f - 9)) | above) & HIGHS
}

/// Not an upper-case letter.
pub(crate) fn not_upper(word: u64) -> u64 {
    below(word, b'A') | (word.wrapping_add(ONES * u64::from(0x7f - b'Z')) | word) & HIGHS
}

/// What a URI holds nowhere: controls, spaces, `#`, and from 0x7f on.
pub(crate) fn not_of_uri(word: u64) -> u64 {
    below(word, 0x21) | equal(word, b'#') | equal(word, 0x7f) | word & HIGHS
}

/// Exact where no byte is; `limit` is up to 0x80.
fn below(word: u64, limit: u8) -> u64 {
    word.wrapping_sub(ONES * u64::from(limit)) & !word & HIGHS
}

fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ (ONES * u64::from(byte)), 1)
}
