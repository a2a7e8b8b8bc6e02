//! Requests out of a fuzzer's bytes.

use arbitrary::{Arbitrary as _, Unstructured};
use tmsig::generator::Sample;

/// Between the fields of a request that is written out. It is in no UTF-8, so
/// it can stand in a body alone, which is the last field.
const BORDER: u8 = 0xff;

/// A request that is written out, field for field, or else the one that the
/// generator makes of these bytes.
///
/// The first is what seeds are written as, and what a mutation changes a
/// little; the second jumps from one meaningful request to the next.
pub(super) fn sample(bytes: &[u8]) -> Sample {
    let fields: Vec<&[u8]> = bytes.splitn(8, |&byte| byte == BORDER).collect();
    let Ok([id, key, method, uri, nonce, timestamp, content_type, body]) =
        <[&[u8]; 8]>::try_from(fields)
    else {
        return Sample::arbitrary(&mut Unstructured::new(bytes)).expect("it fails on no bytes");
    };
    let text = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
    Sample {
        secret_id: text(id),
        secret_key: text(key),
        method: text(method),
        uri: text(uri),
        nonce: text(nonce),
        timestamp: text(timestamp),
        content_type: (!content_type.is_empty()).then(|| text(content_type)),
        body: body.to_vec(),
    }
}

/// The bytes of which [`sample`] makes this request.
pub(super) fn written(sample: &Sample) -> Vec<u8> {
    let content_type = sample.content_type.as_deref().unwrap_or_default();
    [
        sample.secret_id.as_bytes(),
        sample.secret_key.as_bytes(),
        sample.method.as_bytes(),
        sample.uri.as_bytes(),
        sample.nonce.as_bytes(),
        sample.timestamp.as_bytes(),
        content_type.as_bytes(),
        &sample.body,
    ]
    .join(&BORDER)
}

/// So many bytes of the front for decisions, zero where there are none, and
/// the rest.
pub(super) fn decisions<const N: usize>(bytes: &[u8]) -> ([u8; N], &[u8]) {
    let mut decisions = [0; N];
    let (front, rest) = bytes.split_at(N.min(bytes.len()));
    decisions[..front.len()].copy_from_slice(front);
    (decisions, rest)
}
