//! What needs no doctor: signing, verifying, and the vendor's error codes.

use serde_json::{Value, json};

use super::paste::{Paste, Settled, to_json};
use super::{Desk, in_words};
use crate::known_code::KnownCode;
use crate::language::Language;
use crate::request::Request;
use crate::signer::Signer;
use crate::verifier::Verifier;
use crate::visible::Visible;

/// The stages of the signature of the one request that is pasted.
pub(super) fn sign(paste: &Paste, desk: &Desk) -> Result<String, String> {
    let language = paste.language(Language::English);
    let imported = paste.read(desk, language)?;
    let [captured] = <[_; 1]>::try_from(imported.requests)
        .map_err(|_| in_words(language, "wanted one request", "只能有一个请求"))?;
    let request = captured.likeliest();
    let secrets = paste.secrets(desk);
    let signer = Signer::new(paste.account(&request, desk, language)?);
    let refused = |refusal: crate::Refusal| secrets.redact_text(&refusal.to_string());
    let signature = signer.sign(&request).map_err(refused)?;
    let parts = signer.string_to_sign(&request).map_err(refused)?;
    let shown = |bytes: &[u8]| Visible(&secrets.redact(bytes)).to_string();
    Ok(json!({
        "header_string": shown(&parts.header_string()),
        "string_to_sign": shown(&parts.to_vec()),
        "digest": hex::encode(signature.digest()),
        "signature": signature.as_str(),
    })
    .to_string())
}

/// Whether each request is signed right, whatever its age.
pub(super) fn verify(paste: &Paste, desk: &Desk) -> Result<String, String> {
    let language = paste.language(Language::English);
    let imported = paste.read(desk, language)?;
    let Settled { requests, remarks } = paste.settle(&imported, desk, language, |_| false);
    let secrets = paste.secrets(desk);
    let judged = requests.iter().map(|request: &Request<'_>| {
        let verifier = Verifier::new([paste.account(request, desk, language)?]);
        Ok(match verifier.verify_signature(request) {
            Ok(()) => json!({ "verdict": "valid", "error_code": null }),
            Err(rejection) => json!({
                "verdict": "invalid",
                "error_code": rejection.error_code().code(),
                "reason": secrets.redact_text(&rejection.to_string()),
            }),
        })
    });
    let judged = judged.collect::<Result<Vec<Value>, String>>()?;
    let remarks: Vec<_> = remarks.iter().map(|remark| secrets.redact_text(remark)).collect();
    Ok(to_json(&json!({ "remarks": remarks, "requests": judged })))
}

/// What is known of an error code; of every one without a number.
pub(super) fn explain(code: Option<u64>, language: Language) -> String {
    let found: Vec<&KnownCode> = match code {
        Some(code) => KnownCode::find(code),
        None => KnownCode::all().iter().collect(),
    };
    let codes: Vec<Value> = found.into_iter().map(|code| code.to_json(language)).collect();
    to_json(&json!({ "codes": codes }))
}
