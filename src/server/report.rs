//! What happened, for the log, the record, the page and CI.

use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};
use serde::Serialize;
use serde_json::Value;

use super::history::{Consultation, Entry, History, Outcome, Refused, ShownRequest};
use crate::doctor::{Diagnosis, Language, Verdict};
use crate::error_code::ErrorCode;
use crate::recipe::Text;
use crate::request::{Request, header};
use crate::verifier::Rejection;
use crate::visible::Visible;

/// One thing that is wrong with a request.
#[derive(Clone, Copy, Debug)]
struct Finding {
    id: &'static str,
    title: Text,
    remedy: Text,
}

macro_rules! finding {
    ($id:literal, $en:literal | $zh:literal, $remedy_en:literal | $remedy_zh:literal) => {
        Finding {
            id: $id,
            title: Text { en: $en, zh: $zh },
            remedy: Text { en: $remedy_en, zh: $remedy_zh },
        }
    };
}

const BAD_PARAMETERS: Finding = finding!(
    "bad-parameters",
    "the signature is right, the body is not the JSON object that this call wants"
        | "签名正确，但请求体不是该接口要求的 JSON 对象",
    "Send the JSON object that the vendor documents for this call."
        | "请按官方文档发送该接口要求的 JSON 对象。"
);
const BUSY: Finding = finding!(
    "busy",
    "not diagnosed: too many refusals at once" | "未诊断：同时被拒绝的请求过多",
    "Send this request alone, or give it to tmsig doctor."
        | "请单独发送该请求，或用 tmsig doctor 诊断。"
);
const PENDING: Finding = finding!(
    "pending",
    "the doctor is still searching" | "仍在诊断",
    "Ask for this request again in a moment." | "请稍后再查询该请求。"
);
const UNEXPLAINED: Finding = finding!(
    "unexplained",
    "the signature is wrong, and none of the known mistakes makes it"
        | "签名错误，但已知的错误都不能得到这个签名",
    "Check that the SecretKey is that of this SecretId, and that nothing changes body or URI after signing; print the string your code signs and compare it with the one in the report."
        | "请确认 SecretKey 与 SecretId 配对，且签名之后请求体和 URI 没有变化；打印代码中实际参与签名的字符串，与报告中的内容比较。"
);

/// What is wrong, the reason for the refusal first.
fn findings(entry: &Entry) -> Vec<Finding> {
    let rejection = match entry.outcome {
        Outcome::Accepted | Outcome::Malformed(_) => return Vec::new(),
        Outcome::Refused(Refused::Parameters(_)) => return vec![BAD_PARAMETERS],
        Outcome::Refused(Refused::Rejected(rejection)) => rejection,
    };
    let diagnosis = match entry.consultation.get() {
        None => return vec![PENDING],
        Some(Consultation::Busy) => return vec![BUSY],
        Some(Consultation::Done(diagnosis)) => diagnosis,
    };
    let mut findings: Vec<Finding> = advice_of(rejection)
        .iter()
        .filter_map(|id| diagnosis.advice.iter().find(|advice| advice.id == *id))
        .take(1)
        .map(|advice| Finding { id: advice.id, title: advice.title, remedy: advice.remedy })
        .collect();
    match &diagnosis.verdict {
        Verdict::Invalid(explanations) => {
            findings.extend(explanations.first().into_iter().flat_map(|explanation| {
                explanation.mistakes().map(|mistake| Finding {
                    id: mistake.id,
                    title: mistake.title,
                    remedy: mistake.remedy,
                })
            }));
        }
        Verdict::Unexplained if findings.is_empty() => findings.push(UNEXPLAINED),
        _ => {}
    }
    findings
}

/// The ids of the advice that says in words what the rejection says.
fn advice_of(rejection: Rejection) -> &'static [&'static str] {
    match rejection {
        Rejection::HeaderContradicted(_) => &["header-repeated"],
        Rejection::MissingHeader(name) => match name {
            header::APP_ID => &["app-id-missing"],
            header::KEY => &["key-missing"],
            header::NONCE => &["nonce-missing"],
            header::TIMESTAMP => &["timestamp-missing"],
            _ => &["oauth-headers", "signature-missing"],
        },
        Rejection::OtherAppId => &["app-id-other"],
        Rejection::OtherSdkId => &["sdk-id-other"],
        Rejection::Replayed => &["stamp-repeated"],
        Rejection::SdkIdMissing => &["sdk-id-missing"],
        Rejection::SdkIdNotAssigned => &["sdk-id-not-assigned"],
        // An empty header is there, and yet says nothing.
        Rejection::SignatureMismatch => &["signature-missing"],
        Rejection::TimestampExpired { .. } => &["timestamp-in-milliseconds", "timestamp-skew"],
        Rejection::TimestampNotDecimal => &["timestamp-not-decimal"],
        Rejection::UnknownSecretId => &["key-missing", "key-other"],
    }
}

/// Of `X-Tmsig-Mistake`.
pub(super) fn mistake_ids(entry: &Entry) -> Vec<&'static str> {
    findings(entry).into_iter().map(|finding| finding.id).collect()
}

/// One line: when, which, what, and what to do about it.
pub(super) fn log_line(entry: &Entry, language: Language) -> String {
    let shown = |bytes: &[u8]| {
        const LONGEST: usize = 1000;
        let cut = &bytes[..bytes.len().min(LONGEST)];
        let dots = if cut.len() < bytes.len() { "…" } else { "" };
        format!("{}{dots}", Visible(cut).unquoted())
    };
    let head = format!("{} #{}", time(entry), entry.id);
    let request = entry.request.request();
    let request = || format!("{} {}", shown(request.method_bytes()), shown(request.uri_bytes()));
    match &entry.outcome {
        Outcome::Accepted => format!("{head} {} accepted", request()),
        Outcome::Malformed(malformed) => format!(
            "{head} {} malformed: {} ({})",
            malformed.status,
            malformed.reason,
            Visible(&malformed.line)
        ),
        Outcome::Refused(refused) => {
            let code = refused.error_code();
            let mut line = format!("{head} {} {code}", request());
            for Finding { id, title, remedy } in findings(entry) {
                let say = |text| language.of(text);
                let stop = say(Text { en: ". ", zh: "。" });
                line.push_str(&format!(" [{id}] {}{stop}{}", say(title), say(remedy)));
            }
            line
        }
    }
}

/// What is told of a request in a list.
#[derive(Serialize)]
pub(super) struct Summary {
    id: u64,
    time: String,
    method: String,
    uri: String,
    outcome: &'static str,
    http_status: u16,
    error_code: Option<u32>,
    reason: Option<String>,
    diagnosis: &'static str,
    mistakes: Vec<FindingWords>,
}

#[derive(Serialize)]
struct FindingWords {
    id: &'static str,
    title: &'static str,
    remedy: &'static str,
}

impl Summary {
    pub(super) fn new(entry: &Entry, language: Language) -> Self {
        let shown = |bytes: &[u8]| Visible(bytes).unquoted();
        let request = entry.request.request();
        let (outcome, http_status, code, reason): (_, _, Option<ErrorCode>, _) = match &entry
            .outcome
        {
            Outcome::Accepted => ("accepted", 200, None, None),
            Outcome::Malformed(malformed) => {
                let line = Visible(&malformed.line).to_string();
                ("malformed", malformed.status, None, Some(format!("{}: {line}", malformed.reason)))
            }
            Outcome::Refused(refused) => {
                let code = refused.error_code();
                ("refused", code.http_status(), Some(code), Some(refused.reason()))
            }
        };
        let mistakes = findings(entry).into_iter().map(|finding| FindingWords {
            id: finding.id,
            title: language.of(finding.title),
            remedy: language.of(finding.remedy),
        });
        Self {
            id: entry.id,
            time: time(entry),
            method: shown(request.method_bytes()),
            uri: shown(request.uri_bytes()),
            outcome,
            http_status,
            error_code: code.map(ErrorCode::code),
            reason,
            diagnosis: match entry.consultation.get() {
                Some(Consultation::Busy) => "busy",
                Some(Consultation::Done(_)) => "done",
                None if entry.wants_diagnosis() => "pending",
                None => "none",
            },
            mistakes: mistakes.collect(),
        }
    }
}

/// Everything that is known of a request.
#[derive(Serialize)]
pub(super) struct Details {
    #[serde(flatten)]
    summary: Summary,
    body_left_out: usize,
    request: Request<'static>,
    report: Option<Value>,
}

impl Details {
    pub(super) fn new(entry: &Entry, language: Language) -> Self {
        Self {
            summary: Summary::new(entry, language),
            body_left_out: entry.body_left_out,
            request: entry.request.request().clone(),
            report: diagnosis(entry).map(|diagnosis| diagnosis.to_json(language)),
        }
    }
}

fn diagnosis(entry: &Entry) -> Option<&Arc<Diagnosis>> {
    match entry.consultation.get()? {
        Consultation::Busy => None,
        Consultation::Done(diagnosis) => Some(diagnosis),
    }
}

/// The request as Request JSON, with what became of it as the member `tmsig`:
/// `tmsig doctor` reads it.
pub(super) fn record_line(entry: &Entry, request: &ShownRequest, language: Language) -> String {
    #[derive(Serialize)]
    struct Outcome {
        #[serde(flatten)]
        summary: Summary,
        report: Option<Value>,
    }
    let outcome = Outcome {
        summary: Summary::new(entry, language),
        report: diagnosis(entry).map(|diagnosis| diagnosis.to_json(language)),
    };
    let mut line = to_json(request.request());
    // Spliced in as text: a JSON value would lose headers that occur twice.
    line.pop();
    line.push_str(&format!(",\"tmsig\":{}}}", to_json(&outcome)));
    line
}

/// How many requests there were, and whether all were accepted.
#[derive(Serialize)]
pub(super) struct Totals {
    conforming: bool,
    requests: u64,
    accepted: u64,
    refused: u64,
    malformed: u64,
    foreign: u64,
}

impl Totals {
    pub(super) fn new(history: &History) -> Self {
        let totals = history.totals;
        Self {
            conforming: totals.conforms(),
            requests: totals.all(),
            accepted: totals.accepted,
            refused: totals.refused,
            malformed: totals.malformed,
            foreign: totals.foreign,
        }
    }
}

/// A test case for each request that is remembered; those that are not stand in
/// one of their own.
pub(super) fn junit(history: &History, language: Language) -> String {
    let mut suite = TestSuite::new("requests");
    let (mut kept, mut kept_good) = (0, 0);
    for entry in history.entries() {
        kept += 1;
        kept_good += u64::from(entry.outcome == Outcome::Accepted || entry.is_foreign);
        let summary = Summary::new(entry, language);
        let status = match &summary.reason {
            None => TestCaseStatus::success(),
            Some(_) if entry.is_foreign => {
                let words = Text {
                    en: "sent by a web page of another site",
                    zh: "由其他网站的页面发出",
                };
                let mut status = TestCaseStatus::skipped();
                status.set_message(language.of(words));
                status
            }
            Some(reason) => failure(&summary, reason, language),
        };
        let name = format!("#{} {} {}", summary.id, summary.method, summary.uri);
        let mut case = TestCase::new(name, status);
        case.set_classname("requests");
        suite.add_test_case(case);
    }
    let totals = history.totals;
    let older = totals.all() - kept;
    let older_not_accepted = older - (totals.accepted + totals.foreign - kept_good);
    if older > 0 || totals.all() == 0 {
        let (name, bad) = if older > 0 {
            let bad = (older_not_accepted > 0)
                .then(|| format!("{older_not_accepted} of them were not accepted"));
            (format!("{older} older requests"), bad)
        } else {
            ("a request".to_owned(), Some("there was no request".to_owned()))
        };
        let status = bad.map_or_else(TestCaseStatus::success, |message| {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(message);
            status
        });
        let mut case = TestCase::new(name, status);
        case.set_classname("requests");
        suite.add_test_case(case);
    }
    let mut report = quick_junit::Report::new("tmsig serve");
    report.add_test_suite(suite);
    report
        .to_string()
        .unwrap_or_else(|error| unreachable!("writing XML to memory does not fail: {error}"))
}

fn failure(summary: &Summary, reason: &str, language: Language) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let code = summary.error_code.unwrap_or(summary.http_status.into());
    let titles: Vec<_> = summary.mistakes.iter().map(|mistake| mistake.title).collect();
    let because = if titles.is_empty() {
        reason.to_owned()
    } else {
        titles.join(language.of(Text { en: "; ", zh: "；" }))
    };
    status.set_message(format!("{code}: {because}"));
    let remedies: Vec<_> = summary.mistakes.iter().map(|mistake| mistake.remedy).collect();
    status.set_description(format!("{reason}\n{}", remedies.join("\n")));
    status
}

/// UTC.
fn time(entry: &Entry) -> String {
    let since = Duration::from_millis(u64::try_from(entry.at).unwrap_or_default());
    humantime::format_rfc3339_millis(UNIX_EPOCH + since).to_string()
}

pub(super) fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value)
        .unwrap_or_else(|error| unreachable!("texts and numbers are JSON: {error}"))
}
