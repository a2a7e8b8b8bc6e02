//! What each check sends, and what it makes of the answer.

use std::time::Duration;

use serde_json::json;

use super::Judge;
use super::check::Check;
use super::exchange::{Answer, Connection, NoAnswer};
use super::verdict::{Expected, Fault, fault_of};
use crate::callback::delivery::Delivery;
use crate::callback::{ACKNOWLEDGEMENT, EVENT_DEADLINE, URL_CHECK_DEADLINE, name};
use crate::request::Request;

impl Judge<'_> {
    pub(super) fn url_check(&mut self, plaintext: &str) -> Option<Fault> {
        let request = self.sealed_url_check(plaintext);
        let data = data_of(&request);
        let answer = self.send(&request, URL_CHECK_DEADLINE);
        fault_of(&answer, Expected { body: plaintext, data: &data, plaintext })
    }

    /// A plaintext whose base64 text holds what a form decoder changes, or does
    /// not, so that the two checks tell it from everything else.
    pub(super) fn check_text(&self, is_special: bool) -> Option<String> {
        (0..2000).find_map(|number| {
            let plaintext = format!("{number:04}-tmsig-{}", self.now);
            let data = self.callback.data_of(plaintext.as_bytes());
            let is_found = if is_special {
                ['+', '/', '='].iter().all(|letter| data.contains(*letter))
            } else {
                !data.contains('+')
            };
            is_found.then_some(plaintext)
        })
    }

    pub(super) fn forged_url_check(&mut self, check: Check) -> Option<Fault> {
        let plaintext = format!("tmsig-forged-{}", self.now);
        let mut request = self.sealed_url_check(&plaintext);
        match check {
            Check::UrlCheckForged => request.set_header(name::SIGNATURE, other_signature(&request)),
            Check::UrlCheckUnsigned => request = without_headers(&request),
            _ => {
                let headers = request.clone();
                request = Request::new("GET", self.target.path()).into_owned();
                for (name, value) in headers.headers() {
                    request = request.header(name, value).into_owned();
                }
            }
        }
        let answer = self.send(&request, URL_CHECK_DEADLINE);
        let is_accepted = answer.is_ok_and(|answer| {
            let is_due =
                answer.body == plaintext.as_bytes() || answer.body == ACKNOWLEDGEMENT.as_bytes();
            answer.status == 200 && is_due
        });
        is_accepted.then_some(Fault::Accepted)
    }

    /// The event of a check that sends one, as the vendor would.
    pub(super) fn event_of(&mut self, check: Check) -> String {
        let now = self.now;
        match check {
            Check::WholeBlock => whole_blocks(&self.minimal()),
            Check::Text => self.with(&json!({
                "operate_time": now,
                "meeting_info": {
                    "meeting_id": "18446744073709551615", "subject": "周例会 👩\u{200d}👩\u{200d}👧 𠮷",
                    "meeting_code": "806146667",
                },
            })),
            Check::UnknownEvent => {
                self.named("meeting.name-of-tomorrow", &json!([{"new": [1, null]}]))
            }
            Check::UnknownMembers => self.with(&json!({
                "operate_time": now, "member_of_tomorrow": {"a": [true, 1.5]},
            })),
            Check::TwoPayloads => {
                let items = json!([{"operate_time": now}, {"operate_time": now.saturating_add(1)}]);
                self.named("meeting.end", &items)
            }
            Check::EmptyOperator => {
                self.named("recording.completed", &json!([{"operate_time": now, "operator": {}}]))
            }
            Check::Long => {
                let text = "会议纪要 transcript ".repeat(2700);
                self.with(&json!({"operate_time": now, "asr_content": text}))
            }
            _ => self.minimal(),
        }
    }

    pub(super) fn out_of_order(&mut self) -> Option<Fault> {
        let at = |time: u64| json!([{"operate_time": time}]);
        let later = self.named("meeting.end", &at(self.now));
        let earlier = self.named("meeting.started", &at(self.now.saturating_sub(60_000)));
        let first = self.event(&later);
        first.or_else(|| self.event(&earlier))
    }

    /// As a retry that carries its first timestamp.
    pub(super) fn old(&mut self) -> Option<Fault> {
        let event = self.minimal();
        let request = self.sealed_event(&event, self.now.saturating_sub(600_000));
        self.acknowledged(&request, &event)
    }

    pub(super) fn expecting(&mut self) -> Option<Fault> {
        let event = self.minimal();
        let request = self.sealed_event(&event, self.now).header("Expect", "100-continue");
        self.acknowledged(&request.into_owned(), &event)
    }

    pub(super) fn event(&mut self, event: &str) -> Option<Fault> {
        let request = self.sealed_event(event, self.now);
        self.acknowledged(&request, event)
    }

    fn acknowledged(&mut self, request: &Request<'_>, event: &str) -> Option<Fault> {
        let data = data_of(request);
        let answer = self.send(request, EVENT_DEADLINE);
        fault_of(&answer, Expected { body: ACKNOWLEDGEMENT, data: &data, plaintext: event })
    }

    pub(super) fn forged_event(&mut self, check: Check) -> Option<Fault> {
        let event = self.minimal();
        let mut request = self.sealed_event(&event, self.now);
        match check {
            Check::ForgedSignature => {
                request.set_header(name::SIGNATURE, other_signature(&request));
            }
            Check::ForgedTimestamp => {
                request.set_header(name::TIMESTAMP, self.now.saturating_add(1).to_string());
            }
            Check::ForgedNonce => request.set_header(name::NONCE, "1"),
            Check::Unsigned => request = without_headers(&request),
            _ => {
                // Another event with the headers of the first.
                let other = self.minimal();
                let other = self.sealed_event(&other, self.now);
                request = request.body(other.body_bytes()).into_owned();
            }
        }
        let answer = self.send(&request, EVENT_DEADLINE);
        let is_accepted = answer
            .is_ok_and(|answer| answer.status == 200 && answer.body == ACKNOWLEDGEMENT.as_bytes());
        is_accepted.then_some(Fault::Accepted)
    }

    pub(super) fn other_body(&mut self, check: Check) -> Option<Fault> {
        let event = self.minimal();
        let request = self.sealed_event(&event, self.now);
        let data = data_of(&request);
        let body = match check {
            Check::BodySpaced => format!("{{ \"data\" : \"{data}\" }}\n"),
            Check::BodyMembers => {
                format!("{{\"version\":1,\"info\":{{\"data\":\"no\"}},\"data\":\"{data}\"}}")
            }
            _ => format!("{{\"data\":\"{}\"}}", data.replace('/', "\\/").replace('=', "\\u003d")),
        };
        let request = request.body(&body).into_owned();
        self.acknowledged(&request, &event)
    }

    pub(super) fn padding_missing(&mut self) -> Option<Fault> {
        let callback = self.callback;
        let events = (0..48).map(|count| self.with(&json!({"filler": "x".repeat(count)})));
        let mut lacking = events.filter(|event| callback.data_of(event.as_bytes()).ends_with('='));
        let event = lacking.next()?;
        let data = self.callback.data_of(event.as_bytes());
        let data = data.trim_end_matches('=');
        let mut request = self.sealed_event(&event, self.now);
        let text = |name| request.header_value(name).and_then(|value| str::from_utf8(value).ok());
        let (timestamp, nonce) = (text(name::TIMESTAMP), text(name::NONCE));
        let signature =
            self.callback.sign(timestamp.unwrap_or_default(), nonce.unwrap_or_default(), data);
        request.set_header(name::SIGNATURE, signature.as_str());
        let request = request.body(&format!("{{\"data\":\"{data}\"}}")).into_owned();
        self.acknowledged(&request, &event)
    }

    /// The same event as it is sent again: the event is the same, and the time
    /// and the nonce may be.
    pub(super) fn twice(&mut self) -> Option<Fault> {
        let event = self.minimal();
        let request = self.sealed_event(&event, self.now);
        let first = self.acknowledged(&request, &event);
        first.or_else(|| self.acknowledged(&request, &event))
    }

    pub(super) fn at_once(&mut self) -> Option<Fault> {
        let items = json!([{"operate_time": self.now}]);
        let events =
            ["meeting.started", "meeting.participant-joined"].map(|name| self.named(name, &items));
        let requests = events.each_ref().map(|event| self.sealed_event(event, self.now));
        let limit = EVENT_DEADLINE.min(self.longest_wait);
        let target = self.target;
        let answers = std::thread::scope(|scope| {
            let both = requests.each_ref().map(|request| {
                scope.spawn(move || Connection::open(target, limit)?.exchange(request, limit))
            });
            both.map(|thread| thread.join().unwrap_or(Err(NoAnswer::Closed)))
        });
        answers.into_iter().zip(&events).zip(&requests).find_map(|((answer, event), request)| {
            let data = data_of(request);
            fault_of(&answer, Expected { body: ACKNOWLEDGEMENT, data: &data, plaintext: event })
        })
    }

    pub(super) fn header_case(&mut self) -> Option<Fault> {
        for change in [str::to_ascii_uppercase, title_case, str::to_ascii_lowercase] {
            let event = self.minimal();
            let sealed = self.sealed_event(&event, self.now);
            let names: Vec<_> = sealed.headers().map(|(name, _)| change(name)).collect();
            let mut request = Request::new("POST", sealed.uri_bytes()).body(sealed.body_bytes());
            for ((_, value), name) in sealed.headers().zip(&names) {
                request = request.header(name, value);
            }
            let request = request.into_owned();
            if let Some(fault) = self.acknowledged(&request, &event) {
                return Some(fault);
            }
        }
        None
    }

    /// Two events over one connection. A receiver that closes it after the
    /// first answer may do so.
    pub(super) fn keep_alive(&mut self) -> Option<Fault> {
        let events = [self.minimal(), self.minimal()];
        let requests = events.each_ref().map(|event| self.sealed_event(event, self.now));
        let limit = EVENT_DEADLINE.min(self.longest_wait);
        let mut connection = match Connection::open(self.target, limit) {
            Ok(connection) => connection,
            Err(reason) => return Some(Fault::NoAnswer(reason)),
        };
        let mut is_closing = false;
        requests.iter().zip(&events).find_map(|(request, event)| {
            if is_closing {
                return None;
            }
            let answer = connection.exchange(request, limit);
            is_closing = answer.as_ref().is_ok_and(|answer| {
                answer.header("Connection").is_some_and(|value| value.eq_ignore_ascii_case("close"))
                    || answer
                        .header("Content-Length")
                        .or(answer.header("Transfer-Encoding"))
                        .is_none()
            });
            let data = data_of(request);
            fault_of(&answer, Expected { body: ACKNOWLEDGEMENT, data: &data, plaintext: event })
        })
    }

    fn send(&mut self, request: &Request<'_>, limit: Duration) -> Result<Answer, NoAnswer> {
        let limit = limit.min(self.longest_wait);
        let answer = Connection::open(self.target, limit)
            .and_then(|mut connection| connection.exchange(request, limit));
        if let Ok(answer) = &answer {
            self.slowest = self.slowest.max(answer.first_byte);
        }
        answer
    }

    fn nonce(&mut self) -> String {
        (10_000_000 + self.random.next() % 90_000_000).to_string()
    }

    fn sealed_url_check(&mut self, plaintext: &str) -> Request<'static> {
        let (timestamp, nonce) = (self.now.to_string(), self.nonce());
        self.callback.seal_url_check(self.target.path(), &timestamp, &nonce, plaintext)
    }

    fn sealed_event(&mut self, event: &str, at: u64) -> Request<'static> {
        let nonce = self.nonce();
        self.callback.seal_event(self.target.path(), &at.to_string(), &nonce, event)
    }

    pub(super) fn minimal(&mut self) -> String {
        let now = self.now;
        self.with(&json!({
            "operate_time": now,
            "operator": {"userid": "tmsig-u1", "user_name": "tmsig", "instance_id": "2"},
            "meeting_info": {"meeting_id": "7567173273889276131", "subject": "tmsig callback check"},
        }))
    }

    fn with(&mut self, item: &serde_json::Value) -> String {
        self.named("meeting.end", &json!([item]))
    }

    /// An event of its own each time: receivers pass over what they have seen.
    fn named(&mut self, name: &str, payload: &serde_json::Value) -> String {
        self.sent += 1;
        let trace_id = format!("{:016x}{:016x}", self.random.next(), self.sent);
        json!({"event": name, "trace_id": trace_id, "payload": payload}).to_string()
    }
}

/// The same event, with blanks after it up to a whole number of blocks.
fn whole_blocks(event: &str) -> String {
    let length = event.len().next_multiple_of(16);
    format!("{event:length$}", length = event.chars().count() + length - event.len())
}

pub(super) fn data_of(request: &Request<'_>) -> String {
    Delivery::read(request).map(|delivery| delivery.data.into_owned()).unwrap_or_default()
}

/// The signature with its first digit changed.
fn other_signature(request: &Request<'_>) -> Vec<u8> {
    let mut signature = request.header_value(name::SIGNATURE).unwrap_or_default().to_vec();
    if let Some(first) = signature.first_mut() {
        *first = if *first == b'0' { b'1' } else { b'0' };
    }
    signature
}

fn without_headers(request: &Request<'_>) -> Request<'static> {
    let bare = Request::new(request.method_bytes(), request.uri_bytes()).body(request.body_bytes());
    bare.header("Content-Type", "application/json").into_owned()
}

fn title_case(name: &str) -> String {
    let mut is_first = true;
    name.chars()
        .map(|letter| {
            let letter = if is_first { letter.to_ascii_uppercase() } else { letter };
            is_first = letter == '-';
            letter
        })
        .collect()
}
