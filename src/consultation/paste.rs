//! A request, or several, as they are pasted.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use zeroize::Zeroize as _;

use super::{BUDGET, Desk, in_words, language_of};
use crate::credentials::Credentials;
use crate::doctor::{Doctor, RequestMemory, Stack, Verdict, is_signed_right};
use crate::import::{self, Doubt, Imported, InputFormat};
use crate::language::Language;
use crate::request::{Request, header};
use crate::secrets::Secrets;

/// Requests of one paste that are examined.
const MOST: usize = 20;

/// What the page sends. Its errors are told without the values, one of which is
/// the SecretKey.
#[derive(Deserialize)]
pub struct Paste {
    #[serde(default)]
    input: String,
    /// In the place of `input`: a file that may not be UTF-8.
    #[serde(default)]
    input_base64: String,
    #[serde(default)]
    format: String,
    #[serde(default)]
    secret_id: String,
    #[serde(default)]
    secret_key: String,
    #[serde(default)]
    app_id: String,
    #[serde(default)]
    sdk_id: String,
    /// The body that was meant to be sent.
    #[serde(default)]
    intended_body: String,
    /// The text that one's own code printed as the one it signs.
    #[serde(default)]
    signed_text: String,
    /// The language or library that cures are shown for.
    #[serde(default)]
    code: String,
    #[serde(default)]
    lang: String,
}

impl Drop for Paste {
    fn drop(&mut self) {
        self.secret_key.zeroize();
    }
}

/// Requests to judge, and what is to be said of the others.
pub(super) struct Settled {
    pub(super) requests: Vec<Request<'static>>,
    pub(super) remarks: Vec<String>,
}

impl Paste {
    /// The language it asks for.
    pub(crate) fn language(&self, otherwise: Language) -> Language {
        language_of(&self.lang, otherwise)
    }

    /// Not read by serde, whose error would quote what stands there.
    fn format(&self) -> Result<Option<InputFormat>, String> {
        Ok(match &*self.format {
            "" | "auto" => None,
            "curl" => Some(InputFormat::Curl),
            "har" => Some(InputFormat::Har),
            "http" => Some(InputFormat::Http),
            "json" => Some(InputFormat::Json),
            "jsonl" => Some(InputFormat::JsonLines),
            "text" => Some(InputFormat::Text),
            _ => return Err("format is one of auto, curl, har, http, json, jsonl and text".into()),
        })
    }

    /// The account that it names.
    pub(super) fn credentials(&self) -> Option<Credentials> {
        if self.secret_key.is_empty() {
            return None;
        }
        let mut credentials = Credentials::new(&*self.secret_id, &*self.secret_key);
        if !self.app_id.is_empty() {
            credentials = credentials.with_app_id(&*self.app_id);
        }
        if !self.sdk_id.is_empty() {
            credentials = credentials.with_sdk_id(&*self.sdk_id);
        }
        Some(credentials)
    }

    /// What must not be shown of the answer.
    pub(super) fn secrets(&self, desk: &Desk) -> Secrets {
        let mut secrets = desk.secrets.clone();
        secrets.told(self.secret_key.as_bytes());
        secrets
    }

    /// Reads what was pasted.
    pub(crate) fn read(&self, desk: &Desk, language: Language) -> Result<Imported, String> {
        let format = self.format()?;
        let decoded;
        let input = if self.input_base64.is_empty() {
            self.input.as_bytes()
        } else {
            decoded = STANDARD
                .decode(&self.input_base64)
                .map_err(|_| "input_base64 is not base64".to_owned())?;
            &decoded[..]
        };
        import::read(input, format, &mut import::no_files).map_err(|error| {
            let opening = in_words(language, "", "无法读取粘贴的内容：");
            // It may quote what was pasted.
            self.secrets(desk).redact_text(&format!("{opening}{}", error.to_text(language)))
        })
    }

    /// Reads and examines.
    pub(super) fn diagnose(&self, desk: &Desk, otherwise: Language) -> Result<String, String> {
        let language = self.language(otherwise);
        self.examine(&self.read(desk, language)?, desk, language)
    }

    /// Of every request the reading that is signed right, or the likeliest. What
    /// leaves open what was sent is judged only if its signature is explained.
    pub(super) fn settle(
        &self,
        imported: &Imported,
        desk: &Desk,
        language: Language,
        is_explained: impl Fn(&Request<'_>) -> bool,
    ) -> Settled {
        let given = self.credentials();
        let is_right = |request: &Request<'_>| {
            given.iter().chain(&desk.accounts).any(|account| is_signed_right(request, account))
        };
        let mut remarks: Vec<String> =
            imported.remarks.iter().map(|remark| remark.to_text(language)).collect();
        let mut requests = Vec::new();
        for captured in &imported.requests {
            let mut captured = captured.clone();
            if !self.intended_body.is_empty() {
                captured = captured.with_body(self.intended_body.as_bytes());
            }
            match captured.settle(is_right) {
                Ok(captured) => {
                    remarks.extend(captured.remarks.iter().map(|remark| remark.to_text(language)));
                    let is_open = captured.is_uncertain && !is_right(&captured.request);
                    if is_open && !is_explained(&captured.request) {
                        let doubt = Doubt::Uncertain { form: captured.form };
                        remarks.push(doubt.to_text(language));
                    } else {
                        requests.push(captured.request);
                    }
                }
                Err(doubt) => remarks.push(doubt.to_text(language)),
            }
        }
        Settled { requests, remarks }
    }

    /// The account to judge a request by.
    pub(super) fn account(
        &self,
        request: &Request<'_>,
        desk: &Desk,
        language: Language,
    ) -> Result<Credentials, String> {
        let sent_id = request.header_value(header::KEY).unwrap_or_default();
        match self.credentials() {
            // Without a SecretId the one that was sent is taken for it.
            Some(given) if given.secret_id().is_empty() => {
                Ok(with_secret_id(&given, &String::from_utf8_lossy(sent_id)))
            }
            Some(given) => Ok(given),
            None if desk.accounts.is_empty() => {
                Err(in_words(language, "give the SecretKey", "请填写 SecretKey"))
            }
            None => desk
                .accounts
                .iter()
                .find(|account| account.secret_id().as_bytes() == sent_id)
                .cloned()
                .ok_or_else(|| {
                    in_words(
                        language,
                        "give the SecretKey: the request's X-TC-Key is of none of this server's accounts",
                        "请填写 SecretKey：请求中的 X-TC-Key 不属于本服务的任何账号",
                    )
                }),
        }
    }

    /// All requests of one paste, within one budget.
    pub(crate) fn examine(
        &self,
        imported: &Imported,
        desk: &Desk,
        language: Language,
    ) -> Result<String, String> {
        #[derive(Serialize)]
        struct Examined {
            request: Box<RawValue>,
            report: Value,
        }
        #[derive(Serialize)]
        struct Reports {
            remarks: Vec<String>,
            requests: Vec<Examined>,
        }
        let mut doctor = Doctor::default().clock(desk.now).other_accounts(desk.accounts.clone());
        if let Some(stopwatch) = desk.stopwatch {
            doctor = doctor.stopwatch(stopwatch);
        }
        if let Some(stack) = Stack::find(&self.code) {
            doctor = doctor.code(stack);
        }
        let is_explained = |request: &Request<'_>| {
            let Ok(account) = self.account(request, desk, language) else { return false };
            matches!(doctor.examine(request, &account).verdict, Verdict::Invalid(_))
        };
        let Settled { requests, mut remarks } = self.settle(imported, desk, language, is_explained);
        if requests.len() > MOST {
            let count = requests.len();
            remarks.push(match language {
                Language::English => {
                    format!("only the first {MOST} of {count} requests are examined")
                }
                Language::Chinese => format!("共 {count} 个请求，只诊断前 {MOST} 个"),
            });
        }
        if let [request] = &requests[..] {
            let body = self.intended_body.as_bytes();
            if !body.is_empty() && request.body_bytes() != body {
                doctor = doctor.intended(request.clone().body(body).into_owned());
            }
            if !self.signed_text.is_empty() {
                doctor = doctor.signed_text(self.signed_text.clone().into_bytes());
            }
        } else if requests.len() > 1 && !self.signed_text.is_empty() {
            remarks.push(in_words(
                language,
                "the text that your code printed is of one request, and several are pasted: it is not looked at",
                "粘贴了多个请求，而代码打印的签名原文只属于其中一个，因此未予对照",
            ));
        }
        let secrets = self.secrets(desk);
        let mut memory = RequestMemory::new(MOST, usize::MAX);
        let mut left = BUDGET;
        let mut examined = Vec::new();
        for (index, request) in requests.iter().take(MOST).enumerate() {
            let account = self.account(request, desk, language)?;
            // What the first ones leave over goes to the next.
            let after = u32::try_from(requests.len().min(MOST) - index).unwrap_or(u32::MAX);
            let doctor = doctor.clone().budget(left / after);
            let earlier = memory.remember(index + 1, request);
            let diagnosis = doctor.examine_after(&earlier, request, &account);
            left = left.saturating_sub(diagnosis.elapsed);
            examined.push(Examined {
                request: raw(&secrets.redact_request(request)),
                report: diagnosis.to_json(language),
            });
        }
        // A remark may quote what was pasted.
        let remarks = remarks.iter().map(|remark| secrets.redact_text(remark)).collect();
        Ok(to_json(&Reports { remarks, requests: examined }))
    }
}

pub(super) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value)
        .unwrap_or_else(|error| unreachable!("texts and numbers are JSON: {error}"))
}

/// A request with headers that may occur twice, which a [`Value`] cannot hold.
fn raw(request: &Request<'_>) -> Box<RawValue> {
    RawValue::from_string(to_json(request))
        .unwrap_or_else(|error| unreachable!("a request is JSON: {error}"))
}

fn with_secret_id(given: &Credentials, secret_id: &str) -> Credentials {
    let mut credentials = Credentials::new(secret_id, given.expose_secret_key());
    if let Some(app_id) = given.app_id() {
        credentials = credentials.with_app_id(app_id);
    }
    if let Some(sdk_id) = given.sdk_id() {
        credentials = credentials.with_sdk_id(sdk_id);
    }
    credentials
}
