//! The body: JSON, made once, signed and sent as one text.

use super::{Cure, Stack, Topic};

pub(super) static CURES: &[Cure] = &[
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Java,
        wrong: r#"String signature = sign("POST", uri, gson.toJson(params), nonce, timestamp);
builder.POST(HttpRequest.BodyPublishers.ofString(mapper.writeValueAsString(params)));"#,
        right: r#"String body = mapper.writeValueAsString(params);
String signature = sign("POST", uri, body, nonce, timestamp);
builder.POST(HttpRequest.BodyPublishers.ofString(body));"#,
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::OkHttp,
        wrong: r#"String signature = sign("POST", uri, mapper.writeValueAsString(params), nonce, timestamp);
RequestBody sent = RequestBody.create(JSON, gson.toJson(params));"#,
        right: r#"byte[] body = mapper.writeValueAsBytes(params);
RequestBody sent = RequestBody.create(JSON, body);
String signature = sign("POST", uri, body, nonce, timestamp);"#,
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::RestTemplate,
        wrong: r#"headers.setAll(authHeaders("POST", uri, mapper.writeValueAsString(params)));
restTemplate.postForObject(target, new HttpEntity<>(params, headers), String.class);"#,
        right: r#"byte[] body = mapper.writeValueAsBytes(params);
headers.setAll(authHeaders("POST", uri, body));
headers.setContentType(MediaType.APPLICATION_JSON);
restTemplate.postForObject(target, new HttpEntity<>(body, headers), String.class);"#,
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Feign,
        wrong: "String body = mapper.writeValueAsString(params);",
        right: r#"byte[] bytes = template.body();
String body = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);"#,
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Php,
        wrong: "$signature = sign('POST', $uri, json_encode($params, JSON_UNESCAPED_UNICODE));
curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($params));",
        right: "$body = json_encode($params, JSON_UNESCAPED_UNICODE);
$signature = sign('POST', $uri, $body);
curl_setopt($curl, CURLOPT_POSTFIELDS, $body);",
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Guzzle,
        wrong: "$headers = authHeaders('POST', $uri, json_encode($params, JSON_UNESCAPED_UNICODE));
$client->post($url, ['headers' => $headers, 'json' => $params]);",
        right: "$body = json_encode($params, JSON_UNESCAPED_UNICODE);
$headers = authHeaders('POST', $uri, $body) + ['Content-Type' => 'application/json'];
$client->post($url, ['headers' => $headers, 'body' => $body]);",
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Python,
        wrong: r#"headers = auth_headers("POST", uri, json.dumps(params, sort_keys=True))
urllib.request.Request(url, json.dumps(params).encode(), headers)"#,
        right: r#"body = json.dumps(params).encode()
headers = auth_headers("POST", uri, body)
urllib.request.Request(url, body, headers)"#,
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Requests,
        wrong: r#"headers = auth_headers("POST", uri, json.dumps(params, ensure_ascii=False))
requests.post(url, json=params, headers=headers)"#,
        right: r#"body = json.dumps(params, ensure_ascii=False).encode()
headers = auth_headers("POST", uri, body) | {"Content-Type": "application/json"}
requests.post(url, data=body, headers=headers)"#,
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Httpx,
        wrong: r#"headers = auth_headers("POST", uri, json.dumps(params))
httpx.post(url, json=params, headers=headers)"#,
        right: r#"body = json.dumps(params).encode()
headers = auth_headers("POST", uri, body) | {"Content-Type": "application/json"}
httpx.post(url, content=body, headers=headers)"#,
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Aiohttp,
        wrong: r#"headers = auth_headers("POST", uri, json.dumps(params, ensure_ascii=False))
await session.post(url, json=params, headers=headers)"#,
        right: r#"body = json.dumps(params, ensure_ascii=False).encode()
headers = auth_headers("POST", uri, body) | {"Content-Type": "application/json"}
await session.post(url, data=body, headers=headers)"#,
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Node,
        wrong: "const headers = authHeaders('POST', uri, JSON.stringify(params, null, 2));
https.request(url, { method: 'POST', headers }).end(JSON.stringify(params));",
        right: "const body = JSON.stringify(params);
const headers = authHeaders('POST', uri, body);
https.request(url, { method: 'POST', headers }).end(body);",
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Axios,
        wrong: "const headers = authHeaders('POST', uri, JSON.stringify(params, null, 2));
await axios.post(url, params, { headers });",
        right: "const body = JSON.stringify(params);
const headers = { ...authHeaders('POST', uri, body), 'Content-Type': 'application/json' };
await axios.post(url, body, { headers });",
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Fetch,
        wrong: "const headers = authHeaders('POST', uri, JSON.stringify(params, null, 2));
await fetch(url, { method: 'POST', headers, body: JSON.stringify(params) });",
        right: "const body = JSON.stringify(params);
const headers = { ...authHeaders('POST', uri, body), 'Content-Type': 'application/json' };
await fetch(url, { method: 'POST', headers, body });",
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Go,
        wrong: r#"signature := sign("POST", uri, toJSON(params), nonce, timestamp)
json.NewEncoder(&buffer).Encode(params)
request, err := http.NewRequest("POST", url, &buffer)"#,
        right: r#"body, err := json.Marshal(params)
signature := sign("POST", uri, string(body), nonce, timestamp)
request, err := http.NewRequest("POST", url, bytes.NewReader(body))"#,
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::CSharp,
        wrong: r#"var signature = Sign("POST", uri, JsonConvert.SerializeObject(data), nonce, timestamp);
var response = await client.PostAsJsonAsync(url, data);"#,
        right: r#"var body = JsonConvert.SerializeObject(data);
var signature = Sign("POST", uri, body, nonce, timestamp);
var content = new StringContent(body, Encoding.UTF8, "application/json");
var response = await client.PostAsync(url, content);"#,
    },
    Cure {
        topic: Topic::BodyOnce,
        stack: Stack::Shell,
        wrong: r#"signature=$(sign POST "$uri" "$(jq -Sc . "$file")")
curl "$url" "${headers[@]}" --data-binary "@$file""#,
        right: r#"body=$(jq -c . "$file")
sign_headers POST "$uri" "$body"
curl "$url" "${headers[@]}" -H 'Content-Type: application/json' --data-binary "$body""#,
    },
    Cure {
        topic: Topic::BodyIsJson,
        stack: Stack::Java,
        wrong: r#"String text = method + "\n" + signed + "\n" + uri + "\n" + params;"#,
        right: r#"String body = mapper.writeValueAsString(params);
String text = method + "\n" + signed + "\n" + uri + "\n" + body;"#,
    },
    Cure {
        topic: Topic::BodyIsJson,
        stack: Stack::Php,
        wrong: r#"$text = "$method\n$signed\n$uri\n" . http_build_query($params);"#,
        right: r#"$body = json_encode($params);
$text = "$method\n$signed\n$uri\n$body";"#,
    },
    Cure {
        topic: Topic::BodyIsJson,
        stack: Stack::Python,
        wrong: r#"text = f"{method}\n{signed}\n{uri}\n{params}""#,
        right: r#"body = json.dumps(params)
text = f"{method}\n{signed}\n{uri}\n{body}""#,
    },
    Cure {
        topic: Topic::BodyIsJson,
        stack: Stack::Requests,
        wrong: "requests.post(url, data=params, headers=headers)",
        right: r#"body = json.dumps(params).encode()
headers = auth_headers("POST", uri, body) | {"Content-Type": "application/json"}
requests.post(url, data=body, headers=headers)"#,
    },
    Cure {
        topic: Topic::BodyIsJson,
        stack: Stack::Guzzle,
        wrong: "$client->post($url, ['headers' => $headers, 'form_params' => $params]);",
        right: "$body = json_encode($params);
$headers = authHeaders('POST', $uri, $body) + ['Content-Type' => 'application/json'];
$client->post($url, ['headers' => $headers, 'body' => $body]);",
    },
    Cure {
        topic: Topic::BodyIsJson,
        stack: Stack::Node,
        wrong: r"const text = `${method}\n${signed}\n${uri}\n${params}`;",
        right: r"const body = JSON.stringify(params);
const text = `${method}\n${signed}\n${uri}\n${body}`;",
    },
    Cure {
        topic: Topic::BodyIsJson,
        stack: Stack::Go,
        wrong: r#"text := fmt.Sprintf("%s\n%s\n%s\n%v", method, signed, uri, params)"#,
        right: r#"body, err := json.Marshal(params)
text := fmt.Sprintf("%s\n%s\n%s\n%s", method, signed, uri, body)"#,
    },
    Cure {
        topic: Topic::BodyIsJson,
        stack: Stack::CSharp,
        wrong: r#"var text = $"{method}\n{signed}\n{uri}\n{data}";"#,
        right: r#"var body = JsonConvert.SerializeObject(data);
var text = $"{method}\n{signed}\n{uri}\n{body}";"#,
    },
    Cure {
        topic: Topic::BodyIsJson,
        stack: Stack::Shell,
        wrong: r#"body="userid=$userid&instanceid=1""#,
        right: r#"body=$(jq -nc --arg userid "$userid" '{userid: $userid, instanceid: 1}')"#,
    },
    Cure {
        topic: Topic::BodyItself,
        stack: Stack::Java,
        wrong: r#"String hash = DigestUtils.sha256Hex(body);
String text = method + "\n" + signed + "\n" + uri + "\n" + hash;"#,
        right: r#"String text = method + "\n" + signed + "\n" + uri + "\n" + body;"#,
    },
    Cure {
        topic: Topic::BodyItself,
        stack: Stack::Php,
        wrong: r#"$text = "$method\n$signed\n$uri\n" . hash('sha256', $body);"#,
        right: r#"$text = "$method\n$signed\n$uri\n$body";"#,
    },
    Cure {
        topic: Topic::BodyItself,
        stack: Stack::Python,
        wrong: r#"hashed = hashlib.sha256(body.encode()).hexdigest()
text = "\n".join([method, signed, uri, hashed])"#,
        right: r#"text = "\n".join([method, signed, uri, body])"#,
    },
    Cure {
        topic: Topic::BodyItself,
        stack: Stack::Node,
        wrong: r"const hashed = crypto.createHash('sha256').update(body).digest('hex');
const text = [method, signed, uri, hashed].join('\n');",
        right: r"const text = [method, signed, uri, body].join('\n');",
    },
    Cure {
        topic: Topic::BodyItself,
        stack: Stack::Go,
        wrong: r#"hashed := sha256.Sum256([]byte(body))
text := method + "\n" + signed + "\n" + uri + "\n" + hex.EncodeToString(hashed[:])"#,
        right: r#"text := method + "\n" + signed + "\n" + uri + "\n" + body"#,
    },
    Cure {
        topic: Topic::BodyItself,
        stack: Stack::CSharp,
        wrong: r#"var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(body));
var text = string.Join("\n", method, signed, uri, encoded);"#,
        right: r#"var text = string.Join("\n", method, signed, uri, body);"#,
    },
    Cure {
        topic: Topic::BodyItself,
        stack: Stack::Shell,
        wrong: r#"hashed=$(printf '%s' "$body" | sha256sum | cut -d' ' -f1)
printf -v text '%s\n%s\n%s\n%s' "$method" "$signed" "$uri" "$hashed""#,
        right: r#"printf -v text '%s\n%s\n%s\n%s' "$method" "$signed" "$uri" "$body""#,
    },
];
