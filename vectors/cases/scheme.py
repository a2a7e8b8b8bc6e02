"""The request signature itself, straight from docs/spec.md: the one place in the generator that knows how to sign."""

import base64
import hashlib
import hmac
from typing import NamedTuple


class Stages(NamedTuple):
    """Every intermediate value of one signature, so that a reader can find the first one that differs."""

    header_string: str
    string_to_sign: bytes
    hex_digest: str
    signature: str


def header_string(secret_id: str, nonce: str, timestamp: str) -> str:
    return f"X-TC-Key={secret_id}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}"


def signed_body(content_type: str, body: bytes) -> bytes:
    """The body as it is signed. The vendor's SDKs leave uploads out of the signature."""
    media_type = content_type.split(";", 1)[0].strip().lower()
    return b"" if media_type == "multipart/form-data" else body


def string_to_sign(method: str, headers: str, uri: str, body: bytes) -> bytes:
    return f"{method}\n{headers}\n{uri}\n".encode() + body


def sign(secret_key: str, message: bytes) -> tuple[str, str]:
    """The hexadecimal digest and the signature, which is the base64 of that text and not of the raw digest."""
    hex_digest = hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()
    return hex_digest, base64.b64encode(hex_digest.encode()).decode()


def stages(
    *, secret_id: str, secret_key: str, method: str, uri: str, nonce: str, timestamp: str, content_type: str, body: bytes
) -> Stages:
    headers = header_string(secret_id, nonce, timestamp)
    message = string_to_sign(method, headers, uri, signed_body(content_type, body))
    return Stages(headers, message, *sign(secret_key, message))
