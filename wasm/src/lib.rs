//! The doctors as WebAssembly: a question in JSON in, an answer in JSON out.
//!
//! A plain interface of bytes, without bindings: two numbers go in, and one
//! place is read. So it needs no tool that has to be of the same version, and
//! the JavaScript beside it is a page long. There is no clock, no randomness
//! and no file in it; the page passes the time in.
//!
//! The question is written to `input(length)`, `answer(…)` works, and its text
//! is `output_length()` bytes at `output()`. After a panic every call traps;
//! the same two then tell what it said.

use std::cell::RefCell;
use std::time::Duration;

use tmsig::consultation;
use zeroize::Zeroize as _;

#[link(wasm_import_module = "page")]
unsafe extern "C" {
    /// Milliseconds since some moment that stays the same.
    #[link_name = "elapsed"]
    safe fn elapsed_ms() -> f64;
}

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

fn stopwatch() -> Duration {
    // Not a number, or before the beginning: no time.
    Duration::try_from_secs_f64(elapsed_ms() / 1e3).unwrap_or_default()
}

/// Makes room for a question of so many bytes, and tells where.
// SAFETY: no other export has these names.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> *mut u8 {
    std::panic::set_hook(Box::new(|panic| {
        let said = panic.to_string().into_bytes();
        // Held by what panicked: then nothing is said.
        OUTPUT.with(|output| output.try_borrow_mut().map(|mut output| *output = said).ok());
    }));
    INPUT.with_borrow_mut(|input| {
        input.zeroize();
        input.resize(length, 0);
        input.as_mut_ptr()
    })
}

/// Answers the question; the time is UNIX seconds.
// SAFETY: as above.
#[unsafe(no_mangle)]
pub extern "C" fn answer(now: f64) {
    let mut question = INPUT.take();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    let answer = consultation::answer(&question, now as u64, stopwatch);
    // It held the key.
    question.zeroize();
    OUTPUT.set(answer.into_bytes());
}

/// Where the answer is.
// SAFETY: as above.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    OUTPUT.with_borrow(|output| output.as_ptr())
}

/// How long it is, in bytes.
// SAFETY: as above.
#[unsafe(no_mangle)]
pub extern "C" fn output_length() -> usize {
    OUTPUT.with_borrow(Vec::len)
}
