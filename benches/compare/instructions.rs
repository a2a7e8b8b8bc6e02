//! How many instructions the hot paths take, counted by Callgrind: a measure
//! that no other load on the machine disturbs. `gate.py` compares it with
//! what is committed.
//!
//! Valgrind knows no SHA extensions and hides them: what is counted is the
//! portable compression, one message at a time. It outweighs all else in a
//! signature, so what surrounds it is counted apart as well.

use std::hint::black_box;
use std::time::Duration;

use gungraun::prelude::*;
use tmsig::doctor::{Diagnosis, Doctor, Verdict};
use tmsig::recipe::Recipe;
use tmsig::{Refusal, Request, Signature, Signer, Verifier, header};
use tmsig_compare::{SECRET_ID, body, credentials, request};

/// Leaked, like all that is prepared here: nothing is dropped while instructions
/// are counted.
fn leak<T>(value: T) -> &'static mut T {
    Box::leak(Box::new(value))
}

fn to_sign(length: usize) -> (&'static Signer, &'static Request<'static>) {
    let (signer, request) = (Signer::new(credentials()), request(&body(length)).into_owned());
    // What is only done the first time, as asking for the processor's features.
    signer.sign(&request).expect("it can be signed");
    (leak(signer), leak(request))
}

#[library_benchmark(setup = to_sign)]
#[bench::empty_get(0)]
#[bench::bytes_200(200)]
#[bench::kib_1(1 << 10)]
#[bench::kib_16(16 << 10)]
#[bench::mib_1(1 << 20)]
fn sign((signer, request): (&Signer, &Request<'static>)) -> Result<Signature, Refusal> {
    black_box(signer.sign(black_box(request)))
}

type Batch = (&'static Signer, &'static [Request<'static>], &'static mut [Signature]);

fn to_sign_64(length: usize) -> Batch {
    let (signer, request) = to_sign(length);
    let signatures = leak(vec![Signature::from_digest(&[0; 32]); 64]);
    (signer, leak(vec![request.clone(); 64]), signatures)
}

#[library_benchmark(setup = to_sign_64)]
#[bench::bytes_200(200)]
fn sign_batch_of_64((signer, requests, signatures): Batch) {
    signer.sign_batch(black_box(requests), signatures).expect("they can be signed");
    black_box(signatures);
}

fn to_verify(length: usize) -> (&'static Verifier, &'static Request<'static>) {
    let (signer, request) = to_sign(length);
    let mut request = request.clone();
    let signature = signer.sign(&request).expect("it can be signed");
    request.set_header(header::SIGNATURE, signature.as_str());
    (leak(Verifier::new([credentials()])), leak(request))
}

#[library_benchmark(setup = to_verify)]
#[bench::bytes_200(200)]
fn verify((verifier, request): (&Verifier, &Request<'static>)) {
    let verdict = black_box(verifier.verify_signature(black_box(request)));
    assert_eq!(verdict, Ok(()));
}

// Without compression.

#[library_benchmark(setup = to_sign)]
#[bench::bytes_200(200)]
fn string_to_sign((signer, request): (&Signer, &Request<'static>)) -> usize {
    black_box(signer.string_to_sign(black_box(request)).map_or(0, |parts| parts.body.len()))
}

#[library_benchmark]
fn digest_to_characters() -> Signature {
    black_box(Signature::from_digest(black_box(&[0x5a; 32])))
}

fn to_diagnose(mistakes: &[&str]) -> (Doctor, Request<'static>) {
    // On this thread alone, and to the end: how much is searched must not depend
    // on the time.
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()
        .expect("it is the first");
    let recipe = Recipe::with_mistakes(mistakes.iter().copied()).expect("they go together");
    let mut request = Request::new("POST", "/v1/meetings?userid=tester1&instanceid=1")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::KEY, SECRET_ID)
        .nonce("149641613")
        .timestamp("1600000000")
        .body(r#"{"userid":"tester1","subject":"weekly"}"#);
    request.set_header(header::SIGNATURE, recipe.sign(&request, &credentials()));
    (Doctor::default().budget(Duration::from_secs(3600)), request)
}

#[library_benchmark(setup = to_diagnose)]
#[bench::two_mistakes(&["query-left-out", "json-python"])]
fn doctor((doctor, request): (Doctor, Request<'static>)) -> Diagnosis {
    let diagnosis = black_box(doctor.examine(black_box(&request), &credentials()));
    assert!(matches!(diagnosis.verdict, Verdict::Invalid(_)));
    diagnosis
}

/// Lines of a log until it is so long.
fn repeated(lines: &str, length: usize) -> &'static [u8] {
    leak(lines.bytes().cycle().take(length).collect::<Vec<u8>>())
}

fn log(length: usize) -> &'static [u8] {
    let call = "--> POST https://api.meeting.qq.com/v1/meetings http/1.1\n\
        X-TC-Key: AKIDexample\nX-TC-Nonce: 12345\nX-TC-Timestamp: 1600000000\n\
        X-TC-Signature: NjRmNWM4ZWQ2ZDU2NzY5ZDg2MTg1NjQ1ZTRlYjQ0ZjA2ZjE0ZDM1ZjU3ZjE0ZTZkNzU5ZjA4ZTQ2ZmE4ZmQ4Zg==\n\
        \n{\"userid\":\"tester1\",\"subject\":\"周会\"}\n--> END POST (40-byte body)\n\
        <-- 500 https://api.meeting.qq.com/v1/meetings (257ms)\n<-- END HTTP\n\
        10:00:00.123 INFO nothing that matters happens here for a while\n";
    repeated(call, length)
}

fn brackets(length: usize) -> &'static [u8] {
    repeated("X-TC-Key: {[(\"{'[({[(\"", length)
}

fn names(length: usize) -> &'static [u8] {
    repeated("X-TC-Key\nX-TC-Signature=\n\"X-TC-Nonce\": {{a}}\n", length)
}

// What is linear here stays so: `gate.py` compares these with each other.
#[library_benchmark]
#[bench::kib_64(args = (64 << 10), setup = log)]
#[bench::kib_128(args = (128 << 10), setup = log)]
#[bench::kib_256(args = (256 << 10), setup = log)]
fn read_log(input: &[u8]) -> bool {
    black_box(tmsig::import::read(black_box(input), None, &mut tmsig::import::no_files)).is_ok()
}

#[library_benchmark]
#[bench::kib_64(args = (64 << 10), setup = brackets)]
#[bench::kib_128(args = (128 << 10), setup = brackets)]
#[bench::kib_256(args = (256 << 10), setup = brackets)]
fn read_brackets(input: &[u8]) -> bool {
    black_box(tmsig::import::read(black_box(input), None, &mut tmsig::import::no_files)).is_ok()
}

#[library_benchmark]
#[bench::kib_64(args = (64 << 10), setup = names)]
#[bench::kib_128(args = (128 << 10), setup = names)]
#[bench::kib_256(args = (256 << 10), setup = names)]
fn read_names(input: &[u8]) -> bool {
    black_box(tmsig::import::read(black_box(input), None, &mut tmsig::import::no_files)).is_ok()
}

library_benchmark_group!(
    name = instructions,
    benchmarks = [
        sign,
        sign_batch_of_64,
        verify,
        string_to_sign,
        digest_to_characters,
        doctor,
        read_log,
        read_brackets,
        read_names
    ]
);

main!(library_benchmark_groups = instructions);
