//! Signing and judging requests of the [`http`] crate (feature `http`).

use http::header::{HeaderName, HeaderValue};

use crate::refusal::{Field, Reason, Refusal};
use crate::request::{Request, header};
use crate::signature::Signature;
use crate::signer::Signer;
use crate::stamp::Stamp;

impl Signer {
    /// Adds `X-TC-Key`, `X-TC-Nonce`, `X-TC-Timestamp` and `X-TC-Signature`,
    /// and `AppId` and `SdkId` where the credentials have them. Headers of
    /// these names that are already there are replaced.
    ///
    /// What is signed is [`http::Uri::path_and_query`], which is what HTTP
    /// clients put into the request line. Nothing may change URI or body
    /// afterwards.
    ///
    /// ```
    /// use tmsig::{Credentials, Signer, Stamp};
    ///
    /// let signer = Signer::new(Credentials::new("AKIDexample", "a-secret"));
    /// let mut request = http::Request::post("https://api.meeting.qq.com/v1/meetings")
    ///     .header("Content-Type", "application/json")
    ///     .body(r#"{"subject":"周会"}"#)?;
    /// signer.sign_http(&mut request, Stamp::now()?)?;
    /// assert_eq!(request.headers()["X-TC-Signature"].len(), 88);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Signer::sign`]; the request is then unchanged.
    pub fn sign_http<B: AsRef<[u8]>>(
        &self,
        request: &mut http::Request<B>,
        stamp: Stamp,
    ) -> Result<Signature, Refusal> {
        let nonce = stamp.nonce.to_string();
        let timestamp = stamp.timestamp.to_string();
        let mut to_sign = Request::from_http(request);
        to_sign.set_header(header::KEY, self.secret_id());
        to_sign.set_header(header::NONCE, nonce.as_bytes());
        to_sign.set_header(header::TIMESTAMP, timestamp.as_bytes());
        let signature = self.sign(&to_sign)?;

        let mut added = Vec::with_capacity(6);
        for (name, value) in [(header::APP_ID, self.app_id()), (header::SDK_ID, self.sdk_id())] {
            if let Some(value) = value {
                added.push((name, header_value(name, value)?));
            }
        }
        let mut signature_value = header_value(header::SIGNATURE, signature.as_str())?;
        signature_value.set_sensitive(true);
        added.extend([
            (header::KEY, header_value(header::KEY, self.secret_id())?),
            (header::NONCE, header_value(header::NONCE, &nonce)?),
            (header::TIMESTAMP, header_value(header::TIMESTAMP, &timestamp)?),
            (header::SIGNATURE, signature_value),
        ]);
        for (name, value) in added {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("the names are tokens");
            request.headers_mut().insert(name, value);
        }
        Ok(signature)
    }
}

impl<'a> Request<'a> {
    /// The request as an HTTP server of the `http` crate's family hands it
    /// over, or as a client will send it. [`http::Uri`] keeps path and query
    /// as they were on the wire.
    ///
    /// ```
    /// use tmsig::{Credentials, Request, Verifier};
    ///
    /// let verifier = Verifier::new([Credentials::new("AKIDexample", "a-secret")]);
    /// let arrived = http::Request::get("/v1/users/list?page=1").body("")?;
    /// let rejection = verifier.verify(&Request::from_http(&arrived)).unwrap_err();
    /// assert_eq!(rejection.to_string(), "the header X-TC-Key is missing");
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn from_http<B: AsRef<[u8]>>(request: &'a http::Request<B>) -> Self {
        let uri = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let mut copy = Self::new(request.method().as_str(), uri).body(request.body());
        if uri.starts_with('?') {
            // A URL without a path is sent with the shortest one.
            copy.set_uri(format!("/{uri}").into_bytes());
        }
        for (name, value) in request.headers() {
            copy = copy.header(name.as_str(), value.as_bytes());
        }
        copy
    }
}

fn header_value(name: &'static str, value: &str) -> Result<HeaderValue, Refusal> {
    // Control characters are all that a header value cannot hold.
    HeaderValue::from_bytes(value.as_bytes()).map_err(|_| Refusal {
        field: Field::Header(name.to_owned()),
        reason: Reason::ControlCharacter,
        offset: value.bytes().position(|byte| byte.is_ascii_control()).unwrap_or_default(),
        byte: value.bytes().find(u8::is_ascii_control),
    })
}
