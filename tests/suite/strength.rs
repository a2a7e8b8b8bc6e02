//! How strong the vectors are: a signer with a mistake, or with two, gets at
//! least one of the valid ones wrong.

use tmsig::recipe::{Mistake, Recipe};
use tmsig::vectors::{Expectation, Suite, Vector};

/// Mistakes that no valid vector can tell from the specification, each for a
/// reason.
const INDISTINGUISHABLE: [(&str, &str); 3] = [
    ("method-upper-case", "a valid request has its method in upper case already"),
    ("path-decoded", "whether the server wants the path decoded is open, so no such path is valid"),
    ("encoding-base64-url", "base64 of hexadecimal digits never holds '+' or '/'"),
];

fn valid(suite: &Suite) -> Vec<&Vector> {
    let mut vectors: Vec<_> =
        suite.vectors().filter(|vector| vector.expectation == Expectation::Valid).collect();
    // Long bodies are slow to sign wrongly, and rarely needed.
    vectors.sort_by_key(|vector| vector.request.body_bytes().len() > 1000);
    vectors
}

fn is_failed(vector: &Vector, recipe: &Recipe) -> bool {
    let expected = vector.stages.as_ref().unwrap().signature;
    recipe.sign(&vector.request, &vector.credentials) != expected.as_ref()
}

#[test]
fn every_single_mistake_is_failed_by_a_valid_vector() {
    let suite = Suite::embedded();
    let vectors = valid(&suite);
    let survivors: Vec<_> = Mistake::all()
        .map(|mistake| mistake.id)
        .filter(|id| {
            let recipe = Recipe::with_mistakes([*id]).unwrap();
            !vectors.iter().any(|vector| is_failed(vector, &recipe))
        })
        .collect();
    let expected = INDISTINGUISHABLE.map(|(id, _)| id);
    assert_eq!(survivors, expected);
}

#[test]
fn every_pair_of_mistakes_is_failed_by_a_valid_vector() {
    let suite = Suite::embedded();
    let vectors = valid(&suite);
    let ids: Vec<_> = Mistake::all().map(|mistake| mistake.id).collect();
    let mut survivors = Vec::new();
    for (index, first) in ids.iter().enumerate() {
        // What failed the last one likely fails the next one too.
        let mut last = 0;
        for second in &ids[index + 1..] {
            let Some(recipe) = Recipe::with_mistakes([*first, *second]) else { continue };
            if is_failed(vectors[last], &recipe) {
                continue;
            }
            match vectors.iter().position(|vector| is_failed(vector, &recipe)) {
                Some(found) => last = found,
                None => survivors.push((*first, *second)),
            }
        }
    }
    let is_expected = |id: &str| INDISTINGUISHABLE.iter().any(|(known, _)| *known == id);
    survivors.retain(|(first, second)| !(is_expected(first) && is_expected(second)));
    assert_eq!(survivors, []);
}
