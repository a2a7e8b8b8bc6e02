//! `tmsig mistakes`

use std::fmt::Write as _;

use clap::{Subcommand, ValueEnum};
use serde_json::json;
use tmsig::doctor::{Language, known_mistakes};
use tmsig::recipe::Text;

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
    /// Ids and titles
    Text,
    /// Everything, for programs
    Json,
    /// Everything, as docs/mistakes.md
    Markdown,
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
        let list: Vec<_> = known_mistakes()
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
    if format == Format::Markdown {
        return print(&markdown(language).map_err(Fault::new)?);
    }
    let mut text = String::new();
    let mut stage = None;
    for mistake in known_mistakes() {
        if stage != Some(mistake.stage) {
            stage = Some(mistake.stage);
            writeln!(text, "{}", mistake.stage.id()).map_err(Fault::new)?;
        }
        writeln!(text, "  {:36} {}", mistake.id, language.of(mistake.title)).map_err(Fault::new)?;
    }
    print(&text)
}

fn markdown(language: Language) -> Result<String, std::fmt::Error> {
    let say = |en, zh| language.of(Text { en, zh });
    let mut text = String::new();
    writeln!(text, "# {}\n", say("Mistakes", "常见错误"))?;
    let other = say("[中文](mistakes.zh-CN.md)", "[English](mistakes.md)");
    writeln!(text, "{other}\n")?;
    let introduction = say(
        "What signers of this API get wrong, stage by stage. `tmsig doctor` names these ids. This file is printed by \
         `tmsig mistakes list --format markdown`.",
        "调用本 API 时签名代码中的错误，按计算步骤排列；`tmsig doctor` 的诊断结果使用这些标识。本文件由 \
         `tmsig mistakes list --format markdown --lang zh` 生成。",
    );
    writeln!(text, "{introduction}")?;
    let mut stage = None;
    for mistake in known_mistakes() {
        if stage != Some(mistake.stage) {
            stage = Some(mistake.stage);
            writeln!(text, "\n## {}", mistake.stage.id())?;
        }
        writeln!(text, "\n### `{}`\n", mistake.id)?;
        writeln!(text, "{}\n", capitalised(language.of(mistake.title), language))?;
        writeln!(text, "- {}{}", say("Remedy: ", "修正方法："), language.of(mistake.remedy))?;
        // A fence, as an example may hold any character but a newline.
        writeln!(text, "- {}\n  ```text\n  {}\n  ```", say("Example:", "示例："), mistake.example)?;
        if !mistake.source.is_empty() {
            writeln!(text, "- {}{}", say("Seen: ", "来源："), mistake.source)?;
        }
    }
    Ok(text)
}

/// A title as a sentence.
fn capitalised(title: &str, language: Language) -> String {
    let mut characters = title.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let full_stop = if language == Language::Chinese { "。" } else { "." };
    format!("{first}{}{full_stop}", characters.as_str())
}

fn show(id: &str, language: Language) -> Result<(), Fault> {
    let Some(mistake) = known_mistakes().find(|mistake| mistake.id == id) else {
        let near = super::nearest(id, known_mistakes().map(|mistake| mistake.id));
        let hint = near.map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
        return Err(Fault::new(format_args!("there is no mistake {id:?}{hint}")));
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
