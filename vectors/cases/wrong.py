"""Wrong signers: every mistake by its id, as one choice at one stage of the pipeline.

A mistake is a small function in the table of its stage; `signature` runs the pipeline with the given mistakes
and the specification everywhere else. Where a mistake leaves a choice (where does an extra header go?), the
comment says which one is taken.
"""

import base64
import hashlib
import hmac
import json
import re
import unicodedata
import urllib.parse
from datetime import datetime, timezone

from . import scheme, wrong_rare
from .request import Credentials, Request


def _javascript_number(text: str) -> str:
    """What JavaScript prints for the integer `text` after it went through a double (below 10^21)."""
    mantissa, _, exponent = f"{float(text)!r}".partition("e")
    if not exponent:
        return str(int(float(text)))
    return mantissa.replace(".", "").ljust(int(exponent) + 1, "0")


def _compact(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json_body(write):
    """A body that was parsed and written again."""
    return lambda body, _: write(json.loads(body)).encode()


def _text_body(change):
    return lambda body, _: change(body.decode()).encode()


def _instead_of_nothing(text: str):
    """What is signed for a body that is absent."""
    return lambda body, _: body or text.encode()


def _as_javascript_number(value):
    """1.0 becomes 1, and integers lose what a double cannot hold."""
    if isinstance(value, dict):
        return {name: _as_javascript_number(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_as_javascript_number(member) for member in value]
    return int(float(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


def _form_encoded(body: bytes, _) -> bytes:
    return urllib.parse.urlencode(json.loads(body)).encode()


def _query_as_json(body: bytes, request: Request) -> bytes:
    return body or _compact(dict(urllib.parse.parse_qsl(request.uri.partition("?")[2]))).encode()


def _on_path(change):
    def apply(uri: str) -> str:
        path, mark, query = uri.partition("?")
        return change(path) + mark + query

    return apply


def _on_query(change):
    def apply(uri: str) -> str:
        path, mark, query = uri.partition("?")
        return path + mark + change(query)

    return apply


METHOD = {
    "method-lower-case": str.lower,
    "method-mixed-case": str.capitalize,
    "method-is-get": lambda method: "GET",
    "method-is-post": lambda method: "POST",
}

URI = {
    "query-left-out": lambda uri: uri.partition("?")[0],
    "uri-with-scheme-and-host": lambda uri: f"https://api.meeting.qq.com{uri}",
    "uri-with-host": lambda uri: f"api.meeting.qq.com{uri}",
    "uri-without-leading-slash": lambda uri: uri[1:],
    "base-path-left-out": lambda uri: uri.removeprefix("/v1"),
    "query-decoded": _on_query(urllib.parse.unquote),
    "uri-encoded-twice": lambda uri: uri.replace("%", "%25"),
    "escapes-other-case": lambda uri: re.sub("%[0-9A-Fa-f]{2}", lambda escape: escape[0].swapcase(), uri),
    "plus-as-percent-20": _on_query(lambda query: query.replace("+", "%20")),
    "percent-20-as-plus": _on_query(lambda query: query.replace("%20", "+")),
    "query-sorted": _on_query(lambda query: "&".join(sorted(query.split("&")))),
    "trailing-slash-added": _on_path(lambda path: f"{path}/"),
    "trailing-slash-lost": _on_path(lambda path: path.removesuffix("/")),
    "question-mark-added": lambda uri: f"{uri}?",
    "question-mark-lost": lambda uri: uri.removesuffix("?"),
    "route-template": _on_path(lambda path: re.sub(r"/\d{10,}", "/{meetingId}", path)),
    "uri-constant": lambda uri: "/v1/meetings",
    "fragment-added": lambda uri: f"{uri}#top",
}


def _fields(request: Request) -> list[tuple[str, str]]:
    return [(name, request.header(name)) for name in ("X-TC-Key", "X-TC-Nonce", "X-TC-Timestamp")]


def _joined(fields, equals: str = "=", ampersand: str = "&") -> str:
    return ampersand.join(f"{name}{equals}{value}" for name, value in fields)


def _with_extra(name: str):
    """One more header, in alphabetical order: AppId and SdkId in front, X-TC-Registered before X-TC-Timestamp."""
    return lambda request, _: _joined(sorted(_fields(request) + [(name, request.header(name))]))


def _without(name: str):
    return lambda request, _: _joined(field for field in _fields(request) if field[0] != name)


def _changed(name: str, change):
    """The header string with another value than the one that is sent."""

    def apply(request: Request, credentials: Credentials) -> str:
        return _joined((key, change(value, credentials) if key == name else value) for key, value in _fields(request))

    return apply


def _timestamp_first(request: Request, _) -> str:
    key, nonce, timestamp = _fields(request)
    return _joined([timestamp, key, nonce])


HEADERS = {
    "header-order-alphabetical-reversed": lambda request, _: _joined(reversed(_fields(request))),
    "header-order-timestamp-first": _timestamp_first,
    "header-separator-colon": lambda request, _: _joined(_fields(request), equals=":"),
    "header-joined-by-newline": lambda request, _: _joined(_fields(request), ampersand="\n"),
    "header-joined-by-semicolon": lambda request, _: _joined(_fields(request), ampersand=";"),
    "header-names-lower-case": lambda request, _: _joined((name.lower(), value) for name, value in _fields(request)),
    "header-names-underscore": lambda request, _: _joined((name.replace("-", "_"), value) for name, value in _fields(request)),
    "header-extra-app-id": _with_extra("AppId"),
    "header-extra-sdk-id": _with_extra("SdkId"),
    "header-extra-registered": _with_extra("X-TC-Registered"),
    "header-missing-key": _without("X-TC-Key"),
    "header-missing-nonce": _without("X-TC-Nonce"),
    "header-missing-timestamp": _without("X-TC-Timestamp"),
    "header-trailing-ampersand": lambda request, _: _joined(_fields(request)) + "&",
    "header-values-encoded": lambda request, _: _joined((name, urllib.parse.quote(value, safe="")) for name, value in _fields(request)),
    "header-key-is-secret-key": _changed("X-TC-Key", lambda _, credentials: credentials.secret_key),
    "header-key-is-app-id": _changed("X-TC-Key", lambda _, credentials: credentials.app_id),
    "timestamp-milliseconds": _changed("X-TC-Timestamp", lambda value, _: f"{value}000"),
    "timestamp-other": _changed("X-TC-Timestamp", lambda value, _: str(int(value) + 1)),
    "nonce-other": _changed("X-TC-Nonce", lambda value, _: str(int(value) + 1)),
    "nonce-leading-zeros-lost": _changed("X-TC-Nonce", lambda value, _: str(int(value))),
    "nonce-rounded": _changed("X-TC-Nonce", lambda value, _: _javascript_number(value)),
}

BODY = {
    "body-left-out": lambda body, _: b"",
    "body-null": _instead_of_nothing("null"),
    "body-empty-object": _instead_of_nothing("{}"),
    "body-empty-array": _instead_of_nothing("[]"),
    "body-empty-string-literal": _instead_of_nothing('""'),
    "body-none": _instead_of_nothing("None"),
    "body-undefined": _instead_of_nothing("undefined"),
    "body-nil": _instead_of_nothing("nil"),
    "body-query-as-json": _query_as_json,
    "json-python-spaces": _json_body(lambda value: json.dumps(value, ensure_ascii=False)),
    # Escapes the text as it stands, so that it combines with the spaces.
    "json-unicode-escaped": _text_body(lambda body: re.sub(r"[^\x00-\x7f]", lambda match: json.dumps(match[0])[1:-1], body)),
    "json-slash-escaped": _json_body(lambda value: _compact(value).replace("/", r"\/")),
    "json-html-escaped": _text_body(lambda body: re.sub("[<>&]", lambda match: f"\\u{ord(match[0]):04x}", body)),
    "json-keys-sorted": _json_body(lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)),
    "json-compacted": _json_body(_compact),
    "json-pretty": _json_body(lambda value: json.dumps(value, ensure_ascii=False, indent=2)),
    "json-encoded-twice": _text_body(_compact),
    "json-number-forms": _json_body(lambda value: _compact(_as_javascript_number(value))),
    "body-trimmed": _text_body(str.strip),
    "body-newline-added": lambda body, _: body + b"\n",
    "body-newline-lost": lambda body, _: body.removesuffix(b"\n"),
    "body-bom-added": lambda body, _: b"\xef\xbb\xbf" + body,
    "body-bom-lost": lambda body, _: body.removeprefix(b"\xef\xbb\xbf"),
    "body-crlf-to-lf": lambda body, _: body.replace(b"\r\n", b"\n"),
    "body-lf-to-crlf": lambda body, _: re.sub(rb"\r?\n", b"\r\n", body),
    "body-form-encoded": _form_encoded,
    "multipart-signed-in-full": lambda _, request: request.body,
    "body-sha256-hex": lambda body, _: hashlib.sha256(body).hexdigest().encode(),
    "body-base64": lambda body, _: base64.b64encode(body),
}

# (method, headers, uri, body) -> the string to sign
ASSEMBLY = {
    "part-missing-method": lambda method, headers, uri, body: b"\n".join([headers, uri, body]),
    "part-missing-headers": lambda method, headers, uri, body: b"\n".join([method, uri, body]),
    "part-missing-uri": lambda method, headers, uri, body: b"\n".join([method, headers, body]),
    "part-missing-body": lambda method, headers, uri, body: b"\n".join([method, headers, uri]),
    "parts-swapped-uri-headers": lambda method, headers, uri, body: b"\n".join([method, uri, headers, body]),
    "parts-body-before-uri": lambda method, headers, uri, body: b"\n".join([method, headers, body, uri]),
    "join-crlf": lambda *parts: b"\r\n".join(parts),
    "join-literal-backslash-n": lambda *parts: rb"\n".join(parts),
    "join-space": lambda *parts: b" ".join(parts),
    "join-nothing": lambda *parts: b"".join(parts),
    "newline-added-at-end": lambda *parts: b"\n".join(parts) + b"\n",
    "last-newline-missing": lambda method, headers, uri, body: b"\n".join([method, headers, uri]) + body,
}


def _low_bytes(text: str) -> bytes:
    """The low byte of every UTF-16 unit, as a cast from char to byte leaves it."""
    return text.encode("utf-16-le")[::2]


CHARSET = {
    "charset-gbk": lambda text: text.encode("gbk"),
    "charset-utf-16le": lambda text: text.encode("utf-16-le"),
    "charset-utf-16be": lambda text: text.encode("utf-16-be"),
    "charset-latin-1": lambda text: text.encode("latin-1", errors="replace"),
    "charset-ascii-question-mark": lambda text: text.encode("ascii", errors="replace"),
    "charset-mojibake-latin-1": lambda text: text.encode().decode("latin-1").encode(),
    "charset-mojibake-gbk": lambda text: text.encode().decode("gbk").encode(),
    "charset-low-bytes": _low_bytes,
    "charset-nfc": lambda text: unicodedata.normalize("NFC", text).encode(),
    "charset-nfd": lambda text: unicodedata.normalize("NFD", text).encode(),
}

KEY = {
    "key-trimmed": lambda credentials: credentials.secret_key.strip().encode(),
    "key-newline-added": lambda credentials: credentials.secret_key.encode() + b"\n",
    "key-base64-decoded": lambda credentials: base64.b64decode(credentials.secret_key, validate=True),
    "key-hex-decoded": lambda credentials: bytes.fromhex(credentials.secret_key),
    "key-is-secret-id": lambda credentials: credentials.secret_id.encode(),
    "key-tc3-prefix": lambda credentials: b"TC3" + credentials.secret_key.encode(),
}

# (key, message) -> digest
MAC = {
    "key-message-swapped": lambda key, message: hmac.digest(message, key, "sha256"),
    "mac-sha1": lambda key, message: hmac.digest(key, message, "sha1"),
    "mac-sha512": lambda key, message: hmac.digest(key, message, "sha512"),
    "mac-md5": lambda key, message: hmac.digest(key, message, "md5"),
    "mac-sha256-key-first": lambda key, message: hashlib.sha256(key + message).digest(),
    "mac-sha256-key-last": lambda key, message: hashlib.sha256(message + key).digest(),
}

DIGEST = {
    "digest-raw": lambda digest: digest,
    "digest-upper-case": lambda digest: digest.hex().upper().encode(),
    "digest-hex-twice": lambda digest: digest.hex().encode().hex().encode(),
    "digest-colon-separated": lambda digest: digest.hex(":").encode(),
}

ENCODING = {
    "encoding-none": lambda text: text.decode(),
    "encoding-base64-twice": lambda text: base64.b64encode(base64.b64encode(text)).decode(),
    # The padding stays, as in Python and Java.
    "encoding-base64-url": lambda text: base64.urlsafe_b64encode(text).decode(),
    "encoding-base64-unpadded": lambda text: base64.b64encode(text).decode().rstrip("="),
    # 76 characters a line and no newline at the end.
    "encoding-base64-wrapped": lambda text: re.sub("(.{76})(?=.)", "\\1\n", base64.b64encode(text).decode()),
    "encoding-trailing-newline": lambda text: base64.b64encode(text).decode() + "\n",
    "encoding-percent": lambda text: urllib.parse.quote(base64.b64encode(text).decode(), safe=""),
    "encoding-python-bytes": lambda text: repr(base64.b64encode(text)),
}


def _tc3(request: Request, credentials: Credentials) -> bytes:
    """TC3-HMAC-SHA256 as Tencent Cloud defines it, with this API's path and query in the canonical request."""
    path, _, query = request.uri.partition("?")
    canonical_headers = f"content-type:{request.header('Content-Type')}\nhost:api.meeting.qq.com\n"
    payload = hashlib.sha256(request.body).hexdigest()
    canonical_request = "\n".join([request.method, path, query, canonical_headers, "content-type;host", payload])
    timestamp = request.header("X-TC-Timestamp")
    date = datetime.fromtimestamp(int(timestamp), timezone.utc).strftime("%Y-%m-%d")
    scope = f"{date}/meeting/tc3_request"
    hashed_request = hashlib.sha256(canonical_request.encode()).hexdigest()
    message = "\n".join(["TC3-HMAC-SHA256", timestamp, scope, hashed_request])
    key = ("TC3" + credentials.secret_key).encode()
    for part in (date, "meeting", "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, message.encode(), "sha256")


# (request, credentials) -> digest, whatever the stages before it chose
WHOLE = {"mac-tc3": _tc3}

for _table, _rare in [
    (METHOD, wrong_rare.METHOD),
    (URI, wrong_rare.URI),
    (HEADERS, wrong_rare.HEADERS),
    (BODY, wrong_rare.BODY),
    (ASSEMBLY, wrong_rare.ASSEMBLY),
    (CHARSET, wrong_rare.CHARSET),
    (KEY, wrong_rare.KEY),
    (MAC, wrong_rare.MAC),
    (DIGEST, wrong_rare.DIGEST),
    (ENCODING, wrong_rare.ENCODING),
]:
    _table.update({mistake: change for mistake, (change, _, _) in _rare.items()})

# (request, credentials) -> key
KEY_OF_REQUEST = {mistake: change for mistake, (change, _, _) in wrong_rare.KEY_OF_REQUEST.items()}

STAGES = {
    "wrong-method": METHOD,
    "wrong-uri": URI,
    "wrong-headers": HEADERS,
    "wrong-body": BODY,
    "wrong-assembly": ASSEMBLY,
    "wrong-charset": CHARSET,
    "wrong-key": KEY | KEY_OF_REQUEST,
    "wrong-mac": MAC | WHOLE,
    "wrong-digest": DIGEST,
    "wrong-encoding": ENCODING,
}


def flag_of(mistake: str) -> str:
    """The flag of the stage at which the mistake is made."""
    return "wrong-key" if mistake == "key-message-swapped" else next(flag for flag, table in STAGES.items() if mistake in table)


def signature(request: Request, credentials: Credentials, mistakes: list[str]) -> str:
    """The signature that a signer with exactly these mistakes sends."""
    assert all(any(mistake in table for table in STAGES.values()) for mistake in mistakes), mistakes

    def choice(table: dict, specification):
        return next((table[mistake] for mistake in mistakes if mistake in table), specification)

    method = choice(METHOD, lambda method: method)(request.method)
    headers = choice(HEADERS, lambda request, _: _joined(_fields(request)))(request, credentials)
    uri = request.uri
    body = scheme.signed_body(request.header("Content-Type") or "", request.body)
    for mistake in mistakes:  # the two stages at which one signer can make several mistakes
        uri = URI[mistake](uri) if mistake in URI else uri
        body = BODY[mistake](body, request) if mistake in BODY else body
    message = choice(ASSEMBLY, lambda *parts: b"\n".join(parts))(method.encode(), headers.encode(), uri.encode(), body)
    if charset := choice(CHARSET, None):
        message = charset(message.decode())
    key = choice(KEY, lambda credentials: credentials.secret_key.encode())(credentials)
    if key_of_request := choice(KEY_OF_REQUEST, None):
        key = key_of_request(request, credentials)
    if whole := choice(WHOLE, None):
        digest = whole(request, credentials)
    else:
        digest = choice(MAC, lambda key, message: hmac.digest(key, message, "sha256"))(key, message)
    text = choice(DIGEST, lambda digest: digest.hex().encode())(digest)
    return choice(ENCODING, lambda text: base64.b64encode(text).decode())(text)
