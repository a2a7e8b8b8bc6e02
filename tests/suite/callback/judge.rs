//! `tmsig callback check` and `send`: receivers are judged by what they answer.

use tmsig::Request;
use tmsig::callback::judge::{Check, CheckResult, Judge, Report, Target};
use tmsig::callback::{ACKNOWLEDGEMENT, Callback, Delivery, DeliveryKind, Opened};

use super::cli::{KEY, TOKEN, tmsig, told};
use super::receiver::{Answer, Receiver};

fn callback(is_encrypted: bool) -> Callback {
    Callback::new(TOKEN, is_encrypted.then_some(KEY)).unwrap()
}

fn right(callback: &Callback, request: &Request<'_>) -> Answer {
    match callback.open(request) {
        Ok(opened) => Answer::new(200, opened.answer()),
        Err(refusal) => Answer::new(refusal.status(), "refused"),
    }
}

fn judged(
    is_encrypted: bool,
    handler: impl Fn(&Callback, &Request<'_>) -> Answer + Send + Sync + 'static,
) -> Report {
    let receivers = callback(is_encrypted);
    let receiver = Receiver::start(move |request| handler(&receivers, request));
    let target = Target::parse(&receiver.url).unwrap();
    Judge::new(&target, &callback(is_encrypted), 1_735_689_600_123, 1).judge()
}

/// Id of the check, and of the fault, of everything that failed.
fn failures(report: &Report) -> Vec<(&'static str, &'static str)> {
    let failed = report.outcomes.iter().filter_map(|outcome| match &outcome.result {
        CheckResult::Failed(fault) => Some((outcome.check.id(), fault.id())),
        _ => None,
    });
    failed.collect()
}

#[test]
fn a_right_receiver_passes_every_check() {
    for is_encrypted in [false, true] {
        let report = judged(is_encrypted, right);
        assert_eq!(failures(&report), [], "{is_encrypted}");
        assert_eq!(report.outcomes.len(), Check::ALL.len());
        let skipped = report.outcomes.iter().filter(|o| o.result == CheckResult::Skipped).count();
        assert!(skipped <= usize::from(!is_encrypted) * 2, "{report:?}");
    }
}

/// The answer to each right event is changed in one way, and named so.
#[test]
fn each_wrong_answer_to_an_event_is_told_apart() {
    let quoted = format!("{ACKNOWLEDGEMENT:?}");
    let answers: [(&str, Answer); 17] = [
        ("status", Answer::new(204, "")),
        ("status", Answer::new(201, ACKNOWLEDGEMENT)),
        (
            "redirect",
            Answer { headers: "Location: /login\r\n", ..Answer::new(302, ACKNOWLEDGEMENT) },
        ),
        ("empty", Answer::new(200, "")),
        ("quoted", Answer::new(200, quoted)),
        ("line-end", Answer::new(200, format!("{ACKNOWLEDGEMENT}\n"))),
        ("line-end", Answer::new(200, format!("{ACKNOWLEDGEMENT}\r\n"))),
        ("blanks", Answer::new(200, format!(" {ACKNOWLEDGEMENT}"))),
        ("byte-order-mark", Answer::new(200, format!("\u{feff}{ACKNOWLEDGEMENT}"))),
        ("other-case", Answer::new(200, "Successfully received callback")),
        ("json", Answer::new(200, r#"{"code":0}"#)),
        ("html", Answer::new(200, "<!DOCTYPE html><title>Sign in</title>")),
        ("xml", Answer::new(200, "<xml><return_code>SUCCESS</return_code></xml>")),
        ("other-word", Answer::new(200, "success")),
        ("nothing", Answer::new(200, "null")),
        (
            "compressed",
            Answer { headers: "Content-Encoding: gzip\r\n", ..Answer::new(200, "\u{1f}") },
        ),
        ("other", Answer::new(200, "thanks")),
    ];
    for (id, answer) in answers {
        let report = judged(false, move |callback, request| match callback.open(request) {
            Ok(Opened::Event { .. }) => Answer { body: answer.body.clone(), ..answer },
            _ => right(callback, request),
        });
        let failures = failures(&report);
        assert!(failures.contains(&("P1", id)), "{id}: {failures:?}");
        // What is not about an event's answer still passes.
        assert!(failures.iter().all(|(check, _)| check.starts_with('P')), "{id}: {failures:?}");
    }
}

/// A receiver with one mistake fails the checks that are about it, and no
/// others.
#[test]
fn each_mistake_of_a_receiver_fails_its_checks() {
    type Mistaken = fn(&Callback, &Request<'_>) -> Answer;
    let mistakes: [(Mistaken, &[&str]); 6] = [
        // The signature is not checked.
        (
            |callback, request| match Delivery::read(request) {
                Ok(delivery) => match callback.decrypt(delivery.kind, &delivery.data) {
                    Ok(plaintext) if delivery.kind == DeliveryKind::UrlCheck => {
                        Answer::new(200, plaintext.text)
                    }
                    _ => Answer::new(200, ACKNOWLEDGEMENT),
                },
                Err(_) => Answer::new(400, ""),
            },
            &["G3a", "P2a", "P2b", "P2c", "P2d"],
        ),
        // check_str is decoded once more, as a form.
        (
            |callback, request| {
                let uri = String::from_utf8_lossy(request.uri_bytes()).replace("%2B", "%2520");
                let mut again =
                    Request::new(request.method_bytes(), &uri).body(request.body_bytes());
                for (name, value) in request.headers() {
                    again = again.header(name, value);
                }
                right(callback, &again)
            },
            &["G2"],
        ),
        // The body is taken apart by a pattern.
        (
            |callback, request| {
                let body = request.body_bytes();
                if !body.is_empty() && !body.starts_with(br#"{"data":""#) {
                    return Answer::new(500, "");
                }
                right(callback, request)
            },
            &["P3a", "P3b"],
        ),
        // Only known events are acknowledged.
        (
            |callback, request| match callback.open(request) {
                Ok(Opened::Event { event, .. }) if event.name().contains("tomorrow") => {
                    Answer::new(400, "unknown event")
                }
                _ => right(callback, request),
            },
            &["P5a"],
        ),
        // A body limit.
        (
            |callback, request| {
                if request.body_bytes().len() > 10_000 {
                    return Answer::new(413, "");
                }
                right(callback, request)
            },
            &["P8"],
        ),
        // A window of freshness of five minutes.
        (
            |callback, request| {
                let is_old =
                    request.header_value("timestamp").is_some_and(|t| *t < b"1735689300123"[..]);
                if is_old { Answer::new(401, "") } else { right(callback, request) }
            },
            &["P9"],
        ),
    ];
    for (handler, expected) in mistakes {
        let report = judged(true, handler);
        let ids: Vec<_> = failures(&report).into_iter().map(|(check, _)| check).collect();
        assert_eq!(ids, expected);
    }
}

#[test]
fn the_command_judges_and_reports_in_every_format() {
    let receiver = Receiver::start(|request| right(&callback(true), request));
    for (format, sign) in
        [("text", "P10c"), ("json", "\"result\""), ("junit", "<testsuite"), ("markdown", "| P1 |")]
    {
        let arguments = ["check", "--fast", "--format", format, &receiver.url];
        let output = tmsig(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        assert!(told(&output).contains(sign), "{}", told(&output));
    }
    let wrong = Receiver::start(|_| Answer::new(200, "{}"));
    let output = tmsig(&["check", "--lang", "zh", &wrong.url]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(told(&output).contains("10002"), "{}", told(&output));
    let output = tmsig(&["check", "ftp://example.test/"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn nothing_that_listens_is_a_finding_and_no_crash() {
    // Bound and closed again: nobody listens there.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output = tmsig(&["check", &format!("http://{address}/")]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(told(&output).contains("no connection"), "{}", told(&output));
}

#[test]
fn every_known_event_and_any_other_can_be_sent() {
    let receiver = Receiver::start(|request| right(&callback(true), request));
    let output = tmsig(&["events"]).output().unwrap();
    let names = told(&output);
    let names: Vec<_> = names.lines().chain(["meeting.of-tomorrow"]).collect();
    assert!(names.len() > 30, "{names:?}");
    let mut command = tmsig(&["send", &receiver.url]);
    for name in &names {
        command.args(["--event", name]);
    }
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let arrived = receiver.arrived.lock().unwrap();
    let events: Vec<_> = arrived
        .iter()
        .map(|request| match callback(true).open(request).unwrap() {
            Opened::Event { event, .. } => event,
            Opened::UrlCheck { .. } => panic!("an event was to be sent"),
        })
        .collect();
    assert_eq!(events.iter().map(tmsig::callback::Event::name).collect::<Vec<_>>(), names);
    let mut trace_ids: Vec<_> = events.iter().map(tmsig::callback::Event::trace_id).collect();
    trace_ids.sort_unstable();
    trace_ids.dedup();
    assert_eq!(trace_ids.len(), names.len());
}

/// One, three and six minutes at a speed that makes them milliseconds.
#[test]
fn what_is_not_acknowledged_is_sent_again_three_times() {
    let receiver = Receiver::start(|_| Answer::new(500, ""));
    let arguments =
        ["send", "--event", "meeting.end", "--retry", "--speed", "100000", &receiver.url];
    let output = tmsig(&arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let arrived = receiver.arrived.lock().unwrap();
    assert_eq!(arrived.len(), 4);
    assert!(arrived.iter().all(|request| *request == arrived[0]));
}
