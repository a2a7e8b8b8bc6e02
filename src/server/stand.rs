//! The stand-in itself: what it knows, and how it judges a request.

use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::Body as AnswerBody;
use axum::http::Response;
use hyper::body::Incoming;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::{Instant, timeout_at};
use tower::ServiceExt as _;

use super::answer::Answer;
use super::body::{self, NoBody, Patience};
use super::consulting::{Appointment, ConsultingRooms};
use super::events::Outbox;
use super::history::{
    Consultation, Entry, History, LONGEST_BODY, Outcome, Refused, ShownRequest, Totals, Unread,
};
use super::journal::{Log, Record};
use super::vendor::{Meetings, Reply};
use super::wire::{Head, Malformed};
use super::{Arrival, Config, Observer, UnjudgedObserver, api, guard, report};
use crate::credentials::Credentials;
use crate::doctor::{Diagnosis, Doctor, Earlier, Language, RequestMemory};
use crate::request::{Request, header};
use crate::secrets::Secrets;
use crate::verifier::{Rejection, Verifier};

/// How long an answer waits for its diagnosis beyond the doctor's budget; then
/// the diagnosis is told at `/_tmsig/requests/{id}` alone.
const PATIENCE: Duration = Duration::from_millis(20);
/// What refusals may hold that wait for their diagnosis after their answer, and
/// what each of them holds beside its text.
const DEFERRED_BYTES: usize = 32 << 20;
const DEFERRED_OVERHEAD: usize = 4 << 10;
/// Longer bodies are not searched: the doctor keeps many forms of them.
const LONGEST_BODY_SEARCHED: usize = 1 << 20;
/// Requests of which a signature or nonce is recognised when it comes again.
const REMEMBERED: usize = 10_000;
const REMEMBERED_BYTES: usize = 8 << 20;

/// Names of the response headers that the vendor does not send.
const REQUEST_HEADER: &str = "X-Tmsig-Request";
const MISTAKE_HEADER: &str = "X-Tmsig-Mistake";

/// Everything a connection needs.
pub(super) struct Stand {
    limits: Limits,
    strict: bool,
    log_accepted: bool,
    pub(super) language: Language,
    pub(super) address: SocketAddr,
    pub(super) accounts: Vec<Credentials>,
    pub(super) secrets: Secrets,
    verifier: Verifier,
    doctor: Doctor,
    patience: Duration,
    rooms: ConsultingRooms,
    /// For what is pasted into the page, which takes longer.
    pub(super) pasted: ConsultingRooms,
    body_memory: body::Memory,
    /// For refusals that are diagnosed after their answer, for the record.
    deferred: Arc<Semaphore>,
    ids: AtomicU64,
    earlier: Mutex<RequestMemory>,
    history: Mutex<History>,
    meetings: Mutex<Meetings>,
    /// Answered, and logged when the doctor is done.
    pending: Mutex<Vec<Pending>>,
    log: Option<Arc<Log>>,
    record: Option<Record>,
    outbox: Option<Outbox>,
    observer: Option<Box<Observer>>,
    unjudged: Option<Box<UnjudgedObserver>>,
}

/// A refusal whose diagnosis goes on.
struct Pending {
    entry: Arc<Entry>,
    request: Arc<Request<'static>>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) max_connections: usize,
    pub(super) max_head: usize,
    pub(super) max_body: usize,
    pub(super) idle_timeout: Duration,
    pub(super) body_timeout: Duration,
}

impl std::fmt::Debug for Stand {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stand").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Stand {
    pub(super) fn new(config: Config, address: SocketAddr) -> io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let mut secrets = Secrets::of_the_environment();
        for account in &config.accounts {
            secrets.told(account.expose_secret_key());
        }
        if let Some(events) = &config.events {
            events.tell(&mut secrets);
        }
        let log = config.log.map(Log::new).transpose()?.map(Arc::new);
        let outbox = config.events.map(|to| Outbox::new(to, log.clone(), config.language));
        Ok(Self {
            limits: Limits {
                max_connections: config.max_connections.max(1),
                max_head: config.max_head,
                max_body: config.max_body,
                idle_timeout: config.idle_timeout,
                body_timeout: config.body_timeout,
            },
            strict: config.strict,
            log_accepted: config.log_accepted,
            language: config.language,
            address,
            verifier: Verifier::new(config.accounts.iter().cloned()),
            doctor: Doctor::default().budget(config.budget).other_accounts(config.accounts.clone()),
            accounts: config.accounts,
            secrets,
            patience: config.budget + PATIENCE,
            // Half of the cores: the search would use them all.
            rooms: ConsultingRooms::new("doctor", cores / 2)?,
            pasted: ConsultingRooms::new("pasted", 1)?,
            body_memory: body::Memory::new(config.max_body),
            deferred: Arc::new(Semaphore::new(DEFERRED_BYTES)),
            ids: AtomicU64::new(0),
            earlier: Mutex::new(RequestMemory::new(REMEMBERED, REMEMBERED_BYTES)),
            history: Mutex::new(History::new(config.keep)),
            meetings: Mutex::new(Meetings::new()),
            pending: Mutex::new(Vec::new()),
            log,
            record: config.record.map(Record::new).transpose()?,
            outbox: outbox.transpose()?,
            observer: config.observer,
            unjudged: config.unjudged,
        })
    }

    /// The page and its API; there are none in strict mode.
    pub(super) fn pages(self: &Arc<Self>) -> Option<Router> {
        (!self.strict).then(|| api::router(self))
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    pub(super) fn totals(&self) -> Totals {
        self.history().totals
    }

    pub(super) fn history(&self) -> MutexGuard<'_, History> {
        lock(&self.history)
    }

    pub(super) fn log(&self, line: String) {
        if let Some(log) = &self.log {
            log.write(line);
        }
    }

    /// Logs and records a request, once.
    async fn write_down(&self, entry: &Entry, request: &Arc<Request<'static>>) {
        if !entry.is_first_to_be_written() {
            return;
        }
        self.log_entry(entry);
        if let Some(record) = &self.record {
            record.write(self.record_line(entry, request)).await;
        }
    }

    fn record_line(&self, entry: &Entry, request: &Arc<Request<'static>>) -> String {
        let shown = ShownRequest::whole(request, &self.secrets);
        report::record_line(entry, &shown, self.language)
    }

    fn log_entry(&self, entry: &Entry) {
        let is_wanted = self.log_accepted || entry.outcome != Outcome::Accepted;
        if is_wanted && self.log.is_some() {
            self.log(report::log_line(entry, self.language));
        }
    }

    /// Writes out the log and the record.
    pub(super) fn close(&self) -> io::Result<()> {
        // Those whose diagnosis did not come any more.
        let mut pending = std::mem::take(&mut *lock(&self.pending));
        pending.retain(|Pending { entry, .. }| entry.is_first_to_be_written());
        for Pending { entry, .. } in &pending {
            self.log_entry(entry);
        }
        if let Some(outbox) = &self.outbox {
            outbox.close();
        }
        if let Some(log) = &self.log {
            log.close();
        }
        let Some(record) = &self.record else { return Ok(()) };
        let line = |Pending { entry, request }: &Pending| self.record_line(entry, request);
        record.close(pending.iter().map(line).collect())
    }

    /// Answers what hyper has read; `head` is how it was on the wire.
    pub(super) async fn answer(
        self: &Arc<Self>,
        head: Option<Result<Head, Malformed>>,
        request: hyper::Request<Incoming>,
        pages: Option<&Router>,
    ) -> Response<AnswerBody> {
        let head = match head {
            Some(Ok(head)) => head,
            Some(Err(malformed)) => return self.answer_malformed(malformed),
            None => return Answer::explained(400, "the connection is out of step").into_response(),
        };
        let (limits, broken) = (self.limits, Arc::clone(&head.broken));
        let (mut parts, body) = request.into_parts();
        let patience = Patience { between_bytes: limits.idle_timeout, whole: limits.body_timeout };
        let read = body::read(body, limits.max_body, patience, &self.body_memory).await;
        if let Some(malformed) = broken.get() {
            let line = first_line_of(&head);
            return self.answer_malformed(Malformed { line, ..malformed.clone() });
        }
        let body = match read {
            Ok(body) => body,
            Err(reason) => {
                let (status, reason) = match reason {
                    NoBody::Broken => (400, "the body is shorter than announced".to_owned()),
                    NoBody::NoRoom => (503, "other bodies take all the memory".to_owned()),
                    NoBody::TooLong => {
                        (413, format!("the body is longer than {} bytes", limits.max_body))
                    }
                    NoBody::TooSlow => (
                        408,
                        format!(
                            "the body did not arrive: it may take {:?}, and {:?} from byte to byte",
                            limits.body_timeout, limits.idle_timeout
                        ),
                    ),
                };
                let line = first_line_of(&head);
                return self.answer_malformed(Malformed { status, reason, line });
            }
        };
        if let Some(pages) = pages
            && is_of_the_pages(&head.uri)
        {
            let target = head.uri.split(|&byte| byte == b'#').next().unwrap_or_default();
            let Ok(uri) = hyper::Uri::try_from(target) else {
                return Answer::explained(400, "the target is no URI").into_response();
            };
            // hyper was given a stand-in for some of them.
            parts.uri = uri;
            let request = hyper::Request::from_parts(parts, AnswerBody::from(body.bytes));
            let answered = pages.clone().oneshot(request).await;
            return answered.unwrap_or_else(|never| match never {});
        }
        if !is_of_the_api(&head.uri) {
            let reason = "the API is under /v1 and /v2; this path is of neither".to_owned();
            let line = first_line_of(&head);
            let headers = head.headers.iter().map(|(name, value)| (&**name, &**value));
            let is_foreign = guard::is_foreign(headers, self.address);
            let malformed = Malformed { status: 404, reason, line };
            return self.answer_malformed_of(malformed, is_foreign);
        }
        let Head { method, uri, headers, .. } = head;
        let request = Arc::new(Request::from_owned(method, uri, headers, body.bytes));
        // The share is held until the doctor is done with the body, too.
        self.answer_call(request, Arc::new(body.share)).await.into_response()
    }

    async fn answer_call<M: Send + Sync + 'static>(
        self: &Arc<Self>,
        request: Arc<Request<'static>>,
        memory: Arc<M>,
    ) -> Answer {
        let id = self.next_id();
        let verdict = self.judge(&request);
        let earlier = lock(&self.earlier).remember(usize::try_from(id).unwrap_or(0), &request);
        let arrival = Arrival { id, request, verdict };
        let (outcome, answer) = self.outcome_of(&arrival);
        let is_foreign = guard::is_foreign(arrival.request.headers(), self.address);
        let entry = Arc::new(Entry::new(id, &arrival.request, outcome, is_foreign, &self.secrets));
        if entry.wants_diagnosis() {
            self.consult(&entry, &earlier, memory, &arrival.request).await;
        }
        self.finish(entry, &arrival.request, answer).await
    }

    fn outcome_of(&self, arrival: &Arrival) -> (Outcome, Answer) {
        let given = self.observer.as_ref().and_then(|observe| observe(arrival));
        match (arrival.verdict, given) {
            (Err(rejection), given) => {
                let refused = Refused::Rejected(rejection);
                let answer = given.unwrap_or_else(|| Answer::error(refused.error_code()));
                (Outcome::Refused(refused), answer)
            }
            (Ok(()), Some(answer)) => (Outcome::Accepted, answer),
            (Ok(()), None) => match lock(&self.meetings).answer(&arrival.request) {
                Ok(Some(Reply { body, caused })) => {
                    if let (Some(outbox), Some(caused)) = (&self.outbox, caused) {
                        outbox.put(arrival.id, &caused, &self.secrets);
                    }
                    let body = self.secrets.redact_json(body).to_string();
                    (Outcome::Accepted, Answer::json(200, body))
                }
                Ok(None) => {
                    // A body is not held for clients that do not read their answer.
                    let shown = ShownRequest::shortened(&arrival.request, &self.secrets);
                    let echo = report::to_json(shown.request());
                    (Outcome::Accepted, Answer::json(200, echo))
                }
                Err(refused) => (Outcome::Refused(refused), Answer::error(refused.error_code())),
            },
        }
    }

    /// Remembers and logs what was answered, and says so in the answer.
    async fn finish(
        &self,
        entry: Arc<Entry>,
        request: &Arc<Request<'static>>,
        answer: Answer,
    ) -> Answer {
        let answer = if self.strict {
            answer
        } else {
            let answer = answer.header(REQUEST_HEADER, entry.id.to_string());
            match report::mistake_ids(&entry) {
                ids if ids.is_empty() => answer,
                ids => answer.header(MISTAKE_HEADER, ids.join(",")),
            }
        };
        // Where the diagnosis goes on, log and record wait for it.
        if entry.consultation.get().is_some() || !entry.wants_diagnosis() {
            self.write_down(&entry, request).await;
        }
        self.history().push(entry);
        answer
    }

    /// Has the doctor examine a refusal, and waits for it as long as an answer
    /// may take. So a flood of refusals is slowed down to what the doctor can
    /// do, and takes nothing from what is accepted.
    async fn consult<M: Send + Sync + 'static>(
        self: &Arc<Self>,
        entry: &Arc<Entry>,
        earlier: &Earlier,
        memory: Arc<M>,
        request: &Arc<Request<'static>>,
    ) {
        let deadline = Instant::now() + self.patience;
        let appointment = timeout_at(deadline, self.rooms.appointment()).await;
        if let Ok(Some(appointment)) = appointment {
            let mut waiting = self.examine(appointment, entry, earlier.clone(), memory, request);
            match timeout_at(deadline, &mut waiting).await {
                Ok(Ok(())) => {}
                // The doctor was interrupted.
                Ok(Err(_)) => drop(entry.consultation.set(Consultation::Busy)),
                // The answer goes out without.
                Err(_) => self.go_on(entry, request, async move { waiting.await.is_ok() }),
            }
            return;
        }
        // A record is to be whole: it waits as long as it takes, in memory of
        // its own, as that of the bodies is for those who want an answer.
        let size = request.body_bytes().len() + request.uri_bytes().len() + DEFERRED_OVERHEAD;
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.deferred).try_acquire_many_owned(size).ok();
        match room.filter(|_| self.record.is_some()) {
            Some(room) => {
                let (stand, examined) = (Arc::clone(self), Arc::clone(entry));
                let (earlier, asked) = (earlier.clone(), Arc::clone(request));
                self.go_on(entry, request, async move {
                    let Some(appointment) = stand.rooms.appointment().await else { return false };
                    let memory = Arc::new(room);
                    stand.examine(appointment, &examined, earlier, memory, &asked).await.is_ok()
                });
            }
            // Nobody else sets it before the entry is known to others.
            None => drop(entry.consultation.set(Consultation::Busy)),
        }
    }

    fn examine<M: Send + Sync + 'static>(
        self: &Arc<Self>,
        appointment: Appointment,
        entry: &Arc<Entry>,
        earlier: Earlier,
        memory: Arc<M>,
        request: &Arc<Request<'static>>,
    ) -> oneshot::Receiver<()> {
        let (stand, entry, request) = (Arc::clone(self), Arc::clone(entry), Arc::clone(request));
        self.rooms.examine(appointment, move || {
            let _memory = memory;
            let diagnosis = Arc::new(stand.diagnose(&request, &earlier));
            // The only one to set it, as there was an appointment.
            let _first = entry.consultation.set(Consultation::Done(diagnosis));
        })
    }

    /// Writes a refusal down when its diagnosis is done, which nobody waits for.
    fn go_on(
        self: &Arc<Self>,
        entry: &Arc<Entry>,
        request: &Arc<Request<'static>>,
        diagnosed: impl Future<Output = bool> + Send + 'static,
    ) {
        let pending = Pending { entry: Arc::clone(entry), request: Arc::clone(request) };
        lock(&self.pending).push(pending);
        let (stand, entry, request) = (Arc::clone(self), Arc::clone(entry), Arc::clone(request));
        tokio::spawn(async move {
            if !diagnosed.await {
                drop(entry.consultation.set(Consultation::Busy));
            }
            stand.write_down(&entry, &request).await;
            lock(&stand.pending).retain(|pending| pending.entry.id != entry.id);
        });
    }

    fn diagnose(&self, request: &Request<'_>, earlier: &Earlier) -> Diagnosis {
        let credentials = self.account_of(request);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut doctor = self.doctor.clone().clock(now);
        if request.body_bytes().len() > LONGEST_BODY_SEARCHED {
            doctor = doctor.max_mistakes(0).near(0).nonces(0);
        }
        let mut diagnosis = doctor.examine_after(earlier, request, credentials);
        diagnosis.shorten(LONGEST_BODY + (request.uri_bytes().len() + 1024).min(LONGEST_BODY));
        diagnosis
    }

    /// The account that the request names, or the first.
    pub(super) fn account_of(&self, request: &Request<'_>) -> &Credentials {
        let key = request.header_value(header::KEY).unwrap_or_default();
        self.accounts
            .iter()
            .find(|account| account.secret_id().as_bytes() == key)
            .unwrap_or(&self.accounts[0])
    }

    fn judge(&self, request: &Request<'_>) -> Result<(), Rejection> {
        // The verifier asks for it where it knows what it should be; the vendor
        // always does.
        if request.header_value(header::APP_ID).is_none_or(<[u8]>::is_empty) {
            return Err(Rejection::MissingHeader(header::APP_ID));
        }
        self.verifier.verify(request)
    }

    fn answer_malformed(&self, malformed: Malformed) -> Response<AnswerBody> {
        self.answer_malformed_of(malformed, false)
    }

    fn answer_malformed_of(&self, malformed: Malformed, is_foreign: bool) -> Response<AnswerBody> {
        if let Some(observe) = &self.unjudged {
            observe(&malformed.line, &malformed.reason);
        }
        let answer = if self.strict {
            Answer::json(malformed.status, "")
        } else {
            Answer::explained(malformed.status, &malformed.reason)
        };
        let answer = answer.header("connection", "close");
        let nothing = Arc::new(Request::new("", "").into_owned());
        let outcome = Outcome::Malformed(Unread::new(malformed, &self.secrets));
        let entry =
            Arc::new(Entry::new(self.next_id(), &nothing, outcome, is_foreign, &self.secrets));
        let answer =
            if self.strict { answer } else { answer.header(REQUEST_HEADER, entry.id.to_string()) };
        self.log_entry(&entry);
        self.history().push(entry);
        answer.into_response()
    }

    fn next_id(&self) -> u64 {
        self.ids.fetch_add(1, Ordering::Relaxed) + 1
    }
}

/// What is behind these locks holds no invariant that a panic elsewhere could
/// break.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn is_of_the_pages(uri: &[u8]) -> bool {
    let path = path(uri);
    path == b"/" || path == b"/_tmsig" || path.starts_with(b"/_tmsig/")
}

fn is_of_the_api(uri: &[u8]) -> bool {
    let mut segments = path(uri).split(|&byte| byte == b'/').filter(|segment| !segment.is_empty());
    matches!(segments.next(), Some(b"v1" | b"v2"))
}

fn path(uri: &[u8]) -> &[u8] {
    uri.split(|byte| b"?#".contains(byte)).next().unwrap_or_default()
}

fn first_line_of(head: &Head) -> Vec<u8> {
    [&head.method[..], b" ", &head.uri].concat()
}
