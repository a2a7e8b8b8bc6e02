//! `tmsig verify`

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::ValueEnum;
use serde_json::json;
use tmsig::{
    Rejection, Request, Signature, StringToSign, Verifier, Visible, WINDOW_SECONDS, header,
};

use super::credentials::CredentialsSource;
use super::input::RequestSource;
use super::language::LanguageOption;
use super::{Fault, Verdict, print, remark};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    source: RequestSource,

    #[command(flatten)]
    credentials: CredentialsSource,

    /// Check the timestamp too, by this clock: "now" or UNIX seconds
    ///
    /// Without it the signature alone is checked, as a captured request is always old.
    #[arg(long, value_name = "CLOCK", value_parser = parse_clock)]
    clock: Option<u64>,

    /// How to print the verdict
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const EXAMPLES: &str = "\
Examples:
  tmsig verify request.json
  tmsig verify --clock now < request.json
  tmsig verify --clock 1600000000 --format json request.json";

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        // The keys first: what is said of a request must not tell them.
        let accounts = self.credentials.all()?;
        let language = LanguageOption::default().language();
        let requests = self.source.requests(&accounts, language, |_| false, None)?;
        let verifier = Verifier::new(accounts);
        let mut are_all_valid = true;
        for request in &requests {
            let judged = match self.clock {
                Some(now) => verifier.verify_at(request, now),
                None => verifier.verify_signature(request),
            };
            match self.format {
                Format::Json => print_json(request, judged)?,
                Format::Text => print_text(request, judged, self.clock)?,
            }
            are_all_valid &= judged.is_ok();
        }
        Ok(if are_all_valid { Verdict::Good } else { Verdict::Bad })
    }
}

fn print_text(
    request: &Request<'_>,
    judged: Result<(), Rejection>,
    clock: Option<u64>,
) -> Result<(), Fault> {
    let Err(rejection) = judged else {
        print("valid")?;
        return if clock.is_none() { remark_on_clock(request) } else { Ok(()) };
    };
    print(&format!("invalid: {}: {rejection}", rejection.error_code()))?;
    if rejection == Rejection::SignatureMismatch {
        let sent = request.header_value(header::SIGNATURE).unwrap_or_default();
        if let Some(fault) = form_fault(sent) {
            remark(&format!("the signature sent: {fault}"))?;
        }
        let parts = StringToSign::as_arrived(request);
        remark(&format!(
            "the string to sign of this request, to compare with what was signed:\n{}",
            Visible(&parts.to_vec())
        ))?;
    }
    Ok(())
}

fn print_json(request: &Request<'_>, judged: Result<(), Rejection>) -> Result<(), Fault> {
    let verdict = match judged {
        Ok(()) => json!({ "verdict": "valid", "error_code": null }),
        Err(rejection) => {
            let code = rejection.error_code();
            let mut reason = rejection.to_string();
            let sent = request.header_value(header::SIGNATURE).unwrap_or_default();
            if rejection == Rejection::SignatureMismatch
                && let Some(fault) = form_fault(sent)
            {
                reason = format!("{reason}; {fault}");
            }
            let mut verdict = json!({
                "verdict": "invalid",
                "error_code": code.code(),
                "http_status": code.http_status(),
                "reason": reason,
            });
            // Only here X-TC-Key is known to be a SecretId and not a SecretKey
            // in the wrong place.
            if rejection == Rejection::SignatureMismatch {
                let expected = StringToSign::as_arrived(request).to_vec();
                verdict["string_to_sign"] = match String::from_utf8(expected) {
                    Ok(text) => json!({ "expected": text }),
                    Err(error) => json!({ "expected_base64": STANDARD.encode(error.as_bytes()) }),
                };
            }
            verdict
        }
    };
    print(&serde_json::to_string_pretty(&verdict).map_err(Fault::new)?)
}

/// What is wrong with the text of a signature, whatever was signed.
fn form_fault(sent: &[u8]) -> Option<String> {
    match str::from_utf8(sent) {
        Ok(text) => text.parse::<Signature>().err().map(|fault| fault.to_string()),
        Err(_) => Some("it is not text".to_owned()),
    }
}

/// The signature is right; would the server get so far as to see that?
fn remark_on_clock(request: &Request<'_>) -> Result<(), Fault> {
    let timestamp = request.header_value(header::TIMESTAMP).unwrap_or_default();
    let timestamp = str::from_utf8(timestamp).ok().and_then(|text| text.parse::<u64>().ok());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    match timestamp {
        Some(timestamp) if timestamp.abs_diff(now) <= WINDOW_SECONDS => Ok(()),
        Some(timestamp) => remark(&format!(
            "note: {}; sent now it would be refused with 190300",
            Rejection::TimestampExpired { timestamp, now }
        )),
        None => remark(&format!("note: {}", Rejection::TimestampNotDecimal)),
    }
}

fn parse_clock(text: &str) -> Result<u64, String> {
    if text == "now" {
        return Ok(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs());
    }
    text.parse().map_err(|_| "neither \"now\" nor UNIX seconds in decimal digits".to_owned())
}
