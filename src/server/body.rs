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
    if body.size_hint().lower() > longest as u64 {
        return Err(NoBody::TooLong);
    }
    tokio::time::timeout(timeout, read_frames(body, longest, memory))
        .await
        .unwrap_or(Err(NoBody::TooSlow))
}

async fn read_frames(
    mut body: Incoming,
    longest: usize,
    memory: &Arc<Semaphore>,
) -> Result<Body, NoBody> {
    let mut bytes = Vec::new();
    let mut share: Option<OwnedSemaphorePermit> = None;
    while let Some(frame) =
        std::future::poll_fn(|context| std::pin::Pin::new(&mut body).poll_frame(context)).await
    {
        let Ok(data) = frame.map_err(|_| NoBody::Broken)?.into_data() else { continue };
        if bytes.len() + data.len() > longest {
            return Err(NoBody::TooLong);
        }
        let count = u32::try_from(data.len()).map_err(|_| NoBody::TooLong)?;
        // The semaphore is never closed.
        let more =
            Arc::clone(memory).acquire_many_owned(count).await.map_err(|_| NoBody::Broken)?;
        match &mut share {
            Some(share) => share.merge(more),
            None => share = Some(more),
        }
        bytes.extend_from_slice(&data);
    }
    Ok(Body { bytes, share })
}
