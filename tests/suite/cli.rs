//! The `tmsig` command as its users run it: results, exit codes, and errors
//! that say what to do.

mod advised;
pub(crate) mod command;
mod page;
pub(crate) mod vector_files;

use std::fs;
use std::path::Path;

use data_encoding::{BASE64, HEXLOWER};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) use command::Tmsig;
use command::{Ran, repository};
use vector_files::topic;

const SECRET_ID: &str = "AKIDmadeUpForTheCommandLine";
const SECRET_KEY: &str = "SKmadeUp7Qz4Wn1Xv8Yb5Nc2Lk9Jh";
const OTHER_KEY: &str = "SKotherMadeUp3Rt6Vd0Fg7Hs4Ma1";
const APP_ID: &str = "200000042";
const SDK_ID: &str = "10042";

const NONCE: &str = "880064";
const TIMESTAMP: u64 = 1_600_000_000;
const BODY: &str = r#"{"subject":"周会"}"#;

// ---- sign ----------------------------------------------------------------------------------------

#[test]
fn sign_prints_the_signature_of_a_file_or_of_stdin() {
    let folder = Folder::with_request();
    let expected = format!("{}\n", expected_signature(SECRET_ID, SECRET_KEY));
    for arguments in [&["sign", "request.json"][..], &["sign", "-"], &["sign"]] {
        let ran = folder.signing(arguments).stdin(request().to_string()).run().exits(0);
        assert_eq!(ran.stdout, expected, "{arguments:?}");
        assert_eq!(ran.stderr, "", "{arguments:?}");
    }
}

#[test]
fn sign_as_json_adds_the_headers_and_changes_nothing_else() {
    let folder = Folder::with_request();
    let arguments = ["sign", "--format=json", "request.json"];
    let signed = folder.signing(&arguments).env("TMSIG_SDK_ID", SDK_ID).run().exits(0).json();
    let mut expected = request();
    for (name, value) in [
        // As text, in which headers travel.
        ("X-TC-Timestamp", TIMESTAMP.to_string()),
        ("AppId", APP_ID.to_owned()),
        ("SdkId", SDK_ID.to_owned()),
        ("X-TC-Key", SECRET_ID.to_owned()),
        ("X-TC-Signature", expected_signature(SECRET_ID, SECRET_KEY)),
    ] {
        expected["headers"][name] = value.into();
    }
    assert_eq!(signed, expected);
}

#[test]
fn sign_as_stages_shows_every_stage() {
    let folder = Folder::with_request();
    let ran = folder.signing(&["sign", "--format=stages", "request.json"]).run().exits(0);
    let string_to_sign = string_to_sign(SECRET_ID);
    let header_string = string_to_sign.lines().nth(1).unwrap();
    let escaped = string_to_sign.replace('\n', "\\n");
    let digest = HEXLOWER.encode(&hmac_sha256::HMAC::mac(&string_to_sign, SECRET_KEY));
    assert_eq!(
        ran.stdout,
        format!(
            "header string   \"{header_string}\"\n\
             string to sign  \"{escaped}\"\n\
             hex digest      {digest}\n\
             signature       {}\n",
            expected_signature(SECRET_ID, SECRET_KEY)
        )
    );
}

#[test]
fn credentials_come_from_a_file_of_one_or_of_many() {
    let folder = Folder::with_request();
    folder.write("one.json", &credentials_json(SECRET_ID, SECRET_KEY));
    folder.write(
        "many.json",
        &json!([
            { "secret_id": "AKIDother", "secret_key": OTHER_KEY },
            credentials_json(SECRET_ID, SECRET_KEY),
        ]),
    );
    let sign = |credentials, request| {
        let arguments = ["sign", "--credentials", credentials, request];
        folder.tmsig(&arguments).run()
    };
    let expected = expected_signature(SECRET_ID, SECRET_KEY);
    assert_eq!(sign("one.json", "request.json").exits(0).stdout.trim_end(), expected);

    // Of several, X-TC-Key tells which.
    sign("many.json", "request.json").complains(&["X-TC-Key", "several accounts"]);
    for (key, signature) in
        [(SECRET_ID, expected), ("AKIDother", expected_signature("AKIDother", OTHER_KEY))]
    {
        let mut request = request();
        request["headers"]["X-TC-Key"] = key.into();
        folder.write("keyed.json", &request);
        assert_eq!(sign("many.json", "keyed.json").exits(0).stdout.trim_end(), signature);
    }
    let mut request = request();
    request["headers"]["X-TC-Key"] = "AKIDnobody".into();
    folder.write("keyed.json", &request);
    sign("many.json", "keyed.json").complains(&["none of the accounts", "X-TC-Key"]);
}

#[test]
fn stamp_makes_a_request_that_is_valid_now() {
    let folder = Folder::with_request();
    let stamp = || folder.signing(&["sign", "--stamp", "request.json"]).run().exits(0).stdout;
    let (first, second) = (stamp(), stamp());
    let nonce = |signed: &str| {
        let signed: Value = serde_json::from_str(signed).unwrap();
        signed["headers"]["X-TC-Nonce"].as_str().unwrap().parse::<u64>().unwrap()
    };
    assert_ne!(nonce(&first), nonce(&second));
    assert_ne!(nonce(&first).to_string(), NONCE);
    for signed in [first, second] {
        let ran = folder.signing(&["verify", "--clock=now"]).stdin(signed).run().exits(0);
        assert_eq!(ran.stdout, "valid\n");
    }
}

#[test]
fn a_request_that_http_cannot_carry_is_refused_with_what_to_do() {
    let folder = Folder::with_request();
    let mut request = request();
    request["uri"] = "/v1/meetings?q=a b".into();
    let ran = folder.signing(&["sign"]).stdin(request.to_string()).run();
    ran.complains(&["uri", "offset 16", "%20"]);
    request["uri"] = "/v1/meetings".into();
    request["headers"] = json!({ "X-TC-Timestamp": TIMESTAMP });
    let ran = folder.signing(&["sign"]).stdin(request.to_string()).run();
    ran.complains(&["X-TC-Nonce", "missing"]);
}

// ---- files and faults ----------------------------------------------------------------------------

/// PowerShell and Notepad write such files.
#[test]
fn files_in_utf_16_are_read_by_every_command() {
    let folder = Folder::with_request();
    let account = credentials_json(SECRET_ID, SECRET_KEY).to_string();
    for (mark, of_unit) in
        [([0xff, 0xfe], u16::to_le_bytes as fn(u16) -> [u8; 2]), ([0xfe, 0xff], u16::to_be_bytes)]
    {
        let encoded = |text: &str| {
            let units = text.encode_utf16().flat_map(of_unit);
            mark.into_iter().chain(units).collect::<Vec<u8>>()
        };
        fs::write(folder.path().join("account.json"), encoded(&account)).unwrap();
        let with = |command| folder.tmsig(&[command, "--credentials=account.json"]);
        let signature = expected_signature(SECRET_ID, SECRET_KEY) + "\n";
        let signed = with("sign").stdin(encoded(&request().to_string())).run().exits(0);
        assert_eq!(signed.stdout, signature);
        for command in ["verify", "doctor"] {
            with(command).stdin(encoded(&signed_request().to_string())).run().exits(0);
        }
        with("sign")
            .stdin(&mark[..])
            .stdin([&mark[..], b"x"].concat())
            .run()
            .complains(&["UTF-16"]);
    }
}

#[test]
fn no_error_tells_a_place_that_there_is_not() {
    let folder = Folder::with_request();
    for text in [
        "",
        "[]",
        "\"x\"",
        "{",
        "{}",
        "[{}]",
        "{\"method\":1}",
        r#"{"method":"GET","uri":"/","body":"a","body_base64":"YQ=="}"#,
        r#"[{"method":"GET","uri":"/","body":"a","body_base64":"YQ=="}]"#,
    ] {
        for command in ["sign", "verify", "doctor"] {
            let ran = folder.signing(&[command]).stdin(text).run().complains(&[]);
            for place in ["line 0", "column 0", ":0"] {
                assert!(!ran.stderr.contains(place), "{text}: {ran:#?}");
            }
        }
        folder.write_text("account.json", text);
        let credentials = ["sign", "--credentials=account.json", "request.json"];
        let ran = folder.tmsig(&credentials).run().complains(&["account.json"]);
        assert!(!ran.stderr.contains(":0"), "{text}: {ran:#?}");
    }
}

/// A file name, an id or an argument may hold what a terminal obeys.
#[test]
fn errors_give_no_orders_to_the_terminal() {
    let folder = Folder::with_request();
    let escape = "\u{1b}]0;title\u{7}\u{9b}2J\u{7f}";
    let account = credentials_json(escape, SECRET_KEY);
    folder.write("accounts.json", &json!([account, account]));
    for arguments in [
        &["sign", &format!("no-{escape}.json")][..],
        &["sign", "--credentials", &format!("no-{escape}.json"), "request.json"],
        &["sign", "--credentials", "accounts.json", "request.json"],
        &["vectors", "show", escape],
        &["mistakes", "show", escape],
        &["test", "--vectors", escape],
        &["test", "--filter", &format!("[{escape}")],
        &["test", "--", &format!("./no-{escape}")],
        &["serve", "--record", &format!("no-{escape}/file"), "--credentials", "accounts.json"],
        &["report", "diff", escape, escape],
        &["doctor", "--intended", escape, "request.json"],
        &["fuzz", "--corpus", "request.json", "--cases", escape],
    ] {
        let ran = folder.signing(arguments).run().complains(&[]);
        let obeyed = ran.stderr.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t');
        assert_eq!(obeyed, None, "{arguments:?}: {ran:#?}");
    }
}

/// Whoever pastes a line has not written it.
#[cfg(unix)]
#[test]
fn a_pasted_line_reads_plain_files_up_to_a_bound() {
    let folder = Folder::with_request();
    let line = |name: &str| format!("curl https://a/v1/a -H 'X-TC-Signature: x' -d @{name}");
    for device in ["/dev/zero", "/dev/tty", "/", "/proc/self/mem"] {
        let ran = folder.signing(&["doctor"]).stdin(line(device)).run();
        assert!(matches!(ran.code, Some(1 | 2)), "{ran:#?}");
    }
    folder.signing(&["doctor"]).stdin(line("/dev/zero")).run().complains(&["no plain file"]);
    let sparse = fs::File::create(folder.path().join("sparse")).unwrap();
    sparse.set_len((64 << 20) + 1).unwrap();
    folder.signing(&["doctor"]).stdin(line("sparse")).run().complains(&["longer than 64 MiB"]);
}

#[cfg(target_os = "linux")]
mod on_a_full_disk {
    use super::*;

    #[test]
    fn help_and_version_that_nobody_gets_are_a_fault() {
        for arguments in [&["--help"][..], &["--version"], &["doctor", "--help"], &["help", "test"]]
        {
            let full = fs::File::options().write(true).open("/dev/full").unwrap();
            assert_eq!(Tmsig::new(arguments).run_into(full).code, Some(2), "{arguments:?}");
        }
        Tmsig::new(["--help"]).run().exits(0);
        Tmsig::new(["--no-such-option"]).run().exits(2);
    }

    /// A file may not grow beyond this many blocks of the shell's.
    fn limited(folder: &Folder, arguments: &str) -> Ran {
        let binary = env!("CARGO_BIN_EXE_tmsig");
        let script = format!("trap '' XFSZ; ulimit -f 1; exec '{binary}' {arguments}");
        let ran = std::process::Command::new("bash")
            .args(["-c", &script])
            .current_dir(folder.path())
            .output();
        ran.unwrap().into()
    }

    #[test]
    fn files_are_written_whole_or_not_at_all() {
        let folder = Folder::with_request();
        let wrong = repository("adapters/wrong/no_hex.py");
        folder.write_text("expected.txt", "of before\n");
        let command = format!(
            "test --accumulated 0 --write-expect-failures expected.txt -- python3 {}",
            wrong.display()
        );
        limited(&folder, &command).exits(2);
        assert_eq!(fs::read_to_string(folder.path().join("expected.txt")).unwrap(), "of before\n");

        limited(&folder, "vectors copy copied").exits(2);
        for entry in fs::read_dir(folder.path().join("copied")).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                let original = repository("vectors").join(&name);
                assert_eq!(fs::read(&path).unwrap(), fs::read(original).unwrap(), "{name}");
            }
        }
    }
}

/// It holds what was sent.
#[cfg(unix)]
#[test]
fn a_record_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::with_request();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    folder.signing(&["serve", "--record", "record.jsonl", "--listen", &address]).run().exits(2);
    let mode = fs::metadata(folder.path().join("record.jsonl")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_key_that_is_too_short_to_be_kept_back_is_warned_of() {
    let folder = Folder::with_request();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (lang, word) in [("en", "fewer than 8 bytes"), ("zh", "不足 8 个字节")] {
        let serve = ["serve", "--lang", lang, "--listen", &address];
        let short = folder.signing(&serve).env("TMSIG_SECRET_KEY", "sk-test").run().exits(2);
        assert!(short.stderr.contains(word), "{short:#?}");
        let long = folder.signing(&serve).env("TMSIG_SECRET_KEY", "sk-test1").run().exits(2);
        assert!(!long.stderr.contains(word), "{long:#?}");
    }
}

// ---- data ----------------------------------------------------------------------------------------

/// Every byte that JSON can carry raw or a terminal would take for its own.
fn text_of_odd_characters() -> String {
    let control = (0..0x20).chain([0x7f, 0x80, 0x85, 0x9b]).filter_map(char::from_u32);
    control.chain("\u{1b}[31mred\u{1b}[0m \u{feff}\u{200b}周会😀".chars()).collect()
}

#[test]
fn what_sign_prints_is_valid_for_verify_whatever_is_in_the_body() {
    for body in ["a\u{7f}b".to_owned(), text_of_odd_characters()] {
        let mut request = request();
        request["body"] = body.as_str().into();
        let folder = Folder::with_request();
        let sign = ["sign", "--format=json"];
        let signed = folder.signing(&sign).stdin(request.to_string()).run().exits(0);
        assert_eq!(signed.json()["body"], body.as_str());
        let verified = folder.signing(&["verify"]).stdin(signed.stdout).run().exits(0);
        assert_eq!(verified.stdout, "valid\n");
    }
}

proptest! {
    // Two processes for each.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_request_that_sign_prints_is_read_back_as_it_was(
        body in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..300),
            any::<String>().prop_map(String::into_bytes),
            "[\\x00-\\x20\\x7f-\\u{a0}\\u{2000}-\\u{200f}]{0,40}".prop_map(String::into_bytes),
        ],
        content_type in "[ -~\\u{80}-\\u{9f}周]{0,20}",
    ) {
        let mut request = request();
        request.as_object_mut().unwrap().remove("body");
        request["body_base64"] = BASE64.encode(&body).into();
        request["headers"]["Content-Type"] = content_type.as_str().into();
        let folder = Folder::with_request();
        let sign = folder.signing(&["sign", "--format=json"]).stdin(request.to_string()).run();
        if sign.code == Some(2) {
            // A header that HTTP does not carry.
            return Ok(());
        }
        let signed = sign.exits(0);
        let printed = signed.json();
        let printed_body = match (&printed["body"], &printed["body_base64"]) {
            (Value::String(text), _) => text.as_bytes().to_vec(),
            (_, Value::String(text)) => BASE64.decode(text.as_bytes()).unwrap(),
            _ => Vec::new(),
        };
        prop_assert_eq!(printed_body, body);
        // Blanks around a value are no part of it.
        let content_type = content_type.trim_matches([' ', '\t']);
        prop_assert_eq!(&printed["headers"]["Content-Type"], content_type);
        let verified = folder.signing(&["verify"]).stdin(signed.stdout).run().exits(0);
        prop_assert_eq!(verified.stdout, "valid\n");
    }
}

/// The key of the environment or of the file may stand in an input that is not
/// what it should be, or is one.
#[test]
fn what_is_said_of_an_input_tells_no_key() {
    let folder = Folder::with_request();
    folder.write("other.json", &credentials_json("AKIDother", OTHER_KEY));
    let held = format!("{SECRET_KEY} and {OTHER_KEY}");
    let mut wrong = signed_request();
    wrong["uri"] = format!("/v1/{SECRET_KEY}/{OTHER_KEY}").into();
    for (arguments, input) in [
        (&["doctor"][..], format!("curl https://a/v1/a -d @{held}")),
        (&["doctor"], format!("curl https://a/v1/a --{held}")),
        (&["doctor"], held.clone()),
        (&["doctor"], wrong.to_string()),
        (&["verify"], wrong.to_string()),
        (&["verify"], format!("{{\"{held}\":1}}")),
        (&["sign", &held], String::new()),
        (&["vectors", "show", &held], String::new()),
    ] {
        let with_file = [arguments, &["--credentials=other.json"][..]].concat();
        let takes_file = ["doctor", "verify", "sign"].contains(&arguments[0]);
        let arguments = if takes_file { &with_file } else { arguments };
        let ran = folder.signing(arguments).stdin(input.clone()).run();
        assert_ne!(ran.code, Some(0), "{ran:#?}");
        let told = |key: &str| ran.stderr.contains(key) || ran.stdout.contains(key);
        assert!(!told(SECRET_KEY), "{arguments:?} {input}: {ran:#?}");
        assert!(!takes_file || !told(OTHER_KEY), "{arguments:?} {input}: {ran:#?}");
    }
}

#[test]
fn the_string_to_sign_that_verify_tells_has_every_byte() {
    let body = text_of_odd_characters();
    let mut request = signed_request();
    request["body"] = body.as_str().into();
    let folder = Folder::with_request();
    let told = folder.verify(&["--format=json"], &request).exits(1).json();
    let expected = told["string_to_sign"]["expected"].as_str().unwrap();
    assert!(expected.ends_with(&format!("\n{body}")), "{expected:?}");
}

#[test]
fn vectors_show_prints_every_case_as_its_file_has_it() {
    for vector in vector_files::all_topics() {
        let mut shown = Tmsig::new(["vectors", "show", &vector.id]).run().exits(0).json();
        let mut expected = vector.test;
        assert_eq!(shown["credentials"]["secret_key"], vector.secret_key);
        // Explained there and not only named.
        for case in [&mut shown, &mut expected] {
            case.as_object_mut().unwrap().remove("flags");
        }
        shown.as_object_mut().unwrap().remove("credentials");
        assert_eq!(shown, expected, "{}", vector.id);
    }
}

#[test]
fn every_golden_request_that_sign_prints_is_valid_for_verify() {
    for vector in vector_files::all_topics() {
        if vector.test["result"] != "valid" {
            continue;
        }
        let shown = Tmsig::new(["vectors", "show", &vector.id]).run().exits(0).json();
        let account = &shown["credentials"];
        let tmsig = |arguments: &[&str]| {
            Tmsig::new(arguments)
                .env("TMSIG_SECRET_ID", account["secret_id"].as_str().unwrap())
                .env("TMSIG_SECRET_KEY", account["secret_key"].as_str().unwrap())
        };
        let request = shown["request"].to_string();
        let signed = tmsig(&["sign", "--format=json"]).stdin(request).run().exits(0);
        assert_eq!(signed.json()["headers"]["X-TC-Signature"], vector.test["signature"]);
        let verified = tmsig(&["verify"]).stdin(signed.stdout).run().exits(0);
        assert_eq!(verified.stdout, "valid\n", "{}", vector.id);
    }
}

// ---- verify --------------------------------------------------------------------------------------

#[test]
fn verify_tells_valid_from_invalid() {
    let folder = Folder::with_request();
    let ran = folder.verify(&[], &signed_request()).exits(0);
    assert_eq!(ran.stdout, "valid\n");
    // The timestamp was not asked about, but is worth a word.
    assert!(ran.stderr.contains("190300"), "{ran:?}");

    let mut tampered = signed_request();
    tampered["body"] = r#"{"subject":"周会!"}"#.into();
    let ran = folder.verify(&[], &tampered).exits(1);
    assert!(ran.stdout.starts_with("invalid: 200003"), "{ran:?}");
    assert!(ran.stderr.contains(r#"/v1/meetings\n{"subject":"周会!"}"#), "{ran:?}");
}

#[test]
fn verify_looks_at_the_timestamp_by_the_clock_it_is_given() {
    let folder = Folder::with_request();
    let signed = signed_request();
    for (clock, code) in [
        (TIMESTAMP - 301, 1),
        (TIMESTAMP - 300, 0),
        (TIMESTAMP, 0),
        (TIMESTAMP + 300, 0),
        (TIMESTAMP + 301, 1),
    ] {
        let ran = folder.verify(&[&format!("--clock={clock}")], &signed).exits(code);
        assert_eq!(ran.stdout.contains("190300"), code == 1, "{ran:?}");
        assert_eq!(ran.stderr, "");
    }
    let ran = folder.verify(&["--clock=now"], &signed).exits(1);
    assert!(ran.stdout.contains("190300"), "{ran:?}");
    folder.verify(&["--clock=noon"], &signed).complains(&["--clock", "noon", "UNIX seconds"]);
}

#[test]
fn verify_as_json() {
    let folder = Folder::with_request();
    let valid = folder.verify(&["--format=json"], &signed_request()).exits(0).json();
    assert_eq!(valid, json!({ "verdict": "valid", "error_code": null }));

    let mut other_key = signed_request();
    other_key["headers"]["X-TC-Signature"] = expected_signature(SECRET_ID, OTHER_KEY).into();
    let invalid = folder.verify(&["--format=json"], &other_key).exits(1).json();
    assert_eq!(invalid["verdict"], "invalid");
    assert_eq!(invalid["error_code"], 200_003);
    let shown = invalid["string_to_sign"]["expected"].as_str().unwrap();
    assert_eq!(shown, string_to_sign(SECRET_ID));
}

#[test]
fn verify_names_a_signature_of_the_wrong_form() {
    let folder = Folder::with_request();
    let mut raw = signed_request();
    let digest = hmac_sha256::HMAC::mac(string_to_sign(SECRET_ID), SECRET_KEY);
    raw["headers"]["X-TC-Signature"] = BASE64.encode(&digest).into();
    let ran = folder.verify(&[], &raw).exits(1);
    assert!(ran.stderr.contains("44") && ran.stderr.contains("hex-encode"), "{ran:?}");
}

// ---- Input errors --------------------------------------------------------------------------------

#[test]
fn a_request_that_cannot_be_read_is_named_with_line_and_what_is_wanted() {
    let folder = Folder::with_request();
    let faults: &[(&str, &[&str])] = &[
        ("", &["there is nothing in it"]),
        ("{\n\"method\":\"GET\"\n", &["EOF", "line 3"]),
        ("{\"method\":\n5}", &["integer, expected", "line 2"]),
        (r#"{"method":"GET"}"#, &["missing field `uri`"]),
        (r#"{"method":"GET","url":"/v1"}"#, &["unknown field `url`", "line 1"]),
        (r#"{"method":"GET","uri":"/","body":{"a":1}}"#, &["map", "a JSON body as a string too"]),
        (r#"{"method":"GET","uri":"/","body":"","body_base64":""}"#, &["`body_base64`", "both"]),
        (r#"{"method":"GET","uri":"/","body_base64":"e"}"#, &["base64"]),
    ];
    for command in ["sign", "verify"] {
        for (text, words) in faults {
            folder.write_text("bad.json", text);
            let ran = folder.signing(&[command, "bad.json"]).run();
            ran.complains(words).complains(&["bad.json", "wanted", r#"{"method":"POST""#]);
            let ran = folder.signing(&[command]).stdin(*text).run();
            ran.complains(words).complains(&["standard input"]);
        }
        let ran = folder.signing(&[command]).stdin(b"{\"method\":\"\xd6\xdc\"}".to_vec()).run();
        ran.complains(&["standard input", "not UTF-8 from byte 11 on"]);
        folder.signing(&[command, "gone.json"]).run().complains(&["cannot read gone.json"]);
        folder.signing(&[command, "."]).run().complains(&["cannot read ."]);
    }
}

#[test]
fn a_byte_order_mark_is_forgiven() {
    let folder = Folder::with_request();
    let marked = |value: &Value| format!("\u{feff}{value}");
    folder.write_text("credentials.json", &marked(&credentials_json(SECRET_ID, SECRET_KEY)));
    let ran = folder.tmsig(&["sign", "--credentials=credentials.json"]).stdin(marked(&request()));
    assert_eq!(ran.run().exits(0).stdout.trim_end(), expected_signature(SECRET_ID, SECRET_KEY));
}

#[test]
fn a_missing_variable_is_named() {
    let folder = Folder::with_request();
    let unset = folder.tmsig(&["sign", "request.json"]);
    unset.run().complains(&["TMSIG_SECRET_ID is not set", "--credentials FILE"]);
    let half = folder.tmsig(&["sign", "request.json"]).env("TMSIG_SECRET_ID", SECRET_ID);
    half.run().complains(&["TMSIG_SECRET_KEY is not set"]);
    let empty = folder.signing(&["sign", "request.json"]).env("TMSIG_SECRET_KEY", "");
    empty.run().complains(&["TMSIG_SECRET_KEY is not set"]);
}

/// Whatever is wrong with it, a credentials file is never quoted.
#[test]
fn malformed_credentials_are_named_with_line_and_never_shown() {
    let folder = Folder::with_request();
    let key = SECRET_KEY;
    let faults = [
        format!("\"{key}\""),
        key.to_owned(),
        format!("{{\"secret_id\":\"A\",\"secret_key\":\"{key}\""),
        format!("{{\"secret_id\":\"A\",\"secret_key\":\"{key}"),
        format!("{{\"secret_id\":\"A\",\"key\":\"{key}\"}}"),
        format!("{{\"secret_id\":\"A\",\"{key}\":\"\"}}"),
        format!("{{\"secret_id\":\"A\",\"secret_key\":\"{key}\",\"note\":\"x\"}}"),
        format!("{{\"secret_id\":5,\"secret_key\":\"{key}\"}}"),
        format!("{{\"secret_id\":\"A\",\"secret_key\":[\"{key}\"]}}"),
        format!("{{\"A\":{{\"secret_id\":\"A\",\"secret_key\":\"{key}\"}}}}"),
        format!("[[{{\"secret_id\":\"A\",\"secret_key\":\"{key}\"}}]]"),
        format!("[\"{key}\"]"),
        format!("{{\"secret_key\":\"{key}\"}}"),
        format!("{{\"secret_id\":\"A\",\"secret_key\":\"{key}\",\"secret_key\":\"{key}\"}}"),
        format!("{{\"secret_id\":\"A\",\"secret_key\":\"\\u{key}\"}}"),
        format!("TMSIG_SECRET_KEY={key}\n"),
        r#"{"secret_id":"A","secret_key":31415926535}"#.to_owned(),
    ];
    for text in faults {
        folder.write_text("credentials.json", &text);
        for command in ["sign", "verify"] {
            let arguments = [command, "--credentials=credentials.json", "request.json"];
            let ran = folder.tmsig(&arguments).run();
            let ran = ran.complains(&["credentials.json:1:", "\"secret_id\":\"…\""]);
            assert!(!ran.stderr.contains(key), "{text}: {ran:#?}");
            assert!(!ran.stderr.contains("31415926535"), "{text}: {ran:#?}");
        }
    }
}

#[test]
fn the_key_alone_stands_in_a_file() {
    let folder = Folder::with_request();
    let sign = |key: &str| {
        folder.write_text("key", key);
        Tmsig::new(["sign", "--key-file=key", "request.json"])
            .in_folder(folder.path())
            .env("TMSIG_SECRET_ID", SECRET_ID)
            .run()
    };
    let right = expected_signature(SECRET_ID, SECRET_KEY);
    for (before, behind) in [("", ""), ("", "\n"), ("", "\r\n"), ("\u{feff}", "\n")] {
        let ran = sign(&format!("{before}{SECRET_KEY}{behind}")).exits(0);
        assert_eq!(ran.stdout.trim_end(), right, "{before:?} {behind:?}");
    }
    for key in ["", "\n", &format!("{SECRET_KEY}\nsomething-else\n")] {
        let ran = sign(key).exits(2);
        assert!(ran.stderr.contains("the SecretKey on one line"), "{}", ran.stderr);
        assert!(!ran.stderr.contains(SECRET_KEY), "{}", ran.stderr);
    }
}

/// On a terminal the key is asked for, and what is typed is not shown.
#[cfg(unix)]
#[test]
fn a_key_that_is_nowhere_is_asked_for_without_echo() {
    const TYPES: &str = r"
import json, os, pty, sys, termios
program, request, secret_id, secret_key = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    environment = {'TMSIG_SECRET_ID': secret_id, 'LANG': 'C', 'PATH': os.environ['PATH']}
    os.execve(program, [program, 'sign', request], environment)
seen = b''
while b'SecretKey (not shown): ' not in seen:
    seen += os.read(terminal, 1000)
# The prompt stands there a moment before the echo is off; no person types so fast.
while termios.tcgetattr(terminal)[3] & termios.ECHO:
    pass
os.write(terminal, secret_key.encode() + b'\n')
while True:
    try:
        more = os.read(terminal, 1000)
    except OSError:
        break
    if not more:
        break
    seen += more
print(json.dumps([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), seen.decode()]))
";
    let folder = Folder::with_request();
    let ran = std::process::Command::new("python3")
        .args(["-c", TYPES, env!("CARGO_BIN_EXE_tmsig")])
        .arg(folder.path().join("request.json"))
        .args([SECRET_ID, SECRET_KEY])
        .output()
        .unwrap();
    let (code, seen): (i32, String) = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains(&expected_signature(SECRET_ID, SECRET_KEY)), "{seen}");
    assert!(!seen.contains(SECRET_KEY), "{seen}");
}

#[test]
fn credentials_without_a_value_are_refused() {
    let folder = Folder::with_request();
    for (text, words) in [
        ("[]", "the list of accounts is empty"),
        (r#"{"secret_id":"","secret_key":"x"}"#, "is empty"),
        (r#"{"secret_id":"x","secret_key":""}"#, "is empty"),
    ] {
        folder.write_text("credentials.json", text);
        let arguments = ["sign", "--credentials=credentials.json", "request.json"];
        folder.tmsig(&arguments).run().complains(&["credentials.json", words]);
    }
}

#[test]
fn credentials_in_the_place_of_the_request_are_not_shown() {
    let folder = Folder::with_request();
    let object = credentials_json(SECRET_ID, SECRET_KEY);
    for credentials in [&object, &json!([object]), &json!([SECRET_ID, SECRET_KEY])] {
        folder.write("credentials.json", credentials);
        for command in ["sign", "verify"] {
            let ran = folder.signing(&[command, "credentials.json"]).run().complains(&[]);
            assert!(!ran.stderr.contains(SECRET_KEY), "{ran:#?}");
        }
    }
}

#[test]
fn a_bare_key_in_the_place_of_the_request_is_not_shown() {
    let folder = Folder::with_request();
    let ran = folder.signing(&["sign"]).stdin(json!(SECRET_KEY).to_string()).run().complains(&[]);
    assert!(!ran.stderr.contains(SECRET_KEY), "{ran:#?}");
}

#[test]
fn a_list_is_not_taken_for_an_object() {
    let folder = Folder::with_request();
    folder.write("credentials.json", &json!([[null, null, SECRET_ID, SECRET_KEY]]));
    let ran = folder.tmsig(&["sign", "--credentials=credentials.json", "request.json"]).run();
    ran.complains(&["not credentials"]);
    let headers = &request()["headers"];
    let list = json!(["GET", null, "/v1/meetings", null, headers, null, null]);
    let ran = folder.signing(&["sign"]).stdin(list.to_string()).run();
    ran.complains(&["line 1", "expected an object"]);
}

#[test]
fn the_key_is_in_no_output_of_any_command() {
    let folder = Folder::with_request();
    folder.write("signed.json", &signed_request());
    let mut tampered = signed_request();
    tampered["method"] = "PUT".into();
    folder.write("tampered.json", &tampered);
    for arguments in [
        "sign request.json",
        "sign --format=json request.json",
        "sign --format=stages request.json",
        "sign --stamp request.json",
        "sign gone.json",
        "sign --format=xml request.json",
        "verify signed.json",
        "verify --clock=now signed.json",
        "verify tampered.json",
        "verify --format=json tampered.json",
        "test --filter=query/plus",
        "vectors list",
        "vectors show query/plus",
        "--help",
        "sign --help",
    ] {
        let ran = folder.signing(&arguments.split(' ').collect::<Vec<_>>()).run();
        for output in [&ran.stdout, &ran.stderr] {
            assert!(!output.contains(SECRET_KEY), "{arguments}: {ran:#?}");
            assert!(!output.contains("panicked"), "{arguments}: {ran:#?}");
        }
    }
}

// ---- vectors -------------------------------------------------------------------------------------

#[test]
fn vectors_list_knows_every_vector() {
    let listed = Tmsig::new(["vectors", "list", "--format=json"]).run().exits(0).json();
    let ids: Vec<_> = listed.as_array().unwrap().iter().map(|case| &case["id"]).collect();
    for vector in vector_files::all_topics() {
        assert!(ids.contains(&&json!(vector.id)), "{} is not listed", vector.id);
    }
    let text = Tmsig::new(["vectors", "list"]).run().exits(0);
    assert_eq!(text.stdout.lines().count(), ids.len());
}

#[test]
fn filter_and_skip_take_ids_flags_and_kinds() {
    let plus_and_space: Vec<_> = topic("query")
        .into_iter()
        .filter(|vector| vector.has_flag("plus-and-space"))
        .map(|vector| vector.id)
        .collect();
    let acceptable: Vec<_> = topic("method")
        .into_iter()
        .filter(|vector| vector.test["result"] == "acceptable")
        .map(|vector| vector.id)
        .collect();
    let query: Vec<_> = topic("query").into_iter().map(|vector| vector.id).collect();
    let mut without_plus = query.clone();
    without_plus.retain(|id| !plus_and_space.contains(id));
    let mut valid_method: Vec<_> = topic("method").into_iter().map(|vector| vector.id).collect();
    valid_method.retain(|id| !acceptable.contains(id));

    assert_eq!(selected(&["--filter=query/plus"]), ["query/plus"]);
    assert_eq!(selected(&["--filter=query/*"]), query);
    assert_eq!(selected(&["--filter=plus-and-spac?"]), plus_and_space);
    assert_eq!(selected(&["--filter=query/*", "--skip=plus-and-space"]), without_plus);
    assert_eq!(selected(&["--filter=method/*", "--skip=acceptable"]), valid_method);
    let both = selected(&["--filter=query/*", "--filter=method/*", "--skip=acceptable"]);
    assert_eq!(both, [valid_method, query].concat());
    assert!(selected(&["--filter=invalid"]).iter().any(|id| id.starts_with("mistakes/")));
    assert!(selected(&["--filter=no-such-thing"]).is_empty());
}

#[test]
fn a_malformed_glob_is_named() {
    for option in ["--filter", "--skip"] {
        for command in [&["vectors", "list"][..], &["test"]] {
            let ran = Tmsig::new(command).arguments([option, "query/[a"]).run();
            ran.complains(&["\"query/[a\"", "malformed"]);
        }
    }
}

#[test]
fn vectors_show_prints_a_vector_with_what_its_flags_mean() {
    let vector = &topic("query")[0];
    let shown = Tmsig::new(["vectors", "show", &vector.id]).run().exits(0).json();
    assert_eq!(shown["request"], vector.test["request"]);
    assert_eq!(shown["signature"], vector.test["signature"]);
    assert_eq!(shown["credentials"]["secret_key"], vector.secret_key);
    assert!(shown["flags"]["query-order"]["failure"].is_string());
    for file in ["accumulated", "canonical"] {
        let id = first_id(file);
        let shown = Tmsig::new(["vectors", "show", &id]).run().exits(0).json();
        assert_eq!(shown["id"], id);
    }
}

#[test]
fn vectors_show_suggests_the_id_that_may_be_meant() {
    let ran = Tmsig::new(["vectors", "show", "uri/order-sorted"]).run();
    ran.complains(&[
        "there is no case \"uri/order-sorted\"",
        "did you mean \"query/order-sorted\"",
    ]);
}

#[test]
fn vectors_show_suggests_an_id_for_a_typo() {
    let ran = Tmsig::new(["vectors", "show", "query/order-sortd"]).run();
    ran.complains(&["did you mean \"query/order-sorted\""]);
}

#[test]
fn vectors_copy_is_repeatable_and_overwrites_only_when_told() {
    let folder = Folder::with_request();
    let copy = |arguments: &[&str]| {
        let all = [&["vectors", "copy", "deep/vectors"], arguments].concat();
        folder.tmsig(&all).run()
    };
    copy(&[]).exits(0);
    let copied = folder.path().join("deep/vectors/query.json");
    let original = fs::read(repository("vectors/query.json")).unwrap();
    assert_eq!(fs::read(&copied).unwrap(), original);
    copy(&[]).exits(0);

    fs::write(&copied, "mine").unwrap();
    copy(&[]).complains(&["query.json", "differs", "--force"]);
    assert_eq!(fs::read(&copied).unwrap(), b"mine");
    copy(&["--force"]).exits(0);
    assert_eq!(fs::read(&copied).unwrap(), original);

    // What was copied is a suite.
    let listed = folder.tmsig(&["vectors", "list", "--vectors=deep/vectors"]).run().exits(0);
    assert_eq!(listed.stdout, Tmsig::new(["vectors", "list"]).run().stdout);
}

#[test]
fn a_broken_vector_file_is_named_with_line_and_test() {
    let folder = Folder::with_request();
    folder.tmsig(&["vectors", "copy", "vectors"]).run().exits(0);
    let path = folder.path().join("vectors/query.json");
    let right = fs::read_to_string(&path).unwrap();
    let digest = topic("query")[0].test["hex_digest"].as_str().unwrap().to_owned();
    let id_line = 1 + right.lines().position(|line| line.contains("\"query/order-kept\"")).unwrap();

    let load = |text: &str| {
        fs::write(&path, text).unwrap();
        folder.tmsig(&["test", "--vectors=vectors", "--filter=query/plus"]).run()
    };
    // A test begins with the brace in the line before its id.
    let begin = format!("query.json:{}: test \"query/order-kept\": ", id_line - 1);
    load(&right.replace(&digest, &"0".repeat(64))).complains(&[&begin, "hex_digest"]);
    let misspelt = right.replacen("\"comment\"", "\"coment\"", 1);
    let line = 1 + misspelt.lines().position(|line| line.contains("\"coment\"")).unwrap();
    load(&misspelt).complains(&[&format!("query.json:{line}: "), "coment", "query/order-kept"]);
    load(&right[..right.len() / 2]).complains(&["query.json:", "EOF"]);
    load(&right.replace("query/order-kept", "query/plus")).complains(&["query/plus", "already"]);
    let ran = folder.tmsig(&["test", "--vectors=gone"]).run();
    ran.complains(&["cannot read gone"]);
    fs::create_dir(folder.path().join("empty")).unwrap();
    folder.tmsig(&["test", "--vectors=empty"]).run().complains(&["empty", "no vector files"]);
}

// ---- test ----------------------------------------------------------------------------------------

#[test]
fn the_embedded_signer_conforms() {
    let report = Tmsig::new(["test", "--format=json"]).run().exits(0).json();
    assert_eq!(report["conforms"], true);
    let vectors = vector_files::all_topics().len() as u64;
    assert!(report["counts"]["passed"].as_u64().unwrap() > vectors);
}

#[test]
fn test_list_shows_what_would_be_put_to_the_subject() {
    let list = |arguments: &[&str]| {
        let ran = Tmsig::new(["test", "--list", "--format=json", "--filter=refusals/*"]);
        let listed = ran.arguments(arguments).run().exits(0).json();
        listed.as_array().unwrap().len()
    };
    let all = topic("refusals");
    let for_signers = all.iter().filter(|vector| vector.is_for_signers()).count();
    assert_eq!(list(&[]), all.len());
    // Nothing is started to list.
    assert_eq!(list(&["--", "./no-such-signer"]), for_signers);
}

#[test]
fn nothing_selected_is_an_error_and_not_a_success() {
    let ran = Tmsig::new(["test", "--filter=no-such-flag"]).run();
    ran.complains(&["no case is selected", "tmsig vectors list"]);
    let wrong = "adapters/wrong/no_hex.py";
    let ran = Tmsig::new(["test", "--filter=invalid", "--", "python3", wrong]).run();
    ran.complains(&["judge verifiers and refusals"]);
    Tmsig::new(["test", "--"]).run().complains(&["no command follows the --"]);
}

#[test]
fn wrong_usage_is_named() {
    for (arguments, word) in [
        (&["test", "--timeout=10"][..], "write it like 500ms, 10s or 2m"),
        (&["test", "--timeout=0s"], "longer than nothing"),
        (&["test", "--timeout=500000000000y"], "longer than a day"),
        (&["test", "--jobs=0"], "from 1 to 256"),
        (&["test", "--jobs=257"], "from 1 to 256"),
        (&["test", "--each"], "COMMAND"),
        (&["test", "signer.py"], "-- "),
        (&["test", "--accumulated=many"], "--accumulated"),
        (&["tset"], "'test'"),
        (&[], "Usage"),
    ] {
        Tmsig::new(arguments).run().complains(&[word]);
    }
}

#[test]
fn expected_failures_are_strict_in_both_directions() {
    let folder = Folder::with_request();
    let judge = |list: &str| {
        folder.write_text("known.txt", list);
        let options = ["test", "--filter=plus-and-space", "--expect-failures=known.txt", "--"];
        folder.tmsig(&options).arguments(["python3"]).arguments([wrong_adapter()]).run()
    };
    let failing: Vec<_> = topic("query")
        .into_iter()
        .filter(|vector| vector.has_flag("plus-and-space") && vector.uri().contains('?'))
        .map(|vector| vector.id)
        .collect();
    let list = failing.join("\n");
    judge(&format!("# all of them\n\n{list}\n")).exits(0);
    judge(&format!("\u{feff}{}", list.replace('\n', "  # why\r\n"))).exits(0);

    let ran = judge(&failing[1..].join("\n")).exits(1);
    assert!(ran.stdout.contains(&format!("FAILED {}", failing[0])), "{ran:#?}");

    // Cases that are not selected may stand in the list.
    judge(&format!("{list}\nbody/ascii-64-kib")).exits(0);
    judge(&format!("{list}\nbody/gone")).complains(&["known.txt", "line 7", "body/gone"]);
    judge(&format!("{list}\n\n{}", failing[0])).complains(&["line 8", &failing[0], "twice"]);

    folder.write_text("known.txt", &failing[0]);
    let options = ["test", "--filter=plus-and-space", "--expect-failures=known.txt"];
    let ran = folder.tmsig(&options).run().exits(1);
    assert!(ran.stdout.contains(&format!("PASSED UNEXPECTEDLY {}", failing[0])), "{ran:#?}");
}

#[test]
fn a_list_of_expected_failures_can_be_written_and_holds() {
    let folder = Folder::with_request();
    let judge = |option: &str| {
        let options = ["test", "--accumulated=1", "--filter=query/*", "--filter=path/*", option];
        let command = folder.tmsig(&options).arguments(["--", "python3"]);
        command.arguments([wrong_adapter()]).run()
    };
    judge("--write-expect-failures=known.txt").exits(1);
    judge("--expect-failures=known.txt").exits(0);
    judge("--expect-failures=gone.txt").complains(&["cannot read gone.txt"]);
    judge("--write-expect-failures=gone/known.txt").exits(2);
}

// ---- report diff ---------------------------------------------------------------------------------

#[test]
fn report_diff_tells_worse_from_better() {
    let folder = Folder::with_request();
    let options = ["test", "--format=json", "--filter=plus-and-space"];
    let right = folder.tmsig(&options).run().exits(0).stdout;
    let command = folder.tmsig(&options).arguments(["--", "python3"]);
    let wrong = command.arguments([wrong_adapter()]).run().exits(1).stdout;
    let fewer = folder.tmsig(&options).arguments(["--skip=query/plus"]).run().exits(0).stdout;
    for (name, report) in [("right", right), ("wrong", wrong), ("fewer", fewer)] {
        folder.write_text(name, &report);
    }
    let diff = |first, second| folder.tmsig(&["report", "diff", first, second]).run();

    assert!(diff("right", "right").exits(0).stdout.starts_with("0 regressed, 0 improved"));
    let ran = diff("right", "wrong").exits(1);
    assert!(ran.stdout.contains("- query/plus: passed → failed\n"), "{ran:#?}");
    assert!(ran.stdout.contains("6 regressed, 0 improved"), "{ran:#?}");
    let ran = diff("wrong", "right").exits(0);
    assert!(ran.stdout.contains("+ query/plus: now passes\n"), "{ran:#?}");
    assert!(ran.stdout.contains("0 regressed, 6 improved"), "{ran:#?}");
    let ran = diff("right", "fewer").exits(1);
    assert!(ran.stdout.contains("- query/plus: passed → not there\n"), "{ran:#?}");
    let ran = diff("fewer", "right").exits(0);
    assert!(ran.stdout.contains("+ query/plus: not there → passed\n"), "{ran:#?}");

    folder.write_text("prose", "all is well");
    diff("prose", "right").complains(&["prose", "the first file is not a report", "line 1"]);
    diff("right", "prose").complains(&["prose", "the second file is not a report", "line 1"]);
    diff("right", "gone").complains(&["cannot read gone"]);
}

// ---- Output --------------------------------------------------------------------------------------

/// `tmsig vectors list | head` is no failure.
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ran = Tmsig::new(["vectors", "list"]).run_into(writer).exits(0);
    assert_eq!(ran.stderr, "");
}

/// Whether anybody reads the report or not.
#[test]
fn the_exit_code_is_that_of_the_verdict_even_if_nobody_reads_the_report() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let options = ["test", "--filter=plus-and-space", "--", "python3"];
    let ran = Tmsig::new(options).arguments([wrong_adapter()]).run_into(writer).exits(1);
    assert!(!ran.stderr.contains("panicked"), "{ran:#?}");
}

#[test]
fn colours_are_for_terminals_unless_forced() {
    let failing = || {
        let options = ["test", "--filter=plus-and-space", "--", "python3"];
        Tmsig::new(options).arguments([wrong_adapter()])
    };
    for arguments in [&["test", "--filter=query/*"][..], &["--help"], &["test", "--jobs=0"]] {
        let ran = Tmsig::new(arguments).run();
        assert!(!ran.stdout.contains('\u{1b}') && !ran.stderr.contains('\u{1b}'), "{ran:?}");
    }
    assert!(!failing().run().stdout.contains('\u{1b}'));
    assert!(failing().env("CLICOLOR_FORCE", "1").run().stdout.contains("\u{1b}[1m"));
    for format in ["json", "junit", "markdown"] {
        let ran = Tmsig::new(["test", "--filter=query/plus", "--format", format]);
        assert!(!ran.env("CLICOLOR_FORCE", "1").run().exits(0).stdout.contains('\u{1b}'));
    }
}

#[test]
fn help() {
    for command in [
        "",
        "test",
        "fuzz",
        "doctor",
        "explain",
        "mistakes",
        "mistakes list",
        "mistakes show",
        "serve",
        "sign",
        "verify",
        "vectors",
        "vectors list",
        "vectors show",
        "vectors copy",
        "report",
        "report diff",
    ] {
        let ran = Tmsig::new(command.split_whitespace().chain(["--help"])).run().exits(0);
        for line in ran.stdout.lines() {
            assert!(line.chars().count() <= 100, "too long for a terminal: {line:?}");
            assert!(!line.contains('\t'), "a tab: {line:?}");
        }
        let name = format!("help {command}").trim_end().replace(' ', "_");
        insta::assert_snapshot!(name, ran.stdout);
    }
}

// ---- Helpers -------------------------------------------------------------------------------------

/// A fresh folder in which commands run.
struct Folder(TempDir);

impl Folder {
    /// With [`request`] in `request.json`.
    fn with_request() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("request.json", &request());
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, json: &Value) {
        self.write_text(name, &json.to_string());
    }

    fn write_text(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn tmsig(&self, arguments: &[&str]) -> Tmsig {
        Tmsig::new(arguments).in_folder(self.path())
    }

    /// With credentials in the environment.
    fn signing(&self, arguments: &[&str]) -> Tmsig {
        self.tmsig(arguments)
            .env("TMSIG_SECRET_ID", SECRET_ID)
            .env("TMSIG_SECRET_KEY", SECRET_KEY)
            .env("TMSIG_APP_ID", APP_ID)
    }

    fn verify(&self, options: &[&str], request: &Value) -> Ran {
        let arguments = [&["verify"], options].concat();
        self.signing(&arguments).stdin(request.to_string()).run()
    }
}

/// A request as somebody writes it by hand, the timestamp as a number.
fn request() -> Value {
    json!({
        "method": "POST",
        "uri": "/v1/meetings",
        "headers": { "X-TC-Nonce": NONCE, "X-TC-Timestamp": TIMESTAMP },
        "body": BODY,
    })
}

fn signed_request() -> Value {
    let mut signed = request();
    signed["headers"]["AppId"] = APP_ID.into();
    signed["headers"]["X-TC-Key"] = SECRET_ID.into();
    signed["headers"]["X-TC-Signature"] = expected_signature(SECRET_ID, SECRET_KEY).into();
    signed
}

fn credentials_json(secret_id: &str, secret_key: &str) -> Value {
    json!({ "secret_id": secret_id, "secret_key": secret_key, "app_id": APP_ID })
}

fn string_to_sign(secret_id: &str) -> String {
    let header_string =
        format!("X-TC-Key={secret_id}&X-TC-Nonce={NONCE}&X-TC-Timestamp={TIMESTAMP}");
    format!("POST\n{header_string}\n/v1/meetings\n{BODY}")
}

/// By other crates than those under test.
fn expected_signature(secret_id: &str, secret_key: &str) -> String {
    let digest = hmac_sha256::HMAC::mac(string_to_sign(secret_id), secret_key);
    BASE64.encode(HEXLOWER.encode(&digest).as_bytes())
}

/// Fails every request with a query, and no other.
fn wrong_adapter() -> std::path::PathBuf {
    repository("adapters/wrong/query_left_out.py")
}

/// The first id of a file that has no groups.
fn first_id(file: &str) -> String {
    let text = fs::read_to_string(repository(&format!("vectors/{file}.json"))).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    let tests = if file["cases"].is_array() { &file["cases"] } else { &file["tests"] };
    tests[0]["id"].as_str().unwrap().to_owned()
}

fn selected(options: &[&str]) -> Vec<String> {
    let ran = Tmsig::new(["vectors", "list", "--format=json"]).arguments(options).run();
    let listed = ran.exits(0).json();
    let ids = listed.as_array().unwrap().iter().map(|case| case["id"].as_str().unwrap());
    ids.map(str::to_owned).collect()
}
