//! A receiver's failures as outcomes of a run, beside those of signers.

use super::ReceiverFailure;
use crate::callback::doctor::Mistake;
use crate::conformance::report::{Failure, Outcome, Stage};
use crate::vectors::{CallbackCase, CallbackExpectation};
use crate::visible::Visible;

/// How much of a wrong answer a report shows.
const SHOWN: usize = 200;

/// The outcome: what went wrong first, as what follows comes of it.
pub(super) fn of(case: &CallbackCase, failures: &[ReceiverFailure]) -> Outcome {
    let Some(first) = failures.first() else { return Outcome::Passed };
    let (signature, plaintext, answer) = match &case.expectation {
        CallbackExpectation::Accepted { stages, answer, .. } => {
            (stages.signature.as_str(), stages.plaintext.as_bytes(), answer.as_bytes())
        }
        CallbackExpectation::Refused { .. } => ("", &b""[..], &b""[..]),
    };
    let failure = match first {
        ReceiverFailure::Broken(told) => return Outcome::Errored(told.clone().into()),
        ReceiverFailure::Signature(computed, explanations) => Failure {
            expected: signature.to_owned(),
            got: shown(computed.as_bytes()),
            ..explained(Stage::Signature, explanations, "the signature is wrong")
        },
        ReceiverFailure::Verdict { holds } => {
            let word = |holds| if holds { "valid" } else { "not valid" }.to_owned();
            let note = if *holds {
                "a signature that holds is called wrong"
            } else {
                "a signature that does not hold is called right"
            };
            Failure {
                expected: word(*holds),
                got: word(!holds),
                ..explained(Stage::Verdict, &[], note)
            }
        }
        ReceiverFailure::Plaintext(explanations) => Failure {
            expected: shown(plaintext),
            got: "another plaintext, or none".to_owned(),
            ..explained(Stage::Plaintext, explanations, "what was decrypted is wrong")
        },
        ReceiverFailure::Answer { status, body } => {
            let note = if *status == 200 {
                "the body of the answer is not the one that is due"
            } else {
                "a right callback is refused"
            };
            Failure {
                expected: format!("status 200, {}", shown(answer)),
                got: format!("status {status}, {}", shown(body)),
                ..explained(Stage::Answer, &[], note)
            }
        }
        ReceiverFailure::Accepted => Failure {
            expected: "a status that is not 200".to_owned(),
            got: "status 200".to_owned(),
            ..explained(Stage::Answer, &[], "a callback that must be refused is accepted")
        },
    };
    Outcome::Failed(failure)
}

/// A failure with the likeliest mistakes that make it, proven by what they make.
fn explained(stage: Stage, explanations: &[Vec<&'static Mistake>], otherwise: &str) -> Failure {
    let mut failure = Failure::new(stage);
    let Some(mistakes) = explanations.first() else {
        otherwise.clone_into(&mut failure.note);
        return failure;
    };
    let told: Vec<_> = mistakes
        .iter()
        .map(|Mistake { id, title, remedy, .. }| format!("{} [{id}]: {}", title.en, remedy.en))
        .collect();
    failure.note = told.join("; ");
    failure.receiver_mistakes = mistakes.iter().map(|mistake| mistake.id).collect();
    failure
}

fn shown(bytes: &[u8]) -> String {
    Visible(bytes).around(0, SHOWN)
}
