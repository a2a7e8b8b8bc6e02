//! What a receiver of callbacks is sent in one case: a right callback, and
//! twists of it that leave it right or make it wrong. Which of the two, the
//! reference receiver says.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::callback::{Callback, name};
use crate::random::SplitMix64;
use crate::request::Request;
use crate::vectors::{CallbackCase, CallbackExpectation, CallbackStages, ExpectedCallbackRefusal};

/// Made-up subscriptions that everybody may know: Tokens that begin with a
/// small letter, a large one and a digit, and keys whose last character has
/// bits that belong to no byte, or none.
const SUBSCRIPTIONS: [(&str, Option<&str>); 5] = [
    ("aTmsigTestToken0000000004", None),
    ("Tmsig0Test0Token0Number03", None),
    ("aTmsigTestToken0000000004", Some("1BO46N7qn87zP2OZ6ODZOlvSEI3onLGJngTA9QHzqQw")),
    ("Tmsig0Test0Token0Number03", Some("scC9uvsO7a5M8JIhAfs0StpKgUYIDywF1sQpzjPd6N4")),
    ("0Tmsig0Test0Token00000005", Some("1XAn2ip8dT7eF9k8Dp5PDfsvdnD8LFpdVZjYciKX8Jn")),
];

/// Pieces of the texts that people give to meetings.
const PIECES: [&str; 16] = [
    "meeting",
    "周例会",
    "😀",
    "👩\u{200d}👩\u{200d}👧",
    "\"",
    "\\",
    "/",
    "+",
    " ",
    "\n",
    "=",
    "&",
    "%2B",
    "0042",
    "é",
    "e\u{301}",
];

const NAMES: [&str; 5] =
    ["meeting.end", "meeting.created", "recording.completed", "smart.minutes", "name.of-tomorrow"];

/// One case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::campaign) struct Plan {
    /// Whether it is the check of the URL, and no event.
    pub(super) url_check: bool,
    /// Which of the subscriptions.
    pub(super) subscription: usize,
    pub(super) event: String,
    pub(super) text: String,
    pub(super) timestamp: u64,
    pub(super) nonce: String,
    pub(super) twists: Vec<Twist>,
}

macro_rules! twists {
    ($($variant:ident $id:literal)*) => {
        /// One thing that is not as usual.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub(super) enum Twist {
            $(#[serde(rename = $id)] $variant),*
        }

        impl Twist {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name used in ids and files.
            pub(super) fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }
        }
    };
}

twists! {
    BodySpaced "body-spaced"
    BodyMembers "body-other-members"
    BodyEscaped "body-escaped"
    HeadersUpper "headers-upper-case"
    HeadersTitle "headers-title-case"
    HeadersOther "other-headers"
    QueryOther "other-parameters"
    EscapesLower "escapes-lower-case"
    EscapesAll "everything-escaped"
    PaddingMissing "padding-missing"
    Seconds "timestamp-in-seconds"
    SignatureChanged "signature-changed"
    SignatureUpper "signature-upper-case"
    SignatureMissing "signature-missing"
    SignatureEmpty "signature-empty"
    SignatureOfBody "signature-of-the-body"
    SignatureUnsorted "signature-unsorted"
    SignatureOfOther "signature-of-another-token"
    TimestampChanged "timestamp-changed"
    TimestampMissing "timestamp-missing"
    NonceChanged "nonce-changed"
    NonceMissing "nonce-missing"
    Boundary "digit-moved-from-timestamp-to-nonce"
    DataChanged "data-changed"
    DataCut "data-cut"
    LastByteChanged "last-byte-changed"
    NotUtf8 "plaintext-not-utf-8"
    NotJson "plaintext-cut"
    EventMissing "event-missing"
    TraceIdMissing "trace-id-missing"
    PayloadObject "payload-an-object"
}

impl Plan {
    /// Case number `index` of a seed.
    pub(super) fn generated(seed: u64, index: u64) -> Self {
        // One stream a case, so that cases do not depend on each other.
        let mut random = SplitMix64::new(SplitMix64::new(seed).next() ^ index);
        let pieces = [0, 1, 3, 10, 200][random.below(5)];
        let text = (0..pieces).map(|_| PIECES[random.below(PIECES.len())]).collect();
        let digits = 1 + random.below(20);
        let mut nonce: String = (0..digits).map(|_| digit(&mut random, 0)).collect();
        nonce.replace_range(..1, &digit(&mut random, 1).to_string());
        let count = [0, 1, 1, 2][random.below(4)];
        let mut twists: Vec<Twist> =
            (0..count).map(|_| Twist::ALL[random.below(Twist::ALL.len())]).collect();
        twists.dedup();
        Self {
            url_check: random.below(4) == 0,
            subscription: random.below(SUBSCRIPTIONS.len()),
            event: NAMES[random.below(NAMES.len())].to_owned(),
            text,
            timestamp: 1_577_836_800_000 + random.next() % 315_360_000_000,
            nonce,
            twists,
        }
    }

    /// `None` for what is no plan at all.
    pub(in crate::campaign) fn from_json(text: &str) -> Option<Result<Self, String>> {
        let mut value: serde_json::Value = serde_json::from_str(text).ok()?;
        let plan = value.as_object_mut()?.remove("callback")?;
        let plan = serde_json::from_value::<Self>(plan).map_err(|error| error.to_string());
        Some(plan.and_then(|plan| match SUBSCRIPTIONS.get(plan.subscription) {
            Some(_) => Ok(plan),
            None => Err(format!("there is no subscription {}", plan.subscription)),
        }))
    }

    /// Smaller ones, of which the first that fails in the same way is taken.
    pub(super) fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for index in 0..self.twists.len() {
            let mut twists = self.twists.clone();
            twists.remove(index);
            all.push(Self { twists, ..self.clone() });
        }
        if self.subscription > 0 {
            all.push(Self { subscription: 0, ..self.clone() });
        }
        let half: String = self.text.chars().take(self.text.chars().count() / 2).collect();
        for text in [String::new(), half] {
            if text.len() < self.text.len() {
                all.push(Self { text, ..self.clone() });
            }
        }
        for nonce in ["1", &self.nonce[..self.nonce.len() / 2]] {
            if !nonce.is_empty() && nonce.len() < self.nonce.len() {
                all.push(Self { nonce: nonce.to_owned(), ..self.clone() });
            }
        }
        if self.event != NAMES[0] {
            all.push(Self { event: NAMES[0].to_owned(), ..self.clone() });
        }
        all
    }

    /// The case, with what the reference receiver makes of it.
    pub(super) fn case(&self) -> CallbackCase {
        let (token, key) = SUBSCRIPTIONS[self.subscription];
        let callback = subscription(self.subscription);
        let request = self.request(&callback);
        let (expectation, is_acceptable) = match callback.open(&request) {
            Ok(opened) => {
                let stages = CallbackStages {
                    kind: String::new(),
                    sorted: Vec::new(),
                    joined: String::new(),
                    signature: text_of(request.header_value(name::SIGNATURE)),
                    encryption: None,
                    plaintext: opened.text().to_owned(),
                };
                let answer = opened.answer().to_owned();
                let notes: Vec<_> =
                    opened.notes().iter().map(|note| note.id().to_owned()).collect();
                let is_acceptable = !notes.is_empty();
                let stages = Box::new(stages);
                (CallbackExpectation::Accepted { stages, notes, answer }, is_acceptable)
            }
            Err(refusal) => {
                let refusal = ExpectedCallbackRefusal {
                    field: refusal.field.id().to_owned(),
                    reason: refusal.reason.id().to_owned(),
                    offset: None,
                };
                (CallbackExpectation::Refused { refusal, mistakes: Vec::new() }, false)
            }
        };
        CallbackCase {
            id: "campaign".to_owned(),
            comment: String::new(),
            flags: Vec::new(),
            token: token.to_owned(),
            encoding_aes_key: key.map(str::to_owned),
            request,
            is_acceptable,
            expectation,
        }
    }

    fn has(&self, twist: Twist) -> bool {
        self.twists.contains(&twist)
    }

    fn plaintext(&self) -> Vec<u8> {
        let mut bytes = if self.url_check {
            format!("check-{}", self.text).into_bytes()
        } else {
            let trace_id = format!("{:016x}{}", self.timestamp, self.nonce);
            let mut event = json!({
                "event": self.event, "trace_id": trace_id,
                "payload": [{
                    "operate_time": self.timestamp,
                    "meeting_info": {"meeting_id": "18446744073709551615", "subject": self.text},
                }],
            });
            if self.has(Twist::PayloadObject) {
                event["payload"] = json!({});
            }
            for (twist, member) in
                [(Twist::EventMissing, "event"), (Twist::TraceIdMissing, "trace_id")]
            {
                if let (true, Some(members)) = (self.has(twist), event.as_object_mut()) {
                    members.remove(member);
                }
            }
            let mut bytes = event.to_string().into_bytes();
            if self.has(Twist::NotJson) {
                bytes.pop();
            }
            bytes
        };
        if self.has(Twist::NotUtf8) {
            bytes.insert(0, 0xFF);
        }
        bytes
    }

    fn data(&self, callback: &Callback) -> String {
        let mut data = callback.data_of(&self.plaintext());
        if self.has(Twist::LastByteChanged)
            && callback.is_encrypted()
            && let Ok(mut bytes) = STANDARD.decode(&data)
        {
            if let Some(last) = bytes.last_mut() {
                *last ^= 1;
            }
            data = STANDARD.encode(bytes);
        }
        if self.has(Twist::DataCut) {
            data.truncate(data.len() / 8 * 4);
        }
        if self.has(Twist::PaddingMissing) {
            data.truncate(data.trim_end_matches('=').len());
        }
        data
    }

    fn request(&self, callback: &Callback) -> Request<'static> {
        let mut data = self.data(callback);
        let mut timestamp = self.timestamp.to_string();
        let mut nonce = self.nonce.clone();
        if self.has(Twist::Seconds) {
            timestamp.truncate(10);
        }
        let signature = self.signature(callback, &timestamp, &nonce, &data);
        if self.has(Twist::DataChanged) && !data.is_empty() {
            let other = if data.starts_with('A') { "B" } else { "A" };
            data.replace_range(..1, other);
        }
        if self.has(Twist::TimestampChanged) {
            timestamp = (self.timestamp + 1).to_string();
        }
        if self.has(Twist::NonceChanged) {
            nonce.push('1');
        }
        if self.has(Twist::Boundary) {
            nonce.extend(timestamp.pop());
        }
        let mut headers = Vec::new();
        for (missing, name, value) in [
            (Twist::TimestampMissing, name::TIMESTAMP, timestamp),
            (Twist::NonceMissing, name::NONCE, nonce),
            (Twist::SignatureMissing, name::SIGNATURE, signature),
        ] {
            if !self.has(missing) {
                headers.push((self.cased(name), value));
            }
        }
        if self.has(Twist::HeadersOther) {
            headers.insert(0, ("X-Signature".to_owned(), "0".repeat(40)));
            headers.push(("Date".to_owned(), "Thu, 01 Jan 2026 00:00:00 GMT".to_owned()));
        }
        let request = if self.url_check {
            Request::new("GET", &self.target(&data)).into_owned()
        } else {
            headers.push((self.cased("Content-Type"), "application/json".to_owned()));
            Request::new("POST", "/callback").body(&self.body(&data)).into_owned()
        };
        headers
            .iter()
            .fold(request, |request, (name, value)| request.header(name, value).into_owned())
    }

    fn signature(&self, callback: &Callback, timestamp: &str, nonce: &str, data: &str) -> String {
        let mut signature = if self.has(Twist::SignatureOfBody) {
            callback.sign(timestamp, nonce, &self.body(data)).as_str().to_owned()
        } else if self.has(Twist::SignatureOfOther) {
            let other = subscription((self.subscription + 1) % SUBSCRIPTIONS.len());
            other.sign(timestamp, nonce, data).as_str().to_owned()
        } else if self.has(Twist::SignatureUnsorted) {
            use sha1::Digest as _;
            let (token, _) = SUBSCRIPTIONS[self.subscription];
            let digest = sha1::Sha1::digest([token, timestamp, nonce, data].concat());
            digest.iter().fold(String::new(), |mut hex, byte| {
                // Writing to a String does not fail.
                let _infallible = write!(hex, "{byte:02x}");
                hex
            })
        } else {
            callback.sign(timestamp, nonce, data).as_str().to_owned()
        };
        if self.has(Twist::SignatureChanged) {
            let other = if signature.starts_with('0') { "1" } else { "0" };
            signature.replace_range(..1, other);
        }
        if self.has(Twist::SignatureUpper) {
            signature = signature.to_ascii_uppercase();
        }
        if self.has(Twist::SignatureEmpty) {
            signature.clear();
        }
        signature
    }

    fn cased(&self, name: &str) -> String {
        if self.has(Twist::HeadersUpper) {
            name.to_ascii_uppercase()
        } else if self.has(Twist::HeadersTitle) {
            name[..1].to_ascii_uppercase() + &name[1..]
        } else {
            name.to_owned()
        }
    }

    fn body(&self, data: &str) -> String {
        let data = if self.has(Twist::BodyEscaped) {
            data.replace('/', "\\/").replace('=', "\\u003d").replace('A', "\\u0041")
        } else {
            data.to_owned()
        };
        let [open, colon, close] =
            if self.has(Twist::BodySpaced) { ["{\r\n\t", " : ", " }\n"] } else { ["{", ":", "}"] };
        let before =
            if self.has(Twist::BodyMembers) { "\"v\":[1.5e3,null,{\"data\":\"no\"}]," } else { "" };
        format!("{open}{before}\"{}\"{colon}\"{data}\"{close}", name::DATA)
    }

    fn target(&self, data: &str) -> String {
        let mut escaped = String::new();
        for byte in data.bytes() {
            let is_plain = byte.is_ascii_alphanumeric() && !self.has(Twist::EscapesAll);
            // Writing to a String does not fail.
            let _infallible = match (is_plain, self.has(Twist::EscapesLower)) {
                (true, _) => write!(escaped, "{}", char::from(byte)),
                (false, true) => write!(escaped, "%{byte:02x}"),
                (false, false) => write!(escaped, "%{byte:02X}"),
            };
        }
        if self.has(Twist::QueryOther) {
            format!("/callback?a=1&check_str={escaped}&my_check_str=b%2Bc")
        } else {
            format!("/callback?check_str={escaped}")
        }
    }
}

fn subscription(index: usize) -> Callback {
    let (token, key) = SUBSCRIPTIONS[index];
    Callback::new(token, key).unwrap_or_else(|refusal| unreachable!("made up right: {refusal:?}"))
}

fn digit(random: &mut SplitMix64, least: u8) -> char {
    let above = random.below(usize::from(10 - least));
    char::from(b'0' + least + u8::try_from(above).unwrap_or_default())
}

fn text_of(value: Option<&[u8]>) -> String {
    String::from_utf8_lossy(value.unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Plan, Twist};
    use crate::vectors::CallbackExpectation;

    /// What the ids say of right and wrong, apart from the reference receiver.
    #[test]
    fn every_twist_is_met_and_right_or_wrong_as_its_name_says() {
        let mut met = std::collections::HashSet::new();
        for index in 0..20_000 {
            let plan = Plan::generated(1, index);
            let [twist] = plan.twists[..] else { continue };
            let case = plan.case();
            let is_accepted = matches!(case.expectation, CallbackExpectation::Accepted { .. });
            met.insert(twist.id());
            match twist {
                Twist::SignatureChanged
                | Twist::SignatureMissing
                | Twist::SignatureEmpty
                | Twist::SignatureOfOther
                | Twist::TimestampChanged
                | Twist::TimestampMissing
                | Twist::NonceChanged
                | Twist::NonceMissing
                | Twist::Boundary
                | Twist::DataChanged
                | Twist::NotUtf8 => assert!(!is_accepted, "{plan:?}"),
                Twist::BodySpaced
                | Twist::BodyMembers
                | Twist::BodyEscaped
                | Twist::HeadersUpper
                | Twist::HeadersTitle
                | Twist::HeadersOther
                | Twist::QueryOther
                | Twist::EscapesLower
                | Twist::EscapesAll
                | Twist::PaddingMissing
                | Twist::Seconds => assert!(is_accepted, "{plan:?}"),
                // Some of these mean nothing on some callbacks.
                _ => {}
            }
            let saved = serde_json::json!({ "callback": plan }).to_string();
            assert_eq!(Plan::from_json(&saved), Some(Ok(plan)));
        }
        assert_eq!(met.len(), Twist::ALL.len());
    }
}
