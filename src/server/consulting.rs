//! The doctor's own threads, so that diagnosing takes nothing from answering.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// Diagnoses under way or next. Whoever would wait behind more of them is better
/// off waiting outside: he can still leave.
const ROOMS: usize = 8;

/// A bounded pool in which the doctor works, at low priority.
#[derive(Debug)]
pub(super) struct ConsultingRooms {
    pool: ThreadPool,
    rooms: Arc<Semaphore>,
}

/// The right to have something diagnosed.
pub(super) struct Appointment(OwnedSemaphorePermit);

impl ConsultingRooms {
    pub(super) fn new(name: &'static str, threads: usize) -> std::io::Result<Self> {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads.max(1))
            .thread_name(move |index| format!("{name}-{index}"))
            .start_handler(|_| yield_to_others())
            .build()
            .map_err(std::io::Error::other)?;
        Ok(Self { pool, rooms: Arc::new(Semaphore::new(ROOMS)) })
    }

    /// Waits until there is a room; `None` never comes.
    pub(super) async fn appointment(&self) -> Option<Appointment> {
        // The semaphore is never closed.
        Arc::clone(&self.rooms).acquire_owned().await.ok().map(Appointment)
    }

    /// Does the work there; the receiver gets what comes of it, and may stop
    /// waiting.
    pub(super) fn examine<T: Send + 'static>(
        &self,
        appointment: Appointment,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let (sender, receiver) = oneshot::channel();
        self.pool.spawn(move || {
            let _room = appointment.0;
            // A panic is of this diagnosis alone; the receiver sees the sender go.
            if let Ok(done) = catch_unwind(AssertUnwindSafe(work)) {
                // Nobody waits any more: then it was done for the log.
                let _unheard = sender.send(done);
            }
        });
        receiver
    }
}

/// Lets the threads that answer go first.
fn yield_to_others() {
    // On Linux this is of the thread alone; elsewhere it might be of the process.
    #[cfg(target_os = "linux")]
    let _as_before = rustix::process::nice(19);
}
