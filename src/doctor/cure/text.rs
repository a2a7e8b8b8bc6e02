//! The text that is signed: its four lines, the line of headers, its bytes.

use super::{Cure, Stack, Topic};

pub(super) static CURES: &[Cure] = &[
    Cure {
        topic: Topic::FourLines,
        stack: Stack::Java,
        wrong: r#"String text = method + "\n" + uri + "\n" + timestamp + "\n" + nonce + "\n" + body + "\n";"#,
        right: r#"String signed = "X-TC-Key=" + secretId + "&X-TC-Nonce=" + nonce
    + "&X-TC-Timestamp=" + timestamp;
String text = method + "\n" + signed + "\n" + uri + "\n" + body;"#,
    },
    Cure {
        topic: Topic::FourLines,
        stack: Stack::Php,
        wrong: r#"$text = "$method\n$uri\n$timestamp\n$nonce\n$body\n";"#,
        right: r#"$signed = "X-TC-Key=$secretId&X-TC-Nonce=$nonce&X-TC-Timestamp=$timestamp";
$text = "$method\n$signed\n$uri\n$body";"#,
    },
    Cure {
        topic: Topic::FourLines,
        stack: Stack::Python,
        wrong: r#"text = f"{method}\n{uri}\n{timestamp}\n{nonce}\n{body}\n""#,
        right: r#"signed = f"X-TC-Key={secret_id}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}"
text = f"{method}\n{signed}\n{uri}\n{body}""#,
    },
    Cure {
        topic: Topic::FourLines,
        stack: Stack::Node,
        wrong: r"const text = `${method}\n${uri}\n${timestamp}\n${nonce}\n${body}\n`;",
        right: r"const signed = `X-TC-Key=${secretId}&X-TC-Nonce=${nonce}&X-TC-Timestamp=${timestamp}`;
const text = `${method}\n${signed}\n${uri}\n${body}`;",
    },
    Cure {
        topic: Topic::FourLines,
        stack: Stack::Go,
        wrong: r#"text := method + "\n" + uri + "\n" + timestamp + "\n" + nonce + "\n" + body + "\n""#,
        right: r#"signed := "X-TC-Key=" + secretID + "&X-TC-Nonce=" + nonce + "&X-TC-Timestamp=" + timestamp
text := method + "\n" + signed + "\n" + uri + "\n" + body"#,
    },
    Cure {
        topic: Topic::FourLines,
        stack: Stack::CSharp,
        wrong: r#"var text = $"{method}\n{uri}\n{timestamp}\n{nonce}\n{body}\n";"#,
        right: r#"var signed = $"X-TC-Key={secretId}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}";
var text = $"{method}\n{signed}\n{uri}\n{body}";"#,
    },
    Cure {
        topic: Topic::FourLines,
        stack: Stack::Shell,
        wrong: r#"text="$method"$'\n'"$uri"$'\n'"$timestamp"$'\n'"$nonce"$'\n'"$body"$'\n'"#,
        right: r#"signed="X-TC-Key=$secret_id&X-TC-Nonce=$nonce&X-TC-Timestamp=$timestamp"
text="$method"$'\n'"$signed"$'\n'"$uri"$'\n'"$body""#,
    },
    Cure {
        topic: Topic::Newlines,
        stack: Stack::Java,
        wrong: "String text = String.join(System.lineSeparator(), method, signed, uri, body);",
        right: r#"String text = String.join("\n", method, signed, uri, body);"#,
    },
    Cure {
        topic: Topic::Newlines,
        stack: Stack::Php,
        wrong: r"$text = $method . '\n' . $signed . '\n' . $uri . '\n' . $body;",
        right: r#"$text = $method . "\n" . $signed . "\n" . $uri . "\n" . $body;"#,
    },
    Cure {
        topic: Topic::Newlines,
        stack: Stack::Python,
        wrong: "text = os.linesep.join([method, signed, uri, body])",
        right: r#"text = "\n".join([method, signed, uri, body])"#,
    },
    Cure {
        topic: Topic::Newlines,
        stack: Stack::Node,
        wrong: "const text = [method, signed, uri, body].join(os.EOL);",
        right: r"const text = [method, signed, uri, body].join('\n');",
    },
    Cure {
        topic: Topic::Newlines,
        stack: Stack::Go,
        wrong: r"text := strings.Join([]string{method, signed, uri, body}, `\n`)",
        right: r#"text := strings.Join([]string{method, signed, uri, body}, "\n")"#,
    },
    Cure {
        topic: Topic::Newlines,
        stack: Stack::CSharp,
        wrong: "var text = string.Join(Environment.NewLine, method, signed, uri, body);",
        right: r#"var text = string.Join("\n", method, signed, uri, body);"#,
    },
    Cure {
        topic: Topic::Newlines,
        stack: Stack::Shell,
        wrong: r#"text="$method\n$signed\n$uri\n$body""#,
        right: r#"text="$method"$'\n'"$signed"$'\n'"$uri"$'\n'"$body""#,
    },
    Cure {
        topic: Topic::BodyLine,
        stack: Stack::Java,
        wrong: r#"String text = method + "\n" + signed + "\n" + uri;
if (!body.isEmpty()) text += "\n" + body;"#,
        right: r#"String text = method + "\n" + signed + "\n" + uri + "\n" + body;"#,
    },
    Cure {
        topic: Topic::BodyLine,
        stack: Stack::Php,
        wrong: r#"$text = trim(implode("\n", [$method, $signed, $uri, $body]));"#,
        right: r#"$text = implode("\n", [$method, $signed, $uri, $body]);"#,
    },
    Cure {
        topic: Topic::BodyLine,
        stack: Stack::Python,
        wrong: r#"text = "\n".join(filter(None, [method, signed, uri, body]))"#,
        right: r#"text = "\n".join([method, signed, uri, body])"#,
    },
    Cure {
        topic: Topic::BodyLine,
        stack: Stack::Node,
        wrong: r"const text = [method, signed, uri, body].filter(Boolean).join('\n');",
        right: r"const text = [method, signed, uri, body].join('\n');",
    },
    Cure {
        topic: Topic::BodyLine,
        stack: Stack::Go,
        wrong: r#"text := method + "\n" + signed + "\n" + uri
if body != "" {
	text += "\n" + body
}"#,
        right: r#"text := method + "\n" + signed + "\n" + uri + "\n" + body"#,
    },
    Cure {
        topic: Topic::BodyLine,
        stack: Stack::CSharp,
        wrong: r#"var text = string.Join("\n", method, signed, uri, body).Trim();"#,
        right: r#"var text = string.Join("\n", method, signed, uri, body);"#,
    },
    Cure {
        topic: Topic::BodyLine,
        stack: Stack::Shell,
        wrong: r#"text=$(printf '%s\n%s\n%s\n%s' "$method" "$signed" "$uri" "$body")"#,
        right: r#"printf -v text '%s\n%s\n%s\n%s' "$method" "$signed" "$uri" "$body""#,
    },
    Cure {
        topic: Topic::HeaderString,
        stack: Stack::Java,
        wrong: r#"String signed = "AppId=" + appId + "&X-TC-Key=" + secretId
    + "&X-TC-Timestamp=" + timestamp + "&X-TC-Nonce=" + nonce;"#,
        right: r#"String signed = "X-TC-Key=" + secretId + "&X-TC-Nonce=" + nonce
    + "&X-TC-Timestamp=" + timestamp;"#,
    },
    Cure {
        topic: Topic::HeaderString,
        stack: Stack::Php,
        wrong: "$signed = http_build_query($headers);",
        right: r#"$signed = "X-TC-Key=$secretId&X-TC-Nonce=$nonce&X-TC-Timestamp=$timestamp";"#,
    },
    Cure {
        topic: Topic::HeaderString,
        stack: Stack::Python,
        wrong: r#"signed = "&".join(f"{name}={value}" for name, value in sorted(headers.items()))"#,
        right: r#"signed = f"X-TC-Key={secret_id}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}""#,
    },
    Cure {
        topic: Topic::HeaderString,
        stack: Stack::Node,
        wrong: "const signed = new URLSearchParams(headers).toString();",
        right: "const signed = `X-TC-Key=${secretId}&X-TC-Nonce=${nonce}&X-TC-Timestamp=${timestamp}`;",
    },
    Cure {
        topic: Topic::HeaderString,
        stack: Stack::Go,
        wrong: r#"signed := ""
for name := range request.Header {
	signed += name + "=" + request.Header.Get(name) + "&"
}"#,
        right: r#"signed := "X-TC-Key=" + secretID + "&X-TC-Nonce=" + nonce + "&X-TC-Timestamp=" + timestamp"#,
    },
    Cure {
        topic: Topic::HeaderString,
        stack: Stack::CSharp,
        wrong: r#"var signed = string.Join("&", headers.Select(pair => pair.Key + "=" + pair.Value));"#,
        right: r#"var signed = $"X-TC-Key={secretId}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}";"#,
    },
    Cure {
        topic: Topic::HeaderString,
        stack: Stack::Shell,
        wrong: r#"signed="AppId=$app_id&X-TC-Key=$secret_id&X-TC-Timestamp=$timestamp&X-TC-Nonce=$nonce""#,
        right: r#"signed="X-TC-Key=$secret_id&X-TC-Nonce=$nonce&X-TC-Timestamp=$timestamp""#,
    },
    Cure {
        topic: Topic::TextUtf8,
        stack: Stack::Java,
        wrong: "byte[] digest = mac.doFinal(text.getBytes());",
        right: "byte[] digest = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));",
    },
    Cure {
        topic: Topic::TextUtf8,
        stack: Stack::Php,
        wrong: "$hex = hash_hmac('sha256', mb_convert_encoding($text, 'GBK', 'UTF-8'), $secretKey);",
        right: "$hex = hash_hmac('sha256', $text, $secretKey);",
    },
    Cure {
        topic: Topic::TextUtf8,
        stack: Stack::Python,
        wrong: r#"digest = hmac.new(key, text.encode("gbk"), hashlib.sha256).hexdigest()"#,
        right: r#"digest = hmac.new(key, text.encode("utf-8"), hashlib.sha256).hexdigest()"#,
    },
    Cure {
        topic: Topic::TextUtf8,
        stack: Stack::Node,
        wrong: "const hex = crypto.createHmac('sha256', secretKey).update(text, 'latin1').digest('hex');",
        right: "const hex = crypto.createHmac('sha256', secretKey).update(text, 'utf8').digest('hex');",
    },
    Cure {
        topic: Topic::TextUtf8,
        stack: Stack::Go,
        wrong: "mac.Write([]byte(strconv.QuoteToASCII(text)))",
        right: "mac.Write([]byte(text))",
    },
    Cure {
        topic: Topic::TextUtf8,
        stack: Stack::CSharp,
        wrong: "var digest = hmac.ComputeHash(Encoding.Default.GetBytes(text));",
        right: "var digest = hmac.ComputeHash(Encoding.UTF8.GetBytes(text));",
    },
    Cure {
        topic: Topic::TextUtf8,
        stack: Stack::Shell,
        wrong: r#"printf '%s' "$text" | iconv -f UTF-8 -t GBK | openssl dgst -sha256 -hmac "$secret_key""#,
        right: r#"printf '%s' "$text" | openssl dgst -sha256 -hmac "$secret_key""#,
    },
];
