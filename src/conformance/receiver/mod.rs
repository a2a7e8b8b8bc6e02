//! Judging a receiver of event callbacks in any language, over the adapter
//! protocol, by the golden vectors.

mod outcome;
mod report;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::adapter::Adapter;
use super::protocol::Members;
use super::{AdapterCommand, AdapterName, BrokenAdapter, Outcome};
use crate::callback::Delivery;
use crate::callback::doctor::{Evidence, Finding, Mistake, examine};
use crate::credentials::Credentials;
use crate::vectors::{CallbackCase, CallbackExpectation, CallbackStages};

/// A long-lived adapter process that lists `callback_handle` in its `ops`;
/// `callback_sign`, `callback_verify` and `callback_decrypt` are asked where they
/// are listed too.
pub struct ReceiverAdapter(Adapter);

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReceiverFailure {
    /// There is none that could be judged.
    Broken(String),
    /// Another signature, and the mistakes that make it.
    Signature(String, Vec<Vec<&'static Mistake>>),
    /// A signature that holds was called wrong, or one that does not was called
    /// right.
    Verdict {
        /// Whether the signature holds.
        holds: bool,
    },
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
        Adapter::introduced(command, &["callback_handle"]).map(Self)
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
            let failures = failures(&mut self.0, case);
            if !failures.is_empty() {
                report.failures.push((case.id.clone(), failures));
            }
        }
        report
    }
}

/// What the case shows of an adapter that receives callbacks.
pub(super) fn judge_callback(adapter: &mut Adapter, case: &CallbackCase) -> Outcome {
    outcome::of(case, &failures(adapter, case))
}

/// What is wrong, in the order of the stages.
fn failures(adapter: &mut Adapter, case: &CallbackCase) -> Vec<ReceiverFailure> {
    let mut asked = Asked { adapter, case };
    let mut failures = Vec::new();
    if let Ok(delivery) = Delivery::read(&case.request) {
        if let CallbackExpectation::Accepted { stages, .. } = &case.expectation {
            failures.extend(asked.signature(&delivery, stages));
        }
        failures.extend(asked.verdict(&delivery));
        // Padding that is acceptable may be refused.
        if let CallbackExpectation::Accepted { stages, .. } = &case.expectation
            && !case.is_acceptable
        {
            failures.extend(asked.plaintext(&delivery, stages));
        }
    }
    failures.extend(asked.answer());
    failures
}

/// One case put to one adapter.
struct Asked<'a> {
    adapter: &'a mut Adapter,
    case: &'a CallbackCase,
}

impl Asked<'_> {
    fn signature(
        &mut self,
        delivery: &Delivery<'_>,
        stages: &CallbackStages,
    ) -> Option<ReceiverFailure> {
        let members = json!({
            "token": self.case.token, "timestamp": delivery.timestamp, "nonce": delivery.nonce,
            "data": delivery.data,
        });
        let answer = match self.ask("callback_sign", members)? {
            Ok(answer) => answer,
            Err(told) => return Some(ReceiverFailure::Broken(told)),
        };
        let computed = answer.text("signature").ok().flatten().unwrap_or_default();
        if computed == stages.signature {
            return None;
        }
        let finding =
            examine(&Evidence { computed: Some(&computed), ..evidence(self.case) }).computed;
        Some(ReceiverFailure::Signature(computed, explanations(finding)))
    }

    /// Whether a signature that holds is told from one that does not.
    fn verdict(&mut self, delivery: &Delivery<'_>) -> Option<ReceiverFailure> {
        let holds = match &self.case.expectation {
            CallbackExpectation::Accepted { .. } => true,
            CallbackExpectation::Refused { refusal, .. } if refusal.field == "signature" => {
                // What is no signature at all is refused by its shape.
                if refusal.reason != "mismatch" {
                    return None;
                }
                false
            }
            // Wrong in what comes before the signature or after it, which this
            // operation does not look at.
            CallbackExpectation::Refused { .. } => return None,
        };
        let members = json!({
            "token": self.case.token, "timestamp": delivery.timestamp, "nonce": delivery.nonce,
            "data": delivery.data, "signature": delivery.signature,
        });
        let answer = match self.ask("callback_verify", members)? {
            Ok(answer) => answer,
            Err(told) => return Some(ReceiverFailure::Broken(told)),
        };
        match answer.0.get("valid").and_then(Value::as_bool) {
            Some(told) => (told != holds).then_some(ReceiverFailure::Verdict { holds }),
            None => {
                Some(ReceiverFailure::Broken("it answered without the boolean valid".to_owned()))
            }
        }
    }

    fn plaintext(
        &mut self,
        delivery: &Delivery<'_>,
        stages: &CallbackStages,
    ) -> Option<ReceiverFailure> {
        let members =
            json!({"encoding_aes_key": self.case.encoding_aes_key, "data": delivery.data});
        let answer = match self.ask("callback_decrypt", members)? {
            Ok(answer) => answer,
            Err(told) => return Some(ReceiverFailure::Broken(told)),
        };
        let decrypted = answer.text("plaintext_base64").ok().flatten();
        let decrypted = decrypted.and_then(|text| STANDARD.decode(text).ok());
        if decrypted.as_deref() == Some(stages.plaintext.as_bytes()) {
            return None;
        }
        let finding = decrypted.and_then(|plaintext| {
            examine(&Evidence { plaintext: Some(&plaintext), ..evidence(self.case) }).plaintext
        });
        Some(ReceiverFailure::Plaintext(explanations(finding)))
    }

    fn answer(&mut self) -> Option<ReceiverFailure> {
        let case = self.case;
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
        let answer = match self.ask("callback_handle", members)? {
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
    fn ask(&mut self, op: &'static str, members: Value) -> Option<Result<Members, String>> {
        if !self.adapter.name().ops.iter().any(|listed| listed == op) {
            return None;
        }
        let seq = self.adapter.next_seq(&Credentials::new("", self.case.token.as_str()));
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
        let answer = self.adapter.exchange(seq, &[line], parse).remove(0);
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
