//! What the failures of a signer have in common: the mistakes that explain
//! most of them, proven on every one.

use std::time::Duration;

use super::case::Case;
use super::report::{Outcome, TestReport};
use crate::doctor::{Doctor, Explanation, Verdict};
use crate::recipe::Mistake;
use crate::request::header;
use crate::vectors::Vector;

/// A combination of mistakes, and the failures it explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The mistakes, in the order of the pipeline.
    pub mistakes: Vec<&'static Mistake>,
    /// Ids of the failed cases whose very signature these mistakes make.
    pub explains: Vec<String>,
}

/// How many causes are named.
const MOST: usize = 5;
/// How many failures are given to the doctor in search of one more cause: the
/// first may be of a kind that nothing explains.
const ASKED: usize = 5;

/// Finds the causes of the failures, the one that explains most of them first.
///
/// Every failure on its own may have several explanations (a signer that
/// leaves the query out and one that signs a constant path agree on a request
/// without query); all of them together leave few. Where two explain as many,
/// the one that would also have passed what the signer passed comes first.
pub(super) fn common_causes(cases: &[Case<'_>], tests: &[TestReport]) -> Vec<Cause> {
    let vectors = || {
        tests.iter().filter_map(|test| {
            let case = cases.iter().find(|case| case.id() == test.id)?;
            match case {
                Case::Vector(vector) => Some((*vector, test)),
                _ => None,
            }
        })
    };
    let mut failed: Vec<(&Vector, &str)> = vectors()
        .filter_map(|(vector, test)| match &test.outcome {
            Outcome::Failed(failure) => Some((vector, failure.signature.as_deref()?)),
            _ => None,
        })
        .collect();
    let passed: Vec<&Vector> = vectors()
        .filter(|(_, test)| test.outcome == Outcome::Passed)
        .map(|(vector, _)| vector)
        .collect();

    let mut causes = Vec::new();
    while causes.len() < MOST && !failed.is_empty() {
        let Some((cause, explained)) = best_explanation(&failed, &passed) else { break };
        let ids = explained.iter().map(|&index| failed[index].0.id.clone()).collect();
        causes.push(Cause { mistakes: cause.mistakes().collect(), explains: ids });
        let mut index = 0;
        failed.retain(|_| {
            index += 1;
            !explained.contains(&(index - 1))
        });
    }
    causes
}

/// What explains most failures, and which.
fn best_explanation(
    failed: &[(&Vector, &str)],
    passed: &[&Vector],
) -> Option<(Explanation, Vec<usize>)> {
    // The suite gives nonce and timestamp: no others can have been signed.
    let doctor = Doctor::default()
        .recipes_only()
        .max_mistakes(2)
        .budget(Duration::from_secs(1))
        .near(0)
        .nonces(0);
    // Spread over all of them, as neighbours are alike.
    let step = failed.len().div_ceil(ASKED);
    let mut candidates: Vec<Explanation> = Vec::new();
    for (vector, signature) in failed.iter().step_by(step) {
        let mut request = vector.request.clone();
        request.set_header(header::SIGNATURE, *signature);
        if let Verdict::Invalid(found) = doctor.examine(&request, &vector.credentials).verdict {
            for explanation in found {
                if !candidates.iter().any(|known| known.has_the_mistakes_of(&explanation)) {
                    candidates.push(explanation);
                }
            }
        }
    }
    let makes = |explanation: &Explanation, vector: &Vector, signature: &str| {
        explanation.sign(&vector.request, &vector.credentials).as_deref()
            == Some(signature.as_bytes())
    };
    candidates
        .into_iter()
        .map(|candidate| {
            let explained: Vec<_> = failed
                .iter()
                .enumerate()
                .filter(|(_, (vector, signature))| makes(&candidate, vector, signature))
                .map(|(index, _)| index)
                .collect();
            (candidate, explained)
        })
        .max_by_key(|(candidate, explained)| {
            let agrees = |vector: &&&Vector| {
                vector
                    .stages
                    .as_ref()
                    .is_some_and(|stages| makes(candidate, vector, stages.signature.as_str()))
            };
            let agreed = passed.iter().filter(agrees).count();
            (explained.len(), agreed, std::cmp::Reverse(candidate.mistakes().count()))
        })
}
