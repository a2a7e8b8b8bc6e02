//! The requests that came last, in bounded memory.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::doctor::Diagnosis;
use crate::error_code::ErrorCode;
use crate::request::Request;
use crate::secrets::{Redacted, Secrets};
use crate::verifier::Rejection;

use super::wire::Malformed;

/// Longer bodies are cut when they are remembered.
pub(super) const LONGEST_BODY: usize = 64 << 10;
/// What all remembered requests may hold.
const MOST_BYTES: usize = 16 << 20;

/// One request, and what became of it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: u64,
    /// UNIX milliseconds.
    pub(super) at: u128,
    pub(super) outcome: Outcome,
    /// Sent by a web page of another site, as its `Origin` says: nothing that
    /// the program under test did.
    pub(super) is_foreign: bool,
    /// What of it is remembered.
    pub(super) request: ShownRequest,
    /// How many bytes of the body are not.
    pub(super) body_left_out: usize,
    pub(super) consultation: OnceLock<Consultation>,
    is_written: AtomicBool,
}

/// What was judged of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Accepted,
    Malformed(Unread),
    Refused(Refused),
}

/// What was no HTTP/1.1 request, as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unread {
    /// The HTTP status it was answered with.
    pub(super) status: u16,
    pub(super) reason: String,
    /// The beginning of the first line.
    pub(super) line: Redacted,
}

impl Unread {
    pub(super) fn new(malformed: Malformed, secrets: &Secrets) -> Self {
        const SHOWN: usize = 200;
        let Malformed { status, reason, line } = malformed;
        Self { status, reason, line: secrets.redact_start(&line, SHOWN) }
    }
}

/// A request as it may be shown: no SecretKey is left in it.
#[derive(Clone, Debug)]
pub(super) struct ShownRequest(Arc<Request<'static>>);

impl ShownRequest {
    /// With the whole of its body.
    pub(super) fn whole(request: &Arc<Request<'static>>, secrets: &Secrets) -> Self {
        Self::with_body_up_to(request, secrets, usize::MAX)
    }

    /// With no more of its body than is remembered.
    pub(super) fn shortened(request: &Arc<Request<'static>>, secrets: &Secrets) -> Self {
        Self::with_body_up_to(request, secrets, LONGEST_BODY)
    }

    fn with_body_up_to(request: &Arc<Request<'static>>, secrets: &Secrets, longest: usize) -> Self {
        let headers = || request.headers();
        let body = request.body_bytes();
        let is_as_it_was = body.len() <= longest
            && !secrets.are_in(body)
            && !secrets.are_in(request.method_bytes())
            && !secrets.are_in(request.uri_bytes())
            && !headers()
                .any(|(name, value)| secrets.are_in(name.as_bytes()) || secrets.are_in(value));
        if is_as_it_was {
            return Self(Arc::clone(request));
        }
        let redact = |bytes: &[u8]| secrets.redact(bytes).into_bytes();
        Self(Arc::new(Request::from_owned(
            redact(request.method_bytes()),
            redact(request.uri_bytes()),
            headers().map(|(name, value)| (secrets.redact_text(name), redact(value))).collect(),
            secrets.redact_start(body, longest).into_bytes(),
        )))
    }

    pub(super) fn request(&self) -> &Request<'static> {
        &self.0
    }
}

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// The signature is right, the content is not what the call wants.
    Parameters(&'static str),
    /// By the verifier.
    Rejected(Rejection),
}

impl Refused {
    pub(super) fn error_code(self) -> ErrorCode {
        match self {
            Self::Parameters(_) => ErrorCode::BadParameters,
            Self::Rejected(rejection) => rejection.error_code(),
        }
    }

    pub(super) fn reason(self) -> String {
        match self {
            Self::Parameters(reason) => reason.to_owned(),
            Self::Rejected(rejection) => rejection.to_string(),
        }
    }
}

/// What the doctor came to. While it is still examining, there is none.
#[derive(Clone, Debug)]
pub(super) enum Consultation {
    /// It had no time.
    Busy,
    Done(Arc<Diagnosis>),
}

impl Entry {
    pub(super) fn new(
        id: u64,
        request: &Arc<Request<'static>>,
        outcome: Outcome,
        is_foreign: bool,
        secrets: &Secrets,
    ) -> Self {
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let body_left_out = request.body_bytes().len().saturating_sub(LONGEST_BODY);
        let request = ShownRequest::shortened(request, secrets);
        Self {
            id,
            at,
            // Whoever signs right has the key, and is no stranger.
            is_foreign: is_foreign && outcome != Outcome::Accepted,
            outcome,
            request,
            body_left_out,
            consultation: OnceLock::new(),
            is_written: AtomicBool::new(false),
        }
    }

    /// Whether the doctor has something to say: the signature was judged, or
    /// something before it.
    pub(super) fn wants_diagnosis(&self) -> bool {
        matches!(self.outcome, Outcome::Refused(Refused::Rejected(_)))
    }

    /// True for the first who asks.
    pub(super) fn is_first_to_be_written(&self) -> bool {
        !self.is_written.swap(true, Ordering::Relaxed)
    }

    fn size(&self) -> usize {
        const OVERHEAD: usize = 512;
        // The request, and the strings to sign of its diagnosis.
        const COPIES: usize = 6;
        let request = self.request.request();
        let headers = request.headers().map(|(name, value)| name.len() + value.len() + 64);
        let signed = request.uri_bytes().len() + request.body_bytes().len();
        let line = match &self.outcome {
            Outcome::Malformed(malformed) => malformed.line.len(),
            _ => 0,
        };
        OVERHEAD + request.method_bytes().len() + COPIES * signed + headers.sum::<usize>() + line
    }
}

/// The last requests, and how many there were in all.
#[derive(Clone, Debug)]
pub(super) struct History {
    kept: VecDeque<Arc<Entry>>,
    most: usize,
    bytes: usize,
    pub(super) totals: Totals,
}

/// Counted from the start, or since the history was last emptied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) accepted: u64,
    pub(super) foreign: u64,
    pub(super) malformed: u64,
    pub(super) refused: u64,
}

impl Totals {
    pub(super) fn all(self) -> u64 {
        self.accepted + self.foreign + self.malformed + self.refused
    }

    /// Whether there were requests and all of them were accepted, but for those
    /// of strangers.
    pub(super) fn conforms(self) -> bool {
        self.accepted > 0 && self.accepted + self.foreign == self.all()
    }
}

impl History {
    pub(super) fn new(most: usize) -> Self {
        Self { kept: VecDeque::new(), most, bytes: 0, totals: Totals::default() }
    }

    pub(super) fn push(&mut self, entry: Arc<Entry>) {
        *match &entry.outcome {
            Outcome::Accepted => &mut self.totals.accepted,
            _ if entry.is_foreign => &mut self.totals.foreign,
            Outcome::Malformed(_) => &mut self.totals.malformed,
            Outcome::Refused(_) => &mut self.totals.refused,
        } += 1;
        self.bytes += entry.size();
        self.kept.push_back(entry);
        while self.kept.len() > self.most || self.bytes > MOST_BYTES {
            let Some(oldest) = self.kept.pop_front() else { break };
            self.bytes -= oldest.size();
        }
    }

    /// Forgets everything, as between two test runs.
    pub(super) fn clear(&mut self) {
        *self = Self::new(self.most);
    }

    /// Oldest first.
    pub(super) fn entries(&self) -> impl DoubleEndedIterator<Item = &Arc<Entry>> {
        self.kept.iter()
    }

    pub(super) fn entry(&self, id: u64) -> Option<&Arc<Entry>> {
        self.kept.iter().rev().find(|entry| entry.id == id)
    }
}
