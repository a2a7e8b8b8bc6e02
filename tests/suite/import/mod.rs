//! Requests read from what people paste.

mod curl;
mod formats;
mod forms;
mod printers;

use tmsig::Request;
use tmsig::import::{self, ImportError, Imported};

fn read(input: impl AsRef<[u8]>) -> Result<Imported, ImportError> {
    import::read(input.as_ref(), None, &mut import::no_files)
}

/// The one request in an input.
fn request(input: impl AsRef<[u8]>) -> Request<'static> {
    let input = input.as_ref();
    let imported = read(input);
    let requests = match imported {
        Ok(imported) => imported.requests,
        Err(error) => panic!("{error}\n{}", String::from_utf8_lossy(input)),
    };
    assert_eq!(requests.len(), 1, "{requests:?}");
    requests.into_iter().next().unwrap().request
}

/// What is said of the whole input and of its requests, in English.
fn remarks(imported: &Imported) -> Vec<String> {
    let of_requests = imported.requests.iter().flat_map(|captured| &captured.remarks);
    imported.remarks.iter().chain(of_requests).map(ToString::to_string).collect()
}

/// Method, URI, headers but Host, and body.
#[track_caller]
fn assert_is(request: &Request<'_>, method: &str, uri: &str, headers: &[(&str, &str)], body: &str) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(text(request.method_bytes()), method);
    assert_eq!(text(request.uri_bytes()), uri);
    for (name, value) in headers {
        let found = request.header_value(name).map(text);
        assert_eq!(found.as_deref(), Some(*value), "{name} in {request:?}");
    }
    let count = request.headers().filter(|(name, _)| !name.eq_ignore_ascii_case("host")).count();
    assert_eq!(count, headers.len(), "{request:?}");
    assert_eq!(text(request.body_bytes()), body);
}

#[track_caller]
fn assert_refused(input: impl AsRef<[u8]>, words: &[&str]) {
    let error = match read(input.as_ref()) {
        Err(error) => error.to_string(),
        Ok(imported) => {
            let doubts = imported.requests.into_iter().map(|captured| captured.settle(|_| false));
            let doubts: Result<Vec<_>, _> = doubts.collect();
            doubts.expect_err("it is refused, or settled as no request that was sent").to_string()
        }
    };
    for word in words {
        assert!(error.contains(word), "{word:?} is not in {error:?}");
    }
}
