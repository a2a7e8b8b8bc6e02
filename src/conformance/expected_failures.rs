//! A strict list of the cases that a signer is known to fail.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::report::{Outcome, Report};

/// Ids of cases that are expected to fail or to end in an error, each with the
/// reason that stands behind it.
///
/// One id a line; `#` begins a comment. The list is strict: an expected
/// failure that passes breaks it, and so does an id that does not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedFailures {
    reasons: BTreeMap<String, String>,
}

impl ExpectedFailures {
    /// Reads a list, given every id there is.
    ///
    /// # Errors
    ///
    /// Names the line that is not an id, or an unknown one, or one that stood
    /// already.
    pub fn parse<'c>(
        text: &str,
        known: impl IntoIterator<Item = &'c str>,
    ) -> Result<Self, ExpectedFailuresError> {
        let known: BTreeSet<_> = known.into_iter().collect();
        let mut reasons = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            let (id, reason) = line.split_once('#').unwrap_or((line, ""));
            let id = id.trim().trim_start_matches('\u{feff}');
            if id.is_empty() {
                continue;
            }
            let fault =
                |reason| ExpectedFailuresError { line: index + 1, id: id.to_owned(), reason };
            if !known.contains(id) {
                return Err(fault("no case has this id"));
            }
            if reasons.insert(id.to_owned(), reason.trim().to_owned()).is_some() {
                return Err(fault("the id stands in the list twice"));
            }
        }
        Ok(Self { reasons })
    }

    /// A list of what failed in this report, ready to be written to a file.
    pub fn write(report: &Report) -> String {
        let mut text = String::from(
            "# Cases this signer is known to fail: an id a line, the reason behind the #.\n\
             # The list is strict: a case in it that passes is an error.\n",
        );
        for test in &report.tests {
            let reason = match &test.outcome {
                Outcome::Errored(breach) => &breach.told,
                Outcome::Failed(failure) => &failure.note,
                Outcome::Passed | Outcome::Skipped(_) => continue,
            };
            let reason: String =
                reason.lines().next().unwrap_or_default().chars().take(120).collect();
            text.push_str(&format!("{}  # {reason}\n", test.id));
        }
        text
    }

    /// The reason given for a case, if it is in the list.
    pub fn reason(&self, id: &str) -> Option<&str> {
        self.reasons.get(id).map(String::as_str)
    }
}

/// A line of the list that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedFailuresError {
    /// Counted from 1.
    pub line: usize,
    /// As it stands there.
    pub id: String,
    reason: &'static str,
}

impl fmt::Display for ExpectedFailuresError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {:?}: {}", self.line, self.id, self.reason)
    }
}

impl std::error::Error for ExpectedFailuresError {}
