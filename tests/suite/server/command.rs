//! `tmsig serve` as a process.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::Command;

use super::exchange::get;
use super::{KEY, call};
use crate::cli::Tmsig;

fn serve(arguments: &[&str]) -> Tmsig {
    Tmsig::new(["serve"].iter().chain(arguments))
        .env("TMSIG_APP_ID", "200000001")
        .env("TMSIG_SDK_ID", "12345")
        .env("TMSIG_SECRET_ID", "AKIDexample")
        .env("TMSIG_SECRET_KEY", KEY)
        .env("LC_ALL", "zh_CN.UTF-8")
}

#[cfg(unix)]
#[test]
fn it_prints_its_address_serves_and_stops_when_told() {
    for signal in ["INT", "TERM"] {
        let mut child = serve(&["--listen", "127.0.0.1:0", "--budget", "60s"]).start();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("http://").unwrap().parse().unwrap();
        call("GET", "/v1/users/list", "").send(address).is(200);
        call("GET", "/v1/a?b", "").signing_uri("/v1/a").send(address).is(500);
        assert!(get(address, "/").is(200).body.contains("<html"));

        let killed = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
        assert!(killed.unwrap().success());
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "nothing but the address on stdout");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(log.contains("[query-left-out] 签名串中的 URI 没有带查询参数"), "{log}");
        assert!(log.ends_with("1 accepted, 1 refused, 0 malformed\n"), "{log}");
        assert!(!log.contains(KEY), "{log}");
    }
}

/// A test fixture starts it and reads none of what it says.
#[cfg(unix)]
#[test]
fn it_stops_when_told_though_nobody_reads_its_log() {
    let mut child = serve(&["--listen", "127.0.0.1:0"]).start();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("http://").unwrap().parse().unwrap();
    let uri = format!("/v1/users/list?{}", "x".repeat(800));
    // More than a pipe holds.
    for _ in 0..200 {
        call("GET", &uri, "").send(address).is(200);
    }
    let killed = Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    // Held open, and unread.
    let _unread = child.stderr.take().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_has_to_be_put_right_is_said() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        serve(&["--listen", address]).run().complains(&["--allow-remote", "SecretKey"]);
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    serve(&["--listen", &address]).run().complains(&[&address]);
    serve(&["--record", "/no/such/folder/file"]).run().complains(&["/no/such/folder/file"]);
    Tmsig::new(["serve", "--listen", "127.0.0.1:0"]).run().complains(&["TMSIG_SECRET_ID"]);
    serve(&["--listen", "nowhere"]).run().complains(&["--listen", "127.0.0.1:8787"]);
    serve(&["--listen", "localhost:0"]).run().complains(&["127.0.0.1:0"]);
    let file = tempfile::NamedTempFile::new().unwrap();
    let one = r#"{"secret_id":"A","secret_key":"K","app_id":"1"}"#;
    let other = r#"{"secret_id":"A","secret_key":"L","app_id":"2"}"#;
    std::fs::write(file.path(), format!("[{one},{other},{one}]")).unwrap();
    let path = file.path().display().to_string();
    serve(&["--credentials", &path]).run().complains(&["accounts 1 and 3", "secret_id A"]);

    // A record of before outlives a server that did not start.
    std::fs::write(file.path(), "of before").unwrap();
    serve(&["--listen", &address, "--record", &path]).run().complains(&[&address]);
    assert_eq!(std::fs::read_to_string(file.path()).unwrap(), "of before");
}
