//! What a campaign found, in words, as JSON and as JUnit.

use std::fmt::Write as _;
use std::time::Duration;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use serde_json::{Value, json};

use super::finding::{Cause, Finding, Origin};
use super::minimise::simplest;
use crate::conformance::SignerName;
use crate::doctor::Language;
use crate::generator::Sample;
use crate::recipe::Text;
use crate::visible::{Visible, first_difference};

/// The outcome of a campaign.
#[derive(Clone, Debug)]
pub struct Report {
    /// Who was judged.
    pub signer: SignerName,
    /// What the cases were made from.
    pub seed: u64,
    /// Cases that were judged, saved findings among them.
    pub cases: u64,
    /// Cases with the right answer.
    pub passed: u64,
    /// Cases with a wrong signature.
    pub failed: u64,
    /// Cases with no answer that could be judged.
    pub errored: u64,
    /// Cases that were not signed, and need not be.
    pub skipped: u64,
    /// What is wrong, each once, in the order in which it showed.
    pub findings: Vec<Finding>,
    /// Failures that were counted and not looked at, as there are so many that
    /// are alike and unexplained.
    pub unexamined: u64,
    /// Whether the signer broke so often that it was given up.
    pub gave_up: bool,
    /// Whether the user stopped it.
    pub interrupted: bool,
    /// How long it took.
    pub elapsed: Duration,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            signer: SignerName { name: String::new(), language: String::new() },
            seed: 0,
            cases: 0,
            passed: 0,
            failed: 0,
            errored: 0,
            skipped: 0,
            findings: Vec::new(),
            unexamined: 0,
            gave_up: false,
            interrupted: false,
            elapsed: Duration::ZERO,
        }
    }
}

impl Report {
    /// Whether nothing was found.
    pub fn conforms(&self) -> bool {
        self.findings.is_empty() && self.failed + self.errored == 0
    }

    /// Cases a second.
    #[allow(clippy::cast_precision_loss)] // Nobody reads that many digits.
    pub fn rate(&self) -> f64 {
        self.cases as f64 / self.elapsed.as_secs_f64().max(1e-9)
    }

    /// The report for programs. It holds no SecretKey.
    pub fn to_json(&self, language: Language) -> Value {
        json!({
            "signer": self.signer,
            "seed": self.seed,
            "cases": self.cases,
            "passed": self.passed,
            "failed": self.failed,
            "errored": self.errored,
            "skipped": self.skipped,
            "findings": self.findings.iter().map(|finding| finding.to_json(language)).collect::<Vec<_>>(),
            "unexamined": self.unexamined,
            "gave_up": self.gave_up,
            "interrupted": self.interrupted,
            "elapsed_ms": (self.elapsed.as_secs_f64() * 1e5).round() / 1e2,
        })
    }

    /// The report as JUnit XML: a failed test case for each finding, or one
    /// that passed.
    pub fn to_junit(&self, language: Language) -> String {
        let mut report = quick_junit::Report::new(format!("tmsig fuzz: {}", self.signer.name));
        report.set_time(self.elapsed);
        let mut suite = TestSuite::new(format!("campaign of seed {}", self.seed));
        for finding in &self.findings {
            let kind = match finding.cause {
                Cause::Errored(_) => NonSuccessKind::Error,
                _ => NonSuccessKind::Failure,
            };
            let mut status = TestCaseStatus::non_success(kind);
            status.set_message(finding.sentence(language));
            status.set_description(finding.to_text(language));
            suite.add_test_case(TestCase::new(finding.cause.id(), status));
        }
        if self.findings.is_empty() {
            let name = format!("{} cases", self.cases);
            suite.add_test_case(TestCase::new(name, TestCaseStatus::success()));
        }
        report.add_test_suite(suite);
        report
            .to_string()
            .unwrap_or_else(|error| unreachable!("writing XML to memory does not fail: {error}"))
    }

    /// The report for a person.
    pub fn to_text(&self, language: Language) -> String {
        let say = |en, zh| language.of(Text { en, zh });
        let mut out = String::new();
        for finding in &self.findings {
            out.push_str(&finding.to_text(language));
            out.push('\n');
        }
        let name = match &*self.signer.language {
            "" => self.signer.name.clone(),
            spoken => format!("{} ({spoken})", self.signer.name),
        };
        let verdict = match (self.findings.len(), language) {
            (0, Language::English) => "no finding".to_owned(),
            (1, Language::English) => "1 finding".to_owned(),
            (count, Language::English) => format!("{count} distinct findings"),
            (0, Language::Chinese) => "未发现问题".to_owned(),
            (count, Language::Chinese) => format!("发现 {count} 个不同的问题"),
        };
        let _ = writeln!(out, "{name}: {verdict}");
        let counts = [
            (self.cases, say("cases", "个用例")),
            (self.passed, say("passed", "通过")),
            (self.failed, say("failed", "签名错误")),
            (self.errored, say("errored", "无法判定")),
            (self.skipped, say("skipped", "跳过")),
        ];
        let counts: Vec<_> = counts.iter().map(|(count, word)| format!("{count} {word}")).collect();
        let _ = writeln!(
            out,
            "{}; {:.2} s, {:.0} {}; {} {}",
            counts.join(", "),
            self.elapsed.as_secs_f64(),
            self.rate(),
            say("cases/s", "个/秒"),
            say("seed", "种子"),
            self.seed
        );
        if self.unexamined > 0 {
            let _ = writeln!(
                out,
                "{} {}",
                self.unexamined,
                say(
                    "more failures were not looked at: too many before them were alike and unexplained",
                    "个失败未再分析：之前已有太多相似且无法解释的失败"
                )
            );
        }
        if self.gave_up {
            let _ = writeln!(
                out,
                "{}",
                say(
                    "the signer broke too often and was given up; put the findings right and run again",
                    "被测程序出错次数过多，已停止；请先解决以上问题再重新运行"
                )
            );
        }
        if self.interrupted {
            let _ = writeln!(out, "{}", say("stopped before the end", "未运行完即被中止"));
        }
        out
    }
}

impl Finding {
    /// `minimal request …; your signer …`.
    pub fn sentence(&self, language: Language) -> String {
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
        let first = match &self.first {
            Origin::Replayed(name) => format!("{} {name}", say("saved finding", "已保存的")),
            Origin::Generated(index) => format!("{} {index}", say("case", "用例")),
        };
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

    fn to_json(&self, language: Language) -> Value {
        let (kind, reason) = match &self.cause {
            Cause::Errored(reason) => ("errored", Some(reason)),
            _ => ("failed", None),
        };
        let mistakes = match &self.cause {
            Cause::Mistakes(mistakes) => &mistakes[..],
            _ => &[],
        };
        let mistakes: Vec<_> = mistakes
            .iter()
            .map(|mistake| {
                json!({
                    "id": mistake.id,
                    "stage": mistake.stage.id(),
                    "title": language.of(mistake.title),
                    "remedy": language.of(mistake.remedy),
                })
            })
            .collect();
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
