//! What holds of every input: it is read or refused in words, what is read can
//! be written and read again, and it is not much larger than the input.

use tmsig::Request;
use tmsig::import::{self, InputFormat};

pub(crate) fn assert_holds(input: &[u8], format: Option<InputFormat>) {
    let imported = match import::read(input, format, &mut import::no_files) {
        Ok(imported) => imported,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let mut length = 0;
    for request in &imported.requests {
        let json = serde_json::to_string(request).unwrap();
        assert_eq!(&Request::from_json(&json).unwrap(), request);
        length += request.uri_bytes().len() + request.body_bytes().len();
    }
    // A byte can become an escape of three, and up to 50 URLs share one body.
    assert!(length <= 4096 + 200 * input.len(), "{length} bytes of {}", input.len());
}
