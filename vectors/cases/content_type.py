"""Content types: only multipart/form-data leaves the body out of the signature."""

from . import samples
from .topic import Topic

_BOUNDARY = "----tmsig7MA4YWxkTrZu0gW"


def _upload(content: bytes, boundary: str = _BOUNDARY) -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="minutes.txt"\r\nContent-Type: application/octet-stream\r\n\r\n'
    return head.encode() + content + f"\r\n--{boundary}--\r\n".encode()


_TEXT = _upload(b"minutes of the weekly sync")
_BINARY = _upload(bytes(range(256)))
_FULL = f"multipart/form-data; boundary={_BOUNDARY}"

_UPLOADS = [
    ("multipart-text", _FULL, _TEXT, "A text file: the string to sign ends in the newline after the URI."),
    ("multipart-binary", _FULL, _BINARY, "A binary file, which could not be signed as text anyway."),
    ("multipart-cjk", _FULL, _upload("\u4f1a\u8bae\u7eaa\u8981".encode()), "A file with Chinese text."),
    ("multipart-gbk", _FULL, _upload("\u4f1a\u8bae\u7eaa\u8981".encode("gbk")), "A file in GBK."),
    ("multipart-upper-case", f"MULTIPART/FORM-DATA; boundary={_BOUNDARY}", _TEXT, "The media type in upper case: media types ignore case."),
    ("multipart-mixed-case", f"Multipart/Form-Data; boundary={_BOUNDARY}", _TEXT, "The media type in mixed case."),
    ("multipart-no-boundary", "multipart/form-data", _TEXT, "No boundary parameter."),
    ("multipart-no-space", f"multipart/form-data;boundary={_BOUNDARY}", _TEXT, "No space before the parameter."),
    ("multipart-space-before-semicolon", f"multipart/form-data ; boundary={_BOUNDARY}", _TEXT, "A space before the semicolon."),
    ("multipart-quoted-boundary", f'multipart/form-data; boundary="{_BOUNDARY}"', _TEXT, "A quoted boundary."),
    ("multipart-charset-first", f"multipart/form-data; charset=utf-8; boundary={_BOUNDARY}", _TEXT, "Another parameter before the boundary."),
    ("multipart-many-spaces", f"multipart/form-data   ;   boundary={_BOUNDARY}", _TEXT, "Several spaces around the semicolon."),
    ("multipart-empty-body", _FULL, b"", "An empty body, which changes nothing."),
    ("multipart-json-body", _FULL, samples.CREATE.encode(), "A JSON body mislabelled as an upload: the label decides."),
]

_SIGNED = [
    ("multipart-mixed", f"multipart/mixed; boundary={_BOUNDARY}", _TEXT, "multipart/mixed is signed in full."),
    ("multipart-related", f"multipart/related; boundary={_BOUNDARY}", _TEXT, "multipart/related is signed in full."),
    ("multipart-form-data-suffix", f"multipart/form-data-x; boundary={_BOUNDARY}", _TEXT, "A media type that only begins like an upload is signed in full."),
    ("multipart-in-parameter", "application/json; note=multipart/form-data", samples.CREATE, "The upload's media type inside a parameter does not count."),
    ("text-plain", "text/plain", _TEXT, "The same upload labelled as plain text is signed in full."),
    ("octet-stream", "application/octet-stream", _BINARY, "The same binary upload without multipart/form-data is signed in full."),
    ("form-urlencoded", "application/x-www-form-urlencoded", "userid=tester1&subject=weekly+sync", "A form is signed in full."),
    ("json-charset", "application/json; charset=utf-8", samples.CREATE, "A charset parameter changes nothing."),
    ("json-charset-gbk", "application/json; charset=gbk", samples.create("\u5468\u4f1a"), "Not even a charset that the body is not in."),
    ("json-upper-case", "APPLICATION/JSON", samples.CREATE, "The media type in upper case."),
    ("json-suffix", "application/vnd.example+json", samples.CREATE, "A media type with a +json suffix."),
    ("none", None, samples.CREATE, "No Content-Type at all: the body is signed in full."),
    ("none-and-empty", None, b"", "Neither a Content-Type nor a body."),
    ("empty", "", samples.CREATE, "An empty Content-Type."),
    ("nonsense", "nonsense", samples.CREATE, "A Content-Type that is no media type."),
]


def topic() -> Topic:
    topic = Topic("content-type")
    for flag, cases in (("multipart", _UPLOADS), ("content-type", _SIGNED)):
        for name, content_type, body, comment in cases:
            topic.valid(name, comment, flag, uri="/v1/files/records/upload", content_type=content_type, body=body)
    topic.valid(
        "multipart-put", "An upload by PUT.", "multipart", method="PUT", uri="/v1/files/1?name=%E7%BA%AA%E8%A6%81.txt", content_type=_FULL, body=_TEXT
    )
    return topic
