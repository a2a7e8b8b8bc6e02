//! Where the Token and the EncodingAESKey come from: the environment or a
//! file, never an argument.

use std::env;
use std::path::PathBuf;

use serde::Deserialize;
use tmsig::Language;
use tmsig::callback::{Callback, EncodingAesKey, Token};
use zeroize::Zeroizing;

use crate::cli::{Fault, credentials, input};

/// Where the secrets of the subscription are
#[derive(clap::Args)]
pub(in crate::cli) struct SecretsSource {
    /// JSON file {"token":…,"encoding_aes_key":…}, the second one optional
    ///
    /// Without it, TMSIG_CALLBACK_TOKEN and TMSIG_CALLBACK_AES_KEY are read from the environment.
    #[arg(long, value_name = "FILE")]
    secrets: Option<PathBuf>,
}

/// The secrets as they are configured, with whatever is around them.
pub(in crate::cli) struct Secrets {
    pub(super) token: Zeroizing<String>,
    pub(super) encoding_aes_key: Option<Zeroizing<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    token: String,
    encoding_aes_key: Option<String>,
}

impl SecretsSource {
    pub(in crate::cli) fn read(&self) -> Result<Secrets, Fault> {
        let secrets = match &self.secrets {
            Some(path) => {
                let input = input::read_file(path)?;
                // The parser's own words are kept back: they may quote a secret.
                let Members { token, encoding_aes_key } =
                    serde_json::from_str(input.text.trim_start_matches('\u{feff}')).map_err(|_| {
                        Fault::new(format_args!(
                            "{}: not secrets; wanted {{\"token\":\"…\",\"encoding_aes_key\":\"…\"}}, the second one optional",
                            input.name
                        ))
                    })?;
                Secrets {
                    token: Zeroizing::new(token),
                    encoding_aes_key: encoding_aes_key.map(Zeroizing::new),
                }
            }
            None => from_environment()?,
        };
        let all = std::iter::once(&secrets.token).chain(&secrets.encoding_aes_key);
        credentials::keep_back(all.map(|secret| secret.trim()));
        Ok(secrets)
    }
}

impl Secrets {
    /// The subscription, if the secrets can be those of one.
    pub(super) fn callback(&self, language: Language) -> Result<Callback, Fault> {
        let (token, key) = self.examined(language)?;
        Ok(Callback::with_secrets(token, key.as_ref()))
    }

    /// Token and EncodingAESKey, if they can be those.
    pub(in crate::cli) fn examined(
        &self,
        language: Language,
    ) -> Result<(Token, Option<EncodingAesKey>), Fault> {
        let key = self.encoding_aes_key.as_ref().map(|key| EncodingAesKey::new(key)).transpose();
        Token::new(&self.token)
            .and_then(|token| Ok((token, key?)))
            .map_err(|refusal| Fault::new(refusal.to_text(language)))
    }
}

fn from_environment() -> Result<Secrets, Fault> {
    let variable = |name: &str| match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(Zeroizing::new(value))),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(Fault::new(format_args!("{name} is not UTF-8"))),
    };
    let token = variable("TMSIG_CALLBACK_TOKEN")?.ok_or_else(|| {
        Fault::new(
            "TMSIG_CALLBACK_TOKEN is not set; set it, and TMSIG_CALLBACK_AES_KEY where there is an \
             EncodingAESKey, or give --secrets FILE",
        )
    })?;
    Ok(Secrets { token, encoding_aes_key: variable("TMSIG_CALLBACK_AES_KEY")? })
}
