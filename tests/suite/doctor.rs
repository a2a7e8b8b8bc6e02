//! The doctor: proves the mistake, finds no more than there is, and tells no
//! secret.

use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tmsig::doctor::{Doctor, Explanation, Language, Verdict, advise, known_mistakes};
use tmsig::recipe::{Mistake, Recipe, Stage};
use tmsig::vectors::{Expectation, Suite};
use tmsig::{Credentials, Request, Signature, Signer, header};

use crate::cli::command::Tmsig;
use crate::generators::{Sample, sample};

/// Long enough for any machine: what is tested is not the speed.
const UNHURRIED: Duration = Duration::from_secs(600);

fn doctor(max_mistakes: usize) -> Doctor {
    Doctor::default().max_mistakes(max_mistakes).budget(UNHURRIED)
}

fn recipe_of_up_to_two() -> impl Strategy<Value = Recipe> {
    let ids: Vec<_> = Mistake::all().map(|mistake| mistake.id).collect();
    proptest::collection::vec(select(ids), 0..=2)
        .prop_filter_map("two of one stage", Recipe::with_mistakes)
}

fn charsets() -> Vec<&'static str> {
    let charsets = Mistake::all().filter(|mistake| mistake.stage == Stage::Charset);
    charsets.map(|mistake| mistake.id).collect()
}

fn sent(sample: &Sample, signature: &[u8]) -> Request<'static> {
    let mut request = sample.request().into_owned();
    request.set_header(header::SIGNATURE, signature);
    request
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_mistake_is_indistinguishable_or_named(sample in sample(), recipe in recipe_of_up_to_two()) {
        let credentials = sample.credentials();
        let signature = recipe.sign(&sample.request(), &credentials);
        let right = Signer::new(credentials.clone()).sign(&sample.request()).unwrap();
        let request = sent(&sample, &signature);
        match doctor(2).recipes_only().examine(&request, &credentials).verdict {
            Verdict::Valid => prop_assert!(right.matches(&signature)),
            Verdict::Invalid(found) => {
                prop_assert!(!right.matches(&signature));
                prop_assert!(!found.is_empty());
                for explanation in found {
                    prop_assert_eq!(
                        explanation.sign(&sample.request(), &credentials),
                        Some(signature.clone())
                    );
                    prop_assert!(explanation.mistakes().count() <= recipe.mistakes().count());
                }
            }
            other => prop_assert!(false, "{:?} by {:?}", other, recipe),
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_explained_in_every_charset(
        body in proptest::collection::vec(any::<u8>(), 0..40),
        charset in select(charsets()),
    ) {
        let credentials = Credentials::new("id", "key");
        let bare = Request::new("POST", "/v1/meetings")
            .header(header::KEY, "id")
            .header(header::NONCE, "1")
            .header(header::TIMESTAMP, "1600000000")
            .body(&body);
        let recipe = Recipe::with_mistakes([charset]).unwrap();
        let right = Signer::new(credentials.clone()).sign(&bare).unwrap();
        let signature = recipe.sign(&bare, &credentials);
        let request = bare.header(header::SIGNATURE, &signature);
        let verdict = doctor(1).recipes_only().examine(&request, &credentials).verdict;
        if right.matches(&signature) {
            prop_assert_eq!(verdict, Verdict::Valid);
        } else {
            prop_assert!(matches!(verdict, Verdict::Invalid(_)), "{}", charset);
        }
    }

    #[test]
    fn a_correct_signature_is_never_explained_as_wrong(sample in sample()) {
        let right = Signer::new(sample.credentials()).sign(&sample.request()).unwrap();
        let request = sent(&sample, right.as_ref());
        let diagnosis = doctor(2).examine(&request, &sample.credentials());
        prop_assert_eq!(diagnosis.verdict, Verdict::Valid);
    }

    #[test]
    fn a_random_signature_is_never_explained(sample in sample(), digest in any::<[u8; 32]>()) {
        let signature = Signature::from_digest(&digest);
        let diagnosis = doctor(1).examine(&sent(&sample, signature.as_ref()), &sample.credentials());
        prop_assert_eq!(diagnosis.verdict, Verdict::Unexplained);
        prop_assert_eq!(diagnosis.complete_up_to, Some(1));
    }

    #[test]
    fn any_text_as_signature_is_survived(sample in sample(), text in "\\PC{0,200}") {
        let diagnosis = doctor(1).examine(&sent(&sample, text.as_bytes()), &sample.credentials());
        // An empty one is none.
        prop_assert!(!text.is_empty() || ids(&diagnosis.verdict) == ["signature-missing"]);
    }
}

#[test]
fn the_wrong_signatures_of_the_vectors_are_explained() {
    let suite = Suite::embedded();
    let mut explained = 0;
    for vector in suite.vectors().filter(|vector| vector.id.contains("mistakes/")) {
        let Expectation::Invalid { mistakes, .. } = &vector.expectation else { continue };
        let ids: Vec<_> = mistakes.iter().map(String::as_str).collect();
        let diagnosis = doctor(ids.len()).examine(&vector.request, &vector.credentials);
        let Verdict::Invalid(found) = diagnosis.verdict else {
            panic!("{}: {:?}", vector.id, diagnosis.verdict);
        };
        // Another explanation may be as short; the shortest is first.
        assert!(found[0].mistakes().count() <= ids.len(), "{}", vector.id);
        let names_it = |found: &Explanation| {
            in_order(found.mistakes().map(|mistake| mistake.id)) == in_order(ids.iter().copied())
        };
        let is_shorter = found[0].mistakes().count() < ids.len();
        assert!(is_shorter || found.iter().any(names_it), "{}: {found:?}", vector.id);
        explained += 1;
    }
    assert!(explained >= 320, "only {explained}");
}

/// In the order of the pipeline.
fn in_order<'i>(ids: impl Iterator<Item = &'i str>) -> Vec<&'i str> {
    let place = |id: &str| known_mistakes().position(|mistake| mistake.id == id);
    let mut ids: Vec<_> = ids.collect();
    ids.sort_by_key(|id| place(id));
    ids
}

/// What strikes the eye in a request, whether or not its signature is right.
#[test]
fn advice_names_what_is_odd_about_a_request() {
    let account = Credentials::new("AKIDexample", "a-secret-key").with_app_id("200000001");
    let good = || {
        Request::new("POST", "/v1/meetings")
            .header(header::KEY, "AKIDexample")
            .header(header::APP_ID, "200000001")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::SIGNATURE, "x")
            .nonce("880064")
            .timestamp("1600000000")
            .body("{}")
    };
    let changed = |name: &'static str, value: &'static str| {
        let mut request = good();
        request.set_header(name, value);
        request
    };
    let on = |method: &'static str, uri: &'static str, body: &'static str| {
        good().headers().fold(Request::new(method, uri).body(body), |request, (name, value)| {
            let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
            let value: &'static [u8] = Box::leak(value.to_vec().into_boxed_slice());
            request.header(name, value)
        })
    };
    for (request, id) in [
        (changed(header::KEY, "AKIDother"), "key-other"),
        (changed(header::APP_ID, ""), "app-id-missing"),
        (changed(header::APP_ID, "1"), "app-id-other"),
        (changed(header::SDK_ID, ""), "sdk-id-not-assigned"),
        (changed(header::REGISTERED, "true"), "registered-value"),
        (changed(header::TIMESTAMP, "1600000000000"), "timestamp-in-milliseconds"),
        (changed(header::TIMESTAMP, "1599999000"), "timestamp-skew"),
        (changed(header::TIMESTAMP, "now"), "timestamp-not-decimal"),
        (changed(header::NONCE, "-5"), "nonce-not-positive-integer"),
        (changed(header::NONCE, "0"), "nonce-not-positive-integer"),
        (changed(header::CONTENT_TYPE, "text/plain"), "content-type"),
        (good().header("appid", "200000001"), "header-name-case"),
        (good().header(header::NONCE, "1"), "header-repeated"),
        (on("POST", "/v1/meetings", ""), "body-empty"),
        (on("GET", "/v1/meetings", "{}"), "body-of-get"),
        (on("POST", "/v1/meetings?data=%7B%22a%22:1%7D", "{}"), "body-in-query"),
        (on("POST", "/v1/meetings", "{\"a\":"), "body-not-json"),
        (on("POST", "/v1/会议", "{}"), "uri-characters"),
        (on("POST", "/v1/%E4%BC%9A", "{}"), "path-escapes"),
        (on("POST", "v1/meetings", "{}"), "uri-not-origin-form"),
        (good().body(b"{\"a\":\"\xbb\xe1\"}"), "body-not-utf-8"),
    ] {
        let ids: Vec<_> = advise(&request, &account, Some(1_600_000_000))
            .iter()
            .map(|advice| advice.id)
            .collect();
        assert!(ids.contains(&id), "{id}: {ids:?}");
    }
    assert_eq!(advise(&good(), &account, Some(1_600_000_300)), []);
    let bare = Request::new("GET", "/").header("AccessToken", "x");
    let ids: Vec<_> = advise(&bare, &account, None).iter().map(|advice| advice.id).collect();
    assert_eq!(
        ids,
        ["oauth-headers", "key-missing", "app-id-missing", "timestamp-missing", "nonce-missing"]
    );
}

#[test]
fn no_report_holds_the_key_even_if_it_was_signed() {
    let credentials = Credentials::new("AKIDexample", "very-secret-key-0123");
    let mut request = Request::new("GET", "/v1/users/list")
        .header(header::KEY, "AKIDexample")
        .nonce("1")
        .timestamp("1600000000");
    for mistake in Mistake::all() {
        let recipe = Recipe::with_mistakes([mistake.id]).unwrap();
        let signature = recipe.sign(&request, &credentials);
        request.set_header(header::SIGNATURE, signature);
        let diagnosis = doctor(1).examine(&request, &credentials);
        for language in [Language::English, Language::Chinese] {
            let report = diagnosis.to_json(language).to_string();
            assert!(!report.contains("very-secret"), "{}: {report}", mistake.id);
            let report = diagnosis.to_text(language);
            assert!(!report.contains("very-secret"), "{}: {report}", mistake.id);
        }
    }
}

#[test]
fn a_key_sent_in_the_place_of_the_secret_id_is_in_no_report() {
    let credentials = Credentials::new("AKIDexample", "very-secret-key-0123");
    let wrong = Signature::from_digest(&[7; 32]);
    let request = Request::new("GET", "/v1/users/list")
        .header(header::KEY, "very-secret-key-0123")
        .nonce("1")
        .timestamp("1600000000")
        .header(header::SIGNATURE, &wrong);
    let diagnosis = doctor(1).examine(&request, &credentials);
    assert_eq!(diagnosis.verdict, Verdict::Unexplained);
    let json = diagnosis.to_json(Language::English).to_string();
    for report in [json, diagnosis.to_text(Language::English)] {
        assert!(!report.contains("very-secret"), "{report}");
    }
}

#[test]
fn a_body_of_a_mebibyte_is_searched_within_the_budget_as_far_as_it_goes() {
    let credentials = Credentials::new("AKIDexample", "a-secret-key");
    let body = vec![b'x'; 1 << 20];
    let mut request = Request::new("POST", "/v1/meetings")
        .header(header::KEY, "AKIDexample")
        .nonce("1")
        .timestamp("1600000000")
        .body(&body);
    let recipe = Recipe::with_mistakes(["encoding-none"]).unwrap();
    let signature = recipe.sign(&request, &credentials);
    request.set_header(header::SIGNATURE, signature);
    let diagnosis = doctor(1).examine(&request, &credentials);
    let Verdict::Invalid(found) = diagnosis.verdict else { panic!("{:?}", diagnosis.verdict) };
    assert!(found[0].mistakes().eq(recipe.mistakes()), "{found:?}");
}

/// Longer than HTTP carries: not searched, and said so.
#[test]
fn a_head_of_megabytes_is_not_searched() {
    let account = Credentials::new("AKIDexample", "a-secret-key");
    let wrong = "A".repeat(86) + "==";
    let long = "a%20".repeat(20_000);
    for request in [
        meeting(&wrong, "{}").nonce(&long),
        Request::new("POST", &long).nonce("1").timestamp("1").header(header::SIGNATURE, &wrong),
        meeting(&long, "{}"),
        (0..20_000).fold(meeting(&wrong, "{}"), |request, _| request.header("a", "b")),
    ] {
        let diagnosis = doctor(4).examine(&request, &account);
        assert_eq!(diagnosis.verdict, Verdict::Unexplained);
        assert_eq!(diagnosis.recipes_tried, 1);
        assert_eq!(diagnosis.advice[0].id, "head-too-long");
    }
    // The right signature needs no search.
    let mut request = meeting("", "{}").header("X-Long", &long);
    let right = Signer::new(account.clone()).sign(&request).unwrap();
    request.set_header(header::SIGNATURE, right.as_str());
    assert_eq!(doctor(4).examine(&request, &account).verdict, Verdict::Valid);
}

/// The forms of a long body are made only as long as there is time.
#[test]
fn the_budget_holds_while_the_search_is_prepared() {
    let account = Credentials::new("AKIDexample", "a-secret-key");
    let body = "[1,\"张\"],".repeat(100_000);
    let wrong = "A".repeat(86) + "==";
    let hasty = Doctor::default().budget(Duration::ZERO);
    let diagnosis = hasty.examine(&meeting(&wrong, &body), &account);
    assert_eq!(diagnosis.verdict, Verdict::Unexplained);
    let bodies = Mistake::all().filter(|mistake| mistake.stage == Stage::Body).count();
    // Two at once are made, of which one is the body as it was sent.
    assert_eq!(diagnosis.bodies_left_out, bodies - 1);
}

#[test]
fn a_wrong_signature_that_comes_twice_is_not_called_reused() {
    let account = Credentials::new("AKIDexample", "a-secret-key");
    let wrong = signature("another-key", "another text");
    let doctor = doctor(1).near(0).nonces(0);
    let mut sequence = doctor.sequence();
    for body in ["{\"a\":1}", "{\"b\":2}", "{\"a\":1}"] {
        let diagnosis = sequence.examine(&meeting(&wrong, body), &account);
        assert_eq!(diagnosis.verdict, Verdict::Unexplained);
    }
}

#[test]
fn a_signature_in_lower_case_is_told_from_a_longer_hash() {
    let account = Credentials::new("AKIDexample", "a-secret-key");
    let text =
        "POST\nX-TC-Key=AKIDexample&X-TC-Nonce=880064&X-TC-Timestamp=1600000000\n/v1/meetings\n";
    let signature = signature("a-secret-key", text).to_lowercase();
    let diagnosis = doctor(2).examine(&meeting(&signature, ""), &account);
    assert_eq!(ids(&diagnosis.verdict), ["query-left-out", "encoding-lower-cased"]);
}

#[test]
fn a_missing_newline_is_found_where_a_placeholder_was_signed_for_no_body() {
    let account = Credentials::new("AKIDexample", "a-secret-key");
    let text = "POST\nX-TC-Key=AKIDexample&X-TC-Nonce=880064&X-TC-Timestamp=1600000000\n/v1/meetings?userid=tester1nil";
    let signature = signature("a-secret-key", text);
    let diagnosis = doctor(2).examine(&meeting(&signature, ""), &account);
    assert_eq!(ids(&diagnosis.verdict), ["body-nil", "last-newline-missing"]);
}

#[test]
fn a_request_without_a_signature_is_refused_for_that_and_not_searched() {
    let account = Credentials::new("AKIDexample", "a-secret-key");
    let request = Request::new("GET", "/v1/users/list")
        .header(header::KEY, "AKIDexample")
        .nonce("1")
        .timestamp("1600000000");
    let diagnosis = doctor(3).examine(&request, &account);
    assert_eq!((ids(&diagnosis.verdict), diagnosis.recipes_tried), (vec!["signature-missing"], 1));
    // It is said once, as the mistake.
    assert!(diagnosis.advice.iter().all(|advice| advice.id != "signature-missing"));
    let report = diagnosis.to_text(Language::English);
    assert!(report.starts_with("invalid (190004): there is no signature"), "{report}");
    assert!(report.contains("/v1/users/list"), "{report}");
    for word in ["undefined", "null", "None", "[object Promise]", ""] {
        let request = request.clone().header(header::SIGNATURE, word);
        let diagnosis = doctor(3).examine(&request, &account);
        assert_eq!(ids(&diagnosis.verdict), ["signature-missing"], "{word:?}");
    }
}

/// What was signed and what was sent is shown in part where it is long: no part
/// of a key either, wherever the text is cut.
#[test]
fn no_value_is_cut_through_a_key() {
    let account = Credentials::new("AKIDexample", "very-secret-key-0123");
    for length in (90..230).step_by(6) {
        let long = "x".repeat(length);
        let sent = format!("{{\"a\":\"{long}\",\"b\":\"very-secret-key-0123\"}}");
        let signed = sent.replace("\":\"", "\" : \"");
        let text = format!(
            "POST\nX-TC-Key=AKIDexample&X-TC-Nonce=880064&X-TC-Timestamp=1600000000\n/v1/meetings?userid=tester1\n{signed}"
        );
        let signature = signature("very-secret-key-0123", &text);
        let diagnosis = doctor(2).examine(&meeting(&signature, &sent), &account);
        assert_eq!(ids(&diagnosis.verdict), ["json-other-spelling"]);
        let json = diagnosis.to_json(Language::English).to_string();
        for report in [json, diagnosis.to_text(Language::Chinese)] {
            assert!(!report.contains("very-"), "{length}: {report}");
        }
    }
}

/// The vendor looks the key up by X-TC-Key: without it nothing fits.
#[test]
fn a_missing_key_header_is_a_mistake_beside_others() {
    let account = Credentials::new("AKIDexample", "a-secret-key");
    let text = "GET\nX-TC-Key=AKIDexample&X-TC-Nonce=1&X-TC-Timestamp=1600000000\n/v1/users/list\n";
    let request = Request::new("GET", "/v1/users/list").nonce("1").timestamp("1600000000");
    let right = signature("a-secret-key", text);
    let diagnosis = doctor(3).examine(&request.clone().header(header::SIGNATURE, &right), &account);
    assert_eq!(ids(&diagnosis.verdict), ["key-missing"]);
    let lower = signature("a-secret-key", &text.replacen("GET", "get", 1));
    let diagnosis = doctor(3).examine(&request.header(header::SIGNATURE, &lower), &account);
    assert_eq!(ids(&diagnosis.verdict), ["key-missing", "method-lower-case"]);
}

fn ids(verdict: &Verdict) -> Vec<&'static str> {
    match verdict {
        Verdict::Invalid(found) => found[0].mistakes().map(|mistake| mistake.id).collect(),
        _ => Vec::new(),
    }
}

fn signature(secret_key: &str, string_to_sign: &str) -> String {
    // Another HMAC than the one under test.
    let digest = hmac_sha256::HMAC::mac(string_to_sign.as_bytes(), secret_key.as_bytes());
    data_encoding::BASE64.encode(data_encoding::HEXLOWER.encode(&digest).as_bytes())
}

fn meeting<'r>(signature: &'r str, body: &'r str) -> Request<'r> {
    Request::new("POST", "/v1/meetings?userid=tester1")
        .header(header::KEY, "AKIDexample")
        .nonce("880064")
        .timestamp("1600000000")
        .header(header::SIGNATURE, signature)
        .body(body)
}

#[test]
fn another_timestamp_or_nonce_than_the_one_sent_is_found() {
    let account = Credentials::new("AKIDexample", "a-secret-key");
    for (nonce, timestamp, uri, found) in [
        ("880064", "1600000001", "/v1/meetings?userid=tester1", &["timestamp-other"][..]),
        ("880064", "1599999702", "/v1/meetings?userid=tester1", &["timestamp-other"]),
        ("880064", "1600000000123", "/v1/meetings?userid=tester1", &["timestamp-other"]),
        ("880065", "1600000000", "/v1/meetings?userid=tester1", &["nonce-other"]),
        ("17", "1600000000", "/v1/meetings?userid=tester1", &["nonce-other"]),
        ("880064", "1600000002", "/v1/meetings", &["timestamp-other", "query-left-out"]),
    ] {
        let text = format!(
            "POST\nX-TC-Key=AKIDexample&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}\n{uri}\n{{}}"
        );
        let signature = signature("a-secret-key", &text);
        let diagnosis = doctor(2).examine(&meeting(&signature, "{}"), &account);
        assert_eq!(ids(&diagnosis.verdict), found, "{text}");
        assert_eq!(diagnosis.signed.as_deref(), Some(text.as_bytes()));
        let report = diagnosis.to_text(Language::English);
        let value = if found[0] == "nonce-other" { nonce } else { timestamp };
        assert!(report.contains(&format!("signed: \"{value}\"")), "{report}");
    }
    let text = "POST\nX-TC-Key=AKIDexample&X-TC-Nonce=880064&X-TC-Timestamp=1600000301\n/v1/meetings?userid=tester1\n";
    let signature = signature("a-secret-key", text);
    let request = meeting(&signature, "");
    let far = doctor(1).examine(&request, &account);
    assert_eq!(far.verdict, Verdict::Unexplained);
    assert_eq!(ids(&doctor(1).near(301).examine(&request, &account).verdict), ["timestamp-other"]);
}

#[test]
fn the_key_of_another_account_is_found() {
    let account = Credentials::new("AKIDexample", "a-secret-key");
    let other = Credentials::new("AKIDother", "another-secret-key");
    let text = "POST\nX-TC-Key=AKIDexample&X-TC-Nonce=880064&X-TC-Timestamp=1600000000\n/v1/meetings?userid=tester1\n";
    let doctor = doctor(2).other_accounts(vec![account.clone(), other.clone()]);
    let signed = signature("another-secret-key", text);
    let diagnosis = doctor.examine(&meeting(&signed, ""), &account);
    assert_eq!(ids(&diagnosis.verdict), ["key-of-other-account"]);
    let report = diagnosis.to_text(Language::English);
    assert!(report.contains("AKIDother") && !report.contains("secret-key"), "{report}");
    let text = text.replace("AKIDexample", "AKIDother");
    let signed = signature("another-secret-key", &text);
    let diagnosis = doctor.examine(&meeting(&signed, ""), &account);
    let mut found = ids(&diagnosis.verdict);
    found.sort_unstable();
    assert_eq!(found, ["key-of-other-account", "secret-id-of-other-account"]);
}

#[test]
fn what_was_meant_and_not_sent_is_found() {
    let account = Credentials::new("AKIDexample", "a-secret-key");
    let headers = "X-TC-Key=AKIDexample&X-TC-Nonce=880064&X-TC-Timestamp=1600000000";
    let meant = |method: &'static str, uri: &'static str, body: &'static str| {
        Request::new(method, uri).body(body)
    };
    let whole = "/v1/meetings?userid=tester1";
    for (intended, signed, found) in [
        (
            meant("POST", whole, "{\"a\":1}"),
            format!("POST\n{headers}\n{whole}\n{{\"a\":1}}"),
            &["body-changed-after-signing"][..],
        ),
        (
            meant("PUT", whole, ""),
            format!("PUT\n{headers}\n{whole}\n"),
            &["method-changed-after-signing"],
        ),
        (
            meant("POST", "/v1/会", ""),
            format!("POST\n{headers}\n/v1/会\n"),
            &["uri-changed-after-signing"],
        ),
        (
            meant("POST", "/v1/会", "{}"),
            format!("POST\n{headers}\n/v1/会\n{{}}"),
            &["uri-changed-after-signing", "body-changed-after-signing"],
        ),
        // The intended one, signed with a mistake of its own.
        (
            meant("POST", whole, "{\"a\":1}"),
            format!("POST\n{headers}\n{whole}\n{{\"a\": 1}}"),
            &["body-changed-after-signing", "json-python-spaces"],
        ),
        (
            meant("POST", whole, "").nonce("5").timestamp("1700000000"),
            format!("POST\nX-TC-Key=AKIDexample&X-TC-Nonce=5&X-TC-Timestamp=1700000000\n{whole}\n"),
            &["nonce-and-timestamp-other"],
        ),
    ] {
        let signature = signature("a-secret-key", &signed);
        let doctor = doctor(3).intended(intended);
        let diagnosis = doctor.examine(&meeting(&signature, ""), &account);
        let named = ids(&diagnosis.verdict);
        // Python's spaces are one of several ways to come to that body.
        assert_eq!(named.len(), found.len(), "{named:?} for {signed}");
        assert_eq!(named[0], found[0], "{named:?} for {signed}");
        assert_eq!(diagnosis.signed.as_deref(), Some(signed.as_bytes()));
    }
}

#[test]
fn a_signature_used_before_is_found_and_a_stamp_used_before_advised_on() {
    let account = Credentials::new("AKIDexample", "a-secret-key");
    let text = "POST\nX-TC-Key=AKIDexample&X-TC-Nonce=880064&X-TC-Timestamp=1600000000\n/v1/meetings?userid=tester1\n{}";
    let signature = signature("a-secret-key", text);
    let doctor = doctor(1);
    let mut sequence = doctor.sequence();
    let first = sequence.examine(&meeting(&signature, "{}"), &account);
    assert_eq!(first.verdict, Verdict::Valid);
    let has = |diagnosis: &tmsig::doctor::Diagnosis, id: &str| {
        diagnosis.advice.iter().any(|advice| advice.id == id)
    };
    assert!(!has(&first, "stamp-repeated"));
    let second = sequence.examine(&meeting(&signature, "{\"other\":1}"), &account);
    assert_eq!(ids(&second.verdict), ["signature-reused"]);
    assert!(has(&second, "stamp-repeated"));
    assert!(second.to_text(Language::English).contains("of request 1"));
    assert_eq!(second.to_json(Language::English)["mistakes"][0]["of_request"], 1);
    // A placeholder is no signature that could be used again.
    sequence.examine(&meeting("todo", "{}"), &account);
    let placeholder = sequence.examine(&meeting("todo", "{\"other\":1}"), &account);
    assert_eq!(placeholder.verdict, Verdict::Unexplained);
    // The very same once more: right, and refused for its nonce.
    let third = sequence.examine(&meeting(&signature, "{}"), &account);
    assert_eq!(third.verdict, Verdict::Valid);
    assert!(has(&third, "stamp-repeated"));
}

#[test]
fn two_mistakes_with_one_uri_or_one_body_are_found() {
    let account = Credentials::new("AKIDexample", "a-secret-key");
    let headers = "X-TC-Key=AKIDexample&X-TC-Nonce=880064&X-TC-Timestamp=1600000000";
    for (uri, body) in [
        ("/meetings", "{\"b\":1,\"a\":\"会\"}"),
        ("/v1/meetings?userid=tester1", "{\"a\":\"会\",\"b\":1}\n"),
        ("https://api.meeting.qq.com/v1/meetings", "{\"b\":1,\"a\":\"会\"}"),
    ] {
        let signature = signature("a-secret-key", &format!("POST\n{headers}\n{uri}\n{body}"));
        let request = meeting(&signature, "{\"b\":1,\"a\":\"会\"}");
        let diagnosis = doctor(2).recipes_only().examine(&request, &account);
        assert_eq!(ids(&diagnosis.verdict).len(), 2, "{uri} {body}: {:?}", diagnosis.verdict);
        let Verdict::Invalid(found) = &diagnosis.verdict else { unreachable!() };
        assert_eq!(found[0].sign(&request, &account).as_deref(), Some(signature.as_bytes()));
    }
}

#[test]
fn a_key_signed_in_another_charset_is_in_no_report() {
    let credentials = Credentials::new("AKIDexample", "very-secret-key-0123");
    let mut request = Request::new("GET", "/v1/users/list")
        .header(header::KEY, "AKIDexample")
        .nonce("1")
        .timestamp("1600000000");
    for charset in Mistake::all().filter(|mistake| mistake.stage == Stage::Charset) {
        let recipe = Recipe::with_mistakes(["header-key-is-secret-key", charset.id]).unwrap();
        request.set_header(header::SIGNATURE, recipe.sign(&request, &credentials));
        let diagnosis = doctor(2).examine(&request, &credentials);
        assert!(matches!(diagnosis.verdict, Verdict::Invalid(_)), "{}", charset.id);
        for report in
            [diagnosis.to_text(Language::English), diagnosis.to_json(Language::Chinese).to_string()]
        {
            let letters: String = report.chars().filter(char::is_ascii_alphanumeric).collect();
            let spread: String = "very-secret".chars().map(|c| format!("{c}\\0")).collect();
            assert!(
                !letters.contains("verysecretkey") && !report.contains(&spread),
                "{}: {report}",
                charset.id
            );
        }
    }
}

#[test]
fn the_same_call_in_every_format_has_the_same_diagnosis() {
    let body = "{\"subject\":\"周会\"}";
    let text = format!(
        "POST\nX-TC-Key=AKIDexample&X-TC-Nonce=880064&X-TC-Timestamp=1600000000\n/v1/meetings\n{body}"
    );
    let signature = signature("a-secret-key", &text);
    let json = serde_json::to_string(&meeting(&signature, body)).unwrap();
    let names = [
        ("X-TC-Key", "AKIDexample"),
        ("X-TC-Nonce", "880064"),
        ("X-TC-Timestamp", "1600000000"),
        ("X-TC-Signature", &*signature),
    ];
    let lines: String = names.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let http = format!(
        "POST /v1/meetings?userid=tester1 HTTP/1.1\r\n{lines}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let options: String =
        names.iter().map(|(name, value)| format!(" -H '{name}: {value}'")).collect();
    let curl = format!(
        "curl 'https://api.meeting.qq.com/v1/meetings?userid=tester1'{options} --data-raw '{body}'"
    );
    let list: Vec<_> =
        names.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    let entry = json!({"request": {"method": "POST", "url": "https://api.meeting.qq.com/v1/meetings?userid=tester1",
        "headers": list, "postData": {"mimeType": "", "text": body}}});
    let har = json!({"log": {"entries": [entry, entry]}}).to_string();
    let run = |arguments: &[&str], input: &str| {
        Tmsig::new(arguments.iter().copied())
            .env("TMSIG_SECRET_ID", "AKIDexample")
            .env("TMSIG_SECRET_KEY", "a-secret-key")
            .stdin(input.to_owned())
            .run()
    };
    for (format, input) in
        [("json", &json), ("http", &http), ("curl", &curl), ("har", &har), ("jsonl", &json)]
    {
        for arguments in [
            &["doctor", "--format=json"][..],
            &["doctor", "--format=json", "--input-format", format],
        ] {
            let ran = run(arguments, input).exits(1);
            let count = if format == "har" { 2 } else { 1 };
            assert_eq!(ran.stdout.lines().count(), count, "{ran:?}");
            for line in ran.stdout.lines() {
                let report: Value = serde_json::from_str(line).unwrap();
                let named: Vec<_> = report["mistakes"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|mistake| mistake["id"].as_str().unwrap())
                    .collect();
                assert_eq!(named, ["query-left-out"], "{format}: {report}");
            }
        }
    }
    run(&["doctor", "--input-format=har"], &json).complains(&["standard input", "not a HAR"]);
    let twice = format!("{json}\n{json}\n");
    run(&["doctor", "--intended=/dev/null"], &twice).complains(&["--intended", "2 are given"]);
}

#[test]
fn the_command_names_the_mistake_and_exits_by_the_verdict() {
    let environment = |tmsig: Tmsig| {
        tmsig.env("TMSIG_SECRET_ID", "AKIDexample").env("TMSIG_SECRET_KEY", "a-secret-key")
    };
    let credentials = Credentials::new("AKIDexample", "a-secret-key");
    let request = Request::new("GET", "/v1/users/list?page=1")
        .header(header::KEY, "AKIDexample")
        .nonce("1")
        .timestamp("1600000000");
    let signed = |ids: &[&str]| {
        let recipe = Recipe::with_mistakes(ids.iter().copied()).unwrap();
        let mut request = request.clone();
        request.set_header(header::SIGNATURE, recipe.sign(&request, &credentials));
        serde_json::to_string(&request).unwrap()
    };
    let (right, wrong) = (signed(&[]), signed(&["query-left-out", "encoding-none"]));

    let run = |arguments: &[&str], input: &str| {
        environment(Tmsig::new(arguments.iter().copied())).stdin(input.to_owned()).run()
    };
    run(&["doctor"], &right).exits(0);
    let ran = run(&["doctor", "--lang=en"], &wrong).exits(1);
    assert!(ran.stdout.starts_with("invalid (200003)"), "{ran:?}");
    assert!(ran.stdout.contains("[query-left-out]") && ran.stdout.contains("[encoding-none]"));
    let ran = run(&["doctor", "--lang=zh"], &wrong).exits(1);
    assert!(ran.stdout.starts_with("无效（200003）"), "{ran:?}");

    // Many, one a line, and one report a line in the same order.
    let lines = format!("{right}\n{wrong}\n{right}\n");
    let ran = run(&["doctor", "--format=json"], &lines).exits(1);
    let verdicts: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["verdict"].clone())
        .collect();
    assert_eq!(verdicts, [json!("valid"), json!("invalid"), json!("valid")]);
    run(&["doctor"], "nonsense").complains(&["standard input", "wanted"]);
}
