//! Accumulated vectors: huge volumes pinned by one hash.

use crate::credentials::Credentials;
use crate::random::SplitMix64;
use crate::request::{Request, header};
use crate::signature::Signature;

/// The generator of an accumulated file, with the hashes it must lead to.
///
/// Request *i* is drawn from `SplitMix64` seeded with *i*; the draws are listed
/// in `vectors/README.md`.
#[derive(Clone, Debug)]
pub struct Accumulated {
    /// Accounts to draw from.
    pub credentials: Vec<Credentials>,
    /// Methods to draw from.
    pub methods: Vec<String>,
    /// Ends of the URI to draw from.
    pub queries: Vec<String>,
    /// Pieces of the body to draw from.
    pub fragments: Vec<String>,
    /// How many requests, and what their signatures hash to.
    pub tests: Vec<AccumulatedTest>,
    /// The first requests with their signatures, for whoever writes the
    /// generator anew.
    pub first: Vec<(Request<'static>, Signature)>,
}

/// The hash of one volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccumulatedTest {
    /// `accumulated/N`.
    pub id: String,
    /// How many requests, from 0 on.
    pub requests: u64,
    /// SHA-256 of their signatures, one after the other, 88 bytes each, in
    /// lower-case hexadecimal.
    pub sha256: String,
}

/// One request of the generator.
#[derive(Clone, Debug)]
pub struct GeneratedRequest {
    /// Index into [`Accumulated::credentials`].
    pub account: usize,
    method: String,
    nonce: String,
    timestamp: String,
    uri: String,
    body: String,
}

impl Accumulated {
    /// Request number `index`.
    pub fn generate(&self, index: u64) -> GeneratedRequest {
        let mut random = SplitMix64::new(index);
        let account = random.below(self.credentials.len());
        let method = self.methods[random.below(self.methods.len())].clone();
        let shift = random.next() % 64;
        let nonce = ((random.next() >> shift) | 1).to_string();
        let timestamp = (1_500_000_000 + random.next() % 1_000_000_000).to_string();
        let meeting = random.next();
        let query = &self.queries[random.below(self.queries.len())];
        let uri = format!("/v1/meetings/{meeting}{query}");
        let mut body = String::new();
        if method != "GET" {
            for _ in 0..random.next() % 64 {
                body.push_str(&self.fragments[random.below(self.fragments.len())]);
            }
        }
        GeneratedRequest { account, method, nonce, timestamp, uri, body }
    }
}

impl GeneratedRequest {
    /// The request as it is sent with these credentials, unsigned.
    pub fn request<'r>(&'r self, credentials: &'r Credentials) -> Request<'r> {
        Request::new(&self.method, &self.uri)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::APP_ID, credentials.app_id().unwrap_or_default())
            .header(header::KEY, credentials.secret_id())
            .nonce(&self.nonce)
            .timestamp(&self.timestamp)
            .body(&self.body)
    }
}
