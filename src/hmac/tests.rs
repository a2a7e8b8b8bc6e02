use proptest::collection::vec;
use proptest::prelude::*;

use super::message::CAPACITY;
use super::{Lanes, Message, Prefix};

/// Another implementation.
fn expected(key: &[u8], message: &[u8]) -> [u8; 32] {
    hmac_sha256::HMAC::mac(message, key)
}

fn bytes(length: usize) -> Vec<u8> {
    (0..251).cycle().step_by(7).take(length).collect()
}

/// Every length, cut everywhere that matters: so much before the prefix is
/// cut off, so much pushed, the rest the end.
#[test]
fn is_hmac_sha256_wherever_the_message_is_cut() {
    let message = bytes(600);
    let lengths: &[usize] = if cfg!(miri) { &[0, 55, 64, 200, 448, 449, 520] } else { &[] };
    for key_length in if cfg!(miri) { vec![1, 65] } else { vec![0, 1, 32, 63, 64, 65, 130] } {
        let key = &message[..key_length];
        for length in 0..message.len() {
            if !lengths.is_empty() && !lengths.contains(&length) {
                continue;
            }
            let message = &message[..length];
            let expected = expected(key, message);
            for cut in [0, 1, 31, 55, 56, 63, 64, 65, 119, 120, 128, 199, 447, 448, 449, 512] {
                let Some((first, last)) = message.split_at_checked(cut) else { continue };
                let mut prefix = Prefix::new(key);
                let (shared, pushed) = first.split_at(cut / 2);
                prefix.push(&shared[..cut / 4]);
                prefix.push(&shared[cut / 4..]);
                let digest = Message::digest(&prefix, |message| {
                    message.push(pushed);
                    message.end(last);
                });
                assert_eq!(digest, expected, "{key_length} {length} {cut}");
            }
        }
    }
}

/// The buffer filled almost or quite, and every end that has room or not.
#[test]
fn is_hmac_sha256_at_the_end_of_the_buffer() {
    let message = bytes(2 * CAPACITY);
    let prefix = Prefix::new(b"a key");
    let step = if cfg!(miri) { 31 } else { 1 };
    for pushed in (CAPACITY - 70..CAPACITY + 70).step_by(step) {
        for length in (pushed..pushed + 140).step_by(step) {
            let digest = Message::digest(&prefix, |digested| {
                digested.push(&message[..pushed / 2]);
                digested.push(&message[pushed / 2..pushed]);
                digested.end(&message[pushed..length]);
            });
            assert_eq!(digest, expected(b"a key", &message[..length]), "{pushed} {length}");
        }
    }
}

/// Digests in the order of the messages, each checked to come once. Of a
/// message, the first part is pushed and the second ends it.
fn digests<'m>(
    mut lanes: Lanes<'m, usize>,
    messages: &'m [(Vec<u8>, Vec<u8>)],
) -> Vec<Option<[u8; 32]>> {
    let prefix = Prefix::new(b"a key");
    let mut digests = vec![None; messages.len()];
    let mut take = |(index, digest): (usize, [u8; 32])| {
        assert_eq!(digests[index].replace(digest), None);
    };
    for (index, (first, last)) in messages.iter().enumerate() {
        let done = lanes.add(index, &prefix, |message| {
            message.push(first);
            message.end(last);
        });
        done.map(&mut take);
    }
    lanes.finish().for_each(&mut take);
    digests
}

fn check(messages: &[(Vec<u8>, Vec<u8>)]) {
    let expected: Vec<_> = messages
        .iter()
        .map(|(first, last)| Some(expected(b"a key", &[&first[..], last].concat())))
        .collect();
    assert_eq!(digests(Lanes::default(), messages), expected);
    assert_eq!(digests(Lanes::portable(), messages), expected);
}

/// Every length beside itself, its neighbour and its opposite.
#[test]
fn lanes_of_every_length_up_to_400() {
    let lengths = || (0..=400).step_by(if cfg!(miri) { 57 } else { 1 });
    let alike = lengths().map(|length| (Vec::new(), bytes(length)));
    let opposite = lengths().flat_map(|length| [length, 400 - length]).map(|length| {
        let message = bytes(length);
        let (first, last) = message.split_at(length / 3);
        (first.to_vec(), last.to_vec())
    });
    check(&alike.clone().flat_map(|message| [message.clone(), message]).collect::<Vec<_>>());
    check(&alike.collect::<Vec<_>>());
    check(&opposite.collect::<Vec<_>>());
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(if cfg!(miri) { 2 } else { 256 })
    })]

    #[test]
    fn lanes_of_mixed_lengths(
        messages in vec((vec(any::<u8>(), 0..600), prop_oneof![
            vec(any::<u8>(), 0..200),
            vec(any::<u8>(), 400..3000),
        ]), 0..9),
    ) {
        check(&messages);
    }
}
