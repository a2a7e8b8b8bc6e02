//! `tmsig::callback` by the golden vectors, which an implementation in Python
//! made.

use std::collections::BTreeSet;

use tmsig::callback::{Callback, Delivery, DeliveryKind, Note, Opened};
use tmsig::vectors::{CallbackCase, CallbackExpectation, ExpectedCallbackRefusal, Suite};

fn callback(case: &CallbackCase) -> Callback {
    Callback::new(&case.token, case.encoding_aes_key.as_deref()).expect(&case.id)
}

#[test]
fn every_vector_is_judged_as_it_says() {
    let suite = Suite::embedded();
    for case in suite.callback_cases() {
        let id = &case.id;
        match (&case.expectation, callback(case).open(&case.request)) {
            (CallbackExpectation::Accepted { stages, notes, answer }, Ok(opened)) => {
                assert_eq!(opened.answer(), answer, "{id}");
                let ids = opened.notes().iter().copied().map(Note::id).collect::<Vec<_>>();
                assert_eq!(ids, *notes, "{id}");
                let (kind, plaintext) = match &opened {
                    Opened::UrlCheck { text, .. } => ("url-check", text.as_str()),
                    Opened::Event { event, .. } => ("event", event.json()),
                };
                assert_eq!((kind, plaintext), (&*stages.kind, &*stages.plaintext), "{id}");
            }
            (CallbackExpectation::Refused { refusal: expected, .. }, Err(refusal)) => {
                let got = ExpectedCallbackRefusal {
                    field: refusal.field.id().to_owned(),
                    reason: refusal.reason.id().to_owned(),
                    // Where a parser stops is its own affair.
                    offset: expected.offset.map(|_| refusal.offset),
                };
                assert_eq!(got, *expected, "{id}");
            }
            (expected, got) => panic!("{id}: {expected:?}, got {got:?}"),
        }
    }
}

#[test]
fn every_stage_of_every_vector_holds() {
    for case in Suite::embedded().callback_cases() {
        let CallbackExpectation::Accepted { stages, .. } = &case.expectation else { continue };
        let (id, callback) = (&case.id, callback(case));
        let delivery = Delivery::read(&case.request).expect(id);
        let (timestamp, nonce, data) = (delivery.timestamp, delivery.nonce, &*delivery.data);
        let order = callback.order(timestamp, nonce, data);
        assert_eq!(order.map(|part| part.id().to_owned())[..], stages.sorted, "{id}");
        assert_eq!(callback.sign(timestamp, nonce, data).as_str(), stages.signature, "{id}");
        assert_eq!(callback.decrypt(delivery.kind, data).expect(id).text, stages.plaintext, "{id}");
    }
}

/// Sealing gives the vector again wherever it is written as the vendor writes.
#[test]
fn sealing_gives_the_same_signature_and_data() {
    let mut same = 0;
    for case in Suite::embedded().callback_cases() {
        let CallbackExpectation::Accepted { stages, .. } = &case.expectation else { continue };
        let (id, callback) = (&case.id, callback(case));
        let delivery = Delivery::read(&case.request).expect(id);
        let (timestamp, nonce) = (delivery.timestamp, delivery.nonce);
        let sealed = match delivery.kind {
            DeliveryKind::UrlCheck => {
                callback.seal_url_check("/", timestamp, nonce, &stages.plaintext)
            }
            DeliveryKind::Event => callback.seal_event("/", timestamp, nonce, &stages.plaintext),
        };
        let again = Delivery::read(&sealed).expect(id);
        if again.data == delivery.data {
            assert_eq!(again.signature, stages.signature, "{id}");
            same += 1;
        } else {
            let is_other =
                ["padding-missing", "padding-32"].map(|flag| case.flags.iter().any(|f| f == flag));
            assert!(is_other.contains(&true) || case.id.contains("data-padding-added"), "{id}");
        }
    }
    assert!(same > 300, "{same}");
}

#[test]
fn the_vectors_are_as_many_as_promised() {
    let suite = Suite::embedded();
    let cases = suite.callback_cases();
    let count = |is: &dyn Fn(&CallbackCase) -> bool| cases.iter().filter(|case| is(case)).count();
    let is_accepted =
        |case: &CallbackCase| matches!(case.expectation, CallbackExpectation::Accepted { .. });
    assert!(count(&|case| is_accepted(case) && !case.is_acceptable) >= 150);
    assert!(count(&|case| !is_accepted(case) && !case.is_acceptable) >= 80);
    let mistakes: BTreeSet<_> = cases
        .iter()
        .filter_map(|case| match &case.expectation {
            CallbackExpectation::Refused { mistakes, .. } => Some(mistakes),
            _ => None,
        })
        .flatten()
        .collect();
    assert!(mistakes.len() >= 25, "{mistakes:?}");
    let noted: BTreeSet<_> = cases
        .iter()
        .filter_map(|case| match &case.expectation {
            CallbackExpectation::Accepted { notes, .. } => Some(notes),
            _ => None,
        })
        .flatten()
        .collect();
    for note in Note::ALL {
        assert!(noted.contains(&note.id().to_owned()), "{note:?} is in no vector");
    }
}
