//! The command line: one module for each command.

// Doc comments on arguments are what `--help` prints: plain text.
#![allow(clippy::doc_markdown)]

mod adapters;
mod callback;
mod credentials;
mod doctor;
mod explain;
mod fuzz;
mod input;
mod language;
mod mistakes;
mod page;
mod report;
mod serve;
mod sign;
mod test;
mod vectors;
mod verify;

use std::fmt;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};

/// Conformance suite for the Tencent Meeting (腾讯会议) REST API request signature.
///
/// For whoever gets error 200003 "Signature failed": judge your signer, in any
/// language, by golden vectors; sign and verify single requests.
#[derive(Parser)]
#[command(name = "tmsig", version, max_term_width = 100, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  tmsig test                               the embedded suite on the embedded signer
  tmsig test -- python3 my_signer.py       the suite on your signer
  tmsig fuzz -- python3 my_signer.py       generated requests, the failing ones made small
  tmsig doctor request.json                which mistake made this signature?
  tmsig serve                              the vendor's server on 127.0.0.1, with reasons
  tmsig sign request.json                  the signature of one request
  tmsig verify request.json                is the signature in it right?

Credentials come from TMSIG_SECRET_ID and TMSIG_SECRET_KEY (and TMSIG_APP_ID, TMSIG_SDK_ID)
or from --credentials FILE; never from an argument, which everybody on the machine can read.

Exit codes: 0 conforming or valid, 1 not, 2 wrong usage or input, 130 stopped by Ctrl-C.";

#[derive(Subcommand)]
enum Command {
    /// Judge a signer by the golden vectors
    Test(test::Arguments),
    /// Hunt for requests that a signer signs wrong, and name the mistake
    Fuzz(fuzz::Arguments),
    /// Name the mistake behind a wrong signature, and prove it
    Doctor(doctor::Arguments),
    /// Event callbacks: judge a receiver, send events, name mistakes
    Callback(callback::Arguments),
    /// Tell what an error code of the vendor means
    Explain(explain::Arguments),
    /// The catalogue of mistakes the doctor knows
    Mistakes(mistakes::Arguments),
    /// Write the doctor as one page for the browser, which needs no server
    Page(page::Arguments),
    /// Stand in for the vendor's server, and say why it refuses
    Serve(serve::Arguments),
    /// Sign one request
    Sign(sign::Arguments),
    /// Check the signature of one request
    Verify(verify::Arguments),
    /// List, show or copy the golden vectors
    Vectors(vectors::Arguments),
    /// Compare saved reports
    Report(report::Arguments),
}

/// What a command comes to.
enum Verdict {
    /// Conforming, valid, done.
    Good,
    /// Not conforming, invalid.
    Bad,
    /// Stopped by the user.
    Interrupted,
}

/// Something the user has to put right before there can be a verdict.
#[derive(Debug)]
struct Fault(String);

impl Fault {
    fn new(message: impl fmt::Display) -> Self {
        Self(message.to_string())
    }
}

pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(told) => return tell(&told),
    };
    let result = match arguments.command {
        Command::Test(arguments) => arguments.run(),
        Command::Fuzz(arguments) => arguments.run(),
        Command::Doctor(arguments) => arguments.run(),
        Command::Callback(arguments) => arguments.run(),
        Command::Explain(arguments) => arguments.run(),
        Command::Mistakes(arguments) => arguments.run(),
        Command::Page(arguments) => arguments.run(),
        Command::Serve(arguments) => arguments.run(),
        Command::Sign(arguments) => arguments.run(),
        Command::Verify(arguments) => arguments.run(),
        Command::Vectors(arguments) => arguments.run(),
        Command::Report(arguments) => arguments.run(),
    };
    match result {
        Ok(Verdict::Good) => ExitCode::SUCCESS,
        Ok(Verdict::Bad) => ExitCode::from(1),
        Ok(Verdict::Interrupted) => ExitCode::from(130),
        Err(Fault(message)) => {
            // There is nobody left to tell if this fails.
            let _unheard = writeln!(io::stderr(), "tmsig: {}", for_a_person(&message));
            ExitCode::from(2)
        }
    }
}

/// Help, the version, or what is wrong with the arguments.
fn tell(told: &clap::Error) -> ExitCode {
    // A fault quotes an argument, and so has no colours; help has.
    let written = if told.use_stderr() {
        write!(io::stderr(), "{}", for_a_person(&told.render().to_string()))
    } else {
        told.print()
    };
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let _unheard = writeln!(io::stderr(), "tmsig: cannot write: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::from(u8::try_from(told.exit_code()).unwrap_or(2)),
    }
}

/// What is said to a person quotes file names, ids, arguments and inputs: none
/// of them may give orders to the terminal, or tell a SecretKey.
fn for_a_person(text: &str) -> String {
    let text = credentials::redacted(text);
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => shown.push(character),
            _ if character.is_control() => shown.extend(character.escape_debug()),
            _ => shown.push(character),
        }
    }
    shown
}

/// Prints a result to stdout, with a newline at the end.
///
/// Every byte goes out as it is: a control character in it is data, and the
/// next program needs it.
fn print(text: &str) -> Result<(), Fault> {
    write_line(io::stdout().lock(), text)
}

/// Prints a result with ANSI colours to stdout; what is no terminal gets it
/// without them. For text in which data stands escaped, as the colours go by
/// taking every terminal escape out.
fn print_coloured(text: &str) -> Result<(), Fault> {
    write_line(anstream::stdout().lock(), text)
}

fn write_line(mut stdout: impl io::Write, text: &str) -> Result<(), Fault> {
    let newline = if text.ends_with('\n') { "" } else { "\n" };
    heard(write!(stdout, "{text}{newline}").and_then(|()| stdout.flush()))
}

/// Prints a remark to stderr.
fn remark(text: &str) -> Result<(), Fault> {
    heard(writeln!(io::stderr(), "{}", for_a_person(text)))
}

/// A reader who stops reading has what he wants (`tmsig vectors list | head`);
/// the verdict stands all the same.
fn heard(written: io::Result<()>) -> Result<(), Fault> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Fault(format!("cannot write: {error}")))
        }
        _ => Ok(()),
    }
}

fn parse_duration(text: &str) -> Result<Duration, String> {
    const DAY: Duration = Duration::from_secs(24 * 3600);
    match humantime::parse_duration(text) {
        Ok(duration) if duration.is_zero() => Err("must be longer than nothing".to_owned()),
        Ok(duration) if duration > DAY => Err("must not be longer than a day".to_owned()),
        Ok(duration) => Ok(duration),
        Err(error) => Err(format!("{error}; write it like 500ms, 10s or 2m")),
    }
}

/// The id most like what was typed, if any is.
fn nearest<'i>(typed: &str, ids: impl Iterator<Item = &'i str>) -> Option<&'i str> {
    let likeness = |id: &str| strsim::normalized_damerau_levenshtein(typed, id);
    let nearest = ids.max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(nearest) > 0.6).then_some(nearest)
}
