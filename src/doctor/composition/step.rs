//! The steps by which what was signed and what was sent came apart, beyond the
//! catalogue: each with its words, and the side that took it.

use crate::recipe::{Mistake, Stage, Text};

/// Which side did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Side {
    /// The code that signs.
    Signer,
    /// The HTTP client, after a right signature.
    Client,
    /// The account's data.
    Account,
}

impl Side {
    /// The name used in reports.
    pub fn id(self) -> &'static str {
        match self {
            Self::Signer => "signer",
            Self::Client => "client",
            Self::Account => "account",
        }
    }
}

macro_rules! steps {
    ($(
        $name:ident $id:literal $stage:ident $side:ident $weight:literal
        $en:literal | $zh:literal
        $remedy_en:literal | $remedy_zh:literal
        $example:literal;
    )*) => {
        $(pub(in crate::doctor) static $name: Mistake = Mistake {
            id: $id,
            stage: Stage::$stage,
            weight: $weight,
            title: Text { en: $en, zh: $zh },
            remedy: Text { en: $remedy_en, zh: $remedy_zh },
            example: $example,
            source: "",
        };)*

        /// Every step there is.
        pub(in crate::doctor) static ALL: &[(&Mistake, Side)] = &[$((&$name, Side::$side)),*];
    };
}

/// Which side takes this step; `None` for a mistake of the catalogue.
pub(in crate::doctor) fn side_of(mistake: &Mistake) -> Option<Side> {
    ALL.iter().find(|(step, _)| step.id == mistake.id).map(|(_, side)| *side)
}

steps! {
    LAYOUT "text-of-other-pieces" Assembly Signer 60
    "another text was signed: other pieces, or in another order" | "签名串的组成不对：内容或顺序与规定的不同"
    "Sign exactly four lines joined by \\n, with none at the end: METHOD, then X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…, then the URI with its query, then the body (empty for GET)."
        | "签名串固定为四行，用 \\n 连接，末尾没有换行：请求方法；X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…；带查询参数的 URI；请求体（GET 为空）。"
    "POST\\nX-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…\\n/v1/meetings\\n{…}";

    TC3 "signed-as-tc3" Assembly Signer 20
    "the request was signed by Tencent Cloud's TC3-HMAC-SHA256, which is another scheme" | "用了腾讯云的 TC3-HMAC-SHA256 签名，那是另一套签名方法"
    "Sign four lines joined by \\n with HMAC-SHA256 and the SecretKey itself: METHOD, X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…, the URI with its query, the body; write the digest as hexadecimal, that as base64."
        | "用 SecretKey 本身对四行文本做 HMAC-SHA256，行间用 \\n 连接：请求方法；X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…；带查询参数的 URI；请求体。摘要先写成十六进制，再做 base64。"
    "TC3-HMAC-SHA256\\n1600000000\\n2020-09-13/meeting/tc3_request\\n…";

    TEXT_DRESSED "text-encoded" Assembly Signer 3
    "the text was encoded or hashed before it went into the HMAC" | "签名串在计算 HMAC 之前又做了编码或哈希"
    "Give the HMAC the bytes of the text itself." | "把签名串本身的字节直接交给 HMAC。"
    "hmac(key, sha256(text))";

    TEXT_PRINTED "signed-text-other" Assembly Signer 1
    "the text that your code signed is not the one that this request must be signed with" | "代码实际签名的文本与该请求应当签名的文本不同"
    "Change the parts that are marked as different below, so that exactly the text of the request that is sent is signed." | "按下面标出的不同之处修改，使签名的文本与实际发送的请求完全一致。"
    "signed /v1/meetings, sent /v1/meetings?page=1";

    FORM_DRESSED "signature-form" Encoding Signer 40
    "the digest was written or wrapped in another way than the signature wants" | "摘要的书写或包装方式不对"
    "Write the digest as 64 lower-case hexadecimal digits, encode those as base64 once: 88 characters on one line, nothing around them."
        | "摘要先写成 64 位小写十六进制，再做一次 base64：一行 88 个字符，两端没有其他字符。"
    "base64(hex(hmac))";

    CLIENT_ENCODED_TWICE "client-encoded-twice" Uri Client 30
    "the HTTP client percent-encoded the encoded URL again, after it was signed" | "签名正确，但 HTTP 客户端把已编码的 URL 又编码了一次"
    "Give the client a URL it leaves alone: in Java a URI object (URI.create(url)) and not a String for RestTemplate, build().toUri() or DefaultUriBuilderFactory with EncodingMode.NONE; with Guzzle and requests a whole URL and no params."
        | "请把不会再被编码的 URL 交给客户端：Java 的 RestTemplate 传 URI 对象（URI.create(url)）而不是 String，或用 EncodingMode.NONE；Guzzle、requests 传完整 URL，不要再用 params。"
    "sent %25E5, signed %E5";

    CLIENT_ESCAPED "client-escaped-characters" Uri Client 20
    "the HTTP client percent-encoded characters that were signed as they are" | "签名正确，但 HTTP 客户端对签名时未编码的字符做了编码"
    "Sign what the client sends: take the URL from it before signing (JavaScript: const u = new URL(url); sign u.pathname + u.search), or encode those characters yourself before signing."
        | "用客户端实际发送的 URL 签名：先让它解析再取值（JavaScript：const u = new URL(url)，对 u.pathname + u.search 签名），或在签名前自行编码这些字符。"
    "signed o'neil, sent o%27neil";

    CLIENT_LEFT_PLAIN "client-left-characters-plain" Uri Client 20
    "the HTTP client sent characters plain that were signed percent-encoded" | "签名正确，但签名时编码过的字符被 HTTP 客户端以明文发送"
    "Sign what the client sends: OkHttp, axios, yarl (aiohttp) and others leave @ : , $ and the like plain in a query. Build the URL with the client first, take its encoded path and query from it, sign those."
        | "用客户端实际发送的 URL 签名：OkHttp、axios、aiohttp（yarl）等在查询参数中保留 @ : , $ 等字符。先用客户端构造 URL，再取它的编码后路径和查询参数签名。"
    "signed a%40b, sent a@b";

    GET_BECAME_POST "client-turned-get-into-post" Method Client 20
    "GET was signed, and the HTTP client sent POST" | "签名时是 GET，HTTP 客户端实际发送的是 POST"
    "A library turns a GET into a POST when it is given a body: in Java do not call setDoOutput(true) or getOutputStream() for a GET, in PHP set no CURLOPT_POSTFIELDS, with HttpURLConnection set the method last."
        | "给 GET 设置了请求体时，部分库会改成 POST：Java 的 GET 请求不要调用 setDoOutput(true) 和 getOutputStream()；PHP 不要设置 CURLOPT_POSTFIELDS。"
    "connection.setDoOutput(true)";

    METHOD_CHANGED "client-changed-method" Method Client 5
    "another method was signed than the HTTP client sent" | "签名时的请求方法与实际发送的不同"
    "Set the method in one place, and take it from there for the signature and for the client." | "请求方法只在一处设置，签名和发送都从那里取。"
    "sign(\"POST\", …); http.put(…)";

    BASE_PATH_LOST "client-lost-base-path" Uri Client 20
    "the HTTP client lost the beginning of the path that was signed" | "签名正确，但 HTTP 客户端丢掉了路径的开头部分"
    "A path that begins with a slash replaces that of the base URL: with Guzzle base_uri end the base with a slash and begin the path without one; or give whole URLs."
        | "以“/”开头的路径会替换基础 URL 的路径：Guzzle 的 base_uri 末尾要带“/”，相对路径开头不要带；或直接使用完整 URL。"
    "base https://api.meeting.qq.com/v1/ and /meetings give /meetings";

    PREFIX_SENT "path-prefix-not-signed" Uri Client 20
    "the path was sent with a beginning that was not signed" | "实际发送的路径比签名的多了开头部分"
    "This is right if a gateway or a proxy takes the beginning away: what counts is the path that reaches api.meeting.qq.com. If nothing takes it away, sign the path as sent."
        | "如果网关或代理会去掉这段前缀，则这样做是对的：以到达 api.meeting.qq.com 的路径为准。如果没有，请按实际发送的路径签名。"
    "signed /v1/meetings, sent /gateway/v1/meetings";

    PREFIX_SIGNED "path-prefix-signed" Uri Signer 10
    "a beginning of the path was signed that was not sent" | "签名的路径比实际发送的多了开头部分"
    "Sign the path as it reaches api.meeting.qq.com: without the prefix of a gateway or a development proxy." | "按到达 api.meeting.qq.com 的路径签名，不要带网关或开发代理的前缀。"
    "signed /api/v1/meetings, sent /v1/meetings";

    ENCODER "uri-other-encoder" Uri Signer 15
    "the URI was signed in the spelling of another percent-encoder than it was sent in" | "签名和发送时用了不同的百分号编码方式"
    "Encode once, keep the text, sign it and send it: the encoders of the libraries differ in + and %20, in ~ * ! ' ( ) and in the case of the digits." | "只编码一次，保存结果，签名和发送用同一个字符串：各库对 + 与 %20、~ * ! ' ( ) 以及十六进制大小写的处理各不相同。"
    "signed a%2Db, sent a-b";

    QUERY_ORDER "query-other-order" Uri Signer 12
    "the parameters of the query were signed in another order than they were sent in" | "查询参数签名时的顺序与发送时不同"
    "Build the query string once and use the same text for the signature and for the URL; maps of most languages keep no order." | "查询字符串只拼一次，签名和 URL 用同一个；多数语言的 map 不保证顺序。"
    "signed ?c=3&a=1&b=2, sent ?a=1&b=2&c=3";

    QUERY_PARTLY "query-partly-signed" Uri Signer 6
    "a parameter of the query was left out of what was signed" | "有查询参数没有参与签名"
    "Sign the whole query as sent; add every parameter before signing." | "对实际发送的完整查询字符串签名；所有参数都要在签名前加入。"
    "url += '&page=1' after sign(url)";

    PLACEHOLDER "placeholder-signed" Uri Signer 10
    "a placeholder was signed in the place of its value" | "签名时用的是占位符，而不是它的值"
    "Fill in the template before signing: in Postman sign pm.variables.replaceIn(pm.request.url.getPathWithQuery()) and the body likewise." | "先替换变量再签名：Postman 中对 pm.variables.replaceIn(pm.request.url.getPathWithQuery()) 以及同样处理后的请求体签名。"
    "signed ?userid={{userid}}, sent ?userid=u1";

    PARAMETERS_AS_JSON "parameters-signed-as-json" Body Signer 25
    "the parameters were signed as a JSON body, and sent as a query or a form" | "参数按 JSON 请求体参与签名，实际却作为查询参数或表单发送"
    "For a GET, put the parameters into the URL first and sign that URL with an empty body (requests: params=); for a POST send the very JSON text that was signed (requests: data=text, not json=)." | "GET 请求先把参数拼到 URL 里，对该 URL 签名，请求体为空（requests 用 params=）；POST 请求发送签名时的那段 JSON 文本（requests 用 data=文本）。"
    "sign(\"GET\", \"/v1/meetings\", json.dumps(params)); requests.get(url, params=params)";

    SENT_IN_CHARSET "body-sent-in-other-charset" Charset Client 20
    "the body was signed in UTF-8 and sent in another charset" | "请求体以 UTF-8 签名，却以其他字符集发送"
    "Send the bytes that were signed, in UTF-8: Java new StringEntity(body, StandardCharsets.UTF_8) or body.getBytes(StandardCharsets.UTF_8); C# Encoding.UTF8; PHP and Python pass bytes; and say charset=utf-8 in Content-Type." | "发送签名时的 UTF-8 字节：Java 用 new StringEntity(body, StandardCharsets.UTF_8) 或 body.getBytes(StandardCharsets.UTF_8)，C# 用 Encoding.UTF8，PHP、Python 直接传字节；Content-Type 写明 charset=utf-8。"
    "new StringEntity(body)";

    READ_IN_CHARSET "body-read-in-other-charset" Charset Signer 10
    "the UTF-8 body was read in another charset before it was signed" | "签名前把 UTF-8 请求体按其他字符集读成了字符串"
    "Name UTF-8 wherever bytes become text and text becomes bytes: Java before 18 takes the platform's charset (new String(bytes, StandardCharsets.UTF_8), getBytes(StandardCharsets.UTF_8), -Dfile.encoding=UTF-8)." | "字节与字符串互转时都要指定 UTF-8：Java 18 之前默认使用平台字符集（new String(bytes, StandardCharsets.UTF_8)、getBytes(StandardCharsets.UTF_8)、-Dfile.encoding=UTF-8）。"
    "new String(bytes)";

    SIGNED_IN_CHARSET "body-signed-in-other-charset" Charset Signer 10
    "the body alone was signed in another charset than UTF-8" | "请求体签名时没有用 UTF-8"
    "Turn the body into bytes once, in UTF-8, and sign and send those bytes." | "请求体只转换一次字节（UTF-8），签名和发送用同一份字节。"
    "body.getBytes()";

    BODY_EDGE_SENT "client-added-around-body" Body Client 15
    "the HTTP client sent bytes around the body that were not signed: a byte order mark, a line end, blanks" | "实际发送的请求体首尾多了未参与签名的字节：BOM、换行或空白"
    "Send the text that was signed and nothing else: write files without a byte order mark (PowerShell: -Encoding utf8NoBOM, C#: new UTF8Encoding(false)), echo -n or printf, curl --data-binary." | "只发送参与签名的文本：文件不要带 BOM（PowerShell 用 utf8NoBOM，C# 用 new UTF8Encoding(false)），用 echo -n 或 printf，curl 用 --data-binary。"
    "ef bb bf {\"a\":1}";

    BODY_EDGE_SIGNED "signed-around-body" Body Signer 10
    "bytes were signed around the body that were not sent: a byte order mark, a line end, blanks" | "签名的请求体首尾多了未发送的字节：BOM、换行或空白"
    "Sign the body exactly as it is sent." | "按实际发送的内容签名。"
    "sign(body + \"\\n\")";

    JSON_SPELLING "json-other-spelling" Body Signer 15
    "the JSON body was signed in another spelling than it was sent in: white space, escapes or the writing of numbers" | "请求体 JSON 签名时的写法与发送时不同：空白、转义或数字的写法"
    "Turn the object into text once, sign that text, send that text: Python data=text.encode() and not json=obj; axios data: text; Java a String body and not an object." | "对象只序列化一次，签名和发送用同一段文本：Python 用 data=text.encode() 而不是 json=obj，axios 的 data 传字符串，Java 传 String 而不是对象。"
    "signed {\\n\\t\"a\": 1\\n}, sent {\"a\":1}";

    JSON_ORDER "json-other-order" Body Signer 10
    "the members of the JSON body were signed in another order than they were sent in" | "请求体 JSON 成员签名时的顺序与发送时不同"
    "Turn the object into text once, sign that text, send that text; objects of most languages keep no order." | "对象只序列化一次，签名和发送用同一段文本；多数语言的对象不保证顺序。"
    "signed {\"b\":2,\"a\":1}, sent {\"a\":1,\"b\":2}";

    LANGUAGE_PRINT "body-as-language-prints-it" Body Signer 12
    "the body was signed as the language prints an object, and not as the JSON that is sent" | "签名用的是语言打印对象的文本，而不是实际发送的 JSON"
    "Turn the object into JSON once (json.dumps, JSON.stringify, ObjectMapper, json_encode, json.Marshal), sign that text and send it." | "先序列化成 JSON（json.dumps、JSON.stringify、ObjectMapper、json_encode、json.Marshal），签名并发送这段文本。"
    "str({\"a\": True}).replace(\"'\", '\"')";

    MEMBERS_PARTLY "json-member-not-signed" Body Client 6
    "a member of the JSON body was sent that was not signed" | "实际发送的请求体比签名的多了成员"
    "Complete the object before it is signed; interceptors and middleware that add members must run before." | "签名之前就要把对象补全；会添加字段的拦截器要先执行。"
    "signed {\"a\":1}, sent {\"a\":1,\"t\":5}";

    TIMESTAMP_FRACTION "timestamp-fraction" HeaderString Signer 12
    "the timestamp was signed with a fraction, or in another form, and sent in whole seconds" | "签名时的时间戳带小数或是其他写法，发送时是整数秒"
    "Round once and keep the text: str(int(time.time())); use it for the signature and for the header." | "只取整一次并保存：str(int(time.time()))，签名和请求头用同一个值。"
    "str(time.time())";

    TIMESTAMP_FRACTION_SENT "timestamp-fraction-sent" HeaderString Client 8
    "the timestamp was signed in whole seconds and sent with a fraction" | "签名时的时间戳是整数秒，发送时却带小数"
    "Round once and keep the text: str(int(time.time())); use it for the signature and for the header." | "只取整一次并保存：str(int(time.time()))，签名和请求头用同一个值。"
    "X-TC-Timestamp: 1600000000.123";

    TIMESTAMP_HOURS "timestamp-hours-off" HeaderString Signer 6
    "the signed timestamp is whole hours from the sent one: local time was taken for UTC" | "签名的时间戳与发送的相差整小时：把本地时间当成了 UTC"
    "Use UNIX seconds, which have no time zone: time.time(), System.currentTimeMillis()/1000, time()." | "使用没有时区的 UNIX 秒：time.time()、System.currentTimeMillis()/1000、time()。"
    "calendar.timegm(time.localtime())";

    URI_WRITTEN "uri-other-form" Uri Signer 15
    "the URI was signed in another form than the scheme wants" | "URI 的写法与规定的不同"
    "Sign path and query exactly as they are sent: from the first slash (/v1/…), without scheme and host, the query behind the question mark." | "按实际发送的路径和查询参数签名：从第一个“/”（/v1/…）开始，不带协议和域名，问号后面是查询参数。"
    "v1/meetings for /v1/meetings";

    BODY_WRITTEN "body-in-other-form" Body Signer 12
    "a hash or an encoding of the body, or something else in its place, was signed" | "签名用的不是请求体本身，而是它的哈希、编码或其他内容"
    "Sign the bytes of the body themselves, and nothing where there is none." | "直接对请求体的字节签名；没有请求体时为空。"
    "hex(sha256(body))";

    NONCE_PARSED "nonce-other-form" HeaderString Signer 6
    "the nonce was signed in another form than it was sent in" | "随机数签名时的写法与发送时不同"
    "Make the nonce once, as text of decimal digits, and use that text for the signature and for the header." | "随机数只生成一次，保存为十进制数字文本，签名和请求头用同一段文本。"
    "String.format(\"%,d\", nonce)";

    VALUES_BENT "header-values-wrapped" HeaderString Client 8
    "the values of the headers were sent with something around them that was not signed" | "请求头的值在发送时多了未参与签名的内容（引号、括号、分号等）"
    "Send the bare values that were signed: no quotes, brackets, separators or percent-encoding, and no name inside the value." | "发送签名时的原值：不要引号、括号、分隔符或百分号编码，值里不要带名称。"
    "X-TC-Nonce: \"123456\"";

    VALUES_SWAPPED "header-values-swapped" HeaderString Client 6
    "two of the headers were sent with each other's values" | "两个请求头的值发送时互换了"
    "Look where the headers are filled in: key, nonce and timestamp belong under their own names." | "检查填写请求头的代码：密钥、随机数、时间戳要各归其位。"
    "X-TC-Nonce: <timestamp>, X-TC-Timestamp: <nonce>";

    HEADERS_WRITTEN "header-string-other-form" HeaderString Signer 20
    "the header string was written in another form" | "请求头串的写法不对"
    "Write it as X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=… on one line: these three, in this order, with these names." | "请求头串写成一行：X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…，只有这三项，顺序和名称都不能变。"
    "X-TC-Key:…\nX-TC-Nonce:…\nX-TC-Timestamp:…";

    ID_INVISIBLE "secret-id-invisible-character" HeaderString Account 6
    "invisible characters or blanks stand around the SecretId that was signed" | "参与签名的 SecretId 首尾有不可见字符或空格"
    "Copy the SecretId again, and look at its length; trim it where it is read." | "重新复制 SecretId 并核对长度；读取时去掉首尾空白。"
    "AKID…\\u200b";

    ID_WRITTEN "secret-id-other-form" HeaderString Signer 6
    "the SecretId was signed in another form than it was sent in, or was not there when it was signed" | "参与签名的 SecretId 与发送的写法不同，或者签名时还没有取到"
    "Read the SecretId before signing, and use the same text for the signature and for X-TC-Key." | "签名之前先取到 SecretId，签名和 X-TC-Key 用同一段文本。"
    "X-TC-Key=undefined&…";

    KEY_INVISIBLE "key-invisible-character" Key Account 12
    "an invisible character or a blank stands at the SecretKey that signed" | "签名所用的 SecretKey 首尾有不可见字符或空格"
    "Copy the SecretKey again without what surrounds it, and look at its length: zero-width and no-break spaces come along from web pages and chat programs." | "重新复制 SecretKey，不要带上前后字符，并核对长度：从网页或聊天软件复制时容易带上零宽空格或不间断空格。"
    "SecretKey\\u200b";

    KEY_PARSED "key-parsed-as-hex" Key Signer 8
    "the SecretKey went through a parser of hexadecimal digits, which it is not" | "SecretKey 被当作十六进制解析，但它并不是"
    "Use the SecretKey as text: CryptoJS.HmacSHA256(text, key) with the string itself, crypto.createHmac('sha256', key), without enc.Hex.parse or Buffer.from(key, 'hex')." | "SecretKey 直接作为文本使用：CryptoJS.HmacSHA256(text, key) 传字符串本身，crypto.createHmac('sha256', key)，不要用 enc.Hex.parse 或 Buffer.from(key, 'hex')。"
    "CryptoJS.enc.Hex.parse(secretKey)";

    KEY_NOT_OWN "key-wrapped" Key Signer 5
    "the SecretKey was changed before it became the key: cut, doubled, wrapped" | "SecretKey 在用作密钥之前被改动：截断、重复或加了前后缀"
    "Use the SecretKey exactly as the console shows it." | "原样使用控制台显示的 SecretKey。"
    "hmac(secretKey + \"&\", text)";

    HEADERS_MISPLACED "signature-in-other-place" HeaderString Client 30
    "the signature, or what goes with it, was sent under another name or in another place than the server reads" | "签名或与它一起发送的内容没有放在服务端读取的请求头中"
    "Send X-TC-Key, X-TC-Timestamp, X-TC-Nonce, X-TC-Signature, AppId and, where one was assigned, SdkId, one header each with just this name; the server looks nowhere else." | "请分别用 X-TC-Key、X-TC-Timestamp、X-TC-Nonce、X-TC-Signature、AppId（以及分配过的 SdkId）这些名称的请求头发送，一项一个；服务端不看其他位置。"
    "Signature: … instead of X-TC-Signature: …";

    CREDENTIALS_OTHER "key-other" HeaderString Account 20
    "the signature fits, and X-TC-Key is not the SecretId: the server answers 190303" | "签名与请求相符，但 X-TC-Key 不是 SecretId：服务端返回 190303"
    "Send the SecretId in X-TC-Key, and sign it there: not the AppId, not the SdkId, not the SecretKey." | "X-TC-Key 请发送 SecretId 并用它参与签名：不是 AppId、SdkId，也不是 SecretKey。"
    "X-TC-Key: <AppId>";

    SIGNATURE_MISSING "signature-missing" HeaderString Client 25
    "no signature was sent: X-TC-Signature is missing, empty, or holds a word such as undefined" | "没有发送签名：X-TC-Signature 缺失、为空，或者是 undefined 之类的字样"
    "Send the 88 characters of the signature in the header X-TC-Signature; look where the variable gets lost between signing and sending, an await that is missing among others." | "请在 X-TC-Signature 请求头中发送 88 个字符的签名；检查从签名到发送之间变量在哪里丢失，例如漏写 await。"
    "X-TC-Signature: undefined";

    KEY_MISSING "key-missing" HeaderString Client 12
    "X-TC-Key is missing, or empty" | "X-TC-Key 请求头缺失或为空"
    "Send your SecretId in the header X-TC-Key." | "请在 X-TC-Key 请求头中发送 SecretId。"
    "X-TC-Key: <SecretId>";

    OAUTH "oauth-headers" HeaderString Account 10
    "there is no X-TC-Signature, but there are OAuth 2.0 headers" | "没有 X-TC-Signature，但带有 OAuth 2.0 的请求头"
    "An OAuth 2.0 app sends AccessToken and OpenId and signs nothing; an enterprise self-built app signs and sends neither. Use the headers of your kind of app." | "OAuth 2.0 应用使用 AccessToken 和 OpenId，无需签名；企业自建应用需要签名，不使用这两个请求头。请按应用类型选择。"
    "AccessToken: …";

    JWT "jwt-in-authorization" HeaderString Signer 8
    "Authorization holds a JWT that is signed with the SecretKey (HS256)" | "Authorization 中是用 SecretKey 签名的 JWT（HS256）"
    "This API takes no JWT, though its pages once used the name: send X-TC-Key, X-TC-Timestamp, X-TC-Nonce and X-TC-Signature." | "该接口不使用 JWT（文档早期沿用过这个名称）：请发送 X-TC-Key、X-TC-Timestamp、X-TC-Nonce 和 X-TC-Signature。"
    "Authorization: Bearer eyJ…";

    KEY_EXPOSED "secret-key-sent" HeaderString Account 8
    "the SecretKey itself was sent in the request: it has left the machine" | "请求中直接发送了 SecretKey：它已经泄露"
    "Replace it in the console now; then send the SecretId in X-TC-Key and a signature, and the SecretKey nowhere." | "请立即在控制台更换密钥；X-TC-Key 应发送 SecretId，并发送签名，任何位置都不要发送 SecretKey。"
    "Authorization: Basic base64(SecretId:SecretKey)";
}
