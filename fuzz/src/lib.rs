//! The laws of the tests, for the fuzz targets.

#[path = "../../tests/suite/laws/mod.rs"]
pub mod laws;
