//! `tmsig callback test`

use std::ffi::OsString;
use std::time::Duration;

use clap::ValueEnum;
use tmsig::conformance::{AdapterCommand, Interrupt, ReceiverAdapter};
use tmsig::vectors::Suite;

use crate::cli::language::LanguageOption;
use crate::cli::{Fault, Verdict, parse_duration, print};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The receiver: a program that speaks the adapter protocol and lists callback_handle in its ops
    #[arg(last = true, value_name = "COMMAND", required = true)]
    command: Vec<OsString>,

    /// How long to wait for each answer
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = parse_duration)]
    timeout: Duration,

    /// How long COMMAND may take to start: to answer its first line
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = parse_duration)]
    start_timeout: Duration,

    #[command(flatten)]
    language: LanguageOption,

    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  tmsig callback test -- node adapters/receivers/receiver.mjs
  tmsig callback test --format json -- ./my_receiver

Operations: callback_handle, and where they are listed callback_sign, callback_verify and callback_decrypt;
adapters/README.md has the lines. `tmsig test` runs the same cases with JUnit, Markdown and lists of expected
failures. Exit codes: 0 conforming, 1 not, 2 wrong usage or a broken adapter.";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// For programs
    Json,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        let language = self.language.language();
        let mut receiver = ReceiverAdapter::start(AdapterCommand {
            words: self.command,
            answer_timeout: self.timeout,
            start_timeout: self.start_timeout,
            interrupt: Interrupt::default(),
        })
        .map_err(Fault::new)?;
        let report = receiver.judge(Suite::embedded().callback_cases());
        match self.format {
            Format::Text => print(&report.to_text(language))?,
            Format::Json => print(&report.to_json(language).to_string())?,
        }
        Ok(if report.conforms() { Verdict::Good } else { Verdict::Bad })
    }
}
