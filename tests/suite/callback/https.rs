//! `tmsig callback check` and `send` over HTTPS: a certificate is judged by the
//! roots that are given, and nothing is said to who has none of theirs. The
//! server is Node's, the certificate OpenSSL's.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use super::cli::{KEY, TOKEN, tmsig, told};

struct Server {
    child: Child,
    url: String,
    certificate: PathBuf,
    _folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

const PROGRAM: &str = "
const { createServer } = await import('node:https');
const { readFileSync } = await import('node:fs');
const { handler } = await import(process.cwd() + '/adapters/receivers/receiver.mjs');
const [folder] = process.argv.slice(-1);
const read = (name) => readFileSync(`${folder}/${name}.pem`);
const { TOKEN, KEY } = process.env;
const server = createServer({ key: read('key'), cert: read('certificate') }, handler(TOKEN, KEY, () => {}));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
";

/// A certificate that is its own root, for one address.
fn make_certificate(folder: &Path, address: &str) {
    let status = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-nodes", "-days", "2", "-subj", "/CN=receiver", "-keyout"])
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(folder.join("certificate.pem"))
        .args(["-addext", &format!("subjectAltName=IP:{address}")])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .stderr(Stdio::null())
        .status();
    assert!(status.unwrap().success());
}

fn start(address: &str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    make_certificate(folder.path(), address);
    let mut child = Command::new("node")
        .args(["--input-type=module", "-e", PROGRAM, "--"])
        .arg(folder.path())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("TOKEN", TOKEN)
        .env("KEY", KEY)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut port = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut port).unwrap();
    let url = format!("https://127.0.0.1:{}/callback", port.trim());
    Server { child, url, certificate: folder.path().join("certificate.pem"), _folder: folder }
}

fn run(words: &[&str]) -> Output {
    tmsig(words).output().unwrap()
}

#[test]
fn a_receiver_behind_a_private_root_is_judged_and_sent_to() {
    let server = start("127.0.0.1");
    let ca = server.certificate.to_str().unwrap();
    let output = run(&["check", "--fast", "--ca", ca, &server.url]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert!(told(&output).contains("30 passed, 0 failed"), "{}", told(&output));
    let output = run(&["send", "--event", "meeting.end", "--ca", ca, &server.url]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
}

#[test]
fn a_certificate_of_no_known_root_or_of_another_name_is_refused() {
    let server = start("127.0.0.1");
    let output = run(&["send", "--event", "meeting.end", &server.url]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(told(&output).contains("UnknownIssuer"), "{}", told(&output));

    let other = start("127.0.0.2");
    let ca = other.certificate.to_str().unwrap();
    let output = run(&["send", "--event", "meeting.end", "--ca", ca, &other.url]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(told(&output).contains("not valid for name"), "{}", told(&output));
}

#[test]
fn what_is_no_root_and_what_speaks_no_tls_is_said() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "no certificate").unwrap();
    let path = file.path().to_str().unwrap();
    let output = run(&["check", "--ca", path, "https://127.0.0.1:1/"]);
    assert_eq!(output.status.code(), Some(2), "{}", told(&output));
    assert!(told(&output).contains("no certificate in PEM"), "{}", told(&output));

    let plain = super::receiver::Receiver::start(|_| super::receiver::Answer::new(200, ""));
    let url = plain.url.replace("http://", "https://");
    let output = run(&["send", "--event", "meeting.end", &url]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    assert!(plain.arrived.lock().unwrap().is_empty());
}
