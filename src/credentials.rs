//! The SecretId and SecretKey of an account, and its AppId and SdkId.

use std::fmt;

use zeroize::Zeroizing;

/// What the vendor gave an account: the pair that signs, and the two ids that
/// go along unsigned.
///
/// The SecretKey is wiped from memory on drop and never printed: `Debug`
/// shows `[REDACTED]` in its place.
///
/// ```
/// use tmsig::Credentials;
///
/// let credentials = Credentials::new("AKIDexample", "a-secret").with_app_id("200000001");
/// assert!(!format!("{credentials:?}").contains("a-secret"));
/// ```
#[derive(Clone)]
pub struct Credentials {
    app_id: Option<String>,
    sdk_id: Option<String>,
    secret_id: String,
    secret_key: Zeroizing<Vec<u8>>,
}

impl Credentials {
    /// A SecretKey of fewer bytes than this is part of too many texts to be
    /// kept out of reports and logs. The vendor's keys are longer.
    pub const SHORTEST_KEPT_BACK: usize = 8;

    /// Takes the pair as the vendor's console shows it. Nothing is trimmed or
    /// decoded: the key's bytes are used as they are.
    pub fn new(secret_id: impl Into<String>, secret_key: impl Into<Vec<u8>>) -> Self {
        Self {
            app_id: None,
            sdk_id: None,
            secret_id: secret_id.into(),
            secret_key: Zeroizing::new(secret_key.into()),
        }
    }

    /// Adds the enterprise id. A [`Verifier`](crate::Verifier) then also
    /// checks the AppId and SdkId headers.
    #[must_use]
    pub fn with_app_id(mut self, app_id: impl Into<String>) -> Self {
        self.app_id = Some(app_id.into());
        self
    }

    /// Adds the SdkId, for accounts that were assigned one.
    #[must_use]
    pub fn with_sdk_id(mut self, sdk_id: impl Into<String>) -> Self {
        self.sdk_id = Some(sdk_id.into());
        self
    }

    /// The enterprise id, sent as `AppId`.
    pub fn app_id(&self) -> Option<&str> {
        self.app_id.as_deref()
    }

    /// The application id, sent as `SdkId`; `None` if none was assigned.
    pub fn sdk_id(&self) -> Option<&str> {
        self.sdk_id.as_deref()
    }

    /// The public half of the pair, sent as `X-TC-Key`.
    pub fn secret_id(&self) -> &str {
        &self.secret_id
    }

    /// The bytes of the key. Whoever calls this takes care that they end up
    /// in no output.
    pub fn expose_secret_key(&self) -> &[u8] {
        &self.secret_key
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("app_id", &self.app_id)
            .field("sdk_id", &self.sdk_id)
            .field("secret_id", &self.secret_id)
            .field("secret_key", &"[REDACTED]")
            .finish()
    }
}

/// From `{"secret_id","secret_key","app_id","sdk_id"}`, the last two optional.
///
/// The parser's errors may quote the key: do not show them.
#[cfg(feature = "vectors")]
impl<'de> serde::Deserialize<'de> for Credentials {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Members {
            app_id: Option<String>,
            sdk_id: Option<String>,
            secret_id: String,
            secret_key: String,
        }
        let expected = "an object with secret_id and secret_key";
        let members: Members = crate::request_json::only_map(deserializer, expected)?;
        let Members { app_id, sdk_id, secret_id, secret_key } = members;
        Ok(Self { app_id, sdk_id, ..Self::new(secret_id, secret_key) })
    }
}
