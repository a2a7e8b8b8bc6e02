//! What the server says while it runs: a line for each request, and the record
//! of them in a file.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc as async_mpsc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Lines waiting for a slow terminal; more are left out, and counted.
const LINES: usize = 4096;
/// Records waiting for a slow disk, and their bytes; then the requests wait.
const RECORDS: usize = 256;
const RECORD_BYTES: usize = 32 << 20;

/// How long the last lines may take at the stop. A pipe that is full and that
/// nobody reads takes them never.
const LAST_LINES: Duration = Duration::from_secs(2);
/// The same of the last records: a disk is slow, and nothing may be left out.
const LAST_RECORDS: Duration = Duration::from_secs(10);

/// Where log lines go: one call for each.
pub type LogSink = Box<dyn FnMut(&str) + Send>;

/// Writes log lines in a thread of its own, so that a terminal that is slow, or
/// a reader that does not read, holds up no request.
#[derive(Debug)]
pub(super) struct Log {
    lines: Mutex<Option<SyncSender<String>>>,
    left_out: Arc<AtomicU64>,
    written: Mutex<mpsc::Receiver<()>>,
}

impl Log {
    pub(super) fn new(mut sink: LogSink) -> io::Result<Self> {
        let (sender, receiver) = sync_channel::<String>(LINES);
        let left_out = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&left_out);
        let written = in_thread("log", move || {
            for line in receiver {
                sink(&line);
                match counter.swap(0, Ordering::Relaxed) {
                    0 => {}
                    count => sink(&format!("… {count} lines left out: they came too fast")),
                }
            }
        })?;
        Ok(Self { lines: Mutex::new(Some(sender)), left_out, written: Mutex::new(written) })
    }

    pub(super) fn write(&self, line: String) {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(TrySendError::Full(_))) = lines.as_ref().map(|sender| sender.try_send(line))
        {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Writes what is waiting, and no more. Lines that nobody takes are given
    /// up after a while, and the thread with them.
    pub(super) fn close(&self) {
        drop(self.lines.lock().unwrap_or_else(PoisonError::into_inner).take());
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        // If it panicked, or is stuck, there is no log to say so.
        let _silent = written.recv_timeout(LAST_LINES);
    }
}

/// Writes every request and its diagnosis to a file, a JSON a line; nothing is
/// left out.
#[derive(Debug)]
pub(super) struct Record {
    lines: Mutex<Option<async_mpsc::Sender<Waiting>>>,
    /// Written when nothing else comes any more.
    last: Arc<Mutex<Vec<String>>>,
    room: Arc<Semaphore>,
    written: Mutex<mpsc::Receiver<io::Result<()>>>,
}

/// A record that is not written yet, and the room it takes meanwhile.
type Waiting = (String, OwnedSemaphorePermit);

impl Record {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let (sender, mut receiver) = async_mpsc::channel::<Waiting>(RECORDS);
        let last = Arc::<Mutex<Vec<String>>>::default();
        let behind = Arc::clone(&last);
        let written = in_thread("record", move || {
            let mut file = BufWriter::new(file);
            while let Some((line, _room)) = receiver.blocking_recv() {
                writeln!(file, "{line}")?;
                // Whoever reads along sees every request that was answered.
                if receiver.is_empty() {
                    file.flush()?;
                }
            }
            for line in &*behind.lock().unwrap_or_else(PoisonError::into_inner) {
                writeln!(file, "{line}")?;
            }
            file.flush()
        })?;
        let room = Arc::new(Semaphore::new(RECORD_BYTES));
        Ok(Self { lines: Mutex::new(Some(sender)), last, room, written: Mutex::new(written) })
    }

    pub(super) async fn write(&self, line: String) {
        let sender = self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // One that is larger than all the room has it alone.
        let size = u32::try_from(line.len().min(RECORD_BYTES)).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.room).acquire_many_owned(size).await;
        // The semaphore is never closed.
        if let (Some(sender), Ok(room)) = (sender, room) {
            // Fails when the disk is full; `close` tells.
            let _told_later = sender.send((line, room)).await;
        }
    }

    /// Writes what is waiting, and these lines behind it.
    ///
    /// # Errors
    ///
    /// If something could not be written.
    pub(super) fn close(&self, last: Vec<String>) -> io::Result<()> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = last;
        drop(self.lines.lock().unwrap_or_else(PoisonError::into_inner).take());
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        match written.recv_timeout(LAST_RECORDS) {
            Ok(written) => written,
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                Err(io::Error::other("the writer stopped"))
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                Err(io::Error::new(io::ErrorKind::TimedOut, "what takes it does not read"))
            }
        }
    }
}

/// Starts a thread; what it comes to can be waited for with a limit, unlike the
/// end of the thread itself.
fn in_thread<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<mpsc::Receiver<T>> {
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new().name(name.to_owned()).spawn(move || {
        // Nobody waits where the server was dropped and not stopped.
        let _unheard = sender.send(work());
    })?;
    Ok(receiver)
}
