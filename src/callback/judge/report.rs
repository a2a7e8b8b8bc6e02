//! A report of checks, for a person and for programs.

use std::fmt::Write as _;

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use serde_json::json;

use super::{CheckResult, Fault, NoAnswer, Outcome, Report};
use crate::language::{Language, Text};

const SKIPPED: Text = Text {
    en: "of no use: the subscription has no EncodingAESKey, or none of this kind was found",
    zh: "不适用：该订阅没有设置 EncodingAESKey，或没有这样的数据",
};

impl Outcome {
    /// One line, and for a failed check two more: why, and what comes of it.
    pub fn to_text(&self, language: Language) -> String {
        let Self { check, result } = self;
        let mark = match result {
            CheckResult::Passed => "ok  ",
            CheckResult::Failed(_) => "FAIL",
            CheckResult::Slow(_) => "slow",
            CheckResult::Skipped => "-   ",
        };
        let mut text = format!("{mark} {:4} {}", check.id(), language.of(check.title()));
        let consequence = || language.of(check.consequence().text());
        // Writing to a String does not fail.
        let _infallible = match result {
            CheckResult::Passed => Ok(()),
            CheckResult::Failed(fault) => {
                write!(text, "\n          {}\n          {}", fault.to_text(language), consequence())
            }
            CheckResult::Slow(time) => {
                write!(text, " ({} ms)\n          {}", time.as_millis(), consequence())
            }
            CheckResult::Skipped => write!(text, "\n          {}", language.of(SKIPPED)),
        };
        text
    }
}

impl Fault {
    /// What is wrong with the answer, with its status where that is it.
    pub fn to_text(&self, language: Language) -> String {
        let text = language.of(self.text());
        match (self, language) {
            (Self::Redirect(status) | Self::Status(status), Language::English) => {
                format!("{status}: {text}")
            }
            (Self::Redirect(status) | Self::Status(status), Language::Chinese) => {
                format!("{status}：{text}")
            }
            (Self::NoAnswer(NoAnswer::Unreachable(reason)), Language::English) => {
                format!("{text}: {reason}")
            }
            (Self::NoAnswer(NoAnswer::Unreachable(reason)), Language::Chinese) => {
                format!("{text}：{reason}")
            }
            _ => text.to_owned(),
        }
    }
}

impl Report {
    fn count(&self, is: impl Fn(&CheckResult) -> bool) -> usize {
        self.outcomes.iter().filter(|outcome| is(&outcome.result)).count()
    }

    /// How many checks passed, failed and were skipped, in one line.
    pub fn summary(&self, language: Language) -> String {
        let failed = self.count(|result| matches!(result, CheckResult::Failed(_)));
        let skipped = self.count(|result| matches!(result, CheckResult::Skipped));
        let passed = self.outcomes.len() - failed - skipped;
        match language {
            Language::English => format!("{passed} passed, {failed} failed, {skipped} skipped"),
            Language::Chinese => format!("通过 {passed} 项，失败 {failed} 项，跳过 {skipped} 项"),
        }
    }

    /// The report for a person.
    pub fn to_text(&self, language: Language) -> String {
        let mut text = String::new();
        for outcome in &self.outcomes {
            text += &outcome.to_text(language);
            text.push('\n');
        }
        text + &self.summary(language)
    }

    /// The report for programs.
    pub fn to_json(&self, language: Language) -> serde_json::Value {
        let checks: Vec<_> = self
            .outcomes
            .iter()
            .map(|Outcome { check, result }| {
                let mut members = json!({"id": check.id(), "title": language.of(check.title())});
                match result {
                    CheckResult::Passed => members["result"] = "passed".into(),
                    CheckResult::Skipped => members["result"] = "skipped".into(),
                    CheckResult::Slow(time) => {
                        members["result"] = "slow".into();
                        members["milliseconds"] = json!(time.as_millis());
                    }
                    CheckResult::Failed(fault) => {
                        members["result"] = "failed".into();
                        members["fault"] = json!({
                            "id": fault.id(),
                            "text": fault.to_text(language),
                        });
                        members["consequence"] = json!({
                            "id": check.consequence().id(),
                            "text": language.of(check.consequence().text()),
                        });
                    }
                }
                members
            })
            .collect();
        let result = if self.is_passed() { "passed" } else { "failed" };
        json!({"result": result, "checks": checks})
    }

    /// The report as JUnit XML: a test case for each check.
    pub fn to_junit(&self, language: Language) -> String {
        let mut suite = TestSuite::new("tmsig callback check");
        for outcome in &self.outcomes {
            let Outcome { check, result } = outcome;
            let status = match result {
                CheckResult::Passed | CheckResult::Slow(_) => TestCaseStatus::success(),
                CheckResult::Skipped => TestCaseStatus::skipped(),
                CheckResult::Failed(fault) => {
                    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                    status.set_message(fault.to_text(language));
                    status.set_description(language.of(check.consequence().text()));
                    status
                }
            };
            let name = format!("{} {}", check.id(), language.of(check.title()));
            suite.add_test_case(TestCase::new(name, status));
        }
        let mut report = quick_junit::Report::new("tmsig callback check");
        report.add_test_suite(suite);
        report
            .to_string()
            .unwrap_or_else(|error| unreachable!("writing XML to memory does not fail: {error}"))
    }

    /// The report as a table in Markdown.
    pub fn to_markdown(&self, language: Language) -> String {
        let mut text = match language {
            Language::English => "| check | what | result |\n|---|---|---|\n".to_owned(),
            Language::Chinese => "| 检查 | 内容 | 结果 |\n|---|---|---|\n".to_owned(),
        };
        for Outcome { check, result } in &self.outcomes {
            let told = match result {
                CheckResult::Passed => "✓".to_owned(),
                CheckResult::Skipped => "-".to_owned(),
                CheckResult::Slow(time) => format!("{} ms", time.as_millis()),
                CheckResult::Failed(fault) => format!("✗ {}", fault.to_text(language)),
            };
            let told = told.replace('|', "\\|");
            let _infallible =
                writeln!(text, "| {} | {} | {told} |", check.id(), language.of(check.title()));
        }
        text + "\n" + &self.summary(language)
    }
}
