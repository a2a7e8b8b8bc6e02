//! The worked examples: the vendor's own, and four with every intermediate
//! value.

use serde_json::Value;
use tmsig::Request;
use tmsig::callback::{Callback, Delivery, DeliveryKind, Opened};

pub(super) fn examples() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("examples.json")).unwrap();
    file["examples"].as_array().unwrap().clone()
}

pub(super) fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer}"))
}

fn callback(example: &Value) -> Callback {
    let key = example["inputs"]["encoding_aes_key"].as_str();
    Callback::new(text(example, "/inputs/token"), key).unwrap()
}

pub(super) fn request(example: &Value) -> Request<'static> {
    let target = example["http"]["request_target"].as_str();
    let target = target.unwrap_or_else(|| text(example, "/http/path"));
    let mut request = Request::new(text(example, "/http/method"), target).into_owned();
    for (name, value) in example["http"]["headers"].as_object().unwrap() {
        request = request.header(name, value.as_str().unwrap()).into_owned();
    }
    match example["http"]["body"].as_str() {
        Some(body) => request.body(body).into_owned(),
        None => request,
    }
}

#[test]
fn every_example_opens_to_its_plaintext_and_its_answer() {
    let examples = examples();
    assert_eq!(examples.len(), 5);
    for example in &examples {
        let id = text(example, "/id");
        let opened = callback(example).open(&request(example)).expect(id);
        let expected = text(example, "/inputs/plaintext");
        match &opened {
            Opened::UrlCheck { text, .. } => assert_eq!(text, expected, "{id}"),
            Opened::Event { event, .. } => {
                assert_eq!(event.json(), expected, "{id}");
                assert_eq!(event.name(), text(example, "/event/event"), "{id}");
                let ids = ["trace_id", "unique_sequence"];
                let trace_id = ids.iter().find_map(|name| example["event"][name].as_str());
                assert_eq!(Some(event.trace_id()), trace_id, "{id}");
                assert_eq!(event.payloads(), 1, "{id}");
            }
        }
        assert_eq!(opened.answer(), text(example, "/expected_response/body"), "{id}");
    }
}

#[test]
fn every_stage_of_every_example_holds() {
    for example in &examples() {
        let id = text(example, "/id");
        let callback = callback(example);
        let request = request(example);
        let delivery = Delivery::read(&request).expect(id);
        assert_eq!(delivery.data, text(example, "/data/value"), "{id}");
        let parts = (delivery.timestamp, delivery.nonce, &*delivery.data);
        let order = callback.order(parts.0, parts.1, parts.2).map(tmsig::callback::Part::id);
        let names = example["sign"]["sorted_names"].as_array().unwrap();
        assert_eq!(order.to_vec(), names.iter().filter_map(Value::as_str).collect::<Vec<_>>());
        let signature = callback.sign(parts.0, parts.1, parts.2);
        assert_eq!(signature.as_str(), text(example, "/sign/signature"), "{id}");
        let plaintext = callback.decrypt(delivery.kind, parts.2).expect(id).text;
        assert_eq!(plaintext, text(example, "/inputs/plaintext"), "{id}");
    }
}

/// The vendor's own example lacks the padding, which is nothing that is sent
/// otherwise.
#[test]
fn what_is_sealed_is_the_example_byte_for_byte() {
    for example in &examples()[1..] {
        let id = text(example, "/id");
        let (timestamp, nonce) =
            (text(example, "/inputs/timestamp"), text(example, "/inputs/nonce"));
        let (path, plaintext) = (text(example, "/http/path"), text(example, "/inputs/plaintext"));
        let callback = callback(example);
        let sealed = match text(example, "/kind") {
            "event" => callback.seal_event(path, timestamp, nonce, plaintext),
            _ => callback.seal_url_check(path, timestamp, nonce, plaintext),
        };
        assert_eq!(sealed, request(example), "{id}");
    }
}

#[test]
fn no_wrong_signature_of_an_example_is_accepted() {
    let mut refused = 0;
    for example in &examples() {
        let callback = callback(example);
        for wrong in example["wrong_signatures"].as_array().unwrap() {
            let mut request = request(example);
            request.set_header("signature", text(wrong, "/value"));
            let is_right = !wrong["differs"].as_bool().unwrap();
            assert_eq!(callback.open(&request).is_ok(), is_right, "{wrong}");
            refused += usize::from(!is_right);
        }
    }
    assert!(refused > 60, "{refused}");
}

/// The parts are joined without anything between them, so that a character can
/// move from the timestamp into the nonce: the shape of the timestamp tells.
#[test]
fn a_border_that_moved_keeps_the_signature_and_is_refused_by_shape() {
    let file: Value = serde_json::from_str(include_str!("examples.json")).unwrap();
    let (shift, example) = (&file["border_shift"], &file["examples"][0]);
    let callback = callback(example);
    let (timestamp, nonce) = (text(shift, "/timestamp"), text(shift, "/nonce"));
    let signature = callback.sign(timestamp, nonce, text(example, "/data/value"));
    assert_eq!(signature.as_str(), text(shift, "/signature"));
    let mut request = request(example);
    request.set_header("timestamp", timestamp);
    request.set_header("nonce", nonce);
    let refusal = callback.open(&request).unwrap_err();
    assert_eq!((refusal.field.id(), refusal.reason.id()), ("timestamp", "length"));
}

/// Two characters of the alphabet for one key: the last one's unused bits.
#[test]
fn unused_bits_of_the_key_make_no_difference() {
    let token = "tmsigTestToken00000000002";
    let keys =
        ['l', 'm', 'n'].map(|last| format!("1XAn2ip8dT7eF9k8Dp5PDfsvdnD8LFpdVZjYciKX8J{last}"));
    let sealed = keys.each_ref().map(|key| {
        let callback = Callback::new(token, Some(key)).unwrap();
        callback.seal_event("/", "1735689600123", "1", "{}")
    });
    assert_eq!(sealed[0], sealed[1]);
    assert_eq!(sealed[1], sealed[2]);
}

#[test]
fn secrets_are_in_no_debug_output_and_in_no_refusal() {
    let (token, key) = ("tmsigTestToken00000000002", "1XAn2ip8dT7eF9k8Dp5PDfsvdnD8LFpdVZjYciKX8Jn");
    let callback = Callback::new(token, Some(key)).unwrap();
    let shown = format!("{callback:?}");
    assert!(!shown.contains(token) && !shown.contains(key), "{shown}");
    for (token, key) in
        [("tmsigTestToken0000000000!", key), (token, "1XAn2ip8dT7eF9k8Dp5PDfsvdnD8LFpdVZjYciKX8J=")]
    {
        let refusal = Callback::new(token, Some(key)).unwrap_err();
        let shown = format!("{refusal:?} {refusal}");
        assert!(!shown.contains(&token[..8]) && !shown.contains(&key[..8]), "{shown}");
        assert!(!shown.contains("0x"), "the byte is part of a secret: {shown}");
    }
}

/// WeCom signs in the same way, and encrypts in an envelope of its own.
#[test]
fn wecoms_published_ciphertext_decrypts_to_its_envelope() {
    let file: Value = serde_json::from_str(include_str!("examples.json")).unwrap();
    let wecom = &file["contrast_wecom"];
    let key = text(wecom, "/encoding_aes_key");
    let callback = Callback::new("tmsigTestToken00000000002", Some(key)).unwrap();
    let plaintext = callback.decrypt(DeliveryKind::UrlCheck, text(wecom, "/echostr")).unwrap().text;
    let message = text(wecom, "/message");
    let expected = format!(
        "{}\0\0\0\u{13}{message}{}",
        String::from_utf8(hex::decode(text(wecom, "/random_16_hex")).unwrap()).unwrap(),
        text(wecom, "/receive_id"),
    );
    assert_eq!(plaintext, expected);
}
