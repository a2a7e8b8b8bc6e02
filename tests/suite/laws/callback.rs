use tmsig::callback::doctor::{Evidence, Finding, examine};
use tmsig::callback::{Callback, Delivery, DeliveryKind, Opened};
use tmsig::{Language, Request};

use super::input::decisions;

pub(super) const TOKEN: &str = "tmsigTestToken00000000002";
pub(super) const KEY: &str = "scC9uvsO7a5M8JIhAfs0StpKgUYIDywF1sQpzjPd6N4";

/// Between the fields of a callback that is written out; it is in no UTF-8.
const BORDER: u8 = 0xff;

/// Method, target, timestamp, nonce, signature and body, of which the last may
/// hold anything.
fn request(bytes: &[u8]) -> Request<'_> {
    let mut fields = bytes.splitn(6, |&byte| byte == BORDER);
    let mut field = || fields.next().unwrap_or_default();
    let (method, target) = (field(), field());
    let mut request = Request::new(method, target);
    for name in ["timestamp", "nonce", "signature"] {
        request = request.header(name, field());
    }
    request.body(field())
}

/// The bytes of which [`request`] makes this one.
pub(super) fn written(request: &Request<'_>) -> Vec<u8> {
    let header = |name| request.header_value(name).unwrap_or_default();
    [
        request.method_bytes(),
        request.uri_bytes(),
        header("timestamp"),
        header("nonce"),
        header("signature"),
        request.body_bytes(),
    ]
    .join(&BORDER)
}

/// Any callback is opened or refused in words. What is opened is signed right
/// and gives its plaintext again when it is sealed; with another signature it
/// is refused. Half of the inputs are signed right, so that what comes after
/// the signature is reached.
pub fn callback_open(input: &[u8]) {
    let ([choices], rest) = decisions(input);
    let (is_encrypted, is_signed) = (choices & 1 != 0, choices & 2 != 0);
    let callback = Callback::new(TOKEN, is_encrypted.then_some(KEY)).expect("they are of the form");
    let mut request = request(rest);
    if is_signed {
        // Any signature of the right shape, so that the rest can be read.
        request.set_header("signature", "0".repeat(40));
        let signature = match Delivery::read(&request) {
            Ok(delivery) => callback.sign(delivery.timestamp, delivery.nonce, &delivery.data),
            Err(_) => callback.sign("", "", ""),
        };
        request.set_header("signature", signature.as_str());
    }
    match callback.open(&request) {
        Err(refusal) => {
            assert!((400..500).contains(&refusal.status()));
            for language in [Language::English, Language::Chinese] {
                let told = refusal.to_text(language);
                assert!(!told.is_empty() && !told.contains(TOKEN) && !told.contains(KEY));
            }
        }
        Ok(opened) => {
            let delivery = Delivery::read(&request).expect("it was opened");
            let (timestamp, nonce) = (delivery.timestamp, delivery.nonce);
            let sealed = match &opened {
                Opened::UrlCheck { text, .. } => {
                    callback.seal_url_check("/", timestamp, nonce, text)
                }
                Opened::Event { event, .. } => {
                    callback.seal_event("/", timestamp, nonce, event.json())
                }
            };
            // An empty plaintext is sent encrypted or not at all.
            if is_encrypted || delivery.kind == DeliveryKind::Event || !opened.answer().is_empty() {
                let again = callback.open(&sealed).expect("it is sealed right");
                assert_eq!(again.answer(), opened.answer());
            }
            let mut forged = request.clone();
            let mut signature = delivery.signature.as_bytes().to_vec();
            signature[0] = if signature[0] == b'0' { b'1' } else { b'0' };
            forged.set_header("signature", signature);
            assert_eq!(callback.open(&forged).expect_err("it is forged").status(), 401);
        }
    }
}

/// The doctor examines any callback, secrets of any shape and anything that a
/// receiver may have come to. What it calls right is what the scheme gives, and
/// no report tells a secret.
pub fn callback_doctor(input: &[u8]) {
    let ([choices, cut], rest) = decisions(input);
    let (computed, rest) = match rest.iter().position(|&byte| byte == b'\n') {
        Some(end) if choices & 1 != 0 => (Some(&rest[..end]), &rest[end + 1..]),
        _ => (None, rest),
    };
    let computed = computed.map(String::from_utf8_lossy);
    let request = request(rest);
    let around = ["", "\n", "\"", " ", "="][usize::from(choices >> 4) % 5];
    let token = format!("{around}{TOKEN}{around}");
    let key = format!("{}{around}", &KEY[..KEY.len() - usize::from(choices & 2 != 0)]);
    let evidence = Evidence {
        computed: computed.as_deref(),
        plaintext: (choices & 8 != 0).then_some(&rest[..usize::from(cut).min(rest.len())]),
        ..Evidence::new(&request, &token, (choices & 4 != 0).then_some(&key))
    };
    let diagnosis = examine(&evidence);
    for language in [Language::English, Language::Chinese] {
        let report = diagnosis.to_text(language);
        assert!(!report.contains(&TOKEN[..12]) && !report.contains(&KEY[..12]), "{report}");
        assert!(diagnosis.to_json(language).is_object());
    }
    if diagnosis.is_right() {
        let callback = Callback::new(&token, (choices & 4 != 0).then_some(&*key));
        assert!(callback.expect("nothing is wrong with them").open(&request).is_ok());
    }
    if let (Finding::Right, Ok(delivery)) = (&diagnosis.arrived, Delivery::read(&request)) {
        let signature = Callback::new(TOKEN, None).expect("it is of the form").sign(
            delivery.timestamp,
            delivery.nonce,
            &delivery.data,
        );
        assert!(around.is_empty() && signature.matches(delivery.signature.as_bytes()));
    }
}
