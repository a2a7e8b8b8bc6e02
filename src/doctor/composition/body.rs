//! What can have been signed as the body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{BIG5, Encoding, GB18030, GBK, SHIFT_JIS, UTF_16BE, UTF_16LE, WINDOWS_1252};

use md5::Md5;
use sha2::{Digest as _, Sha256};

use super::json::{self, COMPACT, SPACED, Style, Tree};
use super::piece::{Piece, Pieces, Step};
use super::step;
use super::uri::permutations;
use crate::recipe::{BodyChoice, bytes_decoded};
use crate::request::Request;

/// Longer bodies are tried in the forms of the catalogue only.
const LONGEST: usize = 64 << 10;

pub(super) fn pieces(request: &Request<'_>) -> Pieces {
    let sent = request.body_bytes();
    let mut pieces = Pieces::start(sent.to_vec());
    if sent.len() > LONGEST {
        edges(sent, &mut pieces);
        return pieces;
    }
    for choice in BodyChoice::ALL {
        pieces.known(choice.apply(request), choice.mistake());
    }
    edges(sent, &mut pieces);
    charsets(sent, &mut pieces);
    if let Some(tree) = json::parse(sent) {
        spellings(&tree, &mut pieces);
        prints(&tree, &mut pieces);
        // As it is sent, and as the usual writers have it.
        let sent_style = json::style_of(&tree, sent).unwrap_or(COMPACT);
        let mut usual = vec![(sent_style, 0.0)];
        for (style, cost) in [(COMPACT, 0.3), (SPACED, 0.6)] {
            if style != sent_style {
                usual.push((style, cost));
            }
        }
        members(&tree, &usual, &mut pieces);
        typed(&tree, &usual, &mut pieces);
        placeholders(&tree, &usual, &mut pieces);
        orders(&tree, &usual, &mut pieces);
    } else {
        let trees = form_as_json(sent);
        for (index, tree) in trees.iter().enumerate() {
            parameters(tree, index == 0 || index + 1 == trees.len(), 3.4, &mut pieces);
        }
    }
    pieces
}

/// Forms that are kept of those that stand in the four lines.
const FEW: usize = 300;

/// The forms of a body in texts of other pieces, `known` being those in the
/// scheme's own.
pub(super) fn in_layouts(request: &Request<'_>, known: &[Piece]) -> Pieces {
    let sent = request.body_bytes();
    let mut pieces = Pieces::start(sent.to_vec());
    let sha = Sha256::digest(sent);
    let md5 = Md5::digest(sent);
    for (bytes, cost) in [
        (hex::encode(sha).into_bytes(), 1.0),
        (hex::encode_upper(sha).into_bytes(), 1.7),
        (STANDARD.encode(sha).into_bytes(), 1.8),
        (hex::encode(md5).into_bytes(), 1.5),
        (hex::encode_upper(md5).into_bytes(), 2.2),
        (STANDARD.encode(md5).into_bytes(), 2.2),
        (STANDARD.encode(sent).into_bytes(), 1.6),
        (b"{}".to_vec(), if sent.is_empty() { 1.0 } else { 3.0 }),
        (b"null".to_vec(), if sent.is_empty() { 1.6 } else { 3.6 }),
        (Vec::new(), 1.0),
    ] {
        if bytes != sent {
            pieces.cheaper(bytes, cost, known, &step::BODY_WRITTEN);
        }
    }
    for piece in known.iter().take(FEW) {
        pieces.push(piece.clone());
    }
    pieces
}

/// The parameters of a query as a JSON body: the same mistake leaves the query
/// out of the URI.
pub(super) fn of_query(request: &Request<'_>) -> Pieces {
    let mut pieces = Pieces::start(Vec::new());
    let uri = request.uri_bytes();
    if let Some(at) = uri.iter().position(|&byte| byte == b'?')
        && uri.len() < LONGEST
    {
        let trees = form_as_json(&uri[at + 1..]);
        for (index, tree) in trees.iter().enumerate() {
            let is_usual = index == 0 || index + 1 == trees.len() || trees.len() <= 8;
            parameters(tree, is_usual, 3.0, &mut pieces);
        }
        for tree in trees.iter().take(1).chain(trees.last()) {
            prints(tree, &mut pieces);
        }
    }
    pieces
}

const BOM: &[u8] = b"\xef\xbb\xbf";

fn edges(sent: &[u8], pieces: &mut Pieces) {
    // The client added something.
    if let Some(bare) = sent.strip_prefix(BOM) {
        pieces.shown(bare.to_vec(), 0.6, &step::BODY_EDGE_SENT);
        pieces.shown(bare.trim_ascii().to_vec(), 1.4, &step::BODY_EDGE_SENT);
    }
    for bare in [sent.trim_ascii_end(), sent.trim_ascii_start(), sent.trim_ascii()] {
        pieces.shown(bare.to_vec(), 1.0, &step::BODY_EDGE_SENT);
    }
    for end in [&b"\n"[..], b"\r\n", b" "] {
        if let Some(bare) = sent.strip_suffix(end) {
            pieces.shown(bare.to_vec(), 1.0, &step::BODY_EDGE_SENT);
        }
    }
    if let Some(bare) = sent.strip_suffix(b"\0") {
        pieces.shown(bare.to_vec(), 1.5, &step::BODY_EDGE_SENT);
    }
    if let [open @ (b'"' | b'\'' | b'`'), bare @ .., close] = sent
        && open == close
    {
        pieces.shown(bare.to_vec(), 1.4, &step::BODY_EDGE_SENT);
    }
    // A form's field around what was signed.
    let name =
        sent.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    if (1..24).contains(&name) && sent.get(name) == Some(&b'=') {
        let value = &sent[name + 1..];
        pieces.shown(value.to_vec(), 1.6, &step::BODY_EDGE_SENT);
        pieces.shown(bytes_decoded(value), 2.0, &step::BODY_EDGE_SENT);
        let spaced: Vec<u8> =
            value.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
        pieces.shown(bytes_decoded(&spaced), 2.2, &step::BODY_EDGE_SENT);
    }
    if sent.is_empty() {
        return;
    }
    for (end, cost) in [
        (&b"\n"[..], 3.0),
        (b"\r\n", 4.0),
        (b" ", 5.0),
        (b"\n\n", 5.5),
        (b"\0", 6.0),
        (b";", 7.0),
        (b",", 7.0),
        (b"\t", 7.0),
    ] {
        pieces.shown([sent, end].concat(), cost, &step::BODY_EDGE_SIGNED);
        pieces.shown([end, sent].concat(), cost + 1.0, &step::BODY_EDGE_SIGNED);
        pieces.shown([end, sent, end].concat(), cost + 2.0, &step::BODY_EDGE_SIGNED);
    }
    pieces.shown([BOM, sent].concat(), 3.5, &step::BODY_EDGE_SIGNED);
    for quote in ["\"", "'", "`"] {
        let quoted = [quote.as_bytes(), sent, quote.as_bytes()].concat();
        pieces.shown(quoted, 5.0, &step::BODY_EDGE_SIGNED);
    }
}

/// Bytes as text in a charset, with what the decoder puts for what it cannot
/// read.
fn readings(bytes: &[u8]) -> Vec<(&'static str, String)> {
    let whatwg = |name: &'static str, encoding: &'static Encoding| {
        (name, encoding.decode_without_bom_handling(bytes).0.into_owned())
    };
    let bytewise = |name: &'static str, beyond: fn(u8) -> char| {
        let text =
            bytes.iter().map(|&byte| if byte < 0x80 { char::from(byte) } else { beyond(byte) });
        (name, text.collect::<String>())
    };
    vec![
        bytewise("ISO-8859-1", char::from),
        ("GBK", pairs(bytes, GBK, Behind::SecondIfItCanBegin, "\u{fffd}")),
        whatwg("GBK", GBK),
        whatwg("GB18030", GB18030),
        whatwg("windows-1252", WINDOWS_1252),
        bytewise("US-ASCII", |_| '\u{fffd}'),
        bytewise("US-ASCII", |_| '?'),
        ("windows-1252", cp1252_of_java(bytes)),
        whatwg("Big5", BIG5),
        whatwg("Shift_JIS", SHIFT_JIS),
        whatwg("UTF-16LE", UTF_16LE),
        whatwg("UTF-16BE", UTF_16BE),
        ("GBK", pairs(bytes, GBK, Behind::Second, "\u{fffd}")),
        ("GBK", pairs(bytes, GBK, Behind::Second, "")),
        ("Big5", pairs(bytes, BIG5, Behind::Second, "\u{fffd}")),
        ("Shift_JIS", pairs(bytes, SHIFT_JIS, Behind::Second, "\u{fffd}")),
        (
            "US-ASCII",
            bytes.iter().filter(|byte| byte.is_ascii()).map(|&byte| char::from(byte)).collect(),
        ),
    ]
}

/// How a decoder goes on behind a pair that it cannot read.
#[derive(Clone, Copy)]
enum Behind {
    /// With the second byte (Python).
    Second,
    /// With the second byte if that may begin a pair or is ASCII (Java).
    SecondIfItCanBegin,
}

/// Text of a charset of one and two bytes, with `broken` for what it cannot
/// read.
fn pairs(bytes: &[u8], encoding: &'static Encoding, behind: Behind, broken: &str) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        if first.is_ascii() {
            text.push(char::from(*first));
            continue;
        }
        if let [trail @ 0x40..=0xff, further @ ..] = after {
            let pair = [*first, *trail];
            let (read, _, is_broken) = encoding.decode(&pair);
            // What WHATWG has for private use, others have not.
            let is_private = |letter| ('\u{e000}'..='\u{f8ff}').contains(&letter);
            let is_pair = !is_broken
                && is_standard(encoding, pair)
                && (0x81..=0xfe).contains(first)
                && !(encoding == SHIFT_JIS && (0xa0..=0xdf).contains(first))
                && read.chars().count() == 1
                && !read.chars().any(is_private);
            if is_pair {
                text.push_str(&read);
                rest = further;
                continue;
            }
            if matches!(behind, Behind::SecondIfItCanBegin)
                && (0x81..=0xfe).contains(first)
                && matches!(trail, 0x80 | 0xff)
            {
                rest = further;
            }
        }
        if encoding == SHIFT_JIS && (0xa1..=0xdf).contains(first) {
            // Half-width letters are one byte.
            let letter = 0xff61 + u32::from(first - 0xa1);
            text.push(char::from_u32(letter).unwrap_or(char::REPLACEMENT_CHARACTER));
            continue;
        }
        text.push_str(broken);
    }
    text
}

/// Whether a pair is one of the standard itself. WHATWG's tables have what
/// makers added, which the decoders of languages have under other names.
fn is_standard(encoding: &'static Encoding, [lead, trail]: [u8; 2]) -> bool {
    if encoding == BIG5 {
        let is_of_eten = matches!(lead, 0xc7 | 0xc8)
            || (lead == 0xc6 && trail >= 0xa1)
            || (lead == 0xf9 && trail >= 0xd6);
        return (0xa1..=0xf9).contains(&lead) && !is_of_eten;
    }
    if encoding == SHIFT_JIS {
        return matches!(lead, 0x81..=0x84 | 0x88..=0x9f | 0xe0..=0xea);
    }
    true
}

/// Java leaves five bytes of windows-1252 unread.
fn cp1252_of_java(bytes: &[u8]) -> String {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    text.chars()
        .map(|letter| if ('\u{80}'..='\u{9f}').contains(&letter) { '\u{fffd}' } else { letter })
        .collect()
}

/// Text as bytes of a charset, `?` for what it has not.
fn written(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let whatwg = |name: &'static str, encoding: &'static Encoding| {
        let bytes: Vec<u8> = text
            .chars()
            .flat_map(|letter| {
                let mut buffer = [0; 4];
                let (bytes, _, is_lost) = encoding.encode(letter.encode_utf8(&mut buffer));
                if is_lost { vec![b'?'] } else { bytes.into_owned() }
            })
            .collect();
        (name, bytes)
    };
    let utf_16 = |big: bool| -> Vec<u8> {
        let units = text.encode_utf16();
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let below = |limit: u32| -> Vec<u8> {
        text.chars()
            .map(|letter| {
                let code = u32::from(letter);
                u8::try_from(code).ok().filter(|_| code < limit).unwrap_or(b'?')
            })
            .collect()
    };
    let units_below: Vec<u8> =
        text.encode_utf16().map(|unit| u8::try_from(unit).unwrap_or(b'?')).collect();
    let low: Vec<u8> = text.encode_utf16().map(|unit| unit.to_le_bytes()[0]).collect();
    vec![
        whatwg("GBK", GBK),
        ("ISO-8859-1", below(0x100)),
        ("US-ASCII", below(0x80)),
        ("ISO-8859-1", units_below),
        whatwg("GB18030", GB18030),
        whatwg("Big5", BIG5),
        whatwg("windows-1252", WINDOWS_1252),
        ("low bytes", low),
        ("UTF-16LE", utf_16(false)),
        ("UTF-16BE", utf_16(true)),
        ("UTF-16LE", [&b"\xff\xfe"[..], &utf_16(false)].concat()),
        ("UTF-16BE", [&b"\xfe\xff"[..], &utf_16(true)].concat()),
    ]
}

fn charsets(sent: &[u8], pieces: &mut Pieces) {
    if sent.is_ascii() {
        // UTF-16 on the wire is ASCII with zeros.
        if sent.contains(&0) {
            for (name, text) in
                readings(sent).into_iter().filter(|(name, _)| name.starts_with("UTF-16"))
            {
                let step = Step::with(&step::SENT_IN_CHARSET, b"UTF-8", name.as_bytes());
                pieces.add(text.into_bytes(), 1.0, step);
            }
        }
        return;
    }
    let rank = |index: usize| {
        #[allow(clippy::cast_precision_loss)]
        let rank = index as f32 * 0.15;
        rank
    };
    let Ok(text) = str::from_utf8(sent) else {
        // What is no UTF-8 was sent in something else.
        for (index, (name, text)) in readings(sent).into_iter().enumerate() {
            let step = || Step::with(&step::SENT_IN_CHARSET, b"UTF-8", name.as_bytes());
            let cost = 0.8 + rank(index);
            if let Some(bare) = text.strip_prefix('\u{feff}') {
                pieces.add(bare.as_bytes().to_vec(), cost, step());
            }
            for piece in escaped(&text) {
                pieces.add(piece, cost + 1.5, step());
            }
            pieces.add(text.into_bytes(), cost, step());
        }
        return;
    };
    for (index, (name, read)) in readings(sent).into_iter().enumerate() {
        let step = || Step::with(&step::READ_IN_CHARSET, name.as_bytes(), b"UTF-8");
        // Read wrongly and written as UTF-8, or in the same charset, which may
        // have lost something.
        for (name_back, bytes) in written(&read) {
            if name_back == name {
                pieces.add(bytes, 4.5 + rank(index), step());
            }
        }
        pieces.add(read.into_bytes(), 3.2 + rank(index), step());
    }
    for (index, (name, bytes)) in written(text).into_iter().enumerate() {
        let step = Step::with(&step::SIGNED_IN_CHARSET, name.as_bytes(), b"UTF-8");
        pieces.add(bytes, 3.4 + rank(index), step);
    }
    // What was sent had been read wrongly, and was right before.
    for (index, (name, bytes)) in written(text).into_iter().enumerate().take(7) {
        if str::from_utf8(&bytes).is_ok() && !bytes.is_ascii() {
            let step = Step::with(&step::SENT_IN_CHARSET, b"UTF-8", name.as_bytes());
            pieces.add(bytes, 1.4 + rank(index), step);
        }
    }
    for piece in escaped(text) {
        pieces.shown(piece, 4.0, &step::JSON_SPELLING);
    }
}

/// Everything beyond ASCII as `\uXXXX`, in both cases.
fn escaped(text: &str) -> Vec<Vec<u8>> {
    let escape = |upper: bool| {
        let mut out = String::new();
        for letter in text.chars() {
            if letter.is_ascii() {
                out.push(letter);
                continue;
            }
            for unit in letter.encode_utf16(&mut [0; 2]) {
                out += &if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") };
            }
        }
        out.into_bytes()
    };
    vec![escape(false), escape(true)]
}

fn spellings(tree: &Tree, pieces: &mut Pieces) {
    let (sorted, documented) = (tree.sorted(), tree.as_documented());
    for (style, of_style) in json::styles() {
        if pieces.is_full() {
            return;
        }
        let text = tree.write(style);
        for (end, of_end) in [(&b"\n"[..], 1.2), (b"\r\n", 1.6), (b" ", 2.0)] {
            let ended = [&text[..], end].concat();
            pieces.shown(ended, 3.0 + of_style + of_end, &step::JSON_SPELLING);
        }
        pieces.shown(text, 3.0 + of_style, &step::JSON_SPELLING);
        pieces.shown(sorted.write(style), 4.0 + of_style, &step::JSON_ORDER);
        pieces.shown(documented.write(style), 4.2 + of_style, &step::JSON_ORDER);
    }
    for spaced in [Style { comma: ", ", colon: ": ", ..COMPACT }, COMPACT] {
        // Blanks inside the braces.
        let text = tree.write(spaced);
        if let [open, inner @ .., close] = &text[..] {
            let padded = [&[*open], &b" "[..], inner, b" ", &[*close]].concat();
            pieces.shown(padded, 5.0, &step::JSON_SPELLING);
        }
    }
}

fn orders(tree: &Tree, usual: &[(Style, f32)], pieces: &mut Pieces) {
    let Tree::Map(members) = tree else { return };
    let php = Style { is_slash_escaped: true, is_ascii: true, ..COMPACT };
    let styles: Vec<(Style, f32)> = usual.iter().copied().chain([(php, 0.9)]).collect();
    let mut reordered = |order: &[usize], cost: f32| {
        let members = order.iter().map(|&index| members[index].clone()).collect();
        let tree = Tree::Map(members);
        for (style, of_style) in &styles {
            pieces.shown(tree.write(*style), cost + of_style, &step::JSON_ORDER);
        }
        !pieces.is_full()
    };
    let backwards: Vec<usize> = (0..members.len()).rev().collect();
    reordered(&backwards, 4.0);
    if members.len() > 7 {
        // One member that was put in late, or first.
        for from in 0..members.len().min(24) {
            for to in [0, members.len() - 1] {
                let mut order: Vec<usize> = (0..members.len()).collect();
                let moved = order.remove(from);
                order.insert(to, moved);
                reordered(&order, 4.6);
            }
        }
        return;
    }
    if members.len() < 2 {
        return;
    }
    #[allow(clippy::cast_precision_loss)]
    let cost = 3.2 + members.len() as f32 * 0.4;
    for order in permutations(members.len()) {
        if !reordered(&order, cost) {
            return;
        }
    }
}

/// What languages print of an object.
fn prints(tree: &Tree, pieces: &mut Pieces) {
    let print = |pieces: &mut Pieces, text: Vec<u8>, cost: f32| {
        pieces.shown(text, cost, &step::LANGUAGE_PRINT);
    };
    for quote in ["'", "\""] {
        for none in ["None", "null"] {
            for (yes, no) in [("True", "False"), ("true", "false")] {
                for (comma, colon) in
                    [(", ", ": "), (",", ":"), (", ", "=>"), (", ", " => "), (",", "=>")]
                {
                    let language = Language {
                        quote,
                        comma,
                        colon,
                        open: "{",
                        close: "}",
                        none,
                        yes,
                        no,
                        bare_names: false,
                        list: ("[", "]"),
                    };
                    let cost = if (comma, colon) == (", ", ": ") { 3.4 } else { 4.4 };
                    print(pieces, language.print(tree), cost);
                    let bare = Language { bare_names: true, ..language };
                    print(pieces, bare.print(tree), cost + 1.0);
                }
            }
        }
    }
    for (open, close, comma, colon, none) in [
        ("{", "}", ", ", "=", "null"),
        ("map[", "]", " ", ":", "<nil>"),
        ("{", "}", ",", ":", ""),
        ("{", "}", ", ", ": ", ""),
        ("", "", "&", "=", ""),
        ("", "", "&", "=", "null"),
        ("[", "]", ", ", ":", "null"),
        ("[", "]", ", ", "=", "null"),
        ("{", "}", "&", "=", ""),
    ] {
        let language = Language {
            quote: "",
            comma,
            colon,
            open,
            close,
            none,
            yes: "true",
            no: "false",
            bare_names: true,
            list: ("[", "]"),
        };
        print(pieces, language.print(tree), 4.0);
        print(pieces, language.print(&tree.sorted()), 4.6);
    }
    for (text, cost) in [
        (&b"[object Object]"[..], 3.5),
        (b"Array", 4.5),
        (b"System.Net.Http.StringContent", 5.0),
        (b"System.Net.Http.FormUrlEncodedContent", 5.5),
        (b"System.Net.Http.ByteArrayContent", 5.5),
        (b"Newtonsoft.Json.Linq.JObject", 5.5),
        (b"System.Collections.Generic.Dictionary`2[System.String,System.Object]", 5.0),
        (b"System.Collections.Generic.Dictionary`2[System.String,System.String]", 5.2),
        (b"System.Collections.Hashtable", 5.5),
        (b"System.Byte[]", 5.5),
        (b"System.String[]", 6.0),
        (b"undefined", 5.0),
        (b"null", 5.0),
        (b"None", 5.0),
        (b"map[]", 6.0),
        (b"System.Object", 6.0),
        (b"[object Array]", 6.0),
    ] {
        print(pieces, text.to_vec(), cost);
    }
    prints_of_bytes(tree, pieces);
}

/// The same of the bytes, of a text and of a list of pairs.
fn prints_of_bytes(tree: &Tree, pieces: &mut Pieces) {
    let print = |pieces: &mut Pieces, text: Vec<u8>, cost: f32| {
        pieces.shown(text, cost, &step::LANGUAGE_PRINT);
    };
    let sent = pieces.sent().to_vec();
    let numbers: Vec<String> = sent.iter().map(u8::to_string).collect();
    for (open, close, comma) in [("[", "]", " "), ("[", "]", ", "), ("[", "]", ","), ("", "", ",")]
    {
        print(pieces, format!("{open}{}{close}", numbers.join(comma)).into_bytes(), 4.5);
    }
    let python: String =
        sent.iter().flat_map(|byte| std::ascii::escape_default(*byte)).map(char::from).collect();
    print(pieces, format!("b'{}'", python.replace("\\\"", "\"")).into_bytes(), 4.0);
    if let Ok(text) = str::from_utf8(&sent) {
        print(pieces, format!("b'{text}'").into_bytes(), 4.5);
    }
    // JSON of JSON.
    let string = Tree::Text(sent.clone());
    print(pieces, string.write(COMPACT), 4.0);
    print(pieces, Tree::Text(tree.write(COMPACT)).write(COMPACT), 4.5);
    let signed: Vec<String> = sent.iter().map(|byte| byte.cast_signed().to_string()).collect();
    for comma in [", ", ","] {
        print(pieces, format!("[{}]", signed.join(comma)).into_bytes(), 4.5);
    }
    if let Tree::Map(members) = tree {
        let python = Language {
            quote: "'",
            comma: ", ",
            colon: ": ",
            open: "{",
            close: "}",
            none: "None",
            yes: "True",
            no: "False",
            bare_names: false,
            list: ("[", "]"),
        };
        let items: Vec<Vec<u8>> = members
            .iter()
            .map(|(name, value)| {
                let name = python.print(&Tree::Text(name.clone()));
                [b"(", &name[..], b", ", &python.print(value), b")"].concat()
            })
            .collect();
        let items = items.join(&b", "[..]);
        print(pieces, [b"[", &items[..], b"]"].concat(), 4.6);
        print(pieces, [b"dict_items([", &items[..], b"])"].concat(), 5.0);
    }
    let values = leaves(tree);
    print(pieces, values.concat(), 6.0);
    print(pieces, values.join(&b','), 6.0);
}

struct Language {
    quote: &'static str,
    comma: &'static str,
    colon: &'static str,
    open: &'static str,
    close: &'static str,
    none: &'static str,
    yes: &'static str,
    no: &'static str,
    bare_names: bool,
    list: (&'static str, &'static str),
}

impl Language {
    fn print(&self, tree: &Tree) -> Vec<u8> {
        let mut out = Vec::new();
        self.print_to(tree, &mut out);
        out
    }

    fn print_to(&self, tree: &Tree, out: &mut Vec<u8>) {
        match tree {
            Tree::Word(word) => out.extend_from_slice(match &word[..] {
                b"null" => self.none.as_bytes(),
                b"true" => self.yes.as_bytes(),
                b"false" => self.no.as_bytes(),
                word => word,
            }),
            Tree::Text(text) => self.text(text, out),
            Tree::List(items) => {
                out.extend_from_slice(self.list.0.as_bytes());
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.extend_from_slice(self.comma.as_bytes());
                    }
                    self.print_to(item, out);
                }
                out.extend_from_slice(self.list.1.as_bytes());
            }
            Tree::Map(members) => {
                out.extend_from_slice(self.open.as_bytes());
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.extend_from_slice(self.comma.as_bytes());
                    }
                    if self.bare_names {
                        out.extend_from_slice(name);
                    } else {
                        self.text(name, out);
                    }
                    out.extend_from_slice(self.colon.as_bytes());
                    self.print_to(value, out);
                }
                out.extend_from_slice(self.close.as_bytes());
            }
        }
    }

    /// Python takes double quotes where single ones are inside.
    fn text(&self, text: &[u8], out: &mut Vec<u8>) {
        let quote = if self.quote == "'" && text.contains(&b'\'') && !text.contains(&b'"') {
            "\""
        } else {
            self.quote
        };
        out.extend_from_slice(quote.as_bytes());
        out.extend_from_slice(text);
        out.extend_from_slice(quote.as_bytes());
    }
}

fn leaves(tree: &Tree) -> Vec<Vec<u8>> {
    match tree {
        Tree::Word(text) | Tree::Text(text) => vec![text.clone()],
        Tree::List(items) => items.iter().flat_map(leaves).collect(),
        Tree::Map(members) => members.iter().flat_map(|(_, value)| leaves(value)).collect(),
    }
}

/// One member less.
fn members(tree: &Tree, usual: &[(Style, f32)], pieces: &mut Pieces) {
    let Tree::Map(members) = tree else { return };
    if members.len() > 24 {
        return;
    }
    for left_out in 0..members.len() {
        let kept = members
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != left_out)
            .map(|(_, member)| member.clone())
            .collect();
        let kept = Tree::Map(kept);
        for (style, of_style) in usual {
            pieces.shown(kept.write(*style), 4.5 + of_style, &step::MEMBERS_PARTLY);
        }
    }
    // The inner object alone, and wrapped.
    for (_, value) in members {
        if matches!(value, Tree::Map(_) | Tree::List(_)) {
            for (style, of_style) in usual {
                pieces.shown(value.write(*style), 5.0 + of_style, &step::MEMBERS_PARTLY);
            }
        }
    }
}

/// Numbers as text, text as numbers, for every choice of members.
fn typed(tree: &Tree, usual: &[(Style, f32)], pieces: &mut Pieces) {
    let Tree::Map(members) = tree else { return };
    let changeable: Vec<usize> =
        (0..members.len()).filter(|&index| other_type(&members[index].1).is_some()).collect();
    let count = changeable.len().min(6);
    for bits in 1_u32..1 << count {
        let mut changed = members.clone();
        for (bit, &index) in changeable.iter().take(count).enumerate() {
            if bits >> bit & 1 == 1
                && let Some(other) = other_type(&members[index].1)
            {
                changed[index].1 = other;
            }
        }
        let changed = Tree::Map(changed);
        for (style, of_style) in usual {
            pieces.shown(changed.write(*style), 4.4 + of_style, &step::JSON_SPELLING);
        }
    }
    for bend in [
        numbers_as_text,
        text_as_numbers,
        words_of_python,
        booleans_as_numbers,
        floats,
        lists_as_maps,
        without_nulls,
    ] {
        if pieces.is_full() {
            return;
        }
        let bent = tree.bent(&bend);
        for (style, of_style) in json::styles().into_iter().take(40) {
            pieces.shown(bent.write(style), 4.4 + of_style, &step::JSON_SPELLING);
        }
    }
}

fn is_integer(word: &[u8]) -> bool {
    let digits = word.strip_prefix(b"-").unwrap_or(word);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

fn numbers_as_text(value: Tree) -> Tree {
    match value {
        Tree::Word(word) if is_integer(&word) => Tree::Text(word),
        other => other,
    }
}

fn text_as_numbers(value: Tree) -> Tree {
    match value {
        Tree::Text(text) if is_integer(&text) && is_word(&text) => Tree::Word(text),
        other => other,
    }
}

fn words_of_python(value: Tree) -> Tree {
    match value {
        Tree::Word(word) if word == b"true" => Tree::Text(b"True".to_vec()),
        Tree::Word(word) if word == b"false" => Tree::Text(b"False".to_vec()),
        other => other,
    }
}

fn booleans_as_numbers(value: Tree) -> Tree {
    match value {
        Tree::Word(word) if word == b"true" => Tree::Word(b"1".to_vec()),
        Tree::Word(word) if word == b"false" => Tree::Word(b"0".to_vec()),
        other => other,
    }
}

fn floats(value: Tree) -> Tree {
    match value {
        Tree::Word(word) if is_integer(&word) => Tree::Word([&word, &b".0"[..]].concat()),
        other => other,
    }
}

fn lists_as_maps(value: Tree) -> Tree {
    match value {
        Tree::List(items) => {
            let numbered = items.into_iter().enumerate();
            Tree::Map(numbered.map(|(at, item)| (at.to_string().into_bytes(), item)).collect())
        }
        other => other,
    }
}

fn without_nulls(value: Tree) -> Tree {
    match value {
        Tree::Map(mut members) => {
            members.retain(|(_, value)| *value != Tree::Word(b"null".to_vec()));
            Tree::Map(members)
        }
        other => other,
    }
}

fn other_type(value: &Tree) -> Option<Tree> {
    match value {
        Tree::Word(word) if word != b"null" => Some(Tree::Text(word.clone())),
        Tree::Text(text) if is_word(text) => Some(Tree::Word(text.clone())),
        _ => None,
    }
}

fn is_word(text: &[u8]) -> bool {
    let is_number = !text.is_empty()
        && text.len() < 18
        && text.iter().all(u8::is_ascii_digit)
        && (text.len() == 1 || text[0] != b'0');
    is_number || text == b"true" || text == b"false"
}

/// A template's placeholder in the place of some members' values.
fn placeholders(tree: &Tree, usual: &[(Style, f32)], pieces: &mut Pieces) {
    let Tree::Map(members) = tree else { return };
    if members.len() > 40 {
        return;
    }
    // Every choice among a few members; one or two among many.
    let choices: Vec<Vec<usize>> = if members.len() <= 6 {
        (1_u32..1 << members.len())
            .map(|bits| (0..members.len()).filter(|index| bits >> index & 1 == 1).collect())
            .collect()
    } else {
        (0..members.len())
            .flat_map(|one| (one..members.len()).map(move |other| vec![one, other]))
            .chain([(0..members.len()).collect()])
            .collect()
    };
    for (open, close, cost) in [
        ("{{", "}}", 4.4),
        ("${", "}", 5.0),
        ("#{", "}", 5.4),
        ("{{$", "}}", 5.6),
        ("@{", "}", 5.8),
        ("{", "}", 5.4),
        ("<", ">", 5.8),
        (":", "", 6.0),
    ] {
        for choice in &choices {
            if pieces.is_full() {
                return;
            }
            for quoted in [true, false] {
                let mut changed = members.clone();
                for &index in choice {
                    let (name, value) = &mut changed[index];
                    let text = [open.as_bytes(), name, close.as_bytes()].concat();
                    let is_text = quoted || matches!(value, Tree::Text(_));
                    *value = if is_text { Tree::Text(text) } else { Tree::Word(text) };
                }
                let changed = Tree::Map(changed);
                for (style, of_style) in usual {
                    pieces.shown(changed.write(*style), cost + of_style, &step::PLACEHOLDER);
                }
            }
        }
    }
}

/// `a=1&b=2` as objects: every choice of what is a number.
fn form_as_json(form: &[u8]) -> Vec<Tree> {
    if form.is_empty() || !form.contains(&b'=') || form.len() > 8192 {
        return Vec::new();
    }
    let decoded = |text: &[u8]| {
        let text: Vec<u8> =
            text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
        bytes_decoded(&text)
    };
    let mut members: Vec<(Vec<u8>, Tree)> = Vec::new();
    for pair in form.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()) {
        let mut halves = pair.splitn(2, |&byte| byte == b'=');
        let name = decoded(halves.next().unwrap_or_default());
        let value = decoded(halves.next().unwrap_or_default());
        // A name that is there twice is a list.
        if let Some((_, known)) = members.iter_mut().find(|(other, _)| *other == name) {
            *known = match std::mem::replace(known, Tree::List(Vec::new())) {
                Tree::List(mut items) => {
                    items.push(Tree::Text(value));
                    Tree::List(items)
                }
                first => Tree::List(vec![first, Tree::Text(value)]),
            };
        } else {
            members.push((name, Tree::Text(value)));
        }
    }
    let changeable: Vec<usize> = (0..members.len())
        .filter(|&index| matches!(&members[index].1, Tree::Text(text) if is_word(text)))
        .collect();
    let count = changeable.len().min(8);
    (0_u32..1 << count)
        .map(|bits| {
            let mut typed = members.clone();
            for (bit, &index) in changeable.iter().take(count).enumerate() {
                if bits >> bit & 1 == 1
                    && let Tree::Text(text) = &members[index].1
                {
                    typed[index].1 = Tree::Word(text.clone());
                }
            }
            Tree::Map(typed)
        })
        .collect()
}

fn parameters(tree: &Tree, is_usual: bool, cost: f32, pieces: &mut Pieces) {
    let sorted = tree.sorted();
    // Every style where the types are all of one kind, the usual ones else.
    let most = if is_usual { usize::MAX } else { 60 };
    for (style, of_style) in json::styles().into_iter().take(most) {
        if pieces.is_full() {
            return;
        }
        let text = tree.write(style);
        if of_style < 0.3 {
            // Go's Encoder ends what it writes.
            let ended = [&text[..], b"\n"].concat();
            pieces.shown(ended, cost + 0.6 + of_style, &step::PARAMETERS_AS_JSON);
        }
        pieces.shown(text, cost + of_style, &step::PARAMETERS_AS_JSON);
        pieces.shown(sorted.write(style), cost + 1.0 + of_style, &step::PARAMETERS_AS_JSON);
    }
    if let Tree::Map(members) = tree
        && (2..=5).contains(&members.len())
    {
        for order in permutations(members.len()) {
            let reordered = Tree::Map(order.iter().map(|&index| members[index].clone()).collect());
            for style in [COMPACT, SPACED] {
                pieces.shown(reordered.write(style), cost + 2.0, &step::PARAMETERS_AS_JSON);
            }
        }
    }
}
