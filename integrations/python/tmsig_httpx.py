# SPDX-License-Identifier: CC0-1.0
"""Signs what Python's `httpx` really sends to the Tencent Meeting (腾讯会议) REST API. Copy this file.

    client = httpx.Client(auth=TmsigAuth(app_id=…, sdk_id=…, secret_id=…, secret_key=…))  # or httpx.AsyncClient
    client.post("https://api.meeting.qq.com/v1/meetings", params={"userid": "张三"}, json={"subject": "周会"})

`params=`, `json=`, `content=`, `data=` and `files=` may be used: auth sees the final URL and body. What stands in the path is yours
to encode: `quote(meeting_id, safe="")`.

Leave `follow_redirects` at False: httpx would follow with the old signature. Redirects within the API (307, 308) are followed here.
"""

import base64
import hashlib
import hmac
import secrets
import time

import httpx


def signature(secret_id, secret_key, method, uri, nonce, timestamp, content_type, body):
    """The value of X-TC-Signature; `uri` is path and query as sent, `body` the bytes as sent."""
    # An upload is signed as if it had no body. The whole media type counts: multipart/form-data-x is none.
    if content_type.partition(";")[0].strip(" \t").lower() == "multipart/form-data":
        body = b""
    header_string = f"X-TC-Key={secret_id}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}"
    string_to_sign = f"{method}\n{header_string}\n{uri}\n".encode() + body
    hex_digest = hmac.new(secret_key.encode(), string_to_sign, hashlib.sha256).hexdigest()
    return base64.b64encode(hex_digest.encode()).decode()


class TmsigAuth(httpx.Auth):
    """Signs each request to `base_url`; one to another host passes without our headers."""

    requires_request_body = True  # httpx reads the body before it asks for the signature.

    def __init__(self, *, app_id, secret_id, secret_key, sdk_id=None, base_url="https://api.meeting.qq.com"):
        self.app_id, self.sdk_id, self.secret_id, self.secret_key = app_id, sdk_id, secret_id, secret_key
        self.base = httpx.URL(base_url)

    def auth_flow(self, request):
        if not self.is_ours(request.url):
            yield request
            return
        body = request.content
        self.sign(request, body)
        response = yield request
        for _ in range(5):
            # A 307 or 308 keeps method and body. It is another URI, and so another signature.
            following = response.next_request
            if response.status_code not in (307, 308) or following is None or not self.is_ours(following.url):
                return
            self.sign(following, body)
            response = yield following

    def is_ours(self, url):
        return (url.scheme, url.host, url.port) == (self.base.scheme, self.base.host, self.base.port)

    def sign(self, request, body):
        headers = request.headers
        headers.setdefault("Content-Type", "application/json")
        nonce, timestamp = str(secrets.randbelow(2**63) + 1), str(int(time.time()))
        headers.update({"X-TC-Key": self.secret_id, "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp,
                        "X-TC-Registered": "1", "AppId": self.app_id})
        if self.sdk_id:
            headers["SdkId"] = self.sdk_id
        uri = request.url.raw_path.decode("ascii")  # Path and query as sent; url.path would be decoded.
        headers["X-TC-Signature"] = signature(
            self.secret_id, self.secret_key, request.method, uri, nonce, timestamp, headers["Content-Type"], body)
