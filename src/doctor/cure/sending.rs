//! What is sent in a body, and what in the query.

use super::{Cure, Stack, Topic};

pub(super) static CURES: &[Cure] = &[
    Cure {
        topic: Topic::BodySent,
        stack: Stack::Java,
        wrong: "builder.POST(HttpRequest.BodyPublishers.noBody());",
        right: "builder.POST(HttpRequest.BodyPublishers.ofString(body));",
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::OkHttp,
        wrong: "builder.post(RequestBody.create(null, new byte[0]));",
        right: "builder.post(RequestBody.create(JSON, body.getBytes(StandardCharsets.UTF_8)));",
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::RestTemplate,
        wrong: "restTemplate.exchange(target, HttpMethod.POST, new HttpEntity<>(headers), String.class);",
        right: "byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
HttpEntity<byte[]> entity = new HttpEntity<>(bytes, headers);
restTemplate.exchange(target, HttpMethod.POST, entity, String.class);",
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::ApacheHttpClient,
        wrong: "HttpDelete request = new HttpDelete(url);",
        right: r#"HttpUriRequest request = RequestBuilder.create("DELETE").setUri(url)
    .setEntity(new StringEntity(body, ContentType.APPLICATION_JSON)).build();"#,
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::HttpUrlConnection,
        wrong: r#"connection.setRequestMethod("POST");
int status = connection.getResponseCode();"#,
        right: r#"connection.setRequestMethod("POST");
connection.setDoOutput(true);
connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
int status = connection.getResponseCode();"#,
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::Php,
        wrong: "curl_setopt($curl, CURLOPT_CUSTOMREQUEST, 'POST');",
        right: "curl_setopt($curl, CURLOPT_CUSTOMREQUEST, 'POST');
curl_setopt($curl, CURLOPT_POSTFIELDS, $body);",
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::Guzzle,
        wrong: "$client->post($url, ['headers' => $headers]);",
        right: "$client->post($url, ['headers' => $headers, 'body' => $body]);",
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::Python,
        wrong: r#"request = urllib.request.Request(url, headers=headers, method="POST")"#,
        right: r#"request = urllib.request.Request(url, body.encode(), headers, method="POST")"#,
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::Requests,
        wrong: "requests.post(url, headers)",
        right: "requests.post(url, data=body.encode(), headers=headers)",
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::Httpx,
        wrong: "httpx.delete(url, headers=headers)",
        right: r#"httpx.request("DELETE", url, content=body.encode(), headers=headers)"#,
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::Aiohttp,
        wrong: "await session.post(url, headers=headers)",
        right: "await session.post(url, data=body.encode(), headers=headers)",
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::Node,
        wrong: "https.request(url, { method: 'POST', headers }).end();",
        right: "https.request(url, { method: 'POST', headers }).end(body);",
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::Axios,
        wrong: "await axios.post(url, { headers });",
        right: "await axios.post(url, body, { headers });",
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::Fetch,
        wrong: "await fetch(url, { method: 'POST', headers });",
        right: "await fetch(url, { method: 'POST', headers, body });",
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::Go,
        wrong: r#"request, err := http.NewRequest("POST", url, nil)"#,
        right: r#"request, err := http.NewRequest("POST", url, strings.NewReader(body))"#,
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::CSharp,
        wrong: "var request = new HttpRequestMessage(HttpMethod.Post, url);",
        right: r#"var request = new HttpRequestMessage(HttpMethod.Post, url);
request.Content = new StringContent(body, Encoding.UTF8, "application/json");"#,
    },
    Cure {
        topic: Topic::BodySent,
        stack: Stack::Shell,
        wrong: r#"curl -X POST "$url" "${headers[@]}""#,
        right: r#"curl -X POST "$url" "${headers[@]}" --data-binary "$body""#,
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::Java,
        wrong: r#"String signature = sign("GET", path, gson.toJson(params), nonce, timestamp);"#,
        right: r#"String uri = path + "?" + toQuery(params);
String signature = sign("GET", uri, "", nonce, timestamp);
HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(host + uri)).GET();"#,
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::RestTemplate,
        wrong: "restTemplate.exchange(target, HttpMethod.GET, new HttpEntity<>(params, headers), String.class);",
        right: r#"String uri = path + "?" + toQuery(params);
headers.setAll(authHeaders("GET", uri, ""));
HttpEntity<Void> entity = new HttpEntity<>(headers);
restTemplate.exchange(URI.create(host + uri), HttpMethod.GET, entity, String.class);"#,
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::Php,
        wrong: "curl_setopt($curl, CURLOPT_URL, $host . $path);
curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($params));",
        right: "$uri = $path . '?' . http_build_query($params);
$headers = authHeaders('GET', $uri, '');
curl_setopt($curl, CURLOPT_URL, $host . $uri);",
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::Guzzle,
        wrong: "$client->get($host . $path, ['headers' => $headers, 'json' => $params]);",
        right: "$uri = $path . '?' . http_build_query($params, '', '&', PHP_QUERY_RFC3986);
$client->get($host . $uri, ['headers' => authHeaders('GET', $uri, '')]);",
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::Python,
        wrong: r#"headers = auth_headers("GET", path, json.dumps(params))
request = urllib.request.Request(host + path + "?" + urlencode(params), headers=headers)"#,
        right: r#"uri = path + "?" + urlencode(params)
headers = auth_headers("GET", uri, "")
request = urllib.request.Request(host + uri, headers=headers)"#,
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::Requests,
        wrong: r#"requests.get(host + path, params=params, headers=auth_headers("GET", path, params))"#,
        right: r#"uri = path + "?" + urlencode(params)
requests.get(host + uri, headers=auth_headers("GET", uri, ""))"#,
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::Httpx,
        wrong: r#"headers = auth_headers("GET", path, json.dumps(params))
httpx.get(host + path, params=params, headers=headers)"#,
        right: r#"target = httpx.URL(host + path, params=params)
httpx.get(target, headers=auth_headers("GET", target.raw_path.decode(), ""))"#,
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::Aiohttp,
        wrong: "await session.get(host + path, json=params, headers=headers)",
        right: r#"target = URL(host + path).with_query(params)
await session.get(target, headers=auth_headers("GET", target.raw_path_qs, ""))"#,
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::Node,
        wrong: "const headers = authHeaders('GET', path, JSON.stringify(params));
https.get(`${host}${path}?${new URLSearchParams(params)}`, { headers });",
        right: "const uri = `${path}?${new URLSearchParams(params)}`;
https.get(host + uri, { headers: authHeaders('GET', uri, '') });",
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::Axios,
        wrong: "await axios.get(host + path, { data: params, headers });",
        right: "const uri = `${path}?${new URLSearchParams(params)}`;
await axios.get(host + uri, { headers: authHeaders('GET', uri, '') });",
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::Go,
        wrong: r#"request, err := http.NewRequest("GET", host+path, bytes.NewReader(body))"#,
        right: r#"uri := path + "?" + values.Encode()
headers := authHeaders("GET", uri, "")
request, err := http.NewRequest("GET", host+uri, nil)"#,
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::CSharp,
        wrong: r#"var request = new HttpRequestMessage(HttpMethod.Get, host + path);
request.Content = new StringContent(body, Encoding.UTF8, "application/json");"#,
        right: r#"var uri = path + "?" + ToQuery(parameters);
var signature = Sign("GET", uri, "", nonce, timestamp);
var request = new HttpRequestMessage(HttpMethod.Get, host + uri);"#,
    },
    Cure {
        topic: Topic::QueryNotBody,
        stack: Stack::Shell,
        wrong: r#"sign_headers GET "$path" "$body"
curl -X GET "$host$path" "${headers[@]}" -d "$body""#,
        right: r#"uri="$path?userid=$userid&instanceid=1"
sign_headers GET "$uri" ''
curl "$host$uri" "${headers[@]}""#,
    },
];
