use data_encoding::BASE64;
use serde_json::{Value, json};
use tmsig::conformance::Answer;
use tmsig::conformance::protocol::{parse_answer, parse_hello, sign_line};

use super::input::sample;

/// Strangers' adapters: every line is an answer or a breach of the protocol in
/// words; what is read can be written and read again. What they are sent says
/// every part of the request.
pub fn adapter_line(input: &[u8]) {
    match parse_hello(input, &["sign"]) {
        Ok(name) => {
            let hello = json!({"version": 1, "ops": ["sign"], "name": name.name, "language": name.language});
            let again =
                parse_hello(hello.to_string().as_bytes(), &["sign"]).map(|name| name.name.len());
            // What cannot be seen is shown as an escape, and that as it is.
            assert!(again.is_ok_and(|length| length >= name.name.len()));
            assert!(!name.name.chars().chain(name.language.chars()).any(char::is_control));
        }
        Err(reason) => assert!(!reason.is_empty() && reason.len() < 200, "{reason}"),
    }
    for seq in [1, 2, 7] {
        match parse_answer(input, seq) {
            Ok(answer) => {
                let line = written(&answer, seq).to_string();
                assert_eq!(parse_answer(line.as_bytes(), seq), Ok(answer));
            }
            Err(reason) => assert!(!reason.is_empty() && reason.len() < 200, "{reason}"),
        }
    }
    a_sign_line_says_everything(input);
}

fn written(answer: &Answer, seq: u64) -> Value {
    match answer {
        Answer::Refused(message) => json!({"seq": seq, "error": message}),
        Answer::Skipped(reason) => json!({"seq": seq, "skip": reason}),
        Answer::Broken(reason) => panic!("no line says {reason:?}"),
        Answer::Signature { text, stages } => {
            let string_to_sign = stages.string_to_sign.as_deref().map(|bytes| BASE64.encode(bytes));
            let header_string =
                stages.header_string.as_deref().map(|bytes| String::from_utf8_lossy(bytes));
            json!({
                "seq": seq,
                "signature": text,
                "string_to_sign_base64": string_to_sign,
                "header_string": header_string,
                "hex_digest": stages.hex_digest,
            })
        }
    }
}

fn a_sign_line_says_everything(input: &[u8]) {
    let sample = sample(input);
    let line = sign_line(7, &sample.credentials(), &sample.request()).expect("it is all text");
    assert!(!line.contains('\n'));
    let line: Value = serde_json::from_str(&line).expect("a line is JSON");
    assert_eq!(line["seq"], 7);
    for (member, value) in [
        ("secret_id", &sample.secret_id),
        ("secret_key", &sample.secret_key),
        ("method", &sample.method),
        ("uri", &sample.uri),
        ("nonce", &sample.nonce),
        ("timestamp", &sample.timestamp),
    ] {
        assert_eq!(line[member], **value);
    }
    assert_eq!(line["content_type"], sample.content_type.as_deref().unwrap_or_default());
    assert_eq!(line["body_base64"], BASE64.encode(&sample.body));
    assert_eq!(line["body"].as_str(), str::from_utf8(&sample.body).ok());
}
