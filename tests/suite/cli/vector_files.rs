//! The vector files as plain JSON, read without the library under test.

use std::fs;

use serde_json::Value;

use super::command::repository;

/// One test of a topic file.
pub(crate) struct VectorJson {
    pub(crate) id: String,
    pub(crate) secret_key: String,
    pub(crate) test: Value,
}

impl VectorJson {
    pub(crate) fn uri(&self) -> &str {
        self.test["request"]["uri"].as_str().unwrap_or_default()
    }

    pub(crate) fn has_flag(&self, flag: &str) -> bool {
        self.test["flags"].as_array().unwrap().iter().any(|known| known == flag)
    }

    /// Whether it is put to a signer: the others judge verifiers, among them
    /// by requests that no signer should sign.
    pub(crate) fn is_for_signers(&self) -> bool {
        self.test["result"] != "invalid" && !self.has_flag("as-arrived")
    }
}

/// The tests of one topic file, in its order.
pub(crate) fn topic(name: &str) -> Vec<VectorJson> {
    tests(&fs::read_to_string(repository(&format!("vectors/{name}.json"))).unwrap())
}

/// The tests of every topic file.
pub(crate) fn all_topics() -> Vec<VectorJson> {
    let files = fs::read_dir(repository("vectors")).unwrap().map(|entry| entry.unwrap().path());
    let is_vectors =
        |name: &str| name.strip_suffix(".json").is_some_and(|stem| !stem.ends_with(".schema"));
    files
        .filter(|path| path.to_str().is_some_and(is_vectors))
        .flat_map(|path| tests(&fs::read_to_string(path).unwrap()))
        .collect()
}

fn tests(text: &str) -> Vec<VectorJson> {
    let file: Value = serde_json::from_str(text).unwrap();
    let mut found = Vec::new();
    for group in file["groups"].as_array().into_iter().flatten() {
        for test in group["tests"].as_array().unwrap() {
            found.push(VectorJson {
                id: test["id"].as_str().unwrap().to_owned(),
                secret_key: group["credentials"]["secret_key"].as_str().unwrap().to_owned(),
                test: test.clone(),
            });
        }
    }
    found
}
