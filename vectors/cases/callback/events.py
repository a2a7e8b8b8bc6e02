"""Events with payloads of our own: every name that is documented or was seen, with the members it comes with."""

import hashlib
import json

PERSON = {"userid": "tmsig-u1", "user_name": "\u5f20\u4e09", "uuid": "WMmadeUp0001", "instance_id": "2", "ms_open_id": "b2madeUp"}
GUEST = {"userid": "tmsig-u2", "user_name": "Li Si", "uuid": "WMmadeUp0002", "instance_id": "1", "ms_open_id": "b2other"}
MEETING = {
    "meeting_id": "7567173273889276131",
    "meeting_code": "806146667",
    "subject": "\u5468\u4f8b\u4f1a",
    "creator": PERSON,
    "meeting_type": 0,
    "start_time": 1757067300,
    "end_time": 1757070900,
    "meeting_create_mode": 0,
    "meeting_create_from": 1,
    "meeting_id_type": 0,
}
HOSTED = {**MEETING, "hosts": [PERSON]}
RECURRING = {
    **MEETING,
    "meeting_type": 1,
    "sub_meeting_id": "1767051000",
    "sub_meeting_start_time": 1767051000,
    "sub_meeting_end_time": 1767054600,
}
FILES = {"recording_files": [{"record_file_id": "1964787070499246081"}]}
APP = {
    "operator": {"userid": "tmsig-admin", "app_id": "200000001"},
    "app_info": {"sdk_id": "1001", "app_name": "tmsig", "app_type": 0, "is_app_publish": 1, "app_classes": [], "app_create_time": "1700000000", "app_status": 1},
}


def _of_a_person(extras: dict | None = None, meeting: dict = MEETING, operator: dict | None = PERSON) -> dict:
    who = {} if operator is None else {"operator": operator}
    return {**who, "meeting_info": meeting, **(extras or {})}


CATALOGUE: dict[str, dict] = {
    "meeting.created": _of_a_person(),
    "meeting.updated": _of_a_person(),
    "meeting.canceled": _of_a_person({"cancel_reason": "\u6539\u671f"}),
    "meeting.started": _of_a_person(meeting=RECURRING),
    "meeting.end": _of_a_person({"meeting_end_type": 0}),
    "meeting.participant-joined": _of_a_person(operator={**GUEST, "pstn_number": ""}),
    "meeting.participant-left": _of_a_person({"extend_info": {"customer_data": "a=1&b=2"}}, operator=GUEST),
    "meeting.participant-jbh-waiting": _of_a_person(operator=GUEST),
    "meeting.participant-joined-waiting-room": _of_a_person(operator=GUEST),
    "meeting.participant-left-waiting-room": _of_a_person({"to_operator": GUEST, "leave_reason": 1}),
    "meeting.participant-admitted": _of_a_person({"to_operator": GUEST}),
    "meeting.participant-put-in-waiting-room": _of_a_person({"to_operator": GUEST}),
    "meeting.participant-role-changed": _of_a_person({"to_operator": {**GUEST, "user_role": 2}}),
    "meeting.share-screen-open": _of_a_person(meeting=HOSTED),
    "meeting.share-screen-close": _of_a_person(meeting=HOSTED),
    "meeting.live-started": _of_a_person(meeting=HOSTED),
    "meeting.live-stopped": _of_a_person(meeting=HOSTED),
    "meeting.phone.participant-status-updated": _of_a_person({"status": "CANCLE_INVITE"}),
    "meeting.asr-push": _of_a_person({"sid": "0", "asr_content": [{"text": "\u5927\u5bb6\u597d", "start_time": 0}]}, operator=None),
    "recording.started": _of_a_person(),
    "recording.paused": _of_a_person(),
    "recording.resumed": _of_a_person(),
    "recording.stopped": _of_a_person(),
    "recording.completed": _of_a_person(FILES, {**MEETING, "media_set_type": 1}, {"instance_id": "2"}),
    "recording.failed": _of_a_person(FILES, operator={"instance_id": "2"}),
    "recording.deleted": _of_a_person(FILES),
    "recording.audio-completed": {"item": {"record_files": [{"record_file_id": "1964787070499246082"}]}},
    "smart.transcripts": _of_a_person({"recording_files": [{"record_file_id": "2005979751095140353", "lang": "zh"}]}, operator=None),
    "smart.fullsummary": _of_a_person({"recording_files": [{"record_file_id": "2005979751095140353", "lang": "zh"}]}, operator=None),
    "smart.minutes": _of_a_person({"job_id": "1", "result": 1, "recording_files": [{"record_file_id": "1", "lang": "en"}]}, operator=None),
    "oauth.corp-auth": {**APP, "is_first": True},
    "oauth.corp-cancel-auth": APP,
    "oauth.user-auth": APP,
    "oauth.user-cancel-auth": APP,
    "common.sts-token": {"token_info": {"req_id": "tmsig-req-1", "sts_token": "STSmadeUp", "expire_ts": 1735711203}},
}
# Members beside event, trace_id and payload.
BESIDE = {"smart.fullsummary": {"result": 1}}


def event(name: str, *, payload: dict | list | None = None, **members) -> str:
    """The plaintext of an event; its trace_id depends on its content alone."""
    content = CATALOGUE.get(name, {}) if payload is None else payload
    # Seconds in this one, as it was seen.
    time = 1767101253 if name == "smart.fullsummary" else 1757067416232
    items = content if isinstance(content, list) else [{"operate_time": time, **content}]
    trace_id = hashlib.sha256(f"{name}/{items}/{members}".encode()).hexdigest()[:32]
    whole = {"event": name, "trace_id": trace_id, "payload": items, **BESIDE.get(name, {}), **members}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
