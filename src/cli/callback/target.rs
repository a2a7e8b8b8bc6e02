//! The receiver's URL, and what is drawn for each run.

use std::time::{SystemTime, UNIX_EPOCH};

use tmsig::Language;
use tmsig::callback::judge::Target;

use crate::cli::Fault;

/// The receiver
#[derive(clap::Args)]
pub(super) struct TargetArgument {
    /// Where the receiver listens, http://…
    #[arg(value_name = "URL")]
    url: String,
}

impl TargetArgument {
    pub(super) fn parse(&self, language: Language) -> Result<Target, Fault> {
        parse(&self.url, language)
    }
}

pub(in crate::cli) fn parse(url: &str, language: Language) -> Result<Target, Fault> {
    Target::parse(url)
        .map_err(|fault| Fault::new(format_args!("{url}: {}", language.of(fault.text()))))
}

/// UNIX time in milliseconds.
pub(super) fn now() -> Result<u64, Fault> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).map_err(Fault::new)
}

/// What nonces and trace ids are drawn from: other ones in each run, as
/// receivers pass over events that they have seen.
pub(super) fn seed() -> Result<u64, Fault> {
    getrandom::u64().map_err(|error| Fault::new(format_args!("no random numbers: {error}")))
}
