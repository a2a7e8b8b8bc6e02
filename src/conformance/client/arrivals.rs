//! The server that a client is pointed at, and what arrived there.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::credentials::Credentials;
use crate::request::Request;
use crate::server::{Answer, Arrival, Config, Server};
use crate::vectors::ScriptedAnswer;
use crate::verifier::Rejection;

/// A server of one worker, which sees the requests of one case at a time.
pub(super) struct Stand {
    /// `Some` until it is dropped.
    server: Option<Server>,
    base_url: String,
    seen: Arc<Mutex<Seen>>,
}

/// What arrived since it was last taken.
#[derive(Default)]
pub(super) struct Seen {
    /// In the order of judging.
    pub(super) requests: Vec<Arrived>,
    /// What could not be judged.
    pub(super) unjudged: Vec<Unjudged>,
    answers: VecDeque<Answer>,
}

/// Something that is no request to the API.
pub(super) struct Unjudged {
    /// Its first line, as it arrived.
    pub(super) line: Vec<u8>,
    pub(super) reason: String,
}

/// A request that was judged.
#[derive(Clone)]
pub(super) struct Arrived {
    pub(super) id: u64,
    pub(super) request: Arc<Request<'static>>,
    pub(super) verdict: Result<(), Rejection>,
    /// The HTTP status it was answered with.
    pub(super) answered: u16,
}

impl Stand {
    pub(super) fn start(accounts: Vec<Credentials>) -> io::Result<Self> {
        let seen = Arc::<Mutex<Seen>>::default();
        let (observed, unread) = (Arc::clone(&seen), Arc::clone(&seen));
        let mut config = Config::new(accounts);
        config.strict = true;
        // The doctor is asked later, by one who knows what was meant.
        config.budget = Duration::ZERO;
        config.keep = 0;
        config.observer = Some(Box::new(move |arrival| Some(observe(&observed, arrival))));
        config.unjudged = Some(Box::new(move |line, reason| {
            let (line, reason) = (line.to_vec(), reason.to_owned());
            lock(&unread).unjudged.push(Unjudged { line, reason });
        }));
        let server = Server::start(config)?;
        let base_url = format!("http://{}", server.address());
        Ok(Self { server: Some(server), base_url, seen })
    }

    pub(super) fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Forgets what arrived, and answers the next requests so.
    pub(super) fn expect(&self, answers: &[ScriptedAnswer]) {
        let answer = |answer: &ScriptedAnswer| {
            let given = Answer::json(answer.status, "{}");
            match &answer.location {
                None => given,
                Some(location) => {
                    given.header("location", location.replace("{base_url}", &self.base_url))
                }
            }
        };
        let answers = answers.iter().map(answer).collect();
        *lock(&self.seen) = Seen { answers, ..Seen::default() };
    }

    /// What arrived since then.
    pub(super) fn take(&self) -> Seen {
        std::mem::take(&mut *lock(&self.seen))
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            // There is no record that could not be written.
            let _stopped = server.stop_within(Duration::ZERO);
        }
    }
}

fn observe(seen: &Mutex<Seen>, arrival: &Arrival) -> Answer {
    let mut seen = lock(seen);
    let answer = match arrival.verdict {
        Ok(()) => seen.answers.pop_front().unwrap_or_else(|| Answer::json(200, "{}")),
        // Never 500, as the vendor answers a wrong signature: clients try that
        // again, and one wrong request would be two.
        Err(rejection) => Answer::json(400, rejection.error_code().json_body()),
    };
    seen.requests.push(Arrived {
        id: arrival.id,
        request: Arc::clone(&arrival.request),
        verdict: arrival.verdict,
        answered: answer.status(),
    });
    answer
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}
