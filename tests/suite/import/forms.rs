//! What people paste: logs, consoles, objects, code, each printed by a program.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tmsig::doctor::is_signed_right;
use tmsig::import::{self, Captured, Doubt, ImportError};
use tmsig::{Credentials, Language, Request};

/// What `forms/expected.json` says of a text.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[serde(default)]
    method: String,
    #[serde(default)]
    uri: String,
    #[serde(default)]
    body: String,
    /// Words of the refusal, where the text does not show what was sent.
    refused: Option<String>,
    /// `error_code` of the answer behind it.
    answered: Option<u64>,
    /// How many requests it holds, if not one.
    #[serde(default = "one")]
    count: usize,
}

fn one() -> usize {
    1
}

fn account() -> Credentials {
    Credentials::new(
        "QmT7zR4kXw92LbNc5vHd8yEf3sJp6uAg",
        "h4Yd2ZpLq8VnRw5TxK3bMc7GsJ9fUe1AoXi6HtEzBkCvDrNW",
    )
}

fn is_right(request: &Request<'_>) -> bool {
    is_signed_right(request, &account())
}

fn expected() -> BTreeMap<String, Expected> {
    let text = include_str!("forms/expected.json");
    serde_json::from_str(text).expect("it is as this test wants it")
}

fn text(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/import/forms");
    fs::read(folder.join(format!("{name}.txt"))).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every request of an input, settled by its signature.
fn settled(input: &[u8]) -> Result<Vec<Result<Captured, Doubt>>, ImportError> {
    let imported = import::read(input, None, &mut import::no_files)?;
    Ok(imported.requests.into_iter().map(|captured| captured.settle(is_right)).collect())
}

#[test]
fn every_form_is_read_as_what_was_sent() {
    for (name, expected) in expected() {
        let settled = settled(&text(&name));
        if let Some(words) = &expected.refused {
            let refusals: Vec<String> = match settled {
                Err(error) => vec![error.to_text(Language::English)],
                Ok(settled) => settled
                    .into_iter()
                    .map(|one| match one {
                        Err(doubt) => doubt.to_text(Language::English),
                        // The command says so where nothing explains the signature.
                        Ok(captured) if captured.is_uncertain => {
                            assert!(!is_right(&captured.request), "{name}");
                            Doubt::Uncertain { form: captured.form }.to_text(Language::English)
                        }
                        Ok(captured) => panic!("{name}: {:?}", captured.request),
                    })
                    .collect(),
            };
            assert!(refusals.iter().any(|refusal| refusal.contains(words)), "{name}: {refusals:?}");
            continue;
        }
        let settled = settled.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(settled.len(), expected.count, "{name}: {settled:?}");
        let captured = settled.into_iter().next().unwrap();
        let captured = captured.unwrap_or_else(|doubt| panic!("{name}: {doubt}"));
        let request = &captured.request;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(request.method_bytes()), expected.method, "{name}");
        assert_eq!(text(request.uri_bytes()), expected.uri, "{name}");
        assert_eq!(text(request.body_bytes()), expected.body, "{name}");
        assert!(is_right(request), "{name}: {request:?}");
        let answered = captured.answer.and_then(|answer| answer.error_code);
        if expected.answered.is_some() {
            assert_eq!(answered, expected.answered, "{name}");
        }
    }
}

/// `curl -v` shows no body: the user gives it.
#[test]
fn a_body_that_a_text_does_not_show_can_be_given() {
    let body = "{\"userid\":\"u1\",\"instanceid\":1,\"subject\":\"研发周会 it's 100%\",\"type\":0}";
    for name in ["real-curl-v", "apache-headers-4.5"] {
        let imported = import::read(&text(name), None, &mut import::no_files).unwrap();
        let captured = imported.requests.into_iter().next().unwrap();
        assert!(captured.clone().settle(is_right).is_err(), "{name}");
        let settled = captured.clone().with_body(body.as_bytes()).settle(is_right).unwrap();
        assert!(is_right(&settled.request), "{name}");
        // Another body is another request.
        let settled = captured.with_body(b"{}").settle(is_right).unwrap();
        assert!(!is_right(&settled.request), "{name}");
    }
}
