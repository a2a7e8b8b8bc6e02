//! `tmsig callback check`

use std::time::Duration;

use clap::ValueEnum;
use tmsig::callback::judge::Judge;

use super::secrets::SecretsSource;
use super::target::{self, TargetArgument};
use crate::cli::language::LanguageOption;
use crate::cli::{Fault, Verdict, print};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: TargetArgument,

    #[command(flatten)]
    secrets: SecretsSource,

    /// Wait one second for each answer, where the vendor waits three or five
    #[arg(long)]
    fast: bool,

    /// A URL of yours that answers a GET with the number of events handled so far, alone or as
    /// {"handled":N}: events handled twice and forged ones that are handled are then found too
    #[arg(long, value_name = "URL")]
    side_effect_url: Option<String>,

    #[command(flatten)]
    language: LanguageOption,

    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  export TMSIG_CALLBACK_TOKEN=… TMSIG_CALLBACK_AES_KEY=…
  tmsig callback check http://127.0.0.1:8080/callback
  tmsig callback check --ca my-root.pem https://test.example.com/callback
  tmsig callback check --side-effect-url http://127.0.0.1:8080/handled http://127.0.0.1:8080/callback
  tmsig callback check --fast --format junit http://127.0.0.1:8080/callback > check.xml

The receiver must be configured with the same secrets. Events with made-up meetings are sent to it:
point it at a test environment.

Exit codes: 0 every check passed, 1 one failed, 2 wrong usage or input.";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person, a line for each check as it is made
    Text,
    /// For programs
    Json,
    /// For CI systems
    Junit,
    /// A table
    Markdown,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        let language = self.language.language();
        let callback = self.secrets.read()?.callback(language)?;
        let target = self.target.parse(language)?;
        let mut judge = Judge::new(&target, &callback, target::now()?, target::seed()?);
        let side_effects = self.side_effect_url.as_deref();
        let side_effects = side_effects.map(|url| self.target.parse_other(url, language));
        let side_effects = side_effects.transpose()?;
        if let Some(target) = &side_effects {
            judge = judge.side_effects(target);
        }
        if self.fast {
            judge = judge.longest_wait(Duration::from_secs(1));
        }
        let mut printed = Ok(());
        let report = judge.judge_with(|outcome| {
            if self.format == Format::Text && printed.is_ok() {
                printed = print(&outcome.to_text(language));
            }
        });
        printed?;
        match self.format {
            Format::Text => print(&report.summary(language))?,
            Format::Json => print(&report.to_json(language).to_string())?,
            Format::Junit => print(&report.to_junit(language))?,
            Format::Markdown => print(&report.to_markdown(language))?,
        }
        Ok(if report.is_passed() { Verdict::Good } else { Verdict::Bad })
    }
}
