//! Laws: whatever arrives, `open` answers, and accepts only what was sealed.

use proptest::prelude::*;
use tmsig::Request;
use tmsig::callback::{Callback, Opened, Reason};

const TOKEN: &str = "tmsigTestToken00000000002";
const KEY: &str = "scC9uvsO7a5M8JIhAfs0StpKgUYIDywF1sQpzjPd6N4";

fn callback(is_encrypted: bool) -> Callback {
    Callback::new(TOKEN, is_encrypted.then_some(KEY)).unwrap()
}

fn timestamp() -> impl Strategy<Value = String> {
    (0_u64..10_000_000_000_000).prop_map(|number| format!("{number:013}"))
}

proptest! {
    #[test]
    fn what_was_sealed_opens_to_itself(
        is_encrypted: bool,
        timestamp in timestamp(),
        nonce in "[!-~]{1,20}",
        plaintext in "\\PC{0,200}",
        name in "[a-z.-]{1,40}",
        trace_id in "\\PC{1,40}",
    ) {
        let callback = callback(is_encrypted);
        let check = callback.seal_url_check("/a?b=c", &timestamp, &nonce, &plaintext);
        if is_encrypted || !plaintext.is_empty() {
            let opened = callback.open(&check).unwrap();
            prop_assert_eq!(opened.answer(), &plaintext);
        }
        let json = serde_json::json!({
            "event": name, "trace_id": trace_id, "payload": [{"subject": plaintext}],
        }).to_string();
        let event = callback.seal_event("/a", &timestamp, &nonce, &json);
        match callback.open(&event).unwrap() {
            Opened::Event { event, .. } => {
                prop_assert_eq!(event.json(), &json);
                prop_assert_eq!(event.trace_id(), &trace_id);
            }
            other @ Opened::UrlCheck { .. } => prop_assert!(false, "{:?}", other),
        }
    }

    /// Another byte anywhere in what is signed is never accepted.
    #[test]
    fn one_changed_byte_is_refused(
        is_encrypted: bool,
        at in any::<prop::sample::Index>(),
        change in 1_u8..,
        part in 0_usize..4,
    ) {
        let callback = callback(is_encrypted);
        let json = r#"{"event":"meeting.end","trace_id":"1","payload":[{}]}"#;
        let sealed = callback.seal_event("/a", "1735689600123", "73910264", json);
        let mut request = sealed.clone();
        if part == 3 {
            let mut body = sealed.body_bytes().to_vec();
            let (start, end) = (br#"{"data":""#.len(), body.len() - 2);
            body[start + at.index(end - start)] ^= change;
            request = request.body(&body).into_owned();
        } else {
            let name = ["timestamp", "nonce", "signature"][part];
            let mut value = sealed.header_value(name).unwrap().to_vec();
            let at = at.index(value.len());
            value[at] ^= change;
            request.set_header(name, value);
        }
        prop_assert!(callback.open(&request).is_err());
    }

    #[test]
    fn any_bytes_are_answered(
        is_encrypted: bool,
        method in prop_oneof![Just("GET".as_bytes().to_vec()), Just(b"POST".to_vec()), any::<Vec<u8>>()],
        target: Vec<u8>,
        headers in prop::collection::vec(
            (prop_oneof!["timestamp", "Nonce", "signature", "\\PC{0,9}"], any::<Vec<u8>>()), 0..5,
        ),
        body in prop_oneof![any::<Vec<u8>>(), "\\{\"data\":\"[A-Za-z0-9+/=%-]{0,99}\"\\}".prop_map(String::into_bytes)],
    ) {
        let mut request = Request::new(&method, &target).body(&body);
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        prop_assert!(callback(is_encrypted).open(&request).is_err());
    }

    /// Rightly signed garbage: what comes after the signature is as safe.
    #[test]
    fn any_signed_data_is_answered(is_encrypted: bool, data in "[A-Za-z0-9+/]{0,120}={0,2}") {
        let callback = callback(is_encrypted);
        let signature = callback.sign("1735689600123", "1", &data);
        let body = format!("{{\"data\":\"{data}\"}}");
        let request = Request::new("POST", "/")
            .header("timestamp", "1735689600123")
            .header("nonce", "1")
            .header("signature", signature.as_str())
            .body(&body);
        let refusal = callback.open(&request).unwrap_err();
        prop_assert_ne!(refusal.reason, Reason::Mismatch);
    }
}
