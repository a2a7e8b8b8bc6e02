//! A request that was read, with what is certain and what is guessed of it.

use super::form::Form;
use super::remark::{Doubt, Remark};
use super::{Target, reprinted};
use crate::request::Request;

/// A request as an input shows it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Captured {
    /// The likeliest reading.
    pub request: Request<'static>,
    /// The line of the input that it begins on, from 1.
    pub line: usize,
    /// What it was read from.
    pub form: Form,
    /// What the server answered, where the input shows it.
    pub answer: Option<Answer>,
    /// What a reader should know of this request.
    pub remarks: Vec<Remark>,
    /// Whether the text leaves open what was sent: then a signature that is not
    /// right, and that nothing explains, says nothing.
    pub is_uncertain: bool,
    /// Why the reading may be another one than what was sent.
    pub(super) doubt: Option<Doubt>,
    pub(super) others: Others,
}

/// An answer, as far as it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The HTTP status.
    pub status: Option<u16>,
    /// `error_code` of its body.
    pub error_code: Option<u64>,
}

/// The other readings. Where a text allows several, the signature tells which
/// one is right: no two of them have the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Others {
    pub(super) methods: Vec<Vec<u8>>,
    pub(super) uris: Vec<Vec<u8>>,
    pub(super) bodies: Vec<Vec<u8>>,
    pub(super) reprinted: Reprinted,
    /// In the forms in which configurations hold what libraries send: the last
    /// one is what is judged if none is signed right.
    pub(super) normalised: Vec<Request<'static>>,
}

/// Whether a body may be shown in another form than it was sent in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Reprinted {
    /// It stands there as it was sent.
    #[default]
    No,
    /// It may have been written in any of the usual forms.
    OfAnyLength,
    /// It had this length.
    OfLength(usize),
}

impl Reprinted {
    fn forms(self, shown: &[u8]) -> Vec<Vec<u8>> {
        match self {
            Self::No => Vec::new(),
            Self::OfAnyLength => reprinted::forms(shown, None).collect(),
            Self::OfLength(length) => reprinted::forms(shown, Some(length)).collect(),
        }
    }
}

/// Readings that are tried at most: a signature takes less than a microsecond.
const MOST_TRIED: usize = 40_000;
/// Of a text that leaves little open.
const FEW_TRIED: usize = 100;

impl Captured {
    /// Of a format that says exactly what was sent.
    pub(super) fn exact(request: Request<'static>, form: Form, line: usize) -> Self {
        Self {
            request,
            line,
            form,
            answer: None,
            remarks: Vec::new(),
            is_uncertain: false,
            doubt: None,
            others: Others::default(),
        }
    }

    /// The request to judge: of all readings the one that is signed right, if
    /// there is one, since nothing but the request that was sent has its
    /// signature; else the likeliest. `is_right` tells whether a signature is.
    ///
    /// # Errors
    ///
    /// If no reading is signed right and the input does not show the request as
    /// it was sent: then nothing can be said about the signature.
    pub fn settle(mut self, mut is_right: impl FnMut(&Request<'_>) -> bool) -> Result<Self, Doubt> {
        if is_right(&self.request) {
            return Ok(self);
        }
        if let Some(found) = self.others.normalised.iter().find(|request| is_right(request)) {
            self.request = found.clone();
            self.remarks.push(Remark::Normalised);
            return Ok(self);
        }
        let is_open = self.is_uncertain || self.doubt.is_some();
        let most = if is_open { MOST_TRIED } else { FEW_TRIED };
        let found = self.readings().take(most).find(|request| is_right(request));
        if let Some(found) = found {
            self.remarks.extend(self.differences(&found));
            self.request = found;
            return Ok(self);
        }
        if let Some(doubt) = self.doubt.take() {
            Err(doubt)
        } else {
            if let Some(request) = self.others.normalised.pop() {
                self.request = request;
                self.remarks.push(Remark::Normalised);
            }
            Ok(self)
        }
    }

    /// With the body that the sender says was meant: it stands in for one that
    /// the text does not show, and is one more reading else.
    #[must_use]
    pub fn with_body(mut self, body: &[u8]) -> Self {
        let is_missing = matches!(
            self.doubt,
            Some(Doubt::BodyMissing { .. } | Doubt::BodyNotAsSent { .. } | Doubt::BytesLost { .. })
        );
        if !is_missing && !self.is_uncertain {
            self.others.bodies.push(body.to_vec());
            return self;
        }
        self.others.bodies.push(self.request.body_bytes().to_vec());
        let request = &self.request;
        self.request = with(request, request.method_bytes(), request.uri_bytes(), body);
        self.is_uncertain = false;
        if is_missing {
            self.doubt = None;
        }
        self
    }

    /// Without a signature to tell by: the likeliest reading, as it is sent.
    pub fn likeliest(mut self) -> Request<'static> {
        self.others.normalised.pop().unwrap_or(self.request)
    }

    /// The same as a configuration's values are sent: without scheme and host
    /// of the URL, with the method in capitals, without blanks around values.
    pub(super) fn normalisable(mut self) -> Self {
        let request = &self.request;
        let uri = request.uri_bytes();
        let is_url = uri.starts_with(b"http://") || uri.starts_with(b"https://");
        let method = request.method_bytes();
        let is_lower = method.iter().any(u8::is_ascii_lowercase)
            && ["GET", "POST", "PUT", "DELETE", "PATCH"]
                .iter()
                .any(|known| known.as_bytes().eq_ignore_ascii_case(method));
        let is_padded = request.headers().any(|(_, value)| value.trim_ascii() != value);
        let has_fragment = uri.contains(&b'#');
        let cut = if is_url || has_fragment { Target::of_url(uri).uri } else { uri.to_vec() };
        let upper = if is_lower { method.to_ascii_uppercase() } else { method.to_vec() };
        let mut all = Vec::new();
        for (changes_uri, changes_method, trims) in [
            (true, false, false),
            (false, true, false),
            (false, false, true),
            (true, true, false),
            (true, false, true),
            (false, true, true),
            (true, true, true),
        ] {
            let is_change = |wanted: bool, there: bool| !wanted || there;
            if !is_change(changes_uri, is_url || has_fragment)
                || !is_change(changes_method, is_lower)
                || !is_change(trims, is_padded)
            {
                continue;
            }
            let uri = if changes_uri { &cut } else { uri };
            let method = if changes_method { &upper } else { method };
            let headers = request.headers().map(|(name, value)| {
                let value = if trims { value.trim_ascii() } else { value };
                (name.to_owned(), value.to_vec())
            });
            all.push(Request::from_owned(
                method.to_vec(),
                uri.to_vec(),
                headers.collect(),
                request.body_bytes().to_vec(),
            ));
        }
        self.others.normalised = all;
        self
    }

    /// Every other reading, the likeliest first.
    fn readings(&self) -> impl Iterator<Item = Request<'static>> {
        let main = &self.request;
        let one_and = |one: &[u8], others: &[Vec<u8>]| {
            let mut all = vec![one.to_vec()];
            all.extend(others.iter().filter(|other| **other != one).cloned());
            all
        };
        let methods = one_and(main.method_bytes(), &self.others.methods);
        let uris = one_and(main.uri_bytes(), &self.others.uris);
        let bodies = one_and(main.body_bytes(), &self.others.bodies);
        let how = self.others.reprinted;
        let reprinted = bodies.clone().into_iter().flat_map(move |body| how.forms(&body));
        bodies.clone().into_iter().chain(reprinted).flat_map(move |body| {
            let mut all = Vec::with_capacity(methods.len() * uris.len());
            for method in &methods {
                for uri in &uris {
                    all.push(with(main, method, uri, &body));
                }
            }
            all
        })
    }

    fn differences(&self, found: &Request<'_>) -> Vec<Remark> {
        let mut remarks = Vec::new();
        if found.method_bytes() != self.request.method_bytes() {
            let method = String::from_utf8_lossy(found.method_bytes()).into_owned();
            remarks.push(Remark::MethodBySignature { method });
        }
        if found.uri_bytes() != self.request.uri_bytes() {
            let uri = String::from_utf8_lossy(found.uri_bytes()).into_owned();
            remarks.push(Remark::UriBySignature { uri });
        }
        if found.body_bytes() != self.request.body_bytes() {
            remarks.push(Remark::BodyBySignature { length: found.body_bytes().len() });
        }
        remarks
    }
}

pub(super) fn with(
    request: &Request<'_>,
    method: &[u8],
    uri: &[u8],
    body: &[u8],
) -> Request<'static> {
    let headers =
        request.headers().map(|(name, value)| (name.to_owned(), value.to_vec())).collect();
    Request::from_owned(method.to_vec(), uri.to_vec(), headers, body.to_vec())
}
