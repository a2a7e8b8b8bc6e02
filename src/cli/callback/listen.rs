//! `tmsig callback listen`

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::http;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use tmsig::callback::doctor::{Evidence, examine};
use tmsig::callback::judge::{Connection, Target, fault_of_event};
use tmsig::callback::{Callback, EVENT_DEADLINE, Opened, name};
use tmsig::{Language, Request, Text};

use super::secrets::{Secrets, SecretsSource};
use super::target;
use crate::cli::language::LanguageOption;
use crate::cli::{Fault, Verdict, print, remark};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8788", value_parser = crate::cli::serve::parse_listen)]
    listen: SocketAddr,

    /// Allow an address that other machines reach; it is plain HTTP, which everybody on the way reads
    #[arg(long)]
    allow_remote: bool,

    #[command(flatten)]
    secrets: SecretsSource,

    /// Send every event on to this receiver, signed anew
    #[arg(long, value_name = "URL")]
    forward: Option<String>,

    #[command(flatten)]
    roots: target::RootsArgument,

    /// Write what arrived as JSON Lines, without its content: times, headers, repetitions, how check_str was
    /// escaped
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    #[command(flatten)]
    language: LanguageOption,
}

const EXAMPLES: &str = "\
Examples:
  export TMSIG_CALLBACK_TOKEN=… TMSIG_CALLBACK_AES_KEY=…
  tmsig callback listen                       the first line of stdout is the URL, then an event a line
  tmsig callback listen --record arrived.jsonl --forward http://127.0.0.1:8080/callback

The vendor reaches it through a tunnel or a proxy that ends TLS. It stops at Ctrl-C.";

/// The longest body that is read.
const LONGEST: usize = 4 << 20;

/// The longest request that the doctor is asked about, in bytes.
const LONGEST_EXAMINED: usize = 8 << 10;

/// How many events are remembered to tell repetitions.
const REMEMBERED: usize = 10_000;

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        if !self.listen.ip().is_loopback() && !self.allow_remote {
            return Err(Fault::new(format_args!(
                "other machines reach {}, over plain HTTP. Listen on 127.0.0.1, or say --allow-remote if that is \
                 meant",
                self.listen.ip()
            )));
        }
        let language = self.language.language();
        let secrets = self.secrets.read()?;
        let callback = secrets.callback(language)?;
        let forward = match &self.forward {
            Some(url) => Some(self.roots.parse(url, language)?),
            None => None,
        };
        let record = match &self.record {
            Some(path) => Some(create(path)?),
            None => None,
        };
        let receiver = Arc::new(Receiver {
            secrets,
            callback,
            forward,
            record: record.map(Mutex::new),
            seen: Mutex::new(Seen::default()),
            printer: printer(),
            language,
        });
        let stopped = crate::cli::serve::listen_for_interrupt()?;
        let fault = |error| Fault::new(format_args!("cannot listen on {}: {error}", self.listen));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(fault)?;
        let listener =
            runtime.block_on(tokio::net::TcpListener::bind(self.listen)).map_err(fault)?;
        print(&format!("http://{}", listener.local_addr().map_err(fault)?))?;
        runtime.spawn(accept(listener, receiver));
        // The sender lives in the handler, which stays.
        let _asked = stopped.recv();
        runtime.shutdown_timeout(Duration::from_secs(1));
        Ok(Verdict::Good)
    }
}

/// Prints events as fast as whoever reads them, and holds some back.
fn printer() -> SyncSender<String> {
    let (printer, events) = mpsc::sync_channel::<String>(1000);
    std::thread::spawn(move || {
        for event in events {
            // A terminal that is gone is told nothing; the receiver goes on.
            let _unheard = print(&event);
        }
    });
    printer
}

/// It holds times and ids alone, and still is nobody else's.
fn create(path: &std::path::Path) -> Result<File, Fault> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(path);
    opened.map_err(|error| Fault::new(format_args!("cannot write {}: {error}", path.display())))
}

async fn accept(listener: tokio::net::TcpListener, receiver: Arc<Receiver>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, most likely: others are closed meanwhile.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let receiver = Arc::clone(&receiver);
        tokio::spawn(async move {
            let service = service_fn(move |request: http::Request<hyper::body::Incoming>| {
                let receiver = Arc::clone(&receiver);
                async move { Ok::<_, Infallible>(answer(&receiver, request).await) }
            });
            // The client went away, or took too long: there is nobody to tell.
            let _gone = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(Duration::from_secs(30))
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(
    receiver: &Arc<Receiver>,
    request: http::Request<hyper::body::Incoming>,
) -> http::Response<Body> {
    let (head, body) = request.into_parts();
    let body = tokio::time::timeout(EVENT_DEADLINE, to_bytes(Body::new(body), LONGEST)).await;
    let (status, text) = match body {
        Ok(Ok(body)) => {
            let receiver = Arc::clone(receiver);
            let taken = tokio::task::spawn_blocking(move || receiver.take(&head, &body)).await;
            taken.unwrap_or((500, String::new()))
        }
        _ => (400, "the body is too long, or did not come in time".to_owned()),
    };
    let mut response = http::Response::new(Body::from(text));
    *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    let plain = http::HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(http::header::CONTENT_TYPE, plain);
    response
}

/// A right receiver, and what it has seen.
struct Receiver {
    secrets: Secrets,
    callback: Callback,
    forward: Option<Target>,
    record: Option<Mutex<File>>,
    seen: Mutex<Seen>,
    /// To a thread of its own: the vendor's answer waits for no terminal.
    printer: SyncSender<String>,
    language: Language,
}

/// When each event came first, and how it was signed.
#[derive(Default)]
struct Seen {
    first: HashMap<String, (Instant, Vec<u8>, u32)>,
    order: VecDeque<String>,
}

impl Seen {
    /// Which attempt this is, the milliseconds since the first, and whether it
    /// has the signature of the first.
    fn note(&mut self, trace_id: &str, signature: &[u8]) -> (u32, u128, bool) {
        if let Some((first, signed, count)) = self.first.get_mut(trace_id) {
            *count += 1;
            return (*count, first.elapsed().as_millis(), signed == signature);
        }
        if self.order.len() == REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.first.remove(&oldest);
        }
        self.order.push_back(trace_id.to_owned());
        self.first.insert(trace_id.to_owned(), (Instant::now(), signature.to_vec(), 1));
        (1, 0, true)
    }
}

const URL_CHECKED: Text = Text { en: "URL check: answered", zh: "URL 校验：已应答" };
const NOT_PRINTED: Text = Text {
    en: "an event is not printed: nobody reads stdout",
    zh: "有事件未打印：没有程序读取标准输出",
};
const REFUSED: Text = Text { en: "refused", zh: "已拒绝" };
const FORWARDED: Text = Text { en: "forwarded: acknowledged", zh: "已转发：对方已应答" };
const NOT_FORWARDED: Text =
    Text { en: "forwarded: not acknowledged", zh: "已转发：对方未正确应答" };

impl Receiver {
    /// What is answered to a request, and everything that is told of it.
    fn take(self: Arc<Self>, head: &http::request::Parts, body: &Bytes) -> (u16, String) {
        let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
        let mut request = Request::new(head.method.as_str(), target).body(body);
        for (name, value) in &head.headers {
            request = request.header(name.as_str(), value.as_bytes());
        }
        let opened = self.callback.open(&request);
        self.record(&request, &opened);
        match opened {
            Ok(opened) => {
                self.tell(&opened);
                let answer = opened.answer().to_owned();
                if let (Opened::Event { event, .. }, Some(_)) = (opened, &self.forward) {
                    // The answer does not wait for it.
                    tokio::task::spawn_blocking(move || self.forward(event.json()));
                }
                (200, answer)
            }
            Err(refusal) => {
                let (refused, why) = (self.language.of(REFUSED), self.why(&request, &refusal));
                let _unheard = remark(&format!("{refused} {}\n{why}", refusal.status()));
                (refusal.status(), refusal.reason.id().to_owned())
            }
        }
    }

    /// Anybody can send here what takes the doctor long: long bodies are
    /// refused without it.
    fn why(&self, request: &Request<'_>, refusal: &tmsig::callback::Refusal) -> String {
        if request.body_bytes().len() + request.uri_bytes().len() > LONGEST_EXAMINED {
            return refusal.to_text(self.language);
        }
        let key = self.secrets.encoding_aes_key.as_ref().map(|key| key.as_str());
        examine(&Evidence::new(request, &self.secrets.token, key)).to_text(self.language)
    }

    fn tell(&self, opened: &Opened) {
        let _unheard = match opened {
            Opened::UrlCheck { .. } => remark(self.language.of(URL_CHECKED)),
            Opened::Event { event, .. } => {
                // One event a line: what is outside of JSON strings may be blanks.
                let line = event.json().replace(['\r', '\n'], " ");
                match self.printer.try_send(line) {
                    Ok(()) => Ok(()),
                    Err(_) => remark(self.language.of(NOT_PRINTED)),
                }
            }
        };
        for note in opened.notes() {
            let _unheard = remark(self.language.of(note.text()));
        }
    }

    /// What nobody has documented, so that it can be read off: times between
    /// repetitions, whether they are signed anew, how `check_str` is escaped.
    fn record(&self, request: &Request<'_>, opened: &Result<Opened, tmsig::callback::Refusal>) {
        let Some(record) = &self.record else { return };
        let text = |name: &str| {
            request.header_value(name).map(|value| String::from_utf8_lossy(value).into_owned())
        };
        let mut line = json!({
            "at": target::now().unwrap_or_default(),
            "method": String::from_utf8_lossy(request.method_bytes()),
            "timestamp": text(name::TIMESTAMP),
            "nonce": text(name::NONCE),
            "content_type": text("Content-Type"),
            "user_agent": text("User-Agent"),
            "headers": request.headers().map(|(name, _)| name).collect::<Vec<_>>(),
            "body_bytes": request.body_bytes().len(),
        });
        match opened {
            Ok(Opened::UrlCheck { text, notes }) => {
                line["plus_escaped"] =
                    (!notes.contains(&tmsig::callback::Note::PlusNotEscaped)).into();
                line["plaintext_bytes"] = text.len().into();
            }
            Ok(Opened::Event { event, .. }) => {
                let signature = request.header_value(name::SIGNATURE).unwrap_or_default();
                let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
                let (attempt, since_first, is_same) = seen.note(event.trace_id(), signature);
                line["event"] = event.name().into();
                line["trace_id"] = event.trace_id().into();
                line["attempt"] = attempt.into();
                line["milliseconds_since_first"] = json!(since_first);
                line["signed_as_first"] = is_same.into();
                line["payloads"] = event.payloads().into();
            }
            Err(refusal) => {
                line["refused"] =
                    json!({"field": refusal.field.id(), "reason": refusal.reason.id()});
            }
        }
        let mut file = record.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writeln!(file, "{line}") {
            let _unheard = remark(&format!("cannot write the record: {error}"));
        }
    }

    fn forward(&self, event: &str) {
        let Some(target) = &self.forward else { return };
        let drawn = target::now().and_then(|now| Ok((now, target::seed()?)));
        let Ok((now, seed)) = drawn else { return };
        let nonce = (10_000_000 + seed % 90_000_000).to_string();
        let request = self.callback.seal_event(target.path(), &now.to_string(), &nonce, event);
        let answer = Connection::open(target, EVENT_DEADLINE)
            .and_then(|mut connection| connection.exchange(&request, EVENT_DEADLINE));
        let told = match fault_of_event(&answer, &request, event) {
            None => self.language.of(FORWARDED).to_owned(),
            Some(fault) => {
                let fault = fault.to_text(self.language);
                format!("{} ({fault})", self.language.of(NOT_FORWARDED))
            }
        };
        let _unheard = remark(&told);
    }
}
