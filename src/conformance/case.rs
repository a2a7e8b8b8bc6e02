//! One case of the suite, whichever file it stands in.

use crate::signer::Signer;
use crate::vectors::{
    Accumulated, AccumulatedTest, CallbackCase, CanonicalCase, ClientCase, Expectation, Suite,
    Vector,
};

/// One case.
#[derive(Clone, Copy, Debug)]
pub enum Case<'s> {
    /// The signatures of many generated requests at once.
    Accumulated(&'s Accumulated, &'s AccumulatedTest),
    /// An event callback that arrives at a receiver.
    Callback(&'s CallbackCase),
    /// A request and its string to sign, or its refusal.
    Canonical(&'s CanonicalCase),
    /// Calls to a whole client.
    Client(&'s ClientCase),
    /// A request and its signature.
    Vector(&'s Vector),
}

/// What a case demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// One of several signatures, or a refusal.
    Acceptable,
    /// Many signatures at once.
    Accumulated,
    /// What a receiver makes of an event callback.
    Callback,
    /// A string to sign, or a refusal; no key is involved.
    Canonical,
    /// What a whole client sends.
    Client,
    /// That a verifier refuses.
    Invalid,
    /// One signature.
    Valid,
}

impl Kind {
    /// The name used in files and reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Acceptable => "acceptable",
            Self::Accumulated => "accumulated",
            Self::Callback => "callback",
            Self::Canonical => "canonical",
            Self::Client => "client",
            Self::Invalid => "invalid",
            Self::Valid => "valid",
        }
    }
}

impl<'s> Case<'s> {
    /// Every case for signers and verifiers, in a fixed order.
    pub fn all(suite: &'s Suite) -> impl Iterator<Item = Self> {
        let vectors = suite.vectors().map(Case::Vector);
        let canonical = suite.canonical_cases().iter().map(Case::Canonical);
        let accumulated = suite
            .accumulated()
            .iter()
            .flat_map(|file| file.tests.iter().map(move |test| Case::Accumulated(file, test)));
        vectors.chain(canonical).chain(accumulated)
    }

    /// Every case for receivers of event callbacks, in a fixed order.
    pub fn of_receivers(suite: &'s Suite) -> impl Iterator<Item = Self> {
        suite.callback_cases().iter().map(Case::Callback)
    }

    /// Every case for whole clients, in a fixed order.
    pub fn of_clients(suite: &'s Suite) -> impl Iterator<Item = Self> {
        suite.client_cases().iter().map(Case::Client)
    }

    /// What it demands.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Accumulated(..) => Kind::Accumulated,
            Self::Callback(_) => Kind::Callback,
            Self::Canonical(_) => Kind::Canonical,
            Self::Client(_) => Kind::Client,
            Self::Vector(vector) => match vector.expectation {
                Expectation::Acceptable(_) => Kind::Acceptable,
                Expectation::Invalid { .. } => Kind::Invalid,
                Expectation::Valid => Kind::Valid,
            },
        }
    }

    /// Whether it can be put to a signer alone. The others judge a verifier, or
    /// what only a library tells; so does a request that no signer should sign.
    pub fn is_for_signers(&self) -> bool {
        match self {
            Self::Accumulated(..) => true,
            Self::Callback(_) | Self::Canonical(_) | Self::Client(_) => false,
            Self::Vector(vector) => match vector.expectation {
                Expectation::Acceptable(_) => {
                    Signer::new(vector.credentials.clone()).sign(&vector.request).is_ok()
                }
                Expectation::Invalid { .. } => false,
                Expectation::Valid => true,
            },
        }
    }

    /// `topic/name`; never changes.
    pub fn id(&self) -> &'s str {
        match self {
            Self::Accumulated(_, test) => &test.id,
            Self::Callback(case) => &case.id,
            Self::Canonical(case) => &case.id,
            Self::Client(case) => &case.id,
            Self::Vector(vector) => &vector.id,
        }
    }

    /// What the case is.
    pub fn comment(&self) -> &'s str {
        match self {
            Self::Accumulated(..) => "the signatures of many generated requests, as one hash",
            Self::Callback(case) => &case.comment,
            Self::Canonical(case) => &case.comment,
            Self::Client(case) => &case.comment,
            Self::Vector(vector) => &vector.comment,
        }
    }

    /// Its flags.
    pub fn flags(&self) -> &'s [String] {
        match self {
            Self::Accumulated(..) => &[],
            Self::Callback(case) => &case.flags,
            Self::Canonical(case) => &case.flags,
            Self::Client(case) => &case.flags,
            Self::Vector(vector) => &vector.flags,
        }
    }
}
