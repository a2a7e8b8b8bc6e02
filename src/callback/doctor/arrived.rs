//! What stands in a request, read as it can be and not as it must be.

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::decryption::{self, Ciphertext};
use super::recipe::{Choice, Parts, Variant};
use super::secrets::Secrets;
use super::{Finding, Mistake, mistake};
use crate::callback::delivery::{self, DeliveryKind};
use crate::callback::event::Event;
use crate::callback::json::{self, Value};
use crate::callback::secret::Token;
use crate::callback::subscription::Callback;
use crate::callback::{data, name, signature};
use crate::request::Request;

/// What stands in the request, whatever its shape.
pub(super) struct Arrived<'r> {
    kind: DeliveryKind,
    timestamp: &'r [u8],
    nonce: &'r [u8],
    pub(super) signature: Vec<u8>,
    pub(super) data: Vec<u8>,
    /// `check_str` as it stands in the URL.
    wire: Option<&'r [u8]>,
    query: Option<&'r [u8]>,
    body: &'r [u8],
}

/// A reading of what arrived that is signed right.
pub(super) struct Reading {
    pub(super) token: Zeroizing<Vec<u8>>,
    pub(super) data: Vec<u8>,
    pub(super) mistakes: Vec<&'static Mistake>,
}

impl<'r> Arrived<'r> {
    pub(super) fn of(request: &'r Request<'_>) -> Option<Self> {
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
    pub(super) fn confirmed(&self, secrets: &Secrets) -> Option<Reading> {
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

    pub(super) fn plaintext(&self, data: &[u8], secrets: &Secrets) -> Option<Vec<u8>> {
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
    pub(super) fn parts<'p>(
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
    pub(super) fn examine_data(&self, data: &[u8], secrets: &Secrets) -> (Finding, Option<String>) {
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

    pub(super) fn examine_plaintext(
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
        super::finding(mistakes.into_iter().map(|mistake| vec![mistake]).collect())
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
