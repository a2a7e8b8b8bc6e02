//! The doctor: names the mistake behind a wrong signature, and proves it.
//!
//! Given a request as it was sent, with its signature, and the key, the doctor
//! searches the [recipes](crate::recipe) for one that makes this very
//! signature. What it reports is not a guess: applying the mistake gives the
//! same 88 characters.

mod advice;
mod inspection;
mod report;
mod search;

use std::time::{Duration, Instant};

use crate::canonical::StringToSign;
use crate::credentials::Credentials;
use crate::recipe::Recipe;
use crate::request::{Request, header};
use crate::signer::Signer;

pub use advice::{Advice, advise};
pub use report::Language;

/// How far to search.
#[derive(Clone, Copy, Debug)]
pub struct Doctor {
    max_mistakes: usize,
    budget: Duration,
    now: Option<u64>,
}

impl Default for Doctor {
    /// Three mistakes, two seconds.
    fn default() -> Self {
        Self { max_mistakes: 3, budget: Duration::from_secs(2), now: None }
    }
}

/// What the doctor found.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// The outcome.
    pub verdict: Verdict,
    /// What is worth a look, whatever the verdict; not proven.
    pub advice: Vec<Advice>,
    /// The string to sign of the request as it was sent.
    pub expected: Vec<u8>,
    /// What was signed instead, where it is known.
    pub signed: Option<Vec<u8>>,
    /// How many different recipes were tried.
    pub recipes_tried: u64,
    /// Every recipe of up to so many mistakes was tried; `None` if time ran
    /// out before that could be said of any.
    pub complete_up_to: Option<usize>,
    /// How long it took.
    pub elapsed: Duration,
}

/// The outcome of a diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// Wrong, and explained: each of these recipes makes the same signature,
    /// with as few mistakes as possible, the likeliest first.
    Invalid(Vec<Recipe>),
    /// Wrong, and no recipe within the search explains it.
    Unexplained,
    /// The signature is right.
    Valid,
}

impl Doctor {
    /// Tries recipes of up to this many mistakes.
    #[must_use]
    pub fn max_mistakes(self, max_mistakes: usize) -> Self {
        Self { max_mistakes, ..self }
    }

    /// Stops searching after this time.
    #[must_use]
    pub fn budget(self, budget: Duration) -> Self {
        Self { budget, ..self }
    }

    /// Advises on the timestamp by this clock, in UNIX seconds.
    #[must_use]
    pub fn clock(self, now: u64) -> Self {
        Self { now: Some(now), ..self }
    }

    /// Examines a request as it was sent, with its signature.
    pub fn examine(&self, request: &Request<'_>, credentials: &Credentials) -> Diagnosis {
        let started = Instant::now();
        let signature = request.header_value(header::SIGNATURE).unwrap_or_default();
        let parts = StringToSign::as_arrived(request);
        let expected = parts.to_vec();
        let mut diagnosis = Diagnosis {
            verdict: Verdict::Valid,
            advice: advise(request, credentials, self.now),
            expected,
            signed: None,
            recipes_tried: 1,
            complete_up_to: Some(0),
            elapsed: Duration::ZERO,
        };
        if !Signer::new(credentials.clone()).sign_parts(&parts).matches(signature) {
            let deadline = started + self.budget;
            let found =
                search::search(request, credentials, signature, self.max_mistakes, deadline);
            diagnosis.recipes_tried = found.tried;
            diagnosis.complete_up_to = found.complete_up_to;
            diagnosis.signed = found
                .recipes
                .first()
                .map(|recipe| recipe.message(request, credentials))
                .filter(|signed| *signed != diagnosis.expected);
            diagnosis.verdict = if found.recipes.is_empty() {
                Verdict::Unexplained
            } else {
                Verdict::Invalid(found.recipes)
            };
        }
        diagnosis.elapsed = started.elapsed();
        diagnosis
    }
}
