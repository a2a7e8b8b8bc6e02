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
    Host,
    ContentType,
    Algorithm,
    /// An empty line.
    Nothing,
    SecretKey,
    /// Names and values, in one of [`lines`].
    Lines(u16),
    /// The parameters and the values of the headers, sorted by name, in one of
    /// [`SORTED`].
    Sorted(u8),
}

/// The names of key, nonce and timestamp among sorted parameters, and whether
/// the parameters are decoded.
pub(super) const SORTED: [([&str; 3], bool); 10] = [
    (["X-TC-Key", "X-TC-Nonce", "X-TC-Timestamp"], true),
    (["secretid", "nonce", "timestamp"], true),
    (["appid", "nonce", "timestamp"], true),
    (["secretId", "nonce", "timestamp"], true),
    (["SecretId", "Nonce", "Timestamp"], true),
    (["X-TC-Key", "X-TC-Nonce", "X-TC-Timestamp"], false),
    (["secretid", "nonce", "timestamp"], false),
    (["appid", "nonce", "timestamp"], false),
    (["secretId", "nonce", "timestamp"], false),
    (["SecretId", "Nonce", "Timestamp"], false),
];

impl Atom {
    /// Where it stands in a text as people think of one. Those of one rank
    /// change places freely.
    fn rank(self) -> u8 {
        match self {
            Self::Method => 0,
            Self::HeaderString | Self::Uri | Self::Path | Self::Lines(_) | Self::Sorted(_) => 1,
            Self::Query => 2,
            Self::AppId | Self::SdkId => 3,
            Self::Key | Self::Timestamp | Self::Nonce => 4,
            Self::Body => 5,
            Self::SecretKey => 6,
            // They stand anywhere.
            Self::Host | Self::ContentType | Self::Algorithm | Self::Nothing => 0,
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
            Self::SecretKey => 1.2,
            Self::SdkId | Self::Host | Self::ContentType | Self::Algorithm | Self::Nothing => 1.8,
            Self::Sorted(form) => f32::from(form) * 0.2,
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
            Self::Host => ("host", "域名"),
            Self::ContentType => ("Content-Type", "Content-Type"),
            Self::Algorithm => ("name of an algorithm", "算法名称"),
            Self::Nothing => ("empty line", "空行"),
            Self::SecretKey => ("SecretKey", "SecretKey"),
            Self::Sorted(form) => {
                let names = SORTED[usize::from(form)].0.join(", ");
                return if is_english {
                    format!("parameters with {names}, sorted by name")
                } else {
                    format!("参数与 {names} 一起按名称排序")
                };
            }
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
    sign: &'static str,
    joiner: &'static str,
    order: Vec<Part>,
    cost: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Key,
    Nonce,
    Timestamp,
    AppId,
    SdkId,
    Method,
    Uri,
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
    pub(super) fn cost(&self) -> f32 {
        self.cost
    }

    fn has(&self, part: Part) -> bool {
        self.order.contains(&part)
    }

    /// `None` if a value is missing.
    pub(super) fn write<'v>(&self, value: impl Fn(Part) -> Option<&'v [u8]>) -> Option<Vec<u8>> {
        let mut text = Vec::new();
        for (index, &part) in self.order.iter().enumerate() {
            if index > 0 {
                text.extend_from_slice(self.joiner.as_bytes());
            }
            text.extend_from_slice(self.name(part).as_bytes());
            text.extend_from_slice(self.sign.as_bytes());
            text.extend_from_slice(value(part).filter(|value| !value.is_empty())?);
        }
        Some(text)
    }

    fn name(&self, part: Part) -> String {
        let full = match part {
            Part::Key => "X-TC-Key",
            Part::Nonce => "X-TC-Nonce",
            Part::Timestamp => "X-TC-Timestamp",
            Part::AppId => "AppId",
            Part::SdkId => "SdkId",
            Part::Method => "Method",
            Part::Uri => "Uri",
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
        let orders: [(&[Part], f32); 33] = [
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
            (&[Nonce, Timestamp, AppId], 1.5),
            (&[Timestamp, Nonce, AppId], 1.5),
            (&[Nonce, AppId, Timestamp], 1.6),
            (&[Timestamp, AppId, Nonce], 1.6),
            (&[AppId, Timestamp], 1.6),
            (&[AppId, Nonce], 1.6),
            (&[Timestamp, AppId], 1.8),
            (&[Nonce, AppId], 1.8),
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
                        let is_header_string = names == Names::Full
                            && (sign, joiner) == ("=", "&")
                            && *order == [Key, Nonce, Timestamp];
                        if cost <= 4.2 && !is_header_string {
                            all.push(Lines { names, sign, joiner, order: order.to_vec(), cost });
                        }
                    }
                }
            }
        }
        // method=…&uri=…&nonce=…&timestamp=…, any of them in any order.
        let four = [Part::Method, Part::Uri, Nonce, Timestamp];
        let mut chosen: Vec<Vec<Part>> = vec![Vec::new()];
        while let Some(order) = chosen.pop() {
            for part in four.into_iter().filter(|part| !order.contains(part)) {
                chosen.push([&order[..], &[part]].concat());
            }
            if order.len() >= 2 && (order.contains(&Part::Method) || order.contains(&Part::Uri)) {
                let sign = "=";
                all.push(Lines { names: Names::BareLower, sign, joiner: "&", order, cost: 2.4 });
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
        let is_without_query =
            self.atoms == [Atom::Method, Atom::HeaderString, Atom::Path, Atom::Body];
        self.joiner == 0 && !self.is_ended && (self.has_right_atoms() || is_without_query)
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

    /// Whether a URI is in it, by itself or among pairs.
    pub(super) fn has_uri(&self) -> bool {
        let is_of_uri = |atom: &Atom| match atom {
            Atom::Uri | Atom::Path | Atom::Query | Atom::Sorted(_) => true,
            Atom::Lines(style) => lines()[usize::from(*style)].has(Part::Uri),
            _ => false,
        };
        self.atoms.iter().any(is_of_uri)
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
            (!self.has_uri(), if is_english { "the URI" } else { "URI" }),
            (!self.has(Atom::Body), if is_english { "the body" } else { "请求体" }),
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
        // Pairs are joined as the rest is: that is one choice.
        let of_pairs = self.atoms.iter().find_map(|atom| match atom {
            Atom::Lines(style) => Some(lines()[usize::from(*style)].joiner),
            Atom::Sorted(_) => Some("&"),
            _ => None,
        });
        let joiners =
            JOINERS.iter().enumerate().filter(|(index, _)| *index == 0 || self.atoms.len() > 1);
        joiners
            .flat_map(move |(index, (text, cost))| {
                let cost = if of_pairs == Some(text) { 0.0 } else { *cost };
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
        AppId, Body, HeaderString, Key, Method, Nonce, Path, Query, SdkId, SecretKey, Timestamp,
        Uri,
    };
    let mut found = Vec::new();
    let values = [Method, Uri, Path, Query, Timestamp, Nonce, Key, AppId, SdkId, Body];
    extend(&mut found, &mut Vec::new(), &values, 7, None, limit);
    let with_string = [Method, Uri, Path, Query, HeaderString, Timestamp, Nonce, Key, AppId, Body];
    extend(&mut found, &mut Vec::new(), &with_string, 6, Some(HeaderString), limit);
    let with_key = [Method, Uri, Path, Timestamp, Nonce, Key, AppId, Body, SecretKey];
    extend(&mut found, &mut Vec::new(), &with_key, 4, Some(SecretKey), limit);
    for (index, style) in lines().iter().enumerate() {
        let Ok(index) = u16::try_from(index) else { break };
        let most = if style.cost < 1.5 { 5 } else { 4 };
        let lines = Atom::Lines(index);
        let with_lines = [Method, Uri, Path, Query, Body, SecretKey, lines];
        extend(&mut found, &mut Vec::new(), &with_lines, most, Some(lines), limit);
    }
    for form in 0_u8..10 {
        let sorted = Atom::Sorted(form);
        let with_sorted = [Method, Path, Uri, Body, SecretKey, sorted];
        extend(&mut found, &mut Vec::new(), &with_sorted, 4, Some(sorted), limit);
    }
    found.extend(insertions().filter(|sequence| sequence.cost <= limit));
    found.sort_by(|one: &Sequence, other| one.cost.total_cmp(&other.cost));
    found
}

/// The scheme's lines, or nearly so, with one line more that it has not.
fn insertions() -> impl Iterator<Item = Sequence> {
    let mut bases: Vec<(Vec<Atom>, f32)> = vec![(RIGHT.to_vec(), 2.4)];
    for left_out in 0..RIGHT.len() {
        let mut atoms = RIGHT.to_vec();
        let atom = atoms.remove(left_out);
        bases.push((atoms.clone(), 3.6));
        if left_out > 0 {
            atoms.insert(0, atom);
            bases.push((atoms, 3.8));
        }
    }
    let extras = [Atom::Nothing, Atom::Host, Atom::ContentType, Atom::Algorithm];
    bases.into_iter().flat_map(move |(atoms, cost)| {
        (0..=atoms.len()).flat_map(move |place| {
            let atoms = atoms.clone();
            extras.into_iter().map(move |extra| {
                let mut atoms = atoms.clone();
                atoms.insert(place, extra);
                Sequence { atoms, cost: cost + extra.cost() }
            })
        })
    })
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
    let has_lines = sequence.iter().any(|atom| matches!(atom, Atom::Lines(_) | Atom::Sorted(_)));
    // The scheme's own lines, joined or ended in another way.
    if sequence == RIGHT {
        return 0.4;
    }
    // The scheme's own parts in another order are nearer than what has none of
    // its header string; values alone, as other APIs join them, are a habit.
    let are_values = sequence.len() > 1
        && sequence.iter().all(|atom| {
            matches!(
                atom,
                Atom::Timestamp
                    | Atom::Nonce
                    | Atom::Key
                    | Atom::AppId
                    | Atom::SdkId
                    | Atom::SecretKey
            )
        });
    if are_values {
        return 4.2 + partial_cost(sequence) + if sequence.len() == 2 { 0.6 } else { 0.0 };
    }
    let base = if has(Atom::HeaderString) { 2.2 } else { 3.0 };
    let mut cost = base + partial_cost(sequence);
    // Pairs alone are what other APIs sign: no method and no path.
    let are_pairs = !has(Atom::HeaderString)
        && sequence.iter().any(|atom| match atom {
            Atom::Lines(style) => lines()[usize::from(*style)].joiner == "&",
            Atom::Sorted(_) => true,
            _ => false,
        });
    if !has(Atom::Method) {
        cost += if are_pairs { 0.2 } else { 0.8 };
    }
    if !has(Atom::Uri) && !has(Atom::Path) {
        cost += if are_pairs { 0.2 } else { 1.0 };
    }
    if has(Atom::Path) && !has(Atom::Query) {
        cost += 0.4;
    }
    if !has(Atom::Body) {
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
        // A few pieces, in whatever order: there are not many such texts.
        if sequence.len() <= 3 {
            cost = cost.min(5.4);
        } else if sequence.len() == 4 {
            cost = cost.min(6.2);
        }
    }
    cost
}
