//! What waits to be sent, and the threads that send it.

use std::collections::BinaryHeap;
use std::hash::{BuildHasher as _, RandomState};
use std::io;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::{Caused, EventsTo};
use crate::callback::judge::{Connection, fault_of_event};
use crate::callback::{EVENT_DEADLINE, RETRIES};
use crate::language::{Language, Text};
use crate::random::SplitMix64;
use crate::secrets::Secrets;
use crate::server::journal::Log;

/// Events that wait for an attempt, the first or another; more are left out,
/// and the log says so.
const MOST: usize = 1000;
/// Events under way at once, so that one receiver that answers late does not
/// make the next event late.
const THREADS: usize = 4;
/// How long the events that were not tried yet may take at the stop.
const LAST_EVENTS: Duration = Duration::from_secs(10);

/// Sends events in threads of its own.
#[derive(Debug)]
pub(in crate::server) struct Outbox {
    shared: Arc<Shared>,
    /// Ends when every thread has ended.
    sending: Mutex<mpsc::Receiver<()>>,
}

struct Shared {
    to: EventsTo,
    queue: Mutex<Queue>,
    changed: Condvar,
    log: Option<Arc<Log>>,
    language: Language,
}

struct Queue {
    waiting: BinaryHeap<Waiting>,
    in_flight: usize,
    /// How many were put in.
    count: u64,
    random: SplitMix64,
    is_closing: bool,
    /// Not acknowledged when the server stopped.
    given_up: usize,
}

/// An event that is due at a time.
struct Waiting {
    due: Instant,
    /// Of those that are due at once the older is first.
    number: u64,
    first: Instant,
    attempt: usize,
    timestamp: String,
    nonce: String,
    event: String,
    /// How the log calls it.
    name: String,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("to", &self.to).finish_non_exhaustive()
    }
}

impl Outbox {
    pub(in crate::server) fn new(
        to: EventsTo,
        log: Option<Arc<Log>>,
        language: Language,
    ) -> io::Result<Self> {
        let queue = Queue {
            waiting: BinaryHeap::new(),
            in_flight: 0,
            count: 0,
            // Identities that differ from run to run, and guard nothing.
            random: SplitMix64::new(RandomState::new().hash_one(0)),
            is_closing: false,
            given_up: 0,
        };
        let (queue, changed) = (Mutex::new(queue), Condvar::new());
        let shared = Arc::new(Shared { to, queue, changed, log, language });
        let (sender, sending) = mpsc::channel();
        for _ in 0..THREADS {
            let (shared, sender) = (Arc::clone(&shared), Sender::clone(&sender));
            thread::Builder::new().name("events".to_owned()).spawn(move || {
                shared.send_all();
                drop(sender);
            })?;
        }
        Ok(Self { shared, sending: Mutex::new(sending) })
    }

    /// Has the event of a request sent. Never waits.
    pub(in crate::server) fn put(&self, request: u64, caused: &Caused, secrets: &Secrets) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let now = u64::try_from(now).unwrap_or_default();
        let mut queue = self.shared.queue();
        if queue.is_closing || queue.waiting.len() + queue.in_flight >= MOST {
            drop(queue);
            let name = format!("{} of #{request}", caused.name);
            return self.shared.log(&name, self.shared.language.of(LEFT_OUT));
        }
        let trace_id = format!("{:016x}{:016x}", queue.random.next(), queue.random.next());
        // What a client wrote into a subject may be a key.
        let event = secrets.redact_json(caused.to_json(&trace_id, now)).to_string();
        queue.count += 1;
        let waiting = Waiting {
            due: Instant::now(),
            number: queue.count,
            first: Instant::now(),
            attempt: 0,
            timestamp: now.to_string(),
            nonce: (10_000_000 + queue.random.next() % 90_000_000).to_string(),
            event,
            name: format!("{} {trace_id} of #{request}", caused.name),
        };
        queue.waiting.push(waiting);
        drop(queue);
        self.shared.changed.notify_one();
    }

    /// Sends what was not tried yet, and tells of what is given up.
    pub(in crate::server) fn close(&self) {
        self.shared.begin_to_close();
        let sending = self.sending.lock().unwrap_or_else(PoisonError::into_inner);
        // Ends when the last thread drops its sender.
        let _ended_or_too_late = sending.recv_timeout(LAST_EVENTS);
        let queue = self.shared.queue();
        let count = queue.waiting.len() + queue.given_up;
        drop(queue);
        if count > 0 {
            self.shared.log(&count.to_string(), self.shared.language.of(GIVEN_UP_AT_THE_STOP));
        }
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.shared.begin_to_close();
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // Each change of the queue is whole: a panic elsewhere breaks nothing.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin_to_close(&self) {
        let mut queue = self.queue();
        queue.is_closing = true;
        // Nobody waits minutes for a server to stop.
        let before = queue.waiting.len();
        queue.waiting.retain(|waiting| waiting.attempt == 0);
        queue.given_up += before - queue.waiting.len();
        drop(queue);
        self.changed.notify_all();
    }

    fn send_all(&self) {
        while let Some(waiting) = self.next() {
            let again = self.send(waiting);
            let mut queue = self.queue();
            queue.in_flight -= 1;
            if queue.is_closing {
                queue.given_up += usize::from(again.is_some());
            } else {
                queue.waiting.extend(again);
            }
            drop(queue);
            self.changed.notify_one();
        }
    }

    /// The next event that is due; `None` when there is nothing more to do.
    fn next(&self) -> Option<Waiting> {
        let mut queue = self.queue();
        loop {
            queue = match queue.waiting.peek().map(|waiting| waiting.due) {
                None if queue.is_closing => return None,
                Some(due) if due <= Instant::now() => {
                    queue.in_flight += 1;
                    return queue.waiting.pop();
                }
                Some(due) => {
                    let left = due.saturating_duration_since(Instant::now());
                    let waited = self.changed.wait_timeout(queue, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// One attempt; the event again if it is to be sent another time.
    fn send(&self, waiting: Waiting) -> Option<Waiting> {
        let EventsTo { target, callback, speed, .. } = &self.to;
        let Waiting { timestamp, nonce, event, name, .. } = &waiting;
        // Whether a retry has a time and nonce of its own is not documented; here it
        // has not.
        let request = callback.seal_event(target.path(), timestamp, nonce, event);
        let answer = Connection::open(target, EVENT_DEADLINE)
            .and_then(|mut connection| connection.exchange(&request, EVENT_DEADLINE));
        let Some(fault) = fault_of_event(&answer, &request, event) else {
            self.log(name, self.language.of(ACKNOWLEDGED));
            return None;
        };
        let fault = fault.to_text(self.language);
        let Some(after) = RETRIES.get(waiting.attempt) else {
            let stop = self.language.of(GIVEN_UP);
            self.log(name, &format!("{fault}{stop}"));
            return None;
        };
        let due = waiting.first + *after / *speed;
        let seconds = due.saturating_duration_since(Instant::now()).as_secs_f64().ceil();
        self.log(
            name,
            &match self.language {
                Language::English => format!("{fault}; it is sent again in {seconds} s"),
                Language::Chinese => format!("{fault}；{seconds} 秒后重发"),
            },
        );
        Some(Waiting { due, attempt: waiting.attempt + 1, ..waiting })
    }

    fn log(&self, name: &str, told: &str) {
        if let Some(log) = &self.log {
            let now = humantime::format_rfc3339_millis(SystemTime::now());
            log.write(match self.language {
                Language::English => format!("{now} event {name}: {told}"),
                Language::Chinese => format!("{now} 事件 {name}：{told}"),
            });
        }
    }
}

const ACKNOWLEDGED: Text = Text { en: "acknowledged", zh: "已应答" };
const GIVEN_UP: Text = Text { en: "; it is given up", zh: "；不再重发" };
const LEFT_OUT: Text = Text {
    en: "left out, as too many events wait to be sent",
    zh: "未发送：等待发送的事件过多",
};
const GIVEN_UP_AT_THE_STOP: Text = Text {
    en: "not acknowledged, and not sent again, as the server stops",
    zh: "未得到应答，服务停止，不再重发",
};

impl Ord for Waiting {
    /// The heap gives the greatest first: what is due soonest.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.due, other.number).cmp(&(self.due, self.number))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Waiting {}
