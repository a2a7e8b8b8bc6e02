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
    pub(super) fn rank(self) -> u8 {
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
    pub(super) fn cost(self) -> f32 {
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
#[derive(Clone, Debug)]
pub(super) struct Lines {
    names: Names,
    sign: &'static str,
    joiner: &'static str,
    order: Vec<Part>,
    /// The joiner once more at the end.
    is_ended: bool,
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

    /// Pairs as other APIs sign them, and not lines of headers.
    pub(super) fn is_of_pairs(&self) -> bool {
        self.joiner != "\n" && self.sign == "="
    }

    pub(super) fn has(&self, part: Part) -> bool {
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
        if self.is_ended {
            text.extend_from_slice(self.joiner.as_bytes());
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
                            let lines = Lines {
                                names,
                                sign,
                                joiner,
                                order: order.to_vec(),
                                is_ended: false,
                                cost,
                            };
                            if joiner == "\n" && cost <= 2.0 {
                                let is_ended = true;
                                all.push(Lines { is_ended, cost: cost + 0.8, ..lines.clone() });
                            }
                            all.push(lines);
                        }
                    }
                }
            }
        }
        all.extend(odd_lines(&orders));
        all.sort_by(|one, other| one.cost.total_cmp(&other.cost));
        all
    })
}

/// Pairs with the method and the URI among them, and pairs that are joined as
/// nobody else joins them.
fn odd_lines(orders: &[(&[Part], f32)]) -> Vec<Lines> {
    use Part::{Nonce, Timestamp};
    let mut all = Vec::new();
    // method=…&uri=…&nonce=…&timestamp=…, any of them in any order.
    let four = [Part::Method, Part::Uri, Nonce, Timestamp];
    let mut chosen: Vec<Vec<Part>> = vec![Vec::new()];
    while let Some(order) = chosen.pop() {
        for part in four.into_iter().filter(|part| !order.contains(part)) {
            chosen.push([&order[..], &[part]].concat());
        }
        if order.len() < 2 || !(order.contains(&Part::Method) || order.contains(&Part::Uri)) {
            continue;
        }
        let lines = Lines {
            names: Names::BareLower,
            sign: "=",
            joiner: "&",
            order,
            is_ended: false,
            cost: 2.0,
        };
        for joiner in ODD_JOINERS.into_iter().chain(["", "\n", ",", ";", "|", "\r\n"]) {
            all.push(Lines { joiner, cost: 3.6, ..lines.clone() });
        }
        all.push(lines);
    }
    // Pairs that are joined as nobody else joins them.
    for (order, of_order) in orders {
        for (names, of_names) in
            [(Names::Full, 0.0), (Names::BareLower, 0.2), (Names::SecretLower, 0.0)]
        {
            if order.len() < 2 || order.len() > 3 {
                continue;
            }
            for joiner in ODD_JOINERS {
                let cost = 2.2 + of_names + of_order;
                let order = order.to_vec();
                all.push(Lines { names, sign: "=", joiner, order, is_ended: false, cost });
            }
        }
    }
    all
}

/// Joiners of pairs that join the rest of the text as well.
const ODD_JOINERS: [&str; 8] = [":", " ", "_", "-", "\\n", "+", "\t", "."];

/// Between the atoms, with its cost.
const JOINERS: [(&str, f32); 22] = [
    ("\n", 0.0),
    ("&", 1.0),
    ("", 1.0),
    ("|", 1.5),
    (",", 1.5),
    ("\r\n", 1.5),
    (":", 1.7),
    (";", 1.7),
    (" ", 1.7),
    ("\\n", 1.7),
    ("-", 1.9),
    ("_", 1.9),
    ("+", 2.0),
    ("\t", 2.0),
    (".", 2.2),
    ("/", 2.4),
    ("\n\n", 2.4),
    ("#", 2.6),
    ("@", 2.8),
    ("$", 3.0),
    ("*", 3.0),
    ("~", 3.0),
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
    /// The layouts of these atoms that cost no more than this.
    pub(super) fn of(
        atoms: &'static [Atom],
        of_atoms: f32,
        most: f32,
    ) -> impl Iterator<Item = Self> {
        // Pairs are joined as the rest is: that is one choice.
        let of_pairs = atoms.iter().find_map(|atom| match atom {
            Atom::Lines(style) => Some(lines()[usize::from(*style)].joiner),
            Atom::Sorted(_) => Some("&"),
            _ => None,
        });
        let is_odd = of_pairs.is_some_and(|text| ODD_JOINERS.contains(&text));
        let joiners = JOINERS.iter().enumerate().filter(move |(index, (text, _))| {
            (*index == 0 || atoms.len() > 1) && (!is_odd || of_pairs == Some(text))
        });
        joiners
            .flat_map(move |(index, (text, cost))| {
                let cost = if of_pairs == Some(text) { 0.0 } else { *cost };
                [(false, 0.0), (true, 0.8)].map(|(is_ended, of_end)| {
                    (index, is_ended && !text.is_empty(), is_ended, cost + of_end)
                })
            })
            .filter(|(_, is_ended, wanted, _)| is_ended == wanted)
            .map(move |(joiner, is_ended, _, cost)| Self {
                atoms,
                joiner: u8::try_from(joiner).unwrap_or_default(),
                is_ended,
                cost: of_atoms + cost,
            })
            .filter(move |layout| layout.cost <= most)
            .filter(|layout| !layout.is_right())
    }

    fn is_right(&self) -> bool {
        let is_of_four_lines = match self.atoms {
            [Atom::Method, Atom::HeaderString, Atom::Path, Atom::Body] => true,
            // The header string in another form.
            [Atom::Method, Atom::Lines(style), Atom::Uri | Atom::Path, Atom::Body] => {
                lines()[usize::from(*style)].cost <= MOST_IN_FOUR_LINES
            }
            _ => self.has_right_atoms(),
        };
        self.joiner == 0 && !self.is_ended && is_of_four_lines
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

/// Names and values up to this cost are tried as the header string of the four
/// lines.
pub(super) const MOST_IN_FOUR_LINES: f32 = 2.6;

/// What the scheme asks for.
pub(super) const RIGHT: [Atom; 4] = [Atom::Method, Atom::HeaderString, Atom::Uri, Atom::Body];
