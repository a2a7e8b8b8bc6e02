//! The cure of a mistake as code, in the language and for the HTTP library of
//! the reader.

mod body;
mod bytes;
mod client;
mod json;
mod key;
mod query;
mod sending;
mod signature;
mod stack;
mod stamp;
mod text;
mod topics;
mod uri;
mod url;

pub use stack::Stack;
use topics::{Topic, topic_of};

const TABLES: [&[Cure]; 12] = [
    signature::CURES,
    text::CURES,
    key::CURES,
    stamp::CURES,
    uri::CURES,
    query::CURES,
    url::CURES,
    body::CURES,
    json::CURES,
    bytes::CURES,
    sending::CURES,
    client::CURES,
];

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

impl Cure {
    /// Whether it calls functions that the reader has under some name.
    pub(super) fn leans_on_own_code(&self) -> bool {
        let calls = |name: &str| self.right.contains(name);
        ["authHeaders(", "auth_headers(", "AuthHeaders(", "sign_headers", " sign(", " signed("]
            .into_iter()
            .any(calls)
    }
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Stack, TABLES, cures_of};
    use crate::doctor::known_mistakes;

    #[test]
    fn every_mistake_has_a_cure_in_every_language() {
        for mistake in known_mistakes() {
            let languages: Vec<Stack> =
                cures_of(mistake.id, None).iter().map(|cure| cure.stack).collect();
            for language in Stack::all().filter(|stack| stack.is_language()) {
                assert!(languages.contains(&language), "{} in {}", mistake.id, language.name());
            }
        }
    }

    #[test]
    fn a_library_without_a_cure_of_its_own_has_that_of_its_language() {
        for mistake in known_mistakes() {
            for stack in Stack::all() {
                let [cure] = cures_of(mistake.id, Some(stack))[..] else {
                    panic!("{} for {}", mistake.id, stack.name())
                };
                assert!(cure.stack == stack || cure.stack == stack.language());
            }
        }
    }

    #[test]
    fn every_cure_is_there_once_and_changes_something() {
        let mut seen = HashSet::new();
        for cure in TABLES.iter().copied().flatten() {
            assert!(seen.insert(format!("{:?} {:?}", cure.topic, cure.stack)), "{cure:?}");
            assert_ne!(cure.wrong, cure.right);
        }
    }
}
