//! The URL as the client takes it: not encoded again, its base path kept.

use super::{Cure, Stack, Topic};

pub(super) static CURES: &[Cure] = &[
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Java,
        wrong: r#"URI target = new URI("https", "api.meeting.qq.com", path, encodedQuery, null);"#,
        right: r#"URI target = URI.create("https://api.meeting.qq.com" + path + "?" + encodedQuery);
String uri = target.getRawPath() + "?" + target.getRawQuery();"#,
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::OkHttp,
        wrong: r#"HttpUrl target = HttpUrl.get(host + path).newBuilder()
    .addQueryParameter("userid", encoded).build();"#,
        right: r#"HttpUrl target = HttpUrl.get(host + path).newBuilder()
    .addEncodedQueryParameter("userid", encoded).build();
String uri = target.encodedPath() + "?" + target.encodedQuery();"#,
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::RestTemplate,
        wrong: "restTemplate.exchange(host + uri, HttpMethod.GET, entity, String.class);",
        right: "restTemplate.exchange(URI.create(host + uri), HttpMethod.GET, entity, String.class);",
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Feign,
        wrong: r#"String uri = "/v1/meetings?userid=" + encoded;"#,
        right: r#"String sent = template.url();
if (sent.startsWith("/")) sent = template.feignTarget().url().replaceFirst("/$", "") + sent;
String uri = sent.replaceFirst("^https?://[^/]+", "");"#,
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::ApacheHttpClient,
        wrong: r#"URI target = new URIBuilder(host + path).addParameter("userid", encoded).build();"#,
        right: r#"URI target = URI.create(host + path + "?userid=" + encoded);
String uri = target.getRawPath() + "?" + target.getRawQuery();"#,
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::HttpUrlConnection,
        wrong: "HttpURLConnection connection = (HttpURLConnection) new URL(host + plainUri).openConnection();",
        right: "URL target = new URL(URI.create(host + plainUri).toASCIIString());
String uri = target.getFile();
HttpURLConnection connection = (HttpURLConnection) target.openConnection();",
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::JdkHttpClient,
        wrong: r#"URI target = new URI("https", "api.meeting.qq.com", path, encodedQuery, null);
HttpRequest request = HttpRequest.newBuilder(target).build();"#,
        right: r#"URI target = URI.create("https://api.meeting.qq.com" + path + "?" + encodedQuery);
HttpRequest request = HttpRequest.newBuilder(target).build();
String uri = target.getRawPath() + "?" + target.getRawQuery();"#,
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Php,
        wrong: "$uri = $path . '?userid=' . $encoded;
$url = $host . $path . '?' . http_build_query(['userid' => $encoded]);",
        right: "$uri = $path . '?userid=' . $encoded;
$url = $host . $uri;",
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Guzzle,
        wrong: "$client->get($host . $path, ['query' => ['userid' => rawurlencode($userid)]]);",
        right: r"$target = new GuzzleHttp\Psr7\Uri($host . $path . '?userid=' . rawurlencode($userid));
$uri = $target->getPath() . '?' . $target->getQuery();
$client->get($target, ['headers' => authHeaders('GET', $uri, '')]);",
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Python,
        wrong: r#"request = urllib.request.Request(host + quote(uri, safe="/?=&"))"#,
        right: "request = urllib.request.Request(host + uri)",
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Requests,
        wrong: r#"requests.get(host + path, params={"userid": quote(userid)}, headers=headers)"#,
        right: r#"request = requests.Request("GET", host + path, params={"userid": userid}).prepare()
request.headers.update(auth_headers("GET", request.path_url, ""))
session.send(request)"#,
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Httpx,
        wrong: r#"httpx.get(host + path, params={"userid": quote(userid)}, headers=headers)"#,
        right: r#"request = client.build_request("GET", host + path, params={"userid": userid})
request.headers.update(auth_headers("GET", request.url.raw_path.decode(), ""))
client.send(request)"#,
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Aiohttp,
        wrong: r#"await session.get(host + uri, headers=auth_headers("GET", uri, ""))"#,
        right: r#"target = URL(host + uri, encoded=True)
await session.get(target, headers=auth_headers("GET", uri, ""))"#,
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Node,
        wrong: "const request = https.request(encodeURI(host + uri), { headers });",
        right: "const target = new URL(host + uri);
const headers = authHeaders('GET', target.pathname + target.search, '');
const request = https.request(target, { headers });",
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Axios,
        wrong: "await axios.get(host + path, { params: { userid: encodeURIComponent(userid) }, headers });",
        right: "const target = new URL(axios.getUri({ url: host + path, params: { userid } }));
const headers = authHeaders('GET', target.pathname + target.search, '');
await axios.get(target.href, { headers });",
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Fetch,
        wrong: "await fetch(host + uri, { headers: authHeaders('GET', uri, '') });",
        right: "const target = new URL(host + uri);
const headers = authHeaders('GET', target.pathname + target.search, '');
await fetch(target, { headers });",
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Go,
        wrong: r#"target := &url.URL{Scheme: "https", Host: "api.meeting.qq.com", Path: escapedPath}
request, err := http.NewRequest("GET", target.String(), nil)"#,
        right: r#"request, err := http.NewRequest("GET", "https://api.meeting.qq.com"+escapedPath, nil)
uri := request.URL.RequestURI()"#,
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::CSharp,
        wrong: "var request = new HttpRequestMessage(HttpMethod.Get, Uri.EscapeUriString(host + uri));",
        right: r#"var target = new Uri(host + uri);
var request = new HttpRequestMessage(HttpMethod.Get, target);
var signature = Sign("GET", target.PathAndQuery, "", nonce, timestamp);"#,
    },
    Cure {
        topic: Topic::ReadyUrl,
        stack: Stack::Shell,
        wrong: r#"curl -G "$host$path" --data-urlencode "userid=$encoded" "${headers[@]}""#,
        right: r#"uri="$path?userid=$encoded"
sign_headers GET "$uri" ''
curl "$host$uri" "${headers[@]}""#,
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::Java,
        wrong: r#"URI target = URI.create("https://api.meeting.qq.com/v1").resolve("/meetings");"#,
        right: r#"String uri = "/v1/meetings";
URI target = URI.create("https://api.meeting.qq.com" + uri);"#,
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::OkHttp,
        wrong: r#"HttpUrl target = HttpUrl.get("https://api.meeting.qq.com/v1").resolve("/meetings");"#,
        right: r#"HttpUrl target = HttpUrl.get("https://api.meeting.qq.com/v1/").resolve("meetings");
String uri = target.encodedPath();"#,
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::RestTemplate,
        wrong: r#"restTemplate.setUriTemplateHandler(new DefaultUriBuilderFactory(host + "/v1"));
headers.setAll(authHeaders("GET", "/meetings", ""));"#,
        right: r#"restTemplate.setUriTemplateHandler(new DefaultUriBuilderFactory(host + "/v1"));
headers.setAll(authHeaders("GET", "/v1/meetings", ""));"#,
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::Feign,
        wrong: "String uri = template.url();",
        right: r#"String sent = template.url();
if (sent.startsWith("/")) sent = template.feignTarget().url().replaceFirst("/$", "") + sent;
String uri = sent.replaceFirst("^https?://[^/]+", "");"#,
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::Php,
        wrong: "$base = 'https://api.meeting.qq.com/v1';
$uri = '/meetings';",
        right: "$base = 'https://api.meeting.qq.com';
$uri = '/v1/meetings';",
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::Guzzle,
        wrong: r"$client = new GuzzleHttp\Client(['base_uri' => 'https://api.meeting.qq.com/v1']);
$client->get('/meetings', ['headers' => authHeaders('GET', '/v1/meetings', '')]);",
        right: r"$client = new GuzzleHttp\Client(['base_uri' => 'https://api.meeting.qq.com/v1/']);
$client->get('meetings', ['headers' => authHeaders('GET', '/v1/meetings', '')]);",
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::Python,
        wrong: r#"url = urljoin("https://api.meeting.qq.com/v1", "/meetings")"#,
        right: r#"uri = "/v1/meetings"
url = "https://api.meeting.qq.com" + uri"#,
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::Httpx,
        wrong: r#"client = httpx.Client(base_url="https://api.meeting.qq.com/v1")
client.get("/meetings", headers=auth_headers("GET", "/meetings", ""))"#,
        right: r#"client = httpx.Client(base_url="https://api.meeting.qq.com")
client.get("/v1/meetings", headers=auth_headers("GET", "/v1/meetings", ""))"#,
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::Aiohttp,
        wrong: r#"session = aiohttp.ClientSession("https://api.meeting.qq.com/v1/")
await session.get("/meetings", headers=auth_headers("GET", "/v1/meetings", ""))"#,
        right: r#"session = aiohttp.ClientSession("https://api.meeting.qq.com")
await session.get("/v1/meetings", headers=auth_headers("GET", "/v1/meetings", ""))"#,
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::Node,
        wrong: "const target = new URL('/meetings', 'https://api.meeting.qq.com/v1');",
        right: "const target = new URL('/v1/meetings', 'https://api.meeting.qq.com');
const uri = target.pathname + target.search;",
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::Axios,
        wrong: "const client = axios.create({ baseURL: 'https://api.meeting.qq.com/v1' });
await client.get('/meetings', { headers: authHeaders('GET', '/meetings', '') });",
        right: "const client = axios.create({ baseURL: 'https://api.meeting.qq.com' });
await client.get('/v1/meetings', { headers: authHeaders('GET', '/v1/meetings', '') });",
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::Go,
        wrong: r#"target := base.ResolveReference(&url.URL{Path: "/meetings"})"#,
        right: r#"target := base.ResolveReference(&url.URL{Path: "/v1/meetings"})
uri := target.RequestURI()"#,
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::CSharp,
        wrong: r#"client.BaseAddress = new Uri("https://api.meeting.qq.com/v1");
var signature = Sign("GET", "/v1/meetings", "", nonce, timestamp);
await client.GetAsync("/meetings");"#,
        right: r#"client.BaseAddress = new Uri("https://api.meeting.qq.com/v1/");
var signature = Sign("GET", "/v1/meetings", "", nonce, timestamp);
await client.GetAsync("meetings");"#,
    },
    Cure {
        topic: Topic::BasePath,
        stack: Stack::Shell,
        wrong: "base=https://api.meeting.qq.com/v1
uri=/meetings",
        right: "base=https://api.meeting.qq.com
uri=/v1/meetings",
    },
];
