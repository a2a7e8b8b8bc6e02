//! One distinct finding of a campaign against a client, in words and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Asked, Failure};
use crate::campaign::finding::{Origin, class_hash, message_class};
use crate::campaign::report::Found;
use crate::campaign::shown::mistakes_json;
use crate::conformance::client::{step_text, title};
use crate::conformance::{Failure as WrongCall, Outcome, Stage, WireReport};
use crate::doctor::Language;
use crate::recipe::{Mistake, Text};

/// Everything that is wrong with a client in one way.
#[derive(Clone, Debug)]
pub struct ClientFinding {
    /// The diagnosis.
    pub cause: ClientCause,
    /// How many cases show it.
    pub cases: u64,
    /// The first of them.
    pub first: Origin,
    /// Whether nothing can be taken from the call any more; not if the
    /// campaign was stopped meanwhile, or the client is too slow to try
    /// everything.
    pub is_minimal: bool,
    /// What became of the smallest call that was found to show it.
    pub outcome: Outcome,
    pub(super) asked: Asked,
    /// What became of some of its cases, so that a better explanation can take
    /// them over.
    pub(super) witnesses: Vec<Outcome>,
}

/// Why a client fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientCause {
    /// It gave no answer that could be judged: this is what happened on the
    /// call shown.
    Errored(String),
    /// It makes these mistakes when it signs.
    Mistakes(Vec<&'static Mistake>),
    /// What arrived, or did not, is wrong in this way.
    Other {
        /// What is wrong: delivery, meaning, or a signature that nothing
        /// explains.
        stage: Stage,
        /// In words.
        note: String,
        /// The first difference in meaning.
        difference: Option<String>,
    },
}

impl ClientCause {
    /// What is behind a failure that no mistake explains; `None` if it did not
    /// fail.
    pub(super) fn of(outcome: &Outcome) -> Option<Self> {
        match outcome {
            Outcome::Errored(reason) => Some(Self::Errored(reason.told.clone())),
            Outcome::Failed(failure) => {
                let wire = failure.wire.as_ref();
                Some(Self::Other {
                    stage: failure.stage,
                    note: failure.note.clone(),
                    difference: wire.and_then(|wire| wire.differences.first().cloned()),
                })
            }
            Outcome::Passed | Outcome::Skipped(_) => None,
        }
    }

    /// What tells one finding from another, in lower-case words with hyphens;
    /// several mistakes are joined by `+`.
    pub fn id(&self) -> String {
        match self {
            Self::Errored(reason) => format!("errored-{:08x}", class_hash(&message_class(reason))),
            Self::Mistakes(mistakes) => {
                mistakes.iter().map(|mistake| mistake.id).collect::<Vec<_>>().join("+")
            }
            Self::Other { stage, note, difference } => {
                // The rest of it quotes the call. What became of a body tells one
                // fault from another; of a path or a query it is the same fault.
                let difference = difference.as_deref().unwrap_or_default();
                let words = if note.contains("body") { 3 } else { 0 };
                let kind: Vec<_> = difference.split(['"', ' ']).take(words).collect();
                let class = format!("{} {}", message_class(note), kind.join(" "));
                format!("{}-{:08x}", stage.id(), class_hash(&class))
            }
        }
    }
}

impl ClientFinding {
    pub(super) fn new(cause: ClientCause, case: Failure, is_minimal: bool) -> Self {
        let Failure { origin, asked, outcome } = case;
        // As it is of the smallest.
        let cause = match cause {
            ClientCause::Mistakes(_) => cause,
            other => ClientCause::of(&outcome).unwrap_or(other),
        };
        Self { cause, cases: 1, first: origin, is_minimal, outcome, asked, witnesses: Vec::new() }
    }

    /// One more case of the same.
    pub(super) fn count(&mut self, case: &Failure) {
        self.cases += 1;
        self.first = self.first.clone().min(case.origin.clone());
    }

    fn failure(&self) -> Option<&WrongCall> {
        match &self.outcome {
            Outcome::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    fn wire(&self) -> Option<&WireReport> {
        self.failure().and_then(|failure| failure.wire.as_deref())
    }

    /// What to do about it.
    fn fixes(&self, language: Language) -> Vec<String> {
        match &self.cause {
            ClientCause::Mistakes(mistakes) => {
                mistakes.iter().map(|mistake| language.of(mistake.remedy).to_owned()).collect()
            }
            _ => self.wire().map_or_else(Vec::new, |wire| wire.fixes.clone()),
        }
    }
}

impl Found for ClientFinding {
    fn id(&self) -> String {
        self.cause.id()
    }

    fn is_error(&self) -> bool {
        matches!(self.cause, ClientCause::Errored(_))
    }

    fn sentence(&self, language: Language) -> String {
        let say = |en, zh| language.of(Text { en, zh });
        let kind = if self.is_minimal {
            say("minimal call", "最小调用")
        } else {
            say("call", "调用")
        };
        let semicolon = say("; ", "；");
        let yours = say("your client: ", "你的客户端：");
        let what = match &self.cause {
            ClientCause::Errored(_) => say("no usable answer", "没有可用的应答").to_owned(),
            ClientCause::Mistakes(mistakes) => {
                let titles: Vec<_> =
                    mistakes.iter().map(|mistake| language.of(title(mistake))).collect();
                format!("{yours}{}", titles.join(semicolon))
            }
            ClientCause::Other { note, .. } => format!("{yours}{note}"),
        };
        let call = step_text(&self.asked.step);
        let account = match self.asked.credentials().sdk_id() {
            Some(_) => say(", of an account with an SdkId", "，账号带 SdkId"),
            None => "",
        };
        format!("{kind} {call}{account}{semicolon}{what}")
    }

    fn to_text(&self, language: Language) -> String {
        let say = |en, zh| language.of(Text { en, zh });
        let mut out = String::new();
        // Writing to a String does not fail.
        let _ = writeln!(out, "{} {}", say("FOUND", "发现"), self.id());
        let _ = writeln!(out, "  {}", self.sentence(language));
        if let ClientCause::Errored(reason) = &self.cause {
            let _ = writeln!(out, "    {reason}");
        }
        for fix in self.fixes(language) {
            let _ = writeln!(out, "    {fix}");
        }
        let _ = writeln!(
            out,
            "    {} {}, {} {}",
            say("cases that show it:", "出现次数："),
            self.cases,
            say("first in", "首次出现于"),
            self.first.to_text(language)
        );
        if let Some(wire) = self.wire() {
            for (index, line) in wire.wire.iter().flat_map(|text| text.lines()).enumerate() {
                let label = if index == 0 { say("arrived       ", "收到的请求") } else { "" };
                let _ = writeln!(out, "    {label:<14}  {line}");
            }
            for difference in &wire.differences {
                let _ = writeln!(out, "    {}  {difference}", say("differs       ", "差异"));
            }
            if let Some(text) = &wire.string_to_sign {
                let _ = writeln!(out, "    {}  {text}", say("must be signed", "应当签名"));
            }
        }
        if let Some(failure) = self.failure() {
            match failure.stage {
                Stage::Signature if failure.first_difference.is_some() => {
                    let _ =
                        writeln!(out, "    {}  {}", say("was signed    ", "实际签名"), failure.got);
                }
                Stage::Delivery => {
                    let _ = writeln!(out, "    {}  {}", say("expected", "应为"), failure.expected);
                    let _ = writeln!(out, "    {}  {}", say("got     ", "实际"), failure.got);
                }
                _ => {}
            }
        }
        let _ = writeln!(out, "    {}  {}", say("call JSON", "调用 JSON"), self.to_saved());
        out
    }

    fn to_json(&self, language: Language) -> Value {
        let (kind, reason) = match &self.cause {
            ClientCause::Errored(reason) => ("errored", Some(reason)),
            _ => ("failed", None),
        };
        let mistakes = match &self.cause {
            ClientCause::Mistakes(mistakes) => &mistakes[..],
            _ => &[],
        };
        let mistakes = mistakes_json(mistakes, language, title);
        let (replayed, case) = match &self.first {
            Origin::Replayed(name) => (Some(name), None),
            Origin::Generated(index) => (None, Some(index)),
        };
        let (failure, wire) = (self.failure(), self.wire());
        json!({
            "id": self.id(),
            "kind": kind,
            "stage": failure.map(|failure| failure.stage.id()),
            "sentence": self.sentence(language),
            "mistakes": mistakes,
            "fixes": self.fixes(language),
            "reason": reason,
            "cases": self.cases,
            "first_case": case,
            "first_replayed": replayed,
            "minimal": self.is_minimal,
            "call": self.asked.to_json(),
            "logical": step_text(&self.asked.step),
            "wire": wire.and_then(|wire| wire.wire.as_ref()),
            "differences": wire.map(|wire| &wire.differences),
            "string_to_sign": wire.and_then(|wire| wire.string_to_sign.as_ref()),
            "expected": failure.map(|failure| &failure.expected),
            "got": failure.map(|failure| &failure.got),
            "first_difference": failure.and_then(|failure| failure.first_difference),
        })
    }

    fn to_saved(&self) -> String {
        self.asked.to_json().to_string()
    }
}
