//! The report as Markdown, for a pull request or a wiki.

use std::fmt::Write as _;

use super::{Outcome, Report, TestReport};

impl Report {
    /// The report as Markdown: verdict, counts by flag, and what did not pass.
    pub fn to_markdown(&self) -> String {
        let mut text = String::new();
        // Writing to a String does not fail.
        let _infallible = self.write_markdown(&mut text);
        text
    }

    fn write_markdown(&self, out: &mut String) -> std::fmt::Result {
        let verdict = if self.conforms() { "conforms" } else { "does not conform" };
        writeln!(out, "# {}: {verdict}\n", escape(&self.signer.name))?;
        writeln!(out, "tmsig {}: {}.\n", env!("CARGO_PKG_VERSION"), self.summary())?;
        for cause in &self.causes {
            let titles: Vec<_> = cause
                .mistakes
                .iter()
                .map(|mistake| format!("{} (`{}`)", escape(mistake.title.en), mistake.id))
                .collect();
            let count = cause.explains.len();
            let plural = if count == 1 { "" } else { "s" };
            writeln!(out, "{count} failure{plural}: {}.\n", titles.join("; "))?;
        }
        writeln!(out, "| flag | passed | failed | errored | skipped |")?;
        writeln!(out, "|---|---:|---:|---:|---:|")?;
        for (flag, counts) in self.counts_by_flag() {
            let super::Counts { passed, failed, errored, skipped } = counts;
            writeln!(out, "| {flag} | {passed} | {failed} | {errored} | {skipped} |")?;
        }
        let not_passed: Vec<_> = self
            .tests
            .iter()
            .filter(|test| !matches!(test.outcome, Outcome::Passed) || test.is_unexpected())
            .collect();
        if not_passed.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n| case | outcome | first wrong stage | why | expected | got |")?;
        writeln!(out, "|---|---|---|---|---|---|")?;
        for test in &not_passed {
            write_row(out, test)?;
        }
        for test in not_passed {
            let Outcome::Failed(failure) = &test.outcome else { continue };
            let Some(wire) = &failure.wire else { continue };
            writeln!(out, "\n## {}\n", test.id)?;
            // Indented it is code, whatever is in it.
            for line in wire.lines() {
                writeln!(out, "{}", format!("    {line}").trim_end())?;
            }
        }
        Ok(())
    }
}

fn write_row(out: &mut String, test: &TestReport) -> std::fmt::Result {
    let outcome = match &test.listed {
        Some(super::ListedOutcome::FailedAsListed(_)) => "failed as expected",
        Some(super::ListedOutcome::PassedUnexpectedly) => "passed unexpectedly",
        None => test.outcome.id(),
    };
    let (stage, why, expected, got) = match &test.outcome {
        Outcome::Failed(failure) => {
            (failure.stage.id(), &*failure.note, code(&failure.expected), code(&failure.got))
        }
        Outcome::Errored(breach) => ("", &*breach.told, String::new(), String::new()),
        Outcome::Skipped(reason) => ("", &**reason, String::new(), String::new()),
        Outcome::Passed => {
            let why = "it stands in the list of expected failures; take it out";
            ("", why, String::new(), String::new())
        }
    };
    let why = escape(why);
    writeln!(out, "| {} | {outcome} | {stage} | {why} | {expected} | {got} |", test.id)
}

/// Text as text: nothing in it is markup, or ends the cell.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '\r' | '\n' => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Text as code; HTML is the only form that takes any text within a table.
fn code(text: &str) -> String {
    let mut html = String::from("<code>");
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '|' => html.push_str("&#124;"),
            '\r' | '\n' => html.push(' '),
            // What Markdown would read inside HTML.
            '\\' | '`' | '*' | '_' | '[' | ']' => {
                html.push_str(&format!("&#{};", u32::from(character)));
            }
            _ => html.push(character),
        }
    }
    html.push_str("</code>");
    html
}
