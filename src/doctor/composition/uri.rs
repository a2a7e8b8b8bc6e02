//! What can have been signed as the URI.

use super::piece::{Piece, Pieces, Step};
use super::step;
use crate::recipe::{UriChoice, bytes_decoded, replaced};
use crate::request::Request;

/// A percent-encoder: what it leaves plain besides letters and digits, what it
/// makes of a space, and the case of its digits.
struct Encoder {
    plain: &'static [u8],
    is_space_plus: bool,
    is_lower: bool,
}

const fn encoder(plain: &'static [u8], is_space_plus: bool, is_lower: bool) -> Encoder {
    Encoder { plain, is_space_plus, is_lower }
}

/// Those that people use, the commonest first: RFC 3986 (Python's quote with
/// safe='', PHP's rawurlencode, Go), forms (Java's `URLEncoder`), JavaScript's
/// encodeURIComponent and encodeURI, PHP's urlencode, Python's quote, axios,
/// `OkHttp`, yarl, Go's `PathEscape`, .NET's `UrlEncode`, and one that leaves nothing.
const ENCODERS: [Encoder; 17] = [
    encoder(b"-_.~", false, false),
    encoder(b"-_.*", true, false),
    encoder(b"-_.~!*'()", false, false),
    encoder(b"-_.~", true, false),
    encoder(b"-_.", true, false),
    encoder(b"-_.~/", false, false),
    encoder(b"-_.~!*'();/?:@&=+$,#", false, false),
    encoder(b"-_.!*()", true, true),
    encoder(b"-_.~", false, true),
    encoder(b"-_.~!*'():$,", true, false),
    encoder(b"-_.~!*'():$,[]", false, false),
    encoder(b"-_.~!$'()*,:@/?", false, false),
    encoder(b"-_.~$&+=:@", false, false),
    encoder(b"-_.!~*'()@:/,$?;", false, false),
    encoder(b"", false, false),
    encoder(b"_", false, false),
    encoder(b"-_", false, false),
];

impl Encoder {
    fn encode(&self, text: &[u8], out: &mut Vec<u8>) {
        for &byte in text {
            if byte.is_ascii_alphanumeric() || self.plain.contains(&byte) {
                out.push(byte);
            } else if byte == b' ' && self.is_space_plus {
                out.push(b'+');
            } else {
                escape(byte, self.is_lower, out);
            }
        }
    }
}

fn escape(byte: u8, is_lower: bool, out: &mut Vec<u8>) {
    let digits: &[u8; 16] = if is_lower { b"0123456789abcdef" } else { b"0123456789ABCDEF" };
    out.extend_from_slice(&[b'%', digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
}

fn split(uri: &[u8]) -> (&[u8], Option<&[u8]>) {
    match uri.iter().position(|&byte| byte == b'?') {
        Some(at) => (&uri[..at], Some(&uri[at + 1..])),
        None => (uri, None),
    }
}

fn joined(path: &[u8], query: Option<&[u8]>) -> Vec<u8> {
    match query {
        Some(query) => [path, b"?", query].concat(),
        None => path.to_vec(),
    }
}

/// Whether a path begins as those of the API do.
pub(super) fn is_of_the_api(path: &[u8]) -> bool {
    matches!(path, [b'/', b'v', digit, b'/', ..] if digit.is_ascii_digit())
}

pub(super) fn pieces(request: &Request<'_>) -> Pieces {
    let uri = request.uri_bytes().to_vec();
    let mut pieces = Pieces::start(uri.clone());
    for choice in UriChoice::ALL {
        pieces.known(choice.apply(request), choice.mistake());
    }
    client_encodings(&uri, &mut pieces);
    prefixes(&uri, &mut pieces);
    encoders(&uri, &mut pieces);
    orders(&uri, &mut pieces);
    parts(&uri, &mut pieces);
    placeholders(&uri, &mut pieces);
    paths_by_queries(&uri, &mut pieces);
    pieces
}

/// Pairs of a step that changed the path and one that changed the query cost no
/// more than this together.
const DEAREST_PAIR: f32 = 10.0;

/// Two steps: one changed the path, the other the query.
fn paths_by_queries(uri: &[u8], pieces: &mut Pieces) {
    let (path, query) = split(uri);
    if query.is_none() {
        return;
    }
    let mut paths = Vec::new();
    let mut queries = Vec::new();
    for piece in pieces.all() {
        let (other_path, other_query) = split(&piece.bytes);
        match (other_path == path, other_query == query) {
            (false, true) => paths.push(piece.clone()),
            (true, false) => queries.push(piece.clone()),
            _ => {}
        }
    }
    queries.sort_by(|one, other| one.cost.total_cmp(&other.cost));
    for first in paths {
        for second in &queries {
            let cost = first.cost + second.cost;
            if cost > DEAREST_PAIR || pieces.is_full() {
                break;
            }
            let bytes = joined(split(&first.bytes).0, split(&second.bytes).1);
            let steps = [&first.steps[..], &second.steps].concat();
            pieces.push(Piece { bytes, cost, steps });
        }
    }
}

/// Forms that are kept of those that stand in the four lines.
const FEW: usize = 300;

/// The vendor's host.
const HOST: &[u8] = b"api.meeting.qq.com";

/// The forms of a URI in texts of other pieces, `known` being those in the
/// scheme's own.
pub(super) fn in_layouts(request: &Request<'_>, known: &[Piece]) -> Pieces {
    let uri = request.uri_bytes().to_vec();
    let (path, query) = split(&uri);
    let mut pieces = Pieces::start(uri.clone());
    let versionless = |text: &[u8]| text.strip_prefix(b"/v1").map(<[u8]>::to_vec);
    let slashless = |text: &[u8]| text.strip_prefix(b"/").map(<[u8]>::to_vec);
    let host = request.header_value("Host").filter(|host| !host.is_empty()).unwrap_or(HOST);
    let mut forms: Vec<(Option<Vec<u8>>, f32)> = Vec::new();
    for (text, cost) in [(&uri[..], 0.0), (path, 0.5)] {
        forms.extend([
            (Some(text.to_vec()), cost),
            (versionless(text), cost + 1.0),
            (slashless(text), cost + 1.2),
            (versionless(text).and_then(|text| slashless(&text)), cost + 1.4),
            (Some(bytes_decoded(text)), cost + 1.2),
            (Some([b"https://", host, text].concat()), cost + 1.2),
            (Some([host, text].concat()), cost + 1.6),
            (Some([b"http://", host, text].concat()), cost + 2.4),
            (Some(text.to_ascii_lowercase()), cost + 2.0),
        ]);
    }
    forms.push((Some([path, b"/"].concat()), 1.8));
    if let Some(query) = query {
        let mut sorted: Vec<&[u8]> = query.split(|&byte| byte == b'&').collect();
        sorted.sort_unstable();
        let sorted = joined(path, Some(&sorted.join(&b'&')));
        forms.push((versionless(&sorted), 2.0));
        forms.push((Some(sorted), 1.0));
    }
    for (bytes, cost) in forms {
        if let Some(bytes) = bytes.filter(|bytes| *bytes != uri) {
            pieces.cheaper(bytes, cost, known, &step::URI_WRITTEN);
        }
    }
    for piece in known.iter().take(FEW) {
        pieces.push(piece.clone());
    }
    pieces
}

/// The path alone, as it stands in texts of other pieces.
pub(super) fn paths_in_layouts(request: &Request<'_>, known: &[Piece]) -> Pieces {
    let (path, query) = split(request.uri_bytes());
    let host = request.header_value("Host").filter(|host| !host.is_empty()).unwrap_or(HOST);
    let mut pieces = Pieces::start(path.to_vec());
    let versionless = |text: &[u8]| text.strip_prefix(b"/v1").map(<[u8]>::to_vec);
    let slashless = |text: &[u8]| text.strip_prefix(b"/").map(<[u8]>::to_vec);
    let forms = [
        (versionless(path), 1.0),
        (slashless(path), 1.2),
        (versionless(path).and_then(|text| slashless(&text)), 1.4),
        (Some(bytes_decoded(path)), 1.2),
        (Some([path, b"/"].concat()), 1.4),
        (Some([b"https://", host, path].concat()), 1.2),
        (Some([host, path].concat()), 1.6),
        (Some([b"http://", host, path].concat()), 2.4),
        (Some(path.to_ascii_lowercase()), 2.0),
        (Some(without_first_segment(path)), 2.4),
    ];
    for (bytes, cost) in forms {
        if let Some(bytes) = bytes.filter(|bytes| bytes != path) {
            // The catalogue knows some of them with their query.
            let whole = joined(&bytes, query);
            match known.iter().find(|piece| piece.bytes == whole || piece.bytes == bytes) {
                Some(piece) if piece.steps.len() == 1 => {
                    pieces.push(Piece { bytes, cost, steps: piece.steps.clone() });
                }
                _ => pieces.shown(bytes, cost, &step::URI_WRITTEN),
            }
        }
    }
    pieces
}

fn without_first_segment(path: &[u8]) -> Vec<u8> {
    let second = path.iter().skip(1).position(|&byte| byte == b'/');
    second.map_or_else(Vec::new, |at| path[at + 1..].to_vec())
}

/// The query alone, as it stands in texts of other pieces.
pub(super) fn queries_in_layouts(request: &Request<'_>) -> Pieces {
    let (_, query) = split(request.uri_bytes());
    let query = query.unwrap_or_default();
    let mut pieces = Pieces::start(query.to_vec());
    if query.is_empty() {
        return pieces;
    }
    let mut pairs: Vec<&[u8]> = query.split(|&byte| byte == b'&').collect();
    pairs.sort_unstable();
    let sorted = pairs.join(&b'&');
    let spaced = |text: &[u8]| bytes_decoded(&replaced(text, b"+", b" "));
    for (bytes, cost) in [
        (spaced(&sorted), 1.8),
        (bytes_decoded(&sorted), 2.0),
        (sorted, 0.8),
        ([b"?", query].concat(), 1.2),
        (spaced(query), 1.2),
        (bytes_decoded(query), 1.2),
        (Vec::new(), 1.2),
        (query.to_ascii_lowercase(), 2.2),
        (pairs.concat(), 2.4),
    ] {
        pieces.shown(bytes, cost, &step::URI_WRITTEN);
    }
    pieces
}

/// What the client did to a URI that was signed right.
fn client_encodings(uri: &[u8], pieces: &mut Pieces) {
    let (path, query) = split(uri);
    // Twice: every escape begins with %25.
    let is_twice = |text: &[u8]| {
        text.windows(5).any(|window| {
            window.starts_with(b"%25") && window[3..].iter().all(u8::is_ascii_hexdigit)
        })
    };
    if is_twice(uri) {
        for once in [
            unescaped(uri, |byte| byte == b'%'),
            bytes_decoded(uri),
            joined(path, query.map(|query| unescaped(query, |byte| byte == b'%')).as_deref()),
            joined(path, query.map(bytes_decoded).as_deref()),
        ] {
            pieces.shown(once, 0.8, &step::CLIENT_ENCODED_TWICE);
        }
    }
    // Characters that one of two escapes and the other leaves.
    let escaped_there: Vec<u8> = (0x21..0x7f_u8)
        .chain([b' '])
        .filter(|byte| !byte.is_ascii_alphanumeric() && *byte != b'%')
        .filter(|&byte| {
            let mut upper = Vec::new();
            escape(byte, false, &mut upper);
            uri.windows(3).any(|window| window.eq_ignore_ascii_case(&upper))
        })
        .collect();
    for (cost, subset) in subsets(&escaped_there) {
        // Nobody sends these plain: the signed text was decoded.
        let is_decoded = subset.iter().any(|byte| b" =&+#".contains(byte));
        let cost = if is_decoded { cost + 2.5 } else { cost };
        pieces.shown(
            unescaped(uri, |byte| subset.contains(&byte)),
            1.2 + cost,
            &step::CLIENT_ESCAPED,
        );
        let in_query = joined(
            path,
            query.map(|query| unescaped(query, |byte| subset.contains(&byte))).as_deref(),
        );
        pieces.shown(in_query, 1.3 + cost, &step::CLIENT_ESCAPED);
    }
    // Letters beyond ASCII that a client escapes by itself.
    let raw = unescaped(uri, |byte| !byte.is_ascii());
    pieces.shown(raw, 2.6, &step::CLIENT_ESCAPED);
    let values = query.unwrap_or_default();
    let plain_there: Vec<u8> =
        b"@:,;!'()*$~/?+-._|[]".iter().copied().filter(|byte| values.contains(byte)).collect();
    for (cost, subset) in subsets(&plain_there) {
        // A full stop that was escaped is another encoder's work.
        let is_unreserved = subset.iter().any(|byte| b"-._~".contains(byte));
        let mistake = if is_unreserved { &step::ENCODER } else { &step::CLIENT_LEFT_PLAIN };
        for is_lower in [false, true] {
            let mut signed = Vec::new();
            for &byte in values {
                if subset.contains(&byte) {
                    escape(byte, is_lower, &mut signed);
                } else {
                    signed.push(byte);
                }
            }
            let base = if is_unreserved { 3.0 } else { 1.4 };
            let cost = base + cost + if is_lower { 1.0 } else { 0.0 };
            pieces.shown(joined(path, Some(&signed)), cost, mistake);
        }
    }
    // + and %20 in the path; and a + that was meant.
    let plus = replaced(path, b"%20", b"+");
    pieces.shown(joined(&plus, query), 3.0, &step::ENCODER);
    if let Some(query) = query {
        pieces.shown(
            joined(path, Some(&replaced(query, b"+", b"%2B"))),
            2.0,
            &step::CLIENT_LEFT_PLAIN,
        );
        pieces.shown(joined(path, Some(&replaced(query, b"+", b" "))), 3.0, &step::CLIENT_ESCAPED);
        pieces.shown(
            joined(path, Some(&replaced(query, b"%2B", b"+"))),
            2.4,
            &step::CLIENT_ESCAPED,
        );
    }
}

/// All of them first, then fewer: with what a choice costs.
fn subsets(letters: &[u8]) -> Vec<(f32, Vec<u8>)> {
    if letters.is_empty() {
        return Vec::new();
    }
    let mut all = vec![(0.0, letters.to_vec())];
    // The set that JavaScript leaves.
    let kept: Vec<u8> = letters.iter().copied().filter(|byte| b"!'()*~".contains(byte)).collect();
    if !kept.is_empty() {
        all.push((0.2, kept));
    }
    if letters.len() <= 7 {
        for bits in 1_u32..(1 << letters.len()) - 1 {
            let chosen = letters.iter().enumerate().filter(|(index, _)| bits >> index & 1 == 1);
            all.push((0.5, chosen.map(|(_, &byte)| byte).collect()));
        }
    } else {
        all.extend(letters.iter().map(|&byte| (0.6, vec![byte])));
    }
    all
}

/// Without the escapes of these bytes.
fn unescaped(text: &[u8], is_plain: impl Fn(u8) -> bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        if after.len() >= 2
            && let [byte] = bytes_decoded(&rest[..3])[..]
            && is_plain(byte)
        {
            out.push(byte);
            rest = &rest[3..];
        } else {
            out.push(*first);
            rest = after;
        }
    }
    out
}

/// Segments in front of the path that one side has and the other has not.
fn prefixes(uri: &[u8], pieces: &mut Pieces) {
    const NAMES: [&[u8]; 25] = [
        b"/v1",
        b"/api",
        b"/v1/api",
        b"/openapi",
        b"/rest",
        b"/gateway",
        b"/gw",
        b"/proxy",
        b"/meeting",
        b"/wemeet",
        b"/tencent",
        b"/txmeeting",
        b"/dev-api",
        b"/prod-api",
        b"/tmeeting",
        b"/meeting-api",
        b"/api/v1",
        b"/api/tencent",
        b"/qq",
        b"/open",
        b"/v2",
        b"/v3",
        b"/api.meeting.qq.com",
        b"api.meeting.qq.com",
        b"//api.meeting.qq.com",
    ];
    let (path, query) = split(uri);
    let is_api = is_of_the_api(path);
    // The client lost it.
    for (index, name) in NAMES.iter().enumerate() {
        let signed = joined(&[name, path].concat(), query);
        #[allow(clippy::cast_precision_loss)]
        let rank = index as f32 * 0.1;
        if index == 0 && !is_api {
            pieces.shown(signed, 0.8, &step::BASE_PATH_LOST);
            // The client adds the parameters as well.
            pieces.shown([name, path].concat(), 1.2, &step::BASE_PATH_LOST);
        } else {
            pieces.shown(signed, 4.0 + rank, &step::PREFIX_SIGNED);
        }
    }
    for one in NAMES {
        for other in NAMES {
            let signed = joined(&[one, other, path].concat(), query);
            pieces.shown(signed, 7.0, &step::PREFIX_SIGNED);
        }
    }
    // A slash at the end that one side has.
    match path.strip_suffix(b"/") {
        Some(bare) if !bare.is_empty() => {
            pieces.shown(joined(bare, query), 1.6, &step::ENCODER);
        }
        _ => pieces.shown(joined(&[path, b"/"].concat(), query), 4.0, &step::ENCODER),
    }
    // The version twice.
    if let Some(rest) = path.strip_prefix(b"/v1")
        && rest.starts_with(b"/v1/")
    {
        pieces.shown(joined(rest, query), 0.8, &step::PREFIX_SENT);
    }
    // A gateway's beginning that was not signed.
    let mut at = 0;
    for _ in 0..3 {
        let Some(next) = path[at + 1..].iter().position(|&byte| byte == b'/') else { break };
        at += next + 1;
        let rest = &path[at..];
        let signed = joined(rest, query);
        if is_of_the_api(rest) && !is_api {
            pieces.shown(signed.clone(), 0.8, &step::PREFIX_SENT);
        } else {
            pieces.shown(signed.clone(), 4.5, &step::PREFIX_SENT);
        }
        pieces.shown(signed[1..].to_vec(), 5.5, &step::PREFIX_SENT);
        pieces.shown(rest.to_vec(), 5.5, &step::PREFIX_SENT);
    }
}

/// Signed with one encoder, sent with another.
fn encoders(uri: &[u8], pieces: &mut Pieces) {
    let (path, query) = split(uri);
    for (index, encoder) in ENCODERS.iter().enumerate() {
        #[allow(clippy::cast_precision_loss)]
        let rank = index as f32 * 0.1;
        let in_path = |path: &[u8]| {
            let mut out = Vec::new();
            for (index, segment) in path.split(|&byte| byte == b'/').enumerate() {
                if index > 0 {
                    out.push(b'/');
                }
                encoder.encode(&bytes_decoded(segment), &mut out);
            }
            out
        };
        let in_query = |query: &[u8], plus_is_space: bool| {
            let mut out = Vec::new();
            let decoded = |text: &[u8]| {
                let text = if plus_is_space { replaced(text, b"+", b" ") } else { text.to_vec() };
                bytes_decoded(&text)
            };
            for (index, pair) in query.split(|&byte| byte == b'&').enumerate() {
                if index > 0 {
                    out.push(b'&');
                }
                let mut halves = pair.splitn(2, |&byte| byte == b'=');
                encoder.encode(&decoded(halves.next().unwrap_or_default()), &mut out);
                if let Some(value) = halves.next() {
                    out.push(b'=');
                    encoder.encode(&decoded(value), &mut out);
                }
            }
            out
        };
        pieces.shown(joined(&in_path(path), query), 3.4 + rank, &step::ENCODER);
        if let Some(query) = query {
            for (cost, is_space) in [(3.2, true), (3.4, false)] {
                let encoded = in_query(query, is_space);
                pieces.shown(joined(path, Some(&encoded)), cost + rank, &step::ENCODER);
                pieces.shown(
                    joined(&in_path(path), Some(&encoded)),
                    cost + 0.3 + rank,
                    &step::ENCODER,
                );
            }
        }
    }
}

/// The parameters in every order, as far as that is possible.
fn orders(uri: &[u8], pieces: &mut Pieces) {
    let (path, Some(query)) = split(uri) else { return };
    let parameters: Vec<&[u8]> = query.split(|&byte| byte == b'&').collect();
    if !(2..=7).contains(&parameters.len()) {
        return;
    }
    for order in permutations(parameters.len()) {
        let reordered: Vec<&[u8]> = order.iter().map(|&index| parameters[index]).collect();
        let signed = joined(path, Some(&reordered.join(&b'&')));
        #[allow(clippy::cast_precision_loss)]
        let cost = 3.0 + parameters.len() as f32 * 0.4;
        pieces.shown(signed, cost, &step::QUERY_ORDER);
        if pieces.is_full() {
            break;
        }
    }
    if parameters.len() <= 4 {
        for order in permutations(parameters.len()) {
            let reordered: Vec<Vec<u8>> = order
                .iter()
                .map(|&index| bytes_decoded(&replaced(parameters[index], b"+", b" ")))
                .collect();
            pieces.shown(joined(path, Some(&reordered.join(&b'&'))), 6.5, &step::QUERY_ORDER);
        }
    }
}

/// Every order but the first.
pub(super) fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut all = Vec::new();
    loop {
        let Some(pivot) = (1..count).rev().find(|&at| order[at - 1] < order[at]) else {
            return all;
        };
        let swapped =
            (pivot..count).rev().find(|&at| order[at] > order[pivot - 1]).unwrap_or(pivot);
        order.swap(pivot - 1, swapped);
        order[pivot..].reverse();
        all.push(order.clone());
    }
}

/// Less than everything.
fn parts(uri: &[u8], pieces: &mut Pieces) {
    let (path, query) = split(uri);
    let version = path
        .strip_prefix(b"/v")
        .and_then(|rest| rest.iter().position(|&byte| byte == b'/'))
        .map_or(path, |at| &path[at + 2..]);
    let last = path.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
    let decoded = bytes_decoded(path);
    let short = |bytes: Vec<u8>, cost: f32, pieces: &mut Pieces| {
        pieces.shown(bytes, cost, &step::QUERY_PARTLY);
    };
    // Two of the catalogue at once: the version and the query left out.
    if version.len() < path.len() {
        let without = UriChoice::ALL.iter().find(|choice| {
            choice.mistake().is_some_and(|mistake| mistake.id == "base-path-left-out")
        });
        let left_out = UriChoice::ALL
            .iter()
            .find(|choice| choice.mistake().is_some_and(|mistake| mistake.id == "query-left-out"));
        if let (Some(one), Some(two)) = (
            without.and_then(|choice| choice.mistake()),
            left_out.and_then(|choice| choice.mistake()),
        ) {
            let steps = vec![Step::of(one), Step::of(two)];
            let cost = 3.4;
            if query.is_some() {
                pieces.push(Piece { bytes: version.to_vec(), cost, steps: steps.clone() });
                pieces.push(Piece {
                    bytes: version.strip_prefix(b"/").unwrap_or(version).to_vec(),
                    cost: cost + 1.0,
                    steps,
                });
            }
        }
    }
    if query.is_some() {
        short(decoded, 5.5, pieces);
        if let Some(bare) = path.strip_prefix(b"/") {
            short(bare.to_vec(), 5.5, pieces);
        }
        short([path, b"?"].concat(), 5.5, pieces);
        short([path, b"/"].concat(), 6.0, pieces);
    }
    short(last.to_vec(), 7.0, pieces);
    if let Some(query) = query {
        let parameters: Vec<&[u8]> = query.split(|&byte| byte == b'&').collect();
        short(query.to_vec(), 5.5, pieces);
        short([b"?", query].concat(), 6.0, pieces);
        if (2..=12).contains(&parameters.len()) {
            for left_out in 0..parameters.len() {
                let kept: Vec<&[u8]> = parameters
                    .iter()
                    .enumerate()
                    .filter(|(index, _)| *index != left_out)
                    .map(|(_, parameter)| *parameter)
                    .collect();
                short(joined(path, Some(&kept.join(&b'&'))), 4.0, pieces);
            }
            for count in 1..parameters.len() - 1 {
                short(joined(path, Some(&parameters[..count].join(&b'&'))), 4.5, pieces);
            }
        }
    }
}

/// The names of templates in the place of values.
fn placeholders(uri: &[u8], pieces: &mut Pieces) {
    type Frame = (&'static [u8], &'static [u8]);
    const FRAMES: [Frame; 18] = [
        (b"{{", b"}}"),
        (b"%7B%7B", b"%7D%7D"),
        (b"${", b"}"),
        (b"{", b"}"),
        (b"%7B", b"%7D"),
        (b"%24%7B", b"%7D"),
        (b"#{", b"}"),
        (b"{{$", b"}}"),
        (b":", b""),
        (b"<", b">"),
        (b"@{", b"}"),
        (b"%s", b""),
        (b"%23%7B", b"%7D"),
        (b"%7B%7B%24", b"%7D%7D"),
        (b"%3A", b""),
        (b"%3C", b"%3E"),
        (b"%40%7B", b"%7D"),
        (b"%25s", b""),
    ];
    let (path, query) = split(uri);
    let parameters: Vec<&[u8]> =
        query.map(|query| query.split(|&byte| byte == b'&').collect()).unwrap_or_default();
    let names: Vec<&[u8]> = parameters
        .iter()
        .map(|pair| pair.split(|&byte| byte == b'=').next().unwrap_or_default())
        .collect();
    let segments: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
    let ids: Vec<usize> = (0..segments.len())
        .filter(|&index| {
            let segment = segments[index];
            let is_word = segment.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'-');
            !is_word && !is_version(segment)
        })
        .collect();
    let count = names.len().min(8);
    for (rank, (open, close)) in FRAMES.iter().enumerate() {
        let frame = |name: &[u8]| -> Vec<u8> {
            if open.ends_with(b"s") { open.to_vec() } else { [open, name, close].concat() }
        };
        #[allow(clippy::cast_precision_loss)]
        let cost = 4.0 + rank as f32 * 0.2;
        for bits in 1_u32..1 << count {
            let filled: Vec<Vec<u8>> = parameters
                .iter()
                .enumerate()
                .map(|(index, pair)| {
                    if index < count && bits >> index & 1 == 1 {
                        [names[index], b"=", &frame(names[index])].concat()
                    } else {
                        pair.to_vec()
                    }
                })
                .collect();
            pieces.shown(joined(path, Some(&filled.join(&b'&'))), cost, &step::PLACEHOLDER);
        }
        for &id in &ids {
            const NAMES: [&[u8]; 12] = [
                b"meetingId",
                b"meeting_id",
                b"meetingid",
                b"id",
                b"userid",
                b"userId",
                b"user_id",
                b"record_file_id",
                b"recordFileId",
                b"meeting_record_id",
                b"roomId",
                b"room_id",
            ];
            for name in NAMES {
                let filled = frame(name);
                let mut segments = segments.clone();
                segments[id] = &filled;
                pieces.shown(joined(&segments.join(&b'/'), query), cost + 1.0, &step::PLACEHOLDER);
            }
        }
    }
}

fn is_version(segment: &[u8]) -> bool {
    matches!(segment, [b'v', digits @ ..] if digits.iter().all(u8::is_ascii_digit))
}
