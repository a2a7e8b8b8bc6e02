//! The doctor for event callbacks behind the page of `tmsig serve`.

use serde_json::{Value, json};
use tmsig::callback::Callback;

use super::exchange::{Answer, exchange, get};
use super::{KEY, start};

const TOKEN: &str = "Tmsig0Test0Token0Number03";
const AES_KEY: &str = "scC9uvsO7a5M8JIhAfs0StpKgUYIDywF1sQpzjPd6N4";

/// The third worked example, of which every value is known from outside: a URL
/// check, as a log shows it.
const ARRIVED: &str = "GET /callback?check_str=s%2F7KuUr53izr2DDrVWsqp%2BR26IrO%2B71eeowFqPJ6Ny0%3D HTTP/1.1\r\n\
    Host: example.test\r\ntimestamp: 1735689601456\r\nnonce: 5\r\n\
    signature: 5f5fcd807e8404b33d086b141b7460800388610b\r\n\r\n";

fn examine(members: &Value) -> Answer {
    let server = start();
    let (address, body) = (server.address(), members.to_string());
    let head = format!(
        "POST /_tmsig/diagnose-callback HTTP/1.1\r\nHost: {address}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let answer = exchange(address, (head + &body).as_bytes());
    for shown in [&answer.head, &answer.body] {
        assert!(
            !shown.contains(TOKEN) && !shown.contains(AES_KEY) && !shown.contains(KEY),
            "{shown}"
        );
    }
    // Nothing of it is remembered.
    let known = get(server.address(), "/_tmsig/requests").body;
    assert!(!known.contains("callback") && !known.contains(TOKEN), "{known}");
    server.stop().unwrap();
    answer
}

fn report(members: &Value) -> Value {
    let answer = examine(members).is(200);
    serde_json::from_str::<Value>(&answer.body).unwrap()["report"].take()
}

#[test]
fn a_right_callback_is_called_right_and_a_mistake_is_named_in_both_languages() {
    let paste = json!({"input": ARRIVED, "token": TOKEN, "encoding_aes_key": AES_KEY});
    let right = report(&paste);
    assert_eq!(right["verdict"], "valid", "{right}");
    assert_eq!(right["signature"]["text"], "The signature in the request is right.");

    // The signature and the first block are those that the facts give for these mistakes.
    let mut mistaken = paste.clone();
    mistaken["computed"] = "977551e18727bf7a9e73586d9258e50b2229152d".into();
    mistaken["plaintext"] = "c5adced39c238ec62993f90c31cb047a".into();
    let told = report(&mistaken);
    assert_eq!(told["verdict"], "invalid");
    assert_eq!(told["computed"]["explanations"][0][0]["id"], "check-str-form-decoded-twice");
    assert_eq!(told["plaintext"]["verdict"], "mistaken", "{told}");
    mistaken["lang"] = "zh".into();
    let told = report(&mistaken);
    assert_eq!(told["signature"]["text"], "请求中的签名正确。");
}

#[test]
fn what_cannot_be_examined_is_said_without_a_secret() {
    for (paste, status) in [
        (json!({"input": ARRIVED}), 400),
        (json!({"input": "nothing of the kind", "token": TOKEN}), 400),
        (json!({"input": 1, "token": TOKEN}), 400),
        (json!({"input": "a".repeat((1 << 20) + 1), "token": TOKEN}), 413),
    ] {
        let answer = examine(&paste);
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    let wrong =
        json!({"input": ARRIVED, "token": format!("{TOKEN}\n"), "encoding_aes_key": "short"});
    assert_ne!(report(&wrong)["verdict"], "valid");
}

#[test]
fn a_secret_within_what_arrived_is_not_shown_again() {
    let callback = Callback::new(TOKEN, Some(AES_KEY)).unwrap();
    let event = r#"{"event":"meeting.end","trace_id":"1","payload":[{}]}"#;
    let request = callback.seal_event("/callback", "1735689600123", "73910264", event);
    let mut input = format!("POST /callback?token={TOKEN} HTTP/1.1\r\nX-Key: {AES_KEY}\r\n");
    for (name, value) in request.headers() {
        input += &format!("{name}: {}\r\n", str::from_utf8(value).unwrap());
    }
    input += &format!("\r\n{}", str::from_utf8(request.body_bytes()).unwrap());
    let told = report(&json!({"input": input, "token": TOKEN, "encoding_aes_key": AES_KEY}));
    assert_eq!(told["verdict"], "valid", "{told}");
    assert_eq!(told["event"], "meeting.end");
}
