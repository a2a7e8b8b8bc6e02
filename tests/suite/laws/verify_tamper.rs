use tmsig::{ErrorCode, Rejection, Request, Signature, Signer, Verifier, header};

use super::input::{decisions, sample};

/// One changed signed byte, or one header left out, is refused with the right
/// error; nothing panics on any signature text.
pub fn verify_tamper(input: &[u8]) {
    let ([field, at, flip, now], rest) = decisions(input);
    any_signature_text(rest);
    let sample = sample(rest);
    let Ok(signature) = Signer::new(sample.credentials()).sign(&sample.request()) else { return };
    let verifier = Verifier::new([sample.credentials()]);

    let [mut id, mut method, mut uri, mut nonce, mut timestamp] =
        [&sample.secret_id, &sample.method, &sample.uri, &sample.nonce, &sample.timestamp]
            .map(|text| text.clone().into_bytes());
    let (mut body, mut text) = (sample.body.clone(), signature.as_str().as_bytes().to_vec());
    let changed = match field % 7 {
        0 => &mut method,
        1 => &mut uri,
        2 => &mut nonce,
        3 => &mut timestamp,
        4 => &mut body,
        5 => &mut text,
        _ => &mut id,
    };
    let is_changed = flip != 0 && !changed.is_empty();
    if is_changed {
        let at = usize::from(at) % changed.len();
        changed[at] ^= flip;
    }
    let is_signed = field % 7 != 4 || !sample.request().is_multipart_form_data();
    let left_out = (!is_changed).then_some(usize::from(field) % 5);

    let content_type = sample.content_type.clone().unwrap_or_default();
    let mut request = Request::new(&method, &uri).body(&body);
    let signed_headers = [
        (header::KEY, &id),
        (header::NONCE, &nonce),
        (header::TIMESTAMP, &timestamp),
        (header::SIGNATURE, &text),
    ];
    for (index, (name, value)) in signed_headers.into_iter().enumerate() {
        if left_out != Some(index) {
            request = request.header(name, value);
        }
    }
    request = request.header(header::CONTENT_TYPE, &content_type);

    let judged = verifier.verify_signature(&request);
    let expected = match left_out {
        Some(index @ 0..4) => Err(Rejection::MissingHeader(signed_headers[index].0)),
        _ if !is_changed || !is_signed => Ok(()),
        _ if field % 7 == 6 => Err(Rejection::UnknownSecretId),
        _ => Err(Rejection::SignatureMismatch),
    };
    assert_eq!(judged, expected);
    if let Err(rejection) = judged {
        let code = match rejection {
            Rejection::MissingHeader(_) => ErrorCode::BadParameters,
            Rejection::UnknownSecretId => ErrorCode::UnknownCredentials,
            _ => ErrorCode::SignatureFailed,
        };
        assert_eq!(rejection.error_code(), code);
    }
    // With a clock: accepted once, and only what is right.
    let clock = sample.timestamp.parse::<u64>().unwrap_or(u64::MAX).saturating_add(now.into());
    let accepted = verifier.verify_at(&request, clock).is_ok();
    assert!(!accepted || expected.is_ok());
    assert_eq!(verifier.remembered(), usize::from(accepted));
    assert!(verifier.verify_at(&request, clock).is_err());
}

fn any_signature_text(text: &[u8]) {
    let signer = Signer::new(tmsig::Credentials::new("A", "key"));
    let request = Request::new("GET", "/").nonce("1").timestamp("1");
    let right = signer.sign(&request).expect("it is as plain as can be");
    assert_eq!(right.matches(text), right.as_str().as_bytes() == text);
    match String::from_utf8_lossy(text).parse::<Signature>() {
        Ok(signature) => {
            assert_eq!(signature.as_str().as_bytes(), text);
            assert_eq!(Signature::from_digest(&signature.digest()), signature);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
