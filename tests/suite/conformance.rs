//! The conformance run of this repository: every vector on disk, stage by
//! stage, against the reference implementation.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tmsig::conformance::{Case, Kind, Run, Selection, Subject};
use tmsig::vectors::{CanonicalExpectation, Expectation, ExpectedRefusal, Suite, Vector};
use tmsig::{Credentials, Signer, Verifier, Visible, header};

#[test]
fn every_vector_stage_by_stage() {
    let suite = Suite::embedded();
    let mut judged = BTreeMap::new();
    for vector in suite.vectors() {
        let kind = match &vector.expectation {
            Expectation::Valid => {
                assert_signs(vector);
                assert_accepts(vector);
                "valid"
            }
            Expectation::Acceptable(_) => {
                assert_signs_or_refuses(vector);
                "acceptable"
            }
            Expectation::Invalid { error_code, other_error_codes, replayed, .. } => {
                let codes: Vec<_> = other_error_codes.iter().chain([error_code]).collect();
                assert_rejects(vector, &codes, *replayed);
                "invalid"
            }
            other => panic!("{}: no test for {other:?}", vector.id),
        };
        *judged.entry(kind).or_insert(0) += 1;
    }
    assert_eq!(judged, ids_on_disk("vectors.schema.json", "result"));
}

#[test]
fn every_canonicalisation_case() {
    let suite = Suite::embedded();
    let mut judged = 0;
    for case in suite.canonical_cases() {
        let id = &case.id;
        let secret_id = case.request.header_value(header::KEY).unwrap_or_default();
        let secret_id = str::from_utf8(secret_id).unwrap();
        let signer = Signer::new(Credentials::new(secret_id, "any key"));
        match &case.expectation {
            CanonicalExpectation::Signed { header_string, string_to_sign } => {
                let parts = signer.string_to_sign(&case.request).unwrap_or_else(|refusal| {
                    panic!("{id}: refused: {refusal}");
                });
                assert_stage(id, "header string", header_string, &parts.header_string());
                assert_stage(id, "string to sign", string_to_sign, &parts.to_vec());
            }
            CanonicalExpectation::Refused(expected) => {
                let refusal = signer.sign(&case.request).expect_err(id);
                assert_eq!(ExpectedRefusal::from(&refusal), *expected, "{id}");
            }
            other => panic!("{id}: no test for {other:?}"),
        }
        judged += 1;
    }
    assert_eq!(judged, ids_on_disk("canonical.schema.json", "id").len());
}

#[test]
fn accumulated_vectors_up_to_a_million() {
    let suite = Suite::embedded();
    let mut judged = Vec::new();
    for file in suite.accumulated() {
        let signers: Vec<_> = file.credentials.iter().cloned().map(Signer::new).collect();
        let mut hash = Sha256::new();
        let mut signed = 0;
        for test in &file.tests {
            while signed < test.requests {
                let generated = file.generate(signed);
                let request = generated.request(&file.credentials[generated.account]);
                let signature = signers[generated.account].sign(&request).unwrap();
                if let Some((_, expected)) = file.first.get(usize::try_from(signed).unwrap()) {
                    assert_eq!(signature, *expected, "request {signed}");
                }
                hash.update(signature);
                signed += 1;
            }
            assert_eq!(hex::encode(hash.clone().finalize()), test.sha256, "{}", test.id);
            judged.push(test.requests);
        }
    }
    assert_eq!(judged, [100, 10_000, 1_000_000]);
}

/// The command's way of judging finds the same as the tests above.
#[test]
fn embedded_run_conforms() {
    let suite = Suite::embedded();
    let selection = Selection::default().with_largest_accumulated(10_000);
    let report = Run::new(&suite).select(selection.clone()).judge(&Subject::Embedded);
    assert!(report.conforms(), "{}", report.to_text(100));
    assert_eq!(
        report.tests.len(),
        Case::all(&suite).filter(|case| selection.contains(case)).count()
    );
}

#[test]
fn the_suite_is_as_large_as_promised() {
    let suite = Suite::embedded();
    let count = |kind| Case::all(&suite).filter(|case| case.kind() == kind).count();
    assert!(count(Kind::Valid) >= 400);
    assert!(count(Kind::Invalid) >= 80);
    assert!(count(Kind::Acceptable) > 0);
    assert!(count(Kind::Canonical) > 0);
}

fn assert_signs(vector: &Vector) {
    let (id, request) = (&vector.id, &vector.request);
    let expected = vector.stages.as_ref().unwrap();
    let signer = Signer::new(vector.credentials.clone());
    let parts =
        signer.string_to_sign(request).unwrap_or_else(|refusal| panic!("{id}: refused: {refusal}"));
    assert_stage(id, "header string", &expected.header_string, &parts.header_string());
    assert_stage(id, "string to sign", &expected.string_to_sign, &parts.to_vec());
    let signature = signer.sign(request).unwrap();
    assert_stage(id, "hex digest", expected.hex_digest.as_bytes(), &signature.hex_digest());
    assert_eq!(signature.as_str(), expected.signature.as_str(), "{id}: signature");
}

fn assert_signs_or_refuses(vector: &Vector) {
    let signer = Signer::new(vector.credentials.clone());
    if signer.sign(&vector.request).is_ok() {
        assert_signs(vector);
    }
}

fn assert_accepts(vector: &Vector) {
    let verifier = Verifier::new([vector.credentials.clone()]);
    assert_eq!(verifier.verify_at(&vector.request, vector.now), Ok(()), "{}", vector.id);
}

fn assert_rejects(vector: &Vector, codes: &[&u32], replayed: bool) {
    let id = &vector.id;
    let verifier = Verifier::new([vector.credentials.clone()]);
    if replayed {
        let first = verifier.verify_at(&vector.request, vector.sent_at);
        assert_eq!(first, Ok(()), "{id}: the first time");
    }
    let remembered = verifier.remembered();
    let rejection = verifier.verify_at(&vector.request, vector.now).expect_err(id);
    let code = rejection.error_code().code();
    assert!(codes.contains(&&code), "{id}: refused with {code}, expected {codes:?}: {rejection}");
    assert!(
        verifier.remembered() <= remembered,
        "{id}: a refused request must not enter the replay memory"
    );
}

fn assert_stage(id: &str, stage: &str, expected: &[u8], got: &[u8]) {
    assert!(
        expected == got,
        "{id}: {stage}\nexpected {}\ngot      {}",
        Visible(expected),
        Visible(got)
    );
}

/// How often each value of `member` stands in the tests of the files of this
/// schema, counted on disk without the loader.
fn ids_on_disk(schema: &str, member: &str) -> BTreeMap<&'static str, i32> {
    fn count(value: &Value, member: &str, counts: &mut BTreeMap<&'static str, i32>) {
        match value {
            Value::Object(object) if object.contains_key("id") => {
                let name = object[member].as_str().unwrap().to_owned();
                *counts.entry(name.leak()).or_insert(0) += 1;
            }
            Value::Object(object) => object.values().for_each(|value| count(value, member, counts)),
            Value::Array(array) => array.iter().for_each(|value| count(value, member, counts)),
            _ => {}
        }
    }
    let mut counts = BTreeMap::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let file: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            if file.get("schema").and_then(Value::as_str) == Some(schema) {
                count(&file, member, &mut counts);
            }
        }
    }
    counts
}
