//! Putting the selected cases to a subject.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use super::case::Case;
#[cfg(feature = "server")]
use super::client::{ClientJudge, ClientUnderTest, client_causes};
use super::common_cause::common_causes;
use super::process::Interrupt;
use super::report::{Outcome, Report, SignerName, TestReport};
use super::selection::Selection;
use super::{BrokenAdapter, Operations, SignerUnderTest, embedded, judge};
use crate::vectors::Suite;

/// Makes one more signer of the kind under test, for one more worker.
pub type SignerFactory<'f> =
    dyn Fn() -> Result<Box<dyn SignerUnderTest>, BrokenAdapter> + Sync + 'f;

/// Makes one more client of the kind under test.
#[cfg(feature = "server")]
pub type ClientFactory<'f> =
    dyn Fn() -> Result<Box<dyn ClientUnderTest>, BrokenAdapter> + Sync + 'f;

/// What is judged.
pub enum Subject<'f> {
    /// A whole client.
    #[cfg(feature = "server")]
    Client {
        /// Who it is.
        name: SignerName,
        /// How to get one.
        start: &'f ClientFactory<'f>,
    },
    /// The reference implementation in this library: signer and verifier.
    Embedded,
    /// A signer.
    Signer {
        /// Who it is.
        name: SignerName,
        /// How to get one.
        start: &'f SignerFactory<'f>,
    },
}

/// A suite, what to run of it, and how.
pub struct Run<'s> {
    suite: &'s Suite,
    selection: Selection,
    operations: Operations,
    jobs: usize,
    fail_fast: bool,
    interrupt: Interrupt,
    progress: &'s (dyn Fn(&Outcome) + Sync),
}

impl<'s> Run<'s> {
    /// A run of the whole suite.
    pub fn new(suite: &'s Suite) -> Self {
        Self {
            suite,
            selection: Selection::default(),
            operations: Operations { signs: true, receives: false },
            jobs: 1,
            fail_fast: false,
            interrupt: Interrupt::default(),
            progress: &|_| {},
        }
    }

    /// Runs only the selected cases.
    #[must_use]
    pub fn select(self, selection: Selection) -> Self {
        Self { selection, ..self }
    }

    /// Asks a signer what it can do, and not only to sign: cases for receivers
    /// of callbacks are left out otherwise.
    #[must_use]
    pub fn operations(self, operations: Operations) -> Self {
        Self { operations, ..self }
    }

    /// Uses this many signers at once.
    #[must_use]
    pub fn jobs(self, jobs: usize) -> Self {
        Self { jobs: jobs.max(1), ..self }
    }

    /// Stops at the first case that fails or errs.
    #[must_use]
    pub fn fail_fast(self, fail_fast: bool) -> Self {
        Self { fail_fast, ..self }
    }

    /// Stops when asked; the report then holds what was found until then.
    #[must_use]
    pub fn interrupt(self, interrupt: Interrupt) -> Self {
        Self { interrupt, ..self }
    }

    /// Is told every outcome as it comes.
    #[must_use]
    pub fn progress(self, progress: &'s (dyn Fn(&Outcome) + Sync)) -> Self {
        Self { progress, ..self }
    }

    /// The selected cases that this subject can be asked, and how many it
    /// cannot.
    pub fn cases(&self, subject: &Subject<'_>) -> (Vec<Case<'s>>, usize) {
        #[cfg(feature = "server")]
        if matches!(subject, Subject::Client { .. }) {
            let all = Case::of_clients(self.suite);
            return (all.filter(|case| self.selection.contains(case)).collect(), 0);
        }
        let selected = Case::all(self.suite).filter(|case| self.selection.contains(case));
        let is_embedded = matches!(subject, Subject::Embedded);
        let Operations { signs, receives } = self.operations;
        let (mut asked, mut not_asked) = (Vec::new(), 0);
        if is_embedded || signs {
            let (put, left): (Vec<_>, Vec<_>) =
                selected.partition(|case| is_embedded || case.is_for_signers());
            (asked, not_asked) = (put, left.len());
        }
        if !is_embedded && receives {
            let of_receivers = Case::of_receivers(self.suite);
            asked.extend(of_receivers.filter(|case| self.selection.contains(case)));
        }
        (asked, not_asked)
    }

    /// Whether callbacks are selected that this subject cannot be asked.
    pub fn leaves_out_callbacks(&self, subject: &Subject<'_>) -> bool {
        let is_asked = matches!(subject, Subject::Signer { .. }) && self.operations.receives;
        !is_asked && Case::of_receivers(self.suite).any(|case| self.selection.contains(&case))
    }

    /// Runs.
    pub fn judge(&self, subject: &Subject<'_>) -> Report {
        let started = Instant::now();
        let (cases, not_asked) = self.cases(subject);
        let outcomes: Vec<Mutex<Option<Outcome>>> =
            cases.iter().map(|_| Mutex::new(None)).collect();
        let next = AtomicUsize::new(0);
        let stopped = AtomicBool::new(false);
        let work = || {
            let mut worker = Worker::default();
            let mut last = None;
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let is_over = stopped.load(Ordering::Relaxed) || self.interrupt.is_set();
                let Some(case) = cases.get(index).filter(|_| !is_over) else {
                    if !self.interrupt.is_set()
                        && let (Some(last), Some(signer)) = (last, &mut worker.signer)
                    {
                        blame(&outcomes, last, signer.second_answer(true));
                    }
                    return;
                };
                let outcome = self.judge_case(case, subject, &mut worker);
                // What was under way when the user stopped says nothing.
                if self.interrupt.is_set() {
                    return;
                }
                if self.fail_fast && matches!(outcome, Outcome::Errored(_) | Outcome::Failed(_)) {
                    stopped.store(true, Ordering::Relaxed);
                }
                (self.progress)(&outcome);
                *outcomes[index].lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
                // It comes to light when the next case is asked.
                if let (Some(before), Some(signer)) = (last.replace(index), &mut worker.signer) {
                    blame(&outcomes, before, signer.second_answer(false));
                }
            }
        };
        thread::scope(|scope| {
            for _ in 1..self.jobs.min(cases.len()) {
                scope.spawn(work);
            }
            work();
        });

        let mut tests = Vec::with_capacity(cases.len());
        for (case, outcome) in cases.iter().zip(outcomes) {
            if let Some(outcome) = outcome.into_inner().unwrap_or_else(PoisonError::into_inner) {
                tests.push(TestReport {
                    id: case.id().to_owned(),
                    kind: case.kind(),
                    comment: case.comment().to_owned(),
                    flags: case.flags().to_vec(),
                    outcome,
                    listed: None,
                });
            }
        }
        let causes = match subject {
            #[cfg(feature = "server")]
            Subject::Client { .. } => client_causes(&mut tests),
            Subject::Embedded => Vec::new(),
            Subject::Signer { .. } => common_causes(&cases, &tests),
        };
        Report {
            causes,
            signer: match subject {
                Subject::Embedded => SignerName {
                    name: concat!(
                        "tmsig ",
                        env!("CARGO_PKG_VERSION"),
                        ", the embedded signer and verifier"
                    )
                    .to_owned(),
                    language: String::new(),
                },
                #[cfg(feature = "server")]
                Subject::Client { name, .. } => name.clone(),
                Subject::Signer { name, .. } => name.clone(),
            },
            not_run: cases.len() - tests.len(),
            tests,
            not_asked,
            interrupted: self.interrupt.is_set(),
            elapsed: started.elapsed(),
        }
    }

    fn judge_case(&self, case: &Case<'_>, subject: &Subject<'_>, worker: &mut Worker) -> Outcome {
        let start = match subject {
            #[cfg(feature = "server")]
            Subject::Client { start, .. } => return self.judge_client(case, *start, worker),
            Subject::Embedded => return embedded::judge(case, &self.interrupt),
            Subject::Signer { start, .. } => start,
        };
        let signer = match &mut worker.signer {
            Some(signer) => signer,
            signer => match start() {
                Ok(started) => signer.insert(started),
                Err(broken) => return Outcome::Errored(broken.to_string().into()),
            },
        };
        match case {
            Case::Accumulated(file, test) => {
                judge::judge_accumulated(&mut **signer, file, test, &self.interrupt)
            }
            Case::Vector(vector) => judge::judge_vector(&mut **signer, vector),
            #[cfg(feature = "callback-doctor")]
            Case::Callback(case) => signer.judge_callback(case),
            #[cfg(not(feature = "callback-doctor"))]
            Case::Callback(_) => Outcome::Skipped("this is not asked of a signer".to_owned()),
            Case::Canonical(_) | Case::Client(_) => {
                Outcome::Skipped("this is not asked of a signer".to_owned())
            }
        }
    }

    #[cfg(feature = "server")]
    fn judge_client(
        &self,
        case: &Case<'_>,
        start: &ClientFactory<'_>,
        worker: &mut Worker,
    ) -> Outcome {
        let Case::Client(case) = case else {
            return Outcome::Skipped("this is not asked of a client".to_owned());
        };
        let judge = match &mut worker.judge {
            Some(judge) => judge,
            judge => match start() {
                Ok(client) => judge.insert(ClientJudge::of_suite(client, self.suite)),
                Err(broken) => return Outcome::Errored(broken.to_string().into()),
            },
        };
        judge.judge(case)
    }
}

/// Puts a second answer down to the case that was answered twice.
fn blame(outcomes: &[Mutex<Option<Outcome>>], index: usize, second_answer: Option<String>) {
    let Some(second) = second_answer else { return };
    let mut outcome = outcomes[index].lock().unwrap_or_else(PoisonError::into_inner);
    if matches!(*outcome, Some(Outcome::Passed)) {
        let reason = format!("it was answered twice; the second answer is {second}");
        *outcome = Some(Outcome::Errored(reason.into()));
    }
}

/// What one thread puts its cases to, once it has started it.
#[derive(Default)]
struct Worker {
    signer: Option<Box<dyn SignerUnderTest>>,
    #[cfg(feature = "server")]
    judge: Option<ClientJudge>,
}
