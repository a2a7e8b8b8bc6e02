//! Recipes against the reference signer, and against the generator's own
//! implementation of the same mistakes in Python.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tmsig::doctor::known_mistakes;
use tmsig::recipe::{Mistake, Recipe, Stage};
use tmsig::vectors::{Expectation, Suite, Vector};
use tmsig::{Signer, header};

use crate::cli::command::Tmsig;
use crate::generators::sample;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn default_recipe_is_the_reference_signer(sample in sample()) {
        let expected = Signer::new(sample.credentials()).sign(&sample.request()).unwrap();
        let recipe = Recipe::default();
        prop_assert_eq!(recipe.mistakes().count(), 0);
        prop_assert_eq!(recipe.sign(&sample.request(), &sample.credentials()), expected.as_ref());
    }

    #[test]
    fn every_mistake_survives_every_request(sample in sample()) {
        for mistake in Mistake::all() {
            let recipe = Recipe::with_mistakes([mistake.id]).unwrap();
            recipe.sign(&sample.request(), &sample.credentials());
        }
    }
}

fn is_of_a_mistake(vector: &Vector) -> bool {
    ["mistakes/", "rare-mistakes/"].iter().any(|topic| vector.id.starts_with(topic))
}

/// The wrong signatures of the vectors come from Python.
#[test]
fn mistakes_make_the_signatures_that_python_makes() {
    let mut compared = BTreeSet::new();
    let mut passed_over = Vec::new();
    let suite = Suite::embedded();
    for vector in suite.vectors().filter(|vector| is_of_a_mistake(vector)) {
        let Expectation::Invalid { mistakes, .. } = &vector.expectation else {
            panic!("{}: mistakes are invalid", vector.id);
        };
        let ids: Vec<_> = mistakes.iter().map(String::as_str).collect();
        let Some(recipe) = Recipe::with_mistakes(ids.iter().copied()) else {
            passed_over.push(vector.id.as_str());
            continue;
        };
        let signature = recipe.sign(&vector.request, &vector.credentials);
        let expected = vector.request.header_value(header::SIGNATURE).unwrap();
        assert_eq!(
            signature.escape_ascii().to_string(),
            expected.escape_ascii().to_string(),
            "{ids:?}"
        );
        compared.extend(ids);
    }
    assert_eq!(
        passed_over,
        [
            "mistakes/timestamp-other",
            "mistakes/nonce-other",
            // Two mistakes of one stage: another choice of that stage is the
            // two in one, or one of them has to wait for a choice that is.
            "mistakes/json-python-spaces-and-json-unicode-escaped",
            "mistakes/base-path-left-out-and-query-left-out-and-body-null",
        ]
    );
    assert!(compared.len() >= 320, "only {} mistakes were compared", compared.len());
}

#[test]
fn the_catalogue_knows_every_mistake_of_the_vectors() {
    let known: BTreeSet<_> = known_mistakes().map(|mistake| mistake.id).collect();
    for vector in Suite::embedded().vectors().filter(|vector| is_of_a_mistake(vector)) {
        if let Expectation::Invalid { mistakes, .. } = &vector.expectation {
            for id in mistakes {
                assert!(known.contains(id.as_str()), "{}: {id} is not in the catalogue", vector.id);
            }
        }
    }
}

#[test]
fn every_mistake_has_its_words_in_both_languages() {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut ids = BTreeSet::new();
    for mistake in known_mistakes() {
        let id = mistake.id;
        assert!(ids.insert(id), "{id} stands twice");
        let is_kebab =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        assert!(id.bytes().all(is_kebab), "{id}");
        assert!(mistake.weight > 0, "{id} would never come first");
        for text in [mistake.title, mistake.remedy] {
            assert!(!text.en.is_empty() && !text.en.chars().any(is_chinese), "{id}: {:?}", text.en);
            assert!(text.zh.chars().any(is_chinese), "{id}: {:?}", text.zh);
        }
        assert!(!mistake.title.en.ends_with('.'), "{id}: a title is no sentence");
        assert!(!mistake.example.is_empty(), "{id}");
    }
    for stage in Stage::ALL {
        assert!(known_mistakes().any(|mistake| mistake.stage == *stage), "{}", stage.id());
    }
}

/// `tmsig mistakes list --format markdown --lang LANGUAGE > docs/…` makes them
/// anew.
#[test]
fn the_printed_catalogues_are_those_of_the_program() {
    for (language, file) in [("en", "docs/mistakes.md"), ("zh", "docs/mistakes.zh-CN.md")] {
        let list = ["mistakes", "list", "--format=markdown", "--lang", language];
        let printed = Tmsig::new(list).run().exits(0).stdout;
        let on_disk = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
        assert!(on_disk.is_ok_and(|text| text == printed), "{file} is out of date");
    }
}
