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

#[cfg(feature = "server")]
mod client;
mod corpus;
mod finding;
mod ledger;
mod minimise;
mod oracle;
#[cfg(feature = "callback-doctor")]
mod receiver;
mod report;
mod shown;
mod workers;

use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

#[cfg(feature = "server")]
use crate::conformance::ClientFactory;
#[cfg(feature = "callback-doctor")]
use crate::conformance::SignerFactory;
pub use crate::conformance::Subject;
use crate::conformance::{BrokenAdapter, Interrupt, SignerName};
use crate::generator::Sample;

#[cfg(feature = "server")]
pub use client::{ClientCause, ClientFinding};
pub use corpus::{Corpus, CorpusError};
pub use finding::{Cause, Finding, Origin};
#[cfg(feature = "callback-doctor")]
pub use receiver::ReceiverFinding;
pub use report::{Found, Report};

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
    replayed: Corpus,
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
            replayed: Corpus::default(),
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

    /// Puts these first: the findings of earlier campaigns, requests to a
    /// signer and calls to a client.
    #[must_use]
    pub fn replay(self, corpus: Corpus) -> Self {
        Self { replayed: corpus, ..self }
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

    /// Runs on a signer.
    ///
    /// # Errors
    ///
    /// If no signer could be started.
    pub fn run(&self, subject: &Subject<'_>) -> Result<Report, BrokenAdapter> {
        let started = Instant::now();
        let oracle = Oracle::new(subject);
        let workers = Workers::start(subject, self.jobs, &oracle)?;
        let mut panel = SignerPanel { workers, ledger: Ledger::new(&oracle, &self.interrupt) };
        let gave_up = self.drive(&mut panel, &self.replayed.samples);
        let mut report = panel.ledger.finish();
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
        self.conclude(&mut report, gave_up, started);
        Ok(report)
    }

    /// Runs on a whole client: what it sends is judged as by `tmsig test
    /// --client`.
    ///
    /// # Errors
    ///
    /// If no client could be started.
    #[cfg(feature = "server")]
    pub fn run_client(
        &self,
        name: &SignerName,
        start: &ClientFactory<'_>,
    ) -> Result<Report<ClientFinding>, BrokenAdapter> {
        let started = Instant::now();
        let mut panel = client::ClientPanel::start(start, self.jobs, &self.interrupt)?;
        let gave_up = self.drive(&mut panel, &self.replayed.steps);
        let mut report = panel.finish();
        report.signer = name.clone();
        self.conclude(&mut report, gave_up, started);
        Ok(report)
    }

    /// Runs on a receiver of event callbacks: what it answers to callbacks right
    /// and wrong is judged by the reference receiver.
    ///
    /// # Errors
    ///
    /// If no receiver could be started.
    #[cfg(feature = "callback-doctor")]
    pub fn run_receiver(
        &self,
        name: &SignerName,
        start: &SignerFactory<'_>,
    ) -> Result<Report<ReceiverFinding>, BrokenAdapter> {
        let started = Instant::now();
        let mut panel = receiver::ReceiverPanel::start(start, self.jobs, &self.interrupt)?;
        let gave_up = self.drive(&mut panel, &self.replayed.callbacks);
        let mut report = panel.finish();
        report.signer = name.clone();
        self.conclude(&mut report, gave_up, started);
        Ok(report)
    }

    fn conclude<F>(&self, report: &mut Report<F>, gave_up: bool, started: Instant) {
        report.seed = self.seed;
        report.gave_up = gave_up;
        report.interrupted = self.interrupt.is_set();
        report.elapsed = started.elapsed();
    }

    /// Puts all cases to the panel, saved ones first; whether it was given up.
    fn drive<P: Panel>(&self, panel: &mut P, replayed: &[(String, P::Case)]) -> bool {
        let stop = Stop {
            interrupt: &self.interrupt,
            deadline: self.time.and_then(|time| Instant::now().checked_add(time)),
        };
        let cases = match (self.cases, self.time) {
            (Some(cases), _) => cases,
            (None, Some(_)) => u64::MAX,
            (None, None) => Self::DEFAULT_CASES,
        };
        let told = Mutex::new(0);
        let mut next = 0;
        let mut size = FIRST_ROUND;
        let mut gave_up = false;
        let mut replayed = (!replayed.is_empty()).then_some(replayed);
        while !stop.is_due() && !gave_up && (replayed.is_some() || next < cases) {
            let findings = panel.findings();
            let progress = |judged: u64| {
                let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                *told += judged;
                (self.progress)(Progress { cases: *told, findings });
            };
            let goes_well = if let Some(saved) = replayed.take() {
                let case = |index: u64| {
                    let (name, case) = &saved[usize::try_from(index).unwrap_or_default()];
                    (Origin::Replayed(name.clone()), case.clone())
                };
                panel.round(0..saved.len() as u64, &case, &stop, &progress)
            } else {
                let end = cases.min(next.saturating_add(size));
                let case = |index| (Origin::Generated(index), P::generated(self.seed, index));
                let goes_well = panel.round(next..end, &case, &stop, &progress);
                next = end;
                goes_well
            };
            // What breaks is slow; its cases are not to pile up.
            if goes_well && size < LARGEST_ROUND {
                size *= 2;
            }
            gave_up = panel.breaches() >= MOST_BREACHES;
        }
        gave_up
    }
}

/// Who is asked, and what was found so far.
trait Panel {
    type Case: Clone + Sync;

    /// Case number `index` of a seed.
    fn generated(seed: u64, index: u64) -> Self::Case;

    /// Judges some cases and looks at what failed; whether there was an answer
    /// to each.
    fn round(
        &mut self,
        cases: Range<u64>,
        case: &(dyn Fn(u64) -> (Origin, Self::Case) + Sync),
        stop: &Stop<'_>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> bool;

    /// Distinct findings so far.
    fn findings(&self) -> usize;

    /// How many answers could not be judged, other than refusals.
    fn breaches(&self) -> u64;
}

struct SignerPanel<'p> {
    workers: Workers<'p>,
    ledger: Ledger<'p>,
}

impl Panel for SignerPanel<'_> {
    type Case = Sample;

    fn generated(seed: u64, index: u64) -> Sample {
        oracle::sample(seed, index)
    }

    fn round(
        &mut self,
        cases: Range<u64>,
        case: &(dyn Fn(u64) -> (Origin, Sample) + Sync),
        stop: &Stop<'_>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> bool {
        let round = self.workers.judge(cases, case, stop, progress);
        let goes_well = round.errored.is_empty();
        self.ledger.examine(round, self.workers.first());
        goes_well
    }

    fn findings(&self) -> usize {
        self.ledger.findings().len()
    }

    fn breaches(&self) -> u64 {
        self.ledger.breaches()
    }
}
