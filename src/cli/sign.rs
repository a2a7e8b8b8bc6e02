//! `tmsig sign`

use clap::ValueEnum;
use tmsig::{Request, Signer, Stamp, Visible, header};

use super::credentials::{CredentialsSource, signing_account};
use super::input::RequestSource;
use super::language::LanguageOption;
use super::{Fault, Verdict, print};

#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    source: RequestSource,

    #[command(flatten)]
    credentials: CredentialsSource,

    /// What to print [default: text, with --stamp json]
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// Put the current time and a fresh nonce into the request, replacing those in it
    #[arg(long)]
    stamp: bool,
}

const EXAMPLES: &str = "\
Examples:
  export TMSIG_SECRET_ID=… TMSIG_SECRET_KEY=…
  tmsig sign request.json
  tmsig sign --format stages request.json      what is signed, step by step
  echo '{\"method\":\"GET\",\"uri\":\"/v1/users/list?page=1\"}' | tmsig sign --stamp";

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// The signature alone
    Text,
    /// The Request JSON with the signature in it, ready to be sent
    Json,
    /// Every stage, with invisible characters made visible
    Stages,
}

impl Arguments {
    pub(super) fn run(self) -> Result<Verdict, Fault> {
        // The keys first: what is said of a request must not tell them.
        let accounts = self.credentials.all()?;
        let mut request = self.source.request(LanguageOption::default().language())?;
        let credentials = signing_account(&request, &accounts)?;
        let default_format = if self.stamp { Format::Json } else { Format::Text };
        if self.stamp {
            stamp(&mut request)?;
        }
        let signer = Signer::new(credentials);
        let signature = signer.sign(&request).map_err(Fault::new)?;
        match self.format.unwrap_or(default_format) {
            Format::Text => print(signature.as_str())?,
            Format::Stages => {
                let parts = signer.string_to_sign(&request).map_err(Fault::new)?;
                print(&format!(
                    "header string   {}\nstring to sign  {}\nhex digest      {}\nsignature       {signature}",
                    Visible(&parts.header_string()),
                    Visible(&parts.to_vec()),
                    signature.hex_digest().escape_ascii(),
                ))?;
            }
            Format::Json => {
                let ids = [(header::APP_ID, signer.app_id()), (header::SDK_ID, signer.sdk_id())];
                for (name, id) in ids {
                    if let Some(id) = id
                        && request.header_value(name).is_none()
                    {
                        request.set_header(name, id);
                    }
                }
                request.set_header(header::KEY, signer.secret_id());
                request.set_header(header::SIGNATURE, signature.as_str());
                print(&serde_json::to_string_pretty(&request).map_err(Fault::new)?)?;
            }
        }
        Ok(Verdict::Good)
    }
}

fn stamp(request: &mut Request<'_>) -> Result<(), Fault> {
    let stamp = Stamp::now()
        .map_err(|error| Fault::new(format_args!("no randomness for a nonce: {error}")))?;
    request.set_header(header::NONCE, stamp.nonce.to_string());
    request.set_header(header::TIMESTAMP, stamp.timestamp.to_string());
    Ok(())
}
