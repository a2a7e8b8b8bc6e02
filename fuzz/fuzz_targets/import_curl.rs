//! Strangers' curl lines: read or refused, never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tmsig::import::InputFormat;

#[path = "../../tests/suite/import/law.rs"]
mod law;

fuzz_target!(|input: &[u8]| law::assert_holds(input, Some(InputFormat::Curl)));
