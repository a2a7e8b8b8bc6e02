//! The mistakes that the failures of a client have in common.

use crate::conformance::common_cause::Cause;
use crate::conformance::report::{Outcome, TestReport};
use crate::recipe::Mistake;

/// How many causes are named.
const MOST: usize = 5;

/// The mistakes that explain most failures first. On a single request several
/// can make the same signature; all requests together leave few.
pub(in crate::conformance) fn client_causes(tests: &mut [TestReport]) -> Vec<Cause> {
    let mut open: Vec<usize> =
        (0..tests.len()).filter(|&at| !explanations(&tests[at]).is_empty()).collect();
    let mut causes = Vec::new();
    while causes.len() < MOST && !open.is_empty() {
        let all: Vec<_> = open.iter().map(|&at| explanations(&tests[at])).collect();
        let Some(mistakes) = most_common(&all) else { break };
        let (explained, rest): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|&at| explanations(&tests[at]).contains(&mistakes));
        open = rest;
        for &at in &explained {
            put_first(&mut tests[at], &mistakes);
        }
        let explains = explained.into_iter().map(|at| tests[at].id.clone()).collect();
        causes.push(Cause { mistakes, explains });
    }
    causes
}

/// The mistakes that explain most of these failures, each of which has several
/// explanations, the likeliest first.
pub(crate) fn most_common(failures: &[&[Vec<&'static Mistake>]]) -> Option<Vec<&'static Mistake>> {
    let mut best: Option<(&Vec<&'static Mistake>, usize)> = None;
    for mistakes in failures.iter().copied().flatten() {
        let count = failures.iter().filter(|explanations| explanations.contains(mistakes)).count();
        let is_better = best.is_none_or(|(known, most)| {
            count > most || (count == most && mistakes.len() < known.len())
        });
        if is_better {
            best = Some((mistakes, count));
        }
    }
    best.map(|(mistakes, _)| mistakes.clone())
}

fn explanations(test: &TestReport) -> &[Vec<&'static Mistake>] {
    match &test.outcome {
        Outcome::Failed(failure) => {
            failure.wire.as_ref().map_or(&[], |wire| &wire.explanations[..])
        }
        _ => &[],
    }
}

/// What explains the others too is what the report tells of this one.
fn put_first(test: &mut TestReport, mistakes: &Vec<&'static Mistake>) {
    let Outcome::Failed(failure) = &mut test.outcome else { return };
    let Some(wire) = &mut failure.wire else { return };
    let Some(at) = wire.explanations.iter().position(|known| known == mistakes) else { return };
    if at == 0 {
        return;
    }
    let titles = super::diagnosis::titles;
    let before = titles(&wire.explanations[0]);
    failure.note = failure.note.replacen(&before, &titles(mistakes), 1);
    for mistake in &wire.explanations[0] {
        wire.fixes.retain(|fix| fix != mistake.remedy.en);
    }
    let remedies = mistakes.iter().map(|mistake| mistake.remedy.en.to_owned());
    wire.fixes.splice(0..0, remedies);
    wire.explanations[..=at].rotate_right(1);
}
