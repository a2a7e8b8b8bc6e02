//! What was found so far of a client: every failure is put down to a finding,
//! and a new finding is made small.

use std::time::Duration;

use super::finding::{ClientCause, ClientFinding};
use super::minimise::{minimise, size};
use super::{Asked, Failure};
use crate::campaign::report::Report;
use crate::conformance::client::{ClientJudge, most_common};
use crate::conformance::{BreachKind, Interrupt, Outcome, Stage};
use crate::recipe::Mistake;

/// How many ways to fail that no mistake explains are told apart.
const MOST_OTHERS: usize = 20;
/// How often a client is asked while a call is made smaller: slow ones start
/// processes for each.
const MOST_ASKED: usize = 1_000;
/// How often it is broken on purpose meanwhile.
const MOST_BREACHES: usize = 10;
/// After so many signatures that nothing explains the doctor is given less
/// time for each.
const MOST_UNEXPLAINED: u64 = 8;
const SHORT_BUDGET: Duration = Duration::from_millis(20);
/// How many cases of a finding are kept.
const WITNESSES: usize = 8;

pub(super) struct Ledger<'l> {
    interrupt: &'l Interrupt,
    report: Report<ClientFinding>,
    breaches: u64,
    unexplained: u64,
}

impl<'l> Ledger<'l> {
    pub(super) fn new(interrupt: &'l Interrupt) -> Self {
        Self { interrupt, report: Report::default(), breaches: 0, unexplained: 0 }
    }

    pub(super) fn findings(&self) -> &[ClientFinding] {
        &self.report.findings
    }

    pub(super) fn breaches(&self) -> u64 {
        self.breaches
    }

    /// How long the doctor may search from now on, if not as long as before.
    pub(super) fn shorter_budget(&self) -> Option<Duration> {
        (self.unexplained >= MOST_UNEXPLAINED).then_some(SHORT_BUDGET)
    }

    pub(super) fn finish(mut self) -> Report<ClientFinding> {
        self.report.findings.sort_by(|a, b| a.first.cmp(&b.first));
        self.report
    }

    /// Counts these cases, and finds what is behind those that failed.
    pub(super) fn examine(&mut self, cases: Vec<Failure>, judge: &mut ClientJudge) {
        let mut explained = Vec::new();
        for case in cases {
            self.report.cases += 1;
            match &case.outcome {
                Outcome::Passed => self.report.passed += 1,
                Outcome::Skipped(_) => self.report.skipped += 1,
                Outcome::Errored(_) => {
                    self.report.errored += 1;
                    self.breaches += u64::from(is_breach(&case.outcome));
                    self.examine_other(case, judge);
                }
                Outcome::Failed(_) => {
                    self.report.failed += 1;
                    if explanations(&case.outcome).is_empty() {
                        self.examine_other(case, judge);
                    } else {
                        explained.push(case);
                    }
                }
            }
        }
        explained.retain(|case| !self.is_claimed(case));
        while !explained.is_empty() {
            let all: Vec<_> = explained.iter().map(|case| explanations(&case.outcome)).collect();
            let Some(mistakes) = most_common(&all) else { return };
            let (by_these, others): (Vec<_>, Vec<_>) =
                explained.into_iter().partition(|case| makes(&mistakes, &case.outcome));
            self.add_mistakes(&mistakes, &by_these, judge);
            explained = others;
            explained.retain(|case| !self.is_claimed(case));
        }
    }

    /// Whether a known finding explains it; then it is counted there.
    fn is_claimed(&mut self, case: &Failure) -> bool {
        let claims = |finding: &ClientFinding| match &finding.cause {
            ClientCause::Mistakes(mistakes) => makes(mistakes, &case.outcome),
            _ => false,
        };
        let Some(at) = self.report.findings.iter().position(claims) else { return false };
        self.report.findings[at].count(case);
        true
    }

    fn add_mistakes(
        &mut self,
        mistakes: &[&'static Mistake],
        cases: &[Failure],
        judge: &mut ClientJudge,
    ) {
        let Some(smallest) = cases.iter().min_by_key(|case| size(&case.asked.step)) else { return };
        let (smallest, is_minimal) =
            self.minimise(smallest.clone(), judge, &|outcome| makes(mistakes, outcome));
        let mut finding =
            ClientFinding::new(ClientCause::Mistakes(mistakes.to_vec()), smallest, is_minimal);
        finding.first = cases[0].origin.clone();
        finding.cases = 0;
        for case in cases {
            finding.count(case);
            if finding.witnesses.len() < WITNESSES {
                finding.witnesses.push(case.outcome.clone());
            }
        }
        // One that explains the cases of an earlier one as well stands for it.
        self.report.findings.retain(|known| {
            let ClientCause::Mistakes(others) = &known.cause else { return true };
            let takes_over = others.len() >= mistakes.len()
                && known.witnesses.iter().all(|outcome| makes(mistakes, outcome));
            if takes_over {
                finding.cases += known.cases;
                finding.first = finding.first.clone().min(known.first.clone());
            }
            !takes_over
        });
        self.report.findings.push(finding);
    }

    /// What no mistake explains: told apart by what was said of it.
    fn examine_other(&mut self, case: Failure, judge: &mut ClientJudge) {
        let Some(cause) = ClientCause::of(&case.outcome) else { return };
        let is_unexplained =
            matches!(&cause, ClientCause::Other { stage, .. } if *stage == Stage::Signature);
        self.unexplained += u64::from(is_unexplained);
        let findings = &mut self.report.findings;
        if let Some(known) = findings.iter_mut().find(|known| known.cause.id() == cause.id()) {
            known.count(&case);
            return;
        }
        let others =
            findings.iter().filter(|known| !matches!(known.cause, ClientCause::Mistakes(_)));
        if others.count() >= MOST_OTHERS {
            self.report.unexamined += 1;
            return;
        }
        let first = case.origin.clone();
        let id = cause.id();
        // What was not explained at length is not searched at length again.
        let before = judge.set_budget(SHORT_BUDGET);
        let (case, is_minimal) = self.minimise(case, judge, &|outcome| {
            explanations(outcome).is_empty()
                && ClientCause::of(outcome).is_some_and(|other| other.id() == id)
        });
        judge.set_budget(before);
        let mut finding = ClientFinding::new(cause, case, is_minimal);
        finding.first = first;
        self.report.findings.push(finding);
    }

    /// The smallest step with which the client fails in the same way.
    fn minimise(
        &self,
        case: Failure,
        judge: &mut ClientJudge,
        is_same: &dyn Fn(&Outcome) -> bool,
    ) -> (Failure, bool) {
        let Failure { origin, asked, mut outcome } = case;
        let (mut asked_times, mut breaches) = (0, 0);
        let (asked, is_minimal) = minimise(asked, &mut |asked: &Asked| {
            if asked.step.check().is_err() {
                return Some(false);
            }
            asked_times += 1;
            let is_enough = asked_times > MOST_ASKED || breaches > MOST_BREACHES;
            if is_enough || self.interrupt.is_set() {
                return None;
            }
            let other = judge.judge_step(&asked.step, &asked.credentials());
            breaches += usize::from(is_breach(&other));
            let fails = is_same(&other);
            if fails {
                outcome = other;
            }
            Some(fails)
        });
        (Failure { origin, asked, outcome }, is_minimal)
    }
}

/// Whether it cost a process, or a timeout; a client that says why it could
/// not call goes on.
pub(super) fn is_breach(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Errored(breach) if breach.kind != BreachKind::Refused)
}

/// Mistakes that make the signature that arrived, the likeliest first.
fn explanations(outcome: &Outcome) -> &[Vec<&'static Mistake>] {
    match outcome {
        Outcome::Failed(failure) => {
            failure.wire.as_ref().map_or(&[], |wire| &wire.explanations[..])
        }
        _ => &[],
    }
}

fn makes(mistakes: &[&'static Mistake], outcome: &Outcome) -> bool {
    explanations(outcome).iter().any(|known| known == mistakes)
}
