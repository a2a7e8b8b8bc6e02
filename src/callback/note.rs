//! What was accepted although it is not as documented.

use crate::language::Text;

/// Something about a callback that was accepted and is worth knowing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Note {
    /// The timestamp has 10 digits, seconds, in place of 13.
    TimestampInSeconds,
    /// A `+` stands in the query as it is, not as `%2B`.
    PlusNotEscaped,
    /// A space in `check_str` was read as `+`.
    SpaceReadAsPlus,
    /// The padding is one of 17 to 32 bytes, as WeCom's.
    PaddedTo32,
    /// The event is identified by `unique_sequence`, as in 2020.
    UniqueSequence,
}

impl Note {
    /// Every note there is.
    pub const ALL: [Self; 5] = [
        Self::TimestampInSeconds,
        Self::PlusNotEscaped,
        Self::SpaceReadAsPlus,
        Self::PaddedTo32,
        Self::UniqueSequence,
    ];

    /// The name used in files and reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::TimestampInSeconds => "timestamp-in-seconds",
            Self::PlusNotEscaped => "plus-not-escaped",
            Self::SpaceReadAsPlus => "space-read-as-plus",
            Self::PaddedTo32 => "padded-to-32",
            Self::UniqueSequence => "unique-sequence",
        }
    }

    /// What a person is told of it.
    pub fn text(self) -> Text {
        match self {
            Self::TimestampInSeconds => Text {
                en: "The timestamp has 10 digits, which is seconds; the vendor sends 13, milliseconds.",
                zh: "timestamp 是 10 位（秒）；腾讯会议发送的是 13 位（毫秒）。",
            },
            Self::PlusNotEscaped => Text {
                en: "check_str holds a \"+\" that is not escaped as %2B; a form decoder makes a space of it.",
                zh: "check_str 中的 “+” 没有写成 %2B；按表单规则解码会把它变成空格。",
            },
            Self::SpaceReadAsPlus => Text {
                en: "check_str holds a space, which base64 has none of; it was read as the \"+\" it must have been.",
                zh: "check_str 中有空格，而 base64 不含空格；已按原来的 “+” 处理。",
            },
            Self::PaddedTo32 => Text {
                en: "The padding is longer than 16 bytes, as WeCom (企业微信) pads; a strict PKCS#7 decoder refuses it.",
                zh: "填充超过 16 字节，是企业微信的填充方式；严格的 PKCS#7 实现会拒绝它。",
            },
            Self::UniqueSequence => Text {
                en: "The event has unique_sequence in the place of trace_id, as events of 2020 had.",
                zh: "事件用 unique_sequence 代替 trace_id，这是 2020 年的旧格式。",
            },
        }
    }
}
