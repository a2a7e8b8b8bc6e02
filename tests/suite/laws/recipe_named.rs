use std::sync::LazyLock;
use std::time::Duration;

use tmsig::Verifier;
use tmsig::doctor::{Doctor, Verdict};
use tmsig::header;
use tmsig::recipe::{Mistake, Recipe};

use super::input::{decisions, sample};

static IDS: LazyLock<Vec<&str>> =
    LazyLock::new(|| Mistake::all().map(|mistake| mistake.id).collect());

/// A signer with up to two mistakes, on any request: right by chance, or
/// refused by the verifier and named by the doctor, with an explanation that
/// makes the same signature and has no more mistakes than it has.
pub fn recipe_named(input: &[u8]) {
    let ([first, first_high, second, second_high], rest) = decisions(input);
    let ids = [[first, first_high], [second, second_high]]
        .map(|pair| IDS[usize::from(u16::from_le_bytes(pair)) % IDS.len()]);
    let recipe = Recipe::with_mistakes(ids).or_else(|| Recipe::with_mistakes([ids[0]]));
    let recipe = recipe.expect("one mistake alone is a recipe");
    let sample = sample(rest);
    let credentials = sample.credentials();
    let mut request = sample.request();
    let signature = recipe.sign(&request, &credentials);
    request.set_header(header::SIGNATURE, signature.clone());
    let is_right = Verifier::new([credentials.clone()]).verify_signature(&request).is_ok();
    let doctor = Doctor::default()
        .recipes_only()
        .max_mistakes(2)
        .near(0)
        .nonces(0)
        .budget(Duration::from_secs(600));
    match doctor.examine(&request, &credentials).verdict {
        Verdict::Valid => assert!(is_right, "{ids:?}"),
        Verdict::Invalid(explanations) => {
            assert!(!is_right, "{ids:?}");
            assert!(!explanations.is_empty());
            for explanation in explanations {
                assert!(explanation.mistakes().count() <= recipe.mistakes().count(), "{ids:?}");
                assert_eq!(explanation.sign(&request, &credentials), Some(signature.clone()));
            }
        }
        verdict => panic!("{verdict:?} by {ids:?}"),
    }
}

/// The bytes of which [`recipe_named`] makes a recipe of these mistakes.
pub(super) fn written(ids: [usize; 2], request: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for id in ids {
        bytes.extend_from_slice(&u16::try_from(id).unwrap_or_default().to_le_bytes());
    }
    bytes.extend_from_slice(request);
    bytes
}
