//! Whether what arrives is worked on as it should be, which the answers do not
//! show: a URL of the receiver's side tells how many events were handled.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::check::Check;
use super::exchange::{Connection, NoAnswer};
use super::verdict::Fault;
use super::{CheckResult, Judge, Outcome};
use crate::callback::EVENT_DEADLINE;
use crate::request::Request;

/// How long after the last event that had to be handled one that must not be
/// is waited for: receivers work after they have answered.
const SETTLING: Duration = Duration::from_millis(300);
/// How long between two looks at the number.
const BETWEEN: Duration = Duration::from_millis(20);

impl Judge<'_> {
    /// Makes the checks of what is handled, where there is a URL that tells.
    pub(super) fn check_side_effects(&mut self, mut tell: impl FnMut(Outcome)) {
        if self.side_effects.is_none() {
            return;
        }
        let mut is_counting = true;
        for &check in Check::OF_SIDE_EFFECTS {
            let fault = match check {
                _ if !is_counting => {
                    tell(Outcome { check, result: CheckResult::Skipped });
                    continue;
                }
                Check::HandledOnce => self.handled_twice(),
                Check::ForgedNotHandled => self.forged_handled(),
                _ => self.counted(),
            };
            is_counting &= check != Check::Handled || fault.is_none();
            let result = fault.map_or(CheckResult::Passed, CheckResult::Failed);
            tell(Outcome { check, result });
        }
    }

    /// Whether the number grows by one with an event.
    fn counted(&mut self) -> Option<Fault> {
        self.grows_by_one(|judge| {
            let event = judge.minimal();
            judge.event(&event)
        })
    }

    /// Whether it grows by one with an event that comes twice.
    fn handled_twice(&mut self) -> Option<Fault> {
        self.grows_by_one(Self::twice)
    }

    /// Whether it grows by one where a right event comes after forged ones. How
    /// those are answered is judged elsewhere.
    fn forged_handled(&mut self) -> Option<Fault> {
        let fault = self.grows_by_one(|judge| {
            for check in [Check::ForgedSignature, Check::ForgedData, Check::Unsigned] {
                let _judged_elsewhere = judge.forged_event(check);
            }
            let event = judge.minimal();
            judge.event(&event)
        });
        match fault {
            Some(Fault::HandledAgain) => Some(Fault::ForgedHandled),
            other => other,
        }
    }

    fn grows_by_one(&mut self, send: impl FnOnce(&mut Self) -> Option<Fault>) -> Option<Fault> {
        let before = match self.handled() {
            Ok(count) => count,
            Err(fault) => return Some(fault),
        };
        if let Some(fault) = send(self) {
            return Some(fault);
        }
        let deadline = Instant::now() + self.longest_wait;
        loop {
            match self.handled() {
                Ok(count) if count > before => break,
                Ok(_) if Instant::now() >= deadline => return Some(Fault::NotHandled),
                Ok(_) => thread::sleep(BETWEEN),
                Err(fault) => return Some(fault),
            }
        }
        thread::sleep(SETTLING);
        match self.handled() {
            Ok(count) => (count > before + 1).then_some(Fault::HandledAgain),
            Err(fault) => Some(fault),
        }
    }

    /// The number of events that were handled until now.
    fn handled(&self) -> Result<u64, Fault> {
        let target = self.side_effects.ok_or(Fault::NoNumber)?;
        let limit = EVENT_DEADLINE.min(self.longest_wait);
        let request = Request::new("GET", target.path()).header("Accept", "*/*");
        let answer = Connection::open(target, limit)
            .and_then(|mut connection| connection.exchange(&request, limit));
        match answer {
            Ok(answer) if answer.status == 200 => number(&answer.body).ok_or(Fault::NoNumber),
            Ok(_) => Err(Fault::NoNumber),
            Err(NoAnswer::Unreachable(reason)) => {
                Err(Fault::NoAnswer(NoAnswer::Unreachable(reason)))
            }
            Err(_) => Err(Fault::NoNumber),
        }
    }
}

/// A number alone, or the member `handled` of a JSON object.
fn number(body: &[u8]) -> Option<u64> {
    match serde_json::from_slice(body).ok()? {
        Value::Object(members) => members.get("handled")?.as_u64(),
        value => value.as_u64(),
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn a_number_alone_or_as_a_member_is_read() {
        for (body, read) in [
            (&b"12"[..], Some(12)),
            (b" 0\n", Some(0)),
            (b"{\"handled\": 7, \"other\": 8}", Some(7)),
            (b"{\"count\": 7}", None),
            (b"-1", None),
            (b"1.5", None),
            (b"\"3\"", None),
            (b"seven", None),
            (b"", None),
            (b"\xff", None),
        ] {
            assert_eq!(number(body), read, "{body:?}");
        }
    }
}
