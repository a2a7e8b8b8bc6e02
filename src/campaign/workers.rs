//! Putting the cases of a round to several signers at once.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use super::finding::Origin;
use super::oracle::{Judgement, Oracle};
use crate::conformance::{
    Answer, BreachKind, BrokenAdapter, Interrupt, ReportedStages, SignerUnderTest, Subject,
};
use crate::credentials::Credentials;
use crate::generator::Sample;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::signature::Signature;
use crate::signer::Signer;

/// How many requests are sent ahead of their answers.
const AT_ONCE: u64 = 64;

/// When to end before the cases do.
pub(super) struct Stop<'s> {
    pub(super) interrupt: &'s Interrupt,
    pub(super) deadline: Option<Instant>,
}

impl Stop<'_> {
    pub(super) fn is_due(&self) -> bool {
        self.interrupt.is_set() || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }
}

/// A case that did not pass, and what became of it.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) origin: Origin,
    pub(super) sample: Sample,
    /// The wrong signature, or why there is none.
    pub(super) got: String,
}

/// What became of some cases, in their order.
#[derive(Default)]
pub(super) struct Round {
    pub(super) passed: u64,
    pub(super) skipped: u64,
    pub(super) wrong: Vec<Failure>,
    pub(super) errored: Vec<(Failure, BreachKind)>,
    /// Some of those that passed, for comparison.
    pub(super) examples: Vec<Sample>,
}

/// How many passed cases of a round are kept for comparison.
const EXAMPLES: usize = 64;

pub(super) struct Workers<'w> {
    signers: Vec<Box<dyn SignerUnderTest + 'w>>,
    oracle: &'w Oracle,
}

impl<'w> Workers<'w> {
    pub(super) fn start(
        subject: &Subject<'_>,
        jobs: usize,
        oracle: &'w Oracle,
    ) -> Result<Self, BrokenAdapter> {
        let signers = (0..jobs).map(|_| match subject {
            #[cfg(feature = "server")]
            Subject::Client { .. } => {
                Err(BrokenAdapter::new("a whole client is run by Campaign::run_client"))
            }
            Subject::Embedded => Ok(Box::new(Reference::default()) as Box<dyn SignerUnderTest>),
            Subject::Signer { start, .. } => start(),
        });
        let signers: Result<Vec<_>, _> =
            signers.map(|signer| signer.map(|signer| signer as Box<dyn SignerUnderTest>)).collect();
        Ok(Self { signers: signers?, oracle })
    }

    /// The signer that is asked when one is enough.
    pub(super) fn first(&mut self) -> &mut dyn SignerUnderTest {
        &mut *self.signers[0]
    }

    pub(super) fn judge(
        &mut self,
        cases: Range<u64>,
        sample: &(dyn Fn(u64) -> (Origin, Sample) + Sync),
        stop: &Stop<'_>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Round {
        let next = AtomicU64::new(cases.start);
        let rounds = Mutex::new(Vec::new());
        let oracle = self.oracle;
        let work = |signer: &mut dyn SignerUnderTest| {
            while !stop.is_due() {
                let start = next.fetch_add(AT_ONCE, Ordering::Relaxed);
                if start >= cases.end {
                    return;
                }
                let chunk: Vec<_> = (start..cases.end.min(start + AT_ONCE)).map(sample).collect();
                let round = judge_chunk(signer, chunk, oracle, stop);
                progress(round.cases());
                rounds.lock().unwrap_or_else(PoisonError::into_inner).push((start, round));
            }
        };
        thread::scope(|scope| {
            let (first, others) = self.signers.split_first_mut().expect("there is one at least");
            for signer in others {
                let work = &work;
                scope.spawn(move || work(&mut **signer));
            }
            work(&mut **first);
        });
        let mut rounds = rounds.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Who was faster must not matter.
        rounds.sort_by_key(|(start, _)| *start);
        let mut whole = Round::default();
        for (_, round) in rounds {
            whole.append(round);
        }
        whole
    }
}

impl Round {
    pub(super) fn cases(&self) -> u64 {
        self.passed + self.skipped + (self.wrong.len() + self.errored.len()) as u64
    }

    fn append(&mut self, other: Self) {
        self.passed += other.passed;
        self.skipped += other.skipped;
        self.wrong.extend(other.wrong);
        self.errored.extend(other.errored);
        let room = EXAMPLES - self.examples.len();
        self.examples.extend(other.examples.into_iter().take(room));
    }
}

fn judge_chunk(
    signer: &mut dyn SignerUnderTest,
    chunk: Vec<(Origin, Sample)>,
    oracle: &Oracle,
    stop: &Stop<'_>,
) -> Round {
    let requests: Vec<_> =
        chunk.iter().map(|(_, sample)| (oracle.credentials(sample), sample.request())).collect();
    let answers = ask(signer, &requests, stop);
    drop(requests);
    let expected = oracle.all_expected(chunk.iter().map(|(_, sample)| sample));
    let mut round = Round::default();
    for (((origin, sample), answer), expected) in chunk.into_iter().zip(answers).zip(expected) {
        match oracle.judge(&sample, answer, expected.as_deref()) {
            Judgement::Passed => {
                round.passed += 1;
                if round.examples.len() < EXAMPLES {
                    round.examples.push(sample);
                }
            }
            Judgement::Skipped => round.skipped += 1,
            Judgement::Wrong(got) => round.wrong.push(Failure { origin, sample, got }),
            Judgement::Errored(breach) => {
                let failure = Failure { origin, sample, got: breach.told };
                round.errored.push((failure, breach.kind));
            }
        }
    }
    round
}

/// An answer for each request, until it is time to stop.
fn ask(
    signer: &mut dyn SignerUnderTest,
    requests: &[(&Credentials, Request<'_>)],
    stop: &Stop<'_>,
) -> Vec<Answer> {
    let mut answers = signer.sign_many(requests);
    answers.truncate(requests.len());
    let breach = match answers.last() {
        Some(Answer::Broken(_)) => answers.pop(),
        _ => None,
    };
    let reached = answers.len();
    // Requests were under way when it broke: it is blamed on one of them that
    // breaks it alone.
    for (credentials, request) in &requests[reached..] {
        if stop.is_due() {
            break;
        }
        answers.push(signer.sign(credentials, request));
    }
    if let (Some(Answer::Broken(breach)), Some(blamed)) = (breach, answers.get(reached..))
        && !blamed.is_empty()
        && !blamed.iter().any(|answer| matches!(answer, Answer::Broken(_)))
    {
        answers[reached] =
            Answer::Broken(breach.retold(|told| {
                format!("only when requests are sent ahead of their answers: {told}")
            }));
    }
    // What was under way when the user stopped says nothing.
    if stop.interrupt.is_set() && matches!(answers.last(), Some(Answer::Broken(_))) {
        answers.pop();
    }
    answers
}

/// The embedded signer, which keeps the prepared keys of the accounts it signed
/// for. What it is asked at once it signs in batches.
#[derive(Default)]
struct Reference(Vec<Signer>);

impl Reference {
    fn signer(&mut self, credentials: &Credentials) -> usize {
        let known = self.0.iter().position(|signer| signer.secret_id() == credentials.secret_id());
        known.unwrap_or_else(|| {
            self.0.push(Signer::new(credentials.clone()));
            self.0.len() - 1
        })
    }
}

impl SignerUnderTest for Reference {
    fn sign(&mut self, credentials: &Credentials, request: &Request<'_>) -> Answer {
        let at = self.signer(credentials);
        answer(self.0[at].sign(request))
    }

    fn sign_many(&mut self, requests: &[(&Credentials, Request<'_>)]) -> Vec<Answer> {
        let signers: Vec<usize> =
            requests.iter().map(|(credentials, _)| self.signer(credentials)).collect();
        let mut answers = vec![Answer::Skipped(String::new()); requests.len()];
        for (at, signer) in self.0.iter().enumerate() {
            let of_it = || (0..requests.len()).filter(|&index| signers[index] == at);
            let signed = signer.sign_each(of_it().map(|index| &requests[index].1));
            for (index, signature) in of_it().zip(signed) {
                answers[index] = answer(signature);
            }
        }
        answers
    }
}

fn answer(signature: Result<Signature, Refusal>) -> Answer {
    match signature {
        Ok(signature) => {
            Answer::Signature { text: signature.to_string(), stages: ReportedStages::default() }
        }
        Err(refusal) => Answer::Refused(refusal.to_string()),
    }
}
