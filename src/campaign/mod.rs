//! Property-based runs against anybody's signer: generated requests, biased to
//! where signers break; what fails is made as small as it gets and named by
//! the doctor.
//!
//! ```
//! use tmsig::campaign::{Campaign, Subject};
//!
//! let report = Campaign::new(7).cases(1000).run(&Subject::Embedded)?;
//! assert!(report.findings.is_empty());
//! # Ok::<(), tmsig::conformance::BrokenAdapter>(())
//! ```

mod corpus;
mod finding;
mod ledger;
mod minimise;
mod oracle;
mod report;
mod workers;

use std::sync::Mutex;
use std::time::{Duration, Instant};

pub use crate::conformance::Subject;
use crate::conformance::{BrokenAdapter, Interrupt, SignerName};
use crate::generator::Sample;

pub use corpus::{Corpus, CorpusError};
pub use finding::{Cause, Finding, Origin};
pub use report::Report;

use ledger::Ledger;
use oracle::Oracle;
use workers::{Stop, Workers};

/// The first round is small, so that what always fails is found at once; each
/// one is twice as large, up to the last.
const FIRST_ROUND: u64 = 16;
const LARGEST_ROUND: u64 = 4096;
/// After so many answers that could not be judged, the campaign ends: each
/// costs a new process, or a timeout.
const MOST_BREACHES: u64 = 40;

/// What to run, and how.
///
/// The same seed makes the same cases and the same findings, however many
/// signers work at it.
pub struct Campaign<'c> {
    seed: u64,
    cases: Option<u64>,
    time: Option<Duration>,
    jobs: usize,
    replayed: Vec<(String, Sample)>,
    interrupt: Interrupt,
    progress: &'c (dyn Fn(Progress) + Sync),
}

/// How far a campaign is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Cases judged so far.
    pub cases: u64,
    /// Distinct findings so far.
    pub findings: usize,
}

impl<'c> Campaign<'c> {
    /// Cases of a campaign that is given neither their number nor a time.
    pub const DEFAULT_CASES: u64 = 10_000;

    /// A campaign over the cases of this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            cases: None,
            time: None,
            jobs: 1,
            replayed: Vec::new(),
            interrupt: Interrupt::default(),
            progress: &|_| {},
        }
    }

    /// Ends after this many generated cases.
    #[must_use]
    pub fn cases(self, cases: u64) -> Self {
        Self { cases: Some(cases), ..self }
    }

    /// Ends after this time; without [`Campaign::cases`], at no number of
    /// cases.
    #[must_use]
    pub fn time(self, time: Duration) -> Self {
        Self { time: Some(time), ..self }
    }

    /// Uses this many signers at once.
    #[must_use]
    pub fn jobs(self, jobs: usize) -> Self {
        Self { jobs: jobs.max(1), ..self }
    }

    /// Puts these requests first: the findings of earlier campaigns.
    #[must_use]
    pub fn replay(self, corpus: Corpus) -> Self {
        Self { replayed: corpus.samples, ..self }
    }

    /// Stops when asked; the report then holds what was found until then.
    #[must_use]
    pub fn interrupt(self, interrupt: Interrupt) -> Self {
        Self { interrupt, ..self }
    }

    /// Is told how far it is, every now and then.
    #[must_use]
    pub fn progress(self, progress: &'c (dyn Fn(Progress) + Sync)) -> Self {
        Self { progress, ..self }
    }

    /// Runs.
    ///
    /// # Errors
    ///
    /// If no signer could be started.
    pub fn run(&self, subject: &Subject<'_>) -> Result<Report, BrokenAdapter> {
        let started = Instant::now();
        let stop = Stop {
            interrupt: &self.interrupt,
            deadline: self.time.and_then(|time| started.checked_add(time)),
        };
        let oracle = Oracle::new(subject);
        let mut workers = Workers::start(subject, self.jobs, &oracle)?;
        let mut ledger = Ledger::new(&oracle, &self.interrupt);
        let cases = match (self.cases, self.time) {
            (Some(cases), _) => cases,
            (None, Some(_)) => u64::MAX,
            (None, None) => Self::DEFAULT_CASES,
        };
        let told = Mutex::new(0);
        let mut next = 0;
        let mut size = FIRST_ROUND;
        let mut gave_up = false;
        let mut replayed = (!self.replayed.is_empty()).then_some(&self.replayed[..]);
        while !stop.is_due() && !gave_up && (replayed.is_some() || next < cases) {
            let findings = ledger.findings().len();
            let progress = |judged: u64| {
                let mut told = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                *told += judged;
                (self.progress)(Progress { cases: *told, findings });
            };
            let round = if let Some(samples) = replayed.take() {
                let sample = |index: u64| {
                    let (name, sample) = &samples[usize::try_from(index).unwrap_or_default()];
                    (Origin::Replayed(name.clone()), sample.clone())
                };
                workers.judge(0..samples.len() as u64, &sample, &stop, &progress)
            } else {
                let end = cases.min(next.saturating_add(size));
                let sample = |index| (Origin::Generated(index), oracle::sample(self.seed, index));
                let round = workers.judge(next..end, &sample, &stop, &progress);
                next = end;
                round
            };
            // A signer that breaks is slow; its cases are not to pile up.
            if round.errored.is_empty() && size < LARGEST_ROUND {
                size *= 2;
            }
            ledger.examine(round, workers.first());
            gave_up = ledger.breaches() >= MOST_BREACHES;
        }
        let mut report = ledger.finish();
        report.signer = match subject {
            #[cfg(feature = "server")]
            Subject::Client { name, .. } => name.clone(),
            Subject::Embedded => SignerName {
                name: concat!("tmsig ", env!("CARGO_PKG_VERSION"), ", the embedded signer")
                    .to_owned(),
                language: String::new(),
            },
            Subject::Signer { name, .. } => name.clone(),
        };
        report.seed = self.seed;
        report.gave_up = gave_up;
        report.interrupted = self.interrupt.is_set();
        report.elapsed = started.elapsed();
        Ok(report)
    }
}
