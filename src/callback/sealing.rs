//! The other direction: callbacks as the vendor sends them.

use super::name;
use super::subscription::Callback;
use crate::request::Request;

impl Callback {
    /// The URL check of a plaintext: GET with `check_str`, percent-encoded.
    ///
    /// The target is the path of the receiver, with its query if it has one;
    /// the timestamp is UNIX time in milliseconds. Neither they nor the nonce
    /// are examined, so that a receiver can be sent what is wrong, too.
    pub fn seal_url_check(
        &self,
        target: &str,
        timestamp: &str,
        nonce: &str,
        plaintext: &str,
    ) -> Request<'static> {
        let data = self.data_of(plaintext.as_bytes());
        let joint = if target.contains('?') { '&' } else { '?' };
        let escaped = data.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let target = format!("{target}{joint}{}={escaped}", name::CHECK_STR);
        let request = Request::new("GET", &target).into_owned();
        self.signed(request, timestamp, nonce, &data)
    }

    /// An event: POST with `{"data":"…"}`. Target, timestamp and nonce are as
    /// for [`Self::seal_url_check`]; the plaintext need not be an event.
    pub fn seal_event(
        &self,
        target: &str,
        timestamp: &str,
        nonce: &str,
        plaintext: &str,
    ) -> Request<'static> {
        let data = self.data_of(plaintext.as_bytes());
        // Base64 has nothing that JSON escapes.
        let body = format!("{{\"{}\":\"{data}\"}}", name::DATA);
        let request = Request::new("POST", target)
            .header("Content-Type", "application/json")
            .body(&body)
            .into_owned();
        self.signed(request, timestamp, nonce, &data)
    }

    fn signed(
        &self,
        mut request: Request<'static>,
        timestamp: &str,
        nonce: &str,
        data: &str,
    ) -> Request<'static> {
        let signature = self.sign(timestamp, nonce, data);
        request.set_header(name::TIMESTAMP, timestamp);
        request.set_header(name::NONCE, nonce);
        request.set_header(name::SIGNATURE, signature.as_str());
        request
    }
}
