//! Connections: accepting, serving and closing them.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio_io_timeout::TimeoutStream;

use super::stand::Stand;
use super::wire::{Heads, Tap};

/// Accepts connections until told to stop, then lets those that are open
/// finish what they are at, for as long as it is told.
pub(super) async fn accept(
    listener: TcpListener,
    stand: Arc<Stand>,
    mut stopped: oneshot::Receiver<Duration>,
) {
    let room = Arc::new(Semaphore::new(stand.limits().max_connections));
    let pages = stand.pages();
    let graceful = GracefulShutdown::new();
    let grace = loop {
        let accepted = tokio::select! {
            grace = &mut stopped => break grace.unwrap_or_default(),
            accepted = accept_one(&listener, &room) => accepted,
        };
        match accepted {
            Ok((stream, permit)) => {
                let watcher = graceful.watcher();
                let (stand, pages) = (Arc::clone(&stand), pages.clone());
                tokio::spawn(async move {
                    let _room = permit;
                    serve(stream, stand, pages, watcher).await;
                });
            }
            // Out of descriptors, most likely: others are closed meanwhile.
            Err(error) => {
                stand.log(format!("cannot accept a connection: {error}"));
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    };
    drop(listener);
    // Those that take longer are cut when the runtime ends.
    let _all_done = tokio::time::timeout(grace, graceful.shutdown()).await;
}

async fn accept_one(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> io::Result<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let permit = Arc::clone(room).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    Ok((stream, permit))
}

async fn serve(
    stream: TcpStream,
    stand: Arc<Stand>,
    pages: Option<Router>,
    watcher: hyper_util::server::graceful::Watcher,
) {
    // Answers are small and written at once; without this it still works.
    let _slower = stream.set_nodelay(true);
    let limits = stand.limits();
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.idle_timeout));
    let heads = Heads::default();
    let tap = Tap::new(Box::pin(stream), heads.clone(), limits.max_head);
    let service = service_fn(move |request| {
        let (stand, pages) = (Arc::clone(&stand), pages.clone());
        let head = heads.take();
        async move { Ok::<_, Infallible>(stand.answer(head, request, pages.as_ref()).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle_timeout)
        // A client may close its half once it has sent its request.
        .half_close(true)
        .serve_connection(TokioIo::new(tap), service);
    // The client went away, or took too long: there is nobody to tell.
    let _gone = watcher.watch(connection).await;
}
