//! Signing allocates nothing.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use tmsig::{Credentials, Request, Signature, Signer, Verifier, header};

/// Counts the allocations of each thread: other tests run at the same time.
struct CountingAllocator;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator as it came.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(pointer, layout, new_size) }
    }
}

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn count() {
    // A thread that is ending has nobody to count for.
    let _ending = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
}

fn allocations<T>(work: impl FnOnce() -> T) -> usize {
    let before = ALLOCATIONS.get();
    let result = work();
    let after = ALLOCATIONS.get();
    drop(result);
    after - before
}

#[test]
fn the_allocator_counts() {
    assert_eq!(allocations(|| std::hint::black_box(Box::new(1))), 1);
}

#[test]
fn sign_allocates_nothing() {
    let signer = Signer::new(Credentials::new("AKIDexample", "a-secret"));
    for body in [Vec::new(), b"{}".to_vec(), vec![b'x'; 1 << 20]] {
        for content_type in ["application/json", "multipart/form-data; boundary=x"] {
            let request = Request::new("POST", "/v1/meetings?userid=tester1&instanceid=1")
                .header(header::CONTENT_TYPE, content_type)
                .header(header::APP_ID, "200000001")
                .header(header::KEY, "AKIDexample")
                .nonce("18446744073709551615")
                .timestamp("1600000000")
                .body(&body);
            assert_eq!(allocations(|| signer.sign(&request).unwrap()), 0);
        }
    }
}

#[test]
fn checking_a_signature_allocates_nothing() {
    let credentials = Credentials::new("AKIDexample", "a-secret");
    let verifier = Verifier::new([credentials.clone()]);
    let mut request = Request::new("GET", "/v1/users/list?page=1")
        .header(header::KEY, "AKIDexample")
        .nonce("1")
        .timestamp("1600000000");
    let signature = Signer::new(credentials).sign(&request).unwrap();
    request.set_header(header::SIGNATURE, signature.as_str());
    assert_eq!(allocations(|| verifier.verify_signature(&request)), 0);
}

#[test]
fn sign_batch_allocates_nothing() {
    let signer = Signer::new(Credentials::new("AKIDexample", "a-secret"));
    let bodies: Vec<_> = (0..100).map(|index| vec![b'x'; index * 37]).collect();
    let requests: Vec<_> = bodies
        .iter()
        .map(|body| Request::new("POST", "/").nonce("1").timestamp("1600000000").body(body))
        .collect();
    let mut signatures = vec![Signature::from_digest(&[0; 32]); requests.len()];
    assert_eq!(allocations(|| signer.sign_batch(&requests, &mut signatures).unwrap()), 0);
}
