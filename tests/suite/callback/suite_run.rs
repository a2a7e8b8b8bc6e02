//! `tmsig test` on programs that receive callbacks: the vectors of callbacks
//! are run where the adapter lists their operations, and nowhere else.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use serde_json::Value;

use super::cli::told;

fn test(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tmsig"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.arg("test").args(arguments).output().unwrap()
}

fn json(arguments: &[&str]) -> (Option<i32>, Value) {
    let output = test(&[&["--format", "json"], arguments].concat());
    let report = serde_json::from_slice(&output.stdout);
    (output.status.code(), report.unwrap_or_else(|_| panic!("{}", told(&output))))
}

fn kinds(report: &Value) -> BTreeSet<&str> {
    let tests = report["tests"].as_array().unwrap();
    tests.iter().map(|test| test["kind"].as_str().unwrap()).collect()
}

/// How many vectors there are, and how many of them have a signature of the
/// right shape that does not hold: counted in the files.
fn in_the_files() -> (u64, u64) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/callback");
    let (mut all, mut mismatched) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        let groups = file["groups"].as_array().unwrap();
        for case in groups.iter().flat_map(|group| group["tests"].as_array().unwrap()) {
            all += 1;
            let refusal = &case["refusal"];
            mismatched +=
                u64::from(refusal["field"] == "signature" && refusal["reason"] == "mismatch");
        }
    }
    (all, mismatched)
}

#[test]
fn a_receiver_is_put_every_vector_of_callbacks_and_none_of_requests() {
    let (code, report) = json(&["--", "node", "adapters/receivers/receiver.mjs"]);
    assert_eq!((code, &report["conforms"]), (Some(0), &true.into()));
    assert_eq!(report["counts"]["passed"], in_the_files().0);
    assert_eq!(report["not_asked"], 0);
    assert_eq!(kinds(&report), BTreeSet::from(["callback"]));
    assert_eq!(report["signer"]["name"], "tmsig node receiver");
}

#[test]
fn a_wrong_receiver_fails_in_every_form_of_report_and_the_mistake_is_named() {
    let wrong = ["--", "node", "adapters/receivers/wrong/zero_iv.mjs"];
    let (code, report) = json(&wrong);
    assert_eq!((code, &report["conforms"]), (Some(1), &false.into()));
    let tests = report["tests"].as_array().unwrap();
    let failed: Vec<_> = tests.iter().filter(|test| test["outcome"] == "failed").collect();
    assert_eq!(report["counts"]["failed"], failed.len());
    let named = failed.iter().filter(|test| test["mistakes"][0] == "iv-zero");
    // A single block, all of which the IV spoils, decrypts to nothing that could prove it.
    assert!(named.clone().count() > 10, "{failed:?}");
    assert!(named.clone().all(|test| test["stage"] == "plaintext"));

    let failures = format!("failures=\"{}\"", failed.len());
    for (format, part) in [
        ("text", "first wrong stage: plaintext"),
        ("junit", &failures),
        ("markdown", "\\[iv-zero\\]"),
    ] {
        let output = test(&[&["--format", format], &wrong[..]].concat());
        assert_eq!(output.status.code(), Some(1));
        assert!(told(&output).contains(part), "{format}: {}", told(&output));
    }
}

#[test]
fn a_signer_without_these_operations_is_not_asked() {
    let selection = ["--filter", "method/*", "--filter", "callback/*"];
    let signer = ["--", "node", "adapters/signer.mjs"];
    let (code, report) = json(&[&selection[..], &signer].concat());
    assert_eq!(code, Some(0));
    assert!(kinds(&report).contains("valid") && !kinds(&report).contains("callback"));

    let output = test(&[&selection[2..], &signer].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("lists no operation on callbacks"), "{}", told(&output));
}

/// Signs with a constant and believes every signature of a callback.
const CREDULOUS: &str = r#"
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    answer = {"start": {"version": 1, "name": "credulous", "ops": ["sign", "callback_verify"]},
              "sign": {"signature": "constant"}}.get(message["op"], {"valid": True})
    print(json.dumps({"seq": message.get("seq"), **answer}), flush=True)
"#;

#[test]
fn one_adapter_is_judged_as_both_and_a_forged_signature_it_believes_is_found() {
    let credulous = ["--", "python3", "-c", CREDULOUS];
    let selection = ["--filter", "method/*", "--filter", "callback/*"];
    let (code, report) = json(&[&selection[..], &credulous].concat());
    assert_eq!(code, Some(1));
    assert!(kinds(&report).is_superset(&BTreeSet::from(["callback", "valid"])));
    let tests = report["tests"].as_array().unwrap();
    let (all, mismatched) = in_the_files();
    let of = |outcome: &str| {
        tests.iter().filter(|t| t["kind"] == "callback" && t["outcome"] == outcome).collect()
    };
    let (failed, passed): (Vec<_>, Vec<_>) = (of("failed"), of("passed"));
    assert_eq!((failed.len() as u64, (failed.len() + passed.len()) as u64), (mismatched, all));
    assert!(failed.iter().all(|test| test["stage"] == "verdict" && test["got"] == "valid"));
}

#[test]
fn a_list_of_expected_failures_may_name_callbacks() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("known.txt");
    let list = list.to_str().unwrap();
    let wrong = ["--", "node", "adapters/receivers/wrong/locale_sort.mjs"];
    let output = test(&[&["--write-expect-failures", list], &wrong[..]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let output = test(&[&["--expect-failures", list], &wrong[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
}
