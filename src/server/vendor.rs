//! What the vendor's API answers to the common calls, plausible enough for its
//! SDKs to parse. Elsewhere the request is echoed.
//!
//! Names and types of the members are those of the vendor's SDKs. Meetings
//! that were created are remembered, so that a test can query and cancel them;
//! ids that nobody created are answered all the same.

use std::collections::VecDeque;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::history::Refused;
use crate::request::Request;

/// Meetings remembered.
const MOST_MEETINGS: usize = 1000;
/// Longest text taken over from a request, in bytes.
const LONGEST_TEXT: usize = 4 << 10;

/// The meetings that were created.
#[derive(Debug)]
pub(super) struct Meetings {
    created: VecDeque<Meeting>,
    count: u64,
}

#[derive(Clone, Debug)]
struct Meeting {
    /// 19 digits, as the vendor's.
    id: String,
    /// 9 digits.
    code: String,
    subject: String,
    start_time: String,
    end_time: String,
    hosts: Vec<Value>,
    kind: i64,
}

impl Meetings {
    pub(super) fn new() -> Self {
        Self { created: VecDeque::new(), count: 0 }
    }

    /// Answers a request that was accepted.
    ///
    /// # Errors
    ///
    /// If its body is not what the call wants.
    pub(super) fn answer(&mut self, request: &Request<'_>) -> Result<Option<Value>, Refused> {
        let (path, query) = path_and_query(request.uri_bytes());
        let segments: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
        let method = str::from_utf8(request.method_bytes()).unwrap_or_default();
        let body = match (method, &segments[..]) {
            ("POST", ["meetings"]) => self.create(&members(request)?),
            ("GET", ["meetings"]) => self.list(query_value(&query, "meeting_code").as_deref()),
            ("GET", ["meetings", id]) => {
                json!({ "meeting_number": 1, "meeting_info_list": [self.of_id(id).details()] })
            }
            ("PUT", ["meetings", id]) => {
                let changes = members(request)?;
                self.update(id, &changes)
            }
            ("POST", ["meetings", id, "cancel" | "dismiss"]) => {
                members(request)?;
                self.created.retain(|meeting| meeting.id != *id);
                json!({})
            }
            ("GET", ["meetings", id, "participants"]) => self.of_id(id).participants(),
            ("GET", ["users", "list"]) => json!({
                "total_count": 1, "current_size": 1, "current_page": 1, "page_size": 20,
                "users": [user("tester1")],
            }),
            ("GET", ["users", id]) => user(id),
            ("POST", ["users"]) | ("PUT", ["users", _]) => {
                members(request)?;
                json!({})
            }
            ("DELETE", ["users", _]) => json!({}),
            ("GET", ["records"]) => records(&Meeting::new(0)),
            ("GET", ["addresses"]) => {
                let id = query_value(&query, "meeting_record_id");
                addresses(&id.unwrap_or_else(|| "1".to_owned()))
            }
            ("GET", ["addresses", id]) => address(id),
            _ => return Ok(None),
        };
        Ok(Some(body))
    }

    fn create(&mut self, wanted: &Map<String, Value>) -> Value {
        self.count += 1;
        let mut meeting = Meeting::new(self.count);
        meeting.change(wanted);
        let mut info = meeting.summary();
        info["settings"] =
            wanted.get("settings").filter(|s| s.is_object()).cloned().unwrap_or_else(|| json!({}));
        info["participants"] = json!([]);
        if self.created.len() == MOST_MEETINGS {
            self.created.pop_front();
        }
        self.created.push_back(meeting);
        json!({ "meeting_number": 1, "meeting_info_list": [info] })
    }

    fn update(&mut self, id: &str, changes: &Map<String, Value>) -> Value {
        if let Some(meeting) = self.created.iter_mut().find(|meeting| meeting.id == id) {
            meeting.change(changes);
        }
        let info = self.of_id(id).summary();
        json!({
            "meeting_number": 1,
            "meeting_info_list": [{ "meeting_id": info["meeting_id"], "meeting_code": info["meeting_code"] }],
        })
    }

    fn list(&self, code: Option<&str>) -> Value {
        let infos: Vec<_> = self
            .created
            .iter()
            .rev()
            .filter(|meeting| code.is_none_or(|code| meeting.code == code))
            .take(20)
            .map(Meeting::details)
            .collect();
        json!({
            "meeting_number": infos.len(), "remaining": 0, "next_pos": 0, "next_cursory": 0,
            "meeting_info_list": infos,
        })
    }

    /// The meeting, or one that might have this id.
    fn of_id(&self, id: &str) -> Meeting {
        self.created
            .iter()
            .find(|meeting| meeting.id == id)
            .cloned()
            .unwrap_or_else(|| Meeting { id: id.to_owned(), ..Meeting::new(0) })
    }
}

impl Meeting {
    fn new(number: u64) -> Self {
        let id = 7_567_173_273_889_276_131 + number;
        let code = 530_812_452 + number % 400_000_000;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        Self {
            id: id.to_string(),
            code: code.to_string(),
            subject: "tmsig".to_owned(),
            start_time: now.to_string(),
            end_time: (now + 3600).to_string(),
            hosts: vec![json!({ "userid": "tester1" })],
            kind: 0,
        }
    }

    fn change(&mut self, wanted: &Map<String, Value>) {
        let text = |name: &str| match wanted.get(name) {
            Some(Value::String(text)) if text.len() <= LONGEST_TEXT => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        for (member, name) in [
            (&mut self.subject, "subject"),
            (&mut self.start_time, "start_time"),
            (&mut self.end_time, "end_time"),
        ] {
            if let Some(text) = text(name) {
                *member = text;
            }
        }
        if let Some(userid) = text("userid") {
            self.hosts = vec![json!({ "userid": userid })];
        }
        if let Some(kind) = wanted.get("type").and_then(Value::as_i64) {
            self.kind = kind;
        }
    }

    fn summary(&self) -> Value {
        json!({
            "subject": self.subject,
            "meeting_id": self.id,
            "meeting_code": self.code,
            "type": self.kind,
            "join_url": format!("https://meeting.tencent.com/dm/{}", self.code),
            "start_time": self.start_time,
            "end_time": self.end_time,
            "hosts": self.hosts,
            "enable_live": false,
        })
    }

    fn details(&self) -> Value {
        let mut info = self.summary();
        info["status"] = "MEETING_STATE_INIT".into();
        info["meeting_type"] = 0.into();
        info["participants"] = json!([]);
        info["current_hosts"] = info["hosts"].clone();
        info["settings"] = json!({ "mute_enable_join": true, "allow_unmute_self": true });
        info
    }

    fn participants(&self) -> Value {
        json!({
            "meeting_id": self.id, "meeting_code": self.code, "subject": self.subject,
            "schedule_start_time": self.start_time, "schedule_end_time": self.end_time,
            "total_count": 1, "has_remaining": false, "next_pos": 0,
            "participants": [{
                "userid": "tester1", "user_name": "dGVzdGVyMQ==", "join_time": self.start_time,
                "left_time": self.end_time, "instanceid": 1, "user_role": 2,
            }],
        })
    }
}

fn user(id: &str) -> Value {
    json!({
        "userid": id, "username": id, "area": "86", "avatar_url": "", "email": "", "phone": "",
        "status": "1", "update_time": "0", "user_account_type": 1,
    })
}

fn records(meeting: &Meeting) -> Value {
    json!({
        "total_count": 1, "current_size": 1, "current_page": 1, "total_page": 1,
        "record_meetings": [{
            "meeting_record_id": "1", "meeting_id": meeting.id, "meeting_code": meeting.code,
            "userid": "tester1", "subject": meeting.subject, "media_start_time": 1_600_000_000_000_u64,
            "state": 3,
            "record_files": [{
                "record_file_id": "1", "record_size": 1024, "record_start_time": 1_600_000_000_000_u64,
                "record_end_time": 1_600_003_600_000_u64,
            }],
        }],
    })
}

fn addresses(id: &str) -> Value {
    json!({
        "meeting_record_id": id, "total_count": 1, "current_size": 1, "current_page": 1,
        "total_page": 1, "record_files": [address("1")],
    })
}

fn address(id: &str) -> Value {
    json!({ "record_file_id": id, "view_address": "", "download_address": "", "audio_address": "" })
}

/// The members of the body.
fn members(request: &Request<'_>) -> Result<Map<String, Value>, Refused> {
    if request.is_multipart_form_data() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(request.body_bytes()) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(Refused::Parameters(
            "the signature is right; the body is JSON, but this call wants an object",
        )),
        Err(_) => Err(Refused::Parameters(
            "the signature is right; the body is not JSON, as this call wants",
        )),
    }
}

fn path_and_query(uri: &[u8]) -> (String, String) {
    let uri = String::from_utf8_lossy(uri);
    let (path, query) = uri.split_once('?').unwrap_or((&uri, ""));
    (path.to_owned(), query.to_owned())
}

/// The first value of that name, as it stands there.
fn query_value(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (found, value) = pair.split_once('=')?;
        (found == name).then(|| value.to_owned())
    })
}
