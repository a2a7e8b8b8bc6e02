#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| tmsig_fuzz::laws::callback_open(input));
