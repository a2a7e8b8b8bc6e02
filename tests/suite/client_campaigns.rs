//! Campaigns on whole clients: the wrong ones are found, made small and named
//! once, the right ones left alone.

use std::fs;

use arbitrary::Unstructured;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;
use tmsig::generator::{PUBLIC_ACCOUNTS, SAMPLE_BYTES, step};
use tmsig::vectors::ClientStep;

use crate::cli::command::{Ran, Tmsig};
use crate::clients::is_installed;

const HOSTILE: &str = "tests/suite/signers/hostile_client.py";

fn fuzz(options: &[&str], command: &[&str]) -> Ran {
    Tmsig::new(["fuzz", "--client"]).arguments(options).arguments(["--"]).arguments(command).run()
}

fn ids(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect()
}

/// With the mistake that is written in its docs, and nothing else.
#[test]
fn every_wrong_demo_is_found_within_50_cases_and_named() {
    for (client, mistake) in [
        ("path_decoded", "path-decoded"),
        ("query_re_encoded", "query-re-encoded-rfc-3986"),
        ("body_re_serialised", "json-python"),
        ("signature_cached", "signature-reused"),
        ("get_signs_braces", "body-empty-object"),
    ] {
        for seed in ["1", "2", "3"] {
            let path = format!("adapters/wrong/clients/{client}.py");
            let options = ["--cases=50", "--format=json", "--seed", seed];
            let report = fuzz(&options, &["python3", &path]).exits(1).json();
            assert_eq!(ids(&report), [mistake], "{client} {seed}: {report:#}");
            assert_eq!(report["cases"], 50);
        }
    }
}

#[test]
fn right_clients_have_no_finding() {
    for (probe, command) in [
        (&["python3", "--version"][..], &["python3", "adapters/clients/urllib_client.py"][..]),
        (&["node", "--version"], &["node", "adapters/clients/fetch_client.mjs"]),
        (&["go", "version"], &["go", "run", "adapters/clients/nethttp_client.go"]),
        (&["ruby", "--version"], &["ruby", "adapters/clients/nethttp_client.rb"]),
    ] {
        if is_installed(probe) {
            let ran = fuzz(&["--cases=400", "--seed=5", "--jobs=2"], command).exits(0);
            assert!(ran.stdout.contains("no finding\n400 cases, 400 passed"), "{ran:#?}");
        }
    }
}

#[test]
fn the_minimal_call_is_the_one_a_person_would_write() {
    let wrong = ["python3", "adapters/wrong/clients/get_signs_braces.py"];
    let text = fuzz(&["--cases=30", "--seed=1"], &wrong).exits(1).stdout;
    for words in [
        "minimal call GET /v1/meetings, no body; your client: {} is signed for a body that is not",
        "    arrived         GET /v1/meetings HTTP/1.1\n",
        "must be signed  \"GET\\nX-TC-Key=",
        "was signed      …\"",
    ] {
        assert!(text.contains(words), "{words:?} is not in\n{text}");
    }
    let wrong = ["python3", "adapters/wrong/clients/path_decoded.py"];
    let text = fuzz(&["--cases=30", "--seed=1", "--lang=zh"], &wrong).exits(1).stdout;
    assert!(text.contains("；你的客户端：路径在百分号编码之前就参与了签名"), "{text}");
}

#[test]
fn the_same_seed_finds_the_same_with_any_number_of_jobs() {
    let run = |jobs: &str| {
        let options = ["--cases=200", "--seed=11", "--format=json", "--jobs", jobs];
        let wrong = ["python3", "adapters/wrong/clients/body_re_serialised.py"];
        let report = fuzz(&options, &wrong).exits(1).json();
        let findings = report["findings"].as_array().unwrap().iter();
        let of = |finding: &Value| {
            ["id", "call", "cases", "first_case", "minimal"].map(|member| finding[member].clone())
        };
        let counts = ["passed", "failed", "errored", "skipped"].map(|name| report[name].clone());
        (counts, findings.map(of).collect::<Vec<_>>())
    };
    assert_eq!(run("1"), run("3"));
}

#[test]
fn findings_are_saved_without_a_key_and_tried_first() {
    let folder = TempDir::new().unwrap();
    let corpus = folder.path().join("findings").display().to_string();
    let wrong = ["python3", "adapters/wrong/clients/path_decoded.py"];
    fuzz(&["--cases=50", "--seed=1", "--corpus", &corpus], &wrong).exits(1);
    let saved = fs::read_to_string(format!("{corpus}/path-decoded.json")).unwrap();
    let keys = PUBLIC_ACCOUNTS.iter().map(|(_, key)| key).filter(|key| key.len() >= 8);
    assert!(keys.into_iter().all(|key| !saved.contains(key)));

    let replay = ["--cases=0", "--format=json", "--corpus", &*corpus];
    let report = fuzz(&replay, &wrong).exits(1).json();
    assert_eq!(report["cases"], 1);
    assert_eq!(report["findings"][0]["first_replayed"], "path-decoded");
    let right = ["python3", "adapters/clients/urllib_client.py"];
    assert_eq!(fuzz(&replay, &right).exits(0).json()["passed"], 1);

    // One folder may hold both kinds; each campaign takes its own.
    let signer = ["fuzz", "--cases=0", "--corpus", &corpus, "--", "python3", "adapters/signer.py"];
    let ran = Tmsig::new(signer).run().exits(0);
    assert!(ran.stderr.contains("the saved calls are for clients"), "{ran:#?}");
    assert!(ran.stdout.contains("\n0 cases"), "{ran:#?}");

    fs::write(format!("{corpus}/broken.json"), r#"{"call":{"method":1}}"#).unwrap();
    fuzz(&replay, &wrong).complains(&["broken.json", "integer `1`"]);
}

#[test]
fn junit_has_a_failed_test_for_each_finding() {
    let options = ["--cases=30", "--seed=1", "--format=junit"];
    let wrong = ["python3", "adapters/wrong/clients/signature_cached.py"];
    let xml = fuzz(&options, &wrong).exits(1).stdout;
    assert!(xml.contains(r#"failures="1""#) && xml.contains("signature-reused"), "{xml}");
}

#[test]
fn what_is_no_client_is_told_so() {
    let ran = fuzz(&["--cases=5"], &["python3", "adapters/signer.py"]).exits(2);
    assert!(ran.stderr.contains("call"), "{ran:#?}");
    Tmsig::new(["fuzz", "--client"]).run().exits(2);
}

fn hostile(mode: &str) -> Value {
    let options = ["--cases=60", "--seed=1", "--format=json", "--timeout=500ms"];
    fuzz(&options, &["python3", HOSTILE, mode, "always"]).exits(1).json()
}

#[test]
fn what_goes_wrong_beside_the_signature_is_told_once() {
    for (mode, id) in [("does-not-call", "delivery-"), ("calls-elsewhere", "meaning-")] {
        let report = hostile(mode);
        let [found] = ids(&report)[..] else { panic!("{mode}: {report:#}") };
        assert!(found.starts_with(id), "{mode}: {report:#}");
        assert_eq!(report["findings"][0]["kind"], "failed");
        assert_eq!(report["findings"][0]["minimal"], true);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// What is generated can be saved and read, and sent on one line.
    #[test]
    fn generated_steps_survive_json(bytes in vec(any::<u8>(), 0..SAMPLE_BYTES)) {
        let step = step(&mut Unstructured::new(&bytes)).unwrap();
        let mut value = serde_json::to_value(&step).unwrap();
        if let ClientStep::Call(call) = &step {
            value["call"]["answers"] = serde_json::to_value(&call.answers).unwrap();
        }
        prop_assert_eq!(serde_json::from_value::<ClientStep>(value).unwrap(), step.clone());
        for call in step.calls() {
            prop_assert!(call.segments().iter().all(|it| !it.is_empty() && it != "." && it != ".."));
            let json = call.json_text.as_deref().map(serde_json::from_str::<Value>);
            prop_assert!(json.is_none_or(|json| json.is_ok()));
        }
    }
}
