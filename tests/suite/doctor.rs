//! The doctor: proves the mistake, finds no more than there is, and tells no
//! secret.

use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tmsig::doctor::{Doctor, Explanation, Language, Verdict, known_mistakes};
use tmsig::recipe::{Mistake, Recipe};
use tmsig::vectors::{Expectation, Suite};
use tmsig::{Credentials, Request, Signature, Signer, header};

use crate::cli::command::Tmsig;
use crate::generators::{Sample, sample};

/// Long enough for any machine: what is tested is not the speed.
const UNHURRIED: Duration = Duration::from_secs(600);

fn doctor(max_mistakes: usize) -> Doctor {
    Doctor::default().max_mistakes(max_mistakes).budget(UNHURRIED)
}

fn recipe_of_up_to_two() -> impl Strategy<Value = Recipe> {
    let ids: Vec<_> = Mistake::all().map(|mistake| mistake.id).collect();
    proptest::collection::vec(select(ids), 0..=2)
        .prop_filter_map("two of one stage", Recipe::with_mistakes)
}

fn sent(sample: &Sample, signature: &[u8]) -> Request<'static> {
    let mut request = sample.request().into_owned();
    request.set_header(header::SIGNATURE, signature);
    request
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_mistake_is_indistinguishable_or_named(sample in sample(), recipe in recipe_of_up_to_two()) {
        let credentials = sample.credentials();
        let signature = recipe.sign(&sample.request(), &credentials);
        let right = Signer::new(credentials.clone()).sign(&sample.request()).unwrap();
        let request = sent(&sample, &signature);
        match doctor(2).examine(&request, &credentials).verdict {
            Verdict::Valid => prop_assert!(right.matches(&signature)),
            Verdict::Invalid(found) => {
                prop_assert!(!right.matches(&signature));
                prop_assert!(!found.is_empty());
                for explanation in found {
                    prop_assert_eq!(
                        explanation.sign(&sample.request(), &credentials),
                        Some(signature.clone())
                    );
                    prop_assert!(explanation.mistakes().count() <= recipe.mistakes().count());
                }
            }
            other => prop_assert!(false, "{:?} by {:?}", other, recipe),
        }
    }

    #[test]
    fn a_correct_signature_is_never_explained_as_wrong(sample in sample()) {
        let right = Signer::new(sample.credentials()).sign(&sample.request()).unwrap();
        let request = sent(&sample, right.as_ref());
        let diagnosis = doctor(2).examine(&request, &sample.credentials());
        prop_assert_eq!(diagnosis.verdict, Verdict::Valid);
    }

    #[test]
    fn a_random_signature_is_never_explained(sample in sample(), digest in any::<[u8; 32]>()) {
        let signature = Signature::from_digest(&digest);
        let diagnosis = doctor(1).examine(&sent(&sample, signature.as_ref()), &sample.credentials());
        prop_assert_eq!(diagnosis.verdict, Verdict::Unexplained);
        prop_assert_eq!(diagnosis.complete_up_to, Some(1));
    }

    #[test]
    fn any_text_as_signature_is_survived(sample in sample(), text in "\\PC{0,200}") {
        let diagnosis = doctor(1).examine(&sent(&sample, text.as_bytes()), &sample.credentials());
        prop_assert!(!matches!(diagnosis.verdict, Verdict::Invalid(_)) || !text.is_empty());
    }
}

#[test]
fn the_wrong_signatures_of_the_vectors_are_explained() {
    let suite = Suite::embedded();
    let mut explained = 0;
    for vector in suite.vectors().filter(|vector| vector.id.starts_with("mistakes/")) {
        let Expectation::Invalid { mistakes, .. } = &vector.expectation else { continue };
        let ids: Vec<_> = mistakes.iter().map(String::as_str).collect();
        let diagnosis = doctor(ids.len()).examine(&vector.request, &vector.credentials);
        let Verdict::Invalid(found) = diagnosis.verdict else {
            panic!("{}: {:?}", vector.id, diagnosis.verdict);
        };
        // Another explanation may be as short; the shortest is first.
        assert!(found[0].mistakes().count() <= ids.len(), "{}", vector.id);
        let names_it = |found: &Explanation| {
            in_order(found.mistakes().map(|mistake| mistake.id)) == in_order(ids.iter().copied())
        };
        let is_shorter = found[0].mistakes().count() < ids.len();
        assert!(is_shorter || found.iter().any(names_it), "{}: {found:?}", vector.id);
        explained += 1;
    }
    assert!(explained >= 140, "only {explained}");
}

/// In the order of the pipeline.
fn in_order<'i>(ids: impl Iterator<Item = &'i str>) -> Vec<&'i str> {
    let place = |id: &str| known_mistakes().position(|mistake| mistake.id == id);
    let mut ids: Vec<_> = ids.collect();
    ids.sort_by_key(|id| place(id));
    ids
}

#[test]
fn no_report_holds_the_key_even_if_it_was_signed() {
    let credentials = Credentials::new("AKIDexample", "very-secret-key-0123");
    let mut request = Request::new("GET", "/v1/users/list").nonce("1").timestamp("1600000000");
    for mistake in Mistake::all() {
        let recipe = Recipe::with_mistakes([mistake.id]).unwrap();
        let signature = recipe.sign(&request, &credentials);
        request.set_header(header::SIGNATURE, signature);
        let diagnosis = doctor(1).examine(&request, &credentials);
        for language in [Language::English, Language::Chinese] {
            let report = diagnosis.to_json(language).to_string();
            assert!(!report.contains("very-secret"), "{}: {report}", mistake.id);
            let report = diagnosis.to_text(language);
            assert!(!report.contains("very-secret"), "{}: {report}", mistake.id);
        }
    }
}

#[test]
fn a_key_sent_in_the_place_of_the_secret_id_is_in_no_report() {
    let credentials = Credentials::new("AKIDexample", "very-secret-key-0123");
    let wrong = Signature::from_digest(&[7; 32]);
    let request = Request::new("GET", "/v1/users/list")
        .header(header::KEY, "very-secret-key-0123")
        .nonce("1")
        .timestamp("1600000000")
        .header(header::SIGNATURE, &wrong);
    let diagnosis = doctor(1).examine(&request, &credentials);
    assert_eq!(diagnosis.verdict, Verdict::Unexplained);
    let json = diagnosis.to_json(Language::English).to_string();
    for report in [json, diagnosis.to_text(Language::English)] {
        assert!(!report.contains("very-secret"), "{report}");
    }
}

#[test]
fn a_body_of_a_mebibyte_is_searched_within_the_budget_as_far_as_it_goes() {
    let credentials = Credentials::new("AKIDexample", "a-secret-key");
    let body = vec![b'x'; 1 << 20];
    let mut request =
        Request::new("POST", "/v1/meetings").nonce("1").timestamp("1600000000").body(&body);
    let recipe = Recipe::with_mistakes(["encoding-none"]).unwrap();
    let signature = recipe.sign(&request, &credentials);
    request.set_header(header::SIGNATURE, signature);
    let diagnosis = doctor(1).examine(&request, &credentials);
    let Verdict::Invalid(found) = diagnosis.verdict else { panic!("{:?}", diagnosis.verdict) };
    assert!(found[0].mistakes().eq(recipe.mistakes()), "{found:?}");
}

#[test]
fn the_command_names_the_mistake_and_exits_by_the_verdict() {
    let environment = |tmsig: Tmsig| {
        tmsig.env("TMSIG_SECRET_ID", "AKIDexample").env("TMSIG_SECRET_KEY", "a-secret-key")
    };
    let credentials = Credentials::new("AKIDexample", "a-secret-key");
    let request = Request::new("GET", "/v1/users/list?page=1")
        .header(header::KEY, "AKIDexample")
        .nonce("1")
        .timestamp("1600000000");
    let signed = |ids: &[&str]| {
        let recipe = Recipe::with_mistakes(ids.iter().copied()).unwrap();
        let mut request = request.clone();
        request.set_header(header::SIGNATURE, recipe.sign(&request, &credentials));
        serde_json::to_string(&request).unwrap()
    };
    let (right, wrong) = (signed(&[]), signed(&["query-left-out", "encoding-none"]));

    let run = |arguments: &[&str], input: &str| {
        environment(Tmsig::new(arguments.iter().copied())).stdin(input.to_owned()).run()
    };
    run(&["doctor"], &right).exits(0);
    let ran = run(&["doctor", "--lang=en"], &wrong).exits(1);
    assert!(ran.stdout.starts_with("invalid (200003)"), "{ran:?}");
    assert!(ran.stdout.contains("[query-left-out]") && ran.stdout.contains("[encoding-none]"));
    let ran = run(&["doctor", "--lang=zh"], &wrong).exits(1);
    assert!(ran.stdout.starts_with("无效（200003）"), "{ran:?}");

    // Many, one a line, and one report a line in the same order.
    let lines = format!("{right}\n{wrong}\n{right}\n");
    let ran = run(&["doctor", "--format=json"], &lines).exits(1);
    let verdicts: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["verdict"].clone())
        .collect();
    assert_eq!(verdicts, [json!("valid"), json!("invalid"), json!("valid")]);
    run(&["doctor"], "nonsense").complains(&["standard input", "wanted"]);
}
