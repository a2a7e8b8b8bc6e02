//! The report as JSON, and back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Counts, ListedOutcome, Outcome, Report, SignerName, TestReport, WireReport};

/// The shape of the file: a stable contract, read again by
/// `tmsig report diff`.
#[derive(Serialize, Deserialize)]
pub(super) struct ReportJson {
    /// The version of tmsig, and so of the suite.
    pub(super) tmsig: String,
    pub(super) signer: SignerName,
    pub(super) conforms: bool,
    pub(super) interrupted: bool,
    pub(super) counts: Counts,
    pub(super) not_asked: usize,
    pub(super) not_run: usize,
    pub(super) elapsed_ms: f64,
    pub(super) flags: BTreeMap<String, Counts>,
    /// What explains the failures.
    #[serde(default)]
    pub(super) causes: Vec<CauseJson>,
    pub(super) tests: Vec<TestJson>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CauseJson {
    /// Ids of the mistakes.
    mistakes: Vec<String>,
    /// Ids of the failed cases they explain.
    explains: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct TestJson {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) flags: Vec<String>,
    /// `passed`, `failed`, `errored` or `skipped`.
    pub(super) outcome: String,
    /// The first wrong stage of a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) got: Option<String>,
    /// Which request of an accumulated vector failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) first_difference: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expected_string_to_sign: Option<String>,
    /// The call that a client was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) call: Option<String>,
    /// The request that arrived from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) arrived: Option<String>,
    /// What had to be signed, from what arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) string_to_sign: Option<String>,
    /// Whether the signature holds for what arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) signature_holds: Option<bool>,
    /// Where what arrived means something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) differences: Vec<String>,
    /// The mistakes that make what arrived or was answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) mistakes: Vec<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) fixes: Vec<String>,
    /// What a failure tells, why there was an error, or why it was skipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<String>,
    /// The reason from the list of expected failures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expected_failure: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) unexpected_pass: bool,
}

impl Report {
    /// The report as JSON. Texts in it have invisible characters made visible.
    pub fn to_json(&self) -> String {
        let by_flag =
            self.counts_by_flag().into_iter().map(|(flag, counts)| (flag.to_owned(), counts));
        let report = ReportJson {
            tmsig: env!("CARGO_PKG_VERSION").to_owned(),
            signer: self.signer.clone(),
            conforms: self.conforms(),
            interrupted: self.interrupted,
            counts: self.counts(),
            not_asked: self.not_asked,
            not_run: self.not_run,
            elapsed_ms: (self.elapsed.as_secs_f64() * 1e5).round() / 1e2,
            flags: by_flag.collect(),
            causes: self
                .causes
                .iter()
                .map(|cause| CauseJson {
                    mistakes: cause.mistakes.iter().map(|mistake| mistake.id.to_owned()).collect(),
                    explains: cause.explains.clone(),
                })
                .collect(),
            tests: self.tests.iter().map(TestJson::from).collect(),
        };
        serde_json::to_string_pretty(&report)
            .unwrap_or_else(|error| unreachable!("strings and numbers are always JSON: {error}"))
    }
}

impl TestJson {
    fn tell_wire(&mut self, wire: &WireReport) {
        self.call = Some(wire.logical.clone());
        self.arrived.clone_from(&wire.wire);
        self.string_to_sign.clone_from(&wire.string_to_sign);
        self.signature_holds = wire.signature_holds;
        self.differences.clone_from(&wire.differences);
        let mistakes = wire.explanations.first().into_iter().flatten();
        self.mistakes = mistakes.map(|mistake| mistake.id.to_owned()).collect();
        self.fixes.clone_from(&wire.fixes);
    }
}

impl From<&TestReport> for TestJson {
    fn from(test: &TestReport) -> Self {
        let mut json = Self {
            id: test.id.clone(),
            kind: test.kind.id().to_owned(),
            flags: test.flags.clone(),
            outcome: test.outcome.id().to_owned(),
            stage: None,
            expected: None,
            got: None,
            request: None,
            first_difference: None,
            expected_string_to_sign: None,
            call: None,
            arrived: None,
            string_to_sign: None,
            signature_holds: None,
            differences: Vec::new(),
            mistakes: Vec::new(),
            fixes: Vec::new(),
            reason: None,
            expected_failure: None,
            unexpected_pass: test.listed == Some(ListedOutcome::PassedUnexpectedly),
        };
        if let Some(ListedOutcome::FailedAsListed(reason)) = &test.listed {
            json.expected_failure = Some(reason.clone());
        }
        match &test.outcome {
            Outcome::Passed => {}
            Outcome::Errored(breach) => json.reason = Some(breach.told.clone()),
            Outcome::Skipped(reason) => json.reason = Some(reason.clone()),
            Outcome::Failed(failure) => {
                json.stage = Some(failure.stage.id().to_owned());
                json.expected = Some(failure.expected.clone());
                json.got = Some(failure.got.clone());
                json.request = failure.request;
                json.first_difference = failure.first_difference;
                json.expected_string_to_sign.clone_from(&failure.expected_string_to_sign);
                json.reason = Some(failure.note.clone());
                let mistakes = failure.receiver_mistakes.iter();
                json.mistakes = mistakes.map(|&id| id.to_owned()).collect();
                if let Some(wire) = &failure.wire {
                    json.tell_wire(wire);
                }
            }
        }
        json
    }
}
