//! The method, the names of the headers, and what a client does to them.

use super::{Cure, Stack, Topic};

pub(super) static CURES: &[Cure] = &[
    Cure {
        topic: Topic::Method,
        stack: Stack::Java,
        wrong: r#"String text = "get" + "\n" + signed + "\n" + uri + "\n" + body;
connection.setRequestMethod(method);"#,
        right: r#"method = method.toUpperCase(Locale.ROOT);
String text = method + "\n" + signed + "\n" + uri + "\n" + body;
connection.setRequestMethod(method);"#,
    },
    Cure {
        topic: Topic::Method,
        stack: Stack::Php,
        wrong: r#"$text = "get\n$signed\n$uri\n$body";
curl_setopt($curl, CURLOPT_CUSTOMREQUEST, $method);"#,
        right: r#"$method = strtoupper($method);
$text = "$method\n$signed\n$uri\n$body";
curl_setopt($curl, CURLOPT_CUSTOMREQUEST, $method);"#,
    },
    Cure {
        topic: Topic::Method,
        stack: Stack::Python,
        wrong: r#"text = "\n".join(["get", signed, uri, body])
request = urllib.request.Request(url, method=method)"#,
        right: r#"method = method.upper()
text = "\n".join([method, signed, uri, body])
request = urllib.request.Request(url, method=method)"#,
    },
    Cure {
        topic: Topic::Method,
        stack: Stack::Node,
        wrong: r"const text = ['get', signed, uri, body].join('\n');
const request = https.request(url, { method });",
        right: r"const verb = method.toUpperCase();
const text = [verb, signed, uri, body].join('\n');
const request = https.request(url, { method: verb });",
    },
    Cure {
        topic: Topic::Method,
        stack: Stack::Go,
        wrong: r#"text := "get\n" + signed + "\n" + uri + "\n" + body
request, err := http.NewRequest(method, url, strings.NewReader(body))"#,
        right: r#"method = strings.ToUpper(method)
text := method + "\n" + signed + "\n" + uri + "\n" + body
request, err := http.NewRequest(method, url, strings.NewReader(body))"#,
    },
    Cure {
        topic: Topic::Method,
        stack: Stack::CSharp,
        wrong: r#"var text = string.Join("\n", "get", signed, uri, body);
var request = new HttpRequestMessage(new HttpMethod(method), url);"#,
        right: r#"method = method.ToUpperInvariant();
var text = string.Join("\n", method, signed, uri, body);
var request = new HttpRequestMessage(new HttpMethod(method), url);"#,
    },
    Cure {
        topic: Topic::Method,
        stack: Stack::Shell,
        wrong: r#"printf -v text '%s\n%s\n%s\n%s' get "$signed" "$uri" "$body"
curl -X "$method" "$url" "${headers[@]}""#,
        right: r#"method=${method^^}
printf -v text '%s\n%s\n%s\n%s' "$method" "$signed" "$uri" "$body"
curl -X "$method" "$url" "${headers[@]}""#,
    },
    Cure {
        topic: Topic::Method,
        stack: Stack::Fetch,
        wrong: "await fetch(url, { method: 'patch', headers: authHeaders('PATCH', uri, body), body });",
        right: "const method = 'PATCH';
await fetch(url, { method, headers: authHeaders(method, uri, body), body });",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::Java,
        wrong: "HttpClient client = HttpClient.newBuilder().followRedirects(Redirect.ALWAYS).build();",
        right: "HttpClient client = HttpClient.newBuilder().followRedirects(Redirect.NEVER).build();",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::OkHttp,
        wrong: "OkHttpClient client = new OkHttpClient();",
        right: "OkHttpClient client = new OkHttpClient.Builder().followRedirects(false).build();",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::ApacheHttpClient,
        wrong: "CloseableHttpClient client = HttpClients.custom()
    .setRedirectStrategy(new LaxRedirectStrategy()).build();",
        right: "CloseableHttpClient client = HttpClients.custom().disableRedirectHandling().build();",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::HttpUrlConnection,
        wrong: r#"connection.setRequestMethod("GET");
connection.setDoOutput(true);
connection.getOutputStream().close();"#,
        right: r#"connection.setRequestMethod("GET");
connection.setDoOutput(false);
connection.setInstanceFollowRedirects(false);"#,
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::Php,
        wrong: "curl_setopt($curl, CURLOPT_POSTFIELDS, '');",
        right: "curl_setopt($curl, CURLOPT_CUSTOMREQUEST, $method);
if ($body !== '') curl_setopt($curl, CURLOPT_POSTFIELDS, $body);
curl_setopt($curl, CURLOPT_FOLLOWLOCATION, false);",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::Guzzle,
        wrong: "$client->request($method, $url, ['headers' => $headers]);",
        right: "$client->request($method, $url, ['headers' => $headers, 'allow_redirects' => false]);",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::Python,
        wrong: "request = urllib.request.Request(url, body.encode(), headers)",
        right: "data = body.encode() if body else None
request = urllib.request.Request(url, data, headers, method=method)",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::Requests,
        wrong: "requests.request(method, url, data=body, headers=headers)",
        right: "requests.request(method, url, data=body, headers=headers, allow_redirects=False)",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::Httpx,
        wrong: "client = httpx.Client(follow_redirects=True)",
        right: "client = httpx.Client(follow_redirects=False)",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::Aiohttp,
        wrong: "await session.request(method, url, data=body, headers=headers)",
        right: "await session.request(method, url, data=body, headers=headers, allow_redirects=False)",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::Node,
        wrong: "const headers = authHeaders('POST', uri, body);
https.request(url, { method: 'PUT', headers }).end(body);",
        right: "const method = 'PUT';
const headers = authHeaders(method, uri, body);
https.request(url, { method, headers }).end(body);",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::Axios,
        wrong: "await axios.request({ method, url, data: body, headers });",
        right: "await axios.request({ method, url, data: body, headers, maxRedirects: 0 });",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::Fetch,
        wrong: "await fetch(url, { method, headers, body });",
        right: "await fetch(url, { method, headers, body, redirect: 'error' });",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::Go,
        wrong: "client := &http.Client{}",
        right: "client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
	return http.ErrUseLastResponse
}}",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::CSharp,
        wrong: "var client = new HttpClient();",
        right: "var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });",
    },
    Cure {
        topic: Topic::MethodKept,
        stack: Stack::Shell,
        wrong: r#"sign_headers GET "$uri" ''
curl -L "$url" "${headers[@]}" -d ''"#,
        right: r#"sign_headers GET "$uri" ''
curl "$url" "${headers[@]}""#,
    },
    Cure {
        topic: Topic::HeaderNames,
        stack: Stack::Java,
        wrong: r#"builder.header("Authorization", signature).header("Timestamp", timestamp);
builder.header("Nonce", nonce).header("SecretId", secretId);"#,
        right: r#"builder.header("X-TC-Signature", signature).header("X-TC-Timestamp", timestamp);
builder.header("X-TC-Nonce", nonce).header("X-TC-Key", secretId).header("AppId", appId);"#,
    },
    Cure {
        topic: Topic::HeaderNames,
        stack: Stack::Php,
        wrong: "$headers = ['X-TC-Key' => $secretId, 'X-TC-Nonce' => $nonce, 'Signature' => $signature];
curl_setopt($curl, CURLOPT_HTTPHEADER, $headers);",
        right: r#"$headers = ["X-TC-Key: $secretId", "X-TC-Nonce: $nonce", "X-TC-Timestamp: $timestamp",
    "X-TC-Signature: $signature", "AppId: $appId"];
curl_setopt($curl, CURLOPT_HTTPHEADER, $headers);"#,
    },
    Cure {
        topic: Topic::HeaderNames,
        stack: Stack::Python,
        wrong: r#"headers = {"Authorization": signature, "Nonce": nonce, "Timestamp": timestamp}"#,
        right: r#"headers = {"X-TC-Key": secret_id, "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp,
           "X-TC-Signature": signature, "AppId": app_id}"#,
    },
    Cure {
        topic: Topic::HeaderNames,
        stack: Stack::Requests,
        wrong: r#"requests.get(url, params={"X-TC-Key": secret_id, "X-TC-Signature": signature})"#,
        right: r#"headers = {"X-TC-Key": secret_id, "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp,
           "X-TC-Signature": signature, "AppId": app_id}
requests.get(url, headers=headers)"#,
    },
    Cure {
        topic: Topic::HeaderNames,
        stack: Stack::Node,
        wrong: "const headers = { Authorization: sign(method, uri, body, nonce, timestamp) };",
        right: "const signature = sign(method, uri, body, nonce, timestamp);
const headers = { 'X-TC-Key': secretId, 'X-TC-Nonce': nonce, 'X-TC-Timestamp': timestamp,
  'X-TC-Signature': signature, AppId: appId };",
    },
    Cure {
        topic: Topic::HeaderNames,
        stack: Stack::Axios,
        wrong: "await axios.get(url, { 'X-TC-Key': secretId, 'X-TC-Signature': signature });",
        right: "const headers = { 'X-TC-Key': secretId, 'X-TC-Nonce': nonce, 'X-TC-Timestamp': timestamp,
  'X-TC-Signature': signature, AppId: appId };
await axios.get(url, { headers });",
    },
    Cure {
        topic: Topic::HeaderNames,
        stack: Stack::Fetch,
        wrong: "const signature = crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text));
await fetch(url, { headers: { 'X-TC-Signature': signature } });",
        right: "const mac = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text));
const hex = [...new Uint8Array(mac)].map((n) => n.toString(16).padStart(2, '0')).join('');
const headers = { 'X-TC-Key': secretId, 'X-TC-Nonce': nonce, 'X-TC-Timestamp': timestamp,
  'X-TC-Signature': btoa(hex), AppId: appId };
await fetch(url, { headers });",
    },
    Cure {
        topic: Topic::HeaderNames,
        stack: Stack::Go,
        wrong: r#"request.Header.Set("Authorization", signature)
request.Header.Set("Timestamp", timestamp)"#,
        right: r#"for name, value := range map[string]string{"X-TC-Key": secretID, "X-TC-Nonce": nonce,
	"X-TC-Timestamp": timestamp, "X-TC-Signature": signature, "AppId": appID} {
	request.Header[name] = []string{value}
}"#,
    },
    Cure {
        topic: Topic::HeaderNames,
        stack: Stack::CSharp,
        wrong: r#"request.Headers.TryAddWithoutValidation("Authorization", signature);
request.Headers.Add("Timestamp", timestamp);"#,
        right: r#"var headers = new Dictionary<string, string> { ["X-TC-Key"] = secretId, ["AppId"] = appId,
    ["X-TC-Nonce"] = nonce, ["X-TC-Timestamp"] = timestamp, ["X-TC-Signature"] = signature };
foreach (var pair in headers) request.Headers.Add(pair.Key, pair.Value);"#,
    },
    Cure {
        topic: Topic::HeaderNames,
        stack: Stack::Shell,
        wrong: r#"curl "$url" -H "Authorization: $signature" -H "Timestamp: $timestamp" -H "Nonce: $nonce""#,
        right: r#"curl "$url" -H "X-TC-Key: $secret_id" -H "X-TC-Nonce: $nonce" -H "AppId: $app_id" \
    -H "X-TC-Timestamp: $timestamp" -H "X-TC-Signature: $signature""#,
    },
];
