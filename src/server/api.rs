//! The doctor page and what stands under `/_tmsig`.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request as HttpRequest, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::middleware::{self, Next};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::answer::Answer;
use super::guard;
use super::report::{self, Details, Summary, Totals};
use super::stand::Stand;
use crate::credentials::Credentials;
use crate::doctor::{Doctor, Language};
use crate::import::{self, InputFormat};
use crate::request::{Request, header as names};
use crate::request_json;

/// How long a request that was pasted may be searched.
const BUDGET: Duration = Duration::from_secs(2);
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
            "/_tmsig/icon.svg",
            get(|| async { asset("image/svg+xml", include_str!("page/icon.svg")) }),
        )
        .route("/_tmsig/health", get(health))
        .route("/_tmsig/requests", get(requests).delete(forget))
        .route("/_tmsig/requests/{id}", get(request))
        .route("/_tmsig/report", get(report))
        .route("/_tmsig/diagnose", post(diagnose))
        .fallback(|| async {
            Answer::explained(
                404,
                "there is /, /_tmsig/health, /_tmsig/requests, /_tmsig/requests/{id}, \
                 /_tmsig/report?format=junit and POST /_tmsig/diagnose",
            )
            .into_response()
        })
        .method_not_allowed_fallback(|| async {
            Answer::explained(405, "this path does not take this method").into_response()
        })
        .layer(middleware::from_fn_with_state(Arc::clone(stand), guard))
        .with_state(Arc::clone(stand))
}

async fn guard(
    State(stand): State<Arc<Stand>>,
    request: HttpRequest,
    next: Next,
) -> Response<Body> {
    let is_health = request.uri().path() == "/_tmsig/health";
    let mut response = match guard::refusal(request.headers(), stand.address) {
        Some(reason) if !is_health => Answer::explained(403, &reason).into_response(),
        _ => next.run(request).await,
    };
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
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        match self.lang.as_deref().or(accepted) {
            Some(tag) if tag.trim_start().to_ascii_lowercase().starts_with("zh") => {
                Language::Chinese
            }
            Some(tag) if tag.trim_start().to_ascii_lowercase().starts_with("en") => {
                Language::English
            }
            _ => stand.language,
        }
    }
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
    let kept = entries.iter().map(|entry| Summary::new(entry, &stand.secrets, language)).collect();
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
    let Some(entry) = entry else {
        let message = "no such request is remembered; /_tmsig/requests lists those that are";
        return Answer::explained(404, message).into_response();
    };
    let language = parameters.language(&headers, &stand);
    let details = Details::new(&entry, &stand.secrets, language);
    Answer::json(200, report::to_json(&details)).into_response()
}

async fn report(
    State(stand): State<Arc<Stand>>,
    Query(parameters): Query<Parameters>,
    headers: HeaderMap,
) -> Response<Body> {
    let language = parameters.language(&headers, &stand);
    let history = stand.history();
    match parameters.format.as_deref() {
        Some("junit") => {
            let xml = report::junit(&history, &stand.secrets, language);
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
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
    if !is_json {
        return Answer::explained(415, "send application/json").into_response();
    }
    let mut paste: Paste = match serde_json::from_slice(&body) {
        Ok(paste) => paste,
        Err(error) => {
            return Answer::explained(400, &request_json::reason(&error)).into_response();
        }
    };
    let given = paste.credentials();
    let _wiped = zeroize::Zeroizing::new(std::mem::take(&mut paste.secret_key));
    let format = match paste.format() {
        Ok(format) => format,
        Err(message) => return Answer::explained(400, message).into_response(),
    };
    let imported = match import::read(paste.input.as_bytes(), format, &mut import::no_files) {
        Ok(imported) => imported,
        Err(error) => {
            // It may quote what was pasted.
            let mut secrets = stand.secrets.clone();
            if let Some(credentials) = &given {
                secrets.told(credentials.expose_secret_key());
            }
            let error = secrets.redact(error.to_string().as_bytes());
            return Answer::explained(400, &String::from_utf8_lossy(&error)).into_response();
        }
    };
    let Ok(Some(appointment)) = timeout(BUDGET, stand.rooms.appointment()).await else {
        return Answer::explained(503, "the doctor is busy; try again in a moment").into_response();
    };
    let language = match paste.lang.as_str() {
        "zh" => Language::Chinese,
        "en" => Language::English,
        _ => stand.language,
    };
    let colleague = Arc::clone(&stand);
    let reports = stand.rooms.examine(appointment, move || {
        examine_all(
            &colleague,
            &imported.requests,
            given.as_ref(),
            language,
            imported.remarks.clone(),
        )
    });
    match reports.await {
        Ok(Ok(reports)) => Answer::json(200, reports).into_response(),
        Ok(Err(message)) => Answer::explained(400, message).into_response(),
        Err(_) => Answer::explained(500, "the doctor was interrupted").into_response(),
    }
}

fn examine_all(
    stand: &Stand,
    requests: &[Request<'static>],
    given: Option<&Credentials>,
    language: Language,
    mut remarks: Vec<String>,
) -> Result<String, &'static str> {
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
    if requests.len() > MOST_PASTED {
        remarks.push(format!(
            "only the first {MOST_PASTED} of {} requests are examined",
            requests.len()
        ));
    }
    let doctor = Doctor::default().budget(BUDGET).clock(now).other_accounts(stand.accounts.clone());
    let mut sequence = doctor.sequence();
    let mut examined = Vec::new();
    for request in requests.iter().take(MOST_PASTED) {
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
                .ok_or("give the SecretKey: the request's X-TC-Key is of none of this server's accounts")?,
        };
        let diagnosis = sequence.examine(request, credentials);
        let shown = report::request_json(request, &secrets);
        examined.push(Examined {
            request: serde_json::value::RawValue::from_string(shown)
                .unwrap_or_else(|error| unreachable!("a request is JSON: {error}")),
            report: diagnosis.to_json(language),
        });
    }
    // A remark may quote what was pasted.
    let remarks = remarks
        .iter()
        .map(|remark| String::from_utf8_lossy(&secrets.redact(remark.as_bytes())).into_owned())
        .collect();
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
