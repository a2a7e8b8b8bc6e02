//! `tmsig callback`, as a user runs it.

use std::path::PathBuf;
use std::process::{Command, Output};

use tmsig::callback::Callback;

pub(super) const TOKEN: &str = "tmsigTestToken00000000002";
pub(super) const KEY: &str = "scC9uvsO7a5M8JIhAfs0StpKgUYIDywF1sQpzjPd6N4";

pub(super) fn tmsig(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tmsig"));
    command.args(["callback"]).args(arguments);
    command.env_clear().env("TMSIG_CALLBACK_TOKEN", TOKEN).env("TMSIG_CALLBACK_AES_KEY", KEY);
    command
}

pub(super) fn told(output: &Output) -> String {
    let told = [&*output.stdout, &*output.stderr].concat();
    let told = String::from_utf8(told).unwrap();
    assert!(!told.contains(TOKEN) && !told.contains(KEY), "{told}");
    told
}

/// A request as a log shows it, in a file.
fn file(folder: &tempfile::TempDir) -> PathBuf {
    let callback = Callback::new(TOKEN, Some(KEY)).unwrap();
    let json = r#"{"event":"meeting.end","trace_id":"1","payload":[{}]}"#;
    let request = callback.seal_event("/callback", "1735689600123", "73910264", json);
    let mut text = String::from("POST /callback HTTP/1.1\r\nHost: example.test\r\n");
    for (name, value) in request.headers() {
        text += &format!("{name}: {}\r\n", str::from_utf8(value).unwrap());
    }
    text += &format!("\r\n{}", str::from_utf8(request.body_bytes()).unwrap());
    let path = folder.path().join("request.txt");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn the_doctor_tells_right_from_wrong_and_names_the_mistake() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let path = path.to_str().unwrap();
    let output = tmsig(&["doctor", path]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));

    let computed = "0000000000000000000000000000000000000000";
    let output = tmsig(&["doctor", "--computed", computed, "--lang", "zh", path]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(told(&output).contains("无法重现"), "{}", told(&output));

    let mut without_key = tmsig(&["doctor", "--format", "json", path]);
    let output = without_key.env_remove("TMSIG_CALLBACK_AES_KEY").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_str(&told(&output)).unwrap();
    assert_eq!(report["signature"]["verdict"], "right", "{report}");
    assert_eq!(report["data"]["explanations"][0][0]["id"], "key-missing", "{report}");
}

#[test]
fn the_doctor_of_requests_knows_a_callback_for_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let mut command = Command::new(env!("CARGO_BIN_EXE_tmsig"));
    command.arg("doctor").arg(&path).env_clear();
    command.env("TMSIG_SECRET_ID", "AKIDexample").env("TMSIG_SECRET_KEY", "a-secret-key");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(told(&output).contains("tmsig callback doctor"), "{}", told(&output));
}

#[test]
fn secrets_come_from_a_file_or_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let secrets = folder.path().join("secrets.json");
    std::fs::write(&secrets, format!(r#"{{"token":"{TOKEN}","encoding_aes_key":"{KEY}"}}"#))
        .unwrap();
    let arguments = ["doctor", "--secrets", secrets.to_str().unwrap(), path.to_str().unwrap()];
    let output = tmsig(&arguments).env_clear().output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let output = tmsig(&arguments[..1]).env_clear().output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("TMSIG_CALLBACK_TOKEN"), "{}", told(&output));
}

/// The command that listens, stopped when the test ends.
struct Listening {
    process: std::process::Child,
    lines: std::io::Lines<std::io::BufReader<std::process::ChildStdout>>,
    url: String,
}

impl Listening {
    fn start(arguments: &[&str]) -> Self {
        use std::io::BufRead as _;
        let mut command = tmsig(&["listen", "--listen", "127.0.0.1:0"]);
        command.args(arguments).stdout(std::process::Stdio::piped());
        let mut process = command.stderr(std::process::Stdio::null()).spawn().unwrap();
        let mut lines = std::io::BufReader::new(process.stdout.take().unwrap()).lines();
        let url = lines.next().unwrap().unwrap() + "/callback";
        Self { process, lines, url }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}

#[test]
fn the_receiver_passes_every_check_and_prints_the_events() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.jsonl");
    let mut listening = Listening::start(&["--record", record.to_str().unwrap()]);
    let output = tmsig(&["check", &listening.url]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let first = listening.lines.next().unwrap().unwrap();
    let event: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(event["event"], "meeting.end");

    let lines = std::fs::read_to_string(&record).unwrap();
    assert!(!lines.contains(TOKEN) && !lines.contains(KEY));
    let lines: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let again: Vec<_> = lines.iter().filter(|line| line["attempt"] == 2).collect();
    assert_eq!(again.len(), 1, "P6 sends one event twice");
    assert_eq!(again[0]["signed_as_first"], true);
    assert!(lines.iter().any(|line| line["refused"]["reason"] == "mismatch"));
    assert!(lines.iter().any(|line| line["plus_escaped"] == true));
}

#[test]
fn what_was_received_is_sent_on_signed_anew() {
    let callback = || Callback::new(TOKEN, Some(KEY)).unwrap();
    let (sender, sent_on) = std::sync::mpsc::channel();
    let receiver = super::receiver::Receiver::start(move |request| {
        sender.send(request.clone().into_owned()).unwrap();
        super::receiver::Answer::new(200, callback().open(request).unwrap().answer())
    });
    let listening = Listening::start(&["--forward", &receiver.url]);
    let output = tmsig(&["send", "--event", "meeting.end", &listening.url]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(callback().open(&sent_on.recv().unwrap()).is_ok());
}
