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

/// So many requests are remembered.
const REMEMBERED: usize = 100_000;

/// Examines requests in the order in which they were sent: a signature, or a
/// nonce and timestamp, may come from an earlier one.
#[derive(Debug)]
pub struct Sequence<'d> {
    doctor: &'d Doctor,
    count: usize,
    /// Which request had this signature, and what had to be signed for it.
    signatures: HashMap<Vec<u8>, (usize, Vec<u8>)>,
    /// Which request had this SecretId, nonce and timestamp.
    stamps: HashMap<[Vec<u8>; 3], usize>,
    order: VecDeque<(Vec<u8>, [Vec<u8>; 3])>,
}

impl<'d> Sequence<'d> {
    pub(super) fn new(doctor: &'d Doctor) -> Self {
        Self {
            doctor,
            count: 0,
            signatures: HashMap::new(),
            stamps: HashMap::new(),
            order: VecDeque::new(),
        }
    }

    /// Examines the next request.
    pub fn examine(&mut self, request: &Request<'_>, credentials: &Credentials) -> Diagnosis {
        self.count += 1;
        let value = |name| request.header_value(name).unwrap_or_default().to_vec();
        let signature = value(header::SIGNATURE);
        let stamp = [header::KEY, header::NONCE, header::TIMESTAMP].map(value);
        let repeats = self.stamps.get(&stamp).copied();

        let mut diagnosis = match self.reused(request, credentials, &signature) {
            Some(explanation) => self.doctor.explained(request, credentials, explanation),
            None => self.doctor.examine(request, credentials),
        };
        if repeats.is_some() {
            diagnosis.advice.push(stamp_repeated());
        }
        self.remember(request, signature, stamp);
        diagnosis
    }

    /// The signature is the very one of an earlier request, of which another
    /// string had to be signed.
    fn reused(
        &self,
        request: &Request<'_>,
        credentials: &Credentials,
        signature: &[u8],
    ) -> Option<Explanation> {
        let (earlier, signed) = self.signatures.get(signature)?;
        let expected = StringToSign::as_arrived(request);
        let is_right = Signer::new(credentials.clone()).sign_parts(&expected).matches(signature);
        if is_right || expected.to_vec() == *signed {
            return None;
        }
        let change = Change::Other(OtherRequest::Reused { request: *earlier });
        Some(Explanation::new(vec![change], Recipe::default(), signed.clone()))
    }

    fn remember(&mut self, request: &Request<'_>, signature: Vec<u8>, stamp: [Vec<u8>; 3]) {
        const LONGEST: usize = 64 << 10;
        /// Base64 of the shortest hash in use, SHA-1: shorter texts are
        /// placeholders, and the same by themselves.
        const SHORTEST: usize = 28;
        let expected = StringToSign::as_arrived(request);
        let is_a_digest = (SHORTEST..=LONGEST).contains(&signature.len());
        if !is_a_digest || expected.body.len() > LONGEST {
            return;
        }
        if self.order.len() == REMEMBERED
            && let Some((signature, stamp)) = self.order.pop_front()
        {
            self.signatures.remove(&signature);
            self.stamps.remove(&stamp);
        }
        self.signatures.entry(signature.clone()).or_insert((self.count, expected.to_vec()));
        self.stamps.entry(stamp.clone()).or_insert(self.count);
        self.order.push_back((signature, stamp));
    }
}

impl Doctor {
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
