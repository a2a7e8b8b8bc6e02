//! `tmsig callback check --side-effect-url`: what a receiver does behind its
//! answers.

use std::collections::HashSet;
use std::sync::Mutex;
use std::time::Duration;

use tmsig::Request;
use tmsig::callback::judge::{Check, CheckResult, Judge, Report, Target};
use tmsig::callback::{Callback, Delivery, Opened};

use super::cli::{KEY, TOKEN, tmsig, told};
use super::receiver::{Answer, Receiver};

/// What a receiver does wrong.
#[derive(Clone, Copy, PartialEq)]
enum Wrong {
    Nothing,
    DoesNotTellRepetitions,
    HandlesBeforeItVerifies,
    HandlesNothing,
    TellsNoNumber,
}

/// A receiver that counts what it handles, and tells it at another path.
fn start(wrong: Wrong, number: impl Fn(usize) -> String + Send + Sync + 'static) -> Receiver {
    let callback = Callback::new(TOKEN, Some(KEY)).unwrap();
    let state = Mutex::new((HashSet::new(), 0));
    Receiver::start(move |request: &Request<'_>| {
        let (seen, count) = &mut *state.lock().unwrap();
        if request.uri_bytes() == b"/handled" {
            return match wrong {
                Wrong::TellsNoNumber => Answer::new(404, "5"),
                _ => Answer::new(200, number(*count)),
            };
        }
        let opened = callback.open(request);
        let id = match &opened {
            Ok(Opened::Event { event, .. }) => Some(event.trace_id().to_owned()),
            Err(_) if wrong == Wrong::HandlesBeforeItVerifies => Delivery::read(request)
                .ok()
                .map(|delivery| format!("{}{}", delivery.signature, delivery.data)),
            _ => None,
        };
        if let Some(id) = id
            && wrong != Wrong::HandlesNothing
            && (seen.insert(id) || wrong == Wrong::DoesNotTellRepetitions)
        {
            *count += 1;
        }
        match opened {
            Ok(opened) => Answer::new(200, opened.answer()),
            Err(refusal) => Answer::new(refusal.status(), ""),
        }
    })
}

fn judged(wrong: Wrong) -> Report {
    let receiver = start(wrong, |count| count.to_string());
    let target = Target::parse(&receiver.url).unwrap();
    let handled = Target::parse(&receiver.url.replace("/callback", "/handled")).unwrap();
    let callback = Callback::new(TOKEN, Some(KEY)).unwrap();
    let mut judge = Judge::new(&target, &callback, 1_735_689_600_123, 1).side_effects(&handled);
    if wrong == Wrong::HandlesNothing {
        // So long it waits for a number that does not grow.
        judge = judge.longest_wait(Duration::from_secs(2));
    }
    judge.judge()
}

/// What came of the checks that need the URL: the fault's id, or what else.
fn told_of(report: &Report) -> Vec<&str> {
    let (by_answers, others) = report.outcomes.split_at(Check::ALL.len());
    let is_failed = |result: &CheckResult| matches!(result, CheckResult::Failed(_));
    assert!(!by_answers.iter().any(|outcome| is_failed(&outcome.result)), "{by_answers:?}");
    let checks: Vec<_> = others.iter().map(|outcome| outcome.check).collect();
    assert_eq!(checks, Check::OF_SIDE_EFFECTS);
    let told = others.iter().map(|outcome| match &outcome.result {
        CheckResult::Passed => "passed",
        CheckResult::Skipped => "skipped",
        CheckResult::Slow(_) => "slow",
        CheckResult::Failed(fault) => fault.id(),
    });
    told.collect()
}

#[test]
fn what_is_handled_twice_or_forged_is_found_though_every_answer_is_right() {
    for (wrong, told) in [
        (Wrong::Nothing, ["passed", "passed", "passed"]),
        (Wrong::DoesNotTellRepetitions, ["passed", "handled-again", "passed"]),
        (Wrong::HandlesBeforeItVerifies, ["passed", "passed", "forged-handled"]),
        (Wrong::HandlesNothing, ["not-handled", "skipped", "skipped"]),
        (Wrong::TellsNoNumber, ["no-number", "skipped", "skipped"]),
    ] {
        assert_eq!(told_of(&judged(wrong)), told);
    }
}

#[test]
fn the_command_takes_the_url_and_reports_the_checks_beside_the_others() {
    let receiver =
        start(Wrong::DoesNotTellRepetitions, |count| format!(r#"{{"handled":{count}}}"#));
    let handled = receiver.url.replace("/callback", "/handled");
    let words = ["check", "--format", "json", "--side-effect-url", &handled, &receiver.url];
    let output = tmsig(&words).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let report: serde_json::Value = serde_json::from_str(&told(&output)).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let failed: Vec<_> = checks.iter().filter(|check| check["result"] == "failed").collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert_eq!(failed[0]["id"], "S2");
    assert_eq!(failed[0]["consequence"]["id"], "done-again");

    let output = tmsig(&["check", "--side-effect-url", "ftp://a", &receiver.url]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
}
