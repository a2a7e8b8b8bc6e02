//! The sequences of atoms that people sign in the place of the four lines, with
//! what each costs: minus the logarithm of how often it is met, as far as the
//! public signers tell.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::layout::{Atom, Layout, RIGHT, SORTED, lines};
use super::uri::permutations;
use Atom::{
    Algorithm, AppId, Body, ContentType, HeaderString, Host, Key, Method, Nonce, Nothing, Path,
    Query, SdkId, SecretKey, Timestamp, Uri,
};

/// Atoms in an order, and what that costs.
#[derive(Debug)]
pub(super) struct Sequence {
    pub(super) atoms: Vec<Atom>,
    pub(super) cost: f32,
}

impl Sequence {
    /// The layouts of these atoms that cost no more than this.
    pub(super) fn layouts(&'static self, most: f32) -> impl Iterator<Item = Layout> {
        Layout::of(&self.atoms, self.cost, most)
    }
}

/// Sequences up to these costs are built together: few are enough for most
/// requests, and all of them take a tenth of a second.
const CHEAP: f32 = 5.5;

/// Costs beyond which nothing is tried.
const MOST_COST: f32 = 8.0;

/// The sequences of up to these costs and maybe more, the likeliest first.
/// Built once: they are the same for every request.
pub(super) fn sequences(most: f32) -> &'static [Sequence] {
    static CHEAP_ONES: OnceLock<Vec<Sequence>> = OnceLock::new();
    static ALL: OnceLock<Vec<Sequence>> = OnceLock::new();
    if most <= CHEAP {
        CHEAP_ONES.get_or_init(|| built(CHEAP))
    } else {
        ALL.get_or_init(|| built(MOST_COST))
    }
}

fn built(limit: f32) -> Vec<Sequence> {
    let mut found = Found { all: Vec::new(), places: HashMap::new(), limit };
    loose(&mut found);
    half_remembered(&mut found);
    with_lines(&mut found);
    sorted_parameters(&mut found);
    a_few(&mut found);
    in_any_order(&mut found);
    found.all.sort_by(|one: &Sequence, other| one.cost.total_cmp(&other.cost));
    found.all
}

/// Every sequence once, with the least that it costs.
struct Found {
    all: Vec<Sequence>,
    places: HashMap<Vec<Atom>, usize>,
    limit: f32,
}

impl Found {
    fn add(&mut self, atoms: &[Atom], cost: f32) {
        if cost > self.limit || atoms.is_empty() {
            return;
        }
        // The scheme's own lines, joined or ended in another way.
        let cost = if atoms == RIGHT { 0.4 } else { cost };
        if let Some(&place) = self.places.get(atoms) {
            let there = &mut self.all[place].cost;
            *there = there.min(cost);
        } else {
            self.places.insert(atoms.to_vec(), self.all.len());
            self.all.push(Sequence { atoms: atoms.to_vec(), cost });
        }
    }
}

/// The ways to put the URI down, with their costs.
const URIS: [(&[Atom], f32); 4] =
    [(&[Uri], 0.0), (&[Path], 0.3), (&[Path, Query], 0.6), (&[Uri, Query], 2.0)];

/// Every choice of some of these atoms in every order, the shorter first.
fn arrangements(atoms: &[Atom], most: usize) -> Vec<Vec<Atom>> {
    let mut all: Vec<Vec<Atom>> = vec![Vec::new()];
    let mut at = 0;
    while at < all.len() {
        let sequence = all[at].clone();
        at += 1;
        if sequence.len() < most {
            for &atom in atoms.iter().filter(|atom| !sequence.contains(atom)) {
                all.push([&sequence[..], &[atom]].concat());
            }
        }
    }
    all
}

/// Method, URI, values and body, each by itself and no header string: what is
/// written by those who half remember the scheme, or know another API's.
fn loose(found: &mut Found) {
    let values: Vec<(Vec<Atom>, f32)> = arrangements(&[Timestamp, Nonce, Key, AppId, SdkId], 4)
        .into_iter()
        .map(|values| {
            let has = |atom| values.contains(&atom);
            let of_count = match values.len() {
                0 => 1.2,
                1 => 0.7,
                2 => 0.0,
                3 => 0.6,
                _ => 1.2,
            };
            let mut cost = of_count;
            for (atom, of_atom) in [(Key, 0.2), (AppId, 1.0), (SdkId, 1.8)] {
                cost += if has(atom) { of_atom } else { 0.0 };
            }
            (values, cost)
        })
        .collect();
    // Method, URI, values, body by their places.
    for order in std::iter::once(vec![0, 1, 2, 3]).chain(permutations(4)) {
        let of_order = match order[..] {
            [0, 1, 2, 3] => 0.0,
            [2, 0, 1, 3] | [0, 2, 1, 3] => 0.8,
            [0, 1, 3, 2] => 1.2,
            _ => 1.8,
        };
        for (values, of_values) in &values {
            for (uri, of_uri) in URIS.into_iter().chain([(&[][..], 1.2)]) {
                for (method, of_method) in [(&[Method][..], 0.0), (&[], 0.9)] {
                    for (body, of_body) in [(&[Body][..], 0.0), (&[], 0.5)] {
                        let groups = [method, uri, values, body];
                        let atoms: Vec<Atom> =
                            order.iter().flat_map(|&place| groups[place]).copied().collect();
                        if atoms.len() >= 2 {
                            let cost = of_order + of_values + of_uri + of_method + of_body;
                            found.add(&atoms, 3.0 + cost);
                        }
                    }
                }
            }
        }
    }
}

/// The scheme's lines with one or two things otherwise: one left out, moved, or
/// put in.
fn half_remembered(found: &mut Found) {
    let changed = |atoms: &[Atom]| {
        let mut all: Vec<(Vec<Atom>, f32)> = Vec::new();
        for at in 0..atoms.len() {
            let mut less = atoms.to_vec();
            let atom = less.remove(at);
            for to in 0..less.len() {
                if to != at {
                    let mut moved = less.clone();
                    moved.insert(to, atom);
                    all.push((moved, if to == 0 { 2.4 } else { 2.6 }));
                }
            }
            if atom == Uri {
                let mut cut = atoms.to_vec();
                cut[at] = Path;
                all.push((cut, 2.6));
            }
            all.push((less, 2.6));
        }
        for (extra, cost) in [
            (Timestamp, 3.2),
            (Nonce, 3.2),
            (Query, 3.2),
            (Nothing, 3.0),
            (AppId, 3.2),
            (Host, 3.4),
            (ContentType, 3.4),
            (Algorithm, 3.4),
            (Key, 3.6),
            (SdkId, 4.0),
        ] {
            for at in 0..=atoms.len() {
                let mut more = atoms.to_vec();
                more.insert(at, extra);
                all.push((more, cost));
            }
        }
        all
    };
    for (once, cost) in changed(&RIGHT) {
        found.add(&once, cost);
        for (twice, of_second) in changed(&once) {
            // A second slip is likelier where there was a first.
            found.add(&twice, cost + of_second - 0.8);
        }
    }
}

/// Names and values in one piece, beside method, URI and body.
fn with_lines(found: &mut Found) {
    for (index, style) in lines().iter().enumerate() {
        let Ok(index) = u16::try_from(index) else { break };
        let names = Atom::Lines(index);
        // Pairs alone are what other APIs sign: no method and no path.
        let of_nothing_else = if style.is_of_pairs() { 0.4 } else { 1.8 };
        for (body, of_body) in [(&[Body][..], 0.0), (&[], 0.5)] {
            for (key, of_key) in [(&[][..], 0.0), (&[SecretKey], 1.4)] {
                let cost = 2.6 + style.cost() + of_nothing_else + of_body + of_key;
                found.add(&[&[names], body, key].concat(), cost);
                if !body.is_empty() {
                    found.add(&[&[names], key, body].concat(), cost + 0.6);
                }
            }
            for (uri, of_uri) in URIS {
                for (method, of_method) in [(&[Method][..], 0.0), (&[], 0.9)] {
                    let cost = 2.6 + style.cost() + of_body + of_uri + of_method;
                    found.add(&[method, &[names], uri, body].concat(), cost);
                    found.add(&[method, uri, &[names], body].concat(), cost + 0.2);
                    found.add(&[&[names], method, uri, body].concat(), cost + 0.8);
                    found.add(&[method, uri, body, &[names]].concat(), cost + 1.2);
                }
            }
            found.add(&[&[Method, names], body].concat(), 3.4 + style.cost() + of_body);
            found.add(&[&[names], body, &[Method, Uri]].concat(), 4.4 + style.cost() + of_body);
        }
        // Something more between or behind them.
        if style.cost() < 1.0 {
            for atoms in [&[Method, names, Uri, Body][..], &[Method, Uri, names, Body]] {
                for (extra, cost) in [
                    (Nothing, 3.8),
                    (Timestamp, 4.2),
                    (Nonce, 4.2),
                    (AppId, 4.2),
                    (Query, 4.4),
                    (Host, 4.6),
                    (ContentType, 4.6),
                    (Algorithm, 4.6),
                ] {
                    for at in 0..=atoms.len() {
                        let mut more = atoms.to_vec();
                        more.insert(at, extra);
                        found.add(&more, cost + style.cost());
                    }
                }
            }
        }
    }
}

/// All parameters with the values of the headers, sorted by name, as the APIs
/// of many Chinese platforms have it.
fn sorted_parameters(found: &mut Found) {
    for (form, (names, _)) in (0_u8..).zip(SORTED) {
        let sorted = Atom::Sorted(form);
        let of_form = if names[0] == "X-TC-Key" { 0.2 } else { 0.0 } + f32::from(form) * 0.1;
        for (body, of_body) in [(&[][..], 0.0), (&[Body][..], 0.2)] {
            for (key, of_key) in [(&[][..], 0.0), (&[SecretKey], 0.8)] {
                let cost = 3.0 + of_form + of_body + of_key;
                found.add(&[&[sorted], body, key].concat(), cost);
                found.add(&[key, &[sorted], body].concat(), cost + 1.0);
                for uri in [Path, Uri] {
                    found.add(&[&[Method, uri, sorted], body, key].concat(), cost + 0.6);
                    found.add(&[&[uri, sorted], body, key].concat(), cost + 1.0);
                    found.add(&[&[Method, sorted], body, key].concat(), cost + 1.0);
                }
            }
        }
    }
}

/// Two to four pieces in whatever order: there are not many such texts.
fn a_few(found: &mut Found) {
    let pool = [Timestamp, Nonce, Key, Body, AppId, SecretKey, Uri, Path, Method];
    for atoms in arrangements(&pool, 4) {
        let of_count = match atoms.len() {
            1 => 5.0,
            2 => 4.4,
            3 => 5.0,
            _ => 6.2,
        };
        found.add(&atoms, of_count);
    }
}

/// Longer ones, by how far they are from the order of the scheme.
fn in_any_order(found: &mut Found) {
    let values = [Method, Uri, Path, Query, Timestamp, Nonce, Key, AppId, SdkId, Body];
    extend(found, &mut Vec::new(), &values, 7, None);
    let with_string = [Method, Uri, Path, Query, HeaderString, Timestamp, Nonce, Key, AppId, Body];
    extend(found, &mut Vec::new(), &with_string, 6, Some(HeaderString));
}

/// Sequences of these atoms, each once, with their costs.
fn extend(
    found: &mut Found,
    sequence: &mut Vec<Atom>,
    atoms: &[Atom],
    most: usize,
    wanted: Option<Atom>,
) {
    let partial = partial_cost(sequence);
    if partial > found.limit - 4.0 {
        return;
    }
    if !sequence.is_empty() && wanted.is_none_or(|atom| sequence.contains(&atom)) {
        found.add(sequence, cost_of(sequence));
    }
    if sequence.len() == most {
        return;
    }
    for &atom in atoms {
        let is_other_uri = |other: &Atom| matches!((atom, other), (Uri, Path) | (Path, Uri));
        if sequence.contains(&atom) || sequence.iter().any(is_other_uri) {
            continue;
        }
        sequence.push(atom);
        extend(found, sequence, atoms, most, wanted);
        sequence.pop();
    }
}

/// What a sequence costs that more atoms do not take back.
fn partial_cost(sequence: &[Atom]) -> f32 {
    let mut cost = 0.0;
    let mut inversions = 0.0_f32;
    let mut descents = 0.0_f32;
    for (index, atom) in sequence.iter().enumerate() {
        cost += atom.cost();
        for before in &sequence[..index] {
            if before.rank() > atom.rank() {
                inversions += 1.0;
            }
        }
        if index > 0 && sequence[index - 1].rank() > atom.rank() {
            descents += 1.0;
        }
    }
    // A group that was moved is one thought, however far it went.
    cost + (0.55 * inversions).min(0.4 + 1.1 * descents)
}

fn cost_of(sequence: &[Atom]) -> f32 {
    let has = |atom: Atom| sequence.contains(&atom);
    // The scheme's own parts in another order are nearer than what has none of
    // its header string.
    let has_string = has(HeaderString);
    let base = if has_string { 3.0 } else { 4.0 };
    let mut cost = base + partial_cost(sequence);
    if !has(Method) {
        cost += 0.8;
    }
    if !has(Uri) && !has(Path) {
        cost += 1.0;
    }
    if has(Path) && !has(Query) {
        cost += 0.4;
    }
    if !has(Body) {
        cost += 0.5;
    }
    if has_string {
        // Values beside their names are there twice.
        let doubles = [Timestamp, Nonce, Key, AppId, SdkId];
        #[allow(clippy::cast_precision_loss)]
        let doubles = doubles.iter().filter(|atom| has(**atom)).count() as f32;
        cost += doubles;
    } else {
        cost += if has(Timestamp) { 0.0 } else { 0.7 };
        cost += if has(Nonce) { 0.0 } else { 0.7 };
    }
    cost
}
