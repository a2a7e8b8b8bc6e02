//! Campaigns: wrong signers are found, made small, named once, and found again
//! from the corpus; right ones are left alone.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;
use tmsig::campaign::{Campaign, Cause, Subject};
use tmsig::conformance::{Answer, ReportedStages, SignerName, SignerUnderTest};
use tmsig::generator::PUBLIC_ACCOUNTS;
use tmsig::recipe::Recipe;
use tmsig::{Credentials, Request};

use crate::cli::command::{Ran, Tmsig};

fn fuzz(options: &[&str], command: &[&str]) -> Ran {
    Tmsig::new(["fuzz"]).arguments(options).arguments(["--"]).arguments(command).run()
}

fn ids(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect()
}

/// With the mistake that is written in its docs.
#[test]
fn every_wrong_demo_is_found_within_50_cases_and_named() {
    for (name, mistake) in [
        ("double_hex", "digest-hex-twice"),
        ("json_again", "json-python"),
        ("last_newline_missing", "empty-body-newline-missing"),
        ("latin_1", "charset-mojibake-latin-1"),
        ("lower_escapes", "escapes-other-case"),
        ("no_hex", "digest-raw"),
        ("query_decoded", "query-decoded"),
        ("query_left_out", "query-left-out"),
    ] {
        for seed in ["1", "2", "3"] {
            let path = format!("adapters/wrong/{name}.py");
            let options = ["--cases=50", "--format=json", "--seed", seed];
            let report = fuzz(&options, &["python3", &path]).exits(1).json();
            assert!(ids(&report).contains(&mistake), "{name} {seed}: {report:#}");
            assert_eq!(report["cases"], 50);
        }
    }
}

#[test]
fn the_minimal_request_is_the_one_a_person_would_write() {
    let wrong = ["python3", "adapters/wrong/query_left_out.py"];
    let text = fuzz(&["--cases=50", "--seed=1"], &wrong).exits(1).stdout;
    let sentence = "minimal request GET /?; your signer: the query is not signed";
    assert!(text.contains(sentence), "{text}");
    let text = fuzz(&["--cases=50", "--seed=1", "--lang=zh"], &wrong).exits(1).stdout;
    assert!(
        text.contains("最小请求 GET /?；你的签名程序：签名串中的 URI 没有带查询参数"),
        "{text}"
    );
}

#[test]
fn a_right_signer_has_no_finding() {
    let ran = fuzz(&["--cases=2000", "--seed=5"], &["python3", "adapters/signer.py"]).exits(0);
    assert!(ran.stdout.contains("no finding\n2000 cases, "), "{ran:#?}");
    assert!(ran.stdout.ends_with("seed 5\n"), "{ran:#?}");
    Tmsig::new(["fuzz", "--cases=20000"]).run().exits(0);
}

/// Everything but the time it took.
fn comparable(mut report: Value) -> Value {
    report["elapsed_ms"] = Value::Null;
    report
}

#[test]
fn the_same_seed_is_the_same_run_with_any_number_of_jobs() {
    let run = |jobs: &str| {
        let options = ["--cases=600", "--seed=11", "--format=json", "--jobs", jobs];
        comparable(fuzz(&options, &["python3", "adapters/wrong/latin_1.py"]).exits(1).json())
    };
    let one = run("1");
    assert_eq!(one, run("1"));
    assert_eq!(one, run("3"));
}

#[test]
fn a_seed_that_is_drawn_is_told_and_leads_there_again() {
    let wrong = ["python3", "adapters/wrong/json_again.py"];
    let ran = fuzz(&["--cases=60", "--format=json"], &wrong).exits(1);
    let seed = ran.stderr.strip_prefix("seed ").unwrap().trim_end();
    let again = fuzz(&["--cases=60", "--format=json", "--seed", seed], &wrong).exits(1);
    assert_eq!(comparable(ran.json()), comparable(again.json()));
}

#[test]
fn findings_are_saved_without_a_key_and_tried_first() {
    let folder = TempDir::new().unwrap();
    let corpus = folder.path().join("findings").display().to_string();
    let wrong = ["python3", "adapters/wrong/query_left_out.py"];
    fuzz(&["--cases=50", "--seed=1", "--corpus", &corpus], &wrong).exits(1);
    let saved = fs::read_to_string(format!("{corpus}/query-left-out.json")).unwrap();
    let request = Request::from_json(&saved).unwrap();
    assert_eq!(request.uri_bytes(), b"/?");
    let keys = PUBLIC_ACCOUNTS.iter().map(|(_, key)| key).filter(|key| key.len() >= 8);
    assert!(keys.into_iter().all(|key| !saved.contains(key)));

    let replay = ["--cases=0", "--format=json", "--corpus", &*corpus];
    let report = fuzz(&replay, &wrong).exits(1).json();
    assert_eq!(report["cases"], 1);
    assert_eq!(report["findings"][0]["first_replayed"], "query-left-out");
    let report = fuzz(&replay, &["python3", "adapters/signer.py"]).exits(0).json();
    assert_eq!(report["passed"], 1);

    fs::write(format!("{corpus}/broken.json"), "{").unwrap();
    fuzz(&replay, &wrong).complains(&["broken.json", "line 1"]);
}

#[test]
fn junit_has_a_failed_test_for_each_finding() {
    let options = ["--cases=50", "--seed=1", "--format=junit"];
    let xml = fuzz(&options, &["python3", "adapters/wrong/no_hex.py"]).exits(1).stdout;
    assert!(xml.contains(r#"failures="1""#) && xml.contains("digest-raw"), "{xml}");
    let xml = fuzz(&options, &["python3", "adapters/signer.py"]).exits(0).stdout;
    assert!(xml.contains(r#"failures="0""#) && xml.contains("50 cases"), "{xml}");
}

#[test]
fn wrong_usage_is_named() {
    fuzz(&[], &[]).complains(&["no command follows the --"]);
    fuzz(&[], &["./no-such-signer"]).complains(&["the adapter is broken", "no-such-signer"]);
    for (option, words) in [
        ("--cases=some", "--cases"),
        ("--time=10", "write it like 30s"),
        ("--time=0s", "longer than nothing"),
        ("--jobs=0", "from 1 to 256"),
        ("--seed=-1", "--seed"),
    ] {
        Tmsig::new(["fuzz", option]).run().complains(&[words]);
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_was_found() {
    use std::io::Read as _;
    // No end but ours; the seed is told once it listens for Ctrl-C, and the
    // signer is wrong on every request.
    let options = ["fuzz", "--time=1h", "--seed=1", "--format=json", "--", "python3"];
    let command = Tmsig::new(options).arguments(["tests/suite/signers/fuzzed.py", "interrupts"]);
    let mut child = command.start();
    let mut stdout = String::new();
    child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(report["interrupted"], true);
    assert_eq!(ids(&report), ["digest-raw"]);
}

// ---- Signers that break --------------------------------------------------------------------------

fn broken(mode: &str) -> Value {
    let options = ["--cases=100", "--seed=2", "--timeout=1s", "--format=json"];
    fuzz(&options, &["python3", "tests/suite/signers/fuzzed.py", mode]).exits(1).json()
}

#[test]
fn a_crash_is_one_finding_made_small() {
    let report = broken("crash");
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{report:#}");
    assert_eq!(findings[0]["kind"], "errored");
    assert_eq!(findings[0]["request"]["uri"], "/%");
    assert!(findings[0]["reason"].as_str().unwrap().contains("exit status: 3"));
    assert!(report["passed"].as_u64() > Some(25));
}

#[test]
fn a_hang_costs_its_cases_alone() {
    let report = broken("hang");
    assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{report:#}");
    assert!(report["findings"][0]["reason"].as_str().unwrap().contains("no answer within 1s"));
    assert!(report["passed"].as_u64() > Some(25));
}

#[test]
fn garbage_and_refusals_are_told_by_their_words() {
    let report = broken("garbage");
    assert!(report["findings"][0]["reason"].as_str().unwrap().contains("not a JSON object"));
    let report = broken("refuse");
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{report:#}");
    assert!(findings[0]["reason"].as_str().unwrap().contains("no percent signs, please"));
    assert!(findings[0]["minimal"].as_bool().unwrap());
}

#[test]
fn a_signer_that_breaks_on_everything_is_given_up() {
    let report = broken("always-crash");
    assert_eq!(report["gave_up"], true);
    assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{report:#}");
}

/// What nobody's catalogue knows is a finding too, and not two hundred.
#[test]
fn what_nothing_explains_is_told_once_with_the_parts_that_matter() {
    let report = broken("reversed-query");
    assert_eq!(ids(&report), ["unexplained-query"], "{report:#}");
}

#[test]
fn what_is_not_documented_may_be_refused() {
    let options = ["--cases=2000", "--seed=3", "--format=json"];
    let command = ["python3", "tests/suite/signers/fuzzed.py", "refuse-undocumented"];
    let report = fuzz(&options, &command).exits(0).json();
    assert!(report["skipped"].as_u64() > Some(0), "{report:#}");
}

// ---- Recipes as signers --------------------------------------------------------------------------

struct Wrong(Recipe);

impl SignerUnderTest for Wrong {
    fn sign(&mut self, credentials: &Credentials, request: &Request<'_>) -> Answer {
        let text = String::from_utf8_lossy(&self.0.sign(request, credentials)).into_owned();
        Answer::Signature { text, stages: ReportedStages::default() }
    }
}

fn findings_of(mistakes: &[&str]) -> Vec<String> {
    let recipe = Recipe::with_mistakes(mistakes.iter().copied()).unwrap();
    let start = || Ok(Box::new(Wrong(recipe)) as Box<dyn SignerUnderTest>);
    let name = SignerName { name: "wrong".to_owned(), language: String::new() };
    let subject = Subject::Signer { name, start: &start };
    let report = Campaign::new(1).cases(300).run(&subject).unwrap();
    assert!(report.findings.iter().all(|finding| finding.is_minimal));
    assert!(report.findings.iter().all(|finding| matches!(finding.cause, Cause::Mistakes(_))));
    report.findings.iter().map(|finding| finding.cause.id()).collect()
}

#[test]
fn a_mistake_is_one_finding() {
    for mistake in
        ["query-sorted", "method-lower-case", "json-keys-sorted", "body-left-out", "key-trimmed"]
    {
        if Recipe::with_mistakes([mistake]).is_some() {
            assert_eq!(findings_of(&[mistake]), [mistake]);
        }
    }
}

/// To Latin-1 every byte is a character, so this mistake has something to work
/// on in a body that is not UTF-8.
#[test]
fn bytes_that_are_no_utf_8_are_explained_too() {
    assert_eq!(findings_of(&["charset-mojibake-latin-1"]), ["charset-mojibake-latin-1"]);
}

/// Each on its own request, and both on one are nothing new.
#[test]
fn two_mistakes_are_two_findings() {
    let mut found = findings_of(&["query-left-out", "body-left-out"]);
    found.sort();
    assert_eq!(found, ["body-left-out", "query-left-out"]);
}
