//! The report for a person at a terminal.

use std::fmt::{self, Write as _};

use anstyle::{AnsiColor, Style};

use super::super::common_cause::Cause;
use super::{Counts, ListedOutcome, Outcome, Report, SignerName, Stage, TestReport, WireReport};

const BAD: Style = AnsiColor::Red.on_default().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const ODD: Style = AnsiColor::Yellow.on_default();

impl Report {
    /// The report as text of this width, with ANSI colours: counts by flag,
    /// then everything that did not pass, then what the failures have in
    /// common and the counts. Whoever prints it to something else than a
    /// terminal strips the colours.
    pub fn to_text(&self, width: usize) -> String {
        let mut text = String::new();
        // Writing to a String does not fail.
        let _infallible = self.write_text(&mut text, width);
        text
    }

    fn write_text(&self, out: &mut String, width: usize) -> fmt::Result {
        self.write_flags(out, width)?;
        for test in &self.tests {
            write_test(out, test)?;
        }
        self.write_common(out)?;
        let SignerName { name, language } = &self.signer;
        write!(out, "{name}")?;
        if !language.is_empty() {
            write!(out, " ({language})")?;
        }
        let (style, verdict) = if self.conforms() {
            (GOOD, "conforms")
        } else if self.interrupted {
            (ODD, "was interrupted")
        } else {
            (BAD, "does not conform")
        };
        writeln!(out, ": {style}{verdict}{style:#}")?;
        writeln!(out, "{} in {:.2?}", self.summary(), self.elapsed)?;
        if self.not_asked > 0 {
            writeln!(
                out,
                "{DIM}{} more cases judge verifiers and refusals; they are not put to a signer{DIM:#}",
                self.not_asked
            )?;
        }
        Ok(())
    }

    fn write_flags(&self, out: &mut String, width: usize) -> fmt::Result {
        let cells: Vec<_> = self
            .counts_by_flag()
            .into_iter()
            .map(|(flag, counts)| {
                let ran = counts.total() - counts.skipped;
                let style = match counts {
                    Counts { failed: 0, errored: 0, skipped: 0, .. } => Style::new(),
                    Counts { failed: 0, errored: 0, .. } => ODD,
                    _ => BAD,
                };
                (format!("{flag} {}/{ran}", counts.passed), style)
            })
            .collect();
        let Some(widest) = cells.iter().map(|(cell, _)| cell.len()).max() else { return Ok(()) };
        let columns = (width / (widest + 2)).max(1);
        for row in cells.chunks(columns) {
            let mut line = String::new();
            for (cell, style) in row {
                write!(line, "{style}{cell}{style:#}{:1$}", "", widest + 2 - cell.len())?;
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        writeln!(out)
    }

    fn write_causes(&self, out: &mut String) -> fmt::Result {
        // Accumulated vectors are many requests at once, and no single signature.
        let is_explainable = |test: &&TestReport| matches!(&test.outcome, Outcome::Failed(failure) if failure.signature.is_some());
        let failed = self.tests.iter().filter(is_explainable).count();
        for Cause { mistakes, explains } in &self.causes {
            let count = explains.len();
            let share = if count == failed { "all ".to_owned() } else { format!("{count} of ") };
            let plural = if failed == 1 { "" } else { "s" };
            writeln!(out, "\n{BAD}{share}{failed} failure{plural}{BAD:#}:")?;
            for mistake in mistakes {
                writeln!(out, "  * {} [{}]", mistake.title.en, mistake.id)?;
                writeln!(out, "    {}", mistake.remedy.en)?;
            }
        }
        if !self.causes.is_empty() {
            writeln!(out, "{DIM}Proven: the mistakes make these very signatures.{DIM:#}\n")?;
        }
        Ok(())
    }

    fn write_common(&self, out: &mut String) -> fmt::Result {
        const LISTED: usize = 5;
        let common = self.common_failures();
        // One failure has everything in common with itself.
        if common.iter().map(|(_, count)| count).sum::<usize>() < 2 {
            return Ok(());
        }
        writeln!(out, "what did not pass, by what it shows:")?;
        for (text, count) in common.iter().take(LISTED) {
            writeln!(out, "{count:6} × {text}")?;
        }
        if common.len() > LISTED {
            writeln!(out, "       … and {} more kinds", common.len() - LISTED)?;
        }
        self.write_causes(out)?;
        let by_flag = self.counts_by_flag();
        let (none_passed, others): (Vec<_>, Vec<_>) =
            by_flag.iter().partition(|(_, counts)| counts.passed == 0 && counts.skipped == 0);
        // Where nothing passes at all, flags tell nothing.
        if !none_passed.is_empty() && !others.is_empty() {
            let flags: Vec<_> = none_passed.into_iter().map(|(flag, _)| *flag).collect();
            writeln!(out, "none passed of the flags: {}", flags.join(", "))?;
        }
        let told_nothing = self.tests.iter().any(|test| {
            matches!(&test.outcome, Outcome::Failed(failure) if failure.stage == Stage::HexDigest
                && failure.expected_string_to_sign.is_some())
        });
        if told_nothing {
            writeln!(
                out,
                "To see where the strings to sign part, let the adapter answer its string_to_sign \
                 too (adapters/README.md)."
            )?;
        }
        writeln!(out)
    }
}

fn write_test(out: &mut String, test: &TestReport) -> fmt::Result {
    let (style, word) = match (&test.outcome, &test.listed) {
        (_, Some(ListedOutcome::FailedAsListed(_))) => return Ok(()),
        (_, Some(ListedOutcome::PassedUnexpectedly)) => (BAD, "PASSED UNEXPECTEDLY"),
        (Outcome::Passed, None) => return Ok(()),
        (Outcome::Failed(_), None) => (BAD, "FAILED"),
        (Outcome::Errored(_), None) => (BAD, "ERRORED"),
        (Outcome::Skipped(_), None) => (ODD, "SKIPPED"),
    };
    writeln!(out, "{style}{word}{style:#} {}", test.id)?;
    if let Outcome::Skipped(reason) = &test.outcome {
        return writeln!(out, "  {reason}\n");
    }
    writeln!(out, "  {DIM}{}{DIM:#}", test.comment)?;
    match &test.outcome {
        Outcome::Failed(failure) => {
            write!(out, "  first wrong stage: {}", failure.stage.id())?;
            if let Some(at) = failure.first_difference {
                write!(out, ", from byte {at} on")?;
            }
            if let Some(index) = failure.request
                && failure.wire.is_some()
            {
                write!(out, ", in step {index}")?;
            } else if let Some(index) = failure.request {
                write!(out, ", in request {index} of them")?;
            }
            writeln!(out)?;
            writeln!(out, "    {}", failure.note)?;
            writeln!(out, "    expected  {}", failure.expected)?;
            writeln!(out, "    got       {}", failure.got)?;
            if let Some(string_to_sign) = &failure.expected_string_to_sign {
                writeln!(out, "    what must be signed: {string_to_sign}")?;
            }
            if let Some(wire) = &failure.wire {
                write_wire(out, wire)?;
            }
        }
        Outcome::Errored(reason) => writeln!(out, "  {reason}")?,
        Outcome::Passed => {
            writeln!(out, "  it stands in the list of expected failures; take it out")?;
        }
        Outcome::Skipped(_) => {}
    }
    writeln!(out)
}

fn write_wire(out: &mut String, wire: &WireReport) -> fmt::Result {
    let WireReport { logical, string_to_sign, explanations, .. } = wire;
    writeln!(out, "    {DIM}asked for{DIM:#} {logical}")?;
    if let Some(request) = &wire.wire {
        writeln!(out, "    {DIM}arrived{DIM:#}")?;
        for line in request.lines() {
            writeln!(out, "{}", format!("      {line}").trim_end())?;
        }
    }
    if let Some(holds) = wire.signature_holds {
        let verdict = if holds { "holds" } else { "does not hold" };
        writeln!(out, "    {DIM}signature{DIM:#} {verdict} for what arrived")?;
    }
    if let Some(string_to_sign) = string_to_sign {
        writeln!(out, "    {DIM}string to sign of it{DIM:#} {string_to_sign}")?;
    }
    for difference in &wire.differences {
        writeln!(out, "    {DIM}means something else{DIM:#}: {difference}")?;
    }
    for mistake in explanations.first().into_iter().flatten() {
        writeln!(out, "    {BAD}diagnosis{BAD:#} {} [{}]", mistake.title.en, mistake.id)?;
    }
    for fix in &wire.fixes {
        writeln!(out, "    {GOOD}fix{GOOD:#} {fix}")?;
    }
    Ok(())
}
