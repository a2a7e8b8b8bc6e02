//! Why there is no answer that can be judged.

use std::fmt;

/// What a program under test did in the place of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Breach {
    /// What tells it apart.
    pub kind: BreachKind,
    /// What is told of it, without any `SecretKey`.
    pub told: String,
}

/// The kinds of [`Breach`] that are treated apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BreachKind {
    /// No answer came within the time that is given for one.
    TimedOut,
    /// The program says why it did not do what was due, and goes on.
    Refused,
    /// A crash, garbage, a closed output, or that it was never started.
    Unusable,
}

impl Breach {
    pub(crate) fn new(kind: BreachKind, told: impl Into<String>) -> Self {
        Self { kind, told: told.into() }
    }

    /// The same, told in other words.
    pub(crate) fn retold(self, words: impl FnOnce(String) -> String) -> Self {
        Self { told: words(self.told), ..self }
    }
}

impl From<String> for Breach {
    fn from(told: String) -> Self {
        Self::new(BreachKind::Unusable, told)
    }
}

impl From<&str> for Breach {
    fn from(told: &str) -> Self {
        Self::new(BreachKind::Unusable, told)
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.told)
    }
}
