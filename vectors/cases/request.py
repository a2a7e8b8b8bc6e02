"""One HTTP request as it goes over the wire, and the credentials it is signed with."""

import base64
import hashlib
from dataclasses import dataclass, replace

from . import scheme

JSON = "application/json"


@dataclass(frozen=True)
class Credentials:
    app_id: str
    secret_id: str
    secret_key: str
    sdk_id: str | None = None

    def to_json(self) -> dict:
        sdk_id = {} if self.sdk_id is None else {"sdk_id": self.sdk_id}
        return {"app_id": self.app_id, **sdk_id, "secret_id": self.secret_id, "secret_key": self.secret_key}


@dataclass(frozen=True)
class Request:
    method: str
    uri: str
    headers: dict
    body: bytes

    def header(self, name: str) -> str | None:
        """Names are compared without regard to case, as HTTP does."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), None)

    def with_headers(self, **changes: str | None) -> "Request":
        """A copy with headers set, or removed where the value is None; `_` in a name stands for `-`."""
        headers = dict(self.headers)
        for name, value in changes.items():
            name = name.replace("_", "-")
            if value is None:
                headers.pop(name, None)
            else:
                headers[name] = value
        return replace(self, headers=headers)

    def stages(self, secret_key: str) -> scheme.Stages | None:
        """The correct stages for the request as it is, or None when a signed header is missing."""
        secret_id, nonce, timestamp = (self.header(f"X-TC-{name}") for name in ("Key", "Nonce", "Timestamp"))
        if secret_id is None or nonce is None or timestamp is None:
            return None
        return scheme.stages(
            secret_id=secret_id,
            secret_key=secret_key,
            method=self.method,
            uri=self.uri,
            nonce=nonce,
            timestamp=timestamp,
            content_type=self.header("Content-Type") or "",
            body=self.body,
        )

    def to_json(self) -> dict:
        return {"method": self.method, "uri": self.uri, "headers": self.headers, **text_or_base64("body", self.body)}


def text_or_base64(name: str, value: bytes) -> dict:
    """JSON has no byte strings: text where the bytes are UTF-8, base64 under another name where they are not."""
    try:
        return {name: value.decode()}
    except UnicodeDecodeError:
        return {f"{name}_base64": base64.b64encode(value).decode()}


def nonce_and_timestamp(seed: str) -> tuple[str, str]:
    """A plausible pair derived from the test's id, so that adding a test never changes another one."""
    digest = hashlib.sha256(seed.encode()).digest()
    nonce = int.from_bytes(digest[:8], "big") >> (digest[8] % 40) | 1
    timestamp = 1_600_000_000 + int.from_bytes(digest[9:13], "big") % 160_000_000
    return str(nonce), str(timestamp)


def build(
    seed: str,
    credentials: Credentials,
    *,
    method: str = "POST",
    uri: str = "/v1/meetings",
    body: str | bytes = b"",
    content_type: str | None = JSON,
    nonce: str | None = None,
    timestamp: str | None = None,
    registered: str | None = "1",
    extra_headers: dict | None = None,
) -> Request:
    """An unsigned request with the vendor's common headers."""
    seeded_nonce, seeded_timestamp = nonce_and_timestamp(seed)
    headers = {
        "Content-Type": content_type,
        "AppId": credentials.app_id,
        "SdkId": credentials.sdk_id,
        "X-TC-Key": credentials.secret_id,
        "X-TC-Nonce": seeded_nonce if nonce is None else nonce,
        "X-TC-Timestamp": seeded_timestamp if timestamp is None else timestamp,
        "X-TC-Registered": registered,
        **(extra_headers or {}),
    }
    body = body.encode() if isinstance(body, str) else body
    return Request(method, uri, {name: value for name, value in headers.items() if value is not None}, body)
