//! Reading a body, in bounded memory and time.

use std::sync::Arc;
use std::time::Duration;

use axum::body::HttpBody;
use hyper::body::Incoming;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A body that was read, and its share of the memory for all of them.
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) share: Option<OwnedSemaphorePermit>,
}

/// Why a body could not be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoBody {
    /// The client closed, or sent something else than it said.
    Broken,
    TooLong,
    TooSlow,
}

/// What all bodies in flight may hold together.
pub(super) fn memory(max_body: usize) -> Arc<Semaphore> {
    const LEAST: usize = 64 << 20;
    Arc::new(Semaphore::new(max_body.clamp(LEAST, Semaphore::MAX_PERMITS)))
}

/// Reads the whole of it; when other bodies hold the memory, this waits.
pub(super) async fn read(
    body: Incoming,
    longest: usize,
    timeout: Duration,
    memory: &Arc<Semaphore>,
) -> Result<Body, NoBody> {
    if body.is_end_stream() {
        return Ok(Body { bytes: Vec::new(), share: None });
    }
    let announced = body.size_hint().lower();
    if announced > longest as u64 {
        return Err(NoBody::TooLong);
    }
    // All of it at once: of bodies that hold a part each and wait for the rest,
    // none would ever be whole. One that comes in chunks takes what it needs as
    // it comes, and gives it back when its time is over.
    let announced = u32::try_from(announced).map_err(|_| NoBody::TooLong)?;
    // The semaphore is never closed.
    let share =
        Arc::clone(memory).acquire_many_owned(announced).await.map_err(|_| NoBody::Broken)?;
    tokio::time::timeout(timeout, read_frames(body, longest, share, memory))
        .await
        .unwrap_or(Err(NoBody::TooSlow))
}

async fn read_frames(
    mut body: Incoming,
    longest: usize,
    mut share: OwnedSemaphorePermit,
    memory: &Arc<Semaphore>,
) -> Result<Body, NoBody> {
    let mut bytes = Vec::new();
    while let Some(frame) =
        std::future::poll_fn(|context| std::pin::Pin::new(&mut body).poll_frame(context)).await
    {
        let Ok(data) = frame.map_err(|_| NoBody::Broken)?.into_data() else { continue };
        if bytes.len() + data.len() > longest {
            return Err(NoBody::TooLong);
        }
        let missing = (bytes.len() + data.len()).saturating_sub(share.num_permits());
        if missing > 0 {
            let missing = u32::try_from(missing).map_err(|_| NoBody::TooLong)?;
            let more = Arc::clone(memory).acquire_many_owned(missing).await;
            share.merge(more.map_err(|_| NoBody::Broken)?);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(Body { bytes, share: Some(share) })
}
