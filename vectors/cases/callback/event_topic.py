"""Events: every name known, text, length, and bodies that are written differently."""

import json

from .events import CATALOGUE, event
from .scheme import data_of
from .topic import ENCRYPTED, PLAIN, Topic

BOTH = ((PLAIN, "plain"), (ENCRYPTED, "encrypted"))


def topic() -> Topic:
    made = Topic("event")
    for name in CATALOGUE:
        for to, kind in BOTH:
            test = f"{kind}-{name.replace('.', '-')}"
            made.valid(test, f"The event {name}.", "event", request=made.event(test, event(name), to=to), to=to)

    shapes = {
        "unknown-name": (event("meeting.name-of-tomorrow", payload={"new": [1, {"a": None}]}), "A name that nobody knows yet."),
        "empty-payload": (event("meeting.end", payload=[]), "No item in the payload."),
        "two-payloads": (event("meeting.end", payload=[{"operate_time": 1}, {"operate_time": 2}]), "Two items in the payload."),
        "empty-operator": (event("recording.completed", payload={"operator": {}}), "An operator without members."),
        "unknown-members": (event("meeting.end", version=2, extra={"trace": [True, None, 1.5]}), "Members beside the known ones."),
        "long-ids": (event("meeting.end", payload={"meeting_info": {"meeting_id": "18446744073709551615"}}), "An id beyond 2^53."),
        "number-beyond-2-53": (event("meeting.end", payload={"sid": 18446744073709551615}), "A number beyond 2^53."),
        "spaced": (json.dumps(json.loads(event("meeting.end")), ensure_ascii=False, indent=2), "The event is indented."),
        "escaped": (json.dumps(json.loads(event("meeting.end"))), "Text beyond ASCII is escaped."),
        "members-in-another-order": (json.dumps(dict(reversed(json.loads(event("meeting.end")).items()))), "payload comes first, event last."),
        "trace-id-of-uuid": (event("meeting.end", payload={"operate_time": 1}).replace('"trace_id":"', '"trace_id":"a1b2c3d4-e5f6-'), "A trace_id with dashes."),
        "html-characters": (event("meeting.end", payload={"subject": "<a href='?x=1&y=2'>"}), "Characters that some writers escape."),
    }
    for name, (plaintext, comment) in shapes.items():
        for to, kind in BOTH:
            made.valid(f"{kind}-{name}", comment, "event", "event-shape", request=made.event(f"{kind}-{name}", plaintext, to=to), to=to)

    texts = {
        "chinese": "\u4ea7\u54c1\u5468\u4f1a\uff08\u4e0a\u6d77\uff09", "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f389", "rare-hanzi": "\U00020bb7\U0002a6d6", "combining": "e\u0301",
        "right-to-left": "\u05e9\u05dc\u05d5\u05dd", "line-separator": "a\u2028b", "control-escaped": "a\u0001b\tc",
    }
    for name, subject in texts.items():
        for to, kind in BOTH:
            test = f"{kind}-text-{name}"
            made.valid(test, "Text in the subject of the meeting.", "event", "text", request=made.event(test, event("meeting.created", payload={"subject": subject}), to=to), to=to)

    for to, kind in BOTH:
        long = event("meeting.asr-push", payload={"asr_content": "\u4f1a\u8bae: " + "transcript " * 6000})
        assert len(long.encode()) > 65_000
        made.valid(f"{kind}-of-64-kibibytes", "A long transcript.", "event", "long", request=made.event(f"{kind}-of-64-kibibytes", long, to=to), to=to)

    bodies = {
        "spaced": ('{ "data" : "DATA" }\n', "Blanks in the body."),
        "member-before": ('{"a":{"data":"no"},"data":"DATA"}', "A member before it that holds another data."),
        "member-after": ('{"data":"DATA","data2":"no","version":1}', "Members after it."),
        "member-twice-the-same": ('{"data":"DATA","data":"DATA"}', "data stands there twice with one value."),
        "name-escaped": ('{"d\\u0061ta":"DATA"}', "The name is written with an escape."),
    }
    for name, (body, comment) in bodies.items():
        for to, kind in BOTH:
            test = f"{kind}-body-{name}"
            made.valid(test, comment, "event", "json-body", request=made.event(test, event("meeting.end"), to=to, body=body), to=to)
    plaintext = next(text for number in range(99) if "/" in data_of(ENCRYPTED, (text := event("meeting.end", number=number)).encode()))
    data = data_of(ENCRYPTED, plaintext.encode())
    request = made.event("encrypted-body-slash-escaped", plaintext, to=ENCRYPTED, body='{"data":"' + data.replace("/", "\\/") + '"}')
    made.valid("encrypted-body-slash-escaped", "/ is written as \\/, as PHP does.", "event", "json-body", request=request, to=ENCRYPTED)
    request = made.event("encrypted-body-letters-escaped", plaintext, to=ENCRYPTED, body='{"data":"' + data.replace("=", "\\u003d").replace("+", "\\u002b") + '"}')
    made.valid("encrypted-body-letters-escaped", "+ and = are written as Gson does.", "event", "json-body", request=request, to=ENCRYPTED)

    for to, kind in BOTH:
        texts = (event("meeting.end", filler="x" * count) for count in range(48))
        data = next(data for data in (data_of(to, text.encode()) for text in texts) if data.endswith("="))
        request = made.event(f"{kind}-padding-missing", to=to, data=data.rstrip("="))
        made.valid(f"{kind}-padding-missing", "The = of data is missing, and is not signed.", "event", "padding-missing", request=request, to=to)
    for name, change in (("lower-case", str.lower), ("upper-case", str.upper), ("title-case", str.title)):
        request = made.event(f"headers-in-{name}", event("meeting.end"), headers=lambda signed, change=change: tuple((change(key), value) for key, value in signed))
        made.valid(f"headers-in-{name}", "Names of headers have no case.", "event", "header-case", request=request)
    request = made.event("unique-sequence", event("meeting.created").replace('"trace_id"', '"unique_sequence"'))
    made.acceptable("unique-sequence", "The event is identified as in 2020.", "old-event", request=request)
    first_wrong = made.event("data-twice-last-right", event("meeting.end"), body='{"data":"bm8=","data":"DATA"}')
    made.acceptable("data-twice-last-right", "data stands there twice, and most parsers keep the last, which is right.", "json-body", "open", request=first_wrong, refused="data: repeated")
    return made
