//! What the server says while it runs: a line for each request, and the record
//! of them in a file.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// Lines waiting for a slow terminal; more are left out, and counted.
const LINES: usize = 4096;
/// Records waiting for a slow disk, and their bytes; then the requests wait.
const RECORDS: usize = 256;
const RECORD_BYTES: usize = 32 << 20;

/// Where log lines go: one call for each.
pub type LogSink = Box<dyn FnMut(&str) + Send>;

/// Writes log lines in a thread of its own, so that a terminal that is slow, or
/// a reader that does not read, holds up no request.
#[derive(Debug)]
pub(super) struct Log {
    lines: Mutex<Option<SyncSender<String>>>,
    left_out: Arc<AtomicU64>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Log {
    pub(super) fn new(mut sink: LogSink) -> io::Result<Self> {
        let (sender, receiver) = sync_channel::<String>(LINES);
        let left_out = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&left_out);
        let writer = thread::Builder::new().name("log".to_owned()).spawn(move || {
            for line in receiver {
                sink(&line);
                match counter.swap(0, Ordering::Relaxed) {
                    0 => {}
                    count => sink(&format!("… {count} lines left out: they came too fast")),
                }
            }
        })?;
        Ok(Self { lines: Mutex::new(Some(sender)), left_out, writer: Mutex::new(Some(writer)) })
    }

    pub(super) fn write(&self, line: String) {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(TrySendError::Full(_))) = lines.as_ref().map(|sender| sender.try_send(line))
        {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Writes what is waiting, and no more.
    pub(super) fn close(&self) {
        drop(self.lines.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(writer) = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // If it panicked there is no log to say so.
            let _silent = writer.join();
        }
    }
}

/// Writes every request and its diagnosis to a file, a JSON a line; nothing is
/// left out.
#[derive(Debug)]
pub(super) struct Record {
    lines: Mutex<Option<mpsc::Sender<(String, OwnedSemaphorePermit)>>>,
    room: Arc<Semaphore>,
    writer: Mutex<Option<JoinHandle<io::Result<()>>>>,
}

impl Record {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let (sender, mut receiver) = mpsc::channel(RECORDS);
        let writer = thread::Builder::new().name("record".to_owned()).spawn(move || {
            let mut file = BufWriter::new(file);
            while let Some((line, _room)) = receiver.blocking_recv() {
                let line: String = line;
                writeln!(file, "{line}")?;
                // Whoever reads along sees every request that was answered.
                if receiver.is_empty() {
                    file.flush()?;
                }
            }
            file.flush()
        })?;
        let room = Arc::new(Semaphore::new(RECORD_BYTES));
        Ok(Self { lines: Mutex::new(Some(sender)), room, writer: Mutex::new(Some(writer)) })
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

    /// Writes what is waiting.
    ///
    /// # Errors
    ///
    /// If something could not be written.
    pub(super) fn close(&self) -> io::Result<()> {
        drop(self.lines.lock().unwrap_or_else(PoisonError::into_inner).take());
        match self.writer.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(writer) => {
                writer.join().unwrap_or_else(|_| Err(io::Error::other("the writer stopped")))
            }
            None => Ok(()),
        }
    }
}
