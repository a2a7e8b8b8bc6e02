//! The memory of accepted requests, against replay.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher as _, RandomState};

use crate::verifier::WINDOW_SECONDS;

/// Remembers (AppId, timestamp, nonce), or the SecretId of an account whose
/// AppId is not known, for 5 minutes after it was accepted, in
/// bounded memory.
///
/// Only a keyed 128-bit hash of the three is kept, so a client cannot spend
/// the server's memory with long values, nor aim at a collision.
#[derive(Debug)]
pub(crate) struct ReplayMemory {
    capacity: usize,
    hashers: [RandomState; 2],
    keys: HashSet<u128>,
    /// When each key was accepted, oldest first.
    accepted: VecDeque<(u64, u128)>,
}

impl ReplayMemory {
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.max(1),
            hashers: [RandomState::new(), RandomState::new()],
            keys: HashSet::new(),
            accepted: VecDeque::new(),
        }
    }

    /// Whether the triple is new at `now`, in UNIX seconds; remembers it if so.
    pub(crate) fn insert(&mut self, triple: (&[u8], &[u8], &[u8]), now: u64) -> bool {
        while let Some(&(at, _)) = self.accepted.front()
            && at.saturating_add(WINDOW_SECONDS) < now
        {
            self.forget_oldest();
        }
        let [high, low] = self.hashers.each_ref().map(|hasher| u128::from(hasher.hash_one(triple)));
        let key = high << 64 | low;
        if !self.keys.insert(key) {
            return false;
        }
        if self.accepted.len() == self.capacity {
            self.forget_oldest();
        }
        self.accepted.push_back((now, key));
        true
    }

    pub(crate) fn len(&self) -> usize {
        self.accepted.len()
    }

    fn forget_oldest(&mut self) {
        if let Some((_, key)) = self.accepted.pop_front() {
            self.keys.remove(&key);
        }
    }
}
