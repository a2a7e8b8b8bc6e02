//! One distinct finding of a campaign.

use super::workers::Failure;
use crate::doctor::{Explanation, Language};
use crate::generator::Sample;
use crate::recipe::{Mistake, Text};

/// Where a case comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A saved finding, by the name of its file.
    Replayed(String),
    /// Case number so-and-so of the seed.
    Generated(u64),
}

impl Origin {
    pub(super) fn to_text(&self, language: Language) -> String {
        let say = |en, zh| language.of(Text { en, zh });
        match self {
            Self::Replayed(name) => format!("{} {name}", say("saved finding", "已保存的")),
            Self::Generated(index) => format!("{} {index}", say("case", "用例")),
        }
    }
}

/// Everything that is wrong with a signer in one way.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The diagnosis.
    pub cause: Cause,
    /// How many cases show it.
    pub cases: u64,
    /// The first of them.
    pub first: Origin,
    /// The smallest request that was found to show it.
    pub sample: Sample,
    /// Whether nothing can be taken from it any more; not if the campaign was
    /// stopped meanwhile, or the signer is too slow to try everything.
    pub is_minimal: bool,
    /// The right signature.
    pub expected: String,
    /// The signature the signer made instead; `None` if it made none.
    pub got: Option<String>,
    /// What must be signed.
    pub string_to_sign: Vec<u8>,
    /// What was signed instead, where it is known.
    pub signed: Option<Vec<u8>>,
    pub(super) explanation: Option<Explanation>,
    /// Some of its cases, so that a better explanation can take them over.
    pub(super) witnesses: Vec<Failure>,
}

/// Why a signer fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It gave no answer that could be judged: this is what happened on the
    /// request shown.
    Errored(String),
    /// It makes these mistakes.
    Mistakes(Vec<&'static Mistake>),
    /// Nothing known makes its signature; these parts of the request matter.
    Unexplained(Vec<&'static str>),
}

impl Cause {
    /// What tells one finding from another, in lower-case words with hyphens;
    /// several mistakes are joined by `+`.
    pub fn id(&self) -> String {
        match self {
            Self::Errored(reason) => {
                format!("errored-{:08x}", class_hash(&message_class(reason)))
            }
            Self::Mistakes(mistakes) => {
                mistakes.iter().map(|mistake| mistake.id).collect::<Vec<_>>().join("+")
            }
            Self::Unexplained(parts) if parts.is_empty() => "unexplained".to_owned(),
            Self::Unexplained(parts) => format!("unexplained-{}", parts.join("-")),
        }
    }
}

/// The message without what changes from one request to the next: numbers,
/// and what is quoted.
pub(super) fn message_class(message: &str) -> String {
    let mut class = String::new();
    let mut rest = message.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' | '\'' => {
                class.push('…');
                while let Some(quoted) = rest.next() {
                    match quoted {
                        '\\' => drop(rest.next()),
                        _ if quoted == c => break,
                        _ => {}
                    }
                }
            }
            // A number, an address in hexadecimal.
            '0'..='9' => {
                class.push('#');
                while rest.next_if(|c| c.is_ascii_hexdigit() || *c == 'x').is_some() {}
            }
            _ => class.push(c),
        }
    }
    class
}

/// FNV-1a, for names of files that stay the same from one version to the next.
pub(super) fn class_hash(class: &str) -> u32 {
    class.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The parts of a request that are not the simplest there are.
pub(super) fn parts_that_matter(sample: &Sample) -> Vec<&'static str> {
    let simplest = super::minimise::simplest();
    let (path, query) = split_uri(&sample.uri);
    [
        ("account", sample.secret_id != simplest.secret_id),
        ("method", sample.method != simplest.method),
        ("path", path != simplest.uri),
        ("query", query.is_some()),
        ("nonce", sample.nonce != simplest.nonce),
        ("timestamp", sample.timestamp != simplest.timestamp),
        ("content-type", sample.content_type != simplest.content_type),
        ("body", sample.body != simplest.body),
    ]
    .into_iter()
    .filter_map(|(part, matters)| matters.then_some(part))
    .collect()
}

pub(super) fn split_uri(uri: &str) -> (&str, Option<&str>) {
    match uri.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (uri, None),
    }
}

#[cfg(test)]
mod tests {
    use super::message_class;

    #[test]
    fn messages_differ_by_their_words() {
        let class = message_class("no answer within 10s; it printed \"a\\\"b\", 'x' at 0x7f3a");
        assert_eq!(class, message_class("no answer within 500s; it printed \"\", '' at 0x1f9a"));
        assert_ne!(class, message_class("the adapter closed its output"));
    }
}
