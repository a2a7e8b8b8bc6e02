//! `tmsig fuzz` on receivers of callbacks: right ones give no finding, wrong
//! ones the smallest callback that shows the mistake.

use std::collections::BTreeSet;
use std::process::{Command, Output};

use serde_json::Value;

use super::cli::told;

fn fuzz(arguments: &[&str], receiver: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tmsig"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.args(["fuzz", "--format", "json"]).args(arguments).arg("--").args(receiver);
    command.output().unwrap()
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", told(output)))
}

fn ids(report: &Value) -> BTreeSet<&str> {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["id"].as_str().unwrap()).collect()
}

#[test]
fn the_receivers_to_copy_give_no_finding() {
    for receiver in [
        ["node", "adapters/receivers/receiver.mjs"],
        ["php", "adapters/receivers/receiver.php"],
        ["ruby", "adapters/receivers/receiver.rb"],
    ] {
        let output = fuzz(&["--seed", "3", "--cases", "1500"], &receiver);
        let report = report(&output);
        assert_eq!(output.status.code(), Some(0), "{receiver:?}: {report}");
        assert_eq!((&report["cases"], &report["passed"]), (&1500.into(), &1500.into()));
    }
}

#[test]
fn each_mistake_is_named_and_its_callback_is_made_small() {
    for (file, due) in [
        ("zero_iv.mjs", "iv-zero"),
        ("locale_sort.mjs", "culture-sort"),
        ("json_answer.mjs", "answer-event"),
        ("unchecked.mjs", "answer-signature-changed"),
    ] {
        let path = format!("adapters/receivers/wrong/{file}");
        let output = fuzz(&["--receiver", "--seed", "1", "--cases", "600"], &["node", &path]);
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        let report = report(&output);
        assert!(ids(&report).contains(due), "{file}: {:?}", ids(&report));
        let findings = report["findings"].as_array().unwrap();
        assert!(findings.iter().all(|finding| finding["minimal"] == true), "{findings:?}");
        let found = findings.iter().find(|finding| finding["id"] == due).unwrap();
        assert!(found["cases"].as_u64().unwrap() > 1, "{found}");
        assert!(found["callback"]["twists"].as_array().unwrap().len() <= 1, "{found}");
        assert_eq!(found["callback"]["nonce"].as_str().unwrap().len(), 1, "{found}");
    }
}

#[test]
fn the_same_seed_is_the_same_run_however_many_work_at_it() {
    let wrong = ["node", "adapters/receivers/wrong/unchecked.mjs"];
    let run = |jobs| {
        let output = fuzz(&["--seed", "5", "--cases", "300", "--jobs", jobs], &wrong);
        let mut report = report(&output);
        report.as_object_mut().unwrap().remove("elapsed_ms");
        report
    };
    assert_eq!(run("1"), run("2"));
}

#[test]
fn what_was_found_is_saved_and_tried_first_by_the_next_campaign() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().to_str().unwrap();
    let wrong = ["node", "adapters/receivers/wrong/json_answer.mjs"];
    let first = fuzz(&["--seed", "1", "--cases", "100", "--corpus", corpus], &wrong);
    assert_eq!(first.status.code(), Some(1), "{}", told(&first));
    let saved = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(saved, report(&first)["findings"].as_array().unwrap().len());

    let again = fuzz(&["--cases", "0", "--corpus", corpus], &wrong);
    assert_eq!(again.status.code(), Some(1), "{}", told(&again));
    let (first, again) = (report(&first), report(&again));
    assert_eq!(ids(&first), ids(&again));
    assert_eq!(again["cases"], saved);

    let right = ["node", "adapters/receivers/receiver.mjs"];
    let output = fuzz(&["--cases", "0", "--corpus", corpus], &right);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(report(&output)["passed"], saved);
}

#[test]
fn a_program_that_receives_nothing_is_a_broken_adapter() {
    let output = fuzz(&["--receiver"], &["node", "adapters/signer.mjs"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(told(&output).contains("operation on callbacks"), "{}", told(&output));
}
