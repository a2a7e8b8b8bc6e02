//! Comparing a signer's answer with a vector, stage by stage.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::breach::{Breach, BreachKind};
use super::process::Interrupt;
use super::report::{Failure, Outcome, Stage};
use super::{Answer, ReportedStages, SignerUnderTest};
use crate::canonical::StringToSign;
use crate::request::Request;
use crate::signature::Signature;
use crate::signer::Signer;
use crate::vectors::{Accumulated, AccumulatedTest, Expectation, Stages, Vector};
use crate::visible::{Visible, first_difference};

/// How much of a text is shown around its first difference.
const SHOWN: usize = 120;
/// How many requests of an accumulated vector are under way at once.
const AT_ONCE: usize = 64;

/// Puts one vector to a signer.
pub(super) fn judge_vector(signer: &mut dyn SignerUnderTest, vector: &Vector) -> Outcome {
    let Some(expected) = &vector.stages else {
        return Outcome::Skipped("a signed header is missing, nothing can be signed".to_owned());
    };
    match signer.sign(&vector.credentials, &vector.request) {
        Answer::Broken(breach) => Outcome::Errored(breach),
        Answer::Skipped(reason) => Outcome::Skipped(reason),
        Answer::Refused(message) => match vector.expectation {
            Expectation::Acceptable(_) => Outcome::Passed,
            _ => Outcome::Errored(refused(&message)),
        },
        Answer::Signature { text, stages } => match &vector.expectation {
            Expectation::Acceptable(alternatives)
                if alternatives.iter().any(|other| other.stages.signature.as_str() == text) =>
            {
                Outcome::Passed
            }
            _ => match judge_signature(expected, &text, &stages) {
                Outcome::Failed(failure) => {
                    Outcome::Failed(Failure { signature: Some(text), ..failure })
                }
                other => other,
            },
        },
    }
}

/// An error where a signature was due.
fn refused(message: &str) -> Breach {
    Breach::new(BreachKind::Refused, format!("the signer answered the error \"{message}\""))
}

/// Puts the requests of an accumulated vector to a signer.
pub(super) fn judge_accumulated(
    signer: &mut dyn SignerUnderTest,
    file: &Accumulated,
    test: &AccumulatedTest,
    interrupt: &Interrupt,
) -> Outcome {
    let references: Vec<_> = file.credentials.iter().cloned().map(Signer::new).collect();
    let mut hash = Sha256::new();
    for start in (0..test.requests).step_by(AT_ONCE) {
        if interrupt.is_set() {
            return Outcome::Errored("interrupted".into());
        }
        let generated: Vec<_> = (start..test.requests)
            .take(AT_ONCE)
            .map(|index| (index, file.generate(index)))
            .collect();
        let requests: Vec<_> = generated
            .iter()
            .map(|(_, generated)| {
                let credentials = &file.credentials[generated.account];
                (credentials, generated.request(credentials))
            })
            .collect();
        let mut answers = signer.sign_many(&requests).into_iter();
        for ((index, generated), (_, request)) in generated.iter().zip(&requests) {
            let answer = answers
                .next()
                .unwrap_or_else(|| Answer::Broken("no answer after a broken one".into()));
            let reference = &references[generated.account];
            let outcome = match answer {
                Answer::Broken(breach) => {
                    Outcome::Errored(breach.retold(|told| format!("request {index}: {told}")))
                }
                Answer::Skipped(reason) => Outcome::Skipped(format!("request {index}: {reason}")),
                Answer::Refused(message) => Outcome::Errored(
                    refused(&message).retold(|told| format!("request {index}: {told}")),
                ),
                Answer::Signature { text, stages } => {
                    hash.update(&text);
                    judge_by(reference, request, &text, &stages)
                }
            };
            match outcome {
                Outcome::Passed => {}
                Outcome::Failed(failure) => {
                    let failure = Failure { request: Some(*index), ..failure };
                    return Outcome::Failed(failure);
                }
                other => return other,
            }
        }
    }
    judge_hash(test, hash)
}

/// Compares with the embedded signer, so that the first wrong one of many can
/// be named. The hash has the last word.
fn judge_by(
    reference: &Signer,
    request: &Request<'_>,
    text: &str,
    told: &ReportedStages,
) -> Outcome {
    match reference.sign(request) {
        Ok(signature) if signature.as_str() == text => Outcome::Passed,
        Err(_) => Outcome::Passed,
        Ok(signature) => {
            let parts = StringToSign::as_arrived(request);
            let expected = Stages {
                header_string: parts.header_string(),
                string_to_sign: parts.to_vec(),
                hex_digest: String::from_utf8_lossy(&signature.hex_digest()).into_owned(),
                signature,
            };
            judge_signature(&expected, text, told)
        }
    }
}

/// Whether the signatures hash to what was agreed.
pub(super) fn judge_hash(test: &AccumulatedTest, hash: Sha256) -> Outcome {
    let got = hex::encode(hash.finalize());
    if got == test.sha256 {
        return Outcome::Passed;
    }
    Outcome::Failed(Failure {
        expected: test.sha256.clone(),
        got,
        note: format!(
            "the SHA-256 of all {} signatures differs, though none differs from the embedded \
             signer's: that one is wrong too",
            test.requests
        ),
        ..Failure::new(Stage::Signature)
    })
}

/// Finds the first stage that is wrong, from what the signer told or, if it
/// told only the signature, from its form.
pub(super) fn judge_signature(expected: &Stages, text: &str, told: &ReportedStages) -> Outcome {
    if text == expected.signature.as_str() {
        return Outcome::Passed;
    }
    let told_text = told.string_to_sign.is_some();
    let told_digest = told.hex_digest.as_ref().map(|hex| hex.to_ascii_lowercase());
    let told_stages = [
        (
            Stage::HeaderString,
            told.header_string.as_deref(),
            &expected.header_string[..],
            "the signer's header string differs",
        ),
        (
            Stage::StringToSign,
            told.string_to_sign.as_deref(),
            &expected.string_to_sign[..],
            "the signer's string to sign differs",
        ),
        (
            Stage::HexDigest,
            told_digest.as_deref().map(str::as_bytes),
            expected.hex_digest.as_bytes(),
            if told_text {
                "the strings to sign agree, the digests do not: the key or the MAC is wrong"
            } else {
                "the digest differs; what was signed was not told"
            },
        ),
    ];
    for (stage, told, expected_bytes, note) in told_stages {
        if let Some(told) = told
            && let Some(at) = first_difference(expected_bytes, told)
        {
            return Outcome::Failed(Failure {
                expected: Visible(expected_bytes).around(at, SHOWN),
                got: Visible(told).around(at, SHOWN),
                note: note.to_owned(),
                first_difference: Some(at),
                ..Failure::new(stage)
            });
        }
    }
    let (stage, note) = inspect_form(text, expected);
    Outcome::Failed(Failure {
        expected: expected.signature.as_str().to_owned(),
        got: got_signature(text),
        note,
        expected_string_to_sign: Some(shortened(&expected.string_to_sign)),
        ..Failure::new(stage)
    })
}

/// What the form of a wrong signature tells: whether the digest inside is the
/// right one in other clothes, or another one.
fn inspect_form(text: &str, expected: &Stages) -> (Stage, String) {
    let digest = expected.signature.digest();
    let hex = &expected.hex_digest;
    let in_other_clothes = [
        (STANDARD.encode(digest), "base64 of the raw digest: the hexadecimal step is left out"),
        (hex.clone(), "the bare hexadecimal digest: the base64 step is left out"),
        (hex.to_uppercase(), "the bare hexadecimal digest in upper case, without base64"),
        (STANDARD.encode(hex.to_uppercase()), "the hexadecimal digits are in upper case"),
        (STANDARD.encode(hex::encode(hex)), "the digest is hex-encoded twice"),
        (STANDARD.encode(expected.signature), "base64 is applied twice"),
        (expected.signature.as_str().replace('=', ""), "the padding \"==\" is cut off"),
        (expected.signature.to_string(), ""),
    ];
    let bare: String = text.split_ascii_whitespace().collect();
    let bare = bare.replace("%3D", "=").replace("%3d", "=");
    let bare = bare.trim_matches(['"', '\'']);
    for (form, note) in in_other_clothes {
        if form == text {
            return (Stage::Signature, format!("the digest is right, its encoding is not: {note}"));
        }
        for bare in [bare, bare.trim_start_matches("b'"), bare.trim_start_matches("b\"")] {
            if form == bare {
                let added = "white space, quotes or percent-escapes stand in it";
                let also = if note.is_empty() { "" } else { "; also " };
                let note = format!("the digest is right, its encoding is not: {added}{also}{note}");
                return (Stage::Signature, note);
            }
        }
    }
    match text.parse::<Signature>() {
        Ok(_) => (
            Stage::HexDigest,
            "the form is right; the digest inside is of another string to sign or another key"
                .to_owned(),
        ),
        Err(error) => {
            (Stage::Signature, format!("{error}; the digest is not the right one either"))
        }
    }
}

/// As it is, to stand below the expected one; quoted if anything in it could
/// not be seen.
fn got_signature(text: &str) -> String {
    if text.len() <= 2 * Signature::LEN && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return text.to_owned();
    }
    Visible(text.as_bytes()).around(0, 2 * Signature::LEN)
}

/// The head of a long text is what one compares with.
fn shortened(bytes: &[u8]) -> String {
    Visible(bytes).around(0, 800)
}
