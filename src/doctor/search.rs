//! Searching the recipes: fewest mistakes first, for every one that makes the
//! digest that was observed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use hmac::{Hmac, KeyInit as _, Mac as _};
use rayon::prelude::*;
use sha2::Sha256;

use super::inspection::{self, Reading};
use crate::credentials::Credentials;
use crate::recipe::{
    AssemblyChoice, BodyChoice, CharsetChoice, DigestFormChoice, EncodingChoice,
    HeaderStringChoice, KeyChoice, MacChoice, MethodChoice, Mistake, Parts, Recipe, UriChoice,
};
use crate::request::Request;

/// Up to so many mistakes, signatures are also sought that cannot be taken
/// apart: each recipe then costs a hundred times as much.
const MOST_MISTAKES_DRESSED: usize = 2;

/// What a search came to.
pub(super) struct Found {
    /// The recipes with the fewest mistakes, likeliest first; empty if none
    /// explains the signature.
    pub(super) recipes: Vec<Recipe>,
    pub(super) tried: u64,
    /// Every recipe of up to so many mistakes was tried.
    pub(super) complete_up_to: Option<usize>,
}

/// One thing a stage can come to, and the choices that lead there, likeliest
/// first. What several choices lead to is tried once.
struct Outcome<C> {
    bytes: Vec<u8>,
    choices: Vec<C>,
}

/// Every distinct outcome of every stage on one request; the first of each is
/// the specification's.
struct Space<'r> {
    request: &'r Request<'r>,
    methods: Vec<Outcome<MethodChoice>>,
    header_strings: Vec<Outcome<HeaderStringChoice>>,
    uris: Vec<Outcome<UriChoice>>,
    bodies: Vec<Outcome<BodyChoice>>,
    assemblies: Vec<Outcome<AssemblyChoice>>,
    charsets: Vec<Outcome<CharsetChoice>>,
    keys: Vec<Outcome<KeyChoice>>,
    macs: Vec<Outcome<MacChoice>>,
}

/// What is done after the text is there, and the part of the text that many
/// recipes share; one piece of work for one thread.
#[derive(Clone, Copy)]
struct Task {
    assembly: usize,
    charset: usize,
    key: usize,
    mac: usize,
    method: usize,
    /// How many mistakes are left for header string, URI and body.
    mistakes: usize,
}

pub(super) fn search(
    request: &Request<'_>,
    credentials: &Credentials,
    signature: &[u8],
    max_mistakes: usize,
    deadline: Instant,
) -> Found {
    let readings = inspection::inspect(signature);
    let space = Space::new(request, credentials);
    let tried = AtomicU64::new(0);
    let out_of_time = AtomicBool::new(false);
    let mut found = Found { recipes: Vec::new(), tried: 0, complete_up_to: None };
    for mistakes in 0..=max_mistakes {
        let mut targets: Vec<Target<'_>> = Vec::new();
        for reading in readings.iter().filter(|reading| reading.mistakes() <= mistakes) {
            let searched = mistakes - reading.mistakes();
            let target = targets.iter_mut().find(|target| target.mistakes == searched);
            if let Some(Target { wanted: Wanted::Digests(readings), .. }) = target {
                readings.push(reading);
            } else {
                let wanted = Wanted::Digests(vec![reading]);
                targets.push(Target { mistakes: searched, wanted });
            }
        }
        if readings.is_empty() && mistakes <= MOST_MISTAKES_DRESSED {
            // What some dresses lose cannot be undone: they are tried on every
            // digest instead.
            for worn in 1..=mistakes.min(2) {
                targets.push(Target {
                    mistakes: mistakes - worn,
                    wanted: Wanted::Text(signature, inspection::dresses(worn)),
                });
            }
        }
        for target in &targets {
            let hits: Vec<Recipe> = space
                .tasks(target.mistakes)
                .into_par_iter()
                .flat_map_iter(|task| {
                    if out_of_time.load(Ordering::Relaxed) || Instant::now() >= deadline {
                        out_of_time.store(true, Ordering::Relaxed);
                        return Vec::new();
                    }
                    let mut work = Work { space: &space, target, hits: Vec::new(), tried: 0 };
                    work.run(task);
                    tried.fetch_add(work.tried, Ordering::Relaxed);
                    work.hits
                })
                .collect();
            found.recipes.extend(hits);
        }
        if !found.recipes.is_empty() || out_of_time.load(Ordering::Relaxed) {
            break;
        }
        found.complete_up_to = Some(mistakes);
    }
    found.tried = tried.into_inner();
    let weight = |recipe: &Recipe| -> u64 {
        recipe.mistakes().map(|mistake| u64::from(mistake.weight)).product()
    };
    found.recipes.sort_by_key(|recipe| std::cmp::Reverse(weight(recipe)));
    found.recipes.dedup();
    found
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

impl<'r> Space<'r> {
    fn new(request: &'r Request<'r>, credentials: &Credentials) -> Self {
        let methods = distinct(MethodChoice::ALL, |c| c.mistake(), |choice| choice.apply(request));
        let header_strings = distinct(
            HeaderStringChoice::ALL,
            |c| c.mistake(),
            |choice| choice.apply(request, credentials),
        );
        let uris = distinct(UriChoice::ALL, |c| c.mistake(), |choice| choice.apply(request));
        let bodies = distinct(BodyChoice::ALL, |c| c.mistake(), |choice| choice.apply(request));
        let parts = Parts {
            method: &methods[0].bytes,
            header_string: &header_strings[0].bytes,
            uri: &uris[0].bytes,
            body: &bodies[0].bytes,
        };
        // Some ways to join differ only when there is no body, which may be a
        // mistake of its own.
        let assemblies = distinct(
            AssemblyChoice::ALL,
            |c| c.mistake(),
            |choice| [choice.apply(&parts), choice.apply(&Parts { body: &[], ..parts })].concat(),
        );
        let text = AssemblyChoice::default().apply(&parts);
        let charsets =
            distinct(CharsetChoice::ALL, |c| c.mistake(), |choice| choice.apply(text.clone()));
        let keys = distinct(
            KeyChoice::ALL,
            |c| c.mistake(),
            |choice| {
                let mut key = choice.apply(credentials);
                key.push(u8::from(choice.swaps_with_message()));
                key
            },
        );
        let macs = distinct(
            MacChoice::ALL,
            |c| c.mistake(),
            |choice| choice.apply(credentials.expose_secret_key(), &text, request),
        );
        Self { request, methods, header_strings, uris, bodies, assemblies, charsets, keys, macs }
    }

    /// The pieces of work of which each leads to recipes of exactly so many
    /// mistakes.
    fn tasks(&self, mistakes: usize) -> Vec<Task> {
        let mut tasks = Vec::new();
        let cost = |index: usize| usize::from(index > 0);
        for assembly in 0..self.assemblies.len() {
            for charset in 0..self.charsets.len() {
                for key in 0..self.keys.len() {
                    for mac in 0..self.macs.len() {
                        let after = cost(assembly) + cost(charset) + cost(key) + cost(mac);
                        if after > mistakes {
                            break;
                        }
                        for method in 0..self.methods.len() {
                            let made = after + cost(method);
                            if made <= mistakes && mistakes - made <= 3 {
                                let mistakes = mistakes - made;
                                tasks.push(Task { assembly, charset, key, mac, method, mistakes });
                            }
                        }
                    }
                }
            }
        }
        tasks
    }
}

struct Work<'w> {
    space: &'w Space<'w>,
    target: &'w Target<'w>,
    hits: Vec<Recipe>,
    tried: u64,
}

impl Work<'_> {
    fn run(&mut self, task: Task) {
        let is_plain = task.assembly == 0 && task.charset == 0 && task.mac == 0;
        let key = &self.space.keys[task.key];
        if is_plain && !key.choices[0].swaps_with_message() {
            self.run_plain(task, &key.bytes[..key.bytes.len() - 1]);
        } else {
            self.run_any(task);
        }
    }

    /// The specification's assembly and MAC: nothing is joined, and what
    /// recipes share is hashed once.
    fn run_plain(&mut self, task: Task, key: &[u8]) {
        let space = self.space;
        let mut up_to_method =
            Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        up_to_method.update(&space.methods[task.method].bytes);
        up_to_method.update(b"\n");
        for header_string in choices(task.mistakes, 2, space.header_strings.len()) {
            let left = task.mistakes - usize::from(header_string > 0);
            let mut up_to_headers = up_to_method.clone();
            up_to_headers.update(&space.header_strings[header_string].bytes);
            up_to_headers.update(b"\n");
            for uri in choices(left, 1, space.uris.len()) {
                let left = left - usize::from(uri > 0);
                let mut up_to_uri = up_to_headers.clone();
                up_to_uri.update(&space.uris[uri].bytes);
                up_to_uri.update(b"\n");
                for body in choices(left, 0, space.bodies.len()) {
                    let mut mac = up_to_uri.clone();
                    mac.update(&space.bodies[body].bytes);
                    let digest: [u8; 32] = mac.finalize().into_bytes().into();
                    self.compare(&digest, task, header_string, uri, body);
                }
            }
        }
    }

    fn run_any(&mut self, task: Task) {
        let space = self.space;
        let assembly = space.assemblies[task.assembly].choices[0];
        let charset = space.charsets[task.charset].choices[0];
        let mac = space.macs[task.mac].choices[0];
        let key = &space.keys[task.key];
        let swaps = key.choices[0].swaps_with_message();
        let key = &key.bytes[..key.bytes.len() - 1];
        for header_string in choices(task.mistakes, 2, space.header_strings.len()) {
            let left = task.mistakes - usize::from(header_string > 0);
            for uri in choices(left, 1, space.uris.len()) {
                let left = left - usize::from(uri > 0);
                for body in choices(left, 0, space.bodies.len()) {
                    let text = charset.apply(assembly.apply(&Parts {
                        method: &space.methods[task.method].bytes,
                        header_string: &space.header_strings[header_string].bytes,
                        uri: &space.uris[uri].bytes,
                        body: &space.bodies[body].bytes,
                    }));
                    let (key, text) = if swaps { (&text[..], key) } else { (key, &text[..]) };
                    let digest = mac.apply(key, text, space.request);
                    self.compare(&digest, task, header_string, uri, body);
                }
            }
        }
    }

    fn compare(
        &mut self,
        digest: &[u8],
        task: Task,
        header_string: usize,
        uri: usize,
        body: usize,
    ) {
        self.tried += 1;
        let target = self.target;
        match &target.wanted {
            Wanted::Digests(readings) => {
                for reading in readings {
                    if reading.digest == digest {
                        let dress = (reading.digest_form, reading.encoding);
                        self.hit(dress, task, header_string, uri, body);
                    }
                }
            }
            Wanted::Text(text, dresses) => {
                for dress in dresses {
                    if dress.1.apply(&dress.0.apply(digest)) == *text {
                        self.hit(*dress, task, header_string, uri, body);
                    }
                }
            }
        }
    }

    /// Every recipe that leads to the same text; each stage's choices that
    /// came to the same are alternatives.
    #[cold]
    fn hit(
        &mut self,
        (digest_form, encoding): (DigestFormChoice, EncodingChoice),
        task: Task,
        header_string: usize,
        uri: usize,
        body: usize,
    ) {
        let space = self.space;
        let mut recipes = vec![Recipe { digest_form, encoding, ..Recipe::default() }];
        macro_rules! spread {
            ($field:ident, $outcomes:ident, $index:expr) => {
                let choices = &space.$outcomes[$index].choices;
                // The specification has no alternatives: they changed nothing.
                let count = if $index == 0 { 1 } else { choices.len() };
                recipes = recipes
                    .iter()
                    .flat_map(|recipe| {
                        choices[..count].iter().map(|&choice| Recipe { $field: choice, ..*recipe })
                    })
                    .collect();
            };
        }
        spread!(method, methods, task.method);
        spread!(header_string, header_strings, header_string);
        spread!(uri, uris, uri);
        spread!(body, bodies, body);
        spread!(assembly, assemblies, task.assembly);
        spread!(charset, charsets, task.charset);
        spread!(key, keys, task.key);
        spread!(mac, macs, task.mac);
        self.hits.extend(recipes);
    }
}

/// The choices at a stage where so many mistakes are left to be made, here or
/// at the stages behind it.
fn choices(mistakes: usize, stages_behind: usize, count: usize) -> std::ops::Range<usize> {
    match mistakes {
        0 => 0..1,
        _ if mistakes > stages_behind + 1 => 0..0,
        _ if mistakes > stages_behind => 1..count,
        _ => 0..count,
    }
}

fn distinct<C: Copy>(
    all: &[C],
    mistake: impl Fn(&C) -> Option<&'static Mistake>,
    apply: impl Fn(C) -> Vec<u8>,
) -> Vec<Outcome<C>> {
    let mut outcomes: Vec<Outcome<C>> = Vec::new();
    let mut index_of = HashMap::new();
    for &choice in all {
        let bytes = apply(choice);
        if let Some(&index) = index_of.get(&bytes) {
            let outcome: &mut Outcome<C> = &mut outcomes[index];
            outcome.choices.push(choice);
        } else {
            index_of.insert(bytes.clone(), outcomes.len());
            outcomes.push(Outcome { bytes, choices: vec![choice] });
        }
    }
    let weight = |choice: &C| mistake(choice).map_or(u32::MAX, |mistake| mistake.weight);
    for outcome in &mut outcomes {
        outcome.choices.sort_by_key(|choice| std::cmp::Reverse(weight(choice)));
    }
    outcomes
}
