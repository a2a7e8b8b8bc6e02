//! What `tmsig serve` carries, over loopback, as a process of its own.
//!
//! `cargo bench --bench server` prints the figures of `docs/server.md`; a name
//! (`throughput`, `wrk`, `mixed`, `refusals`, `flood`, `hostile`) runs one of
//! them. `throughput` also measures a bare hyper server, and `wrk` drives both
//! with the program of that name, where it is installed: three ways to say
//! what a figure owes to the machine and to the load generator.

// A load generator may stop at the first surprise.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tmsig::{Credentials, Request, Signer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

const KEY: &str = "a-secret-key-of-32-characters-xx";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == BARE) {
        return serve_bare_hyper();
    }
    // `cargo bench -- --test` and `cargo test --benches` ask for a short try.
    let is_try = arguments.iter().any(|argument| argument == "--test");
    let scale = if is_try { 1000 } else { 1 };
    let names: Vec<_> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let wanted =
        |name: &str| names.is_empty() || names.iter().any(|wanted| name.contains(&***wanted));
    if !is_try && !arguments.iter().any(|argument| argument == "--bench") {
        // Plain `cargo test` runs benches that it was told to build.
        return;
    }
    // One thread for the client, so that the server has the other core.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    if wanted("throughput") {
        runtime.block_on(throughput(200_000 / scale));
    }
    if wanted("wrk") && !is_try {
        wrk();
    }
    if wanted("mixed") {
        runtime.block_on(mixed(1_000_000 / scale));
    }
    if wanted("refusals") {
        runtime.block_on(refusals(2_000 / scale));
    }
    if wanted("flood") {
        runtime.block_on(flood(Duration::from_millis(10_000 / scale)));
    }
    if wanted("hostile") {
        runtime.block_on(hostile(1_000_000 / scale));
    }
}

/// Makes this program the bare server.
const BARE: &str = "--bare-hyper";
/// As long as the answer of `tmsig serve`.
const BARE_ANSWER: &str = concat!(
    r#"{"meeting_number":1,"meeting_info_list":[{"subject":"0123456789","meeting_id":"#,
    r#""1234567890123456789","meeting_code":"123456789","password":"","status":"MEETING_STATE_INIT","#,
    r#""type":1,"join_url":"https://meeting.example/1234567890","hosts":["tester1"],"#,
    r#""start_time":"1600000000","end_time":"1600003600"}]}"#
);

/// Reads every body and answers the same to all: what an HTTP server in this
/// language costs at the least.
fn serve_bare_hyper() {
    use axum::body::Body;
    use hyper::service::service_fn;
    let answer = |request: hyper::Request<hyper::body::Incoming>| async {
        let body = axum::body::to_bytes(Body::new(request.into_body()), usize::MAX).await;
        std::hint::black_box(body.unwrap());
        Ok::<_, std::convert::Infallible>(hyper::Response::new(Body::from(BARE_ANSWER)))
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        println!("http://{}", listener.local_addr().unwrap());
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            let stream = hyper_util::rt::TokioIo::new(stream);
            let connection = hyper::server::conn::http1::Builder::new();
            tokio::spawn(connection.serve_connection(stream, service_fn(answer)));
        }
    });
}

/// `tmsig serve`, or the bare server, and what it said on stderr.
struct Served {
    child: Child,
    address: SocketAddr,
    log: Arc<Mutex<String>>,
}

impl Served {
    fn start() -> Self {
        Self::with(&[])
    }

    fn bare() -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg(BARE);
        Self::started_by(command)
    }

    fn with(options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tmsig"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--quiet"]).args(options);
        Self::started_by(command)
    }

    fn started_by(mut command: Command) -> Self {
        let mut child = command
            .env("TMSIG_APP_ID", "200000001")
            .env("TMSIG_SECRET_ID", "AKIDexample")
            .env("TMSIG_SECRET_KEY", KEY)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("http://").unwrap().parse().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let (stderr, kept) = (child.stderr.take().unwrap(), Arc::clone(&log));
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                // Everything is read; only what tells of a panic is kept.
                if line.contains("panicked") {
                    kept.lock().unwrap().push_str(&line);
                }
            }
        });
        Self { child, address, log }
    }

    /// The most memory it has had, in MB.
    fn peak_memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
        kib.map_or(f64::NAN, |kib: f64| kib * 1.024 / 1000.0)
    }

    fn end(mut self) {
        assert!(self.child.try_wait().unwrap().is_none(), "the server is gone");
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let log = self.log.lock().unwrap();
        assert!(log.is_empty(), "{log}");
    }
}

/// What is right or wrong with a request.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Expired,
    Good,
    OtherBody,
    QueryLeftOut,
    RandomSignature,
    UnknownKey,
}

impl Kind {
    fn status(self) -> u16 {
        match self {
            Self::Good => 200,
            Self::OtherBody | Self::QueryLeftOut | Self::RandomSignature => 500,
            Self::Expired | Self::UnknownKey => 400,
        }
    }
}

/// Makes requests with 300 bytes of body, signed.
struct Maker {
    signer: Signer,
    stranger: Signer,
    nonce: AtomicU64,
}

impl Maker {
    fn new() -> Self {
        Self {
            signer: Signer::new(Credentials::new("AKIDexample", KEY)),
            stranger: Signer::new(Credentials::new("AKIDexample", "a key that nobody knows")),
            nonce: AtomicU64::new(1 << 32),
        }
    }

    fn make(&self, kind: Kind) -> Vec<u8> {
        let nonce = self.nonce.fetch_add(1, Ordering::Relaxed).to_string();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let timestamp = if kind == Kind::Expired { now - 1000 } else { now }.to_string();
        let mut body =
            format!(r#"{{"userid":"tester1","instanceid":1,"subject":"周会 {nonce}","password":""#);
        body.push_str(&"x".repeat(298 - body.len()));
        body.push_str("\"}");
        assert_eq!(body.len(), 300);
        let uri = "/v1/meetings?userid=tester1&instanceid=1";
        let signed_uri = if kind == Kind::QueryLeftOut { "/v1/meetings" } else { uri };
        let signed_body = if kind == Kind::OtherBody {
            body.replace(':', ": ").replace(',', ", ")
        } else {
            body.clone()
        };
        let request =
            Request::new("POST", signed_uri).nonce(&nonce).timestamp(&timestamp).body(&signed_body);
        let signature = self.signer.sign(&request).unwrap();
        let signature = match kind {
            // Of another key: nothing explains it.
            Kind::RandomSignature => self.stranger.sign(&request).unwrap(),
            _ => signature,
        };
        let key = if kind == Kind::UnknownKey { "AKIDnobody" } else { "AKIDexample" };
        format!(
            "POST {uri} HTTP/1.1\r\nHost: 127.0.0.1\r\nAppId: 200000001\r\nX-TC-Key: {key}\r\n\
             X-TC-Nonce: {nonce}\r\nX-TC-Timestamp: {timestamp}\r\nX-TC-Signature: {signature}\r\n\
             X-TC-Registered: 1\r\nContent-Type: application/json\r\nContent-Length: 300\r\n\r\n{body}"
        )
        .into_bytes()
    }
}

/// Sends a request and reads the whole answer; its status.
async fn exchange(stream: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) -> u16 {
    stream.write_all(request).await.unwrap();
    buffer.clear();
    loop {
        let count = stream.read_buf(buffer).await.unwrap();
        assert_ne!(count, 0, "closed after {:?}", String::from_utf8_lossy(buffer));
        let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = str::from_utf8(&buffer[..end]).unwrap();
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
        let length: usize = length.map_or(0, |length| length.parse().unwrap());
        if buffer.len() >= end + 4 + length {
            return head[9..12].parse().unwrap();
        }
    }
}

/// Latencies, sorted.
struct Latencies(Vec<Duration>);

impl Latencies {
    fn of(lists: &[Vec<Duration>]) -> Self {
        let mut all = lists.concat();
        all.sort_unstable();
        Self(all)
    }

    fn at(&self, per_mille: usize) -> f64 {
        let index = (self.0.len() * per_mille / 1000).min(self.0.len().saturating_sub(1));
        self.0.get(index).map_or(f64::NAN, |latency| latency.as_secs_f64() * 1e3)
    }
}

/// So many connections at once, each sending what `next` gives for as long as
/// it gives something.
async fn drive(
    address: SocketAddr,
    connections: usize,
    next: impl Fn() -> Option<(Kind, Vec<u8>)> + Clone + Send + 'static,
) -> Vec<Vec<Duration>> {
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let next = next.clone();
        tasks.push(tokio::spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let (mut buffer, mut latencies) = (Vec::new(), Vec::new());
            while let Some((kind, request)) = next() {
                let started = Instant::now();
                let status = exchange(&mut stream, &request, &mut buffer).await;
                latencies.push(started.elapsed());
                assert_eq!(status, kind.status(), "a wrong verdict");
            }
            latencies
        }));
    }
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.push(task.await.unwrap());
    }
    latencies
}

/// So many requests, made as they are asked for.
fn requests<F: Fn(u64) -> Kind + Clone + Send + 'static>(
    maker: &Arc<Maker>,
    count: u64,
    of: F,
) -> impl Fn() -> Option<(Kind, Vec<u8>)> + Clone + Send + use<F> {
    let (next, maker) = (Arc::new(AtomicU64::new(0)), Arc::clone(maker));
    move || {
        let index = next.fetch_add(1, Ordering::Relaxed);
        (index < count).then(|| (of(index), maker.make(of(index))))
    }
}

#[allow(clippy::cast_precision_loss)] // Nobody reads that many digits.
fn rate(count: u64, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64()
}

async fn throughput(count: u64) {
    for connections in [1, 8, 64] {
        let bare = measure("bare hyper", Served::bare(), connections, count).await;
        let ours = measure("accepted", Served::start(), connections, count).await;
        println!("throughput: {connections} connections: {:.2} of bare hyper", ours / bare);
    }
}

/// Requests a second.
async fn measure(what: &str, server: Served, connections: usize, count: u64) -> f64 {
    // Made before, so that what is measured is the server.
    let maker = Maker::new();
    let made: Vec<_> = (0..count).map(|_| maker.make(Kind::Good)).collect();
    let made = Arc::new(Mutex::new(made));
    let next = move || Some((Kind::Good, made.lock().unwrap().pop()?));
    let started = Instant::now();
    let latencies = drive(server.address, connections, next).await;
    let rate = rate(count, started.elapsed());
    let latencies = Latencies::of(&latencies);
    println!(
        "throughput: {connections} connections, {count} {what}: {rate:.0} requests/s, \
         p50 {:.3} ms, p99 {:.3} ms, {:.0} MB",
        latencies.at(500),
        latencies.at(990),
        server.peak_memory()
    );
    server.end();
    rate
}

/// The same by another program's load: requests signed before, from a file.
fn wrk() {
    if Command::new("wrk").arg("-v").output().is_err() {
        println!("wrk: skipped, it is not installed");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (signed, script) = (folder.path().join("signed"), folder.path().join("signed.lua"));
    // Lengths in front, as a request holds line ends. One thread of wrk's, so
    // that each request is sent once.
    std::fs::write(
        &script,
        format!(
            "local file = io.open({:?}, 'rb')\n\
             request = function() return file:read(tonumber(file:read(8))) end\n\
             done = function(summary) io.stdout:write(string.format(\n\
             'refused %d, broken %d\\n', summary.errors.status, summary.errors.read)) end\n",
            signed.to_str().unwrap()
        ),
    )
    .unwrap();
    for (what, start) in
        [("bare hyper", Served::bare as fn() -> Served), ("accepted", Served::start)]
    {
        let maker = Maker::new();
        let mut text = Vec::new();
        // More than can be sent in that time.
        for _ in 0..600_000 {
            let request = maker.make(Kind::Good);
            text.extend_from_slice(format!("{:8}", request.len()).as_bytes());
            text.extend_from_slice(&request);
        }
        std::fs::write(&signed, text).unwrap();
        let server = start();
        let ran = Command::new("wrk")
            .args(["-t1", "-c8", "-d3s", "--latency", "-s", script.to_str().unwrap()])
            .arg(format!("http://{}", server.address))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        let of = |name: &str| {
            let line = said.lines().map(str::trim).find(|line| line.starts_with(name));
            line.unwrap_or("?").split_whitespace().collect::<Vec<_>>().join(" ")
        };
        println!(
            "wrk: 8 connections, {what}: {}, {}, {}, {}",
            of("Requests/sec"),
            of("50%"),
            of("99%"),
            of("refused")
        );
        server.end();
    }
}

async fn mixed(count: u64) {
    let (server, maker) = (Served::start(), Arc::new(Maker::new()));
    let kinds = |index| match index % 10 {
        0..5 => Kind::Good,
        5 => Kind::Expired,
        6 => Kind::OtherBody,
        7 => Kind::QueryLeftOut,
        8 => Kind::RandomSignature,
        _ => Kind::UnknownKey,
    };
    let started = Instant::now();
    // Many connections: those that wait for a diagnosis are to hold up nothing.
    let latencies = drive(server.address, 512, requests(&maker, count, kinds)).await;
    let elapsed = started.elapsed();
    let latencies = Latencies::of(&latencies);
    println!(
        "mixed: {count} requests, half of them wrong in five ways, every verdict right: \
         {:.0} requests/s, p50 {:.1} ms, p99 {:.1} ms, peak memory {:.0} MB",
        rate(count, elapsed),
        latencies.at(500),
        latencies.at(990),
        server.peak_memory()
    );
    server.end();
}

async fn refusals(count: u64) {
    for (what, kind) in [
        ("query left out", Kind::QueryLeftOut),
        ("another JSON form", Kind::OtherBody),
        ("unexplained", Kind::RandomSignature),
    ] {
        let (server, maker) = (Served::start(), Arc::new(Maker::new()));
        let next = requests(&maker, count.div_ceil(10), move |_| kind);
        let latencies = Latencies::of(&drive(server.address, 1, next).await);
        println!(
            "refusals: one after the other, {what}: p50 {:.1} ms, p99 {:.1} ms",
            latencies.at(500),
            latencies.at(990)
        );
        server.end();
    }
    let (server, maker) = (Served::start(), Arc::new(Maker::new()));
    let kinds = |index| if index % 2 == 0 { Kind::QueryLeftOut } else { Kind::RandomSignature };
    let latencies = Latencies::of(&drive(server.address, 32, requests(&maker, count, kinds)).await);
    println!(
        "refusals: 32 connections, half of them unexplained: p50 {:.1} ms, p99 {:.1} ms",
        latencies.at(500),
        latencies.at(990)
    );
    server.end();
}

/// Accepted requests alone, and beside as many refusals as can be sent.
async fn flood(duration: Duration) {
    let mut alone = (f64::NAN, f64::NAN);
    for flooding in [0, 8, 64, 256] {
        let (server, maker) = (Served::start(), Arc::new(Maker::new()));
        let end = Instant::now() + duration;
        let refused = tokio::spawn({
            let (address, maker) = (server.address, Arc::clone(&maker));
            async move {
                let next = requests(&maker, u64::MAX, |_| Kind::RandomSignature);
                drive(address, flooding, move || next().filter(|_| Instant::now() < end)).await
            }
        });
        let next = requests(&maker, u64::MAX, |_| Kind::Good);
        let next = move || next().filter(|_| Instant::now() < end);
        let accepted = Latencies::of(&drive(server.address, 8, next).await);
        let refused = Latencies::of(&refused.await.unwrap());
        let (p50, p99) = (accepted.at(500), accepted.at(990));
        if flooding == 0 {
            alone = (p50, p99);
        }
        println!(
            "flood: 8 connections accepted beside {flooding} refused: {:.0} accepted/s, p50 {p50:.3} ms \
             ({:.2} x alone), p99 {p99:.3} ms ({:.2} x); {:.0} refused/s, p99 {:.1} ms",
            rate(accepted.0.len() as u64, duration),
            p50 / alone.0,
            p99 / alone.1,
            rate(refused.0.len() as u64, duration),
            refused.at(990),
        );
        server.end();
    }
}

/// Requests with bytes changed, cut out and put in, each on a connection of its
/// own.
async fn hostile(count: u64) {
    // It is the reading that is tried: a search of a millisecond for each is as
    // good as one of a hundred.
    let (server, maker) = (Served::with(&["--budget", "1ms"]), Arc::new(Maker::new()));
    let started = Instant::now();
    let next = Arc::new(AtomicU64::new(0));
    let answered: Arc<[AtomicU64; 6]> = Arc::default();
    let mut tasks = Vec::new();
    for task in 0..16_u8 {
        let (next, maker, answered, address) =
            (Arc::clone(&next), Arc::clone(&maker), Arc::clone(&answered), server.address);
        tasks.push(tokio::spawn(async move {
            let mut random = Random(u64::from(task) + 1);
            loop {
                if next.fetch_add(1, Ordering::Relaxed) >= count {
                    return;
                }
                let (input, untouched) = random.damage(&maker.make(Kind::Good));
                // From many addresses: a port is not free again at once.
                let socket = TcpSocket::new_v4().unwrap();
                let host = u8::try_from(random.below(250)).unwrap() + 1;
                socket.bind((Ipv4Addr::new(127, 0, 1 + task, host), 0).into()).unwrap();
                let mut stream = socket.connect(address).await.unwrap();
                let mut answer = Vec::new();
                let _closed = stream.write_all(&input).await;
                let _closed = stream.shutdown().await;
                let _reset = stream.read_to_end(&mut answer).await;
                let class = match answer.get(9) {
                    Some(digit @ b'0'..=b'5') => usize::from(digit - b'0'),
                    _ => 0,
                };
                if class == 2 {
                    // Only what is not signed was touched: the subject is that of
                    // the request, and the verifier saw its URI and body.
                    assert!(untouched(&input), "accepted: {:?}", String::from_utf8_lossy(&input));
                }
                answered[class].fetch_add(1, Ordering::Relaxed);
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let [closed, _, accepted, _, refused, failed] =
        answered.each_ref().map(|count| count.load(Ordering::Relaxed));
    println!(
        "hostile: {count} inputs in {:.0} s: {refused} answered 4xx, {failed} 500, {closed} closed without an \
         answer, {accepted} accepted, of which what is signed was untouched; no panic; peak memory {:.0} MB",
        started.elapsed().as_secs_f64(),
        server.peak_memory()
    );
    server.end();
}

/// xorshift64*: enough to damage requests, and the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % bound
    }

    /// The damaged bytes, and whether they still hold all that is signed.
    fn damage(&mut self, request: &[u8]) -> (Vec<u8>, impl Fn(&[u8]) -> bool + use<>) {
        const PIECES: [&[u8]; 12] = [
            b"",
            b"\0",
            b"\r",
            b"\n",
            b"\r\n",
            b" ",
            b":",
            b"\xff",
            b"0",
            b"chunked",
            b"\r\nTransfer-Encoding: chunked",
            b"GET / HTTP/1.1\r\n\r\n",
        ];
        let mut bytes = request.to_vec();
        for _ in 0..=self.below(3) {
            match self.below(8) {
                0 => bytes.truncate(self.below(bytes.len() + 1)),
                1 => {
                    let from = self.below(bytes.len().max(1));
                    bytes.extend_from_within(from.min(bytes.len())..);
                }
                _ => {
                    let at = self.below(bytes.len() + 1);
                    let end = (at + self.below(3)).min(bytes.len());
                    bytes.splice(at..end, PIECES[self.below(PIECES.len())].iter().copied());
                }
            }
        }
        let split = request.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let line_end = request.iter().position(|&byte| byte == b'\r').unwrap();
        let (line, body) = (request[..line_end - 9].to_vec(), request[split + 4..].to_vec());
        let untouched = move |sent: &[u8]| {
            let holds = |what: &[u8]| sent.windows(what.len()).any(|window| window == what);
            holds(&line) && holds(&body)
        };
        (bytes, untouched)
    }
}
