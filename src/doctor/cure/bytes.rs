//! The bytes of the body: their charset, their ends, and those of an upload.

use super::{Cure, Stack, Topic};

pub(super) static CURES: &[Cure] = &[
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::Java,
        wrong: "byte[] sent = body.getBytes();",
        right: "byte[] sent = body.getBytes(StandardCharsets.UTF_8);",
    },
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::OkHttp,
        wrong: r#"RequestBody sent = RequestBody.create(MediaType.parse("application/json; charset=gbk"), body);"#,
        right: r#"byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
RequestBody sent = RequestBody.create(MediaType.parse("application/json"), bytes);"#,
    },
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::RestTemplate,
        wrong: "HttpEntity<String> entity = new HttpEntity<>(body, headers);",
        right: "headers.setContentType(MediaType.APPLICATION_JSON);
byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
HttpEntity<byte[]> entity = new HttpEntity<>(bytes, headers);",
    },
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::ApacheHttpClient,
        wrong: "post.setEntity(new StringEntity(body));",
        right: "post.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));",
    },
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::HttpUrlConnection,
        wrong: "new DataOutputStream(connection.getOutputStream()).writeBytes(body);",
        right: "connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));",
    },
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::JdkHttpClient,
        wrong: "builder.POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes()));",
        right: "builder.POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));",
    },
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::Php,
        wrong: "curl_setopt($curl, CURLOPT_POSTFIELDS, iconv('UTF-8', 'GBK', $body));",
        right: "curl_setopt($curl, CURLOPT_POSTFIELDS, $body);",
    },
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::Python,
        wrong: r#"request = urllib.request.Request(url, body.encode("gbk"), headers)"#,
        right: r#"request = urllib.request.Request(url, body.encode("utf-8"), headers)"#,
    },
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::Requests,
        wrong: r#"requests.post(url, data=body.encode("gbk"), headers=headers)"#,
        right: r#"requests.post(url, data=body.encode("utf-8"), headers=headers)"#,
    },
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::Node,
        wrong: "headers['Content-Length'] = body.length;
request.end(body, 'latin1');",
        right: "headers['Content-Length'] = Buffer.byteLength(body, 'utf8');
request.end(body, 'utf8');",
    },
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::Go,
        wrong: "for _, letter := range body {
	buffer.WriteByte(byte(letter))
}",
        right: "buffer.WriteString(body)",
    },
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::CSharp,
        wrong: r#"var content = new StringContent(body, Encoding.Default, "application/json");"#,
        right: r#"var content = new StringContent(body, Encoding.UTF8, "application/json");"#,
    },
    Cure {
        topic: Topic::BodyUtf8,
        stack: Stack::Shell,
        wrong: r#"body=$(iconv -f UTF-8 -t GBK "$file")"#,
        right: r#"body=$(iconv -f GBK -t UTF-8 "$file")"#,
    },
    Cure {
        topic: Topic::BodyEdges,
        stack: Stack::Java,
        wrong: r#"String body = String.join("\n", Files.readAllLines(file)).trim();"#,
        right: "byte[] body = Files.readAllBytes(file);",
    },
    Cure {
        topic: Topic::BodyEdges,
        stack: Stack::Php,
        wrong: "$body = trim(file_get_contents($file));
$headers = authHeaders('POST', $uri, $body);
curl_setopt($curl, CURLOPT_POSTFIELDS, file_get_contents($file));",
        right: "$body = file_get_contents($file);
$headers = authHeaders('POST', $uri, $body);
curl_setopt($curl, CURLOPT_POSTFIELDS, $body);",
    },
    Cure {
        topic: Topic::BodyEdges,
        stack: Stack::Python,
        wrong: r#"body = open(file, encoding="utf-8").read().strip()"#,
        right: r#"body = open(file, "rb").read()"#,
    },
    Cure {
        topic: Topic::BodyEdges,
        stack: Stack::Requests,
        wrong: r#"headers = auth_headers("POST", uri, open(file).read().strip())
requests.post(url, data=open(file, "rb"), headers=headers)"#,
        right: r#"body = open(file, "rb").read()
requests.post(url, data=body, headers=auth_headers("POST", uri, body))"#,
    },
    Cure {
        topic: Topic::BodyEdges,
        stack: Stack::Node,
        wrong: "const body = fs.readFileSync(file, 'utf8').trim();",
        right: "const body = fs.readFileSync(file);",
    },
    Cure {
        topic: Topic::BodyEdges,
        stack: Stack::Axios,
        wrong: "const headers = { ...authHeaders('POST', uri, body), 'Content-Type': 'application/json' };
await axios.post(url, body, { headers });",
        right: "const headers = { ...authHeaders('POST', uri, body), 'Content-Type': 'application/json' };
await axios.post(url, Buffer.from(body), { headers });",
    },
    Cure {
        topic: Topic::BodyEdges,
        stack: Stack::Go,
        wrong: "json.NewEncoder(&buffer).Encode(params)
body := buffer.String()",
        right: "bytes, err := json.Marshal(params)
body := string(bytes)",
    },
    Cure {
        topic: Topic::BodyEdges,
        stack: Stack::CSharp,
        wrong: "File.WriteAllText(file, body, Encoding.UTF8);",
        right: "File.WriteAllText(file, body, new UTF8Encoding(false));",
    },
    Cure {
        topic: Topic::BodyEdges,
        stack: Stack::Shell,
        wrong: r#"body=$(cat "$file")
sign_headers POST "$uri" "$body"
curl "$url" "${headers[@]}" --data-binary "@$file""#,
        right: r#"body=$(cat "$file")
sign_headers POST "$uri" "$body"
curl "$url" "${headers[@]}" --data-binary "$body""#,
    },
    Cure {
        topic: Topic::Upload,
        stack: Stack::Java,
        wrong: r#"Map<String, String> headers = authHeaders("POST", uri, multipart);"#,
        right: r#"Map<String, String> headers = authHeaders("POST", uri, "");"#,
    },
    Cure {
        topic: Topic::Upload,
        stack: Stack::Php,
        wrong: "$headers = authHeaders('POST', $uri, json_encode($fields));",
        right: "$headers = authHeaders('POST', $uri, '');
curl_setopt($curl, CURLOPT_POSTFIELDS, ['file' => new CURLFile($file)]);",
    },
    Cure {
        topic: Topic::Upload,
        stack: Stack::Python,
        wrong: r#"headers = auth_headers("POST", uri, multipart)"#,
        right: r#"headers = auth_headers("POST", uri, "")"#,
    },
    Cure {
        topic: Topic::Upload,
        stack: Stack::Requests,
        wrong: r#"request = requests.Request("POST", url, files={"file": open(file, "rb")}).prepare()
request.headers.update(auth_headers("POST", request.path_url, request.body))"#,
        right: r#"request = requests.Request("POST", url, files={"file": open(file, "rb")}).prepare()
request.headers.update(auth_headers("POST", request.path_url, ""))"#,
    },
    Cure {
        topic: Topic::Upload,
        stack: Stack::Node,
        wrong: "const headers = authHeaders('POST', uri, await new Response(form).text());",
        right: "const headers = authHeaders('POST', uri, '');",
    },
    Cure {
        topic: Topic::Upload,
        stack: Stack::Go,
        wrong: r#"headers := authHeaders("POST", uri, multipart.String())"#,
        right: r#"headers := authHeaders("POST", uri, "")"#,
    },
    Cure {
        topic: Topic::Upload,
        stack: Stack::CSharp,
        wrong: r#"var signature = Sign("POST", uri, await form.ReadAsStringAsync(), nonce, timestamp);"#,
        right: r#"var signature = Sign("POST", uri, "", nonce, timestamp);"#,
    },
    Cure {
        topic: Topic::Upload,
        stack: Stack::Shell,
        wrong: r#"sign_headers POST "$uri" "$(cat "$file")"
curl "$url" "${headers[@]}" -F "file=@$file""#,
        right: r#"sign_headers POST "$uri" ''
curl "$url" "${headers[@]}" -F "file=@$file""#,
    },
];
