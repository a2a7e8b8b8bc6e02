//! What a program asks its API client for: values before anything is encoded.

use std::collections::BTreeMap;

use arbitrary::{Result, Unstructured};

use super::json;
use crate::vectors::{ClientStep, LogicalCall, ScriptedAnswer, UploadPart};

/// One call, now and then several at once, one that is redirected, or one that
/// the server fails at first: biased to where clients break.
///
/// # Errors
///
/// None of its own; the source of bytes may have some.
pub fn step(u: &mut Unstructured<'_>) -> Result<ClientStep> {
    let kind = u.int_in_range(0..=31)?;
    if kind == 31 {
        let count = u.int_in_range(2..=4)?;
        return (0..count).map(|_| call(u)).collect::<Result<_>>().map(ClientStep::Calls);
    }
    let mut call = call(u)?;
    match kind {
        29 => call.answers = vec![ScriptedAnswer { status: 500, location: None }],
        30 => {
            let location = Some(format!("{{base_url}}{}", u.choose(LOCATIONS)?));
            call.answers = vec![ScriptedAnswer { status: 307, location }];
        }
        _ => {}
    }
    Ok(ClientStep::Call(call))
}

fn call(u: &mut Unstructured<'_>) -> Result<LogicalCall> {
    let (method, has_json) = match u.int_in_range(0..=15)? {
        0..=5 => ("GET", false),
        6..=10 => ("POST", true),
        11 => ("POST", false),
        12 => ("PUT", true),
        13 => ("PUT", false),
        14 => ("DELETE", false),
        _ => ("DELETE", true),
    };
    let (path, path_params) = path(u)?;
    let mut call = LogicalCall {
        method: method.to_owned(),
        path,
        path_params,
        query: query(u)?,
        json_text: None,
        multipart: None,
        answers: Vec::new(),
    };
    if has_json && method == "POST" && u.int_in_range(0..=15)? == 15 {
        let count = u.int_in_range(1..=3)?;
        call.multipart = Some((0..count).map(|_| part(u)).collect::<Result<_>>()?);
    } else if has_json {
        call.json_text = Some(json::plain_document(u)?);
    }
    Ok(call)
}

fn path(u: &mut Unstructured<'_>) -> Result<(String, BTreeMap<String, String>)> {
    let template = *u.choose(TEMPLATES)?;
    let mut parameters = BTreeMap::new();
    for name in ["meeting_id", "userid"] {
        if template.contains(&format!("{{{name}}}")) {
            let mut value = value(u)?;
            // What an empty segment or a dot means is for the server to say.
            if value.is_empty() || value.bytes().all(|byte| byte == b'.') {
                value.push('1');
            }
            parameters.insert(name.to_owned(), value);
        }
    }
    Ok((template.to_owned(), parameters))
}

fn query(u: &mut Unstructured<'_>) -> Result<Vec<(String, String)>> {
    let count = u.int_in_range(0..=4)?;
    (0..count).map(|_| Ok(((*u.choose(NAMES)?).to_owned(), value(u)?))).collect()
}

fn value(u: &mut Unstructured<'_>) -> Result<String> {
    if u.int_in_range(0..=2)? == 0 {
        return Ok((*u.choose(PLAIN)?).to_owned());
    }
    let count = u.int_in_range(1..=3)?;
    (0..count).map(|_| Ok(*u.choose(PIECES)?)).collect()
}

fn part(u: &mut Unstructured<'_>) -> Result<UploadPart> {
    let content: Vec<&str> =
        (0..u.int_in_range(0..=6)?).map(|_| u.choose(CONTENT).copied()).collect::<Result<_>>()?;
    let filename = u.choose(&[None, Some("a.txt"), Some("周会.txt"), Some("a b.txt")])?;
    let content_type = filename.map(|_| "text/plain".to_owned());
    let name = *u.choose(&["file", "meta", "a"])?;
    Ok(UploadPart::new(name, filename.map(str::to_owned), content_type, content.concat().into()))
}

const TEMPLATES: &[&str] = &[
    "/v1/meetings",
    "/v1/meetings/{meeting_id}",
    "/v1/meetings/{meeting_id}/cancel",
    "/v1/users/{userid}",
    "/v1/users/{userid}/meetings/{meeting_id}",
    "/v1/users/id-{userid}.json",
];

const LOCATIONS: &[&str] =
    &["/v1/other", "/v1/meetings/%E5%91%A8", "/v1/meetings?page=2&a=%2F", "/v2/a?b="];

const NAMES: &[&str] =
    &["userid", "a", "b", "instanceid", "A", "a[]", "start_time", "主题", "a b", "a+b", "10"];

const PLAIN: &[&str] = &["1", "tester1", "7567173273889276131", "", "true", "a@example.com"];

/// Each of what is encoded, decoded or cut somewhere.
const PIECES: &[&str] = &[
    "a",
    "张三",
    "👨\u{200d}👩\u{200d}👧",
    "é",
    "e\u{301}",
    "𠮷",
    " ",
    "+",
    "%",
    "%20",
    "%2F",
    "%2f",
    "%E5",
    "/",
    "?",
    "#",
    "&",
    "=",
    ";",
    ":",
    "@",
    ",",
    "~",
    "*",
    "'",
    "\"",
    "(",
    ")",
    "!",
    "$",
    "[",
    "]",
    "{",
    "}",
    "|",
    "\\",
    "^",
    "`",
    "<",
    ">",
    ".",
    "-",
    "_",
    "\t",
    "\u{7f}",
    "\u{2028}",
    "\u{feff}",
];

const CONTENT: &[&str] = &["a", "\n", "\r\n", "--", "周", "\u{0}", "{}", "\r\n--x--\r\n"];
