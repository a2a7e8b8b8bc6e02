//! `tmsig report`

use std::path::PathBuf;

use clap::Subcommand;
use tmsig::conformance::ReportDiff;

use super::{Fault, Verdict, input, print};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// What changed from one report to another
    ///
    /// Exit code 1 if the second is worse: a case that passed does not any more or is gone, or a
    /// new case does not pass.
    #[command(after_help = EXAMPLES)]
    Diff {
        /// Report of `tmsig test --format json`
        first: PathBuf,
        /// A later one
        second: PathBuf,
    },
}

const EXAMPLES: &str = "\
Example:
  tmsig test --format json -- ./signer-1 > A.json
  tmsig test --format json -- ./signer-2 > B.json
  tmsig report diff A.json B.json";

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        let Command::Diff { first, second } = self.command;
        let (first, second) = (input::read_file(&first)?, input::read_file(&second)?);
        let diff = ReportDiff::between(&first.text, &second.text).map_err(|error| {
            let name = if error.which == "first" { &first.name } else { &second.name };
            Fault::new(format_args!("{name}: {error}"))
        })?;
        print(&diff.to_string())?;
        Ok(if diff.is_worse() { Verdict::Bad } else { Verdict::Good })
    }
}
