//! `tmsig doctor`

use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::ValueEnum;
use tmsig::Request;
use tmsig::doctor::{Doctor, Stack, Verdict as Finding};

use super::credentials::{CredentialsSource, account_of};
use super::input::{self, RequestSource};
use super::language::LanguageOption;
use super::{Fault, Verdict, print, remark};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    source: RequestSource,

    #[command(flatten)]
    credentials: CredentialsSource,

    /// Try combinations of up to so many mistakes
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=4))]
    max_mistakes: u8,

    /// Stop searching after this time, for each request
    #[arg(long, value_name = "DURATION", default_value = "2s", value_parser = super::parse_duration)]
    budget: Duration,

    /// What was meant to be sent, in any of the formats: it may be what was signed
    #[arg(long, value_name = "FILE")]
    intended: Option<PathBuf>,

    /// The body that was meant to be sent, byte for byte: for a text that does not hold it, or holds
    /// another one
    #[arg(long, value_name = "FILE", conflicts_with = "intended")]
    intended_body: Option<PathBuf>,

    /// The text that your own code printed as the one it signs: compared part by part, and proven
    #[arg(long, value_name = "FILE")]
    signed: Option<PathBuf>,

    /// Show the cure in this language or for this library [default: by the User-Agent, else every
    /// language]
    #[arg(long, value_name = "LANGUAGE", value_parser = stack)]
    code: Option<Stack>,

    /// Also try timestamps and nonces up to this far from the one sent; 0 tries none
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u64).range(..=100_000))]
    near: u64,

    /// At last try every nonce up to this one [default: 999999 if the one sent has up to 6 digits]
    #[arg(long, value_name = "N")]
    nonces: Option<u64>,

    #[command(flatten)]
    language: LanguageOption,

    /// How to print the diagnosis
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Say how many recipes were tried, and how fast
    #[arg(long, short)]
    verbose: bool,
}

const EXAMPLES: &str = "\
Examples:
  export TMSIG_SECRET_ID=… TMSIG_SECRET_KEY=…
  tmsig doctor failing_request.json
  tmsig doctor curl.txt                          a line copied from a browser, Postman or a shell
  tmsig doctor --lang zh < raw_http.txt
  tmsig doctor recorded.har                      every call in it that carries a signature
  tmsig doctor app.log                           OkHttp, Feign, Apache, curl -v, http.client, axios, Postman, …
  tmsig doctor --format json requests.jsonl      one report a line
  tmsig doctor --intended meant.json sent.json   was something else signed than sent?
  tmsig doctor --intended-body body.json curl-v.txt   the log does not show the body
  tmsig doctor --signed printed.txt curl.txt     the text my code signed: is it right?
  tmsig doctor --code java curl.txt              the cure in Java; or okhttp, axios, go, …
  tmsig doctor --credentials accounts.json failing_request.json";

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Text,
    /// For programs, one report a line
    Json,
}

fn stack(name: &str) -> Result<Stack, String> {
    Stack::find(name).ok_or_else(|| {
        let ids: Vec<&str> = Stack::all().map(Stack::id).collect();
        format!("one of {}", ids.join(", "))
    })
}

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        // The keys first: what is said of a request must not tell them.
        let accounts = self.credentials.all()?;
        let language = self.language.language();
        let is_explained = |request: &Request<'_>| {
            let credentials = account_of(request, &accounts).ok().flatten().unwrap_or(&accounts[0]);
            let doctor = Doctor::default().budget(self.budget);
            let verdict = doctor.examine(request, credentials).verdict;
            matches!(verdict, Finding::Invalid(_))
        };
        let body = match &self.intended_body {
            Some(path) => Some(input::read_bytes(Some(path), "a body")?.1),
            None => None,
        };
        let requests = self.source.requests(&accounts, language, is_explained, body.as_deref())?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut doctor = Doctor::default()
            .max_mistakes(self.max_mistakes.into())
            .budget(self.budget)
            .clock(now)
            .near(self.near)
            .other_accounts(accounts.clone());
        if let Some(largest) = self.nonces {
            doctor = doctor.nonces(largest);
        }
        if let Some(path) = &self.intended {
            if requests.len() > 1 {
                return Err(Fault::new(format_args!(
                    "--intended tells what one request was meant to be, and {} are given",
                    requests.len()
                )));
            }
            let intended = input::requests_of(path, language)?;
            let [intended] = <[_; 1]>::try_from(intended).map_err(|many| {
                Fault::new(format_args!("--intended wants one request, and has {}", many.len()))
            })?;
            doctor = doctor.intended(intended);
        }
        if let (Some(body), [request]) = (&body, &requests[..])
            && request.body_bytes() != body
        {
            doctor = doctor.intended(request.clone().body(body).into_owned());
        }
        if let Some(path) = &self.signed {
            if requests.len() > 1 {
                return Err(Fault::new(format_args!(
                    "--signed is the text of one request, and {} are given",
                    requests.len()
                )));
            }
            doctor = doctor.signed_text(input::read_bytes(Some(path), "a signed text")?.1);
        }
        if let Some(stack) = self.code {
            doctor = doctor.code(stack);
        }
        if let Some(path) = self.source.path() {
            doctor = doctor.read_from(path.display().to_string());
        }
        let mut sequence = doctor.sequence();
        let mut all_valid = true;
        for request in &requests {
            // Advice says so if it is of none of them.
            let credentials = account_of(request, &accounts)?.unwrap_or(&accounts[0]);
            let diagnosis = sequence.examine(request, credentials);
            all_valid &= diagnosis.verdict == Finding::Valid;
            match self.format {
                Format::Json => print(&diagnosis.to_json(language).to_string())?,
                Format::Text => print(&diagnosis.to_text(language))?,
            }
            if self.verbose {
                let seconds = diagnosis.elapsed.as_secs_f64();
                let tried = diagnosis.recipes_tried;
                #[allow(clippy::cast_precision_loss)] // Nobody reads that many digits.
                let rate = tried as f64 / seconds / 1e6;
                remark(&format!("{tried} recipes in {seconds:.3} s: {rate:.2} million a second"))?;
            }
        }
        Ok(if all_valid { Verdict::Good } else { Verdict::Bad })
    }
}
