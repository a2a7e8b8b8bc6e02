//! The body where it is not made here: what a JSON writer wrote, and no body at all.

use super::{Cure, Stack, Topic};

pub(super) static CURES: &[Cure] = &[
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::Java,
        wrong: "Gson signer = new GsonBuilder().create();
Gson sender = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();",
        right: "Gson gson = new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
Gson signer = gson;
Gson sender = gson;",
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::OkHttp,
        wrong: "String body = gson.toJson(params);",
        right: "Buffer buffer = new Buffer();
request.body().writeTo(buffer);
String body = buffer.readUtf8();",
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::RestTemplate,
        wrong: r#"String signature = sign("POST", uri, gson.toJson(params), nonce, timestamp);"#,
        right: "restTemplate.getInterceptors().add((request, body, execution) -> {
    request.getHeaders().setAll(signed(request.getMethod(), request.getURI(), body));
    return execution.execute(request, body);
});",
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::Feign,
        wrong: "String body = gson.toJson(params);",
        right: r#"byte[] bytes = template.body();
String body = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);"#,
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::Php,
        wrong: "$signature = sign('POST', $uri, json_encode($params));
$sent = json_encode($params, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);",
        right: "$sent = json_encode($params, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
$signature = sign('POST', $uri, $sent);",
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::Guzzle,
        wrong: "$body = json_encode($params, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);",
        right: "$body = (string) $request->getBody();",
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::Python,
        wrong: r#"signature = sign("POST", uri, json.dumps(params), nonce, timestamp)
sent = json.dumps(params, ensure_ascii=False, separators=(",", ":")).encode()"#,
        right: r#"sent = json.dumps(params, ensure_ascii=False, separators=(",", ":")).encode()
signature = sign("POST", uri, sent, nonce, timestamp)"#,
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::Requests,
        wrong: r#"headers = auth_headers("POST", uri, json.dumps(params, separators=(",", ":")))
requests.post(url, json=params, headers=headers)"#,
        right: r#"request = requests.Request("POST", url, json=params).prepare()
request.headers.update(auth_headers("POST", request.path_url, request.body))
session.send(request)"#,
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::Httpx,
        wrong: r#"headers = auth_headers("POST", uri, json.dumps(params))
client.post(url, json=params, headers=headers)"#,
        right: r#"request = client.build_request("POST", url, json=params)
request.headers.update(auth_headers("POST", uri, request.content))
client.send(request)"#,
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::Node,
        wrong: "const signature = sign('POST', uri, JSON.stringify(JSON.parse(body)), nonce, timestamp);
request.end(body);",
        right: "const signature = sign('POST', uri, body, nonce, timestamp);
request.end(body);",
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::Axios,
        wrong: "const body = JSON.stringify(config.data, null, 2);",
        right: "const body = JSON.stringify(config.data);
config.data = Buffer.from(body);
config.headers.set('Content-Type', 'application/json');",
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::Go,
        wrong: "body, err := json.Marshal(params)
encoder := json.NewEncoder(&sent)
encoder.SetEscapeHTML(false)
encoder.Encode(params)",
        right: "encoder := json.NewEncoder(&sent)
encoder.SetEscapeHTML(false)
encoder.Encode(params)
body := sent.Bytes()",
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::CSharp,
        wrong: "var content = JsonContent.Create(data);
var body = JsonConvert.SerializeObject(data);",
        right: "var content = JsonContent.Create(data);
var body = await content.ReadAsStringAsync();",
    },
    Cure {
        topic: Topic::JsonWriter,
        stack: Stack::Shell,
        wrong: r#"signature=$(sign POST "$uri" "$(jq -ac . "$file")")
curl "$url" "${headers[@]}" --data-binary "$(jq -c . "$file")""#,
        right: r#"body=$(jq -c . "$file")
sign_headers POST "$uri" "$body"
curl "$url" "${headers[@]}" --data-binary "$body""#,
    },
    Cure {
        topic: Topic::EmptyBody,
        stack: Stack::Java,
        wrong: "String body = gson.toJson(params);",
        right: r#"String body = params == null ? "" : gson.toJson(params);"#,
    },
    Cure {
        topic: Topic::EmptyBody,
        stack: Stack::OkHttp,
        wrong: "String body = String.valueOf(request.body());",
        right: "Buffer buffer = new Buffer();
if (request.body() != null) request.body().writeTo(buffer);
String body = buffer.readUtf8();",
    },
    Cure {
        topic: Topic::EmptyBody,
        stack: Stack::Feign,
        wrong: "String body = String.valueOf(template.body());",
        right: r#"byte[] bytes = template.body();
String body = bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);"#,
    },
    Cure {
        topic: Topic::EmptyBody,
        stack: Stack::Php,
        wrong: "$body = json_encode($params);",
        right: "$body = $params ? json_encode($params) : '';",
    },
    Cure {
        topic: Topic::EmptyBody,
        stack: Stack::Python,
        wrong: "body = json.dumps(params or {})",
        right: r#"body = json.dumps(params) if params else """#,
    },
    Cure {
        topic: Topic::EmptyBody,
        stack: Stack::Requests,
        wrong: "headers = auth_headers(r.method, r.path_url, str(r.body))",
        right: r#"headers = auth_headers(r.method, r.path_url, r.body or b"")"#,
    },
    Cure {
        topic: Topic::EmptyBody,
        stack: Stack::Node,
        wrong: "const body = JSON.stringify(params ?? {});",
        right: "const body = params ? JSON.stringify(params) : '';",
    },
    Cure {
        topic: Topic::EmptyBody,
        stack: Stack::Axios,
        wrong: "const body = JSON.stringify(config.data ?? {});",
        right: "const body = config.data === undefined ? '' : JSON.stringify(config.data);",
    },
    Cure {
        topic: Topic::EmptyBody,
        stack: Stack::Go,
        wrong: "body, err := json.Marshal(params)",
        right: "var body []byte
if params != nil {
	body, err = json.Marshal(params)
}",
    },
    Cure {
        topic: Topic::EmptyBody,
        stack: Stack::CSharp,
        wrong: "var body = JsonConvert.SerializeObject(data);",
        right: r#"var body = data == null ? "" : JsonConvert.SerializeObject(data);"#,
    },
    Cure {
        topic: Topic::EmptyBody,
        stack: Stack::Shell,
        wrong: r#"sign_headers GET "$uri" '{}'"#,
        right: r#"sign_headers GET "$uri" ''"#,
    },
];
