"""What a receiver must refuse: forged, malformed, incomplete."""

from .events import event
from .scheme import Request
from .topic import ENCRYPTED, PLAIN, Topic


def _without(name: str):
    return lambda signed: tuple(pair for pair in signed if pair[0] != name)


def _with(name: str, value):
    return lambda signed: tuple((key, value(old) if callable(value) else value) if key == name else (key, old) for key, old in signed)


def _twice(name: str, other=None):
    return lambda signed: (*signed, *((key, other or value) for key, value in signed if key == name))


def topic() -> Topic:
    made = Topic("refuse")
    body = event("meeting.end")

    def refuse_event(name: str, comment: str, flag: str, refused: str, plaintext=body, to=PLAIN, **changes):
        request = made.event(name, plaintext, to=to, **changes)
        made.invalid(name, comment, flag, request=request, to=to, refused=refused)

    def refuse_check(name: str, comment: str, flag: str, refused: str, plaintext="tmsig-check-1", to=PLAIN, **changes):
        request = made.url_check(name, plaintext, to=to, **changes)
        made.invalid(name, comment, flag, request=request, to=to, refused=refused)

    for name in ("timestamp", "nonce", "signature"):
        for refuse, kind in ((refuse_event, "event"), (refuse_check, "url-check")):
            refuse(f"{kind}-without-{name}", f"The header {name} is missing.", "bad-header", f"{name}: missing", headers=_without(name))
            refuse(f"{kind}-empty-{name}", f"The header {name} is empty.", "bad-header", f"{name}: empty", headers=_with(name, ""))
        refuse_event(f"{name}-twice", f"The header {name} stands there twice with one value.", "bad-header", f"{name}: repeated", headers=_twice(name))
    refuse_event("signature-twice-other", "Two signatures, one of them right.", "bad-header", "signature: repeated", headers=_twice("signature", "0" * 40))

    shapes = {
        "upper-case": (str.upper, "character"), "cut": (lambda text: text[:39], "length"), "longer": (lambda text: text + "0", "length"),
        "with-space-before": (lambda text: " " + text, "character"), "with-space-after": (lambda text: text + " ", "character"), "with-prefix": (lambda text: "sha1=" + text, "character"),
        "of-zeros": (lambda text: "0" * 40, "mismatch"), "first-digit-other": (lambda text: f"{(int(text[0], 16) + 1) % 16:x}" + text[1:], "mismatch"),
        "last-digit-other": (lambda text: text[:-1] + f"{(int(text[-1], 16) + 1) % 16:x}", "mismatch"), "full-width-digit": (lambda text: "\uff11" + text[1:], "character"),
    }
    for name, (change, reason) in shapes.items():
        flag = "forged" if reason == "mismatch" else "bad-header"
        refuse_event(f"signature-{name}", "The signature is another text.", flag, f"signature: {reason}", headers=_with("signature", change))
        if reason == "mismatch":
            refuse_check(f"url-check-signature-{name}", "The signature is another text.", flag, f"signature: {reason}", headers=_with("signature", change))
    for name, value, reason in (("of-12-digits", "173568960012", "length"), ("of-14-digits", "17356896001234", "length"), ("with-sign", "+173568960012", "character"), ("with-fraction", "1735689600.12", "character"), ("of-letters", "yesterday-noo", "character"), ("in-iso-8601", "2026-01-01T00:00:00Z", "character")):
        refuse_event(f"timestamp-{name}", "A timestamp of another shape, rightly signed.", "bad-header", f"timestamp: {reason}", timestamp=value)
    for name, value in (("with-space", "14 964161"), ("beyond-ascii", "\uff11\uff14964161"), ("with-tab", "1496\t4161")):
        refuse_event(f"nonce-{name}", "A nonce of another shape, rightly signed.", "bad-header", "nonce: character", nonce=value)

    refuse_event("tampered-timestamp", "The timestamp was changed after signing.", "forged", "signature: mismatch", headers=_with("timestamp", "1735689600124"))
    refuse_event("tampered-nonce", "The nonce was changed after signing.", "forged", "signature: mismatch", headers=_with("nonce", "73910265"))
    for to, kind in ((PLAIN, "plain"), (ENCRYPTED, "encrypted")):
        refuse_event(f"{kind}-tampered-data", "The data was changed after signing.", "forged", "signature: mismatch", to=to, body='{"data":"eyDATA"}')
        refuse_event(f"{kind}-padding-added", "A = was added after signing.", "forged", "signature: mismatch", to=to, body='{"data":"DATA="}')
        refuse_event(f"{kind}-empty-signed", "Signed over nothing.", "forged", "signature: mismatch", to=to, signature="da39a3ee5e6b4b0d3255bfef95601890afd80709")
        # What a receiver computes whose token was never set.
        signature = made.event("x", body, to=type(to)("", to.encoding_aes_key), timestamp="1735689600123", nonce="1")
        refuse_event(f"{kind}-signed-without-token", "Signed with an empty token.", "forged", "signature: mismatch", to=to, timestamp="1735689600123", nonce="1", signature=dict(signature.headers)["signature"])
    refuse_check("tampered-check-str", "check_str was changed after signing.", "forged", "signature: mismatch", wire="dG1zaWctY2hlY2stMg%3D%3D")
    border = made.event("border-moved", body, timestamp="1735689600123", nonce="7391026")
    refuse_event("border-moved", "A digit moved from the timestamp into the nonce: the joined text is the same.", "forged", "timestamp: length", timestamp="735689600123", nonce="73910261", signature=dict(border.headers)["signature"])

    texts = {
        "with-space-inside": ("eyJh IjoxfQ==", "character"), "with-newline-at-end": ("eyJhIjoxfQ==\\n", "character"), "url-safe": ("eyJhIjoi-_8ifQ", "character"), "with-dot": ("eyJh.IjoxfQ", "character"), "escaped": ("eyJhIjoxfQ%3D%3D", "character"), "with-equals-inside": ("eyJh=IjoxfQ", "character"), "with-three-equals": ("eyJhIjoxfQ===", "character"), "with-nul": ("eyJhIjoxfQ\\u0000", "character"), "beyond-ascii": ("eyJhIjoxfQ\u4f1a", "character"), "of-one-letter-more": ("eyJhI", "length"), "with-one-equals-too-many": ("eyJhIjoxfQI==", "length"), "of-json": ('{\\"event\\":1}', "character"),
        "empty": ("", "empty"),
    }
    import json

    for name, (text, reason) in texts.items():
        data = json.loads(f'"{text}"')
        refuse_event(f"data-{name}", "Data that is no base64, rightly signed.", "bad-base64", f"data: {reason}", data=data, body=f'{{"data":"{text}"}}')
    for name, wire, data, reason in (("url-safe", "eyJhIjoi-_8ifQ", "eyJhIjoi-_8ifQ", "character"), ("decoded-half", "abc%253D", "abc%3D", "character"), ("empty", "", "", "empty"), ("with-newline", "dG1zaWc%0A", "dG1zaWc\n", "character"), ("of-one-letter-more", "dG1za", "dG1za", "length")):
        refuse_check(f"check-str-{name}", "check_str that is no base64, rightly signed.", "bad-base64", f"check_str: {reason}", data=data, wire=wire)

    bodies = {
        "empty": (b"", "body: not-json"), "cut": (b'{"data":"ey', "body: not-json"), "form": (b"data=eyJhIjoxfQ%3D%3D", "body: not-json"), "xml": (b"<xml><Encrypt>eyJh</Encrypt></xml>", "body: not-json"),
        "byte-order-mark": (b'\xef\xbb\xbf{"data":"eyJh"}', "body: not-json"), "two-objects": (b'{"data":"eyJh"}{"data":"eyJh"}', "body: not-json"), "single-quotes": (b"{'data':'eyJh'}", "body: not-json"), "trailing-comma": (b'{"data":"eyJh",}', "body: not-json"),
        "not-utf-8": (b'{"data":"\xff"}', "body: not-json"), "list": (b'["eyJh"]', "body: not-object"), "string": (b'"eyJh"', "body: not-object"), "null": (b"null", "body: not-object"),
        "other-member": (b'{"Data":"eyJh","encrypt":"eyJh"}', "data: missing"), "member-inside": (b'{"body":{"data":"eyJh"}}', "data: missing"), "number": (b'{"data":17}', "data: not-text"), "data-null": (b'{"data":null}', "data: not-text"), "data-object": (b'{"data":{"data":"eyJh"}}', "data: not-text"), "data-list": (b'{"data":["eyJh"]}', "data: not-text"),
        "data-twice": (b'{"data":"eyJh","data":"eyJi"}', "data: repeated"),
    }
    for name, (bytes_, refused) in bodies.items():
        refuse_event(f"body-{name}", "A body without the one string member data.", "bad-body", refused, data="eyJh", body=bytes_)
    right = made.url_check("query", "check-1")
    for name, uri, refused in (("no-query", "/callback", "missing"), ("empty-query", "/callback?", "missing"), ("other-name", right.uri.replace("check_str", "echostr"), "missing"), ("other-case", right.uri.replace("check_str", "Check_Str"), "missing"), ("twice", right.uri + "&" + right.uri.partition("?")[2], "repeated")):
        made.invalid(f"query-{name}", "A query without the one parameter check_str.", "bad-query", request=Request("GET", uri, right.headers), refused=f"check_str: {refused}")
    posted = made.event("method", body)
    for method in ("PUT", "DELETE", "HEAD", "post", "OPTIONS"):
        made.invalid(f"method-{method.lower() if method != 'post' else 'in-lower-case'}", "A method that the vendor does not send.", "method", request=Request(method, posted.uri, posted.headers, posted.body), refused="method: other-method")

    events = {
        "empty-object": ("{}", "event: missing"), "no-event": ('{"trace_id":"1","payload":[]}', "event: missing"), "no-trace-id": ('{"event":"meeting.end","payload":[]}', "trace_id: missing"), "no-payload": ('{"event":"meeting.end","trace_id":"1"}', "payload: missing"),
        "event-number": ('{"event":1,"trace_id":"1","payload":[]}', "event: not-text"), "event-empty": ('{"event":"","trace_id":"1","payload":[]}', "event: empty"), "trace-id-number": ('{"event":"a","trace_id":1,"payload":[]}', "trace_id: not-text"), "trace-id-empty": ('{"event":"a","trace_id":"","payload":[]}', "trace_id: empty"), "payload-object": ('{"event":"a","trace_id":"1","payload":{}}', "payload: not-list"), "payload-null": ('{"event":"a","trace_id":"1","payload":null}', "payload: not-list"),
        "list": ("[]", "plaintext: not-object"), "text": ("hello", "plaintext: not-json"), "empty": (" ", "plaintext: not-json"), "cut": ('{"event":"meeting.end","trace', "plaintext: not-json"), "with-padding-left": (body + "\x05" * 5, "plaintext: not-json"), "with-comment": ('{"event":"a", // b\n"trace_id":"1","payload":[]}', "plaintext: not-json"),
    }
    for name, (plaintext, refused) in events.items():
        for to, kind in ((PLAIN, "plain"), (ENCRYPTED, "encrypted")):
            refuse_event(f"{kind}-event-{name}", "The plaintext is no event, rightly signed.", "bad-event", refused, plaintext=plaintext, to=to)
    return made
