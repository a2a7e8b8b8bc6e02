//! The doctor page and what stands under `/_tmsig`.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Query, Request as HttpRequest, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::middleware::{self, Next};
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::timeout;

use super::answer::Answer;
use super::guard;
use super::page;
use super::report::{self, Details, Summary, Totals};
use super::stand::Stand;
use crate::consultation::{BUDGET, CallbackPaste, Desk, Paste, spoken};
use crate::doctor::Language;
use crate::recipe::Text;
use crate::request_json;

/// Refuses whom the API is not for, and forbids the browser whatever the page
/// does not need.
pub(super) fn router(stand: &Arc<Stand>) -> Router {
    Router::new()
        .route("/", get(|| async { asset("text/html", page::served()) }))
        .route("/_tmsig/page.css", get(|| async { asset("text/css", page::STYLE.to_owned()) }))
        .route("/_tmsig/page.js", get(|| async { asset("text/javascript", page::script()) }))
        .route("/_tmsig/icon.svg", get(|| async { asset("image/svg+xml", page::ICON.to_owned()) }))
        .route("/_tmsig/health", get(health))
        .route("/_tmsig/requests", get(requests).delete(forget))
        .route("/_tmsig/requests/{id}", get(request))
        .route("/_tmsig/report", get(report))
        .route("/_tmsig/diagnose", post(diagnose))
        .route("/_tmsig/diagnose-callback", post(diagnose_callback))
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

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE);
    value.is_some_and(|value| value.as_bytes().starts_with(b"application/json"))
}

fn asset(media_type: &str, text: String) -> Response<Body> {
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

/// Who answers what is pasted: this server, with its accounts.
fn desk(stand: &Stand) -> Desk {
    Desk {
        secrets: stand.secrets.clone(),
        accounts: stand.accounts.clone(),
        now: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs(),
        stopwatch: None,
    }
}

fn pasted<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, Answer> {
    // A form of another site cannot send this type without asking first.
    if !is_json(headers) {
        return Err(Answer::explained(415, "send application/json"));
    }
    // The parser's own words may quote a key.
    serde_json::from_slice(body)
        .map_err(|error| Answer::explained(400, &request_json::reason(&error)))
}

/// Has something examined by the doctor of pastes.
async fn examined(
    stand: &Stand,
    language: Language,
    work: impl FnOnce() -> Result<String, String> + Send + 'static,
) -> Answer {
    let refused = |status, text| Answer::explained(status, language.of(text));
    let Ok(Some(appointment)) = timeout(BUDGET, stand.pasted.appointment()).await else {
        return refused(
            503,
            Text {
                en: "the doctor is busy; try again in a moment",
                zh: "诊断线程繁忙，请稍后重试",
            },
        );
    };
    match stand.pasted.examine(appointment, work).await {
        Ok(Ok(report)) => Answer::json(200, report),
        Ok(Err(message)) => Answer::explained(400, &message),
        Err(_) => refused(500, Text { en: "the doctor was interrupted", zh: "诊断被中断" }),
    }
}

async fn diagnose(
    State(stand): State<Arc<Stand>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let paste: Paste = match pasted(&headers, &body) {
        Ok(paste) => paste,
        Err(answer) => return answer.into_response(),
    };
    let (language, desk) = (paste.language(stand.language), desk(&stand));
    let imported = match paste.read(&desk, language) {
        Ok(imported) => imported,
        Err(message) => return Answer::explained(400, &message).into_response(),
    };
    let work = move || paste.examine(&imported, &desk, language);
    examined(&stand, language, work).await.into_response()
}

async fn diagnose_callback(
    State(stand): State<Arc<Stand>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let paste: CallbackPaste = match pasted(&headers, &body) {
        Ok(paste) => paste,
        Err(answer) => return answer.into_response(),
    };
    let (language, desk) = (paste.language(stand.language), desk(&stand));
    let request = match paste.read(language) {
        Ok(request) => request,
        Err(message) => {
            let status = if paste.is_too_long() { 413 } else { 400 };
            return Answer::explained(status, &message).into_response();
        }
    };
    let work = move || Ok(paste.examine(&request, &desk, language));
    examined(&stand, language, work).await.into_response()
}
