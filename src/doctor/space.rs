//! The stages' outcomes on one request, and the texts they make in a charset.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use rayon::prelude::*;

use super::Doctor;
use super::explanation::Change;
use super::other_request::OtherRequest;
use super::outcomes::{Origin, Outcomes, cost_of};
use super::search::Progress;
use crate::credentials::Credentials;
use crate::recipe::{
    AssemblyChoice, BodyChoice, CharsetChoice, Frame, HeaderStringChoice, KeyChoice, MacChoice,
    MethodChoice, Parts, UriChoice,
};
use crate::request::{Request, header};

/// All forms of a body together may take this many bytes; the likeliest are
/// kept.
const MOST_BODY_BYTES: usize = 48 << 20;
/// Of a longer body every form takes long to make.
const LONG_BODY: usize = 256 << 10;
/// Of a longer body, two mistakes with it are not tried.
const LONGEST_BODY_CHANGED_TWICE: usize = 16 << 10;
/// A longer text is encoded for each recipe anew instead of being kept in every
/// charset.
const MOST_ENCODED_BYTES: usize = 4 << 20;

/// Every distinct outcome of every stage on one request.
pub(super) struct Space<'r> {
    pub(super) request: &'r Request<'r>,
    pub(super) methods: Outcomes<MethodChoice>,
    pub(super) header_strings: Outcomes<HeaderStringChoice>,
    pub(super) uris: Outcomes<UriChoice>,
    pub(super) bodies: Outcomes<BodyChoice>,
    pub(super) assemblies: Outcomes<AssemblyChoice>,
    pub(super) keys: Outcomes<KeyChoice>,
    /// The bytes are a digest, by which to tell its length.
    pub(super) macs: Outcomes<MacChoice>,
    /// How many mistakes with the body are not tried, for its length.
    pub(super) bodies_left_out: usize,
    has_pairs: bool,
}

impl<'r> Space<'r> {
    pub(super) fn new(
        request: &'r Request<'r>,
        credentials: &Credentials,
        doctor: &Doctor,
        progress: &Progress,
    ) -> Self {
        let methods = Outcomes::of_choices(MethodChoice::ALL, |choice| choice.apply(request));
        let header_strings = Outcomes::of_choices(HeaderStringChoice::ALL, |choice| {
            choice.apply(request, credentials)
        });
        let uris = Outcomes::of_choices(UriChoice::ALL, |choice| choice.apply(request));
        let (bodies, bodies_left_out) = bodies(request, progress);
        let body = ends(bodies.bytes(0));
        let parts = Parts {
            method: methods.bytes(0),
            header_string: header_strings.bytes(0),
            uri: uris.bytes(0),
            body: &body,
        };
        // Some ways to join differ only when there is no body, or only when there
        // is one; which body is signed may be a mistake of its own.
        let assemblies = Outcomes::of_choices(AssemblyChoice::ALL, |choice| {
            let with = |body| choice.apply(&Parts { body, ..parts });
            [choice.apply(&parts), with(b""), with(b"\n"), with(b"{}")].concat()
        });
        let text = AssemblyChoice::default().apply(&parts);
        let keys = Outcomes::of_choices(KeyChoice::ALL, |choice| {
            let mut key = choice.apply(credentials);
            key.push(u8::from(choice.swaps_with_message()));
            key
        });
        let macs = Outcomes::of_choices(MacChoice::ALL, |choice| {
            choice.apply(credentials.expose_secret_key(), &text, request)
        });
        let mut space = Self {
            request,
            methods,
            header_strings,
            uris,
            bodies,
            assemblies,
            keys,
            macs,
            bodies_left_out,
            has_pairs: false,
        };
        space.add_other_accounts(credentials, &doctor.other_accounts);
        if let Some(intended) = &doctor.intended {
            space.add_intended(intended, credentials);
        }
        space
    }

    fn add_other_accounts(&mut self, credentials: &Credentials, accounts: &[Credentials]) {
        let sent = self.request.header_value(header::KEY);
        let sent = sent.unwrap_or(credentials.secret_id().as_bytes()).to_vec();
        let own = |account: &&Credentials| {
            account.secret_id() == credentials.secret_id()
                && account.expose_secret_key() == credentials.expose_secret_key()
        };
        for account in accounts.iter().filter(|account| !own(account)) {
            let signed = account.secret_id().as_bytes().to_vec();
            let mut key = account.expose_secret_key().to_vec();
            key.push(0);
            let own = credentials.secret_id().as_bytes().to_vec();
            self.keys.add(1, key, other(OtherRequest::Key { signed: signed.clone(), sent: own }));
            if signed != sent {
                let header_string = with_header(self.request, header::KEY, &signed, credentials);
                let sent = sent.clone();
                let origin = other(OtherRequest::SecretId { signed, sent });
                self.header_strings.add(1, header_string, origin);
            }
        }
    }

    /// What was meant to be sent may be what was signed.
    fn add_intended(&mut self, intended: &Request<'static>, credentials: &Credentials) {
        let method = MethodChoice::default().apply(intended);
        self.methods.add(1, method, other(OtherRequest::Method));
        self.uris.add(1, UriChoice::default().apply(intended), other(OtherRequest::Uri));
        self.bodies.add(1, BodyChoice::default().apply(intended), other(OtherRequest::Body));
        for name in [header::KEY, header::NONCE, header::TIMESTAMP] {
            let sent = self.request.header_value(name).unwrap_or_default().to_vec();
            let Some(signed) = intended.header_value(name).filter(|value| *value != sent) else {
                continue;
            };
            let header_string = with_header(self.request, name, signed, credentials);
            let signed = signed.to_vec();
            let origin = other(match name {
                header::KEY => OtherRequest::SecretId { signed, sent },
                header::NONCE => OtherRequest::Nonce { signed, sent },
                _ => OtherRequest::Timestamp { signed, sent },
            });
            self.header_strings.add(1, header_string, origin);
        }
        let mut stamped = bodyless(self.request);
        let is_other = [header::NONCE, header::TIMESTAMP].map(|name| {
            let other = intended.header_value(name);
            let other = other.filter(|value| self.request.header_value(name) != Some(value));
            if let Some(value) = other {
                stamped.set_header(name, value);
            }
            other.is_some()
        });
        if is_other == [true, true] {
            let header_string = HeaderStringChoice::default().apply(&stamped, credentials);
            self.header_strings.add(1, header_string, other(OtherRequest::Stamp));
        }
        for &choice in UriChoice::ALL.iter().filter(|choice| cost_of(**choice) > 0) {
            let change = Some(Change::Other(OtherRequest::Uri));
            self.uris.add(2, choice.apply(intended), Origin { change, choice });
        }
        for &choice in BodyChoice::ALL.iter().filter(|choice| cost_of(**choice) > 0) {
            let change = Some(Change::Other(OtherRequest::Body));
            self.bodies.add(2, choice.apply(intended), Origin { change, choice });
        }
    }

    /// Two mistakes with the URI, or with the body.
    pub(super) fn add_pairs(&mut self) {
        if std::mem::replace(&mut self.has_pairs, true) {
            return;
        }
        let mut request = bodyless(self.request);
        for first in self.uris.costing(1) {
            let outcome = self.uris.get(first);
            let [Origin { change: None, choice }, ..] = outcome.origins[..] else { continue };
            request.set_uri(outcome.bytes.clone());
            for &second in UriChoice::ALL.iter().filter(|choice| cost_of(**choice) > 0) {
                let change = Some(Change::Uri(choice));
                self.uris.add(2, second.apply(&request), Origin { change, choice: second });
            }
        }
        if self.request.body_bytes().len() > LONGEST_BODY_CHANGED_TWICE {
            return;
        }
        let firsts: Vec<_> = self
            .bodies
            .costing(1)
            .filter_map(|index| match self.bodies.get(index).origins[0] {
                Origin { change: None, choice } => Some((choice, self.bodies.bytes(index))),
                Origin { .. } => None,
            })
            .collect();
        let found: Vec<_> = firsts
            .into_par_iter()
            .flat_map_iter(|(first, bytes)| {
                let mut request = bodyless(self.request);
                request.set_body(bytes.to_vec());
                BodyChoice::ALL.iter().filter(|choice| cost_of(**choice) > 0).map(move |&choice| {
                    (choice.apply(&request), Origin { change: Some(Change::Body(first)), choice })
                })
            })
            .collect();
        for (bytes, origin) in found {
            self.bodies.add(2, bytes, origin);
        }
    }

    /// Without what takes two mistakes at one stage.
    pub(super) fn remove_pairs(&mut self) {
        self.uris.keep_costing_up_to(1);
        self.bodies.keep_costing_up_to(1);
    }

    /// Timestamps and nonces near the ones sent.
    pub(super) fn near_stamps(
        &self,
        credentials: &Credentials,
        near: u64,
    ) -> Outcomes<HeaderStringChoice> {
        let mut found = Outcomes::new();
        let number = |name| {
            let digits = str::from_utf8(self.request.header_value(name)?).ok()?;
            digits.parse::<u64>().ok()
        };
        let mut add = |name, value: u64| {
            let signed = value.to_string().into_bytes();
            let sent = self.request.header_value(name).unwrap_or_default().to_vec();
            let bytes = with_header(self.request, name, &signed, credentials);
            let origin = other(match name {
                header::NONCE => OtherRequest::Nonce { signed, sent },
                _ => OtherRequest::Timestamp { signed, sent },
            });
            found.add(1, bytes, origin);
        };
        for name in [header::TIMESTAMP, header::NONCE] {
            let Some(sent) = number(name) else { continue };
            for distance in 1..=near {
                add(name, sent.saturating_add(distance));
                add(name, sent.saturating_sub(distance));
            }
        }
        // The time was read twice, once in milliseconds.
        if let Some(sent) = number(header::TIMESTAMP).filter(|_| near > 0) {
            for milliseconds in 1..1000 {
                add(header::TIMESTAMP, sent.saturating_mul(1000).saturating_add(milliseconds));
            }
        }
        found
    }

    /// Whether all texts can be kept in every charset.
    pub(super) fn is_short(&self) -> bool {
        self.bodies.total_bytes() <= MOST_ENCODED_BYTES
    }

    /// The text that these outcomes make.
    pub(super) fn parts<'s>(
        &'s self,
        header_strings: &'s Outcomes<HeaderStringChoice>,
        [method, header_string, uri, body]: [usize; 4],
    ) -> Parts<'s> {
        Parts {
            method: self.methods.bytes(method),
            header_string: header_strings.bytes(header_string),
            uri: self.uris.bytes(uri),
            body: self.bodies.bytes(body),
        }
    }
}

fn other<C: Default>(other: OtherRequest) -> Origin<C> {
    Origin { change: Some(Change::Other(other)), choice: C::default() }
}

/// The header string with another value of a header.
fn with_header(
    request: &Request<'_>,
    name: &'static str,
    value: &[u8],
    credentials: &Credentials,
) -> Vec<u8> {
    let mut other = bodyless(request);
    other.set_header(name, value);
    HeaderStringChoice::default().apply(&other, credentials)
}

/// The same request without its body, which may be long.
fn bodyless<'r>(request: &'r Request<'_>) -> Request<'r> {
    let bare = Request::new(request.method_bytes(), request.uri_bytes());
    request.headers().fold(bare, |bare, (name, value)| bare.header(name, value))
}

/// Beginning and end of a long body: enough to tell ways to join it and to hash
/// it apart.
fn ends(body: &[u8]) -> Cow<'_, [u8]> {
    const KEPT: usize = 2 << 10;
    if body.len() <= LONG_BODY {
        return Cow::Borrowed(body);
    }
    Cow::Owned([&body[..KEPT], &body[body.len() - KEPT..]].concat())
}

/// The outcomes of every choice of the body, likeliest first, and how many are
/// left out.
fn bodies(request: &Request<'_>, progress: &Progress) -> (Outcomes<BodyChoice>, usize) {
    // As many at once as there are threads, where each takes long.
    let at_once = if request.body_bytes().len() > LONG_BODY { 2 } else { 16 };
    let mut choices = BodyChoice::ALL.to_vec();
    choices.sort_by_key(|choice| {
        std::cmp::Reverse(choice.mistake().map_or(u32::MAX, |mistake| mistake.weight))
    });
    let mut outcomes = Outcomes::new();
    let mut left_out = 0;
    for (index, some) in choices.chunks(at_once).enumerate() {
        // The first one is the body as it was sent: no search does without.
        let is_over = outcomes.total_bytes() > MOST_BODY_BYTES || progress.is_out_of_time();
        if index > 0 && is_over {
            left_out += some.len();
            continue;
        }
        let bytes: Vec<_> = some.par_iter().map(|choice| choice.apply(request)).collect();
        for (&choice, bytes) in some.iter().zip(bytes) {
            outcomes.add(cost_of(choice), bytes, Origin { change: None, choice });
        }
    }
    (outcomes, left_out)
}

/// The outcomes of the text's stages in one charset, as pieces that can be
/// hashed one after the other.
pub(super) struct Encoded<'s> {
    pub(super) frame: Frame,
    pub(super) newline: Vec<u8>,
    pub(super) methods: Vec<Piece<'s>>,
    pub(super) header_strings: Vec<Piece<'s>>,
    pub(super) uris: Vec<Piece<'s>>,
    pub(super) bodies: Vec<Piece<'s>>,
}

/// One outcome in a charset.
pub(super) struct Piece<'s> {
    pub(super) bytes: Cow<'s, [u8]>,
    /// A text of which no piece is changed has been tried in UTF-8.
    pub(super) is_changed: bool,
    /// A text with a piece that the charset cannot read stays as it is.
    pub(super) is_text: bool,
}

impl<'s> Encoded<'s> {
    /// The outcomes of up to so many mistakes. `None` if the charset changes
    /// none of them, or cannot encode a text by pieces, or they are too long to
    /// be kept.
    pub(super) fn new(
        space: &'s Space<'_>,
        header_strings: &'s Outcomes<HeaderStringChoice>,
        charset: CharsetChoice,
        mistakes: usize,
    ) -> Option<Self> {
        let frame = charset.frame();
        if cost_of(charset) > 0 && !space.is_short() {
            return None;
        }
        let encoded = Self {
            frame,
            newline: Piece::new(b"\n", charset, frame).bytes.into_owned(),
            methods: pieces(&space.methods, charset, frame, mistakes),
            header_strings: pieces(header_strings, charset, frame, mistakes),
            uris: pieces(&space.uris, charset, frame, mistakes),
            bodies: pieces(&space.bodies, charset, frame, mistakes),
        };
        let all = [&encoded.methods, &encoded.header_strings, &encoded.uris, &encoded.bodies];
        let is_changed = frame.len() > 0 || all.into_iter().flatten().any(|piece| piece.is_changed);
        is_changed.then_some(encoded)
    }

    /// Whether ASCII is the same in this charset.
    pub(super) fn leaves_ascii_alone(&self) -> bool {
        self.newline == b"\n"
    }

    pub(super) fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.frame, &self.newline).hash(&mut hasher);
        for pieces in [&self.methods, &self.header_strings, &self.uris, &self.bodies] {
            for piece in pieces {
                piece.bytes.hash(&mut hasher);
            }
        }
        hasher.finish()
    }
}

fn pieces<C: Sync>(
    outcomes: &Outcomes<C>,
    charset: CharsetChoice,
    frame: Frame,
    mistakes: usize,
) -> Vec<Piece<'_>> {
    let piece = |index| Piece::new(outcomes.bytes(index), charset, frame);
    outcomes.costing_up_to(mistakes).map(piece).collect()
}

impl<'s> Piece<'s> {
    fn new(bytes: &'s [u8], charset: CharsetChoice, frame: Frame) -> Self {
        if cost_of(charset) == 0 {
            return Self { bytes: Cow::Borrowed(bytes), is_changed: true, is_text: true };
        }
        let is_text = charset.reads_any_bytes() || str::from_utf8(bytes).is_ok();
        let mut encoded = charset.apply(bytes.to_vec());
        let is_text = is_text && (frame.len() == 0 || encoded != bytes);
        if is_text {
            encoded.drain(..frame.len());
        }
        let is_changed = encoded != bytes;
        Self { bytes: Cow::Owned(encoded), is_changed, is_text }
    }
}
