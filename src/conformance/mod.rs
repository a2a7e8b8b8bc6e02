//! Judging a signer by the vectors.
//!
//! A [`Run`] puts every selected [`Case`] to a [`Subject`], the embedded
//! reference implementation or a [`SignerUnderTest`], and makes a [`Report`].
//!
//! ```
//! use tmsig::conformance::{Run, Selection, Subject};
//! use tmsig::vectors::Suite;
//!
//! let suite = Suite::embedded();
//! let selection = Selection::new(&["valid", "invalid"], &["block-edge"])?;
//! let report = Run::new(&suite).select(selection).judge(&Subject::Embedded);
//! assert!(report.conforms());
//! # Ok::<(), tmsig::conformance::SelectionError>(())
//! ```

mod adapter;
mod breach;
mod case;
#[cfg(feature = "server")]
pub mod client;
mod common_cause;
mod embedded;
mod expected_failures;
mod judge;
mod process;
#[doc(hidden)]
pub mod protocol;
#[cfg(feature = "callback-doctor")]
mod receiver;
mod report;
mod run;
mod selection;

pub use adapter::{Adapter, AdapterCommand, AdapterName, BrokenAdapter, OneShot};
pub use breach::{Breach, BreachKind};
pub use case::{Case, Kind};
pub use common_cause::Cause;
pub use expected_failures::{ExpectedFailures, ExpectedFailuresError};
pub use process::{Interrupt, kill_programs_under_test};
#[cfg(feature = "callback-doctor")]
pub use receiver::{ReceiverAdapter, ReceiverFailure, ReceiverReport};
pub use report::{
    Counts, Failure, ListedOutcome, Outcome, Report, ReportDiff, ReportError, SignerName, Stage,
    TestReport, WireReport,
};
#[cfg(feature = "server")]
pub use run::ClientFactory;
pub use run::{Run, SignerFactory, Subject};
pub use selection::{Selection, SelectionError};

use crate::credentials::Credentials;
use crate::request::Request;

/// What a program under test can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operations {
    /// To sign requests.
    pub signs: bool,
    /// To verify, decrypt, sign or answer event callbacks.
    pub receives: bool,
}

/// Anything that signs requests.
pub trait SignerUnderTest: Send {
    /// Signs one request with these credentials.
    fn sign(&mut self, credentials: &Credentials, request: &Request<'_>) -> Answer;

    /// Signs many, in order. A signer at the other end of a pipe need not wait
    /// for one answer before it is asked the next; after an answer that is
    /// [`Answer::Broken`] the rest may be missing.
    fn sign_many(&mut self, requests: &[(&Credentials, Request<'_>)]) -> Vec<Answer> {
        requests.iter().map(|(credentials, request)| self.sign(credentials, request)).collect()
    }

    /// Judges what it makes of an event callback, where it receives any.
    #[cfg(feature = "callback-doctor")]
    fn judge_callback(&mut self, case: &crate::vectors::CallbackCase) -> Outcome {
        let _ = case;
        Outcome::Skipped("it does not receive callbacks".to_owned())
    }

    /// What was answered a second time to the requests before the last that was
    /// signed, or, when all `is_over`, to the last as well: told once. Nothing
    /// may be, and where it was it is a breach of theirs.
    fn second_answer(&mut self, is_over: bool) -> Option<String> {
        let _ = is_over;
        None
    }
}

/// What became of one request put to a signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// No answer that could be judged: a crash, a hang, garbage.
    Broken(Breach),
    /// The signer said that it does not sign this, and why.
    Refused(String),
    /// The signer said a signature, and perhaps how it got there.
    Signature {
        /// As it would go into the header.
        text: String,
        /// What else it told.
        stages: ReportedStages,
    },
    /// The signer does not know this kind of request, and says why.
    Skipped(String),
}

/// The stages of a signature, as far as a signer tells them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportedStages {
    /// `X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…`.
    pub header_string: Option<Vec<u8>>,
    /// The whole text that was signed.
    pub string_to_sign: Option<Vec<u8>>,
    /// The digest in lower-case hexadecimal.
    pub hex_digest: Option<String>,
}
