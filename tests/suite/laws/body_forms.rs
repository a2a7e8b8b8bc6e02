use std::time::Duration;

use serde_json::Value;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};
use tmsig::doctor::{Doctor, Verdict, rewritings};
use tmsig::{Credentials, Request, Signer, StringToSign, header};

use super::input::decisions;

/// A body that is serialised a second time, by another program or with another
/// setting, against the bytes that were signed: where they differ the doctor
/// names in what.
pub fn body_forms(input: &[u8]) {
    let ([signed, sent], body) = decisions(input);
    // Numbers that do not fit are written with other digits: another value.
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return };
    let [signed, sent] = [signed, sent].map(|form| written(&value, body, form));
    let credentials = Credentials::new("AKIDexample", "a-secret-key");
    let intended = request(&signed);
    let mut arrived = request(&sent);
    let signer = Signer::new(credentials.clone());
    let signature = signer.sign_parts(&StringToSign::as_arrived(&intended));
    arrived.set_header(header::SIGNATURE, signature.as_str());
    let named = rewritings(&intended, &arrived);
    let shown = [&signed, &sent].map(|body| String::from_utf8_lossy(body));
    assert_eq!(named.is_empty(), signed == sent, "a new class: {shown:?}");

    let doctor = Doctor::default()
        .recipes_only()
        .max_mistakes(1)
        .near(0)
        .nonces(0)
        .budget(Duration::from_secs(600))
        .intended(intended.into_owned());
    let diagnosis = doctor.examine(&arrived, &credentials);
    match diagnosis.verdict {
        Verdict::Valid => assert_eq!(signed, sent),
        Verdict::Invalid(_) => assert_ne!(signed, sent),
        _ => panic!("unexplained: {shown:?}"),
    }
    assert!(named.iter().all(|advice| diagnosis.advice.contains(advice)));
}

fn request(body: &[u8]) -> Request<'_> {
    Request::new("POST", "/v1/meetings")
        .header(header::KEY, "AKIDexample")
        .header(header::CONTENT_TYPE, "application/json")
        .nonce("1")
        .timestamp("1600000000")
        .body(body)
}

/// The value as different programs write it; as it stands, too.
fn written(value: &Value, as_it_stands: &[u8], form: u8) -> Vec<u8> {
    match form % 8 {
        0 => as_it_stands.to_vec(),
        1 => value.to_string().into_bytes(),
        2 => with(value, PrettyFormatter::new()),
        3 => with(value, PrettyFormatter::with_indent(b"\t")),
        4 => with(value, Spaced { is_ascii: false, are_slashes_escaped: false }),
        5 => with(value, Spaced { is_ascii: true, are_slashes_escaped: false }),
        6 => with(value, Spaced { is_ascii: true, are_slashes_escaped: true }),
        _ => {
            let mut reversed = String::new();
            push_reversed(&mut reversed, value);
            reversed.into_bytes()
        }
    }
}

fn with(value: &Value, formatter: impl Formatter) -> Vec<u8> {
    use serde::Serialize as _;
    let mut out = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut out, formatter);
    value.serialize(&mut serializer).expect("a value is JSON");
    out
}

/// Python's spaces, with or without its escapes, and PHP's slashes.
struct Spaced {
    is_ascii: bool,
    are_slashes_escaped: bool,
}

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
    ) -> std::io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> std::io::Result<()> {
        for character in fragment.chars() {
            if character == '/' && self.are_slashes_escaped {
                writer.write_all(b"\\/")?;
            } else if character.is_ascii() || !self.is_ascii {
                write!(writer, "{character}")?;
            } else {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

/// Members from last to first.
fn push_reversed(out: &mut String, value: &Value) {
    match value {
        Value::Object(members) => {
            let members: Vec<_> = members.iter().collect();
            out.push('{');
            for (index, (name, value)) in members.into_iter().rev().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                push_reversed(out, value);
            }
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                push_reversed(out, value);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}
