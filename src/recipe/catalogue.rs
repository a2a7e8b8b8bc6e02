//! Every mistake there is, with its words.

use super::{
    AssemblyChoice, BodyChoice, CharsetChoice, DigestFormChoice, EncodingChoice,
    HeaderStringChoice, KeyChoice, MacChoice, MethodChoice, Recipe, UriChoice,
};
use crate::language::Text;

/// A choice that is not the specification's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Kebab-case; never changes.
    pub id: &'static str,
    /// Where it is made.
    pub stage: Stage,
    /// How often it is met, relative to the others: the likeliest explanation
    /// comes first.
    pub weight: u32,
    /// What is done, in a few words.
    pub title: Text,
    /// What to do instead.
    pub remedy: Text,
    /// Code or text that shows it.
    pub example: &'static str,
    /// Where it was seen; empty if it is only known to be possible.
    pub source: &'static str,
}

/// Declares a stage's choices: the specification first, then every mistake
/// with its words, as one table.
macro_rules! choices {
    (
        $(#[$attribute:meta])*
        $name:ident at $stage:ident;
        $(#[$default_attribute:meta])*
        $default:ident;
        $($variant:ident {
            id: $id:literal,
            weight: $weight:literal,
            title: $title_en:literal | $title_zh:literal,
            remedy: $remedy_en:literal | $remedy_zh:literal,
            example: $example:literal,
            source: $source:literal $(,)?
        })*
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[non_exhaustive]
        pub enum $name {
            $(#[$default_attribute])*
            #[default]
            $default,
            $(#[doc = concat!("Mistake `", $id, "`.")] $variant,)*
        }

        impl $name {
            /// The specification, then every mistake.
            pub const ALL: &'static [Self] = &[Self::$default, $(Self::$variant),*];

            /// The mistake that this choice is; `None` for the specification.
            pub fn mistake(self) -> Option<&'static $crate::recipe::Mistake> {
                match self {
                    Self::$default => None,
                    $(Self::$variant => {
                        const MISTAKE: $crate::recipe::Mistake = $crate::recipe::Mistake {
                            id: $id,
                            stage: $crate::recipe::Stage::$stage,
                            weight: $weight,
                            title: $crate::recipe::Text { en: $title_en, zh: $title_zh },
                            remedy: $crate::recipe::Text { en: $remedy_en, zh: $remedy_zh },
                            example: $example,
                            source: $source,
                        };
                        Some(&MISTAKE)
                    })*
                }
            }
        }
    };
}

/// Does something for every stage of a recipe, in the order of the pipeline.
macro_rules! stages {
    ($($field:ident: $choice:ident, $variant:ident, $id:literal, $doc:literal;)*) => {
        /// A step of the pipeline.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Stage {
            /// Which request is signed at all: the one that is sent, or another. No
            /// recipe has a choice here.
            Request,
            $(#[doc = $doc] $variant,)*
        }

        impl Stage {
            /// Every stage, in the order of the pipeline.
            pub const ALL: &'static [Self] = &[Self::Request, $(Self::$variant),*];

            /// The name used in files and reports.
            pub fn id(self) -> &'static str {
                match self {
                    Self::Request => "request",
                    $(Self::$variant => $id,)*
                }
            }
        }

        impl Mistake {
            /// Every mistake a recipe can have, stage by stage.
            pub fn all() -> impl Iterator<Item = &'static Mistake> {
                std::iter::empty()
                    $(.chain($choice::ALL.iter().filter_map(|choice| choice.mistake())))*
            }
        }

        impl Recipe {
            /// The mistakes in it, in the order of the pipeline.
            pub fn mistakes(&self) -> impl Iterator<Item = &'static Mistake> {
                [$(self.$field.mistake()),*].into_iter().flatten()
            }

            pub(super) fn add_mistake(&mut self, id: &str) -> bool {
                $(
                    let named = $choice::ALL.iter()
                        .find(|choice| choice.mistake().is_some_and(|mistake| mistake.id == id));
                    if let Some(&choice) = named {
                        let is_free = self.$field == $choice::default();
                        self.$field = choice;
                        return is_free;
                    }
                )*
                false
            }
        }
    };
}

stages! {
    method: MethodChoice, Method, "method", "What is signed as the method.";
    header_string: HeaderStringChoice, HeaderString, "header-string", "The line of signed headers.";
    uri: UriChoice, Uri, "uri", "What is signed as the URI.";
    body: BodyChoice, Body, "body", "What is signed as the body.";
    assembly: AssemblyChoice, Assembly, "assembly", "How the four parts become one text.";
    charset: CharsetChoice, Charset, "charset", "How the text becomes bytes.";
    key: KeyChoice, Key, "key", "How the SecretKey becomes the key of the MAC.";
    mac: MacChoice, Mac, "mac", "What makes the digest.";
    digest_form: DigestFormChoice, DigestForm, "digest-form", "How the digest is written.";
    encoding: EncodingChoice, Encoding, "encoding", "How that is encoded.";
}
