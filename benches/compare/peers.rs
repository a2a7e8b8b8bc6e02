//! The whole job, from the request's fields to 88 characters, done with other
//! libraries, beside ours and beside the floor, in one run.
//!
//! Every peer keeps its key prepared if its interface can, and feeds the parts
//! without joining them if it can; hex and base64 are done by the crates of
//! these names.

use std::hint::black_box;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hmac::{Hmac, KeyInit as _, Mac as _};
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use sha2::Sha256;
use sha2::block_api::compress256;
use tmsig::{Request, Signature, Signer, header};
use tmsig_compare::{SECRET_ID, SECRET_KEY, SIZES, body, credentials, request};

/// What a peer signs; it looks for nothing and refuses nothing.
#[derive(Clone, Copy)]
struct Fields<'r> {
    method: &'r str,
    nonce: &'r str,
    timestamp: &'r str,
    uri: &'r str,
    body: &'r [u8],
}

impl<'r> Fields<'r> {
    fn of(request: &'r Request<'_>) -> Self {
        let text = |bytes: &'r [u8]| str::from_utf8(bytes).expect("it is text");
        let value = |name| text(request.header_value(name).unwrap_or_default());
        Self {
            method: text(request.method_bytes()),
            nonce: value(header::NONCE),
            timestamp: value(header::TIMESTAMP),
            uri: text(request.uri_bytes()),
            body: request.body_bytes(),
        }
    }

    fn parts(&self) -> [&'r [u8]; 11] {
        [
            self.method.as_bytes(),
            b"\nX-TC-Key=",
            SECRET_ID.as_bytes(),
            b"&X-TC-Nonce=",
            self.nonce.as_bytes(),
            b"&X-TC-Timestamp=",
            self.timestamp.as_bytes(),
            b"\n",
            self.uri.as_bytes(),
            b"\n",
            self.body,
        ]
    }
}

fn dress(digest: &[u8]) -> String {
    STANDARD.encode(hex::encode(digest))
}

/// As it is written without a thought of speed.
fn naive(fields: Fields<'_>) -> String {
    let Fields { method, nonce, timestamp, uri, body } = fields;
    let header_string =
        format!("X-TC-Key={SECRET_ID}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}");
    let mut string_to_sign = format!("{method}\n{header_string}\n{uri}\n").into_bytes();
    string_to_sign.extend_from_slice(body);
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET_KEY.as_bytes()).expect("any length");
    mac.update(&string_to_sign);
    dress(&mac.finalize().into_bytes())
}

fn hmac(key: &Hmac<Sha256>, fields: Fields<'_>) -> String {
    let mut mac = key.clone();
    for part in fields.parts() {
        mac.update(part);
    }
    dress(&mac.finalize().into_bytes())
}

fn ring(key: &ring::hmac::Key, fields: Fields<'_>) -> String {
    let mut mac = ring::hmac::Context::with_key(key);
    for part in fields.parts() {
        mac.update(part);
    }
    dress(mac.sign().as_ref())
}

fn aws_lc_rs(key: &aws_lc_rs::hmac::Key, fields: Fields<'_>) -> String {
    let mut mac = aws_lc_rs::hmac::Context::with_key(key);
    for part in fields.parts() {
        mac.update(part);
    }
    dress(mac.sign().as_ref())
}

fn openssl(key: &PKey<openssl::pkey::Private>, fields: Fields<'_>) -> String {
    let mut mac = openssl::sign::Signer::new(MessageDigest::sha256(), key).expect("a MAC");
    let mut digest = [0; 32];
    mac.update(&fields.parts().concat()).expect("memory");
    mac.sign(&mut digest).expect("32 bytes");
    dress(&digest)
}

fn peers(criterion: &mut Criterion) {
    let key = SECRET_KEY.as_bytes();
    let signer = Signer::new(credentials());
    let hmac_key = Hmac::<Sha256>::new_from_slice(key).expect("any length");
    let ring_key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key);
    let aws_lc_key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, key);
    let openssl_key = PKey::hmac(key).expect("any length");

    for (size, length) in SIZES {
        let body = body(length);
        let request = request(&body);
        let fields = Fields::of(&request);
        let expected = signer.sign(&request).expect("it can be signed");
        let bytes = fields.parts().concat().len();
        let mut group = criterion.benchmark_group(format!("peers/{size}"));
        group.throughput(Throughput::ElementsAndBytes { elements: 1, bytes: bytes as u64 });

        // As many blocks as the message and the outer one have, one after the
        // other as in a message.
        let blocks = vec![[0x5a; 64]; (bytes + 9).div_ceil(64) + 1];
        let mut state = [0; 8];
        group.bench_function("floor", |bencher| {
            bencher.iter(|| compress256(&mut state, black_box(&blocks)));
        });
        group.bench_function("tmsig", |bencher| {
            bencher.iter(|| signer.sign(black_box(&request)));
        });
        let mut peer = |name: &str, sign: &dyn Fn(Fields<'_>) -> String| {
            assert_eq!(sign(fields), expected.as_str(), "{name}");
            group.bench_function(name, |bencher| {
                bencher.iter(|| sign(black_box(fields)));
            });
        };
        peer("naive", &naive);
        peer("hmac", &|fields| hmac(&hmac_key, fields));
        peer("ring", &|fields| ring(&ring_key, fields));
        peer("aws-lc-rs", &|fields| aws_lc_rs(&aws_lc_key, fields));
        peer("openssl", &|fields| openssl(&openssl_key, fields));

        let requests = vec![request.clone(); 64];
        let mut signatures = vec![Signature::from_digest(&[0; 32]); 64];
        group.throughput(Throughput::ElementsAndBytes { elements: 64, bytes: 64 * bytes as u64 });
        group.bench_function("tmsig, batch of 64", |bencher| {
            bencher.iter(|| signer.sign_batch(black_box(&requests), &mut signatures));
        });
        group.finish();
    }
}

criterion_group!(benches, peers);
criterion_main!(benches);
