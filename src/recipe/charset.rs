//! How the text becomes bytes.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, WINDOWS_1252};
use unicode_normalization::UnicodeNormalization as _;

use super::json::push_code_point;
use super::json::write::{Digits, escaped};

choices! {
    /// How the text becomes bytes.
    // The titles are read in reports, not in the documentation alone.
    #[allow(clippy::doc_markdown)]
    CharsetChoice at Charset;
    /// UTF-8: the bytes as they are sent.
    Utf8;
    Gbk {
        id: "charset-gbk",
        weight: 20,
        title: "the string to sign is encoded as GBK" | "签名串按 GBK 编码",
        remedy: "Name the charset: getBytes(StandardCharsets.UTF_8) in Java, Encoding.UTF8 in .NET. On a Chinese Windows the default is GBK."
            | "明确指定 UTF-8：Java 用 getBytes(StandardCharsets.UTF_8)，.NET 用 Encoding.UTF8。中文 Windows 的默认编码是 GBK。",
        example: "stringToSign.getBytes()",
        source: "2 of 58 public signers",
    }
    AsciiQuestionMark {
        id: "charset-ascii-question-mark",
        weight: 6,
        title: "non-ASCII characters are signed as question marks" | "签名时非 ASCII 字符变成了问号",
        remedy: "Encode as UTF-8. Encoding.ASCII in .NET, and getBytes() in a JVM whose locale is POSIX, put '?' for whatever is not ASCII."
            | "按 UTF-8 编码。.NET 的 Encoding.ASCII、POSIX locale 下 JVM 的 getBytes() 会把非 ASCII 字符替换成 '?'。",
        example: "Encoding.ASCII.GetBytes(stringToSign)",
        source: "",
    }
    Latin1 {
        id: "charset-latin-1",
        weight: 6,
        title: "the string to sign is encoded as Latin-1, with question marks for what it lacks" | "签名串按 ISO-8859-1 编码，无法表示的字符变成问号",
        remedy: "Encode as UTF-8. ISO-8859-1 is the default of Apache HttpClient's StringEntity and of Servlets: name the charset there."
            | "按 UTF-8 编码。Apache HttpClient 的 StringEntity 和 Servlet 默认用 ISO-8859-1，需要显式指定字符集。",
        example: "new StringEntity(body); getBytes(\"ISO-8859-1\")",
        source: "",
    }
    LowBytes {
        id: "charset-low-bytes",
        weight: 6,
        title: "only the low byte of every character is signed" | "每个字符只有低 8 位参与签名",
        remedy: "Encode as UTF-8: update(text, 'utf8') in Node, not 'binary', 'latin1' or 'ascii'; TextEncoder in a browser, not charCodeAt."
            | "按 UTF-8 编码：Node 用 update(text, 'utf8')，不要用 'binary'、'latin1' 或 'ascii'；浏览器用 TextEncoder，不要用 charCodeAt。",
        example: "hmac.update(stringToSign, 'binary'); (byte) c",
        source: "",
    }
    MojibakeGbk {
        id: "charset-mojibake-gbk",
        weight: 6,
        title: "UTF-8 was read as GBK and encoded as UTF-8 again" | "UTF-8 内容被当作 GBK 读取，又按 UTF-8 编码后签名",
        remedy: "Read the body as UTF-8: new String(bytes, StandardCharsets.UTF_8), open(path, encoding='utf-8'), javac -encoding UTF-8."
            | "按 UTF-8 读取：new String(bytes, StandardCharsets.UTF_8)、open(path, encoding='utf-8')、javac -encoding UTF-8。",
        example: "new String(bytes).getBytes(\"UTF-8\"): 椤圭洰 for 项目",
        source: "",
    }
    MojibakeLatin1 {
        id: "charset-mojibake-latin-1",
        weight: 5,
        title: "UTF-8 was encoded as UTF-8 a second time" | "UTF-8 内容被当作 Latin-1 读取，又按 UTF-8 编码（重复编码）",
        remedy: "Encode text once: bytes that are UTF-8 already must not be read as Latin-1, nor go through utf8_encode."
            | "只编码一次：已经是 UTF-8 的字节不要再当作 Latin-1 读取，也不要再调用 utf8_encode。",
        example: "utf8_encode($stringToSign)",
        source: "",
    }
    Utf16Le {
        id: "charset-utf-16le",
        weight: 4,
        title: "the string to sign is encoded as UTF-16LE" | "签名串按 UTF-16LE 编码",
        remedy: "Encode as UTF-8: Encoding.UTF8 in .NET, where Encoding.Unicode is UTF-16."
            | "按 UTF-8 编码：.NET 用 Encoding.UTF8，Encoding.Unicode 是 UTF-16LE。",
        example: "Encoding.Unicode.GetBytes(stringToSign)",
        source: "",
    }
    MojibakeWindows1252 {
        id: "charset-mojibake-windows-1252",
        weight: 3,
        title: "UTF-8 was read as Windows-1252 and encoded as UTF-8 again" | "UTF-8 内容被当作 Windows-1252 读取，又按 UTF-8 编码后签名",
        remedy: "Read the body as UTF-8; on a western Windows the default is Windows-1252."
            | "按 UTF-8 读取；西文 Windows 的默认编码是 Windows-1252。",
        example: "ä¼šè®®",
        source: "",
    }
    Gb18030 {
        id: "charset-gb18030",
        weight: 3,
        title: "the string to sign is encoded as GB18030" | "签名串按 GB18030 编码",
        remedy: "Encode as UTF-8."
            | "按 UTF-8 编码。",
        example: "stringToSign.getBytes(\"GB18030\")",
        source: "",
    }
    NonAsciiDropped {
        id: "charset-non-ascii-dropped",
        weight: 3,
        title: "non-ASCII characters are left out of what is signed" | "签名时非 ASCII 字符被丢弃",
        remedy: "Encode as UTF-8, without errors='ignore' or //IGNORE."
            | "按 UTF-8 编码，不要用 errors='ignore' 或 //IGNORE。",
        example: "string_to_sign.encode('ascii', 'ignore')",
        source: "",
    }
    Bom {
        id: "charset-utf-8-bom",
        weight: 3,
        title: "a byte order mark comes before the string to sign" | "签名串开头多了 UTF-8 BOM",
        remedy: "Encode as UTF-8 without BOM: new UTF8Encoding(false) where a StreamWriter is used, 'utf-8' and not 'utf-8-sig' in Python."
            | "按不带 BOM 的 UTF-8 编码：StreamWriter 用 new UTF8Encoding(false)，Python 用 'utf-8' 而不是 'utf-8-sig'。",
        example: "string_to_sign.encode('utf-8-sig')",
        source: "",
    }
    Utf16Be {
        id: "charset-utf-16be",
        weight: 2,
        title: "the string to sign is encoded as UTF-16BE" | "签名串按 UTF-16BE 编码",
        remedy: "Encode as UTF-8."
            | "按 UTF-8 编码。",
        example: "Encoding.BigEndianUnicode.GetBytes(stringToSign)",
        source: "",
    }
    Utf16LeBom {
        id: "charset-utf-16le-bom",
        weight: 2,
        title: "the string to sign is encoded as UTF-16LE with a byte order mark" | "签名串按带 BOM 的 UTF-16LE 编码",
        remedy: "Encode as UTF-8: stringToSign.encode('utf-8') in Python."
            | "按 UTF-8 编码：Python 用 encode('utf-8')。",
        example: "string_to_sign.encode('utf-16')",
        source: "",
    }
    Utf16BeBom {
        id: "charset-utf-16be-bom",
        weight: 2,
        title: "the string to sign is encoded as UTF-16BE with a byte order mark" | "签名串按带 BOM 的 UTF-16BE 编码",
        remedy: "Encode as UTF-8: getBytes(StandardCharsets.UTF_8) in Java."
            | "按 UTF-8 编码：Java 用 getBytes(StandardCharsets.UTF_8)。",
        example: "stringToSign.getBytes(\"UTF-16\")",
        source: "",
    }
    UnicodeEscaped {
        id: "charset-unicode-escaped",
        weight: 2,
        title: "non-ASCII characters of the whole string to sign are written as \\uXXXX" | "整个签名串中的非 ASCII 字符写成了 \\uXXXX",
        remedy: "Encode as UTF-8: native2ascii and the like do not belong here."
            | "按 UTF-8 编码，不要做 native2ascii 之类的转换。",
        example: "\\u4f1a\\u8bae",
        source: "",
    }
    Nfc {
        id: "charset-nfc",
        weight: 2,
        title: "the text is composed (NFC) before it is signed" | "签名前文本做了 NFC 规范化",
        remedy: "Sign the text as it is sent; normalise before both, or not at all."
            | "按实际发送的文本签名；要规范化就在签名和发送之前统一做。",
        example: "unicodedata.normalize(\"NFC\", text)",
        source: "",
    }
    Nfd {
        id: "charset-nfd",
        weight: 2,
        title: "the text is decomposed (NFD) before it is signed" | "签名前文本做了 NFD 规范化",
        remedy: "Sign the text as it is sent; file names on macOS are decomposed."
            | "按实际发送的文本签名；macOS 的文件名是 NFD 形式。",
        example: "unicodedata.normalize(\"NFD\", text)",
        source: "",
    }
    Cesu8 {
        id: "charset-cesu-8",
        weight: 2,
        title: "emoji are encoded as two surrogates of three bytes each (CESU-8)" | "emoji 按两个代理项各三字节编码（CESU-8）",
        remedy: "Encode as real UTF-8, where an emoji has four bytes: not JNI's GetStringUTFChars, not Oracle's UTF8."
            | "使用标准 UTF-8，emoji 占四个字节；不要用 JNI 的 GetStringUTFChars 或 Oracle 的 UTF8 字符集。",
        example: "ED A0 BD ED B8 80 for 😀",
        source: "",
    }
    Big5 {
        id: "charset-big5",
        weight: 1,
        title: "the string to sign is encoded as Big5" | "签名串按 Big5 编码",
        remedy: "Encode as UTF-8; on a Windows set to traditional Chinese the default is Big5."
            | "按 UTF-8 编码；繁体中文 Windows 的默认编码是 Big5。",
        example: "stringToSign.getBytes()",
        source: "",
    }
    CharacterReferences {
        id: "charset-character-references",
        weight: 1,
        title: "non-ASCII characters are written as &#20250;" | "非 ASCII 字符写成了 &#20250; 这样的实体",
        remedy: "Encode as UTF-8: no HTML entities, no errors='xmlcharrefreplace'."
            | "按 UTF-8 编码，不要转 HTML 实体，也不要用 errors='xmlcharrefreplace'。",
        example: "mb_encode_numericentity($stringToSign, …)",
        source: "",
    }
    Nfkc {
        id: "charset-nfkc",
        weight: 1,
        title: "the text goes through NFKC before it is signed: full-width forms become ASCII" | "签名前文本做了 NFKC 规范化，全角字符变成了半角",
        remedy: "Sign the text as it is sent; turn full-width characters into half-width ones before both, or not at all."
            | "按实际发送的文本签名；要做全角转半角就在签名和发送之前统一做。",
        example: "：（） signed as :()",
        source: "",
    }
    WriteUtf {
        id: "charset-java-write-utf",
        weight: 1,
        title: "the string to sign is written with DataOutputStream.writeUTF, which puts its length in front" | "签名串用 DataOutputStream.writeUTF 写出，前面多了两字节长度",
        remedy: "Use getBytes(StandardCharsets.UTF_8)."
            | "改用 getBytes(StandardCharsets.UTF_8)。",
        example: "out.writeUTF(stringToSign)",
        source: "",
    }
}

/// What comes before an encoded text.
#[cfg(feature = "doctor")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Frame {
    /// A byte order mark, or nothing.
    Mark(&'static [u8]),
    /// Its length in two bytes, high byte first; a longer text is not encoded.
    Length,
}

#[cfg(feature = "doctor")]
impl Frame {
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Mark(mark) => mark.len(),
            Self::Length => 2,
        }
    }

    /// Puts itself before a text, for which so many bytes were left free.
    /// `false` if the text is too long.
    pub(crate) fn fill(self, text: &mut [u8]) -> bool {
        let (frame, text) = text.split_at_mut(self.len());
        match self {
            Self::Mark(mark) => frame.copy_from_slice(mark),
            Self::Length => match u16::try_from(text.len()) {
                Ok(length) => frame.copy_from_slice(&length.to_be_bytes()),
                Err(_) => return false,
            },
        }
        true
    }
}

impl CharsetChoice {
    /// What comes before a text. Behind it, what becomes of a line depends on
    /// nothing outside it, so that a text can be encoded line by line:
    /// `apply(a + "\n" + b) == frame + line(a) + line("\n") + line(b)`, where
    /// `line` is `apply` without the frame.
    #[cfg(feature = "doctor")]
    pub(crate) fn frame(self) -> Frame {
        match self {
            Self::Bom => Frame::Mark(b"\xef\xbb\xbf"),
            Self::Utf16BeBom => Frame::Mark(b"\xfe\xff"),
            Self::Utf16LeBom => Frame::Mark(b"\xff\xfe"),
            Self::WriteUtf => Frame::Length,
            _ => Frame::Mark(b""),
        }
    }

    /// Text that is not UTF-8 stays as it is.
    pub(crate) fn apply(self, text: Vec<u8>) -> Vec<u8> {
        match std::str::from_utf8(&text) {
            Ok(readable) => self.encode(readable).unwrap_or(text),
            Err(_) if self.reads_any_bytes() => {
                text.iter().map(|&byte| char::from(byte)).collect::<String>().into_bytes()
            }
            Err(_) => text,
        }
    }

    /// Whether bytes that are not UTF-8 are encoded as well: to Latin-1 every
    /// byte is a character.
    pub(crate) fn reads_any_bytes(self) -> bool {
        self == Self::MojibakeLatin1
    }

    /// `None` leaves the text as it is.
    fn encode(self, text: &str) -> Option<Vec<u8>> {
        Some(match self {
            Self::Utf8 => return None,
            Self::AsciiQuestionMark => single_bytes(text, 0x80),
            Self::Big5 => legacy(BIG5, text),
            Self::Bom => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Self::Cesu8 => cesu_8(text.encode_utf16(), false),
            Self::CharacterReferences => {
                let reference = |c: char| {
                    if c.is_ascii() { c.to_string() } else { format!("&#{};", u32::from(c)) }
                };
                text.chars().map(reference).collect::<String>().into_bytes()
            }
            Self::Gb18030 => legacy(GB18030, text),
            Self::Gbk => legacy(GBK, text),
            Self::Latin1 => single_bytes(text, 0x100),
            Self::LowBytes => text.encode_utf16().map(|unit| unit.to_le_bytes()[0]).collect(),
            Self::MojibakeGbk => mistaken(GBK, text),
            Self::MojibakeLatin1 => text.bytes().map(char::from).collect::<String>().into_bytes(),
            Self::MojibakeWindows1252 => mistaken(WINDOWS_1252, text),
            Self::Nfc => text.nfc().collect::<String>().into_bytes(),
            Self::Nfd => text.nfd().collect::<String>().into_bytes(),
            Self::Nfkc => text.nfkc().collect::<String>().into_bytes(),
            Self::NonAsciiDropped => text.bytes().filter(u8::is_ascii).collect(),
            Self::UnicodeEscaped => escaped(text, Digits::Lower, |c| !c.is_ascii()),
            Self::Utf16Be => utf_16(text, u16::to_be_bytes),
            Self::Utf16BeBom => [vec![0xfe, 0xff], utf_16(text, u16::to_be_bytes)].concat(),
            Self::Utf16Le => utf_16(text, u16::to_le_bytes),
            Self::Utf16LeBom => [vec![0xff, 0xfe], utf_16(text, u16::to_le_bytes)].concat(),
            Self::WriteUtf => {
                let bytes = cesu_8(text.encode_utf16(), true);
                // A longer text makes writeUTF throw.
                let length = u16::try_from(bytes.len()).ok()?;
                [&length.to_be_bytes()[..], &bytes].concat()
            }
        })
    }
}

/// A byte for every character below `end`, a question mark for the rest.
fn single_bytes(text: &str, end: u32) -> Vec<u8> {
    let byte = |c: char| u8::try_from(c).ok().filter(|&byte| u32::from(byte) < end);
    text.chars().map(|c| byte(c).unwrap_or(b'?')).collect()
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// UTF-8 of every UTF-16 unit by itself; with `C0 80` for NUL, Java's modified
/// UTF-8.
fn cesu_8(units: impl Iterator<Item = u16>, is_modified: bool) -> Vec<u8> {
    let mut out = Vec::new();
    for unit in units {
        if is_modified && unit == 0 {
            out.extend_from_slice(b"\xc0\x80");
        } else {
            push_code_point(&mut out, u32::from(unit));
        }
    }
    out
}

/// As the WHATWG encodes, but a question mark for what the charset lacks, as
/// in Java and .NET. GBK has the euro sign at 80, as Windows does.
fn legacy(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let mut encoder = encoding.new_encoder();
    let mut out = Vec::with_capacity(text.len() * 2 + 16);
    let mut rest = text;
    loop {
        let (result, read) =
            encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut out, true);
        rest = &rest[read..];
        match result {
            encoding_rs::EncoderResult::InputEmpty => return out,
            encoding_rs::EncoderResult::OutputFull => out.reserve(rest.len() * 2 + 16),
            encoding_rs::EncoderResult::Unmappable(_) => {
                out.reserve(rest.len() * 2 + 16);
                out.push(b'?');
            }
        }
    }
}

/// UTF-8 taken for another charset, with U+FFFD for what is not of it. As on
/// Windows, a lone 80 is the euro sign in GBK.
fn mistaken(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    // A NUL ends a sequence that the text breaks off, and takes nothing with it.
    let ended = [text.as_bytes(), b"\0"].concat();
    let (decoded, _) = encoding.decode_without_bom_handling(&ended);
    let mut out = decoded.into_owned().into_bytes();
    out.pop();
    out
}

#[cfg(test)]
mod tests {
    use super::CharsetChoice;
    use crate::recipe::json::tests::nasty_inputs;

    /// What Java, Python and Windows make of it.
    #[test]
    fn text_becomes_other_bytes() {
        use CharsetChoice as C;
        let cases: &[(C, &str, &[u8])] = &[
            (C::Gbk, "会😀议", b"\xbb\xe1?\xd2\xe9"),
            (C::Gb18030, "会😀", b"\xbb\xe1\x94\x39\xfc\x36"),
            (C::Big5, "會议", b"\xb7\x7c?"),
            (C::MojibakeGbk, "项目", "椤圭洰".as_bytes()),
            (C::MojibakeGbk, "会1", "浼\u{fffd}1".as_bytes()),
            (C::MojibakeWindows1252, "会议", "ä¼šè®®".as_bytes()),
            (C::Utf16BeBom, "a会", b"\xfe\xff\0a\x4f\x1a"),
            (C::Utf16LeBom, "a会", b"\xff\xfea\0\x1a\x4f"),
            (C::NonAsciiDropped, "a会b", b"ab"),
            (C::UnicodeEscaped, "a会😀", br"a\u4f1a\ud83d\ude00"),
            (C::CharacterReferences, "a会😀", b"a&#20250;&#128512;"),
            (C::Nfkc, "：（１）", b":(1)"),
            (C::Cesu8, "😀\0", b"\xed\xa0\xbd\xed\xb8\x80\0"),
            (C::WriteUtf, "😀\0", b"\0\x08\xed\xa0\xbd\xed\xb8\x80\xc0\x80"),
            (C::Bom, "a", b"\xef\xbb\xbfa"),
        ];
        for (choice, text, expected) in cases {
            let bytes = choice.apply(text.as_bytes().to_vec());
            assert_eq!(bytes, *expected, "{choice:?} of {text}");
        }
    }

    #[cfg(feature = "doctor")]
    #[test]
    fn what_is_encoded_line_by_line_is_the_same_as_the_whole() {
        let lines =
            ["", "a", "会 议", "é e\u{301}", "\u{301}x", "각", "😀", "项", "椤\u{fffd}", "€£"];
        for &choice in CharsetChoice::ALL {
            let frame = choice.frame();
            let line = |text: &str| choice.apply(text.as_bytes().to_vec())[frame.len()..].to_vec();
            for first in lines {
                for second in lines {
                    let whole = choice.apply(format!("{first}\n{second}").into_bytes());
                    let free = vec![0; frame.len()];
                    let mut parts = [free, line(first), line("\n"), line(second)].concat();
                    assert!(frame.fill(&mut parts));
                    assert_eq!(whole, parts, "{choice:?} of {first:?} and {second:?}");
                }
            }
        }
    }

    #[test]
    fn every_choice_survives_any_text() {
        for input in nasty_inputs() {
            for choice in CharsetChoice::ALL {
                let bytes = choice.apply(input.clone());
                // What is no text is left alone, but by what takes bytes for text.
                let is_left_alone = std::str::from_utf8(&input).is_err()
                    && *choice != CharsetChoice::MojibakeLatin1;
                assert!(!is_left_alone || bytes == input, "{choice:?}");
            }
        }
    }
}
