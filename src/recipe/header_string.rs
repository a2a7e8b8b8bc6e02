//! The line of signed headers.

use crate::credentials::Credentials;
use crate::request::{Request, header};

use super::uri::percent;

choices! {
    /// The line of signed headers.
    HeaderStringChoice at HeaderString;
    /// X-TC-Key, X-TC-Nonce and X-TC-Timestamp as sent, `=` and `&` between.
    AsSpecified;
    KeyTimestampNonce {
        id: "header-order-key-timestamp-nonce",
        weight: 5,
        title: "the timestamp is signed before the nonce" | "X-TC-Timestamp 排在了 X-TC-Nonce 之前",
        remedy: "Keep the order: X-TC-Key, X-TC-Nonce, X-TC-Timestamp."
            | "顺序固定为 X-TC-Key、X-TC-Nonce、X-TC-Timestamp（按字母升序）。",
        example: "X-TC-Key=…&X-TC-Timestamp=…&X-TC-Nonce=…",
        source: "",
    }
    TimestampFirst {
        id: "header-order-timestamp-first",
        weight: 5,
        title: "the timestamp is signed first, then key and nonce" | "X-TC-Timestamp 排在了最前面",
        remedy: "Keep the order: X-TC-Key, X-TC-Nonce, X-TC-Timestamp."
            | "顺序固定为 X-TC-Key、X-TC-Nonce、X-TC-Timestamp（按字母升序）。",
        example: "X-TC-Timestamp=…&X-TC-Key=…&X-TC-Nonce=…",
        source: "",
    }
    NamesLowerCase {
        id: "header-names-lower-case",
        weight: 5,
        title: "the names of the headers are signed in lower case" | "签名串中的请求头名称用了小写",
        remedy: "Write the names as constants, X-TC-Key, X-TC-Nonce and X-TC-Timestamp; do not take them from the HTTP library, which may store them in lower case."
            | "名称写成常量 X-TC-Key、X-TC-Nonce、X-TC-Timestamp；不要从 HTTP 库中读取名称，有的库会存成小写。",
        example: "x-tc-key=…&x-tc-nonce=…&x-tc-timestamp=…",
        source: "",
    }
    NamesCapitalised {
        id: "header-names-capitalised",
        weight: 5,
        title: "the names of the headers are signed as X-Tc-Key, X-Tc-Nonce, X-Tc-Timestamp" | "签名串中的请求头名称写成了 X-Tc-Key、X-Tc-Nonce、X-Tc-Timestamp",
        remedy: "Write TC in upper case. Go's http.Header changes names to this form: write the names as constants and do not range over the header."
            | "TC 两个字母必须大写。Go 的 http.Header 会把名称规范化成这种形式：名称要写成常量，不要遍历 Header 来拼接。",
        example: "X-Tc-Key=…&X-Tc-Nonce=…&X-Tc-Timestamp=…",
        source: "",
    }
    ValuesSwapped {
        id: "header-nonce-timestamp-swapped",
        weight: 5,
        title: "the timestamp is signed as the nonce and the nonce as the timestamp" | "签名串中随机数和时间戳的值写反了",
        remedy: "Check the order of the arguments of the signing function: X-TC-Nonce is the random number, X-TC-Timestamp the time in seconds."
            | "请检查签名函数的参数顺序：X-TC-Nonce 是随机数，X-TC-Timestamp 是秒级时间戳。",
        example: "sign(timestamp, nonce) where sign(nonce, timestamp) is declared",
        source: "",
    }
    TimestampMilliseconds {
        id: "timestamp-milliseconds",
        weight: 5,
        title: "the timestamp is signed in milliseconds and sent in seconds" | "签名用的是毫秒时间戳，实际发送的是秒级",
        remedy: "Take the time once, in seconds (System.currentTimeMillis() / 1000), and use that text both for the signature and for the header."
            | "只取一次时间，转成秒（System.currentTimeMillis() / 1000），签名和请求头共用同一个值。",
        example: "X-TC-Timestamp=1600000000000",
        source: "",
    }
    ExtraAppId {
        id: "header-extra-app-id",
        weight: 5,
        title: "AppId is signed as well, in front" | "AppId 也参与了签名（排在最前）",
        remedy: "Sign X-TC-Key, X-TC-Nonce and X-TC-Timestamp alone; AppId is sent and not signed."
            | "只有 X-TC-Key、X-TC-Nonce、X-TC-Timestamp 参与签名；AppId 只发送、不签名。",
        example: "AppId=…&X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…",
        source: "",
    }
    ExtraSdkId {
        id: "header-extra-sdk-id",
        weight: 4,
        title: "SdkId is signed as well, in front" | "SdkId 也参与了签名（排在最前）",
        remedy: "Sign X-TC-Key, X-TC-Nonce and X-TC-Timestamp alone; SdkId is sent and not signed."
            | "只有 X-TC-Key、X-TC-Nonce、X-TC-Timestamp 参与签名；SdkId 只发送、不签名。",
        example: "SdkId=…&X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…",
        source: "",
    }
    ExtraAppIdAndSdkId {
        id: "header-extra-app-id-and-sdk-id",
        weight: 4,
        title: "AppId and SdkId are signed as well, in front" | "AppId 和 SdkId 也参与了签名（排在最前）",
        remedy: "Sign X-TC-Key, X-TC-Nonce and X-TC-Timestamp alone; AppId and SdkId are sent and not signed."
            | "只有 X-TC-Key、X-TC-Nonce、X-TC-Timestamp 参与签名；AppId、SdkId 只发送、不签名。",
        example: "AppId=…&SdkId=…&X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…",
        source: "",
    }
    ExtraRegistered {
        id: "header-extra-registered",
        weight: 4,
        title: "X-TC-Registered is signed as well, in alphabetical order" | "X-TC-Registered 也参与了签名（按字母顺序）",
        remedy: "Sign X-TC-Key, X-TC-Nonce and X-TC-Timestamp alone; the other X-TC- headers are sent and not signed."
            | "只有 X-TC-Key、X-TC-Nonce、X-TC-Timestamp 参与签名；其余 X-TC- 请求头只发送、不签名。",
        example: "X-TC-Key=…&X-TC-Nonce=…&X-TC-Registered=1&X-TC-Timestamp=…",
        source: "",
    }
    KeyIsSecretKey {
        id: "header-key-is-secret-key",
        weight: 4,
        title: "the SecretKey is signed as X-TC-Key" | "签名串中的 X-TC-Key 写成了 SecretKey",
        remedy: "X-TC-Key is the SecretId; the SecretKey is the key of the HMAC and stands in no text and no header."
            | "X-TC-Key 的值是 SecretId；SecretKey 只用作 HMAC 的密钥，不出现在签名串和请求头中。",
        example: "X-TC-Key=(the SecretKey)",
        source: "",
    }
    KeyIsAppId {
        id: "header-key-is-app-id",
        weight: 4,
        title: "the AppId is signed as X-TC-Key" | "签名串中的 X-TC-Key 写成了 AppId",
        remedy: "X-TC-Key is the SecretId; the AppId goes only into the header of that name."
            | "X-TC-Key 的值是 SecretId；AppId 只放在 AppId 请求头中。",
        example: "X-TC-Key=(the AppId)",
        source: "",
    }
    JoinedByNewline {
        id: "header-joined-by-newline",
        weight: 4,
        title: "the three headers are joined by newlines" | "三个请求头之间用了换行",
        remedy: "Put the three on one line, '&' between them."
            | "三个请求头写在同一行，用“&”连接。",
        example: "X-TC-Key=…\\nX-TC-Nonce=…\\nX-TC-Timestamp=…",
        source: "",
    }
    TrailingAmpersand {
        id: "header-trailing-ampersand",
        weight: 4,
        title: "an '&' follows the last header" | "最后一个请求头后面多了“&”",
        remedy: "Put '&' between the headers only (String.join, '&'.join): a loop that appends '&' after each leaves one behind."
            | "“&”只放在请求头之间（用 String.join、'&'.join）：在循环里每次都追加“&”会在末尾多出一个。",
        example: "X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…&",
        source: "",
    }
    NonceRounded {
        id: "nonce-rounded",
        weight: 4,
        title: "the nonce is signed as a double, its last digits rounded" | "随机数经过双精度浮点数后再签名，末尾几位丢失精度",
        remedy: "Keep the nonce as text: numbers beyond 2^53 lose digits in JavaScript and wherever a double holds them."
            | "随机数要始终以字符串保存：超过 2^53 的整数在 JavaScript 等使用双精度浮点数的环境中会丢失精度。",
        example: "18446744073709552000 signed, 18446744073709551557 sent",
        source: "",
    }
    Reversed {
        id: "header-order-alphabetical-reversed",
        weight: 3,
        title: "the three headers are signed in reverse order" | "三个请求头的顺序完全颠倒",
        remedy: "Keep the order: X-TC-Key, X-TC-Nonce, X-TC-Timestamp."
            | "顺序固定为 X-TC-Key、X-TC-Nonce、X-TC-Timestamp（按字母升序）。",
        example: "X-TC-Timestamp=…&X-TC-Nonce=…&X-TC-Key=…",
        source: "",
    }
    NonceFirst {
        id: "header-order-nonce-first",
        weight: 3,
        title: "the nonce is signed first, then key and timestamp" | "X-TC-Nonce 排在了最前面",
        remedy: "Keep the order: X-TC-Key, X-TC-Nonce, X-TC-Timestamp."
            | "顺序固定为 X-TC-Key、X-TC-Nonce、X-TC-Timestamp（按字母升序）。",
        example: "X-TC-Nonce=…&X-TC-Key=…&X-TC-Timestamp=…",
        source: "",
    }
    NonceTimestampKey {
        id: "header-order-nonce-timestamp-key",
        weight: 3,
        title: "the key is signed last, after nonce and timestamp" | "X-TC-Key 排在了最后面",
        remedy: "Keep the order: X-TC-Key, X-TC-Nonce, X-TC-Timestamp."
            | "顺序固定为 X-TC-Key、X-TC-Nonce、X-TC-Timestamp（按字母升序）。",
        example: "X-TC-Nonce=…&X-TC-Timestamp=…&X-TC-Key=…",
        source: "",
    }
    ExtraAppIdLast {
        id: "header-extra-app-id-last",
        weight: 3,
        title: "AppId is signed as well, at the end" | "AppId 也参与了签名（排在最后）",
        remedy: "Sign X-TC-Key, X-TC-Nonce and X-TC-Timestamp alone; AppId is sent and not signed."
            | "只有 X-TC-Key、X-TC-Nonce、X-TC-Timestamp 参与签名；AppId 只发送、不签名。",
        example: "X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…&AppId=…",
        source: "",
    }
    ExtraSdkIdLast {
        id: "header-extra-sdk-id-last",
        weight: 3,
        title: "SdkId is signed as well, at the end" | "SdkId 也参与了签名（排在最后）",
        remedy: "Sign X-TC-Key, X-TC-Nonce and X-TC-Timestamp alone; SdkId is sent and not signed."
            | "只有 X-TC-Key、X-TC-Nonce、X-TC-Timestamp 参与签名；SdkId 只发送、不签名。",
        example: "X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…&SdkId=…",
        source: "",
    }
    ExtraRegisteredLast {
        id: "header-extra-registered-last",
        weight: 3,
        title: "X-TC-Registered is signed as well, at the end" | "X-TC-Registered 也参与了签名（排在最后）",
        remedy: "Sign X-TC-Key, X-TC-Nonce and X-TC-Timestamp alone; the other X-TC- headers are sent and not signed."
            | "只有 X-TC-Key、X-TC-Nonce、X-TC-Timestamp 参与签名；其余 X-TC- 请求头只发送、不签名。",
        example: "X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…&X-TC-Registered=1",
        source: "",
    }
    ExtraContentType {
        id: "header-extra-content-type",
        weight: 3,
        title: "Content-Type is signed as well, in front" | "Content-Type 也参与了签名（排在最前）",
        remedy: "Sign X-TC-Key, X-TC-Nonce and X-TC-Timestamp alone; Content-Type belongs to Tencent Cloud's TC3 signature."
            | "只有 X-TC-Key、X-TC-Nonce、X-TC-Timestamp 参与签名；对 Content-Type 签名是腾讯云 API TC3 的做法。",
        example: "Content-Type=application/json&X-TC-Key=…",
        source: "",
    }
    ExtraEveryXTc {
        id: "header-extra-every-x-tc",
        weight: 3,
        title: "every X-TC- header that is sent is signed, sorted by name" | "所有 X-TC- 开头的请求头都参与了签名（按名称排序）",
        remedy: "Sign X-TC-Key, X-TC-Nonce and X-TC-Timestamp alone, not X-TC-Action, X-TC-Region, X-TC-Registered or X-TC-Version."
            | "只有 X-TC-Key、X-TC-Nonce、X-TC-Timestamp 参与签名；X-TC-Action、X-TC-Region、X-TC-Registered、X-TC-Version 不签名。",
        example: "X-TC-Action=…&X-TC-Key=…&X-TC-Nonce=…",
        source: "",
    }
    ExtraCommon {
        id: "header-extra-common",
        weight: 3,
        title: "the common headers are all signed: AppId, SdkId if there is one, and X-TC-Registered too" | "公共请求头全部参与了签名：包括 AppId、SdkId（如有）和 X-TC-Registered",
        remedy: "Sign X-TC-Key, X-TC-Nonce and X-TC-Timestamp alone; the other common headers are sent and not signed."
            | "只有 X-TC-Key、X-TC-Nonce、X-TC-Timestamp 参与签名；其余公共请求头只发送、不签名。",
        example: "AppId=…&SdkId=…&X-TC-Key=…&X-TC-Nonce=…&X-TC-Registered=1&X-TC-Timestamp=…",
        source: "",
    }
    KeyIsSdkId {
        id: "header-key-is-sdk-id",
        weight: 3,
        title: "the SdkId is signed as X-TC-Key" | "签名串中的 X-TC-Key 写成了 SdkId",
        remedy: "X-TC-Key is the SecretId; the SdkId goes only into the header of that name."
            | "X-TC-Key 的值是 SecretId；SdkId 只放在 SdkId 请求头中。",
        example: "X-TC-Key=(the SdkId)",
        source: "",
    }
    HttpLines {
        id: "header-as-http-lines",
        weight: 3,
        title: "the three headers are signed as HTTP writes them, on lines of their own" | "三个请求头按 HTTP 报文的格式逐行参与签名",
        remedy: "Write name=value and join the three by '&': X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…"
            | "写成 名称=值，用“&”连接：X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…",
        example: "X-TC-Key: …\\nX-TC-Nonce: …\\nX-TC-Timestamp: …",
        source: "",
    }
    CanonicalLines {
        id: "header-as-tc3-canonical",
        weight: 3,
        title: "the three headers are signed as canonical headers, as in TC3" | "三个请求头按 TC3 的规范请求头（CanonicalHeaders）格式参与签名",
        remedy: "Write name=value and join the three by '&'; lower-case lines with ':' belong to Tencent Cloud's TC3, which is another scheme."
            | "写成 名称=值，用“&”连接；小写名称加冒号、每行一个是腾讯云 API TC3 的格式，这里不适用。",
        example: "x-tc-key:…\\nx-tc-nonce:…\\nx-tc-timestamp:…\\n",
        source: "",
    }
    SeparatorColon {
        id: "header-separator-colon",
        weight: 3,
        title: "':' stands between name and value" | "请求头名称和值之间用了“:”",
        remedy: "Put '=' between name and value: X-TC-Key=…"
            | "名称和值之间用“=”：X-TC-Key=…",
        example: "X-TC-Key:…&X-TC-Nonce:…&X-TC-Timestamp:…",
        source: "",
    }
    JoinedByNothing {
        id: "header-joined-by-nothing",
        weight: 3,
        title: "the three headers are joined without anything between them" | "三个请求头直接拼接，中间没有“&”",
        remedy: "Put '&' between the three."
            | "三个请求头之间用“&”连接。",
        example: "X-TC-Key=…X-TC-Nonce=…X-TC-Timestamp=…",
        source: "",
    }
    TrailingNewline {
        id: "header-trailing-newline",
        weight: 3,
        title: "an empty line follows the header string" | "请求头串后面多了一个空行",
        remedy: "Put one newline between the header string and the URI: the header string itself ends with the timestamp's last digit."
            | "请求头串与 URI 之间只有一个换行：请求头串以时间戳的最后一位数字结束，自身不带换行。",
        example: "…&X-TC-Timestamp=…\\n\\n/v1/meetings",
        source: "",
    }
    MissingTimestamp {
        id: "header-missing-timestamp",
        weight: 3,
        title: "X-TC-Timestamp is not signed" | "X-TC-Timestamp 没有参与签名",
        remedy: "Sign all three: X-TC-Key, X-TC-Nonce and X-TC-Timestamp."
            | "三个请求头都要签名：X-TC-Key、X-TC-Nonce、X-TC-Timestamp。",
        example: "X-TC-Key=…&X-TC-Nonce=…",
        source: "",
    }
    MissingNonce {
        id: "header-missing-nonce",
        weight: 3,
        title: "X-TC-Nonce is not signed" | "X-TC-Nonce 没有参与签名",
        remedy: "Sign all three: X-TC-Key, X-TC-Nonce and X-TC-Timestamp."
            | "三个请求头都要签名：X-TC-Key、X-TC-Nonce、X-TC-Timestamp。",
        example: "X-TC-Key=…&X-TC-Timestamp=…",
        source: "",
    }
    MissingKey {
        id: "header-missing-key",
        weight: 3,
        title: "X-TC-Key is not signed" | "X-TC-Key 没有参与签名",
        remedy: "Sign all three: X-TC-Key, X-TC-Nonce and X-TC-Timestamp."
            | "三个请求头都要签名：X-TC-Key、X-TC-Nonce、X-TC-Timestamp。",
        example: "X-TC-Nonce=…&X-TC-Timestamp=…",
        source: "",
    }
    KeyEmpty {
        id: "header-key-empty",
        weight: 3,
        title: "X-TC-Key is signed without a value" | "签名串中 X-TC-Key 的值为空",
        remedy: "The SecretId was not loaded when the text was made: check the name of its setting, and set it before signing."
            | "拼签名串时 SecretId 没有读到：请检查配置项名称，并确认签名前已赋值。",
        example: "X-TC-Key=&X-TC-Nonce=…",
        source: "",
    }
    OnlyValues {
        id: "header-only-values",
        weight: 3,
        title: "the values are signed without their names" | "请求头串中只有值，没有名称",
        remedy: "Write the name before each value: X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…"
            | "每个值前都要带名称：X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…",
        example: "AKIDexample&880064&1600000000",
        source: "",
    }
    NamesWithoutPrefix {
        id: "header-names-without-prefix",
        weight: 3,
        title: "the names are signed as Key, Nonce and Timestamp" | "签名串中的名称写成了 Key、Nonce、Timestamp",
        remedy: "Write the whole names: X-TC-Key, X-TC-Nonce, X-TC-Timestamp."
            | "名称要写完整：X-TC-Key、X-TC-Nonce、X-TC-Timestamp。",
        example: "Key=…&Nonce=…&Timestamp=…",
        source: "",
    }
    NonceAsI64 {
        id: "nonce-as-i64",
        weight: 3,
        title: "the nonce is signed as a signed 64-bit number, negative beyond 2^63" | "随机数按有符号 64 位整数签名，超过 2^63 后变成负数",
        remedy: "Keep the nonce as text, or draw it below 2^63: Java's long has no unsigned form unless Long.toUnsignedString prints it."
            | "随机数用字符串保存，或限制在 2^63 以内：Java 的 long 需要用 Long.toUnsignedString 才能输出无符号值。",
        example: "-59 signed, 18446744073709551557 sent",
        source: "",
    }
    NonceAsI32 {
        id: "nonce-as-i32",
        weight: 3,
        title: "the nonce is signed as a signed 32-bit number, wrapped around" | "随机数被强制转换成 32 位整数后签名，数值溢出",
        remedy: "Keep the nonce as text, or hold it in 64 bits: a cast to int keeps only the low 32."
            | "随机数用字符串保存，或使用 64 位整数：强制转换为 int 只保留低 32 位。",
        example: "(int) nonce",
        source: "",
    }
    NonceLeadingZerosLost {
        id: "nonce-leading-zeros-lost",
        weight: 3,
        title: "the nonce is signed without its leading zeros" | "签名时随机数丢失了前导零",
        remedy: "Sign the nonce as the text that is sent, or draw it as a number from the start: it must not begin with a zero."
            | "随机数按实际发送的文本签名；最好一开始就生成不带前导零的正整数。",
        example: "1234 signed, 001234 sent",
        source: "",
    }
    TimestampSecondsOfMilliseconds {
        id: "timestamp-seconds-of-milliseconds",
        weight: 3,
        title: "the timestamp is signed in seconds and sent in milliseconds" | "签名用的是秒级时间戳，实际发送的是毫秒",
        remedy: "Take the time once, in seconds, and use that text both for the signature and for the header."
            | "只取一次时间，以秒为单位，签名和请求头共用同一个值。",
        example: "1600000000 signed, 1600000000123 sent",
        source: "",
    }
    SeparatorColonSpace {
        id: "header-separator-colon-space",
        weight: 2,
        title: "': ' stands between name and value" | "请求头名称和值之间用了“: ”（冒号加空格）",
        remedy: "Put '=' between name and value, without spaces: X-TC-Key=…"
            | "名称和值之间用“=”，不加空格：X-TC-Key=…",
        example: "X-TC-Key: …&X-TC-Nonce: …&X-TC-Timestamp: …",
        source: "",
    }
    JoinedByComma {
        id: "header-joined-by-comma",
        weight: 2,
        title: "the three headers are joined by commas" | "三个请求头之间用了“,”",
        remedy: "Put '&' between the three; a list that is turned into text has commas."
            | "三个请求头之间用“&”连接；数组直接转字符串会带逗号。",
        example: "X-TC-Key=…,X-TC-Nonce=…,X-TC-Timestamp=…",
        source: "",
    }
    JoinedBySemicolon {
        id: "header-joined-by-semicolon",
        weight: 2,
        title: "the three headers are joined by semicolons" | "三个请求头之间用了“;”",
        remedy: "Put '&' between the three."
            | "三个请求头之间用“&”连接。",
        example: "X-TC-Key=…;X-TC-Nonce=…;X-TC-Timestamp=…",
        source: "",
    }
    LeadingAmpersand {
        id: "header-leading-ampersand",
        weight: 2,
        title: "an '&' stands before the first header" | "第一个请求头前面多了“&”",
        remedy: "Put '&' between the headers only: a loop that puts '&' before each leaves one in front."
            | "“&”只放在请求头之间：在循环里每个前面都加“&”会在开头多出一个。",
        example: "&X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…",
        source: "",
    }
    SpacesAroundEquals {
        id: "header-spaces-around-equals",
        weight: 2,
        title: "spaces stand around the '=' of each header" | "请求头的“=”两侧带了空格",
        remedy: "Write X-TC-Key=… without spaces. The documentation sets them for reading."
            | "写成 X-TC-Key=…，不带空格。",
        example: "X-TC-Key = …&X-TC-Nonce = …&X-TC-Timestamp = …",
        source: "",
    }
    NonceEmpty {
        id: "header-nonce-empty",
        weight: 2,
        title: "X-TC-Nonce is signed without a value" | "签名串中 X-TC-Nonce 的值为空",
        remedy: "Make the nonce before the text to be signed, once, and send the same."
            | "先生成随机数再拼签名串，只生成一次，并发送同一个值。",
        example: "X-TC-Key=…&X-TC-Nonce=&X-TC-Timestamp=…",
        source: "",
    }
    TimestampEmpty {
        id: "header-timestamp-empty",
        weight: 2,
        title: "X-TC-Timestamp is signed without a value" | "签名串中 X-TC-Timestamp 的值为空",
        remedy: "Take the time before the text to be signed is made, once, and send the same."
            | "先取时间戳再拼签名串，只取一次，并发送同一个值。",
        example: "X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=",
        source: "",
    }
    OnlyValuesConcatenated {
        id: "header-only-values-concatenated",
        weight: 2,
        title: "the values are signed in one, without names and '&'" | "请求头串是三个值直接拼接，没有名称和“&”",
        remedy: "Write the name before each value: X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…"
            | "每个值前都要带名称，并用“&”连接：X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…",
        example: "AKIDexample8800641600000000",
        source: "",
    }
    NamesWithoutPrefixLowerCase {
        id: "header-names-without-prefix-lower-case",
        weight: 2,
        title: "the names are signed as key, nonce and timestamp" | "签名串中的名称写成了 key、nonce、timestamp",
        remedy: "Write the whole names: X-TC-Key, X-TC-Nonce, X-TC-Timestamp."
            | "名称要写完整：X-TC-Key、X-TC-Nonce、X-TC-Timestamp。",
        example: "key=…&nonce=…&timestamp=…",
        source: "",
    }
    NamesUpperCase {
        id: "header-names-upper-case",
        weight: 2,
        title: "the names of the headers are signed in upper case" | "签名串中的请求头名称用了大写",
        remedy: "Write the names as documented: X-TC-Key, X-TC-Nonce, X-TC-Timestamp."
            | "名称按文档书写：X-TC-Key、X-TC-Nonce、X-TC-Timestamp。",
        example: "X-TC-KEY=…&X-TC-NONCE=…&X-TC-TIMESTAMP=…",
        source: "",
    }
    NamesUnderscore {
        id: "header-names-underscore",
        weight: 2,
        title: "the names of the headers are signed with underscores" | "签名串中的请求头名称用了下划线",
        remedy: "Write the names with hyphens: X-TC-Key. Names of variables and of keyword arguments cannot hold them, so do not build the text from those."
            | "名称中是连字符：X-TC-Key。变量名、关键字参数名不能带连字符，不要用它们来拼签名串。",
        example: "X_TC_Key=…&X_TC_Nonce=…&X_TC_Timestamp=…",
        source: "",
    }
    ValuesEncoded {
        id: "header-values-encoded",
        weight: 2,
        title: "the values are percent-encoded in the header string" | "请求头串中的值做了 URL 编码",
        remedy: "Sign the values as they are sent; do not build the header string with urlencode or http_build_query."
            | "值按实际发送的原样签名；不要用 urlencode、http_build_query 拼请求头串。",
        example: "http_build_query($headers)",
        source: "",
    }
    ValuesQuoted {
        id: "header-values-quoted",
        weight: 2,
        title: "the values stand in double quotes" | "请求头串中的值带了双引号",
        remedy: "Write the bare values; JSON.stringify and %q put quotes around them."
            | "值不带引号；JSON.stringify、%q 会加上双引号。",
        example: "X-TC-Key=\"…\"&X-TC-Nonce=\"…\"&X-TC-Timestamp=\"…\"",
        source: "",
    }
    Json {
        id: "header-json",
        weight: 2,
        title: "the headers are signed as a JSON object" | "请求头以 JSON 对象的形式参与签名",
        remedy: "Write X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=… instead of JSON.stringify(headers)."
            | "请求头串应为 X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…，不要用 JSON.stringify(headers)。",
        example: "{\"X-TC-Key\":\"…\",\"X-TC-Nonce\":\"…\",\"X-TC-Timestamp\":\"…\"}",
        source: "",
    }
    Empty {
        id: "header-string-empty",
        weight: 2,
        title: "an empty header string is signed" | "签名串中的请求头串为空",
        remedy: "Put the line X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=… in its place; the headers must be set before the request is signed."
            | "该行应为 X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…；签名之前要先设置好这些请求头。",
        example: "POST\\n\\n/v1/meetings\\n{…}",
        source: "",
    }
    NonceRoundedPhp {
        id: "nonce-rounded-php",
        weight: 2,
        title: "the nonce is signed as PHP prints a float" | "随机数以 PHP 浮点数的形式参与签名",
        remedy: "Keep the nonce as a string: beyond PHP_INT_MAX it becomes a float as soon as it is used as a number."
            | "随机数要以字符串保存：超过 PHP_INT_MAX 的整数一旦参与运算就会变成浮点数。",
        example: "1.844674407371E+19 signed, 18446744073709551557 sent",
        source: "",
    }
    NamesCamelCase {
        id: "header-names-camel-case",
        weight: 1,
        title: "the names are signed as xTcKey, xTcNonce and xTcTimestamp" | "签名串中的名称写成了 xTcKey、xTcNonce、xTcTimestamp",
        remedy: "Write the names as documented, X-TC-Key, X-TC-Nonce and X-TC-Timestamp, not those of the fields of a class."
            | "名称按文档书写：X-TC-Key、X-TC-Nonce、X-TC-Timestamp，不要用类的字段名。",
        example: "xTcKey=…&xTcNonce=…&xTcTimestamp=…",
        source: "",
    }
    EncodedWhole {
        id: "header-string-encoded",
        weight: 1,
        title: "the whole header string is percent-encoded" | "整个请求头串做了 URL 编码",
        remedy: "Sign the header string as it is, '=' and '&' included."
            | "请求头串原样签名，“=”和“&”都不要编码。",
        example: "X-TC-Key%3D…%26X-TC-Nonce%3D…",
        source: "",
    }
    PythonDict {
        id: "header-python-dict",
        weight: 1,
        title: "the headers are signed as Python prints a dict" | "请求头以 Python 字典打印的形式参与签名",
        remedy: "Join the items: '&'.join(f'{name}={value}' for name, value in headers.items()), in the order X-TC-Key, X-TC-Nonce, X-TC-Timestamp."
            | "要逐项拼接：'&'.join(f'{name}={value}' for …)，顺序为 X-TC-Key、X-TC-Nonce、X-TC-Timestamp。",
        example: "str(headers)",
        source: "",
    }
    ObjectObject {
        id: "header-object-object",
        weight: 1,
        title: "the words \"object Object\" are signed in the place of the headers" | "请求头串变成了 JavaScript 对象的默认文本（object Object）",
        remedy: "Join the three by hand: an object in a template literal prints no members."
            | "三个请求头要自己拼接：模板字符串不会输出对象的成员。",
        example: "`${method}\\n${headers}\\n${uri}\\n${body}`",
        source: "",
    }
    TimestampLeadingZerosLost {
        id: "timestamp-leading-zeros-lost",
        weight: 1,
        title: "the timestamp is signed without its leading zeros" | "签名时时间戳丢失了前导零",
        remedy: "Sign the timestamp as the text that is sent; UNIX seconds have no leading zeros."
            | "时间戳按实际发送的文本签名；秒级 UNIX 时间戳本来就没有前导零。",
        example: "1600000000 signed, 01600000000 sent",
        source: "",
    }
}

type Field<'f> = (&'f str, &'f [u8]);

impl HeaderStringChoice {
    #[expect(clippy::too_many_lines, reason = "a line or two for each choice")]
    pub(crate) fn apply(self, request: &Request<'_>, credentials: &Credentials) -> Vec<u8> {
        let sent = |name| request.header_value(name);
        let key = (header::KEY, sent(header::KEY).unwrap_or(credentials.secret_id().as_bytes()));
        let nonce = (header::NONCE, sent(header::NONCE).unwrap_or_default());
        let timestamp = (header::TIMESTAMP, sent(header::TIMESTAMP).unwrap_or_default());
        let fields = [key, nonce, timestamp];

        let own_app_id = credentials.app_id().map(str::as_bytes);
        let own_sdk_id = credentials.sdk_id().map(str::as_bytes);
        let app_id_value = sent(header::APP_ID).or(own_app_id);
        let sdk_id_value = sent(header::SDK_ID).or(own_sdk_id);
        // A missing header counts as empty.
        let app_id = (header::APP_ID, app_id_value.unwrap_or_default());
        let sdk_id = (header::SDK_ID, sdk_id_value.unwrap_or_default());
        let registered = (header::REGISTERED, sent(header::REGISTERED).unwrap_or_default());

        let with_key = |value: &[u8]| joined(&[(key.0, value), nonce, timestamp]);
        let with_nonce = |value: &[u8]| joined(&[key, (nonce.0, value), timestamp]);
        let with_timestamp = |value: &[u8]| joined(&[key, nonce, (timestamp.0, value)]);

        match self {
            Self::AsSpecified => joined(&fields),
            Self::KeyTimestampNonce => joined(&[key, timestamp, nonce]),
            Self::TimestampFirst => joined(&[timestamp, key, nonce]),
            Self::Reversed => joined(&[timestamp, nonce, key]),
            Self::NonceFirst => joined(&[nonce, key, timestamp]),
            Self::NonceTimestampKey => joined(&[nonce, timestamp, key]),
            Self::NamesLowerCase => renamed(&fields, str::to_ascii_lowercase),
            Self::NamesCapitalised => renamed(&fields, |name| name.replace("TC", "Tc")),
            Self::ValuesSwapped => joined(&[key, (nonce.0, timestamp.1), (timestamp.0, nonce.1)]),
            Self::TimestampMilliseconds => with_timestamp(&[timestamp.1, b"000"].concat()),
            Self::ExtraAppId => joined(&[app_id, key, nonce, timestamp]),
            Self::ExtraAppIdLast => joined(&[key, nonce, timestamp, app_id]),
            Self::ExtraSdkId => joined(&[sdk_id, key, nonce, timestamp]),
            Self::ExtraSdkIdLast => joined(&[key, nonce, timestamp, sdk_id]),
            Self::ExtraAppIdAndSdkId => joined(&[app_id, sdk_id, key, nonce, timestamp]),
            Self::ExtraRegistered => joined(&[key, nonce, registered, timestamp]),
            Self::ExtraRegisteredLast => joined(&[key, nonce, timestamp, registered]),
            Self::ExtraContentType => {
                let content_type = sent(header::CONTENT_TYPE).unwrap_or_default();
                joined(&[(header::CONTENT_TYPE, content_type), key, nonce, timestamp])
            }
            Self::ExtraEveryXTc => joined(&every_x_tc(request, fields)),
            Self::ExtraCommon if sdk_id_value.is_some() => {
                joined(&[app_id, sdk_id, key, nonce, registered, timestamp])
            }
            Self::ExtraCommon => joined(&[app_id, key, nonce, registered, timestamp]),
            Self::KeyIsSecretKey => with_key(credentials.expose_secret_key()),
            Self::KeyIsAppId => with_key(own_app_id.or(app_id_value).unwrap_or(key.1)),
            Self::KeyIsSdkId => with_key(own_sdk_id.or(sdk_id_value).unwrap_or(key.1)),
            Self::JoinedByNewline => written(&fields, "=", "\n"),
            Self::HttpLines => written(&fields, ": ", "\n"),
            Self::CanonicalLines => {
                let names = fields.map(|(name, _)| name.to_ascii_lowercase());
                let line = |at: usize| (&names[at][..], fields[at].1.trim_ascii());
                [&written(&[line(0), line(1), line(2)], ":", "\n")[..], b"\n"].concat()
            }
            Self::SeparatorColon => written(&fields, ":", "&"),
            Self::SeparatorColonSpace => written(&fields, ": ", "&"),
            Self::JoinedByNothing => written(&fields, "=", ""),
            Self::JoinedByComma => written(&fields, "=", ","),
            Self::JoinedBySemicolon => written(&fields, "=", ";"),
            Self::TrailingAmpersand => [&joined(&fields)[..], b"&"].concat(),
            Self::LeadingAmpersand => [b"&", &joined(&fields)[..]].concat(),
            Self::TrailingNewline => [&joined(&fields)[..], b"\n"].concat(),
            Self::SpacesAroundEquals => written(&fields, " = ", "&"),
            Self::MissingTimestamp => joined(&[key, nonce]),
            Self::MissingNonce => joined(&[key, timestamp]),
            Self::MissingKey => joined(&[nonce, timestamp]),
            Self::KeyEmpty => with_key(b""),
            Self::NonceEmpty => with_nonce(b""),
            Self::TimestampEmpty => with_timestamp(b""),
            Self::OnlyValues => [key.1, nonce.1, timestamp.1].join(&b'&'),
            Self::OnlyValuesConcatenated => [key.1, nonce.1, timestamp.1].concat(),
            Self::NamesWithoutPrefix => renamed(&fields, |name| name.replace("X-TC-", "")),
            Self::NamesWithoutPrefixLowerCase => {
                renamed(&fields, |name| name.replace("X-TC-", "").to_ascii_lowercase())
            }
            Self::NamesUpperCase => renamed(&fields, str::to_ascii_uppercase),
            Self::NamesUnderscore => renamed(&fields, |name| name.replace('-', "_")),
            Self::NamesCamelCase => renamed(&fields, |name| name.replace("X-TC-", "xTc")),
            Self::ValuesEncoded => {
                let values = fields.map(|(_, value)| encoded(value));
                joined(&[(key.0, &values[0]), (nonce.0, &values[1]), (timestamp.0, &values[2])])
            }
            Self::EncodedWhole => encoded(&joined(&fields)),
            Self::ValuesQuoted => [&written(&fields, "=\"", "\"&")[..], b"\""].concat(),
            Self::Json => json(&fields),
            Self::PythonDict => [b"{'", &written(&fields, "': '", "', '")[..], b"'}"].concat(),
            Self::ObjectObject => b"[object Object]".to_vec(),
            Self::Empty => Vec::new(),
            Self::NonceRounded => with_nonce(&as_digits(nonce.1, javascript_number)),
            Self::NonceRoundedPhp => with_nonce(&as_digits(nonce.1, php_number)),
            Self::NonceAsI64 => {
                with_nonce(&as_digits(nonce.1, |digits| low_bits(digits).cast_signed().to_string()))
            }
            #[expect(clippy::cast_possible_truncation, reason = "that is the mistake")]
            Self::NonceAsI32 => with_nonce(&as_digits(nonce.1, |digits| {
                (low_bits(digits) as u32).cast_signed().to_string()
            })),
            Self::NonceLeadingZerosLost => with_nonce(&as_digits(nonce.1, without_leading_zeros)),
            Self::TimestampSecondsOfMilliseconds => {
                with_timestamp(&as_digits(timestamp.1, |digits| {
                    digits[..if digits.len() == 13 { 10 } else { digits.len() }].to_owned()
                }))
            }
            Self::TimestampLeadingZerosLost => {
                with_timestamp(&as_digits(timestamp.1, without_leading_zeros))
            }
        }
    }
}

fn joined(fields: &[Field<'_>]) -> Vec<u8> {
    written(fields, "=", "&")
}

fn written(fields: &[Field<'_>], equals: &str, ampersand: &str) -> Vec<u8> {
    let field = |&(name, value): &Field<'_>| [name.as_bytes(), equals.as_bytes(), value].concat();
    fields.iter().map(field).collect::<Vec<_>>().join(ampersand.as_bytes())
}

fn renamed(fields: &[Field<'_>], rename: impl Fn(&str) -> String) -> Vec<u8> {
    let names: Vec<String> = fields.iter().map(|(name, _)| rename(name)).collect();
    let fields: Vec<_> =
        names.iter().zip(fields).map(|(name, field)| (&name[..], field.1)).collect();
    joined(&fields)
}

/// The three, and whatever else is sent whose name begins so, but the
/// signature; by name.
fn every_x_tc<'f>(request: &'f Request<'_>, fields: [Field<'f>; 3]) -> Vec<Field<'f>> {
    let is_extra = |name: &str| {
        let begins_so = name.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("X-TC-"));
        let others = [header::KEY, header::NONCE, header::TIMESTAMP, header::SIGNATURE];
        begins_so && !others.iter().any(|other| name.eq_ignore_ascii_case(other))
    };
    let mut every = fields.to_vec();
    every.extend(request.headers().filter(|(name, _)| is_extra(name)));
    every.sort_by_key(|&(name, _)| name);
    every.dedup_by_key(|&mut (name, _)| name);
    every
}

fn encoded(text: &[u8]) -> Vec<u8> {
    percent::encoded(text, percent::is_unreserved)
}

fn json(fields: &[Field<'_>]) -> Vec<u8> {
    let mut json = Vec::new();
    for (name, value) in fields {
        json.extend_from_slice(if json.is_empty() { b"{\"" } else { b",\"" });
        json.extend_from_slice(name.as_bytes());
        json.extend_from_slice(b"\":\"");
        for &byte in *value {
            match byte {
                b'"' | b'\\' => json.extend_from_slice(&[b'\\', byte]),
                0..=0x1f => json.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
                _ => json.push(byte),
            }
        }
        json.push(b'"');
    }
    json.push(b'}');
    json
}

/// What becomes of a number; a value that is not all digits stays.
fn as_digits(value: &[u8], change: impl Fn(&str) -> String) -> Vec<u8> {
    match str::from_utf8(value) {
        Ok(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            change(digits).into_bytes()
        }
        _ => value.to_vec(),
    }
}

fn without_leading_zeros(digits: &str) -> String {
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() { "0" } else { significant }.to_owned()
}

/// What JavaScript prints for a number.
fn javascript_number(digits: &str) -> String {
    match digits.parse::<f64>() {
        Ok(number) if number < 1e21 => number.to_string(),
        Ok(number) if number.is_finite() => format!("{number:e}").replace('e', "e+"),
        _ => "Infinity".to_owned(),
    }
}

/// What PHP prints for a number with its default precision of 14 digits: an
/// integer as long as it is one.
fn php_number(digits: &str) -> String {
    if let Ok(integer) = digits.parse::<i64>() {
        return integer.to_string();
    }
    let float = digits.parse::<f64>().unwrap_or(f64::INFINITY);
    let written = format!("{float:.13e}");
    let Some((mantissa, exponent)) = written.split_once('e') else { return "INF".to_owned() };
    let mantissa = mantissa.trim_end_matches('0');
    let zero = if mantissa.ends_with('.') { "0" } else { "" };
    format!("{mantissa}{zero}E+{exponent}")
}

/// The number modulo 2^64.
fn low_bits(digits: &str) -> u64 {
    digits
        .bytes()
        .fold(0, |number: u64, digit| number.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: [(&str, &str); 8] = [
        ("Content-Type", "application/json"),
        ("appid", "A"),
        ("X-TC-Registered", "1"),
        ("x-tc-key", "K"),
        ("X-TC-Nonce", "N"),
        ("X-TC-Timestamp", "T"),
        ("X-TC-Signature", "never"),
        ("X-TC-Action", "Do"),
    ];

    fn applied(choice: HeaderStringChoice, headers: &[(&'static str, &'static str)]) -> String {
        let mut request = Request::new("GET", "/");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let credentials = Credentials::new("id", "secret").with_app_id("app").with_sdk_id("sdk");
        String::from_utf8(choice.apply(&request, &credentials)).unwrap()
    }

    #[test]
    fn does_what_python_has_no_counterpart_for() {
        use HeaderStringChoice as Header;
        const RIGHT: &str = "X-TC-Key=K&X-TC-Nonce=N&X-TC-Timestamp=T";
        for (choice, signed) in [
            (Header::AsSpecified, RIGHT),
            (Header::KeyTimestampNonce, "X-TC-Key=K&X-TC-Timestamp=T&X-TC-Nonce=N"),
            (Header::NonceFirst, "X-TC-Nonce=N&X-TC-Key=K&X-TC-Timestamp=T"),
            (Header::NonceTimestampKey, "X-TC-Nonce=N&X-TC-Timestamp=T&X-TC-Key=K"),
            // http.Header{}.Set in Go, then ranged over.
            (Header::NamesCapitalised, "X-Tc-Key=K&X-Tc-Nonce=N&X-Tc-Timestamp=T"),
            (Header::NamesUpperCase, "X-TC-KEY=K&X-TC-NONCE=N&X-TC-TIMESTAMP=T"),
            (Header::NamesCamelCase, "xTcKey=K&xTcNonce=N&xTcTimestamp=T"),
            (Header::NamesWithoutPrefix, "Key=K&Nonce=N&Timestamp=T"),
            (Header::NamesWithoutPrefixLowerCase, "key=K&nonce=N&timestamp=T"),
            (Header::ValuesSwapped, "X-TC-Key=K&X-TC-Nonce=T&X-TC-Timestamp=N"),
            (Header::ExtraAppIdLast, "X-TC-Key=K&X-TC-Nonce=N&X-TC-Timestamp=T&AppId=A"),
            (Header::ExtraSdkIdLast, "X-TC-Key=K&X-TC-Nonce=N&X-TC-Timestamp=T&SdkId=sdk"),
            (
                Header::ExtraAppIdAndSdkId,
                "AppId=A&SdkId=sdk&X-TC-Key=K&X-TC-Nonce=N&X-TC-Timestamp=T",
            ),
            (
                Header::ExtraRegisteredLast,
                "X-TC-Key=K&X-TC-Nonce=N&X-TC-Timestamp=T&X-TC-Registered=1",
            ),
            (
                Header::ExtraContentType,
                "Content-Type=application/json&X-TC-Key=K&X-TC-Nonce=N&X-TC-Timestamp=T",
            ),
            (
                Header::ExtraEveryXTc,
                "X-TC-Action=Do&X-TC-Key=K&X-TC-Nonce=N&X-TC-Registered=1&X-TC-Timestamp=T",
            ),
            (
                Header::ExtraCommon,
                "AppId=A&SdkId=sdk&X-TC-Key=K&X-TC-Nonce=N&X-TC-Registered=1&X-TC-Timestamp=T",
            ),
            (Header::KeyIsSdkId, "X-TC-Key=sdk&X-TC-Nonce=N&X-TC-Timestamp=T"),
            (Header::KeyEmpty, "X-TC-Key=&X-TC-Nonce=N&X-TC-Timestamp=T"),
            (Header::NonceEmpty, "X-TC-Key=K&X-TC-Nonce=&X-TC-Timestamp=T"),
            (Header::TimestampEmpty, "X-TC-Key=K&X-TC-Nonce=N&X-TC-Timestamp="),
            (Header::HttpLines, "X-TC-Key: K\nX-TC-Nonce: N\nX-TC-Timestamp: T"),
            (Header::CanonicalLines, "x-tc-key:K\nx-tc-nonce:N\nx-tc-timestamp:T\n"),
            (Header::SeparatorColonSpace, "X-TC-Key: K&X-TC-Nonce: N&X-TC-Timestamp: T"),
            (Header::JoinedByNothing, "X-TC-Key=KX-TC-Nonce=NX-TC-Timestamp=T"),
            (Header::JoinedByComma, "X-TC-Key=K,X-TC-Nonce=N,X-TC-Timestamp=T"),
            (Header::LeadingAmpersand, "&X-TC-Key=K&X-TC-Nonce=N&X-TC-Timestamp=T"),
            (Header::TrailingNewline, "X-TC-Key=K&X-TC-Nonce=N&X-TC-Timestamp=T\n"),
            (Header::SpacesAroundEquals, "X-TC-Key = K&X-TC-Nonce = N&X-TC-Timestamp = T"),
            (Header::OnlyValues, "K&N&T"),
            (Header::OnlyValuesConcatenated, "KNT"),
            (Header::EncodedWhole, "X-TC-Key%3DK%26X-TC-Nonce%3DN%26X-TC-Timestamp%3DT"),
            (Header::ValuesQuoted, "X-TC-Key=\"K\"&X-TC-Nonce=\"N\"&X-TC-Timestamp=\"T\""),
            (Header::Json, r#"{"X-TC-Key":"K","X-TC-Nonce":"N","X-TC-Timestamp":"T"}"#),
            (Header::PythonDict, "{'X-TC-Key': 'K', 'X-TC-Nonce': 'N', 'X-TC-Timestamp': 'T'}"),
            (Header::ObjectObject, "[object Object]"),
            (Header::Empty, ""),
            (Header::NonceRounded, RIGHT),
            (Header::NonceLeadingZerosLost, RIGHT),
            (Header::TimestampSecondsOfMilliseconds, RIGHT),
        ] {
            assert_eq!(applied(choice, &REQUEST), signed, "{choice:?}");
        }
    }

    #[test]
    fn numbers_change_as_each_language_changes_them() {
        use HeaderStringChoice as Header;
        for (choice, sent, signed) in [
            // String(Number(sent)) in Node.
            (Header::NonceRounded, "18446744073709551557", "18446744073709552000"),
            (Header::NonceRounded, "1000000000000000000000", "1e+21"),
            (Header::NonceRounded, "12345678901234567890123456", "1.2345678901234568e+25"),
            // echo $sent + 0 in PHP.
            (Header::NonceRoundedPhp, "18446744073709551557", "1.844674407371E+19"),
            (Header::NonceRoundedPhp, "9223372036854775808", "9.2233720368548E+18"),
            (Header::NonceRoundedPhp, "20000000000000000000", "2.0E+19"),
            (Header::NonceRoundedPhp, "9223372036854775807", "9223372036854775807"),
            // (int) and (long) of it in Java, given Long.parseUnsignedLong(sent).
            (Header::NonceAsI64, "18446744073709551557", "-59"),
            (Header::NonceAsI32, "18446744073709551557", "-59"),
            (Header::NonceAsI32, "4294967297", "1"),
            (Header::NonceAsI64, "4294967297", "4294967297"),
            (Header::NonceLeadingZerosLost, "000", "0"),
        ] {
            let got = applied(choice, &[("X-TC-Nonce", sent)]);
            assert_eq!(
                got,
                format!("X-TC-Key=id&X-TC-Nonce={signed}&X-TC-Timestamp="),
                "{choice:?}"
            );
        }
        for (choice, sent, signed) in [
            (Header::TimestampSecondsOfMilliseconds, "1600000000123", "1600000000"),
            (Header::TimestampSecondsOfMilliseconds, "1600000000", "1600000000"),
            (Header::TimestampLeadingZerosLost, "01600000000", "1600000000"),
        ] {
            let got = applied(choice, &[("X-TC-Timestamp", sent)]);
            assert_eq!(
                got,
                format!("X-TC-Key=id&X-TC-Nonce=&X-TC-Timestamp={signed}"),
                "{choice:?}"
            );
        }
    }

    #[test]
    fn survives_anything() {
        let digits = "9".repeat(200_000);
        let zeros = "0".repeat(200_000);
        let nasty: [&[u8]; 10] = [
            b"",
            b"\0",
            b"\xff\xfe",
            b"\"",
            b"%",
            b"%z",
            b"-1",
            b"1e5",
            digits.as_bytes(),
            zeros.as_bytes(),
        ];
        for value in nasty {
            let mut request = Request::new("", "").nonce(value).timestamp(value);
            for choice in HeaderStringChoice::ALL {
                choice.apply(&request, &Credentials::new("", value));
            }
            for name in [
                "X-TC-Key",
                "AppId",
                "SdkId",
                "X-TC-Registered",
                "X-TC-\u{e9}",
                "x-tc",
                "X-T\u{e9}-Z",
            ] {
                request = request.header(name, value);
            }
            for choice in HeaderStringChoice::ALL {
                choice.apply(&request, &Credentials::new("", value));
            }
        }
    }
}
