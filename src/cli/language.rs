//! The language of what is printed.

use std::env;

use clap::ValueEnum;
use tmsig::doctor::Language;

/// The language
#[derive(Clone, Copy, Default, clap::Args)]
pub(super) struct LanguageOption {
    /// Language of titles and remedies [default: that of the locale]
    #[arg(long, value_enum)]
    lang: Option<Lang>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    /// English
    En,
    /// 中文
    Zh,
}

impl LanguageOption {
    pub(super) fn language(self) -> Language {
        match self.lang {
            Some(Lang::En) => Language::English,
            Some(Lang::Zh) => Language::Chinese,
            None => of_locale(),
        }
    }
}

/// The first of these that is set decides, as for every program.
pub(super) fn of_locale() -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()));
    match locale {
        Some(locale) if locale.starts_with("zh") => Language::Chinese,
        _ => Language::English,
    }
}
