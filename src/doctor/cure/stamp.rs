//! Time and nonce: their form, one value of each for a request, and a new signature for the next.

use super::{Cure, Stack, Topic};

pub(super) static CURES: &[Cure] = &[
    Cure {
        topic: Topic::Seconds,
        stack: Stack::Java,
        wrong: "String timestamp = String.valueOf(System.currentTimeMillis());",
        right: "String timestamp = String.valueOf(System.currentTimeMillis() / 1000);",
    },
    Cure {
        topic: Topic::Seconds,
        stack: Stack::Php,
        wrong: "$timestamp = (string) microtime(true);",
        right: "$timestamp = (string) time();",
    },
    Cure {
        topic: Topic::Seconds,
        stack: Stack::Python,
        wrong: "timestamp = str(time.time())",
        right: "timestamp = str(int(time.time()))",
    },
    Cure {
        topic: Topic::Seconds,
        stack: Stack::Node,
        wrong: "const timestamp = String(Date.now());",
        right: "const timestamp = String(Math.floor(Date.now() / 1000));",
    },
    Cure {
        topic: Topic::Seconds,
        stack: Stack::Go,
        wrong: "timestamp := strconv.FormatInt(time.Now().UnixNano()/1e6, 10)",
        right: "timestamp := strconv.FormatInt(time.Now().Unix(), 10)",
    },
    Cure {
        topic: Topic::Seconds,
        stack: Stack::CSharp,
        wrong: "var timestamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString();",
        right: "var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString();",
    },
    Cure {
        topic: Topic::Seconds,
        stack: Stack::Shell,
        wrong: "timestamp=$(date +%s%3N)",
        right: "timestamp=$(date +%s)",
    },
    Cure {
        topic: Topic::NonceDigits,
        stack: Stack::Java,
        wrong: "int number = new Random().nextInt();
String nonce = String.valueOf(number);",
        right: "int number = 1 + new SecureRandom().nextInt(Integer.MAX_VALUE);
String nonce = String.valueOf(number);",
    },
    Cure {
        topic: Topic::NonceDigits,
        stack: Stack::Php,
        wrong: "$nonce = uniqid();",
        right: "$nonce = (string) random_int(1, 2147483647);",
    },
    Cure {
        topic: Topic::NonceDigits,
        stack: Stack::Python,
        wrong: "nonce = uuid.uuid4().hex",
        right: "nonce = str(1 + secrets.randbelow(2**63 - 1))",
    },
    Cure {
        topic: Topic::NonceDigits,
        stack: Stack::Node,
        wrong: "const nonce = Math.random().toString(36).slice(2);",
        right: "const nonce = String(crypto.randomInt(1, 2 ** 47));",
    },
    Cure {
        topic: Topic::NonceDigits,
        stack: Stack::Go,
        wrong: "nonce := strconv.Itoa(int(int32(rand.Uint32())))",
        right: "number, err := rand.Int(rand.Reader, big.NewInt(math.MaxInt64-1))
nonce := strconv.FormatInt(number.Int64()+1, 10)",
    },
    Cure {
        topic: Topic::NonceDigits,
        stack: Stack::CSharp,
        wrong: r#"var nonce = Guid.NewGuid().ToString("N");"#,
        right: "var number = BitConverter.ToUInt32(Guid.NewGuid().ToByteArray(), 0);
var nonce = (1L + number).ToString();",
    },
    Cure {
        topic: Topic::NonceDigits,
        stack: Stack::Shell,
        wrong: "nonce=$(uuidgen)",
        right: "nonce=$((1 + $(od -An -N4 -tu4 /dev/urandom)))",
    },
    Cure {
        topic: Topic::StampOnce,
        stack: Stack::Java,
        wrong: r#"String signature = sign(method, uri, body, newNonce(), now());
builder.header("X-TC-Nonce", newNonce()).header("X-TC-Timestamp", now());"#,
        right: r#"String nonce = newNonce();
String timestamp = now();
String signature = sign(method, uri, body, nonce, timestamp);
builder.header("X-TC-Nonce", nonce).header("X-TC-Timestamp", timestamp);"#,
    },
    Cure {
        topic: Topic::StampOnce,
        stack: Stack::Php,
        wrong: "$signature = sign($method, $uri, $body, random_int(1, 2147483647), time());
$headers = ['X-TC-Nonce: ' . random_int(1, 2147483647), 'X-TC-Timestamp: ' . time()];",
        right: r#"$nonce = (string) random_int(1, 2147483647);
$timestamp = (string) time();
$signature = sign($method, $uri, $body, $nonce, $timestamp);
$headers = ["X-TC-Nonce: $nonce", "X-TC-Timestamp: $timestamp"];"#,
    },
    Cure {
        topic: Topic::StampOnce,
        stack: Stack::Python,
        wrong: r#"signature = sign(method, uri, body, new_nonce(), int(time.time()))
headers = {"X-TC-Nonce": new_nonce(), "X-TC-Timestamp": str(int(time.time()))}"#,
        right: r#"nonce = new_nonce()
timestamp = str(int(time.time()))
signature = sign(method, uri, body, nonce, timestamp)
headers = {"X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp}"#,
    },
    Cure {
        topic: Topic::StampOnce,
        stack: Stack::Node,
        wrong: "const signature = sign(method, uri, body, newNonce(), now());
const headers = { 'X-TC-Nonce': newNonce(), 'X-TC-Timestamp': now() };",
        right: "const nonce = newNonce();
const timestamp = now();
const signature = sign(method, uri, body, nonce, timestamp);
const headers = { 'X-TC-Nonce': nonce, 'X-TC-Timestamp': timestamp };",
    },
    Cure {
        topic: Topic::StampOnce,
        stack: Stack::Go,
        wrong: r#"signature := sign(method, uri, body, newNonce(), now())
request.Header["X-TC-Nonce"] = []string{newNonce()}
request.Header["X-TC-Timestamp"] = []string{now()}"#,
        right: r#"nonce, timestamp := newNonce(), now()
signature := sign(method, uri, body, nonce, timestamp)
request.Header["X-TC-Nonce"] = []string{nonce}
request.Header["X-TC-Timestamp"] = []string{timestamp}"#,
    },
    Cure {
        topic: Topic::StampOnce,
        stack: Stack::CSharp,
        wrong: r#"var signature = Sign(method, uri, body, NewNonce(), Now());
request.Headers.Add("X-TC-Nonce", NewNonce());
request.Headers.Add("X-TC-Timestamp", Now());"#,
        right: r#"string nonce = NewNonce(), timestamp = Now();
var signature = Sign(method, uri, body, nonce, timestamp);
request.Headers.Add("X-TC-Nonce", nonce);
request.Headers.Add("X-TC-Timestamp", timestamp);"#,
    },
    Cure {
        topic: Topic::StampOnce,
        stack: Stack::Shell,
        wrong: r#"signature=$(sign "$method" "$uri" "$body" "$(new_nonce)" "$(date +%s)")
headers=(-H "X-TC-Nonce: $(new_nonce)" -H "X-TC-Timestamp: $(date +%s)")"#,
        right: r#"nonce=$(new_nonce)
timestamp=$(date +%s)
signature=$(sign "$method" "$uri" "$body" "$nonce" "$timestamp")
headers=(-H "X-TC-Nonce: $nonce" -H "X-TC-Timestamp: $timestamp")"#,
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Java,
        wrong: r#"Map<String, String> headers = authHeaders("GET", uris.get(0), "");
for (String uri : uris) send("GET", uri, headers);"#,
        right: r#"for (String uri : uris) send("GET", uri, authHeaders("GET", uri, ""));"#,
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::OkHttp,
        wrong: r#"Headers headers = Headers.of(authHeaders("GET", uri, ""));
client = client.newBuilder().addInterceptor(chain ->
    chain.proceed(chain.request().newBuilder().headers(headers).build())).build();"#,
        right: "client = client.newBuilder().addNetworkInterceptor(chain -> {
    Request.Builder next = chain.request().newBuilder();
    signed(chain.request()).forEach(next::header);
    return chain.proceed(next.build());
}).build();",
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::RestTemplate,
        wrong: r#"HttpHeaders headers = new HttpHeaders();
headers.setAll(authHeaders("GET", "/v1/meetings", ""));"#,
        right: "restTemplate.getInterceptors().add((request, body, execution) -> {
    request.getHeaders().setAll(signed(request.getMethod(), request.getURI(), body));
    return execution.execute(request, body);
});",
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Feign,
        wrong: "RequestInterceptor signer = template ->
    signed(template).forEach((name, value) -> template.header(name, value));",
        right: "RequestInterceptor signer = template -> signed(template).forEach((name, value) -> {
    template.removeHeader(name);
    template.header(name, value);
});",
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::ApacheHttpClient,
        wrong: r#"authHeaders("GET", uri, "").forEach(get::setHeader);
for (int attempt = 0; attempt < 3; attempt++) client.execute(get);"#,
        right: r#"for (int attempt = 0; attempt < 3; attempt++) {
    authHeaders("GET", uri, "").forEach(get::setHeader);
    client.execute(get);
}"#,
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::JdkHttpClient,
        wrong: "for (int attempt = 0; attempt < 3; attempt++) client.send(request, handler);",
        right: r#"for (int attempt = 0; attempt < 3; attempt++) {
    authHeaders("GET", uri, "").forEach(builder::setHeader);
    client.send(builder.build(), handler);
}"#,
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Php,
        wrong: "$headers = authHeaders('GET', $uris[0], '');
foreach ($uris as $uri) send('GET', $uri, $headers);",
        right: "foreach ($uris as $uri) send('GET', $uri, authHeaders('GET', $uri, ''));",
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Guzzle,
        wrong: r"$client = new GuzzleHttp\Client(['headers' => authHeaders('GET', $uri, '')]);",
        right: r"$stack = GuzzleHttp\HandlerStack::create();
$stack->push(GuzzleHttp\Middleware::retry($decider));
$stack->push(GuzzleHttp\Middleware::mapRequest($sign));
$client = new GuzzleHttp\Client(['handler' => $stack]);",
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Python,
        wrong: r#"headers = auth_headers("GET", uris[0], "")
for uri in uris:
    send("GET", uri, headers)"#,
        right: r#"for uri in uris:
    send("GET", uri, auth_headers("GET", uri, ""))"#,
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Requests,
        wrong: r#"session.headers.update(auth_headers("GET", uri, ""))"#,
        right: r#"class Signed(requests.auth.AuthBase):
    def __call__(self, r):
        r.headers.update(auth_headers(r.method, r.path_url, r.body or b""))
        return r
session.auth = Signed()"#,
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Httpx,
        wrong: r#"client = httpx.Client(headers=auth_headers("GET", uri, ""))"#,
        right: "def signed(request):
    uri = request.url.raw_path.decode()
    request.headers.update(auth_headers(request.method, uri, request.content))
    return request
client = httpx.Client(auth=signed)",
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Aiohttp,
        wrong: r#"session = aiohttp.ClientSession(headers=auth_headers("GET", uris[0], ""))"#,
        right: r#"for uri in uris:
    await session.get(URL(host + uri, encoded=True), headers=auth_headers("GET", uri, ""))"#,
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Node,
        wrong: "const headers = authHeaders('GET', uris[0], '');
for (const uri of uris) await send('GET', uri, headers);",
        right: "for (const uri of uris) await send('GET', uri, authHeaders('GET', uri, ''));",
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Axios,
        wrong: "const client = axios.create({ headers: authHeaders('GET', '/v1/meetings', '') });",
        right: "const client = axios.create();
client.interceptors.request.use((config) => {
  config.headers.set(signed(config));
  return config;
});",
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Fetch,
        wrong: "const options = { headers: authHeaders('GET', uri, '') };
for (const page of pages) await fetch(`${host}${uri}?page=${page}`, options);",
        right: "for (const page of pages) {
  const target = `${uri}?page=${page}`;
  await fetch(host + target, { headers: authHeaders('GET', target, '') });
}",
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Go,
        wrong: r#"headers := authHeaders("GET", uris[0], "")
for _, uri := range uris {
	send("GET", uri, headers)
}"#,
        right: r#"for _, uri := range uris {
	send("GET", uri, authHeaders("GET", uri, ""))
}"#,
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::CSharp,
        wrong: r#"foreach (var pair in AuthHeaders("GET", uri, ""))
    client.DefaultRequestHeaders.Add(pair.Key, pair.Value);"#,
        right: r#"var request = new HttpRequestMessage(HttpMethod.Get, url);
foreach (var pair in AuthHeaders("GET", uri, ""))
    request.Headers.Add(pair.Key, pair.Value);
var response = await client.SendAsync(request);"#,
    },
    Cure {
        topic: Topic::SignedAnew,
        stack: Stack::Shell,
        wrong: r#"curl --retry 3 "$url" "${headers[@]}""#,
        right: r#"for attempt in 1 2 3; do
    sign_headers GET "$uri" ''
    curl -f "$url" "${headers[@]}" && break
done"#,
    },
];
