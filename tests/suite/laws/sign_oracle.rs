use tmsig::{Signer, StringToSign, Verifier, header};

use super::input::sample;
use super::oracle;

/// The signer equals a naive one on another HMAC, byte for byte, whether it is
/// asked for the whole or for its parts, and with a key that has signed before.
/// The verifier accepts it. What is refused is refused in words.
pub fn sign_oracle(input: &[u8]) {
    let sample = sample(input);
    let signer = Signer::new(sample.credentials());
    let mut request = sample.request();
    let signature = match signer.sign(&request) {
        Ok(signature) => signature,
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty());
            return;
        }
    };
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
    assert_eq!(signature.as_str(), expected);
    assert_eq!(expected.parse(), Ok(signature));

    let parts = StringToSign::as_arrived(&request);
    let header_string = format!(
        "X-TC-Key={}&X-TC-Nonce={}&X-TC-Timestamp={}",
        sample.secret_id, sample.nonce, sample.timestamp
    );
    assert_eq!(parts.header_string(), header_string.as_bytes());
    assert_eq!(signer.sign_parts(&parts), signature);
    // The key is prepared once and used again.
    let joined = parts.to_vec();
    let read = StringToSign::parse(&joined);
    assert_eq!(read, Ok(parts));
    assert_eq!(read.map(|parts| signer.clone().sign_parts(&parts)), Ok(signature));

    request.set_header(header::SIGNATURE, signature.as_str());
    assert_eq!(Verifier::new([sample.credentials()]).verify_signature(&request), Ok(()));
}
