//! The adapters of this repository: the right ones pass the whole suite, the
//! wrong ones fail it with the right words.

use std::collections::BTreeSet;
use std::env;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::cli::command::{Ran, Tmsig};
use crate::cli::vector_files::all_topics;

/// Requests of the accumulated vector each adapter is put to.
const MANY: &str = "1000";
/// The shell starts several processes for every request.
const FEW: &str = "10";

#[test]
fn go() {
    conforms(&["go", "version"], &["go", "run", "adapters/signer.go"], MANY);
}

#[test]
fn java() {
    conforms(&["java", "-version"], &["java", "adapters/Signer.java"], MANY);
}

#[test]
fn javascript() {
    conforms(&["node", "--version"], &["node", "adapters/signer.mjs"], MANY);
}

#[test]
fn perl() {
    conforms(&["perl", "--version"], &["perl", "adapters/signer.pl"], MANY);
}

#[test]
fn php() {
    conforms(&["php", "--version"], &["php", "adapters/signer.php"], MANY);
}

#[test]
fn python() {
    conforms(&["python3", "--version"], &["python3", "adapters/signer.py"], MANY);
}

#[test]
fn ruby() {
    conforms(&["ruby", "--version"], &["ruby", "adapters/signer.rb"], MANY);
}

#[test]
fn shell() {
    conforms(&["openssl", "version"], &["sh", "adapters/signer.sh"], FEW);
}

#[test]
fn without_the_hexadecimal_step() {
    let report = does_not_conform("adapters/wrong/no_hex.py");
    assert_all_fail(&report, "base64 of the raw digest: the hexadecimal step is left out");
    assert_cause(&report, "digest-raw");
}

#[test]
fn with_the_hexadecimal_step_twice() {
    let report = does_not_conform("adapters/wrong/double_hex.py");
    assert_all_fail(&report, "the digest is hex-encoded twice");
    assert_cause(&report, "digest-hex-twice");
}

#[test]
fn without_the_query_exactly_the_requests_that_have_one_fail() {
    let report = does_not_conform("adapters/wrong/query_left_out.py");
    let failed: BTreeSet<_> = tests(&report)
        .filter(|test| test["outcome"] == "failed")
        .map(|test| test["id"].as_str().unwrap().to_owned())
        .collect();
    let with_query: BTreeSet<_> = all_topics()
        .into_iter()
        .filter(|vector| vector.is_for_signers() && vector.uri().contains('?'))
        .map(|vector| vector.id)
        // Some of its requests have a query.
        .chain(["accumulated/100".to_owned()])
        .collect();
    assert_eq!(failed, with_query);
    assert_cause(&report, "query-left-out");
    assert!(tests(&report).all(|test| test["outcome"] != "errored"));
}

/// This mistake alone explains every failure but those of accumulated vectors.
fn assert_cause(report: &Value, mistake: &str) {
    let failed: Vec<_> = tests(report)
        .filter(|test| test["outcome"] == "failed" && test["kind"] != "accumulated")
        .map(|test| &test["id"])
        .collect();
    let causes = report["causes"].as_array().unwrap();
    assert_eq!(causes.len(), 1, "{causes:#?}");
    assert_eq!(causes[0]["mistakes"], serde_json::json!([mistake]));
    assert_eq!(causes[0]["explains"].as_array().unwrap().iter().collect::<Vec<_>>(), failed);
}

/// Puts the whole suite to an adapter, if `probe` shows that what it needs is
/// installed. With `CI` set it must be.
#[allow(clippy::print_stderr, reason = "a test cannot be skipped, only say that it was")]
fn conforms(probe: &[&str], command: &[&str], accumulated: &str) {
    let found = Command::new(probe[0])
        .args(&probe[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !found {
        assert!(env::var_os("CI").is_none(), "{} is not installed, and CI must have it", probe[0]);
        eprintln!("skipped: {} is not installed", probe[0]);
        return;
    }
    let report = judge(command, accumulated).exits(0).json();
    let counts = &report["counts"];
    for outcome in ["failed", "errored", "skipped"] {
        assert_eq!(counts[outcome], 0, "{report:#}");
    }
    let vectors = all_topics().iter().filter(|vector| vector.is_for_signers()).count();
    assert!(counts["passed"].as_u64().unwrap() >= vectors as u64, "{counts}");
}

fn does_not_conform(adapter: &str) -> Value {
    judge(&["python3", adapter], "100").exits(1).json()
}

fn judge(command: &[&str], accumulated: &str) -> Ran {
    let options = ["test", "--format=json", "--accumulated", accumulated, "--"];
    Tmsig::new(options.iter().chain(command)).run()
}

fn tests(report: &Value) -> impl Iterator<Item = &Value> {
    report["tests"].as_array().unwrap().iter()
}

#[track_caller]
fn assert_all_fail(report: &Value, words: &str) {
    for test in tests(report) {
        assert_eq!(test["outcome"], "failed", "{test:#}");
        assert_eq!(test["stage"], "signature", "{test:#}");
        assert!(test["reason"].as_str().unwrap().contains(words), "{test:#}");
    }
}
