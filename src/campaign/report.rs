//! What a campaign found, in words, as JSON and as JUnit.

use std::fmt::Write as _;
use std::time::Duration;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use serde_json::{Value, json};

use super::finding::Finding;
use crate::conformance::SignerName;
use crate::doctor::Language;
use crate::recipe::Text;

/// What a campaign tells of one distinct finding.
pub trait Found {
    /// What tells it from another, in lower-case words with hyphens.
    fn id(&self) -> String;
    /// Whether nothing could be judged.
    fn is_error(&self) -> bool;
    /// `minimal request …; your signer …`.
    fn sentence(&self, language: Language) -> String;
    /// All of it, for a person.
    fn to_text(&self, language: Language) -> String;
    /// All of it, for programs.
    fn to_json(&self, language: Language) -> Value;
    /// What is saved of it, as JSON: something for the next campaign.
    fn to_saved(&self) -> String;
}

/// The outcome of a campaign.
#[derive(Clone, Debug)]
pub struct Report<F = Finding> {
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
    pub findings: Vec<F>,
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

impl<F> Default for Report<F> {
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

impl<F: Found> Report<F> {
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
            let kind =
                if finding.is_error() { NonSuccessKind::Error } else { NonSuccessKind::Failure };
            let mut status = TestCaseStatus::non_success(kind);
            status.set_message(finding.sentence(language));
            status.set_description(finding.to_text(language));
            suite.add_test_case(TestCase::new(finding.id(), status));
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
