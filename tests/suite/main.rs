//! Everything that is tested from outside, as one binary that links once.

// Tests may stop at the first surprise.
#![allow(clippy::unwrap_used, missing_docs)]

mod adapters;
mod allocations;
mod cli;
mod clients;
mod conformance;
mod doctor;
mod generators;
mod hostile_signers;
#[cfg(feature = "http")]
mod http_request;
mod import;
mod loader;
mod oracle;
mod properties;
mod recipes;
mod refusals;
mod reports;
mod schemas;
mod strength;
mod verifier;
