//! Every error message there is, as a reader sees it.

use std::fmt::Write as _;

use tmsig::{Credentials, Rejection, Request, Signature, Signer, StringToSign, header};

fn refusal(secret_id: &str, request: &Request<'_>) -> String {
    Signer::new(Credentials::new(secret_id, "a-secret")).sign(request).unwrap_err().to_string()
}

#[test]
fn refusals_name_the_field_the_byte_and_what_to_do() {
    let good = || Request::new("GET", "/").nonce("1").timestamp("1600000000");
    let with_uri = |uri| Request::new("GET", uri).nonce("1").timestamp("1600000000");
    let with_method = |method| Request::new(method, "/").nonce("1").timestamp("1600000000");
    let mut messages = String::new();
    for request in [
        with_method(""),
        with_method("get"),
        with_method("GET\n"),
        with_method("M-SEARCH"),
        Request::new("GET", "/").timestamp("1600000000"),
        Request::new("GET", "/").nonce("").timestamp("1600000000"),
        Request::new("GET", "/").nonce("-5").timestamp("1600000000"),
        Request::new("GET", "/").nonce("1e9").timestamp("1600000000"),
        Request::new("GET", "/").nonce("7\r\nX-Evil: 1").timestamp("1600000000"),
        Request::new("GET", "/").nonce("1"),
        Request::new("GET", "/").nonce("1").timestamp(""),
        Request::new("GET", "/").nonce("1").timestamp("1600000000.5"),
        with_uri(""),
        with_uri("v1/meetings"),
        with_uri("https://api.meeting.qq.com/v1/meetings"),
        with_uri("/v1/meetings?subject=my meeting"),
        with_uri("/v1/meetings#top"),
        with_uri("/v1/meetings?subject=周会"),
        with_uri("/v1/meetings\n{}"),
        good().header(header::KEY, "another id"),
        good().header(header::APP_ID, "200000001\n"),
        good().header("X-\u{1b}[31m", "a\tb"),
    ] {
        writeln!(messages, "{}", refusal("AKIDexample", &request)).unwrap();
    }
    for secret_id in ["", "AKIDexample\n"] {
        writeln!(messages, "{}", refusal(secret_id, &good())).unwrap();
    }
    let keyless = Signer::new(Credentials::new("AKIDexample", "")).sign(&good()).unwrap_err();
    writeln!(messages, "{keyless}").unwrap();
    insta::assert_snapshot!(messages);
}

/// A value is never quoted: it might be the SecretKey in the wrong place.
#[test]
fn refusals_quote_no_value() {
    let secret = "the-secret-key-in-the-wrong-place";
    let requests = [
        Request::new(secret, "/").nonce("1").timestamp("1"),
        Request::new("GET", secret).nonce("1").timestamp("1"),
        Request::new("GET", "/").nonce(secret).timestamp("1"),
        Request::new("GET", "/").nonce("1").timestamp(secret),
        Request::new("GET", "/").nonce("1").timestamp("1").header(header::KEY, secret),
    ];
    for request in requests {
        assert!(!refusal("AKIDexample", &request).contains(secret));
    }
}

#[test]
fn rejections_say_more_than_the_vendor() {
    let rejections = [
        Rejection::HeaderContradicted(header::NONCE),
        Rejection::MissingHeader(header::APP_ID),
        Rejection::OtherAppId,
        Rejection::OtherSdkId,
        Rejection::Replayed,
        Rejection::SdkIdMissing,
        Rejection::SdkIdNotAssigned,
        Rejection::SignatureMismatch,
        Rejection::TimestampExpired { timestamp: 1_600_000_000, now: 1_600_000_301 },
        Rejection::TimestampExpired { timestamp: 1_600_000_000_123, now: 1_600_000_001 },
        Rejection::TimestampNotDecimal,
        Rejection::UnknownSecretId,
    ];
    let messages: String =
        rejections.iter().map(|why| format!("{}: {why}\n", why.error_code())).collect();
    insta::assert_snapshot!(messages);
}

#[test]
fn texts_that_are_no_signature() {
    let upper = "A".repeat(86) + "==";
    let texts = [
        "",
        "m1fMdo8hT6zO05HcTlE+VMygyM3Dhncpw0VW8HmscQs=",
        &"0".repeat(64),
        &"A".repeat(86),
        &"A".repeat(172),
        &"A".repeat(90),
        &"-".repeat(88),
        &upper,
        &"会".repeat(30),
        // The digest in capital digits.
        &data_encoding::BASE64.encode("ABCDEF0123456789".repeat(4).as_bytes()),
    ];
    let messages: String = texts
        .iter()
        .map(|text| format!("{}: {}\n", text.len(), text.parse::<Signature>().unwrap_err()))
        .collect();
    insta::assert_snapshot!(messages);
}

#[test]
fn texts_that_are_no_string_to_sign() {
    let texts = [
        "",
        "GET\n",
        "GET\nX-TC-Key=a&X-TC-Nonce=1&X-TC-Timestamp=2\n",
        "GET\nX-TC-Key=a&X-TC-Nonce=1&X-TC-Timestamp=2\n/v1",
        "GET\nx-tc-key=a&X-TC-Nonce=1&X-TC-Timestamp=2\n/v1\n",
        "GET\nX-TC-Key=a&X-TC-Timestamp=2&X-TC-Nonce=1\n/v1\n",
        "GET\nX-TC-Key=a&X-TC-Nonce=1\n/v1\n",
    ];
    let messages: String = texts
        .iter()
        .map(|text| format!("{:?}: {}\n", text, StringToSign::parse(text.as_bytes()).unwrap_err()))
        .collect();
    insta::assert_snapshot!(messages);
}

#[test]
fn secrets_are_not_printed() {
    let credentials = Credentials::new("AKIDexample", "very-secret-key")
        .with_app_id("200000001")
        .with_sdk_id("7");
    let signer = Signer::new(credentials.clone());
    let verifier = tmsig::Verifier::new([credentials.clone()]);
    let printed = format!("{credentials:?} {signer:?} {verifier:?}");
    assert!(printed.contains("[REDACTED]"));
    assert!(printed.contains("AKIDexample"));
    assert!(!printed.contains("very-secret-key"));
}
