//! What changed between two reports.

use std::collections::BTreeMap;
use std::fmt;

use super::json::ReportJson;

/// The cases whose outcome differs between two reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportDiff {
    /// Passed in the first, did not in the second, with the new outcome.
    pub regressed: Vec<(String, String)>,
    /// Passed in the second only.
    pub improved: Vec<String>,
    /// Passed in neither, in another way: id, first, second.
    pub changed: Vec<(String, String, String)>,
    /// Stand in the first only, with their outcome there.
    pub removed: Vec<(String, String)>,
    /// Stand in the second only, with their outcome there.
    pub added: Vec<(String, String)>,
}

impl ReportDiff {
    /// Compares two reports, given as [`Report::to_json`](super::Report::to_json)
    /// writes them.
    ///
    /// # Errors
    ///
    /// If one of them is not such a report.
    pub fn between(first: &str, second: &str) -> Result<Self, ReportError> {
        let first = outcomes(first, "first")?;
        let mut second = outcomes(second, "second")?;
        let mut diff = Self::default();
        for (id, before) in first {
            match second.remove(&id) {
                None => diff.removed.push((id, before)),
                Some(after) if after == before => {}
                Some(after) if before == "passed" => diff.regressed.push((id, after)),
                Some(after) if after == "passed" => diff.improved.push(id),
                Some(after) => diff.changed.push((id, before, after)),
            }
        }
        diff.added.extend(second);
        Ok(diff)
    }

    /// Whether the second report is worse: something that passed does not any
    /// more, or is gone, or something new does not pass.
    pub fn is_worse(&self) -> bool {
        !self.regressed.is_empty()
            || self.removed.iter().any(|(_, outcome)| outcome == "passed")
            || self.added.iter().any(|(_, outcome)| outcome == "failed" || outcome == "errored")
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for ReportDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (id, after) in &self.regressed {
            writeln!(f, "- {id}: passed → {after}")?;
        }
        for (id, outcome) in &self.removed {
            writeln!(f, "- {id}: {outcome} → not there")?;
        }
        for (id, before, after) in &self.changed {
            writeln!(f, "~ {id}: {before} → {after}")?;
        }
        for (id, outcome) in &self.added {
            writeln!(f, "+ {id}: not there → {outcome}")?;
        }
        for id in &self.improved {
            writeln!(f, "+ {id}: now passes")?;
        }
        write!(
            f,
            "{} regressed, {} improved, {} changed, {} removed, {} added",
            self.regressed.len(),
            self.improved.len(),
            self.changed.len(),
            self.removed.len(),
            self.added.len()
        )
    }
}

/// A file that is not a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportError {
    /// `first` or `second`.
    pub which: &'static str,
    reason: String,
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the {} file is not a report of `tmsig test --format json`: {}",
            self.which, self.reason
        )
    }
}

impl std::error::Error for ReportError {}

fn outcomes(json: &str, which: &'static str) -> Result<BTreeMap<String, String>, ReportError> {
    let report: ReportJson = serde_json::from_str(json)
        .map_err(|error| ReportError { which, reason: error.to_string() })?;
    Ok(report.tests.into_iter().map(|test| (test.id, test.outcome)).collect())
}
