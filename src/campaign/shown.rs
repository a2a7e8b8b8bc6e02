//! A finding in words and as JSON.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::finding::{Cause, Finding, Origin};
use super::minimise::simplest;
use super::report::Found;
use crate::doctor::Language;
use crate::generator::Sample;
use crate::recipe::{Mistake, Text};
use crate::visible::{Visible, first_difference};

impl Found for Finding {
    fn id(&self) -> String {
        self.cause.id()
    }

    fn is_error(&self) -> bool {
        matches!(self.cause, Cause::Errored(_))
    }

    fn sentence(&self, language: Language) -> String {
        let say = |en, zh| language.of(Text { en, zh });
        let kind = if self.is_minimal {
            say("minimal request", "最小请求")
        } else {
            say("request", "请求")
        };
        let request = shown_request(&self.sample);
        let semicolon = say("; ", "；");
        let what = match &self.cause {
            Cause::Errored(_) => say("no usable answer", "没有可用的应答").to_owned(),
            Cause::Unexplained(parts) if parts.is_empty() => say(
                "your signer: wrong on every request, and no known mistake makes its signature",
                "你的签名程序：所有请求都不对，且已知的错误都不能得到它的签名",
            )
            .to_owned(),
            Cause::Unexplained(parts) => format!(
                "{} {}",
                say(
                    "your signer: no known mistake makes its signature; what matters:",
                    "你的签名程序：已知的错误都不能得到它的签名；相关部分："
                ),
                parts.join(", ")
            ),
            Cause::Mistakes(mistakes) => {
                let titles: Vec<_> =
                    mistakes.iter().map(|mistake| language.of(mistake.title)).collect();
                format!("{}{}", say("your signer: ", "你的签名程序："), titles.join(semicolon))
            }
        };
        format!("{kind} {request}{semicolon}{what}")
    }

    fn to_text(&self, language: Language) -> String {
        let say = |en, zh| language.of(Text { en, zh });
        let mut out = String::new();
        // Writing to a String does not fail.
        let _ = writeln!(out, "{} {}", say("FOUND", "发现"), self.cause.id());
        let _ = writeln!(out, "  {}", self.sentence(language));
        match &self.cause {
            Cause::Errored(reason) => {
                let _ = writeln!(out, "    {reason}");
            }
            Cause::Mistakes(mistakes) => {
                for mistake in mistakes {
                    let _ = writeln!(out, "    {}", language.of(mistake.remedy));
                }
            }
            Cause::Unexplained(_) => {}
        }
        let first = self.first.to_text(language);
        let _ = writeln!(
            out,
            "    {} {}, {} {first}",
            say("cases that show it:", "出现次数："),
            self.cases,
            say("first in", "首次出现于")
        );
        let _ = writeln!(out, "    {}  {}", say("expected", "应为"), self.expected);
        if let Some(got) = &self.got {
            let _ = writeln!(out, "    {}  {}", say("got     ", "实际"), shown_signature(got));
        }
        let signed = self.signed.as_ref().filter(|signed| **signed != self.string_to_sign);
        let at = signed.and_then(|signed| first_difference(&self.string_to_sign, signed));
        let around = |bytes: &[u8]| Visible(bytes).around(at.unwrap_or_default(), 200);
        let _ = writeln!(
            out,
            "    {}  {}",
            say("must be signed", "应当签名"),
            around(&self.string_to_sign)
        );
        if let Some(signed) = signed {
            let _ = writeln!(out, "    {}  {}", say("was signed    ", "实际签名"), around(signed));
        }
        let _ = writeln!(out, "    Request JSON  {}", self.request_json());
        out
    }

    fn to_saved(&self) -> String {
        self.request_json()
    }

    fn to_json(&self, language: Language) -> Value {
        let (kind, reason) = match &self.cause {
            Cause::Errored(reason) => ("errored", Some(reason)),
            _ => ("failed", None),
        };
        let mistakes = match &self.cause {
            Cause::Mistakes(mistakes) => &mistakes[..],
            _ => &[],
        };
        let mistakes = mistakes_json(mistakes, language, |mistake| mistake.title);
        let matters = match &self.cause {
            Cause::Unexplained(parts) => Some(parts),
            _ => None,
        };
        let (replayed, case) = match &self.first {
            Origin::Replayed(name) => (Some(name), None),
            Origin::Generated(index) => (None, Some(index)),
        };
        json!({
            "id": self.cause.id(),
            "kind": kind,
            "sentence": self.sentence(language),
            "mistakes": mistakes,
            "unexplained_parts": matters,
            "reason": reason,
            "cases": self.cases,
            "first_case": case,
            "first_replayed": replayed,
            "minimal": self.is_minimal,
            "request": serde_json::from_str::<Value>(&self.request_json()).unwrap_or_default(),
            "expected": self.expected,
            "got": self.got,
            "string_to_sign": {
                "expected": Visible(&self.string_to_sign).to_string(),
                "signed": self.signed.as_deref().map(|signed| Visible(signed).to_string()),
                "first_difference": self.signed.as_deref()
                    .and_then(|signed| first_difference(&self.string_to_sign, signed)),
            },
        })
    }
}

pub(super) fn mistakes_json(
    mistakes: &[&'static Mistake],
    language: Language,
    title: impl Fn(&Mistake) -> Text,
) -> Vec<Value> {
    let of = |mistake: &&'static Mistake| {
        json!({
            "id": mistake.id,
            "stage": mistake.stage.id(),
            "title": language.of(title(mistake)),
            "remedy": language.of(mistake.remedy),
        })
    };
    mistakes.iter().map(of).collect()
}

/// Everything in it that is not as plain as can be.
fn shown_request(sample: &Sample) -> String {
    let plain = simplest();
    let mut out = format!("{} {}", sample.method, sample.uri);
    for (name, value, plain) in [
        ("X-TC-Key", &sample.secret_id, &plain.secret_id),
        ("X-TC-Nonce", &sample.nonce, &plain.nonce),
        ("X-TC-Timestamp", &sample.timestamp, &plain.timestamp),
    ] {
        if value != plain {
            let _ = write!(out, " {name}: {value}");
        }
    }
    if let Some(content_type) = &sample.content_type {
        let _ = write!(out, " Content-Type: {content_type}");
    }
    if !sample.body.is_empty() {
        let _ = write!(out, " {}", Visible(&sample.body).around(0, 200));
    }
    out
}

fn shown_signature(text: &str) -> String {
    if text.len() <= 200 && text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.is_empty() {
        return text.to_owned();
    }
    Visible(text.as_bytes()).around(0, 200)
}
