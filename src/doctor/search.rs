//! Searching the recipes: fewest mistakes first, for every one that makes the
//! digest that was observed.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use rayon::prelude::*;

use super::Doctor;
use super::explanation::{Change, Explanation};
use super::inspection::{self, Reading};
use super::other_request::OtherRequest;
use super::outcomes::{Outcomes, cost_of};
use super::prefix::Prefix;
use super::space::{Encoded, Space};
use crate::credentials::Credentials;
use crate::recipe::{
    AssemblyChoice, CharsetChoice, DigestFormChoice, EncodingChoice, Frame, HeaderStringChoice,
    MacChoice, MacOutput, Parts, Recipe, RunningMac,
};
use crate::request::{Request, header};

/// Up to so many mistakes, signatures are also sought that cannot be taken
/// apart: each recipe then costs a hundred times as much.
const MOST_MISTAKES_DRESSED: usize = 2;
/// Up to so many mistakes, one of them may be a nonce or a timestamp near the
/// one sent.
const MOST_MISTAKES_NEAR: usize = 2;
/// Up to so many mistakes, two of them may be with the URI, or with the body.
const MOST_MISTAKES_OF_PAIRS: usize = 3;
/// So many bytes are hashed between two looks at the clock.
const BYTES_BETWEEN_LOOKS: usize = 256 << 10;

/// What a search came to.
pub(super) struct Found {
    /// With the fewest mistakes, likeliest first; empty if nothing explains the
    /// signature.
    pub(super) explanations: Vec<Explanation>,
    pub(super) tried: u64,
    /// Every recipe of up to so many mistakes was tried.
    pub(super) complete_up_to: Option<usize>,
    /// How many mistakes with the body were not tried, for its length.
    pub(super) bodies_left_out: usize,
}

/// What to look for, and how many mistakes are left to find it with.
struct Target<'r> {
    mistakes: usize,
    wanted: Wanted<'r>,
}

enum Wanted<'r> {
    /// One of these digests.
    Digests(Vec<&'r Reading>),
    /// This text, made from a digest in one of these ways.
    Text(&'r [u8], Vec<(DigestFormChoice, EncodingChoice)>),
}

/// What all threads share.
struct Progress {
    deadline: Instant,
    is_out_of_time: AtomicBool,
    tried: AtomicU64,
}

impl Progress {
    fn is_out_of_time(&self) -> bool {
        if !self.is_out_of_time.load(Ordering::Relaxed) && Instant::now() >= self.deadline {
            self.is_out_of_time.store(true, Ordering::Relaxed);
        }
        self.is_out_of_time.load(Ordering::Relaxed)
    }
}

pub(super) fn search(
    request: &Request<'_>,
    credentials: &Credentials,
    signature: &[u8],
    doctor: &Doctor,
    deadline: Instant,
) -> Found {
    let readings = inspection::inspect(signature);
    let mut space = Space::new(request, credentials, doctor);
    let progress =
        Progress { deadline, is_out_of_time: AtomicBool::new(false), tried: AtomicU64::new(0) };
    let mut near = None;
    let mut complete_up_to = None;
    let mut explanations = Vec::new();
    for mistakes in 0..=doctor.max_mistakes {
        match mistakes {
            0 | 1 => {}
            2..=MOST_MISTAKES_OF_PAIRS => space.add_pairs(),
            _ => space.remove_pairs(),
        }
        let targets = targets(signature, &readings, mistakes);
        let search = Search { space: &space, progress: &progress };
        for target in &targets {
            explanations.extend(search.exact(&space.header_strings, target));
        }
        if explanations.is_empty() && !progress.is_out_of_time() {
            complete_up_to = Some(mistakes);
        }
        if explanations.is_empty() && (1..=MOST_MISTAKES_NEAR).contains(&mistakes) {
            let near = near.get_or_insert_with(|| space.near_stamps(credentials, doctor.near));
            for target in &targets {
                explanations.extend(search.exact(near, target));
            }
        }
        if !explanations.is_empty() || progress.is_out_of_time() {
            break;
        }
    }
    if explanations.is_empty() {
        let search = Search { space: &space, progress: &progress };
        explanations.extend(search.any_nonce(credentials, &readings, doctor.nonces));
    }
    explanations.sort_by_key(|explanation| std::cmp::Reverse(explanation.weight()));
    explanations.dedup();
    Found {
        explanations,
        tried: progress.tried.into_inner(),
        complete_up_to,
        bodies_left_out: space.bodies_left_out,
    }
}

/// What to look for with so many mistakes, the signature's own among them.
fn targets<'r>(signature: &'r [u8], readings: &'r [Reading], mistakes: usize) -> Vec<Target<'r>> {
    let mut targets: Vec<Target<'_>> = Vec::new();
    for reading in readings.iter().filter(|reading| reading.mistakes() <= mistakes) {
        let searched = mistakes - reading.mistakes();
        let target = targets.iter_mut().find(|target| target.mistakes == searched);
        if let Some(Target { wanted: Wanted::Digests(readings), .. }) = target {
            readings.push(reading);
        } else {
            targets.push(Target { mistakes: searched, wanted: Wanted::Digests(vec![reading]) });
        }
    }
    // What some dresses lose cannot be undone: they are tried on every digest
    // instead. A signature in lower case may still pass for another hash's.
    let is_read = readings.iter().any(|reading| reading.digest.len() == 32);
    if !is_read && mistakes <= MOST_MISTAKES_DRESSED {
        for worn in 1..=mistakes.min(2) {
            let wanted = Wanted::Text(signature, inspection::dresses(worn));
            targets.push(Target { mistakes: mistakes - worn, wanted });
        }
    }
    targets
}

struct Search<'s> {
    space: &'s Space<'s>,
    progress: &'s Progress,
}

/// What is chosen after the text is there, and its method; one piece of work
/// for one thread.
#[derive(Clone, Copy)]
struct Task {
    assembly: usize,
    key: usize,
    mac: usize,
    method: usize,
    /// How many mistakes are left for header string, URI and body.
    mistakes: usize,
}

impl Search<'_> {
    /// Every recipe of exactly as many mistakes as the target says, over these
    /// header strings.
    fn exact(
        &self,
        header_strings: &Outcomes<HeaderStringChoice>,
        target: &Target<'_>,
    ) -> Vec<Explanation> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        for &charset in CharsetChoice::ALL {
            let Some(mistakes) = target.mistakes.checked_sub(cost_of(charset)) else { continue };
            let encoded = Encoded::new(self.space, header_strings, charset, mistakes);
            // GBK and GB18030 are mostly the same, and need one search.
            if encoded.as_ref().is_some_and(|encoded| !seen.insert(encoded.hash())) {
                continue;
            }
            let tasks = self.tasks(target, mistakes, cost_of(charset) == 0);
            let some: Vec<_> = tasks
                .into_par_iter()
                .flat_map_iter(|task| {
                    if self.progress.is_out_of_time() {
                        return Vec::new();
                    }
                    let mut work = Work {
                        space: self.space,
                        progress: self.progress,
                        header_strings,
                        target,
                        charset,
                        task,
                        text: Vec::new(),
                        found: Vec::new(),
                        tried: 0,
                        unlooked: 0,
                    };
                    work.run(encoded.as_ref());
                    self.progress.tried.fetch_add(work.tried, Ordering::Relaxed);
                    work.found
                })
                .collect();
            found.extend(some);
        }
        found
    }

    fn tasks(&self, target: &Target<'_>, mistakes: usize, is_utf_8: bool) -> Vec<Task> {
        let space = self.space;
        let mut tasks = Vec::new();
        for mac in space.macs.costing_up_to(mistakes) {
            if !target.can_be_of(space.macs.bytes(mac).len()) {
                continue;
            }
            let choice = space.macs.get(mac).origins[0].choice;
            for key in space.keys.costing_up_to(mistakes) {
                let ignores_key = choice.ignores_key() && space.keys.cost(key) > 0;
                let ignores_message = choice.start(b"", space.request).ignores_message();
                for assembly in space.assemblies.costing_up_to(mistakes) {
                    for method in space.methods.costing_up_to(mistakes) {
                        let text_cost =
                            space.assemblies.cost(assembly) + space.methods.cost(method);
                        let cost = text_cost + space.macs.cost(mac) + space.keys.cost(key);
                        let Some(mistakes) = mistakes.checked_sub(cost) else { continue };
                        // The same digest as without these mistakes.
                        let is_text_changed = text_cost + mistakes > 0 || !is_utf_8;
                        if ignores_key || ignores_message && is_text_changed {
                            continue;
                        }
                        tasks.push(Task { assembly, key, mac, method, mistakes });
                    }
                }
            }
        }
        tasks
    }

    /// Every nonce up to a limit as the one that was signed, with no other
    /// mistake but the signature's own.
    fn any_nonce(
        &self,
        credentials: &Credentials,
        readings: &[Reading],
        limit: Option<u64>,
    ) -> Option<Explanation> {
        const CHUNK: u64 = 4096;
        const CHEAP_DIGITS: usize = 6;
        let sent = self.space.request.header_value(header::NONCE)?;
        let is_short = sent.len() <= CHEAP_DIGITS && sent.iter().all(u8::is_ascii_digit);
        let limit =
            limit.or(is_short.then(|| 10_u64.pow(6) - 1)).filter(|_| !readings.is_empty())?;
        let header_string = self.space.header_strings.bytes(0);
        // The marks of a nonce in the one place where it can stand.
        let stamp = [b"&X-TC-Nonce=", sent, b"&X-TC-Timestamp="].concat();
        let at = header_string.windows(stamp.len()).rposition(|window| window == stamp)?;
        let (before, after) = header_string.split_at(at + b"&X-TC-Nonce=".len());
        let after = &after[sent.len()..];
        let space = self.space;
        let mut start = Prefix::new(credentials.expose_secret_key());
        for piece in [space.methods.bytes(0), b"\n", before] {
            start.push(piece);
        }
        let rest = [after, b"\n", space.uris.bytes(0), b"\n", space.bodies.bytes(0)].concat();
        let (nonce, reading) = (0..=limit / CHUNK).into_par_iter().find_map_any(|chunk| {
            let nonces = chunk * CHUNK..((chunk + 1) * CHUNK).min(limit.saturating_add(1));
            for nonce in nonces.clone() {
                let is_time_to_look = rest.len() > 4096 || nonce % 64 == 0;
                if is_time_to_look && self.progress.is_out_of_time() {
                    return None;
                }
                let mut mac = start.clone();
                mac.push(nonce.to_string().as_bytes());
                let digest = mac.digest(&rest);
                if let Some(reading) = readings.iter().find(|reading| reading.digest == digest) {
                    return Some((nonce, reading));
                }
            }
            self.progress.tried.fetch_add(nonces.end - nonces.start, Ordering::Relaxed);
            None
        })?;
        let signed = nonce.to_string().into_bytes();
        let message = [space.methods.bytes(0), b"\n", before, &signed, &rest].concat();
        let change = Change::Other(OtherRequest::Nonce { signed, sent: sent.to_vec() });
        let Reading { digest_form, encoding, .. } = *reading;
        let recipe = Recipe { digest_form, encoding, ..Recipe::default() };
        Some(Explanation::new(vec![change], recipe, message))
    }
}

impl Target<'_> {
    /// Whether a digest of this length can be the one.
    fn can_be_of(&self, length: usize) -> bool {
        match &self.wanted {
            Wanted::Digests(readings) => {
                readings.iter().any(|reading| reading.digest.len() == length)
            }
            Wanted::Text(..) => true,
        }
    }
}

/// A MAC of the beginning of many messages.
trait Shared: Clone {
    type Digest: AsRef<[u8]>;

    fn push(&mut self, bytes: &[u8]);
    /// The digest of the message that ends with these bytes.
    fn finish(&self, bytes: &[u8]) -> Self::Digest;
}

impl Shared for Prefix {
    type Digest = [u8; 32];

    fn push(&mut self, bytes: &[u8]) {
        self.push(bytes);
    }

    fn finish(&self, bytes: &[u8]) -> Self::Digest {
        self.digest(bytes)
    }
}

impl Shared for RunningMac {
    type Digest = MacOutput;

    fn push(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }

    fn finish(&self, bytes: &[u8]) -> Self::Digest {
        self.clone().finish_with(bytes)
    }
}

struct Work<'w> {
    space: &'w Space<'w>,
    progress: &'w Progress,
    header_strings: &'w Outcomes<HeaderStringChoice>,
    target: &'w Target<'w>,
    charset: CharsetChoice,
    task: Task,
    text: Vec<u8>,
    found: Vec<Explanation>,
    tried: u64,
    unlooked: usize,
}

impl Work<'_> {
    fn run(&mut self, encoded: Option<&Encoded<'_>>) {
        let Task { assembly, key, .. } = self.task;
        let swaps = self.space.keys.get(key).origins[0].choice.swaps_with_message();
        let key = self.space.keys.bytes(key);
        let key = &key[..key.len() - 1];
        let mac = self.space.macs.get(self.task.mac).origins[0].choice;
        let is_framed_by_length = self.charset.frame() == Frame::Length;
        let is_by_pieces = assembly == 0 && !swaps && !is_framed_by_length;
        let keeps_apart = self.assembly().keeps_parts_apart();
        match encoded {
            Some(encoded) if is_by_pieces && mac == MacChoice::HmacSha256 => {
                self.run_shared(encoded, &Prefix::new(key));
            }
            Some(encoded) if is_by_pieces => {
                self.run_shared(encoded, &mac.start(key, self.space.request));
            }
            // It is known to change nothing.
            None if self.is_tried_by_pieces() && (is_by_pieces || keeps_apart) => {}
            Some(encoded) if !swaps && keeps_apart && encoded.leaves_ascii_alone() => {
                if mac == MacChoice::HmacSha256 {
                    self.run_pieces(encoded, &Prefix::new(key));
                } else {
                    self.run_pieces(encoded, &mac.start(key, self.space.request));
                }
            }
            _ if swaps => self.run_swapped(key),
            _ if mac == MacChoice::HmacSha256 => self.run_joined(&Prefix::new(key)),
            _ => self.run_joined(&mac.start(key, self.space.request)),
        }
    }

    /// Whether texts of this charset are made of encoded pieces.
    fn is_tried_by_pieces(&self) -> bool {
        cost_of(self.charset) > 0 && self.space.is_short()
    }

    /// Four pieces with newlines between them: what recipes share is hashed
    /// once.
    fn run_shared<M: Shared>(&mut self, encoded: &Encoded<'_>, start: &M) {
        let Task { method, mistakes, .. } = self.task;
        let Encoded { frame, newline, methods, header_strings, uris, bodies } = encoded;
        let (space, method_piece) = (self.space, &methods[method]);
        let Frame::Mark(mark) = *frame else { return };
        let mut up_to_method = start.clone();
        for piece in [mark, &*method_piece.bytes, newline] {
            up_to_method.push(piece);
        }
        let is_marked = !mark.is_empty();
        for header_string in self.header_strings.costing_up_to(mistakes) {
            let left = mistakes - self.header_strings.cost(header_string);
            let header_piece = &header_strings[header_string];
            let mut up_to_headers = up_to_method.clone();
            up_to_headers.push(&header_piece.bytes);
            up_to_headers.push(newline);
            for uri in space.uris.costing_up_to(left) {
                let last = space.bodies.costing(left - space.uris.cost(uri));
                let uri_piece = &uris[uri];
                let before = [method_piece, header_piece, uri_piece];
                if last.is_empty() || !before.iter().all(|piece| piece.is_text) {
                    continue;
                }
                if self.is_out_of_time() {
                    return;
                }
                let is_changed = is_marked || before.iter().any(|piece| piece.is_changed);
                let mut up_to_uri = up_to_headers.clone();
                up_to_uri.push(&uri_piece.bytes);
                up_to_uri.push(newline);
                for body in last {
                    let piece = &bodies[body];
                    if !piece.is_text || !(is_changed || piece.is_changed) {
                        continue;
                    }
                    self.unlooked += piece.bytes.len();
                    let digest = up_to_uri.finish(&piece.bytes);
                    self.compare(digest.as_ref(), header_string, uri, body);
                }
            }
        }
    }

    /// Encoded pieces, joined otherwise than by newlines or in another order.
    fn run_pieces<M: Shared>(&mut self, encoded: &Encoded<'_>, start: &M) {
        let Task { method, mistakes, .. } = self.task;
        let space = self.space;
        let assembly = self.assembly();
        let mut text = std::mem::take(&mut self.text);
        let is_framed = encoded.frame.len() > 0;
        for header_string in self.header_strings.costing_up_to(mistakes) {
            let left = mistakes - self.header_strings.cost(header_string);
            for uri in space.uris.costing_up_to(left) {
                if self.is_out_of_time() {
                    return;
                }
                for body in space.bodies.costing(left - space.uris.cost(uri)) {
                    let pieces = [
                        &encoded.methods[method],
                        &encoded.header_strings[header_string],
                        &encoded.uris[uri],
                        &encoded.bodies[body],
                    ];
                    let is_tried = pieces.iter().all(|piece| piece.is_text)
                        && (is_framed || pieces.iter().any(|piece| piece.is_changed));
                    if !is_tried {
                        continue;
                    }
                    let [method, header_string_piece, uri_piece, body_piece] =
                        pieces.map(|piece| &*piece.bytes);
                    text.clear();
                    text.resize(encoded.frame.len(), 0);
                    let parts = Parts {
                        method,
                        header_string: header_string_piece,
                        uri: uri_piece,
                        body: body_piece,
                    };
                    assembly.write(&parts, &mut text);
                    self.unlooked += text.len();
                    if !encoded.frame.fill(&mut text) {
                        continue;
                    }
                    self.compare(start.finish(&text).as_ref(), header_string, uri, body);
                }
            }
        }
        self.text = text;
    }

    /// Any text: joined, encoded and hashed as a whole.
    fn run_joined<M: Shared>(&mut self, start: &M) {
        self.each_text(|_, text| start.finish(text));
    }

    /// The text is the key, and the key the message.
    fn run_swapped(&mut self, message: &[u8]) {
        let mac = self.space.macs.get(self.task.mac).origins[0].choice;
        self.each_text(|space, text| mac.start(text, space.request).finish_with(message));
    }

    fn each_text<D: AsRef<[u8]>>(&mut self, digest: impl Fn(&Space<'_>, &[u8]) -> D) {
        let space = self.space;
        let mistakes = self.task.mistakes;
        for header_string in self.header_strings.costing_up_to(mistakes) {
            let left = mistakes - self.header_strings.cost(header_string);
            for uri in space.uris.costing_up_to(left) {
                for body in space.bodies.costing(left - space.uris.cost(uri)) {
                    self.unlooked += 1 << 10 | space.bodies.bytes(body).len();
                    if self.is_out_of_time() {
                        return;
                    }
                    let Some(text) = self.text(header_string, uri, body) else { continue };
                    let digest = digest(space, &text);
                    self.text = text;
                    self.compare(digest.as_ref(), header_string, uri, body);
                }
            }
        }
    }

    /// `None` if the charset changes nothing about it.
    fn text(&mut self, header_string: usize, uri: usize, body: usize) -> Option<Vec<u8>> {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        let at = [self.task.method, header_string, uri, body];
        let parts = self.space.parts(self.header_strings, at);
        self.assembly().write(&parts, &mut text);
        if cost_of(self.charset) == 0 {
            return Some(text);
        }
        let encoded = self.charset.apply(text.clone());
        if encoded == text {
            self.text = text;
            return None;
        }
        Some(encoded)
    }

    fn assembly(&self) -> AssemblyChoice {
        self.space.assemblies.get(self.task.assembly).origins[0].choice
    }

    fn is_out_of_time(&mut self) -> bool {
        if self.unlooked < BYTES_BETWEEN_LOOKS {
            return false;
        }
        self.unlooked = 0;
        self.progress.is_out_of_time()
    }

    fn compare(&mut self, digest: &[u8], header_string: usize, uri: usize, body: usize) {
        self.tried += 1;
        let target = self.target;
        match &target.wanted {
            Wanted::Digests(readings) => {
                for reading in readings {
                    if reading.digest == digest {
                        let dress = (reading.digest_form, reading.encoding);
                        self.hit(dress, digest, header_string, uri, body);
                    }
                }
            }
            Wanted::Text(text, dresses) => {
                for dress in dresses {
                    if dress.1.apply(&dress.0.apply(digest)) == *text {
                        self.hit(*dress, digest, header_string, uri, body);
                    }
                }
            }
        }
    }

    fn digest_of(&self, text: &[u8]) -> MacOutput {
        let Task { key, mac, .. } = self.task;
        let swaps = self.space.keys.get(key).origins[0].choice.swaps_with_message();
        let key = self.space.keys.bytes(key);
        let key = &key[..key.len() - 1];
        let (key, message) = if swaps { (text, key) } else { (key, text) };
        let mac = self.space.macs.get(mac).origins[0].choice;
        mac.start(key, self.space.request).finish_with(message)
    }

    /// Every explanation that leads to the same text; each stage's choices that
    /// came to the same are alternatives.
    #[cold]
    fn hit(
        &mut self,
        (digest_form, encoding): (DigestFormChoice, EncodingChoice),
        digest: &[u8],
        header_string: usize,
        uri: usize,
        body: usize,
    ) {
        let space = self.space;
        let Task { assembly, key, mac, method, .. } = self.task;
        let parts = space.parts(self.header_strings, [method, header_string, uri, body]);
        let text = self.assembly().apply(&parts);
        let signed = self.charset.apply(text.clone());
        if self.digest_of(&signed).as_ref() != digest {
            // What was put together of pieces is not what the recipe makes, as
            // may be where characters of two of them combine.
            return;
        }
        let mut ways = vec![(Vec::new(), Recipe { digest_form, encoding, ..Recipe::default() })];
        macro_rules! spread {
            ($field:ident, $outcomes:expr, $index:expr) => {
                ways = ways
                    .iter()
                    .flat_map(|(changes, recipe): &(Vec<Change>, Recipe)| {
                        $outcomes.get($index).origins.iter().map(|origin| {
                            let mut changes = changes.clone();
                            changes.extend(origin.change.clone());
                            (changes, Recipe { $field: origin.choice, ..*recipe })
                        })
                    })
                    .collect();
            };
        }
        spread!(method, space.methods, method);
        spread!(header_string, self.header_strings, header_string);
        spread!(uri, space.uris, uri);
        spread!(body, space.bodies, body);
        spread!(assembly, space.assemblies, assembly);
        spread!(key, space.keys, key);
        spread!(mac, space.macs, mac);
        // Charsets that come to the same here were not tried each.
        let charsets = CharsetChoice::ALL.iter().filter(|&&charset| {
            charset == self.charset
                || cost_of(charset) == cost_of(self.charset)
                    && charset.apply(text.clone()) == signed
        });
        for &charset in charsets {
            self.found.extend(ways.iter().map(|(changes, recipe)| {
                Explanation::new(changes.clone(), Recipe { charset, ..*recipe }, signed.clone())
            }));
        }
    }
}
