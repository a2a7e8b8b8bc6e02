//! Vector files that are not as they must be.

use serde_json::{Value, json};
use tmsig::vectors::{EMBEDDED_FILES, Suite};

fn embedded(name: &str) -> Value {
    let (_, text) = EMBEDDED_FILES.iter().find(|(file, _)| *file == name).unwrap();
    serde_json::from_str(text).unwrap()
}

/// A topic file of two tests, changed, and the loader's error.
fn error_of(change: impl FnOnce(&mut Value)) -> String {
    let mut file = embedded("method.json");
    file["groups"].as_array_mut().unwrap().truncate(1);
    file["groups"][0]["tests"].as_array_mut().unwrap().truncate(2);
    let used: Vec<Value> = file["groups"][0]["tests"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|test| test["flags"].as_array().unwrap().clone())
        .collect();
    file["flags"].as_object_mut().unwrap().retain(|flag, _| used.contains(&json!(flag)));
    change(&mut file);
    let text = serde_json::to_string_pretty(&file).unwrap();
    match Suite::load([("method.json", text.as_str())]) {
        Ok(suite) => panic!("loaded {} vectors", suite.vectors().count()),
        Err(error) => error.to_string(),
    }
}

fn first(file: &mut Value) -> &mut Value {
    &mut file["groups"][0]["tests"][0]
}

#[test]
fn errors_name_file_test_and_reason() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 22] = [
        ("no schema", |f| f["schema"] = json!("other.schema.json")),
        ("topic is not the file", |f| f["topic"] = json!("body")),
        ("unknown member", |f| first(f)["comentary"] = json!("")),
        ("missing member", |f| {
            first(f).as_object_mut().unwrap().remove("result");
        }),
        ("wrong type", |f| first(f)["request"]["body"] = json!({"a": 1})),
        ("unknown result", |f| first(f)["result"] = json!("maybe")),
        ("id of another topic", |f| first(f)["id"] = json!("body/x")),
        ("id with capitals", |f| first(f)["id"] = json!("method/GET")),
        ("id twice", |f| {
            let id = first(f)["id"].clone();
            f["groups"][0]["tests"][1]["id"] = id;
        }),
        ("flag not explained", |f| first(f)["flags"] = json!(["nonsense"])),
        ("flag not used", |f| {
            f["flags"]["nonsense"] = json!({"what": "", "failure": "", "link": ""});
        }),
        ("stage missing", |f| {
            first(f).as_object_mut().unwrap().remove("hex_digest");
        }),
        ("no stages", |f| {
            for stage in ["header_string", "string_to_sign", "hex_digest", "signature"] {
                first(f).as_object_mut().unwrap().remove(stage);
            }
        }),
        ("digest is not the signature's", |f| first(f)["hex_digest"] = json!("0".repeat(64))),
        ("no signature", |f| first(f)["signature"] = json!("bm9uZQ==")),
        ("another signature in the request", |f| {
            first(f)["request"]["headers"]["X-TC-Signature"] = json!("x");
        }),
        ("invalid without code", |f| first(f)["result"] = json!("invalid")),
        ("invalid without mistakes", |f| {
            first(f)["result"] = json!("invalid");
            first(f)["error_code"] = json!(200_003);
            first(f)["mistakes"] = json!([]);
        }),
        ("unknown error code", |f| {
            first(f)["result"] = json!("invalid");
            first(f)["error_code"] = json!(1);
            first(f)["mistakes"] = json!(["x"]);
        }),
        ("valid with mistakes", |f| first(f)["mistakes"] = json!(["x"])),
        ("text and base64", |f| first(f)["request"]["uri_base64"] = json!("Lw==")),
        ("not base64", |f| {
            first(f)["request"].as_object_mut().unwrap().remove("body");
            first(f)["request"]["body_base64"] = json!("???");
        }),
    ];
    let errors: String = changes
        .into_iter()
        .map(|(what, change)| format!("{what}\n    {}\n", error_of(change)))
        .collect();
    insta::assert_snapshot!(errors);
}

#[test]
fn a_file_that_is_not_json_is_named_with_its_line() {
    let error =
        Suite::load([("broken.json", "{\n  \"schema\": \"vectors.schema.json\",\n  oops\n}")]);
    insta::assert_snapshot!(error.unwrap_err(), @"broken.json:3: key must be a string");
    let error = Suite::load([("list.json", "[]")]).unwrap_err();
    insta::assert_snapshot!(error, @"list.json:1: invalid length 0, expected a vector file: an object with a schema");
}

#[test]
fn the_same_id_in_two_files_is_an_error() {
    let text = embedded("canonical.json").to_string();
    let error =
        Suite::load([("a/canonical.json", text.as_str()), ("b/canonical.json", text.as_str())]);
    let error = error.unwrap_err();
    assert_eq!(error.file, "b/canonical.json");
    assert_eq!(error.reason, "the id stands already in a/canonical.json");
}

#[test]
fn files_that_are_no_vectors_are_passed_over() {
    let suite = Suite::load([("README.md", "# x"), ("vectors.schema.json", "{}")]).unwrap();
    assert_eq!(suite.vectors().count(), 0);
}
