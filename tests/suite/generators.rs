//! Requests for the properties: everything the signer accepts, biased to where
//! signers break, and bytes without any order.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tmsig::{Credentials, Request, header};

/// Everything one signature is made of.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) secret_id: String,
    pub(crate) secret_key: String,
    pub(crate) method: String,
    pub(crate) uri: String,
    pub(crate) nonce: String,
    pub(crate) timestamp: String,
    pub(crate) content_type: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Sample {
    pub(crate) fn credentials(&self) -> Credentials {
        Credentials::new(self.secret_id.clone(), self.secret_key.clone())
    }

    pub(crate) fn request(&self) -> Request<'_> {
        let request = Request::new(&self.method, &self.uri)
            .header(header::KEY, &self.secret_id)
            .nonce(&self.nonce)
            .timestamp(&self.timestamp)
            .body(&self.body);
        match &self.content_type {
            Some(content_type) => request.header(header::CONTENT_TYPE, content_type),
            None => request,
        }
    }
}

/// What the signer accepts.
pub(crate) fn sample() -> impl Strategy<Value = Sample> {
    (
        secret_id(),
        secret_key(),
        "[A-Z]{1,8}",
        uri(),
        "[0-9]{1,20}",
        "[0-9]{1,13}",
        content_type(),
        body(),
    )
        .prop_map(
            |(secret_id, secret_key, method, uri, nonce, timestamp, content_type, body)| Sample {
                secret_id,
                secret_key,
                method,
                uri,
                nonce,
                timestamp,
                content_type,
                body,
            },
        )
}

fn secret_id() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9]{1,36}",
        // Everything but control characters may travel in a header; spaces
        // around it are stripped.
        "[^\\x00-\\x20\\x7f]([^\\x00-\\x1f\\x7f]{0,10}[^\\x00-\\x20\\x7f])?",
        // What poses as the rest of the header string.
        "[a-z]{0,3}(&X-TC-Nonce=[0-9]{0,3}|&X-TC-Timestamp=[0-9]{0,3}|=|&){1,4}",
    ]
}

fn secret_key() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Za-z0-9]{1,40}", "\\PC{1,80}", "[a-z]{60,140}", any::<String>()]
        .prop_filter("an empty key is refused", |key| !key.is_empty())
}

fn uri() -> impl Strategy<Value = String> {
    prop_oneof![
        "/v1/meetings(/[0-9]{1,19})?(\\?[a-z]{1,6}=[a-z0-9%+]{0,8}(&[a-z]{1,3}=[A-Z]{0,3}){0,3})?",
        // Every graphic ASCII character but the one that starts a fragment.
        "/[!-\"$-~]{0,40}",
    ]
}

fn content_type() -> impl Strategy<Value = Option<String>> {
    select(vec![
        None,
        Some("application/json"),
        Some("application/json; charset=utf-8"),
        Some("multipart/form-data; boundary=x"),
        Some("Multipart/Form-Data"),
        Some(" multipart/form-data ;boundary=y"),
        Some("multipart/mixed; boundary=z"),
        Some("text/plain"),
    ])
    .prop_map(|content_type| content_type.map(str::to_owned))
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(Vec::new()),
        any::<String>().prop_map(String::into_bytes),
        vec(select(FRAGMENTS), 0..12).prop_map(|pieces| pieces.concat().into_bytes()),
        vec(any::<u8>(), 0..300),
    ]
}

/// What bodies are made of where signers break.
const FRAGMENTS: &[&str] = &[
    "{\"subject\":\"周会\"}",
    "\n",
    "\r\n",
    "\u{feff}",
    "\u{0}",
    "👨\u{200d}👩\u{200d}👧",
    "e\u{301}",
    "é",
    "\u{202e}",
    "\\/",
    "\\u4f1a",
    " ",
    "\u{2028}",
    "null",
    "X-TC-Key=",
    "\n/v1\n",
];

/// Bytes of any kind, often the ones that mean something.
pub(crate) fn wild_bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..40),
        vec(select(&b"/?#%&=\n\r\t \0\x7f\x80\xffAZaz09:"[..]), 0..20),
        any::<String>().prop_map(String::into_bytes),
        "[A-Z]{0,5}".prop_map(String::into_bytes),
        "/[!-~]{0,20}".prop_map(String::into_bytes),
        "[0-9]{0,22}".prop_map(String::into_bytes),
        "(https?://)?[a-z./]{0,12}".prop_map(String::into_bytes),
    ]
}
