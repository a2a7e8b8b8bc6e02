//! The files and the protocol are what their JSON Schemas say.

use serde_json::{Value, json};
use tmsig::vectors::EMBEDDED_FILES;

fn embedded(name: &str) -> Value {
    let (_, text) = EMBEDDED_FILES.iter().find(|(file, _)| *file == name).unwrap();
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_vector_file_is_valid_by_its_schema() {
    let mut checked = 0;
    for (name, _) in EMBEDDED_FILES {
        match name.strip_suffix(".json") {
            Some(stem) if !stem.ends_with(".schema") => {}
            _ => continue,
        }
        let file = embedded(name);
        let schema = embedded(file["schema"].as_str().unwrap());
        let errors: Vec<_> = jsonschema::validator_for(&schema)
            .unwrap()
            .iter_errors(&file)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .take(3)
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        checked += 1;
    }
    assert!(checked >= 3);
}

#[test]
fn schemas_refuse_what_the_loader_refuses() {
    let schema = jsonschema::validator_for(&embedded("vectors.schema.json")).unwrap();
    let mut file = embedded("method.json");
    assert!(schema.is_valid(&file));
    file["groups"][0]["tests"][0]["comentary"] = json!("");
    assert!(!schema.is_valid(&file));
}

/// Lines as the protocol shows them in `docs/design.md`.
#[test]
fn protocol_lines_are_valid_by_the_adapter_schema() {
    let schema = embedded("adapter.schema.json");
    let definitions = schema["$defs"].as_object().unwrap();
    assert!(definitions.len() >= 4, "{:?}", definitions.keys());
    let validator = jsonschema::validator_for(&schema).unwrap();
    for line in [
        json!({"op": "start", "version": 1}),
        json!({"version": 1, "name": "acme-signer 2.1", "language": "python 3.11", "ops": ["sign"]}),
        json!({"op": "sign", "seq": 1, "secret_id": "a", "secret_key": "b", "method": "POST",
               "uri": "/v1/meetings", "nonce": "1", "timestamp": "1600000000",
               "content_type": "application/json", "body_base64": "e30=", "body": "{}"}),
        json!({"seq": 1, "skip": "reason"}),
        json!({"op": "call", "seq": 7, "base_url": "http://127.0.0.1:40123", "app_id": "1", "sdk_id": null,
               "secret_id": "a", "secret_key": "b", "method": "GET", "path": "/v1/meetings/{meeting_id}",
               "path_params": {"meeting_id": "会 议/1"}, "query": [["q", "a+b c"]], "json": null,
               "json_text": null, "multipart": null}),
        json!({"seq": 7, "status": 200}),
        json!({"seq": 8, "statuses": [200, 200]}),
        json!({"seq": 1, "error": "message"}),
        json!({"op": "callback_sign", "seq": 1, "token": "a", "timestamp": "1735689600123", "nonce": "1", "data": "e30="}),
        json!({"op": "callback_decrypt", "seq": 3, "encoding_aes_key": null, "data": "e30="}),
        json!({"op": "callback_handle", "seq": 4, "token": "a", "encoding_aes_key": null, "method": "POST",
               "target": "/callback", "headers": [["timestamp", "1735689600123"]], "body_base64": "e30="}),
        json!({"seq": 2, "valid": true}),
        json!({"seq": 3, "plaintext_base64": "e30="}),
        json!({"seq": 4, "status": 401, "body_base64": ""}),
        json!({"seq": null, "error": "not a JSON object"}),
    ] {
        assert!(validator.is_valid(&line), "{line}");
    }
    for line in [
        json!({"op": "sing", "seq": 1}),
        json!({"op": "callback_handle", "seq": 1}),
        json!({"seq": 1}),
        json!([]),
    ] {
        assert!(!validator.is_valid(&line), "{line}");
    }
}
