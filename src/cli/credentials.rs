//! Where credentials come from: the environment or a file, never an argument.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use std::{env, io};

use tmsig::doctor::{Language, redact};
use tmsig::{Credentials, Request, header};
use zeroize::Zeroizing;

use super::language::of_locale;
use super::{Fault, input};

/// Where the credentials are
#[derive(clap::Args)]
pub(super) struct CredentialsSource {
    /// JSON file of one account, or a list of them: {"secret_id":…,"secret_key":…,"app_id":…,"sdk_id":…}
    ///
    /// Without it, TMSIG_SECRET_ID, TMSIG_SECRET_KEY, TMSIG_APP_ID and TMSIG_SDK_ID are read from the
    /// environment.
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
    /// File that holds the SecretKey and nothing else; the ids come from the environment
    ///
    /// On a terminal, a SecretKey that is nowhere is asked for without echo. Neither way leaves anything in the
    /// shell's history.
    #[arg(long, value_name = "FILE", conflicts_with = "credentials")]
    key_file: Option<PathBuf>,
}

/// The accounts that were read, whose keys are kept out of what is said.
static READ: RwLock<Vec<Credentials>> = RwLock::new(Vec::new());

/// Keeps these secrets out of what is said, beside the SecretKeys of accounts.
pub(super) fn keep_back<'s>(secrets: impl Iterator<Item = &'s str>) {
    let secrets = secrets.map(|secret| Credentials::new("", secret));
    READ.write().unwrap_or_else(PoisonError::into_inner).extend(secrets);
}

/// A text for a person, without the user's secrets.
pub(super) fn redacted(text: &str) -> String {
    redact(text, &READ.read().unwrap_or_else(PoisonError::into_inner))
}

impl CredentialsSource {
    /// Every account given.
    pub(super) fn all(&self) -> Result<Vec<Credentials>, Fault> {
        let accounts = if let Some(path) = &self.credentials {
            let input = input::read_file(path)?;
            parse(&input.name, input.text.trim_start_matches('\u{feff}'))
        } else {
            let key = self.key_file.as_deref().map(key_of_file).transpose()?;
            from_environment(key).map(|credentials| vec![credentials])
        }?;
        READ.write().unwrap_or_else(PoisonError::into_inner).extend(accounts.iter().cloned());
        Ok(accounts)
    }
}

/// The one account, or that of the request's X-TC-Key among several.
pub(super) fn signing_account(
    request: &Request<'_>,
    accounts: &[Credentials],
) -> Result<Credentials, Fault> {
    account_of(request, accounts)?
        .cloned()
        .ok_or_else(|| Fault::new("none of the accounts given has the request's X-TC-Key"))
}

/// The one account, or that of the request's X-TC-Key among several; `None` if
/// none of them has it.
pub(super) fn account_of<'a>(
    request: &Request<'_>,
    accounts: &'a [Credentials],
) -> Result<Option<&'a Credentials>, Fault> {
    if let [account] = accounts {
        return Ok(Some(account));
    }
    let key = request.header_value(header::KEY).ok_or_else(|| {
        Fault::new(
            "several accounts are given; the request's X-TC-Key header must tell which one signs",
        )
    })?;
    Ok(accounts.iter().find(|account| account.secret_id().as_bytes() == key))
}

/// The SecretKey in a file, without the line end that editors put behind it.
fn key_of_file(path: &Path) -> Result<Zeroizing<String>, Fault> {
    let input = input::read_file(path)?;
    let text = Zeroizing::new(input.text);
    let key = text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
    if key.is_empty() || key.contains(['\r', '\n']) {
        return Err(Fault::new(format_args!(
            "{}: wanted the SecretKey on one line and nothing else",
            input.name
        )));
    }
    Ok(Zeroizing::new(key.to_owned()))
}

/// Asks for the SecretKey, where a person is there to answer.
fn asked() -> Option<Zeroizing<String>> {
    if !io::stderr().is_terminal() {
        return None;
    }
    let prompt = match of_locale() {
        Language::Chinese => "SecretKey（输入时不显示）：",
        Language::English => "SecretKey (not shown): ",
    };
    // No terminal that could be asked: as if nobody was there.
    let answer = Zeroizing::new(rpassword::prompt_password(prompt).ok()?);
    let key = answer.trim();
    (!key.is_empty()).then(|| Zeroizing::new(key.to_owned()))
}

fn from_environment(key: Option<Zeroizing<String>>) -> Result<Credentials, Fault> {
    let optional = |name: &str| match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(Fault::new(format_args!("{name} is not UTF-8"))),
    };
    let required = |name: &str| {
        optional(name)?.ok_or_else(|| {
            Fault::new(format_args!(
                "{name} is not set; set TMSIG_SECRET_ID and TMSIG_SECRET_KEY, or give --credentials FILE or --key-file FILE"
            ))
        })
    };
    let id = required("TMSIG_SECRET_ID")?;
    let key = match key {
        Some(key) => key,
        None => match optional("TMSIG_SECRET_KEY")? {
            Some(key) => Zeroizing::new(key),
            None => asked().map_or_else(|| required("TMSIG_SECRET_KEY").map(Zeroizing::new), Ok)?,
        },
    };
    let mut credentials = Credentials::new(id, key.as_str());
    if let Some(app_id) = optional("TMSIG_APP_ID")? {
        credentials = credentials.with_app_id(app_id);
    }
    if let Some(sdk_id) = optional("TMSIG_SDK_ID")? {
        credentials = credentials.with_sdk_id(sdk_id);
    }
    Ok(credentials)
}

fn parse(name: &str, text: &str) -> Result<Vec<Credentials>, Fault> {
    let accounts: Result<Vec<Credentials>, _> = if text.trim_start().starts_with('[') {
        serde_json::from_str(text)
    } else {
        serde_json::from_str(text).map(|account| vec![account])
    };
    // The parser's own words are kept back: they may quote the key.
    let accounts = accounts.map_err(|error| {
        Fault::new(format_args!(
            "{name}:{}: not credentials; wanted one object {{\"secret_id\":\"…\",\"secret_key\":\"…\",\
             \"app_id\":\"…\",\"sdk_id\":\"…\"}} or a list of them, every value a string, the last two optional",
            match (error.line(), error.column()) {
                (line, 0) => line.to_string(),
                (line, column) => format!("{line}:{column}"),
            }
        ))
    })?;
    if accounts.is_empty() {
        return Err(Fault::new(format_args!("{name}: the list of accounts is empty")));
    }
    if accounts
        .iter()
        .any(|account| account.secret_id().is_empty() || account.expose_secret_key().is_empty())
    {
        return Err(Fault::new(format_args!("{name}: a secret_id or secret_key is empty")));
    }
    // Which of two keys of one account would be right?
    for (index, account) in accounts.iter().enumerate() {
        let is_same = |other: &&Credentials| {
            other.secret_id() == account.secret_id() && other.app_id() == account.app_id()
        };
        if let Some(first) = accounts[..index].iter().position(|other| is_same(&other)) {
            return Err(Fault::new(format_args!(
                "{name}: accounts {} and {} have the same secret_id {} and app_id",
                first + 1,
                index + 1,
                account.secret_id()
            )));
        }
    }
    Ok(accounts)
}
