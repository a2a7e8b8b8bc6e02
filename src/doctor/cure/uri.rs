//! The URI that is signed: path and query, as they are sent.

use super::{Cure, Stack, Topic};

pub(super) static CURES: &[Cure] = &[
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::Java,
        wrong: "String uri = URI.create(url).getPath();",
        right: r#"URI target = URI.create(url);
String query = target.getRawQuery();
String uri = target.getRawPath() + (query == null ? "" : "?" + query);"#,
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::OkHttp,
        wrong: "String uri = request.url().encodedPath();",
        right: r#"HttpUrl target = request.url();
String query = target.encodedQuery();
String uri = target.encodedPath() + (query == null ? "" : "?" + query);"#,
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::RestTemplate,
        wrong: "String uri = request.getURI().getPath();",
        right: r#"URI target = request.getURI();
String query = target.getRawQuery();
String uri = target.getRawPath() + (query == null ? "" : "?" + query);"#,
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::HttpUrlConnection,
        wrong: "String uri = connection.getURL().getPath();",
        right: "String uri = connection.getURL().getFile();",
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::Feign,
        wrong: "String uri = template.path();",
        right: r#"String sent = template.url();
if (sent.startsWith("/")) sent = template.feignTarget().url().replaceFirst("/$", "") + sent;
String uri = sent.replaceFirst("^https?://[^/]+", "");"#,
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::Php,
        wrong: "$uri = parse_url($url, PHP_URL_PATH);",
        right: "$query = parse_url($url, PHP_URL_QUERY);
$uri = parse_url($url, PHP_URL_PATH) . ($query === null ? '' : '?' . $query);",
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::Guzzle,
        wrong: "$uri = $request->getUri()->getPath();",
        right: "$uri = $request->getRequestTarget();",
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::Python,
        wrong: "uri = urlsplit(url).path",
        right: r#"parts = urlsplit(url)
uri = parts.path + ("?" + parts.query if parts.query else "")"#,
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::Requests,
        wrong: "uri = urlsplit(request.url).path",
        right: "uri = request.path_url",
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::Httpx,
        wrong: "uri = request.url.path",
        right: "uri = request.url.raw_path.decode()",
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::Aiohttp,
        wrong: "uri = URL(url).path",
        right: "uri = URL(url).raw_path_qs",
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::Node,
        wrong: "const uri = new URL(url).pathname;",
        right: "const { pathname, search } = new URL(url);
const uri = pathname + search;",
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::Axios,
        wrong: "const uri = config.url;",
        right: "const { pathname, search } = new URL(axios.getUri(config));
const uri = pathname + search;",
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::Go,
        wrong: "uri := request.URL.Path",
        right: "uri := request.URL.RequestURI()",
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::CSharp,
        wrong: "var uri = request.RequestUri.AbsolutePath;",
        right: "var uri = request.RequestUri.PathAndQuery;",
    },
    Cure {
        topic: Topic::PathAndQuery,
        stack: Stack::Shell,
        wrong: r"uri=${url%%\?*}
uri=/${uri#*://*/}",
        right: "uri=/${url#*://*/}",
    },
    Cure {
        topic: Topic::FromTheSlash,
        stack: Stack::Java,
        wrong: "String uri = url;",
        right: r#"String uri = url.replaceAll("^https?://[^/]+|#.*$", "");"#,
    },
    Cure {
        topic: Topic::FromTheSlash,
        stack: Stack::Php,
        wrong: "$uri = $url;",
        right: "$uri = preg_replace('~^https?://[^/]+|#.*$~', '', $url);",
    },
    Cure {
        topic: Topic::FromTheSlash,
        stack: Stack::Python,
        wrong: "uri = url",
        right: r#"uri = re.sub(r"^https?://[^/]+|#.*$", "", url)"#,
    },
    Cure {
        topic: Topic::FromTheSlash,
        stack: Stack::Node,
        wrong: "const uri = url;",
        right: r"const uri = url.replace(/^https?:\/\/[^/]+|#.*$/g, '');",
    },
    Cure {
        topic: Topic::FromTheSlash,
        stack: Stack::Go,
        wrong: "uri := url",
        right: r#"uri := regexp.MustCompile(`^https?://[^/]+|#.*$`).ReplaceAllString(url, "")"#,
    },
    Cure {
        topic: Topic::FromTheSlash,
        stack: Stack::CSharp,
        wrong: "var uri = url;",
        right: r#"var uri = Regex.Replace(url, "^https?://[^/]+|#.*$", "");"#,
    },
    Cure {
        topic: Topic::FromTheSlash,
        stack: Stack::Shell,
        wrong: "uri=$url",
        right: "uri=/${url#*://*/}
uri=${uri%%#*}",
    },
    Cure {
        topic: Topic::StillEncoded,
        stack: Stack::Java,
        wrong: r#"String uri = target.getPath() + "?" + target.getQuery();"#,
        right: r#"String uri = target.getRawPath() + "?" + target.getRawQuery();"#,
    },
    Cure {
        topic: Topic::StillEncoded,
        stack: Stack::OkHttp,
        wrong: r#"String uri = String.join("/", url.pathSegments()) + "?" + url.query();"#,
        right: r#"String uri = url.encodedPath() + "?" + url.encodedQuery();"#,
    },
    Cure {
        topic: Topic::StillEncoded,
        stack: Stack::Php,
        wrong: "$uri = urldecode($uri);
$signature = sign('GET', $uri, '');",
        right: "$signature = sign('GET', $uri, '');",
    },
    Cure {
        topic: Topic::StillEncoded,
        stack: Stack::Guzzle,
        wrong: "$uri = rawurldecode($request->getRequestTarget());",
        right: "$uri = $request->getRequestTarget();",
    },
    Cure {
        topic: Topic::StillEncoded,
        stack: Stack::Python,
        wrong: r#"uri = unquote(parts.path) + "?" + unquote(parts.query)"#,
        right: r#"uri = parts.path + "?" + parts.query"#,
    },
    Cure {
        topic: Topic::StillEncoded,
        stack: Stack::Httpx,
        wrong: r#"uri = request.url.path + "?" + unquote(request.url.query.decode())"#,
        right: "uri = request.url.raw_path.decode()",
    },
    Cure {
        topic: Topic::StillEncoded,
        stack: Stack::Aiohttp,
        wrong: "uri = URL(url).path_qs",
        right: "uri = URL(url).raw_path_qs",
    },
    Cure {
        topic: Topic::StillEncoded,
        stack: Stack::Node,
        wrong: "const uri = decodeURIComponent(target.pathname + target.search);",
        right: "const uri = target.pathname + target.search;",
    },
    Cure {
        topic: Topic::StillEncoded,
        stack: Stack::Go,
        wrong: r#"query, _ := url.QueryUnescape(target.RawQuery)
uri := target.Path + "?" + query"#,
        right: r#"uri := target.EscapedPath() + "?" + target.RawQuery"#,
    },
    Cure {
        topic: Topic::StillEncoded,
        stack: Stack::CSharp,
        wrong: "var uri = Uri.UnescapeDataString(target.PathAndQuery);",
        right: "var uri = target.PathAndQuery;",
    },
    Cure {
        topic: Topic::StillEncoded,
        stack: Stack::Shell,
        wrong: r#"uri=$(printf '%b' "${uri//%/\\x}")
signature=$(sign GET "$uri" '')"#,
        right: r#"signature=$(sign GET "$uri" '')"#,
    },
];
