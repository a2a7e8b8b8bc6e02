//! What a signature has to be, and what an answer is worth.

use std::collections::HashMap;

use arbitrary::Unstructured;

use crate::conformance::{Answer, Breach, BreachKind, Subject};
use crate::credentials::Credentials;
use crate::generator::{PUBLIC_ACCOUNTS, SAMPLE_BYTES, Sample};
use crate::random::SplitMix64;
use crate::recipe::{Recipe, UriChoice};
use crate::signer::Signer;

/// Knows the right answers: the embedded signer, and for the embedded signer
/// the recipe without mistakes, which is another implementation.
pub(super) struct Oracle {
    /// By SecretId.
    accounts: HashMap<&'static str, (Credentials, Signer)>,
    judges_the_embedded: bool,
}

/// What became of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    Passed,
    /// This is what was answered instead.
    Wrong(String),
    /// No answer that could be judged.
    Errored(Breach),
    /// Not signed, and it need not be.
    Skipped,
}

impl Oracle {
    pub(super) fn new(subject: &Subject<'_>) -> Self {
        let accounts = PUBLIC_ACCOUNTS.iter().map(|&(id, key)| {
            let credentials = Credentials::new(id, key);
            (id, (credentials.clone(), Signer::new(credentials)))
        });
        Self {
            accounts: accounts.collect(),
            judges_the_embedded: matches!(subject, Subject::Embedded),
        }
    }

    pub(super) fn credentials(&self, sample: &Sample) -> &Credentials {
        &self.account(sample).0
    }

    pub(super) fn signer(&self, sample: &Sample) -> &Signer {
        &self.account(sample).1
    }

    fn account(&self, sample: &Sample) -> &(Credentials, Signer) {
        self.accounts.get(&*sample.secret_id).expect("samples of a campaign are of public accounts")
    }

    /// The right signature; `None` for what cannot be signed.
    pub(super) fn expected(&self, sample: &Sample) -> Option<String> {
        let request = sample.request();
        if self.judges_the_embedded {
            let signature = Recipe::default().sign(&request, self.credentials(sample));
            return String::from_utf8(signature).ok();
        }
        self.signer(sample).sign(&request).ok().map(|signature| signature.to_string())
    }

    /// The same for many, which are signed in batches.
    pub(super) fn all_expected<'s>(
        &self,
        samples: impl ExactSizeIterator<Item = &'s Sample> + Clone,
    ) -> Vec<Option<String>> {
        if self.judges_the_embedded {
            return samples.map(|sample| self.expected(sample)).collect();
        }
        let mut expected = vec![None; samples.len()];
        for (secret_id, (_, signer)) in &self.accounts {
            let of_it = || samples.clone().enumerate().filter(|(_, s)| s.secret_id == *secret_id);
            let signed = signer.sign_each(of_it().map(|(_, sample)| sample.request()));
            for ((index, _), signature) in of_it().zip(signed) {
                expected[index] = signature.ok().map(|signature| signature.to_string());
            }
        }
        expected
    }

    /// `expected` is what [`Oracle::expected`] is of this sample.
    pub(super) fn judge(
        &self,
        sample: &Sample,
        answer: Answer,
        expected: Option<&str>,
    ) -> Judgement {
        match answer {
            Answer::Broken(breach) => Judgement::Errored(breach),
            Answer::Skipped(_) => Judgement::Skipped,
            Answer::Refused(_) if is_beyond_the_documentation(sample) => Judgement::Skipped,
            Answer::Refused(message) => {
                let told = format!("the signer answered the error \"{message}\"");
                Judgement::Errored(Breach::new(BreachKind::Refused, told))
            }
            Answer::Signature { text, .. } => {
                if self.is_what_is_expected(sample, &text, expected) {
                    Judgement::Passed
                } else {
                    Judgement::Wrong(text)
                }
            }
        }
    }

    pub(super) fn is_right(&self, sample: &Sample, text: &str) -> bool {
        self.is_what_is_expected(sample, text, self.expected(sample).as_deref())
    }

    fn is_what_is_expected(&self, sample: &Sample, text: &str, expected: Option<&str>) -> bool {
        expected.is_none_or(|expected| expected == text) || self.is_other_reading(sample, text)
    }

    /// Whether a path with escapes is signed as sent or decoded is not known
    /// (`docs/spec.md`): either is right.
    fn is_other_reading(&self, sample: &Sample, text: &str) -> bool {
        let decoded = Recipe { uri: UriChoice::PathDecoded, ..Recipe::default() };
        path(sample).contains('%')
            && decoded.sign(&sample.request(), self.credentials(sample)) == text.as_bytes()
    }
}

/// Case number `index` of a campaign.
pub(super) fn sample(seed: u64, index: u64) -> Sample {
    // One stream a case, so that cases do not depend on each other.
    let mut random = SplitMix64::new(SplitMix64::new(seed).next() ^ index);
    let account = random.below(PUBLIC_ACCOUNTS.len());
    // Half of the cases are of the ordinary account.
    let account = if random.next().is_multiple_of(2) { 0 } else { account };
    let mut bytes = [0; SAMPLE_BYTES];
    for chunk in bytes.chunks_exact_mut(8) {
        chunk.copy_from_slice(&random.next().to_le_bytes());
    }
    let (id, key) = PUBLIC_ACCOUNTS[account];
    Sample::of_account(id, key, &mut Unstructured::new(&bytes))
        .expect("the generator fails on no bytes")
}

/// What no page of the vendor says is to be signed; a signer may refuse it.
fn is_beyond_the_documentation(sample: &Sample) -> bool {
    let is_in_rfc_3986 = |byte: u8| !br#"<>"\^`{|}"#.contains(&byte);
    let (uri, nonce) = (sample.uri.as_bytes(), &sample.nonce);
    !["GET", "POST", "PUT", "DELETE"].contains(&&*sample.method)
        || path(sample).contains('%')
        || !uri.iter().copied().all(is_in_rfc_3986)
        || has_bare_percent(uri)
        || nonce.starts_with('0')
        || nonce.parse::<u64>().is_err()
        || sample.timestamp.len() != 10
}

fn has_bare_percent(uri: &[u8]) -> bool {
    let is_escape = |rest: &[u8]| rest.len() > 1 && rest[..2].iter().all(u8::is_ascii_hexdigit);
    uri.iter().enumerate().any(|(at, &byte)| byte == b'%' && !is_escape(&uri[at + 1..]))
}

fn path(sample: &Sample) -> &str {
    sample.uri.split('?').next().unwrap_or_default()
}
