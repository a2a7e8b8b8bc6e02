//! Cases for whole clients: what a program asks its client for, and what the
//! server does in between.

use std::collections::BTreeMap;

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::credentials::Credentials;
use crate::request_json::Base64;

/// One case for a client.
#[derive(Clone, Debug)]
pub struct ClientCase {
    /// `client/topic/name`; never changes.
    pub id: String,
    /// What the case is and why it breaks clients.
    pub comment: String,
    /// Names of [`Flag`](super::Flag)s.
    pub flags: Vec<String>,
    /// Of the account that calls.
    pub credentials: Credentials,
    /// What is asked, one after the other, of one client object.
    pub steps: Vec<ClientStep>,
}

/// What is asked at once.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, rename_all = "lowercase")]
pub enum ClientStep {
    /// One call.
    Call(LogicalCall),
    /// Several calls at the same time.
    Calls(Vec<LogicalCall>),
}

impl ClientStep {
    /// The calls of this step.
    pub fn calls(&self) -> &[LogicalCall] {
        match self {
            Self::Call(call) => std::slice::from_ref(call),
            Self::Calls(calls) => calls,
        }
    }

    /// What is wrong with the step itself.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.calls().iter().try_for_each(LogicalCall::check)?;
        let is_scripted = self.calls().iter().any(|call| !call.answers.is_empty());
        if matches!(self, Self::Calls(_)) && is_scripted {
            return Err(
                "concurrent calls have no scripted answers: which would get them?".to_owned()
            );
        }
        Ok(())
    }
}

/// A request as a program means it, before anything is encoded.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct LogicalCall {
    /// In upper case.
    pub method: String,
    /// A template; `{name}` stands for a member of `path_params`.
    pub path: String,
    /// Values for the template.
    #[serde(default)]
    pub path_params: BTreeMap<String, String>,
    /// Names and values in the order in which they are to be sent.
    #[serde(default)]
    pub query: Vec<(String, String)>,
    /// The body as JSON text; a client may write the same value otherwise.
    /// `None` is no body at all.
    #[serde(default, deserialize_with = "json_text")]
    pub json_text: Option<String>,
    /// The parts of an upload.
    pub multipart: Option<Vec<UploadPart>>,
    /// What the server answers to the first requests; after that it judges.
    #[serde(default, skip_serializing)]
    pub answers: Vec<ScriptedAnswer>,
}

/// A part of an upload as `multipart/form-data`.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct UploadPart {
    /// Of the form field.
    pub name: String,
    /// Of a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    /// The part's own `Content-Type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    #[serde(serialize_with = "as_base64")]
    content_base64: Base64,
}

impl UploadPart {
    /// A part of these bytes.
    pub fn new(
        name: &str,
        filename: Option<String>,
        content_type: Option<String>,
        content: Vec<u8>,
    ) -> Self {
        Self { name: name.to_owned(), filename, content_type, content_base64: Base64(content) }
    }

    /// The bytes.
    pub fn content(&self) -> &[u8] {
        &self.content_base64.0
    }
}

/// What the server answers before it judges.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ScriptedAnswer {
    /// 307 or 5xx.
    pub status: u16,
    /// Where the same request is to be sent; `{base_url}` stands for scheme,
    /// host and port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

fn as_base64<S: Serializer>(bytes: &Base64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&Base64Display::new(&bytes.0, &STANDARD))
}

fn json_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    if let Some(text) = &text {
        serde_json::from_str::<&RawValue>(text)
            .map_err(|error| D::Error::custom(format_args!("json_text is not JSON: {error}")))?;
    }
    Ok(text)
}

impl LogicalCall {
    /// What is wrong with the case itself.
    fn check(&self) -> Result<(), String> {
        let names = self.placeholders();
        if let Some(name) = names.iter().find(|name| !self.path_params.contains_key(**name)) {
            return Err(format!("the path has a {{{name}}} that path_params does not"));
        }
        if self.path_params.len() != names.len() {
            return Err("path_params has names that the path does not".to_owned());
        }
        if self.json_text.is_some() && self.multipart.is_some() {
            return Err("a call has json_text or multipart, not both".to_owned());
        }
        for answer in &self.answers {
            if (answer.status == 307) != answer.location.is_some() {
                return Err("a 307 has a location, nothing else has".to_owned());
            }
        }
        Ok(())
    }

    fn placeholders(&self) -> Vec<&str> {
        let pieces = self.path.split('{').skip(1);
        pieces.filter_map(|piece| piece.split_once('}').map(|(name, _)| name)).collect()
    }

    /// The segments of the path, decoded: what stands between its slashes.
    pub fn segments(&self) -> Vec<String> {
        let filled = |segment: &str| {
            let mut filled = String::new();
            let mut rest = segment;
            while let Some((before, after)) = rest.split_once('{') {
                let Some((name, after)) = after.split_once('}') else { break };
                filled.push_str(before);
                filled.push_str(self.path_params.get(name).map_or("", String::as_str));
                rest = after;
            }
            filled + rest
        };
        self.path.split('/').skip(1).map(filled).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a file of client cases: an object")]
pub(super) struct ClientFile<'f> {
    #[serde(rename = "schema")]
    _schema: String,
    pub(super) topic: String,
    #[serde(rename = "source")]
    _source: String,
    pub(super) flags: super::file::Flags,
    #[serde(borrow)]
    pub(super) groups: Vec<super::file::Group<'f>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a client case: an object")]
pub(super) struct ClientCaseJson {
    pub(super) id: String,
    pub(super) comment: String,
    pub(super) flags: Vec<String>,
    pub(super) steps: Vec<ClientStep>,
}

impl ClientCaseJson {
    pub(super) fn into_case(self, credentials: &Credentials) -> Result<ClientCase, String> {
        if self.steps.is_empty() || self.steps.iter().any(|step| step.calls().is_empty()) {
            return Err("a case asks for at least one call".to_owned());
        }
        self.steps.iter().try_for_each(ClientStep::check)?;
        let Self { id, comment, flags, steps } = self;
        Ok(ClientCase { id, comment, flags, credentials: credentials.clone(), steps })
    }
}
