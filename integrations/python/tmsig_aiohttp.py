# SPDX-License-Identifier: CC0-1.0
"""Signs what Python's `aiohttp` (3.12 or later) really sends to the Tencent Meeting (腾讯会议) REST API. Copy this file.

    sign = TmsigMiddleware(app_id=…, sdk_id=…, secret_id=…, secret_key=…)
    async with aiohttp.ClientSession(middlewares=[sign]) as session:
        await session.post("https://api.meeting.qq.com/v1/meetings", params={"userid": "张三"}, json={"subject": "周会"})

`params=`, `json=` and `data=` may be used: a middleware sees the final URL and body, anew for each redirect. Put it last, so that
no other one changes what was signed. What stands in the path is yours to encode: `quote(meeting_id, safe="")`.
"""

import base64
import hashlib
import hmac
import secrets
import time

from yarl import URL


def signature(secret_id, secret_key, method, uri, nonce, timestamp, content_type, body):
    """The value of X-TC-Signature; `uri` is path and query as sent, `body` the bytes as sent."""
    # An upload is signed as if it had no body. The whole media type counts: multipart/form-data-x is none.
    if is_upload(content_type):
        body = b""
    header_string = f"X-TC-Key={secret_id}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}"
    string_to_sign = f"{method}\n{header_string}\n{uri}\n".encode() + body
    hex_digest = hmac.new(secret_key.encode(), string_to_sign, hashlib.sha256).hexdigest()
    return base64.b64encode(hex_digest.encode()).decode()


def is_upload(content_type):
    return content_type.partition(";")[0].strip(" \t").lower() == "multipart/form-data"


class TmsigMiddleware:
    """Signs each request to `base_url`; one to another host passes without our headers."""

    def __init__(self, *, app_id, secret_id, secret_key, sdk_id=None, base_url="https://api.meeting.qq.com"):
        self.app_id, self.sdk_id, self.secret_id, self.secret_key = app_id, sdk_id, secret_id, secret_key
        self.origin = URL(base_url).origin()

    async def __call__(self, request, handler):
        if request.url.origin() == self.origin:
            await self.sign(request)
        return await handler(request)

    async def sign(self, request):
        headers = request.headers
        # aiohttp writes application/octet-stream where there is no body.
        has_body = bool(request.body)
        if not has_body or "Content-Type" not in headers:
            headers["Content-Type"] = "application/json"
        # An upload is not read: it may be long, and is not signed.
        body = b"" if not has_body or is_upload(headers["Content-Type"]) else await request.body.as_bytes()
        nonce, timestamp = str(secrets.randbelow(2**63) + 1), str(int(time.time()))
        headers.update({"X-TC-Key": self.secret_id, "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp,
                        "X-TC-Registered": "1", "AppId": self.app_id})
        if self.sdk_id:
            headers["SdkId"] = self.sdk_id
        uri = request.url.raw_path_qs  # Path and query as sent; url.path_qs would be decoded.
        headers["X-TC-Signature"] = signature(
            self.secret_id, self.secret_key, request.method, uri, nonce, timestamp, headers["Content-Type"], body)
