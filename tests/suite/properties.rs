//! Laws that hold for every request.

use proptest::prelude::*;
use proptest::sample::Index;
use tmsig::{
    Credentials, ErrorCode, Rejection, Request, Signature, Signer, StringToSign, Verifier, Visible,
    header,
};

use crate::generators::{Sample, sample, wild_bytes};
use crate::laws::oracle;

const SIGNED_AT: u64 = 1_600_000_000;

fn sign(sample: &Sample) -> Signature {
    Signer::new(sample.credentials()).sign(&sample.request()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn signature_equals_the_oracle(sample in sample()) {
        let expected = oracle::signature(
            &sample.secret_id,
            sample.secret_key.as_bytes(),
            &sample.method,
            &sample.uri,
            &sample.nonce,
            &sample.timestamp,
            sample.content_type.as_deref(),
            &sample.body,
        );
        prop_assert_eq!(sign(&sample).to_string(), expected);
    }

    #[test]
    fn signature_text_reads_back(sample in sample()) {
        let signature = sign(&sample);
        prop_assert_eq!(signature.as_str().len(), Signature::LEN);
        prop_assert!(signature.as_str().ends_with("=="));
        prop_assert_eq!(signature.to_string().parse::<Signature>(), Ok(signature));
        prop_assert_eq!(Signature::from_digest(&signature.digest()), signature);
    }

    #[test]
    fn verifier_accepts_what_the_signer_made(sample in sample(), other_headers in any::<[u64; 2]>()) {
        let mut request = sample.request();
        request.set_header(header::TIMESTAMP, SIGNED_AT.to_string());
        let signature = Signer::new(sample.credentials()).sign(&request).unwrap();
        request.set_header(header::SIGNATURE, signature.as_str());
        // What is not signed may be anything.
        request.set_header(header::REGISTERED, other_headers[0].to_string());
        request.set_header("X-Request-Id", other_headers[1].to_string());

        let verifier = Verifier::new([sample.credentials()]);
        prop_assert_eq!(verifier.verify_at(&request, SIGNED_AT), Ok(()));
        prop_assert_eq!(verifier.verify_at(&request, SIGNED_AT), Err(Rejection::Replayed));
        prop_assert_eq!(verifier.verify_signature(&request), Ok(()));
    }

    #[test]
    fn one_changed_signed_byte_is_refused(
        sample in sample(),
        field in 0..6_usize,
        at in any::<Index>(),
        flip in 1..=255_u8,
    ) {
        let signature = sign(&sample);
        let [mut method, mut uri] = [sample.method.clone(), sample.uri.clone()].map(String::into_bytes);
        let [mut nonce, mut timestamp] =
            [&sample.nonce, &sample.timestamp].map(|digits| digits.clone().into_bytes());
        let mut body = sample.body.clone();
        let mut text = signature.as_str().as_bytes().to_vec();
        let changed = match field {
            0 => &mut method,
            1 => &mut uri,
            2 => &mut nonce,
            3 => &mut timestamp,
            4 => &mut body,
            _ => &mut text,
        };
        let is_unsigned_body = field == 4 && sample.request().is_multipart_form_data();
        prop_assume!(!changed.is_empty() && !is_unsigned_body);
        let at = at.index(changed.len());
        changed[at] ^= flip;

        let content_type = sample.content_type.clone().unwrap_or_default();
        let request = Request::new(&method, &uri)
            .header(header::CONTENT_TYPE, &content_type)
            .header(header::KEY, &sample.secret_id)
            .nonce(&nonce)
            .timestamp(&timestamp)
            .header(header::SIGNATURE, &text)
            .body(&body);
        let verifier = Verifier::new([sample.credentials()]);
        let rejection = verifier.verify_signature(&request).unwrap_err();
        prop_assert_eq!(rejection.error_code(), ErrorCode::SignatureFailed);
        prop_assert_eq!(verifier.remembered(), 0);
    }

    #[test]
    fn string_to_sign_parses_back(sample in sample()) {
        let signer = Signer::new(sample.credentials());
        let request = sample.request();
        let parts = signer.string_to_sign(&request).unwrap();
        let joined = parts.to_vec();
        prop_assert_eq!(StringToSign::parse(&joined), Ok(parts));
    }

    #[test]
    fn accepted_requests_never_share_a_string_to_sign(a in sample(), b in sample(), mix in any::<u8>()) {
        // Independent samples hardly ever come near each other: b takes most
        // of its parts from a.
        let mut b = b;
        for (bit, (from, to)) in [
            (&a.secret_id, &mut b.secret_id),
            (&a.method, &mut b.method),
            (&a.uri, &mut b.uri),
            (&a.nonce, &mut b.nonce),
            (&a.timestamp, &mut b.timestamp),
        ].into_iter().enumerate() {
            if mix >> bit & 1 == 0 {
                to.clone_from(from);
            }
        }
        let strings = [&a, &b].map(|sample| {
            let signer = Signer::new(sample.credentials());
            signer.string_to_sign(&sample.request()).unwrap().to_vec()
        });
        let signed_parts = |sample: &Sample| {
            let body = if sample.request().is_multipart_form_data() { vec![] } else { sample.body.clone() };
            let Sample { secret_id, method, uri, nonce, timestamp, .. } = sample.clone();
            (secret_id, method, uri, nonce, timestamp, body)
        };
        prop_assert_eq!(strings[0] == strings[1], signed_parts(&a) == signed_parts(&b));
    }

    /// A newline could make the end of the URI pose as the start of the body:
    /// the same bytes with the border moved are never accepted.
    #[test]
    fn moved_borders_are_refused(sample in sample(), line in "[!-~]{0,20}") {
        let sample = Sample { content_type: None, ..sample };
        let body = [line.as_bytes(), b"\n", &sample.body].concat();
        let signer = Signer::new(sample.credentials());
        let honest = Sample { body, ..sample.clone() };
        let uri = format!("{}\n{line}", sample.uri);
        let forged = Sample { uri, ..sample };
        let arrived = [&honest, &forged].map(|sample| {
            StringToSign::as_arrived(&sample.request()).to_vec()
        });
        prop_assert_eq!(&arrived[0], &arrived[1]);
        prop_assert!(signer.sign(&honest.request()).is_ok());
        prop_assert!(signer.sign(&forged.request()).is_err());
    }

    #[test]
    fn no_bytes_make_anything_panic(
        [secret_id, method, uri, nonce, timestamp] in
            [wild_bytes(), wild_bytes(), wild_bytes(), wild_bytes(), wild_bytes()],
        [signature, app_id, body, content_type] in
            [wild_bytes(), wild_bytes(), wild_bytes(), wild_bytes()],
        now in any::<u64>(),
    ) {
        let account = String::from_utf8_lossy(&secret_id).into_owned();
        let credentials = Credentials::new(account, body.clone()).with_app_id("1");
        let request = Request::new(&method, &uri)
            .header(header::KEY, &secret_id)
            .header(header::APP_ID, &app_id)
            .header(header::CONTENT_TYPE, &content_type)
            .header(header::SIGNATURE, &signature)
            .nonce(&nonce)
            .timestamp(&timestamp)
            .body(&body);
        let verifier = Verifier::new([credentials.clone()]);
        let judged = verifier.verify_at(&request, now);
        prop_assert_eq!(judged.is_ok(), verifier.remembered() == 1);
        if let Err(refusal) = Signer::new(credentials).sign(&request) {
            prop_assert!(!refusal.to_string().is_empty());
        }
        let arrived = StringToSign::as_arrived(&request).to_vec();
        if let Ok(parts) = StringToSign::parse(&arrived) {
            prop_assert_eq!(parts.to_vec(), arrived.clone());
        }
        let shown = Visible(&arrived).to_string();
        prop_assert!(!shown.chars().any(char::is_control));
        let debug = format!("{request:?}");
        prop_assert!(debug.is_ascii());
    }

    /// What is refused is refused for a reason that is there.
    #[test]
    fn refusals_point_at_the_byte(uri in wild_bytes()) {
        let request = Request::new("GET", &uri).nonce("1").timestamp("1");
        let Err(refusal) = Signer::new(Credentials::new("id", "key")).sign(&request) else {
            let graphic = uri.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'#');
            prop_assert!(uri.starts_with(b"/") && graphic);
            return Ok(());
        };
        match refusal.byte {
            Some(byte) => prop_assert_eq!(uri.get(refusal.offset), Some(&byte)),
            None => prop_assert!(!uri.starts_with(b"/")),
        }
    }

    #[test]
    fn request_json_loses_nothing(
        [method, uri, value, body] in [wild_bytes(), wild_bytes(), wild_bytes(), wild_bytes()],
        names in proptest::collection::vec("[!-~]{1,10}", 0..4),
    ) {
        let mut request = Request::new(&method, &uri).body(&body);
        for name in &names {
            request = request.header(name, &value);
        }
        let json = serde_json::to_string(&request).unwrap();
        let back: Request = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(back, request, "{}", json);
    }

    #[test]
    fn any_text_as_request_json_never_panics(text in "\\PC{0,60}|[\\[\\]{}\":,a-z0-9]{0,60}") {
        if let Err(error) = serde_json::from_str::<Request>(&text) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
