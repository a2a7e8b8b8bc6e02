//! The other side: judges a request as it arrived.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::canonical::StringToSign;
use crate::credentials::Credentials;
use crate::error_code::ErrorCode;
use crate::replay::ReplayMemory;
use crate::request::{KnownHeaders, Request, header};
use crate::signer::Signer;

/// How far a timestamp may be from the server's clock, in seconds, and how
/// long a nonce is remembered: 5 minutes, both ends included.
pub const WINDOW_SECONDS: u64 = 300;

/// Judges requests of one or many accounts, byte for byte as they arrived: a
/// raw UTF-8 URI or a lower-case method is judged, not refused.
///
/// The checks, in this order (which of them the vendor's server does first is
/// not known): headers that contradict each other, required headers, credentials, timestamp, signature, replay. A
/// request that fails the signature never enters the replay memory.
///
/// A request is remembered for 5 minutes after it was accepted, as documented:
/// one whose timestamp was ahead of the clock can come again after that.
///
/// AppId and SdkId are checked for accounts whose AppId is known; such an
/// account without SdkId must not be sent one.
///
/// ```
/// use tmsig::{Credentials, ErrorCode, Request, Signer, Verifier};
///
/// let credentials = Credentials::new("AKIDexample", "a-secret");
/// let verifier = Verifier::new([credentials.clone()]);
/// let signer = Signer::new(credentials);
///
/// let mut request = Request::new("GET", "/v1/users/list?page=1")
///     .header("X-TC-Key", "AKIDexample")
///     .nonce("880064")
///     .timestamp("1600000000");
/// let signature = signer.sign(&request)?;
/// request.set_header("X-TC-Signature", signature.as_str());
///
/// assert_eq!(verifier.verify_at(&request, 1_600_000_300), Ok(()));
/// let again = verifier.verify_at(&request, 1_600_000_300).unwrap_err();
/// assert_eq!(again.error_code(), ErrorCode::Replayed);
/// # Ok::<(), tmsig::Refusal>(())
/// ```
#[derive(Debug)]
pub struct Verifier {
    accounts: Vec<Signer>,
    replays: Mutex<ReplayMemory>,
}

impl Verifier {
    /// Requests remembered against replay unless told otherwise.
    pub const DEFAULT_REPLAY_CAPACITY: usize = 1 << 20;

    /// A verifier for these accounts, remembering up to
    /// [`Self::DEFAULT_REPLAY_CAPACITY`] requests.
    pub fn new(accounts: impl IntoIterator<Item = Credentials>) -> Self {
        Self::with_replay_capacity(accounts, Self::DEFAULT_REPLAY_CAPACITY)
    }

    /// A verifier that remembers at most this many requests against replay.
    ///
    /// Memory grows with use, to about 80 bytes a request. When more are
    /// accepted within 5 minutes, the oldest are forgotten first.
    pub fn with_replay_capacity(
        accounts: impl IntoIterator<Item = Credentials>,
        capacity: usize,
    ) -> Self {
        Self {
            accounts: accounts.into_iter().map(Signer::new).collect(),
            replays: Mutex::new(ReplayMemory::new(capacity)),
        }
    }

    /// Judges a request that arrived now.
    ///
    /// # Errors
    ///
    /// The first check it fails.
    pub fn verify(&self, request: &Request<'_>) -> Result<(), Rejection> {
        // A clock before 1970 is a clock that no timestamp is near to.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.verify_at(request, now.as_secs())
    }

    /// Judges a request that arrived at `now`, in UNIX seconds.
    ///
    /// # Errors
    ///
    /// The first check it fails.
    pub fn verify_at(&self, request: &Request<'_>, now: u64) -> Result<(), Rejection> {
        let (account, parts, signature) = self.identify(request)?;
        let timestamp = parse_seconds(parts.timestamp)?;
        if timestamp.abs_diff(now) > WINDOW_SECONDS {
            return Err(Rejection::TimestampExpired { timestamp, now });
        }
        check_signature(account, &parts, signature)?;

        // The account's own id: the header is not signed, and another value in
        // it must not make the same request a new one.
        let account = account.app_id().unwrap_or(account.secret_id()).as_bytes();
        // The memory holds no invariant that a panic elsewhere could break.
        let mut replays = self.replays.lock().unwrap_or_else(PoisonError::into_inner);
        if replays.insert((account, parts.timestamp, parts.nonce), now) {
            Ok(())
        } else {
            Err(Rejection::Replayed)
        }
    }

    /// Judges headers, credentials and signature alone: neither clock nor
    /// replay memory. For a request that was captured earlier.
    ///
    /// # Errors
    ///
    /// The first check it fails.
    pub fn verify_signature(&self, request: &Request<'_>) -> Result<(), Rejection> {
        let (account, parts, signature) = self.identify(request)?;
        check_signature(account, &parts, signature)
    }

    /// How many requests are remembered against replay at this moment.
    pub fn remembered(&self) -> usize {
        self.replays.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn identify<'v, 'r>(
        &'v self,
        request: &'r Request<'_>,
    ) -> Result<(&'v Signer, StringToSign<'r>, &'r [u8]), Rejection> {
        let known = request.known_headers();
        if let Some(name) = known.contradicted.filter(|name| *name != header::CONTENT_TYPE) {
            return Err(Rejection::HeaderContradicted(name));
        }
        let required = |value: Option<&'r [u8]>, name| value.ok_or(Rejection::MissingHeader(name));
        let secret_id = required(known.key, header::KEY)?;
        required(known.nonce, header::NONCE)?;
        required(known.timestamp, header::TIMESTAMP)?;
        let signature = required(known.signature, header::SIGNATURE)?;
        let account = self.account(&known, secret_id)?;
        Ok((account, StringToSign::new(request, &known, secret_id), signature))
    }

    fn account(&self, known: &KnownHeaders<'_>, secret_id: &[u8]) -> Result<&Signer, Rejection> {
        let mut rejection = Rejection::UnknownSecretId;
        // Several accounts may share a SecretId only if their AppIds differ, so
        // the last mismatch is as good a reason as any other.
        for account in &self.accounts {
            if account.secret_id().as_bytes() != secret_id {
                continue;
            }
            let Some(expected) = account.app_id() else { return Ok(account) };
            match known.app_id {
                None => return Err(Rejection::MissingHeader(header::APP_ID)),
                Some(sent) if sent != expected.as_bytes() => rejection = Rejection::OtherAppId,
                Some(_) => match (account.sdk_id(), known.sdk_id) {
                    (None, Some(_)) => rejection = Rejection::SdkIdNotAssigned,
                    (Some(_), None) => rejection = Rejection::SdkIdMissing,
                    (Some(assigned), Some(sent)) if sent != assigned.as_bytes() => {
                        rejection = Rejection::OtherSdkId;
                    }
                    _ => return Ok(account),
                },
            }
        }
        Err(rejection)
    }
}

fn parse_seconds(digits: &[u8]) -> Result<u64, Rejection> {
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Rejection::TimestampNotDecimal);
    }
    // More digits than fit are as far from the clock as can be.
    let value = digits.iter().fold(0_u64, |value, digit| {
        value.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
    });
    Ok(value)
}

fn check_signature(
    account: &Signer,
    parts: &StringToSign<'_>,
    signature: &[u8],
) -> Result<(), Rejection> {
    if account.sign_parts(parts).matches(signature) {
        Ok(())
    } else {
        Err(Rejection::SignatureMismatch)
    }
}

/// Why a request was rejected: more than the vendor says.
/// [`Rejection::error_code`] is what the vendor would answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// A header of the scheme is there twice, with different values: which of
    /// them a server reads is not documented.
    HeaderContradicted(&'static str),
    /// A required header is absent. The code for it is not documented.
    MissingHeader(&'static str),
    /// The AppId is not the account's.
    OtherAppId,
    /// The SdkId is not the account's.
    OtherSdkId,
    /// Timestamp and nonce were used within the last 5 minutes.
    Replayed,
    /// The account was assigned an SdkId, and none was sent.
    SdkIdMissing,
    /// An SdkId was sent, and the account was assigned none.
    SdkIdNotAssigned,
    /// The signature is not that of the request that arrived.
    SignatureMismatch,
    /// The timestamp is too far from the clock.
    TimestampExpired {
        /// UNIX seconds, as sent.
        timestamp: u64,
        /// UNIX seconds, by the verifier's clock.
        now: u64,
    },
    /// The timestamp is not a decimal number.
    TimestampNotDecimal,
    /// No account has this SecretId.
    UnknownSecretId,
}

impl Rejection {
    /// What the vendor would answer.
    pub fn error_code(self) -> ErrorCode {
        match self {
            Self::HeaderContradicted(_) | Self::MissingHeader(_) | Self::TimestampNotDecimal => {
                ErrorCode::BadParameters
            }
            Self::Replayed => ErrorCode::Replayed,
            Self::SignatureMismatch => ErrorCode::SignatureFailed,
            Self::TimestampExpired { .. } => ErrorCode::TimestampExpired,
            Self::OtherAppId
            | Self::OtherSdkId
            | Self::SdkIdMissing
            | Self::SdkIdNotAssigned
            | Self::UnknownSecretId => ErrorCode::UnknownCredentials,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HeaderContradicted(name) => {
                write!(f, "the header {name} is there twice, with different values")
            }
            Self::MissingHeader(name) => write!(f, "the header {name} is missing"),
            Self::OtherAppId => f.write_str("AppId is not the one that belongs to this X-TC-Key"),
            Self::OtherSdkId => f.write_str("SdkId is not the one that belongs to this AppId"),
            Self::Replayed => f.write_str(
                "this timestamp and nonce were used within the last 5 minutes; \
                 make a new nonce for every request, retries included",
            ),
            Self::SdkIdMissing => {
                f.write_str("SdkId is missing; this account was assigned one, so it must be sent")
            }
            Self::SdkIdNotAssigned => {
                f.write_str("SdkId was sent, but this account was assigned none; leave it out")
            }
            Self::SignatureMismatch => {
                f.write_str("the signature is not that of the request as it arrived")
            }
            Self::TimestampExpired { timestamp, now } => {
                let apart = timestamp.abs_diff(*now);
                let side = if timestamp < now { "behind" } else { "ahead of" };
                write!(f, "the timestamp {timestamp} is {apart} s {side} the clock ({now})")?;
                if timestamp / 1000 > 0 && (timestamp / 1000).abs_diff(*now) <= WINDOW_SECONDS {
                    f.write_str("; it is in milliseconds, seconds are wanted")?;
                }
                Ok(())
            }
            Self::TimestampNotDecimal => {
                f.write_str("X-TC-Timestamp is not UNIX seconds in decimal digits")
            }
            Self::UnknownSecretId => f.write_str("no account has the SecretId sent in X-TC-Key"),
        }
    }
}

impl std::error::Error for Rejection {}
