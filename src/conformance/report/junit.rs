//! The report as JUnit XML, which every CI system shows.

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::{Failure, ListedOutcome, Outcome, Report, TestReport};

impl Report {
    /// The report as JUnit XML: a suite for each topic, a test case for each
    /// case. An expected failure is shown as skipped, an unexpected pass as a
    /// failure.
    pub fn to_junit(&self) -> String {
        let mut report = quick_junit::Report::new(format!("tmsig: {}", self.signer.name));
        report.set_time(self.elapsed);
        for tests in self.tests.chunk_by(|a, b| topic(a) == topic(b)) {
            let mut suite = TestSuite::new(topic(&tests[0]));
            suite.add_test_cases(tests.iter().map(test_case));
            report.add_test_suite(suite);
        }
        report
            .to_string()
            .unwrap_or_else(|error| unreachable!("writing XML to memory does not fail: {error}"))
    }
}

fn topic(test: &TestReport) -> &str {
    test.id.rsplit_once('/').map_or(&test.id, |(topic, _)| topic)
}

fn test_case(test: &TestReport) -> TestCase {
    let non_success = |kind, message: &str, description: Option<String>| {
        let mut status = TestCaseStatus::non_success(kind);
        status.set_message(message);
        if let Some(description) = description {
            status.set_description(description);
        }
        status
    };
    let skipped = |message: &str| {
        let mut status = TestCaseStatus::skipped();
        status.set_message(message);
        status
    };
    let status = match (&test.outcome, &test.listed) {
        (Outcome::Errored(_) | Outcome::Failed(_), Some(ListedOutcome::FailedAsListed(reason))) => {
            skipped(&format!("expected failure: {reason}"))
        }
        (Outcome::Errored(reason), _) => non_success(NonSuccessKind::Error, &reason.told, None),
        (Outcome::Failed(failure), _) => non_success(
            NonSuccessKind::Failure,
            &format!("{}: {}", failure.stage.id(), failure.note),
            Some(description(&test.comment, failure)),
        ),
        (Outcome::Passed, Some(ListedOutcome::PassedUnexpectedly)) => non_success(
            NonSuccessKind::Failure,
            "passed, though it stands in the list of expected failures; take it out",
            None,
        ),
        (Outcome::Passed, _) => TestCaseStatus::success(),
        (Outcome::Skipped(reason), _) => skipped(reason),
    };
    let mut case = TestCase::new(test.id.as_str(), status);
    case.set_classname(topic(test));
    case
}

fn description(comment: &str, failure: &Failure) -> String {
    let mut text = format!("{comment}\nexpected {}\ngot      {}", failure.expected, failure.got);
    if let Some(wire) = &failure.wire {
        for line in wire.lines() {
            text.push('\n');
            text.push_str(&line);
        }
    }
    text
}
