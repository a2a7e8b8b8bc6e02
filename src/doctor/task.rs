//! One piece of the search: every text that a few choices lead to, hashed and
//! compared.

use super::explanation::{Change, Explanation};
use super::outcomes::{Outcomes, cost_of};
use super::search::{Progress, Target, Wanted};
use super::space::{Encoded, Space};
use crate::hmac::{Lanes, Message, Prefix};
use crate::recipe::{
    AssemblyChoice, CharsetChoice, DigestFormChoice, EncodingChoice, Frame, HeaderStringChoice,
    MacChoice, MacOutput, Parts, Recipe, RunningMac,
};

/// So many bytes are hashed between two looks at the clock.
const BYTES_BETWEEN_LOOKS: usize = 256 << 10;

/// What is chosen after the text is there, and its method; one piece of work
/// for one thread.
#[derive(Clone, Copy)]
pub(super) struct Task {
    pub(super) assembly: usize,
    pub(super) key: usize,
    pub(super) mac: usize,
    pub(super) method: usize,
    /// How many mistakes are left for header string, URI and body.
    pub(super) mistakes: usize,
}

/// A MAC of the beginning of many messages.
trait Shared: Clone {
    type Digest: AsRef<[u8]>;
    /// Messages whose digests are not there yet, told apart by `T`.
    type Queue<'m, T>: Default;

    fn push(&mut self, bytes: &[u8]);
    /// The digest of the message that ends with these bytes.
    fn finish(&self, bytes: &[u8]) -> Self::Digest;
    /// Queues the message that ends with these bytes, and gives a digest if one
    /// is there, this one's or an earlier one's.
    fn enqueue<'m, T>(
        &self,
        queue: &mut Self::Queue<'m, T>,
        tag: T,
        bytes: &'m [u8],
    ) -> Option<(T, Self::Digest)>;
    /// The digests that are left.
    fn drain<'m, T: 'm>(queue: Self::Queue<'m, T>) -> impl Iterator<Item = (T, Self::Digest)>;
}

impl Shared for Prefix {
    type Digest = [u8; 32];
    type Queue<'m, T> = Lanes<'m, T>;

    fn push(&mut self, bytes: &[u8]) {
        self.push(bytes);
    }

    fn finish(&self, bytes: &[u8]) -> Self::Digest {
        Message::digest(self, |message| message.end(bytes))
    }

    fn enqueue<'m, T>(
        &self,
        queue: &mut Lanes<'m, T>,
        tag: T,
        bytes: &'m [u8],
    ) -> Option<(T, Self::Digest)> {
        queue.add(tag, self, |message| message.end(bytes))
    }

    fn drain<'m, T: 'm>(queue: Lanes<'m, T>) -> impl Iterator<Item = (T, Self::Digest)> {
        queue.finish()
    }
}

impl Shared for RunningMac {
    type Digest = MacOutput;
    /// Every digest is there at once.
    type Queue<'m, T> = ();

    fn push(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }

    fn finish(&self, bytes: &[u8]) -> Self::Digest {
        self.clone().finish_with(bytes)
    }

    fn enqueue<T>(&self, (): &mut (), tag: T, bytes: &[u8]) -> Option<(T, Self::Digest)> {
        Some((tag, self.finish(bytes)))
    }

    fn drain<'m, T: 'm>((): ()) -> impl Iterator<Item = (T, Self::Digest)> {
        std::iter::empty()
    }
}

/// One piece of work, on its way.
pub(super) struct Work<'w> {
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

impl<'w> Work<'w> {
    pub(super) fn new(
        space: &'w Space<'w>,
        progress: &'w Progress,
        header_strings: &'w Outcomes<HeaderStringChoice>,
        target: &'w Target<'w>,
        charset: CharsetChoice,
        task: Task,
    ) -> Self {
        let (text, found) = (Vec::new(), Vec::new());
        Self {
            space,
            progress,
            header_strings,
            target,
            charset,
            task,
            text,
            found,
            tried: 0,
            unlooked: 0,
        }
    }

    /// What was found, and how many recipes were tried.
    pub(super) fn finish(self) -> (Vec<Explanation>, u64) {
        (self.found, self.tried)
    }

    pub(super) fn run(&mut self, encoded: Option<&Encoded<'_>>) {
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
        let mut queue = M::Queue::default();
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
                    let at = (header_string, uri, body);
                    if let Some((at, digest)) = up_to_uri.enqueue(&mut queue, at, &piece.bytes) {
                        self.compare(digest.as_ref(), at.0, at.1, at.2);
                    }
                }
            }
        }
        for (at, digest) in M::drain(queue) {
            self.compare(digest.as_ref(), at.0, at.1, at.2);
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
