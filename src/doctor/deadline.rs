//! When a search has to end.

use std::time::Duration;

/// The time since some moment that stays the same.
pub type Stopwatch = fn() -> Duration;

/// The time since the first call; always zero where a program has no clock of
/// its own, as WebAssembly in a page: whoever has one passes it in.
pub(super) fn of_the_machine() -> Duration {
    #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
    {
        use std::sync::LazyLock;
        use std::time::Instant;

        static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
        FIRST.elapsed()
    }
    #[cfg(all(target_family = "wasm", target_os = "unknown"))]
    Duration::ZERO
}

/// A moment, by the stopwatch that tells when it is over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    stopwatch: Stopwatch,
    at: Duration,
}

impl Deadline {
    pub(super) fn new(stopwatch: Stopwatch, at: Duration) -> Self {
        Self { stopwatch, at }
    }

    pub(super) fn is_over(self) -> bool {
        (self.stopwatch)() >= self.at
    }
}
