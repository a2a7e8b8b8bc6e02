//! The doctor page and what stands under `/_tmsig`.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Query, Request as HttpRequest, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::middleware::{self, Next};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::answer::Answer;
use super::callback_doctor;
use super::guard;
use super::history::ShownRequest;
use super::report::{self, Details, Summary, Totals};
use super::stand::Stand;
use crate::credentials::Credentials;
use crate::doctor::{Doctor, Language, RequestMemory, is_signed_right};
use crate::import::{self, Imported, InputFormat};
use crate::recipe::Text;
use crate::request::{Request, header as names};
use crate::request_json;

/// How long all requests of one paste may be searched together.
pub(super) const BUDGET: Duration = Duration::from_secs(2);
/// Requests of one paste that are examined.
const MOST_PASTED: usize = 20;

/// Refuses whom the API is not for, and forbids the browser whatever the page
/// does not need.
pub(super) fn router(stand: &Arc<Stand>) -> Router {
    Router::new()
        .route("/", get(|| async { asset("text/html", include_str!("page/page.html")) }))
        .route(
            "/_tmsig/page.css",
            get(|| async { asset("text/css", include_str!("page/page.css")) }),
        )
        .route(
            "/_tmsig/page.js",
            get(|| async { asset("text/javascript", include_str!("page/page.js")) }),
        )
        .route(
            "/_tmsig/callback.js",
            get(|| async { asset("text/javascript", include_str!("page/callback.js")) }),
        )
        .route(
            "/_tmsig/icon.svg",
            get(|| async { asset("image/svg+xml", include_str!("page/icon.svg")) }),
        )
        .route("/_tmsig/health", get(health))
        .route("/_tmsig/requests", get(requests).delete(forget))
        .route("/_tmsig/requests/{id}", get(request))
        .route("/_tmsig/report", get(report))
        .route("/_tmsig/diagnose", post(diagnose))
        .route("/_tmsig/diagnose-callback", post(callback_doctor::diagnose))
        .fallback(|| async {
            Answer::explained(
                404,
                "there is /, /_tmsig/health, /_tmsig/requests, /_tmsig/requests/{id}, \
                 /_tmsig/report?format=junit, POST /_tmsig/diagnose and POST /_tmsig/diagnose-callback",
            )
            .into_response()
        })
        .method_not_allowed_fallback(|| async {
            Answer::explained(405, "this path does not take this method").into_response()
        })
        // The server's own limit holds: what comes here was read within it.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(Arc::clone(stand), guard))
        .with_state(Arc::clone(stand))
}

async fn guard(
    State(stand): State<Arc<Stand>>,
    request: HttpRequest,
    next: Next,
) -> Response<Body> {
    let language = preferred(request.headers()).unwrap_or(stand.language);
    let mut response = match guard::refusal(&request, stand.address) {
        Some(reason) => Answer::explained(403, &reason.to_text(language)).into_response(),
        None => next.run(request).await,
    };
    // What axum says of a path or a query that it cannot read is plain text.
    if response.status().is_client_error() && !is_json(response.headers()) {
        let words = Text {
            en: "the path or the query is not UTF-8 in percent-encoding, or names a parameter twice",
            zh: "路径或查询参数不是百分号编码的 UTF-8，或者参数重复",
        };
        response =
            Answer::explained(response.status().as_u16(), language.of(words)).into_response();
    }
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
             img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE);
    value.is_some_and(|value| value.as_bytes().starts_with(b"application/json"))
}

fn asset(media_type: &str, text: &'static str) -> Response<Body> {
    Answer::new(200, &format!("{media_type}; charset=utf-8"), text).into_response()
}

#[derive(Deserialize)]
struct Parameters {
    lang: Option<String>,
    format: Option<String>,
}

impl Parameters {
    /// As asked for, or as the browser prefers, or as the server speaks.
    fn language(&self, headers: &HeaderMap, stand: &Stand) -> Language {
        let asked = self.lang.as_deref().and_then(spoken);
        asked.or_else(|| preferred(headers)).unwrap_or(stand.language)
    }
}

/// The language of a tag like `zh-CN`, if it is one of ours.
pub(super) fn spoken(tag: &str) -> Option<Language> {
    match tag.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
        "zh" => Some(Language::Chinese),
        "en" => Some(Language::English),
        _ => None,
    }
}

/// The first of ours in `Accept-Language` (RFC 9110, 12.5.4), the heaviest
/// before the others.
fn preferred(headers: &HeaderMap) -> Option<Language> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let weighted = accepted.split(',').filter_map(|range| {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight = weight.trim().strip_prefix("q=")?.parse::<f32>().ok()?;
        spoken(tag).filter(|_| weight > 0.0).map(|language| (language, weight))
    });
    // The first of equals.
    let heavier = |best: (Language, f32), next: (Language, f32)| {
        if next.1 > best.1 { next } else { best }
    };
    weighted.reduce(heavier).map(|(language, _)| language)
}

async fn health(State(stand): State<Arc<Stand>>) -> Response<Body> {
    let body = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "requests": stand.totals().all(),
    });
    Answer::json(200, body.to_string()).into_response()
}

async fn requests(
    State(stand): State<Arc<Stand>>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Response<Body> {
    #[derive(Serialize)]
    struct List {
        #[serde(flatten)]
        totals: Totals,
        /// Newest first.
        kept: Vec<Summary>,
    }
    let language = parameters.language(&headers, &stand);
    let (totals, entries): (_, Vec<_>) = {
        let history = stand.history();
        (Totals::new(&history), history.entries().rev().cloned().collect())
    };
    let kept = entries.iter().map(|entry| Summary::new(entry, language)).collect();
    Answer::json(200, report::to_json(&List { totals, kept })).into_response()
}

async fn forget(State(stand): State<Arc<Stand>>) -> Response<Body> {
    stand.history().clear();
    Answer::json(200, "{}").into_response()
}

async fn request(
    State(stand): State<Arc<Stand>>,
    Path(id): Path<String>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Response<Body> {
    let entry = id.parse().ok().and_then(|id| stand.history().entry(id).cloned());
    let language = parameters.language(&headers, &stand);
    let Some(entry) = entry else {
        let message = Text {
            en: "no such request is remembered; /_tmsig/requests lists those that are",
            zh: "没有保存这个请求；/_tmsig/requests 列出了保存的请求",
        };
        return Answer::explained(404, language.of(message)).into_response();
    };
    let details = Details::new(&entry, language);
    Answer::json(200, report::to_json(&details)).into_response()
}

async fn report(
    State(stand): State<Arc<Stand>>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Response<Body> {
    let language = parameters.language(&headers, &stand);
    // Telling takes time; the server goes on meanwhile.
    let history = stand.history().clone();
    match parameters.format.as_deref() {
        Some("junit") => {
            let xml = report::junit(&history, language);
            Answer::new(200, "application/xml", xml)
        }
        None | Some("json") => Answer::json(200, report::to_json(&Totals::new(&history))),
        Some(_) => Answer::explained(400, "format is junit or json"),
    }
    .into_response()
}

/// What the page sends. Its errors are told without the values, one of which is
/// the SecretKey.
#[derive(Deserialize)]
struct Paste {
    input: String,
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
    #[serde(default)]
    lang: String,
}

impl Paste {
    /// Not read by serde, whose error would quote what stands there.
    fn format(&self) -> Result<Option<InputFormat>, &'static str> {
        match &*self.format {
            "" | "auto" => Ok(None),
            "curl" => Ok(Some(InputFormat::Curl)),
            "har" => Ok(Some(InputFormat::Har)),
            "http" => Ok(Some(InputFormat::Http)),
            "json" => Ok(Some(InputFormat::Json)),
            "jsonl" => Ok(Some(InputFormat::JsonLines)),
            _ => Err("format is one of auto, curl, har, http, json and jsonl"),
        }
    }

    fn credentials(&self) -> Option<Credentials> {
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
}

async fn diagnose(
    State(stand): State<Arc<Stand>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    // A form of another site cannot send this type without asking first.
    if !is_json(&headers) {
        return Answer::explained(415, "send application/json").into_response();
    }
    let mut paste: Paste = match serde_json::from_slice(&body) {
        Ok(paste) => paste,
        Err(error) => {
            return Answer::explained(400, &request_json::reason(&error)).into_response();
        }
    };
    let given = paste.credentials();
    let _wiped = Zeroizing::new(std::mem::take(&mut paste.secret_key));
    let language = spoken(&paste.lang).unwrap_or(stand.language);
    let refused = |status, text| Answer::explained(status, language.of(text)).into_response();
    let format = match paste.format() {
        Ok(format) => format,
        Err(message) => return Answer::explained(400, message).into_response(),
    };
    let imported = match import::read(paste.input.as_bytes(), format, &mut import::no_files) {
        Ok(imported) => imported,
        Err(error) => {
            let opening = language.of(Text { en: "", zh: "无法读取粘贴的内容：" });
            // It may quote what was pasted.
            let mut secrets = stand.secrets.clone();
            if let Some(credentials) = &given {
                secrets.told(credentials.expose_secret_key());
            }
            let error = secrets.redact_text(&format!("{opening}{}", error.to_text(language)));
            return Answer::explained(400, &error).into_response();
        }
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
    let colleague = Arc::clone(&stand);
    let reports = stand
        .pasted
        .examine(appointment, move || examine_all(&colleague, &imported, given.as_ref(), language));
    match reports.await {
        Ok(Ok(reports)) => Answer::json(200, reports).into_response(),
        Ok(Err(text)) => refused(400, text),
        Err(_) => refused(500, Text { en: "the doctor was interrupted", zh: "诊断被中断" }),
    }
}

/// All requests of one paste, within one budget.
fn examine_all(
    stand: &Stand,
    imported: &Imported,
    given: Option<&Credentials>,
    language: Language,
) -> Result<String, Text> {
    #[derive(Serialize)]
    struct Examined {
        request: Box<serde_json::value::RawValue>,
        report: Value,
    }
    #[derive(Serialize)]
    struct Reports {
        remarks: Vec<String>,
        requests: Vec<Examined>,
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let mut secrets = stand.secrets.clone();
    if let Some(credentials) = given {
        secrets.told(credentials.expose_secret_key());
    }
    let is_right = |request: &Request<'_>| {
        given.into_iter().chain(&stand.accounts).any(|account| is_signed_right(request, account))
    };
    let mut remarks: Vec<String> =
        imported.remarks.iter().map(|remark| remark.to_text(language)).collect();
    let mut requests = Vec::new();
    for captured in &imported.requests {
        match captured.clone().settle(is_right) {
            Ok(captured) => {
                remarks.extend(captured.remarks.iter().map(|remark| remark.to_text(language)));
                requests.push(captured.request);
            }
            Err(doubt) => remarks.push(doubt.to_text(language)),
        }
    }
    if requests.len() > MOST_PASTED {
        let count = requests.len();
        remarks.push(match language {
            Language::English => {
                format!("only the first {MOST_PASTED} of {count} requests are examined")
            }
            Language::Chinese => format!("共 {count} 个请求，只诊断前 {MOST_PASTED} 个"),
        });
    }
    let doctor = Doctor::default().clock(now).other_accounts(stand.accounts.clone());
    let mut memory = RequestMemory::new(MOST_PASTED, usize::MAX);
    let deadline = Instant::now() + BUDGET;
    let mut examined = Vec::new();
    for (index, request) in requests.iter().take(MOST_PASTED).enumerate() {
        let sent_id = request.header_value(names::KEY).unwrap_or_default();
        let credentials = match given {
            // Without a SecretId the one that was sent is taken for it.
            Some(given) if given.secret_id().is_empty() => {
                &with_secret_id(given, &String::from_utf8_lossy(sent_id))
            }
            Some(given) => given,
            None => stand
                .accounts
                .iter()
                .find(|account| account.secret_id().as_bytes() == sent_id)
                .ok_or(Text {
                    en: "give the SecretKey: the request's X-TC-Key is of none of this server's accounts",
                    zh: "请填写 SecretKey：请求中的 X-TC-Key 不属于本服务的任何账号",
                })?,
        };
        // What the first ones leave over goes to the next.
        let left = deadline.saturating_duration_since(Instant::now());
        let after = u32::try_from(requests.len().min(MOST_PASTED) - index).unwrap_or(u32::MAX);
        let doctor = doctor.clone().budget(left / after);
        let earlier = memory.remember(index + 1, request);
        let diagnosis = doctor.examine_after(&earlier, request, credentials);
        let shown = ShownRequest::whole(&Arc::new(request.clone()), &secrets);
        let shown = report::to_json(shown.request());
        examined.push(Examined {
            request: serde_json::value::RawValue::from_string(shown)
                .unwrap_or_else(|error| unreachable!("a request is JSON: {error}")),
            report: diagnosis.to_json(language),
        });
    }
    // A remark may quote what was pasted.
    let remarks = remarks.iter().map(|remark| secrets.redact_text(remark)).collect();
    Ok(report::to_json(&Reports { remarks, requests: examined }))
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
