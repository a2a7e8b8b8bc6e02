//! What a receiver was found to be, for a person and for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{ReceiverFailure, ReceiverReport};
use crate::callback::doctor::Mistake;
use crate::conformance::AdapterName;
use crate::language::{Language, Text};
use crate::visible::Visible;

const CAUSES: Text = Text {
    en: "What the failures have in common, and in how many vectors it explains them:",
    zh: "失败的共同原因，以及能解释的向量数：",
};

impl ReceiverFailure {
    fn to_text(&self, language: Language) -> String {
        let ids = |explanations: &[Vec<&Mistake>]| match explanations.first() {
            None => String::new(),
            Some(mistakes) => {
                let ids: Vec<_> = mistakes.iter().map(|mistake| mistake.id).collect();
                format!(" [{}]", ids.join(" + "))
            }
        };
        let is_english = language == Language::English;
        match self {
            Self::Broken(told) => told.clone(),
            Self::Signature(computed, explanations) => {
                let what = if is_english { "wrong signature" } else { "签名不正确" };
                format!("{what} {}{}", Visible(computed.as_bytes()), ids(explanations))
            }
            Self::Verdict { holds: true } if is_english => {
                "called a signature wrong that holds".to_owned()
            }
            Self::Verdict { holds: false } if is_english => {
                "called a signature right that does not hold".to_owned()
            }
            Self::Verdict { holds: true } => "签名正确却判为不正确".to_owned(),
            Self::Verdict { holds: false } => "签名不正确却判为正确".to_owned(),
            Self::Plaintext(explanations) => {
                let what = if is_english { "wrong plaintext" } else { "明文不正确" };
                format!("{what}{}", ids(explanations))
            }
            Self::Answer { status, body } => {
                let what = if is_english { "answered" } else { "应答为" };
                let shown = &body[..body.len().min(80)];
                format!("{what} {status} {}", Visible(shown))
            }
            Self::Accepted if is_english => "accepted, and must be refused".to_owned(),
            Self::Accepted => "应拒绝却接受了".to_owned(),
        }
    }

    fn explanations(&self) -> &[Vec<&'static Mistake>] {
        match self {
            Self::Signature(_, explanations) | Self::Plaintext(explanations) => explanations,
            _ => &[],
        }
    }
}

impl ReceiverReport {
    /// Whether every vector was passed.
    pub fn conforms(&self) -> bool {
        self.failures.is_empty()
    }

    /// The mistakes that explain failures, with the number of vectors, the
    /// most first.
    pub fn causes(&self) -> Vec<(&'static Mistake, usize)> {
        let mut counts: BTreeMap<&str, (&'static Mistake, usize)> = BTreeMap::new();
        for (_, failures) in &self.failures {
            let all = failures.iter().flat_map(ReceiverFailure::explanations).flatten();
            let of_case: BTreeMap<_, _> = all.map(|mistake| (mistake.id, *mistake)).collect();
            for (id, mistake) in of_case {
                counts.entry(id).or_insert((mistake, 0)).1 += 1;
            }
        }
        let mut counts: Vec<_> = counts.into_values().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }

    /// The report for a person.
    pub fn to_text(&self, language: Language) -> String {
        const SHOWN: usize = 20;
        let mut text = String::new();
        for (id, failures) in self.failures.iter().take(SHOWN) {
            for failure in failures {
                // Writing to a String does not fail.
                let _infallible = writeln!(text, "FAIL {id}: {}", failure.to_text(language));
            }
        }
        if self.failures.len() > SHOWN {
            let _infallible = writeln!(text, "… +{}", self.failures.len() - SHOWN);
        }
        let causes = self.causes();
        if !causes.is_empty() {
            let _infallible = writeln!(text, "{}", language.of(CAUSES));
        }
        for (mistake, count) in causes.iter().take(5) {
            let (title, remedy) = (language.of(mistake.title), language.of(mistake.remedy));
            let _infallible = writeln!(text, "  {count} {title} [{}]\n    {remedy}", mistake.id);
        }
        let (passed, failed) = (self.cases - self.failures.len(), self.failures.len());
        let AdapterName { name, language: of, .. } = &self.name;
        text + &match language {
            Language::English => format!("{name} ({of}): {passed} passed, {failed} failed"),
            Language::Chinese => format!("{name}（{of}）：通过 {passed} 个，失败 {failed} 个"),
        }
    }

    /// The report for programs.
    pub fn to_json(&self, language: Language) -> Value {
        let failures: Vec<_> = self
            .failures
            .iter()
            .map(|(id, failures)| {
                let told: Vec<_> =
                    failures.iter().map(|failure| failure.to_text(language)).collect();
                json!({"id": id, "failures": told})
            })
            .collect();
        let causes: Vec<_> = self
            .causes()
            .iter()
            .map(|(mistake, count)| {
                json!({
                    "id": mistake.id, "vectors": count, "title": language.of(mistake.title),
                    "remedy": language.of(mistake.remedy),
                })
            })
            .collect();
        json!({
            "receiver": {"name": self.name.name, "language": self.name.language},
            "conforming": self.conforms(), "cases": self.cases, "failures": failures, "causes": causes,
        })
    }
}
