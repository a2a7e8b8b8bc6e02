//! Signatures as receivers make them, right and wrong: a choice for each of
//! the steps.

use std::borrow::Cow;
use std::cmp::Ordering;

use hmac::{KeyInit as _, Mac as _};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::mistake::{self, Mistake};

/// A choice that is not the scheme's, with what it gives.
pub(super) type Variant<T> = (T, &'static Mistake);

/// What is there to be signed, and every other reading of it.
pub(super) struct Parts<'p> {
    pub(super) token: Choice<'p>,
    pub(super) timestamp: Choice<'p>,
    pub(super) nonce: Choice<'p>,
    pub(super) data: Choice<'p>,
}

/// One part: the right value, and the wrong ones; `None` where it is left out.
pub(super) struct Choice<'p> {
    pub(super) right: Cow<'p, [u8]>,
    pub(super) wrong: Vec<Variant<Option<Cow<'p, [u8]>>>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Order {
    Bytes,
    /// The given order of token, timestamp, nonce, data.
    Fixed([usize; 4]),
    Descending,
    IgnoringCase,
    Words,
    PhpRegular,
}

#[derive(Clone, Copy, PartialEq)]
enum Hash {
    Sha1,
    Sha256,
    Md5,
    /// Of timestamp, nonce and data in this order.
    HmacUnsorted,
    /// Of everything sorted.
    HmacSorted,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    LowerHex,
    UpperHex,
    Base64,
}

/// Which choice is taken at each step; 0 is the scheme's.
type Picks = [usize; STEPS];

const STEPS: usize = 8;

/// Data of more bytes than this is not searched for two mistakes at once,
/// which takes some two thousand hashes of it.
const LONGEST_FOR_PAIRS: usize = 64 << 10;

/// Every way to sign these parts with up to two mistakes.
pub(super) struct Recipes<'p> {
    parts: Parts<'p>,
    orders: Vec<Variant<Order>>,
}

const JOINTS: [Variant<&[u8]>; 4] = [
    (b"\n", mistake::JOINED_NEWLINE),
    (b"&", mistake::JOINED_AMP),
    (b",", mistake::JOINED_COMMA),
    (b" ", mistake::JOINED_SPACE),
];

const HASHES: [Variant<Hash>; 4] = [
    (Hash::HmacUnsorted, mistake::HMAC_SHA_1),
    (Hash::HmacSorted, mistake::HMAC_SHA_1),
    (Hash::Sha256, mistake::SHA_256),
    (Hash::Md5, mistake::MD_5),
];

const FORMS: [Variant<Form>; 2] =
    [(Form::UpperHex, mistake::HEX_UPPER), (Form::Base64, mistake::BASE64_DIGEST)];

impl<'p> Recipes<'p> {
    pub(super) fn new(parts: Parts<'p>) -> Self {
        const BY_NAME: [usize; 4] = [3, 2, 1, 0]; // data, nonce, timestamp, token
        let mut orders = vec![
            (Order::Fixed([0, 1, 2, 3]), mistake::NOT_SORTED),
            (Order::PhpRegular, mistake::PHP_SORT_REGULAR),
            (Order::Words, mistake::CULTURE_SORT),
            (Order::IgnoringCase, mistake::SORTED_IGNORING_CASE),
            (Order::Fixed(BY_NAME), mistake::SORTED_BY_NAME),
            (Order::Descending, mistake::SORTED_DESCENDING),
        ];
        let permutations =
            (0..4_usize.pow(4)).map(|code| [code / 64, code / 16 % 4, code / 4 % 4, code % 4]);
        orders.extend(
            permutations
                .filter(|order| (0..4).all(|part| order.contains(&part)))
                .filter(|order| *order != [0, 1, 2, 3] && *order != BY_NAME)
                .map(|order| (Order::Fixed(order), mistake::NOT_SORTED)),
        );
        Self { parts, orders }
    }

    /// The fewest mistakes that make this signature, in every way there is; the
    /// empty list is the right signature, and no list at all none that is known.
    pub(super) fn explain(&self, observed: &[u8]) -> Vec<Vec<&'static Mistake>> {
        let right = self.sign([0; STEPS]);
        if right.as_deref() == Some(observed) {
            return vec![Vec::new()];
        }
        let counts = self.counts();
        let single = |step: usize, pick: usize| {
            let mut picks = [0; STEPS];
            picks[step] = pick;
            picks
        };
        let singles: Vec<(usize, Picks)> = (0..STEPS)
            .flat_map(|step| (1..=counts[step]).map(move |pick| (step, single(step, pick))))
            .collect();
        let found = self.those_that_make(observed, singles.iter().map(|(_, picks)| *picks));
        if !found.is_empty() || self.parts.data.right.len() > LONGEST_FOR_PAIRS {
            return found;
        }
        let pairs = singles.iter().flat_map(|(step, picks)| {
            let later = (*step + 1..STEPS)
                .flat_map(|step| (1..=counts[step]).map(move |pick| (step, pick)));
            later.map(move |(step, pick)| {
                let mut picks = *picks;
                picks[step] = pick;
                picks
            })
        });
        self.those_that_make(observed, pairs)
    }

    fn those_that_make(
        &self,
        observed: &[u8],
        recipes: impl Iterator<Item = Picks>,
    ) -> Vec<Vec<&'static Mistake>> {
        let mut found: Vec<Vec<_>> = Vec::new();
        for picks in recipes {
            if self.sign(picks).as_deref() == Some(observed) {
                let mistakes = self.mistakes(picks);
                if !found.contains(&mistakes) {
                    found.push(mistakes);
                }
            }
        }
        found
    }

    /// How many wrong choices each step has.
    fn counts(&self) -> Picks {
        let Parts { token, timestamp, nonce, data } = &self.parts;
        [
            token.wrong.len(),
            timestamp.wrong.len(),
            nonce.wrong.len(),
            data.wrong.len(),
            self.orders.len(),
            JOINTS.len(),
            HASHES.len(),
            FORMS.len(),
        ]
    }

    fn mistakes(&self, picks: Picks) -> Vec<&'static Mistake> {
        let Parts { token, timestamp, nonce, data } = &self.parts;
        let mut mistakes = Vec::new();
        for (choice, pick) in [token, timestamp, nonce, data].into_iter().zip(picks) {
            mistakes.extend(choice.picked(pick).1);
        }
        let [.., order, joint, hash, form] = picks;
        mistakes.extend(wrong(&self.orders, order).map(|(_, mistake)| mistake));
        mistakes.extend(wrong(&JOINTS, joint).map(|(_, mistake)| mistake));
        mistakes.extend(wrong(&HASHES, hash).map(|(_, mistake)| mistake));
        mistakes.extend(wrong(&FORMS, form).map(|(_, mistake)| mistake));
        mistakes
    }

    fn sign(&self, picks: Picks) -> Option<Vec<u8>> {
        let Parts { token, timestamp, nonce, data } = &self.parts;
        let named = [token, timestamp, nonce, data];
        let values: [Option<&[u8]>; 4] = std::array::from_fn(|at| named[at].picked(picks[at]).0);
        let [.., order, joint, hash, form] = picks;
        let order = wrong(&self.orders, order).map_or(Order::Bytes, |(order, _)| order);
        let joint = wrong(&JOINTS, joint).map_or(&b""[..], |(joint, _)| joint);
        let hash = wrong(&HASHES, hash).map_or(Hash::Sha1, |(hash, _)| hash);
        let form = wrong(&FORMS, form).map_or(Form::LowerHex, |(form, _)| form);
        let joined = || order.of(values).join(joint);
        let digest = match hash {
            Hash::Sha1 => Sha1::digest(joined()).to_vec(),
            Hash::Sha256 => Sha256::digest(joined()).to_vec(),
            Hash::Md5 => Md5::digest(joined()).to_vec(),
            Hash::HmacSorted => hmac_sha_1(values[0]?, &joined())?,
            Hash::HmacUnsorted => {
                let [token, rest @ ..] = values;
                hmac_sha_1(token?, &rest.into_iter().flatten().collect::<Vec<_>>().join(joint))?
            }
        };
        Some(match form {
            Form::LowerHex => hex::encode(digest).into_bytes(),
            Form::UpperHex => hex::encode_upper(digest).into_bytes(),
            Form::Base64 => super::super::data::encode(&digest).into_bytes(),
        })
    }
}

impl Choice<'_> {
    fn picked(&self, pick: usize) -> (Option<&[u8]>, Option<&'static Mistake>) {
        match pick.checked_sub(1).and_then(|at| self.wrong.get(at)) {
            None => (Some(&self.right), None),
            Some((value, mistake)) => (value.as_deref(), Some(mistake)),
        }
    }
}

fn wrong<T: Copy>(variants: &[Variant<T>], pick: usize) -> Option<Variant<T>> {
    variants.get(pick.checked_sub(1)?).copied()
}

fn hmac_sha_1(key: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let mut mac = hmac::Hmac::<Sha1>::new_from_slice(key).ok()?;
    mac.update(message);
    Some(mac.finalize().into_bytes().to_vec())
}

impl Order {
    fn of(self, values: [Option<&[u8]>; 4]) -> Vec<&[u8]> {
        if let Self::Fixed(order) = self {
            return order.into_iter().filter_map(|at| values[at]).collect();
        }
        let mut parts: Vec<&[u8]> = values.into_iter().flatten().collect();
        match self {
            Self::Bytes | Self::Fixed(_) => parts.sort_unstable(),
            Self::Descending => parts.sort_unstable_by(|a, b| b.cmp(a)),
            Self::IgnoringCase => parts.sort_by_key(|part| part.to_ascii_lowercase()),
            Self::Words => parts.sort_by(|a, b| compare_words(a, b)),
            Self::PhpRegular => sort_as_php(&mut parts),
        }
        parts
    }
}

/// Signs before digits before letters; case only where nothing else differs,
/// lower case first.
fn compare_words(a: &[u8], b: &[u8]) -> Ordering {
    let letter =
        |byte: &u8| (byte.is_ascii_alphabetic(), byte.is_ascii_digit(), byte.to_ascii_lowercase());
    let case = |byte: &u8| byte.is_ascii_uppercase();
    a.iter()
        .map(letter)
        .cmp(b.iter().map(letter))
        .then_with(|| a.iter().map(case).cmp(b.iter().map(case)))
}

/// As PHP sorts up to four values with its default flag. What looks like a
/// number is compared as one with its like, so that "before" is not transitive
/// and the order of the comparisons matters.
fn sort_as_php(parts: &mut [&[u8]]) {
    let is_after = |parts: &[&[u8]], left: usize, right: usize| {
        compare_as_php(parts[left], parts[right]) == Ordering::Greater
    };
    if parts.len() > 2 {
        if is_after(parts, 0, 1) {
            if is_after(parts, 1, 2) {
                parts.swap(0, 2);
            } else {
                parts.swap(0, 1);
                if is_after(parts, 1, 2) {
                    parts.swap(1, 2);
                }
            }
        } else if is_after(parts, 1, 2) {
            parts.swap(1, 2);
            if is_after(parts, 0, 1) {
                parts.swap(0, 1);
            }
        }
    } else if parts.len() == 2 && is_after(parts, 0, 1) {
        parts.swap(0, 1);
    }
    if parts.len() > 3 && is_after(parts, 2, 3) {
        parts.swap(2, 3);
        if is_after(parts, 1, 2) {
            parts.swap(1, 2);
            if is_after(parts, 0, 1) {
                parts.swap(0, 1);
            }
        }
    }
}

fn compare_as_php(a: &[u8], b: &[u8]) -> Ordering {
    match php_number(a).zip(php_number(b)) {
        Some((a, b)) => a.total_cmp(&b),
        None => a.cmp(b),
    }
}

/// Digits, a fraction and an exponent, as the parts can have them.
fn php_number(text: &[u8]) -> Option<f64> {
    let text = str::from_utf8(text).ok()?;
    let is_number = text.starts_with(|first: char| first.is_ascii_digit())
        && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    if is_number { text.parse().ok() } else { None }
}
