//! What a page without a server asks the doctors: JSON in, JSON out.

use std::fs;
use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};
use tmsig::consultation;

use crate::cli::command::repository;

/// No time passes: what is found does not depend on the machine.
fn no_clock() -> Duration {
    Duration::ZERO
}

fn ask(question: &Value) -> Value {
    let answer = consultation::answer(question.to_string().as_bytes(), 1_600_000_000, no_clock);
    serde_json::from_str(&answer).unwrap()
}

/// Every test of these files with this result, and its account.
fn vectors(files: &[&str], result: &str) -> Vec<(Value, Value)> {
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(repository(&format!("vectors/{file}.json"))).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        for group in document["groups"].as_array().unwrap() {
            let tests = group["tests"].as_array().unwrap();
            let wanted = tests.iter().filter(|test| test["result"] == result);
            found.extend(wanted.map(|test| (test.clone(), group["credentials"].clone())));
        }
    }
    assert!(!found.is_empty());
    found
}

/// A question about a request, with its account.
fn question(ask: &str, request: &Value, account: &Value) -> Value {
    let mut question = account.clone();
    question["ask"] = json!(ask);
    question["lang"] = json!("en");
    question["input"] = json!(request.to_string());
    question
}

#[test]
fn golden_requests_are_signed_as_their_file_says_and_are_valid() {
    for (test, account) in vectors(&["query", "body", "unicode"], "valid") {
        let signed = ask(&question("sign", &test["request"], &account));
        assert_eq!(signed["signature"], test["signature"], "{}", test["id"]);
        assert_eq!(signed["digest"], test["hex_digest"], "{}", test["id"]);
        let verified = ask(&question("verify", &test["request"], &account));
        assert_eq!(verified["requests"][0]["verdict"], "valid", "{}", test["id"]);
        let mut other = account.clone();
        other["secret_key"] = json!("SKofNobodyMadeUp4Hs8Tq2Lw");
        let refused = ask(&question("verify", &test["request"], &other));
        // What looks like a template and is not signed right is asked about, not judged.
        match &refused["requests"].as_array().unwrap()[..] {
            [] => assert_ne!(refused["remarks"], json!([]), "{}", test["id"]),
            [judged] => assert_eq!(judged["error_code"], 200_003, "{}", test["id"]),
            more => panic!("{more:?}"),
        }
        for answer in [signed, verified, refused] {
            let answer = answer.to_string();
            assert!(!answer.contains(account["secret_key"].as_str().unwrap()), "{answer}");
            assert!(!answer.contains("SKofNobody"), "{answer}");
        }
    }
}

#[test]
fn a_mistake_is_named_without_any_clock() {
    let named = |id: &str| {
        let (test, account) = vectors(&["mistakes"], "invalid")
            .into_iter()
            .find(|(test, _)| test["id"] == format!("mistakes/{id}"))
            .unwrap();
        let answer = ask(&question("diagnose", &test["request"], &account));
        answer["requests"][0]["report"]["mistakes"][0]["id"].clone()
    };
    for id in ["query-left-out", "method-lower-case", "query-decoded"] {
        assert_eq!(named(id), id);
    }
}

#[test]
fn a_printed_text_beside_several_requests_is_said_to_be_of_one() {
    let tests = vectors(&["query"], "valid");
    let (first, account) = &tests[0];
    let two = format!("{}\n{}\n", first["request"], tests[1].0["request"]);
    let mut question = question("diagnose", &first["request"], account);
    question["input"] = json!(two);
    question["signed_text"] = json!("GET\nanything");
    let answer = ask(&question);
    assert_eq!(answer["requests"].as_array().unwrap().len(), 2, "{answer}");
    let remarks = answer["remarks"].to_string();
    assert!(remarks.contains("several are pasted"), "{remarks}");
    question["input"] = json!(first["request"].to_string());
    assert_eq!(ask(&question)["remarks"], json!([]));
}

#[test]
fn what_cannot_be_answered_is_said_without_the_key() {
    for question in [
        r#"{"ask":"diagnose","secret_key":"SKmadeUp7Qz4Wn1Xv8Yb5","input":7}"#,
        r#"{"ask":"diagnose","secret_key":"SKmadeUp7Qz4Wn1Xv8Yb5","input":"SKmadeUp7Qz4Wn1Xv8Yb5"}"#,
        r#"{"ask":"diagnose","secret_key":"SKmadeUp7Qz4Wn1Xv8Yb5","format":"SKmadeUp7Qz4Wn1Xv8Yb5"}"#,
        r#"{"ask":"SKmadeUp7Qz4Wn1Xv8Yb5"}"#,
        r#"{"secret_key":"SKmadeUp7Qz4Wn1Xv8Yb5""#,
    ] {
        let answer = consultation::answer(question.as_bytes(), 0, no_clock);
        let said: Value = serde_json::from_str(&answer).unwrap();
        assert!(said["tmsig"].is_string(), "{question}: {answer}");
        assert!(!answer.contains("SKmadeUp"), "{question}: {answer}");
    }
}

proptest! {
    #[test]
    fn every_question_has_an_answer_in_json(
        question in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..200),
            (any::<String>(), any::<String>()).prop_map(|(input, secret_key)| {
                json!({ "ask": "verify", "input": input, "secret_key": secret_key })
                    .to_string()
                    .into_bytes()
            }),
        ],
    ) {
        let answer = consultation::answer(&question, 0, no_clock);
        prop_assert!(serde_json::from_str::<Value>(&answer).is_ok(), "{answer}");
    }
}
