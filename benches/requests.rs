//! The requests that are measured, the same everywhere: a meeting created, with
//! bodies of several sizes.

#![allow(unreachable_pub)] // A module of some benches, and a library for others.

use tmsig::{Credentials, Request, header};

/// Names and lengths of the bodies. With 200 B the string to sign has 311
/// bytes.
pub const SIZES: [(&str, usize); 5] = [
    ("empty GET", 0),
    ("200 B", 200),
    ("1 KiB", 1 << 10),
    ("16 KiB", 16 << 10),
    ("1 MiB", 1 << 20),
];

/// As long as the vendor's.
pub const SECRET_ID: &str = "AKIDexampleexampleexampleexampleexam";
pub const SECRET_KEY: &str = "a-secret-key-of-32-characters-ok";

/// The account that signs.
pub fn credentials() -> Credentials {
    Credentials::new(SECRET_ID, SECRET_KEY)
}

/// A body of this length.
pub fn body(length: usize) -> Vec<u8> {
    br#"{"userid":"tester1","instanceid":1,"subject":"weekly"}"#.iter().copied().cycle().take(length).collect()
}

/// An unsigned request with this body.
pub fn request(body: &[u8]) -> Request<'_> {
    let method = if body.is_empty() { "GET" } else { "POST" };
    Request::new(method, "/v1/meetings")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::APP_ID, "200000001")
        .header(header::KEY, SECRET_ID)
        .nonce("149641613")
        .timestamp("1600000000")
        .body(body)
}
