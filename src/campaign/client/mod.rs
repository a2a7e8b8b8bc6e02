//! Campaigns against whole clients: what they are asked, and who judges.

mod finding;
mod ledger;
mod minimise;

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use arbitrary::Unstructured;
use serde_json::{Value, json};

use super::finding::Origin;
use super::report::Report;
use super::workers::Stop;
use super::{MOST_BREACHES, Panel};
use crate::conformance::client::ClientJudge;
use crate::conformance::{BrokenAdapter, ClientFactory, Interrupt, Outcome};
use crate::credentials::Credentials;
use crate::generator::{PUBLIC_ACCOUNTS, SAMPLE_BYTES, step};
use crate::random::SplitMix64;
use crate::vectors::ClientStep;

pub use finding::{ClientCause, ClientFinding};

use ledger::{Ledger, is_breach};

/// AppId and SdkId of the public accounts that clients call with: one of an
/// enterprise, one of an application within it.
const IDS: [(&str, Option<&str>); 2] = [("200000021", None), ("200000022", Some("13572468021"))];

/// What a client is asked in one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// Index of the account.
    pub(super) account: usize,
    pub(super) step: ClientStep,
}

impl Asked {
    pub(super) fn credentials(&self) -> Credentials {
        accounts().swap_remove(self.account)
    }

    /// As it is saved: the step as it stands in a client case, and the account
    /// by its SecretId.
    pub(super) fn to_json(&self) -> Value {
        let mut value = json!(self.step);
        // A client is not told what it will be answered, so calls leave it out.
        if let ClientStep::Call(call) = &self.step {
            value["call"]["answers"] = json!(call.answers);
        }
        value["secret_id"] = json!(PUBLIC_ACCOUNTS[self.account].0);
        value
    }

    /// `None` for what is no call at all.
    pub(super) fn from_json(text: &str) -> Option<Result<Self, String>> {
        let mut value: Value = serde_json::from_str(text).ok()?;
        let members = value.as_object_mut()?;
        if !["call", "calls"].iter().any(|name| members.contains_key(*name)) {
            return None;
        }
        let secret_id = members.remove("secret_id").unwrap_or_default();
        let account = PUBLIC_ACCOUNTS[..IDS.len()].iter().position(|(id, _)| secret_id == *id);
        let step = serde_json::from_value::<ClientStep>(value);
        let step = step.map_err(|error| error.to_string());
        let step = step.and_then(|step| step.check().map(|()| step));
        Some(step.map(|step| Self { account: account.unwrap_or_default(), step }))
    }
}

/// The accounts that clients call with.
fn accounts() -> Vec<Credentials> {
    let account = |((id, key), (app_id, sdk_id)): (&(&str, &str), (&str, Option<&str>))| {
        let credentials = Credentials::new(*id, *key).with_app_id(app_id);
        match sdk_id {
            Some(sdk_id) => credentials.with_sdk_id(sdk_id),
            None => credentials,
        }
    };
    PUBLIC_ACCOUNTS.iter().zip(IDS).map(account).collect()
}

/// A case that did not pass, and what became of it.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    origin: Origin,
    asked: Asked,
    outcome: Outcome,
}

/// Clients, each with a server of its own, and what was found.
pub(super) struct ClientPanel<'p> {
    judges: Vec<ClientJudge>,
    ledger: Ledger<'p>,
}

impl<'p> ClientPanel<'p> {
    pub(super) fn start(
        start: &ClientFactory<'_>,
        jobs: usize,
        interrupt: &'p Interrupt,
    ) -> Result<Self, BrokenAdapter> {
        let judges = (0..jobs).map(|_| start().map(|client| ClientJudge::new(client, accounts())));
        Ok(Self { judges: judges.collect::<Result<_, _>>()?, ledger: Ledger::new(interrupt) })
    }

    pub(super) fn finish(self) -> Report<ClientFinding> {
        self.ledger.finish()
    }
}

impl Panel for ClientPanel<'_> {
    type Case = Asked;

    fn generated(seed: u64, index: u64) -> Asked {
        // One stream a case, so that cases do not depend on each other.
        let mut random = SplitMix64::new(SplitMix64::new(seed).next() ^ index);
        let account = random.below(IDS.len());
        let mut bytes = [0; SAMPLE_BYTES];
        for chunk in bytes.chunks_exact_mut(8) {
            chunk.copy_from_slice(&random.next().to_le_bytes());
        }
        let step = step(&mut Unstructured::new(&bytes)).expect("the generator fails on no bytes");
        Asked { account, step }
    }

    fn round(
        &mut self,
        cases: Range<u64>,
        case: &(dyn Fn(u64) -> (Origin, Asked) + Sync),
        stop: &Stop<'_>,
        progress: &(dyn Fn(u64) + Sync),
    ) -> bool {
        let next = AtomicU64::new(cases.start);
        let outcomes = Mutex::new(Vec::new());
        let broken = AtomicU64::new(self.ledger.breaches());
        let work = |judge: &mut ClientJudge| {
            // Each breach costs a process, or a timeout.
            while !stop.is_due() && broken.load(Ordering::Relaxed) < MOST_BREACHES {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= cases.end {
                    return;
                }
                let (origin, asked) = case(index);
                let outcome = judge.judge_step(&asked.step, &asked.credentials());
                // What was under way when the user stopped says nothing.
                if matches!(outcome, Outcome::Errored(_)) && stop.interrupt.is_set() {
                    return;
                }
                broken.fetch_add(u64::from(is_breach(&outcome)), Ordering::Relaxed);
                progress(1);
                let failure = Failure { origin, asked, outcome };
                outcomes.lock().unwrap_or_else(PoisonError::into_inner).push((index, failure));
            }
        };
        thread::scope(|scope| {
            for judge in &mut self.judges {
                let work = &work;
                scope.spawn(move || work(judge));
            }
        });
        let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
        // Who was faster must not matter.
        outcomes.sort_by_key(|(index, _)| *index);
        let breaches = self.ledger.breaches();
        let outcomes = outcomes.into_iter().map(|(_, failure)| failure).collect();
        self.ledger.examine(outcomes, &mut self.judges[0]);
        if let Some(budget) = self.ledger.shorter_budget() {
            for judge in &mut self.judges {
                judge.set_budget(budget);
            }
        }
        self.ledger.breaches() == breaches
    }

    fn findings(&self) -> usize {
        self.ledger.findings().len()
    }

    fn breaches(&self) -> u64 {
        self.ledger.breaches()
    }
}
