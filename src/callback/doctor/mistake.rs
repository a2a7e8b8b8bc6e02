//! The catalogue: what receivers do wrong, and the words for it.

use crate::language::Text;

/// Something that a receiver does and the scheme does not ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Kebab-case; never changes.
    pub id: &'static str,
    /// Where it is made.
    pub stage: Stage,
    /// What is done, in a few words.
    pub title: Text,
    /// What to do instead.
    pub remedy: Text,
}

/// Where a mistake is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// In the Token or the EncodingAESKey as configured.
    Secret,
    /// In what is read from the request.
    Reading,
    /// In the order of the four parts, or between them.
    Joining,
    /// In the digest or in how it is written.
    Digest,
    /// In the decryption.
    Decryption,
}

impl Stage {
    /// The name used in files and reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Reading => "reading",
            Self::Joining => "joining",
            Self::Digest => "digest",
            Self::Decryption => "decryption",
        }
    }
}

/// Declares the mistakes, as one table.
macro_rules! mistakes {
    ($($name:ident $id:literal $stage:ident
        $title_en:literal | $title_zh:literal
        $remedy_en:literal | $remedy_zh:literal)*) => {
        $(pub(super) const $name: &Mistake = &Mistake {
            id: $id,
            stage: Stage::$stage,
            title: Text { en: $title_en, zh: $title_zh },
            remedy: Text { en: $remedy_en, zh: $remedy_zh },
        };)*

        impl Mistake {
            /// Every mistake there is.
            pub const ALL: &'static [&'static Self] = &[$($name),*];
        }
    };
}

mistakes! {
    TOKEN_NEWLINE "token-newline" Secret
        "the Token is used with a newline at its end" | "Token 末尾带着换行符"
        "Trim the Token when it is read: a file or a secret store often ends it with a newline."
            | "读取 Token 时去掉首尾空白：文件或密钥管理服务常在末尾带一个换行。"
    TOKEN_BLANKS "token-blanks" Secret
        "the Token is configured with blanks, quotes or a line end around it" | "配置的 Token 首尾带有空格、引号或换行"
        "Configure the 25 letters and digits alone." | "只配置 25 位字母和数字。"
    TOKEN_IS_KEY "token-is-encoding-aes-key" Secret
        "the EncodingAESKey stands in the place of the Token" | "把 EncodingAESKey 当成了 Token"
        "The Token has 25 characters, the EncodingAESKey 43; the Token signs." | "Token 是 25 位，EncodingAESKey 是 43 位；签名用的是 Token。"
    TOKEN_CASE "token-case" Secret
        "the Token is used in another case" | "Token 的大小写被改变"
        "Use the Token as it stands in the console; some configuration readers change its case."
            | "Token 必须与控制台上的大小写一致；有些配置工具会改变大小写。"
    KEY_LOOK_ALIKE "key-look-alike" Secret
        "the EncodingAESKey holds a character that looks like the right one: I, l and 1, O and 0" | "EncodingAESKey 中有形近字符写错：I、l 与 1，O 与 0"
        "Copy the key as text, not from a picture." | "以文本方式复制密钥，不要照着截图输入。"
    KEY_MISSING "key-missing" Secret
        "the data is encrypted, and no EncodingAESKey is configured" | "data 已加密，但没有配置 EncodingAESKey"
        "Configure the EncodingAESKey of the subscription, and decrypt after decoding the base64."
            | "配置该订阅的 EncodingAESKey，base64 解码后再解密。"
    KEY_NOT_USED "key-not-used" Secret
        "an EncodingAESKey is configured, and the data is not encrypted" | "配置了 EncodingAESKey，但 data 没有加密"
        "The subscription has no EncodingAESKey: decode the base64, and that is the text." | "该订阅没有设置 EncodingAESKey：base64 解码后就是明文。"

    NO_TOKEN "no-token" Reading
        "the Token is left out" | "没有把 Token 放进签名"
        "Sign four parts: Token, timestamp, nonce, data." | "参与签名的是四项：Token、timestamp、nonce、data。"
    NO_TIMESTAMP "no-timestamp" Reading
        "the timestamp is left out" | "没有把 timestamp 放进签名"
        "Take it from the request header timestamp." | "从请求头 timestamp 中读取。"
    NO_NONCE "no-nonce" Reading
        "the nonce is left out" | "没有把 nonce 放进签名"
        "Take it from the request header nonce." | "从请求头 nonce 中读取。"
    NO_DATA "no-data" Reading
        "only Token, timestamp and nonce are signed, as for WeChat official accounts" | "只对 Token、timestamp、nonce 签名（微信公众号的做法）"
        "Add data: check_str of a URL check, the member data of an event." | "还要加上 data：校验 URL 时是 check_str，事件中是成员 data。"
    SECONDS "seconds" Reading
        "the timestamp is cut to seconds" | "timestamp 被截成了秒"
        "Sign the 13 digits of the header as text." | "把请求头中的 13 位数字原样作为文本参与签名。"
    NONCE_AS_NUMBER "nonce-as-number" Reading
        "the nonce lost the zeros at its beginning" | "nonce 开头的 0 丢失"
        "Keep the nonce as text." | "nonce 应按文本处理。"
    PLAINTEXT_SIGNED "plaintext-signed" Reading
        "the plaintext is signed in place of the base64 text" | "对明文签名，而不是对 base64 文本签名"
        "Verify first, then decode: data is signed as it arrived." | "先验签再解码：参与签名的是收到的 data 原文。"
    CIPHERTEXT_SIGNED "ciphertext-signed" Reading
        "the bytes of the ciphertext are signed in place of their base64 text" | "对解码后的密文字节签名，而不是对 base64 文本签名"
        "Verify first, then decode: data is signed as it arrived." | "先验签再解码：参与签名的是收到的 data 原文。"
    WHOLE_BODY_SIGNED "whole-body-signed" Reading
        "the whole body is signed in place of its member data" | "对整个请求体签名，而不是对其中的 data"
        "Parse the body as JSON and sign the string member data." | "把请求体按 JSON 解析，取字符串成员 data 参与签名。"
    BODY_RESPACED "body-respaced" Reading
        "the body is signed after it was parsed and written again" | "对重新序列化后的请求体签名"
        "Parse the body as JSON and sign the string member data." | "把请求体按 JSON 解析，取字符串成员 data 参与签名。"
    WHOLE_QUERY_SIGNED "whole-query-signed" Reading
        "the whole query is signed in place of check_str" | "对整个查询串签名，而不是对 check_str"
        "Take the value of check_str, decoded once." | "取 check_str 的值，并做一次 URL 解码。"
    DATA_PADDING_ADDED "data-padding-added" Reading
        "data is signed with the \"=\" that it came without" | "签名前给 data 补上了 “=”"
        "Sign data as it arrived; add \"=\" only where the decoder wants them." | "data 原样参与签名；只有在 base64 解码需要时才补 “=”。"
    DATA_PADDING_STRIPPED "data-padding-stripped" Reading
        "data is signed without its \"=\"" | "签名前去掉了 data 末尾的 “=”"
        "Sign data as it arrived, \"=\" included." | "data 原样参与签名，包括末尾的 “=”。"
    CHECK_STR_NOT_DECODED "check-str-not-decoded" Reading
        "check_str is signed as it stands in the URL, with %2B, %2F and %3D" | "check_str 没有做 URL 解码（仍含 %2B、%2F、%3D）"
        "Decode check_str once; where the framework has done so, take its value." | "check_str 要做一次 URL 解码；框架已经解码的，直接取用。"
    CHECK_STR_FORM_DECODED_TWICE "check-str-form-decoded-twice" Reading
        "check_str is decoded twice as a form: each \"+\" became a space" | "check_str 按表单规则解码了两次，“+” 变成了空格"
        "The framework has decoded it: take the value as it is (no URLDecoder.decode, urldecode, unquote_plus)." | "框架已经解码过，直接取用即可（不要再调用 URLDecoder.decode、urldecode、unquote_plus）。"

    CHECK_STR_ESCAPED_TWICE "check-str-escaped-twice" Reading
        "check_str was escaped once more on its way: %252B in place of %2B" | "check_str 在途中又被转义了一次：%2B 变成了 %252B"
        "Decode it once and no more; find the proxy, or the copy, that escaped it again." | "只解码一次，并找出是哪个代理或复制过程又转义了它。"
    PLUS_BECAME_SPACE "plus-became-space" Reading
        "each \"+\" of data became a space: it went through a form decoder" | "data 中的 “+” 变成了空格：它经过了表单解码"
        "The body is JSON: read it as JSON, and not as a form." | "请求体是 JSON，应按 JSON 读取，不要按表单读取。"

    NOT_SORTED "not-sorted" Joining
        "the four parts are not sorted" | "四项没有排序"
        "Sort the four values by their bytes, then join them." | "先把四个值按字节序排序，再拼接。"
    SORTED_BY_NAME "sorted-by-name" Joining
        "the parts are sorted by their names: data, nonce, timestamp, token" | "按参数名排序：data、nonce、timestamp、token"
        "Sort the values, not the names." | "要按值排序，而不是按名称。"
    SORTED_DESCENDING "sorted-descending" Joining
        "the parts are sorted the other way round" | "按降序排序"
        "Sort in ascending order." | "应按升序排序。"
    SORTED_IGNORING_CASE "sorted-ignoring-case" Joining
        "the parts are sorted without regard to upper and lower case" | "排序时忽略了大小写"
        "Sort by bytes: digits, then A to Z, then a to z." | "按字节序排序：数字、大写字母、小写字母。"
    CULTURE_SORT "culture-sort" Joining
        "the parts are sorted as words of a language: a, A, b, B" | "按语言文化规则排序：a、A、b、B"
        "Sort by bytes: Array.Sort(parts, StringComparer.Ordinal) in C#, parts.sort() in JavaScript and not localeCompare." | "按字节序排序：C# 用 Array.Sort(parts, StringComparer.Ordinal)，JavaScript 用 parts.sort()，不要用 localeCompare。"
    PHP_SORT_REGULAR "php-sort-regular" Joining
        "PHP's sort() compares timestamp and nonce as numbers" | "PHP 的 sort() 把 timestamp 和 nonce 当作数字比较"
        "sort($parts, SORT_STRING)" | "改用 sort($parts, SORT_STRING)。"
    JOINED_NEWLINE "joined-newline" Joining
        "a newline stands between the parts" | "各项之间多了换行符"
        "Join the parts without anything between them." | "各项直接拼接，中间不加任何字符。"
    JOINED_AMP "joined-amp" Joining
        "an \"&\" stands between the parts" | "各项之间多了 “&”"
        "Join the parts without anything between them." | "各项直接拼接，中间不加任何字符。"
    JOINED_COMMA "joined-comma" Joining
        "a comma stands between the parts" | "各项之间多了逗号"
        "Join the parts with an empty text: join(\"\"), not String(parts)." | "用空字符串拼接：join(\"\")，不要用 String(parts)。"
    JOINED_SPACE "joined-space" Joining
        "a space stands between the parts" | "各项之间多了空格"
        "Join the parts without anything between them." | "各项直接拼接，中间不加任何字符。"

    SHA_256 "sha256" Digest
        "SHA-256 makes the digest" | "用了 SHA-256"
        "Use SHA-1 without a key." | "应使用不带密钥的 SHA-1。"
    MD_5 "md5" Digest
        "MD5 makes the digest" | "用了 MD5"
        "Use SHA-1 without a key." | "应使用不带密钥的 SHA-1。"
    HMAC_SHA_1 "hmac-sha1" Digest
        "HMAC-SHA1 under the Token makes the digest" | "用了以 Token 为密钥的 HMAC-SHA1"
        "Use SHA-1 without a key; the Token is one of the parts." | "应使用不带密钥的 SHA-1，Token 是参与拼接的一项。"
    HEX_UPPER "hex-upper" Digest
        "the digest is written in upper case" | "摘要用了大写十六进制"
        "Write it in lower-case hexadecimal." | "应为小写十六进制。"
    BASE64_DIGEST "base64-digest" Digest
        "the digest is written in base64" | "摘要用了 base64"
        "Write it in lower-case hexadecimal." | "应为小写十六进制。"

    IV_ZERO "iv-zero" Decryption
        "the IV is 16 zero bytes" | "IV 用了 16 个零字节"
        "The IV is the first 16 bytes of the decoded key." | "IV 是解码后密钥的前 16 字节。"
    IV_LAST_HALF_OF_KEY "iv-last-half-of-key" Decryption
        "the IV is the last 16 bytes of the key" | "IV 用了密钥的后 16 字节"
        "The IV is the first 16 bytes of the decoded key." | "IV 是解码后密钥的前 16 字节。"
    ECB "ecb" Decryption
        "the mode is ECB" | "用了 ECB 模式"
        "Use AES-256-CBC." | "应使用 AES-256-CBC。"
    KEY_AS_TEXT "key-as-text" Decryption
        "the first 32 characters of the EncodingAESKey are the key" | "直接把 EncodingAESKey 的前 32 个字符当作密钥"
        "Decode it: base64(EncodingAESKey + \"=\") is 32 bytes." | "应先解码：base64(EncodingAESKey + \"=\") 得到 32 字节。"
    NO_UNPAD "no-unpad" Decryption
        "the padding was left on" | "没有去掉填充"
        "Take off as many bytes as the last one says, 1 to 16." | "按最后一个字节的值去掉 1 到 16 个填充字节。"
    UNPAD_TWICE "unpad-twice" Decryption
        "the padding was taken off twice" | "填充去掉了两次"
        "The library has taken it off: cut nothing more." | "库已经去掉填充，不要再截断。"
    WECOM_ENVELOPE "wecom-envelope" Decryption
        "the plaintext is read as WeCom's: 16 random bytes, a length, the message, a receiver id" | "按企业微信的格式解析明文：16 字节随机数、长度、消息、接收方 ID"
        "The plaintext of Tencent Meeting is the message alone." | "腾讯会议的明文就是消息本身。"
    DATA_CUT "data-cut" Decryption
        "the ciphertext was cut, or a \"+\" was lost: what is there decrypts, and the end is missing" | "密文被截断或丢失了字符：前面能解密，末尾缺失"
        "Take data as it is in the JSON body, whole; log it with its length." | "完整取用 JSON 请求体中的 data；记录日志时一并记录长度。"
}
