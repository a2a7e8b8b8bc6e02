//! Who may use the page and its API.

use serde_json::json;
use tmsig::server::Server;

use super::exchange::{Answer, exchange, get};
use super::{KEY, call, start};

fn post(server: &Server, headers: &str, body: &str) -> Answer {
    let address = server.address();
    let bytes = format!(
        "POST /_tmsig/diagnose HTTP/1.1\r\nContent-Length: {}\r\n{headers}\r\n\r\n{body}",
        body.len()
    );
    exchange(address, bytes.as_bytes())
}

#[test]
fn a_web_site_cannot_use_the_api() {
    let server = start();
    let port = server.address().port();
    let ask = |headers: &str| {
        let bytes = format!("GET /_tmsig/requests HTTP/1.1\r\n{headers}\r\n\r\n");
        exchange(server.address(), bytes.as_bytes())
    };
    for good in [
        format!("Host: 127.0.0.1:{port}"),
        format!("Host: localhost:{port}"),
        format!("Host: LocalHost:{port}\r\nOrigin: http://LocalHost:{port}"),
        format!("Host: [::1]:{port}"),
        format!(
            "Host: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin"
        ),
        format!("Host: 127.0.0.1:{port}\r\nSec-Fetch-Site: none"),
    ] {
        ask(&good).is(200);
    }
    for (bad, word) in [
        ("X: no host".to_owned(), "no Host header"),
        ("Host: evil.example".to_owned(), "evil.example"),
        (format!("Host: evil.example:{port}"), "evil.example"),
        (format!("Host: localhost.evil.example:{port}"), "evil.example"),
        (format!("Host: 127.0.0.1.evil.example:{port}"), "evil.example"),
        ("Host: 127.0.0.1".to_owned(), "127.0.0.1"),
        (format!("Host: 127.0.0.1:{}", port ^ 1), "127.0.0.1"),
        (format!("Host: 127.0.0.1:{port}\r\nHost: evil.example"), "Host"),
        (format!("Host: 127.0.0.1:{port}\r\nOrigin: http://evil.example"), "evil.example"),
        (format!("Host: 127.0.0.1:{port}\r\nOrigin: https://127.0.0.1:{port}"), "https"),
        (format!("Host: 127.0.0.1:{port}\r\nOrigin: http://localhost:{port}"), "localhost"),
        (format!("Host: 127.0.0.1:{port}\r\nOrigin: null"), "null"),
        (format!("Host: 127.0.0.1:{port}\r\nSec-Fetch-Site: cross-site"), "cross-site"),
        (format!("Host: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-site"), "same-site"),
    ] {
        let answer = ask(&bad).is(403);
        assert!(answer.json()["tmsig"].as_str().unwrap().contains(word), "{bad}: {answer:#?}");
    }
}

/// A link in a wiki leads to the page, and nowhere else.
#[test]
fn a_link_from_another_site_shows_the_page_alone() {
    let server = start();
    let port = server.address().port();
    let follow = |target: &str, headers: &str| {
        let bytes = format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n\r\n");
        exchange(server.address(), bytes.as_bytes())
    };
    let link = "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document";
    assert!(follow("/", link).is(200).body.contains("<html"));
    follow("/_tmsig/requests", link).is(403);
    follow("/_tmsig/page.js", link).is(403);
    follow("/", &link.replace("document", "iframe")).is(403);
    follow("/", &link.replace("navigate", "cors")).is(403);
    follow("/_tmsig/health", "Sec-Fetch-Site: cross-site").is(200);
}

#[test]
fn what_the_api_does_not_take_is_said_in_json() {
    let server = start();
    let port = server.address().port();
    for (request, status, word) in [
        ("GET /_tmsig/requests/%ff", 400, "UTF-8"),
        ("GET /_tmsig/requests/abc", 404, "remembered"),
        ("GET /_tmsig/requests?lang=en&lang=zh", 400, "twice"),
        ("GET /_tmsig/report?format=pdf", 400, "junit"),
        ("GET /_tmsig/nothing", 404, "/_tmsig/report"),
        ("DELETE /_tmsig/report", 405, "method"),
        ("PUT /", 405, "method"),
    ] {
        let bytes = format!("{request} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        let answer = exchange(server.address(), bytes.as_bytes()).is(status);
        assert!(answer.json()["tmsig"].as_str().unwrap().contains(word), "{request}: {answer:#?}");
    }
}

#[test]
fn it_speaks_the_language_that_the_browser_likes_best() {
    let server = start();
    let port = server.address().port();
    for (accepted, words) in [
        ("fr-FR, zh-CN;q=0.8, en;q=0.7", "没有保存"),
        ("zh", "没有保存"),
        ("en;q=0.3, zh;q=0.9", "没有保存"),
        ("fr, de;q=0.5", "no such request"),
        ("en-GB,zh;q=0.9", "no such request"),
        ("zh;q=0", "no such request"),
        ("zh;q=x, en", "no such request"),
        ("", "no such request"),
    ] {
        let bytes = format!(
            "GET /_tmsig/requests/7 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Language: {accepted}\r\n\r\n"
        );
        let answer = exchange(server.address(), bytes.as_bytes()).is(404);
        assert!(answer.body.contains(words), "{accepted}: {answer:#?}");
    }
    let bytes = "GET / HTTP/1.1\r\nHost: evil.example\r\nAccept-Language: zh-CN\r\n\r\n";
    assert!(exchange(server.address(), bytes.as_bytes()).is(403).body.contains("不是本服务"));
}

/// Larger than what frameworks take by default.
#[test]
fn a_large_paste_is_read() {
    let server = start();
    let port = server.address().port();
    let headers = format!("Host: 127.0.0.1:{port}\r\nContent-Type: application/json");
    let input = format!("curl http://a/v1 -d '{}'", "x".repeat(3 << 20));
    let body = json!({"input": input, "secret_key": KEY, "secret_id": "A"}).to_string();
    let report = &post(&server, &headers, &body).is(200).json()["requests"][0]["report"];
    assert_eq!(report["verdict"], "invalid");
    assert_eq!(report["mistakes"][0]["id"], "signature-missing");
    let body = json!({"input": "curl 'open", "lang": "zh"}).to_string();
    let answer = post(&server, &headers, &body).is(400);
    assert!(answer.json()["tmsig"].as_str().unwrap().starts_with("无法读取粘贴的内容："));
}

#[test]
fn of_many_pasted_requests_the_first_are_examined() {
    let server = start();
    let port = server.address().port();
    let headers = format!("Host: 127.0.0.1:{port}\r\nContent-Type: application/json");
    let line = json!({"method": "GET", "uri": "/v1/a", "headers": {"X-TC-Key": "A", "X-TC-Nonce": "1",
        "X-TC-Timestamp": "1600000000", "X-TC-Signature": "bm90aGluZyBrbm93biBtYWtlcyB0aGlzIHNpZ25hdHVyZQ=="}});
    let input = format!("{line}\n").repeat(30);
    let body = json!({"input": input, "secret_key": KEY}).to_string();
    let answer = post(&server, &headers, &body).is(200).json();
    assert_eq!(answer["requests"].as_array().unwrap().len(), 20);
    assert_eq!(answer["remarks"][0], "only the first 20 of 30 requests are examined");
}

/// The API of the vendor is for clients that call it by any name.
#[test]
fn the_vendors_api_takes_any_host() {
    let server = start();
    call("GET", "/v1/users/list", "")
        .header("Origin", "http://a.example")
        .send(server.address())
        .is(200);
}

#[test]
fn a_form_of_another_site_cannot_post() {
    let server = start();
    let host = format!("Host: {}", server.address());
    for content_type in ["text/plain", "application/x-www-form-urlencoded"] {
        post(&server, &format!("{host}\r\nContent-Type: {content_type}"), "{}").is(415);
    }
    post(&server, &host, "{}").is(415);
}

#[test]
fn the_page_allows_nothing_from_elsewhere() {
    let server = start();
    for path in ["/", "/_tmsig/page.js", "/_tmsig/page.css", "/_tmsig/requests"] {
        let answer = get(server.address(), path).is(200);
        let policy = answer.header("Content-Security-Policy").unwrap();
        for directive in [
            "default-src 'none'",
            "script-src 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(directive), "{policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"));
        assert!(!answer.body.contains("https://"), "{path} refers to somewhere else");
    }
}

#[test]
fn what_is_pasted_is_diagnosed_and_the_key_kept_back() {
    let server = start();
    let headers = format!("Host: {}\r\nContent-Type: application/json", server.address());
    let wrong = call("GET", "/v1/a?b", "").signing_uri("/v1/a");
    let raw = String::from_utf8(wrong.bytes()).unwrap();
    let paste = |secret_key: &str, input: &str| {
        post(&server, &headers, &json!({ "input": input, "secret_key": secret_key }).to_string())
    };
    for key in [KEY, ""] {
        let answer = paste(key, &raw).is(200);
        assert_eq!(answer.json()["requests"][0]["report"]["mistakes"][0]["id"], "query-left-out");
        assert_eq!(answer.json()["requests"][0]["request"]["uri"], "/v1/a?b");
    }
    let other_key = "a key that the server does not know";
    let input = raw.replace("Host:", &format!("X-Key: {other_key}\r\nHost:"));
    let answer = paste(other_key, &input).is(200);
    assert!(!answer.body.contains(other_key), "{answer:#?}");

    let unknown = raw.replace("AKIDexample", "AKIDunknown");
    assert!(paste("", &unknown).is(400).body.contains("SecretKey"));
    assert!(paste(KEY, "nothing like it").is(400).body.contains("curl"));
    assert!(
        paste(KEY, "curl http://a/ -d @/etc/passwd").is(400).body.contains("files are not read")
    );
    let wrong_type = json!({ "input": 1, "secret_key": KEY }).to_string();
    let answer = post(&server, &headers, &wrong_type).is(400);
    assert!(!answer.body.contains(KEY));
    let misplaced = format!("{{\"input\":\"x\",\"format\":\"{KEY}\"}}");
    let answer = post(&server, &headers, &misplaced).is(400);
    assert!(!answer.body.contains(KEY), "{answer:#?}");
    post(&server, &headers, "{").is(400);
    get(server.address(), "/_tmsig/diagnose").is(405);
    get(server.address(), "/_tmsig/nothing").is(404);
}
