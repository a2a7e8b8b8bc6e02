//! What was found so far: every failure is put down to a finding, and a new
//! finding is made small and named.

use std::time::Duration;

use super::finding::{Cause, Finding, message_class, parts_that_matter};
use super::minimise::{minimise, size};
use super::oracle::{Judgement, Oracle};
use super::report::Report;
use super::workers::{Failure, Round};
use crate::conformance::{BreachKind, Interrupt, SignerUnderTest};
use crate::doctor::{Doctor, Explanation, Verdict};
use crate::generator::Sample;
use crate::request::header;
use crate::secrets::Secrets;

/// How many failures of a round are given to the doctor in search of one more
/// cause: the first may be of a kind that nothing explains.
const ASKED: usize = 5;
/// How many cases of a finding are kept.
const WITNESSES: usize = 8;
/// After so many unexplained failures in a row that are like one known already,
/// no more are looked at.
const MOST_ALIKE: usize = 8;
/// How many ways to break are told apart.
const MOST_ERRORS: usize = 20;
/// How often a signer is broken on purpose while a request is made smaller:
/// each time costs a process, or the time it is waited for.
const MOST_BREACHES: usize = 30;
const MOST_TIMEOUTS: usize = 3;

pub(super) struct Ledger<'l> {
    oracle: &'l Oracle,
    interrupt: &'l Interrupt,
    report: Report,
    alike: usize,
    breaches: u64,
}

impl<'l> Ledger<'l> {
    pub(super) fn new(oracle: &'l Oracle, interrupt: &'l Interrupt) -> Self {
        Self { oracle, interrupt, report: Report::default(), alike: 0, breaches: 0 }
    }

    pub(super) fn findings(&self) -> &[Finding] {
        &self.report.findings
    }

    /// How many answers could not be judged, other than refusals.
    pub(super) fn breaches(&self) -> u64 {
        self.breaches
    }

    pub(super) fn finish(mut self) -> Report {
        for finding in &mut self.report.findings {
            let request = finding.sample.request();
            let credentials = self.oracle.credentials(&finding.sample);
            let Some(explanation) = &finding.explanation else { continue };
            // Some mistakes sign the key itself.
            let mut secrets = Secrets::of_the_environment();
            secrets.told(credentials.expose_secret_key());
            secrets.told(&explanation.encoded_key(credentials));
            finding.signed = explanation
                .message(&request, credentials)
                .map(|text| secrets.redact(&text).into_bytes());
        }
        self.report.findings.sort_by(|a, b| a.first.cmp(&b.first));
        self.report
    }

    pub(super) fn examine(&mut self, round: Round, signer: &mut dyn SignerUnderTest) {
        self.report.cases += round.cases();
        self.report.passed += round.passed;
        self.report.skipped += round.skipped;
        self.report.failed += round.wrong.len() as u64;
        self.report.errored += round.errored.len() as u64;
        for (failure, kind) in round.errored {
            self.examine_errored(failure, kind, signer);
        }
        let mut rest: Vec<Failure> =
            round.wrong.into_iter().filter(|failure| !self.is_claimed(failure)).collect();
        while !rest.is_empty() {
            // Whoever wants to stop does not wait for the doctor.
            if self.interrupt.is_set() {
                self.report.unexamined += rest.len() as u64;
                return;
            }
            let Some(explanation) = self.best_explanation(&rest, &round.examples) else {
                // None of those that were looked at is explained, the first
                // among them.
                let first = rest.remove(0);
                self.add_unexplained(first, signer);
                if self.alike >= MOST_ALIKE {
                    self.report.unexamined += rest.len() as u64;
                    return;
                }
                continue;
            };
            let (explained, others) =
                rest.into_iter().partition(|failure| self.makes(&explanation, failure));
            rest = others;
            self.add_explained(explanation, explained, signer);
            rest.retain(|failure| !self.is_claimed(failure));
        }
    }

    fn makes(&self, explanation: &Explanation, failure: &Failure) -> bool {
        self.signature_by(explanation, &failure.sample).as_deref() == Some(failure.got.as_bytes())
    }

    fn signature_by(&self, explanation: &Explanation, sample: &Sample) -> Option<Vec<u8>> {
        explanation.sign(&sample.request(), self.oracle.credentials(sample))
    }

    /// Whether a known finding explains it; then it is counted there.
    fn is_claimed(&mut self, failure: &Failure) -> bool {
        let claims = |finding: &Finding| {
            finding.explanation.as_ref().is_some_and(|known| self.makes(known, failure))
        };
        let Some(at) = self.report.findings.iter().position(claims) else { return false };
        self.report.findings[at].count([failure.clone()]);
        true
    }

    /// What explains the failures best: what would not have failed where the
    /// signer did not, with the fewest mistakes, the most of them.
    fn best_explanation(&self, failures: &[Failure], examples: &[Sample]) -> Option<Explanation> {
        let mut candidates: Vec<Explanation> = Vec::new();
        let step = failures.len().div_ceil(ASKED);
        for failure in failures.iter().step_by(step) {
            for explanation in self.explanations(&shallow_doctor(), failure) {
                if !candidates.iter().any(|known| known.has_the_mistakes_of(&explanation)) {
                    candidates.push(explanation);
                }
            }
        }
        let is_right_on = |explanation: &Explanation, sample: &Sample| {
            let signature = self.signature_by(explanation, sample);
            let Some(signature) = signature.and_then(|text| String::from_utf8(text).ok()) else {
                return false;
            };
            self.oracle.is_right(sample, &signature)
        };
        // The first of equals, which the doctor holds for the likeliest.
        candidates.into_iter().rev().max_by_key(|candidate| {
            let refuted = examples.iter().filter(|sample| !is_right_on(candidate, sample)).count();
            let explained =
                failures.iter().filter(|failure| self.makes(candidate, failure)).count();
            let mistakes = candidate.mistakes().count();
            (refuted == 0, std::cmp::Reverse(mistakes), explained, std::cmp::Reverse(refuted))
        })
    }

    fn explanations(&self, doctor: &Doctor, failure: &Failure) -> Vec<Explanation> {
        let mut request = failure.sample.request();
        request.set_header(header::SIGNATURE, failure.got.as_bytes());
        match doctor.examine(&request, self.oracle.credentials(&failure.sample)).verdict {
            Verdict::Invalid(explanations) => explanations,
            _ => Vec::new(),
        }
    }

    fn add_explained(
        &mut self,
        explanation: Explanation,
        explained: Vec<Failure>,
        signer: &mut dyn SignerUnderTest,
    ) {
        let mistakes: Vec<_> = explanation.mistakes().collect();
        // Two known mistakes on one request are nothing new.
        let is_of = |finding: &Finding, id: &str| match &finding.cause {
            Cause::Mistakes(known) => known.iter().any(|mistake| mistake.id == id),
            _ => false,
        };
        let findings = &mut self.report.findings;
        let is_known = |id| findings.iter().any(|finding| is_of(finding, id));
        if mistakes.iter().all(|mistake| is_known(mistake.id))
            && let Some(finding) =
                findings.iter_mut().find(|finding| is_of(finding, mistakes[0].id))
        {
            finding.cases += explained.len() as u64;
            return;
        }
        let Some(smallest) = explained.iter().min_by_key(|failure| size(&failure.sample)).cloned()
        else {
            return;
        };
        let (failure, is_minimal) = self.minimise(smallest, signer, &|ledger, failure| {
            let is_same = ledger.makes(&explanation, failure);
            is_same
                && !ledger.findings().iter().any(|finding| {
                    finding.explanation.as_ref().is_some_and(|known| ledger.makes(known, failure))
                })
        });
        // Of two mistakes on one request the smallest may show one alone.
        let is_part = |part: &Explanation| {
            part.mistakes().count() < mistakes.len()
                && part.mistakes().all(|mistake| mistakes.contains(&mistake))
        };
        let part = self.explanations(&shallow_doctor(), &failure).into_iter().find(is_part);
        let explanation = part.unwrap_or(explanation);
        let cause = Cause::Mistakes(explanation.mistakes().collect());
        let mut finding = Finding::new(cause, failure, is_minimal, self.oracle);
        finding.explanation = Some(explanation);
        finding.cases = 0;
        finding.first = explained[0].origin.clone();
        finding.count(explained);
        self.add(finding);
    }

    /// Adds a finding in the place of those it explains as well.
    fn add(&mut self, mut finding: Finding) {
        let mut findings = std::mem::take(&mut self.report.findings);
        findings.retain(|known| {
            let is_worse = match (&known.cause, &finding.cause) {
                (Cause::Mistakes(known), Cause::Mistakes(new)) => new.len() <= known.len(),
                (Cause::Unexplained(_), Cause::Mistakes(_)) => true,
                _ => false,
            };
            let takes_over = is_worse
                && finding.explanation.as_ref().is_some_and(|explanation| {
                    known.witnesses.iter().all(|failure| self.makes(explanation, failure))
                });
            if takes_over {
                finding.cases += known.cases;
                finding.first = finding.first.clone().min(known.first.clone());
            }
            !takes_over
        });
        findings.push(finding);
        self.report.findings = findings;
    }

    fn add_unexplained(&mut self, failure: Failure, signer: &mut dyn SignerUnderTest) {
        let witness = failure.clone();
        let origin = failure.origin.clone();
        let (failure, is_minimal) = self.minimise(failure, signer, &|ledger, failure| {
            // A smaller request may fail for another reason.
            !ledger.findings().iter().any(|finding| {
                finding.explanation.as_ref().is_some_and(|known| ledger.makes(known, failure))
            })
        });
        // A small request is searched further than a large one could be.
        if let Some(explanation) = self.explanations(&deep_doctor(), &failure).into_iter().next() {
            let mistakes = explanation.mistakes().collect();
            let mut finding =
                Finding::new(Cause::Mistakes(mistakes), failure, is_minimal, self.oracle);
            finding.explanation = Some(explanation);
            finding.first = origin;
            let id = finding.cause.id();
            match self.report.findings.iter_mut().find(|known| known.cause.id() == id) {
                Some(known) => known.cases += 1,
                None => self.add(finding),
            }
            return;
        }
        let cause = Cause::Unexplained(parts_that_matter(&failure.sample));
        if let Some(known) = self.report.findings.iter_mut().find(|known| known.cause == cause) {
            known.cases += 1;
            self.alike += 1;
            return;
        }
        self.alike = 0;
        let mut finding = Finding::new(cause, failure, is_minimal, self.oracle);
        finding.first = origin;
        finding.witnesses.push(witness);
        self.add(finding);
    }

    fn examine_errored(
        &mut self,
        failure: Failure,
        kind: BreachKind,
        signer: &mut dyn SignerUnderTest,
    ) {
        let is_refusal = kind == BreachKind::Refused;
        // A refusal costs no process.
        self.breaches += u64::from(!is_refusal);
        let class = message_class(&failure.got);
        let mut errors = 0;
        for finding in &mut self.report.findings {
            if let Cause::Errored(reason) = &finding.cause {
                errors += 1;
                if message_class(reason) == class {
                    finding.cases += 1;
                    return;
                }
            }
        }
        if errors >= MOST_ERRORS {
            self.report.unexamined += 1;
            return;
        }
        let origin = failure.origin.clone();
        let most = match kind {
            BreachKind::Refused => usize::MAX,
            BreachKind::TimedOut => MOST_TIMEOUTS,
            BreachKind::Unusable => MOST_BREACHES,
        };
        let mut breaches = 0;
        let (sample, mut reason) = (failure.sample, failure.got);
        let (sample, is_minimal) = minimise(sample, &mut |sample| {
            if breaches >= most || self.interrupt.is_set() {
                return None;
            }
            match self.ask(sample, signer) {
                Judgement::Errored(other) => {
                    breaches += 1;
                    let is_same = message_class(&other.told) == class;
                    if is_same {
                        reason = other.told;
                    }
                    Some(is_same)
                }
                _ => Some(false),
            }
        });
        let failure = Failure { origin: origin.clone(), sample, got: reason.clone() };
        let mut finding = Finding::new(Cause::Errored(reason), failure, is_minimal, self.oracle);
        finding.got = None;
        self.add(finding);
    }

    /// The smallest request that the signer signs wrong in the same way.
    fn minimise(
        &self,
        failure: Failure,
        signer: &mut dyn SignerUnderTest,
        is_same: &dyn Fn(&Self, &Failure) -> bool,
    ) -> (Failure, bool) {
        let Failure { origin, sample, mut got } = failure;
        let (sample, is_minimal) = minimise(sample, &mut |sample| {
            if self.interrupt.is_set() {
                return None;
            }
            let Judgement::Wrong(other) = self.ask(sample, signer) else { return Some(false) };
            let failure = Failure { origin: origin.clone(), sample: sample.clone(), got: other };
            let fails = is_same(self, &failure);
            if fails {
                got = failure.got;
            }
            Some(fails)
        });
        (Failure { origin, sample, got }, is_minimal)
    }

    fn ask(&self, sample: &Sample, signer: &mut dyn SignerUnderTest) -> Judgement {
        let Some(expected) = self.oracle.expected(sample) else { return Judgement::Skipped };
        let answer = signer.sign(self.oracle.credentials(sample), &sample.request());
        self.oracle.judge(sample, answer, Some(&expected))
    }
}

impl Finding {
    fn new(cause: Cause, failure: Failure, is_minimal: bool, oracle: &Oracle) -> Self {
        Self {
            cause,
            cases: 1,
            first: failure.origin,
            expected: oracle.expected(&failure.sample).unwrap_or_default(),
            string_to_sign: crate::canonical::StringToSign::as_arrived(&failure.sample.request())
                .to_vec(),
            sample: failure.sample,
            is_minimal,
            got: Some(failure.got),
            signed: None,
            explanation: None,
            witnesses: Vec::new(),
        }
    }

    /// More cases of the same.
    fn count(&mut self, failures: impl IntoIterator<Item = Failure>) {
        for failure in failures {
            self.cases += 1;
            self.first = self.first.clone().min(failure.origin.clone());
            if self.witnesses.len() < WITNESSES {
                self.witnesses.push(failure);
            }
        }
    }
}

/// The campaign gives nonce and timestamp: no others can have been signed. The
/// budget is not meant to be used up, so that the same seed finds the same.
fn shallow_doctor() -> Doctor {
    Doctor::default()
        .recipes_only()
        .max_mistakes(2)
        .near(0)
        .nonces(0)
        .budget(Duration::from_secs(20))
}

/// For the few that are not explained by two mistakes.
fn deep_doctor() -> Doctor {
    shallow_doctor().max_mistakes(3).near(300)
}
