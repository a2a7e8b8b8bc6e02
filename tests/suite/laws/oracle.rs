//! The signature once more, naively, on crates the signer does not use.

use std::fmt::Write as _;

use data_encoding::BASE64;

/// Joins, signs, prints: what `docs/spec.md` says, word for word.
// One argument for each thing that is signed.
#[allow(clippy::too_many_arguments)]
pub fn signature(
    secret_id: &str,
    secret_key: &[u8],
    method: &str,
    uri: &str,
    nonce: &str,
    timestamp: &str,
    content_type: Option<&str>,
    body: &[u8],
) -> String {
    let mut text = format!(
        "{method}\nX-TC-Key={secret_id}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}\n{uri}\n"
    )
    .into_bytes();
    let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case("multipart/form-data") {
        text.extend_from_slice(body);
    }
    let mut hex = String::new();
    for byte in hmac_sha256::HMAC::mac(&text, secret_key) {
        write!(hex, "{byte:02x}").unwrap();
    }
    BASE64.encode(hex.as_bytes())
}
