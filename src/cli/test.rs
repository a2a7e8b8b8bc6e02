//! `tmsig test`

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use tmsig::conformance::{
    AdapterCommand, Case, ExpectedFailures, Interrupt, OneShot, Outcome, Report, Run, Selection,
    SignerName, SignerUnderTest, Subject, kill_programs_under_test,
};
use tmsig::recipe::Text;
use tmsig::vectors::Suite;

use super::language::LanguageOption;
use super::vectors::SuiteSource;
use super::{Fault, Verdict, adapters, input, print, print_coloured, remark};

/// Accumulated vectors run unless asked otherwise: what most signers do within
/// a second.
const DEFAULT_ACCUMULATED: u64 = 10_000;
/// The same with a process for every request.
const DEFAULT_ACCUMULATED_EACH: u64 = 100;

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools, reason = "they are the command's flags")]
pub(super) struct Arguments {
    /// The signer, or receiver of callbacks: a program that speaks the adapter protocol; without it the embedded signer is
    /// judged
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,

    /// Start COMMAND once for every request: one line of JSON on its stdin, the bare signature on
    /// its stdout
    #[arg(long, requires = "command")]
    each: bool,

    /// COMMAND is a whole client: it is pointed at a server on loopback, and what arrives there is
    /// judged
    #[arg(long, requires = "command", conflicts_with = "each")]
    client: bool,

    #[command(flatten)]
    suite: SuiteSource,

    /// Leave out accumulated vectors of more than N requests [default: 10000, with --each 100]
    #[arg(long, value_name = "N")]
    accumulated: Option<u64>,

    /// Print the selected cases and stop
    #[arg(long)]
    list: bool,

    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// How long to wait for each answer; with --each, for each run of COMMAND to end
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = super::parse_duration)]
    timeout: Duration,

    /// How long COMMAND may take to start: to answer its first line
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = super::parse_duration)]
    start_timeout: Duration,

    /// Stop at the first case that fails
    #[arg(long)]
    fail_fast: bool,

    /// How many processes of COMMAND to use at once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = parse_jobs)]
    jobs: usize,

    /// List of cases known to fail, an id a line; one that passes is an error
    #[arg(long, value_name = "FILE")]
    expect_failures: Option<PathBuf>,

    /// Write such a list of the cases that fail now
    #[arg(long, value_name = "FILE")]
    write_expect_failures: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  tmsig test
  tmsig test -- python3 adapters/signer.py
  tmsig test --filter 'body/*' --filter emoji -- node my_signer.mjs
  tmsig test --each -- php one_signature.php
  tmsig test --format junit -- ./my_signer > tmsig.xml
  tmsig test -- node adapters/receivers/receiver.mjs
  tmsig test --client -- python3 adapters/clients/requests_client.py
  tmsig test --expect-failures known.txt -- ./my_signer

An adapter that lists callback_handle, callback_verify, callback_decrypt or callback_sign in its ops is a
receiver of event callbacks too, and is put the cases of the kind callback.

Globs match an id (query/*), a flag (emoji) or a kind: valid, acceptable, invalid, canonical,
accumulated, callback. How to write an adapter: adapters/README.md.";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// For programs, and for `tmsig report diff`
    Json,
    /// For CI systems
    Junit,
    /// For a pull request
    Markdown,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        adapters::check_command(&self.command)?;
        let suite = self.suite.load()?;
        let expected_failures = self.read_expected_failures(&suite)?;
        let interrupt = Interrupt::default();
        let run = Run::new(&suite)
            .select(self.selection()?)
            .jobs(self.jobs)
            .fail_fast(self.fail_fast)
            .interrupt(interrupt.clone());

        if self.list {
            return self.print_cases(&run);
        }
        listen_for_interrupt(&interrupt)?;
        let mut report = if self.command.is_empty() {
            Self::judge(run, &Subject::Embedded)?
        } else {
            let command = AdapterCommand {
                words: self.command.clone(),
                answer_timeout: self.timeout,
                start_timeout: self.start_timeout,
                interrupt,
            };
            match self.judge_command(run, &command) {
                // It was the user, and not the adapter, who ended the start.
                Err(_) if command.interrupt.is_set() => return Ok(Verdict::Interrupted),
                judged => judged?,
            }
        };
        if let Some(expected) = &expected_failures {
            report.expect(expected);
        }
        self.finish(&report)
    }

    fn judge_command(&self, run: Run<'_>, command: &AdapterCommand) -> Result<Report, Fault> {
        if self.client {
            return Self::judge_client(run, command);
        }
        if self.each {
            OneShot::start(command.clone()).map_err(Fault::new)?;
            let words: Vec<_> = command.words.iter().map(|word| word.to_string_lossy()).collect();
            let name = SignerName { name: words.join(" "), language: String::new() };
            let start = || {
                let signer = OneShot::start(command.clone())?;
                Ok(Box::new(signer) as Box<dyn SignerUnderTest>)
            };
            return Self::judge(run, &Subject::Signer { name, start: &start });
        }
        let signers = adapters::any(command.clone()).map_err(Fault::new)?;
        let start = || signers.start();
        let run = run.operations(signers.operations);
        Self::judge(run, &Subject::Signer { name: signers.name.clone(), start: &start })
    }

    fn judge_client(run: Run<'_>, command: &AdapterCommand) -> Result<Report, Fault> {
        let clients = adapters::clients(command.clone()).map_err(Fault::new)?;
        let start = || clients.start();
        Self::judge(run, &Subject::Client { name: clients.name.clone(), start: &start })
    }

    fn judge(run: Run<'_>, subject: &Subject<'_>) -> Result<Report, Fault> {
        let (cases, not_asked) = run.cases(subject);
        if cases.is_empty() && not_asked > 0 {
            return Err(Fault::new(format_args!(
                "the {not_asked} selected cases judge verifiers and refusals; none can be put to a signer"
            )));
        }
        if cases.is_empty() && run.leaves_out_callbacks(subject) {
            return Err(Fault::new(
                "only callbacks are selected, and the program lists no operation on callbacks in its ops",
            ));
        }
        if cases.is_empty() {
            return Err(Fault::new(
                "no case is selected; see the ids and flags with `tmsig vectors list`",
            ));
        }
        // indicatif draws to stderr, and not at all if that is no terminal.
        let bar = ProgressBar::new(cases.len() as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        let not_passed = std::sync::atomic::AtomicUsize::new(0);
        let progress = |outcome: &Outcome| {
            bar.inc(1);
            if matches!(outcome, Outcome::Failed(_) | Outcome::Errored(_)) {
                let count = not_passed.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
                bar.set_message(format!("{count} not passed"));
            }
        };
        let report = run.progress(&progress).judge(subject);
        bar.finish_and_clear();
        Ok(report)
    }

    fn finish(&self, report: &Report) -> Result<Verdict, Fault> {
        if let Some(path) = &self.write_expect_failures {
            if report.not_run > 0 {
                return Err(Fault::new(format_args!(
                    "{} is not written: {} cases were not run, and would be missing in it",
                    path.display(),
                    report.not_run
                )));
            }
            input::write_whole(path, ExpectedFailures::write(report).as_bytes()).map_err(
                |error| Fault::new(format_args!("cannot write {}: {error}", path.display())),
            )?;
            remark(&format!("the failing cases are written to {}", path.display()))?;
        }
        match self.format {
            Format::Text => print_coloured(&report.to_text(terminal_width())),
            Format::Json => print(&report.to_json()),
            Format::Junit => print(&report.to_junit()),
            Format::Markdown => print(&report.to_markdown()),
        }?;
        Ok(if report.interrupted {
            Verdict::Interrupted
        } else if report.conforms() {
            Verdict::Good
        } else {
            Verdict::Bad
        })
    }

    fn selection(&self) -> Result<Selection, Fault> {
        let default_accumulated =
            if self.each { DEFAULT_ACCUMULATED_EACH } else { DEFAULT_ACCUMULATED };
        let largest = self.accumulated.unwrap_or(default_accumulated);
        Ok(self.suite.selection()?.with_largest_accumulated(largest))
    }

    fn read_expected_failures(&self, suite: &Suite) -> Result<Option<ExpectedFailures>, Fault> {
        let Some(path) = &self.expect_failures else { return Ok(None) };
        let input = input::read_file(path)?;
        let known = Case::all(suite)
            .chain(Case::of_clients(suite))
            .chain(Case::of_receivers(suite))
            .map(|case| case.id());
        ExpectedFailures::parse(&input.text, known)
            .map(Some)
            .map_err(|error| Fault::new(format_args!("{}: {error}", input.name)))
    }

    fn print_cases(&self, run: &Run<'_>) -> Result<Verdict, Fault> {
        let start = || unreachable!("listing starts nothing");
        let start_client = || unreachable!("listing starts nothing");
        let name = SignerName { name: String::new(), language: String::new() };
        let subject = if self.client {
            Subject::Client { name, start: &start_client }
        } else if self.command.is_empty() {
            Subject::Embedded
        } else {
            Subject::Signer { name, start: &start }
        };
        let (cases, _) = run.cases(&subject);
        super::vectors::print_list(&cases, self.format == Format::Json)?;
        Ok(Verdict::Good)
    }
}

pub(super) fn listen_for_interrupt(interrupt: &Interrupt) -> Result<(), Fault> {
    let interrupt = interrupt.clone();
    ctrlc::set_handler(move || {
        // Who asks twice means at once.
        if interrupt.is_set() {
            kill_programs_under_test();
            std::process::exit(130);
        }
        interrupt.set();
        let words = Text {
            en: "stopping; the report so far follows. Ctrl-C once more stops at once",
            zh: "正在停止，随后输出目前的报告；再按一次 Ctrl-C 立即停止",
        };
        let _unheard = remark(LanguageOption::default().language().of(words));
    })
    .map_err(|error| Fault::new(format_args!("cannot listen for Ctrl-C: {error}")))
}

fn terminal_width() -> usize {
    if std::io::stdout().is_terminal() {
        usize::from(console::Term::stdout().size().1)
    } else {
        100
    }
}

pub(super) fn parse_jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(jobs @ 1..=256) => Ok(jobs),
        _ => Err("wanted a number from 1 to 256".to_owned()),
    }
}
