//! `tmsig serve`

use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use tmsig::Credentials;
use tmsig::doctor::Language;
use tmsig::server::{Config, EventsTo, Server, Summary};

use super::callback::secrets::SecretsSource;
use super::callback::target::RootsArgument;
use super::credentials::CredentialsSource;
use super::language::LanguageOption;
use super::{Fault, Verdict, remark};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8787", value_parser = parse_listen)]
    listen: SocketAddr,

    /// Allow an address that other machines reach. Dangerous: whoever reaches it reads the requests
    /// of your tests, has signatures checked against your SecretKey, and is not asked who he is; and
    /// it is plain HTTP, which everybody on the way reads
    #[arg(long)]
    allow_remote: bool,

    #[command(flatten)]
    credentials: CredentialsSource,

    /// Answer as the vendor alone: no X-Tmsig headers, no page, nothing under /_tmsig. The log still
    /// says why
    #[arg(long)]
    strict: bool,

    /// Write every request with its verdict and diagnosis, as JSON Lines that `tmsig doctor` reads;
    /// a refused request stands there when its diagnosis is done
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// How many requests to remember for the page and the report
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = parse_keep)]
    keep: usize,

    /// How long the doctor may search for the mistakes behind one refusal
    #[arg(long, value_name = "DURATION", default_value = "100ms", value_parser = super::parse_duration)]
    budget: Duration,

    /// Longest body, in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 10 << 20, value_parser = clap::value_parser!(u32).range(1..=1 << 30))]
    max_body: u32,

    /// Close connections that are idle, or send or take nothing, for so long
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = super::parse_duration)]
    idle_timeout: Duration,

    /// Send the events that calls cause to a receiver of callbacks, signed and encrypted as the
    /// vendor does: meetings created, updated and cancelled, STS-Tokens
    #[arg(long, value_name = "URL")]
    events_to: Option<String>,

    /// How many times faster the 1, 3 and 6 minutes pass, after which an event that is not
    /// acknowledged is sent again
    #[arg(long, value_name = "FACTOR", default_value_t = 1, requires = "events_to", value_parser = clap::value_parser!(u32).range(1..))]
    events_speed: u32,

    #[command(flatten)]
    events_secrets: SecretsSource,

    #[command(flatten)]
    events_roots: RootsArgument,

    /// Log refused requests only
    #[arg(long, short)]
    quiet: bool,

    #[command(flatten)]
    language: LanguageOption,
}

const EXAMPLES: &str = "\
Examples:
  export TMSIG_APP_ID=200000001 TMSIG_SECRET_ID=… TMSIG_SECRET_KEY=…
  tmsig serve                             then point your client at http://127.0.0.1:8787
  tmsig serve --listen 127.0.0.1:0        the first line of stdout is the base URL
  tmsig serve --credentials accounts.json --strict
  tmsig serve --record requests.jsonl     run your program, press Ctrl-C, read the file
  tmsig serve --events-to http://127.0.0.1:8080/callback      with TMSIG_CALLBACK_TOKEN

While it runs: http://127.0.0.1:8787/ is the doctor in the browser; in a CI job, after your tests,
  curl http://127.0.0.1:8787/_tmsig/report                  {\"conforming\":true,…}
  curl http://127.0.0.1:8787/_tmsig/report?format=junit
  curl http://127.0.0.1:8787/_tmsig/requests                why each one was refused
All of it: docs/server.md.";

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        if !self.listen.ip().is_loopback() && !self.allow_remote {
            return Err(Fault::new(format_args!(
                "other machines reach {}: they could read the requests of your tests and have signatures \
                 checked against your SecretKey. Listen on 127.0.0.1, or say --allow-remote if that is meant",
                self.listen.ip()
            )));
        }
        let record = self.record.as_ref().map(|path| {
            // What is in it stays until the server runs.
            let mut options = File::options();
            options.write(true).create(true).truncate(false);
            // It holds what was sent: tokens, names, subjects.
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(path).map_err(|error| {
                Fault::new(format_args!("cannot write {}: {error}", path.display()))
            })
        });
        let record = record.transpose()?;
        let recorded = record.as_ref().and_then(|file| file.try_clone().ok());
        let language = self.language.language();
        let events = self.events(language)?;
        let config = Config {
            events,
            listen: self.listen,
            strict: self.strict,
            language,
            budget: self.budget,
            keep: self.keep,
            max_body: self.max_body as usize,
            idle_timeout: self.idle_timeout,
            log: Some(Box::new(|line| {
                // A terminal that is gone takes no log; the server goes on.
                let _unheard = writeln!(std::io::stderr(), "{line}");
            })),
            log_accepted: !self.quiet,
            record,
            ..Config::new(self.credentials.all()?)
        };
        for account in &config.accounts {
            let shortest = Credentials::SHORTEST_KEPT_BACK;
            if account.expose_secret_key().len() < shortest {
                let id = account.secret_id();
                remark(&match config.language {
                    Language::English => format!(
                        "warning: the SecretKey of {id} has fewer than {shortest} bytes, and is not kept out \
                         of log, page and reports"
                    ),
                    Language::Chinese => format!(
                        "警告：{id} 的 SecretKey 不足 {shortest} 个字节，日志、页面和报告中不会将其隐去"
                    ),
                })?;
            }
        }
        let stopped = listen_for_interrupt()?;
        let server = Server::start(config).map_err(|error| {
            Fault::new(format_args!("cannot listen on {}: {error}", self.listen))
        })?;
        if let Some(file) = recorded
            && file.metadata().is_ok_and(|metadata| metadata.is_file())
        {
            file.set_len(0).map_err(|error| {
                Fault::new(format_args!("the record cannot be emptied: {error}"))
            })?;
        }
        // Whoever started it has to learn where it is.
        let told = writeln!(std::io::stdout(), "http://{}", server.address());
        told.map_err(|error| Fault::new(format_args!("the address cannot be printed: {error}")))?;
        // The sender lives in the handler, which stays.
        let _asked = stopped.recv();
        let Summary { accepted, refused, malformed, foreign } = server
            .stop()
            .map_err(|error| Fault::new(format_args!("the record is not whole: {error}")))?;
        let mut words = format!("{accepted} accepted, {refused} refused, {malformed} malformed");
        if foreign > 0 {
            words.push_str(&format!(", {foreign} of web pages of other sites"));
        }
        last_words(words);
        Ok(Verdict::Good)
    }
}

impl Arguments {
    /// Where events go; their secrets are asked for only where some are sent.
    fn events(&self, language: Language) -> Result<Option<EventsTo>, Fault> {
        let Some(url) = &self.events_to else { return Ok(None) };
        let target = self.events_roots.parse(url, language)?;
        let (token, key) = self.events_secrets.read()?.examined(language)?;
        Ok(Some(EventsTo::new(target, token, key.as_ref()).speed(self.events_speed)))
    }
}

/// Says something on stderr, unless nobody takes it within a moment: a pipe
/// that is full and that nobody reads must not keep the process.
fn last_words(text: String) {
    let (sender, said) = mpsc::channel();
    std::thread::spawn(move || {
        // Told by nobody where stderr is gone.
        let _unheard = remark(&text);
        let _left = sender.send(());
    });
    let _too_late = said.recv_timeout(Duration::from_secs(1));
}

/// Hears of the first Ctrl-C or SIGTERM; the second ends the process.
pub(super) fn listen_for_interrupt() -> Result<mpsc::Receiver<()>, Fault> {
    let (sender, receiver) = mpsc::channel();
    let mut is_second = false;
    ctrlc::set_handler(move || {
        if std::mem::replace(&mut is_second, true) {
            std::process::exit(130);
        }
        // Nobody listens only when it ends already.
        let _ending = sender.send(());
    })
    .map_err(|error| Fault::new(format_args!("cannot listen for Ctrl-C: {error}")))?;
    Ok(receiver)
}

/// No names: what one resolves to may change, and may be reached from elsewhere.
pub(super) fn parse_listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| match text.strip_prefix("localhost") {
        Some(port) => format!("wanted an address and not a name: 127.0.0.1{port}"),
        None => "wanted an address and a port, like 127.0.0.1:8787 or [::1]:0".to_owned(),
    })
}

fn parse_keep(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(keep @ 1..=100_000) => Ok(keep),
        _ => Err("wanted a number from 1 to 100000".to_owned()),
    }
}
