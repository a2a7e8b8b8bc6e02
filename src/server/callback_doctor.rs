//! The doctor for event callbacks, for the page: what arrived is pasted with
//! the secrets of its subscription, which are used for this diagnosis alone.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Response};
use serde::Deserialize;
use serde_json::json;
use tokio::time::timeout;
use zeroize::{Zeroize as _, Zeroizing};

use super::answer::Answer;
use super::api::{BUDGET, is_json, spoken};
use super::history::ShownRequest;
use super::report;
use super::stand::Stand;
use crate::callback::doctor::{Evidence, callback_in, examine};
use crate::doctor::Language;
use crate::import;
use crate::recipe::Text;
use crate::request::Request;
use crate::request_json;
use crate::secrets::Secrets;

/// Longest text that is examined, in bytes: every mistake hashes it once more.
const LONGEST: usize = 1 << 20;

/// What the page sends. Its errors are told without the values, two of which
/// are the secrets.
#[derive(Deserialize)]
struct Paste {
    input: String,
    #[serde(default)]
    token: String,
    #[serde(default)]
    encoding_aes_key: String,
    #[serde(default)]
    computed: String,
    /// Raw or in hexadecimal.
    #[serde(default)]
    plaintext: String,
    #[serde(default)]
    lang: String,
}

impl Drop for Paste {
    fn drop(&mut self) {
        self.token.zeroize();
        self.encoding_aes_key.zeroize();
    }
}

pub(super) async fn diagnose(
    State(stand): State<Arc<Stand>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    // A form of another site cannot send this type without asking first.
    if !is_json(&headers) {
        return Answer::explained(415, "send application/json").into_response();
    }
    let paste: Paste = match serde_json::from_slice(&body) {
        Ok(paste) => paste,
        Err(error) => {
            return Answer::explained(400, &request_json::reason(&error)).into_response();
        }
    };
    let language = spoken(&paste.lang).unwrap_or(stand.language);
    let refused = |status, text| Answer::explained(status, language.of(text)).into_response();
    if paste.input.len() > LONGEST {
        return refused(413, Text { en: "the text is longer than 1 MiB", zh: "内容超过 1 MiB" });
    }
    if paste.token.is_empty() {
        return refused(400, Text { en: "give the Token", zh: "请填写 Token" });
    }
    let Some(request) = read(&paste.input) else {
        return refused(
            400,
            Text {
                en: "no single callback is found in the text: it has timestamp, nonce, signature, and data or check_str",
                zh: "内容中没有找到一个完整的回调：须含 timestamp、nonce、signature，以及 data 或 check_str",
            },
        );
    };
    let Ok(Some(appointment)) = timeout(BUDGET, stand.pasted.appointment()).await else {
        return refused(
            503,
            Text {
                en: "the doctor is busy; try again in a moment",
                zh: "诊断线程繁忙，请稍后重试",
            },
        );
    };
    let secrets = stand.secrets.clone();
    let report =
        stand.pasted.examine(appointment, move || report_on(&paste, &request, secrets, language));
    match report.await {
        Ok(report) => Answer::json(200, report).into_response(),
        Err(_) => refused(500, Text { en: "the doctor was interrupted", zh: "诊断被中断" }),
    }
}

/// The one request of a text in any format, or the four values in a text that
/// is none.
fn read(input: &str) -> Option<Request<'static>> {
    let imported = import::read(input.as_bytes(), None, &mut import::no_files);
    match imported.map(|imported| <[_; 1]>::try_from(imported.requests)) {
        Ok(Ok([captured])) => Some(captured.likeliest()),
        Ok(Err(_)) => None,
        Err(_) => callback_in(input),
    }
}

fn report_on(
    paste: &Paste,
    request: &Request<'static>,
    mut secrets: Secrets,
    language: Language,
) -> String {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
    let key = Some(paste.encoding_aes_key.as_str()).filter(|key| !key.is_empty());
    let computed = given(paste.computed.trim());
    let plaintext = given(&paste.plaintext).map(|text| Zeroizing::new(of_hexadecimal(&text)));
    let diagnosis = examine(&Evidence {
        computed: computed.as_deref(),
        plaintext: plaintext.as_ref().map(|bytes| &bytes[..]),
        ..Evidence::new(request, &paste.token, key)
    });
    for secret in [Some(paste.token.as_str()), key].into_iter().flatten() {
        secrets.told(secret.as_bytes());
    }
    let shown = ShownRequest::whole(&Arc::new(request.clone()), &secrets);
    let shown: serde_json::Value = json!(shown.request());
    let diagnosis = secrets.redact_json(diagnosis.to_json(language));
    report::to_json(&json!({ "request": shown, "report": diagnosis }))
}

/// The bytes that hexadecimal text stands for; anything else is itself.
fn of_hexadecimal(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !b" \r\n\t:".contains(byte)).collect();
    hex::decode(digits).unwrap_or_else(|_| text.as_bytes().to_vec())
}
