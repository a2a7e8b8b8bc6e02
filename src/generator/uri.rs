//! Paths and queries.

use arbitrary::{Result, Unstructured};

use super::text_of;

pub(super) fn uri(u: &mut Unstructured<'_>) -> Result<String> {
    let mut uri = path(u)?;
    match u.int_in_range(0..=7)? {
        0 | 1 => {}
        2 => uri.push('?'),
        3 => {
            uri.push('?');
            uri.push_str(&text_of(u, 0..=24, GRAPHIC)?);
        }
        _ => push_query(&mut uri, u)?,
    }
    Ok(uri)
}

fn path(u: &mut Unstructured<'_>) -> Result<String> {
    Ok(match u.int_in_range(0..=15)? {
        0..=9 => (*u.choose(PATHS)?).to_owned(),
        10..=12 => format!("/v1/meetings/{}", u.arbitrary::<u64>()?),
        13 => (*u.choose(ODD_PATHS)?).to_owned(),
        // Whether these are signed as sent or decoded is not known.
        14 => format!("/v1/users/{}", u.choose(ESCAPED)?),
        _ => format!("/{}", text_of(u, 0..=24, GRAPHIC_WITHOUT_QUESTION_MARK)?),
    })
}

fn push_query(uri: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
    let count = u.int_in_range(1..=5)?;
    for index in 0..count {
        uri.push(if index == 0 { '?' } else { '&' });
        match u.int_in_range(0..=15)? {
            0..=12 => {
                uri.push_str(u.choose(NAMES)?);
                uri.push('=');
                push_value(uri, u)?;
            }
            // A name alone, an empty pair, a value with no name.
            13 => uri.push_str(u.choose(NAMES)?),
            14 => {}
            _ => {
                uri.push('=');
                push_value(uri, u)?;
            }
        }
    }
    Ok(())
}

fn push_value(uri: &mut String, u: &mut Unstructured<'_>) -> Result<()> {
    match u.int_in_range(0..=7)? {
        0 => uri.push_str(&u.arbitrary::<u32>()?.to_string()),
        1..=3 => uri.push_str(u.choose(PLAIN)?),
        4..=6 => uri.push_str(u.choose(ESCAPED)?),
        _ => {
            uri.push_str(u.choose(PLAIN)?);
            uri.push_str(u.choose(ESCAPED)?);
        }
    }
    Ok(())
}

const PATHS: &[&str] =
    &["/v1/meetings", "/v1/users/list", "/v1/users/tester1", "/v1/meetings/7567173273889276131"];

const ODD_PATHS: &[&str] = &[
    "/",
    "/v1/meetings/",
    "/v1//meetings",
    "/v1/./meetings/../users",
    "/v1/meetings;v=1/x",
    "/v1/a:b@c",
    "/v1/~a.b_c-d",
    "/v1/a,b(c)'!$*",
    "/v1/[a]{b}|c^",
    "/v1/V1/Meetings",
    "//v1/meetings",
    "/v1/a+b",
];

const NAMES: &[&str] = &[
    "userid",
    "a",
    "instanceid",
    "page",
    "a",
    "b",
    "meeting_code",
    "start_time",
    "a[]",
    "A",
    "userid",
    "%61",
    "keyword",
];

const PLAIN: &[&str] = &[
    "1",
    "",
    "tester1",
    "a+b",
    "20",
    "weekly+sync",
    "a,b",
    "a:b",
    "a/b",
    "a?b",
    "~",
    "*",
    "a=b",
    "true",
    "null",
    "2020-12-29T17:41:06+08:00",
    "{\"a\":1}",
    "100%",
    "a;b",
    "B",
    "a'b",
    "(a)",
    "a@example.com",
    "\\",
    "<b>",
    "%zz",
    "%",
];

/// Upper and lower case, what needs no escape, what is not UTF-8, CJK, emoji.
const ESCAPED: &[&str] = &[
    "a%20b",
    "%E5%BC%A0%E4%B8%89",
    "%2F",
    "%2f",
    "%e5%bc%a0",
    "%2B",
    "%25",
    "%2525",
    "%26",
    "%3D",
    "%3d",
    "%7E",
    "%41",
    "%2C",
    "%3A",
    "%F0%9F%91%A8%E2%80%8D%F0%9F%91%A9",
    "e%CC%81",
    "%C3%A9",
    "%D5%C5",
    "%FF",
    "%00",
    "%0A",
    "%0D%0A",
    "%23",
    "%3F",
    "%2A",
    "%21",
    "%27",
    "%u5F20",
];

const GRAPHIC: &[u8] =
    b"az09AZ-._~!$&'()*+,;=:@/?%\"<>\\^`{|}[]bcdefghijklmnopqrstuvwxyBCDEFGHIJKLMNOPQRSTUVWXY12345678";
const GRAPHIC_WITHOUT_QUESTION_MARK: &[u8] =
    b"az09AZ-._~!$&'()*+,;=:@/\"<>\\^`{|}[]bcdefghijklmnopqrstuvwxyBCDEFGHIJKLMNOPQRSTUVWXY12345678";
