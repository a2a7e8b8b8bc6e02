//! `tmsig explain`

use std::fmt::Write as _;

use clap::ValueEnum;
use serde_json::json;
use tmsig::{KnownCode, Language};

use super::language::LanguageOption;
use super::{Fault, Verdict, print};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// An error_code or new_error_code of an answer; every code without one
    #[arg(value_name = "CODE")]
    code: Option<u64>,

    #[command(flatten)]
    language: LanguageOption,

    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// For programs
    Json,
}

const EXAMPLES: &str = "\
Examples:
  tmsig explain 200003
  tmsig explain 200190303            a new_error_code
  tmsig explain --lang zh 190301
  tmsig explain                      every code that is known";

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        let language = self.language.language();
        let found: Vec<&KnownCode> = match self.code {
            Some(code) => KnownCode::find(code),
            None => KnownCode::all().iter().collect(),
        };
        if found.is_empty() {
            let code = self.code.unwrap_or_default();
            return Err(Fault::new(match language {
                Language::English => {
                    format!("{code} is no code that is known; tmsig explain lists them")
                }
                Language::Chinese => format!("{code} 不是已知的错误码；tmsig explain 列出全部"),
            }));
        }
        match self.format {
            Format::Json => {
                let codes: Vec<_> = found.iter().map(|code| code.to_json(language)).collect();
                print(&json!(codes).to_string())?;
            }
            Format::Text => {
                let texts: Vec<_> = found.iter().map(|code| to_text(code, language)).collect();
                print(&texts.join("\n"))?;
            }
        }
        Ok(Verdict::Good)
    }
}

fn to_text(code: &KnownCode, language: Language) -> String {
    let mut text = code.code.to_string();
    // Writing to a String does not fail.
    if let Some(new_code) = code.new_code {
        let _infallible = write!(text, " ({new_code})");
    }
    let _infallible = write!(text, "  {}", language.of(code.meaning));
    let (scheme, class) = (language.of(code.scheme.name()), language.of(code.class.name()));
    let _infallible = write!(text, "  [{scheme}; {class}; {}]", code.source);
    let check = language.of(code.check);
    if !check.is_empty() {
        let _infallible = write!(text, "\n  {check}");
    }
    text
}
