//! The lines of the adapter protocol (`docs/design.md`, "Formats";
//! `vectors/adapter.schema.json`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::{Answer, ReportedStages};
use crate::credentials::Credentials;
use crate::request::{Request, header};

/// The version of the protocol this program speaks.
pub(super) const VERSION: u32 = 1;

/// The first line to an adapter.
#[derive(Serialize)]
pub(super) struct StartLine {
    op: &'static str,
    version: u32,
}

impl StartLine {
    pub(super) fn new() -> Self {
        Self { op: "start", version: VERSION }
    }
}

/// The adapter's answer to the first line.
#[derive(Deserialize)]
#[serde(expecting = "an object with version, name and ops")]
pub(super) struct HelloLine {
    pub(super) version: u32,
    pub(super) name: String,
    #[serde(default)]
    pub(super) language: String,
    pub(super) ops: Vec<String>,
}

/// A request to sign.
#[derive(Serialize)]
struct SignLine<'r> {
    op: &'static str,
    seq: u64,
    secret_id: &'r str,
    secret_key: &'r str,
    method: &'r str,
    uri: &'r str,
    nonce: &'r str,
    timestamp: &'r str,
    content_type: &'r str,
    body_base64: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'r str>,
}

/// The line for one request, without the newline at its end.
///
/// # Errors
///
/// The protocol carries method, URI, nonce, timestamp and key as text; a
/// request where one of them is not UTF-8 cannot be asked.
pub(super) fn sign_line(
    seq: u64,
    credentials: &Credentials,
    request: &Request<'_>,
) -> Result<String, String> {
    let text = |name: &str, bytes| {
        str::from_utf8(bytes)
            .map_err(|_| format!("the {name} is not UTF-8, which the protocol cannot carry"))
    };
    let value = |name| text(name, request.header_value(name).unwrap_or_default());
    let body = request.body_bytes();
    let line = SignLine {
        op: "sign",
        seq,
        secret_id: credentials.secret_id(),
        secret_key: text("SecretKey", credentials.expose_secret_key())?,
        method: text("method", request.method_bytes())?,
        uri: text("URI", request.uri_bytes())?,
        nonce: value(header::NONCE)?,
        timestamp: value(header::TIMESTAMP)?,
        content_type: value(header::CONTENT_TYPE)?,
        body_base64: STANDARD.encode(body),
        body: str::from_utf8(body).ok(),
    };
    serde_json::to_string(&line).map_err(|error| error.to_string())
}

/// An adapter's answer to a sign line. Members it does not know are nothing to
/// the suite.
#[derive(Deserialize)]
#[serde(expecting = "an object with seq and one of signature, skip and error")]
struct AnswerLine {
    seq: Option<u64>,
    signature: Option<String>,
    skip: Option<String>,
    error: Option<String>,
    header_string: Option<String>,
    string_to_sign: Option<String>,
    string_to_sign_base64: Option<String>,
    hex_digest: Option<String>,
}

/// Reads an answer to line `seq`.
///
/// # Errors
///
/// Says how the line is not the answer that was due.
pub(super) fn parse_answer(line: &[u8], seq: u64) -> Result<Answer, String> {
    let answer: AnswerLine = serde_json::from_slice(line)
        .map_err(|error| format!("the answer is not a JSON object as agreed: {error}"))?;
    match answer.seq {
        Some(answered) if answered == seq => {}
        Some(answered) => {
            return Err(format!("the answer is to seq {answered}, seq {seq} was asked"));
        }
        // An adapter that could not read the line does not know its number.
        None if answer.error.is_some() => {}
        None => return Err(format!("the answer has no seq, seq {seq} was asked")),
    }
    match (answer.signature, answer.skip, answer.error) {
        (Some(text), None, None) => {
            let string_to_sign = match (answer.string_to_sign, answer.string_to_sign_base64) {
                (Some(text), _) => Some(text.into_bytes()),
                (None, Some(base64)) => Some(STANDARD.decode(&base64).map_err(|error| {
                    format!("string_to_sign_base64 is not standard padded base64: {error}")
                })?),
                (None, None) => None,
            };
            let stages = ReportedStages {
                header_string: answer.header_string.map(String::into_bytes),
                string_to_sign,
                hex_digest: answer.hex_digest,
            };
            Ok(Answer::Signature { text, stages })
        }
        (None, Some(reason), None) => Ok(Answer::Skipped(reason)),
        (None, None, Some(message)) => Ok(Answer::Refused(message)),
        _ => Err("the answer needs exactly one of signature, skip and error".to_owned()),
    }
}
