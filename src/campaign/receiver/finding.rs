//! One distinct finding of a campaign against a receiver, in words and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Failure, Plan};
use crate::campaign::finding::{Origin, class_hash, message_class};
use crate::campaign::report::Found;
use crate::conformance::Outcome;
use crate::doctor::Language;
use crate::recipe::Text;

/// Everything that is wrong with a receiver in one way.
#[derive(Clone, Debug)]
pub struct ReceiverFinding {
    /// What tells it from another, in lower-case words with hyphens: the ids
    /// of the mistakes behind it, or the stage and what the smallest case has
    /// that is not as usual.
    pub id: String,
    /// How many cases show it.
    pub cases: u64,
    /// The first of them.
    pub first: Origin,
    /// Whether nothing can be taken from the case any more.
    pub is_minimal: bool,
    /// What became of the smallest case.
    pub outcome: Outcome,
    plan: Plan,
}

/// What tells one failure from another before it is made small.
pub(super) fn class(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Passed | Outcome::Skipped(_) => String::new(),
        Outcome::Errored(reason) => {
            format!("errored-{:08x}", class_hash(&message_class(&reason.told)))
        }
        Outcome::Failed(failure) if failure.receiver_mistakes.is_empty() => {
            format!("{}-{:08x}", failure.stage.id(), class_hash(&failure.note))
        }
        Outcome::Failed(failure) => failure.receiver_mistakes.join("+"),
    }
}

impl ReceiverFinding {
    pub(super) fn new(case: Failure, is_minimal: bool) -> Self {
        let Failure { origin, plan, outcome } = case;
        let twists: Vec<_> = plan.twists.iter().map(|twist| twist.id()).collect();
        let id = match &outcome {
            Outcome::Failed(failure) if failure.receiver_mistakes.is_empty() => {
                let what = match &*twists.join("+") {
                    "" if plan.url_check => "url-check".to_owned(),
                    "" => "event".to_owned(),
                    twists => twists.to_owned(),
                };
                format!("{}-{what}", failure.stage.id())
            }
            other => class(other),
        };
        Self { id, cases: 1, first: origin, is_minimal, outcome, plan }
    }

    /// Whether a case is of this finding: it fails in the same way, and has all
    /// that the smallest one has.
    pub(super) fn claims(&self, case: &Failure) -> bool {
        let is_explained = match &case.outcome {
            Outcome::Failed(failure) => !failure.receiver_mistakes.is_empty(),
            _ => true,
        };
        class(&self.outcome) == class(&case.outcome)
            && (is_explained
                || self.plan.url_check == case.plan.url_check
                    && self.plan.twists.iter().all(|twist| case.plan.twists.contains(twist)))
    }

    pub(super) fn count(&mut self, origin: &Origin) {
        self.cases += 1;
        self.first = self.first.clone().min(origin.clone());
    }

    /// The stage, what is due there, what was answered, and what it tells.
    fn told(&self) -> [&str; 4] {
        match &self.outcome {
            Outcome::Failed(failure) => {
                [failure.stage.id(), &failure.expected, &failure.got, &failure.note]
            }
            Outcome::Errored(breach) => ["", "", "", &breach.told],
            Outcome::Skipped(reason) => ["", "", "", reason],
            Outcome::Passed => [""; 4],
        }
    }

    fn mistakes(&self) -> &[&'static str] {
        match &self.outcome {
            Outcome::Failed(failure) => &failure.receiver_mistakes,
            _ => &[],
        }
    }
}

impl Found for ReceiverFinding {
    fn id(&self) -> String {
        self.id.clone()
    }

    fn is_error(&self) -> bool {
        matches!(self.outcome, Outcome::Errored(_))
    }

    fn sentence(&self, language: Language) -> String {
        let say = |en, zh| language.of(Text { en, zh });
        let kind = match (self.is_minimal, self.plan.url_check) {
            (true, true) => say("minimal URL check", "最小 URL 校验"),
            (true, false) => say("minimal event", "最小事件"),
            (false, true) => say("URL check", "URL 校验"),
            (false, false) => say("event", "事件"),
        };
        let twists: Vec<_> = self.plan.twists.iter().map(|twist| twist.id()).collect();
        let twists =
            if twists.is_empty() { String::new() } else { format!(" [{}]", twists.join(", ")) };
        let yours = say("; your receiver: ", "；你的接收程序：");
        let [_, _, _, note] = self.told();
        format!("{kind}{twists}{yours}{note}")
    }

    fn to_text(&self, language: Language) -> String {
        let say = |en, zh| language.of(Text { en, zh });
        let mut out = String::new();
        // Writing to a String does not fail.
        let _ = writeln!(out, "{} {}", say("FOUND", "发现"), self.id);
        let _ = writeln!(out, "  {}", self.sentence(language));
        let _ = writeln!(
            out,
            "    {} {}, {} {}",
            say("cases that show it:", "出现次数："),
            self.cases,
            say("first in", "首次出现于"),
            self.first.to_text(language)
        );
        let [_, expected, got, _] = self.told();
        if !self.is_error() {
            let _ = writeln!(out, "    {}  {expected}", say("expected", "应为"));
            let _ = writeln!(out, "    {}  {got}", say("got     ", "实际"));
        }
        let request = json!(self.plan.case().request);
        let _ = writeln!(out, "    {}  {request}", say("request JSON", "请求 JSON"));
        let _ = writeln!(out, "    {}  {}", say("case JSON", "用例 JSON"), self.to_saved());
        out
    }

    fn to_json(&self, language: Language) -> Value {
        let (replayed, case) = match &self.first {
            Origin::Replayed(name) => (Some(name), None),
            Origin::Generated(index) => (None, Some(index)),
        };
        let [stage, expected, got, note] = self.told();
        json!({
            "id": self.id,
            "kind": if self.is_error() { "errored" } else { "failed" },
            "stage": stage,
            "sentence": self.sentence(language),
            "mistakes": self.mistakes(),
            "reason": note,
            "cases": self.cases,
            "first_case": case,
            "first_replayed": replayed,
            "minimal": self.is_minimal,
            "callback": self.plan,
            "request": self.plan.case().request,
            "expected": expected,
            "got": got,
        })
    }

    fn to_saved(&self) -> String {
        json!({ "callback": self.plan }).to_string()
    }
}
