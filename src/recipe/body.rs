//! What is signed as the body.

mod change;
mod form;
#[cfg(test)]
mod tests;

use super::json::number::Numbers;
use super::json::print::Print;
use super::json::write::{Digits, Escapes, Layout, Lost, Order, Retyped, Style};
use crate::request::Request;

choices! {
    /// What is signed as the body.
    // The titles are read in reports, not in the documentation alone.
    #[allow(clippy::doc_markdown, rustdoc::broken_intra_doc_links, rustdoc::invalid_html_tags)]
    BodyChoice at Body;
    /// The body as sent; nothing for an upload (`multipart/form-data`).
    AsSent;
    EmptyObject {
        id: "body-empty-object",
        weight: 20,
        title: "{} is signed for a body that is not there" | "没有请求体时，签名串里写了 {}",
        remedy: "Sign the empty string when no body is sent, as in every GET; do not serialise an empty map."
            | "没有请求体时（所有 GET 都是如此）按空字符串参与签名，不要把空的 map 序列化成 {}。",
        example: "json.dumps(data or {})",
        source: "2 of 58 public signers sign a placeholder",
    }
    MultipartInFull {
        id: "multipart-signed-in-full",
        weight: 20,
        title: "the body of an upload is signed" | "multipart/form-data 的请求体参与了签名",
        remedy: "Sign the empty string in place of a multipart/form-data body, as the vendor's SDKs do."
            | "Content-Type 为 multipart/form-data 时，请求体按空字符串参与签名，与官方 SDK 一致。",
        example: "…\\n--boundary\\r\\nContent-Disposition: form-data; …",
        source: "2 of 58 public signers",
    }
    LeftOut {
        id: "body-left-out",
        weight: 15,
        title: "the body is not signed" | "请求体没有参与签名",
        remedy: "Sign the body byte for byte as it is sent, in a PUT and a DELETE as well as in a POST."
            | "把实际发送的请求体逐字节放进签名串，PUT、DELETE 与 POST 一样。",
        example: "method + \"\\n\" + headers + \"\\n\" + uri + \"\\n\" + \"\"",
        source: "",
    }
    PythonSpaces {
        id: "json-python-spaces",
        weight: 15,
        title: "the body is signed with spaces after ':' and ',', as json.dumps(…, ensure_ascii=False) writes it" | "签名用的 JSON 在冒号和逗号后带空格（json.dumps 加 ensure_ascii=False）",
        remedy: "Serialise once and use the same bytes twice: body = json.dumps(params).encode(); sign body, and send it with data=body, not json=params."
            | "只序列化一次：body = json.dumps(params).encode()，用这份 body 签名，再用 data=body 发送，不要用 json=params。",
        example: r#"{"userid": "tester1", "instanceid": 1}"#,
        source: "",
    }
    Python {
        id: "json-python",
        weight: 15,
        title: "the body is signed as json.dumps writes it by default: spaces, and Chinese as \\uXXXX" | "签名用的是 json.dumps 的默认输出：带空格，中文转成 \\uXXXX",
        remedy: "Serialise once and use the same bytes twice: body = json.dumps(params).encode(); sign body, and send it with data=body, not json=params."
            | "只序列化一次：body = json.dumps(params).encode()，用这份 body 签名，再用 data=body 发送，不要用 json=params。",
        example: r#"{"subject": "\u4f1a\u8bae"}"#,
        source: "",
    }
    Compacted {
        id: "json-compacted",
        weight: 15,
        title: "the body is signed compact, and sent with other white space or escapes" | "签名用的是紧凑 JSON，发送的请求体却带空白或转义",
        remedy: "Serialise once, sign those bytes and send those bytes. The HTTP library must get them as raw bytes, not as an object that it serialises again."
            | "只序列化一次，签名和发送用同一份字节。传给 HTTP 库的必须是原始字节，而不是会被再次序列化的对象。",
        example: r#"JSON.stringify(params); json.dumps(params, separators=(",", ":"), ensure_ascii=False)"#,
        source: "",
    }
    Null {
        id: "body-null",
        weight: 12,
        title: "null is signed for a body that is not there" | "没有请求体时，签名串里写了 null",
        remedy: "Sign the empty string when no body is sent; do not serialise null, nor put it into a string."
            | "没有请求体时按空字符串参与签名，不要序列化 null，也不要把 null 拼进字符串。",
        example: "JSON.stringify(null); uri + \"\\n\" + body // Java: body == null",
        source: "",
    }
    JavaHashMap {
        id: "json-java-hash-map",
        weight: 10,
        title: "the members are signed in the order of a Java HashMap" | "签名用的 JSON 字段顺序是 Java HashMap 的顺序",
        remedy: "Serialise once: keep the String that was sent and sign it. fastjson's JSONObject and a HashMap forget the order of their members."
            | "只序列化一次，保留实际发送的那个 String 并用它签名。HashMap 和 fastjson 的 JSONObject 不保留字段顺序。",
        example: "JSON.parseObject(body).toJSONString()",
        source: "",
    }
    Php {
        id: "json-php",
        weight: 10,
        title: "the body is signed as json_encode writes it by default: \\/ for a slash, and Chinese as \\uXXXX" | "签名用的是 json_encode 的默认输出：斜杠写成 \\/，中文转成 \\uXXXX",
        remedy: "Call json_encode once, sign that string and send that string: in Guzzle with 'body' => $body, not 'json' => $params."
            | "json_encode 只调用一次，签名和发送用同一个字符串：Guzzle 用 'body' => $body，不要用 'json' => $params。",
        example: r#"{"subject":"\u4f1a\u8bae","url":"https:\/\/example.com"}"#,
        source: "",
    }
    SlashEscaped {
        id: "json-slash-escaped",
        weight: 10,
        title: "slashes are signed as \\/, as PHP's JSON_UNESCAPED_UNICODE and Apple's JSONSerialization leave them" | "签名用的 JSON 把斜杠写成 \\/（PHP 只加了 JSON_UNESCAPED_UNICODE，或 Apple 的 JSONSerialization）",
        remedy: "Sign the very string that is sent. In PHP the same flags must reach both, JSON_UNESCAPED_SLASHES among them."
            | "用实际发送的那个字符串签名。PHP 中签名与发送的 json_encode 选项必须一致，包括 JSON_UNESCAPED_SLASHES。",
        example: r#"json_encode($params, JSON_UNESCAPED_UNICODE): "https:\/\/example.com""#,
        source: "",
    }
    UnicodeEscaped {
        id: "json-unicode-escaped",
        weight: 10,
        title: "non-ASCII text of the body is signed as \\uXXXX" | "签名时请求体中的非 ASCII 字符转成了 \\uXXXX",
        remedy: "Sign the bytes that are sent. A JSON writer that escapes (ensure_ascii in Python, json_encode without JSON_UNESCAPED_UNICODE in PHP) must be the one that writes the request too."
            | "用实际发送的字节签名。Python 的 ensure_ascii、PHP 不加 JSON_UNESCAPED_UNICODE 的 json_encode 会转义，签名和发送必须用同一份输出。",
        example: r#"{"subject":"\u4f1a\u8bae"}"#,
        source: "",
    }
    Go {
        id: "json-go",
        weight: 8,
        title: "the body is signed as Go marshals a map: sorted members, <, > and & as \\u003c" | "签名用的是 Go 对 map 的 json.Marshal 结果：字段按名称排序，<、>、& 转成 \\u003c 等",
        remedy: "Call json.Marshal once, sign those bytes and send them with bytes.NewReader(body)."
            | "json.Marshal 只调用一次，用得到的字节签名，并用 bytes.NewReader(body) 发送。",
        example: r#"json.Marshal(map[string]any{…}): {"instanceid":1,"subject":"R\u0026D"}"#,
        source: "",
    }
    KeysSorted {
        id: "json-keys-sorted",
        weight: 8,
        title: "the members are sorted before they are signed" | "签名前对 JSON 字段做了排序",
        remedy: "Do not sort anything: sign the body byte for byte as it is sent."
            | "不需要排序，请求体按实际发送的内容逐字节签名。",
        example: "json.dumps(params, sort_keys=True, separators=(\",\", \":\"))",
        source: "",
    }
    HtmlEscaped {
        id: "json-html-escaped",
        weight: 6,
        title: "<, > and & in the body are signed as \\u003c, \\u003e and \\u0026" | "签名时请求体中的 <、>、& 转成了 \\u003c、\\u003e、\\u0026",
        remedy: "Sign the bytes that are sent. In Go either marshal once, or use an Encoder with SetEscapeHTML(false) for both, whose trailing newline counts too."
            | "用实际发送的字节签名。Go 要么只 Marshal 一次，要么签名和发送都用 SetEscapeHTML(false) 的 Encoder（末尾的换行也算在内）。",
        example: r#"{"subject":"R\u0026D"}"#,
        source: "",
    }
    Pretty {
        id: "json-pretty",
        weight: 6,
        title: "the body is signed with an indentation of two spaces" | "签名用的是缩进两个空格的 JSON",
        remedy: "Sign the bytes that are sent, not a copy that was formatted for reading or in Postman."
            | "用实际发送的字节签名，不要用为了阅读或在 Postman 里格式化过的版本。",
        example: "JSON.stringify(params, null, 2)",
        source: "",
    }
    NullMembersLost {
        id: "json-null-members-lost",
        weight: 6,
        title: "members that are null are left out of the body that is signed" | "签名用的 JSON 丢掉了值为 null 的字段",
        remedy: "Serialise once and sign what was sent. fastjson leaves null out unless WriteMapNullValue is set, Jackson writes it: two libraries, two bodies."
            | "只序列化一次，用实际发送的内容签名。fastjson 默认不输出 null（需要 WriteMapNullValue），Jackson 默认输出，两个库混用结果就不同。",
        example: "JSON.toJSONString(params) // fastjson",
        source: "",
    }
    Gson {
        id: "json-gson",
        weight: 6,
        title: "the body is signed as Gson writes it by default: =, ', <, > and & as \\u003d, and no null" | "签名用的是 Gson 的默认输出：=、'、<、>、& 转成 \\u003d 等，null 字段不输出",
        remedy: "Call toJson once, sign that String and send that String; or use new GsonBuilder().disableHtmlEscaping() for both."
            | "toJson 只调用一次，签名和发送用同一个 String；或两处都用 new GsonBuilder().disableHtmlEscaping()。",
        example: r#"new Gson().toJson(params): {"url":"https://example.com?a\u003d1"}"#,
        source: "",
    }
    GsonDoubles {
        id: "json-gson-doubles",
        weight: 5,
        title: "numbers are signed as Java doubles: 1 as 1.0, 1609311600 as 1.6093116E9" | "签名用的 JSON 把整数变成了 double：1 写成 1.0，1609311600 写成 1.6093116E9",
        remedy: "Do not parse the body into a Map before signing: Gson reads every number of a Map as a double. Sign the String that is sent."
            | "签名前不要把请求体解析成 Map，Gson 会把 Map 里的数字都当成 double。直接用实际发送的 String 签名。",
        example: "new Gson().toJson(new Gson().fromJson(body, Map.class))",
        source: "",
    }
    JavaScript {
        id: "json-javascript",
        weight: 5,
        title: "the body is signed as JavaScript reads and writes it: numeric names first, numbers as doubles" | "签名用的是 JSON.stringify(JSON.parse(body))：数字键排在前面，数字按 double 处理",
        remedy: "Call JSON.stringify once, sign that string and send that string; give long ids as strings."
            | "JSON.stringify 只调用一次，签名和发送用同一个字符串；较长的 ID 用字符串表示。",
        example: "JSON.stringify(JSON.parse(body))",
        source: "",
    }
    NumberForms {
        id: "json-number-forms",
        weight: 5,
        title: "numbers of the body are signed in another form: 60.0 as 60, long ones rounded to a double" | "签名时请求体中的数字变了写法：60.0 变成 60，长整数被 double 舍入",
        remedy: "Sign the text that is sent, not a parsed copy: a double holds integers up to 2^53 only, and forgets how a number was written."
            | "用实际发送的文本签名，不要用解析后再输出的结果：double 只能精确表示 2^53 以内的整数，也不保留原来的写法。",
        example: "9007199254740993 signed as 9007199254740992",
        source: "",
    }
    EncodedTwice {
        id: "json-encoded-twice",
        weight: 5,
        title: "a body that is JSON text already is signed as a JSON string" | "请求体已经是 JSON 文本，签名前又被编码成 JSON 字符串",
        remedy: "Serialise once: do not pass a string that is JSON already to json.dumps or JSON.stringify."
            | "只序列化一次，不要把已经是 JSON 的字符串再传给 json.dumps 或 JSON.stringify。",
        example: r#""{\"userid\":\"tester1\"}""#,
        source: "",
    }
    StringUnwrapped {
        id: "json-string-unwrapped",
        weight: 5,
        title: "the body was sent as a JSON string, and its content is signed" | "发送的请求体是被二次编码的 JSON 字符串，签名用的却是里面的内容",
        remedy: "Send the text that was signed: data=body in requests, not json=body, which encodes it a second time."
            | "发送签名用的那份文本：requests 用 data=body，不要用 json=body，后者会再编码一次。",
        example: "requests.post(url, json=json.dumps(params))",
        source: "",
    }
    QueryAsJson {
        id: "body-query-as-json",
        weight: 5,
        title: "the query's parameters are signed as a JSON body" | "没有请求体时，把查询参数当作 JSON 请求体签名",
        remedy: "In a GET sign the query as part of the URI, and the empty string as the body."
            | "GET 请求的查询参数只作为 URI 的一部分参与签名，请求体为空字符串。",
        example: r#"/v1/meetings?userid=tester1 \n {"userid":"tester1"}"#,
        source: "",
    }
    QueryString {
        id: "body-query-string",
        weight: 4,
        title: "the query is signed as the body" | "没有请求体时，把查询字符串当作请求体签名",
        remedy: "In a GET sign the query as part of the URI, and the empty string as the body."
            | "GET 请求的查询参数只作为 URI 的一部分参与签名，请求体为空字符串。",
        example: "/v1/meetings?userid=tester1 \\n userid=tester1",
        source: "",
    }
    PythonPrinted {
        id: "body-python-str",
        weight: 4,
        title: "a Python dict is signed as str() shows it: single quotes, True, None" | "签名用的是 str(dict) 的结果：单引号、True、None",
        remedy: "Serialise with json.dumps once, sign those bytes and send them with data=."
            | "用 json.dumps 序列化一次，用这份字节签名，并用 data= 发送。",
        example: "f\"{uri}\\n{params}\": {'userid': 'tester1', 'instanceid': 1}",
        source: "",
    }
    JavaPrinted {
        id: "body-java-to-string",
        weight: 4,
        title: "a Java Map is signed as toString() shows it: {userid=tester1}" | "签名用的是 Map.toString() 的结果：{userid=tester1}",
        remedy: "Serialise the Map to JSON once, sign that String and send that String."
            | "先把 Map 序列化成 JSON，签名和发送用同一个 String。",
        example: "uri + \"\\n\" + params // {userid=tester1, instanceid=1}",
        source: "",
    }
    ObjectObject {
        id: "body-object-object",
        weight: 4,
        title: "[object Object] is signed: a JavaScript object that was put into a string" | "签名串里是 [object Object]：JavaScript 对象被直接拼进了字符串",
        remedy: "Call JSON.stringify once, sign that string and send that string."
            | "先调用一次 JSON.stringify，签名和发送用同一个字符串。",
        example: "`${uri}\\n${params}`",
        source: "",
    }
    EmptyArray {
        id: "body-empty-array",
        weight: 4,
        title: "[] is signed for a body that is not there" | "没有请求体时，签名串里写了 []",
        remedy: "Sign the empty string when no body is sent; do not call json_encode on an empty array."
            | "没有请求体时按空字符串参与签名，不要对空数组调用 json_encode。",
        example: "json_encode([])",
        source: "",
    }
    EmptyStringLiteral {
        id: "body-empty-string-literal",
        weight: 4,
        title: "two quotes are signed for a body that is not there" | "没有请求体时，签名串里写了一对双引号",
        remedy: "Sign the empty string itself when no body is sent, not its JSON form."
            | "没有请求体时直接用空字符串参与签名，不要把空字符串再序列化成 \"\"。",
        example: "json.dumps(\"\")",
        source: "",
    }
    Undefined {
        id: "body-undefined",
        weight: 4,
        title: "undefined is signed for a body that is not there" | "没有请求体时，签名串里写了 undefined",
        remedy: "Put the empty string in place of a missing body: body ?? ''."
            | "没有请求体时用空字符串：body ?? ''。",
        example: "`${uri}\\n${body}`",
        source: "",
    }
    PythonNone {
        id: "body-none",
        weight: 4,
        title: "None is signed for a body that is not there" | "没有请求体时，签名串里写了 None",
        remedy: "Put the empty string in place of a missing body: body or \"\"."
            | "没有请求体时用空字符串：body or \"\"。",
        example: "f\"{uri}\\n{body}\"",
        source: "",
    }
    FormEncoded {
        id: "body-form-encoded",
        weight: 4,
        title: "the members of the JSON body are signed as a form" | "把 JSON 请求体的字段按表单编码后签名",
        remedy: "Sign the JSON text that is sent. This API takes application/json."
            | "用实际发送的 JSON 文本签名，该接口的 Content-Type 是 application/json。",
        example: "userid=tester1&instanceid=1",
        source: "",
    }
    FormSorted {
        id: "body-form-sorted",
        weight: 4,
        title: "the members of the JSON body are sorted and joined as k=v&k=v" | "把请求体字段排序后拼成 k=v&k=v 再签名",
        remedy: "That is another vendor's scheme. Sign the JSON text byte for byte as it is sent."
            | "那是其他平台的签名规则。这里按实际发送的 JSON 文本逐字节签名。",
        example: "instanceid=1&userid=tester1",
        source: "",
    }
    Trimmed {
        id: "body-trimmed",
        weight: 4,
        title: "white space around the body is sent and not signed" | "请求体首尾的空白发送了，但没有参与签名",
        remedy: "Sign the body byte for byte: no strip() or trim() before signing, or before both."
            | "请求体逐字节签名，签名前不要 strip() 或 trim()；要去空白就在签名和发送之前统一处理。",
        example: "body.strip()",
        source: "",
    }
    NewlineAdded {
        id: "body-newline-added",
        weight: 4,
        title: "a newline is signed at the end of the body" | "签名时请求体末尾多了一个换行",
        remedy: "Leave out the newline that echo, a here-document or Go's json.Encoder adds: printf '%s' in a shell, json.Marshal in Go."
            | "去掉 echo、heredoc 或 Go 的 json.Encoder 在末尾加的换行：shell 用 printf '%s'，Go 用 json.Marshal。",
        example: "echo \"$body\" | openssl …",
        source: "",
    }
    NewlineLost {
        id: "body-newline-lost",
        weight: 4,
        title: "the newline at the end of the body is sent and not signed" | "请求体末尾的换行发送了，但没有参与签名",
        remedy: "Sign the body byte for byte, its last newline too. A shell's $(cat file) drops it; curl --data-binary @file sends it."
            | "末尾的换行也要签名。shell 的 $(cat file) 会去掉换行，而 curl --data-binary @file 会发送它。",
        example: "body=$(cat body.json)",
        source: "",
    }
    DotNet {
        id: "json-dotnet",
        weight: 4,
        title: "the body is signed as System.Text.Json writes it: \\uXXXX for Chinese, \\u0022, \\u0026, \\u002B" | "签名用的是 System.Text.Json 的默认输出：中文及 \"、&、+ 等转成大写的 \\uXXXX",
        remedy: "Call JsonSerializer.Serialize once, sign that string and send it in a StringContent; JsonContent and PostAsJsonAsync serialise again."
            | "JsonSerializer.Serialize 只调用一次，用得到的字符串签名，并用 StringContent 发送；JsonContent、PostAsJsonAsync 会再次序列化。",
        example: r#"{"subject":"\u4F1A\u8BAE R\u0026D"}"#,
        source: "",
    }
    Sha256Hex {
        id: "body-sha256-hex",
        weight: 4,
        title: "the SHA-256 of the body is signed in its place" | "签名串里放的是请求体的 SHA-256，而不是请求体本身",
        remedy: "Sign the body itself. The hash of the body belongs to Tencent Cloud's TC3, which this is not."
            | "签名串里放请求体原文。对请求体做哈希是腾讯云 API 的 TC3 签名规则，这里不适用。",
        example: "hashlib.sha256(body).hexdigest()",
        source: "",
    }
    FormAsJson {
        id: "body-form-as-json",
        weight: 3,
        title: "the body was sent as a form, and signed as JSON" | "发送的是表单，签名用的却是 JSON",
        remedy: "Send the JSON text that was signed, with Content-Type: application/json: data=body in requests, where data=params would send a form."
            | "发送签名用的那份 JSON 文本，并设置 Content-Type: application/json。requests 要用 data=body，data=params 会按表单发送。",
        example: "requests.post(url, data=params)",
        source: "",
    }
    CrlfToLf {
        id: "body-crlf-to-lf",
        weight: 3,
        title: "CR LF in the body is signed as LF" | "请求体中的 CR LF 签名时变成了 LF",
        remedy: "Read the body in binary mode: Python's text mode and git's autocrlf change line ends."
            | "以二进制方式读取请求体，Python 的文本模式、git 的 autocrlf 会改变换行符。",
        example: "open(path).read()",
        source: "",
    }
    LfToCrlf {
        id: "body-lf-to-crlf",
        weight: 3,
        title: "LF in the body is signed as CR LF" | "请求体中的 LF 签名时变成了 CR LF",
        remedy: "Write the body in binary mode: text mode on Windows changes line ends."
            | "以二进制方式写入，Windows 的文本模式会把 LF 变成 CR LF。",
        example: "open(path, 'w').write(body)",
        source: "",
    }
    LineBreaksRemoved {
        id: "body-line-breaks-removed",
        weight: 3,
        title: "line breaks and tabs are removed from the body that is signed" | "签名前去掉了请求体里的换行和制表符",
        remedy: "Change the body before it is signed and sent, or not at all. curl -d @file removes line breaks, --data-binary does not."
            | "要改就在签名和发送之前统一改。curl -d @file 会去掉换行，--data-binary 不会。",
        example: "body.replaceAll(\"[\\r\\n\\t]\", \"\")",
        source: "",
    }
    SpacesRemoved {
        id: "body-spaces-removed",
        weight: 3,
        title: "every space is removed from the body that is signed, those inside strings too" | "签名前去掉了请求体里的所有空格，包括字符串内部的空格",
        remedy: "Do not replace in JSON text: json.dumps(params, separators=(\",\", \":\")) writes no spaces, and those bytes are signed and sent."
            | "不要对 JSON 文本做字符串替换，用 json.dumps(params, separators=(\",\", \":\")) 输出紧凑格式，签名和发送用同一份字节。",
        example: "json.dumps(params).replace(\" \", \"\")",
        source: "",
    }
    UnicodeEscapedUpperCase {
        id: "json-unicode-escaped-upper",
        weight: 3,
        title: "non-ASCII text of the body is signed as \\uXXXX with digits in upper case" | "签名时请求体中的非 ASCII 字符转成了大写的 \\uXXXX",
        remedy: "Sign the bytes that are sent. A writer that escapes must be the one that writes the request too."
            | "用实际发送的字节签名；做转义的序列化器必须同时用于发送。",
        example: r#"{"subject":"\u4F1A\u8BAE"}"#,
        source: "",
    }
    PrettyFour {
        id: "json-pretty-4",
        weight: 3,
        title: "the body is signed with an indentation of four spaces" | "签名用的是缩进四个空格的 JSON",
        remedy: "Sign the bytes that are sent, not a copy that was formatted for reading."
            | "用实际发送的字节签名，不要用格式化过的版本。",
        example: "json.dumps(params, indent=4); JSON_PRETTY_PRINT",
        source: "",
    }
    EmptyMembersLost {
        id: "json-empty-members-lost",
        weight: 3,
        title: "members that are 0, false, null or empty are left out of the body that is signed" | "签名用的 JSON 丢掉了值为 0、false、null 或空的字段",
        remedy: "Serialise once and sign what was sent. Go's omitempty and PHP's array_filter drop such members: do it before both, or not at all."
            | "只序列化一次，用实际发送的内容签名。Go 的 omitempty、PHP 的 array_filter 会去掉这些字段，要去就在签名和发送之前统一去。",
        example: "`json:\"type,omitempty\"`",
        source: "",
    }
    IntegersToStrings {
        id: "json-numbers-as-strings",
        weight: 3,
        title: "integers of the body are signed as strings" | "签名时请求体中的整数变成了字符串",
        remedy: "Serialise once and sign what was sent: a Map<String, String> turns 1 into \"1\"."
            | "只序列化一次，用实际发送的内容签名；Map<String, String> 会把 1 变成 \"1\"。",
        example: r#"{"instanceid":"1"} signed, {"instanceid":1} sent"#,
        source: "",
    }
    StringsToIntegers {
        id: "json-strings-as-numbers",
        weight: 3,
        title: "strings of digits in the body are signed as numbers" | "签名时请求体中的数字字符串变成了数字",
        remedy: "Serialise once and sign what was sent; leave JSON_NUMERIC_CHECK away."
            | "只序列化一次，用实际发送的内容签名；不要使用 JSON_NUMERIC_CHECK。",
        example: "json_encode($params, JSON_NUMERIC_CHECK)",
        source: "",
    }
    UrlEncoded {
        id: "body-url-encoded",
        weight: 3,
        title: "the body is percent-encoded before it is signed" | "请求体先做了 URL 编码再签名",
        remedy: "Sign the body itself, without rawurlencode or quote."
            | "签名串里放请求体原文，不要做 rawurlencode 或 quote。",
        example: "%7B%22userid%22%3A%22tester1%22%7D",
        source: "",
    }
    PhpArray {
        id: "body-php-array",
        weight: 3,
        title: "Array is signed: a PHP array that was put into a string" | "签名串里是 Array：PHP 数组被直接拼进了字符串",
        remedy: "Call json_encode once, sign that string and send that string."
            | "先调用一次 json_encode，签名和发送用同一个字符串。",
        example: "$uri . \"\\n\" . $params",
        source: "",
    }
    Nil {
        id: "body-nil",
        weight: 2,
        title: "nil is signed for a body that is not there" | "没有请求体时，签名串里写了 nil",
        remedy: "Put the empty string in place of a missing body."
            | "没有请求体时用空字符串。",
        example: "tostring(body) -- Lua; body.inspect # Ruby",
        source: "",
    }
    GoNil {
        id: "body-go-nil",
        weight: 2,
        title: "<nil> is signed for a body that is not there" | "没有请求体时，签名串里写了 <nil>",
        remedy: "Put the empty string in place of a missing body before it is formatted."
            | "格式化之前先判断，没有请求体时用空字符串。",
        example: "fmt.Sprintf(\"%s\\n%v\", uri, body)",
        source: "",
    }
    NullInParentheses {
        id: "body-objective-c-null",
        weight: 2,
        title: "(null) is signed for a body that is not there" | "没有请求体时，签名串里写了 (null)",
        remedy: "Put the empty string in place of a missing body: body ?: @\"\"."
            | "没有请求体时用空字符串：body ?: @\"\"。",
        example: "[NSString stringWithFormat:@\"%@\\n%@\", uri, body]",
        source: "",
    }
    BomAdded {
        id: "body-bom-added",
        weight: 2,
        title: "a byte order mark is signed before the body" | "签名时请求体前面多了 BOM",
        remedy: "Write and read files as UTF-8 without BOM: new UTF8Encoding(false) in .NET, encoding='utf-8' in Python."
            | "文件按无 BOM 的 UTF-8 读写：.NET 用 new UTF8Encoding(false)，Python 写文件用 encoding='utf-8'。",
        example: "EF BB BF 7B …",
        source: "",
    }
    BomLost {
        id: "body-bom-lost",
        weight: 2,
        title: "the byte order mark at the start of the body is sent and not signed" | "请求体开头的 BOM 发送了，但没有参与签名",
        remedy: "Send the body without a byte order mark; whatever is sent is signed."
            | "发送时去掉 BOM；只要发送了，就要参与签名。",
        example: "open(path, encoding='utf-8-sig')",
        source: "",
    }
    Rails {
        id: "json-rails",
        weight: 2,
        title: "the body is signed as to_json in Rails writes it: <, >, &, U+2028 as \\u003c and the like" | "签名用的是 Rails 的 to_json 结果：<、>、& 及 U+2028 等转成 \\u003c 等",
        remedy: "Call to_json once, sign that string and send that string; JSON.generate escapes none of them."
            | "to_json 只调用一次，签名和发送用同一个字符串；JSON.generate 则不做这些转义。",
        example: r#"{"subject":"R\u0026D"}"#,
        source: "",
    }
    Md5Hex {
        id: "body-md5-hex",
        weight: 2,
        title: "the MD5 of the body is signed in its place" | "签名串里放的是请求体的 MD5，而不是请求体本身",
        remedy: "Sign the body itself, not its hash."
            | "签名串里放请求体原文，不要放哈希值。",
        example: "md5($body)",
        source: "",
    }
    Md5Base64 {
        id: "body-md5-base64",
        weight: 2,
        title: "the MD5 of the body is signed in base64, as a Content-MD5 header has it" | "签名串里放的是请求体 MD5 的 base64（Content-MD5 的写法）",
        remedy: "Sign the body itself: Content-MD5 belongs to object storage and API gateways."
            | "签名串里放请求体原文；Content-MD5 是对象存储、API 网关的规则。",
        example: "base64_encode(md5($body, true))",
        source: "",
    }
    Base64 {
        id: "body-base64",
        weight: 2,
        title: "the body is signed in base64" | "请求体先做了 base64 再签名",
        remedy: "Sign the body itself: base64 comes once, at the very end, over the hexadecimal digest."
            | "签名串里放请求体原文；base64 只在最后对十六进制摘要做一次。",
        example: "base64.b64encode(body)",
        source: "",
    }
    UriComponent {
        id: "body-encode-uri-component",
        weight: 2,
        title: "the body goes through encodeURIComponent before it is signed" | "请求体经过 encodeURIComponent 后再签名",
        remedy: "Sign the body itself, without encodeURIComponent."
            | "签名串里放请求体原文，不要做 encodeURIComponent。",
        example: "encodeURIComponent(JSON.stringify(params))",
        source: "",
    }
    QuotesEscaped {
        id: "body-quotes-escaped",
        weight: 2,
        title: "quotes in the body are signed with a backslash before them" | "签名时请求体中的双引号前多了反斜杠",
        remedy: "Sign the text itself, not its escaped form from source code, a log or a shell."
            | "用文本本身签名，不要用从源码、日志或 shell 里复制出来的转义形式。",
        example: r#"{\"userid\":\"tester1\"}"#,
        source: "",
    }
    GoPrinted {
        id: "body-go-print",
        weight: 2,
        title: "a Go map is signed as fmt shows it: map[userid:tester1]" | "签名用的是 fmt 输出的 map：map[userid:tester1]",
        remedy: "Call json.Marshal once, sign those bytes and send those bytes."
            | "先调用一次 json.Marshal，签名和发送用同一份字节。",
        example: "fmt.Sprintf(\"%s\\n%v\", uri, params)",
        source: "",
    }
    RubyPrinted {
        id: "body-ruby-to-s",
        weight: 2,
        title: "a Ruby hash is signed as to_s shows it: {\"userid\"=>\"tester1\"}" | "签名用的是 Ruby Hash 的 to_s 结果：{\"userid\"=>\"tester1\"}",
        remedy: "Call to_json once, sign that string and send that string."
            | "先调用一次 to_json，签名和发送用同一个字符串。",
        example: "\"#{uri}\\n#{params}\"",
        source: "",
    }
    TruncatedToChars {
        id: "body-truncated-to-chars",
        weight: 2,
        title: "only as many bytes of the body are signed as it has characters" | "按字符数截取请求体的字节，中文请求体末尾没有参与签名",
        remedy: "Take the length in bytes: Buffer.byteLength(body), body.getBytes(UTF_8).length, not body.length."
            | "长度按字节计算：Buffer.byteLength(body)、body.getBytes(UTF_8).length，而不是 body.length。",
        example: "buffer.subarray(0, body.length)",
        source: "",
    }
    NullUpperCase {
        id: "body-null-upper-case",
        weight: 1,
        title: "NULL is signed for a body that is not there" | "没有请求体时，签名串里写了 NULL",
        remedy: "Put the empty string in place of a missing body."
            | "没有请求体时用空字符串。",
        example: "var_export(null, true)",
        source: "",
    }
    NullQuoted {
        id: "body-null-quoted",
        weight: 1,
        title: "\"null\" with its quotes is signed for a body that is not there" | "没有请求体时，签名串里写了带引号的 \"null\"",
        remedy: "Put the empty string in place of a missing body, before anything is made text of it."
            | "没有请求体时用空字符串，在转成文本之前判断。",
        example: "JSON.stringify(String(null))",
        source: "",
    }
    False {
        id: "body-false",
        weight: 1,
        title: "false is signed for a body that is not there" | "没有请求体时，签名串里写了 false",
        remedy: "Put the empty string in place of a missing body."
            | "没有请求体时用空字符串。",
        example: "json_encode(false)",
        source: "",
    }
    Space {
        id: "body-space",
        weight: 1,
        title: "a space is signed for a body that is not there" | "没有请求体时，签名串末尾多了一个空格",
        remedy: "Put the empty string in place of a missing body: nothing follows the last newline."
            | "没有请求体时用空字符串，最后一个换行之后不能再有任何字符。",
        example: "uri + \"\\n\" + \" \"",
        source: "",
    }
    CrlfAdded {
        id: "body-crlf-added",
        weight: 1,
        title: "CR LF is signed at the end of the body" | "签名时请求体末尾多了 CR LF",
        remedy: "Sign exactly the bytes of the body; the line end of a WriteLine or an echo is none of them."
            | "只签请求体本身的字节，不要带上 WriteLine 或 echo 加的行尾。",
        example: "writer.WriteLine(body)",
        source: "",
    }
    CrlfLost {
        id: "body-crlf-lost",
        weight: 1,
        title: "the CR LF at the end of the body is sent and not signed" | "请求体末尾的 CR LF 发送了，但没有参与签名",
        remedy: "Sign the body byte for byte, its last line end too."
            | "请求体逐字节签名，末尾的行尾也算。",
        example: "body.TrimEnd('\\r', '\\n')",
        source: "",
    }
    Sha256Base64 {
        id: "body-sha256-base64",
        weight: 1,
        title: "the SHA-256 of the body is signed in base64" | "签名串里放的是请求体 SHA-256 的 base64",
        remedy: "Sign the body itself, not its hash."
            | "签名串里放请求体原文，不要放哈希值。",
        example: "Digest: SHA-256=…",
        source: "",
    }
    NulCut {
        id: "body-nul-cut",
        weight: 1,
        title: "the body is signed up to its first NUL" | "签名时请求体在第一个 NUL 处被截断",
        remedy: "Pass the length along with the bytes; strlen and C strings end at a NUL."
            | "传字节时同时传长度，strlen 和 C 字符串遇到 NUL 就结束。",
        example: "HMAC(…, body, strlen(body), …)",
        source: "",
    }
    LowerCase {
        id: "body-lower-case",
        weight: 1,
        title: "the body is signed in lower case" | "签名时请求体转成了小写",
        remedy: "Sign the body as it is: only the digest is lower case, and hexdigest gives it so."
            | "请求体原样签名；需要小写的只是十六进制摘要。",
        example: "string_to_sign.lower()",
        source: "",
    }
    UpperCase {
        id: "body-upper-case",
        weight: 1,
        title: "the body is signed in upper case" | "签名时请求体转成了大写",
        remedy: "Sign the body as it is: only the method is upper case."
            | "请求体原样签名；需要大写的只是 HTTP 方法。",
        example: "string_to_sign.upper()",
        source: "",
    }
}

impl BodyChoice {
    pub(crate) fn apply(self, request: &Request<'_>) -> Vec<u8> {
        let body = if request.is_multipart_form_data() { &[] } else { request.body_bytes() };
        if let Some(placeholder) = self.placeholder() {
            return if body.is_empty() { placeholder } else { body }.to_vec();
        }
        if let Some(style) = self.style() {
            return style.rewrite(body).unwrap_or_else(|| body.to_vec());
        }
        self.changed(body, request).unwrap_or_else(|| body.to_vec())
    }

    /// What is signed for a body that is not there.
    fn placeholder(self) -> Option<&'static [u8]> {
        Some(match self {
            Self::EmptyArray => b"[]",
            Self::EmptyObject => b"{}",
            Self::EmptyStringLiteral => b"\"\"",
            Self::False => b"false",
            Self::GoNil => b"<nil>",
            Self::Nil => b"nil",
            Self::Null => b"null",
            Self::NullInParentheses => b"(null)",
            Self::NullQuoted => b"\"null\"",
            Self::NullUpperCase => b"NULL",
            Self::PythonNone => b"None",
            Self::Space => b" ",
            Self::Undefined => b"undefined",
            _ => return None,
        })
    }

    /// How the JSON is written that is signed.
    fn style(self) -> Option<Style> {
        const PLAIN: Style = Style::COMPACT;
        const NONE: Escapes = Escapes::NONE;
        Some(match self {
            Self::Compacted => PLAIN,
            Self::DotNet => Style {
                escapes: Escapes {
                    non_ascii: true,
                    ascii: "\"&'+<>`\x7f",
                    digits: Digits::Upper,
                    ..NONE
                },
                numbers: Numbers::AsWritten,
                ..PLAIN
            },
            Self::EmptyMembersLost => Style { lost: Lost::Empty, ..PLAIN },
            Self::Go => Style {
                escapes: Escapes { line_separators: true, ascii: "<>&", ..NONE },
                numbers: Numbers::Go,
                order: Order::Sorted,
                ..PLAIN
            },
            Self::Gson => Style {
                escapes: Escapes { line_separators: true, ascii: "<>&='", ..NONE },
                numbers: Numbers::AsWritten,
                lost: Lost::Nulls,
                ..PLAIN
            },
            Self::GsonDoubles => Style {
                escapes: Escapes { line_separators: true, ascii: "<>&='", ..NONE },
                numbers: Numbers::JavaDouble,
                lost: Lost::Nulls,
                ..PLAIN
            },
            Self::IntegersToStrings => Style { retyped: Retyped::IntegersToStrings, ..PLAIN },
            Self::JavaHashMap => {
                Style { numbers: Numbers::AsWritten, order: Order::JavaHashMap, ..PLAIN }
            }
            Self::JavaScript => {
                Style { numbers: Numbers::JavaScript, order: Order::JavaScript, ..PLAIN }
            }
            Self::KeysSorted => Style { order: Order::Sorted, ..PLAIN },
            Self::NullMembersLost => Style { lost: Lost::Nulls, ..PLAIN },
            Self::NumberForms => Style { numbers: Numbers::JavaScript, ..PLAIN },
            Self::Php => Style {
                escapes: Escapes { non_ascii: true, slash: true, ..NONE },
                numbers: Numbers::Php,
                ..PLAIN
            },
            Self::Pretty => Style { layout: Layout::Lines(2), ..PLAIN },
            Self::PrettyFour => Style { layout: Layout::Lines(4), ..PLAIN },
            Self::Python => Style {
                layout: Layout::Spaces,
                escapes: Escapes { non_ascii: true, ascii: "\x7f", ..NONE },
                ..PLAIN
            },
            Self::PythonSpaces => Style { layout: Layout::Spaces, ..PLAIN },
            Self::Rails => Style {
                escapes: Escapes { line_separators: true, ascii: "<>&", ..NONE },
                numbers: Numbers::Ruby,
                ..PLAIN
            },
            Self::SlashEscaped => Style { escapes: Escapes { slash: true, ..NONE }, ..PLAIN },
            Self::StringsToIntegers => Style { retyped: Retyped::StringsToIntegers, ..PLAIN },
            _ => return None,
        })
    }

    /// Everything else. `None` if there is nothing to work on.
    fn changed(self, body: &[u8], request: &Request<'_>) -> Option<Vec<u8>> {
        match self {
            Self::Base64 => Some(change::base64(body)),
            Self::BomAdded => Some([b"\xef\xbb\xbf", body].concat()),
            Self::BomLost => body.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec),
            Self::CrlfAdded => Some([body, b"\r\n"].concat()),
            Self::CrlfLost => body.strip_suffix(b"\r\n").map(<[u8]>::to_vec),
            Self::CrlfToLf => Some(change::crlf_to_lf(body)),
            Self::EncodedTwice => change::encoded_twice(body),
            Self::FormAsJson => form::from_form(body),
            Self::FormEncoded => form::encoded(body),
            Self::FormSorted => form::sorted(body),
            Self::GoPrinted => Print::GO.rewrite(body),
            Self::HtmlEscaped => {
                change::escaped(body, Digits::Lower, |c| matches!(c, '<' | '>' | '&'))
            }
            Self::JavaPrinted => Print::JAVA.rewrite(body),
            Self::LeftOut => Some(Vec::new()),
            Self::LfToCrlf => Some(change::lf_to_crlf(body)),
            Self::LineBreaksRemoved => Some(change::without(body, b"\r\n\t")),
            Self::LowerCase => Some(change::lower_case(body)),
            Self::Md5Base64 => Some(change::base64(&change::md5(body))),
            Self::Md5Hex => Some(hex::encode(change::md5(body)).into_bytes()),
            Self::MultipartInFull => Some(request.body_bytes().to_vec()),
            Self::NewlineAdded => Some([body, b"\n"].concat()),
            Self::NewlineLost => body.strip_suffix(b"\n").map(<[u8]>::to_vec),
            Self::NulCut => body.split(|&byte| byte == 0).next().map(<[u8]>::to_vec),
            Self::ObjectObject => change::instead_of_container(body, "{", b"[object Object]"),
            Self::PhpArray => change::instead_of_container(body, "{[", b"Array"),
            Self::PythonPrinted => Print::PYTHON.rewrite(body),
            Self::QueryAsJson => form::query(body, request).and_then(form::as_json),
            Self::QueryString => form::query(body, request).map(<[u8]>::to_vec),
            Self::QuotesEscaped => change::quotes_escaped(body),
            Self::RubyPrinted => Print::RUBY.rewrite(body),
            Self::Sha256Base64 => Some(change::base64(&change::sha256(body))),
            Self::Sha256Hex => Some(hex::encode(change::sha256(body)).into_bytes()),
            Self::SpacesRemoved => Some(change::without(body, b" ")),
            Self::StringUnwrapped => change::unwrapped(body),
            Self::Trimmed => Some(change::trimmed(body)),
            Self::TruncatedToChars => change::truncated_to_chars(body),
            Self::UnicodeEscaped => change::escaped(body, Digits::Lower, |c| !c.is_ascii()),
            Self::UnicodeEscapedUpperCase => {
                change::escaped(body, Digits::Upper, |c| !c.is_ascii())
            }
            Self::UpperCase => Some(change::upper_case(body)),
            Self::UriComponent => Some(change::percent_encoded(body, b"-_.~!'()*")),
            Self::UrlEncoded => Some(change::percent_encoded(body, b"-_.~")),
            _ => None,
        }
    }
}
