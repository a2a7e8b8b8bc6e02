//! What holds of every input, as functions that assert it of some bytes. The
//! fuzz targets call them with a fuzzer's bytes, the tests with every seed,
//! every past crash and random bytes (`fuzz/README.md`).

// The fuzz crate shows and uses all of it, the tests do not.
#![allow(dead_code, unreachable_pub)]

mod adapter_line;
mod body_forms;
mod callback;
mod canonical_injective;
mod import;
mod input;
pub mod oracle;
mod recipe_named;
mod secret_hygiene;
pub mod seeds;
mod server_request;
mod sign_batch;
mod sign_oracle;
mod vector_file;
mod verify_tamper;
mod wire_uri;

pub use adapter_line::adapter_line;
pub use body_forms::body_forms;
pub use callback::{callback_doctor, callback_open};
pub use canonical_injective::canonical_injective;
pub use import::{import_curl, import_har, import_http, import_of, import_text};
pub use recipe_named::recipe_named;
pub use secret_hygiene::secret_hygiene;
pub use server_request::server_request;
pub use sign_batch::sign_batch;
pub use sign_oracle::sign_oracle;
pub use vector_file::vector_file;
pub use verify_tamper::verify_tamper;
pub use wire_uri::wire_uri;

use tmsig::generator::Sample;

/// A law with all that a fuzzer is given along with it.
pub struct Law {
    /// Of the fuzz target.
    pub name: &'static str,
    /// Panics if the law does not hold of these bytes.
    pub assert: fn(&[u8]),
    /// Inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Of the dictionary in `fuzz/dictionaries`.
    pub dictionary: &'static str,
    /// Longest input worth its time, in bytes: libFuzzer's `max_len`.
    pub max_len: usize,
    /// How fast inputs may grow, from 0 (at once) to 100 (slowly): libFuzzer's
    /// `len_control`.
    pub len_control: u32,
    /// Seconds that no input may take: libFuzzer's `timeout`.
    pub timeout: u32,
    /// MiB that no input may ask for at once: libFuzzer's `malloc_limit_mb`.
    pub malloc_limit_mb: u32,
    /// What a law of requests makes of its bytes.
    request: Option<fn(&[u8]) -> Sample>,
}

impl Law {
    /// The request of an input as Request JSON, or the input itself with
    /// escapes where it is no request.
    pub fn shown(&self, input: &[u8]) -> String {
        match self.request {
            Some(request) => {
                let sample = request(input);
                serde_json::to_string(&sample.request()).expect("a request is JSON")
            }
            None => tmsig::Visible(input).to_string(),
        }
    }
}

macro_rules! laws {
    ($(
        $name:ident: $seeds:path, $dictionary:literal, $max_len:literal, $len_control:literal,
        $timeout:literal, $malloc_limit_mb:literal, $request:expr;
    )*) => {
        /// Every law.
        pub const ALL: &[Law] = &[$(Law {
            name: stringify!($name),
            assert: $name,
            seeds: $seeds,
            dictionary: $dictionary,
            max_len: $max_len,
            len_control: $len_control,
            timeout: $timeout,
            malloc_limit_mb: $malloc_limit_mb,
            request: $request,
        }),*];
    };
}

// Requests: a body of a few hundred bytes shows what a longer one would, but
// for lengths, which the vectors and the generator have; 1024 holds two blocks
// of the hash beside the other fields. They may grow at once, as the generator
// wants bytes. Texts: long enough for nearly every seed of their format; they
// grow slowly, as short ones run faster and reach most of a parser. Searches
// (recipe_named, secret_hygiene, body_forms, wire_uri) cost time with every
// byte. A parser may take a second and 64 MiB for 4 KiB, which no honest one
// does; a search of all pairs of mistakes takes one, and more on a busy
// machine.
laws! {
    sign_oracle: seeds::requests, "request", 1024, 0, 2, 64, Some(input::sample);
    sign_batch: seeds::requests, "request", 2048, 0, 2, 64, None;
    canonical_injective: seeds::pairs, "request", 2048, 0, 2, 64, None;
    verify_tamper: seeds::tampered, "request", 1024, 0, 2, 64, Some(behind::<5>);
    wire_uri: seeds::urls, "uri", 256, 50, 10, 64, None;
    body_forms: seeds::json_bodies, "json", 512, 50, 10, 64, None;
    recipe_named: seeds::recipes, "request", 512, 0, 60, 256, Some(behind::<4>);
    import_curl: seeds::curl_lines, "curl", 4096, 100, 2, 64, None;
    import_http: seeds::http_texts, "http", 4096, 100, 2, 64, None;
    import_har: seeds::hars, "har", 4096, 100, 2, 64, None;
    import_text: seeds::logs, "log", 4096, 100, 2, 64, None;
    vector_file: seeds::vector_files, "vector_file", 8192, 100, 2, 64, None;
    adapter_line: seeds::adapter_lines, "adapter_line", 2048, 100, 2, 64, None;
    server_request: seeds::http_texts, "http", 4096, 100, 30, 64, None;
    callback_open: seeds::callbacks, "callback", 1024, 0, 2, 64, None;
    callback_doctor: seeds::callbacks_of_receivers, "callback", 512, 0, 10, 64, None;
    secret_hygiene: seeds::secrets, "request", 1024, 0, 60, 256, Some(behind::<4>);
}

fn behind<const N: usize>(bytes: &[u8]) -> Sample {
    input::sample(input::decisions::<N>(bytes).1)
}
