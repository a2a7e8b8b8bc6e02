//! What is signed as the URI.

pub(super) mod percent;
pub(super) mod query;

use std::borrow::Cow;

use crate::request::Request;

/// The host of a request that does not say where it was sent.
const HOST: &[u8] = b"api.meeting.qq.com";

choices! {
    /// What is signed as the URI.
    UriChoice at Uri;
    /// Path and query as sent.
    AsSent;
    PathDecoded {
        id: "path-decoded",
        weight: 70,
        title: "the path is percent-decoded before it is signed" | "路径先做了百分号解码再签名",
        remedy: "Sign the path as it stands in the request line, escapes included: in Java getRawPath() and not getPath(), in Go URL.EscapedPath() and not URL.Path."
            | "按请求行中的原样签名，保留百分号转义：Java 用 getRawPath() 而不是 getPath()，Go 用 URL.EscapedPath() 而不是 URL.Path。",
        example: "/v1/users/张三 instead of /v1/users/%E5%BC%A0%E4%B8%89",
        source: "7 of 58 public signers; the vendor's Java SDK",
    }
    QueryLeftOut {
        id: "query-left-out",
        weight: 50,
        title: "the query is not signed" | "签名串中的 URI 没有带查询参数",
        remedy: "Sign path and query together, everything after the host: put the query string into the URL first, then sign that URL's path, '?' and query."
            | "URI 是域名之后的全部内容，包括“?”和查询参数：先拼好完整 URL，再用其中的路径和查询参数签名。",
        example: "/v1/meetings instead of /v1/meetings?userid=tester1&instanceid=1",
        source: "5 of 58 public signers",
    }
    QueryDecoded {
        id: "query-decoded",
        weight: 50,
        title: "the query is percent-decoded before it is signed" | "查询参数先做了百分号解码（或编码前）就拿去签名",
        remedy: "Encode the parameters first, then sign and send the very same text: in Java getRawQuery() and not getQuery(), in Go URL.RawQuery."
            | "先对参数编码，再用编码后的同一个字符串签名和发送：Java 用 getRawQuery() 而不是 getQuery()，Go 用 URL.RawQuery。",
        example: "?userid=张三 instead of ?userid=%E5%BC%A0%E4%B8%89",
        source: "5 of 58 public signers",
    }
    PathAndQueryDecoded {
        id: "path-and-query-decoded",
        weight: 10,
        title: "the whole URI is percent-decoded before it is signed" | "整个 URI 先做了百分号解码（或编码前）就拿去签名",
        remedy: "Sign the URI as it goes over the wire, after every encoding; let the HTTP library encode nothing after the signature."
            | "用编码完成之后、实际发送的 URI 签名；签名之后不要再让 HTTP 库做编码。",
        example: "sign(unquote(uri))",
        source: "",
    }
    QueryDecodedPlusAsSpace {
        id: "query-decoded-plus-as-space",
        weight: 5,
        title: "the query is decoded as a form, '+' to a space, before it is signed" | "查询参数按表单方式解码（“+”变成空格）后再签名",
        remedy: "Sign the query as sent. URLDecoder.decode, unquote_plus, urldecode and the parameter maps of frameworks all decode: take the raw query string instead."
            | "用实际发送的查询字符串签名。URLDecoder.decode、unquote_plus、urldecode 以及框架的参数对象都是解码后的值，不能用来拼签名串。",
        example: "?keyword=weekly sync instead of ?keyword=weekly+sync",
        source: "",
    }
    SchemeAndHost {
        id: "uri-with-scheme-and-host",
        weight: 5,
        title: "the whole URL is signed, https:// and host included" | "签名串中用了完整 URL，包含 https:// 和域名",
        remedy: "Sign what follows the host only, beginning with the slash: /v1/…, then '?' and the query."
            | "只取域名之后的部分，从“/”开始：/v1/…，再加“?”和查询参数。",
        example: "https://api.meeting.qq.com/v1/meetings",
        source: "",
    }
    QuerySorted {
        id: "query-sorted",
        weight: 5,
        title: "the parameters of the query are sorted for signing" | "签名时对查询参数做了排序",
        remedy: "Sign the query in the order in which it is sent; this scheme sorts nothing (payment and cloud APIs do)."
            | "查询参数按实际发送的顺序签名，不需要排序（微信支付、云 API 等才需要）。",
        example: "?instanceid=1&userid=tester1 signed, ?userid=tester1&instanceid=1 sent",
        source: "",
    }
    BasePathLeftOut {
        id: "base-path-left-out",
        weight: 5,
        title: "the URI is signed without /v1, which is part of the base URL" | "签名串中的 URI 缺少 /v1（被写进了 baseURL）",
        remedy: "Sign everything after the host. If /v1 belongs to the base URL of the client (baseURL in axios), take the path from the final URL."
            | "URI 要从域名之后算起，包含 /v1。如果 /v1 写在客户端的 baseURL 里（如 axios），请从最终 URL 中取路径。",
        example: "/meetings instead of /v1/meetings",
        source: "",
    }
    QuestionMarkForgotten {
        id: "query-mark-forgotten",
        weight: 5,
        title: "path and query are signed without the '?' between them" | "路径和查询参数之间漏了“?”",
        remedy: "Put the '?' back: most libraries give path and query without it (getPath() + \"?\" + getQuery(), always the raw forms)."
            | "补上“?”：多数库返回的路径和查询字符串都不含它，应写成 path + \"?\" + query（且两者都取未解码的原始值）。",
        example: "/v1/meetingsuserid=tester1",
        source: "",
    }
    QueryWrittenAgainSorted {
        id: "query-re-encoded-form-sorted",
        weight: 5,
        title: "the query is parsed, sorted and written again before it is signed" | "查询参数被解析、按名称排序并重新编码后再签名",
        remedy: "Sign the raw query as sent. Go's url.Values.Encode() sorts by name: call it once, and use its result both for the URL and for the signature."
            | "用实际发送的原始查询字符串签名。Go 的 url.Values.Encode() 会按名称排序：只调用一次，发送和签名都用这个结果。",
        example: "req.URL.Query().Encode()",
        source: "",
    }
    QueryWrittenAgain {
        id: "query-re-encoded-form",
        weight: 5,
        title: "the query is parsed and written again as a form before it is signed" | "查询参数被解析后按表单方式重新编码（空格变成“+”）再签名",
        remedy: "Sign the raw query as sent. urlencode, http_build_query and URLSearchParams may write the same values otherwise than they were sent."
            | "用实际发送的原始查询字符串签名。urlencode、http_build_query、URLSearchParams 对同样的值可能有不同的写法。",
        example: "urlencode(parse_qsl(query, keep_blank_values=True))",
        source: "",
    }
    QueryWrittenAgainRfc3986 {
        id: "query-re-encoded-rfc-3986",
        weight: 5,
        title: "every value of the query is encoded again by RFC 3986 before it is signed" | "查询参数的值按 RFC 3986 重新编码后再签名",
        remedy: "Encode once and send what you signed: an '@', ':' or ',' that the HTTP library leaves as it is must not be signed as %40, %3A or %2C, nor a space that it sends as + be signed as %20."
            | "只编码一次，签名和发送用同一个字符串：HTTP 库原样发送的“@”“:”“,”不能在签名串里写成 %40、%3A、%2C，以“+”发送的空格不能在签名串里写成 %20。",
        example: "?email=a%40example.com signed, ?email=a@example.com sent",
        source: "",
    }
    EscapesOtherCase {
        id: "escapes-other-case",
        weight: 5,
        title: "the escapes are signed with their hex digits in the other case" | "百分号转义的十六进制大小写与实际发送的不一致",
        remedy: "Sign the escapes as sent. HttpUtility.UrlEncode in .NET writes %e5, Uri.EscapeDataString and most others %E5: encode once and use the result for both."
            | "转义的大小写必须与发送的一致。.NET 的 HttpUtility.UrlEncode 输出 %e5，Uri.EscapeDataString 和多数库输出 %E5：只编码一次，两处共用结果。",
        example: "%e5%bc%a0 signed, %E5%BC%A0 sent",
        source: "",
    }
    EncodedTwice {
        id: "uri-encoded-twice",
        weight: 5,
        title: "the URI is percent-encoded a second time before it is signed" | "URI 被重复做了一次百分号编码后再签名",
        remedy: "Encode once. What the URL library gave back is encoded already: do not put it through an encoding function again."
            | "只编码一次。URL 库返回的内容已经编码过，不要再调用编码函数。",
        example: "%25E5%25BC%25A0 instead of %E5%BC%A0",
        source: "",
    }
    UnsafeEncoded {
        id: "uri-unsafe-encoded",
        weight: 4,
        title: "the URI is signed encoded and sent raw" | "签名时对 URI 编码了，实际发送的却是未编码的字符",
        remedy: "Send what you signed: a URL with Chinese characters or spaces must be encoded before it is given to the HTTP library (curl sends it as it is)."
            | "发送的内容必须与签名的一致：URL 中的中文和空格要先编码再交给 HTTP 库（curl 会原样发送）。",
        example: "%E5%BC%A0%E4%B8%89 signed, 张三 sent",
        source: "",
    }
    PlusAsPercent20 {
        id: "plus-as-percent-20",
        weight: 4,
        title: "'%20' is signed where '+' is sent" | "签名串中的空格是“%20”，实际发送的是“+”",
        remedy: "Encode the query once and use the result both for the signature and for the request; the HTTP library encoded it again as a form."
            | "查询参数只编码一次，签名和发送用同一个结果；这里是 HTTP 库又按表单方式编码了一遍。",
        example: "?keyword=weekly%20sync signed, ?keyword=weekly+sync sent",
        source: "",
    }
    Percent20AsPlus {
        id: "percent-20-as-plus",
        weight: 4,
        title: "'+' is signed where '%20' is sent" | "签名串中的空格是“+”，实际发送的是“%20”",
        remedy: "Encode the query once and use the result for both. URLEncoder.encode, urlencode and quote_plus write a space as '+': replace it by %20 before signing and sending."
            | "查询参数只编码一次，两处共用结果。URLEncoder.encode、urlencode、quote_plus 把空格编码成“+”：请先替换为 %20，再签名和发送。",
        example: "URLEncoder.encode(value, \"UTF-8\")",
        source: "",
    }
    WithoutLeadingSlash {
        id: "uri-without-leading-slash",
        weight: 4,
        title: "the URI is signed without its first slash" | "签名串中的 URI 缺少开头的“/”",
        remedy: "Begin with the slash: /v1/… Relative paths, as HTTP clients with a base URL take them, lack it."
            | "URI 必须以“/”开头：/v1/…。配合 baseURL 使用的相对路径往往没有开头的斜杠。",
        example: "v1/meetings",
        source: "",
    }
    WithHost {
        id: "uri-with-host",
        weight: 4,
        title: "the host is signed in front of the URI" | "签名串中的 URI 前面带了域名",
        remedy: "Sign what follows the host only, beginning with the slash."
            | "只取域名之后的部分，从“/”开始，不包含域名。",
        example: "api.meeting.qq.com/v1/meetings",
        source: "",
    }
    RouteTemplate {
        id: "route-template",
        weight: 4,
        title: "the template of the path is signed, {meetingId} not filled in" | "签名串中的路径还是模板，{meetingId} 没有替换成实际值",
        remedy: "Fill the parameters in first, then sign the path that is sent."
            | "先把路径参数替换成实际的会议 ID，再用实际发送的路径签名。",
        example: "/v1/meetings/{meetingId}",
        source: "",
    }
    UriConstant {
        id: "uri-constant",
        weight: 4,
        title: "/v1/meetings is signed, whatever is called" | "无论调用哪个接口，签名串里的 URI 都是 /v1/meetings",
        remedy: "Make the URI a parameter of the signing function: path and query of the request that is sent."
            | "把 URI 作为参数传给签名函数，使用实际请求的路径和查询参数，不要写死示例中的 /v1/meetings。",
        example: "String uri = \"/v1/meetings\";",
        source: "",
    }
    UriDecodedPlusAsSpace {
        id: "uri-decoded-plus-as-space",
        weight: 3,
        title: "the whole URI is decoded as a form, '+' to a space, before it is signed" | "整个 URI 按表单方式解码（“+”变成空格）后再签名",
        remedy: "Sign the URI as sent, and take URLDecoder.decode(uri) or urldecode($uri) out of the signing code."
            | "用实际发送的 URI 签名，去掉签名代码里的 URLDecoder.decode(uri) 或 urldecode($uri)。",
        example: "sign(URLDecoder.decode(uri, \"UTF-8\"))",
        source: "",
    }
    QueryWrittenAgainComponents {
        id: "query-re-encoded-javascript",
        weight: 3,
        title: "every value of the query goes through encodeURIComponent before it is signed" | "查询参数的值经 encodeURIComponent 重新编码后再签名",
        remedy: "Build the URL once, with its query, and give that same text to the signature and to fetch or axios; params in axios are encoded by other rules."
            | "先拼好带查询参数的 URL，签名和 fetch、axios 都用它；axios 的 params 使用另一套编码规则。",
        example: "`${name}=${encodeURIComponent(value)}`",
        source: "",
    }
    TrailingSlashAdded {
        id: "trailing-slash-added",
        weight: 3,
        title: "a slash is signed at the end of the path" | "签名串中的路径末尾多了“/”",
        remedy: "Sign the path as sent; joining a base URL and an empty path often adds a slash."
            | "路径必须与实际发送的一致；拼接 baseURL 和空路径时常会多出一个斜杠。",
        example: "/v1/meetings/ signed, /v1/meetings sent",
        source: "",
    }
    TrailingSlashLost {
        id: "trailing-slash-lost",
        weight: 3,
        title: "the slash at the end of the path is not signed" | "签名串中的路径末尾少了“/”",
        remedy: "Sign the path as sent, or send it without the slash: the documented paths have none."
            | "路径必须与实际发送的一致；接口文档中的路径末尾都没有斜杠，发送时也应去掉。",
        example: "/v1/users signed, /v1/users/ sent",
        source: "",
    }
    QuestionMarkAdded {
        id: "question-mark-added",
        weight: 3,
        title: "a '?' is signed at the end of the URI" | "签名串中的 URI 末尾多了“?”",
        remedy: "Add the '?' only when there is a query: path . '?' . http_build_query([]) leaves one that is not sent."
            | "没有查询参数时不要加“?”：path . '?' . http_build_query([]) 会留下一个实际没有发送的问号。",
        example: "/v1/meetings? signed, /v1/meetings sent",
        source: "",
    }
    QueryReversed {
        id: "query-reversed",
        weight: 3,
        title: "the parameters of the query are signed in reverse order" | "签名串中查询参数的顺序与实际发送的相反",
        remedy: "Write the query once, as text, and use it for both: an unordered map (HashMap, Go's map) may come out in another order each time."
            | "查询字符串只拼一次，签名和发送共用：HashMap、Go 的 map 等无序容器每次遍历的顺序可能不同。",
        example: "?b=2&a=1 signed, ?a=1&b=2 sent",
        source: "",
    }
    QueryEmptyValuesLost {
        id: "query-empty-values-lost",
        weight: 3,
        title: "parameters without a value are not signed" | "值为空的查询参数没有参与签名",
        remedy: "Sign every parameter that is sent, name= included, or do not send it; parse_qsl drops it unless keep_blank_values=True."
            | "空值参数（name=）只要发送就要签名，否则不要发送；Python 的 parse_qsl 默认会丢弃空值，需加 keep_blank_values=True。",
        example: "?a=1 signed, ?a=1&b= sent",
        source: "",
    }
    QueryTrailingAmpersandAdded {
        id: "query-trailing-ampersand-added",
        weight: 3,
        title: "an '&' is signed at the end of the query" | "签名串中的查询参数末尾多了“&”",
        remedy: "Join the parameters with '&' between them only (String.join, '&'.join): a loop that appends '&' after each leaves one behind."
            | "“&”只放在参数之间（用 String.join、'&'.join）：在循环里每次都追加“&”会在末尾多出一个。",
        example: "?userid=tester1&instanceid=1&",
        source: "",
    }
    QuestionMarkLost {
        id: "question-mark-lost",
        weight: 2,
        title: "the '?' at the end of the URI is not signed" | "实际发送的 URI 末尾有“?”，签名串中没有",
        remedy: "Do not send a bare '?': build the URL without it when there is no query."
            | "没有查询参数时，发送的 URL 末尾也不要带“?”。",
        example: "/v1/users/list signed, /v1/users/list? sent",
        source: "",
    }
    QuerySortedByKey {
        id: "query-sorted-by-key",
        weight: 2,
        title: "the parameters of the query are sorted by name alone for signing" | "签名时仅按参数名对查询参数做了排序",
        remedy: "Sign the query in the order in which it is sent; this scheme sorts nothing."
            | "查询参数按实际发送的顺序签名，不需要排序（TreeMap、ksort 都不要用）。",
        example: "ksort($params)",
        source: "",
    }
    QueryFirstParameterOnly {
        id: "query-first-parameter-only",
        weight: 2,
        title: "only the first parameter of the query is signed" | "只有第一个查询参数参与了签名",
        remedy: "Sign the whole query. In a shell put the URL into quotes: an '&' without them ends the command."
            | "所有查询参数都要签名。在 shell 中 URL 要加引号，否则“&”会截断命令。",
        example: "./sign.sh GET /v1/meetings?userid=tester1&instanceid=1",
        source: "",
    }
    QueryHtmlEscaped {
        id: "query-ampersand-html-escaped",
        weight: 2,
        title: "'&amp;' is signed between the parameters" | "签名串中的“&”被写成了“&amp;”",
        remedy: "Sign a plain '&': the text went through HTML or XML escaping, or was copied from the source of a page."
            | "签名串里应是“&”本身：该文本经过了 HTML/XML 转义，或是从网页源码中复制的。",
        example: "?userid=tester1&amp;instanceid=1",
        source: "",
    }
    QueryNullAdded {
        id: "query-null-added",
        weight: 2,
        title: "'?null' is signed where there is no query" | "没有查询参数时签名串里多了“?null”",
        remedy: "Append '?' and the query only if there is one: getRawQuery() is null without a query."
            | "有查询参数时才追加“?”：没有查询参数时 getRawQuery() 返回 null。",
        example: "uri.getRawPath() + \"?\" + uri.getRawQuery()",
        source: "",
    }
    QueryEncodedWhole {
        id: "query-encoded-whole",
        weight: 2,
        title: "the query is percent-encoded as one piece, '=' and '&' included" | "整个查询字符串被一起编码，“=”和“&”也被转义了",
        remedy: "Encode names and values one by one and join them with '=' and '&'; do not encode the finished query."
            | "对参数名和参数值分别编码，再用“=”和“&”拼接；不要对拼好的查询字符串整体编码。",
        example: "?userid%3Dtester1%26instanceid%3D1",
        source: "",
    }
    EncodedWhole {
        id: "uri-encoded-whole",
        weight: 2,
        title: "the URI is percent-encoded as one piece, its slashes included" | "整个 URI 被一起编码，“/”“?”也被转义了",
        remedy: "Sign the URI as it is sent; do not put it through encodeURIComponent, quote_plus or URLEncoder.encode."
            | "URI 按实际发送的原样签名，不要整体调用 encodeURIComponent、quote_plus 或 URLEncoder.encode。",
        example: "%2Fv1%2Fmeetings%3Fuserid%3Dtester1",
        source: "",
    }
    PathWrittenAgain {
        id: "path-re-encoded",
        weight: 2,
        title: "the path is decoded and encoded again before it is signed" | "路径被解码后重新编码再签名",
        remedy: "Sign the path as sent: an '@' that is sent as it is must not be signed as %40."
            | "路径按实际发送的原样签名：原样发送的“@”不能在签名串里写成 %40。",
        example: "/v1/users/a%40example.com signed, /v1/users/a@example.com sent",
        source: "",
    }
    RawUtf8 {
        id: "raw-utf8",
        weight: 2,
        title: "escaped characters beyond ASCII are signed as they are, the other escapes kept" | "非 ASCII 字符（如中文）签名前被解码，其余转义保持不变",
        remedy: "Sign the URI as it goes over the wire; address bars, toString() of .NET's Uri and IRI functions show characters where escapes are sent."
            | "用实际发送的 URI 签名；浏览器地址栏、.NET 的 Uri.ToString() 显示的是解码后的中文，不是实际发送的内容。",
        example: "uri.ToString()",
        source: "",
    }
    BasePathAndSlashLeftOut {
        id: "base-path-and-slash-left-out",
        weight: 2,
        title: "the URI is signed without /v1/, which is part of the base URL" | "签名串中的 URI 缺少 /v1/（被写进了 baseURL）",
        remedy: "Sign everything after the host, beginning with the slash; take the path from the final URL and not from the relative one."
            | "URI 要从域名之后的“/”算起，包含 /v1/；请从最终 URL 中取路径，不要用相对路径。",
        example: "meetings instead of /v1/meetings",
        source: "",
    }
    HttpSchemeAndHost {
        id: "uri-with-http-scheme-and-host",
        weight: 2,
        title: "the whole URL is signed, http:// and host included" | "签名串中用了完整 URL，包含 http:// 和域名",
        remedy: "Sign what follows the host only, beginning with the slash. (The API is served over https alone.)"
            | "只取域名之后的部分，从“/”开始。（另外接口只支持 https。）",
        example: "http://api.meeting.qq.com/v1/meetings",
        source: "",
    }
    PathLeftOut {
        id: "path-left-out",
        weight: 2,
        title: "the query is signed without the path" | "签名串中只有查询参数，没有路径",
        remedy: "Sign path and query, everything after the host."
            | "URI 是域名之后的全部内容：路径、“?”和查询参数。",
        example: "userid=tester1&instanceid=1",
        source: "",
    }
    RouteTemplateColon {
        id: "route-template-colon",
        weight: 2,
        title: "the template of the path is signed, :meetingId not filled in" | "签名串中的路径还是模板，:meetingId 没有替换成实际值",
        remedy: "Fill the parameters in first, then sign the path that is sent."
            | "先把路径参数替换成实际的会议 ID，再用实际发送的路径签名。",
        example: "/v1/meetings/:meetingId",
        source: "",
    }
    RouteTemplateSnakeCase {
        id: "route-template-snake-case",
        weight: 2,
        title: "the template of the path is signed, its parameter in snake case not filled in" | "签名串中的路径还是模板，{meeting_id} 没有替换成实际值",
        remedy: "Fill the parameters in first, then sign the path that is sent."
            | "先把路径参数替换成实际的会议 ID，再用实际发送的路径签名。",
        example: "/v1/meetings/{meeting_id}",
        source: "",
    }
    LowerCased {
        id: "uri-lower-cased",
        weight: 2,
        title: "the URI is signed in lower case" | "签名串中的 URI 被转成了小写",
        remedy: "Sign the URI as sent; values such as userid and the escapes keep their case."
            | "URI 按实际发送的原样签名，userid 等参数值和百分号转义都保持原来的大小写。",
        example: "uri.toLowerCase()",
        source: "",
    }
    DoubleSlashesMerged {
        id: "double-slashes-merged",
        weight: 2,
        title: "doubled slashes of the path are signed as one" | "路径中的“//”在签名串里变成了“/”",
        remedy: "Send what you signed: a base URL that ends in a slash and a path that begins with one make two."
            | "发送与签名必须一致：baseURL 以“/”结尾、路径又以“/”开头，拼出来就是“//”。",
        example: "/v1/meetings signed, //v1/meetings sent",
        source: "",
    }
    Empty {
        id: "uri-empty",
        weight: 2,
        title: "an empty URI is signed" | "签名串中的 URI 为空",
        remedy: "Sign path and query of the request; the variable that should hold them was never set."
            | "签名串第三行必须是请求的路径和查询参数；请检查保存 URI 的变量是否没有赋值。",
        example: "POST\\nX-TC-Key=…\\n\\n{…}",
        source: "",
    }
    QueryLeadingAmpersandAdded {
        id: "query-leading-ampersand-added",
        weight: 1,
        title: "an '&' is signed in front of the first parameter" | "签名串中第一个查询参数前多了“&”",
        remedy: "Join the parameters with '&' between them only; a loop that puts '&' before each leaves one after the '?'."
            | "“&”只放在参数之间：在循环里每个参数前都加“&”，会在“?”后面多出一个。",
        example: "?&userid=tester1&instanceid=1",
        source: "",
    }
    QueryNoneAdded {
        id: "query-none-added",
        weight: 1,
        title: "'?None' is signed where there is no query" | "没有查询参数时签名串里多了“?None”",
        remedy: "Append '?' and the query only if there is one: f\"{path}?{query}\" writes None."
            | "有查询参数时才追加“?”：f\"{path}?{query}\" 会把 None 写进去。",
        example: "f\"{path}?{query}\"",
        source: "",
    }
    QueryUndefinedAdded {
        id: "query-undefined-added",
        weight: 1,
        title: "'?undefined' is signed where there is no query" | "没有查询参数时签名串里多了“?undefined”",
        remedy: "Append '?' and the query only if there is one: a template literal writes undefined."
            | "有查询参数时才追加“?”：模板字符串会把 undefined 写进去。",
        example: "`${path}?${query}`",
        source: "",
    }
    PathLeftOutMarkKept {
        id: "path-left-out-question-mark-kept",
        weight: 1,
        title: "the query is signed with its '?' and without the path" | "签名串中只有“?”和查询参数，没有路径",
        remedy: "Sign path and query, everything after the host: URL.search in JavaScript is the query alone, use pathname + search."
            | "URI 是域名之后的全部内容：JavaScript 的 URL.search 只有查询参数，应使用 pathname + search。",
        example: "?userid=tester1&instanceid=1",
        source: "",
    }
    FragmentAdded {
        id: "fragment-added",
        weight: 1,
        title: "a fragment is signed, which is never sent" | "签名串中的 URI 带了“#”片段，而片段不会被发送",
        remedy: "Cut the URI at '#' before signing; encode a '#' inside a value as %23."
            | "签名前去掉“#”及其后的内容；参数值中的“#”要编码为 %23。",
        example: "/v1/meetings#top",
        source: "",
    }
    DotSegmentsResolved {
        id: "dot-segments-resolved",
        weight: 1,
        title: "'.' and '..' in the path are resolved before it is signed" | "路径中的“.”和“..”被解析后再签名",
        remedy: "Sign the path as sent, and send one without dot segments."
            | "路径按实际发送的原样签名，并且发送前就不要包含“.”和“..”。",
        example: "/v1/meetings signed, /v1/x/../meetings sent",
        source: "",
    }
    SemicolonParametersLost {
        id: "semicolon-parameters-lost",
        weight: 1,
        title: "what follows a ';' in the path is not signed" | "路径中“;”之后的内容没有参与签名",
        remedy: "Sign the path as sent: urlparse in Python and the servlet API split parameters off at ';', urlsplit does not."
            | "路径按实际发送的原样签名：Python 的 urlparse 和 Servlet API 会在“;”处截断，请改用 urlsplit 或原始 URI。",
        example: "urlparse(url).path",
        source: "",
    }
}

impl UriChoice {
    #[expect(clippy::too_many_lines, reason = "a line or two for each choice")]
    pub(crate) fn apply(self, request: &Request<'_>) -> Vec<u8> {
        let uri = request.uri_bytes();
        let host = || request.header_value("Host").unwrap_or(HOST);
        match self {
            Self::AsSent => uri.to_vec(),
            Self::PathDecoded => on_path(uri, percent::decoded),
            Self::QueryLeftOut => split(uri).0.to_vec(),
            Self::QueryDecoded => on_query(uri, percent::decoded),
            Self::PathAndQueryDecoded => percent::decoded(uri),
            Self::QueryDecodedPlusAsSpace => on_query(uri, percent::form_decoded),
            Self::UriDecodedPlusAsSpace => percent::form_decoded(uri),
            Self::SchemeAndHost => [b"https://", host(), uri].concat(),
            Self::QuerySorted => on_query(uri, |query| {
                query::reordered(query, |parameters| parameters.sort_unstable())
            }),
            Self::BasePathLeftOut => {
                let relative = uri.strip_prefix(b"/v1").or_else(|| uri.strip_prefix(b"/v2"));
                relative.unwrap_or(uri).to_vec()
            }
            Self::QuestionMarkForgotten => {
                let (path, query) = split(uri);
                [path, query.unwrap_or_default()].concat()
            }
            Self::QueryWrittenAgainSorted => {
                on_query(uri, |query| query::written_again(query, true, query::form_encoded))
            }
            Self::QueryWrittenAgain => {
                on_query(uri, |query| query::written_again(query, false, query::form_encoded))
            }
            Self::QueryWrittenAgainRfc3986 => on_query(uri, |query| {
                query::written_again(query, false, |text| {
                    percent::encoded(text, percent::is_unreserved)
                })
            }),
            Self::QueryWrittenAgainComponents => on_query(uri, |query| {
                query::written_again(query, false, |text| {
                    percent::encoded(text, percent::is_kept_by_javascript)
                })
            }),
            Self::EscapesOtherCase => percent::in_other_case(uri),
            Self::EncodedTwice => query::replaced(uri, b"%", b"%25"),
            Self::UnsafeEncoded => percent::encoded(uri, percent::is_legal),
            Self::PlusAsPercent20 => on_query(uri, |query| query::replaced(query, b"+", b"%20")),
            Self::Percent20AsPlus => on_query(uri, |query| query::replaced(query, b"%20", b"+")),
            Self::WithoutLeadingSlash => uri.strip_prefix(b"/").unwrap_or(uri).to_vec(),
            Self::WithHost => [host(), uri].concat(),
            Self::RouteTemplate => on_path(uri, |path| with_template(path, b"/{meetingId}")),
            Self::UriConstant => b"/v1/meetings".to_vec(),
            Self::TrailingSlashAdded => on_path(uri, |path| [path, b"/"].concat()),
            Self::TrailingSlashLost => {
                on_path(uri, |path| path.strip_suffix(b"/").unwrap_or(path).to_vec())
            }
            Self::QuestionMarkAdded => [uri, b"?"].concat(),
            Self::QuestionMarkLost => uri.strip_suffix(b"?").unwrap_or(uri).to_vec(),
            Self::QueryReversed => {
                on_query(uri, |query| query::reordered(query, |parameters| parameters.reverse()))
            }
            Self::QuerySortedByKey => on_query(uri, |query| {
                query::reordered(query, |parameters| {
                    parameters.sort_by_key(|parameter| query::name_and_value(parameter).0);
                })
            }),
            Self::QueryEmptyValuesLost => {
                let without = on_query(uri, |query| {
                    query::filtered(query, |parameter| {
                        !query::name_and_value(parameter).1.is_empty()
                    })
                });
                match split(&without) {
                    (path, Some(b"")) => path.to_vec(),
                    _ => without,
                }
            }
            Self::QueryTrailingAmpersandAdded => {
                on_query_if_any(uri, |query| [query, b"&"].concat())
            }
            Self::QueryLeadingAmpersandAdded => {
                on_query_if_any(uri, |query| [b"&", query].concat())
            }
            Self::QueryFirstParameterOnly => {
                on_query(uri, |query| query::parameters(query).take(1).collect::<Vec<_>>().concat())
            }
            Self::QueryHtmlEscaped => on_query(uri, |query| query::replaced(query, b"&", b"&amp;")),
            Self::QueryNullAdded => with_query(uri, b"?null"),
            Self::QueryNoneAdded => with_query(uri, b"?None"),
            Self::QueryUndefinedAdded => with_query(uri, b"?undefined"),
            Self::QueryEncodedWhole => {
                on_query(uri, |query| percent::encoded(query, percent::is_unreserved))
            }
            Self::EncodedWhole => percent::encoded(uri, percent::is_unreserved),
            Self::PathWrittenAgain => on_path(uri, |path| {
                percent::encoded(&percent::decoded(path), |byte| {
                    byte == b'/' || percent::is_unreserved(byte)
                })
            }),
            Self::RawUtf8 => percent::decoded_beyond_ascii(uri),
            Self::BasePathAndSlashLeftOut => {
                let relative = uri.strip_prefix(b"/v1/").or_else(|| uri.strip_prefix(b"/v2/"));
                relative.unwrap_or(uri).to_vec()
            }
            Self::HttpSchemeAndHost => [b"http://", host(), uri].concat(),
            Self::PathLeftOut => split(uri).1.unwrap_or_default().to_vec(),
            Self::PathLeftOutMarkKept => uri[split(uri).0.len()..].to_vec(),
            Self::RouteTemplateColon => on_path(uri, |path| with_template(path, b"/:meetingId")),
            Self::RouteTemplateSnakeCase => {
                on_path(uri, |path| with_template(path, b"/{meeting_id}"))
            }
            Self::FragmentAdded => [uri, b"#top"].concat(),
            Self::LowerCased => uri.to_ascii_lowercase(),
            Self::DoubleSlashesMerged => on_path(uri, |path| {
                let mut path = path.to_vec();
                path.dedup_by(|a, b| *a == b'/' && *b == b'/');
                path
            }),
            Self::DotSegmentsResolved => on_path(uri, without_dot_segments),
            Self::SemicolonParametersLost => on_path(uri, without_semicolons),
            Self::Empty => Vec::new(),
        }
    }
}

/// The path, and what follows the first `?`.
fn split(uri: &[u8]) -> (&[u8], Option<&[u8]>) {
    match uri.iter().position(|&byte| byte == b'?') {
        Some(at) => (&uri[..at], Some(&uri[at + 1..])),
        None => (uri, None),
    }
}

fn on_path(uri: &[u8], change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let path = split(uri).0;
    [&change(path)[..], &uri[path.len()..]].concat()
}

fn on_query(uri: &[u8], change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    match split(uri) {
        (path, Some(query)) => [path, b"?", &change(query)].concat(),
        (path, None) => path.to_vec(),
    }
}

fn on_query_if_any(uri: &[u8], change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    on_query(uri, |query| if query.is_empty() { Vec::new() } else { change(query) })
}

/// `query` appended if there is none yet.
fn with_query(uri: &[u8], query: &[u8]) -> Vec<u8> {
    let query = if uri.contains(&b'?') { &[] } else { query };
    [uri, query].concat()
}

/// Every slash with ten digits or more replaced: what an identifier of a
/// meeting looks like.
fn with_template<'a>(path: &'a [u8], template: &'a [u8]) -> Vec<u8> {
    let written_segment = |(index, segment): (usize, &'a [u8])| {
        let digits = segment.iter().take_while(|byte| byte.is_ascii_digit()).count();
        match index {
            0 => Cow::Borrowed(segment),
            _ if digits >= 10 => Cow::Owned([template, &segment[digits..]].concat()),
            _ => Cow::Owned([b"/", segment].concat()),
        }
    };
    let segments = path.split(|&byte| byte == b'/').enumerate();
    segments.map(written_segment).collect::<Vec<_>>().concat()
}

/// RFC 3986, 5.2.4.
fn without_dot_segments(path: &[u8]) -> Vec<u8> {
    let is_absolute = path.starts_with(b"/");
    let mut kept: Vec<&[u8]> = Vec::new();
    let mut segments = path[usize::from(is_absolute)..].split(|&byte| byte == b'/').peekable();
    while let Some(segment) = segments.next() {
        let is_dots = segment == b"." || segment == b"..";
        if segment == b".." {
            kept.pop();
        }
        if !is_dots {
            kept.push(segment);
        } else if segments.peek().is_none() {
            kept.push(b"");
        }
    }
    [if is_absolute { &b"/"[..] } else { b"" }, &kept.join(&b'/')].concat()
}

/// Every segment up to its first `;`.
fn without_semicolons(path: &[u8]) -> Vec<u8> {
    let segments = path.split(|&byte| byte == b'/');
    let kept: Vec<&[u8]> = segments
        .map(|segment| segment.split(|&byte| byte == b';').next().unwrap_or_default())
        .collect();
    kept.join(&b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn does_what_python_has_no_counterpart_for() {
        use UriChoice as Uri;
        const CJK: &str = "/v1/users/%E5%BC%A0?q=%e4%b8%89+a%20b";
        for (choice, sent, signed) in [
            (Uri::PathDecoded, CJK, "/v1/users/张?q=%e4%b8%89+a%20b"),
            (Uri::PathDecoded, "/a+%2F%zz", "/a+/%zz"),
            (Uri::PathAndQueryDecoded, CJK, "/v1/users/张?q=三+a b"),
            (Uri::QueryDecodedPlusAsSpace, CJK, "/v1/users/%E5%BC%A0?q=三 a b"),
            (Uri::UriDecodedPlusAsSpace, "/a+b?c+%2B", "/a b?c +"),
            (Uri::BasePathLeftOut, "/v2/x", "/x"),
            (Uri::QuestionMarkForgotten, "/a?b=c?d", "/ab=c?d"),
            // What each of the four is named for wrote these, given the first.
            (Uri::QueryWrittenAgainSorted, "/?b=2&a=~*%20@&b=1&c", "/?a=~%2A+%40&b=2&b=1&c="),
            (Uri::QueryWrittenAgain, "/?b=2&a=~*%20@&&b=1&c", "/?b=2&a=~%2A+%40&b=1&c="),
            (Uri::QueryWrittenAgainRfc3986, "/?b=2&a=~*+@&b=1", "/?b=2&a=~%2A%20%40&b=1"),
            (
                Uri::QueryWrittenAgainComponents,
                "/?b=(!'*~)+@%e5%bc%a0",
                "/?b=(!'*~)%20%40%E5%BC%A0",
            ),
            (Uri::UnsafeEncoded, "/张 %20[a]?b=\"c|\"", "/%E5%BC%A0%20%20[a]?b=%22c%7C%22"),
            (Uri::QueryReversed, "/?a=1&b=2&c=3", "/?c=3&b=2&a=1"),
            (Uri::QuerySortedByKey, "/?b=2&a-c=1&a=3&b=1", "/?a=3&a-c=1&b=2&b=1"),
            (Uri::QueryEmptyValuesLost, "/?a=&b=1&c&&d==", "/?b=1&d=="),
            (Uri::QueryEmptyValuesLost, "/?a=", "/"),
            (Uri::QueryTrailingAmpersandAdded, "/?a=1", "/?a=1&"),
            (Uri::QueryTrailingAmpersandAdded, "/", "/"),
            (Uri::QueryLeadingAmpersandAdded, "/?a=1", "/?&a=1"),
            (Uri::QueryFirstParameterOnly, "/?a=1&b=2", "/?a=1"),
            (Uri::QueryHtmlEscaped, "/?a=1&b=2", "/?a=1&amp;b=2"),
            (Uri::QueryNullAdded, "/a", "/a?null"),
            (Uri::QueryNullAdded, "/a?b", "/a?b"),
            (Uri::QueryNoneAdded, "/a", "/a?None"),
            (Uri::QueryUndefinedAdded, "/a", "/a?undefined"),
            (Uri::QueryEncodedWhole, "/a?b=c&d", "/a?b%3Dc%26d"),
            (Uri::EncodedWhole, "/a?b=%20", "%2Fa%3Fb%3D%2520"),
            (Uri::PathWrittenAgain, "/a@b/%7e%2f?c@d", "/a%40b/~/?c@d"),
            (Uri::RawUtf8, "/%E5%BC%A0%2F?a=%E4%B8%89%20", "/张%2F?a=三%20"),
            (Uri::BasePathAndSlashLeftOut, "/v1/x", "x"),
            (Uri::HttpSchemeAndHost, "/x", "http://api.meeting.qq.com/x"),
            (Uri::PathLeftOut, "/a?b=c", "b=c"),
            (Uri::PathLeftOut, "/a", ""),
            (Uri::PathLeftOutMarkKept, "/a?b=c", "?b=c"),
            (Uri::RouteTemplateColon, "/v1/m/1234567890/x", "/v1/m/:meetingId/x"),
            (Uri::RouteTemplateSnakeCase, "/v1/m/12345678901", "/v1/m/{meeting_id}"),
            (Uri::LowerCased, "/A?B=%E5", "/a?b=%e5"),
            (Uri::DoubleSlashesMerged, "//a///b/?c//d", "/a/b/?c//d"),
            (Uri::DotSegmentsResolved, "/a/b/c/./../../g?x/../y", "/a/g?x/../y"),
            (Uri::DotSegmentsResolved, "/a/..", "/"),
            (Uri::DotSegmentsResolved, "/a/b/.", "/a/b/"),
            (Uri::DotSegmentsResolved, "/../a/.../b", "/a/.../b"),
            (Uri::SemicolonParametersLost, "/a;v=1/b;c;d?e;f", "/a/b?e;f"),
            (Uri::Empty, "/a", ""),
        ] {
            let request = Request::new("GET", sent);
            let got = String::from_utf8(choice.apply(&request)).unwrap();
            assert_eq!(got, signed, "{choice:?} of {sent}");
        }
    }

    #[test]
    fn takes_the_host_from_the_request() {
        let request = Request::new("GET", "/x").header("Host", "127.0.0.1:8080");
        assert_eq!(UriChoice::WithHost.apply(&request), b"127.0.0.1:8080/x");
        assert_eq!(UriChoice::SchemeAndHost.apply(&request), b"https://127.0.0.1:8080/x");
    }

    #[test]
    fn survives_anything() {
        let mut nasty: Vec<Vec<u8>> =
            ["", "\0", "\"", "%", "%z", "%4", "?", "&", "=", "?&=&", "#", ";"]
                .map(|text| text.as_bytes().to_vec())
                .into();
        nasty.extend([b"\xff\xfe?\xc3(".to_vec(), b"%ff%C3?%80".to_vec()]);
        for unit in [
            "[",
            "%",
            "%E5",
            "%e5%bc%a0",
            "?&",
            "/.",
            "/..",
            "/../a",
            "//",
            "/1234567890",
            "&a=;",
            "+",
        ] {
            nasty.push(unit.repeat(200_000 / unit.len()).into());
            nasty.push(format!("/?{}", unit.repeat(200_000 / unit.len())).into());
        }
        for uri in &nasty {
            for choice in UriChoice::ALL {
                choice.apply(&Request::new("GET", uri));
            }
        }
    }
}
