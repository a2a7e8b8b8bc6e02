//! The receiver's URL, and what is drawn for each run.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use tmsig::Language;
use tmsig::callback::judge::Target;

use crate::cli::Fault;
#[cfg(feature = "https")]
use crate::cli::input;

/// The receiver
#[derive(clap::Args)]
pub(super) struct TargetArgument {
    /// Where the receiver listens, http://… or https://…
    #[arg(value_name = "URL")]
    url: String,

    #[command(flatten)]
    roots: RootsArgument,
}

/// Whom to trust
#[derive(clap::Args)]
pub(in crate::cli) struct RootsArgument {
    /// Root certificates in PEM that an https URL is trusted by, beside those of the system
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
}

impl TargetArgument {
    pub(super) fn parse(&self, language: Language) -> Result<Target, Fault> {
        self.parse_other(&self.url, language)
    }

    /// Another URL, for which the same roots are trusted.
    pub(super) fn parse_other(&self, url: &str, language: Language) -> Result<Target, Fault> {
        self.roots.parse(url, language)
    }
}

impl RootsArgument {
    pub(in crate::cli) fn parse(&self, url: &str, language: Language) -> Result<Target, Fault> {
        let target = Target::parse(url)
            .map_err(|fault| Fault::new(format_args!("{url}: {}", language.of(fault.text()))))?;
        let Some(path) = &self.ca else { return Ok(target) };
        trusting(target, path)
    }
}

#[cfg(feature = "https")]
fn trusting(target: Target, path: &Path) -> Result<Target, Fault> {
    let input = input::read_file(path)?;
    let no_roots =
        |_| Fault::new(format_args!("{}: no certificate in PEM that could be a root", input.name));
    target.trusting(input.text.as_bytes()).map_err(no_roots)
}

#[cfg(not(feature = "https"))]
fn trusting(_target: Target, _path: &Path) -> Result<Target, Fault> {
    Err(Fault::new("--ca is for https, which this build does not speak"))
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
