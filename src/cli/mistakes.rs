//! `tmsig mistakes`

use std::fmt::Write as _;

use clap::{Subcommand, ValueEnum};
use serde_json::json;
use tmsig::doctor::Language;
use tmsig::recipe::Mistake;

use super::language::LanguageOption;
use super::{Fault, Verdict, print};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Print the id and the title of every mistake, stage by stage
    List {
        #[command(flatten)]
        language: LanguageOption,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Print one mistake with its remedy and an example
    Show {
        /// The mistake's id
        id: String,
        #[command(flatten)]
        language: LanguageOption,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

const EXAMPLES: &str = "\
Examples:
  tmsig mistakes
  tmsig mistakes list --lang zh
  tmsig mistakes show query-left-out";

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        match self.command {
            None => list(LanguageOption::default().language(), Format::Text)?,
            Some(Command::List { language, format }) => list(language.language(), format)?,
            Some(Command::Show { id, language }) => show(&id, language.language())?,
        }
        Ok(Verdict::Good)
    }
}

fn list(language: Language, format: Format) -> Result<(), Fault> {
    if format == Format::Json {
        let list: Vec<_> = Mistake::all()
            .map(|mistake| {
                json!({
                    "id": mistake.id,
                    "stage": mistake.stage.id(),
                    "title": language.of(mistake.title),
                    "remedy": language.of(mistake.remedy),
                    "example": mistake.example,
                    "source": mistake.source,
                    "weight": mistake.weight,
                })
            })
            .collect();
        return print(&serde_json::to_string_pretty(&list).map_err(Fault::new)?);
    }
    let mut text = String::new();
    let mut stage = None;
    for mistake in Mistake::all() {
        if stage != Some(mistake.stage) {
            stage = Some(mistake.stage);
            writeln!(text, "{}", mistake.stage.id()).map_err(Fault::new)?;
        }
        writeln!(text, "  {:36} {}", mistake.id, language.of(mistake.title)).map_err(Fault::new)?;
    }
    print(&text)
}

fn show(id: &str, language: Language) -> Result<(), Fault> {
    let Some(mistake) = Mistake::all().find(|mistake| mistake.id == id) else {
        let likeness = |known: &str| strsim::normalized_damerau_levenshtein(id, known);
        let nearest = Mistake::all()
            .map(|mistake| mistake.id)
            .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
            .unwrap_or_default();
        return Err(Fault::new(format_args!(
            "there is no mistake {id:?}; did you mean {nearest:?}?"
        )));
    };
    let mut text = format!(
        "{}\n  stage    {}\n  title    {}\n  remedy   {}\n  example  {}\n",
        mistake.id,
        mistake.stage.id(),
        language.of(mistake.title),
        language.of(mistake.remedy),
        mistake.example,
    );
    if !mistake.source.is_empty() {
        writeln!(text, "  seen     {}", mistake.source).map_err(Fault::new)?;
    }
    print(&text)
}
