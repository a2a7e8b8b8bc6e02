//! How the digest is written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

choices! {
    /// How the digest is written.
    // The titles are read in reports, not in the documentation alone.
    #[allow(clippy::doc_markdown)]
    DigestFormChoice at DigestForm;
    /// In lower-case hexadecimal.
    LowerHex;
    Raw {
        id: "digest-raw",
        weight: 40,
        title: "the digest itself goes into base64, not its hexadecimal form" | "直接对二进制摘要做 base64，没有先转成十六进制",
        remedy: "Write the digest in lower-case hexadecimal first, and base64 that text: base64(hmac.hexdigest().encode()). A right signature has 88 characters and ends in ==, this one has 44."
            | "先把摘要转成小写十六进制，再对这个文本做 base64：base64(hmac.hexdigest().encode())。正确的签名是 88 个字符、以 == 结尾，而这样得到的只有 44 个字符。",
        example: "base64.b64encode(mac.digest()); base64_encode(hash_hmac('sha256', …, true))",
        source: "2 of 58 public signers, and 39 scripts of one more",
    }
    UpperHex {
        id: "digest-upper-case",
        weight: 6,
        title: "the hexadecimal digest is in upper case" | "十六进制摘要用了大写",
        remedy: "Write the digest in lower-case hexadecimal: %02x, x2 in .NET, toLowerCase()."
            | "十六进制摘要必须小写：%02x、.NET 的 x2、toLowerCase()。",
        example: "String.format(\"%02X\", b); Convert.ToHexString(hash)",
        source: "",
    }
    DashSeparated {
        id: "digest-dash-separated",
        weight: 4,
        title: "the digest is written as .NET's BitConverter does: AB-CD-EF" | "摘要是 .NET BitConverter 的写法：AB-CD-EF",
        remedy: "BitConverter.ToString(hash).Replace(\"-\", \"\").ToLower(), or Convert.ToHexStringLower(hash)."
            | "改用 BitConverter.ToString(hash).Replace(\"-\", \"\").ToLower() 或 Convert.ToHexStringLower(hash)。",
        example: "BitConverter.ToString(hash)",
        source: "",
    }
    HexUnpadded {
        id: "digest-hex-unpadded",
        weight: 4,
        title: "bytes below 16 have one hexadecimal digit: their zero is lost" | "小于 16 的字节只写了一位十六进制，前面的 0 丢了",
        remedy: "Write two digits for every byte: %02x, toString(16).padStart(2, '0')."
            | "每个字节写两位：%02x、toString(16).padStart(2, '0')。",
        example: "Integer.toHexString(b & 0xff)",
        source: "",
    }
    HexSignExtended {
        id: "digest-hex-sign-extended",
        weight: 4,
        title: "bytes from 80 on are written as ffffff80: a signed byte became an int" | "大于等于 0x80 的字节写成了 ffffff80：有符号 byte 被扩展成 int",
        remedy: "Mask the byte and write two digits: String.format(\"%02x\", b & 0xff)."
            | "先取低 8 位再写两位：String.format(\"%02x\", b & 0xff)。",
        example: "Integer.toHexString(b)",
        source: "",
    }
    RawAsLatin1 {
        id: "digest-raw-as-latin-1",
        weight: 4,
        title: "the digest was taken for Latin-1 text and encoded as UTF-8" | "二进制摘要被当作 Latin-1 文本，又按 UTF-8 编码",
        remedy: "Take the hexadecimal form, which is text: digest('hex') in Node, not 'binary' or 'latin1'."
            | "直接取十六进制文本：Node 用 digest('hex')，不要用 'binary' 或 'latin1'。",
        example: "Buffer.from(hmac.digest('binary')).toString('base64')",
        source: "",
    }
    RawAsUtf8 {
        id: "digest-raw-as-utf-8",
        weight: 4,
        title: "the digest was taken for UTF-8 text, and what is none became U+FFFD" | "二进制摘要被当作 UTF-8 文本，非法字节变成了 U+FFFD",
        remedy: "A digest is bytes: write it in lower-case hexadecimal, not with toString() or new String(digest)."
            | "摘要是二进制数据，应转成小写十六进制，不要用 toString() 或 new String(digest)。",
        example: "new String(mac.doFinal(message), StandardCharsets.UTF_8)",
        source: "",
    }
    Base64 {
        id: "digest-base64",
        weight: 4,
        title: "the digest is in base64 in place of hexadecimal, and then in base64 again" | "摘要没有转十六进制，而是做了两次 base64",
        remedy: "Lower-case hexadecimal first, then base64: digest('hex') in Node, not digest('base64')."
            | "先转小写十六进制，再做一次 base64：Node 用 digest('hex')，不要用 digest('base64')。",
        example: "btoa(hmac.digest('base64'))",
        source: "",
    }
    BigInteger {
        id: "digest-biginteger",
        weight: 3,
        title: "the digest is written as one big number: zeros at its start are lost" | "摘要按大整数输出，开头的 0 丢失",
        remedy: "Pad to 64 digits: String.format(\"%064x\", new BigInteger(1, digest))."
            | "补足 64 位：String.format(\"%064x\", new BigInteger(1, digest))。",
        example: "new BigInteger(1, digest).toString(16)",
        source: "",
    }
    HexTwice {
        id: "digest-hex-twice",
        weight: 3,
        title: "the hexadecimal digest is put into hexadecimal again" | "对十六进制摘要又做了一次十六进制编码",
        remedy: "Once is enough: hexdigest() and hash_hmac() without true give hexadecimal already."
            | "只转一次：hexdigest() 和不带 true 的 hash_hmac() 返回的已经是十六进制。",
        example: "bin2hex(hash_hmac('sha256', …))",
        source: "",
    }
    ColonSeparated {
        id: "digest-colon-separated",
        weight: 1,
        title: "the hexadecimal digest has colons between its bytes" | "十六进制摘要的字节之间带冒号",
        remedy: "Write the 64 digits without anything in between."
            | "64 位十六进制连续书写，中间不要有分隔符。",
        example: "openssl dgst -c; digest.hex(':')",
        source: "",
    }
    SpaceSeparated {
        id: "digest-space-separated",
        weight: 1,
        title: "the hexadecimal digest has spaces between its bytes" | "十六进制摘要的字节之间带空格",
        remedy: "Write the 64 digits without anything in between."
            | "64 位十六进制连续书写，中间不要有分隔符。",
        example: "digest.hex(' '); hexdump",
        source: "",
    }
    Prefixed {
        id: "digest-0x-prefix",
        weight: 1,
        title: "0x comes before the hexadecimal digest" | "十六进制摘要前面带 0x",
        remedy: "Write the 64 digits alone."
            | "只写 64 位十六进制，不要带 0x。",
        example: "hex(int.from_bytes(digest))",
        source: "",
    }
    ByteList {
        id: "digest-byte-list",
        weight: 1,
        title: "the digest is written as a list of numbers" | "摘要写成了数字列表",
        remedy: "Write the digest in lower-case hexadecimal."
            | "摘要应转成小写十六进制。",
        example: "str(list(digest)): [12, 255]",
        source: "",
    }
    SignedByteList {
        id: "digest-byte-list-signed",
        weight: 1,
        title: "the digest is written as a list of signed numbers" | "摘要写成了有符号数字列表",
        remedy: "Write the digest in lower-case hexadecimal."
            | "摘要应转成小写十六进制。",
        example: "Arrays.toString(digest): [12, -1]",
        source: "",
    }
}

impl DigestFormChoice {
    pub(crate) fn apply(self, digest: &[u8]) -> Vec<u8> {
        let joined = |written: fn(&u8) -> String, between: &str| {
            digest.iter().map(written).collect::<Vec<_>>().join(between)
        };
        let lower_hex = hex::encode(digest);
        let text = match self {
            Self::LowerHex => lower_hex,
            Self::Raw => return digest.to_vec(),
            Self::Base64 => STANDARD.encode(digest),
            Self::BigInteger => match lower_hex.trim_start_matches('0') {
                "" => "0".to_owned(),
                number => number.to_owned(),
            },
            Self::ByteList => format!("[{}]", joined(u8::to_string, ", ")),
            Self::ColonSeparated => joined(|byte| format!("{byte:02x}"), ":"),
            Self::DashSeparated => joined(|byte| format!("{byte:02X}"), "-"),
            Self::HexSignExtended => {
                joined(|byte| format!("{:x}", i32::from(byte.cast_signed())), "")
            }
            Self::HexTwice => hex::encode(lower_hex),
            Self::HexUnpadded => joined(|byte| format!("{byte:x}"), ""),
            Self::Prefixed => format!("0x{lower_hex}"),
            Self::RawAsLatin1 => digest.iter().copied().map(char::from).collect(),
            Self::RawAsUtf8 => String::from_utf8_lossy(digest).into_owned(),
            Self::SignedByteList => {
                format!("[{}]", joined(|byte| byte.cast_signed().to_string(), ", "))
            }
            Self::SpaceSeparated => joined(|byte| format!("{byte:02x}"), " "),
            Self::UpperHex => hex::encode_upper(digest),
        };
        text.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::DigestFormChoice;
    use crate::recipe::json::tests::nasty_inputs;

    #[test]
    fn the_digest_is_written_otherwise() {
        use DigestFormChoice as D;
        let cases = [
            (D::DashSeparated, "00-0A-FF"),
            (D::SpaceSeparated, "00 0a ff"),
            (D::Prefixed, "0x000aff"),
            (D::HexUnpadded, "0aff"),
            (D::HexSignExtended, "0affffffff"),
            (D::BigInteger, "aff"),
            (D::Base64, "AAr/"),
            (D::ByteList, "[0, 10, 255]"),
            (D::SignedByteList, "[0, 10, -1]"),
            (D::RawAsLatin1, "\0\nÿ"),
            (D::RawAsUtf8, "\0\n\u{fffd}"),
        ];
        for (choice, expected) in cases {
            let written = choice.apply(&[0, 10, 255]);
            assert_eq!(String::from_utf8(written).unwrap(), expected, "{choice:?}");
        }
        assert_eq!(D::BigInteger.apply(&[0; 32]), b"0");
    }

    #[test]
    fn every_choice_survives_any_digest() {
        for input in nasty_inputs() {
            for choice in DigestFormChoice::ALL {
                choice.apply(&input);
            }
        }
    }
}
