//! Campaigns against receivers of event callbacks: what they are sent, and who
//! judges.

mod finding;
mod plan;

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::finding::Origin;
use super::report::Report;
use super::workers::Stop;
use super::{MOST_BREACHES, Panel};
use crate::conformance::{BrokenAdapter, Interrupt, Outcome, SignerFactory, SignerUnderTest};

pub use finding::ReceiverFinding;
pub(super) use plan::Plan;

/// How many ways to fail are told apart.
const MOST_FINDINGS: usize = 20;
/// How often a receiver is asked while a case is made smaller.
const MOST_ASKED: usize = 300;

/// A case that did not pass, and what became of it.
#[derive(Clone, Debug)]
struct Failure {
    origin: Origin,
    plan: Plan,
    outcome: Outcome,
}

/// Receivers, and what was found.
pub(super) struct ReceiverPanel<'p> {
    receivers: Vec<Box<dyn SignerUnderTest + 'p>>,
    interrupt: &'p Interrupt,
    report: Report<ReceiverFinding>,
    breaches: u64,
}

impl<'p> ReceiverPanel<'p> {
    pub(super) fn start(
        start: &'p SignerFactory<'p>,
        jobs: usize,
        interrupt: &'p Interrupt,
    ) -> Result<Self, BrokenAdapter> {
        let receivers = (0..jobs).map(|_| start()).collect::<Result<_, _>>()?;
        Ok(Self { receivers, interrupt, report: Report::default(), breaches: 0 })
    }

    pub(super) fn finish(mut self) -> Report<ReceiverFinding> {
        self.report.findings.sort_by(|a, b| a.first.cmp(&b.first));
        self.report
    }

    fn examine(&mut self, case: Failure) {
        self.report.cases += 1;
        match &case.outcome {
            Outcome::Passed => self.report.passed += 1,
            Outcome::Skipped(_) => self.report.skipped += 1,
            Outcome::Errored(_) => {
                self.report.errored += 1;
                self.breaches += 1;
                self.put_down(case);
            }
            Outcome::Failed(_) => {
                self.report.failed += 1;
                self.put_down(case);
            }
        }
    }

    /// Counts a failure where it is known, or makes it small: what is left of
    /// its twists is what the receiver fails on.
    fn put_down(&mut self, case: Failure) {
        let findings = &mut self.report.findings;
        if let Some(known) = findings.iter_mut().find(|known| known.claims(&case)) {
            return known.count(&case.origin);
        }
        if findings.len() >= MOST_FINDINGS {
            self.report.unexamined += 1;
            return;
        }
        let origin = case.origin.clone();
        let (case, is_minimal) = self.minimise(case);
        let finding = ReceiverFinding::new(case, is_minimal);
        let same = |known: &&mut ReceiverFinding| known.id == finding.id;
        match self.report.findings.iter_mut().find(same) {
            Some(known) => known.count(&origin),
            None => self.report.findings.push(finding),
        }
    }

    fn minimise(&mut self, mut case: Failure) -> (Failure, bool) {
        let class = finding::class(&case.outcome);
        let mut asked = 0;
        'smaller: loop {
            for plan in case.plan.smaller() {
                if asked >= MOST_ASKED || self.interrupt.is_set() {
                    return (case, false);
                }
                asked += 1;
                let outcome = self.receivers[0].judge_callback(&plan.case());
                if finding::class(&outcome) == class {
                    case = Failure { plan, outcome, ..case };
                    continue 'smaller;
                }
            }
            return (case, true);
        }
    }
}

impl Panel for ReceiverPanel<'_> {
    type Case = Plan;

    fn generated(seed: u64, index: u64) -> Plan {
        Plan::generated(seed, index)
    }

    fn round(
        &mut self,
        cases: Range<u64>,
        case: &(dyn Fn(u64) -> (Origin, Plan) + Sync),
        stop: &Stop<'_>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> bool {
        let next = AtomicU64::new(cases.start);
        let outcomes = Mutex::new(Vec::new());
        let broken = AtomicU64::new(self.breaches);
        let work = |receiver: &mut (dyn SignerUnderTest + '_)| {
            // Each breach costs a process, or a timeout.
            while !stop.is_due() && broken.load(Ordering::Relaxed) < MOST_BREACHES {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= cases.end {
                    return;
                }
                let (origin, plan) = case(index);
                let outcome = receiver.judge_callback(&plan.case());
                let is_broken = matches!(outcome, Outcome::Errored(_));
                // What was under way when the user stopped says nothing.
                if is_broken && stop.interrupt.is_set() {
                    return;
                }
                broken.fetch_add(u64::from(is_broken), Ordering::Relaxed);
                progress(1);
                let failure = Failure { origin, plan, outcome };
                outcomes.lock().unwrap_or_else(PoisonError::into_inner).push((index, failure));
            }
        };
        thread::scope(|scope| {
            for receiver in &mut self.receivers {
                let work = &work;
                scope.spawn(move || work(&mut **receiver));
            }
        });
        let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Who was faster must not matter.
        outcomes.sort_by_key(|(index, _)| *index);
        let before = self.breaches;
        for (_, failure) in outcomes {
            self.examine(failure);
        }
        self.breaches == before
    }

    fn findings(&self) -> usize {
        self.report.findings.len()
    }

    fn breaches(&self) -> u64 {
        self.breaches
    }
}
