//! The doctor for callbacks: which mistake made a receiver come to another
//! signature or another plaintext, and why what arrived is refused.
//!
//! Everything it says is proven: a mistake is named only if making it gives
//! exactly what was observed, and what the scheme gives is something else.
//!
//! ```
//! use tmsig::callback::Callback;
//! use tmsig::callback::doctor::{Evidence, Finding, examine};
//!
//! let token = "tmsigTestToken00000000002";
//! let request = Callback::new(token, None)?
//!     .seal_url_check("/callback", "1735689600123", "73910264", "tmsig-url-check-002");
//!
//! let evidence = Evidence {
//!     computed: Some("27376adf9a59e67918a4671964f54a71efc950c6"),
//!     ..Evidence::new(&request, token, None)
//! };
//! let diagnosis = examine(&evidence);
//! assert_eq!(diagnosis.arrived, Finding::Right);
//! let Some(Finding::Mistaken(explanations)) = diagnosis.computed else { panic!() };
//! assert_eq!(explanations[0][0].id, "php-sort-regular");
//! # Ok::<(), tmsig::callback::Refusal>(())
//! ```

mod arrived;
mod decryption;
mod mistake;
mod paste;
mod recipe;
mod report;
mod secrets;

use std::fmt;

use self::arrived::Arrived;
use self::recipe::Recipes;
use self::secrets::Secrets;
use super::delivery::Delivery;
use super::note::Note;
use super::refusal::Refusal;
use crate::request::Request;

pub use mistake::{Mistake, Stage};
pub use paste::callback_in;

/// What is known of a callback, and of what the receiver made of it.
#[derive(Clone, Copy)]
pub struct Evidence<'e> {
    /// As it arrived.
    pub request: &'e Request<'e>,
    /// The Token as it is configured, with whatever is around it.
    pub token: &'e str,
    /// The EncodingAESKey as it is configured, if there is one.
    pub encoding_aes_key: Option<&'e str>,
    /// The signature that the receiver's code came to, if it is known.
    pub computed: Option<&'e str>,
    /// The plaintext that the receiver's code came to, or its first 16 bytes
    /// or more, if it is known.
    pub plaintext: Option<&'e [u8]>,
}

impl<'e> Evidence<'e> {
    /// A request and the secrets, with nothing known of what the receiver made
    /// of it.
    pub fn new(
        request: &'e Request<'e>,
        token: &'e str,
        encoding_aes_key: Option<&'e str>,
    ) -> Self {
        Self { request, token, encoding_aes_key, computed: None, plaintext: None }
    }
}

impl fmt::Debug for Evidence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evidence")
            .field("request", &self.request)
            .field("computed", &self.computed)
            .finish_non_exhaustive()
    }
}

/// What came of looking at one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It is what the scheme gives.
    Right,
    /// It is what these mistakes give, the ones of each list together; several
    /// lists are explanations that are equally good.
    Mistaken(Vec<Vec<&'static Mistake>>),
    /// It is wrong, and no mistake that is known gives it.
    Unexplained,
}

/// What the doctor found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// Why a strict receiver with these secrets refuses the request; `None` if
    /// it does not.
    pub refusal: Option<Refusal>,
    /// The signature in the request.
    pub arrived: Finding,
    /// The signature that the receiver's code came to.
    pub computed: Option<Finding>,
    /// The data of the request: decoded, decrypted, and for an event parsed.
    pub decryption: Finding,
    /// The plaintext that the receiver's code came to.
    pub plaintext: Option<Finding>,
    /// What is not as documented, and accepted.
    pub notes: Vec<Note>,
    /// The name of the event, where it could be read.
    pub event: Option<String>,
}

impl Diagnosis {
    /// Whether nothing is wrong with anything.
    pub fn is_right(&self) -> bool {
        let is_right = |finding: &Finding| *finding == Finding::Right;
        self.refusal.is_none()
            && is_right(&self.arrived)
            && is_right(&self.decryption)
            && self.computed.iter().chain(&self.plaintext).all(is_right)
    }

    /// Whether something is wrong that no known mistake explains.
    pub fn is_unexplained(&self) -> bool {
        let findings = [&self.arrived, &self.decryption].into_iter();
        findings
            .chain(&self.computed)
            .chain(&self.plaintext)
            .any(|finding| *finding == Finding::Unexplained)
    }
}

/// Examines a callback.
pub fn examine(evidence: &Evidence<'_>) -> Diagnosis {
    let secrets = Secrets::of(evidence);
    let opened = secrets.callback().and_then(|callback| callback.open(evidence.request));
    let (refusal, mut notes) = match opened {
        Ok(opened) => (None, opened.notes().to_vec()),
        Err(refusal) => (Some(refusal), Vec::new()),
    };
    let Some(arrived) = Arrived::of(evidence.request) else {
        return Diagnosis {
            refusal,
            arrived: Finding::Unexplained,
            computed: None,
            decryption: Finding::Unexplained,
            plaintext: None,
            notes,
            event: None,
        };
    };
    if notes.is_empty() {
        notes = Delivery::read(evidence.request).map(|delivery| delivery.notes).unwrap_or_default();
    }
    let reading = arrived.confirmed(&secrets);
    let (token, data, edits) = match &reading {
        Some(reading) => (&reading.token, &reading.data, reading.mistakes.clone()),
        None => (&secrets.token, &arrived.data, Vec::new()),
    };
    let plaintext = arrived.plaintext(data, &secrets);
    let recipes = Recipes::new(arrived.parts(token, data, &secrets, plaintext.as_deref()));
    let arrived_finding = match &reading {
        Some(_) if edits.is_empty() => Finding::Right,
        Some(_) => Finding::Mistaken(vec![edits]),
        // Whoever sent it may be a program of the integrator's own.
        None => finding(recipes.explain(&arrived.signature)),
    };
    let computed = evidence.computed.map(|text| finding(recipes.explain(text.trim().as_bytes())));
    let (decryption, event) = arrived.examine_data(data, &secrets);
    let observed = evidence
        .plaintext
        .map(|observed| arrived.examine_plaintext(observed, data, &secrets, plaintext.as_deref()));
    Diagnosis {
        refusal,
        arrived: arrived_finding,
        computed,
        decryption,
        plaintext: observed,
        notes,
        event,
    }
}

/// The empty list of mistakes is what the scheme gives.
fn finding(explanations: Vec<Vec<&'static Mistake>>) -> Finding {
    match explanations.first() {
        None => Finding::Unexplained,
        Some(mistakes) if mistakes.is_empty() => Finding::Right,
        Some(_) => Finding::Mistaken(explanations),
    }
}
