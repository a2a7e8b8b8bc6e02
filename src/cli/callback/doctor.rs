//! `tmsig callback doctor`

use std::path::PathBuf;

use clap::ValueEnum;
use tmsig::callback::doctor::{Evidence, examine};

use super::secrets::SecretsSource;
use crate::cli::input::{self, RequestSource};
use crate::cli::language::LanguageOption;
use crate::cli::{Fault, Verdict, print};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    source: RequestSource,

    #[command(flatten)]
    secrets: SecretsSource,

    /// The signature that your code computed for this request
    #[arg(long, value_name = "SIGNATURE")]
    computed: Option<String>,

    /// What your code decrypted: the whole of it, or its first 16 bytes or more; raw, or in hexadecimal
    #[arg(long, value_name = "FILE")]
    plaintext: Option<PathBuf>,

    #[command(flatten)]
    language: LanguageOption,

    /// How to print the diagnosis
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  export TMSIG_CALLBACK_TOKEN=… TMSIG_CALLBACK_AES_KEY=…
  tmsig callback doctor request.txt                  raw HTTP, curl, HAR or Request JSON, as it arrived
  tmsig callback doctor --computed 6d7edf94… request.txt
  tmsig callback doctor --plaintext decrypted.bin --lang zh request.txt

Exit codes: 0 nothing is wrong, 1 something is, 2 wrong usage or input.";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// For programs
    Json,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        // The secrets first: what is said of a request must not tell them.
        let secrets = self.secrets.read()?;
        let language = self.language.language();
        let request = self.source.callback(language)?;
        let plaintext = match &self.plaintext {
            Some(path) => Some(of_hexadecimal(input::read_bytes(Some(path), "a plaintext")?.1)),
            None => None,
        };
        let key = secrets.encoding_aes_key.as_ref().map(|key| key.as_str());
        let diagnosis = examine(&Evidence {
            computed: self.computed.as_deref(),
            plaintext: plaintext.as_deref(),
            ..Evidence::new(&request, &secrets.token, key)
        });
        match self.format {
            Format::Text => print(&diagnosis.to_text(language))?,
            Format::Json => print(&diagnosis.to_json(language).to_string())?,
        }
        Ok(if diagnosis.is_right() { Verdict::Good } else { Verdict::Bad })
    }
}

/// The bytes that hexadecimal text stands for; anything else is itself.
fn of_hexadecimal(bytes: Vec<u8>) -> Vec<u8> {
    let digits: Vec<u8> =
        bytes.iter().copied().filter(|byte| !b" \r\n\t:".contains(byte)).collect();
    if digits.is_empty() { bytes } else { hex::decode(&digits).unwrap_or(bytes) }
}
