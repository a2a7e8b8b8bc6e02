//! What the doctor says beside the name of a mistake: the text that the own code
//! printed, what is left to check, what is likely, what to try next, and the
//! cure as code.

use serde_json::Value;

use super::command::{Ran, Tmsig};

const KEY: &str = "h4Yd2ZpLq8VnRw5TxK3bMc7GsJ9fUe1A";
const HEADERS: &str = "X-TC-Key=AKIDx&X-TC-Nonce=123&X-TC-Timestamp=1600000000";
const BODY: &str = r#"{"userid":"tester1","subject":"周会"}"#;

/// The 88 characters, by another HMAC than the one under test.
fn signature(text: impl AsRef<[u8]>, key: &str) -> String {
    let digest = hmac_sha256::HMAC::mac(text, key);
    data_encoding::BASE64.encode(data_encoding::HEXLOWER.encode(&digest).as_bytes())
}

fn right_text() -> String {
    format!("POST\n{HEADERS}\n/v1/meetings\n{BODY}")
}

struct Case {
    user_agent: &'static str,
    body: String,
    signature: String,
    printed: Option<Vec<u8>>,
}

impl Case {
    fn of(signature: String) -> Self {
        Self { user_agent: "", body: BODY.to_owned(), signature, printed: None }
    }

    fn printed(self, printed: impl Into<Vec<u8>>) -> Self {
        Self { printed: Some(printed.into()), ..self }
    }

    fn run(&self, options: &[&str]) -> Ran {
        let folder = tempfile::tempdir().unwrap();
        let request = format!(
            "POST /v1/meetings HTTP/1.1\r\nHost: api.meeting.qq.com\r\nUser-Agent: {}\r\n\
             Content-Type: application/json\r\nX-TC-Key: AKIDx\r\nX-TC-Nonce: 123\r\n\
             X-TC-Timestamp: 1600000000\r\nAppId: 1\r\nX-TC-Signature: {}\r\n\
             Content-Length: {}\r\n\r\n{}",
            self.user_agent,
            self.signature,
            self.body.len(),
            self.body
        );
        std::fs::write(folder.path().join("sent request.txt"), request).unwrap();
        let mut arguments =
            vec!["doctor", "sent request.txt", "--budget", "600s", "--max-mistakes", "2"];
        if let Some(printed) = &self.printed {
            std::fs::write(folder.path().join("printed.txt"), printed).unwrap();
            arguments.extend(["--signed", "printed.txt"]);
        }
        arguments.extend(options);
        Tmsig::new(arguments)
            .in_folder(folder.path())
            .env("TMSIG_SECRET_ID", "AKIDx")
            .env("TMSIG_SECRET_KEY", KEY)
            .run()
    }

    fn report(&self) -> Value {
        let ran = self.run(&["--format", "json"]);
        serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"))
    }
}

/// Which parts of the printed text are right.
fn right_parts(report: &Value) -> Vec<bool> {
    let parts = report["signed_text"]["parts"].as_array().unwrap();
    parts.iter().map(|part| part["is_right"].as_bool().unwrap()).collect()
}

#[test]
fn a_printed_text_that_made_the_signature_is_proven() {
    // Nothing the doctor composes.
    let text = format!("{}#q7Zk-{}", right_text(), "vendor-suffix-9");
    for (printed, name) in [
        (text.clone().into_bytes(), "as it is"),
        (format!("{text}\n").into_bytes(), "println"),
        (format!("{text}\r\n").into_bytes(), "println on Windows"),
        (format!("stringToSign = {text}\n").into_bytes(), "behind a label"),
        (serde_json::to_string(&text).unwrap().into_bytes(), "as JSON"),
        (
            text.encode_utf16().flat_map(u16::to_le_bytes).fold(
                vec![0xff, 0xfe],
                |mut all, byte| {
                    all.push(byte);
                    all
                },
            ),
            "by PowerShell",
        ),
    ] {
        let report = Case::of(signature(&text, KEY)).printed(printed).report();
        assert_eq!(report["verdict"], "invalid", "{name}");
        assert_eq!(report["mistakes"][0]["id"], "signed-text-other", "{name}");
        assert_eq!(report["signed_text"]["standing"], "signed", "{name}");
        assert_eq!(right_parts(&report), [true, true, true, false], "{name}");
    }
}

#[test]
fn a_printed_text_tells_the_rest_of_the_mistakes() {
    // The text is nothing that is composed, and the key is a mistake as well.
    let text = format!("{}#q7Zk-vendor-suffix-9", right_text());
    let report = Case::of(signature(&text, &format!("{KEY}\n"))).printed(text).report();
    let ids: Vec<_> =
        report["mistakes"].as_array().unwrap().iter().map(|found| &found["id"]).collect();
    assert_eq!(ids, ["signed-text-other", "key-newline-added"]);
}

#[test]
fn a_right_text_with_a_wrong_signature_leads_to_the_key() {
    let report =
        Case::of(signature(right_text(), "of another app")).printed(right_text() + "\n").report();
    assert_eq!(report["verdict"], "unexplained");
    assert_eq!(report["signed_text"]["standing"], "right");
    assert_eq!(right_parts(&report), [true; 4]);
    assert_eq!(report["next"]["id"], "key");
}

#[test]
fn a_text_of_another_call_proves_nothing() {
    let other = right_text().replace("Nonce=123", "Nonce=124");
    let case = Case::of(signature("anything", "of another app")).printed(other);
    let report = case.report();
    assert_eq!(report["verdict"], "unexplained");
    assert_eq!(report["signed_text"]["standing"], "other");
    assert_eq!(right_parts(&report), [true, false, true, true]);
    assert_eq!(report["signed_text"]["parts"][1]["first_difference"], 28);
}

#[test]
fn a_mistake_with_a_name_keeps_it() {
    let text = right_text().replace("POST", "post");
    let report = Case::of(signature(&text, KEY)).printed(text).report();
    assert_eq!(report["mistakes"][0]["id"], "method-lower-case");
    assert_eq!(report["signed_text"]["standing"], "signed");
}

#[test]
fn a_key_in_a_printed_text_is_not_shown() {
    for text in [format!("{}{KEY}", right_text()), format!("key={KEY}\n{}", right_text())] {
        let case = Case::of(signature(&text, KEY)).printed(text.clone());
        for format in ["text", "json"] {
            let ran = case.run(&["--format", format]);
            assert!(!ran.stdout.contains(&KEY[..8]) && !ran.stderr.contains(&KEY[..8]), "{ran:?}");
        }
    }
}

#[test]
fn a_right_signature_tells_what_is_left_to_check() {
    let right = signature(right_text(), KEY);
    let case = Case::of(right.clone());
    let report = case.report();
    assert_eq!(report["verdict"], "valid");
    assert_eq!(report["right"]["signature"], right);
    let ids: Vec<_> =
        report["left_to_check"].as_array().unwrap().iter().map(|check| &check["id"]).collect();
    assert_eq!(
        ids,
        [
            "key-of-the-console",
            "sent-as-recorded",
            "proxy-between",
            "clock-and-nonce",
            "other-code"
        ]
    );
    let said = case.run(&["--lang", "zh"]);
    assert_eq!(said.code, Some(0));
    for word in [&right[..], "控制台", "tmsig serve", "190300"] {
        assert!(said.stdout.contains(word), "{word}: {}", said.stdout);
    }
}

#[test]
fn what_is_likely_and_the_next_experiment_follow_from_the_request() {
    for (body, likely, next) in [
        (BODY, "other-key-or-request", "signed-text"),
        ("", "body-lost", "intended-body"),
        (r#"{"userid":"tester1","subje"#, "body-cut", "intended-body"),
        (r#"{"subject":"????","userid":"tester1"}"#, "body-question-marks", "intended-body"),
        ("{\"subject\":\"h\u{1a}\",\"userid\":\"t\"}", "body-low-bytes", "intended-body"),
    ] {
        let case = Case { body: body.to_owned(), ..Case::of(signature("?", "of another app")) };
        let report = case.report();
        assert_eq!(report["verdict"], "unexplained", "{body}");
        assert_eq!(report["likely"][0]["id"], likely, "{body}");
        assert_eq!(report["next"]["id"], next, "{body}");
        let command = report["next"]["command"].as_str().unwrap();
        assert!(command.ends_with(" 'sent request.txt'"), "{command}");
    }
}

/// The languages and libraries that the code of the first mistake is for.
fn code_for(report: &Value) -> Vec<&str> {
    let code = report["mistakes"][0]["code"].as_array().unwrap();
    code.iter().map(|cure| cure["for"].as_str().unwrap()).collect()
}

#[test]
fn the_cure_is_in_the_language_of_the_user_agent() {
    let raw = data_encoding::BASE64.encode(&hmac_sha256::HMAC::mac(right_text(), KEY));
    for (user_agent, expected) in [
        ("okhttp/4.12.0", &["java"][..]),
        ("python-requests/2.31.0", &["python"]),
        ("GuzzleHttp/7", &["php"]),
        ("axios/1.6.2", &["node"]),
        ("Go-http-client/1.1", &["go"]),
        ("curl/8.5.0", &["shell"]),
        ("", &["java", "php", "python", "node", "go", "csharp", "shell"]),
    ] {
        let report = Case { user_agent, ..Case::of(raw.clone()) }.report();
        assert_eq!(report["mistakes"][0]["id"], "digest-raw");
        assert_eq!(code_for(&report), expected, "{user_agent}");
    }
}

#[test]
fn the_cure_is_in_the_language_that_is_asked_for() {
    let raw = data_encoding::BASE64.encode(&hmac_sha256::HMAC::mac(right_text(), KEY));
    let case = Case { user_agent: "okhttp/4.12.0", ..Case::of(raw) };
    for (asked, name) in [("c#", "C#"), ("csharp", "C#"), ("go", "Go"), ("httpx", "Python")] {
        let ran = case.run(&["--code", asked, "--lang", "zh"]);
        let lines: Vec<&str> = ran.stdout.lines().map(str::trim).collect();
        let at = lines.iter().position(|line| *line == name).unwrap_or_else(|| panic!("{ran:?}"));
        assert!(lines[at + 1].starts_with("错误  "), "{ran:?}");
        assert!(lines[at..].iter().any(|line| line.starts_with("正确  ")), "{ran:?}");
    }
    let ran = case.run(&["--code", "cobol"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("java, okhttp, resttemplate"), "{ran:?}");
}

#[test]
fn a_library_has_a_cure_of_its_own_where_it_differs() {
    let indented = right_text().replace("{\"userid\"", "{ \"userid\"").replace("会\"}", "会\" }");
    let case = Case { user_agent: "axios/1.6.2", ..Case::of(signature(indented, KEY)) };
    assert_eq!(code_for(&case.report()), ["axios"]);
}
