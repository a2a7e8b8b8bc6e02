//! How the four parts become one text.

use sha2::{Digest as _, Sha256};

use super::Parts;

choices! {
    /// How the four parts become one text.
    AssemblyChoice at Assembly;
    /// Method, header string, URI and body, a newline between them.
    AsSpecified;
    SwappedUriHeaders {
        id: "parts-swapped-uri-headers",
        weight: 10,
        title: "the URI is put before the header string" | "签名串中 URI 放在了请求头串之前",
        remedy: "Keep the order: method, header string, URI, body."
            | "四部分的顺序固定为：HTTP 方法、请求头串、URI、请求体。",
        example: "POST\\n/v1/meetings\\nX-TC-Key=…\\n{…}",
        source: "2 of 58 public signers have some wrong order",
    }
    BodyBeforeUri {
        id: "parts-body-before-uri",
        weight: 10,
        title: "the body is put before the URI" | "签名串中请求体放在了 URI 之前",
        remedy: "Keep the order: method, header string, URI, body."
            | "四部分的顺序固定为：HTTP 方法、请求头串、URI、请求体。",
        example: "POST\\nX-TC-Key=…\\n{…}\\n/v1/meetings",
        source: "2 of 58 public signers have some wrong order",
    }
    EmptyBodyNewlineMissing {
        id: "empty-body-newline-missing",
        weight: 10,
        title: "without a body the newline after the URI is missing too" | "没有请求体时，URI 后面的换行也一起漏掉了",
        remedy: "Keep the newline after the URI when the body is empty: join all four parts always, also the empty one."
            | "请求体为空时 URI 后面的换行（\\n）也必须保留：四部分始终都要拼接，空的部分也不能跳过。",
        example: "'\\n'.join(part for part in parts if part)",
        source: "",
    }
    LastNewlineMissing {
        id: "last-newline-missing",
        weight: 5,
        title: "the newline between the URI and the body is missing" | "URI 与请求体之间漏了换行",
        remedy: "Put one newline after the URI, whether a body follows or not."
            | "URI 后面必须有一个换行（\\n），无论有没有请求体。",
        example: "/v1/meetings{…}",
        source: "",
    }
    LiteralBackslashN {
        id: "join-literal-backslash-n",
        weight: 5,
        title: "the parts are joined by a backslash and the letter n" | "各部分之间是反斜杠和字母 n 两个字符，而不是换行符",
        remedy: "Use a real newline: \"\\n\" in double quotes in PHP and Ruby, $'\\n' or printf in a shell."
            | "要用真正的换行符：PHP、Ruby 用双引号 \"\\n\"，shell 用 $'\\n' 或 printf。",
        example: "$method . '\\n' . $headers",
        source: "",
    }
    Crlf {
        id: "join-crlf",
        weight: 5,
        title: "the parts are joined by CR LF" | "各部分之间用了 CRLF（\\r\\n）",
        remedy: "Join by a single LF (\"\\n\"), not by PHP_EOL, Environment.NewLine or System.lineSeparator(), which are CR LF on Windows."
            | "只用一个 LF（\"\\n\"）连接；PHP_EOL、Environment.NewLine、System.lineSeparator() 在 Windows 上是 \\r\\n，不要使用。",
        example: "StringBuilder.AppendLine(method)",
        source: "",
    }
    NewlineAddedAtEnd {
        id: "newline-added-at-end",
        weight: 5,
        title: "a newline is added after the body" | "签名串末尾多了一个换行",
        remedy: "End the text with the last byte of the body. println, AppendLine and echo add a newline: use printf '%s' in a shell."
            | "签名串以请求体的最后一个字节结束。println、AppendLine、echo 会多加换行；shell 中请用 printf '%s'。",
        example: "echo \"$text\" | openssl dgst -sha256 -hmac \"$key\"",
        source: "",
    }
    MissingBody {
        id: "part-missing-body",
        weight: 5,
        title: "neither the body nor the newline before it is signed" | "签名串缺少请求体以及它前面的换行",
        remedy: "Append a newline and the body, byte for byte as it is sent; for a GET the newline alone."
            | "URI 之后要加换行和请求体（与实际发送的逐字节一致）；GET 请求只保留换行。",
        example: "POST\\nX-TC-Key=…\\n/v1/meetings",
        source: "",
    }
    HeadersFirst {
        id: "parts-headers-first",
        weight: 4,
        title: "the header string is put before the method" | "签名串中请求头串放在了 HTTP 方法之前",
        remedy: "Keep the order: method, header string, URI, body."
            | "四部分的顺序固定为：HTTP 方法、请求头串、URI、请求体。",
        example: "X-TC-Key=…\\nPOST\\n/v1/meetings\\n{…}",
        source: "",
    }
    HeadersLast {
        id: "parts-headers-last",
        weight: 4,
        title: "the header string is put at the end" | "签名串中请求头串放在了最后",
        remedy: "Keep the order: method, header string, URI, body."
            | "四部分的顺序固定为：HTTP 方法、请求头串、URI、请求体。",
        example: "POST\\n/v1/meetings\\n{…}\\nX-TC-Key=…",
        source: "",
    }
    MissingHeaders {
        id: "part-missing-headers",
        weight: 3,
        title: "the header string is not signed" | "签名串缺少请求头串",
        remedy: "Put the line X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=… between the method and the URI."
            | "在 HTTP 方法和 URI 之间加上一行 X-TC-Key=…&X-TC-Nonce=…&X-TC-Timestamp=…。",
        example: "POST\\n/v1/meetings\\n{…}",
        source: "",
    }
    MissingMethod {
        id: "part-missing-method",
        weight: 3,
        title: "the method is not signed" | "签名串缺少 HTTP 方法",
        remedy: "Begin the text with the method and a newline."
            | "签名串第一行必须是 HTTP 方法（大写），后面跟一个换行。",
        example: "X-TC-Key=…\\n/v1/meetings\\n{…}",
        source: "",
    }
    MissingUri {
        id: "part-missing-uri",
        weight: 3,
        title: "the URI is not signed" | "签名串缺少 URI",
        remedy: "Put path and query, on a line of their own, between the header string and the body."
            | "在请求头串和请求体之间加上 URI（路径和查询参数），单独占一行。",
        example: "POST\\nX-TC-Key=…\\n{…}",
        source: "",
    }
    JoinedByNothing {
        id: "join-nothing",
        weight: 3,
        title: "the parts are joined without anything between them" | "各部分直接拼接，中间没有换行",
        remedy: "Join the four parts by a newline (\"\\n\")."
            | "四部分之间用一个换行符（\"\\n\"）连接。",
        example: "method + headers + uri + body",
        source: "",
    }
    Ampersand {
        id: "join-ampersand",
        weight: 3,
        title: "the parts are joined by '&'" | "各部分之间用了“&”",
        remedy: "Join the four parts by a newline (\"\\n\"); '&' stands between the three headers only."
            | "四部分之间用换行符（\"\\n\"）连接；“&”只用在三个请求头之间。",
        example: "POST&X-TC-Key=…&/v1/meetings&{…}",
        source: "",
    }
    NewlineDoubledBeforeBody {
        id: "newline-doubled-before-body",
        weight: 3,
        title: "an empty line stands before the body" | "请求体前多了一个空行",
        remedy: "Put one newline between the URI and the body; the empty line belongs to HTTP, not to this text."
            | "URI 与请求体之间只有一个换行；空行是 HTTP 报文的格式，签名串中没有。",
        example: "/v1/meetings\\n\\n{…}",
        source: "",
    }
    Trimmed {
        id: "text-trimmed",
        weight: 3,
        title: "white space at the ends of the finished text is cut off" | "拼好的签名串首尾的空白和换行被去掉了",
        remedy: "Sign the text as it was joined: trim() takes the newline that must stay when the body is empty."
            | "拼好的签名串不要再 trim：请求体为空时末尾的换行必须保留，trim() 会把它去掉。",
        example: "text.trim()",
        source: "",
    }
    AlgorithmFirst {
        id: "text-algorithm-first",
        weight: 3,
        title: "a line TC3-HMAC-SHA256 stands before the method" | "签名串最前面多了一行 TC3-HMAC-SHA256",
        remedy: "Begin with the method. The documentation names the algorithm TC3-HMAC-SHA256, but the text of Tencent Cloud's TC3 is another scheme."
            | "签名串从 HTTP 方法开始。文档虽写着 TC3-HMAC-SHA256，但并不是腾讯云 API 的 TC3 签名，不需要这一行。",
        example: "TC3-HMAC-SHA256\\nPOST\\nX-TC-Key=…",
        source: "",
    }
    UriFirst {
        id: "parts-uri-first",
        weight: 2,
        title: "the URI is put first" | "签名串中 URI 放在了最前面",
        remedy: "Keep the order: method, header string, URI, body."
            | "四部分的顺序固定为：HTTP 方法、请求头串、URI、请求体。",
        example: "/v1/meetings\\nPOST\\nX-TC-Key=…\\n{…}",
        source: "",
    }
    BodyFirst {
        id: "parts-body-first",
        weight: 2,
        title: "the body is put first" | "签名串中请求体放在了最前面",
        remedy: "Keep the order: method, header string, URI, body."
            | "四部分的顺序固定为：HTTP 方法、请求头串、URI、请求体。",
        example: "{…}\\nPOST\\nX-TC-Key=…\\n/v1/meetings",
        source: "",
    }
    BodyBeforeHeaders {
        id: "parts-body-before-headers",
        weight: 2,
        title: "the body is put before the header string" | "签名串中请求体放在了请求头串之前",
        remedy: "Keep the order: method, header string, URI, body."
            | "四部分的顺序固定为：HTTP 方法、请求头串、URI、请求体。",
        example: "POST\\n{…}\\nX-TC-Key=…\\n/v1/meetings",
        source: "",
    }
    MethodAfterUri {
        id: "parts-method-after-uri",
        weight: 2,
        title: "the method is put after the URI" | "签名串中 HTTP 方法放在了 URI 之后",
        remedy: "Keep the order: method, header string, URI, body."
            | "四部分的顺序固定为：HTTP 方法、请求头串、URI、请求体。",
        example: "X-TC-Key=…\\n/v1/meetings\\nPOST\\n{…}",
        source: "",
    }
    MethodLast {
        id: "parts-method-last",
        weight: 2,
        title: "the method is put at the end" | "签名串中 HTTP 方法放在了最后",
        remedy: "Keep the order: method, header string, URI, body."
            | "四部分的顺序固定为：HTTP 方法、请求头串、URI、请求体。",
        example: "X-TC-Key=…\\n/v1/meetings\\n{…}\\nPOST",
        source: "",
    }
    Space {
        id: "join-space",
        weight: 2,
        title: "the parts are joined by spaces" | "各部分之间用了空格",
        remedy: "Join the four parts by a newline (\"\\n\"). In a shell, put variables into quotes: without them newlines become spaces."
            | "四部分之间用换行符（\"\\n\"）连接。在 shell 中变量要加双引号，否则换行会变成空格。",
        example: "echo $text",
        source: "",
    }
    NewlineAtStart {
        id: "newline-at-start",
        weight: 2,
        title: "a newline stands before the method" | "签名串开头多了一个换行",
        remedy: "Begin with the method: a template in triple quotes or backticks begins on the line of its quotes."
            | "签名串从 HTTP 方法开始：使用三引号或反引号模板时，内容要紧跟在引号之后，不要另起一行。",
        example: "\"\"\"\\nPOST\\n…",
        source: "",
    }
    HashedFirst {
        id: "text-sha256-hex",
        weight: 2,
        title: "the SHA-256 of the text is signed in its place" | "先对签名串做了 SHA-256，再对摘要签名",
        remedy: "Give the text itself to HMAC-SHA256. Only Tencent Cloud's TC3 hashes its canonical request first."
            | "直接对签名串本身做 HMAC-SHA256；先做 SHA-256 是腾讯云 API TC3 签名的步骤，这里不需要。",
        example: "hmac_sha256(key, sha256_hex(text))",
        source: "",
    }
    Reversed {
        id: "parts-reversed",
        weight: 1,
        title: "the parts stand in reverse order" | "签名串中四部分的顺序完全颠倒",
        remedy: "Keep the order: method, header string, URI, body."
            | "四部分的顺序固定为：HTTP 方法、请求头串、URI、请求体。",
        example: "{…}\\n/v1/meetings\\nX-TC-Key=…\\nPOST",
        source: "",
    }
    DoubledNewlines {
        id: "join-double-newline",
        weight: 1,
        title: "the parts are joined by two newlines" | "各部分之间有两个换行",
        remedy: "Join by one newline: println and AppendLine add theirs to a \"\\n\" that is there already."
            | "各部分之间只有一个换行：文本已带 \"\\n\" 时，println、AppendLine 会再多加一个。",
        example: "writer.println(method + \"\\n\");",
        source: "",
    }
    Cr {
        id: "join-cr",
        weight: 1,
        title: "the parts are joined by CR" | "各部分之间用了 CR（\\r）",
        remedy: "Join the four parts by LF (\"\\n\", byte 10), not by CR (\"\\r\", byte 13)."
            | "四部分之间用 LF（\"\\n\"，0x0A）连接，不是 CR（\"\\r\"，0x0D）。",
        example: "method + \"\\r\" + headers",
        source: "",
    }
    Tab {
        id: "join-tab",
        weight: 1,
        title: "the parts are joined by tabs" | "各部分之间用了制表符（\\t）",
        remedy: "Join the four parts by a newline (\"\\n\")."
            | "四部分之间用换行符（\"\\n\"）连接。",
        example: "method + \"\\t\" + headers",
        source: "",
    }
    SlashN {
        id: "join-slash-n",
        weight: 1,
        title: "the parts are joined by a slash and the letter n" | "各部分之间是“/n”两个字符，而不是换行符",
        remedy: "Write the newline with a backslash: \"\\n\"."
            | "换行符要用反斜杠：\"\\n\"，不是 \"/n\"。",
        example: "method + \"/n\" + headers",
        source: "",
    }
}

impl AssemblyChoice {
    pub(crate) fn apply(self, parts: &Parts<'_>) -> Vec<u8> {
        let mut text = Vec::new();
        self.write(parts, &mut text);
        text
    }

    /// Whether something in ASCII stands between any two parts, and the text is
    /// nothing but the parts: it can then be put together of encoded parts in
    /// any charset that leaves ASCII alone.
    #[cfg(feature = "doctor")]
    pub(crate) fn keeps_parts_apart(self) -> bool {
        !matches!(self, Self::HashedFirst | Self::JoinedByNothing | Self::LastNewlineMissing)
    }

    /// Appends the text to `out`.
    pub(crate) fn write(self, parts: &Parts<'_>, out: &mut Vec<u8>) {
        let &Parts { method, header_string: headers, uri, body } = parts;
        let all = [method, headers, uri, body];
        let mut lines = |parts: &[&[u8]]| join(out, parts, b"\n");
        match self {
            Self::AsSpecified => lines(&all),
            Self::SwappedUriHeaders => lines(&[method, uri, headers, body]),
            Self::BodyBeforeUri => lines(&[method, headers, body, uri]),
            Self::EmptyBodyNewlineMissing if body.is_empty() => lines(&[method, headers, uri]),
            Self::EmptyBodyNewlineMissing => lines(&all),
            Self::LastNewlineMissing => {
                lines(&[method, headers, uri]);
                out.extend_from_slice(body);
            }
            Self::LiteralBackslashN => join(out, &all, br"\n"),
            Self::Crlf => join(out, &all, b"\r\n"),
            Self::NewlineAddedAtEnd => lines(&[method, headers, uri, body, b""]),
            Self::MissingBody => lines(&[method, headers, uri]),
            Self::HeadersFirst => lines(&[headers, method, uri, body]),
            Self::HeadersLast => lines(&[method, uri, body, headers]),
            Self::MissingHeaders => lines(&[method, uri, body]),
            Self::MissingMethod => lines(&[headers, uri, body]),
            Self::MissingUri => lines(&[method, headers, body]),
            Self::JoinedByNothing => join(out, &all, b""),
            Self::Ampersand => join(out, &all, b"&"),
            Self::NewlineDoubledBeforeBody => lines(&[method, headers, uri, b"", body]),
            Self::Trimmed => out.extend_from_slice(all.join(&b'\n').trim_ascii()),
            Self::AlgorithmFirst => lines(&[b"TC3-HMAC-SHA256", method, headers, uri, body]),
            Self::UriFirst => lines(&[uri, method, headers, body]),
            Self::BodyFirst => lines(&[body, method, headers, uri]),
            Self::BodyBeforeHeaders => lines(&[method, body, headers, uri]),
            Self::MethodAfterUri => lines(&[headers, uri, method, body]),
            Self::MethodLast => lines(&[headers, uri, body, method]),
            Self::Reversed => lines(&[body, uri, headers, method]),
            Self::Space => join(out, &all, b" "),
            Self::NewlineAtStart => lines(&[b"", method, headers, uri, body]),
            Self::DoubledNewlines => join(out, &all, b"\n\n"),
            Self::Cr => join(out, &all, b"\r"),
            Self::Tab => join(out, &all, b"\t"),
            Self::SlashN => join(out, &all, b"/n"),
            Self::HashedFirst => {
                out.extend_from_slice(hex::encode(Sha256::digest(all.join(&b'\n'))).as_bytes());
            }
        }
    }
}

fn join(out: &mut Vec<u8>, parts: &[&[u8]], separator: &[u8]) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.extend_from_slice(separator);
        }
        out.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(choice: AssemblyChoice, body: &[u8]) -> String {
        let parts = Parts { method: b"M", header_string: b"H", uri: b"U", body };
        String::from_utf8(choice.apply(&parts)).unwrap()
    }

    #[test]
    fn does_what_python_has_no_counterpart_for() {
        use AssemblyChoice as Assembly;
        for (choice, body, signed) in [
            (Assembly::EmptyBodyNewlineMissing, "", "M\nH\nU"),
            (Assembly::EmptyBodyNewlineMissing, "B", "M\nH\nU\nB"),
            (Assembly::HeadersFirst, "B", "H\nM\nU\nB"),
            (Assembly::HeadersLast, "B", "M\nU\nB\nH"),
            (Assembly::UriFirst, "B", "U\nM\nH\nB"),
            (Assembly::BodyFirst, "B", "B\nM\nH\nU"),
            (Assembly::BodyBeforeHeaders, "B", "M\nB\nH\nU"),
            (Assembly::MethodAfterUri, "B", "H\nU\nM\nB"),
            (Assembly::MethodLast, "B", "H\nU\nB\nM"),
            (Assembly::Reversed, "B", "B\nU\nH\nM"),
            (Assembly::Ampersand, "B", "M&H&U&B"),
            (Assembly::Cr, "B", "M\rH\rU\rB"),
            (Assembly::Tab, "B", "M\tH\tU\tB"),
            (Assembly::SlashN, "B", "M/nH/nU/nB"),
            (Assembly::DoubledNewlines, "B", "M\n\nH\n\nU\n\nB"),
            (Assembly::NewlineDoubledBeforeBody, "B", "M\nH\nU\n\nB"),
            (Assembly::NewlineAtStart, "B", "\nM\nH\nU\nB"),
            (Assembly::Trimmed, "", "M\nH\nU"),
            (Assembly::Trimmed, " B \n", "M\nH\nU\n B"),
            (Assembly::AlgorithmFirst, "B", "TC3-HMAC-SHA256\nM\nH\nU\nB"),
            // printf 'M\nH\nU\nB' | sha256sum
            (
                Assembly::HashedFirst,
                "B",
                "b56b4a1b0fef75410b2c14b8a92dc050468f1d075fcc436adb3027731c9b94fe",
            ),
        ] {
            assert_eq!(applied(choice, body.as_bytes()), signed, "{choice:?}");
        }
    }

    #[test]
    fn survives_anything() {
        let long = b"[".repeat(200_000);
        for nasty in [&b""[..], b"\0", b"\xff\xfe", b"\"", b"\n\n", b" ", &long] {
            for choice in AssemblyChoice::ALL {
                choice.apply(&Parts {
                    method: nasty,
                    header_string: nasty,
                    uri: nasty,
                    body: nasty,
                });
            }
        }
    }
}
