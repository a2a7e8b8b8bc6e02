//! The lines of the adapter protocol for clients.

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::CallAnswer;
use crate::conformance::protocol::Members;
use crate::credentials::Credentials;
use crate::vectors::LogicalCall;

/// What `call` and `calls` lines have in common.
#[derive(Serialize)]
struct Line<'l, C> {
    op: &'static str,
    seq: u64,
    base_url: &'l str,
    app_id: &'l str,
    sdk_id: Option<&'l str>,
    secret_id: &'l str,
    secret_key: &'l str,
    #[serde(flatten)]
    content: C,
}

#[derive(Serialize)]
struct Calls<'l> {
    calls: Vec<CallMembers<'l>>,
}

#[derive(Serialize)]
struct CallMembers<'l> {
    #[serde(flatten)]
    call: &'l LogicalCall,
    /// The value of `json_text`, as JSON within the line.
    json: Option<Box<RawValue>>,
}

/// A call or several, without the newline at the end.
pub(super) fn call_line(
    seq: u64,
    base_url: &str,
    credentials: &Credentials,
    calls: &[LogicalCall],
    op: &'static str,
) -> Result<String, String> {
    let secret_key = str::from_utf8(credentials.expose_secret_key())
        .map_err(|_| "the SecretKey is not UTF-8, which the protocol cannot carry".to_owned())?;
    let members = |call| members(call);
    let mut all = calls.iter().map(members).collect::<Result<Vec<_>, _>>()?;
    let line = |content| Line {
        op,
        seq,
        base_url,
        app_id: credentials.app_id().unwrap_or_default(),
        sdk_id: credentials.sdk_id(),
        secret_id: credentials.secret_id(),
        secret_key,
        content,
    };
    let text = if op == "calls" {
        serde_json::to_string(&line(Content::Calls(Calls { calls: all })))
    } else {
        serde_json::to_string(&line(Content::Call(all.remove(0))))
    };
    text.map_err(|error| error.to_string())
}

#[derive(Serialize)]
#[serde(untagged)]
enum Content<'l> {
    Call(CallMembers<'l>),
    Calls(Calls<'l>),
}

fn members(call: &LogicalCall) -> Result<CallMembers<'_>, String> {
    let json = call.json_text.as_deref().map(on_one_line).map(RawValue::from_string).transpose();
    Ok(CallMembers { call, json: json.map_err(|error| error.to_string())? })
}

/// The same JSON without the white space between its tokens: a line break
/// there would end the line it is sent on.
fn on_one_line(json: &str) -> String {
    let (mut is_string, mut is_escaped) = (false, false);
    json.chars()
        .filter(|&c| {
            if is_string {
                is_string = c != '"' || is_escaped;
                is_escaped = c == '\\' && !is_escaped;
                return true;
            }
            is_string = c == '"';
            !matches!(c, ' ' | '\t' | '\n' | '\r')
        })
        .collect()
}

/// Reads the answer to a call, or to so many calls at once.
///
/// # Errors
///
/// Says how the line is not the answer that was due, without quoting it.
pub(super) fn parse_call_answer(
    line: &[u8],
    seq: u64,
    concurrent: Option<usize>,
) -> Result<CallAnswer, String> {
    let answer = Members::parse(line)?;
    let (skip, error) = (answer.text("skip")?, answer.text("error")?);
    answer.check_seq(seq, error.is_some())?;
    let member = if concurrent.is_some() { "statuses" } else { "status" };
    let given = answer.0.get(member).filter(|value| !value.is_null());
    match (given, skip, error) {
        (Some(value), None, None) => statuses(value, member, concurrent),
        (None, Some(reason), None) => Ok(CallAnswer::Skipped(reason)),
        (None, None, Some(message)) => Ok(CallAnswer::Failed(message)),
        _ => Err(format!("the answer needs exactly one of {member}, skip and error")),
    }
}

fn statuses(value: &Value, member: &str, concurrent: Option<usize>) -> Result<CallAnswer, String> {
    let status = |value: &Value| {
        value
            .as_u64()
            .and_then(|status| u16::try_from(status).ok())
            .filter(|status| (100..600).contains(status))
            .ok_or_else(|| format!("{member} is not an HTTP status"))
    };
    let Some(count) = concurrent else { return Ok(CallAnswer::Statuses(vec![status(value)?])) };
    let list = value.as_array().ok_or_else(|| format!("{member} is not an array"))?;
    if list.len() != count {
        return Err(format!("{count} calls were asked, {} statuses answered", list.len()));
    }
    list.iter().map(status).collect::<Result<_, _>>().map(CallAnswer::Statuses)
}

#[cfg(test)]
mod tests {
    use super::on_one_line;

    #[test]
    fn white_space_goes_where_it_says_nothing() {
        let json = "{\n\t\"a b\\\"\\\\\" : [ 1.0,\r\n \" \" ]}";
        assert_eq!(on_one_line(json), "{\"a b\\\"\\\\\":[1.0,\" \"]}");
    }
}
