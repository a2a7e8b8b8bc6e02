//! The lines of the adapter protocol (`docs/design.md`, "Formats";
//! `vectors/adapter.schema.json`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{AdapterName, Answer, ReportedStages};
use crate::credentials::Credentials;
use crate::request::{Request, header};
use crate::visible::Visible;

/// What signers and receivers of callbacks can list in their `ops`.
#[cfg(feature = "callback-doctor")]
pub(super) const ANY: [&str; 5] =
    ["sign", "callback_handle", "callback_verify", "callback_decrypt", "callback_sign"];

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
pub fn sign_line(
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

/// Reads the answer to the first line of an adapter that must be able to do one
/// of the operations.
///
/// # Errors
///
/// Says how the line is not the answer that was due, without quoting it.
pub fn parse_hello(line: &[u8], wanted: &[&str]) -> Result<AdapterName, String> {
    let hello = Members::parse(line)?;
    match hello.0.get("version").and_then(Value::as_u64) {
        Some(version) if version == u64::from(VERSION) => {}
        Some(version) => {
            return Err(format!(
                "it speaks version {version} of the protocol, this is version {VERSION}"
            ));
        }
        None => return Err("its first answer has no version".to_owned()),
    }
    let ops = hello.0.get("ops").and_then(Value::as_array);
    if !ops.is_some_and(|ops| ops.iter().any(|listed| wanted.iter().any(|op| listed == op))) {
        let wanted: Vec<_> = wanted.iter().map(|op| format!("{op:?}")).collect();
        return Err(format!("its ops do not contain {}", wanted.join(" or ")));
    }
    let name = hello.text("name")?.ok_or("its first answer has no name")?;
    let language = hello.text("language")?.unwrap_or_default();
    // Shown on a terminal as it stands.
    let [name, language] = [name, language].map(|text| Visible(text.as_bytes()).unquoted());
    let ops = ops.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    Ok(AdapterName { name, language, ops })
}

/// Reads an answer to line `seq`.
///
/// # Errors
///
/// Says how the line is not the answer that was due, without quoting it.
pub fn parse_answer(line: &[u8], seq: u64) -> Result<Answer, String> {
    let answer = Members::parse(line)?;
    let (signature, skip, error) =
        (answer.text("signature")?, answer.text("skip")?, answer.text("error")?);
    answer.check_seq(seq, error.is_some())?;
    match (signature, skip, error) {
        (Some(text), None, None) => {
            let base64 = answer.text("string_to_sign_base64")?;
            let string_to_sign = match (answer.text("string_to_sign")?, base64) {
                (Some(text), _) => Some(text.into_bytes()),
                (None, Some(base64)) => Some(STANDARD.decode(&base64).map_err(|error| {
                    format!("string_to_sign_base64 is not standard padded base64: {error}")
                })?),
                (None, None) => None,
            };
            let stages = ReportedStages {
                header_string: answer.text("header_string")?.map(String::into_bytes),
                string_to_sign,
                hex_digest: answer.text("hex_digest")?,
            };
            Ok(Answer::Signature { text, stages })
        }
        (None, Some(reason), None) => Ok(Answer::Skipped(reason)),
        (None, None, Some(message)) => Ok(Answer::Refused(message)),
        _ => Err("the answer needs exactly one of signature, skip and error".to_owned()),
    }
}

/// Whether a line answers one that was answered before.
pub(super) fn answers_again(line: &[u8], asked: u64) -> bool {
    let seq = Members::parse(line).ok().and_then(|answer| answer.0.get("seq")?.as_u64());
    seq.is_some_and(|seq| (1..asked).contains(&seq))
}

/// The members of one line. Read by hand, because serde's errors quote what
/// they found, and that may be a SecretKey; members nobody knows are nothing
/// to the suite.
pub(super) struct Members(pub(super) Map<String, Value>);

impl Members {
    pub(super) fn parse(line: &[u8]) -> Result<Self, String> {
        match serde_json::from_slice(line) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err("the answer is JSON but not an object".to_owned()),
            Err(_) => Err("the answer is not a JSON object".to_owned()),
        }
    }

    /// Whether this answers the line with that number.
    pub(super) fn check_seq(&self, seq: u64, is_error: bool) -> Result<(), String> {
        match self.0.get("seq") {
            Some(answered) if *answered == seq => Ok(()),
            // An adapter that could not read the line does not know its number.
            None | Some(Value::Null) if is_error => Ok(()),
            None | Some(Value::Null) => Err("the answer has no seq".to_owned()),
            Some(answered) if seq.checked_sub(1).is_some_and(|before| *answered == before) => {
                Err("the answer is to the request before: late, or given twice".to_owned())
            }
            Some(_) => Err("the answer's seq is not the one that was asked".to_owned()),
        }
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, String> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(format!("{name} is not a string")),
        }
    }
}
