//! The digest: HMAC-SHA256 of the text, written as hexadecimal digits and those as base64.

use super::{Cure, Stack, Topic};

pub(super) static CURES: &[Cure] = &[
    Cure {
        topic: Topic::HmacSha256,
        stack: Stack::Java,
        wrong: r#"MessageDigest sha = MessageDigest.getInstance("SHA-256");
byte[] digest = sha.digest((text + secretKey).getBytes(StandardCharsets.UTF_8));"#,
        right: r#"Mac mac = Mac.getInstance("HmacSHA256");
mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
byte[] digest = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));"#,
    },
    Cure {
        topic: Topic::HmacSha256,
        stack: Stack::Php,
        wrong: "$hex = hash_hmac('sha256', $secretKey, $text);",
        right: "$hex = hash_hmac('sha256', $text, $secretKey);",
    },
    Cure {
        topic: Topic::HmacSha256,
        stack: Stack::Python,
        wrong: "digest = hashlib.sha256((text + secret_key).encode()).digest()",
        right: "digest = hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).digest()",
    },
    Cure {
        topic: Topic::HmacSha256,
        stack: Stack::Node,
        wrong: "const hex = crypto.createHmac('sha256', text).update(secretKey).digest('hex');",
        right: "const hex = crypto.createHmac('sha256', secretKey).update(text).digest('hex');",
    },
    Cure {
        topic: Topic::HmacSha256,
        stack: Stack::Go,
        wrong: "mac := hmac.New(sha1.New, []byte(secretKey))
mac.Write([]byte(text))",
        right: "mac := hmac.New(sha256.New, []byte(secretKey))
mac.Write([]byte(text))",
    },
    Cure {
        topic: Topic::HmacSha256,
        stack: Stack::CSharp,
        wrong: "var hmac = new HMACSHA1(Encoding.UTF8.GetBytes(secretKey));
var digest = hmac.ComputeHash(Encoding.UTF8.GetBytes(text));",
        right: "var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secretKey));
var digest = hmac.ComputeHash(Encoding.UTF8.GetBytes(text));",
    },
    Cure {
        topic: Topic::HmacSha256,
        stack: Stack::Shell,
        wrong: r#"hex=$(printf '%s%s' "$text" "$secret_key" | sha256sum | cut -d' ' -f1)"#,
        right: r#"hex=$(printf '%s' "$text" | openssl dgst -sha256 -hmac "$secret_key" | sed 's/^.* //')"#,
    },
    Cure {
        topic: Topic::HexThenBase64,
        stack: Stack::Java,
        wrong: "byte[] digest = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
String signature = Base64.getEncoder().encodeToString(digest);",
        right: r#"byte[] digest = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
String hex = String.format("%064x", new BigInteger(1, digest));
String signature = Base64.getEncoder().encodeToString(hex.getBytes(StandardCharsets.UTF_8));"#,
    },
    Cure {
        topic: Topic::HexThenBase64,
        stack: Stack::Php,
        wrong: "$signature = base64_encode(hash_hmac('sha256', $text, $secretKey, true));",
        right: "$signature = base64_encode(hash_hmac('sha256', $text, $secretKey));",
    },
    Cure {
        topic: Topic::HexThenBase64,
        stack: Stack::Python,
        wrong: "digest = hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).digest()
signature = base64.b64encode(digest).decode()",
        right: "digest = hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()
signature = base64.b64encode(digest.encode()).decode()",
    },
    Cure {
        topic: Topic::HexThenBase64,
        stack: Stack::Node,
        wrong: "const signature = crypto.createHmac('sha256', secretKey).update(text).digest('base64');",
        right: "const hex = crypto.createHmac('sha256', secretKey).update(text).digest('hex');
const signature = Buffer.from(hex).toString('base64');",
    },
    Cure {
        topic: Topic::HexThenBase64,
        stack: Stack::Go,
        wrong: "signature := base64.StdEncoding.EncodeToString(mac.Sum(nil))",
        right: "digest := hex.EncodeToString(mac.Sum(nil))
signature := base64.StdEncoding.EncodeToString([]byte(digest))",
    },
    Cure {
        topic: Topic::HexThenBase64,
        stack: Stack::CSharp,
        wrong: "var digest = hmac.ComputeHash(Encoding.UTF8.GetBytes(text));
var signature = Convert.ToBase64String(digest);",
        right: r#"var digest = hmac.ComputeHash(Encoding.UTF8.GetBytes(text));
var hex = BitConverter.ToString(digest).Replace("-", "").ToLowerInvariant();
var signature = Convert.ToBase64String(Encoding.UTF8.GetBytes(hex));"#,
    },
    Cure {
        topic: Topic::HexThenBase64,
        stack: Stack::Shell,
        wrong: r#"signature=$(printf '%s' "$text" |
    openssl dgst -sha256 -hmac "$secret_key" -binary | openssl base64 -A)"#,
        right: r#"hex=$(printf '%s' "$text" | openssl dgst -sha256 -hmac "$secret_key" | sed 's/^.* //')
signature=$(printf '%s' "$hex" | openssl base64 -A)"#,
    },
    Cure {
        topic: Topic::HexDigits,
        stack: Stack::Java,
        wrong: "StringBuilder hex = new StringBuilder();
for (byte b : digest) hex.append(Integer.toHexString(b));",
        right: r#"StringBuilder hex = new StringBuilder();
for (byte b : digest) hex.append(String.format("%02x", b & 0xff));"#,
    },
    Cure {
        topic: Topic::HexDigits,
        stack: Stack::Php,
        wrong: "$hex = strtoupper(hash_hmac('sha256', $text, $secretKey));",
        right: "$hex = hash_hmac('sha256', $text, $secretKey);",
    },
    Cure {
        topic: Topic::HexDigits,
        stack: Stack::Python,
        wrong: r#"hex_digest = "".join(hex(byte)[2:] for byte in digest)"#,
        right: r#"hex_digest = "".join(f"{byte:02x}" for byte in digest)"#,
    },
    Cure {
        topic: Topic::HexDigits,
        stack: Stack::Node,
        wrong: "const hex = [...digest].map((byte) => byte.toString(16)).join('');",
        right: "const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');",
    },
    Cure {
        topic: Topic::HexDigits,
        stack: Stack::Go,
        wrong: r#"digest := fmt.Sprintf("%X", mac.Sum(nil))"#,
        right: "digest := hex.EncodeToString(mac.Sum(nil))",
    },
    Cure {
        topic: Topic::HexDigits,
        stack: Stack::CSharp,
        wrong: "var hex = BitConverter.ToString(digest);",
        right: r#"var hex = BitConverter.ToString(digest).Replace("-", "").ToLowerInvariant();"#,
    },
    Cure {
        topic: Topic::HexDigits,
        stack: Stack::Shell,
        wrong: r#"hex=$(printf '%s' "$text" | openssl dgst -sha256 -hmac "$secret_key" -c | sed 's/^.* //')"#,
        right: r#"hex=$(printf '%s' "$text" | openssl dgst -sha256 -hmac "$secret_key" | sed 's/^.* //')"#,
    },
    Cure {
        topic: Topic::Base64Plain,
        stack: Stack::Java,
        wrong: "String signature = Base64.getMimeEncoder().encodeToString(hex.getBytes());",
        right: "String signature = Base64.getEncoder().encodeToString(hex.getBytes(StandardCharsets.UTF_8));",
    },
    Cure {
        topic: Topic::Base64Plain,
        stack: Stack::Php,
        wrong: "$signature = urlencode(chunk_split(base64_encode($hex)));",
        right: "$signature = base64_encode($hex);",
    },
    Cure {
        topic: Topic::Base64Plain,
        stack: Stack::Python,
        wrong: "signature = str(base64.urlsafe_b64encode(hex_digest.encode()))",
        right: "signature = base64.b64encode(hex_digest.encode()).decode()",
    },
    Cure {
        topic: Topic::Base64Plain,
        stack: Stack::Node,
        wrong: "const signature = Buffer.from(hex).toString('base64url');",
        right: "const signature = Buffer.from(hex).toString('base64');",
    },
    Cure {
        topic: Topic::Base64Plain,
        stack: Stack::Go,
        wrong: "signature := base64.RawURLEncoding.EncodeToString([]byte(digest))",
        right: "signature := base64.StdEncoding.EncodeToString([]byte(digest))",
    },
    Cure {
        topic: Topic::Base64Plain,
        stack: Stack::CSharp,
        wrong: "var signature = HttpUtility.UrlEncode(Convert.ToBase64String(Encoding.UTF8.GetBytes(hex)));",
        right: "var signature = Convert.ToBase64String(Encoding.UTF8.GetBytes(hex));",
    },
    Cure {
        topic: Topic::Base64Plain,
        stack: Stack::Shell,
        wrong: r#"signature=$(echo "$hex" | base64)"#,
        right: r#"signature=$(printf '%s' "$hex" | openssl base64 -A)"#,
    },
];
