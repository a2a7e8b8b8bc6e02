//! How fast signing and verifying is, by size, beside the floor: the bare
//! compression of as many blocks.
//!
//! `cargo bench` prints time, and signatures or bytes of the string to sign a
//! second; `docs/benchmarks.md` says how to compare two runs.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use sha2::block_api::compress256;
use tmsig::{Request, Signature, Signer, Verifier, header};

mod requests;

/// Blocks that HMAC-SHA256 of a message this long takes with the key's blocks
/// done: the padded message, and the outer block.
fn blocks(length: usize) -> usize {
    (length + 9).div_ceil(64) + 1
}

fn length_of(request: &Request<'_>) -> usize {
    let signer = Signer::new(requests::credentials());
    signer.string_to_sign(request).expect("it can be signed").to_vec().len()
}

fn sign(criterion: &mut Criterion) {
    let signer = Signer::new(requests::credentials());
    let mut group = criterion.benchmark_group("sign");
    for (name, body_length) in requests::SIZES {
        let body = requests::body(body_length);
        let request = requests::request(&body);
        let length = length_of(&request);
        group.throughput(Throughput::ElementsAndBytes { elements: 1, bytes: length as u64 });
        let floor = vec![[0x5a; 64]; blocks(length)];
        group.bench_function(BenchmarkId::new("floor", name), |bencher| {
            // One block after the other, as in a message.
            let mut state = [0; 8];
            bencher.iter(|| compress256(&mut state, black_box(&floor)));
        });
        group.bench_function(BenchmarkId::new("tmsig", name), |bencher| {
            bencher.iter(|| signer.sign(black_box(&request)));
        });
    }
    group.finish();
}

fn sign_batch(criterion: &mut Criterion) {
    let signer = Signer::new(requests::credentials());
    let body = requests::body(200);
    let request = requests::request(&body);
    let length = length_of(&request) as u64;
    let mut group = criterion.benchmark_group("sign_batch");
    for count in [1, 4, 64, 4096] {
        let requests = vec![request.clone(); count];
        let mut signatures = vec![Signature::from_digest(&[0; 32]); count];
        let elements = count as u64;
        group.throughput(Throughput::ElementsAndBytes { elements, bytes: elements * length });
        group.bench_function(BenchmarkId::new("one core", count), |bencher| {
            bencher.iter(|| signer.sign_batch(black_box(&requests), &mut signatures));
        });
    }
    // Bodies of 0 to 2 KiB.
    let bodies: Vec<_> = (0..64).map(|index| requests::body(index * 7919 % 2048)).collect();
    let mixed: Vec<_> = bodies.iter().map(|body| requests::request(body)).collect();
    let mut signatures = vec![Signature::from_digest(&[0; 32]); mixed.len()];
    let bytes = mixed.iter().map(length_of).sum::<usize>() as u64;
    group.throughput(Throughput::ElementsAndBytes { elements: 64, bytes });
    group.bench_function("64 of mixed lengths", |bencher| {
        bencher.iter(|| signer.sign_batch(black_box(&mixed), &mut signatures));
    });
    group.bench_function("64 of mixed lengths, one by one", |bencher| {
        bencher.iter(|| {
            for (request, signature) in black_box(&mixed).iter().zip(&mut signatures) {
                *signature = signer.sign(request).expect("it can be signed");
            }
        });
    });
    let requests = vec![request.clone(); 4096];
    let mut signatures = vec![Signature::from_digest(&[0; 32]); 4096];
    group.throughput(Throughput::ElementsAndBytes { elements: 4096, bytes: 4096 * length });
    group.bench_function("every core/4096", |bencher| {
        bencher.iter(|| signer.par_sign_batch(black_box(&requests), &mut signatures));
    });
    group.finish();
}

fn verify(criterion: &mut Criterion) {
    let signer = Signer::new(requests::credentials());
    let verifier = Verifier::new([requests::credentials()]);
    let mut group = criterion.benchmark_group("verify");
    for (name, body_length) in requests::SIZES {
        let body = requests::body(body_length);
        let mut request = requests::request(&body);
        let signature = signer.sign(&request).expect("it can be signed");
        request.set_header(header::SIGNATURE, signature.as_str());
        let bytes = length_of(&request) as u64;
        group.throughput(Throughput::ElementsAndBytes { elements: 1, bytes });
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| verifier.verify_signature(black_box(&request)));
        });
    }
    group.finish();
}

/// Finding, examining and borrowing the parts; what `sign` does besides the MAC
/// and the encoding.
fn string_to_sign(criterion: &mut Criterion) {
    let signer = Signer::new(requests::credentials());
    let body = requests::body(200);
    let request = requests::request(&body);
    let mut group = criterion.benchmark_group("string_to_sign");
    let bytes = length_of(&request) as u64;
    group.throughput(Throughput::ElementsAndBytes { elements: 1, bytes });
    group.bench_function("as parts", |bencher| {
        bencher.iter(|| black_box(signer.string_to_sign(black_box(&request))).is_ok());
    });
    group.bench_function("as one piece", |bencher| {
        bencher.iter(|| signer.string_to_sign(black_box(&request)).map(|parts| parts.to_vec()));
    });
    group.bench_function("digest to 88 characters", |bencher| {
        bencher.iter(|| Signature::from_digest(black_box(&[7; 32])));
    });
    group.finish();
}

criterion_group!(benches, sign, sign_batch, verify, string_to_sign);
criterion_main!(benches);
