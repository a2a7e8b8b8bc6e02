//! Wrong signatures as people make them: `field/inputs.json` says of each what
//! was really done.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tmsig::doctor::{Doctor, Verdict, is_signed_right};
use tmsig::import;
use tmsig::{Credentials, Language, Request};

#[derive(serde::Deserialize)]
struct Inputs {
    credentials: BTreeMap<String, String>,
    cases: Vec<Case>,
}

#[derive(serde::Deserialize)]
struct Case {
    id: String,
    what_was_done: String,
    /// The mistake that is named first; none for a right signature.
    first: Option<String>,
    /// Who did it, where that is more than the signing code.
    #[serde(default)]
    side: Option<String>,
    request: Value,
}

fn inputs() -> Inputs {
    serde_json::from_str(include_str!("field/inputs.json")).unwrap()
}

fn account(inputs: &Inputs) -> Credentials {
    Credentials::new(&*inputs.credentials["secret_id"], &*inputs.credentials["secret_key"])
}

/// With time enough on a busy machine: the work is bounded without it.
fn doctor() -> Doctor {
    Doctor::default().budget(Duration::from_secs(120))
}

fn settled(case: &Case, account: &Credentials) -> Request<'static> {
    let text = case.request.to_string();
    let imported = import::read(text.as_bytes(), None, &mut import::no_files).unwrap();
    let captured = imported.requests.into_iter().next().unwrap();
    captured.settle(|request| is_signed_right(request, account)).unwrap().request
}

#[test]
fn what_was_done_is_named_first() {
    let inputs = inputs();
    let account = account(&inputs);
    for case in &inputs.cases {
        let request = settled(case, &account);
        let diagnosis = doctor().examine(&request, &account);
        let report = diagnosis.to_json(Language::English);
        let told = format!("{}: {}\n{report:#}", case.id, case.what_was_done);
        let Some(first) = &case.first else {
            assert_eq!(diagnosis.verdict, Verdict::Valid, "{told}");
            continue;
        };
        if first == "-" {
            // Empty: nothing to search.
            assert_eq!(report["verdict"], "invalid", "{told}");
            assert_eq!(report["error_code"], 190_004, "{told}");
            assert_eq!(report["mistakes"][0]["id"], "signature-missing", "{told}");
            assert_eq!(report["recipes_tried"], 1, "{told}");
            continue;
        }
        assert_eq!(report["verdict"], "invalid", "{told}");
        assert_eq!(report["mistakes"][0]["id"], **first, "{told}");
        if let Some(side) = &case.side {
            assert_eq!(report["mistakes"][0]["side"], **side, "{told}");
        }
    }
}

/// What is said to have been signed makes the digest that was sent.
#[test]
fn every_explanation_is_proven() {
    let inputs = inputs();
    let account = account(&inputs);
    for case in &inputs.cases {
        let request = settled(case, &account);
        let Verdict::Invalid(found) = doctor().examine(&request, &account).verdict else {
            continue;
        };
        let is_of_key = |stage: tmsig::recipe::Stage| stage.id() == "key" || stage.id() == "mac";
        let is_absent = found[0].mistakes().any(|mistake| mistake.id == "signature-missing");
        if is_absent || found[0].mistakes().any(|mistake| is_of_key(mistake.stage)) {
            continue;
        }
        let key = inputs.credentials["secret_key"].as_bytes();
        let digest = hmac_sha256::HMAC::mac(found[0].signed(), key);
        let headers = request.headers().map(|(_, value)| value.to_vec());
        let is_sent = headers.into_iter().any(|value| holds(&value, &digest));
        assert!(is_sent, "{}: {:?}", case.id, String::from_utf8_lossy(found[0].signed()));
    }
}

/// Whether a text is a digest in hexadecimal or base64, whatever is around it.
fn holds(text: &[u8], digest: &[u8]) -> bool {
    let hex = hex::encode(digest);
    let bare: Vec<u8> = text
        .rsplit(|&byte| byte == b':')
        .next()
        .unwrap_or_default()
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let inner = STANDARD.decode(&bare).unwrap_or_default();
    let narrow: Vec<u8> = inner.iter().copied().filter(|byte| *byte != 0).collect();
    [bare, inner, narrow].iter().any(|form| form == hex.as_bytes() || form == digest)
}

/// The text was encoded or hashed before the HMAC, as `text-encoded` says.
#[test]
fn a_text_that_was_encoded_first_is_named() {
    let account = Credentials::new("AKIDtest", "sk-test");
    let text = "POST\nX-TC-Key=AKIDtest&X-TC-Nonce=7&X-TC-Timestamp=1700000000\n/v1/meetings\n{}";
    let dressed = [
        hex::encode(text).into_bytes(),
        STANDARD.encode(text).into_bytes(),
        hmac_sha256::Hash::hash(text.as_bytes()).to_vec(),
        format!("\"{text}\"").into_bytes(),
    ];
    for dressed in dressed {
        let digest = hmac_sha256::HMAC::mac(&dressed, b"sk-test");
        let signature = STANDARD.encode(hex::encode(digest));
        let request = Request::new("POST", "/v1/meetings")
            .header("X-TC-Key", "AKIDtest")
            .nonce("7")
            .timestamp("1700000000")
            .body(b"{}")
            .header("X-TC-Signature", &signature);
        let report = doctor().examine(&request, &account).to_json(Language::English);
        assert_eq!(report["mistakes"][0]["id"], "text-encoded", "{report:#}");
    }
}

/// Random digests are nobody's.
#[test]
fn a_random_signature_is_not_explained() {
    let account = Credentials::new("AKIDtest", "sk-test");
    for seed in 0_u8..6 {
        let digest = hmac_sha256::Hash::hash(&[seed]);
        let signature = STANDARD.encode(hex::encode(digest));
        let request = Request::new("POST", "/v1/meetings?userid=u1&instanceid=1")
            .header("X-TC-Key", "AKIDtest")
            .nonce("7")
            .timestamp("1700000000")
            .body(b"{\"subject\":\"\xe4\xbc\x9a\",\"type\":0}")
            .header("X-TC-Signature", &signature);
        let diagnosis = doctor().nonces(0).examine(&request, &account);
        assert_eq!(diagnosis.verdict, Verdict::Unexplained);
    }
}
