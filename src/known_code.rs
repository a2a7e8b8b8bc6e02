//! The error codes of the vendor's API, with what is known of each.
//!
//! From the vendor's page "返回码" (43704) as excerpts and copies of 2021 and
//! later show it, its SDKs and CLI, and public posts; each row names its source.

use crate::language::Text;

/// What a code is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeClass {
    /// Headers, credentials, signature, replay.
    Authentication,
    /// A rate or a quota.
    Limit,
    /// A right that is missing.
    Permission,
    /// Parameters, and the state of what was asked for.
    Other,
}

impl CodeClass {
    /// The name.
    pub fn name(self) -> Text {
        let (en, zh) = match self {
            Self::Authentication => ("authentication", "鉴权"),
            Self::Limit => ("rate or quota", "频率或配额"),
            Self::Permission => ("permission", "权限"),
            Self::Other => ("request or state", "请求或状态"),
        };
        Text { en, zh }
    }
}

/// Which interface answers so: the same number means something else in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeScheme {
    /// The REST API.
    Rest,
    /// OAuth 2.0.
    Oauth,
    /// The console, when an event callback is set up.
    Callback,
}

impl CodeScheme {
    /// The name.
    pub fn name(self) -> Text {
        let (en, zh) = match self {
            Self::Rest => ("REST API", "REST API"),
            Self::Oauth => ("OAuth 2.0", "OAuth 2.0"),
            Self::Callback => ("event callbacks", "事件回调"),
        };
        Text { en, zh }
    }
}

/// An error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownCode {
    /// The number in `error_code`.
    pub code: u32,
    /// The number in `new_error_code`, where one was seen.
    pub new_code: Option<u32>,
    /// What answers so.
    pub scheme: CodeScheme,
    /// What it is about.
    pub class: CodeClass,
    /// What it says.
    pub meaning: Text,
    /// What to look at; empty where nothing is known.
    pub check: Text,
    /// Where it is known from, with the year where there is one.
    pub source: &'static str,
}

impl KnownCode {
    /// Every meaning of a number, an `error_code` or a `new_error_code`: of the
    /// latter the last six digits are the former, where it is not listed.
    pub fn find(number: u64) -> Vec<&'static Self> {
        let of = |number: u64| -> Vec<&'static Self> {
            let is_it = |code: &&Self| {
                u64::from(code.code) == number || code.new_code.map(u64::from) == Some(number)
            };
            CODES.iter().filter(is_it).collect()
        };
        let found = of(number);
        if found.is_empty() && number >= 1_000_000 { of(number % 1_000_000) } else { found }
    }

    /// For programs.
    #[cfg(feature = "vectors")]
    pub fn to_json(&self, language: crate::Language) -> serde_json::Value {
        serde_json::json!({
            "error_code": self.code,
            "new_error_code": self.new_code,
            "scheme": language.of(self.scheme.name()),
            "class": language.of(self.class.name()),
            "meaning": language.of(self.meaning),
            "check": language.of(self.check),
            "source": self.source,
        })
    }

    /// Every code, in numerical order for each interface.
    pub fn all() -> &'static [Self] {
        CODES
    }
}

macro_rules! codes {
    ($($code:literal $(/ $new:literal)? $scheme:ident $class:ident
        $en:literal | $zh:literal;
        $check_en:literal | $check_zh:literal;
        $source:literal)*) => {
        static CODES: &[KnownCode] = &[$(KnownCode {
            code: $code,
            new_code: codes!(@new $($new)?),
            scheme: CodeScheme::$scheme,
            class: CodeClass::$class,
            meaning: Text { en: $en, zh: $zh },
            check: Text { en: $check_en, zh: $check_zh },
            source: $source,
        }),*];
    };
    (@new) => { None };
    (@new $new:literal) => { Some($new) };
}

codes! {
    41 Rest Other "internal network error" | "内部网络错误"; "Try again." | "请重试。"; "copy of 2021"
    400 Rest Authentication "a required header is missing (the form of 2020)" | "缺少必填请求头（2020 年的形式）";
        "Look at what was really sent: an HTTP library may have changed the case of AppId." | "查看实际发送的请求：HTTP 库可能改变了 AppId 的大小写。"; "posts of 2020"
    4051 Rest Other "the recording was deleted already" | "录制文件已被删除"; "" | ""; "a later copy, undated"
    5108 Rest Other "internal error" | "内部错误"; "Try again." | "请重试。"; "copy of 2021"
    9002 Rest Other "the user or meeting id is wrong" | "用户 ID 或会议 ID 错误";
        "Use meeting_id, not the nine-digit meeting code." | "请使用 meeting_id，而不是 9 位会议号。"; "copy of 2021"
    9003 Rest Other "the meeting does not exist" | "会议不存在"; "" | ""; "43704"
    9007 / 1_000_009_007 Rest Other "the meeting was cancelled" | "会议已取消"; "" | ""; "posts"
    9008 Rest Limit "too many meetings were created: 100 a day, 9 a minute" | "创建会议过多：每天 100 个、每分钟 9 个";
        "Create fewer, or wait." | "减少创建次数，或稍后再试。"; "copy of 2021"
    9042 Rest Permission "the right is missing, or authentication failed" | "权限受限或鉴权失败";
        "Grant the app the right in the console; some endpoints need an STS-Token." | "在控制台为应用开通权限；部分接口需要 STS-Token。"; "43704, 2024"
    9061 Rest Limit "queries are too frequent" | "查询过于频繁"; "Query less often." | "降低查询频率。"; "copy of 2021"
    9093 Rest Other "the subject holds words that are not allowed" | "会议主题包含敏感词"; "" | ""; "copy of 2021"
    9098 Rest Limit "too many meetings at the same time" | "同时进行的会议数超限"; "" | ""; "copy of 2021"
    9099 Rest Permission "this user may not enter a booked meeting" | "没有进入预约会议的权限"; "" | ""; "copy of 2021"
    9100 Rest Permission "this user may not book meetings" | "没有预约会议的权限"; "" | ""; "copy of 2021"
    9101 Rest Permission "this user may not join meetings" | "没有加入会议的权限"; "" | ""; "copy of 2021"
    9102 Rest Permission "this user may not change meetings" | "没有修改会议的权限"; "" | ""; "copy of 2021"
    9103 Rest Other "a Rooms device cannot be moved to the waiting room" | "Rooms 设备不能移入等候室"; "" | ""; "copy of 2021"
    9104 Rest Other "the video of this device cannot be stopped" | "不能关闭该设备的视频"; "" | ""; "copy of 2021"
    10000 Rest Other "the user API is unknown" | "未知的用户接口"; "" | ""; "copy of 2021"
    10001 Rest Other "a parameter is wrong" | "参数错误"; "" | ""; "copy of 2021"
    10005 Rest Permission "this version of the app is banned" | "应用版本被禁用"; "" | ""; "copy of 2021"
    13005 Rest Other "service error: the member's data could not be cached" | "服务错误：成员信息缓存失败"; "Try again." | "请重试。"; "posts of 2019 and 2020"
    13603 / 101_013_603 Rest Other "the meeting has ended" | "会议已结束"; "" | ""; "posts"
    20001 Rest Other "the user does not exist" | "用户不存在"; "" | ""; "copy of 2021"
    20002 Rest Other "the user exists already" | "用户已存在"; "" | ""; "copy of 2021"
    20003 Rest Other "the user is unavailable" | "用户不可用"; "" | ""; "copy of 2021"
    20004 Rest Other "the super administrator cannot be deleted" | "不能删除超级管理员"; "" | ""; "a later copy, undated"
    20006 Rest Other "the room is taken" | "会议室已被占用"; "" | ""; "a later copy, undated"
    40000 Rest Other "the phone number is wrong" | "手机号错误"; "" | ""; "copy of 2021"
    41001 Rest Other "the mail address is wrong" | "邮箱错误"; "" | ""; "copy of 2021"
    41002 Rest Other "the mail address is used already" | "邮箱已被使用"; "" | ""; "copy of 2021"
    41003 Rest Other "the phone number is used already" | "手机号已被使用"; "" | ""; "copy of 2021"
    50000 Rest Permission "the enterprise id is wrong" | "企业 ID 错误"; "Look at AppId." | "检查 AppId。"; "copy of 2021"
    50001 Rest Permission "the enterprise is unavailable" | "企业不可用"; "" | ""; "copy of 2021"
    156_009 Rest Limit "more users than the licence has" | "用户数超过许可"; "" | ""; "copy of 2021"
    190_001 Rest Other "the user was not created" | "用户未创建";
        "Create the user first, or look at X-TC-Registered." | "请先创建用户，或检查 X-TC-Registered。"; "43704"
    190_004 / 1_000_190_004 Rest Other "the parameters are wrong" | "参数错误";
        "Look at the types (times are strings of seconds) and at the range of time: 90 days at most." | "检查参数类型（时间是秒的字符串）和时间范围（最多 90 天）。"; "43704"
    190_300 Rest Authentication "X-TC-Timestamp is more than five minutes from the server's clock" | "X-TC-Timestamp 与服务端时间相差超过 5 分钟";
        "Compare your clock (date -u). The timestamp is in seconds, not in milliseconds, and has no time zone." | "核对本机时间（date -u）。时间戳单位是秒而不是毫秒，且没有时区。"; "43704, 2023"
    190_301 Rest Authentication "the request was replayed: the same timestamp and nonce within five minutes" | "请求重放：5 分钟内使用了相同的时间戳和随机数";
        "Draw a new nonce and sign anew for every request, a retry too." | "每个请求（包括重试）都要生成新的随机数并重新签名。"; "43704, 2023"
    190_303 / 200_190_303 Rest Authentication "the credentials are unknown" | "密钥信息无效";
        "AppId, SdkId and X-TC-Key (the SecretId) must belong together; send no SdkId if none was assigned. The app must be enabled. With OAuth: OpenId and AccessToken." | "AppId、SdkId 与 X-TC-Key（SecretId）必须配套；没有分配 SdkId 时不要发送；应用须已启用。OAuth 应用请检查 OpenId 和 AccessToken。"; "43704, 2025"
    190_310 Rest Limit "too many calls a minute" | "每分钟调用次数超限"; "Call less often." | "降低调用频率。"; "43704"
    190_311 Rest Limit "too many calls a day" | "每天调用次数超限"; "Call less often." | "降低调用频率。"; "43704"
    190_312 Rest Limit "too many calls a day of this API" | "该接口每天调用次数超限"; "Call less often." | "降低调用频率。"; "43704"
    190_315 Rest Permission "this user is not the creator of the meeting" | "不是会议的创建者"; "Give the userid of the creator." | "请传入会议创建者的 userid。"; "43704"
    190_316 Rest Other "there is no information on the live stream" | "没有直播信息"; "" | ""; "43704"
    190_317 Rest Other "the live stream was not opened" | "未开通直播"; "" | ""; "43704"
    190_318 Rest Other "the details could not be queried" | "查询详情失败"; "" | ""; "43704"
    190_319 Rest Other "the live stream could not be changed" | "修改直播失败"; "" | ""; "43704"
    200_001 Rest Authentication "a required header is missing" | "请求头缺少必填字段";
        "Send X-TC-Key, X-TC-Timestamp, X-TC-Nonce, X-TC-Signature, AppId, SdkId if assigned, X-TC-Registered; tmsig doctor says which is missing." | "请发送 X-TC-Key、X-TC-Timestamp、X-TC-Nonce、X-TC-Signature、AppId、（已分配时）SdkId、X-TC-Registered；tmsig doctor 会指出缺哪一个。"; "copy of 2021"
    200_002 Rest Authentication "the request was replayed" | "请求重放"; "As for 190301." | "同 190301。"; "copy of 2021"
    200_003 Rest Authentication "Signature failed: the signature is not that of the request" | "签名校验失败：签名与请求不符";
        "Run tmsig doctor on the request as it was sent. In the vendor's CLI the same number also says that a right is missing." | "用 tmsig doctor 诊断实际发送的请求。官方命令行工具中同一数字也表示权限不足。"; "43704; the article on which this project starts"
    200_004 Rest Other "there is no such API or method" | "不支持的接口或方法";
        "Look at the method and the path." | "检查请求方法和路径。"; "copy of 2021, a post of 2020"
    200_005 Rest Other "the body is no JSON of the wanted form" | "请求体不是符合要求的 JSON";
        "Look at Content-Type, at the JSON and at the types of its members." | "检查 Content-Type、JSON 及其成员类型。"; "copy of 2021, posts"
    200_006 Rest Other "the parameters are wrong" | "参数错误"; "" | ""; "copy of 2021"
    204_001 Rest Other "the user's data exists already or is wrong" | "用户数据已存在或有误"; "" | ""; "copy of 2021"
    500_277 Rest Other "the record does not exist" | "记录不存在"; "" | ""; "the vendor's CLI, 2026"
    0 Oauth Other "no error" | "成功"; "" | ""; "OAuth pages"
    10 Oauth Other "a parameter is wrong" | "参数错误"; "" | ""; "OAuth pages"
    20 Oauth Other "internal error" | "内部错误"; "Try again." | "请重试。"; "OAuth pages"
    999 Oauth Other "internal error" | "内部错误"; "Try again." | "请重试。"; "OAuth pages"
    1001 Oauth Permission "the app is banned" | "应用被禁用"; "" | ""; "OAuth pages"
    1002 Oauth Authentication "auth_code is wrong or has expired" | "auth_code 无效或已过期"; "Ask for a new one." | "重新获取。"; "OAuth pages"
    1003 Oauth Authentication "the app's secret is wrong" | "应用密钥错误"; "" | ""; "OAuth pages"
    1004 Oauth Authentication "open_id is wrong" | "open_id 错误"; "" | ""; "OAuth pages"
    1005 Oauth Authentication "access_token has expired" | "access_token 已过期"; "Refresh it." | "请刷新。"; "OAuth pages"
    1006 Oauth Authentication "refresh_token has expired" | "refresh_token 已过期"; "Ask the user to authorise again." | "请用户重新授权。"; "OAuth pages"
    10002 Callback Other "the URL is not available: the check of the URL was not answered as it wants" | "通知 URL 不可用：URL 校验没有得到预期的应答"; "" | ""; "the console"
}
