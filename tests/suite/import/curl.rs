//! curl lines in the styles of those who make them, and against curl itself.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

use proptest::prelude::*;
use tmsig::Request;
use tmsig::import;

use super::{assert_is, assert_refused, read, remarks, request};

const JSON: &str = r#"{"subject":"周会 it's \"big\"","n":1}"#;
const HEADERS: [(&str, &str); 3] =
    [("X-TC-Key", "AKIDexample"), ("X-TC-Nonce", "880064"), ("Content-Type", "application/json")];

/// The same call as each tool writes it.
#[test]
fn every_style_says_the_same() {
    let uri = "/v1/meetings?userid=a%20b&x=1";
    for line in [
        // Chrome and Edge on Linux and macOS: $'…' where there is a quote to escape.
        r#"curl 'https://api.meeting.qq.com/v1/meetings?userid=a%20b&x=1' \
  -H 'X-TC-Key: AKIDexample' \
  -H 'X-TC-Nonce: 880064' \
  -H 'Content-Type: application/json' \
  --data-raw $'{"subject":"\u5468\u4f1a it\'s \\"big\\"","n":1}' \
  --compressed"#,
        // Firefox.
        r#"curl 'https://api.meeting.qq.com/v1/meetings?userid=a%20b&x=1' -X POST -H 'X-TC-Key: AKIDexample' -H 'X-TC-Nonce: 880064' -H 'Content-Type: application/json' --data-raw $'{"subject":"周会 it\'s \\"big\\"","n":1}'"#,
        // Safari.
        r#"curl 'https://api.meeting.qq.com/v1/meetings?userid=a%20b&x=1' \
-X 'POST' \
-H 'X-TC-Key: AKIDexample' \
-H 'X-TC-Nonce: 880064' \
-H 'Content-Type: application/json' \
--data-binary '{"subject":"周会 it'"'"'s \"big\"","n":1}'"#,
        // Postman.
        r#"curl --location --request POST 'https://api.meeting.qq.com/v1/meetings?userid=a%20b&x=1' \
--header 'X-TC-Key: AKIDexample' \
--header 'X-TC-Nonce: 880064' \
--header 'Content-Type: application/json' \
--data '{"subject":"周会 it'\''s \"big\"","n":1}'"#,
        // Chrome on Windows.
        "curl ^\"https://api.meeting.qq.com/v1/meetings?userid=a^%^20b^&x=1^\" ^\r\n  -H ^\"X-TC-Key: AKIDexample^\" ^\r\n  -H ^\"X-TC-Nonce: 880064^\" ^\r\n  -H ^\"Content-Type: application/json^\" ^\r\n  --data-raw ^\"^{^\\^\"subject^\\^\":^\\^\"周会 it's ^\\\\^\\^\"big^\\\\^\\^\"^\\^\",^\\^\"n^\\^\":1^}^\"",
        // By hand in cmd.exe, and older browsers there.
        "curl.exe -X POST \"https://api.meeting.qq.com/v1/meetings?userid=a%20b&x=1\" ^\n -H \"X-TC-Key: AKIDexample\" ^\n -H \"X-TC-Nonce: 880064\" ^\n -H \"Content-Type: application/json\" ^\n -d \"{\\\"subject\\\":\\\"周会 it's \\\\\\\"big\\\\\\\"\\\",\\\"n\\\":1}\"",
        // PowerShell.
        "curl.exe 'https://api.meeting.qq.com/v1/meetings?userid=a%20b&x=1' `\n -H 'X-TC-Key: AKIDexample' `\n -H 'X-TC-Nonce: 880064' `\n -H 'Content-Type: application/json' `\n --data-raw '{\"subject\":\"周会 it''s \\\\\"big\\\\\"\",\"n\":1}'",
        // By hand, with what stands around it in a terminal.
        r#"$ TOKEN=x sudo /usr/bin/curl -sSLkX POST -HX-TC-Key:AKIDexample -H "X-TC-Nonce: 880064" --json "{\"subject\":\"周会 it's \\\"big\\\"\",\"n\":1}" -HAccept: --url https://api.meeting.qq.com/v1/meetings?userid=a%20b\&x=1 -o /dev/null -w '%{http_code}' 2>/dev/null | jq ."#,
    ] {
        assert_is(&request(line), "POST", uri, &HEADERS, JSON);
    }
}

#[test]
fn several_lines_and_several_urls() {
    let text = "# two calls\ncurl https://h/v1/a -H 'X-TC-Key: k'\n\ncurl -X DELETE https://h/v1/b https://h/v1/c; echo done\ncurl https://h/v1/d --next -d x https://h/v1/e\n";
    let requests = read(text).unwrap().requests;
    let lines: Vec<_> = requests
        .iter()
        .map(|captured| {
            let request = &captured.request;
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            text(request.method_bytes()) + " " + &text(request.uri_bytes())
        })
        .collect();
    assert_eq!(lines, ["GET /v1/a", "DELETE /v1/b", "DELETE /v1/c", "GET /v1/d", "POST /v1/e"]);
}

#[test]
fn an_upload_form_is_signed_as_empty() {
    let imported = read("curl https://h/v1/x -F file=@a.png -F 'name=会'").unwrap();
    let request = &imported.requests[0].request;
    assert_eq!((request.method_bytes(), request.body_bytes()), (&b"POST"[..], &b""[..]));
    assert!(request.is_multipart_form_data());
    assert!(remarks(&imported)[0].contains("boundary"), "{:?}", remarks(&imported));
}

#[test]
fn what_a_shell_or_curl_would_not_take_is_refused_with_the_place() {
    assert_refused(
        "curl https://h/v1 -H \"X-TC-Timestamp: $TS\"",
        &["line 1 column 39", "$TS", "value"],
    );
    assert_refused(
        "curl https://h/v1 \\\n -H \"X-TC-Timestamp: `date +%s`\"",
        &["line 2", "backticks"],
    );
    assert_refused("curl https://h/v1 -d \"$(cat body)\"", &["replaces"]);
    assert_refused("curl https://h/v1 -d '{\"a\":1}", &["line 1 column 22", "'", "never closed"]);
    assert_refused("curl “https://h/v1”", &["typographic"]);
    assert_refused("curl https://h/v1 -d @body.json", &["body.json"]);
    assert_refused("curl https://h/v1 -d @-", &["standard input"]);
    assert_refused("curl https://h/v1 --no-such --dta x", &["--dta", "no option"]);
    assert_refused("curl https://h/v1 -H", &["-H is the last word"]);
    assert_refused("curl -X POST -d x", &["no URL"]);
    assert_refused("curl -K more https://h", &["-K"]);
    assert_refused("curl 'https://h/v1?a=b c'", &["space"]);
    assert_refused("curl 'https://h/v1?a={b,c}'", &["-g"]);
    assert_refused("curl 'https://h/v1?a[0]=1'", &["-g"]);
}

#[test]
fn files_are_read_by_who_reads_the_line() {
    let mut files = |name: &str| match name {
        "body.json" => Ok(b"{\r\n\"a\":\0 1\n}".to_vec()),
        "headers" => Ok(b"X-TC-Key: k\r\nX-TC-Nonce: 1\n".to_vec()),
        _ => Err(std::io::Error::other("none such")),
    };
    let mut body = |option: &str| {
        let line = format!("curl https://h/v1 {option} -H @headers");
        let imported = import::read(line.as_bytes(), None, &mut files).unwrap();
        let request = imported.requests.into_iter().next().unwrap().request;
        assert_eq!(request.header_value("X-TC-Nonce"), Some(&b"1"[..]));
        (request.method_bytes().to_vec(), request.body_bytes().to_vec())
    };
    assert_eq!(body("-d @body.json"), (b"POST".to_vec(), b"{\"a\": 1}".to_vec()));
    for option in ["--data-binary @body.json", "--json @body.json"] {
        assert_eq!(body(option), (b"POST".to_vec(), b"{\r\n\"a\":\0 1\n}".to_vec()));
    }
    assert_eq!(body("-T body.json"), (b"PUT".to_vec(), b"{\r\n\"a\":\0 1\n}".to_vec()));
    assert_eq!(body("--data-raw @body.json"), (b"POST".to_vec(), b"@body.json".to_vec()));
}

/// Words for bash to read, and curl to send.
const LINES: &[&str] = &[
    "$U/v1/users/list",
    "$U",
    "'$U?a=1#fragment'",
    "$U//x//y?",
    "$U/a/../b/./c%2e%2e/",
    "$U/a/b/..",
    "--path-as-is $U/a/../b",
    "'$U/a|b\"c<>\\^`'",
    "$U/%zz%2f%2F+%20",
    "'$U/v1/会议?名=张三'",
    "-g '$U/x?a[0]=1&b={}'",
    "'$U/x?a[]=1'",
    "$U/x?f={one}",
    "-X DELETE $U/v1/meetings/1",
    "-XPUT -d '{\"a\": 1}' $U/x -H 'content-type: application/json'",
    "-d a=1 -d b=2 --data-raw @c $U",
    "-d '' $U",
    "-X GET -d x $U",
    "-G -d a=1 -d b=2 $U/x",
    "-G -d a=1 '$U/x?k=v'",
    "-G -d a=1 '$U/x?'",
    "-I $U/x",
    "-I -X POST $U/x",
    "--json '{\"a\":1}' --json ' x' $U",
    "--json '{}' -d y $U",
    "--data-urlencode 'n=a b+c&d/张~*' --data-urlencode '=a b' --data-urlencode 'plain text' $U",
    "--data-urlencode n@f.txt --data-urlencode @f.txt $U",
    "-d @f.txt --data-binary @f.txt $U",
    "-T f.txt $U/up/",
    "-T f.txt $U/up",
    "--url-query 'a=b' --url-query '+x=y' '$U/p?k'",
    "--url-query 'a=b' $U",
    "-G --data-urlencode 'n=a/b+c' $U",
    "-G -d 'a=%2F%e4' $U/x",
    "-H 'X-TC-Key: a' -H 'X-TC-Nonce:1' -H 'X-TC-Signature;' -H 'Accept:' $U",
    "-H 'X-TC-Key:   spaced  ' $U/",
    "$'$U/x' --data-raw $'a\\'b\\\\c\\n\\x41\\u4f1a\\t\\101\\cA\\z'",
    "\"$U/x\" --data-raw \"a'b\\\"c\\\\d\\e\\\nf!\"",
    "$U/a\\&b -d a\\ b\\'c",
    "$U/x -d 'a'\"b\"c'd' # comment",
    "-d x$'' $U/x --request-target '/other?y'",
    "-sSLk --http1.1 -o /dev/null --max-time 5 -d x $U/x",
    "--data-ascii x --compressed $U/x -u user:pass -A agent -e ref -b c=d",
];

/// Sends what it is asked to and gives back the bytes that arrived.
fn sent_by_curl(folder: &std::path::Path, words: &str) -> Vec<u8> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let words = words.replace("$U", &base);
    // Where curl does not even connect, bash does, so that nothing waits forever.
    let port = listener.local_addr().unwrap().port();
    let mut curl = Command::new("bash")
        .args(["-c", &format!("curl -s -q {words}\nexec 2>&- 3<>/dev/tcp/127.0.0.1/{port}")])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let (mut stream, _) = listener.accept().unwrap();
    let arrived = receive(&mut stream);
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let _is_gone_perhaps = stream.write_all(answer);
    drop(stream);
    drop(listener);
    curl.wait().unwrap();
    arrived
}

fn receive(stream: &mut TcpStream) -> Vec<u8> {
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut arrived = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let head = arrived.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(head) = head {
            // The length under a name that the reader of requests does not act on.
            let head_text = String::from_utf8_lossy(&arrived[..head + 4]);
            let length = request(head_text.replace("Content-Length:", "X-Length:"))
                .header_value("X-Length")
                .map_or(0, |digits| str::from_utf8(digits).unwrap().parse().unwrap());
            if arrived.len() >= head + 4 + length {
                return arrived;
            }
        }
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "curl hung up: {}", arrived.escape_ascii());
        arrived.extend_from_slice(&buffer[..count]);
    }
}

/// Method, URI, headers and body.
type Essence = (Vec<u8>, Vec<u8>, Vec<(String, Vec<u8>)>, Vec<u8>);

/// What both know: curl adds headers of its own.
fn essence(request: &Request<'_>) -> Essence {
    let mut headers: Vec<_> = request
        .headers()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_vec()))
        .filter(|(name, _)| name.starts_with("x-tc") || name == "content-type")
        .collect();
    headers.sort();
    let bytes = |bytes: &[u8]| bytes.to_vec();
    (
        bytes(request.method_bytes()),
        bytes(request.uri_bytes()),
        headers,
        bytes(request.body_bytes()),
    )
}

/// Major and minor version of the curl there is.
fn curl_version() -> Option<(u32, u32)> {
    let output = Command::new("curl").arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = text.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// What versions of curl do differently: escapes in lower or upper case, and
/// whether a query is encoded.
fn without_what_versions_differ_in((method, uri, headers, body): Essence) -> Essence {
    let encoded: String = uri
        .iter()
        .map(|&byte| match byte {
            0x80.. => format!("%{byte:02x}"),
            _ => char::from(byte).to_string(),
        })
        .collect();
    (method, encoded.to_ascii_lowercase().into_bytes(), headers, body)
}

#[test]
fn a_line_is_read_as_curl_sends_it() {
    let Some(version) = curl_version() else {
        assert!(std::env::var_os("CI").is_none(), "CI has curl");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("f.txt"), "a b\r\nc&d\n").unwrap();
    for words in LINES {
        let is_known = |option, since| !words.contains(option) || version >= since;
        if !is_known("--json", (7, 82)) || !is_known("--url-query", (7, 87)) {
            continue;
        }
        let arrived = request(sent_by_curl(folder.path(), words));
        let line = format!("curl {}", words.replace("$U", "http://127.0.0.1:1"));
        let mut files = |name: &str| fs::read(folder.path().join(name));
        let imported = match import::read(line.as_bytes(), None, &mut files) {
            Ok(imported) => imported.requests,
            Err(error) => panic!("{line}: {error}"),
        };
        assert_eq!(imported.len(), 1, "{line}");
        let (read, sent) = (essence(&imported[0].request), essence(&arrived));
        let is_encoded_by_curl =
            !words.is_ascii() || words.contains("-G") || words.contains("query");
        if is_encoded_by_curl && version != (7, 88) {
            let same = without_what_versions_differ_in;
            assert_eq!(same(read), same(sent), "{line}");
        } else {
            assert_eq!(read, sent, "{line}");
        }
    }
}

/// Quoted as Python's `shlex.quote` does.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\"'\"'"))
}

/// Quoted with every byte as an escape.
fn ansi_c_quoted(word: &str) -> String {
    let escapes: String = word.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
    format!("$'{escapes}'")
}

/// As the C runtime of Windows reads it, with carets before all that cmd.exe
/// may take for its own.
fn cmd_quoted(word: &str) -> String {
    let mut argument = String::from("\"");
    let mut backslashes = 0;
    for character in word.chars() {
        if character == '\\' {
            backslashes += 1;
            continue;
        }
        let count = if character == '"' { backslashes * 2 + 1 } else { backslashes };
        argument.push_str(&"\\".repeat(count));
        argument.push(character);
        backslashes = 0;
    }
    argument.push_str(&"\\".repeat(backslashes * 2));
    argument.push('"');
    let caret = |character: char| {
        if character == '\n' { "^\n\n".to_owned() } else { format!("^{character}") }
    };
    argument.chars().map(caret).collect()
}

proptest! {
    #[test]
    fn whatever_is_quoted_is_read_back(
        path in "[!-\"$->@-Z^-z|~]{0,20}",
        value in "[ -~]{0,20}",
        data in "[^\0\r]{0,40}",
    ) {
        // No file is meant.
        prop_assume!(!data.starts_with('@'));
        let url = format!("https://h/v1/x{path}");
        let header = format!("X-Value: {value}");
        for quote in [quoted, ansi_c_quoted, cmd_quoted] {
            let line = format!("curl --path-as-is -g -X PUT {} -H {} --data-raw {}", quote(&url), quote(&header), quote(&data));
            let read = request(&line);
            let uri = url.strip_prefix("https://h").unwrap().split('#').next().unwrap();
            prop_assert_eq!(read.uri_bytes(), uri.as_bytes(), "{}", &line);
            let value = value.trim();
            prop_assert_eq!(read.header_value("X-Value").unwrap_or_default(), value.as_bytes());
            prop_assert_eq!(read.body_bytes(), data.as_bytes(), "{}", &line);
        }
    }
}
