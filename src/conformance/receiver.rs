//! Judging a receiver of event callbacks in any language, over the adapter
//! protocol, by the golden vectors.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::adapter::Adapter;
use super::protocol::Members;
use super::{AdapterCommand, AdapterName, BrokenAdapter};
use crate::callback::Delivery;
use crate::callback::doctor::{Evidence, Finding, Mistake, examine};
use crate::credentials::Credentials;
use crate::language::{Language, Text};
use crate::vectors::{CallbackCase, CallbackExpectation, CallbackStages};
use crate::visible::Visible;

/// A long-lived adapter process that lists `callback_handle` in its `ops`;
/// `callback_sign` and `callback_decrypt` are asked where they are listed too.
pub struct ReceiverAdapter(Adapter);

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiverFailure {
    /// There is none that could be judged.
    Broken(String),
    /// Another signature, and the mistakes that make it.
    Signature(String, Vec<Vec<&'static Mistake>>),
    /// Another plaintext, and the mistakes that make it.
    Plaintext(Vec<Vec<&'static Mistake>>),
    /// A right callback was answered with another status or body.
    Answer {
        /// The status it was answered with.
        status: u64,
        /// The body it was answered with.
        body: Vec<u8>,
    },
    /// A wrong callback was answered with status 200.
    Accepted,
}

/// What came of every vector.
#[derive(Clone, Debug)]
pub struct ReceiverReport {
    /// What the adapter says of itself.
    pub name: AdapterName,
    /// How many vectors were put to it.
    pub cases: usize,
    /// The ids of the vectors that it failed, and how.
    pub failures: Vec<(String, Vec<ReceiverFailure>)>,
}

impl ReceiverAdapter {
    /// Starts the adapter.
    ///
    /// # Errors
    ///
    /// If it does not start, or does not introduce itself as one that handles
    /// callbacks.
    pub fn start(command: AdapterCommand) -> Result<Self, BrokenAdapter> {
        Adapter::introduced(command, "callback_handle").map(Self)
    }

    /// Puts every case to the receiver.
    pub fn judge<'c>(
        &mut self,
        cases: impl IntoIterator<Item = &'c CallbackCase>,
    ) -> ReceiverReport {
        let mut report =
            ReceiverReport { name: self.0.name().clone(), cases: 0, failures: Vec::new() };
        for case in cases {
            report.cases += 1;
            let failures = self.failures(case);
            if !failures.is_empty() {
                report.failures.push((case.id.clone(), failures));
            }
        }
        report
    }

    fn failures(&mut self, case: &CallbackCase) -> Vec<ReceiverFailure> {
        let mut failures = Vec::new();
        if let CallbackExpectation::Accepted { stages, .. } = &case.expectation
            && let Ok(delivery) = Delivery::read(&case.request)
        {
            failures.extend(self.signature(case, &delivery, stages));
            // Padding that is acceptable may be refused.
            if !case.is_acceptable {
                failures.extend(self.plaintext(case, &delivery, stages));
            }
        }
        failures.extend(self.answer(case));
        failures
    }

    fn signature(
        &mut self,
        case: &CallbackCase,
        delivery: &Delivery<'_>,
        stages: &CallbackStages,
    ) -> Option<ReceiverFailure> {
        let members = json!({
            "token": case.token, "timestamp": delivery.timestamp, "nonce": delivery.nonce,
            "data": delivery.data,
        });
        let answer = match self.ask(case, "callback_sign", members)? {
            Ok(answer) => answer,
            Err(told) => return Some(ReceiverFailure::Broken(told)),
        };
        let computed = answer.text("signature").ok().flatten().unwrap_or_default();
        if computed == stages.signature {
            return None;
        }
        let finding = examine(&Evidence { computed: Some(&computed), ..evidence(case) }).computed;
        Some(ReceiverFailure::Signature(computed, explanations(finding)))
    }

    fn plaintext(
        &mut self,
        case: &CallbackCase,
        delivery: &Delivery<'_>,
        stages: &CallbackStages,
    ) -> Option<ReceiverFailure> {
        let members = json!({"encoding_aes_key": case.encoding_aes_key, "data": delivery.data});
        let answer = match self.ask(case, "callback_decrypt", members)? {
            Ok(answer) => answer,
            Err(told) => return Some(ReceiverFailure::Broken(told)),
        };
        let decrypted = answer.text("plaintext_base64").ok().flatten();
        let decrypted = decrypted.and_then(|text| STANDARD.decode(text).ok());
        if decrypted.as_deref() == Some(stages.plaintext.as_bytes()) {
            return None;
        }
        let finding = decrypted.and_then(|plaintext| {
            examine(&Evidence { plaintext: Some(&plaintext), ..evidence(case) }).plaintext
        });
        Some(ReceiverFailure::Plaintext(explanations(finding)))
    }

    fn answer(&mut self, case: &CallbackCase) -> Option<ReceiverFailure> {
        let request = &case.request;
        let text = String::from_utf8_lossy;
        let headers: Vec<_> =
            request.headers().map(|(name, value)| [name.into(), text(value)]).collect();
        let members = json!({
            "token": case.token,
            "encoding_aes_key": case.encoding_aes_key,
            "method": text(request.method_bytes()),
            "target": text(request.uri_bytes()),
            "headers": headers,
            "body_base64": STANDARD.encode(request.body_bytes()),
        });
        let answer = match self.ask(case, "callback_handle", members)? {
            Ok(answer) => answer,
            Err(told) => return Some(ReceiverFailure::Broken(told)),
        };
        let status = answer.0.get("status").and_then(Value::as_u64).unwrap_or_default();
        let body = answer.text("body_base64").ok().flatten().unwrap_or_default();
        let body = STANDARD.decode(body).unwrap_or_default();
        match &case.expectation {
            CallbackExpectation::Accepted { answer, .. } => {
                let is_right = status == 200 && body == answer.as_bytes();
                let is_refused = case.is_acceptable && status != 200;
                (!is_right && !is_refused).then_some(ReceiverFailure::Answer { status, body })
            }
            CallbackExpectation::Refused { .. } => {
                (status == 200 && !case.is_acceptable).then_some(ReceiverFailure::Accepted)
            }
        }
    }

    /// The answer to one line; `None` where the adapter does not list the
    /// operation.
    fn ask(
        &mut self,
        case: &CallbackCase,
        op: &'static str,
        members: Value,
    ) -> Option<Result<Members, String>> {
        if !self.0.name().ops.iter().any(|listed| listed == op) {
            return None;
        }
        let seq = self.0.next_seq(&Credentials::new("", case.token.as_str()));
        let mut line = Map::new();
        line.insert("op".to_owned(), op.into());
        line.insert("seq".to_owned(), seq.into());
        if let Value::Object(members) = members {
            line.extend(members);
        }
        let parse = |line: &[u8], seq| {
            let answer = Members::parse(line)?;
            let error = answer.text("error")?;
            answer.check_seq(seq, error.is_some())?;
            match error {
                None => Ok(answer),
                Some(error) => Err(format!("it answered with the error \"{error}\"")),
            }
        };
        let line = Value::Object(line).to_string();
        // There is one answer, if only that there is none.
        let answer = self.0.exchange(seq, &[line], parse).remove(0);
        Some(answer.map_err(|breach| breach.told))
    }
}

fn evidence(case: &CallbackCase) -> Evidence<'_> {
    Evidence::new(&case.request, &case.token, case.encoding_aes_key.as_deref())
}

fn explanations(finding: Option<Finding>) -> Vec<Vec<&'static Mistake>> {
    match finding {
        Some(Finding::Mistaken(explanations)) => explanations,
        _ => Vec::new(),
    }
}

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
