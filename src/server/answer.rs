//! Answers as the vendor gives them (`docs/spec.md`, "Errors").

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::http::{HeaderName, Response, StatusCode};
use serde_json::json;

use crate::error_code::ErrorCode;

/// What a request is answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    /// JSON with this status.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "application/json;charset=utf-8", body)
    }

    /// A body of this media type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: body.into() }
    }

    /// The vendor's answer to a request that is refused.
    pub fn error(code: ErrorCode) -> Self {
        Self::json(code.http_status(), code.json_body())
    }

    /// Something the vendor's server would not say: it never got so far.
    pub(super) fn explained(status: u16, message: &str) -> Self {
        Self::json(status, json!({ "tmsig": message }).to_string())
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Adds a header. One that HTTP could not carry is left out.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(super) fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in self.headers {
            let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
            else {
                continue;
            };
            if name == CONTENT_TYPE {
                response.headers_mut().insert(name, value);
            } else {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}
