use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use tmsig::server::{Config, Server};
use tmsig::{Credentials, Request};

/// Strangers' connections to the server: whatever comes is answered with HTTP
/// or not at all, and the server goes on. What was judged is what came, and
/// survives Request JSON.
pub fn server_request(input: &[u8]) {
    // One at a time, so that what is judged is of this input.
    let stand = STAND.lock().unwrap_or_else(PoisonError::into_inner);
    let mut stream = TcpStream::connect(stand.server.address()).expect("the server is there");
    let time = Some(Duration::from_secs(20));
    stream.set_read_timeout(time).expect("20 s are a timeout");
    // Who is refused early may be cut off early.
    let _cut_off = stream.write_all(input).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        let is_slow = [std::io::ErrorKind::WouldBlock, std::io::ErrorKind::TimedOut];
        assert!(!is_slow.contains(&error.kind()), "no end of the answer: {error}");
    }
    // The older HTTP is answered in kind.
    let is_http = [&b"HTTP/1.1 "[..], b"HTTP/1.0 "].iter().any(|head| answer.starts_with(head));
    assert!(answer.is_empty() || is_http, "{}", answer.escape_ascii());
    let arrived: Vec<_> =
        std::mem::take(&mut *stand.arrived.lock().unwrap_or_else(PoisonError::into_inner));
    let mut length = 0;
    for request in arrived {
        let json = serde_json::to_string(&*request).expect("a request is JSON");
        assert_eq!(Request::from_json(&json).as_ref(), Ok(&*request));
        for part in [request.method_bytes(), request.uri_bytes()] {
            let is_there = input.windows(part.len().max(1)).any(|window| window == part);
            assert!(part.is_empty() || is_there || part == b"/", "{}", part.escape_ascii());
        }
        length += request.method_bytes().len() + request.uri_bytes().len();
        length += request.body_bytes().len();
    }
    assert!(length <= input.len() + 1, "{length} bytes of {}", input.len());
}

struct Stand {
    server: Server,
    arrived: Arc<Mutex<Vec<Arc<Request<'static>>>>>,
}

static STAND: LazyLock<Mutex<Stand>> = LazyLock::new(|| {
    let arrived = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&arrived);
    let account =
        Credentials::new("AKmadeUpForVectors0Q7xT2LrZ9cB4w", "SKmadeUpForVectors1n8VdY5hJ3kP6s")
            .with_app_id("200000001");
    let config = Config {
        strict: true,
        // What the doctor makes of strangers' requests is asked by other laws.
        budget: Duration::ZERO,
        keep: 1,
        observer: Some(Box::new(move |arrival| {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.push(Arc::clone(&arrival.request));
            None
        })),
        ..Config::new(vec![account])
    };
    let server = Server::start(config).expect("loopback has a free port");
    Mutex::new(Stand { server, arrived })
});
