//! A diagnosis in words: as JSON for programs, as text for a person.

mod json;
mod text;

use super::Diagnosis;
use crate::visible::Visible;

/// Bytes of a value that are shown.
const LONGEST_VALUE: usize = 200;

impl Diagnosis {
    /// What was signed or sent, as far as a line takes it.
    fn value(&self, text: &str) -> String {
        // Half a key would not be known for one: cut what has none any more.
        Visible(&self.secrets.redact(text.as_bytes())).around(0, LONGEST_VALUE)
    }
}
