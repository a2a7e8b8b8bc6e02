//! The reference signer.

use std::fmt;

use crate::canonical::StringToSign;
use crate::credentials::Credentials;
use crate::hmac::{Message, Prefix};
use crate::refusal::{self, Field, Reason, Refusal};
use crate::request::Request;
use crate::signature::Signature;

/// Signs requests of one account: straight-line code written from
/// `docs/spec.md`.
///
/// The HMAC key schedule is computed once, here; signing allocates nothing.
/// The SecretKey itself is not kept.
///
/// ```
/// use tmsig::{Credentials, Request, Signer};
///
/// let signer = Signer::new(Credentials::new("AKIDexample", "a-secret"));
/// let request = Request::new("GET", "/v1/meetings/7567173273889276131?userid=tester1&instanceid=1")
///     .nonce("880064")
///     .timestamp("1600000000");
/// let signature = signer.sign(&request)?;
/// assert_eq!(signature.as_str().len(), 88);
/// # Ok::<(), tmsig::Refusal>(())
/// ```
#[derive(Clone)]
pub struct Signer {
    app_id: Option<String>,
    sdk_id: Option<String>,
    secret_id: String,
    mac: Prefix,
    has_empty_key: bool,
    is_secret_id_faultless: bool,
}

impl Signer {
    /// Prepares the key. The SecretKey is wiped when this returns, unless the
    /// caller kept a clone.
    // By value, so that the key is wiped here and not when the caller remembers.
    #[allow(clippy::needless_pass_by_value)]
    pub fn new(credentials: Credentials) -> Self {
        let key = credentials.expose_secret_key();
        Self {
            app_id: credentials.app_id().map(str::to_owned),
            sdk_id: credentials.sdk_id().map(str::to_owned),
            secret_id: credentials.secret_id().to_owned(),
            mac: Prefix::new(key),
            has_empty_key: key.is_empty(),
            is_secret_id_faultless: refusal::is_faultless_secret_id(
                credentials.secret_id().as_bytes(),
            ),
        }
    }

    /// Signs a request that carries its nonce and timestamp.
    ///
    /// `X-TC-Key` is taken from the credentials; the request may carry it, and
    /// then it must be the same.
    ///
    /// # Errors
    ///
    /// Refuses what HTTP could not carry as it stands; see [`Reason`].
    #[inline]
    pub fn sign(&self, request: &Request<'_>) -> Result<Signature, Refusal> {
        Ok(self.sign_parts(&self.to_be_signed(request)?))
    }

    /// What is signed of a request, unless it or the key is refused.
    #[inline]
    pub(crate) fn to_be_signed<'r>(
        &'r self,
        request: &'r Request<'_>,
    ) -> Result<StringToSign<'r>, Refusal> {
        if self.has_empty_key {
            let (field, reason) = (Field::SecretKey, Reason::Empty);
            return Err(Refusal { field, reason, offset: 0, byte: None });
        }
        self.string_to_sign(request)
    }

    /// Where every message of this account's key begins.
    pub(crate) fn mac(&self) -> &Prefix {
        &self.mac
    }

    /// The string to sign, with this signer's SecretId, of a request it
    /// accepts.
    ///
    /// # Errors
    ///
    /// As for [`Signer::sign`].
    #[inline]
    pub fn string_to_sign<'r>(
        &'r self,
        request: &'r Request<'_>,
    ) -> Result<StringToSign<'r>, Refusal> {
        let known = request.known_headers();
        let parts = StringToSign::new(request, &known, self.secret_id.as_bytes());
        if !(self.is_secret_id_faultless && refusal::is_faultless(&known, &parts)) {
            refusal::examine(request, known.key, &parts)?;
        }
        Ok(parts)
    }

    /// Signs the parts as they are, without examining them: for judging what
    /// arrived.
    #[inline]
    pub fn sign_parts(&self, parts: &StringToSign<'_>) -> Signature {
        Signature::from_digest(&Message::digest(&self.mac, |message| parts.write_to(message)))
    }

    /// The AppId of the account, if it was given.
    pub fn app_id(&self) -> Option<&str> {
        self.app_id.as_deref()
    }

    /// The SdkId of the account, if it was given.
    pub fn sdk_id(&self) -> Option<&str> {
        self.sdk_id.as_deref()
    }

    /// The SecretId, which travels as `X-TC-Key`.
    pub fn secret_id(&self) -> &str {
        &self.secret_id
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("app_id", &self.app_id)
            .field("sdk_id", &self.sdk_id)
            .field("secret_id", &self.secret_id)
            .finish_non_exhaustive()
    }
}
