//! Judging whole clients by what they send.
//!
//! Most wrong signatures are not made in the signing function but between it
//! and the HTTP library, which encodes the path, the query or the body after
//! they were signed. So a client is given a *logical* request and the address
//! of a server on loopback, and what arrives there is judged: whether it
//! arrived, whether the signature holds for the very bytes that arrived, and
//! whether they mean what was asked.

mod adapter;
mod arrivals;
mod causes;
mod diagnosis;
mod judge;
mod lines;
mod meaning;
mod multipart;
mod number;
mod shown;

pub use adapter::ClientAdapter;
pub use judge::ClientJudge;

pub(super) use causes::client_causes;
#[cfg(feature = "campaign")]
pub(crate) use causes::most_common;
#[cfg(feature = "campaign")]
pub(crate) use diagnosis::title;
#[cfg(feature = "campaign")]
pub(crate) use shown::step_text;

use super::Breach;
use crate::credentials::Credentials;
use crate::vectors::LogicalCall;

/// Anything that calls the API over HTTP.
pub trait ClientUnderTest: Send {
    /// Makes one call to the server at `base_url`.
    fn call(&mut self, base_url: &str, credentials: &Credentials, call: &LogicalCall)
    -> CallAnswer;

    /// Makes all of these calls at the same time.
    fn calls(
        &mut self,
        base_url: &str,
        credentials: &Credentials,
        calls: &[LogicalCall],
    ) -> CallAnswer;
}

/// What a client says became of its calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallAnswer {
    /// No answer that could be judged: a crash, a hang, garbage.
    Broken(Breach),
    /// The client could not make the call, and says why.
    Failed(String),
    /// It does not do this kind of call, and says why.
    Skipped(String),
    /// The HTTP status of each call.
    Statuses(Vec<u16>),
}
