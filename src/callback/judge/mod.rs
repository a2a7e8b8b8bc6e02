//! Judging a receiver by what it answers: what the vendor does when a
//! subscription is saved, and the events it may send, right and forged.
//!
//! Nothing is asked of the receiver but to listen: it is judged by its answers
//! alone, as the vendor judges it.

mod check;
mod exchange;
mod probe;
mod report;
mod side_effects;
mod target;
#[cfg(feature = "https")]
mod tls;
mod verdict;

use std::time::Duration;

use super::subscription::Callback;
use super::{ACKNOWLEDGEMENT, EVENT_DEADLINE};
use crate::random::SplitMix64;
use crate::request::Request;

pub use check::{Check, Consequence};
pub use exchange::{Answer, Connection, NoAnswer};
pub use target::{Target, UrlFault};
#[cfg(feature = "https")]
pub use tls::NoRoots;
pub use verdict::Fault;

/// From here on a receiver is slow, although the vendor waits for 5 seconds.
const SLOW: Duration = Duration::from_secs(1);

/// What is wrong with the answer to a right event, if anything is.
pub fn fault_of_event(
    answer: &Result<Answer, NoAnswer>,
    request: &Request<'_>,
    event: &str,
) -> Option<Fault> {
    let data = probe::data_of(request);
    verdict::fault_of(
        answer,
        verdict::Expected { body: ACKNOWLEDGEMENT, data: &data, plaintext: event },
    )
}

/// A receiver, and the subscription that it is configured with.
#[derive(Debug)]
pub struct Judge<'j> {
    target: &'j Target,
    callback: &'j Callback,
    /// UNIX time in milliseconds.
    now: u64,
    random: SplitMix64,
    longest_wait: Duration,
    slowest: Duration,
    sent: u64,
    side_effects: Option<&'j Target>,
}

/// What came of the checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What came of each, in their order.
    pub outcomes: Vec<Outcome>,
}

/// What came of one check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The check.
    pub check: Check,
    /// What came of it.
    pub result: CheckResult,
}

/// Whether a check was passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckResult {
    /// It was.
    Passed,
    /// It was not, for this reason.
    Failed(Fault),
    /// It does not count against the receiver: the slowest answer took this
    /// long to begin.
    Slow(Duration),
    /// It is of no use here: the subscription has no EncodingAESKey.
    Skipped,
}

impl Report {
    /// Whether no check failed.
    pub fn is_passed(&self) -> bool {
        !self.outcomes.iter().any(|outcome| matches!(outcome.result, CheckResult::Failed(_)))
    }
}

impl<'j> Judge<'j> {
    /// A judge of the receiver at this address. `now` is UNIX time in
    /// milliseconds, and the seed makes nonces and trace ids.
    pub fn new(target: &'j Target, callback: &'j Callback, now: u64, seed: u64) -> Self {
        Self {
            target,
            callback,
            now,
            random: SplitMix64::new(seed),
            longest_wait: EVENT_DEADLINE,
            slowest: Duration::ZERO,
            sent: 0,
            side_effects: None,
        }
    }

    /// Waits no longer than this for an answer, where the vendor waits longer.
    #[must_use]
    pub fn longest_wait(mut self, limit: Duration) -> Self {
        self.longest_wait = limit;
        self
    }

    /// Makes the checks of [`Check::OF_SIDE_EFFECTS`] too: a GET at this URL is
    /// answered with the number of events that the receiver has handled, alone
    /// or as the member `handled` of a JSON object. Nobody else may send events
    /// meanwhile.
    #[must_use]
    pub fn side_effects(mut self, target: &'j Target) -> Self {
        self.side_effects = Some(target);
        self
    }

    /// Makes every check.
    pub fn judge(self) -> Report {
        self.judge_with(|_| {})
    }

    /// Makes every check, and tells of each when it is made.
    pub fn judge_with(mut self, mut tell: impl FnMut(&Outcome)) -> Report {
        let mut outcomes = Vec::new();
        for &check in Check::ALL {
            let outcome = Outcome { check, result: self.check(check) };
            tell(&outcome);
            outcomes.push(outcome);
        }
        self.check_side_effects(|outcome| {
            tell(&outcome);
            outcomes.push(outcome);
        });
        Report { outcomes }
    }

    fn check(&mut self, check: Check) -> CheckResult {
        let fault = match check {
            Check::UrlCheck | Check::UrlCheckSpecial => {
                let is_special = check == Check::UrlCheckSpecial;
                let Some(plaintext) = self.check_text(is_special) else {
                    return CheckResult::Skipped;
                };
                self.url_check(&plaintext)
            }
            Check::UrlCheckForged | Check::UrlCheckUnsigned | Check::UrlCheckEmpty => {
                self.forged_url_check(check)
            }
            Check::ForgedSignature
            | Check::ForgedData
            | Check::ForgedTimestamp
            | Check::ForgedNonce
            | Check::Unsigned => self.forged_event(check),
            Check::BodySpaced | Check::BodyMembers | Check::BodyEscaped => self.other_body(check),
            Check::PaddingMissing => self.padding_missing(),
            Check::WholeBlock if !self.callback.is_encrypted() => return CheckResult::Skipped,
            Check::Repeated => self.twice(),
            Check::AtOnce => self.at_once(),
            Check::OutOfOrder => self.out_of_order(),
            Check::Old => self.old(),
            Check::HeaderCase => self.header_case(),
            Check::KeepAlive => self.keep_alive(),
            Check::Expect => self.expecting(),
            Check::Speed if self.slowest > SLOW => return CheckResult::Slow(self.slowest),
            // Made apart, where there is a URL that tells.
            Check::Speed | Check::Handled | Check::HandledOnce | Check::ForgedNotHandled => None,
            Check::Event
            | Check::WholeBlock
            | Check::Text
            | Check::UnknownEvent
            | Check::UnknownMembers
            | Check::TwoPayloads
            | Check::EmptyOperator
            | Check::Long => {
                let event = self.event_of(check);
                self.event(&event)
            }
        };
        fault.map_or(CheckResult::Passed, CheckResult::Failed)
    }
}
