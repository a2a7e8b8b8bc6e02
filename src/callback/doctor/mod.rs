//! The doctor for callbacks: which mistake made a receiver come to another
//! signature or another plaintext, and why what arrived is refused.
//!
//! Everything it says is proven: a mistake is named only if making it gives
//! exactly what was observed, and what the scheme gives is something else.
//!
//! ```
//! use tmsig::callback::Callback;
//! use tmsig::callback::doctor::{Evidence, Finding, examine};
//!
//! let token = "tmsigTestToken00000000002";
//! let request = Callback::new(token, None)?
//!     .seal_url_check("/callback", "1735689600123", "73910264", "tmsig-url-check-002");
//!
//! let evidence = Evidence {
//!     computed: Some("27376adf9a59e67918a4671964f54a71efc950c6"),
//!     ..Evidence::new(&request, token, None)
//! };
//! let diagnosis = examine(&evidence);
//! assert_eq!(diagnosis.arrived, Finding::Right);
//! let Some(Finding::Mistaken(explanations)) = diagnosis.computed else { panic!() };
//! assert_eq!(explanations[0][0].id, "php-sort-regular");
//! # Ok::<(), tmsig::callback::Refusal>(())
//! ```

mod decryption;
mod mistake;
mod paste;
mod recipe;
mod report;

use std::borrow::Cow;
use std::fmt;

use zeroize::Zeroizing;

use self::decryption::Ciphertext;
use self::recipe::{Choice, Parts, Recipes, Variant};
use super::data;
use super::delivery::{self, Delivery, DeliveryKind};
use super::event::Event;
use super::json::{self, Value};
use super::note::Note;
use super::refusal::Refusal;
use super::secret::{EncodingAesKey, Token};
use super::subscription::Callback;
use super::{name, signature};
use crate::request::Request;

pub use mistake::{Mistake, Stage};
pub use paste::callback_in;

/// What is known of a callback, and of what the receiver made of it.
#[derive(Clone, Copy)]
pub struct Evidence<'e> {
    /// As it arrived.
    pub request: &'e Request<'e>,
    /// The Token as it is configured, with whatever is around it.
    pub token: &'e str,
    /// The EncodingAESKey as it is configured, if there is one.
    pub encoding_aes_key: Option<&'e str>,
    /// The signature that the receiver's code came to, if it is known.
    pub computed: Option<&'e str>,
    /// The plaintext that the receiver's code came to, or its first 16 bytes
    /// or more, if it is known.
    pub plaintext: Option<&'e [u8]>,
}

impl<'e> Evidence<'e> {
    /// A request and the secrets, with nothing known of what the receiver made
    /// of it.
    pub fn new(
        request: &'e Request<'e>,
        token: &'e str,
        encoding_aes_key: Option<&'e str>,
    ) -> Self {
        Self { request, token, encoding_aes_key, computed: None, plaintext: None }
    }
}

impl fmt::Debug for Evidence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evidence")
            .field("request", &self.request)
            .field("computed", &self.computed)
            .finish_non_exhaustive()
    }
}

/// What came of looking at one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It is what the scheme gives.
    Right,
    /// It is what these mistakes give, the ones of each list together; several
    /// lists are explanations that are equally good.
    Mistaken(Vec<Vec<&'static Mistake>>),
    /// It is wrong, and no mistake that is known gives it.
    Unexplained,
}

/// What the doctor found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// Why a strict receiver with these secrets refuses the request; `None` if
    /// it does not.
    pub refusal: Option<Refusal>,
    /// The signature in the request.
    pub arrived: Finding,
    /// The signature that the receiver's code came to.
    pub computed: Option<Finding>,
    /// The data of the request: decoded, decrypted, and for an event parsed.
    pub decryption: Finding,
    /// The plaintext that the receiver's code came to.
    pub plaintext: Option<Finding>,
    /// What is not as documented, and accepted.
    pub notes: Vec<Note>,
    /// The name of the event, where it could be read.
    pub event: Option<String>,
}

impl Diagnosis {
    /// Whether nothing is wrong with anything.
    pub fn is_right(&self) -> bool {
        let is_right = |finding: &Finding| *finding == Finding::Right;
        self.refusal.is_none()
            && is_right(&self.arrived)
            && is_right(&self.decryption)
            && self.computed.iter().chain(&self.plaintext).all(is_right)
    }

    /// Whether something is wrong that no known mistake explains.
    pub fn is_unexplained(&self) -> bool {
        let findings = [&self.arrived, &self.decryption].into_iter();
        findings
            .chain(&self.computed)
            .chain(&self.plaintext)
            .any(|finding| *finding == Finding::Unexplained)
    }
}

/// Examines a callback.
pub fn examine(evidence: &Evidence<'_>) -> Diagnosis {
    let secrets = Secrets::of(evidence);
    let opened = secrets.callback().and_then(|callback| callback.open(evidence.request));
    let (refusal, mut notes) = match opened {
        Ok(opened) => (None, opened.notes().to_vec()),
        Err(refusal) => (Some(refusal), Vec::new()),
    };
    let Some(arrived) = Arrived::of(evidence.request) else {
        return Diagnosis {
            refusal,
            arrived: Finding::Unexplained,
            computed: None,
            decryption: Finding::Unexplained,
            plaintext: None,
            notes,
            event: None,
        };
    };
    if notes.is_empty() {
        notes = Delivery::read(evidence.request).map(|delivery| delivery.notes).unwrap_or_default();
    }
    let reading = arrived.confirmed(&secrets);
    let (token, data, edits) = match &reading {
        Some(reading) => (&reading.token, &reading.data, reading.mistakes.clone()),
        None => (&secrets.token, &arrived.data, Vec::new()),
    };
    let plaintext = arrived.plaintext(data, &secrets);
    let recipes = Recipes::new(arrived.parts(token, data, &secrets, plaintext.as_deref()));
    let arrived_finding = match &reading {
        Some(_) if edits.is_empty() => Finding::Right,
        Some(_) => Finding::Mistaken(vec![edits]),
        // Whoever sent it may be a program of the integrator's own.
        None => finding(recipes.explain(&arrived.signature)),
    };
    let computed = evidence.computed.map(|text| finding(recipes.explain(text.trim().as_bytes())));
    let (decryption, event) = arrived.examine_data(data, &secrets);
    let observed = evidence
        .plaintext
        .map(|observed| arrived.examine_plaintext(observed, data, &secrets, plaintext.as_deref()));
    Diagnosis {
        refusal,
        arrived: arrived_finding,
        computed,
        decryption,
        plaintext: observed,
        notes,
        event,
    }
}

/// The empty list of mistakes is what the scheme gives.
fn finding(explanations: Vec<Vec<&'static Mistake>>) -> Finding {
    match explanations.first() {
        None => Finding::Unexplained,
        Some(mistakes) if mistakes.is_empty() => Finding::Right,
        Some(_) => Finding::Mistaken(explanations),
    }
}

/// The secrets as they are configured, and what they must have been.
struct Secrets {
    token: Zeroizing<Vec<u8>>,
    trimmed: Zeroizing<String>,
    key_text: Option<Zeroizing<String>>,
    key: Option<Result<EncodingAesKey, Refusal>>,
    token_refusal: Option<Refusal>,
}

impl Secrets {
    fn of(evidence: &Evidence<'_>) -> Self {
        let bare = |text: &str| {
            let is_around =
                |letter: char| letter.is_whitespace() || "\"'\u{feff}`,;".contains(letter);
            Zeroizing::new(text.trim_matches(is_around).trim_end_matches('=').to_owned())
        };
        let key_text = evidence.encoding_aes_key.map(bare);
        Self {
            token: Zeroizing::new(evidence.token.as_bytes().to_vec()),
            trimmed: bare(evidence.token),
            key: key_text.as_ref().map(|text| EncodingAesKey::new(text)),
            key_text,
            token_refusal: Token::new(evidence.token).err().or_else(|| {
                evidence.encoding_aes_key.and_then(|text| EncodingAesKey::new(text).err())
            }),
        }
    }

    /// The subscription, if the secrets are configured as they must be.
    fn callback(&self) -> Result<Callback, Refusal> {
        if let Some(refusal) = self.token_refusal {
            return Err(refusal);
        }
        let token = Token::new(&self.trimmed)?;
        let key = self.key.clone().transpose()?;
        Ok(Callback::with_secrets(token, key.as_ref()))
    }

    fn key(&self) -> Option<&EncodingAesKey> {
        self.key.as_ref()?.as_ref().ok()
    }
}

/// What stands in the request, whatever its shape.
struct Arrived<'r> {
    kind: DeliveryKind,
    timestamp: &'r [u8],
    nonce: &'r [u8],
    signature: Vec<u8>,
    data: Vec<u8>,
    /// `check_str` as it stands in the URL.
    wire: Option<&'r [u8]>,
    query: Option<&'r [u8]>,
    body: &'r [u8],
}

/// A reading of what arrived that is signed right.
struct Reading {
    token: Zeroizing<Vec<u8>>,
    data: Vec<u8>,
    mistakes: Vec<&'static Mistake>,
}

impl<'r> Arrived<'r> {
    fn of(request: &'r Request<'_>) -> Option<Self> {
        let header = |name: &str| request.header_value(name).map(<[u8]>::trim_ascii);
        let kind = match request.method_bytes() {
            b"POST" => DeliveryKind::Event,
            b"GET" => DeliveryKind::UrlCheck,
            _ if request.body_bytes().is_empty() => DeliveryKind::UrlCheck,
            _ => DeliveryKind::Event,
        };
        let uri = request.uri_bytes();
        let query = uri.iter().position(|&byte| byte == b'?').map(|at| &uri[at + 1..]);
        let wire = delivery::raw_check_str(uri).next();
        let data = match kind {
            // A space that was a `+` is a note and no mistake.
            DeliveryKind::UrlCheck => delivery::check_str(uri, &mut Vec::new()).ok()?.into_owned(),
            DeliveryKind::Event => {
                let [data] = json::members(request.body_bytes(), [name::DATA]).ok()?;
                match data?.value {
                    Value::Text(text) => text.into_owned().into_bytes(),
                    _ => return None,
                }
            }
        };
        Some(Self {
            kind,
            timestamp: header(name::TIMESTAMP)?,
            nonce: header(name::NONCE)?,
            signature: header(name::SIGNATURE)?.to_vec(),
            data,
            wire,
            query,
            body: request.body_bytes(),
        })
    }

    /// The reading under which the signature that arrived is right, if there is
    /// one: as it is, or with the Token or the data mended.
    fn confirmed(&self, secrets: &Secrets) -> Option<Reading> {
        let mut tokens: Vec<Variant<Zeroizing<Vec<u8>>>> = Vec::new();
        if *secrets.trimmed.as_bytes() != **secrets.token {
            let trimmed = Zeroizing::new(secrets.trimmed.as_bytes().to_vec());
            tokens.push((trimmed, mistake::TOKEN_BLANKS));
        }
        if let Some(key) = &secrets.key_text {
            // The two were swapped: the Token is where the key should be.
            tokens.push((Zeroizing::new(key.as_bytes().to_vec()), mistake::TOKEN_IS_KEY));
        }
        let data = self.mended_data();
        let tokens = std::iter::once((&secrets.token, None))
            .chain(tokens.iter().map(|(token, mistake)| (token, Some(*mistake))));
        for (token, of_token) in tokens {
            let data = std::iter::once((&self.data, None))
                .chain(data.iter().map(|(data, mistake)| (data, Some(*mistake))));
            for (data, of_data) in data {
                let made = signature::Signature::of(token, self.timestamp, self.nonce, data);
                if made.as_str().as_bytes() == self.signature {
                    let mistakes = of_token.into_iter().chain(of_data).collect();
                    return Some(Reading { token: token.clone(), data: data.clone(), mistakes });
                }
            }
        }
        None
    }

    /// What the data must have been before something in between, or whoever
    /// copied it, changed it.
    fn mended_data(&self) -> Vec<Variant<Vec<u8>>> {
        let mut mended = Vec::new();
        if self.data.contains(&b' ') {
            let plus = self.data.iter().map(|&byte| if byte == b' ' { b'+' } else { byte });
            mended.push((plus.collect(), mistake::PLUS_BECAME_SPACE));
        }
        if self.data.contains(&b'%') {
            let decoded = delivery::percent_decoded(&self.data).into_owned();
            mended.push((decoded, mistake::CHECK_STR_ESCAPED_TWICE));
        }
        let bare = without_padding(&self.data);
        if bare.len() < self.data.len() {
            mended.push((bare.to_vec(), mistake::DATA_PADDING_STRIPPED));
        } else if let Some(padded) = with_padding(&self.data) {
            mended.push((padded, mistake::DATA_PADDING_ADDED));
        }
        mended
    }

    /// The bytes that the base64 text holds.
    fn decoded(&self, data: &[u8]) -> Option<Vec<u8>> {
        data::decode(data, self.kind.data_field()).ok()
    }

    fn plaintext(&self, data: &[u8], secrets: &Secrets) -> Option<Vec<u8>> {
        let decoded = self.decoded(data)?;
        match secrets.key() {
            None => Some(decoded),
            Some(key) => {
                let token = Token::new("0000000000000000000000000").ok()?;
                let text = str::from_utf8(data).ok()?;
                let callback = Callback::with_secrets(token, Some(key));
                Some(callback.decrypt(self.kind, text).ok()?.text.into_bytes())
            }
        }
    }

    /// Every choice for each of the four parts.
    fn parts<'p>(
        &'p self,
        token: &'p [u8],
        data: &'p [u8],
        secrets: &'p Secrets,
        plaintext: Option<&'p [u8]>,
    ) -> Parts<'p> {
        type Reading<'p> = Variant<Option<Cow<'p, [u8]>>>;
        fn reading<'p>(value: impl Into<Cow<'p, [u8]>>, mistake: &'static Mistake) -> Reading<'p> {
            (Some(value.into()), mistake)
        }
        let mut tokens = vec![
            (None, mistake::NO_TOKEN),
            reading([token, b"\n"].concat(), mistake::TOKEN_NEWLINE),
            reading([token, b"\r\n"].concat(), mistake::TOKEN_NEWLINE),
            reading([token, b" "].concat(), mistake::TOKEN_BLANKS),
            reading([b"\"", token, b"\""].concat(), mistake::TOKEN_BLANKS),
            reading(token.to_ascii_lowercase(), mistake::TOKEN_CASE),
            reading(token.to_ascii_uppercase(), mistake::TOKEN_CASE),
        ];
        if **secrets.token != *token {
            tokens.push(reading(&secrets.token[..], mistake::TOKEN_BLANKS));
        }
        if let Some(key) = &secrets.key_text {
            tokens.push(reading(key.as_bytes(), mistake::TOKEN_IS_KEY));
        }
        let mut timestamps = vec![(None, mistake::NO_TIMESTAMP)];
        if self.timestamp.len() > 10 {
            timestamps.push(reading(&self.timestamp[..10], mistake::SECONDS));
        }
        let mut nonces = vec![(None, mistake::NO_NONCE)];
        if self.nonce.starts_with(b"0") {
            let zeros = self.nonce.iter().take_while(|&&byte| byte == b'0').count();
            nonces.push(reading(&self.nonce[zeros..], mistake::NONCE_AS_NUMBER));
        }
        let mut readings = vec![(None, mistake::NO_DATA)];
        let bare = without_padding(data);
        if bare.len() < data.len() {
            readings.push(reading(bare, mistake::DATA_PADDING_STRIPPED));
        } else if let Some(padded) = with_padding(data) {
            readings.push(reading(padded, mistake::DATA_PADDING_ADDED));
        }
        match self.kind {
            DeliveryKind::Event => {
                readings.push(reading(self.body, mistake::WHOLE_BODY_SIGNED));
                readings.push(reading(self.body.trim_ascii(), mistake::WHOLE_BODY_SIGNED));
                let text = String::from_utf8_lossy(data);
                for body in
                    [format!("{{\"data\": \"{text}\"}}"), format!("{{\"data\":\"{text}\"}}")]
                {
                    readings.push(reading(body.into_bytes(), mistake::BODY_RESPACED));
                }
            }
            DeliveryKind::UrlCheck => {
                if let Some(wire) = self.wire {
                    readings.push(reading(wire, mistake::CHECK_STR_NOT_DECODED));
                }
                let plus_lost: Vec<u8> =
                    data.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
                readings.push(reading(plus_lost, mistake::CHECK_STR_FORM_DECODED_TWICE));
                if let Some(query) = self.query {
                    readings.push(reading(query, mistake::WHOLE_QUERY_SIGNED));
                }
            }
        }
        if let Some(plaintext) = plaintext {
            readings.push(reading(plaintext, mistake::PLAINTEXT_SIGNED));
        }
        if let Some(decoded) = self.decoded(data).filter(|decoded| plaintext != Some(decoded)) {
            readings.push(reading(decoded, mistake::CIPHERTEXT_SIGNED));
        }
        Parts {
            token: Choice { right: Cow::Borrowed(token), wrong: tokens },
            timestamp: Choice { right: Cow::Borrowed(self.timestamp), wrong: timestamps },
            nonce: Choice { right: Cow::Borrowed(self.nonce), wrong: nonces },
            data: Choice { right: Cow::Borrowed(data), wrong: readings },
        }
    }

    /// Whether the data opens with the key, and why it does not; the name of
    /// the event, if it is one.
    fn examine_data(&self, data: &[u8], secrets: &Secrets) -> (Finding, Option<String>) {
        let is_event = self.kind == DeliveryKind::Event;
        let explained = |mistakes: Vec<&'static Mistake>| {
            let explanations: Vec<_> = mistakes.into_iter().map(|mistake| vec![mistake]).collect();
            if explanations.is_empty() {
                Finding::Unexplained
            } else {
                Finding::Mistaken(explanations)
            }
        };
        let plaintext = self.plaintext(data, secrets);
        let text = plaintext.as_deref().and_then(|plaintext| str::from_utf8(plaintext).ok());
        if let Some(text) = text {
            if !is_event {
                return (Finding::Right, None);
            }
            if let Ok((event, _)) = Event::read(text.to_owned()) {
                return (Finding::Right, Some(event.name().to_owned()));
            }
            if secrets.key().is_some() && decryption::is_wecom(text.as_bytes()) {
                return (explained(vec![mistake::WECOM_ENVELOPE]), None);
            }
        }
        let Some(decoded) = self.decoded(data) else { return (Finding::Unexplained, None) };
        let finding = match (secrets.key(), &secrets.key_text) {
            (Some(key), Some(key_text)) => {
                let ciphertext = Ciphertext { bytes: &decoded, key, key_text };
                if decryption::is_message(&decoded, is_event) {
                    explained(vec![mistake::KEY_NOT_USED])
                } else if ciphertext.is_whole() {
                    explained(ciphertext.explain_failure(is_event))
                } else {
                    explained(vec![mistake::DATA_CUT])
                }
            }
            _ if text.is_none() && decoded.len().is_multiple_of(16) && !decoded.is_empty() => {
                explained(vec![mistake::KEY_MISSING])
            }
            _ => Finding::Unexplained,
        };
        (finding, None)
    }

    fn examine_plaintext(
        &self,
        observed: &[u8],
        data: &[u8],
        secrets: &Secrets,
        plaintext: Option<&[u8]>,
    ) -> Finding {
        if plaintext == Some(observed) {
            return Finding::Right;
        }
        let Some((decoded, key)) = self.decoded(data).zip(secrets.key()) else {
            return Finding::Unexplained;
        };
        let key_text = secrets.key_text.as_ref().map_or("", |text| text.as_str());
        let ciphertext = Ciphertext { bytes: &decoded, key, key_text };
        if !ciphertext.is_whole() {
            return Finding::Unexplained;
        }
        let mistakes = ciphertext.explain_plaintext(observed);
        finding(mistakes.into_iter().map(|mistake| vec![mistake]).collect())
    }
}

fn without_padding(data: &[u8]) -> &[u8] {
    let padding = data.iter().rev().take_while(|&&byte| byte == b'=').count();
    &data[..data.len() - padding]
}

/// The same with the padding it lacks; `None` if it lacks none.
fn with_padding(data: &[u8]) -> Option<Vec<u8>> {
    let lacking = data.len().next_multiple_of(4) - data.len();
    (1..=2).contains(&lacking).then(|| [data, &b"=="[..lacking]].concat())
}
