//! The checks: what each sends, and what the vendor would do where it fails.

use crate::language::Text;

/// One thing that a receiver must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Check {
    /// A right URL check.
    UrlCheck,
    /// A URL check whose `check_str` holds `+`, `/` and `=`.
    UrlCheckSpecial,
    /// A URL check with a wrong signature.
    UrlCheckForged,
    /// A URL check without the three headers.
    UrlCheckUnsigned,
    /// A GET without `check_str`.
    UrlCheckEmpty,
    /// A right event.
    Event,
    /// An event with a wrong signature.
    ForgedSignature,
    /// An event whose data was changed.
    ForgedData,
    /// An event whose timestamp was changed.
    ForgedTimestamp,
    /// An event whose nonce was changed.
    ForgedNonce,
    /// An event without the three headers.
    Unsigned,
    /// A body with blanks.
    BodySpaced,
    /// A body with other members before `data`.
    BodyMembers,
    /// A body whose `/` are written `\/`.
    BodyEscaped,
    /// Data without its `=`.
    PaddingMissing,
    /// A whole block of padding.
    WholeBlock,
    /// Chinese, emoji, long ids.
    Text,
    /// An event of a name nobody knows.
    UnknownEvent,
    /// Members nobody knows.
    UnknownMembers,
    /// Two items in the payload.
    TwoPayloads,
    /// An operator without members.
    EmptyOperator,
    /// The same event twice.
    Repeated,
    /// Two events of one time, at once.
    AtOnce,
    /// An earlier event after a later one.
    OutOfOrder,
    /// An event of 64 KiB.
    Long,
    /// An event whose timestamp is ten minutes old.
    Old,
    /// Header names in other cases.
    HeaderCase,
    /// Two events over one connection.
    KeepAlive,
    /// A request that expects 100 Continue.
    Expect,
    /// The time to the first byte of every answer.
    Speed,
    /// An event, and the number of events handled.
    Handled,
    /// The same event twice, and the number of events handled.
    HandledOnce,
    /// Forged events, and the number of events handled.
    ForgedNotHandled,
}

/// What the vendor does, or anybody can do, where a check fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Consequence {
    /// The subscription is not saved: console error 10002.
    NotSaved,
    /// The event is sent again after 1, 3 and 6 minutes, and then is lost.
    Retried,
    /// Whoever knows the URL can send events.
    ForgedAccepted,
    /// Under load the answer comes too late.
    TooSlow,
    /// What an event asks for is not done.
    NotDone,
    /// What an event asks for is done once for each time it is sent.
    DoneAgain,
}

impl Consequence {
    /// The name used in files and reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::NotSaved => "not-saved",
            Self::Retried => "retried",
            Self::ForgedAccepted => "forged-accepted",
            Self::TooSlow => "too-slow",
            Self::NotDone => "not-done",
            Self::DoneAgain => "done-again",
        }
    }

    /// What a person is told of it.
    pub fn text(self) -> Text {
        match self {
            Self::NotSaved => Text {
                en: "The subscription is not saved: the console says 10002, notification URL not available.",
                zh: "事件订阅保存失败：控制台提示 10002，通知 URL 不可用。",
            },
            Self::Retried => Text {
                en: "The event is sent again after 1, 3 and 6 minutes, and then it is lost.",
                zh: "事件会在 1、3、6 分钟后重发，之后丢失。",
            },
            Self::ForgedAccepted => Text {
                en: "Whoever knows the URL can send events that are taken for the vendor's.",
                zh: "任何知道该 URL 的人都可以伪造腾讯会议的事件。",
            },
            Self::TooSlow => Text {
                en: "Under load the answer comes after the 5 seconds that the vendor waits: do the work after answering.",
                zh: "负载升高时应答会超过 5 秒的时限：请先应答，再处理业务。",
            },
            Self::NotDone => Text {
                en: "The vendor takes the event for delivered, and nothing comes of it; or the URL counts something else.",
                zh: "腾讯会议认为事件已送达，实际却没有处理；或者该 URL 统计的是其他数量。",
            },
            Self::DoneAgain => Text {
                en: "An event that is sent again, as after an answer that came too late, is worked on again: tell repetitions by trace_id.",
                zh: "重发的事件（例如应答超时之后）会被重复处理：请用 trace_id 去重。",
            },
        }
    }
}

macro_rules! checks {
    (
        $($variant:ident $id:literal $consequence:ident $en:literal | $zh:literal)*;
        $($more:ident $more_id:literal $more_consequence:ident $more_en:literal | $more_zh:literal)*
    ) => {
        impl Check {
            /// Every check that is judged by the answers, in the order in which they are
            /// made.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Those that need a URL that tells how many events were handled.
            pub const OF_SIDE_EFFECTS: &'static [Self] = &[$(Self::$more),*];

            /// The name used in files and reports.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* $(Self::$more => $more_id,)* }
            }

            /// What the receiver must do, in a few words.
            pub fn title(self) -> Text {
                match self {
                    $(Self::$variant => Text { en: $en, zh: $zh },)*
                    $(Self::$more => Text { en: $more_en, zh: $more_zh },)*
                }
            }

            /// What comes of it where the receiver does not.
            pub fn consequence(self) -> Consequence {
                match self {
                    $(Self::$variant => Consequence::$consequence,)*
                    $(Self::$more => Consequence::$more_consequence,)*
                }
            }
        }
    };
}

checks! {
    UrlCheck "G1" NotSaved "answers a URL check with its plaintext within 3 s" | "3 秒内以明文应答 URL 校验"
    UrlCheckSpecial "G2" NotSaved "answers a URL check whose check_str holds +, / and =" | "check_str 含 +、/、= 时也能正确应答"
    UrlCheckForged "G3a" ForgedAccepted "refuses a URL check with a wrong signature" | "拒绝签名错误的 URL 校验"
    UrlCheckUnsigned "G3b" ForgedAccepted "refuses a URL check without signature" | "拒绝没有签名的 URL 校验"
    UrlCheckEmpty "G3c" ForgedAccepted "does not acknowledge a GET without check_str" | "不把没有 check_str 的 GET 当作成功"
    Event "P1" Retried "acknowledges an event within 5 s" | "5 秒内应答事件"
    ForgedSignature "P2a" ForgedAccepted "refuses an event with a wrong signature" | "拒绝签名错误的事件"
    ForgedData "P2b" ForgedAccepted "refuses an event whose data was changed" | "拒绝 data 被篡改的事件"
    ForgedTimestamp "P2c" ForgedAccepted "refuses an event whose timestamp was changed" | "拒绝 timestamp 被篡改的事件"
    ForgedNonce "P2d" ForgedAccepted "refuses an event whose nonce was changed" | "拒绝 nonce 被篡改的事件"
    Unsigned "P2e" ForgedAccepted "refuses an event without signature" | "拒绝没有签名的事件"
    BodySpaced "P3a" Retried "reads a body with blanks in it" | "能读取带空白的请求体"
    BodyMembers "P3b" Retried "reads a body with other members before data" | "能读取 data 之前还有其他成员的请求体"
    BodyEscaped "P3c" Retried "reads a body whose slashes are escaped" | "能读取 “/” 写成 “\\/” 的请求体"
    PaddingMissing "P4a" Retried "reads data without its =" | "能读取末尾缺少 “=” 的 data"
    WholeBlock "P4b" Retried "takes off a whole block of padding" | "能去掉整整一块的填充"
    Text "P4c" Retried "takes Chinese, emoji and ids of 20 digits" | "能处理中文、emoji 和 20 位的 ID"
    UnknownEvent "P5a" Retried "acknowledges an event of a name it does not know" | "能应答未知名称的事件"
    UnknownMembers "P5b" Retried "acknowledges members it does not know" | "能应答含未知成员的事件"
    TwoPayloads "P5c" Retried "acknowledges a payload of two items" | "能应答 payload 含两项的事件"
    EmptyOperator "P5d" Retried "acknowledges an operator without members" | "能应答 operator 为空的事件"
    Repeated "P6" Retried "acknowledges an event that comes again" | "能应答重复到达的事件"
    AtOnce "P7a" Retried "acknowledges two events at once" | "能同时应答两个事件"
    OutOfOrder "P7b" Retried "acknowledges events out of order" | "能应答乱序到达的事件"
    Long "P8" Retried "takes an event of 64 KiB" | "能接收 64 KiB 的事件"
    Old "P9" Retried "takes a timestamp that is ten minutes old, as a retry may have" | "能接受 10 分钟前的 timestamp（重发时可能如此）"
    HeaderCase "P10a" Retried "reads header names in any case" | "请求头名称不区分大小写"
    KeepAlive "P10b" Retried "answers two events over one connection" | "能在同一连接上应答两个事件"
    Expect "P10c" Retried "answers a request that expects 100 Continue" | "能应答带 Expect: 100-continue 的请求"
    Speed "P11" TooSlow "begins each answer within 1 s" | "每次在 1 秒内开始应答";
    Handled "S1" NotDone "handles an event that it acknowledged" | "处理已应答的事件"
    HandledOnce "S2" DoneAgain "handles an event once that comes twice" | "重复到达的事件只处理一次"
    ForgedNotHandled "S3" ForgedAccepted "handles no forged event" | "不处理伪造的事件"
}
