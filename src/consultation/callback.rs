//! An event callback: what arrived is pasted with the secrets of its
//! subscription, which are used for this diagnosis alone.

use serde::Deserialize;
use serde_json::json;
use zeroize::{Zeroize as _, Zeroizing};

use super::{Desk, in_words, language_of};
use crate::callback::doctor::{Evidence, callback_in, examine};
use crate::import;
use crate::language::Language;
use crate::request::Request;

/// Longest text that is examined, in bytes: every mistake hashes it once more.
const LONGEST: usize = 1 << 20;

/// What the page sends. Its errors are told without the values, two of which
/// are the secrets.
#[derive(Deserialize)]
pub struct CallbackPaste {
    input: String,
    #[serde(default)]
    token: String,
    #[serde(default)]
    encoding_aes_key: String,
    #[serde(default)]
    computed: String,
    /// Raw or in hexadecimal.
    #[serde(default)]
    plaintext: String,
    #[serde(default)]
    lang: String,
}

impl Drop for CallbackPaste {
    fn drop(&mut self) {
        self.token.zeroize();
        self.encoding_aes_key.zeroize();
    }
}

impl CallbackPaste {
    /// The language it asks for.
    pub(crate) fn language(&self, otherwise: Language) -> Language {
        language_of(&self.lang, otherwise)
    }

    /// Whether it is too long to be examined.
    pub(crate) fn is_too_long(&self) -> bool {
        self.input.len() > LONGEST
    }

    /// The one request of a text in any format, or the four values in a text
    /// that is none.
    pub(crate) fn read(&self, language: Language) -> Result<Request<'static>, String> {
        if self.is_too_long() {
            return Err(in_words(language, "the text is longer than 1 MiB", "内容超过 1 MiB"));
        }
        if self.token.is_empty() {
            return Err(in_words(language, "give the Token", "请填写 Token"));
        }
        let imported = import::read(self.input.as_bytes(), None, &mut import::no_files);
        let found = match imported.map(|imported| <[_; 1]>::try_from(imported.requests)) {
            Ok(Ok([captured])) => Some(captured.likeliest()),
            Ok(Err(_)) => None,
            Err(_) => callback_in(&self.input),
        };
        found.ok_or_else(|| {
            in_words(
                language,
                "no single callback is found in the text: it has timestamp, nonce, signature, and data or check_str",
                "内容中没有找到一个完整的回调：须含 timestamp、nonce、signature，以及 data 或 check_str",
            )
        })
    }

    /// Reads and examines.
    pub(super) fn diagnose(&self, desk: &Desk, otherwise: Language) -> Result<String, String> {
        let language = self.language(otherwise);
        Ok(self.examine(&self.read(language)?, desk, language))
    }

    /// Examines what was read.
    pub(crate) fn examine(
        &self,
        request: &Request<'static>,
        desk: &Desk,
        language: Language,
    ) -> String {
        let given = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
        let key = Some(self.encoding_aes_key.as_str()).filter(|key| !key.is_empty());
        let computed = given(self.computed.trim());
        let plaintext = given(&self.plaintext).map(|text| Zeroizing::new(of_hexadecimal(&text)));
        let diagnosis = examine(&Evidence {
            computed: computed.as_deref(),
            plaintext: plaintext.as_ref().map(|bytes| &bytes[..]),
            ..Evidence::new(request, &self.token, key)
        });
        let mut secrets = desk.secrets.clone();
        for secret in [Some(self.token.as_str()), key].into_iter().flatten() {
            secrets.told(secret.as_bytes());
        }
        let shown: serde_json::Value = json!(secrets.redact_request(request));
        let diagnosis = secrets.redact_json(diagnosis.to_json(language));
        json!({ "request": shown, "report": diagnosis }).to_string()
    }
}

/// The bytes that hexadecimal text stands for; anything else is itself.
fn of_hexadecimal(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !b" \r\n\t:".contains(byte)).collect();
    hex::decode(digits).unwrap_or_else(|_| text.as_bytes().to_vec())
}
