//! How fast the hot path is, one signature over a request of real size, and
//! what is built on it: verifying, the doctor, the suite.
//!
//! `cargo bench` prints time per signature, and signatures and bytes of the
//! string to sign a second.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tmsig::conformance::{Run, Selection, Subject};
use tmsig::doctor::Doctor;
use tmsig::recipe::Recipe;
use tmsig::vectors::Suite;
use tmsig::{Credentials, Request, Signature, Signer, Verifier, header};

fn sign(criterion: &mut Criterion) {
    let signer = Signer::new(Credentials::new("AKIDexampleexampleexampleexample", "a-secret"));
    let mut group = criterion.benchmark_group("sign");
    for (name, body_length) in [("empty GET", 0), ("200 B", 200), ("16 KiB", 16 * 1024)] {
        let body = vec![b'x'; body_length];
        let method = if body.is_empty() { "GET" } else { "POST" };
        let request = Request::new(method, "/v1/meetings/7567173273889276131?userid=tester1")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::APP_ID, "200000001")
            .nonce("14964161")
            .timestamp("1600000000")
            .body(&body);
        let length = signer.string_to_sign(&request).expect("it can be signed").to_vec().len();
        group.throughput(Throughput::Bytes(length as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| signer.sign(black_box(&request)));
        });
    }
    group.finish();
}

fn verify(criterion: &mut Criterion) {
    let credentials = Credentials::new("AKIDexample", "a-secret");
    let mut request = Request::new("GET", "/v1/users/list?page=1")
        .header(header::KEY, "AKIDexample")
        .nonce("14964161")
        .timestamp("1600000000");
    let signature = Signer::new(credentials.clone()).sign(&request).expect("it can be signed");
    request.set_header(header::SIGNATURE, signature.as_str());
    let verifier = Verifier::new([credentials]);
    criterion.bench_function("verify", |bencher| {
        bencher.iter(|| verifier.verify_signature(black_box(&request)));
    });
}

/// How long a diagnosis takes, by the number of mistakes behind the signature.
fn doctor(criterion: &mut Criterion) {
    let credentials = Credentials::new("AKIDexample", "a-secret-key");
    let body = format!(r#"{{"userid":"tester1","subject":"周会 {}"}}"#, "x".repeat(460));
    let request = Request::new("POST", "/v1/meetings?userid=tester1&instanceid=1")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::KEY, "AKIDexample")
        .nonce("14964161")
        .timestamp("1600000000")
        .body(&body);
    let mut group = criterion.benchmark_group("doctor");
    group.sample_size(10);
    let doctor = Doctor::default().max_mistakes(4).budget(Duration::from_secs(60));
    for ids in [
        &[][..],
        &["query-left-out"],
        &["query-left-out", "json-python"],
        &["query-left-out", "json-python", "header-names-lower-case"],
        &["query-left-out", "json-python", "header-names-lower-case", "method-lower-case"],
    ] {
        let recipe = Recipe::with_mistakes(ids.iter().copied()).expect("they are of three stages");
        let mut request = request.clone();
        request.set_header(header::SIGNATURE, recipe.sign(&request, &credentials));
        group.bench_function(BenchmarkId::new("mistakes", ids.len()), |bencher| {
            bencher.iter(|| doctor.examine(black_box(&request), &credentials));
        });
    }
    let mut request = request.clone();
    request.set_header(header::SIGNATURE, Signature::from_digest(&[7; 32]).as_str());
    let doctor = doctor.max_mistakes(3);
    group.bench_function("unexplained by 3", |bencher| {
        bencher.iter(|| doctor.examine(black_box(&request), &credentials));
    });
    group.finish();
}

/// What `tmsig test` does, from reading the vectors to the report.
fn suite(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("suite");
    group.sample_size(20);
    group.bench_function("embedded", |bencher| {
        bencher.iter(|| {
            let suite = Suite::embedded();
            let selection = Selection::default().with_largest_accumulated(10_000);
            assert!(Run::new(&suite).select(selection).judge(&Subject::Embedded).conforms());
        });
    });
    group.finish();
}

criterion_group!(benches, sign, verify, doctor, suite);
criterion_main!(benches);
