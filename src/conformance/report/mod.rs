//! What a run found, and the forms it is told in.

mod diff;
mod json;
mod junit;
mod markdown;
mod text;

use std::collections::BTreeMap;
use std::time::Duration;

use super::breach::Breach;
use super::case::Kind;
use super::common_cause::Cause;
use super::expected_failures::ExpectedFailures;
use crate::recipe::Mistake;

pub use diff::{ReportDiff, ReportError};

/// The outcomes of a run.
#[derive(Clone, Debug)]
pub struct Report {
    /// Who was judged.
    pub signer: SignerName,
    /// One entry for each case that was run, in the order of the suite.
    pub tests: Vec<TestReport>,
    /// What explains the failures, most of them first.
    pub causes: Vec<Cause>,
    /// Selected cases that only a verifier or a library could answer, and
    /// which were therefore not put to this signer.
    pub not_asked: usize,
    /// Selected cases that were not reached.
    pub not_run: usize,
    /// Whether the user stopped the run.
    pub interrupted: bool,
    /// How long the run took.
    pub elapsed: Duration,
}

/// Who was judged.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SignerName {
    /// Name and version.
    pub name: String,
    /// Language and version; empty if not told.
    pub language: String,
}

/// One case and what became of it.
#[derive(Clone, Debug)]
pub struct TestReport {
    /// The case's id.
    pub id: String,
    /// What it demands.
    pub kind: Kind,
    /// What it is.
    pub comment: String,
    /// Its flags.
    pub flags: Vec<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// How the outcome relates to the list of expected failures, if it stands
    /// in it.
    pub listed: Option<ListedOutcome>,
}

/// How an outcome relates to the list of expected failures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListedOutcome {
    /// It failed as the list says, for this reason.
    FailedAsListed(String),
    /// It passed though the list says it fails.
    PassedUnexpectedly,
}

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No answer that could be judged: a crash, a hang, garbage, a refusal.
    Errored(Breach),
    /// A wrong answer.
    Failed(Failure),
    /// The right answer.
    Passed,
    /// The signer says that it does not do this.
    Skipped(String),
}

impl Outcome {
    /// The name used in reports.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Errored(_) => "errored",
            Self::Failed(_) => "failed",
            Self::Passed => "passed",
            Self::Skipped(_) => "skipped",
        }
    }
}

/// A wrong answer, from the first stage on that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The first wrong stage.
    pub stage: Stage,
    /// What is right there, with invisible characters made visible.
    pub expected: String,
    /// What was answered, likewise.
    pub got: String,
    /// What this tells.
    pub note: String,
    /// The signature as it was answered, where it was one of a single request.
    pub signature: Option<String>,
    /// Which request of an accumulated vector it was.
    pub request: Option<u64>,
    /// Byte offset of the first difference, where both sides are texts of
    /// that stage.
    pub first_difference: Option<usize>,
    /// The string to sign, where the signer did not tell its own.
    pub expected_string_to_sign: Option<String>,
    /// What is told of a client's call beside that.
    pub wire: Option<Box<WireReport>>,
    /// Ids of the mistakes of a receiver of callbacks that make its answer.
    pub receiver_mistakes: Vec<&'static str>,
}

/// What the report tells of a call beside what it tells of every failure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WireReport {
    /// The call as it was asked.
    pub logical: String,
    /// The request as it arrived, line by line.
    pub wire: Option<String>,
    /// What had to be signed, from the bytes that arrived.
    pub string_to_sign: Option<String>,
    /// Whether the signature holds for what arrived.
    pub signature_holds: Option<bool>,
    /// Where what arrived means something else than what was asked.
    pub differences: Vec<String>,
    /// Mistakes that make the very signature that arrived; the first is
    /// the likeliest.
    pub explanations: Vec<Vec<&'static Mistake>>,
    /// What to do about it.
    pub fixes: Vec<String>,
}

impl Failure {
    pub(super) fn new(stage: Stage) -> Self {
        Self {
            stage,
            expected: String::new(),
            got: String::new(),
            note: String::new(),
            signature: None,
            request: None,
            first_difference: None,
            expected_string_to_sign: None,
            wire: None,
            receiver_mistakes: Vec::new(),
        }
    }
}

/// A step on the way to a signature or a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Stage {
    /// The answer of a receiver of callbacks.
    Answer,
    /// Whether a client's request arrived.
    Delivery,
    /// The line of signed headers.
    HeaderString,
    /// The digest, or what it was made from.
    HexDigest,
    /// What a client's request means.
    Meaning,
    /// What a receiver decrypted.
    Plaintext,
    /// The signer's refusal of a request.
    Refusal,
    /// The text of the signature.
    Signature,
    /// The whole text that is signed.
    StringToSign,
    /// The verifier's acceptance or refusal.
    Verdict,
}

impl WireReport {
    /// All of it in plain lines, none of which holds a line break.
    fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("asked for {}", self.logical)];
        if let Some(request) = &self.wire {
            lines.push("arrived".to_owned());
            lines.extend(request.lines().map(|line| format!("  {line}")));
        }
        if let Some(holds) = self.signature_holds {
            let verdict = if holds { "holds" } else { "does not hold" };
            lines.push(format!("signature {verdict} for what arrived"));
        }
        if let Some(text) = &self.string_to_sign {
            lines.push(format!("string to sign of it {text}"));
        }
        lines.extend(self.differences.iter().map(|text| format!("means something else: {text}")));
        let diagnosis = self.explanations.first().into_iter().flatten();
        lines.extend(
            diagnosis.map(|mistake| format!("diagnosis {} [{}]", mistake.title.en, mistake.id)),
        );
        lines.extend(self.fixes.iter().map(|fix| format!("fix {fix}")));
        lines
    }
}

impl Stage {
    /// The name used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Delivery => "delivery",
            Self::HeaderString => "header-string",
            Self::HexDigest => "hex-digest",
            Self::Meaning => "meaning",
            Self::Plaintext => "plaintext",
            Self::Refusal => "refusal",
            Self::Signature => "signature",
            Self::StringToSign => "string-to-sign",
            Self::Verdict => "verdict",
        }
    }
}

/// How many cases had each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// The right answer.
    pub passed: usize,
    /// A wrong answer.
    pub failed: usize,
    /// No answer that could be judged.
    pub errored: usize,
    /// Not done by this signer.
    pub skipped: usize,
}

impl Counts {
    /// All of them.
    pub fn total(&self) -> usize {
        self.passed + self.failed + self.errored + self.skipped
    }

    fn add(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Errored(_) => self.errored += 1,
            Outcome::Failed(_) => self.failed += 1,
            Outcome::Passed => self.passed += 1,
            Outcome::Skipped(_) => self.skipped += 1,
        }
    }
}

impl Report {
    /// Whether the signer does what the suite demands: every case was run and
    /// passed or was skipped, some passed, and where a list of expected
    /// failures was given, exactly those failed.
    pub fn conforms(&self) -> bool {
        !self.interrupted
            && self.not_run == 0
            && self.tests.iter().any(|test| !matches!(test.outcome, Outcome::Skipped(_)))
            && !self.tests.iter().any(TestReport::is_unexpected)
    }

    /// Marks every test by the list. Without a list every failure is
    /// unexpected.
    pub fn expect(&mut self, expected: &ExpectedFailures) {
        for test in &mut self.tests {
            test.listed = match (&test.outcome, expected.reason(&test.id)) {
                (Outcome::Errored(_) | Outcome::Failed(_), Some(reason)) => {
                    Some(ListedOutcome::FailedAsListed(reason.to_owned()))
                }
                (Outcome::Passed, Some(_)) => Some(ListedOutcome::PassedUnexpectedly),
                _ => None,
            };
        }
    }

    /// How many cases had each outcome.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.tests.iter().for_each(|test| counts.add(&test.outcome));
        counts
    }

    /// The same for each flag.
    pub fn counts_by_flag(&self) -> BTreeMap<&str, Counts> {
        let mut by_flag = BTreeMap::<_, Counts>::new();
        for test in &self.tests {
            for flag in &test.flags {
                by_flag.entry(flag.as_str()).or_default().add(&test.outcome);
            }
        }
        by_flag
    }

    /// What the unexpected failures have in common: each note or reason with
    /// the number of cases it stands for, most frequent first.
    pub fn common_failures(&self) -> Vec<(&str, usize)> {
        let mut counts = BTreeMap::<&str, usize>::new();
        for test in self.tests.iter().filter(|test| test.is_unexpected()) {
            let text = match &test.outcome {
                // What follows is of this case alone: what it printed.
                Outcome::Errored(breach) => breach.told.split(';').next().unwrap_or_default(),
                Outcome::Failed(failure) => &failure.note,
                Outcome::Passed => "passed, though it stands in the list of expected failures",
                Outcome::Skipped(_) => continue,
            };
            *counts.entry(text).or_default() += 1;
        }
        let mut common: Vec<_> = counts.into_iter().collect();
        common.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        common
    }

    /// One line: how many passed, failed, errored, were skipped; each case
    /// counts once.
    pub fn summary(&self) -> String {
        let mut counts = Counts::default();
        let (mut expected, mut unexpected) = (0, 0);
        for test in &self.tests {
            match test.listed {
                Some(ListedOutcome::FailedAsListed(_)) => expected += 1,
                Some(ListedOutcome::PassedUnexpectedly) => unexpected += 1,
                None => counts.add(&test.outcome),
            }
        }
        let Counts { passed, failed, errored, skipped } = counts;
        let mut summary =
            format!("{passed} passed, {failed} failed, {errored} errored, {skipped} skipped");
        for (count, what) in [
            (expected, "failed as expected"),
            (unexpected, "passed unexpectedly"),
            (self.not_run, "not run"),
        ] {
            if count > 0 {
                summary.push_str(&format!(", {count} {what}"));
            }
        }
        summary
    }
}

impl TestReport {
    /// Whether this outcome keeps the signer from conforming.
    pub fn is_unexpected(&self) -> bool {
        match (&self.outcome, &self.listed) {
            (_, Some(ListedOutcome::PassedUnexpectedly)) => true,
            (Outcome::Errored(_) | Outcome::Failed(_), expectation) => expectation.is_none(),
            _ => false,
        }
    }
}
