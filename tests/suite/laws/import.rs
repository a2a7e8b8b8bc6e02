use std::io;

use tmsig::import::{self, InputFormat};
use tmsig::{Language, Request};

/// Strangers' curl lines.
pub fn import_curl(input: &[u8]) {
    import_of(input, Some(InputFormat::Curl));
}

/// Strangers' raw HTTP.
pub fn import_http(input: &[u8]) {
    import_of(input, Some(InputFormat::Http));
}

/// Strangers' HARs, Request JSON and JSON Lines; and what the bytes look like.
pub fn import_har(input: &[u8]) {
    import_of(input, Some(InputFormat::Har));
    import_of(input, Some(InputFormat::Json));
    import_of(input, Some(InputFormat::JsonLines));
    import_of(input, None);
}

/// Strangers' logs, consoles, objects and code.
pub fn import_text(input: &[u8]) {
    import_of(input, Some(InputFormat::Text));
    import_of(input, None);
}

/// What is read can be written and read again, and is not much larger than the
/// input; what is not read is refused in words.
pub fn import_of(input: &[u8], format: Option<InputFormat>) {
    if let Some(format) = format {
        assert!(!format.name().is_empty());
    }
    // A file holds its own name, or is not there.
    let mut files = |name: &str| match name {
        "gone" => Err(io::Error::from(io::ErrorKind::NotFound)),
        _ => Ok(name.as_bytes().to_vec()),
    };
    let imported = match import::read(input, format, &mut files) {
        Ok(imported) => imported,
        Err(error) => {
            let words = error.to_string();
            assert!(!words.is_empty() && words.len() <= 4096 + 8 * input.len());
            return;
        }
    };
    let mut length = 0;
    for remark in &imported.remarks {
        let (english, chinese) =
            (remark.to_text(Language::English), remark.to_text(Language::Chinese));
        assert!(!english.is_empty() && !chinese.is_empty());
        length += english.len();
    }
    for captured in imported.requests {
        // Whatever else a text allows to read, it is settled or refused in words.
        if let Err(doubt) = captured.clone().settle(|_| false) {
            assert!(!doubt.to_text(Language::Chinese).is_empty());
        }
        let request = &captured.request;
        let json = serde_json::to_string(request).expect("a request is JSON");
        assert_eq!(Request::from_json(&json).as_ref(), Ok(request));
        length += request.uri_bytes().len() + request.body_bytes().len();
        length += request.headers().map(|(name, value)| name.len() + value.len()).sum::<usize>();
    }
    // A byte can become an escape of three, and up to 50 URLs share one body.
    assert!(length <= 4096 + 200 * input.len(), "{length} bytes of {}", input.len());
}
