use tmsig::{Credentials, Rejection, Request, Signature, Signer, Verifier, header};

use super::input::{decisions, sample};

/// One changed signed byte, one header left out, or an AppId or SdkId that is
/// not the account's, is refused with the right error; nothing panics on any signature text.
pub fn verify_tamper(input: &[u8]) {
    let ([field, at, flip, now, ids], rest) = decisions(input);
    any_signature_text(rest);
    let sample = sample(rest);
    let Ok(signature) = Signer::new(sample.credentials()).sign(&sample.request()) else { return };
    let ids = Ids::of(ids);
    let verifier = Verifier::new([ids.account(sample.credentials())]);

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
    request = ids.send(request.header(header::CONTENT_TYPE, &content_type));

    let judged = verifier.verify_signature(&request);
    let expected = match left_out {
        Some(index @ 0..4) => Err(Rejection::MissingHeader(signed_headers[index].0)),
        _ if is_changed && field % 7 == 6 => Err(Rejection::UnknownSecretId),
        _ => match ids.rejection() {
            Some(rejection) => Err(rejection),
            None if is_changed && is_signed => Err(Rejection::SignatureMismatch),
            None => Ok(()),
        },
    };
    assert_eq!(judged, expected);
    if let Err(rejection) = judged {
        assert_told(rejection);
    }
    // With a clock: accepted once, and only what is right and not too old.
    let apart = 2 * u64::from(now);
    let clock = sample.timestamp.parse::<u64>().unwrap_or(u64::MAX).saturating_add(apart);
    let accepted = verifier.verify_at(&request, clock).is_ok();
    assert!(!accepted || (expected.is_ok() && apart <= 300));
    assert_eq!(verifier.remembered(), usize::from(accepted));
    let again = verifier.verify_at(&request, clock).expect_err("it was there, or is wrong");
    assert!(!accepted || again == Rejection::Replayed);
    assert_told(again);
    if let Err(rejection) = verifier.verify_at(&request, clock / 1000) {
        assert_told(rejection);
    }
    // By the clock of this machine: whatever it says.
    let _judged_now = verifier.verify(&request);
}

/// In words, and with the code of `docs/spec.md`.
fn assert_told(rejection: Rejection) {
    assert!(!rejection.to_string().is_empty());
    let code = match rejection {
        Rejection::HeaderContradicted(_)
        | Rejection::MissingHeader(_)
        | Rejection::TimestampNotDecimal => 190_004,
        Rejection::TimestampExpired { .. } => 190_300,
        Rejection::Replayed => 190_301,
        Rejection::SignatureMismatch => 200_003,
        _ => 190_303,
    };
    assert_eq!(rejection.error_code().code(), code);
}

/// AppId and SdkId, which are not signed.
struct Ids {
    assigned: [Option<&'static str>; 2],
    sent: [Option<&'static str>; 2],
}

impl Ids {
    fn of(byte: u8) -> Self {
        let sent =
            |bits: u8, right| [None, Some(right), Some("other"), Some("")][usize::from(bits & 3)];
        let [app_id, sdk_id] = ["200000001", "13572468001"];
        Self {
            assigned: [(byte & 3 != 0).then_some(app_id), (byte & 3 > 1).then_some(sdk_id)],
            sent: [sent(byte >> 2, app_id), sent(byte >> 4, sdk_id)],
        }
    }

    fn account(&self, mut credentials: Credentials) -> Credentials {
        let [app_id, sdk_id] = self.assigned;
        if let Some(app_id) = app_id {
            credentials = credentials.with_app_id(app_id);
        }
        if let Some(sdk_id) = sdk_id {
            credentials = credentials.with_sdk_id(sdk_id);
        }
        credentials
    }

    fn send<'r>(&self, mut request: Request<'r>) -> Request<'r> {
        for (name, value) in ["AppId", "SdkId"].into_iter().zip(self.sent) {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        request
    }

    /// `docs/spec.md`: an AppId is required, an SdkId if and only if one was
    /// assigned.
    fn rejection(&self) -> Option<Rejection> {
        let ([app_id, sdk_id], [sent_app_id, sent_sdk_id]) = (self.assigned, self.sent);
        app_id?;
        match (sent_app_id, sdk_id, sent_sdk_id) {
            (None, ..) => Some(Rejection::MissingHeader(header::APP_ID)),
            (sent, ..) if sent != app_id => Some(Rejection::OtherAppId),
            (_, None, Some(_)) => Some(Rejection::SdkIdNotAssigned),
            (_, Some(_), None) => Some(Rejection::SdkIdMissing),
            (_, assigned, sent) if assigned != sent => Some(Rejection::OtherSdkId),
            _ => None,
        }
    }
}

fn any_signature_text(text: &[u8]) {
    let signer = Signer::new(Credentials::new("A", "key"));
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
