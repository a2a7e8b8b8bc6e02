//! What each stage can come to on one request, each text once.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::ops::Range;

use super::explanation::Change;

/// One thing a stage can come to, and what leads there.
pub(super) struct Outcome<C> {
    pub(super) bytes: Vec<u8>,
    pub(super) origins: Vec<Origin<C>>,
    cost: usize,
}

/// A choice, and what was done before it.
#[derive(Clone)]
pub(super) struct Origin<C> {
    pub(super) change: Option<Change>,
    pub(super) choice: C,
}

/// Every distinct outcome of a stage, by the number of mistakes it takes: the
/// one of the specification first.
pub(super) struct Outcomes<C> {
    list: Vec<Outcome<C>>,
    hasher: RandomState,
    by_hash: HashMap<u64, Vec<usize>>,
}

impl<C> Outcomes<C> {
    pub(super) fn new() -> Self {
        Self { list: Vec::new(), hasher: RandomState::new(), by_hash: HashMap::new() }
    }

    /// Adds an outcome of at least as many mistakes as the last one. What takes
    /// fewer mistakes already is not added; what takes as many gets one more
    /// origin.
    pub(super) fn add(&mut self, cost: usize, bytes: Vec<u8>, origin: Origin<C>) {
        /// Of two mistakes at one stage, a few examples are enough.
        const MOST_ORIGINS_OF_TWO: usize = 3;
        debug_assert!(self.list.last().is_none_or(|last| last.cost <= cost));
        let same_hash = self.by_hash.entry(self.hasher.hash_one(&bytes)).or_default();
        let known = same_hash.iter().find(|&&index| self.list[index].bytes == bytes);
        let Some(&known) = known else {
            same_hash.push(self.list.len());
            self.list.push(Outcome { bytes, origins: vec![origin], cost });
            return;
        };
        let known = &mut self.list[known];
        let is_enough = cost > 1 && known.origins.len() >= MOST_ORIGINS_OF_TWO;
        if known.cost == cost && cost > 0 && !is_enough {
            known.origins.push(origin);
        }
    }

    /// The places of the outcomes that take exactly so many mistakes.
    pub(super) fn costing(&self, cost: usize) -> Range<usize> {
        let end = self.costing_up_to(cost).end;
        self.list.partition_point(|outcome| outcome.cost < cost)..end
    }

    /// The places of the outcomes that take at most so many mistakes.
    pub(super) fn costing_up_to(&self, cost: usize) -> Range<usize> {
        0..self.list.partition_point(|outcome| outcome.cost <= cost)
    }

    /// Forgets the outcomes of more mistakes; nothing is to be added then.
    pub(super) fn keep_costing_up_to(&mut self, cost: usize) {
        self.list.truncate(self.costing_up_to(cost).end);
        self.by_hash.clear();
    }

    pub(super) fn cost(&self, index: usize) -> usize {
        self.list[index].cost
    }

    pub(super) fn get(&self, index: usize) -> &Outcome<C> {
        &self.list[index]
    }

    pub(super) fn bytes(&self, index: usize) -> &[u8] {
        &self.list[index].bytes
    }

    /// How many bytes all of them are.
    pub(super) fn total_bytes(&self) -> usize {
        self.list.iter().map(|outcome| outcome.bytes.len()).sum()
    }
}

impl<C: Copy + PartialEq + Default> Outcomes<C> {
    /// The outcomes of every choice on the request as it was sent.
    pub(super) fn of_choices(all: &[C], apply: impl Fn(C) -> Vec<u8>) -> Self {
        let mut outcomes = Self::new();
        for &choice in all {
            outcomes.add(cost_of(choice), apply(choice), Origin { change: None, choice });
        }
        outcomes
    }
}

/// The default is the specification.
pub(super) fn cost_of<C: Copy + PartialEq + Default>(choice: C) -> usize {
    usize::from(choice != C::default())
}
