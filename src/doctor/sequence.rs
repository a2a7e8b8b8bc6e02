//! Requests one after the other: what was sent before explains some signatures.

use std::collections::{HashMap, VecDeque};

use super::advice::stamp_repeated;
use super::explanation::{Change, Explanation};
use super::other_request::OtherRequest;
use super::{Diagnosis, Doctor, Verdict};
use crate::canonical::StringToSign;
use crate::credentials::Credentials;
use crate::recipe::Recipe;
use crate::request::{Request, header};
use crate::signer::Signer;

/// Examines requests in the order in which they were sent: a signature, or a
/// nonce and timestamp, may come from an earlier one.
#[derive(Debug)]
pub struct Sequence<'d> {
    doctor: &'d Doctor,
    count: usize,
    memory: RequestMemory,
}

impl<'d> Sequence<'d> {
    pub(super) fn new(doctor: &'d Doctor) -> Self {
        Self { doctor, count: 0, memory: RequestMemory::new(100_000, 1 << 30) }
    }

    /// Examines the next request.
    pub fn examine(&mut self, request: &Request<'_>, credentials: &Credentials) -> Diagnosis {
        self.count += 1;
        let earlier = self.memory.remember(self.count, request);
        self.doctor.examine_after(&earlier, request, credentials)
    }
}

/// Signatures, nonces and timestamps of the requests that came last, in bounded
/// memory.
#[derive(Debug)]
pub struct RequestMemory {
    requests: usize,
    bytes: usize,
    bytes_used: usize,
    /// Which request had this signature, and what had to be signed for it.
    signatures: HashMap<Vec<u8>, (usize, Vec<u8>)>,
    /// Which request had this SecretId, nonce and timestamp.
    stamps: HashMap<[Vec<u8>; 3], usize>,
    order: VecDeque<(Vec<u8>, [Vec<u8>; 3])>,
}

/// What a request has in common with those before it.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    /// The one with its signature, and what had to be signed for it.
    signature: Option<(usize, Vec<u8>)>,
    /// The one with its nonce and timestamp.
    stamp: Option<usize>,
}

impl RequestMemory {
    /// Remembers at most so many requests, with about so many bytes to sign in
    /// all; the oldest are forgotten first.
    pub fn new(requests: usize, bytes: usize) -> Self {
        Self {
            requests: requests.max(1),
            bytes,
            bytes_used: 0,
            signatures: HashMap::new(),
            stamps: HashMap::new(),
            order: VecDeque::new(),
        }
    }

    /// Remembers a request by its number, and tells what it has in common with
    /// an earlier one.
    pub fn remember(&mut self, number: usize, request: &Request<'_>) -> Earlier {
        const LONGEST: usize = 64 << 10;
        /// Twice what the longest known form of a signature takes.
        const LONGEST_VALUE: usize = 512;
        /// Base64 of the shortest hash in use, SHA-1: shorter texts are
        /// placeholders, and the same by themselves.
        const SHORTEST: usize = 28;
        let value = |name| request.header_value(name).unwrap_or_default().to_vec();
        let signature = value(header::SIGNATURE);
        let stamp = [header::KEY, header::NONCE, header::TIMESTAMP].map(value);
        let earlier = Earlier {
            signature: self.signatures.get(&signature).cloned(),
            stamp: self.stamps.get(&stamp).copied(),
        };
        let expected = StringToSign::as_arrived(request);
        let is_a_digest = (SHORTEST..=LONGEST_VALUE).contains(&signature.len());
        let is_a_stamp = stamp.iter().all(|value| value.len() <= LONGEST_VALUE);
        let length: usize = expected.parts().iter().map(|part| part.len()).sum();
        if !is_a_digest || !is_a_stamp || length > LONGEST {
            return earlier;
        }
        while self.order.len() >= self.requests || self.bytes_used + length > self.bytes {
            let Some((signature, stamp)) = self.order.pop_front() else { return earlier };
            if let Some((_, expected)) = self.signatures.remove(&signature) {
                self.bytes_used -= expected.len();
            }
            self.stamps.remove(&stamp);
        }
        // The first one keeps its place: the others repeat it.
        if !self.signatures.contains_key(&signature) {
            self.bytes_used += length;
            self.signatures.insert(signature.clone(), (number, expected.to_vec()));
        }
        self.stamps.entry(stamp.clone()).or_insert(number);
        self.order.push_back((signature, stamp));
        earlier
    }
}

impl Doctor {
    /// Examines a request that came after others.
    pub fn examine_after(
        &self,
        earlier: &Earlier,
        request: &Request<'_>,
        credentials: &Credentials,
    ) -> Diagnosis {
        let mut diagnosis = match reused(earlier, request, credentials) {
            Some(explanation) => self.explained(request, credentials, explanation),
            None => self.examine(request, credentials),
        };
        if earlier.stamp.is_some() {
            diagnosis.advice.push(stamp_repeated());
        }
        diagnosis
    }

    /// The diagnosis of a signature that is explained without a search.
    fn explained(
        &self,
        request: &Request<'_>,
        credentials: &Credentials,
        explanation: Explanation,
    ) -> Diagnosis {
        let mut diagnosis =
            Doctor { max_mistakes: 0, ..self.clone() }.examine(request, credentials);
        debug_assert!(
            diagnosis.verdict != Verdict::Valid,
            "a right signature needs no explanation"
        );
        diagnosis.explained_by(vec![explanation], credentials);
        diagnosis
    }
}

/// The signature is the very one of an earlier request, of which another
/// string had to be signed.
fn reused(
    earlier: &Earlier,
    request: &Request<'_>,
    credentials: &Credentials,
) -> Option<Explanation> {
    let (number, signed) = earlier.signature.as_ref()?;
    let signature = request.header_value(header::SIGNATURE)?;
    let expected = StringToSign::as_arrived(request);
    let signer = Signer::new(credentials.clone());
    if expected.to_vec() == *signed || signer.sign_parts(&expected).matches(signature) {
        return None;
    }
    // The earlier request may have been signed wrong itself: that it has the same
    // signature then proves nothing.
    let earlier = StringToSign::parse(signed).ok()?;
    if !signer.sign_parts(&earlier).matches(signature) {
        return None;
    }
    let change = Change::Other(OtherRequest::Reused { request: *number });
    Some(Explanation::new(vec![change], Recipe::default(), signed.clone()))
}
