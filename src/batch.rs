//! Many signatures at a time.

use std::borrow::Borrow;
use std::ops::ControlFlow;
use std::{fmt, iter};

use crate::hmac::Lanes;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::signature::Signature;
use crate::signer::Signer;

/// So many requests the iterator form reads ahead, and a core takes at once.
const CHUNK: usize = 64;

impl Signer {
    /// Signs every request, each signature into the place of its request: the
    /// same as [`Signer::sign`] one by one, in about two thirds of the time where
    /// the processor can compress two messages side by side.
    ///
    /// Lengths may differ: a lane takes the next message when its own ends.
    /// Nothing is allocated.
    ///
    /// ```
    /// use tmsig::{Credentials, Request, Signature, Signer};
    ///
    /// let signer = Signer::new(Credentials::new("AKIDexample", "a-secret"));
    /// let requests = ["1", "2", "3"]
    ///     .map(|nonce| Request::new("GET", "/v1/users/list").nonce(nonce).timestamp("1600000000"));
    /// let mut signatures = [Signature::from_digest(&[0; 32]); 3];
    /// signer.sign_batch(&requests, &mut signatures)?;
    /// assert_eq!(signatures[2], signer.sign(&requests[2])?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first request that is refused. Those before it are signed; its own
    /// place and those after it keep what was in them.
    ///
    /// # Panics
    ///
    /// If there are not as many places as requests.
    pub fn sign_batch(
        &self,
        requests: &[Request<'_>],
        signatures: &mut [Signature],
    ) -> Result<(), RefusedInBatch> {
        let (places, count) = (signatures.len(), requests.len());
        assert!(places == count, "{places} places for the signatures of {count} requests");
        let mut refused = None;
        self.sign_in_lanes(requests, |index, signed| match signed {
            Ok(digest) => {
                signatures[index].set(&digest);
                ControlFlow::Continue(())
            }
            Err(refusal) => {
                refused = Some(RefusedInBatch { index, refusal });
                ControlFlow::Break(())
            }
        });
        refused.map_or(Ok(()), Err)
    }

    /// [`Signer::sign_batch`] on every core, with the same result but for the
    /// places after a refused request: some of them may be signed.
    ///
    /// # Errors
    ///
    /// The first request that is refused. Those before it are signed.
    ///
    /// # Panics
    ///
    /// If there are not as many places as requests.
    #[cfg(feature = "doctor")]
    pub fn par_sign_batch(
        &self,
        requests: &[Request<'_>],
        signatures: &mut [Signature],
    ) -> Result<(), RefusedInBatch> {
        use rayon::prelude::*;

        let (places, count) = (signatures.len(), requests.len());
        assert!(places == count, "{places} places for the signatures of {count} requests");
        requests
            .par_chunks(CHUNK)
            .zip(signatures.par_chunks_mut(CHUNK))
            .enumerate()
            .filter_map(|(chunk, (requests, signatures))| {
                let mut refused = self.sign_batch(requests, signatures).err()?;
                refused.index += chunk * CHUNK;
                Some(refused)
            })
            .min_by_key(|refused| refused.index)
            .map_or(Ok(()), Err)
    }

    /// Signs what an iterator gives, in its order: [`Signer::sign_batch`] over
    /// 64 requests at a time, which are read ahead. One that is refused gives its refusal, and
    /// the rest is signed as if it had not been there.
    ///
    /// ```
    /// use tmsig::{Credentials, Request, Signer};
    ///
    /// let signer = Signer::new(Credentials::new("AKIDexample", "a-secret"));
    /// let nonces: Vec<String> = (1..=1000).map(|nonce: u32| nonce.to_string()).collect();
    /// let requests = nonces
    ///     .iter()
    ///     .map(|nonce| Request::new("GET", "/v1/users/list").nonce(nonce).timestamp("1600000000"));
    /// assert_eq!(signer.sign_each(requests).filter(Result::is_ok).count(), 1000);
    /// ```
    pub fn sign_each<'r, R: Borrow<Request<'r>>>(
        &self,
        requests: impl IntoIterator<Item = R>,
    ) -> impl Iterator<Item = Result<Signature, Refusal>> {
        let mut requests = requests.into_iter().fuse();
        let mut ready = Vec::new().into_iter();
        iter::from_fn(move || {
            if ready.len() == 0 {
                let chunk: Vec<R> = requests.by_ref().take(CHUNK).collect();
                let mut results = vec![Ok(Signature::from_digest(&[0; 32])); chunk.len()];
                self.sign_in_lanes(chunk.iter().map(Borrow::borrow), |index, signed| {
                    results[index] = signed.map(|digest| Signature::from_digest(&digest));
                    ControlFlow::Continue(())
                });
                ready = results.into_iter();
            }
            ready.next()
        })
    }

    /// Gives each digest or refusal to `take`, in the order they are ready.
    /// After a break no more requests are looked at, but those before are all
    /// given.
    fn sign_in_lanes<'q, 'r: 'q>(
        &self,
        requests: impl IntoIterator<Item = &'q Request<'r>>,
        mut take: impl FnMut(usize, Result<[u8; 32], Refusal>) -> ControlFlow<()>,
    ) {
        let mut lanes = Lanes::default();
        for (index, request) in requests.into_iter().enumerate() {
            let done = match self.to_be_signed(request) {
                Ok(parts) => lanes
                    .add(index, self.mac(), |message| parts.write_to(message))
                    .map(|(index, digest)| (index, Ok(digest))),
                Err(refusal) => Some((index, Err(refusal))),
            };
            if done.is_some_and(|(index, signed)| take(index, signed).is_break()) {
                break;
            }
        }
        for (index, digest) in lanes.finish() {
            // A break is of no matter: nothing is left to look at.
            let _ = take(index, Ok(digest));
        }
    }
}

/// Why a batch was not signed to the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedInBatch {
    /// Which request was refused, from 0 on.
    pub index: usize,
    /// Why.
    pub refusal: Refusal,
}

impl fmt::Display for RefusedInBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "request {} (from 0): {}", self.index, self.refusal)
    }
}

impl std::error::Error for RefusedInBatch {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.refusal)
    }
}
