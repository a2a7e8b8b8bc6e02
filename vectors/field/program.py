"""One simulated program: the pieces it signs, the pieces it sends, and what a server that goes by the specification says to them."""

import base64
import hashlib
import hmac
import re
from urllib.parse import unquote

from . import dress, texts
from .encoders import path_of, query_of
from .habit import Habit
from .json_writers import written
from .values import Intent


class Draft:
    """Everything comes twice, as signed and as sent; the habits make the two differ."""

    def __init__(self, intent: Intent):
        self.intent = intent
        self.credentials = account = intent.credentials
        self.method_signed = self.method_sent = intent.method
        self.path_signed = self.path_sent = path_of(intent.segments, _path_encoder(intent.encoder))
        self.query_signed = self.query_sent = query_of(intent.params, intent.encoder)
        self.body_signed = self.body_sent = _body(intent)
        self.timestamp_signed = self.timestamp_sent = intent.timestamp
        self.nonce_signed = self.nonce_sent = intent.nonce
        self.key_id_signed = self.key_id_sent = account.secret_id
        self.key = account.secret_key.encode()
        self.layout = texts.RIGHT
        self.text_dress: list = []
        self.mac = lambda key, text: hmac.digest(key, text, "sha256")
        self.digest_dress = dress.RIGHT
        # Set where no digest was made at all.
        self.signature: str | None = None
        self.headers = dict(intent.headers)
        self.header_changes: list = []
        # HTTP has bodies of no bytes, beside no body.
        self.sends_empty_body = False
        self.shown: list = []
        # Set where the signature that is sent does not come from `text` and `key`.
        self.signed_elsewhere = False

    @property
    def uri_signed(self) -> str:
        return _uri(self.path_signed, self.query_signed)

    def digest_of(self, label: bytes) -> str:
        """A made-up token that belongs to this account."""
        return hashlib.sha256(label + self.credentials.secret_id.encode()).hexdigest()

    def text(self) -> bytes:
        text = texts.render(self.layout, self)
        for change in self.text_dress:
            text = change(text)
        return text

    def request(self) -> dict:
        """The request on the wire."""
        signature = dress.dressed(self.mac(self.key, self.text()), self.digest_dress) if self.signature is None else self.signature
        account = {"AppId": self.credentials.app_id, "SdkId": self.credentials.sdk_id}
        headers = {name: value for name, value in account.items() if value is not None} | self.headers
        headers |= {
            "X-TC-Key": self.key_id_sent,
            "X-TC-Nonce": self.nonce_sent,
            "X-TC-Timestamp": self.timestamp_sent,
            "X-TC-Signature": signature,
        }
        for change in self.header_changes:
            headers = change(headers, self)
        request = {"method": self.method_sent, "uri": _uri(self.path_sent, self.query_sent), "headers": headers}
        if self.body_sent or self.sends_empty_body:
            request |= _text_or_base64(self.body_sent)
        return request


def _path_encoder(encoder: str) -> str:
    """A + is no blank in a path, and its marks are its own: paths are encoded by RFC 3986 whatever the query is."""
    return encoder if encoder in ("php-rawurlencode", "none") else "php-rawurlencode"


def _body(intent: Intent) -> bytes:
    if intent.form is not None:
        return (query_of(intent.form, intent.encoder) or "").encode()
    return written(intent.body, intent.writer) if intent.body is not None else b""


def _uri(path: str, query: str | None) -> str:
    return path if query is None else f"{path}?{query}"


def _text_or_base64(body: bytes) -> dict:
    # A byte order mark in front would be taken for one of the file by whoever reads the text.
    if not body.startswith(b"\xef\xbb\xbf"):
        try:
            return {"body": body.decode()}
        except UnicodeDecodeError:
            pass
    return {"body_base64": base64.b64encode(body).decode()}


def run(intent: Intent, habits: list[Habit]) -> Draft:
    draft = Draft(intent)
    for one in sorted(habits, key=lambda one: one.stage):
        one.apply(draft)
    return draft


def _body_of(request: dict) -> bytes:
    return base64.b64decode(request["body_base64"]) if "body_base64" in request else request.get("body", "").encode()


def right_signature(request: dict, secret_key: str, decoded_path: bool = False) -> str | None:
    """By the specification, from what arrived; None where a signed header is missing."""
    headers = {name.lower(): value.strip() for name, value in request["headers"].items()}
    key, nonce, timestamp = (headers.get(f"x-tc-{name}") for name in ("key", "nonce", "timestamp"))
    if key is None or nonce is None or timestamp is None:
        return None
    path, mark, query = request["uri"].partition("?")
    uri = (unquote(path) if decoded_path else path) + mark + query
    text = f"{request['method']}\nX-TC-Key={key}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}\n{uri}\n".encode() + _body_of(request)
    return base64.b64encode(hmac.new(secret_key.encode(), text, hashlib.sha256).hexdigest().encode()).decode()


def signature_of(request: dict) -> str | None:
    return {name.lower(): value.strip() for name, value in request["headers"].items()}.get("x-tc-signature")


def is_valid(request: dict, credentials) -> bool:
    """Whether the server lets it in, time and replays aside."""
    headers = {name.lower(): value.strip() for name, value in request["headers"].items()}
    if headers.get("x-tc-key") != credentials.secret_id or not re.fullmatch("[0-9]{9,10}", headers.get("x-tc-timestamp", "")):
        return False
    if headers.get("appid") != credentials.app_id or headers.get("sdkid") != credentials.sdk_id:
        return False
    return headers.get("x-tc-signature") == right_signature(request, credentials.secret_key)


def is_open(request: dict, credentials) -> bool:
    """Whether the specification leaves it open: a path with escapes may be signed as sent or decoded."""
    if "%" not in request["uri"].partition("?")[0]:
        return False
    signature = signature_of(request)
    return signature in (right_signature(request, credentials.secret_key), right_signature(request, credentials.secret_key, True))
