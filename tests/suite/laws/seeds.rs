//! Inputs to begin with, made from the golden vectors.

use serde_json::{Value, json};
use tmsig::Request;
use tmsig::callback::Callback;
use tmsig::generator::Sample;
use tmsig::header;
use tmsig::recipe::Mistake;
use tmsig::vectors::{EMBEDDED_FILES, Suite};

use super::{input, recipe_named};

/// Every vector that can be written so, with its account.
fn samples() -> Vec<Sample> {
    let text = |bytes: Option<&[u8]>| String::from_utf8(bytes.unwrap_or_default().to_vec()).ok();
    let suite = Suite::embedded();
    let samples = suite.vectors().filter_map(|vector| {
        let request = &vector.request;
        let content_type = text(request.header_value(header::CONTENT_TYPE))?;
        Some(Sample {
            secret_id: vector.credentials.secret_id().to_owned(),
            secret_key: text(Some(vector.credentials.expose_secret_key()))?,
            method: text(Some(request.method_bytes()))?,
            uri: text(Some(request.uri_bytes()))?,
            nonce: text(request.header_value(header::NONCE))?,
            timestamp: text(request.header_value(header::TIMESTAMP))?,
            content_type: (!content_type.is_empty()).then_some(content_type),
            body: request.body_bytes().to_vec(),
        })
    });
    samples.collect()
}

pub(super) fn requests() -> Vec<Vec<u8>> {
    samples().iter().map(input::written).collect()
}

pub(super) fn pairs() -> Vec<Vec<u8>> {
    let requests = requests();
    let neighbours = requests.iter().zip(requests.iter().skip(1)).enumerate();
    neighbours
        .map(|(index, (one, other))| {
            let [low, high] = u16::try_from(one.len()).unwrap_or(u16::MAX).to_le_bytes();
            [&[low_byte(index), low, high], &one[..], other].concat()
        })
        .collect()
}

pub(super) fn tampered() -> Vec<Vec<u8>> {
    let requests = requests().into_iter().enumerate();
    requests
        .map(|(index, request)| {
            let flip = if index % 8 == 0 { 0 } else { 1 << (index % 7) };
            // Of every kind of account, and every id sent; clocks on and off.
            let [now, ids] = [low_byte(index / 3), low_byte(index)];
            [&[low_byte(index), low_byte(index / 7), flip, now, ids], &request[..]].concat()
        })
        .collect()
}

pub(super) fn recipes() -> Vec<Vec<u8>> {
    let requests = requests();
    let count = Mistake::all().count();
    (0..count)
        .map(|index| {
            let ids = [index, (index * 7 + 3) % count];
            recipe_named::written(ids, &requests[index % requests.len()])
        })
        .collect()
}

pub(super) fn secrets() -> Vec<Vec<u8>> {
    let requests = requests();
    let recipes = (0..Mistake::all().count()).map(|index| {
        let [low, high] = u16::try_from(index).unwrap_or_default().to_le_bytes();
        let place = if index % 16 == 0 { 255 } else { low_byte(index) };
        [&[low_byte(index), place, low, high], &requests[index % requests.len()][..]].concat()
    });
    recipes.collect()
}

pub(super) fn urls() -> Vec<Vec<u8>> {
    let suite = Suite::embedded();
    let canonical = suite.canonical_cases().iter().map(|case| case.request.uri_bytes().to_vec());
    let vectors = suite.vectors().map(|vector| vector.request.uri_bytes().to_vec());
    let odd = [
        "",
        "?",
        "#",
        "\\",
        "/?a#b",
        "?a=b",
        "/a/../b",
        "/a/%2e%2E/b/.",
        "/a\\b?c\\d",
        "/ a?b c ",
        "/\t\n",
        "/张三?q=会议",
        "/<>\"`{}|^'?<>\"`{}|^'",
        "//a//b",
        "/a;b=c",
        "/%zz%",
        "/..",
    ];
    canonical.chain(vectors).chain(odd.map(|url| url.as_bytes().to_vec())).collect()
}

pub(super) fn json_bodies() -> Vec<Vec<u8>> {
    let bodies = samples().into_iter().map(|sample| sample.body);
    let jsons = bodies.filter(|body| serde_json::from_slice::<Value>(body).is_ok());
    jsons
        .enumerate()
        .map(|(index, body)| [&[low_byte(index), low_byte(index / 8)], &body[..]].concat())
        .collect()
}

/// The vectors as requests, with their signatures.
fn signed() -> Vec<Request<'static>> {
    Suite::embedded().vectors().map(|vector| vector.request.clone()).collect()
}

pub(super) fn curl_lines() -> Vec<Vec<u8>> {
    let shells = [("'", "'\\''", "\\"), ("\"", "^\"", "^"), ("'", "''", "`")];
    let odd = ODD_CURL_LINES.iter().map(|line| line.as_bytes().to_vec());
    signed()
        .iter()
        .enumerate()
        .map(|(index, request)| {
            let (quote, escaped, line_end) = shells[if index % 4 == 3 { index / 4 % 3 } else { 0 }];
            let word = |bytes: &[u8]| {
                let text = String::from_utf8_lossy(bytes).replace(quote, escaped);
                format!("{quote}{text}{quote}")
            };
            let url = [b"https://api.meeting.qq.com", request.uri_bytes()].concat();
            let mut line = format!("curl {}", word(&url));
            if index % 3 == 0 {
                line += &format!(" -X {}", String::from_utf8_lossy(request.method_bytes()));
            }
            for (name, value) in request.headers() {
                let header = [name.as_bytes(), b": ", value].concat();
                line += &format!(" {line_end}\n  -H {}", word(&header));
            }
            if !request.body_bytes().is_empty() {
                let option = ["--data-raw", "-d", "--data-binary", "--json"][index % 4];
                line += &format!(" {option} {}", word(request.body_bytes()));
            }
            line.into_bytes()
        })
        .chain(odd)
        .collect()
}

/// What browsers, shells and manuals write and the lines above do not.
const ODD_CURL_LINES: &[&str] = &[
    r"curl $'https://x.example/\a\b\c\e\E\f\n\r\t\v\?\'\0\12\x41\u5f20\U0001f468\cA\q' -d $'a\nb'",
    "curl 'https://x.example/a' -d @body.json --data-ascii @a -d b",
    "curl https://x.example/ --data-binary @body --data-raw @raw",
    "curl https://x.example/ --json @body --json '{}'",
    "curl https://x.example/ -H @headers -H 'A;' -H 'B:' -H 'X-TC-Nonce: 1'",
    "curl https://x.example/dir/ -T a/file.bin",
    "curl https://x.example/ -T gone",
    "curl https://x.example/v1?a=1 --url-query b=2 --url-query +c%20d --url-query e@file --url-query =f",
    "curl https://x.example/ -G -d a=1 --data-urlencode 'b=周 会' --data-urlencode c@file --data-urlencode =d --data-urlencode e",
    "curl https://x.example/v1? -G -d a=1",
    "curl https://x.example/?x -G -d a -d b",
    "curl https://x.example/ -F 'a=b' -F 'file=@name;type=text/plain' --form-string c=d",
    "curl -XPUT https://x.example/ --request-target '/v1//x?%E5' -o out --no-buffer -sSL",
    "curl https://x.example/%e5%BC/%2f?a=%e5%bc%a0 --path-as-is --compressed -b a=b -u user:pass",
    "curl -I https://x.example/a/../b/./c",
    "curl --next https://x.example/a --next -d b https://x.example/b -K file",
    "curl \\\r\n https://x.example/ \\\r\n -d 'a\r\nb'",
    "curl ^\r\n https://x.example/ ^\r\n -d ^\"a^%20b^\"",
    "curl `\r\n https://x.example/ `\n -d \"a`\"b\"\"c\"",
    "Invoke-WebRequest -Uri https://x.example/",
    "curl 'unclosed",
    "curl",
    "curl https://x.example/{a,b}[1-3] -g",
    "curl https://x.example/ -H 'Content-Type: multipart/form-data; boundary=x' -d a -H 'Content-Type:'",
    "curl a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r s t u v w x y z",
];

pub(super) fn http_texts() -> Vec<Vec<u8>> {
    signed()
        .iter()
        .enumerate()
        .map(|(index, request)| {
            let line_end: &[u8] = if index % 4 == 3 { b"\n" } else { b"\r\n" };
            let mut text =
                [request.method_bytes(), b" ", request.uri_bytes(), b" HTTP/1.1", line_end]
                    .concat();
            let mut push = |name: &str, value: &[u8]| {
                text.extend([name.as_bytes(), b": ", value, line_end].concat());
            };
            push("Host", b"api.meeting.qq.com");
            for (name, value) in request.headers() {
                push(name, value);
            }
            let body = request.body_bytes();
            let is_chunked = index % 5 == 4;
            if is_chunked {
                push("Transfer-Encoding", b"chunked");
            } else {
                push("Content-Length", body.len().to_string().as_bytes());
            }
            text.extend_from_slice(line_end);
            if is_chunked && !body.is_empty() {
                text.extend([format!("{:x}\r\n", body.len()).as_bytes(), body, b"\r\n"].concat());
            }
            text.extend_from_slice(if is_chunked { b"0\r\n\r\n" } else { body });
            text
        })
        .collect()
}

pub(super) fn logs() -> Vec<Vec<u8>> {
    let texts: [&[u8]; 11] = [
        include_bytes!("../import/forms/okhttp-logging-body-and-response.txt"),
        include_bytes!("../import/forms/feign-slf4j.txt"),
        include_bytes!("../import/forms/real-apache-wire.txt"),
        include_bytes!("../import/forms/real-axios-console-log-error.txt"),
        include_bytes!("../import/forms/python-print-three.txt"),
        include_bytes!("../import/forms/real-http-client-debug.txt"),
        include_bytes!("../import/forms/powershell-irm-post.txt"),
        include_bytes!("../import/forms/postman-collection-2.1.txt"),
        include_bytes!("../import/forms/wemeet-java-sdk-log.txt"),
        include_bytes!("../import/forms/jmeter-request-tab.txt"),
        include_bytes!("../import/forms/markdown-fenced-curl.txt"),
    ];
    texts.iter().map(|text| text.to_vec()).collect()
}

pub(super) fn hars() -> Vec<Vec<u8>> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    signed()
        .iter()
        .enumerate()
        .map(|(index, request)| {
            let as_it_is = serde_json::to_string(request).expect("a request is JSON");
            if index % 4 == 3 {
                return as_it_is.into_bytes();
            }
            let headers: Vec<_> = request
                .headers()
                .map(|(name, value)| json!({"name": name, "value": text(value)}))
                .collect();
            let mut har = json!({
                "method": text(request.method_bytes()),
                "url": format!("https://api.meeting.qq.com{}", text(request.uri_bytes())),
                "httpVersion": "HTTP/1.1",
                "headers": headers,
            });
            if !request.body_bytes().is_empty() {
                har["postData"] =
                    json!({"mimeType": "application/json", "text": text(request.body_bytes())});
            }
            let har = json!({"log": {"version": "1.2", "entries": [{"request": har}]}});
            har.to_string().into_bytes()
        })
        .chain(ODD_HARS.iter().map(|har| har.as_bytes().to_vec()))
        .collect()
}

/// What browsers and proxies write and the archives above do not.
const ODD_HARS: &[&str] = &[
    r#"{"request":{"method":"GET","url":"https://x.example/a","headers":[]}}"#,
    r#"{"method":"GET","url":"https://x.example/a","headers":[{"name":":authority","value":"x"}]}"#,
    r#"{"log":{"entries":[{"request":{"method":"GET","url":"https://x.example/","headers":[]}},{"request":{"method":"POST","url":"https://x.example/","headers":[{"name":"x-tc-key","value":"A"}],"postData":{"mimeType":"a/b","text":"AAEC","encoding":"base64"}}}]}}"#,
    r#"{"log":{"entries":[{"request":{"method":"POST","url":"https://x.example/","headers":[{"name":"X-TC-Key","value":"A"}],"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a","value":"1"},{"name":"b","value":"2"}]}}}]}}"#,
    r#"{"log":{"entries":[{"request":{"method":"POST","url":"https://x.example/","headers":[{"name":"X-TC-Key","value":"A"}],"postData":{"text":"!","encoding":"base64"}}}]}}"#,
    r#"{"log":{"entries":[{"request":{"method":"POST","url":"https://x.example/","headers":[{"name":"X-TC-Key","value":"A"}],"postData":{}}}]}}"#,
    r#"{"entries":[]}"#,
    "[]",
    "[{\"method\":\"GET\",\"uri\":\"/\"}]",
    "{\"method\":\"GET\",\"uri\":\"/\"}\n\n{\"method\":\"GET\",\"uri\":\"/a\"}\n",
    "\u{feff}{}",
];

/// Every file with one test, and only the flags of that one.
pub(super) fn vector_files() -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    let all = EMBEDDED_FILES.iter().filter(|(name, _)| {
        name.strip_suffix(".json").is_some_and(|stem| !stem.ends_with(".schema"))
    });
    for (_, text) in all {
        let file: Value = serde_json::from_str(text).expect("the vectors are JSON");
        for at in 0..12 {
            let mut file = file.clone();
            if let Some(groups) = file["groups"].as_array_mut() {
                groups.truncate(1);
            }
            let pointer = ["/groups/0/tests", "/cases", "/tests", "/first"];
            let mut kept = Vec::new();
            for pointer in pointer {
                if let Some(tests) = file.pointer_mut(pointer).and_then(Value::as_array_mut) {
                    let at = at * 5 % tests.len();
                    *tests = vec![tests[at].clone()];
                    kept.push(tests[0].clone());
                }
            }
            if let Some(flags) = file["flags"].as_object_mut() {
                let is_used = |flag: &str| {
                    let lists = kept.iter().filter_map(|test| test["flags"].as_array());
                    lists.flatten().any(|used| used == flag)
                };
                let unused: Vec<_> = flags.keys().filter(|flag| !is_used(flag)).cloned().collect();
                for flag in unused {
                    flags.remove(&flag);
                }
            }
            files.push(file.to_string().into_bytes());
        }
    }
    files
}

pub(super) fn adapter_lines() -> Vec<Vec<u8>> {
    let suite = Suite::embedded();
    let stages = suite.vectors().filter_map(|vector| vector.stages.as_ref());
    let mut lines: Vec<String> = stages
        .step_by(20)
        .map(|stages| {
            json!({
                "seq": 1,
                "signature": stages.signature.as_str(),
                "header_string": String::from_utf8_lossy(&stages.header_string),
                "string_to_sign_base64": data_encoding::BASE64.encode(&stages.string_to_sign),
                "hex_digest": stages.hex_digest,
            })
            .to_string()
        })
        .collect();
    lines.extend(
        [
            r#"{"version":1,"name":"acme-signer 2.1","language":"python 3.11","ops":["sign"]}"#,
            r#"{"version":2,"name":"acme","ops":["sign","call"]}"#,
            r#"{"seq":1,"skip":"not known"}"#,
            r#"{"seq":2,"error":"no such account"}"#,
            r#"{"seq":null,"error":"not a JSON object"}"#,
            r#"{"seq":7,"signature":"","string_to_sign":"GET\n"}"#,
            r#"{"seq":"1","signature":1}"#,
            "DEBUG signing",
            "",
        ]
        .map(str::to_owned),
    );
    lines.into_iter().map(String::into_bytes).chain(requests().into_iter().step_by(9)).collect()
}

/// The shorter callbacks of the vectors, sealed anew with the secrets of the
/// laws, and as they are.
pub(super) fn callbacks() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for case in Suite::embedded().callback_cases() {
        if case.request.body_bytes().len() > 700 {
            continue;
        }
        // Of half of them the signature is made right, of the others it stays.
        for choices in [0, 2 + u8::from(case.encoding_aes_key.is_some())] {
            seeds.push([&[choices][..], &super::callback::written(&case.request)].concat());
        }
    }
    for (choices, key) in [(0, None), (1, Some(super::callback::KEY))] {
        let callback = Callback::new(super::callback::TOKEN, key).expect("they are of the form");
        let event = r#"{"event":"meeting.end","trace_id":"1","payload":[{}]}"#;
        let requests = [
            callback.seal_event("/callback", "1735689600123", "73910264", event),
            callback.seal_url_check("/callback", "1735689600123", "73910264", "tmsig"),
        ];
        seeds.extend(
            requests.map(|request| [&[choices][..], &super::callback::written(&request)].concat()),
        );
    }
    seeds
}

/// The same, each with a signature that a receiver may have come to.
pub(super) fn callbacks_of_receivers() -> Vec<Vec<u8>> {
    let computed = b"\x01\0B11E507817336A91D7DF0C8536EE2ACA18BBBAE8\n";
    let seeds = callbacks().into_iter().filter(|seed| seed.len() < 400);
    seeds
        .flat_map(|seed| [[b"\x04\x20", &seed[1..]].concat(), [computed, &seed[1..]].concat()])
        .collect()
}

fn low_byte(number: usize) -> u8 {
    number.to_le_bytes()[0]
}
