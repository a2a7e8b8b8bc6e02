//! Nonce and timestamp of a new request.

use std::time::{SystemTime, UNIX_EPOCH};

/// The two values that make every signature another one.
///
/// Make a new one for every request that is sent, retries included: the same
/// timestamp and nonce twice is a replay (190301).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// A random positive integer.
    pub nonce: u64,
    /// UNIX seconds.
    pub timestamp: u64,
}

impl Stamp {
    /// The current time and a random nonce.
    ///
    /// # Errors
    ///
    /// If the operating system has no randomness to give.
    pub fn now() -> Result<Self, getrandom::Error> {
        let timestamp = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        // Below 2^53, so that no JSON library on the way rounds it.
        let nonce = (getrandom::u64()? >> 11) | 1;
        Ok(Self { nonce, timestamp })
    }
}
