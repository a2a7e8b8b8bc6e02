//! Keeping every SecretKey out of what is shown.

use std::fmt;

use zeroize::Zeroizing;

/// Every key that must not be shown. What a program that was told them prints
/// goes through here before anything else is done with it: before it is parsed
/// (a parser's error may quote it), cut (half a key is a key lost) or escaped.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    keys: Vec<Zeroizing<Vec<u8>>>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({} kept back)", self.keys.len())
    }
}

impl Secrets {
    /// Keys shorter than this are part of every text, and no secret.
    const SHORTEST: usize = 8;

    /// The user's own key, if it is in the environment. It has to be kept back
    /// everywhere: a program under test may have found it elsewhere, in a file
    /// or in a configuration of its own.
    pub(crate) fn of_the_environment() -> Self {
        let mut secrets = Self::default();
        if let Some(key) = std::env::var_os("TMSIG_SECRET_KEY") {
            secrets.told(key.as_encoded_bytes());
        }
        secrets
    }

    /// Remembers a key that the program is about to be told.
    pub(crate) fn told(&mut self, key: &[u8]) {
        if key.len() < Self::SHORTEST || self.keys.iter().any(|known| known[..] == *key) {
            return;
        }
        self.keys.push(Zeroizing::new(key.to_vec()));
        // Of two keys that begin alike the longer one has to be found first.
        self.keys.sort_unstable_by_key(|key| std::cmp::Reverse(key.len()));
    }

    /// The same bytes with `[REDACTED]` in the place of every key.
    pub(crate) fn redact(&self, bytes: &[u8]) -> Vec<u8> {
        let mut redacted = Vec::with_capacity(bytes.len());
        let mut rest = bytes;
        'bytes: while let Some((first, after)) = rest.split_first() {
            for key in &self.keys {
                if let Some(after) = rest.strip_prefix(&key[..]) {
                    redacted.extend_from_slice(b"[REDACTED]");
                    rest = after;
                    continue 'bytes;
                }
            }
            redacted.push(*first);
            rest = after;
        }
        redacted
    }
}
