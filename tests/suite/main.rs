//! Everything that is tested from outside, as one binary that links once.

// Tests may stop at the first surprise.
#![allow(clippy::unwrap_used, missing_docs)]

mod adapters;
mod allocations;
mod batches;
mod callback;
mod campaign;
mod cli;
mod client_campaigns;
mod clients;
mod conformance;
mod consultation;
mod doctor;
mod field;
mod generators;
mod hostile_signers;
#[cfg(feature = "http")]
mod http_request;
mod import;
mod known_codes;
mod laws;
mod loader;
mod properties;
mod recipes;
mod refusals;
mod replay;
mod reports;
mod schemas;
mod server;
mod strength;
mod verifier;
