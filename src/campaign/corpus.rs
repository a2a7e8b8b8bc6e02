//! Findings kept in a folder: of a signer a Request JSON each, with the wrong
//! signature in it, of a client a call, of a receiver a callback; all without
//! any key.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

#[cfg(feature = "server")]
use super::client::Asked;
use super::finding::Finding;
#[cfg(feature = "callback-doctor")]
use super::receiver::Plan;
use super::report::Found;
use crate::generator::{PUBLIC_ACCOUNTS, Sample};
use crate::request::{Request, header};
use crate::signer::Signer;

/// Saved requests, to be put to a signer again.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    pub(super) samples: Vec<(String, Sample)>,
    #[cfg(feature = "server")]
    pub(super) steps: Vec<(String, Asked)>,
    #[cfg(feature = "callback-doctor")]
    pub(super) callbacks: Vec<(String, Plan)>,
    /// What was left out, and why.
    pub remarks: Vec<String>,
}

/// Why a corpus could not be read or written.
#[derive(Debug)]
pub struct CorpusError {
    path: PathBuf,
    reason: String,
}

impl fmt::Display for CorpusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for CorpusError {}

impl Corpus {
    /// Reads every `.json` file of the folder; a folder that is not there yet
    /// is empty.
    ///
    /// A request of an account that is not one of the campaign's is signed for
    /// the first of them.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or is neither Request JSON nor a call.
    pub fn read(folder: &Path) -> Result<Self, CorpusError> {
        let fault = |path: &Path, reason: String| CorpusError { path: path.to_owned(), reason };
        let mut paths = Vec::new();
        match fs::read_dir(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(fault(folder, error.to_string())),
            Ok(entries) => {
                for entry in entries {
                    let path = entry.map_err(|error| fault(folder, error.to_string()))?.path();
                    if path.extension().is_some_and(|extension| extension == "json") {
                        paths.push(path);
                    }
                }
            }
        }
        paths.sort();
        let mut corpus = Self::default();
        for path in paths {
            let text =
                fs::read_to_string(&path).map_err(|error| fault(&path, error.to_string()))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            #[cfg(feature = "callback-doctor")]
            if let Some(plan) = Plan::from_json(&text) {
                let plan = plan.map_err(|reason| fault(&path, reason))?;
                corpus.callbacks.push((name, plan));
                continue;
            }
            #[cfg(feature = "server")]
            if let Some(asked) = Asked::from_json(&text) {
                let asked = asked.map_err(|reason| fault(&path, reason))?;
                corpus.steps.push((name, asked));
                continue;
            }
            let request =
                Request::from_json(&text).map_err(|error| fault(&path, error.to_string()))?;
            match sample(&request) {
                Ok(sample) => corpus.samples.push((name, sample)),
                Err(reason) => {
                    corpus.remarks.push(format!("{} is left out: {reason}", path.display()));
                }
            }
        }
        Ok(corpus)
    }

    /// How many saved findings there are of a signer, and how many of a client.
    pub fn count(&self) -> [usize; 2] {
        #[cfg(feature = "server")]
        let steps = self.steps.len();
        #[cfg(not(feature = "server"))]
        let steps = 0;
        [self.samples.len(), steps]
    }

    /// How many saved findings there are of a receiver of callbacks.
    pub fn count_of_callbacks(&self) -> usize {
        #[cfg(feature = "callback-doctor")]
        return self.callbacks.len();
        #[cfg(not(feature = "callback-doctor"))]
        return 0;
    }

    /// Saves the findings, each under its id; one that is there already is
    /// written anew.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made or written to.
    pub fn save<F: Found>(folder: &Path, findings: &[F]) -> Result<(), CorpusError> {
        let fault = |path: &Path, error: io::Error| CorpusError {
            path: path.to_owned(),
            reason: error.to_string(),
        };
        fs::create_dir_all(folder).map_err(|error| fault(folder, error))?;
        for finding in findings {
            let path = folder.join(format!("{}.json", finding.id()));
            // Whole or not at all, where the disk is full or the run is cut.
            let partial = path.with_extension("partial");
            fs::write(&partial, finding.to_saved() + "\n")
                .and_then(|()| fs::rename(&partial, &path))
                .map_err(|error| fault(&path, error))?;
        }
        Ok(())
    }
}

impl Finding {
    /// The request as it would be sent with the signature that was made:
    /// something for `tmsig doctor`, and for the next campaign.
    pub fn request_json(&self) -> String {
        let mut request = self.sample.request();
        if let Some(got) = &self.got {
            request.set_header(header::SIGNATURE, got.as_bytes());
        }
        serde_json::to_string(&request).expect("a request is JSON")
    }
}

fn sample(request: &Request<'_>) -> Result<Sample, String> {
    let text = |name: &str, bytes: Option<&[u8]>| {
        let bytes = bytes.ok_or_else(|| format!("there is no {name}"))?;
        String::from_utf8(bytes.to_vec()).map_err(|_| format!("the {name} is not UTF-8"))
    };
    let header = |name| text(name, request.header_value(name));
    let key = request.header_value(header::KEY);
    let is_named = |(id, _): &&(&str, &str)| key == Some(id.as_bytes());
    let (secret_id, secret_key) =
        PUBLIC_ACCOUNTS.iter().find(is_named).unwrap_or(&PUBLIC_ACCOUNTS[0]);
    let sample = Sample {
        secret_id: (*secret_id).to_owned(),
        secret_key: (*secret_key).to_owned(),
        method: text("method", Some(request.method_bytes()))?,
        uri: text("URI", Some(request.uri_bytes()))?,
        nonce: header(header::NONCE)?,
        timestamp: header(header::TIMESTAMP)?,
        content_type: request
            .header_value(header::CONTENT_TYPE)
            .map(|value| text(header::CONTENT_TYPE, Some(value)))
            .transpose()?,
        body: request.body_bytes().to_vec(),
    };
    match Signer::new(sample.credentials()).sign(&sample.request()) {
        Ok(_) => Ok(sample),
        Err(refusal) => Err(format!("no signer should sign it: {refusal}")),
    }
}
