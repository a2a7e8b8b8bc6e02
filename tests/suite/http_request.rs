//! Requests of the `http` crate.

use tmsig::{Credentials, Request, Signer, Stamp, Verifier, header};

use crate::laws::oracle;

const STAMP: Stamp = Stamp { nonce: 880_064, timestamp: 1_600_000_000 };

fn credentials() -> Credentials {
    Credentials::new("AKIDexample", "a-secret").with_app_id("200000001").with_sdk_id("7")
}

#[test]
fn what_is_signed_in_place_is_what_the_oracle_signs_and_the_verifier_accepts() {
    let body = r#"{"subject":"周会"}"#;
    let mut request =
        http::Request::post("https://api.meeting.qq.com/v1/meetings?q=a+b%20c%e5%91%a8&r=")
            .header("content-type", "application/json")
            .body(body)
            .unwrap();
    let signature = Signer::new(credentials()).sign_http(&mut request, STAMP).unwrap();
    let expected = oracle::signature(
        "AKIDexample",
        b"a-secret",
        "POST",
        "/v1/meetings?q=a+b%20c%e5%91%a8&r=",
        "880064",
        "1600000000",
        Some("application/json"),
        body.as_bytes(),
    );
    assert_eq!(signature.as_str(), expected);
    for (name, value) in [
        (header::KEY, "AKIDexample"),
        (header::NONCE, "880064"),
        (header::TIMESTAMP, "1600000000"),
        (header::SIGNATURE, expected.as_str()),
        (header::APP_ID, "200000001"),
        (header::SDK_ID, "7"),
    ] {
        assert_eq!(request.headers()[name], value, "{name}");
    }
    let verifier = Verifier::new([credentials()]);
    assert_eq!(verifier.verify_at(&Request::from_http(&request), STAMP.timestamp), Ok(()));
}

#[test]
fn signing_again_replaces_every_header() {
    let mut request = http::Request::get("/v1/users/list").body(Vec::new()).unwrap();
    let signer = Signer::new(credentials());
    signer.sign_http(&mut request, STAMP).unwrap();
    let later = Stamp { nonce: 2, timestamp: STAMP.timestamp + 1 };
    signer.sign_http(&mut request, later).unwrap();
    assert_eq!(request.headers().get_all(header::SIGNATURE).iter().count(), 1);
    let verifier = Verifier::new([credentials()]);
    assert_eq!(verifier.verify_at(&Request::from_http(&request), later.timestamp), Ok(()));
}

#[test]
fn a_refused_request_stays_as_it_was() {
    let mut request = http::Request::get("/v1/users/list").body("").unwrap();
    let signer = Signer::new(Credentials::new("AKID\nexample", "a-secret"));
    let refusal = signer.sign_http(&mut request, STAMP).unwrap_err();
    assert_eq!(refusal.field, tmsig::Field::SecretId);
    assert!(request.headers().is_empty());
}

#[test]
fn multipart_is_signed_as_an_empty_body() {
    let mut request = http::Request::post("/v1/files")
        .header("Content-Type", "multipart/form-data; boundary=x")
        .body("--x\r\n")
        .unwrap();
    let signature = Signer::new(credentials()).sign_http(&mut request, STAMP).unwrap();
    let expected = oracle::signature(
        "AKIDexample",
        b"a-secret",
        "POST",
        "/v1/files",
        "880064",
        "1600000000",
        None,
        b"",
    );
    assert_eq!(signature.as_str(), expected);
}

#[test]
fn stamps_are_of_now_and_differ() {
    let stamps = [Stamp::now().unwrap(), Stamp::now().unwrap()];
    assert_ne!(stamps[0].nonce, stamps[1].nonce);
    assert!(stamps.iter().all(|stamp| stamp.nonce > 0 && stamp.nonce < 1 << 53));
}
