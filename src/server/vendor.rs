//! What the vendor's API answers to the common calls, plausible enough for its
//! SDKs to parse. Elsewhere the request is echoed.
//!
//! Names and types of the members are those of the vendor's SDKs. Meetings
//! that were created are remembered, so that a test can query and cancel them;
//! ids that nobody created are answered all the same.

use std::collections::VecDeque;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use super::events::{Caused, person};
use super::history::Refused;
use crate::request::Request;

/// Meetings remembered.
const MOST_MEETINGS: usize = 1000;
/// Longest text taken over from a request, in bytes.
const LONGEST_TEXT: usize = 4 << 10;

/// What a call is answered, and what comes of it.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    /// The body of the answer.
    pub(super) body: Value,
    /// The event that the call causes.
    pub(super) caused: Option<Caused>,
}

impl From<Value> for Reply {
    fn from(body: Value) -> Self {
        Self { body, caused: None }
    }
}

/// The meetings that were created.
#[derive(Debug)]
pub(super) struct Meetings {
    created: VecDeque<Meeting>,
    count: u64,
    /// How many STS-Tokens were asked for.
    tokens: u64,
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
        Self { created: VecDeque::new(), count: 0, tokens: 0 }
    }

    /// Answers a request that was accepted.
    ///
    /// # Errors
    ///
    /// If its body is not what the call wants.
    pub(super) fn answer(&mut self, request: &Request<'_>) -> Result<Option<Reply>, Refused> {
        let (path, query) = path_and_query(request.uri_bytes());
        let segments: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
        let method = str::from_utf8(request.method_bytes()).unwrap_or_default();
        let body = match (method, &segments[..]) {
            ("POST", ["meetings"]) => return Ok(Some(self.create(&members(request)?))),
            ("GET", ["meetings"]) => self.list(query_value(&query, "meeting_code").as_deref()),
            ("GET", ["meetings", id]) => {
                json!({ "meeting_number": 1, "meeting_info_list": [self.of_id(id).details()] })
            }
            ("PUT", ["meetings", id]) => {
                let changes = members(request)?;
                return Ok(Some(self.update(id, &changes)));
            }
            ("POST", ["meetings", id, "cancel"]) => {
                let wanted = members(request)?;
                return Ok(Some(self.cancel(id, &wanted)));
            }
            ("POST", ["meetings", id, "dismiss"]) => {
                members(request)?;
                self.created.retain(|meeting| meeting.id != *id);
                json!({})
            }
            ("POST", ["app", "sts-token"]) => {
                let wanted = members(request)?;
                return Ok(Some(self.ask_for_token(&wanted)));
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
        Ok(Some(body.into()))
    }

    fn create(&mut self, wanted: &Map<String, Value>) -> Reply {
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
        let caused = Caused::of_meeting("meeting.created", meeting.host(), meeting.of_event());
        self.created.push_back(meeting);
        let body = json!({ "meeting_number": 1, "meeting_info_list": [info] });
        Reply { body, caused: Some(caused) }
    }

    fn update(&mut self, id: &str, changes: &Map<String, Value>) -> Reply {
        if let Some(meeting) = self.created.iter_mut().find(|meeting| meeting.id == id) {
            meeting.change(changes);
        }
        let meeting = self.of_id(id);
        let info = meeting.summary();
        let body = json!({
            "meeting_number": 1,
            "meeting_info_list": [{ "meeting_id": info["meeting_id"], "meeting_code": info["meeting_code"] }],
        });
        let caused = Caused::of_meeting("meeting.updated", meeting.host(), meeting.of_event());
        Reply { body, caused: Some(caused) }
    }

    fn cancel(&mut self, id: &str, wanted: &Map<String, Value>) -> Reply {
        let meeting = self.of_id(id);
        self.created.retain(|meeting| meeting.id != *id);
        let userid = short_text(wanted, "userid").unwrap_or_else(|| meeting.host().to_owned());
        let reason = short_text(wanted, "reason_detail").unwrap_or_default();
        let caused = Caused::cancelled(&userid, meeting.of_event(), &reason);
        Reply { body: json!({}), caused: Some(caused) }
    }

    /// The answer has the number of the request alone: the token comes by an
    /// event (127650, 127651).
    fn ask_for_token(&mut self, wanted: &Map<String, Value>) -> Reply {
        self.tokens += 1;
        let req_id = format!("tmsig-req-{}", self.tokens);
        let hours = wanted.get("valid_time").and_then(Value::as_u64);
        let hours = hours.filter(|hours| [6, 12, 24].contains(hours)).unwrap_or(24);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let token = format!("STSmadeUp{}", self.tokens);
        let caused = Caused::sts_token(&req_id, &token, now + hours * 3600);
        Reply { body: json!({ "req_id": req_id }), caused: Some(caused) }
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
        let text = |name: &str| short_text(wanted, name);
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

    fn host(&self) -> &str {
        self.hosts.first().and_then(|host| host["userid"].as_str()).unwrap_or_default()
    }

    /// As events tell of it: times are numbers, and there are no hosts.
    fn of_event(&self) -> Value {
        let seconds = |text: &str| text.parse::<u64>().map_or_else(|_| text.into(), Value::from);
        json!({
            "meeting_id": self.id, "meeting_code": self.code, "subject": self.subject,
            "creator": person(self.host()), "meeting_type": 0,
            "start_time": seconds(&self.start_time), "end_time": seconds(&self.end_time),
            "meeting_create_mode": u8::from(self.kind == 1), "meeting_create_from": 1,
            "meeting_id_type": 0,
        })
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

/// A member that is a text, or a number; nothing that is long.
fn short_text(members: &Map<String, Value>, name: &str) -> Option<String> {
    match members.get(name) {
        Some(Value::String(text)) if text.len() <= LONGEST_TEXT => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
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
