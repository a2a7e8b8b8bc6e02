//! The event that a callback tells of.

use super::json::{self, JsonFault, Member, Value};
use super::note::Note;
use super::refusal::{Field, Reason, Refusal};

/// An event: `{"event":"…","trace_id":"…","payload":[…]}`.
///
/// Which names there are grows with the vendor's product, and so do the
/// members: a receiver acknowledges what it does not know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    name: String,
    trace_id: String,
    json: String,
    payloads: usize,
}

impl Event {
    /// Reads the plaintext of an event.
    pub(super) fn read(json: String) -> Result<(Self, Option<Note>), Refusal> {
        let names = ["event", "trace_id", "unique_sequence", "payload"];
        let [name, trace_id, unique_sequence, payload] = json::members(json.as_bytes(), names)
            .map_err(|fault| match fault {
                JsonFault::Syntax { offset } => {
                    Refusal { field: Field::Plaintext, reason: Reason::NotJson, offset, byte: None }
                }
                JsonFault::NotObject => Refusal::whole(Field::Plaintext, Reason::NotObject),
            })?;
        let name = text(name, Field::Event)?;
        let note =
            (trace_id.is_none() && unique_sequence.is_some()).then_some(Note::UniqueSequence);
        let trace_id = text(trace_id.or(unique_sequence), Field::TraceId)?;
        let payloads = match payload {
            None => return Err(Refusal::whole(Field::Payload, Reason::Missing)),
            Some(Member { value: Value::List(count), .. }) => count,
            Some(_) => return Err(Refusal::whole(Field::Payload, Reason::NotList)),
        };
        Ok((Self { name, trace_id, json, payloads }, note))
    }

    /// The name, such as `meeting.started`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What an event is told from its repetitions by; in events of 2020 it is
    /// called `unique_sequence`.
    pub fn trace_id(&self) -> &str {
        &self.trace_id
    }

    /// How many items `payload` has.
    pub fn payloads(&self) -> usize {
        self.payloads
    }

    /// The whole event as it was sent.
    pub fn json(&self) -> &str {
        &self.json
    }
}

fn text(member: Option<Member<'_>>, field: Field) -> Result<String, Refusal> {
    match member {
        None => Err(Refusal::whole(field, Reason::Missing)),
        Some(Member { value: Value::Text(text), .. }) if text.is_empty() => {
            Err(Refusal::whole(field, Reason::Empty))
        }
        Some(Member { value: Value::Text(text), .. }) => Ok(text.into_owned()),
        Some(_) => Err(Refusal::whole(field, Reason::NotText)),
    }
}
