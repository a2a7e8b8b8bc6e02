use std::time::Duration;

use tmsig::campaign::{Campaign, Subject};
use tmsig::conformance::protocol::{parse_answer, parse_hello};
use tmsig::conformance::{Answer, ReportedStages, SignerName, SignerUnderTest};
use tmsig::doctor::{Doctor, Language};
use tmsig::generator::PUBLIC_ACCOUNTS;
use tmsig::import;
use tmsig::recipe::{Mistake, Recipe};
use tmsig::vectors::Suite;
use tmsig::{Credentials, Request, Signer, Verifier, header};

use super::input::{decisions, sample};

/// In every key below, so that no escaping of the rest hides it.
const MARK: &str = "hygiene7Qz4Wn1Xv8Yb";
const OTHER_KEY: &str = "SKother-hygiene7Qz4Wn1Xv8Yb";
const KEYS: [&str; 4] = [
    "SKhygiene7Qz4Wn1Xv8Yb5Nc2Lk9Jh",
    "SK\"hygiene7Qz4Wn1Xv8Yb\\n'",
    "密钥hygiene7Qz4Wn1Xv8Yb不可外泄",
    " hygiene7Qz4Wn1Xv8Yb+/%20=\n",
];

/// No formatting, report or error contains the SecretKey: neither where it
/// belongs, nor where it was put by mistake.
pub fn secret_hygiene(input: &[u8]) {
    // A fuzzer sees the mark in its comparisons and writes it into the input,
    // where it is a text like any other.
    if input.windows(MARK.len()).any(|window| window == MARK.as_bytes()) {
        return;
    }
    let ([key, place, mistake, mistake_high], rest) = decisions(input);
    let mut sample = sample(rest);
    KEYS[usize::from(key) % KEYS.len()].clone_into(&mut sample.secret_key);
    let key = sample.secret_key.clone();
    match place % 8 {
        1 => sample.nonce.clone_from(&key),
        2 => sample.uri.push_str(&format!("?key={key}")),
        3 => sample.body.extend_from_slice(key.as_bytes()),
        4 => sample.secret_id.clone_from(&key),
        5 => sample.timestamp.clone_from(&key),
        6 => sample.method.clone_from(&key),
        _ => {}
    }
    let credentials = sample.credentials();
    let mut request = sample.request();
    if place % 8 == 7 {
        request.set_header(header::CONTENT_TYPE, key.as_bytes());
    }
    the_library_keeps_it(&credentials, &request, place % 8 == 4);
    let mistakes = Mistake::all().count();
    let at = usize::from(u16::from_le_bytes([mistake, mistake_high])) % mistakes;
    let id = Mistake::all().nth(at).map(|mistake| mistake.id);
    let recipe = Recipe::with_mistakes(id).expect("one mistake alone is a recipe");
    the_doctor_keeps_it(&recipe, &credentials, request);
    parsers_do_not_quote_it(&key, rest);
    if place == 255 {
        campaigns_keep_it(recipe, mistake);
    }
}

fn assert_kept(shown: &str) {
    assert!(!shown.contains(MARK), "{shown}");
}

fn the_library_keeps_it(credentials: &Credentials, request: &Request<'_>, is_id: bool) {
    let signer = Signer::new(credentials.clone());
    let verifier = Verifier::new([credentials.clone()]);
    if let Err(refusal) = signer.sign(request) {
        assert_kept(&format!("{refusal} {refusal:?}"));
    }
    if let Err(rejection) = verifier.verify_at(request, 1_600_000_000) {
        assert_kept(&format!("{rejection} {rejection:?} {}", rejection.error_code().json_body()));
    }
    // An id is shown, whatever was given as one.
    if !is_id {
        assert_kept(&format!("{credentials:?} {signer:?} {verifier:?}"));
    }
}

fn the_doctor_keeps_it(recipe: &Recipe, credentials: &Credentials, mut request: Request<'_>) {
    let signature = recipe.sign(&request, credentials);
    request.set_header(header::SIGNATURE, signature);
    let other = Credentials::new("AKIDother", OTHER_KEY);
    let doctor = Doctor::default()
        .max_mistakes(1)
        .near(0)
        .nonces(0)
        .clock(1_600_000_000)
        .budget(Duration::from_secs(600))
        .other_accounts(vec![other]);
    assert_kept(&format!("{doctor:?}"));
    // The key of another account is no less a secret.
    let mut holding = request.clone();
    holding.set_header(header::NONCE, OTHER_KEY);
    let signature = recipe.sign(&holding, credentials);
    holding.set_header(header::SIGNATURE, signature);
    for request in [request, holding] {
        let diagnosis = doctor.examine(&request, credentials);
        for language in [Language::English, Language::Chinese] {
            assert_kept(&diagnosis.to_text(language));
            assert_kept(&diagnosis.to_json(language).to_string());
        }
    }
}

/// Errors say where and what was expected, not what was found.
fn parsers_do_not_quote_it(key: &str, text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    let quoted = serde_json::Value::from(key).to_string();
    for json in [
        format!("{{\"method\":{quoted},\"uri\":{quoted},\"headers\":{quoted}}}"),
        format!("{{\"method\":\"GET\",\"uri\":\"/\",\"body\":[{quoted}]}}"),
        format!("{{\"method\":\"GET\",\"uri\":\"/\",\"body_base64\":{quoted}}}"),
        format!("{quoted}{text}"),
    ] {
        if let Err(error) = Request::from_json(&json) {
            assert_kept(&format!("{error} {error:?}"));
        }
        if let Err(error) = import::read(json.as_bytes(), None, &mut import::no_files) {
            assert_kept(&format!("{error} {error:?}"));
        }
        if let Err(error) = Suite::load([("topic.json", &*json)]) {
            assert_kept(&error.to_string());
        }
    }
    for line in [
        format!("{{\"seq\":{quoted},\"signature\":{quoted}}}"),
        format!("{{\"seq\":1,\"signature\":\"\",\"string_to_sign_base64\":{quoted}}}"),
        format!("{{\"version\":{quoted},\"ops\":[{quoted}]}}"),
        format!("{quoted}{text}"),
    ] {
        if let Err(reason) = parse_answer(line.as_bytes(), 1) {
            assert_kept(&reason);
        }
        if let Err(reason) = parse_hello(line.as_bytes(), &["sign"]) {
            assert_kept(&reason);
        }
    }
}

/// A signer with this mistake, or one that answers the key itself as an
/// adapter would be redacted.
struct Wrong(Recipe);

impl SignerUnderTest for Wrong {
    fn sign(&mut self, credentials: &Credentials, request: &Request<'_>) -> Answer {
        let text = String::from_utf8_lossy(&self.0.sign(request, credentials)).into_owned();
        Answer::Signature { text, stages: ReportedStages::default() }
    }
}

fn campaigns_keep_it(recipe: Recipe, seed: u8) {
    let start = || Ok(Box::new(Wrong(recipe)) as Box<dyn SignerUnderTest>);
    let name = SignerName { name: "wrong".to_owned(), language: String::new() };
    let subject = Subject::Signer { name, start: &start };
    let report = Campaign::new(seed.into()).cases(16).run(&subject).expect("it starts");
    let shown = [Language::English, Language::Chinese].map(|language| {
        let json = report.to_json(language).to_string();
        [report.to_text(language), json, report.to_junit(language)].concat()
    });
    for (_, key) in PUBLIC_ACCOUNTS.iter().filter(|(_, key)| key.is_ascii() && key.len() >= 16) {
        assert!(!shown.concat().contains(key), "{key} in {}", shown.concat());
    }
}
