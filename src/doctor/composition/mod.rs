//! Searching what the field composes: texts of any pieces, and the steps by
//! which the signed and the sent request came apart, the likeliest first.
//!
//! The recipes list what was seen. People put the same pieces together in ways
//! of their own, so that a list never ends. Here a text is a sequence of atoms
//! of the request, each in one of its forms, and every choice has a cost, minus
//! the logarithm of how often it is met. Texts are tried by what they cost
//! together, in bands: what is found first is the likeliest. What the form of
//! the signature tells costs nothing.

mod body;
pub(super) mod dress;
mod headers;
mod json;
mod key;
pub(super) mod layout;
mod piece;
mod sequence;
pub(super) mod step;
mod tc3;
mod uri;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use self::dress::Worn;
use self::layout::{Atom, Layout, Part};
pub(super) use self::piece::{Piece, Step};
use super::deadline::Deadline;
use super::other_request::TIMESTAMP;
use crate::credentials::Credentials;
use crate::hmac::{Lanes, Message, Prefix};
use crate::recipe::{CharsetChoice, MethodChoice, bytes_decoded, replaced};
use crate::request::{Request, header};

/// How a signature came about, by steps.
#[derive(Clone, Debug)]
pub(super) struct Composed {
    pub(super) steps: Vec<Step>,
    pub(super) layout: Option<Layout>,
    /// How the digest was written, where that is wrong.
    pub(super) worn: Option<Worn>,
    pub(super) signed: Vec<u8>,
    pub(super) cost: f32,
}

/// What a search came to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The likeliest first.
    pub(super) found: Vec<Composed>,
    /// Texts that were hashed.
    pub(super) tried: u64,
    /// Time struck before the work was done.
    pub(super) is_cut_short: bool,
}

/// Blocks of SHA-256 that one search may compress for four lines and for texts
/// of other pieces: about two seconds of one core.
/// Work is counted and not time, so that every machine finds the same.
const MOST_BLOCKS: [u64; 2] = [14_000_000, 44_000_000];

/// Texts up to this cost are tried as they are and encoded or hashed first.
const DRESSED: f32 = 4.4;
/// What that costs.
const DRESSING: f32 = 3.2;

/// The same for one step alone: a long body is hashed whole with every URI.
const MOST_BLOCKS_OF_SINGLES: usize = 2_000_000;

/// Up to this cost together, a text with one step is tried in other charsets.
const DEAREST_IN_CHARSET: f32 = 12.5;

/// Seconds that a signed timestamp may lie before the sent one; what is nearer
/// is found among the other requests.
const AGES: Range<u64> = 301..7201;

/// Keys that are tried with every layout.
const LAYOUT_KEYS: usize = 12;

/// Which texts a step of the search tries, and up to which cost; it begins where
/// the last step with such texts ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texts {
    /// The four lines.
    Lines = 0,
    /// Other pieces, or in another order.
    Layouts = 1,
}
use Texts::{Layouts, Lines};

/// What is searched before the recipes of two mistakes.
pub(super) const CHEAP: &[Band] = &[(Lines, 4.0), (Layouts, 4.0), (Lines, 5.5), (Layouts, 5.5)];
/// And behind them. There are a hundred times as many layouts of a cost as there
/// are lines, so lines go ahead.
pub(super) const DEAR: &[Band] = &[
    (Lines, 7.0),
    (Lines, 8.2),
    (Layouts, 6.4),
    (Lines, 9.0),
    (Layouts, 7.0),
    (Lines, 10.0),
    (Layouts, 7.5),
    (Layouts, 8.0),
    (Lines, 11.0),
    (Lines, 12.0),
    (Lines, 13.0),
];
/// Where the dear ones begin.
const CHEAPEST_DEAR: f32 = 5.5;
pub(super) type Band = (Texts, f32);

/// What can have been the key, the likeliest first.
pub(super) fn keys(credentials: &Credentials) -> Vec<Piece> {
    key::pieces(credentials).sorted()
}

/// Everything that a text of this request can be put together from.
pub(super) struct Space<'r> {
    request: &'r Request<'r>,
    credentials: &'r Credentials,
    methods: Vec<Piece>,
    headers: Vec<Piece>,
    uris: Vec<Piece>,
    bodies: Vec<Piece>,
    query_bodies: Vec<Piece>,
    keys: Vec<Piece>,
    /// Methods, URIs and bodies as they stand in texts of other pieces, where people
    /// write them as they like.
    layout_methods: Vec<Piece>,
    layout_uris: Vec<Piece>,
    layout_paths: Vec<Piece>,
    layout_queries: Vec<Piece>,
    layout_bodies: Vec<Piece>,
    worn: Vec<Worn>,
    sent: Sent<'r>,
    /// Names and values in each style that has no URI among them; `None` where a
    /// value is missing.
    written_lines: Vec<Option<Vec<u8>>>,
}

/// What stands in the headers, or would if they were sent.
struct Sent<'r> {
    key: &'r [u8],
    nonce: &'r [u8],
    timestamp: &'r [u8],
    host: &'r [u8],
    content_type: &'r [u8],
    app_id: &'r [u8],
    sdk_id: &'r [u8],
    has_query: bool,
}

impl<'r> Sent<'r> {
    fn of(request: &'r Request<'r>, credentials: &'r Credentials) -> Self {
        let value = |name: &str, usual: &'r [u8]| {
            request.header_value(name).filter(|value| !value.is_empty()).unwrap_or(usual)
        };
        Self {
            key: value(header::KEY, b""),
            nonce: value(header::NONCE, b""),
            timestamp: value(header::TIMESTAMP, b""),
            host: value("Host", b"api.meeting.qq.com"),
            content_type: value("Content-Type", b"application/json"),
            app_id: value(header::APP_ID, credentials.app_id().unwrap_or_default().as_bytes()),
            sdk_id: value(header::SDK_ID, credentials.sdk_id().unwrap_or_default().as_bytes()),
            has_query: request.uri_bytes().contains(&b'?'),
        }
    }
}

impl<'r> Space<'r> {
    /// `None` if the form of the signature holds no digest of 32 bytes.
    pub(super) fn new(
        request: &'r Request<'r>,
        credentials: &'r Credentials,
        signature: &[u8],
    ) -> Option<Self> {
        let worn = dress::undress(signature);
        if worn.is_empty() {
            return None;
        }
        let uris = uri::pieces(request).sorted();
        let bodies = body::pieces(request).sorted();
        let mut space = Self {
            request,
            credentials,
            methods: methods(request).sorted(),
            headers: headers::pieces(request, credentials).sorted(),
            layout_methods: methods_in_layouts(request).sorted(),
            layout_uris: uri::in_layouts(request, &uris).sorted(),
            layout_paths: uri::paths_in_layouts(request, &uris).sorted(),
            layout_queries: uri::queries_in_layouts(request).sorted(),
            layout_bodies: body::in_layouts(request, &bodies).sorted(),
            uris,
            bodies,
            query_bodies: body::of_query(request)
                .sorted()
                .into_iter()
                .filter(|piece| piece.cost > 0.0)
                .collect(),
            keys: keys(credentials),
            worn,
            sent: Sent::of(request, credentials),
            written_lines: Vec::new(),
        };
        space.written_lines =
            (0..layout::lines().len()).map(|style| space.written_lines(style, b"")).collect();
        Some(space)
    }

    /// The digests that the form of the signature holds.
    pub(super) fn worn(&self) -> &[Worn] {
        &self.worn
    }

    fn matching(&self, digest: &[u8]) -> Option<&Worn> {
        self.worn.iter().find(|worn| worn.digest == digest)
    }

    /// The four lines, with one piece other than it was sent.
    pub(super) fn singles(&self) -> Vec<Composed> {
        let mut found = Vec::new();
        let prefix = Prefix::new(&sent(&self.keys).bytes);
        let mut blocks = 0;
        let mut look = |parts: [&Piece; 4]| {
            blocks += parts.iter().map(|part| part.bytes.len() / 64).sum::<usize>() + 3;
            if blocks > MOST_BLOCKS_OF_SINGLES {
                return;
            }
            let text = four_lines(parts.map(|part| &part.bytes[..]));
            let digest = Message::digest(&prefix, |message| message.end(&text));
            if let Some(worn) = self.matching(&digest) {
                found.push(Self::composed(&parts, None, text, worn));
            }
        };
        let [method, line, uri, body] =
            [&self.methods, &self.headers, &self.uris, &self.bodies].map(|pieces| sent(pieces));
        for other in &self.methods {
            look([other, line, uri, body]);
        }
        for other in self.uris.iter().filter(|piece| piece.cost > 0.0) {
            look([method, line, other, body]);
        }
        for other in self.bodies.iter().filter(|piece| piece.cost > 0.0) {
            look([method, line, uri, other]);
        }
        for other in self.headers.iter().filter(|piece| piece.cost > 0.0) {
            look([method, other, uri, body]);
        }
        // The parameters as a body, and left out of the URI: one step.
        if let Some(mark) = uri.bytes.iter().position(|&byte| byte == b'?') {
            let path = Piece { bytes: uri.bytes[..mark].to_vec(), ..uri.clone() };
            for other in &self.query_bodies {
                look([method, line, &path, other]);
            }
        }
        let text = four_lines([method, line, uri, body].map(|part| &part.bytes[..]));
        for dressed in dressed_texts(&text) {
            let digest = Message::digest(&prefix, |message| message.end(&dressed));
            if let Some(worn) = self.matching(&digest) {
                let steps = vec![Step::of(&step::TEXT_DRESSED)];
                let piece = Piece { bytes: Vec::new(), cost: 5.0, steps };
                found.push(Self::composed(&[&piece], None, dressed, worn));
            }
        }
        let most = MOST_BLOCKS_OF_SINGLES / (text.len() / 64 + 3);
        for other in self.keys.iter().filter(|piece| piece.cost > 0.0).take(most) {
            let prefix = Prefix::new(&other.bytes);
            let digest = Message::digest(&prefix, |message| message.end(&text));
            if let Some(worn) = self.matching(&digest) {
                found.push(Self::composed(&[other], None, text.clone(), worn));
            }
        }
        found.extend(self.cached_timestamp([method, line, uri, body]));
        found.sort_by(|one, other| one.cost.total_cmp(&other.cost));
        found
    }

    /// The four lines with one piece other than it was sent, as a whole in
    /// another charset than UTF-8.
    pub(super) fn in_other_charsets(&self, deadline: Deadline) -> Vec<Composed> {
        let stages = [&self.methods, &self.headers, &self.uris, &self.bodies];
        let as_sent = stages.map(|pieces| sent(pieces));
        let prefix = Prefix::new(&sent(&self.keys).bytes);
        let of_charset = |&charset: &CharsetChoice| {
            let mistake = charset.mistake()?;
            let spent = piece::known_cost(mistake);
            let mut blocks = 0;
            let mut found = Vec::new();
            for (stage, pieces) in stages.iter().enumerate() {
                for piece in within(pieces, DEAREST_IN_CHARSET - spent) {
                    let mut parts = as_sent;
                    parts[stage] = piece.1;
                    let text = four_lines(parts.map(|part| &part.bytes[..]));
                    blocks += text.len() / 64 + 3;
                    if blocks > MOST_BLOCKS_OF_SINGLES / 4 || deadline.is_over() {
                        break;
                    }
                    let encoded = charset.apply(text.clone());
                    if piece.1.steps.is_empty() || encoded == text {
                        continue;
                    }
                    let digest = Message::digest(&prefix, |message| message.end(&encoded));
                    if let Some(worn) = self.matching(&digest) {
                        let mut composed = Self::composed(&parts, None, encoded, worn);
                        composed.steps.push(Step::of(mistake));
                        composed.cost += spent;
                        found.push(composed);
                    }
                }
            }
            Some(found)
        };
        let found = CharsetChoice::ALL.par_iter().filter_map(of_charset);
        let mut found: Vec<Composed> = found.flatten_iter().collect();
        found.sort_by(|one, other| one.cost.total_cmp(&other.cost));
        found.truncate(4);
        found
    }

    /// The text with a timestamp of up to two hours before the one that was
    /// sent, as a cache or a worker that waits signs it.
    fn cached_timestamp(&self, [method, line, uri, body]: [&Piece; 4]) -> Option<Composed> {
        let sent_at = self.request.header_value(header::TIMESTAMP)?;
        let seconds: u64 = str::from_utf8(sent_at).ok()?.parse().ok()?;
        // The timestamp ends the line.
        let begin = line.bytes.strip_suffix(sent_at)?;
        let mut prefix = Prefix::new(&sent(&self.keys).bytes);
        for part in [&method.bytes[..], b"\n", begin] {
            prefix.push(part);
        }
        let rest = [b"\n", &uri.bytes[..], b"\n", &body.bytes].concat();
        let most = MOST_BLOCKS_OF_SINGLES / (rest.len() / 64 + 3);
        AGES.take(most).find_map(|age| {
            let signed_at = seconds.checked_sub(age)?.to_string();
            let digest = Message::digest(&prefix, |message| {
                message.push(signed_at.as_bytes());
                message.end(&rest);
            });
            let worn = self.matching(&digest)?;
            let step = Step::with(&TIMESTAMP, signed_at.as_bytes(), sent_at);
            let piece = Piece { bytes: Vec::new(), cost: 4.0, steps: vec![step] };
            let text = [&method.bytes[..], b"\n", begin, signed_at.as_bytes(), &rest].concat();
            Some(Self::composed(&[&piece], None, text, worn))
        })
    }

    fn composed(
        parts: &[&Piece],
        layout: Option<&Layout>,
        signed: Vec<u8>,
        worn: &Worn,
    ) -> Composed {
        let mut steps: Vec<Step> = Vec::new();
        for part in parts {
            for step in &part.steps {
                let step = step.told_of(&part.bytes);
                if !steps.contains(&step) {
                    steps.push(step);
                }
            }
        }
        let cost = parts.iter().map(|part| part.cost).sum::<f32>();
        Composed {
            steps,
            layout: layout.copied(),
            worn: (!worn.is_right()).then(|| worn.clone()),
            signed,
            cost: cost + layout.map_or(0.0, |layout| layout.cost),
        }
    }

    /// Band by band, until one holds something.
    pub(super) fn search(&self, bands: &[Band], deadline: Deadline) -> Outcome {
        let mut outcome = Outcome::default();
        let is_late = AtomicBool::new(false);
        let mut left = MOST_BLOCKS;
        let start = if bands == CHEAP { -1.0 } else { CHEAPEST_DEAR };
        let mut reached = [start; 2];
        let mut is_exhausted = [false; 2];
        for &(texts, wanted) in bands {
            let kind = texts as usize;
            if is_exhausted[kind] {
                continue;
            }
            let from = reached[kind];
            let Some((tasks, to)) = self.tasks(texts, from, wanted, left[kind], deadline) else {
                outcome.is_cut_short = true;
                break;
            };
            let work: u64 = tasks.iter().map(|task| task.blocks).sum();
            left[kind] -= work;
            is_exhausted[kind] = to < wanted;
            reached[kind] = to;
            let results: Vec<(Vec<Composed>, u64)> = tasks
                .par_iter()
                .map(|task| {
                    if is_late.load(Ordering::Relaxed) || deadline.is_over() {
                        is_late.store(true, Ordering::Relaxed);
                        return (Vec::new(), 0);
                    }
                    self.run(task, from, to)
                })
                .collect();
            for (found, tried) in results {
                outcome.found.extend(found);
                outcome.tried += tried;
            }
            outcome.is_cut_short |= is_late.load(Ordering::Relaxed);
            if !outcome.found.is_empty() || outcome.is_cut_short {
                break;
            }
        }
        // Stable: of equal cost, the order of the search.
        outcome.found.sort_by(|one, other| one.cost.total_cmp(&other.cost));
        // They all make the same text: what is told in more steps tells no more.
        if let Some(best) = outcome.found.first() {
            let (cost, has_layout) = (best.cost, best.layout.is_some());
            outcome
                .found
                .retain(|one| one.cost <= cost + 0.5 && one.layout.is_some() == has_layout);
        }
        outcome.found.dedup_by(|one, other| one.steps == other.steps && one.layout == other.layout);
        outcome.found.truncate(4);
        outcome
    }

    /// The tasks of a band, which ends where the work that is left does; `None`
    /// if time struck.
    fn tasks(
        &self,
        texts: Texts,
        from: f32,
        to: f32,
        left: u64,
        deadline: Deadline,
    ) -> Option<(Vec<Task>, f32)> {
        if deadline.is_over() {
            return None;
        }
        let limits = limits(from, to);
        let (counted, blocks) = match texts {
            Lines => (self.count_lines(from, &limits), Self::blocks_of(&[&self.bodies], 0)),
            Layouts => {
                let pieces = [&self.layout_uris[..], &self.layout_bodies];
                (self.count_layouts(from, &limits), Self::blocks_of(&pieces, 120))
            }
        };
        let work_up_to = |limit: usize| {
            counted.iter().map(|(_, texts)| texts[limit]).sum::<u64>().saturating_mul(blocks)
        };
        let Some(last) = (0..limits.len()).rev().find(|&limit| work_up_to(limit) <= left) else {
            return Some((Vec::new(), from));
        };
        let tasks = counted
            .into_iter()
            .filter(|(_, texts)| texts[last] > 0)
            .map(|(kind, texts)| Task { kind, blocks: texts[last] * blocks });
        Some((tasks.collect(), limits[last]))
    }

    /// The blocks of a text of these pieces and so many bytes, in the mean.
    fn blocks_of(pieces: &[&[Piece]], bytes: usize) -> u64 {
        let bytes = bytes + pieces.iter().map(|pieces| size_of(pieces)).sum::<usize>();
        u64::try_from(bytes / 64 + 3).unwrap_or(u64::MAX)
    }

    /// The four lines of one band, in pieces for the threads: how many texts
    /// cost up to each limit.
    fn count_lines(&self, from: f32, limits: &[f32]) -> Vec<(Kind, Vec<u64>)> {
        let to = limits[limits.len() - 1];
        let mut counted = Vec::new();
        for (k, key) in within(&self.keys, to) {
            for (m, method) in within(&self.methods, to - key.cost) {
                for (h, line) in within(&self.headers, to - key.cost - method.cost) {
                    let spent = key.cost + method.cost + line.cost;
                    for (is_of_query, bodies) in [(false, &self.bodies), (true, &self.query_bodies)]
                    {
                        // The query as a body leaves it out of the URI.
                        let uris: Vec<(usize, &Piece)> = within(&self.uris, to - spent).collect();
                        for chunk in uris.chunks(256) {
                            let mut texts = vec![0; limits.len()];
                            for (_, uri) in chunk {
                                let spent = spent + Self::uri_cost(uri, is_of_query);
                                count_costs(bodies, spent, from, limits, &mut texts);
                            }
                            if texts.iter().any(|count| *count > 0) {
                                let uris = chunk[0].0..chunk[0].0 + chunk.len();
                                counted.push((Kind::Lines { k, m, h, is_of_query, uris }, texts));
                            }
                        }
                    }
                }
            }
        }
        counted
    }

    /// The texts of other pieces of one band.
    fn count_layouts(&self, from: f32, limits: &[f32]) -> Vec<(Kind, Vec<u64>)> {
        let to = limits[limits.len() - 1];
        let sequences = sequence::sequences(to);
        let end = sequences.partition_point(|sequence| sequence.cost <= to);
        let chunks: Vec<Range<usize>> =
            (0..end).step_by(512).map(|at| at..(at + 512).min(end)).collect();
        let counted = chunks.into_par_iter().map(|chunk| {
            let mut texts = vec![0; limits.len()];
            for layout in sequences[chunk.clone()].iter().flat_map(|sequence| sequence.layouts(to))
            {
                let bodies = self.bodies_of(&layout);
                self.each_head(&layout, to, &mut |_, left| {
                    count_costs(bodies, to - left, from, limits, &mut texts);
                });
            }
            (Kind::Layouts(chunk), texts)
        });
        counted.collect()
    }

    fn uri_cost(uri: &Piece, is_of_query: bool) -> f32 {
        // Left out for the body's sake, the query costs nothing more.
        let is_without_query = is_of_query && !uri.bytes.contains(&b'?') && uri.steps.len() == 1;
        if is_without_query && uri.steps[0].mistake.id == "query-left-out" { 0.0 } else { uri.cost }
    }

    /// The choices of everything but the body, with what is left of the cost.
    fn each_head(&self, layout: &Layout, to: f32, see: &mut impl FnMut(Choice, f32)) {
        let left = to - layout.cost;
        let [methods, uris, _] = self.forms_in(layout);
        let (has_uri, has_query) = (layout.has_uri(), layout.has(Atom::Query));
        let queries = &self.layout_queries;
        let most = |is_there: bool, most: usize| if is_there { most } else { 1 };
        // Around the scheme's own lines every form is tried.
        let (few, many) = if layout.has_right_atoms() { (3_000, 60_000) } else { (12, 400) };
        let (of_string, of_method) =
            (most(layout.has(Atom::HeaderString), few), most(layout.has(Atom::Method), few));
        let (of_uri, of_query) = (most(has_uri, many), most(has_query, many));
        for (k, key) in within(&self.keys, left).take(LAYOUT_KEYS) {
            let left = left - key.cost;
            for (h, line) in within(&self.headers, left).take(of_string) {
                let left = left - line.cost;
                for (m, method) in within(methods, left).take(of_method) {
                    let left = left - method.cost;
                    for (u, uri) in within(uris, left).take(of_uri) {
                        let left = left - uri.cost;
                        for (q, query) in within(queries, left).take(of_query) {
                            see(Choice { k, m, h, u, q }, left - query.cost);
                        }
                    }
                }
            }
        }
    }

    /// The bodies that are tried with a layout; one where it has none.
    fn bodies_of(&self, layout: &Layout) -> &[Piece] {
        let [_, _, bodies] = self.forms_in(layout);
        let many = match (layout.has(Atom::Body), layout.has_right_atoms()) {
            (false, _) => 1,
            (true, true) => 60_000,
            (true, false) => 400,
        };
        &bodies[..bodies.len().min(many)]
    }

    /// The forms of method, URI and body for this layout.
    fn forms_in(&self, layout: &Layout) -> [&[Piece]; 3] {
        if layout.has_right_atoms() {
            [&self.methods, &self.uris, &self.bodies]
        } else if layout.has(Atom::Path) && !layout.has(Atom::Uri) {
            [&self.layout_methods, &self.layout_paths, &self.layout_bodies]
        } else {
            [&self.layout_methods, &self.layout_uris, &self.layout_bodies]
        }
    }

    fn run(&self, task: &Task, from: f32, to: f32) -> (Vec<Composed>, u64) {
        match &task.kind {
            Kind::Lines { k, m, h, is_of_query, uris } => {
                self.run_lines(*k, *m, *h, *is_of_query, uris.clone(), from, to)
            }
            Kind::Layouts(range) => self.run_layouts(range.clone(), from, to),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn run_lines(
        &self,
        k: usize,
        m: usize,
        h: usize,
        is_of_query: bool,
        uris: Range<usize>,
        from: f32,
        to: f32,
    ) -> (Vec<Composed>, u64) {
        let (key, method, line) = (&self.keys[k], &self.methods[m], &self.headers[h]);
        let bodies = if is_of_query { &self.query_bodies } else { &self.bodies };
        let spent = key.cost + method.cost + line.cost;
        let mut start = Prefix::new(&key.bytes);
        for piece in [&method.bytes[..], b"\n", &line.bytes, b"\n"] {
            start.push(piece);
        }
        let mut found = Vec::new();
        let mut tried = 0;
        let mut compare = |uri: &Piece, body: &Piece, digest: [u8; 32]| {
            let cost = spent + Self::uri_cost(uri, is_of_query) + body.cost;
            if let Some(worn) = self.matching(&digest) {
                let text = four_lines([method, line, uri, body].map(|part| &part.bytes[..]));
                let is_free = is_of_query && Self::uri_cost(uri, true) < uri.cost;
                let without_uri = [method, line, body, key];
                let all = [method, line, uri, body, key];
                let mut composed = if is_free {
                    Self::composed(&without_uri, None, text, worn)
                } else {
                    Self::composed(&all, None, text, worn)
                };
                composed.cost = cost;
                found.push(composed);
            }
            if cost <= DRESSED {
                let text = four_lines([method, line, uri, body].map(|part| &part.bytes[..]));
                let parts = [method, line, uri, body, key];
                self.dressed(&Prefix::new(&key.bytes), &text, &parts, None, &mut found);
            }
        };
        let mut lanes = Lanes::default();
        for uri in &self.uris[uris] {
            let in_band = in_band(bodies, spent + Self::uri_cost(uri, is_of_query), from, to);
            if in_band.is_empty() {
                continue;
            }
            let mut begun = start.clone();
            begun.push(&uri.bytes);
            begun.push(b"\n");
            for body in &bodies[in_band] {
                tried += 1;
                let done = lanes.add((uri, body), &begun, |message| message.end(&body.bytes));
                if let Some(((uri, body), digest)) = done {
                    compare(uri, body, digest);
                }
            }
        }
        for ((uri, body), digest) in lanes.finish() {
            compare(uri, body, digest);
        }
        (found, tried)
    }

    fn run_layouts(&self, range: Range<usize>, from: f32, to: f32) -> (Vec<Composed>, u64) {
        let mut found = Vec::new();
        let mut tried = 0;
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        let keys = self.keys.iter().take(LAYOUT_KEYS);
        let prefixes: Vec<Prefix> = keys.map(|key| Prefix::new(&key.bytes)).collect();
        let sequences = &sequence::sequences(to)[range];
        for layout in sequences.iter().flat_map(|sequence| sequence.layouts(to)) {
            let [methods, uris, _] = self.forms_in(&layout);
            let bodies = self.bodies_of(&layout);
            let has_body = layout.has(Atom::Body);
            self.each_head(&layout, to, &mut |choice, left| {
                let in_band = in_band(bodies, to - left, from, to);
                if in_band.is_empty() {
                    return;
                }
                head.clear();
                tail.clear();
                if !self.write(&layout, &choice, &mut head, &mut tail) {
                    return;
                }
                let mut begun = prefixes[choice.k].clone();
                begun.push(&head);
                for body in &bodies[in_band] {
                    tried += 1;
                    let bytes = if has_body { &body.bytes[..] } else { b"" };
                    let digest = Message::digest(&begun, |message| {
                        message.push(bytes);
                        message.end(&tail);
                    });
                    let cost = to - left + body.cost;
                    let worn = self.matching(&digest);
                    if worn.is_none() && cost > DRESSED {
                        continue;
                    }
                    let parts = [
                        (&methods[choice.m], layout.has(Atom::Method)),
                        (&self.headers[choice.h], layout.has(Atom::HeaderString)),
                        (&uris[choice.u], true),
                        (&self.layout_queries[choice.q], layout.has(Atom::Query)),
                        (body, true),
                        (&self.keys[choice.k], true),
                    ];
                    let parts: Vec<&Piece> = parts
                        .into_iter()
                        .filter(|(_, is_there)| *is_there)
                        .map(|(part, _)| part)
                        .collect();
                    let text = [&head[..], bytes, &tail].concat();
                    if let Some(worn) = worn {
                        found.push(Self::composed(&parts, Some(&layout), text.clone(), worn));
                    }
                    if cost <= DRESSED {
                        let prefix = &prefixes[choice.k];
                        self.dressed(prefix, &text, &parts, Some(&layout), &mut found);
                    }
                }
            });
        }
        (found, tried)
    }

    /// The same text, encoded or hashed before it is signed.
    fn dressed(
        &self,
        prefix: &Prefix,
        text: &[u8],
        parts: &[&Piece],
        layout: Option<&Layout>,
        found: &mut Vec<Composed>,
    ) {
        let digests = [
            hex::encode(Sha256::digest(text)).into_bytes(),
            hex::encode(Md5::digest(text)).into_bytes(),
            text.to_ascii_lowercase(),
        ];
        for dressed in dressed_texts(text).into_iter().chain(digests) {
            let digest = Message::digest(prefix, |message| message.end(&dressed));
            if let Some(worn) = self.matching(&digest) {
                let mut composed = Self::composed(parts, layout, dressed, worn);
                composed.steps.push(Step::of(&step::TEXT_DRESSED));
                composed.cost += DRESSING;
                found.push(composed);
            }
        }
    }

    /// The text of a layout before its body and behind it; false if it is the
    /// same as a shorter one's.
    fn write(
        &self,
        layout: &Layout,
        choice: &Choice,
        head: &mut Vec<u8>,
        tail: &mut Vec<u8>,
    ) -> bool {
        let [methods, uris, _] = self.forms_in(layout);
        let uri = &uris[choice.u].bytes;
        let mark = uri.iter().position(|&byte| byte == b'?');
        let (has_uri, has_query) = (layout.has(Atom::Uri), layout.has(Atom::Query));
        let joiner = layout.joiner().as_bytes();
        let sent = &self.sent;
        let mut text = head;
        for (index, atom) in layout.atoms.iter().enumerate() {
            if index > 0 {
                text.extend_from_slice(joiner);
            }
            if *atom == Atom::Body {
                text = &mut *tail;
                continue;
            }
            match atom {
                Atom::Method => text.extend_from_slice(&methods[choice.m].bytes),
                Atom::Uri => text.extend_from_slice(uri),
                Atom::Path if has_uri => {
                    // Without a query it is the URI.
                    let Some(mark) = mark else { return false };
                    text.extend_from_slice(&uri[..mark]);
                }
                Atom::Path => {
                    if !has_query && !sent.has_query {
                        return false;
                    }
                    text.extend_from_slice(uri);
                }
                Atom::Query => text.extend_from_slice(&self.layout_queries[choice.q].bytes),
                Atom::HeaderString => text.extend_from_slice(&self.headers[choice.h].bytes),
                Atom::Timestamp => text.extend_from_slice(sent.timestamp),
                Atom::Nonce => text.extend_from_slice(sent.nonce),
                Atom::Key => text.extend_from_slice(sent.key),
                Atom::AppId | Atom::SdkId => {
                    let id = self.id(*atom);
                    if id.is_empty() {
                        return false;
                    }
                    text.extend_from_slice(id);
                }
                Atom::Host => text.extend_from_slice(sent.host),
                Atom::ContentType => text.extend_from_slice(sent.content_type),
                Atom::Algorithm => text.extend_from_slice(b"TC3-HMAC-SHA256"),
                Atom::Nothing | Atom::Body => {}
                Atom::SecretKey => {
                    text.extend_from_slice(self.credentials.expose_secret_key());
                }
                Atom::Sorted(form) => {
                    text.extend_from_slice(&self.sorted(*form, uri));
                }
                Atom::Lines(style) => {
                    let style = usize::from(*style);
                    let of_this_uri;
                    let written = if layout::lines()[style].has(Part::Uri) {
                        of_this_uri = self.written_lines(style, uri);
                        &of_this_uri
                    } else {
                        &self.written_lines[style]
                    };
                    let Some(written) = written else { return false };
                    text.extend_from_slice(written);
                }
            }
        }
        if layout.is_ended() {
            text.extend_from_slice(joiner);
        }
        true
    }

    /// Names and values in a style; `None` if a value is missing.
    fn written_lines(&self, style: usize, uri: &[u8]) -> Option<Vec<u8>> {
        layout::lines()[style].write(|part| {
            Some(match part {
                Part::Key => self.sent.key,
                Part::Nonce => self.sent.nonce,
                Part::Timestamp => self.sent.timestamp,
                Part::AppId => self.id(Atom::AppId),
                Part::SdkId => self.id(Atom::SdkId),
                Part::Method => self.request.method_bytes(),
                Part::Uri => uri,
            })
        })
    }

    /// The parameters of a URI with the values of the headers, sorted by name.
    fn sorted(&self, form: u8, uri: &[u8]) -> Vec<u8> {
        let (names, is_decoded) = layout::SORTED[usize::from(form)];
        let sent = &self.sent;
        let id = if names[0] == "appid" { self.id(Atom::AppId) } else { sent.key };
        let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = names
            .into_iter()
            .map(|name| name.as_bytes().to_vec())
            .zip([id, sent.nonce, sent.timestamp].map(<[u8]>::to_vec))
            .collect();
        let query = uri.splitn(2, |&byte| byte == b'?').nth(1).unwrap_or_default();
        for pair in query.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |&byte| byte == b'=');
            let mut half = || {
                let half = halves.next().unwrap_or_default();
                if is_decoded { bytes_decoded(&replaced(half, b"+", b" ")) } else { half.to_vec() }
            };
            pairs.push((half(), half()));
        }
        pairs.sort();
        let pairs: Vec<Vec<u8>> =
            pairs.into_iter().map(|(name, value)| [name, value].join(&b'=')).collect();
        pairs.join(&b'&')
    }

    fn id(&self, atom: Atom) -> &[u8] {
        if atom == Atom::AppId { self.sent.app_id } else { self.sent.sdk_id }
    }
}

struct Task {
    kind: Kind,
    blocks: u64,
}

enum Kind {
    Lines { k: usize, m: usize, h: usize, is_of_query: bool, uris: Range<usize> },
    Layouts(Range<usize>),
}

#[derive(Clone, Copy)]
struct Choice {
    k: usize,
    m: usize,
    h: usize,
    u: usize,
    q: usize,
}

/// The costs at which a band can end, so that its work stays within bounds.
fn limits(from: f32, to: f32) -> Vec<f32> {
    const STEP: f32 = 0.25;
    let mut limits = Vec::new();
    let mut limit = from + STEP;
    while limit < to {
        limits.push(limit);
        limit += STEP;
    }
    limits.push(to);
    limits
}

/// The pieces that put a text for which so much is spent into the band.
fn in_band(pieces: &[Piece], spent: f32, from: f32, to: f32) -> Range<usize> {
    let low = pieces.partition_point(|piece| piece.cost + spent <= from);
    low..low + pieces[low..].partition_point(|piece| piece.cost + spent <= to)
}

/// Adds how many of these pieces put a text for which so much is spent beyond
/// `from` and up to each of the limits.
fn count_costs(pieces: &[Piece], spent: f32, from: f32, limits: &[f32], counts: &mut [u64]) {
    let low = pieces.partition_point(|piece| piece.cost + spent <= from);
    let mut at = low;
    for (limit, count) in limits.iter().zip(counts) {
        at += pieces[at..].iter().take_while(|piece| piece.cost + spent <= *limit).count();
        *count += (at - low) as u64;
    }
}

fn within(pieces: &[Piece], limit: f32) -> impl Iterator<Item = (usize, &Piece)> {
    pieces.iter().enumerate().take_while(move |(_, piece)| piece.cost <= limit)
}

/// The bytes of a piece, in the mean of the likeliest.
fn size_of(pieces: &[Piece]) -> usize {
    let bytes: usize = pieces.iter().take(64).map(|piece| piece.bytes.len()).sum();
    bytes / pieces.len().clamp(1, 64)
}

/// The piece as it was sent.
fn sent(pieces: &[Piece]) -> &Piece {
    pieces.iter().find(|piece| piece.steps.is_empty()).unwrap_or(&pieces[0])
}

fn four_lines(parts: [&[u8]; 4]) -> Vec<u8> {
    parts.join(&b'\n')
}

/// A text as programs encode or hash it before they give it to the HMAC.
fn dressed_texts(text: &[u8]) -> Vec<Vec<u8>> {
    let hex = hex::encode(text).into_bytes();
    let digest = Sha256::digest(text);
    let percent = |plain: &[u8]| {
        let mut encoded = Vec::with_capacity(text.len());
        for &byte in text {
            if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
                encoded.push(byte);
            } else {
                encoded.extend_from_slice(format!("%{byte:02X}").as_bytes());
            }
        }
        encoded
    };
    let base64 = STANDARD.encode(text).into_bytes();
    vec![
        hex.to_ascii_uppercase(),
        hex,
        base64,
        percent(b"-_.~"),
        percent(b"-_.~!*'()"),
        digest.to_vec(),
        hex::encode_upper(digest).into_bytes(),
        STANDARD.encode(digest).into_bytes(),
        [b"\"", text, b"\""].concat(),
        [b"'", text, b"'"].concat(),
    ]
}

/// The method in texts of other pieces.
fn methods_in_layouts(request: &Request<'_>) -> piece::Pieces {
    let mut pieces = piece::Pieces::start(request.method_bytes().to_vec());
    for choice in MethodChoice::ALL {
        if let Some(mistake) = choice.mistake() {
            let cost = piece::known_cost(mistake).min(1.6);
            pieces.add(choice.apply(request), cost, Step::of(mistake));
        }
    }
    pieces
}

fn methods(request: &Request<'_>) -> piece::Pieces {
    let sent = request.method_bytes().to_vec();
    let mut pieces = piece::Pieces::start(sent.clone());
    for choice in MethodChoice::ALL {
        pieces.known(choice.apply(request), choice.mistake());
    }
    let is_empty_post = sent == b"POST" && request.body_bytes().is_empty();
    for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
        let is_turned = is_empty_post && method == "GET";
        let (cost, mistake) =
            if is_turned { (0.8, &step::GET_BECAME_POST) } else { (3.2, &step::METHOD_CHANGED) };
        pieces.shown(method.as_bytes().to_vec(), cost, mistake);
        let lower = method.to_ascii_lowercase().into_bytes();
        if let Some(known) = MethodChoice::ALL
            .iter()
            .filter_map(|choice| choice.mistake())
            .find(|mistake| mistake.id == "method-lower-case")
        {
            let steps = vec![Step::of(mistake), Step::of(known)];
            pieces.push(Piece { bytes: lower, cost: cost + 2.0, steps });
        }
    }
    pieces
}
