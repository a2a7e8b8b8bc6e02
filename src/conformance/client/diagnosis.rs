//! Why a signature is not that of the request that arrived.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::arrivals::Arrived;
use crate::credentials::Credentials;
use crate::doctor::{Diagnosis, Doctor, RequestMemory, Verdict, known_mistakes};
use crate::recipe::{Mistake, Text};
use crate::request::{Request, header};
use crate::vectors::LogicalCall;
use crate::verifier::Rejection;

/// How long the doctor may search for each of the requests that a client may
/// have meant.
const BUDGET: Duration = Duration::from_millis(500);

/// Knows the requests of a client so far, and asks the doctor.
pub(super) struct Practice {
    pub(super) budget: Duration,
    memory: RequestMemory,
    accounts: Vec<Credentials>,
}

/// Why a request was refused.
pub(super) struct Finding {
    /// In a few words.
    pub(super) note: String,
    /// Mistakes that make this very signature, the likeliest first.
    pub(super) explanations: Vec<Vec<&'static Mistake>>,
    /// What was signed, where it is known.
    pub(super) signed: Option<Vec<u8>>,
}

impl Practice {
    pub(super) fn new(accounts: Vec<Credentials>) -> Self {
        Self { budget: BUDGET, memory: RequestMemory::new(10_000, 64 << 20), accounts }
    }

    /// Remembers a request, and says why it was refused if it was.
    pub(super) fn examine(
        &mut self,
        arrived: &Arrived,
        call: &LogicalCall,
        credentials: &Credentials,
    ) -> Option<Finding> {
        let number = usize::try_from(arrived.id).unwrap_or_default();
        let request = &arrived.request;
        let earlier = self.memory.remember(number, request);
        let rejection = arrived.verdict.err()?;
        let named = |id: &str| known_mistakes().filter(|mistake| mistake.id == id).collect();
        if rejection == Rejection::Replayed {
            let explanations = vec![named("signature-reused")];
            let note = "the nonce and timestamp of an earlier request were sent again".to_owned();
            return Some(Finding { note, explanations, signed: None });
        }
        if rejection != Rejection::SignatureMismatch {
            let (note, explanations) = (rejection.to_string(), Vec::new());
            return Some(Finding { note, explanations, signed: None });
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let doctor = Doctor::default()
            .recipes_only()
            .max_mistakes(2)
            .budget(self.budget)
            .near(3)
            .nonces(0)
            .clock(now)
            .other_accounts(self.accounts.clone());
        let mut diagnosis = doctor.examine_after(&earlier, request, credentials);
        for intended in intended(call, request) {
            if matches!(diagnosis.verdict, Verdict::Invalid(_)) {
                break;
            }
            let doctor = doctor.clone().intended(intended);
            diagnosis = doctor.examine_after(&earlier, request, credentials);
        }
        Some(finding(diagnosis))
    }
}

fn finding(diagnosis: Diagnosis) -> Finding {
    let explanations: Vec<Vec<&'static Mistake>> = match &diagnosis.verdict {
        Verdict::Invalid(found) => {
            found.iter().map(|explanation| explanation.mistakes().collect()).collect()
        }
        _ => Vec::new(),
    };
    let note = match explanations.first() {
        Some(mistakes) => titles(mistakes),
        None => {
            "the signature is not that of the request that arrived, and no known mistake makes it"
                .to_owned()
        }
    };
    Finding { note, explanations, signed: diagnosis.signed }
}

/// The mistakes in a sentence.
pub(super) fn titles(mistakes: &[&'static Mistake]) -> String {
    mistakes.iter().map(|mistake| title(mistake).en).collect::<Vec<_>>().join("; ")
}

/// What the recipe undoes to a request that arrived, the client had not done
/// yet when it signed.
pub(crate) fn title(mistake: &Mistake) -> Text {
    let (en, zh) = match mistake.id {
        "path-decoded" => {
            ("the path was signed before percent-encoding", "路径在百分号编码之前就参与了签名")
        }
        "query-decoded" => {
            ("the query was signed before percent-encoding", "查询参数在百分号编码之前就参与了签名")
        }
        "path-and-query-decoded" => (
            "path and query were signed before percent-encoding",
            "路径和查询参数在百分号编码之前就参与了签名",
        ),
        "query-decoded-plus-as-space" | "uri-decoded-plus-as-space" => (
            "the query was signed before it was encoded as a form",
            "查询参数在按表单编码之前就参与了签名",
        ),
        _ => return mistake.title,
    };
    Text { en, zh }
}

/// The requests that a client may have had in mind when it signed: everything
/// encoded, and nothing.
fn intended(call: &LogicalCall, sent: &Request<'_>) -> [Request<'static>; 2] {
    let encode = |text: &str| {
        let is_kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        text.bytes()
            .map(|byte| match byte {
                byte if is_kept(byte) => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            })
            .collect::<String>()
    };
    let with_uri = |encode: &dyn Fn(&str) -> String| {
        let path: String =
            call.segments().iter().map(|segment| format!("/{}", encode(segment))).collect();
        let pairs: Vec<_> = call
            .query
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let mark = if pairs.is_empty() { "" } else { "?" };
        let uri = format!("{path}{mark}{}", pairs.join("&"));
        let mut request = Request::new(&call.method, &uri).into_owned();
        for name in [header::KEY, header::NONCE, header::TIMESTAMP, header::CONTENT_TYPE] {
            if let Some(value) = sent.header_value(name) {
                request.set_header(name, value);
            }
        }
        request.set_body(call.json_text.clone().unwrap_or_default().into_bytes());
        request
    };
    [with_uri(&|text| encode(text)), with_uri(&str::to_owned)]
}
