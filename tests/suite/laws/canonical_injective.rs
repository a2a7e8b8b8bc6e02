use tmsig::generator::Sample;
use tmsig::{Request, Signer, StringToSign, header};

use super::input::{decisions, sample};

/// The string to sign parses back, and two accepted requests that differ in
/// anything signed never share one.
pub fn canonical_injective(input: &[u8]) {
    let ([mix, low, high], rest) = decisions(input);
    any_text_that_parses_is_what_it_parses_to(rest);
    // Independent requests hardly ever come near each other: the second takes
    // most of its parts from the first.
    let border = usize::from(u16::from_le_bytes([low, high])).min(rest.len());
    let (first, second) = rest.split_at(border);
    let (first, mut second) = (sample(first), sample(second));
    for (bit, (from, to)) in [
        (&first.secret_id, &mut second.secret_id),
        (&first.method, &mut second.method),
        (&first.uri, &mut second.uri),
        (&first.nonce, &mut second.nonce),
        (&first.timestamp, &mut second.timestamp),
    ]
    .into_iter()
    .enumerate()
    {
        if mix >> bit & 1 == 0 {
            to.clone_from(from);
        }
    }
    if mix >> 5 & 1 == 0 {
        second.body.clone_from(&first.body);
        second.content_type.clone_from(&first.content_type);
    }
    let strings = [&first, &second].map(|sample| {
        let signer = Signer::new(sample.credentials());
        let request = sample.request();
        let parts = signer.string_to_sign(&request).ok()?;
        let joined = parts.to_vec();
        assert_eq!(StringToSign::parse(&joined), Ok(parts));
        Some(joined)
    });
    if let [Some(one), Some(other)] = strings {
        let is_same = signed_parts(&first) == signed_parts(&second);
        assert_eq!(one == other, is_same);
        let shown = [&one, &other].map(|text| format!("{:?}", StringToSign::parse(text)));
        assert_eq!(shown[0] == shown[1], is_same);
    }
}

type SignedParts<'s> = (&'s str, &'s str, &'s str, &'s str, &'s str, &'s [u8]);

fn signed_parts(sample: &Sample) -> SignedParts<'_> {
    let Sample { secret_id, method, uri, nonce, timestamp, .. } = sample;
    let is_upload = sample.request().is_multipart_form_data();
    (secret_id, method, uri, nonce, timestamp, if is_upload { &[] } else { &sample.body })
}

fn any_text_that_parses_is_what_it_parses_to(text: &[u8]) {
    let parts = match StringToSign::parse(text) {
        Ok(parts) => parts,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    assert_eq!(parts.to_vec(), text);
    let request = Request::new(parts.method, parts.uri)
        .header(header::KEY, parts.secret_id)
        .nonce(parts.nonce)
        .timestamp(parts.timestamp)
        .body(parts.body);
    assert_eq!(StringToSign::as_arrived(&request).to_vec(), text);
}
