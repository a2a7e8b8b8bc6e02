//! How the written digest is encoded.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

choices! {
    /// How the written digest is encoded.
    // The titles are read in reports, not in the documentation alone.
    #[allow(clippy::doc_markdown)]
    EncodingChoice at Encoding;
    /// In base64 with padding.
    Base64;
    Nothing {
        id: "encoding-none",
        weight: 40,
        title: "the digest is sent without base64" | "摘要没有做 base64 就发送了",
        remedy: "Put the 64 hexadecimal digits into base64, as text: base64(hmac.hexdigest().encode()). A right signature has 88 characters and ends in ==."
            | "把 64 位十六进制文本再做一次 base64：base64(hmac.hexdigest().encode())。正确的签名是 88 个字符、以 == 结尾。",
        example: "X-TC-Signature: 9f86d081…",
        source: "4 of 58 public signers",
    }
    TrailingNewline {
        id: "encoding-trailing-newline",
        weight: 6,
        title: "the signature ends in a newline" | "签名末尾多了一个换行",
        remedy: "Cut the newline: base64 -w0 in a shell, strict_encode64 in Ruby, Base64.NO_WRAP on Android."
            | "去掉末尾的换行：shell 用 base64 -w0，Ruby 用 strict_encode64，Android 用 Base64.NO_WRAP。",
        example: "$(…)\\n",
        source: "",
    }
    Wrapped {
        id: "encoding-base64-wrapped",
        weight: 5,
        title: "the base64 is broken after 76 characters" | "base64 在第 76 个字符处换行",
        remedy: "Use an encoder that does not break lines: Base64.getEncoder() in place of sun.misc.BASE64Encoder."
            | "使用不换行的编码器：用 Base64.getEncoder() 代替 sun.misc.BASE64Encoder。",
        example: "new BASE64Encoder().encode(bytes)",
        source: "",
    }
    WrappedNewline {
        id: "encoding-base64-wrapped-newline",
        weight: 5,
        title: "the base64 is broken after 76 characters and ends in a newline" | "base64 在第 76 个字符处换行，末尾也有换行",
        remedy: "Use an encoder that does not break lines: b64encode in Python, base64 -w0 in a shell, Base64.NO_WRAP on Android."
            | "使用不换行的编码：Python 用 b64encode，shell 用 base64 -w0，Android 用 Base64.NO_WRAP。",
        example: "base64.encodebytes(digest); Base64.encodeToString(bytes, Base64.DEFAULT)",
        source: "",
    }
    WrappedSixty {
        id: "encoding-base64-ruby",
        weight: 4,
        title: "the base64 is broken after 60 characters and ends in a newline, as Ruby's encode64 writes it" | "base64 每 60 个字符换行，末尾也有换行（Ruby 的 encode64）",
        remedy: "Use Base64.strict_encode64."
            | "改用 Base64.strict_encode64。",
        example: "Base64.encode64(hex)",
        source: "",
    }
    WrappedSixtyFour {
        id: "encoding-base64-openssl",
        weight: 4,
        title: "the base64 is broken after 64 characters and ends in a newline, as OpenSSL writes it" | "base64 每 64 个字符换行，末尾也有换行（OpenSSL）",
        remedy: "openssl base64 -A writes one line; in C set BIO_FLAGS_BASE64_NO_NL."
            | "命令行用 openssl base64 -A 输出单行；C 代码设置 BIO_FLAGS_BASE64_NO_NL。",
        example: "openssl base64",
        source: "",
    }
    Base64Url {
        id: "encoding-base64-url",
        weight: 4,
        title: "the URL-safe alphabet is used: - and _ for + and /" | "用了 URL 安全的 base64：- 和 _ 代替 + 和 /",
        remedy: "Use standard base64: b64encode, Base64.getEncoder(), base64.StdEncoding."
            | "改用标准 base64：b64encode、Base64.getEncoder()、base64.StdEncoding。",
        example: "base64.urlsafe_b64encode(digest)",
        source: "",
    }
    Base64UrlUnpadded {
        id: "encoding-base64-url-unpadded",
        weight: 4,
        title: "the URL-safe alphabet is used, without padding, as in a JWT" | "用了不带填充的 URL 安全 base64（JWT 的写法）",
        remedy: "Use standard base64 with its padding: toString('base64') in Node, not 'base64url'."
            | "改用带填充的标准 base64：Node 用 toString('base64')，不要用 'base64url'。",
        example: "Buffer.from(hex).toString('base64url')",
        source: "",
    }
    Unpadded {
        id: "encoding-base64-unpadded",
        weight: 4,
        title: "the padding == is missing" | "base64 末尾缺少填充 ==",
        remedy: "Keep the padding: base64.StdEncoding in Go, not RawStdEncoding."
            | "保留末尾的 ==：Go 用 base64.StdEncoding，不要用 RawStdEncoding。",
        example: "base64.RawStdEncoding.EncodeToString(hex)",
        source: "",
    }
    Twice {
        id: "encoding-base64-twice",
        weight: 4,
        title: "base64 is applied twice" | "做了两次 base64",
        remedy: "Apply base64 once, to the hexadecimal digest."
            | "只对十六进制摘要做一次 base64。",
        example: "base64(base64(hex))",
        source: "",
    }
    Percent {
        id: "encoding-percent",
        weight: 4,
        title: "the signature is percent-encoded: %3D%3D for ==" | "签名又做了 URL 编码：== 变成 %3D%3D",
        remedy: "A header takes the signature as it is: no urlencode."
            | "签名放在请求头里，不需要 URL 编码。",
        example: "urlencode(base64_encode($hex))",
        source: "",
    }
    PythonBytes {
        id: "encoding-python-bytes",
        weight: 4,
        title: "the signature is sent as b'…', Python's notation of bytes" | "签名按 Python 的字节串写法 b'…' 发送",
        remedy: "Make text of the bytes: base64.b64encode(…).decode(), not str(…)."
            | "把字节转成文本：base64.b64encode(…).decode()，不要用 str(…)。",
        example: "str(base64.b64encode(hex))",
        source: "",
    }
    WrappedCrlf {
        id: "encoding-base64-mime",
        weight: 3,
        title: "the base64 is broken by CR LF after 76 characters, as for mail" | "base64 在第 76 个字符处以 CR LF 换行（MIME 格式）",
        remedy: "Use Base64.getEncoder() in place of getMimeEncoder(); Base64FormattingOptions.None in .NET."
            | "用 Base64.getEncoder() 代替 getMimeEncoder()；.NET 用 Base64FormattingOptions.None。",
        example: "Base64.getMimeEncoder().encodeToString(bytes)",
        source: "",
    }
    ChunkSplit {
        id: "encoding-base64-chunk-split",
        weight: 2,
        title: "the base64 is broken by CR LF after 76 characters and ends in CR LF" | "base64 在第 76 个字符处以 CR LF 换行，末尾也有 CR LF",
        remedy: "Leave out chunk_split; encodeBase64 in place of encodeBase64Chunked in commons-codec."
            | "去掉 chunk_split；commons-codec 用 encodeBase64，不要用 encodeBase64Chunked。",
        example: "chunk_split(base64_encode($hex))",
        source: "",
    }
    PercentLowerCase {
        id: "encoding-percent-lower-case",
        weight: 2,
        title: "the signature is percent-encoded in lower case: %3d%3d for ==" | "签名又做了小写的 URL 编码：== 变成 %3d%3d",
        remedy: "A header takes the signature as it is: no HttpUtility.UrlEncode."
            | "签名放在请求头里，不需要 HttpUtility.UrlEncode。",
        example: "HttpUtility.UrlEncode(signature)",
        source: "",
    }
    JsonQuoted {
        id: "encoding-json-quoted",
        weight: 2,
        title: "the signature is sent in double quotes" | "签名带着双引号发送",
        remedy: "Send the characters alone: no JSON.stringify, and mind the quotes of a shell."
            | "只发送签名本身，不要经过 JSON.stringify，也注意 shell 的引号。",
        example: "JSON.stringify(signature)",
        source: "",
    }
    LowerCased {
        id: "encoding-lower-cased",
        weight: 2,
        title: "the signature was put into lower case" | "签名整体转成了小写",
        remedy: "Base64 is case-sensitive: make only the hexadecimal digest lower case, before base64."
            | "base64 区分大小写，只在 base64 之前把十六进制摘要转成小写。",
        example: "base64(hex).toLowerCase()",
        source: "",
    }
    UpperCased {
        id: "encoding-upper-cased",
        weight: 1,
        title: "the signature was put into upper case" | "签名整体转成了大写",
        remedy: "Base64 is case-sensitive: send it as it is."
            | "base64 区分大小写，按原样发送。",
        example: "base64(hex).toUpperCase()",
        source: "",
    }
}

impl EncodingChoice {
    pub(crate) fn apply(self, written: &[u8]) -> Vec<u8> {
        let base64 = STANDARD.encode(written);
        let text = match self {
            Self::Base64 => base64,
            Self::Nothing => return written.to_vec(),
            Self::Base64Url => URL_SAFE.encode(written),
            Self::Base64UrlUnpadded => URL_SAFE_NO_PAD.encode(written),
            Self::ChunkSplit => wrapped(&base64, 76, "\r\n") + "\r\n",
            Self::JsonQuoted => format!("\"{base64}\""),
            Self::LowerCased => base64.to_ascii_lowercase(),
            Self::Percent => percent(&base64),
            Self::PercentLowerCase => {
                base64.replace('+', "%2b").replace('/', "%2f").replace('=', "%3d")
            }
            Self::PythonBytes => format!("b'{base64}'"),
            Self::TrailingNewline => base64 + "\n",
            Self::Twice => STANDARD.encode(base64),
            Self::Unpadded => STANDARD_NO_PAD.encode(written),
            Self::UpperCased => base64.to_ascii_uppercase(),
            Self::Wrapped => wrapped(&base64, 76, "\n"),
            Self::WrappedCrlf => wrapped(&base64, 76, "\r\n"),
            Self::WrappedNewline => wrapped(&base64, 76, "\n") + "\n",
            Self::WrappedSixty => wrapped(&base64, 60, "\n") + "\n",
            Self::WrappedSixtyFour => wrapped(&base64, 64, "\n") + "\n",
        };
        text.into_bytes()
    }
}

fn percent(base64: &str) -> String {
    base64.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

/// In lines of `width` characters, with nothing behind the last.
fn wrapped(base64: &str, width: usize, line_end: &str) -> String {
    let mut out = String::with_capacity(base64.len() + base64.len() / 16);
    for (place, character) in base64.chars().enumerate() {
        if place > 0 && place % width == 0 {
            out.push_str(line_end);
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::EncodingChoice;
    use crate::recipe::json::tests::nasty_inputs;

    #[test]
    fn lines_are_broken_where_each_language_breaks_them() {
        use EncodingChoice as E;
        let lengths = |choice: E| -> Vec<usize> {
            let text = String::from_utf8(choice.apply(&[b'a'; 64])).unwrap();
            text.split('\n').map(str::len).collect()
        };
        assert_eq!(lengths(E::Base64), [88]);
        assert_eq!(lengths(E::WrappedNewline), [76, 12, 0]);
        assert_eq!(lengths(E::WrappedCrlf), [77, 12]);
        assert_eq!(lengths(E::ChunkSplit), [77, 13, 0]);
        assert_eq!(lengths(E::WrappedSixty), [60, 28, 0]);
        assert_eq!(lengths(E::WrappedSixtyFour), [64, 24, 0]);
        // A full last line gets no empty one behind it.
        assert_eq!(E::Wrapped.apply(&[b'a'; 57]).len(), 76);
    }

    #[test]
    fn the_signature_is_written_otherwise() {
        use EncodingChoice as E;
        let cases = [
            (E::Base64UrlUnpadded, "Pz8_-w"),
            (E::PercentLowerCase, "Pz8%2f%2bw%3d%3d"),
            (E::JsonQuoted, "\"Pz8/+w==\""),
            (E::LowerCased, "pz8/+w=="),
            (E::UpperCased, "PZ8/+W=="),
        ];
        for (choice, expected) in cases {
            let written = choice.apply(b"??\x3f\xfb");
            assert_eq!(String::from_utf8(written).unwrap(), expected, "{choice:?}");
        }
    }

    #[test]
    fn every_choice_survives_any_digest() {
        for input in nasty_inputs() {
            for choice in EncodingChoice::ALL {
                choice.apply(&input);
            }
        }
    }
}
