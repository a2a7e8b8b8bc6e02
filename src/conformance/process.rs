//! A child process that speaks lines and cannot take us down with it.
//!
//! Every pipe has a thread of its own, so that a child that does not read,
//! does not write, or floods one of its outputs blocks nobody; memory is
//! bounded whatever it prints.

use std::collections::{BTreeSet, VecDeque};
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, SyncSender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Longest line a child may print: an answer with the string to sign of a body
/// of several MiB.
const MAX_LINE: usize = 16 << 20;
/// How much of the end of stderr is kept. The report shows less, so that no
/// part of a key is left at the beginning of it.
const STDERR_KEPT: usize = 16 * 1024;
/// Likewise for a line that is too long.
const START_KEPT: usize = 16 * 1024;
/// How long a child may take to stop once its stdin is closed.
const GRACE: Duration = Duration::from_secs(2);

/// Set when the user wants to stop; whoever waits looks at it.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Asks every run that holds a clone to stop soon.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

pub(super) struct Process {
    child: Child,
    /// `None` once stdin is closed.
    stdin: Option<Sender<Vec<u8>>>,
    stdout: Receiver<Output>,
    /// Looked at, and not taken.
    peeked: Option<Result<Output, NoOutput>>,
    stderr: Arc<Mutex<VecDeque<u8>>>,
    stderr_reader: Option<JoinHandle<()>>,
}

/// What came out of stdout.
pub(super) enum Output {
    /// Nothing more will come.
    Closed,
    /// A line without its newline, and whether more stood behind it already.
    Line(Vec<u8>, bool),
    /// More than [`MAX_LINE`] bytes without a newline; these are the first.
    TooLong(Vec<u8>),
}

/// Why no output was got.
pub(super) enum NoOutput {
    Interrupted,
    TimedOut,
}

impl Process {
    pub(super) fn spawn(command: &mut Command) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // A group of its own, so that what the child starts can be ended with
        // it: `go run`, shells and launchers all start the real program.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let mut child = command.spawn()?;
        alive().insert(child.id());
        let (stdin, lines) = mpsc::channel();
        let (outputs, stdout) = mpsc::sync_channel(16);
        let stderr = Arc::new(Mutex::new(VecDeque::new()));
        if let Some(pipe) = child.stdin.take() {
            thread::spawn(move || write_lines(pipe, &lines));
        }
        if let Some(pipe) = child.stdout.take() {
            thread::spawn(move || read_lines(pipe, &outputs));
        }
        let stderr_reader = child.stderr.take().map(|pipe| {
            let kept = Arc::clone(&stderr);
            thread::spawn(move || keep_end(pipe, &kept))
        });
        Ok(Self { child, stdin: Some(stdin), stdout, peeked: None, stderr, stderr_reader })
    }

    /// Hands over a line; the newline is added. If the child is gone, reading
    /// its output will tell.
    pub(super) fn send(&self, line: &str) {
        if let Some(stdin) = &self.stdin {
            let mut bytes = Vec::with_capacity(line.len() + 1);
            bytes.extend_from_slice(line.as_bytes());
            bytes.push(b'\n');
            let _gone = stdin.send(bytes);
        }
    }

    /// Closes stdin once everything sent is written.
    pub(super) fn close_stdin(&mut self) {
        self.stdin = None;
    }

    pub(super) fn receive(
        &mut self,
        deadline: Instant,
        interrupt: &Interrupt,
    ) -> Result<Output, NoOutput> {
        const TICK: Duration = Duration::from_millis(50);
        if let Some(output) = self.peeked.take() {
            return output;
        }
        let mut has_ended = false;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.stdout.recv_timeout(left.min(TICK)) {
                Ok(output) => return Ok(output),
                Err(RecvTimeoutError::Disconnected) => return Ok(Output::Closed),
                Err(RecvTimeoutError::Timeout) if interrupt.is_set() => {
                    return Err(NoOutput::Interrupted);
                }
                // It ended a while ago, and what it wrote was read. Something
                // that it started may hold its stdout open for ever.
                Err(RecvTimeoutError::Timeout) if has_ended => return Ok(Output::Closed),
                Err(RecvTimeoutError::Timeout) if left.is_zero() => return Err(NoOutput::TimedOut),
                Err(RecvTimeoutError::Timeout) => has_ended = self.has_ended(),
            }
        }
    }

    /// The next line; `None` if something else comes, or nothing. Whatever it is
    /// stays to be received, and is waited for once.
    pub(super) fn peek_line(&mut self, deadline: Instant, interrupt: &Interrupt) -> Option<&[u8]> {
        let output = self.receive(deadline, interrupt);
        match self.peeked.insert(output) {
            Ok(Output::Line(line, _)) => Some(line),
            _ => None,
        }
    }

    fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Waits for the end, not for long, then makes it.
    pub(super) fn finish(&mut self) -> Option<ExitStatus> {
        self.close_stdin();
        let deadline = Instant::now() + GRACE;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if Instant::now() < deadline => thread::sleep(Duration::from_millis(1)),
                Ok(None) | Err(_) => {
                    self.kill();
                    return None;
                }
            }
        }
    }

    /// Ends the child and whatever it started.
    pub(super) fn kill(&mut self) {
        kill_group(self.child.id());
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
        alive().remove(&self.child.id());
    }

    /// The end of what the child wrote to stderr. For a child that has ended.
    pub(super) fn stderr_end(&self) -> Vec<u8> {
        // The last words may still be in the pipe.
        let deadline = Instant::now() + Duration::from_millis(200);
        while self.stderr_reader.as_ref().is_some_and(|reader| !reader.is_finished())
            && Instant::now() < deadline
        {
            thread::sleep(Duration::from_millis(1));
        }
        let kept = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().copied().collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.finish();
        // Also what outlived the child in its group.
        self.kill();
    }
}

/// Ends every program under test at once. For a process that is about to exit
/// without cleaning up.
pub fn kill_programs_under_test() {
    for id in std::mem::take(&mut *alive()) {
        kill_group(id);
    }
}

/// The ids of the children that may still run.
fn alive() -> MutexGuard<'static, BTreeSet<u32>> {
    static ALIVE: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());
    ALIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn kill_group(id: u32) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) {
        let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    #[cfg(not(unix))]
    let _ = id;
}

fn write_lines(mut pipe: ChildStdin, lines: &Receiver<Vec<u8>>) {
    for line in lines {
        if pipe.write_all(&line).and_then(|()| pipe.flush()).is_err() {
            return;
        }
    }
}

fn read_lines(pipe: ChildStdout, outputs: &SyncSender<Output>) {
    let mut pipe = BufReader::with_capacity(64 * 1024, pipe);
    loop {
        let mut line = Vec::new();
        let mut limited = (&mut pipe).take(MAX_LINE as u64);
        let output = match limited.read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => Output::Closed,
            Ok(_) if line.ends_with(b"\n") => {
                line.pop();
                if line.ends_with(b"\r") {
                    line.pop();
                }
                Output::Line(line, !pipe.buffer().is_empty())
            }
            Ok(MAX_LINE) => {
                line.truncate(START_KEPT);
                Output::TooLong(line)
            }
            // The last line, without its newline.
            Ok(_) => Output::Line(line, false),
        };
        let closed = matches!(output, Output::Closed);
        if outputs.send(output).is_err() || closed {
            return;
        }
    }
}

fn keep_end(mut pipe: ChildStderr, kept: &Mutex<VecDeque<u8>>) {
    let mut buffer = [0; 8192];
    while let Ok(read @ 1..) = pipe.read(&mut buffer) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(&buffer[..read]);
        let surplus = kept.len().saturating_sub(STDERR_KEPT);
        kept.drain(..surplus);
    }
}
