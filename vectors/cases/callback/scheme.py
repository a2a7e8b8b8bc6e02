"""The scheme of event callbacks, written from docs/spec.md: signing, encrypting, and judging what arrived.

AES is OpenSSL's, by its command line; everything else is Python's standard library.
"""

import base64
import hashlib
import json
import re
import subprocess
from dataclasses import dataclass, field

ACKNOWLEDGEMENT = "successfully received callback"
HEADERS = ("timestamp", "nonce", "signature")
BLOCK = 16


@dataclass(frozen=True)
class Subscription:
    token: str
    encoding_aes_key: str | None = None

    def to_json(self) -> dict:
        key = {} if self.encoding_aes_key is None else {"encoding_aes_key": self.encoding_aes_key}
        return {"token": self.token, **key}

    @property
    def aes_key(self) -> bytes:
        return base64.b64decode(self.encoding_aes_key + "=")


@dataclass(frozen=True)
class Request:
    method: str
    uri: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def to_json(self) -> dict:
        try:
            body = {"body": self.body.decode()}
        except UnicodeDecodeError:
            body = {"body_base64": base64.b64encode(self.body).decode()}
        return {"method": self.method, "uri": self.uri, "headers": [list(pair) for pair in self.headers], **body}

    def values(self, name: str) -> list[str]:
        return [value for sent, value in self.headers if sent.lower() == name]


class Refused(Exception):
    def __init__(self, field_name: str, reason: str, offset: int | None = None):
        super().__init__(f"{field_name}: {reason}")
        self.field = field_name
        self.reason = reason
        self.offset = offset

    def to_json(self) -> dict:
        offset = {} if self.offset is None else {"offset": self.offset}
        return {"field": self.field, "reason": self.reason, **offset}


@dataclass
class Opened:
    kind: str
    plaintext: str
    notes: list[str] = field(default_factory=list)

    @property
    def answer(self) -> str:
        return self.plaintext if self.kind == "url-check" else ACKNOWLEDGEMENT


def order(token: str, timestamp: str, nonce: str, data: str) -> list[tuple[str, str]]:
    """The four parts, by name, as they are joined: in the order of their bytes."""
    parts = {"token": token, "timestamp": timestamp, "nonce": nonce, "data": data}
    return sorted(parts.items(), key=lambda part: part[1].encode())


def sign(token: str, timestamp: str, nonce: str, data: str) -> str:
    joined = "".join(value for _, value in order(token, timestamp, nonce, data))
    return hashlib.sha1(joined.encode()).hexdigest()


def openssl(key: bytes, iv: bytes, text: bytes, *, decrypt: bool = False, mode: str = "cbc") -> bytes:
    """AES-256 of whole blocks, without any padding."""
    command = ["openssl", "enc", f"-aes-256-{mode}", "-nopad", "-K", key.hex()]
    command += ["-iv", iv.hex()] if mode == "cbc" else []
    return subprocess.run(command + (["-d"] if decrypt else []), input=text, capture_output=True, check=True).stdout


def pad(plaintext: bytes, block: int = BLOCK) -> bytes:
    length = block - len(plaintext) % block
    return plaintext + bytes([length]) * length


def encrypt(subscription: Subscription, padded: bytes) -> bytes:
    key = subscription.aes_key
    return openssl(key, key[:BLOCK], padded)


def data_of(subscription: Subscription, plaintext: bytes) -> str:
    raw = plaintext if subscription.encoding_aes_key is None else encrypt(subscription, pad(plaintext))
    return base64.b64encode(raw).decode()


def escape(data: str) -> str:
    return data.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")


def judge(subscription: Subscription, request: Request) -> Opened:
    """What a receiver must make of a request, step by step; raises `Refused`."""
    notes: list[str] = []
    if request.method == "GET":
        kind, where, data = "url-check", "check_str", _check_str(request.uri, notes)
    elif request.method == "POST":
        kind, where, data = "event", "data", _member_data(request.body)
    else:
        raise Refused("method", "other-method")
    timestamp, nonce, signature = _headers(request, notes)
    _examine(data, where)
    if sign(subscription.token, timestamp, nonce, data) != signature:
        raise Refused("signature", "mismatch")
    plaintext = _plaintext(subscription, data, where, notes)
    if kind == "event":
        _examine_event(plaintext, notes)
    return Opened(kind, plaintext, notes)


def _check_str(uri: str, notes: list[str]) -> str:
    query = uri.partition("?")[2]
    pairs = [pair.partition("=") for pair in query.split("&")]
    values = [value for name, _, value in pairs if name == "check_str"]
    if not values:
        raise Refused("check_str", "missing")
    if len(values) > 1:
        raise Refused("check_str", "repeated")
    if "+" in values[0]:
        notes.append("plus-not-escaped")
    escaped = re.compile(rb"%([0-9A-Fa-f]{2})")
    data = escaped.sub(lambda match: bytes([int(match[1], 16)]), values[0].encode()).decode("latin-1")
    if " " in data:
        notes.append("space-read-as-plus")
    return data.replace(" ", "+")


class _Repeated(Exception):
    pass


def _member_data(body: bytes) -> str:
    def no_contradiction(pairs: list[tuple]) -> dict:
        values = [value for name, value in pairs if name == "data"]
        if values and any(value != values[0] or not isinstance(value, str) for value in values[1:]):
            raise _Repeated
        return dict(pairs)

    try:
        parsed = json.loads(body.decode(), object_pairs_hook=no_contradiction)
    except _Repeated:
        raise Refused("data", "repeated") from None
    except ValueError:
        raise Refused("body", "not-json") from None
    if not isinstance(parsed, dict):
        raise Refused("body", "not-object")
    if "data" not in parsed:
        raise Refused("data", "missing")
    if not isinstance(parsed["data"], str):
        raise Refused("data", "not-text")
    return parsed["data"]


def _headers(request: Request, notes: list[str]) -> tuple[str, str, str]:
    values = {}
    for name in HEADERS:
        sent = request.values(name)
        if not sent:
            raise Refused(name, "missing")
        if len(sent) > 1:
            raise Refused(name, "repeated")
        if not sent[0]:
            raise Refused(name, "empty")
        values[name] = sent[0]
    _shape("signature", values["signature"], "[0-9a-f]", (40,))
    _shape("timestamp", values["timestamp"], "[0-9]", (10, 13))
    _shape("nonce", values["nonce"], "[!-~]", None)
    if len(values["timestamp"]) == 10:
        notes.append("timestamp-in-seconds")
    return values["timestamp"], values["nonce"], values["signature"]


def _shape(name: str, value: str, allowed: str, lengths: tuple[int, ...] | None):
    wrong = next((at for at, letter in enumerate(value) if not re.fullmatch(allowed, letter, re.ASCII)), None)
    if wrong is not None:
        raise Refused(name, "character", len(value[:wrong].encode()))
    if lengths and len(value) not in lengths:
        raise Refused(name, "length")


def _examine(data: str, where: str):
    if not data:
        raise Refused(where, "empty")
    body = data[:-2] + data[-2:].rstrip("=") if data.endswith("=") else data
    wrong = re.search(r"[^A-Za-z0-9+/]", body)
    if wrong:
        raise Refused(where, "character", len(data[: wrong.start()].encode()))


def _plaintext(subscription: Subscription, data: str, where: str, notes: list[str]) -> str:
    letters = data.rstrip("=")
    padding = len(data) - len(letters)
    # Two letters want two "=", three want one, four none; fewer are accepted, more are not.
    if len(letters) % 4 == 1 or padding > -len(letters) % 4:
        raise Refused(where, "length")
    raw = base64.b64decode(letters + "=" * (-len(letters) % 4))
    if subscription.encoding_aes_key is not None:
        if not raw or len(raw) % BLOCK:
            raise Refused(where, "block-length")
        key = subscription.aes_key
        padded = openssl(key, key[:BLOCK], raw, decrypt=True)
        length = padded[-1]
        if not 1 <= length <= 2 * BLOCK or padded[-length:] != bytes([length]) * length:
            raise Refused(where, "padding")
        if length > BLOCK:
            notes.append("padded-to-32")
        raw = padded[:-length]
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Refused("plaintext", "not-utf-8", error.start) from None


def _examine_event(plaintext: str, notes: list[str]):
    try:
        event = json.loads(plaintext)
    except ValueError:
        raise Refused("plaintext", "not-json") from None
    if not isinstance(event, dict):
        raise Refused("plaintext", "not-object")
    if "trace_id" not in event and "unique_sequence" in event:
        notes.append("unique-sequence")
    identity = event.get("trace_id", event.get("unique_sequence"))
    for name, value in (("event", event.get("event")), ("trace_id", identity)):
        if value is None:
            raise Refused(name, "missing" if name not in event else "not-text")
        if not isinstance(value, str):
            raise Refused(name, "not-text")
        if not value:
            raise Refused(name, "empty")
    if "payload" not in event:
        raise Refused("payload", "missing")
    if not isinstance(event["payload"], list):
        raise Refused("payload", "not-list")
