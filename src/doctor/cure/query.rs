//! The URI as it is made: a query written once, an encoder, a path that is filled in.

use super::{Cure, Stack, Topic};

pub(super) static CURES: &[Cure] = &[
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::Java,
        wrong: r#"String uri = path + "?" + toQuery(new TreeMap<>(params));
String url = host + path + "?" + toQuery(params);"#,
        right: r#"String uri = path + "?" + toQuery(params);
String url = host + uri;"#,
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::OkHttp,
        wrong: r#"HttpUrl.Builder target = HttpUrl.get(host + path).newBuilder();
params.forEach(target::addQueryParameter);
String uri = path + "?" + toQuery(params);"#,
        right: r#"HttpUrl.Builder builder = HttpUrl.get(host + path).newBuilder();
params.forEach(builder::addQueryParameter);
HttpUrl target = builder.build();
String uri = target.encodedPath() + "?" + target.encodedQuery();"#,
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::RestTemplate,
        wrong: r#"String uri = path + "?" + toQuery(params);
restTemplate.getForObject(host + path + "?userid={userid}", String.class, params);"#,
        right: r#"URI target = URI.create(host + path + "?" + toQuery(params));
String uri = target.getRawPath() + "?" + target.getRawQuery();
restTemplate.getForObject(target, String.class);"#,
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::ApacheHttpClient,
        wrong: r#"String uri = path + "?userid=" + userid;
URI target = new URIBuilder(host + path).setParameter("userid", userid).build();"#,
        right: r#"URI target = new URIBuilder(host + path).setParameter("userid", userid).build();
String uri = target.getRawPath() + "?" + target.getRawQuery();"#,
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::Php,
        wrong: "ksort($params);
$uri = $path . '?' . http_build_query($params);
$url = $host . $path . '?' . http_build_query($sent);",
        right: "$uri = $path . '?' . http_build_query($sent);
$url = $host . $uri;",
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::Guzzle,
        wrong: "$uri = $path . '?' . http_build_query($params);
$client->get($host . $path, ['query' => $params, 'headers' => authHeaders('GET', $uri, '')]);",
        right: "$uri = $path . '?' . http_build_query($params, '', '&', PHP_QUERY_RFC3986);
$client->get($host . $uri, ['headers' => authHeaders('GET', $uri, '')]);",
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::Python,
        wrong: r#"uri = path + "?" + urlencode(sorted(params.items()))
url = host + path + "?" + urlencode(params)"#,
        right: r#"uri = path + "?" + urlencode(params)
url = host + uri"#,
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::Requests,
        wrong: r#"headers = auth_headers("GET", path + "?" + urlencode(sorted(params.items())), "")
requests.get(host + path, params=params, headers=headers)"#,
        right: r#"uri = path + "?" + urlencode(params)
requests.get(host + uri, headers=auth_headers("GET", uri, ""))"#,
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::Httpx,
        wrong: r#"headers = auth_headers("GET", path + "?" + urlencode(sorted(params.items())), "")
httpx.get(host + path, params=params, headers=headers)"#,
        right: r#"target = httpx.URL(host + path, params=params)
httpx.get(target, headers=auth_headers("GET", target.raw_path.decode(), ""))"#,
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::Aiohttp,
        wrong: r#"headers = auth_headers("GET", path + "?" + urlencode(sorted(params.items())), "")
await session.get(host + path, params=params, headers=headers)"#,
        right: r#"target = URL(host + path).with_query(params)
await session.get(target, headers=auth_headers("GET", target.raw_path_qs, ""))"#,
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::Node,
        wrong: "const sorted = new URLSearchParams(params);
sorted.sort();
const uri = `${path}?${sorted}`;
const url = `${host}${path}?${new URLSearchParams(params)}`;",
        right: "const uri = `${path}?${new URLSearchParams(params)}`;
const url = host + uri;",
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::Axios,
        wrong: "const headers = authHeaders('GET', `${path}?${new URLSearchParams(params)}`, '');
await axios.get(host + path, { params, headers });",
        right: "const uri = `${path}?${new URLSearchParams(params)}`;
await axios.get(host + uri, { headers: authHeaders('GET', uri, '') });",
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::Go,
        wrong: r#"uri := path + "?" + values.Encode()
url := host + path + "?userid=" + userID + "&page=" + page"#,
        right: r#"uri := path + "?" + values.Encode()
url := host + uri"#,
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::CSharp,
        wrong: r#"var uri = path + "?" + ToQuery(new SortedDictionary<string, string>(parameters));
var url = host + path + "?" + ToQuery(parameters);"#,
        right: r#"var uri = path + "?" + ToQuery(parameters);
var url = host + uri;"#,
    },
    Cure {
        topic: Topic::QueryOnce,
        stack: Stack::Shell,
        wrong: r#"uri="$path?page=$page&userid=$userid"
url="$host$path?userid=$userid&page=$page""#,
        right: r#"uri="$path?userid=$userid&page=$page"
url=$host$uri"#,
    },
    Cure {
        topic: Topic::PercentEncoder,
        stack: Stack::Java,
        wrong: r#"String uri = path + "?userid=" + URLEncoder.encode(value, "UTF-8");"#,
        right: r#"String encoded = URLEncoder.encode(value, "UTF-8")
    .replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
String uri = path + "?userid=" + encoded;"#,
    },
    Cure {
        topic: Topic::PercentEncoder,
        stack: Stack::Php,
        wrong: r#"$uri = urlencode("$path?userid=$value");"#,
        right: r#"$uri = "$path?userid=" . rawurlencode($value);"#,
    },
    Cure {
        topic: Topic::PercentEncoder,
        stack: Stack::Python,
        wrong: r#"uri = quote_plus(path + "?userid=" + value)"#,
        right: r#"uri = path + "?userid=" + quote(value, safe="")"#,
    },
    Cure {
        topic: Topic::PercentEncoder,
        stack: Stack::Node,
        wrong: "const uri = encodeURI(`${path}?userid=${value}`);",
        right: "const encoded = encodeURIComponent(value).replace(/[!'()*]/g, (mark) =>
  `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
const uri = `${path}?userid=${encoded}`;",
    },
    Cure {
        topic: Topic::PercentEncoder,
        stack: Stack::Go,
        wrong: r#"uri := path + "?userid=" + url.QueryEscape(value)"#,
        right: r#"uri := path + "?userid=" + strings.ReplaceAll(url.QueryEscape(value), "+", "%20")"#,
    },
    Cure {
        topic: Topic::PercentEncoder,
        stack: Stack::CSharp,
        wrong: r#"var uri = path + "?userid=" + HttpUtility.UrlEncode(value);"#,
        right: r#"var uri = path + "?userid=" + Uri.EscapeDataString(value);"#,
    },
    Cure {
        topic: Topic::PercentEncoder,
        stack: Stack::Shell,
        wrong: r#"uri="$path?userid=${value// /+}""#,
        right: r#"encoded=$(jq -rn --arg value "$value" '$value|@uri')
uri="$path?userid=$encoded""#,
    },
    Cure {
        topic: Topic::PathFilled,
        stack: Stack::Java,
        wrong: r#"String uri = "/v1/meetings/{meetingId}";"#,
        right: r#"String uri = "/v1/meetings/" + meetingId;"#,
    },
    Cure {
        topic: Topic::PathFilled,
        stack: Stack::RestTemplate,
        wrong: r#"headers.setAll(authHeaders("GET", "/v1/meetings/{id}", ""));
restTemplate.exchange(host + "/v1/meetings/{id}", HttpMethod.GET, entity, String.class, id);"#,
        right: r#"String uri = "/v1/meetings/" + id;
headers.setAll(authHeaders("GET", uri, ""));
restTemplate.exchange(URI.create(host + uri), HttpMethod.GET, entity, String.class);"#,
    },
    Cure {
        topic: Topic::PathFilled,
        stack: Stack::Php,
        wrong: "$uri = '/v1/meetings/$meetingId';",
        right: r#"$uri = "/v1/meetings/$meetingId";"#,
    },
    Cure {
        topic: Topic::PathFilled,
        stack: Stack::Python,
        wrong: r#"uri = "/v1/meetings/{meeting_id}""#,
        right: r#"uri = f"/v1/meetings/{meeting_id}""#,
    },
    Cure {
        topic: Topic::PathFilled,
        stack: Stack::Node,
        wrong: "const uri = '/v1/meetings/${meetingId}';",
        right: "const uri = `/v1/meetings/${meetingId}`;",
    },
    Cure {
        topic: Topic::PathFilled,
        stack: Stack::Go,
        wrong: r#"uri := "/v1/meetings/%s""#,
        right: r#"uri := fmt.Sprintf("/v1/meetings/%s", meetingID)"#,
    },
    Cure {
        topic: Topic::PathFilled,
        stack: Stack::CSharp,
        wrong: r#"var uri = "/v1/meetings/{meetingId}";"#,
        right: r#"var uri = $"/v1/meetings/{meetingId}";"#,
    },
    Cure {
        topic: Topic::PathFilled,
        stack: Stack::Shell,
        wrong: "uri='/v1/meetings/$meeting_id'",
        right: r#"uri="/v1/meetings/$meeting_id""#,
    },
];
