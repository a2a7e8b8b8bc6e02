//! An event that a call causes, with the members that the vendor documents.

use serde_json::{Map, Value, json};

/// What happened, and to what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server) struct Caused {
    /// The vendor's name of it.
    pub(super) name: &'static str,
    /// What its one item holds beside the time.
    item: Map<String, Value>,
}

impl Caused {
    /// Something that a user did to a meeting.
    pub(in crate::server) fn of_meeting(
        name: &'static str,
        userid: &str,
        meeting_info: Value,
    ) -> Self {
        let mut item = Map::new();
        item.insert("operator".to_owned(), person(userid));
        item.insert("meeting_info".to_owned(), meeting_info);
        Self { name, item }
    }

    /// A meeting was cancelled, for a reason that may be empty.
    pub(in crate::server) fn cancelled(userid: &str, meeting_info: Value, reason: &str) -> Self {
        let mut caused = Self::of_meeting("meeting.canceled", userid, meeting_info);
        caused.item.insert("cancel_reason".to_owned(), reason.into());
        caused
    }

    /// The token that was asked for, which comes by this event alone (127651).
    pub(in crate::server) fn sts_token(req_id: &str, token: &str, expire_ts: u64) -> Self {
        let mut item = Map::new();
        let info = json!({ "req_id": req_id, "sts_token": token, "expire_ts": expire_ts });
        item.insert("token_info".to_owned(), info);
        Self { name: "common.sts-token", item }
    }

    /// The event, with the time in milliseconds.
    pub(super) fn to_json(&self, trace_id: &str, now: u64) -> Value {
        let mut item = Map::new();
        item.insert("operate_time".to_owned(), now.into());
        item.extend(self.item.clone());
        json!({ "event": self.name, "trace_id": trace_id, "payload": [item] })
    }
}

/// A user, as events tell of one.
pub(in crate::server) fn person(userid: &str) -> Value {
    json!({
        "userid": userid, "user_name": userid, "uuid": "WMtmsig", "instance_id": "1",
        "ms_open_id": "tmsig",
    })
}
