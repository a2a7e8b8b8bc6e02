//! Putting a case to a client, and judging what arrived.

use std::time::Duration;

use super::arrivals::{Arrived, Seen, Stand, Unjudged};
use super::diagnosis::{Finding, Practice};
use super::meaning::{Difference, differences};
use super::shown::{SHOWN, SHOWN_WHOLE, logical_text};
use super::{CallAnswer, ClientUnderTest};
use crate::canonical::StringToSign;
use crate::conformance::breach::{Breach, BreachKind};
use crate::conformance::report::{Failure, Outcome, Stage, WireReport};
use crate::credentials::Credentials;
use crate::request::Request;
use crate::secrets::Secrets;
use crate::vectors::{ClientCase, ClientStep, LogicalCall, Suite};
use crate::visible::{Visible, first_difference};

/// A client, and the server that it is pointed at.
pub struct ClientJudge {
    client: Box<dyn ClientUnderTest>,
    accounts: Vec<Credentials>,
    stand: Option<Stand>,
    practice: Practice,
}

impl ClientJudge {
    /// A judge of this client by the accounts of this suite.
    pub fn of_suite(client: Box<dyn ClientUnderTest>, suite: &Suite) -> Self {
        let mut accounts: Vec<Credentials> = Vec::new();
        for case in suite.client_cases() {
            let is_known = |account: &Credentials| {
                account.secret_id() == case.credentials.secret_id()
                    && account.app_id() == case.credentials.app_id()
            };
            if !accounts.iter().any(is_known) {
                accounts.push(case.credentials.clone());
            }
        }
        Self::new(client, accounts)
    }

    /// A judge of this client by these accounts.
    pub fn new(client: Box<dyn ClientUnderTest>, accounts: Vec<Credentials>) -> Self {
        let practice = Practice::new(accounts.clone());
        Self { client, accounts, stand: None, practice }
    }

    /// How long the doctor may look for the mistake behind a wrong signature
    /// from now on, and how long it might before.
    pub fn set_budget(&mut self, budget: Duration) -> Duration {
        std::mem::replace(&mut self.practice.budget, budget)
    }

    /// Puts one case to the client.
    pub fn judge(&mut self, case: &ClientCase) -> Outcome {
        for (index, step) in case.steps.iter().enumerate() {
            let outcome = self.judge_step(step, &case.credentials);
            let outcome = match outcome {
                Outcome::Failed(failure) if case.steps.len() > 1 => {
                    Outcome::Failed(Failure { request: u64::try_from(index + 1).ok(), ..failure })
                }
                other => other,
            };
            if outcome != Outcome::Passed {
                return outcome;
            }
        }
        Outcome::Passed
    }

    /// Asks the client for one step, and judges what arrives.
    pub fn judge_step(&mut self, step: &ClientStep, credentials: &Credentials) -> Outcome {
        let outcome = self.put(step, credentials);
        let is_settled = match &outcome {
            Outcome::Failed(failure) => failure.stage != Stage::Delivery,
            Outcome::Errored(_) => false,
            Outcome::Passed | Outcome::Skipped(_) => true,
        };
        // What is still under way must not arrive in the next step.
        if !is_settled {
            self.stand = None;
        }
        outcome
    }

    fn put(&mut self, step: &ClientStep, credentials: &Credentials) -> Outcome {
        let stand = match &mut self.stand {
            Some(stand) => stand,
            stand => match Stand::start(self.accounts.clone()) {
                Ok(started) => stand.insert(started),
                Err(error) => {
                    return Outcome::Errored(format!("no server could be started: {error}").into());
                }
            },
        };
        let (answer, scripted) = match step {
            ClientStep::Call(call) => {
                stand.expect(&call.answers);
                (self.client.call(stand.base_url(), credentials, call), true)
            }
            ClientStep::Calls(calls) => {
                stand.expect(&[]);
                (self.client.calls(stand.base_url(), credentials, calls), false)
            }
        };
        let seen = stand.take();
        let (statuses, message) = match answer {
            CallAnswer::Broken(breach) => return Outcome::Errored(breach),
            CallAnswer::Skipped(reason) if seen.requests.is_empty() => {
                return Outcome::Skipped(reason);
            }
            CallAnswer::Skipped(reason) => (None, Some(reason)),
            CallAnswer::Failed(message) => (None, Some(message)),
            CallAnswer::Statuses(statuses) => (Some(statuses), None),
        };
        let mut secrets = Secrets::of_the_environment();
        secrets.told(credentials.expose_secret_key());
        let mut hearing = Hearing { practice: &mut self.practice, credentials, secrets };
        let failure = if scripted {
            hearing.judge_call(&step.calls()[0], &seen, message.is_some())
        } else {
            hearing.judge_calls(step.calls(), &seen, message.is_some())
        };
        if let Some(failure) = failure {
            return Outcome::Failed(failure);
        }
        if let Some(message) = message {
            let told = format!("the client answered the error \"{message}\"");
            return Outcome::Errored(Breach::new(BreachKind::Refused, told));
        }
        let told = statuses.unwrap_or_default();
        // Of one call the last answer counts, of several at once each.
        let before = if scripted { seen.requests.len().saturating_sub(1) } else { 0 };
        let answered = seen.requests.iter().skip(before);
        for (arrived, told) in answered.zip(&told) {
            if arrived.answered != *told {
                return Outcome::Failed(Failure {
                    expected: arrived.answered.to_string(),
                    got: told.to_string(),
                    note: "the client tells another status than the server's last".to_owned(),
                    ..Failure::new(Stage::Delivery)
                });
            }
        }
        Outcome::Passed
    }
}

/// One step, judged.
struct Hearing<'h> {
    practice: &'h mut Practice,
    credentials: &'h Credentials,
    secrets: Secrets,
}

impl Hearing<'_> {
    /// One call; the client may have to make it again.
    fn judge_call(&mut self, call: &LogicalCall, seen: &Seen, has_failed: bool) -> Option<Failure> {
        let mut uri: Option<&str> = None;
        for index in 0..=call.answers.len() {
            let Some(arrived) = seen.requests.get(index) else {
                return self.not_delivered(call, seen, index, has_failed);
            };
            let failure = self.judge_arrival(call, uri, arrived);
            if failure.is_some() {
                return failure;
            }
            let location = call.answers.get(index).and_then(|answer| answer.location.as_deref());
            uri = location.map(|location| location.trim_start_matches("{base_url}")).or(uri);
        }
        self.too_many(call, seen, call.answers.len() + 1)
    }

    /// Calls that arrived in any order: each arrival is the call that it means,
    /// or one of those left over.
    fn judge_calls(
        &mut self,
        calls: &[LogicalCall],
        seen: &Seen,
        has_failed: bool,
    ) -> Option<Failure> {
        let mut open: Vec<&LogicalCall> = calls.iter().collect();
        let mut unmatched = Vec::new();
        for arrived in &seen.requests {
            let means = |call: &&LogicalCall| differences(call, None, &arrived.request).is_empty();
            match open.iter().position(means) {
                Some(index) => {
                    let failure = self.judge_arrival(open.remove(index), None, arrived);
                    if failure.is_some() {
                        return failure;
                    }
                }
                None => unmatched.push(arrived),
            }
        }
        for arrived in unmatched {
            // The closest of those left over, if any is.
            let distance = |call: &&LogicalCall| differences(call, None, &arrived.request).len();
            let Some(closest) = (0..open.len()).min_by_key(|&index| distance(&open[index])) else {
                return self.too_many(&calls[0], seen, calls.len());
            };
            let failure = self.judge_arrival(open.remove(closest), None, arrived);
            if failure.is_some() {
                return failure;
            }
        }
        let missing = open.first()?;
        self.not_delivered(missing, seen, 0, has_failed)
    }

    fn judge_arrival(
        &mut self,
        call: &LogicalCall,
        uri: Option<&str>,
        arrived: &Arrived,
    ) -> Option<Failure> {
        let finding = self.practice.examine(arrived, call, self.credentials);
        // What is shown of it is shown without the key; a call never asks for it.
        let request = &self.without_secrets(&arrived.request);
        let differences = differences(call, uri, request);
        if finding.is_none() && differences.is_empty() {
            return None;
        }
        let mut wire = wire_report(call);
        wire.wire = Some(self.wire_text(request));
        wire.signature_holds = Some(finding.is_none());
        wire.differences = differences.iter().map(|difference| difference.text.clone()).collect();
        let string_to_sign = StringToSign::as_arrived(request).to_vec();
        wire.string_to_sign = Some(self.shown(&string_to_sign, 0, SHOWN_WHOLE));
        let mut failure = match finding {
            Some(finding) => self.wrong_signature(request, &string_to_sign, finding, &mut wire),
            None => other_meaning(call, &differences, request),
        };
        if failure.stage != Stage::Meaning && !differences.is_empty() {
            failure.note.push_str("; besides, ");
            failure.note.push_str(differences[0].aspect.note());
        }
        for difference in &differences {
            let fix = difference.aspect.fix().to_owned();
            if !wire.fixes.contains(&fix) {
                wire.fixes.push(fix);
            }
        }
        failure.wire = Some(Box::new(wire));
        Some(failure)
    }

    fn wrong_signature(
        &self,
        request: &Request<'_>,
        string_to_sign: &[u8],
        finding: Finding,
        wire: &mut WireReport,
    ) -> Failure {
        let signature = request.header_value(crate::request::header::SIGNATURE);
        let signature = signature.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let mistakes = finding.explanations.first().into_iter().flatten();
        wire.fixes = mistakes.map(|mistake| mistake.remedy.en.to_owned()).collect();
        wire.explanations = finding.explanations;
        let at =
            finding.signed.as_ref().and_then(|signed| first_difference(string_to_sign, signed));
        let got = match (&finding.signed, at) {
            (Some(signed), Some(at)) => self.shown(signed, at, SHOWN),
            _ => self.shown(signature.as_deref().unwrap_or_default().as_bytes(), 0, SHOWN),
        };
        Failure {
            expected: self.shown(string_to_sign, at.unwrap_or_default(), SHOWN),
            got,
            note: finding.note,
            signature,
            first_difference: at,
            ..Failure::new(Stage::Signature)
        }
    }

    fn not_delivered(
        &self,
        call: &LogicalCall,
        seen: &Seen,
        index: usize,
        has_failed: bool,
    ) -> Option<Failure> {
        // A client that says why it could not call is not judged by silence.
        if has_failed && index == 0 && seen.unjudged.is_empty() {
            return None;
        }
        let note = match index.checked_sub(1).and_then(|before| call.answers.get(before)) {
            Some(answer) if answer.location.is_some() => {
                "the redirect (307) was not followed: the request did not arrive at its Location"
            }
            Some(_) => "the request was not sent again after a 500",
            None if seen.unjudged.is_empty() => "no request arrived",
            None => "what arrived is no request to the API",
        };
        let got = match &seen.unjudged[..] {
            [] => format!("{} of {}", seen.requests.len(), 1 + call.answers.len()),
            unjudged => self.unjudged(unjudged),
        };
        Some(Failure {
            expected: format!("{} request(s)", 1 + call.answers.len()),
            got,
            note: note.to_owned(),
            wire: Some(Box::new(wire_report(call))),
            ..Failure::new(Stage::Delivery)
        })
    }

    fn too_many(&self, call: &LogicalCall, seen: &Seen, due: usize) -> Option<Failure> {
        if seen.requests.len() <= due && seen.unjudged.is_empty() {
            return None;
        }
        let mut wire = wire_report(call);
        wire.wire = seen.requests.get(due).map(|arrived| self.wire_text(&arrived.request));
        let got = match &seen.unjudged[..] {
            [] => format!("{} requests", seen.requests.len()),
            unjudged => self.unjudged(unjudged),
        };
        Some(Failure {
            expected: format!("{due} request(s)"),
            got,
            note: "more arrived than was asked".to_owned(),
            wire: Some(Box::new(wire)),
            ..Failure::new(Stage::Delivery)
        })
    }

    fn unjudged(&self, unjudged: &[Unjudged]) -> String {
        let words = unjudged.iter().map(|Unjudged { line, reason }| {
            format!("{}: {}", self.shown(line, 0, 2 * SHOWN), self.redacted(reason))
        });
        words.collect::<Vec<_>>().join("; ")
    }

    fn without_secrets(&self, request: &Request<'_>) -> Request<'static> {
        let redact = |bytes: &[u8]| self.secrets.redact(bytes).into_bytes();
        let headers = request.headers().map(|(name, value)| (name.to_owned(), redact(value)));
        Request::from_owned(
            redact(request.method_bytes()),
            redact(request.uri_bytes()),
            headers.collect(),
            redact(request.body_bytes()),
        )
    }

    /// The request line by line; a long body is cut.
    fn wire_text(&self, request: &Request<'_>) -> String {
        let line = |bytes: &[u8]| Visible(&self.secrets.redact(bytes)).unquoted();
        let mut text =
            line(&[request.method_bytes(), b" ", request.uri_bytes(), b" HTTP/1.1"].concat());
        for (name, value) in request.headers() {
            text.push_str(&format!("\n{name}: {}", line(value)));
        }
        let body = request.body_bytes();
        if !body.is_empty() {
            text.push_str(&format!("\n\n{}", self.shown(body, 0, SHOWN_WHOLE)));
        }
        text
    }

    fn shown(&self, bytes: &[u8], at: usize, width: usize) -> String {
        Visible(&self.secrets.redact(bytes)).around(at, width)
    }

    fn redacted(&self, text: &str) -> String {
        self.secrets.redact_text(text)
    }
}

fn other_meaning(call: &LogicalCall, differences: &[Difference], request: &Request<'_>) -> Failure {
    let first = &differences[0];
    let texts: Vec<_> = differences.iter().map(|difference| difference.text.as_str()).collect();
    Failure {
        expected: logical_text(call),
        got: format!(
            "{} {}: {}",
            Visible(request.method_bytes()).unquoted(),
            Visible(request.uri_bytes()).around(0, 2 * SHOWN),
            texts.join("; ")
        ),
        note: format!("the signature is right, but {}", first.aspect.note()),
        ..Failure::new(Stage::Meaning)
    }
}

fn wire_report(call: &LogicalCall) -> WireReport {
    WireReport { logical: logical_text(call), ..WireReport::default() }
}
