//! The four forms of a report, from one run that has every kind of outcome.

use std::fs;
use std::process::Command;

use serde_json::json;

use crate::cli::command::{Ran, Tmsig, repository};

const OUTSPOKEN: &str = "tests/suite/signers/outspoken.py";
/// `query/plus-and-percent-20` fails as this says; `query/phone-with-plus`
/// passes though this says it fails.
const EXPECTED_FAILURES: &str = "query/plus-and-percent-20  # ticket | 42 <&>
query/phone-with-plus      # was fixed
";

#[test]
fn as_text() {
    insta::assert_snapshot!(without_time(&report("text").stdout));
}

#[test]
fn as_json() {
    insta::assert_snapshot!(without_time(&report("json").stdout));
}

#[test]
fn as_junit() {
    insta::assert_snapshot!(without_time(&report("junit").stdout));
}

#[test]
fn as_markdown() {
    insta::assert_snapshot!(without_time(&report("markdown").stdout));
}

/// Read by another XML parser than the one that wrote it.
#[test]
fn junit_is_xml_that_holds_the_counts() {
    const COUNT: &str = "
import json, sys, xml.etree.ElementTree as xml
root = xml.fromstring(sys.argv[1])
kinds = [child.tag for case in root.iter('testcase') for child in case]
print(json.dumps({
    'told': {name: root.get(name) for name in ('tests', 'failures', 'errors')},
    'suites': [suite.get('name') for suite in root.iter('testsuite')],
    'cases': [case.get('name') for case in root.iter('testcase')],
    'kinds': {kind: kinds.count(kind) for kind in sorted(set(kinds))},
}))";
    let xml = run(&["--format=junit"], &["controls"], |tmsig| tmsig).stdout;
    let counted = Command::new("python3").args(["-c", COUNT, &xml]).output().unwrap();
    let counted = Ran::from(counted).exits(0).json();
    // The unexpected pass is a failure, the expected failure is skipped.
    assert_eq!(
        counted,
        json!({
            "told": { "tests": "7", "failures": "3", "errors": "1" },
            "suites": ["query"],
            "cases": [
                "query/plus",
                "query/percent-20",
                "query/percent-2b-upper",
                "query/percent-2b-lower",
                "query/plus-and-percent-20",
                "query/phone-with-plus",
                "query/pipe",
            ],
            "kinds": { "error": 1, "failure": 3, "skipped": 2 },
        })
    );
}

#[test]
fn markdown_rows_have_as_many_cells_as_their_head() {
    let markdown = run(&["--format=markdown"], &["controls"], |tmsig| tmsig).stdout;
    let mut cells_of_head = None;
    let mut rows = 0;
    for line in markdown.lines() {
        if !line.starts_with('|') {
            cells_of_head = None;
            continue;
        }
        // As in GitHub's tables, only a backslash takes a bar its meaning, even in code.
        let cells = line.replace("\\|", "").matches('|').count();
        assert_eq!(cells, *cells_of_head.get_or_insert(cells), "{line}");
        assert!(!line.replace("\\`", "").contains('`'), "code that may never end: {line}");
        rows += 1;
    }
    assert_eq!(rows, 4 + 8, "{markdown}");
}

#[test]
fn a_report_does_not_differ_from_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    fs::write(&path, report("json").stdout).unwrap();
    let ran = Tmsig::new(["report", "diff"]).arguments([&path, &path]).run().exits(0);
    assert_eq!(ran.stdout, "0 regressed, 0 improved, 0 changed, 0 removed, 0 added\n");
}

/// Colours are the report's own; what the signer says is only text.
#[test]
fn what_a_signer_says_cannot_control_the_terminal() {
    let ran = run(&[], &["controls"], |tmsig| tmsig.env("CLICOLOR_FORCE", "1"));
    assert!(ran.stdout.contains("\u{1b}[1m\u{1b}[31mFAILED"), "{ran:#?}");
    for control in ["\u{1b}]", "\u{1}", "\u{7}"] {
        assert!(!ran.stdout.contains(control), "{control:?} in {ran:#?}");
    }
    assert!(!ran.stdout.contains("\n# second line"), "{ran:#?}");
}

fn report(format: &str) -> Ran {
    run(&["--format", format], &[], |tmsig| tmsig)
}

fn run(options: &[&str], extra: &[&str], change: impl Fn(Tmsig) -> Tmsig) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("expected.txt"), EXPECTED_FAILURES).unwrap();
    let tmsig = Tmsig::new(["test", "--filter=plus-and-space", "--filter=query/pipe"])
        .arguments(["--expect-failures=expected.txt"])
        .arguments(options)
        .arguments(["--", "python3"])
        .arguments([repository(OUTSPOKEN)])
        .arguments(extra)
        .in_folder(folder.path());
    change(tmsig).run().exits(1)
}

/// The report with `…` for the time it took, and for the version.
fn without_time(report: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut report = report
        .replace(&format!("tmsig {version}"), "tmsig …")
        .replace(&format!("\"tmsig\": \"{version}\""), "\"tmsig\": \"…\"");
    for (before, after) in [
        ("skipped, 1 failed as expected, 1 passed unexpectedly in ", "\n"),
        ("\"elapsed_ms\": ", ","),
        (" time=\"", "\""),
    ] {
        let mut done = 0;
        while let Some(found) = report[done..].find(before) {
            let start = done + found + before.len();
            let end = start + report[start..].find(after).unwrap();
            report.replace_range(start..end, "…");
            done = start;
        }
    }
    report
}
