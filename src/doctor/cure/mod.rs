//! The cure of a mistake as code, in the language and for the HTTP library of
//! the reader.

mod stack;
mod topics;

pub use stack::Stack;
use topics::{Topic, topic_of};

const TABLES: [&[Cure]; 0] = [];

/// What is written, and what must be written in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cure {
    pub(super) topic: Topic,
    /// The language or library it is written for.
    pub stack: Stack,
    /// Code that makes the mistake.
    pub wrong: &'static str,
    /// Code that does not.
    pub right: &'static str,
}

/// The code for a mistake: for the library asked for, else its language, else
/// for every language.
pub(super) fn cures_of(id: &str, wanted: Option<Stack>) -> Vec<&'static Cure> {
    let Some(topic) = topic_of(id) else { return Vec::new() };
    let all = || TABLES.iter().copied().flatten().filter(|cure| cure.topic == topic);
    let of =
        |stack: Stack| -> Vec<&'static Cure> { all().filter(|cure| cure.stack == stack).collect() };
    let Some(wanted) = wanted else {
        return all().filter(|cure| cure.stack.is_language()).collect();
    };
    let found = of(wanted);
    if found.is_empty() { of(wanted.language()) } else { found }
}

/// The libraries for which the cure of a mistake differs from their language's.
pub(super) fn libraries_of(id: &str) -> Vec<Stack> {
    let Some(topic) = topic_of(id) else { return Vec::new() };
    let all = TABLES.iter().copied().flatten().filter(|cure| cure.topic == topic);
    all.map(|cure| cure.stack).filter(|stack| !stack.is_language()).collect()
}
