//! The laws of the fuzz targets without a fuzzer: on every seed, on every
//! input that broke one once, and on random bytes.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proptest::collection::vec;
use proptest::prelude::*;

use crate::cli::command::repository;
use crate::laws::{self, Law};

/// Of the laws whose every input is a search of the doctor's, or a connection.
const SLOW: [&str; 5] =
    ["recipe_named", "secret_hygiene", "wire_uri", "body_forms", "server_request"];

fn assert_all(law: &Law, inputs: impl IntoIterator<Item = (String, Vec<u8>)>) -> usize {
    let mut count = 0;
    for (name, input) in inputs {
        count += 1;
        let holds = catch_unwind(AssertUnwindSafe(|| (law.assert)(&input))).is_ok();
        assert!(holds, "{} does not hold of {name}: {}", law.name, input.escape_ascii());
    }
    count
}

#[test]
fn every_law_holds_of_its_seeds() {
    for law in laws::ALL {
        // Slow ones: as many as make a second or two.
        let step = if SLOW.contains(&law.name) { 7 } else { 1 };
        let seeds = (law.seeds)().into_iter().enumerate().step_by(step);
        let count = assert_all(law, seeds.map(|(index, seed)| (format!("seed {index}"), seed)));
        assert!(count > 10, "{} has {count} seeds", law.name);
    }
}

/// `fuzz/crashes/<law>/<what it was>`.
#[test]
fn no_past_crash_comes_back() {
    let folder = repository("fuzz/crashes");
    for entry in fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let law = laws::ALL.iter().find(|law| law.name == name);
        let law = law.unwrap_or_else(|| panic!("{name} is no law"));
        let crashes = fs::read_dir(entry.path()).unwrap().map(|entry| {
            let path = entry.unwrap().path();
            (path.display().to_string(), fs::read(path).unwrap())
        });
        assert_all(law, crashes);
    }
}

#[test]
fn every_law_has_a_target_and_a_dictionary() {
    for law in laws::ALL {
        for path in [
            format!("fuzz/fuzz_targets/{}.rs", law.name),
            format!("fuzz/dictionaries/{}.dict", law.dictionary),
        ] {
            assert!(repository(&path).exists(), "{path}");
        }
    }
    let targets = fs::read_dir(repository("fuzz/fuzz_targets")).unwrap();
    assert_eq!(targets.count(), laws::ALL.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn quick_laws_hold_of_random_bytes(bytes in vec(any::<u8>(), 0..600)) {
        for law in laws::ALL.iter().filter(|law| !SLOW.contains(&law.name)) {
            (law.assert)(&bytes);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn slow_laws_hold_of_random_bytes(bytes in vec(any::<u8>(), 0..400)) {
        for law in laws::ALL.iter().filter(|law| SLOW.contains(&law.name)) {
            (law.assert)(&bytes);
        }
    }
}
