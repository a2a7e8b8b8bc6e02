//! The page in its two homes: served, with the requests that came in; and as
//! one file, with the doctors inside and no way out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::doctor::Stack;

const HTML: &str = include_str!("page/page.html");
pub(super) const STYLE: &str = include_str!("page/page.css");
pub(super) const ICON: &str = include_str!("page/icon.svg");
const ENGINE: &str = include_str!("page/engine.js");
/// Classic scripts, one after the other: what one declares the next ones know.
const SCRIPTS: &[&str] = &[
    include_str!("page/texts.js"),
    include_str!("page/compare.js"),
    include_str!("page/report.js"),
    include_str!("page/page.js"),
    include_str!("page/callback.js"),
    include_str!("page/live.js"),
];

/// All scripts of the served page.
pub(super) fn script() -> String {
    [&[ENGINE], SCRIPTS].concat().join("\n")
}

/// The page as the server serves it, with its parts beside it.
pub(super) fn served() -> String {
    html()
        .replace(
            HEAD,
            "<link rel=\"stylesheet\" href=\"/_tmsig/page.css\">\n\
         <link rel=\"icon\" href=\"/_tmsig/icon.svg\" type=\"image/svg+xml\">\n\
         <script src=\"/_tmsig/page.js\" defer></script>",
        )
        .replace(FOOT, "")
}

/// Where each home puts its own.
const HEAD: &str = "<!-- head -->";
const FOOT: &str = "<!-- foot -->";
const STACKS: &str = "<!-- stacks -->";

/// With the languages of code that there are.
fn html() -> String {
    let option =
        |stack: Stack| format!("<option value=\"{}\">{}</option>", stack.id(), stack.name());
    HTML.replace(STACKS, &Stack::all().map(option).collect::<String>())
}

/// The page as one file with the doctors in it: `wasm` is what `wasm/build`
/// makes, compressed by gzip or not. It may run these scripts and nothing else,
/// and can ask nobody for anything.
pub fn alone(wasm: &[u8]) -> String {
    let scripts = SCRIPTS.join("\n");
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    // A blob for the worker, whose text is the engine's.
    let policy = format!(
        "default-src 'none'; script-src {} {} 'wasm-unsafe-eval'; style-src {}; worker-src blob:; \
         img-src data:; base-uri 'none'; form-action 'none'",
        hash(ENGINE),
        hash(&scripts),
        hash(STYLE),
    );
    let head = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <link rel=\"icon\" href=\"data:image/svg+xml;base64,{}\">\n<style>{STYLE}</style>",
        STANDARD.encode(ICON),
    );
    let foot = format!(
        "<script type=\"text/plain\" id=\"wasm\">{}</script>\n\
         <script id=\"engine\">{ENGINE}</script>\n<script>{scripts}</script>",
        STANDARD.encode(wasm),
    );
    html().replace(HEAD, &head).replace(FOOT, &foot)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_ends_the_element_that_it_stands_in() {
        for part in [&[STYLE, ENGINE], SCRIPTS].concat() {
            assert!(!part.contains("</") && !part.contains("<!--"), "{part}");
        }
        assert!([HEAD, FOOT, STACKS].iter().all(|place| HTML.contains(place)));
    }

    #[test]
    fn the_file_asks_for_nothing() {
        let page = alone(b"\0asm");
        assert!(page.contains("default-src 'none'"));
        for outside in [" src=", "href=\"/", "href=\"http", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
