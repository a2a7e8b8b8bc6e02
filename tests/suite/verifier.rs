//! Clock, replay memory, accounts, and the vendor's answers.

use tmsig::{Credentials, ErrorCode, Rejection, Request, Signer, Verifier, header};

const NOW: u64 = 1_700_000_000;

fn credentials() -> Credentials {
    Credentials::new("AKIDexample", "a-secret")
}

fn signed(credentials: &Credentials, nonce: u64, timestamp: u64) -> Request<'static> {
    let mut request = Request::new("GET", "/v1/users/list").into_owned();
    request.set_header(header::KEY, credentials.secret_id());
    request.set_header(header::NONCE, nonce.to_string());
    request.set_header(header::TIMESTAMP, timestamp.to_string());
    let signature = Signer::new(credentials.clone()).sign(&request).unwrap();
    request.set_header(header::SIGNATURE, signature.as_str());
    if let Some(app_id) = credentials.app_id() {
        request.set_header(header::APP_ID, app_id);
    }
    if let Some(sdk_id) = credentials.sdk_id() {
        request.set_header(header::SDK_ID, sdk_id);
    }
    request
}

#[test]
fn the_window_is_five_minutes_on_both_sides() {
    for (timestamp, accepted) in
        [(NOW - 301, false), (NOW - 300, true), (NOW, true), (NOW + 300, true), (NOW + 301, false)]
    {
        let verifier = Verifier::new([credentials()]);
        let judged = verifier.verify_at(&signed(&credentials(), 1, timestamp), NOW);
        let expired = Err(Rejection::TimestampExpired { timestamp, now: NOW });
        assert_eq!(judged, if accepted { Ok(()) } else { expired }, "{timestamp}");
    }
}

#[test]
fn a_timestamp_of_any_length_is_compared_and_not_wrapped() {
    let verifier = Verifier::new([credentials()]);
    for digits in ["0", "18446744073709551615", "18446744073709551616", &"9".repeat(1000)] {
        let mut request = signed(&credentials(), 1, NOW);
        request.set_header(header::TIMESTAMP, digits);
        for now in [0, NOW, u64::MAX] {
            let code = verifier.verify_at(&request, now).unwrap_err().error_code();
            let near = digits.parse().is_ok_and(|value: u64| value.abs_diff(now) <= 300)
                || (now == u64::MAX && digits.len() >= 20);
            let expected =
                if near { ErrorCode::SignatureFailed } else { ErrorCode::TimestampExpired };
            assert_eq!(code, expected, "{digits} at {now}");
        }
    }
}

#[test]
fn a_timestamp_that_is_no_number_is_a_bad_parameter() {
    for text in ["", "-1", "1.7e9", "１７０００００００００", "1700000000 "] {
        let mut request = signed(&credentials(), 1, NOW);
        request.set_header(header::TIMESTAMP, text);
        let judged = Verifier::new([credentials()]).verify_at(&request, NOW);
        assert_eq!(judged, Err(Rejection::TimestampNotDecimal), "{text:?}");
    }
}

#[test]
fn a_request_is_remembered_for_five_minutes() {
    let verifier = Verifier::new([credentials()]);
    // Sent with a clock that runs ahead, so that its timestamp stays in the
    // window longer than the memory lasts.
    let request = signed(&credentials(), 1, NOW + 200);
    assert_eq!(verifier.verify_at(&request, NOW), Ok(()));
    assert_eq!(verifier.verify_at(&request, NOW + 300), Err(Rejection::Replayed));
    assert_eq!(verifier.verify_at(&request, NOW + 301), Ok(()));
}

#[test]
fn replay_is_told_by_app_id_timestamp_and_nonce() {
    let account = |app_id| credentials().with_app_id(app_id);
    let verifier = Verifier::new([account("1"), account("2")]);
    let requests = [
        signed(&account("1"), 7, NOW),
        signed(&account("2"), 7, NOW),
        signed(&account("1"), 8, NOW),
        signed(&account("1"), 7, NOW + 1),
    ];
    for request in &requests {
        assert_eq!(verifier.verify_at(request, NOW), Ok(()));
    }
    for request in &requests {
        assert_eq!(verifier.verify_at(request, NOW), Err(Rejection::Replayed));
    }
}

#[test]
fn a_request_that_fails_is_not_remembered() {
    let verifier = Verifier::new([credentials()]);
    let request = signed(&credentials(), 1, NOW);
    let mut forged = request.clone();
    forged.set_header(header::SIGNATURE, "x".repeat(88));
    assert_eq!(verifier.verify_at(&forged, NOW), Err(Rejection::SignatureMismatch));
    assert_eq!(verifier.remembered(), 0);
    assert_eq!(verifier.verify_at(&request, NOW), Ok(()));
}

#[test]
fn the_replay_memory_is_bounded_and_forgets_the_oldest() {
    let verifier = Verifier::with_replay_capacity([credentials()], 3);
    for nonce in 1..=5 {
        assert_eq!(verifier.verify_at(&signed(&credentials(), nonce, NOW), NOW), Ok(()));
        assert!(verifier.remembered() <= 3);
    }
    let judge = |nonce| verifier.verify_at(&signed(&credentials(), nonce, NOW), NOW);
    assert_eq!(judge(5), Err(Rejection::Replayed));
    assert_eq!(judge(3), Err(Rejection::Replayed));
    assert_eq!(judge(2), Ok(()), "forgotten for 4 and 5");
}

#[test]
fn the_memory_empties_itself() {
    let verifier = Verifier::new([credentials()]);
    for nonce in 1..=100 {
        assert_eq!(verifier.verify_at(&signed(&credentials(), nonce, NOW), NOW), Ok(()));
    }
    let later = NOW + 1000;
    assert_eq!(verifier.verify_at(&signed(&credentials(), 1, later), later), Ok(()));
    assert_eq!(verifier.remembered(), 1);
}

#[test]
fn a_clock_that_goes_back_breaks_nothing() {
    let verifier = Verifier::new([credentials()]);
    let request = signed(&credentials(), 1, NOW);
    assert_eq!(verifier.verify_at(&request, NOW), Ok(()));
    assert_eq!(verifier.verify_at(&request, NOW - 200), Err(Rejection::Replayed));
}

#[test]
fn ids_are_checked_where_they_are_known() {
    let with_sdk = credentials().with_app_id("200").with_sdk_id("7");
    let without_sdk = credentials().with_app_id("200");
    let judge = |account: &Credentials, app_id: Option<&str>, sdk_id: Option<&str>| {
        let mut request = signed(&credentials(), 1, NOW);
        if let Some(app_id) = app_id {
            request.set_header(header::APP_ID, app_id);
        }
        if let Some(sdk_id) = sdk_id {
            request.set_header(header::SDK_ID, sdk_id);
        }
        Verifier::new([account.clone()]).verify_at(&request, NOW)
    };
    assert_eq!(judge(&with_sdk, Some("200"), Some("7")), Ok(()));
    assert_eq!(judge(&with_sdk, Some("200"), None), Err(Rejection::SdkIdMissing));
    assert_eq!(judge(&with_sdk, Some("200"), Some("8")), Err(Rejection::OtherSdkId));
    assert_eq!(judge(&with_sdk, Some("201"), Some("7")), Err(Rejection::OtherAppId));
    assert_eq!(judge(&with_sdk, None, Some("7")), Err(Rejection::MissingHeader("AppId")));
    assert_eq!(judge(&without_sdk, Some("200"), None), Ok(()));
    assert_eq!(judge(&without_sdk, Some("200"), Some("7")), Err(Rejection::SdkIdNotAssigned));
    assert_eq!(judge(&credentials(), Some("anything"), Some("anything")), Ok(()));
}

#[test]
fn whatever_bytes_arrived_are_judged_as_they_are() {
    for (method, uri) in [
        (&b"post"[..], "/v1/会议?名=周会".as_bytes()),
        (b"PoSt", b"http://host/v1 with spaces#fragment"),
        (b"\xff\x00", b"\xd6\xdc\n"),
        (b"", b""),
    ] {
        let mut request = Request::new(method, uri)
            .header(header::KEY, "AKIDexample")
            .nonce("not a number")
            .timestamp("1700000000")
            .body(b"\x00\xff");
        let signer = Signer::new(credentials());
        assert!(signer.sign(&request).is_err(), "the signer refuses it");
        let parts = tmsig::StringToSign::as_arrived(&request);
        let signature = signer.sign_parts(&parts).to_string();
        request = request.header(header::SIGNATURE, &signature);
        assert_eq!(Verifier::new([credentials()]).verify_at(&request, NOW), Ok(()));
    }
}

#[test]
fn required_headers_come_first_and_are_named() {
    let names = [header::KEY, header::NONCE, header::TIMESTAMP, header::SIGNATURE];
    for (missing, name) in names.iter().enumerate() {
        let mut request = Request::new("GET", "/v1/users/list");
        for name in &names[..missing] {
            request = request.header(name, "1");
        }
        let rejection = Verifier::new([credentials()]).verify_at(&request, NOW).unwrap_err();
        assert_eq!(rejection, Rejection::MissingHeader(name));
        assert_eq!(rejection.error_code(), ErrorCode::BadParameters);
    }
}

#[test]
fn answers_are_the_vendors() {
    // docs/spec.md, "Errors".
    let documented =
        [(190_004, 400), (190_300, 400), (190_301, 400), (190_303, 400), (200_003, 500)];
    assert_eq!(ErrorCode::ALL.map(|code| (code.code(), code.http_status())), documented);
    for code in ErrorCode::ALL {
        let body: serde_json::Value = serde_json::from_str(&code.json_body()).unwrap();
        assert_eq!(body["error_info"]["error_code"], code.code());
        assert_eq!(body["error_info"]["message"], code.message());
        let new_code = (code == ErrorCode::UnknownCredentials).then_some(200_190_303);
        assert_eq!(body["error_info"].get("new_error_code"), new_code.map(Into::into).as_ref());
    }
}

/// Which of two values a server reads is known to nobody.
#[test]
fn a_header_that_is_there_twice_with_different_values_is_refused() {
    let account =
        Credentials::new("AKIDexample", "a-secret").with_app_id("200000001").with_sdk_id("12345");
    let right = signed(&account, 1, NOW);
    for name in [
        header::KEY,
        header::NONCE,
        header::TIMESTAMP,
        header::SIGNATURE,
        header::APP_ID,
        header::SDK_ID,
    ] {
        let value = right.header_value(name).unwrap().to_vec();
        let other = name.to_lowercase();
        for (name, second) in [(name, &b"7"[..]), (&other, b"7"), (name, b"")] {
            let contradicted = right.clone().header(name, second);
            let verifier = Verifier::new([account.clone()]);
            let rejection = verifier.verify_at(&contradicted, NOW).unwrap_err();
            assert!(matches!(rejection, Rejection::HeaderContradicted(_)), "{rejection}");
            assert_eq!(rejection.error_code(), ErrorCode::BadParameters);
            assert!(verifier.verify_signature(&contradicted).is_err());
        }
        let repeated = right.clone().header(&other, &value);
        assert_eq!(Verifier::new([account.clone()]).verify_at(&repeated, NOW), Ok(()), "{name}");
    }
    let accepts = right.header("Accept", "a").header("Accept", "b");
    assert_eq!(Verifier::new([account]).verify_at(&accepts, NOW), Ok(()));
}
