//! `tmsig fuzz`

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use tmsig::campaign::{Campaign, ClientFinding, Corpus, Found, Progress, Report, Subject};
use tmsig::conformance::{AdapterCommand, BrokenAdapter, Interrupt};

use super::language::LanguageOption;
use super::test::{listen_for_interrupt, parse_jobs};
use super::{Fault, Verdict, adapters, print, remark};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The signer: a program that speaks the adapter protocol; without it the embedded signer is
    /// fuzzed
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<OsString>,

    /// COMMAND is a whole client: it is pointed at a server on loopback, and what arrives there is
    /// judged
    #[arg(long, requires = "command")]
    client: bool,

    /// COMMAND receives event callbacks: what it answers to callbacks right and wrong is judged. Told from
    /// its ops where it does not sign
    #[arg(long, requires = "command", conflicts_with = "client")]
    receiver: bool,

    /// How many requests to generate [default: 10000, with --time no end]
    #[arg(long, value_name = "N")]
    cases: Option<u64>,

    /// Stop generating after this time
    #[arg(long, value_name = "DURATION", value_parser = parse_time)]
    time: Option<Duration>,

    /// What to make the requests from; the same seed makes the same run [default: drawn, and printed]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// How many processes of COMMAND to use at once
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = parse_jobs)]
    jobs: usize,

    /// Folder of findings: those in it are tried first, new ones are saved, as Request JSON, or as
    /// calls with --client, or callbacks with --receiver
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,

    /// How long to wait for each answer
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = super::parse_duration)]
    timeout: Duration,

    /// How long COMMAND may take to start: to answer its first line
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = super::parse_duration)]
    start_timeout: Duration,

    #[command(flatten)]
    language: LanguageOption,

    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  tmsig fuzz -- python3 adapters/signer.py
  tmsig fuzz --time 10m --jobs 4 --corpus findings -- ./my_signer
  tmsig fuzz --seed 1 --cases 50 -- python3 adapters/wrong/query_left_out.py
  tmsig fuzz --cases 0 --corpus findings -- ./my_signer      only what was found before
  tmsig fuzz --format junit -- ./my_signer > fuzz.xml
  tmsig fuzz --client -- python3 adapters/clients/requests_client.py
  tmsig fuzz --receiver -- node adapters/receivers/receiver.mjs

Each way to be wrong is told once: the smallest request that shows it, and the mistake behind it,
proven by making the same signature. Ctrl-C keeps what was found. How to run for days and on many
machines: docs/campaigns.md. How to write an adapter: adapters/README.md.";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// For programs
    Json,
    /// For CI systems
    Junit,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        adapters::check_command(&self.command)?;
        let seed = match self.seed {
            Some(seed) => seed,
            None => getrandom::u32()
                .map(u64::from)
                .map_err(|error| Fault::new(format_args!("no seed can be drawn: {error}")))?,
        };
        let interrupt = Interrupt::default();
        let mut campaign = Campaign::new(seed).jobs(self.jobs).interrupt(interrupt.clone());
        if let Some(cases) = self.cases {
            campaign = campaign.cases(cases);
        }
        if let Some(time) = self.time {
            campaign = campaign.time(time);
        }
        if let Some(folder) = &self.corpus {
            let corpus = Corpus::read(folder).map_err(Fault::new)?;
            for text in &corpus.remarks {
                remark(text)?;
            }
            let [requests, calls] = corpus.count();
            if self.client && requests > 0 {
                remark("the saved requests are for signers, and left out")?;
            } else if !self.client && calls > 0 {
                remark("the saved calls are for clients, and left out")?;
            }
            if self.client && corpus.count_of_callbacks() > 0 {
                remark("the saved callbacks are for receivers, and left out")?;
            }
            campaign = campaign.replay(corpus);
        }
        listen_for_interrupt(&interrupt)?;
        // Also for whoever ends it by force.
        remark(&format!("seed {seed}"))?;
        let ran = if self.client {
            self.run_on_client(campaign, &interrupt).map(|report| self.finish(&report))
        } else if self.command.is_empty() {
            self.run_campaign(campaign, &Subject::Embedded).map(|report| self.finish(&report))
        } else {
            self.run_on_command(campaign, &interrupt)
        };
        match ran {
            // It was the user, and not the adapter, who ended the start.
            Err(_) if interrupt.is_set() => Ok(Verdict::Interrupted),
            ran => ran.map_err(Fault::new)?,
        }
    }

    fn adapter_command(&self, interrupt: &Interrupt) -> AdapterCommand {
        AdapterCommand {
            words: self.command.clone(),
            answer_timeout: self.timeout,
            start_timeout: self.start_timeout,
            interrupt: interrupt.clone(),
        }
    }

    fn run_on_command(
        &self,
        campaign: Campaign<'_>,
        interrupt: &Interrupt,
    ) -> Result<Result<Verdict, Fault>, BrokenAdapter> {
        let signers = adapters::any(self.adapter_command(interrupt))?;
        let start = || signers.start();
        let name = signers.name.clone();
        if !self.receiver && signers.operations.signs {
            let subject = Subject::Signer { name, start: &start };
            return self.run_campaign(campaign, &subject).map(|report| self.finish(&report));
        }
        if !signers.operations.receives {
            let reason = "its ops contain no operation on callbacks, as --receiver wants";
            return Err(BrokenAdapter::new(reason));
        }
        let bar = self.progress_bar();
        let report =
            campaign.progress(&|progress| show(&bar, progress)).run_receiver(&name, &start);
        bar.finish_and_clear();
        report.map(|report| self.finish(&report))
    }

    fn run_on_client(
        &self,
        campaign: Campaign<'_>,
        interrupt: &Interrupt,
    ) -> Result<Report<ClientFinding>, BrokenAdapter> {
        let clients = adapters::clients(self.adapter_command(interrupt))?;
        let bar = self.progress_bar();
        let progress = |progress| show(&bar, progress);
        let report = campaign.progress(&progress).run_client(&clients.name, &|| clients.start());
        bar.finish_and_clear();
        report
    }

    fn run_campaign(
        &self,
        campaign: Campaign<'_>,
        subject: &Subject<'_>,
    ) -> Result<Report, BrokenAdapter> {
        let bar = self.progress_bar();
        let report = campaign.progress(&|progress| show(&bar, progress)).run(subject);
        bar.finish_and_clear();
        report
    }

    /// indicatif draws to stderr, and not at all if that is no terminal.
    fn progress_bar(&self) -> ProgressBar {
        let (bar, template) = match (self.cases, self.time) {
            (None, Some(_)) => {
                (ProgressBar::new_spinner(), "{spinner} {pos} {per_sec} {elapsed} {msg}")
            }
            (cases, _) => (
                ProgressBar::new(cases.unwrap_or(Campaign::DEFAULT_CASES)),
                "{bar:30} {pos}/{len} {per_sec} {msg}",
            ),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar
    }

    fn finish<F: Found>(&self, report: &Report<F>) -> Result<Verdict, Fault> {
        let language = self.language.language();
        print(&match self.format {
            Format::Text => report.to_text(language),
            Format::Json => report.to_json(language).to_string(),
            Format::Junit => report.to_junit(language),
        })?;
        if let Some(folder) = &self.corpus
            && !report.findings.is_empty()
        {
            Corpus::save(folder, &report.findings).map_err(Fault::new)?;
            remark(&format!("the findings are saved in {}", folder.display()))?;
        }
        Ok(if report.interrupted {
            Verdict::Interrupted
        } else if report.conforms() {
            Verdict::Good
        } else {
            Verdict::Bad
        })
    }
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_position(progress.cases);
    match progress.findings {
        0 => {}
        1 => bar.set_message("1 finding"),
        count => bar.set_message(format!("{count} findings")),
    }
}

/// Campaigns go on for days.
fn parse_time(text: &str) -> Result<Duration, String> {
    match humantime::parse_duration(text) {
        Ok(duration) if duration.is_zero() => Err("must be longer than nothing".to_owned()),
        Ok(duration) => Ok(duration),
        Err(error) => Err(format!("{error}; write it like 30s, 10m or 3days")),
    }
}
