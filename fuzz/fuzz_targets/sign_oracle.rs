//! The signer against a naive one on another HMAC, byte for byte; what it
//! refuses, it refuses without a panic.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use tmsig::{Credentials, Request, Signer, StringToSign, Verifier, header};

// The oracle of the tests, so that there is one.
#[path = "../../tests/suite/oracle.rs"]
mod oracle;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    secret_id: &'a str,
    secret_key: &'a str,
    method: &'a str,
    uri: &'a str,
    nonce: u64,
    timestamp: u32,
    content_type: Option<&'a str>,
    body: &'a [u8],
    /// Whether method and URI are taken as they are, which is mostly refused.
    is_raw: bool,
}

fuzz_target!(|input: Input<'_>| {
    let Input { secret_id, secret_key, content_type, body, .. } = input;
    let (mut method, mut uri) = (input.method.to_owned(), input.uri.to_owned());
    if !input.is_raw {
        method = method.bytes().map(|byte| char::from(b'A' + byte % 26)).collect();
        uri = uri.bytes().map(|byte| char::from(b'$' + byte % 91)).collect();
        uri.insert(0, '/');
    }
    let (nonce, timestamp) = (input.nonce.to_string(), input.timestamp.to_string());
    let mut request = Request::new(&method, &uri)
        .header(header::KEY, secret_id)
        .nonce(&nonce)
        .timestamp(&timestamp)
        .body(body);
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }

    let credentials = Credentials::new(secret_id, secret_key);
    let signature = match Signer::new(credentials.clone()).sign(&request) {
        Ok(signature) => signature,
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty());
            return;
        }
    };
    let expected = oracle::signature(
        secret_id,
        secret_key.as_bytes(),
        &method,
        &uri,
        &nonce,
        &timestamp,
        content_type,
        body,
    );
    assert_eq!(signature.as_str(), expected);

    let joined = StringToSign::as_arrived(&request).to_vec();
    assert_eq!(StringToSign::parse(&joined), Ok(StringToSign::as_arrived(&request)));

    request.set_header(header::SIGNATURE, signature.as_str());
    let verifier = Verifier::new([credentials]);
    assert_eq!(verifier.verify_at(&request, u64::from(input.timestamp)), Ok(()));
});
