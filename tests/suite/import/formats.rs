//! Raw HTTP, HAR, Request JSON and JSON Lines.

use proptest::prelude::*;
use serde_json::json;
use tmsig::Request;
use tmsig::import::InputFormat;

use super::{assert_is, assert_refused, read, remarks, request};
use crate::generators::sample;
use crate::laws;

#[test]
fn http_as_on_the_wire() {
    let wire = "POST /v1/meetings HTTP/1.1\r\nHost: api.meeting.qq.com\r\nX-TC-Key:AKIDexample\r\n\
                Content-Length: 13\r\n\r\n{\"a\":\"会\"}\r\n\r\nrest";
    let read = request(wire);
    assert_is(
        &read,
        "POST",
        "/v1/meetings",
        &[("X-TC-Key", "AKIDexample"), ("Content-Length", "13")],
        "{\"a\":\"会\"}\r\n",
    );
    assert_eq!(read.header_value("Host"), Some(&b"api.meeting.qq.com"[..]));
}

#[test]
fn http_as_tools_show_it() {
    let two = [("X-TC-Key", "k"), ("X-TC-Nonce", "1")];
    // Only newlines, no version, an absolute target, a folded header.
    for text in [
        "GET /v1/users?page=1 HTTP/1.1\nX-TC-Key: k\nX-TC-Nonce: 1\n\n",
        "GET /v1/users?page=1\nX-TC-Key: k\nX-TC-Nonce: 1",
        "GET https://api.meeting.qq.com/v1/users?page=1 HTTP/1.1\r\nX-TC-Key: k\r\nX-TC-Nonce:\r\n 1\r\n\r\n",
        ":authority: api.meeting.qq.com\n:method: GET\n:path: /v1/users?page=1\n:scheme: https\nX-TC-Key: k\nX-TC-Nonce: 1\n",
        ":authority\napi.meeting.qq.com\n:method\nGET\n:path\n/v1/users?page=1\n:scheme\nhttps\nX-TC-Key\nk\nX-TC-Nonce\n1\n",
        "\n\n  GET /v1/users?page=1 HTTP/2\nX-TC-Key: k\nX-TC-Nonce: 1\n\n\n",
        "### list users\nGET https://api.meeting.qq.com/v1/users?page=1\nX-TC-Key: k\nX-TC-Nonce: 1\n\n###\n",
    ] {
        assert_is(&request(text), "GET", "/v1/users?page=1", &two, "");
    }
}

#[test]
fn http_bodies_end_where_the_message_says() {
    let chunked = "PUT /v1/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4;ext=1\r\n{\"a\"\r\nA\r\n:\"\r\n\r\n12\"}\r\n0\r\nTrailer: x\r\n\r\n";
    assert_eq!(request(chunked).body_bytes(), b"{\"a\":\"\r\n\r\n12\"}");
    let open = "POST /v1/x HTTP/1.1\n\n{}\n";
    let imported = read(open).unwrap();
    assert_eq!(imported.requests[0].request.body_bytes(), b"{}\n");
    assert!(remarks(&imported)[0].contains("no Content-Length"), "{:?}", remarks(&imported));
    let longer = read("POST /v1/x HTTP/1.1\nContent-Length: 2\n\n{}more").unwrap();
    assert_eq!(longer.requests[0].request.body_bytes(), b"{}");
    assert!(remarks(&longer)[0].contains("4 bytes after it"), "{:?}", remarks(&longer));
    let gbk = b"POST /v1/x HTTP/1.1\r\nContent-Length: 4\r\n\r\n\xbb\xe1\xd2\xe9";
    assert_eq!(request(gbk).body_bytes(), b"\xbb\xe1\xd2\xe9");
}

#[test]
fn http_that_is_none_is_refused_with_the_place() {
    assert_refused(
        "POST /v1/x HTTP/1.1\nContent-Length: 9\n\n{}",
        &["Content-Length is 9", "2 bytes"],
    );
    assert_refused("POST /v1/x HTTP/1.1\nno colon here\n\n{}", &["line 2 column 1", "Name: value"]);
    assert_refused(
        "POST /v1/x HTTP/1.1\nContent-Length: many\n\n{}",
        &["Content-Length", "number"],
    );
    assert_refused("HTTP/1.1 500 Internal\nX: y\n\n{}", &["answer", "request"]);
    assert_refused(
        "POST /x HTTP/1.1\nTransfer-Encoding: chunked\n\n5\nab",
        &["chunk of 5 bytes", "2 are there"],
    );
    assert_refused(
        "POST /x HTTP/1.1\nTransfer-Encoding: chunked\n\nzz\n",
        &["line 4", "hexadecimal"],
    );
    assert_refused(":scheme: https\nX: y\n", &[":method", ":path"]);
    assert_refused("", &["nothing in it", "curl", "HAR", "Request JSON"]);
    assert_refused("hello world", &["like nothing known", "curl"]);
}

fn har_request() -> serde_json::Value {
    json!({
        "method": "POST",
        "url": "https://api.meeting.qq.com/v1/meetings?userid=%E5%BC%A0#top",
        "httpVersion": "h2",
        "headers": [
            {"name": ":method", "value": "POST"},
            {"name": "x-tc-key", "value": "k"},
            {"name": "X-TC-Signature", "value": "s"},
            {"name": "content-type", "value": "application/json"},
        ],
        "queryString": [],
        "postData": {"mimeType": "application/json", "text": "{\"subject\":\"周会\"}"},
    })
}

#[test]
fn har_whole_or_in_part() {
    let one = har_request();
    let static_file =
        json!({"request": {"method": "GET", "url": "https://x/style.css", "headers": []}});
    let whole = json!({"log": {"version": "1.2", "entries": [static_file, {"request": one}, {"request": one}]}});
    let imported = read(whole.to_string()).unwrap();
    assert_eq!(imported.requests.len(), 2);
    assert!(
        remarks(&imported)[0].starts_with("1 of 3 entries left out"),
        "{:?}",
        remarks(&imported)
    );
    let headers =
        [("X-TC-Key", "k"), ("X-TC-Signature", "s"), ("Content-Type", "application/json")];
    for part in
        [one.clone(), json!({"request": one, "time": 3}), json!({"entries": [{"request": one}]})]
    {
        let request = request(part.to_string());
        assert_is(
            &request,
            "POST",
            "/v1/meetings?userid=%E5%BC%A0",
            &headers,
            "{\"subject\":\"周会\"}",
        );
        assert_eq!(request.header_value("host"), Some(&b"api.meeting.qq.com"[..]));
    }
}

#[test]
fn har_bodies_that_are_no_text() {
    let mut one = har_request();
    one["postData"] = json!({"mimeType": "x", "text": "u+HS6Q==", "encoding": "base64"});
    assert_eq!(request(one.to_string()).body_bytes(), b"\xbb\xe1\xd2\xe9");
    one["postData"] = json!({"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]});
    let imported = read(one.to_string()).unwrap();
    assert_eq!(imported.requests[0].request.body_bytes(), b"a=1&b=2");
    assert!(remarks(&imported)[0].contains("may not be what was sent"));
    one["postData"] = json!({"mimeType": "x", "text": "?", "encoding": "base64"});
    assert_refused(one.to_string(), &["postData.text", "base64"]);
    assert_refused(r#"{"log":{"entries":[]}}"#, &["none of its 0 entries"]);
    assert_refused(r#"{"log":{"entries":3}}"#, &["not a HAR", "entries"]);
}

#[test]
fn files_of_windows_are_read() {
    let text = "curl https://h/v1/会 -H 'X-TC-Key: 会'";
    let wide = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    for input in
        [wide(u16::to_le_bytes), wide(u16::to_be_bytes), format!("\u{feff}{text}").into_bytes()]
    {
        assert_eq!(request(input).header_value("X-TC-Key"), Some("会".as_bytes()));
    }
    assert_refused(b"\xff\xfea", &["UTF-16"]);
}

#[test]
fn json_alone_in_a_list_and_in_lines() {
    let one = r#"{"method":"GET","uri":"/v1/users","headers":{"X-TC-Nonce":1}}"#;
    assert_is(&request(one), "GET", "/v1/users", &[("X-TC-Nonce", "1")], "");
    for (input, format) in [
        (format!("[{one},{one}]"), InputFormat::Json),
        (format!("{one}\n\n{one}\r\n"), InputFormat::JsonLines),
    ] {
        assert_eq!(InputFormat::detect(input.as_bytes()), Some(format));
        assert_eq!(read(&input).unwrap().requests.len(), 2);
    }
    assert_refused(format!("{one}\n{{\"method\":\"GET\"}}\n{one}"), &["line 2", "uri"]);
    assert_refused(format!("{one}\nnonsense\n{one}"), &["line 2", "wanted"]);
    assert_refused(r#"{"method":"GET","url":"/v1"}"#, &["unknown field", "uri"]);
    assert_refused("[]", &["empty"]);
    assert_refused(b"{\"method\":\"\xff\"}", &["not UTF-8"]);
}

fn as_http(request: &Request<'_>) -> Vec<u8> {
    let mut wire = [request.method_bytes(), b" ", request.uri_bytes(), b" HTTP/1.1\r\n"].concat();
    for (name, value) in request.headers() {
        wire.extend_from_slice(&[name.as_bytes(), b": ", value, b"\r\n"].concat());
    }
    let length = format!("Content-Length: {}\r\n\r\n", request.body_bytes().len());
    wire.extend_from_slice(length.as_bytes());
    wire.extend_from_slice(request.body_bytes());
    wire
}

fn as_har(request: &Request<'_>) -> Option<String> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    let mut headers = Vec::new();
    for (name, value) in request.headers() {
        headers.push(json!({"name": name, "value": text(value)?}));
    }
    let url = format!("https://api.meeting.qq.com{}", text(request.uri_bytes())?);
    let body = text(request.body_bytes())?;
    Some(
        json!({"method": text(request.method_bytes())?, "url": url, "headers": headers, "postData": {"mimeType": "", "text": body}})
            .to_string(),
    )
}

fn is_same(read: &Request<'_>, sent: &Request<'_>) -> bool {
    let own = |request: &Request<'_>| -> Vec<(String, Vec<u8>)> {
        let added = ["host", "content-length"];
        let headers = request
            .headers()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim_ascii().to_vec()));
        headers.filter(|(name, _)| !added.contains(&&**name)).collect()
    };
    read.method_bytes() == sent.method_bytes()
        && read.uri_bytes() == sent.uri_bytes()
        && read.body_bytes() == sent.body_bytes()
        && own(read) == own(sent)
}

proptest! {
    #[test]
    fn a_request_survives_http_and_har(sample in sample()) {
        let sent = sample.request();
        prop_assert!(is_same(&request(as_http(&sent)), &sent));
        if let Some(har) = as_har(&sent) {
            prop_assert!(is_same(&request(har), &sent));
        }
        let json = serde_json::to_string(&sent).unwrap();
        prop_assert!(is_same(&request(json), &sent));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for format in [None, Some(InputFormat::Curl), Some(InputFormat::Har), Some(InputFormat::Http),
            Some(InputFormat::Json), Some(InputFormat::JsonLines)]
        {
            laws::import_of(&bytes, format);
        }
    }

    /// Something cut out of, or put into, what is good.
    #[test]
    fn a_broken_input_is_read_or_refused(
        which in 0..5_usize,
        at in any::<prop::sample::Index>(),
        length in 0..20_usize,
        put in "[\"'\\\\^`$@{}\\[\\] \r\n:%&#a-f0-9-]{0,6}",
    ) {
        let good = [
            har_request().to_string(),
            "POST /v1/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"a\"\r\n0\r\n\r\n".to_owned(),
            "POST /v1/x HTTP/1.1\nContent-Length: 2\nX: y\n\n{}".to_owned(),
            r#"curl -sX POST 'https://h/v1?a=%20' -H "X-TC-Key: k" --data-raw $'{\"a\":\'\u4f1a\'}' | jq"#.to_owned(),
            "curl ^\"https://h/v1^\" ^\n -H ^\"a: b^\" ^\n --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"".to_owned(),
        ];
        let mut bytes = good[which].clone().into_bytes();
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        bytes.splice(start..end, put.bytes());
        laws::import_of(&bytes, None);
    }
}
