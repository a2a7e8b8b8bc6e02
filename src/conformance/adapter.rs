//! Signers in other languages: over the adapter protocol, or one process per
//! request.

use std::ffi::OsString;
use std::fmt;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

use super::breach::{Breach, BreachKind};
use super::process::{Interrupt, NoOutput, Output, Process};
use super::protocol::{self, StartLine};
use super::{Answer, Operations, ReportedStages, SignerUnderTest};
#[cfg(feature = "callback-doctor")]
use super::{Outcome, receiver};
use crate::credentials::Credentials;
use crate::request::Request;
use crate::secrets::Secrets;
#[cfg(feature = "callback-doctor")]
use crate::vectors::CallbackCase;
use crate::visible::Visible;

/// How often in a row an adapter may fail to start before it is given up.
const STARTS: u32 = 3;
/// How long an adapter may take to say more once it is asked nothing more.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How much of a wrong line a report shows.
const SHOWN: usize = 400;

/// The program to run, and how long to wait for it.
#[derive(Clone, Debug)]
pub struct AdapterCommand {
    /// Program and arguments; no shell is involved.
    pub words: Vec<OsString>,
    /// For each answer.
    pub answer_timeout: Duration,
    /// For the answer to the first line: interpreters and compilers are slow
    /// to start.
    pub start_timeout: Duration,
    /// Ends every wait.
    pub interrupt: Interrupt,
}

impl AdapterCommand {
    fn spawn(&self) -> Result<Process, String> {
        let (program, arguments) =
            self.words.split_first().ok_or_else(|| "no command was given".to_owned())?;
        let mut child = Command::new(program);
        child.args(arguments);
        // The user's own account is no business of a program under test.
        for (name, _) in std::env::vars_os() {
            if name.as_encoded_bytes().starts_with(b"TMSIG_") {
                child.env_remove(name);
            }
        }
        Process::spawn(&mut child).map_err(|error| {
            format!("{} could not be started: {error}", Visible(program.as_encoded_bytes()))
        })
    }
}

/// What an adapter says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterName {
    /// Name and version.
    pub name: String,
    /// Language and version.
    pub language: String,
    /// What it can do: `sign`; `call`, `calls`; `callback_handle` and the like.
    pub ops: Vec<String>,
}

/// An adapter that does not work at all, which says nothing about the signer
/// behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenAdapter(String);

impl BrokenAdapter {
    /// A signer that could not be had, for this reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for BrokenAdapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the adapter is broken: {}", self.0)
    }
}

impl std::error::Error for BrokenAdapter {}

/// A long-lived adapter process, restarted after every breach of the protocol,
/// so that a breach costs the request it happened on and no other.
pub struct Adapter {
    /// What it must be able to do one of.
    wanted: &'static [&'static str],
    command: AdapterCommand,
    name: AdapterName,
    process: Option<Process>,
    secrets: Secrets,
    seq: u64,
    failed_starts: u32,
    /// What was answered to a line that had its answer.
    second_answer: Option<String>,
}

impl Adapter {
    /// Starts the adapter and makes a smoke exchange with it.
    ///
    /// # Errors
    ///
    /// If the adapter does not start, introduce itself, and answer the
    /// simplest request with some signature.
    pub fn start(command: AdapterCommand) -> Result<Self, BrokenAdapter> {
        Self::introduced(command, &["sign"])?.smoked()
    }

    /// Starts an adapter that signs requests, or receives callbacks, or both;
    /// [`Self::operations`] tells which. One that signs makes a smoke exchange.
    ///
    /// # Errors
    ///
    /// As for [`Self::start`].
    #[cfg(feature = "callback-doctor")]
    pub fn start_any(command: AdapterCommand) -> Result<Self, BrokenAdapter> {
        let adapter = Self::introduced(command, &protocol::ANY)?;
        if adapter.operations().signs { adapter.smoked() } else { Ok(adapter) }
    }

    /// What it can be asked.
    pub fn operations(&self) -> Operations {
        let lists = |op: &str| self.name.ops.iter().any(|listed| listed == op);
        #[cfg(feature = "callback-doctor")]
        let receives = protocol::ANY.iter().any(|op| *op != "sign" && lists(op));
        #[cfg(not(feature = "callback-doctor"))]
        let receives = false;
        Operations { signs: lists("sign"), receives }
    }

    fn smoked(mut self) -> Result<Self, BrokenAdapter> {
        let credentials = Credentials::new("AKIDsmoke", "smoke-test-key");
        let request = Request::new("GET", "/v1/meetings").nonce("1").timestamp("1600000000");
        match self.sign(&credentials, &request) {
            Answer::Signature { .. } => Ok(self),
            Answer::Refused(message) => Err(BrokenAdapter(format!(
                "it answered the simplest request with the error \"{message}\""
            ))),
            Answer::Skipped(reason) => {
                Err(BrokenAdapter(format!("it skipped the simplest request: {reason}")))
            }
            Answer::Broken(breach) => Err(BrokenAdapter(breach.told)),
        }
    }

    /// Starts the adapter; it has introduced itself, and said that it can do
    /// one of these operations.
    pub(super) fn introduced(
        command: AdapterCommand,
        wanted: &'static [&'static str],
    ) -> Result<Self, BrokenAdapter> {
        let secrets = Secrets::of_the_environment();
        let (process, name) = introduce(&command, wanted, &secrets).map_err(BrokenAdapter)?;
        let process = Some(process);
        Ok(Self {
            wanted,
            command,
            name,
            process,
            secrets,
            seq: 0,
            failed_starts: 0,
            second_answer: None,
        })
    }

    /// What it says of itself.
    pub fn name(&self) -> &AdapterName {
        &self.name
    }

    /// The number of the next line, which tells this key to the adapter.
    pub(super) fn next_seq(&mut self, credentials: &Credentials) -> u64 {
        self.seq += 1;
        self.secrets.told(credentials.expose_secret_key());
        self.seq
    }

    /// What the adapter was told, and no report may show.
    #[cfg(feature = "server")]
    pub(super) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Sends the lines and reads an answer to each, until one is amiss.
    pub(super) fn exchange<T>(
        &mut self,
        first_seq: u64,
        lines: &[String],
        parse: impl Fn(&[u8], u64) -> Result<T, String>,
    ) -> Vec<Result<T, Breach>> {
        let mut process = match self.process.take().map_or_else(|| self.restart(), Ok) {
            Ok(process) => process,
            Err(reason) => return vec![Err(reason.into())],
        };
        for line in lines {
            process.send(line);
        }
        if let Some(second) = self.second_answer_in(&mut process, first_seq) {
            // Lines that were answered before have no part in this: they are asked
            // anew, of a process that was asked nothing else.
            process.kill();
            process = match self.restart() {
                Ok(process) => process,
                Err(reason) => return vec![Err(reason.into())],
            };
            for line in lines {
                process.send(line);
            }
            if self.second_answer_in(&mut process, first_seq).is_none() {
                self.second_answer = Some(second);
            }
        }
        let mut answers = Vec::with_capacity(lines.len());
        for seq in first_seq..first_seq + lines.len() as u64 {
            let is_last = answers.len() + 1 == lines.len();
            match self.receive(&mut process, is_last, |line| parse(line, seq)) {
                Ok(answer) => answers.push(Ok(answer)),
                Err(breach) => {
                    process.kill();
                    let breach = breach.retold(|told| with_stderr(told, &process, &self.secrets));
                    answers.push(Err(breach));
                    return answers;
                }
            }
        }
        self.process = Some(process);
        answers
    }

    /// A line that answers what was answered before, where the answer to the
    /// first of new lines is due. Any other line is left for [`Self::receive`].
    fn second_answer_in(&self, process: &mut Process, first_seq: u64) -> Option<String> {
        let deadline = after(self.command.answer_timeout);
        let line = process.peek_line(deadline, &self.command.interrupt)?;
        let line = self.secrets.redact(line);
        protocol::answers_again(&line, first_seq).then(|| shown(&line))
    }

    fn receive<T>(
        &self,
        process: &mut Process,
        is_last: bool,
        parse: impl Fn(&[u8]) -> Result<T, String>,
    ) -> Result<T, Breach> {
        let deadline = after(self.command.answer_timeout);
        match process.receive(deadline, &self.command.interrupt) {
            Ok(Output::Line(line, more)) => {
                let line = self.secrets.redact(&line);
                match parse(&line) {
                    Ok(_) if more && is_last => {
                        let behind = self.receive_behind(process);
                        Err(format!("something was printed behind the answer; it is {behind}")
                            .into())
                    }
                    Ok(answer) => Ok(answer),
                    Err(reason) => Err(format!("{reason}; it printed {}", shown(&line)).into()),
                }
            }
            Ok(Output::TooLong(start)) => {
                let start = self.secrets.redact(&start);
                Err(format!("a line without end was printed; it begins {}", shown(&start)).into())
            }
            Ok(Output::Closed) => {
                Err(format!("the adapter closed its output {}", ended(process.finish())).into())
            }
            Err(NoOutput::TimedOut) => {
                let told = format!("no answer within {:?}", self.command.answer_timeout);
                Err(Breach::new(BreachKind::TimedOut, told))
            }
            Err(NoOutput::Interrupted) => Err("interrupted".into()),
        }
    }

    /// What stands behind an answer, which has arrived already.
    fn receive_behind(&self, process: &mut Process) -> String {
        let deadline = Instant::now() + Duration::from_millis(200);
        match process.receive(deadline, &self.command.interrupt) {
            Ok(Output::Line(line, _) | Output::TooLong(line)) => shown(&self.secrets.redact(&line)),
            _ => "part of a line".to_owned(),
        }
    }

    fn sign_lines(&mut self, first_seq: u64, lines: &[String]) -> Vec<Answer> {
        let answers = self.exchange(first_seq, lines, protocol::parse_answer);
        let redact = |answer| redacted(answer, &self.secrets);
        answers.into_iter().map(|answer| answer.map_or_else(Answer::Broken, redact)).collect()
    }

    fn restart(&mut self) -> Result<Process, String> {
        if self.failed_starts >= STARTS {
            return Err(format!("the adapter could not be started again, {STARTS} times in a row"));
        }
        match introduce(&self.command, self.wanted, &self.secrets) {
            Ok((process, _)) => {
                self.failed_starts = 0;
                Ok(process)
            }
            Err(reason) => {
                self.failed_starts += 1;
                Err(format!("the adapter could not be started again: {reason}"))
            }
        }
    }
}

impl SignerUnderTest for Adapter {
    fn sign(&mut self, credentials: &Credentials, request: &Request<'_>) -> Answer {
        let seq = self.next_seq(credentials);
        match protocol::sign_line(seq, credentials, request) {
            // There is one answer, if only that there is none.
            Ok(line) => self.sign_lines(seq, &[line]).remove(0),
            Err(reason) => Answer::Skipped(reason),
        }
    }

    #[cfg(feature = "callback-doctor")]
    fn judge_callback(&mut self, case: &CallbackCase) -> Outcome {
        receiver::judge_callback(self, case)
    }

    fn second_answer(&mut self, is_over: bool) -> Option<String> {
        if is_over && let Some(process) = &mut self.process {
            process.close_stdin();
            let deadline = Instant::now() + LAST_WORDS;
            let line = process.peek_line(deadline, &self.command.interrupt);
            let line = line.map(|line| self.secrets.redact(line));
            if let Some(line) = line.filter(|line| protocol::answers_again(line, self.seq + 1)) {
                self.second_answer.get_or_insert_with(|| shown(&line));
            }
        }
        self.second_answer.take()
    }

    fn sign_many(&mut self, requests: &[(&Credentials, Request<'_>)]) -> Vec<Answer> {
        let first_seq = self.seq + 1;
        let mut lines = Vec::with_capacity(requests.len());
        for (credentials, request) in requests {
            let seq = self.next_seq(credentials);
            match protocol::sign_line(seq, credentials, request) {
                Ok(line) => lines.push(line),
                Err(reason) => return vec![Answer::Broken(reason.into())],
            }
        }
        self.sign_lines(first_seq, &lines)
    }
}

/// The easy mode: one process per request, the sign line on stdin, the bare
/// signature on stdout.
pub struct OneShot {
    command: AdapterCommand,
}

impl OneShot {
    /// Tries the command on the simplest request.
    ///
    /// # Errors
    ///
    /// If it prints nothing that could be meant as a signature.
    pub fn start(command: AdapterCommand) -> Result<Self, BrokenAdapter> {
        // An interpreter that was never used on this machine is slow to start once.
        let patient = command.start_timeout.max(command.answer_timeout);
        let mut signer =
            Self { command: AdapterCommand { answer_timeout: patient, ..command.clone() } };
        let credentials = Credentials::new("AKIDsmoke", "smoke-test-key");
        let request = Request::new("GET", "/v1/meetings").nonce("1").timestamp("1600000000");
        match signer.sign(&credentials, &request) {
            Answer::Broken(breach) => Err(BrokenAdapter(breach.told)),
            _ => Ok(Self { command }),
        }
    }

    fn run(&self, line: &str, secrets: &Secrets) -> Result<Answer, Breach> {
        let mut process = self.command.spawn()?;
        process.send(line);
        process.close_stdin();
        let timeout = self.command.answer_timeout;
        let deadline = after(timeout);
        let mut lines = Vec::new();
        let answer = loop {
            match process.receive(deadline, &self.command.interrupt) {
                Ok(Output::Line(line, _)) if lines.len() < 2 => {
                    lines.push(secrets.redact(&line).into_bytes());
                }
                Ok(Output::Line(..)) => break Err("more than one line was printed".into()),
                Ok(Output::TooLong(start)) => {
                    let start = secrets.redact(&start);
                    break Err(format!(
                        "a line without end was printed; it begins {}",
                        shown(&start)
                    )
                    .into());
                }
                Ok(Output::Closed) => break Ok(()),
                Err(NoOutput::TimedOut) => {
                    break Err(Breach::new(
                        BreachKind::TimedOut,
                        format!("no end within {timeout:?}"),
                    ));
                }
                Err(NoOutput::Interrupted) => break Err("interrupted".into()),
            }
        };
        let answer = answer.and_then(|()| match process.finish() {
            Some(status) if status.success() => match &lines[..] {
                [line] => match str::from_utf8(line) {
                    Ok(text) => {
                        let (text, stages) = (text.to_owned(), ReportedStages::default());
                        Ok(Answer::Signature { text, stages })
                    }
                    Err(_) => Err(format!("it printed {}, which is not text", shown(line)).into()),
                },
                [] => Err("it printed nothing; the bare signature is wanted on stdout".into()),
                [first, ..] => Err(format!(
                    "it printed more than the bare signature, first {} (base64 tools wrap lines: \
                     `base64 -w0`, `openssl base64 -A`)",
                    shown(first)
                )
                .into()),
            },
            status => Err(format!("it ended {}", ended(status)).into()),
        });
        answer.map_err(|breach: Breach| {
            process.kill();
            breach.retold(|told| with_stderr(told, &process, secrets))
        })
    }
}

impl SignerUnderTest for OneShot {
    fn sign(&mut self, credentials: &Credentials, request: &Request<'_>) -> Answer {
        let line = match protocol::sign_line(1, credentials, request) {
            Ok(line) => line,
            Err(reason) => return Answer::Skipped(reason),
        };
        let mut secrets = Secrets::of_the_environment();
        secrets.told(credentials.expose_secret_key());
        self.run(&line, &secrets).unwrap_or_else(Answer::Broken)
    }
}

/// Starts the process and exchanges the first lines.
fn introduce(
    command: &AdapterCommand,
    wanted: &[&str],
    secrets: &Secrets,
) -> Result<(Process, AdapterName), String> {
    let mut process = command.spawn()?;
    let start = serde_json::to_string(&StartLine::new()).map_err(|error| error.to_string())?;
    process.send(&start);
    let deadline = after(command.start_timeout);
    let hello = match process.receive(deadline, &command.interrupt) {
        Ok(Output::Line(line, _)) => {
            let line = secrets.redact(&line);
            protocol::parse_hello(&line, wanted).map_err(|reason| {
                format!("{reason}; to the line {start} it printed {}", shown(&line))
            })
        }
        Ok(Output::TooLong(line)) => {
            let line = secrets.redact(&line);
            Err(format!("to the line {start} it printed a line without end: {}", shown(&line)))
        }
        Ok(Output::Closed) => {
            let status = process.finish();
            Err(format!("it closed its output {}, without a word", ended(status)))
        }
        Err(NoOutput::TimedOut) => Err(format!(
            "it did not answer the line {start} within {:?}; is its stdout flushed after each line?",
            command.start_timeout
        )),
        Err(NoOutput::Interrupted) => Err("interrupted".to_owned()),
    };
    match hello {
        Ok(name) => Ok((process, redacted_name(&name, secrets))),
        Err(reason) => {
            process.kill();
            Err(with_stderr(reason, &process, secrets))
        }
    }
}

/// A name stands in every report; like an answer, it may hold a key in escapes.
fn redacted_name(name: &AdapterName, secrets: &Secrets) -> AdapterName {
    AdapterName {
        name: secrets.redact_text(&name.name),
        language: secrets.redact_text(&name.language),
        ops: name.ops.clone(),
    }
}

/// A signer may put a key into an escape that hides it from the raw line.
fn redacted(answer: Answer, secrets: &Secrets) -> Answer {
    match answer {
        Answer::Broken(breach) => Answer::Broken(breach),
        // Shown on a terminal as they stand.
        Answer::Refused(text) => Answer::Refused(printable(&text, secrets)),
        Answer::Skipped(text) => Answer::Skipped(printable(&text, secrets)),
        Answer::Signature { text, stages } => Answer::Signature {
            text: secrets.redact_text(&text),
            stages: ReportedStages {
                header_string: stages
                    .header_string
                    .map(|bytes| secrets.redact(&bytes).into_bytes()),
                string_to_sign: stages
                    .string_to_sign
                    .map(|bytes| secrets.redact(&bytes).into_bytes()),
                hex_digest: stages.hex_digest.map(|text| secrets.redact_text(&text)),
            },
        },
    }
}

pub(super) fn printable(text: &str, secrets: &Secrets) -> String {
    Visible(&secrets.redact(text.as_bytes())).unquoted()
}

/// A timeout too long for the clock is as good as a year.
fn after(timeout: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    Instant::now() + timeout.min(YEAR)
}

fn shown(line: &[u8]) -> String {
    Visible(line).around(0, SHOWN)
}

fn ended(status: Option<ExitStatus>) -> String {
    match status {
        Some(status) => format!("({status})"),
        None => "(and went on running)".to_owned(),
    }
}

fn with_stderr(reason: String, process: &Process, secrets: &Secrets) -> String {
    let stderr = secrets.redact(&process.stderr_end());
    let end = stderr.trim_ascii();
    if end.is_empty() {
        return reason;
    }
    format!("{reason}; its stderr ends {}", Visible(end).around(end.len(), 2 * SHOWN))
}
