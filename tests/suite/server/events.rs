//! `tmsig serve --events-to`: the events that calls cause reach a receiver.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::Command;
use std::sync::mpsc::{self, Receiver as Arrivals, Sender};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tmsig::Request;
use tmsig::callback::judge::Target;
use tmsig::callback::{ACKNOWLEDGEMENT, Callback, EncodingAesKey, Opened, Token};
use tmsig::server::{Config, EventsTo, Server};

use super::exchange::get;
use super::{KEY, call, patient};
use crate::callback::receiver::{Answer, Receiver};
use crate::cli::Tmsig;

const TOKEN: &str = "tmsigTestToken00000000002";
const AES_KEY: &str = "scC9uvsO7a5M8JIhAfs0StpKgUYIDywF1sQpzjPd6N4";

fn events_to(url: &str) -> EventsTo {
    let key = EncodingAesKey::new(AES_KEY).unwrap();
    EventsTo::new(Target::parse(url).unwrap(), Token::new(TOKEN).unwrap(), Some(&key))
}

/// A receiver that hands over what arrives, and answers with these statuses,
/// the last of them for ever.
fn receiver(statuses: &'static [u16]) -> (Receiver, Arrivals<Request<'static>>) {
    let (sender, arrivals) = mpsc::channel();
    let sender = Mutex::new((sender, statuses.iter()));
    let receiver = Receiver::start(move |request| {
        let mut state = sender.lock().unwrap();
        state.0.send(request.clone().into_owned()).unwrap();
        let left = state.1.as_slice();
        let status = if left.len() > 1 { *state.1.next().unwrap() } else { left[0] };
        Answer::new(status, ACKNOWLEDGEMENT)
    });
    (receiver, arrivals)
}

/// What the reference receiver makes of it.
fn opened(request: &Request<'_>) -> Value {
    let callback = Callback::new(TOKEN, Some(AES_KEY)).unwrap();
    let Opened::Event { event, .. } = callback.open(request).unwrap() else { panic!("no event") };
    serde_json::from_str(event.json()).unwrap()
}

fn post(address: SocketAddr, uri: &str, body: &str) -> Value {
    let call = call("POST", uri, body).header("Content-Type", "application/json");
    serde_json::from_str(&call.send(address).is(200).body).unwrap()
}

fn server(config: Config, lines: Sender<String>) -> Server {
    let log = Some(Box::new(move |line: &str| drop(lines.send(line.to_owned()))) as _);
    Server::start(Config { log, ..config }).unwrap()
}

#[test]
fn what_calls_do_to_meetings_is_told_and_the_sts_token_comes_by_event_alone() {
    let (receiver, arrivals) = receiver(&[200]);
    let (sender, lines) = mpsc::channel();
    let server = server(Config { events: Some(events_to(&receiver.url)), ..patient() }, sender);
    let address = server.address();

    let created = post(
        address,
        "/v1/meetings",
        r#"{"userid":"u1","subject":"周会😀","start_time":"1757067300"}"#,
    );
    let info = &created["meeting_info_list"][0];
    let event = opened(&arrivals.recv().unwrap());
    assert_eq!(event["event"], "meeting.created");
    let told = &event["payload"][0];
    assert_eq!(told["meeting_info"]["meeting_id"], info["meeting_id"]);
    assert_eq!(told["meeting_info"]["meeting_code"], info["meeting_code"]);
    assert_eq!(told["meeting_info"]["subject"], "周会😀");
    // A number in events, a text in the API.
    assert_eq!(told["meeting_info"]["start_time"], 1_757_067_300);
    assert_eq!(told["operator"]["userid"], "u1");
    assert!(told["operate_time"].as_u64().unwrap() > 1_700_000_000_000);

    let id = info["meeting_id"].as_str().unwrap();
    let changed = call("PUT", format!("/v1/meetings/{id}"), r#"{"userid":"u1","subject":"改期"}"#);
    changed.header("Content-Type", "application/json").send(address).is(200);
    let event = opened(&arrivals.recv().unwrap());
    assert_eq!(event["event"], "meeting.updated");
    assert_eq!(event["payload"][0]["meeting_info"]["subject"], "改期");

    let uri = format!("/v1/meetings/{id}/cancel");
    post(address, &uri, r#"{"userid":"u2","reason_code":1,"reason_detail":"撞期"}"#);
    let event = opened(&arrivals.recv().unwrap());
    assert_eq!(event["event"], "meeting.canceled");
    assert_eq!(event["payload"][0]["cancel_reason"], "撞期");
    assert_eq!(event["payload"][0]["operator"]["userid"], "u2");
    assert_eq!(event["payload"][0]["meeting_info"]["meeting_id"], id);

    let body = r#"{"operator_id":"u1","operator_id_type":1,"valid_time":6}"#;
    let answer = post(address, "/v1/app/sts-token", body);
    let event = opened(&arrivals.recv().unwrap());
    assert_eq!(event["event"], "common.sts-token");
    let token = &event["payload"][0]["token_info"];
    assert_eq!(token["req_id"], answer["req_id"]);
    assert!(!answer.to_string().contains(token["sts_token"].as_str().unwrap()));
    let now = super::now();
    assert!((now + 5 * 3600..=now + 7 * 3600).contains(&token["expire_ts"].as_u64().unwrap()));

    server.stop().unwrap();
    let lines: Vec<_> = lines.iter().filter(|line| line.contains(" event ")).collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines.iter().all(|line| line.ends_with(": acknowledged")), "{lines:?}");
    assert!(arrivals.try_recv().is_err());
}

#[test]
fn calls_that_are_refused_or_change_nothing_cause_no_event() {
    let (receiver, arrivals) = receiver(&[200]);
    let (sender, _lines) = mpsc::channel();
    let server = server(Config { events: Some(events_to(&receiver.url)), ..patient() }, sender);
    let address = server.address();
    call("POST", "/v1/meetings", "{}")
        .keyed("another-key-than-the-server-knows")
        .send(address)
        .is(500);
    call("POST", "/v1/meetings", "[]").send(address).is(400);
    call("GET", "/v1/meetings", "").send(address).is(200);
    call("GET", "/v1/meetings/1", "").send(address).is(200);
    // What is put into the outbox is sent before the server has stopped.
    server.stop().unwrap();
    assert!(arrivals.try_recv().is_err());
}

#[test]
fn what_is_not_acknowledged_comes_again_three_times_unchanged() {
    let (receiver, arrivals) = receiver(&[500]);
    let (sender, lines) = mpsc::channel();
    // A minute is 60 ms.
    let events = Some(events_to(&receiver.url).speed(1000));
    let server = server(Config { events, ..patient() }, sender);
    post(server.address(), "/v1/meetings", "{}");
    let attempts: Vec<_> = (0..4).map(|_| arrivals.recv().unwrap()).collect();
    assert!(attempts.windows(2).all(|pair| pair[0] == pair[1]));
    let told: Vec<_> = lines.iter().filter(|line| line.contains(" event ")).take(4).collect();
    assert!(told[..3].iter().all(|line| line.contains("it is sent again in 1 s")), "{told:?}");
    assert!(told[3].contains("it is given up"), "{told:?}");
    server.stop().unwrap();
    assert!(arrivals.try_recv().is_err());
}

#[test]
fn a_receiver_that_does_not_answer_holds_up_no_call_and_too_many_events_are_left_out() {
    let gate = Arc::new(Mutex::new(()));
    let closed = gate.lock().unwrap();
    let behind = Arc::clone(&gate);
    let receiver = Receiver::start(move |_| {
        drop(behind.lock().unwrap());
        Answer::new(200, ACKNOWLEDGEMENT)
    });
    let (sender, lines) = mpsc::channel();
    let server = server(Config { events: Some(events_to(&receiver.url)), ..patient() }, sender);
    let mut connections = std::iter::repeat_with(|| call("POST", "/v1/meetings", "{}"));
    for call in connections.by_ref().take(1010) {
        call.send(server.address()).is(200);
    }
    let left_out = || lines.iter().find(|line| line.contains("left out")).unwrap();
    assert!(left_out().contains("event meeting.created of #"));
    drop(closed);
    server.stop().unwrap();
    let rest: Vec<_> = lines.iter().collect();
    let acknowledged = rest.iter().filter(|line| line.ends_with(": acknowledged")).count();
    assert!(acknowledged > 900, "{acknowledged}");
}

#[test]
fn a_key_that_a_client_writes_into_a_subject_is_not_sent_on() {
    let (receiver, arrivals) = receiver(&[200]);
    let (sender, _lines) = mpsc::channel();
    let server = server(Config { events: Some(events_to(&receiver.url)), ..patient() }, sender);
    post(server.address(), "/v1/meetings", &format!(r#"{{"subject":"{KEY} {TOKEN} {AES_KEY}"}}"#));
    let event = opened(&arrivals.recv().unwrap()).to_string();
    assert!(!event.contains(KEY) && !event.contains(TOKEN) && !event.contains(&AES_KEY[..42]));
    let known = get(server.address(), "/_tmsig/requests/1").body;
    assert!(!known.contains(KEY) && !known.contains(TOKEN) && !known.contains(&AES_KEY[..42]));
    server.stop().unwrap();
}

fn serve(arguments: &[&str]) -> Tmsig {
    Tmsig::new(["serve", "--listen", "127.0.0.1:0"].iter().chain(arguments))
        .env("TMSIG_APP_ID", "200000001")
        .env("TMSIG_SDK_ID", "12345")
        .env("TMSIG_SECRET_ID", "AKIDexample")
        .env("TMSIG_SECRET_KEY", KEY)
}

#[cfg(unix)]
#[test]
fn the_command_takes_the_secrets_from_the_environment_or_a_file_and_shows_none() {
    let (receiver, arrivals) = receiver(&[404, 200]);
    let file = tempfile::NamedTempFile::new().unwrap();
    let secrets = format!(r#"{{"token":"{TOKEN}","encoding_aes_key":"{AES_KEY}"}}"#);
    std::fs::write(file.path(), secrets).unwrap();
    let path = file.path().to_str().unwrap();
    let mut names = BTreeSet::new();
    for is_file in [true, false] {
        let mut words = vec!["--events-to", &receiver.url, "--events-speed", "1000"];
        if is_file {
            words.extend(["--secrets", path]);
        }
        let mut command = serve(&words);
        if !is_file {
            command = command.env("TMSIG_CALLBACK_TOKEN", TOKEN);
            command = command.env("TMSIG_CALLBACK_AES_KEY", AES_KEY);
        }
        let mut child = command.start();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("http://").unwrap().parse().unwrap();
        post(address, "/v1/meetings", "{}");
        names.insert(opened(&arrivals.recv().unwrap())["event"].as_str().unwrap().to_owned());
        if is_file {
            assert_eq!(opened(&arrivals.recv().unwrap())["event"], "meeting.created");
        }
        let killed = Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status();
        assert!(killed.unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(log.contains("event meeting.created "), "{log}");
        assert!(![KEY, TOKEN, AES_KEY].iter().any(|secret| log.contains(secret)), "{log}");
    }
    assert_eq!(names, BTreeSet::from(["meeting.created".to_owned()]));
}

#[test]
fn the_command_says_what_is_missing_or_wrong() {
    let to = ["--events-to", "http://127.0.0.1:1/"];
    serve(&to).run().complains(&["TMSIG_CALLBACK_TOKEN"]);
    serve(&to).env("TMSIG_CALLBACK_TOKEN", "short").run().complains(&["Token"]);
    serve(&["--events-to", "ftp://a/"]).run().complains(&["http://"]);
    serve(&["--events-speed", "2"]).run().complains(&["--events-to"]);
}
