//! A signer with up to two mistakes, on any request: right by chance, or refused
//! by the verifier and named by the doctor, with no more mistakes than it has.

#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use tmsig::doctor::{Doctor, Verdict};
use tmsig::recipe::{Mistake, Recipe};
use tmsig::{Credentials, Request, Verifier, header};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    mistakes: [u16; 2],
    secret_key: &'a str,
    method: &'a str,
    uri: &'a str,
    nonce: u64,
    timestamp: u32,
    body: &'a [u8],
}

static IDS: LazyLock<Vec<&str>> =
    LazyLock::new(|| Mistake::all().map(|mistake| mistake.id).collect());

fuzz_target!(|input: Input<'_>| {
    let ids = input.mistakes.map(|mistake| IDS[usize::from(mistake) % IDS.len()]);
    let recipe = Recipe::with_mistakes(ids).or_else(|| Recipe::with_mistakes([ids[0]]));
    let recipe = recipe.expect("one mistake alone is a recipe");
    let credentials = Credentials::new("AKIDexample", format!("key{}", input.secret_key));
    let uri = format!("/v1/{}", input.uri);
    let (nonce, timestamp) = (input.nonce.to_string(), input.timestamp.to_string());
    let mut request = Request::new(input.method, &uri)
        .header(header::KEY, "AKIDexample")
        .nonce(&nonce)
        .timestamp(&timestamp)
        .body(input.body);
    let signature = recipe.sign(&request, &credentials);
    request.set_header(header::SIGNATURE, signature.clone());
    let is_right = Verifier::new([credentials.clone()]).verify_signature(&request).is_ok();
    let doctor =
        Doctor::default().max_mistakes(2).near(0).nonces(0).budget(Duration::from_secs(600));
    match doctor.examine(&request, &credentials).verdict {
        Verdict::Valid => assert!(is_right, "{ids:?}"),
        Verdict::Invalid(explanations) => {
            assert!(!is_right, "{ids:?}");
            for explanation in explanations {
                assert!(explanation.mistakes().count() <= recipe.mistakes().count(), "{ids:?}");
                assert_eq!(explanation.sign(&request, &credentials), Some(signature.clone()));
            }
        }
        verdict => panic!("{verdict:?} by {ids:?}"),
    }
});
