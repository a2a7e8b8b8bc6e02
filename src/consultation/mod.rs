//! What the page asks, and what it is answered: the same JSON from the server
//! and from the WebAssembly inside a page that has no server.
//!
//! Nothing here has a clock, a file or a secret of its own; whoever calls
//! brings them.

mod callback;
mod paste;
mod tools;

use std::time::Duration;

use serde::Deserialize;
use serde_json::json;

use crate::credentials::Credentials;
use crate::doctor::Stopwatch;
use crate::language::{Language, Text};
use crate::request_json;
use crate::secrets::Secrets;

pub use callback::CallbackPaste;
pub use paste::Paste;

/// How long all requests of one paste may be searched together.
pub const BUDGET: Duration = Duration::from_secs(2);

/// Who answers.
#[derive(Clone, Debug)]
pub struct Desk {
    /// What is never shown.
    pub(crate) secrets: Secrets,
    /// Accounts for what is pasted without a key.
    pub(crate) accounts: Vec<Credentials>,
    /// The clock, in UNIX seconds.
    pub(crate) now: u64,
    /// How the budget is measured; the machine's own if there is none.
    pub(crate) stopwatch: Option<Stopwatch>,
}

/// Reads a tag like `zh-CN`, if it is of a language of ours.
pub(crate) fn spoken(tag: &str) -> Option<Language> {
    match tag.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
        "zh" => Some(Language::Chinese),
        "en" => Some(Language::English),
        _ => None,
    }
}

/// The language that a page asks for.
pub(crate) fn language_of(tag: &str, otherwise: Language) -> Language {
    spoken(tag).unwrap_or(otherwise)
}

/// What a page without a server asks.
#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
enum Question {
    Diagnose(Paste),
    DiagnoseCallback(CallbackPaste),
    Sign(Paste),
    Verify(Paste),
    Explain {
        code: Option<u64>,
        #[serde(default)]
        lang: String,
    },
    /// Read here, as serde's error would quote what stands there.
    #[serde(other)]
    Unknown,
}

/// Answers a question in JSON: `ask` is `diagnose`, `diagnose_callback`,
/// `sign`, `verify` or `explain`. What goes wrong is `{"tmsig": "…"}`, as the
/// server says it. `now` is UNIX seconds.
pub fn answer(question: &[u8], now: u64, stopwatch: Stopwatch) -> String {
    let desk =
        Desk { secrets: Secrets::default(), accounts: Vec::new(), now, stopwatch: Some(stopwatch) };
    let question: Question = match serde_json::from_slice(question) {
        Ok(question) => question,
        // The parser's own words may quote a key.
        Err(error) => return fault(&request_json::reason(&error)),
    };
    let answered = match &question {
        Question::Diagnose(paste) => paste.diagnose(&desk, Language::English),
        Question::DiagnoseCallback(paste) => paste.diagnose(&desk, Language::English),
        Question::Sign(paste) => tools::sign(paste, &desk),
        Question::Verify(paste) => tools::verify(paste, &desk),
        Question::Explain { code, lang } => {
            Ok(tools::explain(*code, language_of(lang, Language::English)))
        }
        Question::Unknown => {
            Err("ask is one of diagnose, diagnose_callback, sign, verify and explain".to_owned())
        }
    };
    answered.unwrap_or_else(|message| fault(&message))
}

fn fault(message: &str) -> String {
    json!({ "tmsig": message }).to_string()
}

fn in_words(language: Language, en: &'static str, zh: &'static str) -> String {
    language.of(Text { en, zh }).to_owned()
}
