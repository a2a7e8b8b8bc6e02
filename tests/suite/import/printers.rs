//! Requests printed by printers of our own, in the forms that programs print:
//! what is read back is what was printed, and no reader takes it for anything
//! else.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tmsig::import::{self, Form, InputFormat};
use tmsig::{Credentials, Request, Signer, header};

const HOST: &str = "api.meeting.qq.com";

/// A request as a program has it before it prints.
#[derive(Clone, Debug)]
struct Call {
    method: &'static str,
    uri: String,
    body: String,
    headers: Vec<(&'static str, String)>,
}

fn credentials() -> Credentials {
    Credentials::new("AKIDprinted", "the key of the printers")
}

impl Call {
    fn new(method: &'static str, uri: String, body: String) -> Self {
        let body = if method == "GET" { String::new() } else { body };
        let mut call = Self { method, uri, body, headers: Vec::new() };
        let (nonce, timestamp) = ("730518".to_owned(), "1767578400".to_owned());
        let bare = Request::new(call.method, &call.uri)
            .header(header::KEY, "AKIDprinted")
            .header(header::NONCE, &nonce)
            .header(header::TIMESTAMP, &timestamp)
            .body(&call.body);
        let signature = Signer::new(credentials()).sign(&bare).unwrap().to_string();
        if !call.body.is_empty() {
            call.headers.push((header::CONTENT_TYPE, "application/json".to_owned()));
        }
        call.headers.extend([
            (header::KEY, "AKIDprinted".to_owned()),
            (header::TIMESTAMP, timestamp),
            (header::NONCE, nonce),
            (header::SIGNATURE, signature),
            (header::APP_ID, "210044556".to_owned()),
        ]);
        call
    }

    fn url(&self) -> String {
        format!("https://{HOST}{}", self.uri)
    }

    /// `before`, the name, `between`, the value, `after`, for each header.
    fn lines(&self, before: &str, between: &str, after: &str) -> String {
        let line = |(name, value): &(_, _)| format!("{before}{name}{between}{value}{after}");
        self.headers.iter().map(line).collect()
    }

    fn json_headers(&self) -> Value {
        let pairs = self.headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value)));
        Value::Object(pairs.collect())
    }
}

/// In single quotes, as Python prints a text.
fn python(text: &str) -> String {
    let mut printed = String::from("'");
    for character in text.chars() {
        match character {
            '\'' | '\\' => printed.extend(['\\', character]),
            '\n' => printed.push_str("\\n"),
            _ => printed.push(character),
        }
    }
    printed + "'"
}

/// The bytes, as Python prints them.
fn python_bytes(text: &str) -> String {
    let mut printed = String::from("b'");
    for byte in text.bytes() {
        match byte {
            b'\'' | b'\\' => printed.extend(['\\', char::from(byte)]),
            b'\r' => printed.push_str("\\r"),
            b'\n' => printed.push_str("\\n"),
            b' '..=b'~' => printed.push(char::from(byte)),
            _ => write!(printed, "\\x{byte:02x}").unwrap(),
        }
    }
    printed + "'"
}

/// As the wire log of Apache's clients has it.
fn apache(line: &str) -> String {
    let mut printed = String::new();
    for byte in line.bytes() {
        match byte {
            b'\r' => printed.push_str("[\\r]"),
            b'\n' => printed.push_str("[\\n]"),
            b' '..=b'~' => printed.push(char::from(byte)),
            _ => write!(printed, "[0x{byte:x}]").unwrap(),
        }
    }
    printed
}

/// In single quotes, as a POSIX shell reads it.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// In single quotes, as PowerShell and JavaScript read it.
fn powershell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

type Print = fn(&Call) -> String;

/// Every printer, and what its texts are known as.
const PRINTERS: [(&str, Form, Print); 24] = [
    ("curl", Form::Curl, |call| {
        let headers: String = call
            .headers
            .iter()
            .map(|(name, value)| format!(" -H {}", shell(&format!("{name}: {value}"))))
            .collect();
        let body = match &call.body[..] {
            "" => String::new(),
            body => format!(" --data-raw {}", shell(body)),
        };
        format!("curl -X {} {}{headers}{body}\n", call.method, shell(&call.url()))
    }),
    ("raw HTTP", Form::Http, |call| {
        let headers = call.lines("", ": ", "\r\n");
        let length = call.body.len();
        format!(
            "{} {} HTTP/1.1\r\nHost: {HOST}\r\n{headers}Content-Length: {length}\r\n\r\n{}",
            call.method, call.uri, call.body
        )
    }),
    ("Request JSON", Form::RequestJson, |call| {
        json!({
            "method": call.method, "uri": call.uri, "headers": call.json_headers(), "body": call.body,
        })
        .to_string()
    }),
    ("HAR", Form::Har, |call| {
        let headers =
            call.headers.iter().map(|(name, value)| json!({"name": name, "value": value}));
        let mut request = json!({
            "method": call.method, "url": call.url(), "httpVersion": "HTTP/1.1",
            "headers": headers.collect::<Vec<_>>(), "queryString": [], "cookies": [],
            "headersSize": -1, "bodySize": call.body.len(),
        });
        if !call.body.is_empty() {
            request["postData"] = json!({"mimeType": "application/json", "text": call.body});
        }
        let entry =
            json!({"startedDateTime": "2026-01-05T10:00:00Z", "time": 1, "request": request});
        json!({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [entry]}})
            .to_string()
    }),
    ("OkHttp", Form::OkHttp, |call| {
        let end = match call.body.len() {
            0 => format!("--> END {}\n", call.method),
            length => format!("\n{}\n--> END {} ({length}-byte body)\n", call.body, call.method),
        };
        format!(
            "--> {} {} http/1.1\n{}Content-Length: {}\n{end}<-- 500 {} (257ms)\nserver: nginx\n<-- END HTTP\n",
            call.method,
            call.url(),
            call.lines("", ": ", "\n"),
            call.body.len(),
            call.url()
        )
    }),
    ("OkHttp behind Spring's prefix", Form::OkHttp, |call| {
        let lines = PRINTERS[4].2(call);
        let prefix = "2026-01-05 10:01:00.123  INFO 24871 --- [nio-8080-exec-3] c.e.m.Client : ";
        lines.lines().map(|line| format!("{prefix}{line}\n")).collect()
    }),
    ("Feign", Form::Feign, |call| {
        let body = if call.body.is_empty() { String::new() } else { format!("\n{}\n", call.body) };
        format!(
            "[Client#call] ---> {} {} HTTP/1.1\n{}[Client#call] Content-Length: {}\n{}[Client#call] ---> END HTTP ({}-byte body)\n",
            call.method,
            call.url(),
            call.lines("[Client#call] ", ": ", "\n"),
            call.body.len(),
            body.lines().fold(String::new(), |all, line| all + "[Client#call] " + line + "\n"),
            call.body.len()
        )
    }),
    ("Apache wire", Form::ApacheWire, |call| {
        let head = format!("{} {} HTTP/1.1\r\n", call.method, call.uri)
            + &call.lines("", ": ", "\r\n")
            + &format!("Content-Length: {}\r\nHost: {HOST}\r\n\r\n", call.body.len());
        let prefix = "16:47:28.613 [main] DEBUG org.apache.http.wire - http-outgoing-0 >> ";
        let body = call.body.split_inclusive('\n').map(str::to_owned);
        let lines = head.split_inclusive('\n').map(str::to_owned).chain(body);
        lines.map(|line| format!("{prefix}\"{}\"\n", apache(&line))).collect()
    }),
    ("curl -v", Form::CurlVerbose, |call| {
        format!(
            "*   Trying 203.0.113.7:443...\n* Connected to {HOST}\n> {} {} HTTP/1.1\n> Host: {HOST}\n> Accept: */*\n{}> Content-Length: {}\n> \n{}\n< HTTP/1.1 500 Internal Server Error\n< Server: nginx\n< \n",
            call.method,
            call.uri,
            call.lines("> ", ": ", "\n"),
            call.body.len(),
            call.body
        )
    }),
    ("http.client", Form::PythonHttpClient, |call| {
        let head = format!("{} {} HTTP/1.1\r\nHost: {HOST}\r\n", call.method, call.uri)
            + &call.lines("", ": ", "\r\n")
            + &format!("Content-Length: {}\r\n\r\n", call.body.len());
        let body = match &call.body[..] {
            "" => String::new(),
            body => format!("send: {}\n", python_bytes(body)),
        };
        format!(
            "send: {}\n{body}reply: 'HTTP/1.1 500 Internal Server Error\\r\\n'\n",
            python_bytes(&head)
        )
    }),
    ("print of Python", Form::Python, |call| {
        let pairs = call.headers.iter().map(|(name, value)| format!("'{name}': {}", python(value)));
        let headers = pairs.collect::<Vec<_>>().join(", ");
        let body = match &call.body[..] {
            "" => "None".to_owned(),
            body => python_bytes(body),
        };
        format!("{} {}\n{{{headers}}}\n{body}\n", call.method, call.url())
    }),
    ("axios error", Form::Axios, |call| {
        let mut config = json!({
            "transformRequest": [null], "timeout": 0, "xsrfCookieName": "XSRF-TOKEN",
            "method": call.method.to_lowercase(), "url": call.url(), "headers": call.json_headers(),
        });
        if !call.body.is_empty() {
            config["data"] = json!(call.body);
        }
        json!({"message": "Request failed with status code 500", "name": "AxiosError", "config": config})
            .to_string()
    }),
    ("fetch", Form::Fetch, |call| {
        let mut options = json!({"headers": call.json_headers(), "method": call.method});
        options["body"] = if call.body.is_empty() { Value::Null } else { json!(call.body) };
        format!("fetch({}, {:#});\n", json!(call.url()), options)
    }),
    ("wx.request", Form::WxRequest, |call| {
        let mut options = json!({
            "url": call.url(), "method": call.method, "header": call.json_headers(),
        });
        if !call.body.is_empty() {
            options["data"] = json!(call.body);
        }
        format!("wx.request({options:#})\n")
    }),
    ("PowerShell", Form::PowerShell, |call| {
        let pairs = call.headers.iter().filter(|(name, _)| *name != header::CONTENT_TYPE);
        let headers: Vec<String> =
            pairs.map(|(name, value)| format!("'{name}'={}", powershell(value))).collect();
        let body = match &call.body[..] {
            "" => String::new(),
            body => format!(" -ContentType 'application/json' -Body {}", powershell(body)),
        };
        format!(
            "Invoke-RestMethod -Method {} -Uri {} -Headers @{{{}}}{body}\n",
            call.method,
            powershell(&call.url()),
            headers.join("; ")
        )
    }),
    ("wget", Form::Wget, |call| {
        let headers: String = call
            .headers
            .iter()
            .map(|(name, value)| format!(" --header={}", shell(&format!("{name}: {value}"))))
            .collect();
        let body = match &call.body[..] {
            "" => String::new(),
            body => format!(" --body-data={}", shell(body)),
        };
        format!("wget -qO- --method={}{headers}{body} {}\n", call.method, shell(&call.url()))
    }),
    ("Postman collection", Form::PostmanCollection, |call| {
        let headers = call.headers.iter().map(|(name, value)| json!({"key": name, "value": value}));
        let mut request = json!({
            "method": call.method, "header": headers.collect::<Vec<_>>(), "url": {"raw": call.url()},
        });
        if !call.body.is_empty() {
            request["body"] = json!({"mode": "raw", "raw": call.body});
        }
        json!({
            "info": {"name": "x", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
            "item": [{"name": "call", "request": request}],
        })
        .to_string()
    }),
    ("JDK HttpURLConnection", Form::HttpUrlConnection, |call| {
        let pairs: String =
            call.headers.iter().map(|(name, value)| format!("{{{name}: {value}}}")).collect();
        format!(
            "FINE: sun.net.www.MessageHeader@4f2410ac7 pairs: {{{} {} HTTP/1.1: null}}{pairs}{{Host: {HOST}}}{{Content-Length: {}}}\n{}\n",
            call.method,
            call.uri,
            call.body.len(),
            call.body
        )
    }),
    ("Dio", Form::Dio, |call| {
        format!(
            "*** Request ***\nuri: {}\nmethod: {}\nresponseType: ResponseType.json\nheaders:\n{}data:\n{}\n\n*** DioException ***:\n",
            call.url(),
            call.method,
            call.lines(" ", ": ", "\n"),
            if call.body.is_empty() { "null" } else { &call.body }
        )
    }),
    ("debug output of Ruby", Form::RubyDebug, |call| {
        let head = format!("{} {} HTTP/1.1\r\nHost: {HOST}\r\n", call.method, call.uri)
            + &call.lines("", ": ", "\r\n")
            + &format!("Content-Length: {}\r\n\r\n", call.body.len());
        let body = match &call.body[..] {
            "" => String::new(),
            body => format!("<- {}\n", json!(body)),
        };
        format!(
            "opening connection to {HOST}:443...\nopened\n<- {}\n{body}-> \"HTTP/1.1 500 Internal Server Error\\r\\n\"\n",
            json!(head)
        )
    }),
    ("quoted dump of Go", Form::GoDump, |call| {
        let message = format!("{} {} HTTP/1.1\r\nHost: {HOST}\r\n", call.method, call.uri)
            + &format!("Content-Length: {}\r\n", call.body.len())
            + &call.lines("", ": ", "\r\n")
            + "\r\n"
            + &call.body;
        format!("{}\n", json!(message))
    }),
    ("JMeter", Form::Jmeter, |call| {
        format!(
            "{} {}\n\n{} data:\n{}\n\n[no cookies]\n\nRequest Headers:\nConnection: keep-alive\n{}Content-Length: {}\nHost: {HOST}\n",
            call.method,
            call.url(),
            call.method,
            call.body,
            call.lines("", ": ", "\n"),
            call.body.len()
        )
    }),
    ("HTTPie", Form::Httpie, |call| {
        let headers: String = call
            .headers
            .iter()
            .map(|(name, value)| format!(" {}", shell(&format!("{name}:{value}"))))
            .collect();
        let body = match &call.body[..] {
            "" => String::new(),
            body => format!(" --raw {}", shell(body)),
        };
        format!("http {} {}{headers}{body}\n", call.method, shell(&call.url()))
    }),
    ("fields of a ticket", Form::Text, |call| {
        format!(
            "请求地址：{}\n请求方式：{}\n请求头：\n{}\n请求体：\n{}\n",
            call.url(),
            call.method,
            call.lines("", ": ", "\n"),
            call.body
        )
    }),
];

/// Texts of people's bodies: Chinese, emoji, quotes, backslashes, percent signs.
fn text() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "周会",
        "it's 100%",
        "a/b",
        "\\",
        "\"",
        "{{",
        "🚀",
        "x",
        " ",
        "$x",
        "`",
        "<b>",
        "#",
        "C:\\tmp",
        "\n",
        "é",
        "=",
        "&",
        ";",
        "：",
        "，",
    ]);
    proptest::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat())
}

fn call() -> impl Strategy<Value = Call> {
    let body =
        (text(), text(), 0..3_u8, any::<bool>()).prop_map(|(subject, userid, kind, nested)| {
            let mut body =
                json!({"userid": format!("u{userid}"), "instanceid": kind, "subject": subject});
            if nested {
                body["hosts"] = json!([{"userid": "t2", "is_host": true}]);
            }
            body.to_string()
        });
    let uri = select(vec![
        "/v1/meetings",
        "/v1/meetings/8412723349/cancel",
        "/v1/meetings?userid=%E5%BC%A0%20%E4%B8%89&instanceid=1",
        "/v1/records?meeting_code=1&page=2&page_size=20",
        "/v1/users/list?page=1&q=a+b%2Bc",
    ]);
    let method = select(vec!["GET", "POST", "PUT", "DELETE"]);
    (method, uri, body).prop_map(|(method, uri, body)| Call::new(method, uri.to_owned(), body))
}

fn is_right(request: &Request<'_>) -> bool {
    tmsig::doctor::is_signed_right(request, &credentials())
}

/// Whether it is this call, for the scheme.
fn is_call(request: &Request<'_>, call: &Call) -> bool {
    request.method_bytes() == call.method.as_bytes()
        && request.uri_bytes() == call.uri.as_bytes()
        && request.body_bytes() == call.body.as_bytes()
        && call.headers.iter().all(|(name, value)| {
            *name == header::CONTENT_TYPE || request.header_value(name) == Some(value.as_bytes())
        })
}

/// What is read otherwise than it was printed.
fn fault(printed: &str, form: Form, call: &Call) -> Option<String> {
    let imported = match import::read(printed.as_bytes(), None, &mut import::no_files) {
        Ok(imported) => imported,
        Err(error) => return Some(error.to_string()),
    };
    let [captured] = match <[_; 1]>::try_from(imported.requests) {
        Ok(one) => one,
        Err(many) => return Some(format!("{} requests", many.len())),
    };
    if captured.form != form {
        return Some(format!("known as {:?}", captured.form));
    }
    match captured.settle(is_right) {
        Ok(settled) => (!is_call(&settled.request, call)).then(|| format!("{:?}", settled.request)),
        Err(doubt) => Some(doubt.to_string()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_printed_is_read_back(call in call()) {
        let wrong: Vec<String> = PRINTERS
            .iter()
            .filter_map(|(name, form, print)| {
                let printed = print(&call);
                let fault = fault(&printed, *form, &call)?;
                Some(format!("{name}: {fault}\n{printed}"))
            })
            .collect();
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn no_reader_takes_for_its_own_what_is_another_ones(call in call()) {
        let readers = [
            InputFormat::Curl, InputFormat::Har, InputFormat::Http, InputFormat::Json, InputFormat::JsonLines,
            InputFormat::Text,
        ];
        for (name, _, print) in PRINTERS {
            let printed = print(&call);
            for reader in readers {
                let Ok(imported) = import::read(printed.as_bytes(), Some(reader), &mut import::no_files) else {
                    continue;
                };
                for captured in imported.requests {
                    // Nothing is judged by a request without headers of the scheme.
                    if captured.request.header_value(header::SIGNATURE).is_none() {
                        continue;
                    }
                    let Ok(settled) = captured.settle(is_right) else { continue };
                    prop_assert!(
                        settled.is_uncertain || is_call(&settled.request, &call),
                        "{} by {}: {:?}\n{}", name, reader.name(), settled.request, printed
                    );
                }
            }
        }
    }
}
