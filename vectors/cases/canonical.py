"""The string to sign without a key: what a signer must assemble, and what it must refuse and why."""

import re
from dataclasses import replace

from . import samples, scheme
from .flags import FLAGS
from .request import Request, build, text_or_base64
from .topic import SOURCE

_SIGNED = {"X-TC-Key": "secret_id", "X-TC-Nonce": "nonce", "X-TC-Timestamp": "timestamp"}


def _control(byte: int) -> bool:
    return byte < 0x20 or byte == 0x7F


def _scan(value: str, *reasons) -> tuple[str, int] | None:
    """The first byte that any of the (reason, predicate) pairs objects to; control characters always count."""
    pairs = [("control-character", _control), *reasons]
    for offset, byte in enumerate(value.encode()):
        for reason, offending in pairs:
            if offending(byte):
                return reason, offset
    return None


def _uri_fault(uri: str) -> tuple[str, int] | None:
    if uri and not _control(uri.encode()[0]):
        if re.match("[A-Za-z]+://", uri):
            return "absolute-uri", 0
        if not uri.startswith("/"):
            return "no-leading-slash", 0
    return _scan(uri, ("space", lambda byte: byte == 0x20), ("fragment", lambda byte: byte == 0x23), ("non-ascii", lambda byte: byte >= 0x80))


def _secret_id_fault(secret_id: str) -> tuple[str, int] | None:
    """HTTP strips spaces around a header's value, so one at an end would never arrive."""
    if found := _scan(secret_id):
        return found
    for offset in (0, len(secret_id.encode()) - 1):
        if secret_id.encode()[offset] == 0x20:
            return "space", offset
    return None


def _not_upper(byte: int) -> bool:
    return not 0x41 <= byte <= 0x5A


def _not_digit(byte: int) -> bool:
    return not 0x30 <= byte <= 0x39


def fault(request: Request) -> dict | None:
    """Why a signer refuses the request, or None. The fields are examined in a fixed order; the first fault is reported."""
    nonce, timestamp = request.header("X-TC-Nonce"), request.header("X-TC-Timestamp")
    fields = [
        ("method", request.method, lambda value: _scan(value, ("not-upper-case", _not_upper))),
        ("secret_id", request.header("X-TC-Key"), _secret_id_fault),
        ("nonce", nonce, lambda value: _scan(value, ("not-decimal", _not_digit))),
        ("timestamp", timestamp, lambda value: _scan(value, ("not-decimal", _not_digit))),
        ("uri", request.uri, _uri_fault),
    ]
    for field, value, examine in fields:
        if value is None:
            return {"field": field, "reason": "missing", "offset": 0}
        if value == "":
            return {"field": field, "reason": "empty", "offset": 0}
        if found := examine(value):
            return {"field": field, "reason": found[0], "offset": found[1]}
    for name, value in request.headers.items():
        if name not in _SIGNED and (found := _scan(value)):
            return {"field": "header", "header": name, "reason": found[0], "offset": found[1]}
    return None


_GET = {"method": "GET", "uri": samples.QUERY}
_POST = {"body": samples.CREATE}


def _uri(uri: str) -> dict:
    return {"method": "GET", "uri": uri}


# name, parts of the request, comment. A part named like a header replaces that header; None removes it.
_SIGNABLE = [
    ("get", _GET, "A plain query."),
    ("post", _POST, "A plain body."),
    ("put", {"method": "PUT", "uri": samples.MEETING, "body": samples.UPDATE}, "A PUT."),
    ("delete", {"method": "DELETE", "uri": "/v1/users/tester3"}, "A DELETE without a body."),
    ("delete-with-body", {"method": "DELETE", "uri": samples.MEETING, "body": "{}"}, "A DELETE with a body."),
    ("method-undocumented", {"method": "PATCH", "uri": samples.MEETING, "body": "{}"}, "Any method in upper case is signed."),
    ("method-one-letter", {"method": "X", "uri": "/"}, "The shortest method."),
    ("method-unknown", {"method": "TMSIG", "uri": "/"}, "A method that nobody knows."),
    ("body-empty", {"uri": f"{samples.MEETING}/cancel"}, "No body: the last newline stays."),
    ("body-cjk", {"body": samples.create("\u5468\u4f1a")}, "Chinese text in the body."),
    ("body-newlines", {"body": "a\nb\r\nc\n"}, "Newlines in the body are free."),
    ("body-nul", {"body": "a\0b"}, "Control characters in the body are free."),
    ("body-not-utf-8", {"body": b"\xff\xfe\x80"}, "Bytes that are not UTF-8 in the body are free."),
    ("body-bom", {"body": "\ufeff{}"}, "A byte order mark in the body is free."),
    ("body-looks-like-string-to-sign", {"body": "GET\nX-TC-Key=a\n/\n"}, "A body that looks like a string to sign."),
    ("multipart", {"content_type": "multipart/form-data; boundary=x", "body": "--x--\r\n"}, "An upload is signed as the empty string."),
    ("multipart-upper-case", {"content_type": "MULTIPART/FORM-DATA", "body": "--x--\r\n"}, "An upload with its media type in upper case."),
    ("multipart-mixed", {"content_type": "multipart/mixed; boundary=x", "body": "--x--\r\n"}, "Another multipart type is signed in full."),
    ("content-type-absent", {"content_type": None, "body": "{}"}, "No Content-Type."),
    ("uri-root", _uri("/"), "The shortest URI."),
    ("uri-root-and-query", _uri("/?"), "The root and a bare '?'."),
    ("uri-double-slash", _uri("//x/y"), "Two slashes at the start are a path, not a host."),
    ("uri-colon-slashes-later", _uri("/https://example.com"), "A scheme after the first slash is part of the path."),
    ("uri-escapes", _uri("/v1/meetings?userid=%E5%BC%A0%e4%b8%89"), "Escapes stay as they are."),
    ("uri-escaped-control", _uri("/v1/meetings?a=%0A%00%23%20"), "Escaped control characters are harmless."),
    ("uri-malformed-escape", _uri("/v1/meetings?a=%zz%"), "Malformed escapes stay as they are."),
    ("uri-plus", _uri("/v1/meetings?a=b+c"), "A plus stays."),
    ("uri-order", _uri("/v1/meetings?z=1&a=2&z=3"), "The order of the query stays."),
    ("uri-dot-segments", _uri("/v1/../x/./y"), "Dot segments stay."),
    ("uri-trailing-slash", _uri("/v1/meetings/"), "A slash at the end stays."),
    ("uri-punctuation", _uri("/v1/!$&'()*+,;=:@[]|\\^`{}\"<>~-._?"), "All printable ASCII but the space and '#' is legal here."),
    ("nonce-one-digit", {**_GET, "nonce": "7"}, "A nonce of one digit."),
    ("nonce-leading-zeros", {**_GET, "nonce": "0007"}, "Leading zeros stay."),
    ("nonce-long", {**_GET, "nonce": "9" * 40}, "A nonce beyond every integer type."),
    ("timestamp-short", {**_GET, "timestamp": "0"}, "A timestamp of one digit: the clock is the server's affair."),
    ("timestamp-milliseconds", {**_GET, "timestamp": "1609311600123"}, "A timestamp of thirteen digits."),
    ("secret-id-equals", {**_GET, "X-TC-Key": "AK=made=up"}, "'=' in the SecretId."),
    ("secret-id-ampersand", {**_GET, "X-TC-Key": "AK&X-TC-Nonce=1"}, "'&' in the SecretId: the digits of nonce and timestamp keep the header string unambiguous."),
    ("secret-id-space", {**_GET, "X-TC-Key": "AK made up"}, "A space in the SecretId."),
    ("secret-id-cjk", {**_GET, "X-TC-Key": "AK\u4f1a\u8bae"}, "Chinese text in the SecretId, signed as UTF-8."),
    ("header-cjk", {**_GET, "X-Note": "\u5468\u4f1a"}, "Text beyond ASCII in a header that is not signed."),
    ("header-empty", {**_GET, "X-Note": ""}, "An empty header that is not signed."),
]

_REFUSED = [
    ("method-empty", {"method": "", "uri": "/"}, "An empty method."),
    ("method-lower-case", {"method": "post", "uri": "/"}, "A method in lower case."),
    ("method-mixed-case", {"method": "POSt", "uri": "/"}, "One letter in lower case, the last."),
    ("method-space", {"method": "GET ", "uri": "/"}, "A space after the method."),
    ("method-leading-space", {"method": " GET", "uri": "/"}, "A space before the method."),
    ("method-newline", {"method": "GET\n", "uri": "/"}, "A newline after the method, which could pose as another part."),
    ("method-injection", {"method": "GET\nX-TC-Key=a", "uri": "/"}, "A method that brings its own header string."),
    ("method-nul", {"method": "G\0T", "uri": "/"}, "A NUL inside the method."),
    ("method-hyphen", {"method": "M-SEARCH", "uri": "/"}, "A hyphen, which HTTP allows and no method of this API has."),
    ("method-digit", {"method": "GET2", "uri": "/"}, "A digit."),
    ("method-full-width", {"method": "G\uff25T", "uri": "/"}, "A full-width letter."),
    ("secret-id-empty", {**_GET, "X-TC-Key": ""}, "An empty X-TC-Key."),
    ("secret-id-newline", {**_GET, "X-TC-Key": "AKmadeUp\n"}, "A newline at the end, as a value read from a file has."),
    ("secret-id-carriage-return", {**_GET, "X-TC-Key": "AKmadeUp\r"}, "A carriage return at the end."),
    ("secret-id-space-at-end", {**_GET, "X-TC-Key": "AKmadeUp "}, "A space at the end, which HTTP strips."),
    ("secret-id-space-in-front", {**_GET, "X-TC-Key": " AKmadeUp"}, "A space in front, which HTTP strips."),
    ("secret-id-tab", {**_GET, "X-TC-Key": "AK\tmadeUp"}, "A tab inside."),
    ("secret-id-after-cjk", {**_GET, "X-TC-Key": "\u4f1a\nx"}, "A newline after a Chinese character: offsets count bytes."),
    ("nonce-missing", {**_GET, "X-TC-Nonce": None}, "No X-TC-Nonce."),
    ("nonce-empty", {**_GET, "nonce": ""}, "An empty nonce."),
    ("nonce-letters", {**_GET, "nonce": "12ab"}, "Letters in the nonce."),
    ("nonce-negative", {**_GET, "nonce": "-1"}, "A negative nonce."),
    ("nonce-plus", {**_GET, "nonce": "+1"}, "A sign before the nonce."),
    ("nonce-exponent", {**_GET, "nonce": "1.8446744073709552e19"}, "A nonce that a double has printed."),
    ("nonce-space", {**_GET, "nonce": "12 34"}, "A space inside the nonce."),
    ("nonce-newline", {**_GET, "nonce": "1234\n"}, "A newline after the nonce."),
    ("nonce-arabic-digits", {**_GET, "nonce": "1\u0662"}, "A digit that is not ASCII."),
    ("nonce-full-width", {**_GET, "nonce": "\uff11\uff12"}, "Full-width digits."),
    ("nonce-injection", {**_GET, "nonce": "1&X-TC-Timestamp=2"}, "A nonce that brings its own timestamp."),
    ("timestamp-missing", {**_GET, "X-TC-Timestamp": None}, "No X-TC-Timestamp."),
    ("timestamp-empty", {**_GET, "timestamp": ""}, "An empty timestamp."),
    ("timestamp-fraction", {**_GET, "timestamp": "1609311600.5"}, "A fraction, as Python's time() has it."),
    ("timestamp-iso", {**_GET, "timestamp": "2020-12-30T07:00:00Z"}, "A date in place of seconds."),
    ("timestamp-negative", {**_GET, "timestamp": "-1"}, "A time before the epoch."),
    ("timestamp-newline", {**_GET, "timestamp": "1609311600\n"}, "A newline after the timestamp, as the date command leaves it."),
    ("uri-empty", _uri(""), "An empty URI."),
    ("uri-absolute", _uri("https://api.meeting.qq.com/v1/meetings"), "The whole URL."),
    ("uri-absolute-upper-case", _uri("HTTP://api.meeting.qq.com/"), "The whole URL with its scheme in upper case."),
    ("uri-host", _uri("api.meeting.qq.com/v1/meetings"), "The host without a scheme."),
    ("uri-no-leading-slash", _uri("v1/meetings"), "No slash at the beginning."),
    ("uri-only-query", _uri("?userid=tester1"), "A query without a path."),
    ("uri-asterisk", _uri("*"), "The asterisk of OPTIONS."),
    ("uri-scheme-without-slashes", _uri("mailto:tester1"), "A scheme without '//'."),
    ("uri-space", _uri("/v1/meetings?keyword=weekly sync"), "A space in the query."),
    ("uri-space-at-end", _uri("/v1/meetings "), "A space at the end."),
    ("uri-tab", _uri("/v1/\tmeetings"), "A tab in the path."),
    ("uri-newline", _uri("/v1/meetings\n{}"), "A newline, after which the rest could pose as the body."),
    ("uri-carriage-return", _uri("/v1/meetings\r"), "A carriage return at the end."),
    ("uri-nul", _uri("/v1/\0"), "A NUL in the path."),
    ("uri-delete", _uri("/v1/meetings\x7f"), "DEL, the control character outside the first 32."),
    ("uri-fragment", _uri("/v1/meetings#top"), "A fragment."),
    ("uri-fragment-in-query", _uri("/v1/meetings?a=#1"), "A raw '#' in the query."),
    ("uri-cjk", _uri("/v1/users/\u5f20\u4e09"), "Raw Chinese text in the path."),
    ("uri-cjk-query", _uri("/v1/meetings?userid=\u5f20"), "Raw Chinese text in the query."),
    ("uri-c1-control", _uri("/v1/\u0085"), "U+0085 is two bytes above 0x7F: not ASCII, rather than a control character."),
    ("uri-first-of-two", _uri("/v1/a b#c"), "A space before a fragment: the first byte decides."),
    ("uri-first-of-two-reversed", _uri("/v1/a#b c"), "A fragment before a space: the first byte decides."),
    ("uri-control-at-start", _uri("\n/v1/meetings"), "A newline before the slash: a control character is always called one."),
    ("header-app-id-newline", {**_GET, "AppId": "200000001\n"}, "A newline after AppId: a header that is not signed must be sent all the same."),
    ("header-app-id-injection", {**_GET, "AppId": "1\r\nX-Evil: 1"}, "An AppId that brings a header of its own."),
    ("header-sdk-id-delete", {**_GET, "SdkId": "1357\x7f"}, "DEL in SdkId."),
    ("header-registered-nul", {**_GET, "X-TC-Registered": "\x001"}, "A NUL in X-TC-Registered."),
    ("header-content-type-tab", {**_POST, "content_type": "application/json;\tcharset=utf-8"}, "A tab in Content-Type."),
    ("header-after-cjk", {**_GET, "X-Note": "\u5468\u4f1a\n"}, "A newline after two Chinese characters: offsets count bytes."),
]

_ORDER = [
    ("method-before-uri", {"method": "get", "uri": "v1/meetings"}, "A fault in the method and one in the URI."),
    ("secret-id-before-nonce", {**_GET, "X-TC-Key": "a\tb", "nonce": "x"}, "A fault in the SecretId and one in the nonce."),
    ("method-before-secret-id", {"method": "get", "uri": "/", "X-TC-Key": ""}, "A fault in the method and an empty SecretId."),
    ("nonce-before-timestamp", {**_GET, "nonce": "", "timestamp": ""}, "An empty nonce and an empty timestamp."),
    ("timestamp-before-uri", {"method": "GET", "uri": "/#", "timestamp": "now"}, "A fault in the timestamp and one in the URI."),
    ("uri-before-header", {"method": "GET", "uri": "/ ", "AppId": "1\n"}, "A fault in the URI and one in AppId."),
]


def _request(name: str, parts: dict) -> Request:
    headers = {key: value for key, value in parts.items() if key[0].isupper()}
    parts = {key: value for key, value in parts.items() if key not in headers}
    request = build(f"canonical/{name}", samples.PLAIN, **parts)
    merged = {key: value for key, value in {**request.headers, **headers}.items() if value is not None}
    return replace(request, headers=merged)


def _case(name: str, parts: dict, comment: str, flags: list[str]) -> dict:
    request = _request(name, parts)
    refused = fault(request)
    assert (refused is None) == ("signable" in flags), name
    case = {"id": f"canonical/{name}", "comment": comment, "flags": flags, "request": request.to_json()}
    if refused:
        return {**case, "refused": refused}
    headers = scheme.header_string(*(request.header(name) for name in _SIGNED))
    body = scheme.signed_body(request.header("Content-Type") or "", request.body)
    message = scheme.string_to_sign(request.method, headers, request.uri, body)
    return {**case, "header_string": headers, **text_or_base64("string_to_sign", message)}


def document() -> dict:
    cases = [
        _case(name, parts, comment, flags)
        for flags, table in ((["signable"], _SIGNABLE), (["refused"], _REFUSED), (["refused", "field-order"], _ORDER))
        for name, parts, comment in table
    ]
    assert len({case["id"] for case in cases}) == len(cases)
    used = sorted({flag for case in cases for flag in case["flags"]})
    return {"schema": "canonical.schema.json", "source": SOURCE, "flags": {flag: FLAGS[flag] for flag in used}, "cases": cases}
