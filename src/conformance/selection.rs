//! Which cases to run.

use std::fmt;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::case::Case;

/// Globs on ids, flags and kinds: a case is selected if it matches one of
/// `filter` (or there is none) and none of `skip`.
///
/// A glob without a special character matches as a whole: `emoji` is the flag
/// `emoji`, `body/*` every id of the topic `body`, `valid` a kind.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    filter: Option<GlobSet>,
    skip: GlobSet,
    largest_accumulated: Option<u64>,
}

impl Selection {
    /// Compiles the globs. With no filter everything is selected.
    ///
    /// # Errors
    ///
    /// If a glob is malformed.
    pub fn new<S: AsRef<str>>(filter: &[S], skip: &[S]) -> Result<Self, SelectionError> {
        Ok(Self {
            filter: (!filter.is_empty()).then(|| compile(filter)).transpose()?,
            skip: compile(skip)?,
            largest_accumulated: None,
        })
    }

    /// Leaves out accumulated vectors of more requests than this.
    #[must_use]
    pub fn with_largest_accumulated(mut self, requests: u64) -> Self {
        self.largest_accumulated = Some(requests);
        self
    }

    /// Whether the case is selected.
    pub fn contains(&self, case: &Case<'_>) -> bool {
        let matches = |globs: &GlobSet| {
            globs.is_match(case.id())
                || globs.is_match(case.kind().id())
                || case.flags().iter().any(|flag| globs.is_match(flag))
        };
        if let (Case::Accumulated(_, test), Some(largest)) = (case, self.largest_accumulated)
            && test.requests > largest
        {
            return false;
        }
        self.filter.as_ref().is_none_or(matches) && !matches(&self.skip)
    }
}

fn compile<S: AsRef<str>>(globs: &[S]) -> Result<GlobSet, SelectionError> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let glob = glob.as_ref();
        set.add(Glob::new(glob).map_err(|error| SelectionError {
            glob: glob.to_owned(),
            reason: error.kind().to_string(),
        })?);
    }
    set.build().map_err(|error| SelectionError {
        glob: error.glob().unwrap_or_default().to_owned(),
        reason: error.kind().to_string(),
    })
}

/// A malformed glob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectionError {
    glob: String,
    reason: String,
}

impl fmt::Display for SelectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the glob {:?} is malformed: {}", self.glob, self.reason)
    }
}

impl std::error::Error for SelectionError {}
