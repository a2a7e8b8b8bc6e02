//! `tmsig vectors`

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};
use tmsig::conformance::{Case, Selection};
use tmsig::vectors::{EMBEDDED_FILES, Suite};

use super::{Fault, Verdict, input, print};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the ids, kinds and flags of the cases
    List {
        #[command(flatten)]
        suite: SuiteSource,
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Print one case as it stands in its file, with its credentials and what its flags mean
    #[command(after_help = "Example:\n  tmsig vectors show body/emoji-zwj-sequence")]
    Show {
        /// The case's id
        id: String,
        /// Read the vector files of this folder instead of the embedded ones
        #[arg(long, value_name = "DIR")]
        vectors: Option<PathBuf>,
    },
    /// Write the vector files, their schemas and their README into a folder
    #[command(after_help = "Example:\n  tmsig vectors copy third_party/tmsig-vectors")]
    Copy {
        /// Where to; made if it is not there
        folder: PathBuf,
        /// Overwrite files that are there and differ
        #[arg(long)]
        force: bool,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Which cases
#[derive(clap::Args)]
pub(super) struct SuiteSource {
    /// Only cases whose id, flag or kind matches this glob; may be repeated
    #[arg(long, value_name = "GLOB")]
    filter: Vec<String>,

    /// No cases whose id, flag or kind matches this glob; may be repeated
    #[arg(long, value_name = "GLOB")]
    skip: Vec<String>,

    /// Read the vector files of this folder instead of the embedded ones
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,
}

impl SuiteSource {
    pub(super) fn load(&self) -> Result<Suite, Fault> {
        match &self.vectors {
            None => Ok(Suite::embedded()),
            Some(folder) => {
                let files = read_folder(folder)?;
                Suite::load(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))
                    .map_err(Fault::new)
            }
        }
    }

    pub(super) fn selection(&self) -> Result<Selection, Fault> {
        Selection::new(&self.filter, &self.skip).map_err(Fault::new)
    }
}

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        match self.command {
            Command::List { suite, format } => {
                let selection = suite.selection()?;
                let suite = suite.load()?;
                let cases: Vec<_> = Case::all(&suite)
                    .chain(Case::of_clients(&suite))
                    .filter(|case| selection.contains(case))
                    .collect();
                print_list(&cases, format == Format::Json)?;
            }
            Command::Show { id, vectors } => show(&id, vectors.as_deref())?,
            Command::Copy { folder, force } => copy(&folder, force)?,
        }
        Ok(Verdict::Good)
    }
}

pub(super) fn print_list(cases: &[Case<'_>], as_json: bool) -> Result<(), Fault> {
    if as_json {
        let list: Vec<_> = cases
            .iter()
            .map(|case| {
                json!({
                    "id": case.id(),
                    "kind": case.kind().id(),
                    "flags": case.flags(),
                    "comment": case.comment(),
                })
            })
            .collect();
        return print(&serde_json::to_string_pretty(&list).map_err(Fault::new)?);
    }
    let mut text = String::new();
    for case in cases {
        let (id, kind) = (case.id(), case.kind().id());
        writeln!(text, "{id:44} {kind:11} {}", case.flags().join(" ")).map_err(Fault::new)?;
    }
    print(&text)
}

/// The files of a folder whose name says that they are vectors.
fn read_folder(folder: &Path) -> Result<Vec<(String, String)>, Fault> {
    let fault = |error| Fault::new(format_args!("cannot read {}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        let holds_vectors =
            path.file_name().is_some_and(|name| name == "client" || name == "callback");
        if path.is_dir() && holds_vectors {
            files.extend(read_folder(&path)?);
        } else if path.is_file() && path.extension().is_some_and(|extension| extension == "json") {
            let input = input::read_file(&path)?;
            files.push((input.name, input.text));
        }
    }
    if files.is_empty() {
        return Err(Fault::new(format_args!("{} holds no vector files", folder.display())));
    }
    Ok(files)
}

fn show(id: &str, folder: Option<&Path>) -> Result<(), Fault> {
    let files = match folder {
        Some(folder) => read_folder(folder)?,
        None => EMBEDDED_FILES
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect(),
    };
    for (name, text) in &files {
        if name.ends_with(".schema.json") || !name.to_lowercase().ends_with(".json") {
            continue;
        }
        let file: Value = serde_json::from_str(text)
            .map_err(|error| Fault::new(format_args!("{name}: {error}")))?;
        if let Some(found) = find(&file, id) {
            return print(&serde_json::to_string_pretty(&found).map_err(Fault::new)?);
        }
    }
    let mut message = format!("there is no case {id:?}");
    let suite = Suite::load(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))
        .map_err(Fault::new)?;
    if let Some(near) =
        super::nearest(id, Case::all(&suite).chain(Case::of_clients(&suite)).map(|case| case.id()))
    {
        write!(message, "; did you mean {near:?}?").map_err(Fault::new)?;
    }
    Err(Fault::new(message))
}

fn find(file: &Value, id: &str) -> Option<Value> {
    let list = |value: &Value, name: &str| -> Vec<Value> {
        value.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let mut places: Vec<(Value, Option<(&str, Value)>)> = Vec::new();
    for group in list(file, "groups") {
        let secrets = ["credentials", "subscription"]
            .iter()
            .find_map(|name| Some((*name, group.get(name)?.clone())));
        places.extend(list(&group, "tests").into_iter().map(|test| (test, secrets.clone())));
    }
    for name in ["cases", "tests"] {
        places.extend(list(file, name).into_iter().map(|test| (test, None)));
    }
    let (mut test, secrets) =
        places.into_iter().find(|(test, _)| test.get("id").and_then(Value::as_str) == Some(id))?;
    let flags: serde_json::Map<_, _> = list(&test, "flags")
        .iter()
        .filter_map(Value::as_str)
        .filter_map(|flag| Some((flag.to_owned(), file.get("flags")?.get(flag)?.clone())))
        .collect();
    let object = test.as_object_mut()?;
    object.insert("flags".to_owned(), Value::Object(flags));
    if let Some((name, secrets)) = secrets {
        object.insert(name.to_owned(), secrets);
    }
    Some(test)
}

fn copy(folder: &Path, force: bool) -> Result<(), Fault> {
    let targets: Vec<_> =
        EMBEDDED_FILES.iter().map(|(name, text)| (folder.join(name), *text)).collect();
    for (path, text) in &targets {
        let differs = fs::read(path).is_ok_and(|there| there != text.as_bytes());
        if differs && !force {
            return Err(Fault::new(format_args!(
                "{} is there already and differs; --force overwrites it",
                path.display()
            )));
        }
    }
    for (path, text) in &targets {
        let written = path
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| input::write_whole(path, text.as_bytes()));
        written.map_err(|error| {
            Fault::new(format_args!("cannot write {}: {error}", path.display()))
        })?;
    }
    print(&format!("{} files in {}", targets.len(), folder.display()))
}
