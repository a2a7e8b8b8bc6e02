//! Reading a body, in bounded memory and time.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::HttpBody;
use hyper::body::Incoming;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout, timeout_at};

/// A body that was read, and its share of the memory for all of them.
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) share: Share,
}

/// Why a body could not be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoBody {
    /// The client closed, or sent something else than it said.
    Broken,
    /// Other bodies held the memory all the time.
    NoRoom,
    TooLong,
    TooSlow,
}

/// How long a body may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// From one byte to the next.
    pub(super) between_bytes: Duration,
    /// For all of it, and as long again for memory.
    pub(super) whole: Duration,
}

/// What all bodies in flight may hold together.
#[derive(Debug)]
pub(super) struct Memory {
    bytes: Arc<Semaphore>,
    /// The right to go on where there are no bytes left. One body has it at a
    /// time; so of many that hold a part each, one is always made whole and
    /// gives back what it holds.
    overdraft: Arc<Semaphore>,
}

/// What one body holds of it.
#[derive(Debug, Default)]
pub(super) struct Share {
    bytes: Option<OwnedSemaphorePermit>,
    overdraft: Option<OwnedSemaphorePermit>,
}

impl Memory {
    pub(super) fn new(max_body: usize) -> Self {
        const LEAST: usize = 64 << 20;
        let bytes = max_body.clamp(LEAST, Semaphore::MAX_PERMITS);
        Self { bytes: Arc::new(Semaphore::new(bytes)), overdraft: Arc::new(Semaphore::new(1)) }
    }
}

impl Share {
    /// Takes this much more; where there is none left, the right to do without
    /// is waited for.
    async fn grow(&mut self, count: usize, memory: &Memory) -> Result<(), NoBody> {
        if self.overdraft.is_some() {
            return Ok(());
        }
        let permits = u32::try_from(count).map_err(|_| NoBody::TooLong)?;
        if let Ok(more) = Arc::clone(&memory.bytes).try_acquire_many_owned(permits) {
            match &mut self.bytes {
                Some(bytes) => bytes.merge(more),
                None => self.bytes = Some(more),
            }
            return Ok(());
        }
        let overdraft = Arc::clone(&memory.overdraft).acquire_owned().await;
        // The semaphore is never closed.
        self.overdraft = Some(overdraft.map_err(|_| NoBody::Broken)?);
        Ok(())
    }
}

/// Reads the whole of it. Memory is taken as the bytes arrive: what is only
/// announced takes nothing.
pub(super) async fn read(
    mut body: Incoming,
    longest: usize,
    patience: Patience,
    memory: &Memory,
) -> Result<Body, NoBody> {
    let mut read = Body { bytes: Vec::new(), share: Share::default() };
    if body.is_end_stream() {
        return Ok(read);
    }
    if body.size_hint().lower() > longest as u64 {
        return Err(NoBody::TooLong);
    }
    let mut deadline = Instant::now() + patience.whole;
    loop {
        let next = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        let next_byte = deadline.min(Instant::now() + patience.between_bytes);
        let frame = match timeout_at(next_byte, next).await {
            Ok(Some(frame)) => frame.map_err(|_| NoBody::Broken)?,
            Ok(None) => return Ok(read),
            Err(_) => return Err(NoBody::TooSlow),
        };
        let Ok(data) = frame.into_data() else { continue };
        if read.bytes.len() + data.len() > longest {
            return Err(NoBody::TooLong);
        }
        let asked = Instant::now();
        let grown = timeout(patience.whole, read.share.grow(data.len(), memory)).await;
        grown.unwrap_or(Err(NoBody::NoRoom))?;
        // The client is not to blame for that.
        deadline += asked.elapsed();
        read.bytes.extend_from_slice(&data);
    }
}
