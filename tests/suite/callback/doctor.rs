//! The doctor for callbacks: each mistake of the examples and of the vectors is
//! named wherever it makes a difference, and never where it makes none.

use serde_json::Value;
use tmsig::callback::doctor::{Diagnosis, Evidence, Finding, Mistake, examine};
use tmsig::callback::{Callback, Delivery};
use tmsig::vectors::{CallbackExpectation, Suite};
use tmsig::{Language, Request};

use super::examples::{examples, request, text};

fn ids(finding: &Finding) -> Vec<Vec<&'static str>> {
    match finding {
        Finding::Mistaken(explanations) => {
            explanations.iter().map(|mistakes| mistakes.iter().map(|m| m.id).collect()).collect()
        }
        _ => Vec::new(),
    }
}

fn evidence<'e>(example: &'e Value, request: &'e Request<'e>) -> Evidence<'e> {
    let key = example["inputs"]["encoding_aes_key"].as_str();
    Evidence::new(request, text(example, "/inputs/token"), key)
}

#[test]
fn every_wrong_signature_of_an_example_is_named_if_it_differs() {
    let mut named = 0;
    for example in &examples() {
        let request = request(example);
        for wrong in example["wrong_signatures"].as_array().unwrap() {
            let computed = Some(text(wrong, "/value"));
            let diagnosis = examine(&Evidence { computed, ..evidence(example, &request) });
            assert_eq!(diagnosis.arrived, Finding::Right, "{wrong}");
            let finding = diagnosis.computed.unwrap();
            if wrong["differs"].as_bool().unwrap() {
                let ids = ids(&finding);
                assert!(ids.contains(&vec![text(wrong, "/id")]), "{wrong}: {ids:?}");
                named += 1;
            } else {
                assert_eq!(finding, Finding::Right, "{wrong}");
            }
        }
    }
    assert!(named > 60, "{named}");
}

#[test]
fn every_wrong_decryption_of_an_example_is_named() {
    let mut named = 0;
    for example in &examples() {
        let request = request(example);
        let named_of = |plaintext: &[u8]| {
            let evidence = Evidence { plaintext: Some(plaintext), ..evidence(example, &request) };
            examine(&evidence).plaintext.unwrap()
        };
        for wrong in example["wrong_decryptions"].as_array().unwrap_or(&Vec::new()) {
            let id = text(wrong, "/id");
            let plaintext = match id {
                "iv-zero" | "iv-last-half-of-key" | "ecb" | "key-as-text" => {
                    hex::decode(text(wrong, "/first_16_bytes_hex")).unwrap()
                }
                "no-unpad" => hex::decode(text(example, "/aes/padded_plaintext_hex")).unwrap(),
                "unpad-twice" => {
                    let plaintext = text(example, "/inputs/plaintext").as_bytes();
                    let cut = usize::from(*plaintext.last().unwrap());
                    match plaintext.len().checked_sub(cut) {
                        Some(length) => plaintext[..length].to_vec(),
                        None => continue,
                    }
                }
                _ => continue,
            };
            let ids = ids(&named_of(&plaintext));
            assert!(ids.contains(&vec![id]), "{id}: {ids:?}");
            named += 1;
        }
        let right = named_of(text(example, "/inputs/plaintext").as_bytes());
        assert_eq!(right, Finding::Right);
    }
    assert!(named >= 15, "{named}");
}

#[test]
fn the_mistake_of_every_invalid_vector_is_named() {
    let mut named = 0;
    for case in Suite::embedded().callback_cases() {
        let CallbackExpectation::Refused { mistakes, .. } = &case.expectation else { continue };
        let key = case.encoding_aes_key.as_deref();
        let diagnosis = examine(&Evidence::new(&case.request, &case.token, key));
        for mistake in mistakes {
            let ids = ids(&diagnosis.arrived);
            assert!(ids.contains(&vec![mistake.as_str()]), "{}: {ids:?}", case.id);
            named += 1;
        }
    }
    assert!(named > 80, "{named}");
}

#[test]
fn nothing_is_wrong_with_what_is_accepted() {
    for case in Suite::embedded().callback_cases() {
        let CallbackExpectation::Accepted { stages, .. } = &case.expectation else { continue };
        let key = case.encoding_aes_key.as_deref();
        let diagnosis = examine(&Evidence {
            computed: Some(&stages.signature),
            plaintext: Some(stages.plaintext.as_bytes()),
            ..Evidence::new(&case.request, &case.token, key)
        });
        assert!(diagnosis.is_right(), "{}: {diagnosis:?}", case.id);
    }
}

const TOKEN: &str = "tmsigTestToken00000000002";
const KEY: &str = "scC9uvsO7a5M8JIhAfs0StpKgUYIDywF1sQpzjPd6N4";
const EVENT: &str = r#"{"event":"meeting.end","trace_id":"1","payload":[{"operate_time":1}]}"#;

fn encrypted() -> Request<'static> {
    let callback = Callback::new(TOKEN, Some(KEY)).unwrap();
    callback.seal_event("/callback", "1735689600123", "73910264", EVENT)
}

fn diagnose(request: &Request<'_>, token: &str, key: Option<&str>) -> Diagnosis {
    examine(&Evidence::new(request, token, key))
}

#[test]
fn secrets_that_are_configured_wrong_are_named() {
    let request = encrypted();
    for (token, key, id) in [
        (&*format!("{TOKEN}\n"), KEY, "token-blanks"),
        (&*format!("\"{TOKEN}\""), KEY, "token-blanks"),
        (KEY, TOKEN, "token-is-encoding-aes-key"),
    ] {
        let diagnosis = diagnose(&request, token, Some(key));
        assert_eq!(ids(&diagnosis.arrived), [[id]], "{token:?}");
        assert!(diagnosis.refusal.is_some());
    }
    let look_alike = KEY.replacen('I', "l", 1);
    for (key, id) in [(None, "key-missing"), (Some(&*look_alike), "key-look-alike")] {
        let diagnosis = diagnose(&request, TOKEN, key);
        assert_eq!(diagnosis.arrived, Finding::Right);
        assert_eq!(ids(&diagnosis.decryption), [[id]], "{key:?}");
    }
    let plain = Callback::new(TOKEN, None).unwrap().seal_event("/", "1735689600123", "1", EVENT);
    assert_eq!(ids(&diagnose(&plain, TOKEN, Some(KEY)).decryption), [["key-not-used"]]);
}

/// The ciphertext cut at a block: the signature of the whole does not hold for
/// it, and what is there decrypts.
#[test]
fn a_cut_ciphertext_is_told_from_a_wrong_key() {
    let request = encrypted();
    let data = Delivery::read(&request).unwrap().data.into_owned();
    let body = format!("{{\"data\":\"{}\"}}", &data[..64]);
    let cut = request.clone().body(&body).into_owned();
    let diagnosis = diagnose(&cut, TOKEN, Some(KEY));
    assert_eq!(diagnosis.arrived, Finding::Unexplained);
    assert_eq!(ids(&diagnosis.decryption), [["data-cut"]]);
    let other_key: String = KEY.chars().rev().collect();
    let diagnosis = diagnose(&request, TOKEN, Some(&other_key));
    assert_eq!(diagnosis.decryption, Finding::Unexplained);
}

#[test]
fn two_mistakes_at_once_are_named_together() {
    let request = encrypted();
    let delivery = Delivery::read(&request).unwrap();
    let joined = format!("{TOKEN}{}{}{}", delivery.timestamp, delivery.nonce, delivery.data);
    // Not sorted, and in upper case.
    let computed = sha_1_hex(joined.as_bytes()).to_uppercase();
    let evidence =
        Evidence { computed: Some(&computed), ..Evidence::new(&request, TOKEN, Some(KEY)) };
    let found = ids(&examine(&evidence).computed.unwrap());
    assert!(found.contains(&vec!["not-sorted", "hex-upper"]), "{found:?}");
}

/// SHA-1 of another library than the one under test.
fn sha_1_hex(text: &[u8]) -> String {
    use std::io::Write as _;
    let mut child = std::process::Command::new("openssl")
        .args(["dgst", "-sha1", "-r"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().split(' ').next().unwrap().to_owned()
}

#[test]
fn no_report_tells_a_secret_or_the_plaintext() {
    let request = encrypted();
    for (token, key) in [(TOKEN, KEY), (KEY, TOKEN), (&TOKEN[1..], &KEY[1..])] {
        let diagnosis = diagnose(&request, token, Some(key));
        for language in [Language::English, Language::Chinese] {
            let report = diagnosis.to_text(language) + &diagnosis.to_json(language).to_string();
            for secret in [&TOKEN[..12], &KEY[..12], "operate_time"] {
                assert!(!report.contains(secret), "{report}");
            }
        }
    }
}

#[test]
fn every_mistake_has_its_words_and_an_id_of_its_own() {
    let mut ids: Vec<_> = Mistake::ALL.iter().map(|mistake| mistake.id).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count);
    assert!(count >= 40, "{count}");
    for mistake in Mistake::ALL {
        for text in [mistake.title, mistake.remedy] {
            assert!(!text.en.is_empty() && !text.zh.is_empty(), "{}", mistake.id);
        }
    }
}
