//! Whole clients, judged by what arrives: the right ones pass, the wrong ones
//! are named, and those that do not play by the rules cost one case.

use std::env;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::cli::command::{Ran, Tmsig};

const HOSTILE: &str = "tests/suite/signers/hostile_client.py";

// ---- The clients of this repository --------------------------------------------------------------

#[test]
fn urllib_passes_every_case() {
    let report = judge(&["python3", "adapters/clients/urllib_client.py"], &[]).exits(0).json();
    let counts = &report["counts"];
    assert_eq!([&counts["failed"], &counts["errored"], &counts["skipped"]], [0, 0, 0]);
    assert!(counts["passed"].as_u64().unwrap() >= 150, "{counts}");
}

#[test]
fn others_pass_every_case_where_their_language_is_installed() {
    for (probe, command) in [
        (&["node", "--version"][..], &["node", "adapters/clients/fetch_client.mjs"][..]),
        (&["go", "version"], &["go", "run", "adapters/clients/nethttp_client.go"]),
        (&["ruby", "--version"], &["ruby", "adapters/clients/nethttp_client.rb"]),
        (
            &["php", "-r", "exit(extension_loaded('curl') ? 0 : 1);"],
            &["php", "adapters/clients/curl_client.php"],
        ),
        (
            &["python3", "-c", "import requests"],
            &["python3", "adapters/clients/requests_client.py"],
        ),
    ] {
        if is_installed(probe) {
            let report = judge(command, &[]).exits(0).json();
            assert_eq!(report["counts"]["skipped"], 0, "{command:?}");
        }
    }
}

#[test]
fn wrong_clients_pass_as_signers_and_are_named_as_clients() {
    for (client, mistake) in [
        ("path_decoded", "path-decoded"),
        ("query_re_encoded", "query-re-encoded-rfc-3986"),
        ("body_re_serialised", "json-python"),
        ("signature_cached", "signature-reused"),
        ("get_signs_braces", "body-empty-object"),
    ] {
        let client = format!("adapters/wrong/clients/{client}.py");
        let command = ["python3", &client];
        Tmsig::new(["test", "--accumulated=100", "--"].iter().chain(&command)).run().exits(0);
        let report = judge(&command, &[]).exits(1).json();
        let causes = report["causes"].as_array().unwrap();
        assert_eq!(causes.len(), 1, "{client}: {causes:#?}");
        assert_eq!(causes[0]["mistakes"], json!([mistake]), "{client}");
        let failed = report["counts"]["failed"].as_u64().unwrap();
        assert_eq!(causes[0]["explains"].as_array().unwrap().len() as u64, failed, "{client}");
        assert_eq!(report["counts"]["errored"], 0, "{client}");
    }
}

#[test]
fn a_failure_shows_call_wire_string_to_sign_diagnosis_and_fix() {
    let ran = judge_as(
        "text",
        &["python3", "adapters/wrong/clients/path_decoded.py"],
        &["client/path/cjk"],
    );
    let text = ran.exits(1).stdout;
    for words in [
        "the path was signed before percent-encoding",
        "asked for GET /v1/meetings/{meeting_id}, meeting_id = \"张三\", no body",
        "      GET /v1/meetings/%E5%BC%A0%E4%B8%89 HTTP/1.1",
        "\\n/v1/meetings/%E5%BC%A0%E4%B8%89\\n\"",
        "diagnosis",
        "[path-decoded]",
        "fix Sign the path as it stands in the request line",
    ] {
        assert!(text.contains(words), "{words:?} is not in\n{text}");
    }
}

#[test]
fn every_format_tells_all_of_a_failure() {
    for format in ["markdown", "junit"] {
        let wrong = ["python3", "adapters/wrong/clients/path_decoded.py"];
        let text = judge_as(format, &wrong, &["client/path/cjk"]).exits(1).stdout;
        for words in [
            "asked for GET /v1/meetings/{meeting_id}, meeting_id = ",
            "  GET /v1/meetings/%E5%BC%A0%E4%B8%89 HTTP/1.1",
            "signature does not hold for what arrived",
            "string to sign of it ",
            "diagnosis the path is percent-decoded before it is signed [path-decoded]",
            "fix Sign the path as it stands in the request line",
        ] {
            assert!(text.contains(words), "{format}: {words:?} is not in\n{text}");
        }
    }
}

#[test]
fn expected_failures_are_strict_for_clients_too() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("known.txt");
    let command = ["python3", "adapters/wrong/clients/path_decoded.py"];
    let run = |option: &str, filter: &str| {
        let option = format!("{option}={}", list.display());
        let options = ["test", "--client", "--filter", filter, &option, "--"];
        Tmsig::new(options.iter().chain(&command)).run()
    };
    run("--write-expect-failures", "client/path/c*").exits(1);
    run("--expect-failures", "client/path/c*").exits(0);
    std::fs::write(&list, "client/path/plain  # it passes\n").unwrap();
    let text = run("--expect-failures", "client/path/plain").exits(1).stdout;
    assert!(text.contains("PASSED UNEXPECTEDLY"), "{text}");
}

// ---- Clients that do not play by the rules -------------------------------------------------------

#[test]
fn a_client_that_does_not_call_has_delivered_nothing() {
    let test = fails_on_the_chosen_alone("does-not-call");
    assert_failed(&test, "delivery", "no request arrived");
}

#[test]
fn a_call_that_arrives_twice_is_one_too_many() {
    assert_failed(
        &fails_on_the_chosen_alone("calls-twice"),
        "delivery",
        "more arrived than was asked",
    );
}

#[test]
fn a_call_to_elsewhere_is_signed_right_and_means_something_else() {
    let test = fails_on_the_chosen_alone("calls-elsewhere");
    assert_failed(&test, "meaning", "the signature is right, but the path");
    assert_eq!(test["signature_holds"], true);
}

#[test]
fn what_is_not_of_the_api_is_shown() {
    let test = fails_on_the_chosen_alone("leaves-the-api");
    assert_failed(&test, "delivery", "no request to the API");
    assert!(test["got"].as_str().unwrap().contains("/elsewhere"), "{test:#}");
}

#[test]
fn half_a_request_is_no_request() {
    let test = fails_on_the_chosen_alone("closes-half-way");
    assert_failed(&test, "delivery", "no request to the API");
}

#[test]
fn another_status_than_the_servers_is_noticed() {
    assert_failed(&fails_on_the_chosen_alone("wrong-status"), "delivery", "another status");
}

#[test]
fn a_compressed_body_is_named() {
    assert_failed(&fails_on_the_chosen_alone("compresses"), "meaning", "encoded as a whole");
}

#[test]
fn breaches_of_the_protocol_are_errors_of_one_case() {
    for (mode, words) in [
        ("crashes", "exit status: 3"),
        ("hangs", "no answer within 2s"),
        ("garbage", "not a JSON object"),
        ("status-is-text", "status is not an HTTP status"),
        ("answers-an-error", "the client answered the error"),
    ] {
        let test = fails_on_the_chosen_alone(mode);
        assert_eq!(test["outcome"], "errored", "{mode}: {test:#}");
        assert!(test["reason"].as_str().unwrap().contains(words), "{mode}: {test:#}");
    }
}

#[test]
fn a_client_that_sends_the_key_does_not_bring_it_into_the_report() {
    assert_failed(&fails_on_the_chosen_alone("leaks-the-key"), "meaning", "the query");
}

#[test]
fn an_adapter_that_only_signs_is_told_so() {
    let ran = judge(&["python3", HOSTILE, "signs-only"], &[]).exits(2);
    assert!(ran.stderr.contains("its ops do not contain \"call\""), "{}", ran.stderr);
}

#[test]
fn client_needs_a_command() {
    let ran = Tmsig::new(["test", "--client"]).run().exits(2);
    assert!(ran.stderr.contains("<COMMAND>"), "{}", ran.stderr);
}

/// Runs ten calls, one of them hostile, and those after it.
fn fails_on_the_chosen_alone(mode: &str) -> Value {
    let ran = judge(&["python3", HOSTILE, mode], &["client/several-calls/*", "client/query/n*"]);
    // Not one key of the accounts.
    assert!(!ran.stdout.contains("SKmadeUp"), "{}", ran.stdout);
    let report = ran.exits(1).json();
    let wrong: Vec<_> = report["tests"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|test| test["outcome"] != "passed")
        .collect();
    assert_eq!(wrong.len(), 1, "{wrong:#?}");
    assert_eq!(wrong[0]["id"], "client/several-calls/ten");
    wrong[0].clone()
}

#[track_caller]
fn assert_failed(test: &Value, stage: &str, words: &str) {
    assert_eq!(test["outcome"], "failed", "{test:#}");
    assert_eq!(test["stage"], stage, "{test:#}");
    assert!(test["reason"].as_str().unwrap().contains(words), "{test:#}");
}

fn judge(command: &[&str], filters: &[&str]) -> Ran {
    judge_as("json", command, filters)
}

fn judge_as(format: &str, command: &[&str], filters: &[&str]) -> Ran {
    let mut arguments = vec!["test", "--client", "--timeout=2s", "--format", format];
    arguments.extend(filters.iter().flat_map(|filter| ["--filter", filter]));
    arguments.push("--");
    Tmsig::new(arguments.iter().chain(command)).run()
}

#[allow(clippy::print_stderr, reason = "a test cannot be skipped, only say that it was")]
pub(crate) fn is_installed(probe: &[&str]) -> bool {
    let found = Command::new(probe[0])
        .args(&probe[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    assert!(found || env::var_os("CI").is_none(), "{probe:?} fails, and CI must have it");
    if !found {
        eprintln!("skipped: {probe:?} fails");
    }
    found
}
