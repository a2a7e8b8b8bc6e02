//! One way in which a wrong signature came about.

use zeroize::Zeroizing;

use super::composition::dress::Worn;
use super::composition::layout::Layout;
use super::composition::{Composed, Step, step};
use super::inspection::Reading;
use super::other_request::OtherRequest;
use crate::credentials::Credentials;
use crate::language::Language;
use crate::recipe::{BodyChoice, Mistake, Recipe, UriChoice};
use crate::request::Request;

/// A recipe, and what was done to the request before it was followed: the
/// signature is reproduced by both together.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    changes: Vec<Change>,
    recipe: Recipe,
    signed: Vec<u8>,
}

/// What was other about the request before the recipe was followed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    /// A first mistake with the URI; the recipe has the second.
    Uri(UriChoice),
    /// A first mistake with the body; the recipe has the second.
    Body(BodyChoice),
    /// It is not the request that was sent.
    Other(OtherRequest),
    /// A step beyond the recipes.
    Step(Step),
    /// The text is put together in another way.
    Layout(Layout),
    /// The digest is written in a way that the recipes have not.
    Form(Worn),
    /// The headers of the scheme stand elsewhere.
    Elsewhere(Vec<(&'static str, String)>),
}

/// A mistake that was made, with what is known of this case.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The mistake.
    pub mistake: &'static Mistake,
    /// What was signed and what was sent instead, where the mistake does not
    /// tell that by itself: a timestamp, a nonce, a SecretId.
    pub values: Option<(String, String)>,
    /// For a signature that was used before: of which request it is, counted
    /// from 1.
    pub of_request: Option<usize>,
    /// What was found in this case, where neither title nor values say it.
    pub detail: Option<Detail>,
}

/// What is known of a case, to be said in a language.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail(Known);

#[derive(Clone, Debug, PartialEq)]
enum Known {
    Layout(Layout),
    Form(Worn),
    Elsewhere(Vec<(&'static str, String)>),
}

impl Detail {
    /// In words.
    pub fn to_text(&self, language: Language) -> String {
        let is_english = language == Language::English;
        match &self.0 {
            Known::Layout(layout) => {
                let words = layout.words(language);
                if is_english {
                    format!("signed: {words}")
                } else {
                    format!("实际签名的内容：{words}")
                }
            }
            Known::Form(worn) => form_words(worn, language),
            Known::Elsewhere(found) => {
                let places: Vec<String> = found
                    .iter()
                    .map(|(wanted, place)| {
                        if is_english {
                            format!("{wanted} was sent as {place}")
                        } else {
                            format!("{wanted} 实际发送为 {place}")
                        }
                    })
                    .collect();
                places.join(if is_english { "; " } else { "；" })
            }
        }
    }
}

/// How a digest is written, from the inside out.
pub(super) fn form_words(worn: &Worn, language: Language) -> String {
    let is_english = language == Language::English;
    let steps: Vec<&str> = worn
        .wraps
        .iter()
        .map(|wrap| {
            let (en, zh) = wrap.words();
            if is_english { en } else { zh }
        })
        .collect();
    if is_english {
        format!(
            "the signature is the digest as {}; it must be hexadecimal, then base64",
            steps.join(", then ")
        )
    } else {
        format!("该签名是摘要依次经过：{}；应为先十六进制、再 base64", steps.join("、"))
    }
}

impl Explanation {
    /// Of a search beyond the recipes; `form` and `encoding` are those of the
    /// recipes where they have them.
    pub(super) fn composed(composed: Composed, form: Option<&Reading>) -> Self {
        // What the recipes have as well can be followed for other requests.
        let ids = composed.steps.iter().map(|step| step.mistake.id);
        if composed.layout.is_none()
            && (form.is_some() || composed.worn.is_none())
            && let Some(recipe) = Recipe::with_mistakes(ids)
        {
            let (digest_form, encoding) =
                form.map(|reading| (reading.digest_form, reading.encoding)).unwrap_or_default();
            let recipe = Recipe { digest_form, encoding, ..recipe };
            return Self { changes: Vec::new(), recipe, signed: composed.signed };
        }
        let mut changes: Vec<Change> = Vec::new();
        changes.extend(composed.layout.map(Change::Layout));
        changes.extend(composed.steps.into_iter().map(Change::Step));
        let mut recipe = Recipe::default();
        match form {
            Some(reading) => {
                recipe.digest_form = reading.digest_form;
                recipe.encoding = reading.encoding;
            }
            None => changes.extend(composed.worn.map(Change::Form)),
        }
        Self { changes, recipe, signed: composed.signed }
    }

    /// What was signed is right.
    pub(super) fn plain(signed: Vec<u8>) -> Self {
        Self { changes: Vec::new(), recipe: Recipe::default(), signed }
    }

    /// The same, with one step more.
    pub(super) fn also_of(mut self, step: Step) -> Self {
        self.changes.insert(0, Change::Step(step));
        self
    }

    /// The same, where besides the headers stand elsewhere.
    pub(super) fn also_elsewhere(mut self, found: Vec<(&'static str, String)>) -> Self {
        self.changes.insert(0, Change::Elsewhere(found));
        self
    }

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
            Self::Step(step) => {
                Some(Finding { values: step.values.clone(), ..step.mistake.into() })
            }
            Self::Layout(layout) => Some(Finding {
                detail: Some(Detail(Known::Layout(*layout))),
                ..(&step::LAYOUT).into()
            }),
            Self::Form(worn) => Some(Finding {
                detail: Some(Detail(Known::Form(worn.clone()))),
                ..(&step::FORM_DRESSED).into()
            }),
            Self::Elsewhere(found) => Some(Finding {
                detail: Some(Detail(Known::Elsewhere(found.clone()))),
                ..(&step::HEADERS_MISPLACED).into()
            }),
        }
    }

    fn apply(&self, request: &mut Request<'_>) -> Option<()> {
        match self {
            Self::Uri(choice) => request.set_uri(choice.apply(request)),
            Self::Body(choice) => request.set_body(choice.apply(request)),
            Self::Other(_)
            | Self::Step(_)
            | Self::Layout(_)
            | Self::Form(_)
            | Self::Elsewhere(_) => {
                return None;
            }
        }
        Some(())
    }
}

impl From<&'static Mistake> for Finding {
    fn from(mistake: &'static Mistake) -> Self {
        Self { mistake, values: None, of_request: None, detail: None }
    }
}
