//! Searching the recipes: fewest mistakes first, for every one that makes the
//! digest that was observed.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::Doctor;
use super::deadline::Deadline;
use super::explanation::{Change, Explanation};
use super::inspection::{self, Reading};
use super::other_request::OtherRequest;
use super::outcomes::{Outcomes, cost_of};
use super::space::{Encoded, Space};
use super::task::{Task, Work};
use crate::credentials::Credentials;
use crate::hmac::{Lanes, Prefix};
use crate::recipe::{CharsetChoice, DigestFormChoice, EncodingChoice, HeaderStringChoice, Recipe};
use crate::request::{Request, header};

/// Up to so many mistakes, signatures are also sought that cannot be taken
/// apart: each recipe then costs a hundred times as much.
const MOST_MISTAKES_DRESSED: usize = 2;
/// Up to so many mistakes, one of them may be a nonce or a timestamp near the
/// one sent.
const MOST_MISTAKES_NEAR: usize = 2;
/// Up to so many mistakes, two of them may be with the URI, or with the body.
const MOST_MISTAKES_OF_PAIRS: usize = 3;

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
pub(super) struct Target<'r> {
    mistakes: usize,
    pub(super) wanted: Wanted<'r>,
}

pub(super) enum Wanted<'r> {
    /// One of these digests.
    Digests(Vec<&'r Reading>),
    /// This text, made from a digest in one of these ways.
    Text(&'r [u8], Vec<(DigestFormChoice, EncodingChoice)>),
}

/// What all threads share.
pub(super) struct Progress {
    deadline: Deadline,
    is_out_of_time: AtomicBool,
    tried: AtomicU64,
}

impl Progress {
    pub(super) fn is_out_of_time(&self) -> bool {
        if !self.is_out_of_time.load(Ordering::Relaxed) && self.deadline.is_over() {
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
    deadline: Deadline,
) -> Found {
    let readings = inspection::inspect(signature);
    let progress =
        Progress { deadline, is_out_of_time: AtomicBool::new(false), tried: AtomicU64::new(0) };
    let mut space = Space::new(request, credentials, doctor, &progress);
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
    // They all make the same text. The smallest change comes first: what only
    // replaces a character before what parses, sorts and writes again.
    explanations.sort_by_key(|explanation| {
        let size = explanation.mistakes().map(|mistake| effort_of(mistake.id)).max();
        (size.filter(|_| doctor.has_compositions), std::cmp::Reverse(explanation.weight()))
    });
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

/// How much is done to the text: 0 for a replacement, 1 for what is parsed and
/// written again, 2 for what is sorted as well.
fn effort_of(id: &str) -> u8 {
    if id.contains("sorted") {
        2
    } else {
        u8::from(id.contains("re-encoded") || id.starts_with("json-"))
    }
}

struct Search<'s> {
    space: &'s Space<'s>,
    progress: &'s Progress,
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
                    let mut work =
                        Work::new(self.space, self.progress, header_strings, target, charset, task);
                    work.run(encoded.as_ref());
                    let (found, tried) = work.finish();
                    self.progress.tried.fetch_add(tried, Ordering::Relaxed);
                    found
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
            let found = |(nonce, digest): (u64, [u8; 32])| {
                let reading = readings.iter().find(|reading| reading.digest == digest)?;
                Some((nonce, reading))
            };
            let mut lanes = Lanes::default();
            for nonce in nonces.clone() {
                let is_time_to_look = rest.len() > 4096 || nonce % 64 == 0;
                if is_time_to_look && self.progress.is_out_of_time() {
                    return None;
                }
                let done = lanes.add(nonce, &start, |message| {
                    message.push(nonce.to_string().as_bytes());
                    message.end(&rest);
                });
                if let Some(found) = done.and_then(found) {
                    return Some(found);
                }
            }
            if let Some(found) = lanes.finish().find_map(found) {
                return Some(found);
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
