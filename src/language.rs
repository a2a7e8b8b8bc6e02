//! The languages that people are spoken to in.

/// The language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// 简体中文.
    Chinese,
}

impl Language {
    /// The words in this language.
    pub fn of(self, text: Text) -> &'static str {
        match self {
            Self::English => text.en,
            Self::Chinese => text.zh,
        }
    }
}

/// The same words in two languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    /// English.
    pub en: &'static str,
    /// 中文.
    pub zh: &'static str,
}
