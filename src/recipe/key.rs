//! How the SecretKey becomes the key of the MAC.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use md5::Md5;
use sha2::{Digest as _, Sha256};

use super::uri::percent;
use crate::credentials::Credentials;

/// As most languages decode: with or without the padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

choices! {
    /// How the SecretKey becomes the key of the MAC.
    KeyChoice at Key;
    /// The bytes of the SecretKey.
    AsSpecified;
    Trimmed {
        id: "key-trimmed",
        weight: 5,
        title: "white space around the SecretKey is cut off" | "SecretKey 首尾的空白被去掉了",
        remedy: "Use the SecretKey exactly as the console shows it, and check that none of the two copies has a space at its end."
            | "SecretKey 必须与控制台显示的完全一致；请检查保存的密钥首尾是否带有空格。",
        example: "secretKey.trim()",
        source: "",
    }
    NewlineAdded {
        id: "key-newline-added",
        weight: 5,
        title: "the SecretKey is used together with a newline at its end" | "SecretKey 末尾带了换行",
        remedy: "Cut the newline off when the SecretKey is read from a file or from base64 (a Kubernetes secret made with echo has one: use echo -n)."
            | "从文件或 base64 读取 SecretKey 时去掉末尾换行（用 echo 生成的 Kubernetes Secret 会带换行，应使用 echo -n）。",
        example: "open(\"secret_key\").read()",
        source: "",
    }
    IsSecretId {
        id: "key-is-secret-id",
        weight: 5,
        title: "the SecretId is used as the key" | "用 SecretId 当作签名密钥",
        remedy: "The SecretKey is the key of the HMAC; the SecretId is only named in X-TC-Key."
            | "HMAC 的密钥是 SecretKey；SecretId 只作为 X-TC-Key 的值。",
        example: "hmac(secretId, text)",
        source: "",
    }
    SwappedWithMessage {
        id: "key-message-swapped",
        weight: 5,
        title: "the key and the text have changed places" | "HMAC 的密钥和消息参数传反了",
        remedy: "Look up the order of the arguments: PHP's hash_hmac and CryptoJS take the message first, Python's hmac.new and most others the key."
            | "请核对函数的参数顺序：PHP 的 hash_hmac、CryptoJS 是消息在前，Python 的 hmac.new 等多数库是密钥在前。",
        example: "hash_hmac('sha256', $secretKey, $text)",
        source: "",
    }
    Tc3Prefix {
        id: "key-tc3-prefix",
        weight: 5,
        title: "\"TC3\" is put before the SecretKey" | "SecretKey 前面加了“TC3”",
        remedy: "Use the SecretKey alone. \"TC3\" + SecretKey belongs to Tencent Cloud's TC3 signature, which is another scheme."
            | "直接使用 SecretKey。\"TC3\" + SecretKey 是腾讯云 API 的 TC3 签名，与腾讯会议的签名无关。",
        example: "(\"TC3\" + secretKey).getBytes()",
        source: "",
    }
    Base64Decoded {
        id: "key-base64-decoded",
        weight: 4,
        title: "the SecretKey is base64-decoded" | "对 SecretKey 做了 base64 解码",
        remedy: "Use the characters of the SecretKey as they are, even if they look like base64."
            | "直接使用 SecretKey 的原始字符，即使它看起来像 base64 也不要解码。",
        example: "CryptoJS.enc.Base64.parse(secretKey)",
        source: "",
    }
    HexDecoded {
        id: "key-hex-decoded",
        weight: 3,
        title: "the SecretKey is hex-decoded" | "对 SecretKey 做了十六进制解码",
        remedy: "Use the characters of the SecretKey as they are, even if they are all hexadecimal digits."
            | "直接使用 SecretKey 的原始字符，即使全是十六进制数字也不要解码。",
        example: "bytes.fromhex(secret_key)",
        source: "",
    }
    Empty {
        id: "key-empty",
        weight: 3,
        title: "the key is empty" | "签名密钥为空",
        remedy: "The SecretKey was not loaded: check the name of the setting or environment variable that holds it."
            | "SecretKey 没有读到：请检查配置项或环境变量的名称。",
        example: "os.environ.get(\"SECRET_KEY\", \"\")",
        source: "",
    }
    DoubleQuoted {
        id: "key-quoted",
        weight: 3,
        title: "the SecretKey is used with the double quotes of a configuration file" | "SecretKey 带上了配置文件中的双引号",
        remedy: "Take the quotes out: .properties files, Docker's --env-file and make keep them as part of the value."
            | "去掉引号：.properties 文件、Docker 的 --env-file、Makefile 会把引号当作值的一部分。",
        example: "SECRET_KEY=\"…\"",
        source: "",
    }
    TrailingAmpersand {
        id: "key-trailing-ampersand",
        weight: 3,
        title: "an '&' is put after the SecretKey" | "SecretKey 后面加了“&”",
        remedy: "Use the SecretKey alone; secret + \"&\" belongs to OAuth 1.0 and to Alibaba Cloud's signatures."
            | "直接使用 SecretKey；secret + \"&\" 是 OAuth 1.0 和阿里云签名的做法。",
        example: "hmac(secretKey + \"&\", text)",
        source: "",
    }
    IsAppId {
        id: "key-is-app-id",
        weight: 3,
        title: "the AppId is used as the key" | "用 AppId 当作签名密钥",
        remedy: "The SecretKey is the key of the HMAC; the AppId goes only into the header of that name."
            | "HMAC 的密钥是 SecretKey；AppId 只放在 AppId 请求头中。",
        example: "hmac(appId, text)",
        source: "",
    }
    Md5Hex {
        id: "key-md5-hex",
        weight: 3,
        title: "the MD5 of the SecretKey is used as the key, in hex" | "用 SecretKey 的 MD5（小写十六进制）当作密钥",
        remedy: "Use the SecretKey itself, not a digest of it."
            | "直接使用 SecretKey 本身，不要先做 MD5。",
        example: "hmac(md5(secretKey), text)",
        source: "",
    }
    IsSdkId {
        id: "key-is-sdk-id",
        weight: 2,
        title: "the SdkId is used as the key" | "用 SdkId 当作签名密钥",
        remedy: "The SecretKey is the key of the HMAC; the SdkId goes only into the header of that name."
            | "HMAC 的密钥是 SecretKey；SdkId 只放在 SdkId 请求头中。",
        example: "hmac(sdkId, text)",
        source: "",
    }
    Sha256Hex {
        id: "key-sha256-hex",
        weight: 2,
        title: "the SHA-256 of the SecretKey is used as the key, in hex" | "用 SecretKey 的 SHA-256（小写十六进制）当作密钥",
        remedy: "Use the SecretKey itself, not a digest of it."
            | "直接使用 SecretKey 本身，不要先做 SHA-256。",
        example: "hmac(sha256(secretKey), text)",
        source: "",
    }
    Base64Encoded {
        id: "key-base64-encoded",
        weight: 2,
        title: "the SecretKey is used in base64" | "SecretKey 先做了 base64 编码",
        remedy: "Use the characters of the SecretKey as they are; values of a Kubernetes secret's data must be decoded first."
            | "直接使用 SecretKey 的原始字符；Kubernetes Secret 的 data 字段需要先解码。",
        example: "hmac(base64(secretKey), text)",
        source: "",
    }
    HexEncoded {
        id: "key-hex-encoded",
        weight: 2,
        title: "the SecretKey is used in hex" | "SecretKey 先做了十六进制编码",
        remedy: "Use the characters of the SecretKey as they are; openssl takes hex only with -mac HMAC -macopt hexkey:, not with -hmac."
            | "直接使用 SecretKey 的原始字符；openssl 的 -hmac 参数接收原文，只有 -macopt hexkey: 才接收十六进制。",
        example: "openssl dgst -sha256 -hmac \"$(printf %s \"$key\" | xxd -p)\"",
        source: "",
    }
    IdAndKey {
        id: "key-secret-id-and-key",
        weight: 2,
        title: "SecretId and SecretKey joined by '&' are used as the key" | "把 SecretId 和 SecretKey 用“&”拼接后当作密钥",
        remedy: "Use the SecretKey alone."
            | "密钥只用 SecretKey，不要拼接 SecretId。",
        example: "hmac(secretId + \"&\" + secretKey, text)",
        source: "",
    }
    IdKeyJoined {
        id: "key-secret-id-key-joined",
        weight: 2,
        title: "SecretId and SecretKey in one are used as the key" | "把 SecretId 和 SecretKey 直接拼接后当作密钥",
        remedy: "Use the SecretKey alone."
            | "密钥只用 SecretKey，不要拼接 SecretId。",
        example: "hmac(secretId + secretKey, text)",
        source: "",
    }
    UpperCase {
        id: "key-upper-case",
        weight: 2,
        title: "the SecretKey is used in upper case" | "SecretKey 被转成了大写",
        remedy: "Use the SecretKey as the console shows it; case matters."
            | "SecretKey 区分大小写，必须与控制台显示的一致。",
        example: "secretKey.toUpperCase()",
        source: "",
    }
    LowerCase {
        id: "key-lower-case",
        weight: 2,
        title: "the SecretKey is used in lower case" | "SecretKey 被转成了小写",
        remedy: "Use the SecretKey as the console shows it; case matters."
            | "SecretKey 区分大小写，必须与控制台显示的一致。",
        example: "secretKey.toLowerCase()",
        source: "",
    }
    UrlDecoded {
        id: "key-url-decoded",
        weight: 2,
        title: "the SecretKey is decoded like a form's value" | "对 SecretKey 做了 URL 解码",
        remedy: "Use the characters of the SecretKey as they are: a '+' or '%' in it is itself."
            | "直接使用 SecretKey 的原始字符，其中的“+”“%”不要解码。",
        example: "URLDecoder.decode(secretKey, \"UTF-8\")",
        source: "",
    }
    CrAdded {
        id: "key-carriage-return-added",
        weight: 2,
        title: "the SecretKey is used together with a CR at its end" | "SecretKey 末尾带了 CR（\\r）",
        remedy: "Save the file with the SecretKey with LF line ends: a shell that reads a file from Windows keeps the CR."
            | "保存密钥的文件要用 LF 换行：shell 读取 Windows 格式的文件时会把 \\r 留在末尾。",
        example: "source .env (saved on Windows)",
        source: "",
    }
    BomAdded {
        id: "key-bom-added",
        weight: 2,
        title: "the SecretKey is used together with a byte order mark at its start" | "SecretKey 开头带了 BOM",
        remedy: "Save the file with the SecretKey as UTF-8 without BOM."
            | "保存密钥的文件要用“UTF-8 无 BOM”格式（记事本可能会写入 BOM）。",
        example: "\\u{feff} before the SecretKey",
        source: "",
    }
    Utf16 {
        id: "key-utf-16le",
        weight: 2,
        title: "the SecretKey is encoded as UTF-16LE" | "SecretKey 按 UTF-16LE 转成了字节",
        remedy: "Encode the SecretKey as UTF-8: Encoding.UTF8.GetBytes and not Encoding.Unicode.GetBytes."
            | "SecretKey 要按 UTF-8 转字节：.NET 用 Encoding.UTF8.GetBytes，不要用 Encoding.Unicode.GetBytes。",
        example: "new HMACSHA256(Encoding.Unicode.GetBytes(secretKey))",
        source: "",
    }
    SingleQuoted {
        id: "key-single-quoted",
        weight: 2,
        title: "the SecretKey is used with the single quotes of a configuration file" | "SecretKey 带上了配置文件中的单引号",
        remedy: "Take the quotes out: .properties files, Docker's --env-file and cmd.exe keep them as part of the value."
            | "去掉引号：.properties 文件、Docker 的 --env-file、cmd.exe 会把单引号当作值的一部分。",
        example: "SECRET_KEY='…'",
        source: "",
    }
    PythonBytes {
        id: "key-python-bytes",
        weight: 2,
        title: "Python's notation of the bytes, b'…', is used as the key" | "用 Python 的字节串写法 b'…' 当作密钥",
        remedy: "Decode bytes with .decode(), not with str(): key.decode() or the bytes themselves."
            | "字节转字符串要用 .decode()，不要用 str()；也可以直接使用字节本身。",
        example: "str(secret_key.encode())",
        source: "",
    }
    UrlEncoded {
        id: "key-url-encoded",
        weight: 1,
        title: "the SecretKey is percent-encoded" | "对 SecretKey 做了 URL 编码",
        remedy: "Use the characters of the SecretKey as they are; OAuth 1.0 encodes its secrets, this scheme does not."
            | "直接使用 SecretKey 的原始字符；URL 编码是 OAuth 1.0 的做法，这里不需要。",
        example: "encodeURIComponent(secretKey)",
        source: "",
    }
    CrlfAdded {
        id: "key-crlf-added",
        weight: 1,
        title: "the SecretKey is used together with a CR LF at its end" | "SecretKey 末尾带了 CRLF（\\r\\n）",
        remedy: "Cut the end of the line off when the SecretKey is read from a file."
            | "从文件读取 SecretKey 时去掉末尾的换行（\\r\\n）。",
        example: "File.ReadAllText(\"secret_key.txt\")",
        source: "",
    }
    Null {
        id: "key-null",
        weight: 1,
        title: "the word null is used as the key" | "签名密钥是字符串“null”",
        remedy: "The SecretKey was not loaded: check the name of the setting that holds it."
            | "SecretKey 没有读到：请检查配置项的名称。",
        example: "String.valueOf(System.getenv(\"SECRET_KEY\"))",
        source: "",
    }
    PythonNone {
        id: "key-none",
        weight: 1,
        title: "the word None is used as the key" | "签名密钥是字符串“None”",
        remedy: "The SecretKey was not loaded: check the name of the environment variable that holds it."
            | "SecretKey 没有读到：请检查环境变量的名称。",
        example: "str(os.environ.get(\"SECRET_KEY\"))",
        source: "",
    }
    Undefined {
        id: "key-undefined",
        weight: 1,
        title: "the word undefined is used as the key" | "签名密钥是字符串“undefined”",
        remedy: "The SecretKey was not loaded: check the name of the environment variable that holds it."
            | "SecretKey 没有读到：请检查环境变量的名称。",
        example: "`${process.env.SECRET_KEY}`",
        source: "",
    }
}

impl KeyChoice {
    pub(crate) fn apply(self, credentials: &Credentials) -> Vec<u8> {
        let key = credentials.expose_secret_key();
        let id = credentials.secret_id().as_bytes();
        let or_key = |other: Option<&str>| other.map_or(key, str::as_bytes).to_vec();
        match self {
            // What changes places is changed by the caller.
            Self::AsSpecified | Self::SwappedWithMessage => key.to_vec(),
            Self::Trimmed => trimmed(key).to_vec(),
            Self::NewlineAdded => [key, b"\n"].concat(),
            Self::IsSecretId => id.to_vec(),
            Self::Tc3Prefix => [b"TC3", key].concat(),
            Self::Base64Decoded => LENIENT.decode(key).unwrap_or_else(|_| key.to_vec()),
            Self::HexDecoded => hex::decode(key).unwrap_or_else(|_| key.to_vec()),
            Self::Empty => Vec::new(),
            Self::DoubleQuoted => [b"\"", key, b"\""].concat(),
            Self::TrailingAmpersand => [key, b"&"].concat(),
            Self::IsAppId => or_key(credentials.app_id()),
            Self::Md5Hex => hex::encode(Md5::digest(key)).into_bytes(),
            Self::IsSdkId => or_key(credentials.sdk_id()),
            Self::Sha256Hex => hex::encode(Sha256::digest(key)).into_bytes(),
            Self::Base64Encoded => STANDARD.encode(key).into_bytes(),
            Self::HexEncoded => hex::encode(key).into_bytes(),
            Self::IdAndKey => [id, b"&", key].concat(),
            Self::IdKeyJoined => [id, key].concat(),
            Self::UpperCase => key.to_ascii_uppercase(),
            Self::LowerCase => key.to_ascii_lowercase(),
            Self::UrlDecoded => percent::form_decoded(key),
            Self::UrlEncoded => percent::encoded(key, percent::is_unreserved),
            Self::CrAdded => [key, b"\r"].concat(),
            Self::CrlfAdded => [key, b"\r\n"].concat(),
            Self::BomAdded => [b"\xef\xbb\xbf", key].concat(),
            Self::Utf16 => match str::from_utf8(key) {
                Ok(key) => key.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                Err(_) => key.to_vec(),
            },
            Self::SingleQuoted => [b"'", key, b"'"].concat(),
            Self::PythonBytes => python_bytes(key),
            Self::Null => b"null".to_vec(),
            Self::PythonNone => b"None".to_vec(),
            Self::Undefined => b"undefined".to_vec(),
        }
    }

    /// Whether the key is used as the message and the message as the key.
    pub(crate) fn swaps_with_message(self) -> bool {
        self == Self::SwappedWithMessage
    }
}

/// Without what Python takes for white space.
fn trimmed(key: &[u8]) -> &[u8] {
    let is_space =
        |character: char| character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character);
    match str::from_utf8(key) {
        Ok(key) => key.trim_matches(is_space).as_bytes(),
        Err(_) => key.trim_ascii(),
    }
}

/// As `repr` writes bytes.
fn python_bytes(key: &[u8]) -> Vec<u8> {
    let quote = if key.contains(&b'\'') && !key.contains(&b'"') { b'"' } else { b'\'' };
    let mut written = vec![b'b', quote];
    for &byte in key {
        match byte {
            b'"' => written.push(byte),
            b'\'' if quote == b'"' => written.push(byte),
            // The same escapes: \\ \' \t \n \r \xff.
            _ => written.extend(byte.escape_ascii()),
        }
    }
    written.push(quote);
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn does_what_python_has_no_counterpart_for() {
        use KeyChoice as Key;
        for (choice, key, expected) in [
            (Key::SwappedWithMessage, "k", &b"k"[..]),
            (Key::Trimmed, "\u{3000}k \u{1f}\u{feff}", "k \u{1f}\u{feff}".as_bytes()),
            // Buffer.from("c2VjcmV0MQ", "base64") in Node.
            (Key::Base64Decoded, "c2VjcmV0MQ", b"secret1"),
            (Key::Base64Decoded, "c2-*", b"c2-*"),
            (Key::HexDecoded, "0aZ", b"0aZ"),
            (Key::Empty, "k", b""),
            (Key::DoubleQuoted, "k", b"\"k\""),
            (Key::TrailingAmpersand, "k", b"k&"),
            (Key::IsAppId, "k", b"200000001"),
            (Key::IsSdkId, "k", b"13572468001"),
            // printf k | md5sum; sha256sum; base64; xxd -p
            (Key::Md5Hex, "k", b"8ce4b16b22b58894aa86c421e8759df3"),
            (
                Key::Sha256Hex,
                "k",
                b"8254c329a92850f6d539dd376f4816ee2764517da5e0235514af433164480d7a",
            ),
            (Key::Base64Encoded, "k", b"aw=="),
            (Key::HexEncoded, "k", b"6b"),
            (Key::IdAndKey, "k", b"id&k"),
            (Key::IdKeyJoined, "k", b"idk"),
            (Key::UpperCase, "aB1", b"AB1"),
            (Key::LowerCase, "aB1", b"ab1"),
            (Key::UrlDecoded, "a+b%2B", b"a b+"),
            (Key::UrlEncoded, "a+b/~", b"a%2Bb%2F~"),
            (Key::CrAdded, "k", b"k\r"),
            (Key::CrlfAdded, "k", b"k\r\n"),
            (Key::BomAdded, "k", "\u{feff}k".as_bytes()),
            (Key::Utf16, "k\u{1f680}", b"k\0\x3d\xd8\x80\xde"),
            (Key::SingleQuoted, "k", b"'k'"),
            // str(key.encode()) in Python.
            (Key::PythonBytes, "k\\\u{e9}\t\u{7f}", br"b'k\\\xc3\xa9\t\x7f'"),
            (Key::PythonBytes, "a'b", b"b\"a'b\""),
            (Key::PythonBytes, "a'b\"", b"b'a\\'b\"'"),
            (Key::Null, "k", b"null"),
            (Key::PythonNone, "k", b"None"),
            (Key::Undefined, "k", b"undefined"),
        ] {
            let credentials =
                Credentials::new("id", key).with_app_id("200000001").with_sdk_id("13572468001");
            let got = choice.apply(&credentials);
            assert_eq!(
                got.escape_ascii().to_string(),
                expected.escape_ascii().to_string(),
                "{choice:?} of {key}"
            );
        }
    }

    #[test]
    fn without_the_other_ids_the_key_stays() {
        let credentials = Credentials::new("id", "k");
        assert_eq!(KeyChoice::IsAppId.apply(&credentials), b"k");
        assert_eq!(KeyChoice::IsSdkId.apply(&credentials), b"k");
    }

    #[test]
    fn swaps_only_where_it_says_so() {
        let swapping = KeyChoice::ALL.iter().filter(|choice| choice.swaps_with_message());
        let ids: Vec<_> = swapping.filter_map(|choice| choice.mistake()).map(|m| m.id).collect();
        assert_eq!(ids, ["key-message-swapped"]);
    }

    #[test]
    fn survives_anything() {
        let long = b"=".repeat(200_000);
        for key in [&b""[..], b"\0", b"\xff\xfe", b"\"", b"'", b"%", b"%z", b"=", b"A", b" ", &long]
        {
            for choice in KeyChoice::ALL {
                choice.apply(&Credentials::new("", key));
            }
        }
    }
}
