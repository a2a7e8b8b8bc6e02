//! How long a diagnosis takes.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use tmsig::doctor::Doctor;
use tmsig::recipe::Recipe;
use tmsig::{Credentials, Request, Signature, header};

/// By the number of mistakes behind the signature.
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
    let doctor = Doctor::default().max_mistakes(3).budget(Duration::from_secs(60));
    for ids in [
        &[][..],
        &["query-left-out"],
        &["query-left-out", "json-python"],
        &["query-left-out", "json-python", "header-names-lower-case"],
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
    group.bench_function("unexplained by 3", |bencher| {
        bencher.iter(|| doctor.examine(black_box(&request), &credentials));
    });
    group.finish();
}

criterion_group!(benches, doctor);
criterion_main!(benches);
