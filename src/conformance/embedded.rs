//! Judging the reference implementation itself: signer, string to sign,
//! refusals and verifier.

use sha2::{Digest as _, Sha256};

use super::case::Case;
use super::judge::judge_hash;
use super::process::Interrupt;
use super::report::{Failure, Outcome, Stage};
use super::{ReportedStages, SignerUnderTest};
use crate::credentials::Credentials;
use crate::request::{Request, header};
use crate::signer::Signer;
use crate::vectors::{
    Accumulated, AccumulatedTest, CanonicalCase, CanonicalExpectation, Expectation,
    ExpectedRefusal, Vector,
};
use crate::verifier::{Rejection, Verifier};
use crate::visible::{Visible, first_difference};

/// The reference signer as a signer under test.
struct Reference;

impl SignerUnderTest for Reference {
    fn sign(&mut self, credentials: &Credentials, request: &Request<'_>) -> super::Answer {
        let signer = Signer::new(credentials.clone());
        match (signer.string_to_sign(request), signer.sign(request)) {
            (Ok(parts), Ok(signature)) => super::Answer::Signature {
                text: signature.to_string(),
                stages: ReportedStages {
                    header_string: Some(parts.header_string()),
                    string_to_sign: Some(parts.to_vec()),
                    hex_digest: Some(String::from_utf8_lossy(&signature.hex_digest()).into_owned()),
                },
            },
            (Err(refusal), _) | (_, Err(refusal)) => super::Answer::Refused(refusal.to_string()),
        }
    }
}

pub(super) fn judge(case: &Case<'_>, interrupt: &Interrupt) -> Outcome {
    match case {
        Case::Accumulated(file, test) => judge_accumulated(file, test, interrupt),
        Case::Canonical(case) => judge_canonical(case),
        Case::Callback(_) => Outcome::Skipped("this is a case for receivers".to_owned()),
        Case::Client(_) => Outcome::Skipped("this is a case for clients".to_owned()),
        Case::Vector(vector) => judge_vector(vector),
    }
}

fn judge_vector(vector: &Vector) -> Outcome {
    if let Expectation::Invalid { error_code, other_error_codes, replayed, .. } =
        &vector.expectation
    {
        return judge_rejection(vector, *error_code, other_error_codes, *replayed);
    }
    let signed = super::judge::judge_vector(&mut Reference, vector);
    if !matches!(signed, Outcome::Passed) || vector.expectation != Expectation::Valid {
        return signed;
    }
    match verifier(vector).verify_at(&vector.request, vector.now) {
        Ok(()) => Outcome::Passed,
        Err(rejection) => verdict("accepted", &describe(rejection)),
    }
}

fn judge_rejection(vector: &Vector, code: u32, other_codes: &[u32], replayed: bool) -> Outcome {
    let verifier = verifier(vector);
    // It was accepted when it was sent; `now` is when it came again.
    if replayed && let Err(rejection) = verifier.verify_at(&vector.request, vector.sent_at) {
        return verdict("accepted the first time", &describe(rejection));
    }
    let expected = format!("refused with {code}");
    match verifier.verify_at(&vector.request, vector.now) {
        Ok(()) => verdict(&expected, "accepted"),
        Err(rejection) => {
            let answered = rejection.error_code().code();
            if answered == code || other_codes.contains(&answered) {
                Outcome::Passed
            } else {
                verdict(&expected, &describe(rejection))
            }
        }
    }
}

fn judge_canonical(case: &CanonicalCase) -> Outcome {
    let secret_id = case.request.header_value(header::KEY).unwrap_or_default();
    let Ok(secret_id) = str::from_utf8(secret_id) else {
        return Outcome::Skipped("the SecretId is not UTF-8".to_owned());
    };
    let signer = Signer::new(Credentials::new(secret_id, "no key is involved"));
    match (signer.string_to_sign(&case.request), &case.expectation) {
        (Err(refusal), CanonicalExpectation::Refused(expected)) => {
            let got = ExpectedRefusal::from(&refusal);
            if got == *expected {
                Outcome::Passed
            } else {
                refusal_differs(&format!("{expected:?}"), &format!("{got:?}"))
            }
        }
        (Err(refusal), CanonicalExpectation::Signed { .. }) => {
            refusal_differs("signed", &refusal.to_string())
        }
        (Ok(_), CanonicalExpectation::Refused(expected)) => {
            refusal_differs(&format!("{expected:?}"), "signed")
        }
        (Ok(parts), CanonicalExpectation::Signed { header_string, string_to_sign }) => {
            let stages = [
                (Stage::HeaderString, header_string, parts.header_string()),
                (Stage::StringToSign, string_to_sign, parts.to_vec()),
            ];
            for (stage, expected, got) in stages {
                if let Some(at) = first_difference(expected, &got) {
                    return Outcome::Failed(Failure {
                        expected: Visible(expected).around(at, 120),
                        got: Visible(&got).around(at, 120),
                        note: "the embedded signer's differs".to_owned(),
                        first_difference: Some(at),
                        ..Failure::new(stage)
                    });
                }
            }
            Outcome::Passed
        }
    }
}

fn judge_accumulated(file: &Accumulated, test: &AccumulatedTest, interrupt: &Interrupt) -> Outcome {
    let signers: Vec<_> = file.credentials.iter().cloned().map(Signer::new).collect();
    let mut hash = Sha256::new();
    for index in 0..test.requests {
        if index % 4096 == 0 && interrupt.is_set() {
            return Outcome::Errored("interrupted".into());
        }
        let generated = file.generate(index);
        let request = generated.request(&file.credentials[generated.account]);
        match signers[generated.account].sign(&request) {
            Ok(signature) => hash.update(signature),
            Err(refusal) => return Outcome::Errored(format!("request {index}: {refusal}").into()),
        }
        if let Some((expected, signature)) =
            usize::try_from(index).ok().and_then(|index| file.first.get(index))
        {
            let got = signers[generated.account].sign(expected);
            if got.as_ref() != Ok(signature) || *expected.body_bytes() != *request.body_bytes() {
                return Outcome::Failed(Failure {
                    expected: signature.to_string(),
                    got: got.map_or_else(|refusal| refusal.to_string(), |got| got.to_string()),
                    note: format!("request {index} of the list of first requests"),
                    ..Failure::new(Stage::Signature)
                });
            }
        }
    }
    judge_hash(test, hash)
}

/// A verifier that knows the vector's account and no other.
fn verifier(vector: &Vector) -> Verifier {
    Verifier::new([vector.credentials.clone()])
}

fn describe(rejection: Rejection) -> String {
    format!("refused with {} ({rejection})", rejection.error_code().code())
}

fn verdict(expected: &str, got: &str) -> Outcome {
    Outcome::Failed(Failure {
        expected: expected.to_owned(),
        got: got.to_owned(),
        note: "the verifier's verdict differs".to_owned(),
        ..Failure::new(Stage::Verdict)
    })
}

fn refusal_differs(expected: &str, got: &str) -> Outcome {
    Outcome::Failed(Failure {
        expected: expected.to_owned(),
        got: got.to_owned(),
        note: "the signer's refusal differs".to_owned(),
        ..Failure::new(Stage::Refusal)
    })
}
