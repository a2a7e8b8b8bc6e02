//! The vendor's server on a laptop: judges requests as the vendor documents it,
//! answers with its words and codes, and says why.
//!
//! Every request under `/v1` and `/v2` is verified over the bytes that came
//! over the wire. Success is answered with JSON that the vendor's SDKs parse,
//! failure with the documented error. What the vendor does not do is the rest:
//! the doctor examines every refusal, and tells the log, `/_tmsig/requests` and
//! two response headers.
//!
//! ```
//! use tmsig::Credentials;
//! use tmsig::server::{Config, Server};
//!
//! let account = Credentials::new("AKIDexample", "a-secret").with_app_id("200000001");
//! let server = Server::start(Config::new(vec![account]))?;
//! let base_url = format!("http://{}", server.address());
//! // … point a client at it …
//! let summary = server.stop()?;
//! assert_eq!(summary.accepted, 0);
//! # Ok::<(), std::io::Error>(())
//! ```

mod answer;
mod api;
mod body;
mod connection;
mod consulting;
mod events;
mod framing;
mod guard;
mod history;
mod journal;
pub mod page;
mod report;
mod stand;
mod vendor;
mod wire;

use std::fmt;
use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::credentials::Credentials;
use crate::doctor::Language;
use crate::request::Request;
use crate::verifier::Rejection;

pub use answer::Answer;
pub use events::EventsTo;
pub use journal::LogSink;

use stand::Stand;

/// How a server is to behave.
pub struct Config {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Whose requests it accepts.
    pub accounts: Vec<Credentials>,
    /// Answers as the vendor alone: no page, no headers of ours.
    pub strict: bool,
    /// The language of the log.
    pub language: Language,
    /// How long the doctor may search for the mistakes behind one refusal.
    pub budget: Duration,
    /// Requests remembered for the page and the report.
    pub keep: usize,
    /// Longest request line and headers, in bytes.
    pub max_head: usize,
    /// Longest body, in bytes.
    pub max_body: usize,
    /// Connections at once; more wait until one is closed.
    pub max_connections: usize,
    /// How long a client may take to send the head of a request, be idle, or
    /// leave an answer unread.
    pub idle_timeout: Duration,
    /// How long a client may take to send a body.
    pub body_timeout: Duration,
    /// Gets a line for each request.
    pub log: Option<LogSink>,
    /// Log accepted requests as well.
    pub log_accepted: bool,
    /// Gets every request with its verdict and diagnosis as JSON Lines: a
    /// refused one when its diagnosis is done, which may be after its answer.
    pub record: Option<File>,
    /// Gets the events that accepted calls cause.
    pub events: Option<EventsTo>,
    /// Sees every request that was judged, and may answer in the server's place.
    pub observer: Option<Box<Observer>>,
    /// Sees what was not judged.
    pub unjudged: Option<Box<UnjudgedObserver>>,
}

/// Sees every request that was judged, in the order of judging; an answer it
/// gives takes the place of the server's. It is called where the server
/// answers, so it must not block.
pub type Observer = dyn Fn(&Arrival) -> Option<Answer> + Send + Sync;

/// Sees the first line of what was not judged, and why: it is not HTTP, breaks
/// off, or is not of the API. It must not block.
pub type UnjudgedObserver = dyn Fn(&[u8], &str) + Send + Sync;

/// A request as it arrived, and the verdict.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Counted from 1; as in `X-Tmsig-Request`.
    pub id: u64,
    /// Byte for byte.
    pub request: Arc<Request<'static>>,
    /// Whether it is accepted.
    pub verdict: Result<(), Rejection>,
}

impl Config {
    /// The defaults: a free port on loopback, 100 ms for each diagnosis, bodies of
    /// up to 10 MiB.
    pub fn new(accounts: Vec<Credentials>) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            accounts,
            strict: false,
            language: Language::English,
            budget: Duration::from_millis(100),
            keep: 1000,
            max_head: 64 << 10,
            max_body: 10 << 20,
            max_connections: 1024,
            idle_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(30),
            log: None,
            log_accepted: true,
            record: None,
            events: None,
            observer: None,
            unjudged: None,
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("accounts", &self.accounts)
            .finish_non_exhaustive()
    }
}

/// A server that runs in threads of its own until it is stopped or dropped.
#[derive(Debug)]
pub struct Server {
    runtime: Runtime,
    address: SocketAddr,
    stand: Arc<Stand>,
    stop: oneshot::Sender<Duration>,
    accepting: JoinHandle<()>,
}

/// What came in while a server ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Requests that were accepted.
    pub accepted: u64,
    /// Requests that were refused.
    pub refused: u64,
    /// What was no request.
    pub malformed: u64,
    /// What a web page of another site sent, and was not accepted.
    pub foreign: u64,
}

impl Server {
    /// Starts listening. When this returns, clients can connect.
    ///
    /// # Errors
    ///
    /// If there is no account, the address cannot be listened on, or threads
    /// cannot be had.
    pub fn start(config: Config) -> io::Result<Self> {
        if config.accounts.is_empty() {
            let reason = "there is no account whose requests could be accepted";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("server")
            .enable_all()
            .build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind(config.listen))?;
        let address = listener.local_addr()?;
        let stand = Arc::new(Stand::new(config, address)?);
        let (stop, stopped) = oneshot::channel();
        let accepting = runtime.spawn(connection::accept(listener, Arc::clone(&stand), stopped));
        Ok(Self { runtime, address, stand, stop, accepting })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening, finishes what is in flight, and tells what came in.
    ///
    /// # Errors
    ///
    /// If the record could not be written.
    pub fn stop(self) -> io::Result<Summary> {
        self.stop_within(Duration::from_secs(10))
    }

    /// The same with a time after which connections are cut.
    ///
    /// # Errors
    ///
    /// If the record could not be written.
    pub fn stop_within(self, grace: Duration) -> io::Result<Summary> {
        let Self { runtime, stand, stop, accepting, .. } = self;
        // The other end is gone only if it has stopped already.
        let _stopping = stop.send(grace);
        let _stopped = runtime.block_on(accepting);
        runtime.shutdown_timeout(Duration::from_secs(1));
        stand.close()?;
        let totals = stand.totals();
        Ok(Summary {
            accepted: totals.accepted,
            refused: totals.refused,
            malformed: totals.malformed,
            foreign: totals.foreign,
        })
    }
}
