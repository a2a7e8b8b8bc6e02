//! Texts that are not the four lines of the scheme: sequences of what a
//! request has, in any order, with anything between.

use std::sync::OnceLock;

use crate::language::Language;

/// What a text can be put together from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(in crate::doctor) enum Atom {
    Method,
    Uri,
    Path,
    Query,
    HeaderString,
    Timestamp,
    Nonce,
    Key,
    AppId,
    SdkId,
    Body,
    BodyHash,
    /// Names and values, in one of [`LINES`].
    Lines(u16),
}

impl Atom {
    /// Where it stands in a text as people think of one. Those of one rank
    /// change places freely.
    fn rank(self) -> u8 {
        match self {
            Self::Method => 0,
            Self::HeaderString | Self::Uri | Self::Path | Self::Lines(_) => 1,
            Self::Query => 2,
            Self::AppId | Self::SdkId => 3,
            Self::Key | Self::Timestamp | Self::Nonce => 4,
            Self::Body | Self::BodyHash => 5,
        }
    }

    /// What it costs to think of it.
    fn cost(self) -> f32 {
        match self {
            Self::Method
            | Self::Uri
            | Self::HeaderString
            | Self::Timestamp
            | Self::Nonce
            | Self::Body => 0.0,
            Self::Key => 0.3,
            Self::Path => 0.5,
            Self::Query | Self::AppId => 1.0,
            Self::BodyHash => 1.0,
            Self::SdkId => 1.8,
            Self::Lines(style) => lines()[usize::from(style)].cost,
        }
    }

    fn words(self, language: Language) -> String {
        let is_english = language == Language::English;
        let (en, zh) = match self {
            Self::Method => ("method", "请求方法"),
            Self::Uri => ("URI", "URI"),
            Self::Path => ("path", "路径"),
            Self::Query => ("query", "查询参数"),
            Self::HeaderString => ("header string", "请求头串"),
            Self::Timestamp => ("timestamp", "时间戳"),
            Self::Nonce => ("nonce", "随机数"),
            Self::Key => ("SecretId", "SecretId"),
            Self::AppId => ("AppId", "AppId"),
            Self::SdkId => ("SdkId", "SdkId"),
            Self::Body => ("body", "请求体"),
            Self::BodyHash => ("SHA-256 of the body", "请求体的 SHA-256"),
            Self::Lines(style) => {
                let style = &lines()[usize::from(style)];
                let names: Vec<String> = style.order.iter().map(|part| style.name(*part)).collect();
                let joined = names.join(if style.joiner == "\n" { ", " } else { style.joiner });
                return if is_english {
                    format!("{} with {:?} before their values", joined, style.sign)
                } else {
                    format!("{joined}（名称与值之间为 {:?}）", style.sign)
                };
            }
        };
        if is_english { en.to_owned() } else { zh.to_owned() }
    }
}

/// Names and values in one atom.
#[derive(Debug)]
pub(super) struct Lines {
    names: Names,
    pub(super) sign: &'static str,
    pub(super) joiner: &'static str,
    pub(super) order: Vec<Part>,
    cost: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Key,
    Nonce,
    Timestamp,
    AppId,
    SdkId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    Full,
    Lower,
    Bare,
    BareLower,
    Secret,
    SecretLower,
}

impl Lines {
    pub(super) fn name(&self, part: Part) -> String {
        let full = match part {
            Part::Key => "X-TC-Key",
            Part::Nonce => "X-TC-Nonce",
            Part::Timestamp => "X-TC-Timestamp",
            Part::AppId => "AppId",
            Part::SdkId => "SdkId",
        };
        let bare = full.strip_prefix("X-TC-").unwrap_or(full);
        match (self.names, part) {
            (Names::Full, _) => full.to_owned(),
            (Names::Lower, _) => full.to_ascii_lowercase(),
            (Names::Secret, Part::Key) => "SecretId".to_owned(),
            (Names::SecretLower, Part::Key) => "secretId".to_owned(),
            (Names::Bare | Names::Secret, _) => bare.to_owned(),
            (Names::SecretLower, Part::AppId) => "appId".to_owned(),
            (Names::SecretLower, Part::SdkId) => "sdkId".to_owned(),
            (Names::BareLower | Names::SecretLower, _) => bare.to_ascii_lowercase(),
        }
    }
}

/// Every way to write names and values, those with few costs first.
pub(super) fn lines() -> &'static [Lines] {
    static LINES: OnceLock<Vec<Lines>> = OnceLock::new();
    LINES.get_or_init(|| {
        use Part::{AppId, Key, Nonce, SdkId, Timestamp};
        let orders: [(&[Part], f32); 25] = [
            (&[Key, Nonce, Timestamp], 0.0),
            (&[Key, Timestamp, Nonce], 0.3),
            (&[Timestamp, Nonce, Key], 0.8),
            (&[Nonce, Timestamp, Key], 0.8),
            (&[Timestamp, Key, Nonce], 1.0),
            (&[Nonce, Key, Timestamp], 1.0),
            (&[Nonce, Timestamp], 0.6),
            (&[Timestamp, Nonce], 0.6),
            (&[Key, Timestamp], 1.0),
            (&[Key, Nonce], 1.2),
            (&[Timestamp], 1.2),
            (&[Nonce], 1.6),
            (&[Key], 1.8),
            (&[Timestamp, Key], 1.4),
            (&[Nonce, Key], 1.6),
            (&[AppId, Key, Nonce, Timestamp], 1.0),
            (&[Key, Nonce, Timestamp, AppId], 1.2),
            (&[AppId, SdkId, Key, Nonce, Timestamp], 1.4),
            (&[AppId, Nonce, Timestamp], 1.2),
            (&[AppId, Key, Timestamp, Nonce], 1.2),
            (&[Key, Nonce, Timestamp, AppId, SdkId], 1.6),
            (&[AppId, Nonce, SdkId, Timestamp], 1.6),
            (&[AppId, Timestamp, Nonce], 1.3),
            (&[Key, Timestamp, Nonce, AppId, SdkId], 1.8),
            (&[AppId, Nonce, Key, Timestamp], 1.8),
        ];
        let mut all = Vec::new();
        for (names, of_names) in [
            (Names::Full, 0.0),
            (Names::Lower, 0.6),
            (Names::BareLower, 0.8),
            (Names::Bare, 1.0),
            (Names::SecretLower, 0.8),
            (Names::Secret, 1.0),
        ] {
            for (sign, of_sign) in [(":", 0.2), ("=", 0.2), (": ", 0.6), ("", 1.4)] {
                for (joiner, of_joiner) in [
                    ("\n", 0.0),
                    ("&", 0.2),
                    ("", 1.2),
                    (",", 1.4),
                    (";", 1.4),
                    ("\r\n", 1.6),
                    ("|", 1.8),
                ] {
                    for (order, of_order) in &orders {
                        let cost = of_names + of_sign + of_joiner + of_order;
                        // Without the usual name this is another part alone.
                        if cost <= 4.2 {
                            all.push(Lines { names, sign, joiner, order: order.to_vec(), cost });
                        }
                    }
                }
            }
        }
        all.sort_by(|one, other| one.cost.total_cmp(&other.cost));
        all
    })
}

/// Between the atoms, with its cost.
const JOINERS: [(&str, f32); 22] = [
    ("\n", 0.0),
    ("&", 1.0),
    ("", 1.0),
    ("|", 1.6),
    (",", 1.8),
    (":", 2.0),
    (";", 2.0),
    (" ", 2.0),
    ("\r\n", 1.6),
    ("\\n", 2.0),
    ("-", 2.4),
    ("_", 2.4),
    (".", 2.4),
    ("/", 2.6),
    ("#", 2.8),
    ("+", 2.8),
    ("\t", 2.4),
    ("@", 3.0),
    ("\n\n", 2.4),
    ("$", 3.2),
    ("*", 3.2),
    ("~", 3.2),
];

/// One layout of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::doctor) struct Layout {
    pub(super) atoms: &'static [Atom],
    joiner: u8,
    /// The joiner once more at the end.
    is_ended: bool,
    pub(super) cost: f32,
}

impl Layout {
    fn is_right(&self) -> bool {
        self.joiner == 0 && !self.is_ended && self.has_right_atoms()
    }

    /// The scheme's parts in the scheme's order.
    pub(super) fn has_right_atoms(&self) -> bool {
        self.atoms == RIGHT
    }

    pub(super) fn joiner(&self) -> &'static str {
        JOINERS[usize::from(self.joiner)].0
    }

    pub(super) fn is_ended(&self) -> bool {
        self.is_ended
    }

    pub(super) fn has(&self, atom: Atom) -> bool {
        self.atoms.contains(&atom)
    }

    /// "method, path, timestamp; one a line".
    pub(in crate::doctor) fn words(&self, language: Language) -> String {
        let is_english = language == Language::English;
        let atoms: Vec<String> = self.atoms.iter().map(|atom| atom.words(language)).collect();
        let mut text = atoms.join(if is_english { ", " } else { "、" });
        let joiner = self.joiner();
        text += &match (joiner, is_english) {
            _ if self.atoms.len() < 2 => String::new(),
            ("\n", true) => "; one a line".to_owned(),
            ("\n", false) => "；每项一行".to_owned(),
            ("", true) => "; with nothing between".to_owned(),
            ("", false) => "；直接相连".to_owned(),
            (joiner, true) => format!("; joined by {joiner:?}"),
            (joiner, false) => format!("；用 {joiner:?} 连接"),
        };
        if self.is_ended {
            text += if is_english { ", and once more at the end" } else { "，末尾还有一个" };
        }
        let missing: Vec<&str> = [
            (!self.names_headers(), if is_english { "the header string" } else { "请求头串" }),
            (!self.has(Atom::Method), if is_english { "the method" } else { "请求方法" }),
            (
                !self.has(Atom::Uri) && !self.has(Atom::Path),
                if is_english { "the URI" } else { "URI" },
            ),
            (
                !self.has(Atom::Body) && !self.has(Atom::BodyHash),
                if is_english { "the body" } else { "请求体" },
            ),
        ]
        .into_iter()
        .filter(|(is_missing, _)| *is_missing)
        .map(|(_, name)| name)
        .collect();
        if !missing.is_empty() {
            text += &if is_english {
                format!("; missing: {}", missing.join(", "))
            } else {
                format!("；缺少：{}", missing.join("、"))
            };
        }
        text
    }

    fn names_headers(&self) -> bool {
        self.atoms.iter().any(|atom| matches!(atom, Atom::HeaderString))
    }
}

/// Sequences up to these costs are built together: few are enough for most
/// requests, and all of them take a tenth of a second.
const CHEAP: f32 = 5.5;
/// What the scheme asks for.
const RIGHT: [Atom; 4] = [Atom::Method, Atom::HeaderString, Atom::Uri, Atom::Body];

/// Costs beyond which nothing is tried.
const MOST_COST: f32 = 8.0;

/// Atoms in an order, and what that costs.
#[derive(Debug)]
pub(super) struct Sequence {
    pub(super) atoms: Vec<Atom>,
    pub(super) cost: f32,
}

impl Sequence {
    /// The layouts of these atoms that cost no more than this.
    pub(super) fn layouts(&'static self, most: f32) -> impl Iterator<Item = Layout> {
        let joiners =
            JOINERS.iter().enumerate().filter(|(index, _)| *index == 0 || self.atoms.len() > 1);
        joiners
            .flat_map(|(index, (text, cost))| {
                [(false, 0.0), (true, 0.8)].map(|(is_ended, of_end)| {
                    (index, is_ended && !text.is_empty(), is_ended, cost + of_end)
                })
            })
            .filter(|(_, is_ended, wanted, _)| is_ended == wanted)
            .map(|(joiner, is_ended, _, cost)| Layout {
                atoms: &self.atoms,
                joiner: u8::try_from(joiner).unwrap_or_default(),
                is_ended,
                cost: self.cost + cost,
            })
            .filter(move |layout| layout.cost <= most)
            .filter(|layout| !layout.is_right())
    }
}

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
    use Atom::{
        AppId, Body, BodyHash, HeaderString, Key, Method, Nonce, Path, Query, SdkId, Timestamp, Uri,
    };
    let mut found = Vec::new();
    let values = [Method, Uri, Path, Query, Timestamp, Nonce, Key, AppId, SdkId, Body, BodyHash];
    extend(&mut found, &mut Vec::new(), &values, 7, None, limit);
    let with_string =
        [Method, Uri, Path, Query, HeaderString, Timestamp, Nonce, Key, AppId, Body, BodyHash];
    extend(&mut found, &mut Vec::new(), &with_string, 6, Some(HeaderString), limit);
    for (index, style) in lines().iter().enumerate() {
        let Ok(index) = u16::try_from(index) else { break };
        let most = if style.cost < 1.5 { 5 } else { 4 };
        let lines = Atom::Lines(index);
        let with_lines = [Method, Uri, Path, Query, Body, BodyHash, lines];
        extend(&mut found, &mut Vec::new(), &with_lines, most, Some(lines), limit);
    }
    found.sort_by(|one: &Sequence, other| one.cost.total_cmp(&other.cost));
    found
}

/// Sequences of these atoms, each once, with their costs.
fn extend(
    found: &mut Vec<Sequence>,
    sequence: &mut Vec<Atom>,
    atoms: &[Atom],
    most: usize,
    wanted: Option<Atom>,
    limit: f32,
) {
    let partial = partial_cost(sequence);
    if partial > limit - 3.0 {
        return;
    }
    if !sequence.is_empty() && wanted.is_none_or(|atom| sequence.contains(&atom)) {
        let cost = cost_of(sequence);
        if cost <= limit {
            found.push(Sequence { atoms: sequence.clone(), cost });
        }
    }
    if sequence.len() == most {
        return;
    }
    for &atom in atoms {
        let excluded: &[Atom] = match atom {
            Atom::Uri => &[Atom::Path],
            Atom::Path => &[Atom::Uri],
            Atom::Query => &[],
            Atom::Body => &[Atom::BodyHash],
            Atom::BodyHash => &[Atom::Body],
            _ => &[],
        };
        if sequence.contains(&atom) || excluded.iter().any(|other| sequence.contains(other)) {
            continue;
        }
        sequence.push(atom);
        extend(found, sequence, atoms, most, wanted, limit);
        sequence.pop();
    }
}

/// What a sequence costs that more atoms do not take back.
fn partial_cost(sequence: &[Atom]) -> f32 {
    let mut cost = 0.0;
    for (index, atom) in sequence.iter().enumerate() {
        cost += atom.cost();
        let inversions =
            sequence[..index].iter().filter(|before| before.rank() > atom.rank()).count();
        #[allow(clippy::cast_precision_loss)]
        let inversions = inversions as f32;
        cost += 0.55 * inversions;
    }
    cost
}

fn cost_of(sequence: &[Atom]) -> f32 {
    let has = |atom: Atom| sequence.contains(&atom);
    let has_lines = sequence.iter().any(|atom| matches!(atom, Atom::Lines(_)));
    // The scheme's own lines, joined or ended in another way.
    if sequence == RIGHT {
        return 0.4;
    }
    // The scheme's own parts in another order are nearer than what has none of
    // its header string; values alone, as other APIs join them, are a habit.
    let are_values = sequence.len() > 1
        && sequence.iter().all(|atom| {
            matches!(atom, Atom::Timestamp | Atom::Nonce | Atom::Key | Atom::AppId | Atom::SdkId)
        });
    if are_values {
        return 4.2 + partial_cost(sequence) + if sequence.len() == 2 { 0.6 } else { 0.0 };
    }
    let base = if has(Atom::HeaderString) { 2.2 } else { 3.0 };
    let mut cost = base + partial_cost(sequence);
    if !has(Atom::Method) {
        cost += 0.8;
    }
    if !has(Atom::Uri) && !has(Atom::Path) {
        cost += 1.0;
    }
    if has(Atom::Path) && !has(Atom::Query) {
        cost += 0.4;
    }
    if !has(Atom::Body) && !has(Atom::BodyHash) {
        cost += 0.5;
    }
    let has_string = has(Atom::HeaderString);
    if has_string || has_lines {
        // Values beside their names are there twice.
        let doubles = [Atom::Timestamp, Atom::Nonce, Atom::Key, Atom::AppId, Atom::SdkId];
        #[allow(clippy::cast_precision_loss)]
        let doubles = doubles.iter().filter(|atom| has(**atom)).count() as f32;
        cost += 1.0 * doubles;
    } else {
        if !has(Atom::Timestamp) {
            cost += 0.7;
        }
        if !has(Atom::Nonce) {
            cost += 0.7;
        }
    }
    cost
}
