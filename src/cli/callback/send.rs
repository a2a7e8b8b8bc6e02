//! `tmsig callback send`

use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tmsig::callback::judge::{Connection, Target, fault_of_event};
use tmsig::callback::{Callback, EVENT_DEADLINE, RETRIES};
use tmsig::vectors::{CallbackExpectation, Suite};
use tmsig::{Language, Request};

use super::secrets::SecretsSource;
use super::target::{self, TargetArgument};
use crate::cli::language::LanguageOption;
use crate::cli::{Fault, Verdict, input, print};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: TargetArgument,

    #[command(flatten)]
    secrets: SecretsSource,

    /// The name of an event, known or not; several are sent one after the other
    #[arg(long, value_name = "NAME", required_unless_present = "payload")]
    event: Vec<String>,

    /// The event itself, whole, as JSON; it is sent as it is
    #[arg(long, value_name = "FILE", conflicts_with = "event")]
    payload: Option<PathBuf>,

    /// Send what is not acknowledged again after 1, 3 and 6 minutes, as the vendor does
    #[arg(long)]
    retry: bool,

    /// How many times faster the minutes pass
    #[arg(long, value_name = "FACTOR", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    speed: u32,

    #[command(flatten)]
    language: LanguageOption,
}

const EXAMPLES: &str = "\
Examples:
  export TMSIG_CALLBACK_TOKEN=… TMSIG_CALLBACK_AES_KEY=…
  tmsig callback send http://127.0.0.1:8080/callback --event meeting.started --event meeting.end
  tmsig callback send http://127.0.0.1:8080/callback --payload event.json --retry --speed 60

Events are encrypted where there is an EncodingAESKey. `tmsig callback events` lists the names that are known.

Exit codes: 0 every event was acknowledged, 1 one was not, 2 wrong usage or input.";

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        let language = self.language.language();
        let callback = self.secrets.read()?.callback(language)?;
        let target = self.target.parse(language)?;
        let events = match &self.payload {
            Some(path) => vec![input::read_file(path)?.text],
            None => self.event.iter().map(|name| made(name)).collect::<Result<_, _>>()?,
        };
        let mut is_every_one_acknowledged = true;
        for event in &events {
            is_every_one_acknowledged &= self.deliver(&target, &callback, event, language)?;
        }
        Ok(if is_every_one_acknowledged { Verdict::Good } else { Verdict::Bad })
    }

    /// Sends an event until it is acknowledged or given up; whether it was.
    fn deliver(
        &self,
        target: &Target,
        callback: &Callback,
        event: &str,
        language: Language,
    ) -> Result<bool, Fault> {
        let name = name_of(event);
        let nonce = (10_000_000 + target::seed()? % 90_000_000).to_string();
        // Whether a retry has a time and nonce of its own is not documented; here it has not.
        let timestamp = target::now()?.to_string();
        let request = callback.seal_event(target.path(), &timestamp, &nonce, event);
        let first = Instant::now();
        let retries = if self.retry { &RETRIES[..] } else { &[] };
        let times = std::iter::once(Duration::ZERO).chain(retries.iter().copied());
        for (attempt, due) in times.enumerate() {
            thread::sleep((due / self.speed).saturating_sub(first.elapsed()));
            let told = send(target, &request, event, language);
            let attempt = if attempt == 0 { String::new() } else { format!(" ({attempt})") };
            match told {
                None => {
                    print(&format!("{name}{attempt}: {}", language.of(ACKNOWLEDGED)))?;
                    return Ok(true);
                }
                Some(fault) => print(&format!("{name}{attempt}: {fault}"))?,
            }
        }
        Ok(false)
    }
}

const ACKNOWLEDGED: tmsig::Text = tmsig::Text { en: "acknowledged", zh: "已应答" };

/// What is wrong with the answer, if anything is.
fn send(target: &Target, request: &Request<'_>, event: &str, language: Language) -> Option<String> {
    let answer = Connection::open(target, EVENT_DEADLINE)
        .and_then(|mut connection| connection.exchange(request, EVENT_DEADLINE));
    fault_of_event(&answer, request, event).map(|fault| fault.to_text(language))
}

fn name_of(event: &str) -> String {
    let name = serde_json::from_str::<Value>(event).ok();
    let name = name.as_ref().and_then(|event| event["event"].as_str());
    name.unwrap_or("?").escape_debug().to_string()
}

/// An event of this name: as the vectors have it, with a time and an identity
/// of its own, or a payload that says no more than the time.
fn made(name: &str) -> Result<String, Fault> {
    let now = target::now()?;
    let mut event = known_events().into_iter().find(|event| event["event"] == name).unwrap_or_else(
        || json!({"event": name, "trace_id": "", "payload": [{"operate_time": 0}]}),
    );
    event["trace_id"] = format!("{:016x}{:016x}", target::seed()?, target::seed()?).into();
    let payload = event["payload"].as_array_mut();
    for item in payload.into_iter().flatten().filter(|item| item.is_object()) {
        item["operate_time"] = now.into();
    }
    Ok(event.to_string())
}

/// One event of each name that the vectors have, as they have it.
pub(super) fn known_events() -> Vec<Value> {
    let mut events: Vec<Value> = Vec::new();
    for case in Suite::embedded().callback_cases() {
        let is_plain = case.id.starts_with("callback/event/plain-") && case.flags == ["event"];
        let CallbackExpectation::Accepted { stages, .. } = &case.expectation else { continue };
        if let Some(event) =
            is_plain.then(|| serde_json::from_str(&stages.plaintext).ok()).flatten()
        {
            events.push(event);
        }
    }
    events
}
