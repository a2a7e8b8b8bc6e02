//! Calls and requests in words.

#[cfg(feature = "campaign")]
use crate::vectors::ClientStep;
use crate::vectors::LogicalCall;
use crate::visible::Visible;

/// How much of a text is shown around its first difference.
pub(super) const SHOWN: usize = 120;
/// How much of a long text is shown.
pub(super) const SHOWN_WHOLE: usize = 800;

/// What is asked, in one line.
#[cfg(feature = "campaign")]
pub(crate) fn step_text(step: &ClientStep) -> String {
    let with_answers = |call: &LogicalCall| {
        let mut text = logical_text(call);
        for answer in &call.answers {
            text.push_str(&match &answer.location {
                Some(location) => format!(", redirected ({}) to {location}", answer.status),
                None => format!(", answered {} at first", answer.status),
            });
        }
        text
    };
    let texts: Vec<_> = step.calls().iter().map(with_answers).collect();
    match step {
        ClientStep::Call(_) => texts.concat(),
        ClientStep::Calls(_) => format!("at once: {}", texts.join(" | ")),
    }
}

/// The call in one line.
pub(super) fn logical_text(call: &LogicalCall) -> String {
    let shown = |text: &str| Visible(text.as_bytes()).around(0, SHOWN);
    let mut text = format!("{} {}", call.method, call.path);
    for (name, value) in &call.path_params {
        text.push_str(&format!(", {name} = {}", shown(value)));
    }
    if !call.query.is_empty() {
        let pairs = call.query.iter();
        let pairs: Vec<_> =
            pairs.map(|(name, value)| format!("{}={}", shown(name), shown(value))).collect();
        text.push_str(&format!(", query {}", pairs.join(" ")));
    }
    if let Some(json) = &call.json_text {
        let json = Visible(json.as_bytes());
        text.push_str(&format!(", JSON {}", json.around(0, 2 * SHOWN).trim_matches('"')));
    }
    for part in call.multipart.iter().flatten() {
        text.push_str(&format!(", part {} of {} bytes", shown(&part.name), part.content().len()));
    }
    if call.json_text.is_none() && call.multipart.is_none() {
        text.push_str(", no body");
    }
    text
}
