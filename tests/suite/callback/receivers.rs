//! `tmsig callback test`: receivers to copy are right, and wrong ones are named.

use std::process::Output;

use super::cli::{tmsig, told};

fn test(command: &[&str]) -> Output {
    let mut words = vec!["test", "--format", "json", "--"];
    words.extend(command);
    let path = std::env::var_os("PATH").unwrap();
    let mut process = tmsig(&words);
    process.current_dir(env!("CARGO_MANIFEST_DIR")).env("PATH", path).output().unwrap()
}

fn report(output: &Output) -> serde_json::Value {
    serde_json::from_str(&told(output)).unwrap_or_else(|_| panic!("{}", told(output)))
}

#[test]
fn the_receivers_to_copy_are_right() {
    for command in [
        &["node", "adapters/receivers/receiver.mjs"][..],
        &["php", "adapters/receivers/receiver.php"],
        &["ruby", "adapters/receivers/receiver.rb"],
    ] {
        let output = test(command);
        let report = report(&output);
        assert_eq!(report["conforming"], true, "{command:?}: {report}");
        assert_eq!(output.status.code(), Some(0));
        assert!(report["cases"].as_u64().unwrap() > 600);
    }
}

#[test]
fn the_wrong_receivers_are_failed_and_what_explains_it_is_named() {
    for (file, cause) in [
        ("json_answer.mjs", None),
        ("locale_sort.mjs", Some("culture-sort")),
        ("unchecked.mjs", None),
        ("zero_iv.mjs", Some("iv-zero")),
    ] {
        let output = test(&["node", &format!("adapters/receivers/wrong/{file}")]);
        assert_eq!(output.status.code(), Some(1), "{}", told(&output));
        let report = report(&output);
        let causes = report["causes"].as_array().unwrap();
        assert_eq!(causes.first().and_then(|cause| cause["id"].as_str()), cause, "{file}");
    }
}

#[test]
fn a_program_that_is_no_receiver_is_a_broken_adapter() {
    let output = test(&["node", "adapters/signer.mjs"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(told(&output).contains("callback_handle"), "{}", told(&output));
}
