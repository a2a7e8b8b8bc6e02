//! One way in which a wrong signature came about.

use zeroize::Zeroizing;

use super::other_request::OtherRequest;
use crate::credentials::Credentials;
use crate::recipe::{BodyChoice, Mistake, Recipe, UriChoice};
use crate::request::Request;

/// A recipe, and what was done to the request before it was followed: the
/// signature is reproduced by both together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    changes: Vec<Change>,
    recipe: Recipe,
    signed: Vec<u8>,
}

/// What was other about the request before the recipe was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A first mistake with the URI; the recipe has the second.
    Uri(UriChoice),
    /// A first mistake with the body; the recipe has the second.
    Body(BodyChoice),
    /// It is not the request that was sent.
    Other(OtherRequest),
}

/// A mistake that was made, with what is known of this case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The mistake.
    pub mistake: &'static Mistake,
    /// What was signed and what was sent instead, where the mistake does not
    /// tell that by itself: a timestamp, a nonce, a SecretId.
    pub values: Option<(String, String)>,
    /// For a signature that was used before: of which request it is, counted
    /// from 1.
    pub of_request: Option<usize>,
}

impl Explanation {
    pub(super) fn new(changes: Vec<Change>, recipe: Recipe, signed: Vec<u8>) -> Self {
        Self { changes, recipe, signed }
    }

    #[cfg(feature = "server")]
    pub(super) fn signed_mut(&mut self) -> &mut Vec<u8> {
        &mut self.signed
    }

    /// The mistakes, in the order in which they were made.
    pub fn findings(&self) -> impl Iterator<Item = Finding> {
        let before = self.changes.iter().filter_map(Change::finding);
        before.chain(self.recipe.mistakes().map(Finding::from))
    }

    /// The same without what is known of this case.
    pub fn mistakes(&self) -> impl Iterator<Item = &'static Mistake> {
        self.findings().map(|finding| finding.mistake)
    }

    /// The bytes that went into the MAC.
    pub fn signed(&self) -> &[u8] {
        &self.signed
    }

    /// What a signer with these mistakes makes of a request. `None` if it
    /// takes knowledge of another request or account.
    pub fn sign(&self, request: &Request<'_>, credentials: &Credentials) -> Option<Vec<u8>> {
        let request = self.changed(request)?;
        Some(self.recipe.sign(&request, credentials))
    }

    /// The bytes that go into the MAC for another request. `None` as for
    /// [`Explanation::sign`].
    #[cfg(feature = "campaign")]
    pub(crate) fn message(
        &self,
        request: &Request<'_>,
        credentials: &Credentials,
    ) -> Option<Vec<u8>> {
        let request = self.changed(request)?;
        Some(self.recipe.message(&request, credentials))
    }

    fn changed<'r>(&self, request: &Request<'r>) -> Option<Request<'r>> {
        let mut request = request.clone();
        for change in &self.changes {
            change.apply(&mut request)?;
        }
        Some(request)
    }

    /// Whether the same was done, be it to another request.
    #[cfg(feature = "conformance")]
    pub(crate) fn has_the_mistakes_of(&self, other: &Self) -> bool {
        (&self.changes, &self.recipe) == (&other.changes, &other.recipe)
    }

    /// The SecretKey as it stands in the text, if it was put there.
    pub(crate) fn encoded_key(&self, credentials: &Credentials) -> Zeroizing<Vec<u8>> {
        let charset = self.recipe.charset;
        let key = charset.apply(credentials.expose_secret_key().to_vec());
        let frame = charset.frame().len().min(key.len());
        Zeroizing::new(key[frame..].to_vec())
    }

    /// How likely it is, relative to others with as many mistakes.
    pub(super) fn weight(&self) -> u64 {
        self.mistakes().map(|mistake| u64::from(mistake.weight)).product()
    }
}

impl Change {
    fn finding(&self) -> Option<Finding> {
        match self {
            Self::Uri(choice) => choice.mistake().map(Finding::from),
            Self::Body(choice) => choice.mistake().map(Finding::from),
            Self::Other(other) => Some(other.finding()),
        }
    }

    fn apply(&self, request: &mut Request<'_>) -> Option<()> {
        match self {
            Self::Uri(choice) => request.set_uri(choice.apply(request)),
            Self::Body(choice) => request.set_body(choice.apply(request)),
            Self::Other(_) => return None,
        }
        Some(())
    }
}

impl From<&'static Mistake> for Finding {
    fn from(mistake: &'static Mistake) -> Self {
        Self { mistake, values: None, of_request: None }
    }
}
