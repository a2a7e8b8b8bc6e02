//! What one part of the text can have been, with what it costs to suppose so.

use std::collections::HashMap;
use std::sync::Arc;

use super::step::{Side, side_of};
use crate::recipe::Mistake;

/// A step, with what is known of this case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::doctor) struct Step {
    pub(in crate::doctor) mistake: &'static Mistake,
    /// What was signed and what was sent, where the words alone do not tell.
    /// Whole: what is cut before keys are redacted may show half of one.
    pub(in crate::doctor) values: Option<(String, String)>,
    /// What was sent, where what was signed is the piece itself. Thousands of
    /// pieces are made, and one is told of.
    beside: Option<Arc<[u8]>>,
}

/// Longer values are not told apart from the texts: nobody reads them.
const LONGEST_VALUE: usize = 1024;

impl Step {
    pub(in crate::doctor) fn of(mistake: &'static Mistake) -> Self {
        Self { mistake, values: None, beside: None }
    }

    pub(in crate::doctor) fn with(mistake: &'static Mistake, signed: &[u8], sent: &[u8]) -> Self {
        let is_short = signed.len().max(sent.len()) <= LONGEST_VALUE;
        Self { values: is_short.then(|| (text(signed), text(sent))), ..Self::of(mistake) }
    }

    /// With the values that the piece it made tells.
    pub(super) fn told_of(&self, bytes: &[u8]) -> Self {
        match &self.beside {
            Some(sent) => {
                Self { values: Some((text(bytes), text(sent))), ..Self::of(self.mistake) }
            }
            None => self.clone(),
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// One form of a part.
#[derive(Clone, Debug)]
pub(in crate::doctor) struct Piece {
    pub(in crate::doctor) bytes: Vec<u8>,
    /// Minus the logarithm of how often it is met.
    pub(in crate::doctor) cost: f32,
    pub(in crate::doctor) steps: Vec<Step>,
}

/// The forms of one part, each text once, the likeliest first.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    all: Vec<Piece>,
    sent: Arc<[u8]>,
    places: HashMap<Vec<u8>, usize>,
    bytes: usize,
}

/// Costs no more than this: the wire shows that the client did it.
const EVIDENT: f32 = 2.0;

/// Forms of one part that are kept, and their bytes together.
const MOST: usize = 60_000;
const MOST_BYTES: usize = 24 << 20;

impl Pieces {
    pub(super) fn is_full(&self) -> bool {
        self.all.len() >= MOST || self.bytes >= MOST_BYTES
    }

    /// The part as it is sent.
    pub(super) fn start(sent: Vec<u8>) -> Self {
        let mut pieces = Self { sent: Arc::from(&sent[..]), ..Self::default() };
        pieces.push(Piece { bytes: sent, cost: 0.0, steps: Vec::new() });
        pieces
    }

    pub(super) fn push(&mut self, piece: Piece) {
        match self.places.get(&piece.bytes) {
            Some(&place) => {
                let there = &mut self.all[place];
                // What the catalogue names keeps its name, unless the wire shows
                // that the client did it.
                let is_known = there.steps.len() == 1 && side_of(there.steps[0].mistake).is_none();
                let is_of_signer =
                    piece.steps.iter().all(|step| side_of(step.mistake) == Some(Side::Signer));
                if is_known && (is_of_signer || piece.cost > EVIDENT) {
                    there.cost = there.cost.min(piece.cost);
                } else if piece.cost < there.cost {
                    *there = piece;
                }
            }
            None if !self.is_full() => {
                self.bytes += piece.bytes.len();
                self.places.insert(piece.bytes.clone(), self.all.len());
                self.all.push(piece);
            }
            None => {}
        }
    }

    pub(super) fn add(&mut self, bytes: Vec<u8>, cost: f32, step: Step) {
        self.push(Piece { bytes, cost, steps: vec![step] });
    }

    /// A step that shows what was signed and what was sent.
    pub(super) fn shown(&mut self, bytes: Vec<u8>, cost: f32, mistake: &'static Mistake) {
        let beside = Some(Arc::clone(&self.sent));
        self.add(bytes, cost, Step { beside, ..Step::of(mistake) });
    }

    /// What costs less here than elsewhere; the steps are those that are known
    /// for it.
    pub(super) fn cheaper(
        &mut self,
        bytes: Vec<u8>,
        cost: f32,
        known: &[Piece],
        mistake: &'static Mistake,
    ) {
        match known.iter().find(|piece| piece.bytes == bytes) {
            Some(piece) => self.push(Piece { cost: piece.cost.min(cost), ..piece.clone() }),
            None => self.shown(bytes, cost, mistake),
        }
    }

    /// Of a mistake of the catalogue.
    pub(super) fn known(&mut self, bytes: Vec<u8>, mistake: Option<&'static Mistake>) {
        if let Some(mistake) = mistake {
            self.add(bytes, known_cost(mistake), Step::of(mistake));
        }
    }

    /// Those that are there by now, in no order.
    pub(super) fn all(&self) -> &[Piece] {
        &self.all
    }

    pub(super) fn sent(&self) -> &[u8] {
        &self.all[0].bytes
    }

    pub(super) fn sorted(mut self) -> Vec<Piece> {
        // Stable: of equal cost the first that was thought of.
        let by_cost = |one: &Piece, other: &Piece| one.cost.total_cmp(&other.cost);
        self.all.sort_by(by_cost);
        rank(&mut self.all);
        self.all.sort_by(by_cost);
        self.all
    }
}

/// So many forms of a kind are each as likely as their cost says.
const LIKELY_FORMS: f32 = 60.0;

/// A kind of mistake is as likely as it is, however many forms of it there are:
/// the thousandth order of seven members is not met as often as the second.
fn rank(sorted: &mut [Piece]) {
    let mut kinds: HashMap<Vec<&'static str>, (f32, usize)> = HashMap::new();
    for piece in sorted {
        let kind = piece.steps.iter().map(|step| step.mistake.id).collect();
        let (cheapest, count) = kinds.entry(kind).or_insert((piece.cost, 0));
        *count += 1;
        #[allow(clippy::cast_precision_loss)] // There are fewer than a million.
        let place = (*count as f32 / LIKELY_FORMS).max(1.0);
        piece.cost = piece.cost.max(*cheapest + place.ln());
    }
}

/// The weights of the catalogue as costs: 70 is met often, 1 hardly ever.
pub(super) fn known_cost(mistake: &Mistake) -> f32 {
    #[allow(clippy::cast_precision_loss)] // Weights are below a thousand.
    let weight = mistake.weight.max(1) as f32;
    1.5 + (150.0 / weight).ln().max(0.0)
}
