//! Everything that is tested from outside, as one binary that links once.

// Tests may stop at the first surprise.
#![allow(clippy::unwrap_used, missing_docs)]

mod allocations;
mod conformance;
mod generators;
#[cfg(feature = "http")]
mod http_request;
mod loader;
mod oracle;
mod properties;
mod refusals;
mod schemas;
mod verifier;
