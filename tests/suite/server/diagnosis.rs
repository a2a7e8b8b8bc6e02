//! What the server adds: the reason, and where it is told.

use std::fs::File;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use data_encoding::BASE64;
use serde_json::Value;
use tmsig::server::{Config, Server, Summary};
use tmsig::{Credentials, Request};

use super::exchange::{exchange, get};
use super::{KEY, account, call, patient, start};
use crate::cli::Tmsig;

#[test]
fn a_refusal_is_explained_in_the_header_and_under_its_number() {
    let server = start();
    let wrong = call("POST", "/v1/meetings", r#"{"subject": "周会"}"#);
    let wrong = wrong.signing_body(r#"{"subject":"周会"}"#);
    let answer = wrong.send(server.address()).is(500);
    let id = answer.id();
    let details = get(server.address(), &format!("/_tmsig/requests/{id}")).is(200).json();
    let ids: Vec<&str> =
        details["mistakes"].as_array().unwrap().iter().map(|m| m["id"].as_str().unwrap()).collect();
    assert_eq!(answer.header("X-Tmsig-Mistake"), Some(&*ids.join(",")));
    assert_eq!(details["outcome"], "refused");
    assert_eq!(details["error_code"], 200_003);
    assert_eq!(details["diagnosis"], "done");
    assert_eq!(details["report"]["verdict"], "invalid");
    assert!(
        details["report"]["string_to_sign"]["signed"]
            .as_str()
            .unwrap()
            .contains(r#"{"subject":"周会"}"#)
    );
    // The request is as it was sent, with its headers as they were written.
    let shown: Request<'static> = Request::from_json(&details["request"].to_string()).unwrap();
    assert_eq!(shown.body_bytes(), wrong.body);
    assert!(shown.headers().any(|(name, _)| name == "X-TC-Signature"));

    let chinese = get(server.address(), &format!("/_tmsig/requests/{id}?lang=zh")).json();
    assert_ne!(chinese["mistakes"][0]["title"], details["mistakes"][0]["title"]);
    get(server.address(), "/_tmsig/requests/999").is(404);
    get(server.address(), "/_tmsig/requests/x").is(404);
}

#[test]
fn a_signature_sent_again_with_another_request_is_recognised() {
    let server = start();
    let first = call("POST", "/v1/meetings", r#"{"subject":"one"}"#);
    let id = first.send(server.address()).is(200).id().to_owned();
    // Nonce, timestamp and signature of the first.
    let mut second = first.clone().signing_body(first.body.clone());
    second.body = br#"{"subject":"two"}"#.to_vec();
    let answer = second.send(server.address()).is(500);
    assert_eq!(answer.header("X-Tmsig-Mistake"), Some("signature-reused"));
    let details = get(server.address(), &format!("/_tmsig/requests/{}", answer.id())).json();
    assert_eq!(details["report"]["mistakes"][0]["of_request"].to_string(), id);
    let advice = details["report"]["advice"].as_array().unwrap();
    assert!(advice.iter().any(|advice| advice["id"] == "stamp-repeated"), "{advice:#?}");
}

/// That two wrong signatures are the same proves nothing: what was signed must
/// make it.
#[test]
fn a_wrong_signature_sent_twice_is_not_called_reused() {
    let server = start();
    for body in ["{\"a\":1}", "{\"b\":2}"] {
        let mut call = call("POST", "/v1/echo", body).signing_uri("/v1/other").signing_body("x");
        // Too long for all nonces up to it to be tried.
        call.nonce = "7000000001".to_owned();
        let answer = call.send(server.address()).is(500);
        let told = answer.header("X-Tmsig-Mistake").expect("the doctor has all the time it needs");
        assert!(!told.contains("signature-reused"), "{answer:#?}");
    }
}

/// A wrong base path is a first mistake; a CI job hears of it.
#[test]
fn a_request_beside_the_api_is_told_and_counted() {
    let server = start();
    call("GET", "/v1/a", "").send(server.address()).is(200);
    call("GET", "/meetings", "").send(server.address()).is(404);
    let report = get(server.address(), "/_tmsig/report").json();
    assert_eq!((&report["conforming"], &report["malformed"]), (&false.into(), &1.into()));
}

/// Any page that is open in a browser can send requests here.
#[test]
fn a_web_page_of_another_site_does_not_turn_the_report() {
    let server = start();
    let address = server.address();
    call("GET", "/v1/a", "").send(address).is(200);
    for origin in ["https://attacker.example", "null", "http://127.0.0.1:1", ""] {
        for path in ["/v1/a", "/other"] {
            let post =
                format!("POST {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: {origin}\r\n\r\n");
            exchange(address, post.as_bytes());
        }
    }
    let report = get(address, "/_tmsig/report").json();
    assert_eq!((&report["conforming"], &report["foreign"]), (&true.into(), &8.into()));
    let junit = get(address, "/_tmsig/report?format=junit").body;
    assert!(junit.contains("failures=\"0\"") && !junit.contains("failures=\"8\""), "{junit}");
    // A page of ours, and a program whose signature is wrong, are no strangers.
    let own = format!("POST /v1/a HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\r\n");
    exchange(address, own.as_bytes());
    let signed = call("GET", "/v1/b", "").header("Origin", "https://site.example");
    signed.send(address).is(200);
    let report = get(address, "/_tmsig/report").json();
    assert_eq!((&report["refused"], &report["accepted"]), (&1.into(), &2.into()));
    assert_eq!(report["conforming"], false);
}

#[test]
fn a_server_without_an_account_does_not_start() {
    assert!(Server::start(Config::new(Vec::new())).is_err());
}

/// Whatever the form of the target, it is the page's path that is answered.
#[test]
fn an_absolute_target_reaches_the_api_of_the_page() {
    let server = start();
    let host = server.address();
    for target in [format!("http://{host}/_tmsig/health"), "/_tmsig/health#x".to_owned()] {
        let bytes = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        assert_eq!(exchange(host, bytes.as_bytes()).is(200).json()["status"], "ok");
    }
}

#[test]
fn the_list_is_bounded_and_newest_first() {
    let server = Server::start(Config { keep: 3, ..patient() }).unwrap();
    for index in 0..5 {
        call("GET", format!("/v1/echo/{index}"), "").send(server.address()).is(200);
    }
    let list = get(server.address(), "/_tmsig/requests").json();
    assert_eq!(list["requests"], 5);
    let uris: Vec<_> =
        list["kept"].as_array().unwrap().iter().map(|r| r["uri"].as_str().unwrap()).collect();
    assert_eq!(uris, ["/v1/echo/4", "/v1/echo/3", "/v1/echo/2"]);
}

#[test]
fn a_ci_job_can_ask_whether_all_were_accepted() {
    let server = Server::start(Config { keep: 2, ..patient() }).unwrap();
    let report = || get(server.address(), "/_tmsig/report").is(200).json();
    let junit = || get(server.address(), "/_tmsig/report?format=junit").is(200).body;
    let forget = || {
        let host = server.address();
        let bytes = format!("DELETE /_tmsig/requests HTTP/1.1\r\nHost: {host}\r\n\r\n");
        exchange(host, bytes.as_bytes()).is(200);
    };
    // No request is not success: the tests may have gone elsewhere.
    assert_eq!(report()["conforming"], false);
    assert!(junit().contains("failures=\"1\""), "{}", junit());

    call("GET", "/v1/a?<&>", "").send(server.address()).is(200);
    assert_eq!(report()["conforming"], true);
    assert!(junit().contains("tests=\"1\" skipped=\"0\" failures=\"0\""), "{}", junit());
    assert!(junit().contains("GET /v1/a?&lt;&amp;&gt;"), "{}", junit());

    call("GET", "/v1/b", "").signing_uri("/v1/c").send(server.address()).is(500);
    for _ in 0..3 {
        call("GET", "/v1/d", "").send(server.address()).is(200);
    }
    // The refusal is not remembered any more; that there was one is.
    assert_eq!(report()["conforming"], false);
    assert_eq!(report()["refused"], 1);
    assert!(junit().contains("1 of them were not accepted"), "{}", junit());

    forget();
    call("GET", "/v1/e", "").send(server.address()).is(200);
    assert_eq!(report()["conforming"], true);
    exchange(server.address(), b"nonsense\r\n\r\n").is(400);
    assert_eq!(report()["malformed"], 1);
    assert_eq!(report()["conforming"], false);
    get(server.address(), "/_tmsig/report?format=xml").is(400);
    let health = get(server.address(), "/_tmsig/health").is(200).json();
    assert_eq!(health["status"], "ok");
}

#[test]
fn strict_is_the_vendor_alone() {
    let server = Server::start(Config { strict: true, ..patient() }).unwrap();
    let ok = call("GET", "/v1/users/list", "").send(server.address()).is(200);
    let refused = call("GET", "/v1/a?b", "").signing_uri("/v1/a").send(server.address()).is(500);
    let malformed = exchange(server.address(), b"GET\r\n\r\n").is(400);
    for answer in [ok, refused, malformed] {
        assert!(!answer.head.to_ascii_lowercase().contains("tmsig"), "{answer:#?}");
        assert!(!answer.body.contains("tmsig"), "{answer:#?}");
    }
    for path in ["/", "/_tmsig/health", "/_tmsig/requests"] {
        let answer = get(server.address(), path).is(404);
        assert_eq!(answer.body, "");
    }
}

#[test]
fn the_log_has_a_line_for_each_request_with_the_reason() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    let log = move |line: &str| sink.lock().unwrap().push(line.to_owned());
    let server = Server::start(Config { log: Some(Box::new(log)), ..patient() }).unwrap();
    call("GET", "/v1/users/list", "").send(server.address()).is(200);
    call("GET", "/v1/a?b", "").signing_uri("/v1/a").send(server.address()).is(500);
    exchange(server.address(), b"\x16\x03\x01 a client that speaks TLS").is(400);
    let summary = server.stop().unwrap();
    assert_eq!(summary, Summary { accepted: 1, refused: 1, malformed: 1, foreign: 0 });
    let lines = lines.lock().unwrap();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].ends_with("#1 GET /v1/users/list accepted"), "{lines:#?}");
    assert!(lines[1].contains("#2 GET /v1/a?b 200003 Signature failed [query-left-out] the query is not signed. Sign path"), "{lines:#?}");
    assert!(lines[2].contains("TLS") && lines[2].contains("http://"), "{lines:#?}");
}

#[test]
fn a_record_is_whole_and_the_doctor_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("requests.jsonl");
    let record = Some(File::create(&path).unwrap());
    let server = Server::start(Config { record, ..patient() }).unwrap();
    call("GET", "/v1/users/list", "").send(server.address()).is(200);
    let long = "long ".repeat(30_000);
    call("POST", "/v1/echo?a=1", &long).signing_uri("/v1/echo").send(server.address()).is(500);
    server.stop().unwrap();

    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["tmsig"]["outcome"], "accepted");
    assert_eq!(lines[1]["tmsig"]["mistakes"][0]["id"], "query-left-out");
    assert_eq!(lines[1]["tmsig"]["report"]["verdict"], "invalid");
    assert_eq!(lines[1]["body"], *long, "a long body is recorded whole");

    let ran = Tmsig::new(["doctor", "--format", "json", path.to_str().unwrap()])
        .env("TMSIG_SECRET_ID", "AKIDexample")
        .env("TMSIG_SECRET_KEY", KEY)
        .env("TMSIG_APP_ID", "200000001")
        .env("TMSIG_SDK_ID", "12345")
        .run()
        .exits(1);
    let verdicts: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(verdicts[0]["verdict"], "valid");
    assert_eq!(verdicts[1]["mistakes"][0]["id"], "query-left-out");
}

/// The doctor is far behind: the answers go out, and the record gets every
/// request once.
#[test]
fn a_record_is_whole_though_nobody_waits_for_the_doctor() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("requests.jsonl");
    let record = Some(File::create(&path).unwrap());
    let budget = Duration::from_millis(5);
    let server = Server::start(Config { record, budget, ..patient() }).unwrap();
    std::thread::scope(|scope| {
        for client in 0..16 {
            let address = server.address();
            scope.spawn(move || {
                for number in 0..10 {
                    let uri = format!("/v1/echo?{client}={number}");
                    call("POST", uri, "{}").signing_body("never sent").send(address).is(500);
                }
            });
        }
    });
    server.stop().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let mut ids: Vec<u64> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["tmsig"]["id"].as_u64().unwrap())
        .collect();
    ids.sort_unstable();
    assert!(ids.into_iter().eq(1..=160), "{text}");
}

/// A client that sends its key in every place there is.
#[test]
fn the_secret_key_appears_nowhere() {
    let lines = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&lines);
    let log = move |line: &str| sink.lock().unwrap().push_str(line);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("requests.jsonl");
    let record = Some(File::create(&path).unwrap());
    let server = Server::start(Config { log: Some(Box::new(log)), record, ..patient() }).unwrap();
    let mut said = String::new();
    for wrong in [false, true] {
        let mut call =
            call("POST", format!("/v1/echo?key={KEY}"), format!("{{\"key\":\"{KEY}\"}}"))
                .header("X-Key", KEY)
                .header(KEY, "1");
        if wrong {
            call = call.signing_uri(format!("/v1/{KEY}"));
        }
        let answer = call.send(server.address());
        said.push_str(&answer.head);
        said.push_str(&answer.body);
        let id = answer.id();
        for path in [
            format!("/_tmsig/requests/{id}"),
            "/_tmsig/requests".to_owned(),
            "/_tmsig/report?format=junit".to_owned(),
        ] {
            said.push_str(&get(server.address(), &path).is(200).body);
        }
    }
    said.push_str(
        &exchange(server.address(), format!("GET /{KEY} nonsense\r\n\r\n").as_bytes()).body,
    );
    said.push_str(&get(server.address(), "/_tmsig/requests").body);
    server.stop().unwrap();
    said.push_str(&lines.lock().unwrap());
    said.push_str(&std::fs::read_to_string(&path).unwrap());
    assert!(said.contains("[REDACTED]"));
    assert!(!said.contains(KEY), "{said}");
}

/// Everything that a server says after a client sent these bytes, the log
/// included.
fn all_that_is_said_after(account: Credentials, messages: &[Vec<u8>]) -> String {
    let lines = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&lines);
    let log = move |line: &str| sink.lock().unwrap().push_str(line);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("requests.jsonl");
    let record = Some(File::create(&path).unwrap());
    let config = Config {
        log: Some(Box::new(log)),
        record,
        budget: Duration::from_millis(200),
        ..Config::new(vec![account])
    };
    let server = Server::start(config).unwrap();
    let mut said = String::new();
    for message in messages {
        let answer = exchange(server.address(), message);
        said.push_str(&answer.head);
        said.push_str(&answer.body);
        let details = get(server.address(), &format!("/_tmsig/requests/{}", answer.id())).is(200);
        details.json();
        said.push_str(&details.body);
    }
    for path in ["/_tmsig/requests", "/_tmsig/report?format=junit"] {
        said.push_str(&get(server.address(), path).is(200).body);
    }
    server.stop().unwrap();
    said.push_str(&lines.lock().unwrap());
    said.push_str(&std::fs::read_to_string(&path).unwrap());
    said
}

/// What is shown of a long text may end within a key.
#[test]
fn no_part_of_a_key_is_left_where_a_text_is_cut() {
    let mut messages = Vec::new();
    for before in [170, 183, 190, 199] {
        let path = "p".repeat(before);
        messages.push(format!("GET /{path}{KEY} HTTP/1.1\r\nHost: a\r\n\r\n").into_bytes());
        messages.push(format!("GET /{path}{KEY} nonsense\r\n\r\n").into_bytes());
        messages.push(call("GET", format!("/v1/{}{KEY}", "p".repeat(before + 800)), "").bytes());
    }
    for before in [65_524, (64 << 10) - 1] {
        let body = format!("{}{KEY}", "b".repeat(before));
        messages.push(call("POST", "/v1/echo", &body).bytes());
        messages.push(call("POST", "/v1/echo", &body).signing_body("").bytes());
        // Long enough that its diagnosis is shortened too.
        let body = format!("{}{KEY}", "b".repeat(before + 1000));
        messages.push(call("POST", "/v1/echo", &body).signing_uri("/v1/other").bytes());
    }
    let said = all_that_is_said_after(account(), &messages);
    assert!(said.contains("[REDACTED]"));
    let beginning = &KEY[..8];
    assert!(
        !said.contains(beginning),
        "{:?}",
        said.find(beginning).map(|at| &said[at - 80..at + 20])
    );
}

#[test]
fn a_key_is_kept_back_in_the_forms_in_which_clients_send_it() {
    let basic = BASE64.encode(format!("AKIDexample:{KEY}").as_bytes());
    let percent: String = KEY.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let messages = [
        call("GET", "/v1/echo", "").header("Authorization", &format!("Basic {basic}")).bytes(),
        call("GET", format!("/v1/echo?key={percent}"), "").bytes(),
        call("POST", "/v1/echo", format!("{{\"a\":\"{}\"}}", KEY.replace('-', "\\u002d"))).bytes(),
    ];
    let said = all_that_is_said_after(account(), &messages);
    // Of each: the echo, the details and the record.
    assert!(said.matches("[REDACTED]").count() >= 9, "{said}");
    for form in [&basic[16..], &percent[..24], "\\u002dsecret", "u002dsecret"] {
        assert!(!said.contains(form), "{form} in {said}");
    }
}

/// A key of such characters looks otherwise within JSON, and to take it out of
/// JSON would break that.
#[test]
fn answers_stay_json_whatever_characters_a_key_has() {
    for key in ["quo\"ted\\key", "\",\"subject\":\"", "\":\"12345678", "12345678"] {
        let account = Credentials::new("AKIDexample", key).with_app_id("200000001");
        let server = Server::start(Config::new(vec![account])).unwrap();
        let body = serde_json::json!({
            "subject": format!("<{key}>"), "userid": key, "instanceid": 1, "number": 123_456_789,
        });
        let call = call("POST", "/v1/meetings", body.to_string()).without("SdkId").keyed(key);
        let answer = call.send(server.address()).is(200).json();
        assert_eq!(answer["meeting_info_list"][0]["subject"], "<[REDACTED]>", "{answer}");
        let list = get(server.address(), "/_tmsig/requests").is(200).json();
        assert_eq!(list["accepted"], 1);
    }
}

#[test]
fn an_observer_sees_every_request_and_may_answer() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let observed = Arc::clone(&seen);
    let observer = move |arrival: &tmsig::server::Arrival| {
        observed.lock().unwrap().push((arrival.id, arrival.verdict));
        let moved = arrival.request.uri_bytes() == b"/v1/old";
        moved.then(|| tmsig::server::Answer::json(307, "{}").header("Location", "/v1/new"))
    };
    let server = Server::start(Config { observer: Some(Box::new(observer)), ..patient() }).unwrap();
    let answer = call("GET", "/v1/old", "").send(server.address()).is(307);
    assert_eq!(answer.header("Location"), Some("/v1/new"));
    call("GET", "/v1/new", "").send(server.address()).is(200);
    call("GET", "/v1/new", "").signing_uri("/v1/old").send(server.address()).is(500);
    let rejection = tmsig::Rejection::SignatureMismatch;
    assert_eq!(*seen.lock().unwrap(), [(1, Ok(())), (2, Ok(())), (3, Err(rejection))]);
}

#[test]
fn an_empty_header_is_a_missing_one() {
    let server = start();
    let bytes = call("GET", "/v1/a", "").bytes();
    let text = String::from_utf8(bytes).unwrap();
    let (before, after) = text.split_once("X-TC-Signature: ").unwrap();
    let (_, after) = after.split_once("\r\n").unwrap();
    let bytes = format!("{before}X-TC-Signature:\r\n{after}");
    let answer = exchange(server.address(), bytes.as_bytes()).is(500);
    assert_eq!(answer.header("X-Tmsig-Mistake"), Some("signature-missing"));
}

/// What is remembered, echoed and logged of a giant is not the whole of it.
#[test]
fn giants_are_shortened() {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&lines);
    let config = Config {
        log: Some(Box::new(move |line| told.lock().unwrap().push(line.to_owned()))),
        budget: Duration::ZERO,
        ..patient()
    };
    let server = Server::start(config).unwrap();
    let body = vec![b'x'; 1 << 20];
    let echo = call("POST", "/v1/echo", &body).send(server.address()).is(200);
    assert!(echo.body.len() < 100 << 10, "{}", echo.body.len());
    call("GET", format!("/v1/{}", "x".repeat(60 << 10)), "").send(server.address()).is(200);
    for _ in 0..100 {
        call("POST", "/v1/echo", &body).signing_body("").send(server.address()).is(500);
    }
    let list = get(server.address(), "/_tmsig/requests").json();
    assert_eq!(list["refused"], 100);
    let kept = list["kept"].as_array().unwrap().len();
    assert!((10..60).contains(&kept), "{kept} are kept");
    server.stop().unwrap();
    let lines = lines.lock().unwrap();
    // Also of those that were forgotten before the doctor was done.
    assert_eq!(lines.len(), 102);
    assert!(lines.iter().all(|line| line.len() < 2000), "{lines:?}");
}
