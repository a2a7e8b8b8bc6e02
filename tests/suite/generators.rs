//! Requests for the properties, and bytes without any order.

use arbitrary::{Arbitrary as _, Unstructured};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tmsig::generator::SAMPLE_BYTES;
pub(crate) use tmsig::generator::Sample;

/// What the signer accepts.
pub(crate) fn sample() -> impl Strategy<Value = Sample> {
    vec(any::<u8>(), 0..SAMPLE_BYTES).prop_map(|bytes| {
        Sample::arbitrary(&mut Unstructured::new(&bytes)).expect("it fails on no bytes")
    })
}

/// Bytes of any kind, often the ones that mean something.
pub(crate) fn wild_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..40),
        vec(select(&b"/?#%&=\n\r\t \0\x7f\x80\xffAZaz09:"[..]), 0..20),
        any::<String>().prop_map(String::into_bytes),
        "[A-Z]{0,5}".prop_map(String::into_bytes),
        "/[!-~]{0,20}".prop_map(String::into_bytes),
        "[0-9]{0,22}".prop_map(String::into_bytes),
        "(https?://)?[a-z./]{0,12}".prop_map(String::into_bytes),
    ]
}
