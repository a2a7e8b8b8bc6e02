# SPDX-License-Identifier: CC0-1.0
"""Signs what Python's `requests` really sends to the Tencent Meeting (腾讯会议) REST API. Copy this file.

    session = requests.Session()
    session.auth = TmsigAuth(app_id=…, sdk_id=…, secret_id=…, secret_key=…)
    session.post("https://api.meeting.qq.com/v1/meetings", params={"userid": "张三"}, json={"subject": "周会"})

`params=`, `json=`, `data=` and `files=` may be used: auth runs when the URL and the body are final. What stands in the path
is yours to encode: `quote(meeting_id, safe="")`.

Do not let urllib3 repeat a request (`HTTPAdapter(max_retries=…)`): it sends the same nonce again, which is refused as a replay
(190301). Call `session.request` again instead.
"""

import base64
import hashlib
import hmac
import secrets
import time
from urllib.parse import urljoin, urlsplit

import requests

OUR_HEADERS = ("X-TC-Key", "X-TC-Nonce", "X-TC-Timestamp", "X-TC-Signature", "X-TC-Registered", "AppId", "SdkId")


def signature(secret_id, secret_key, method, uri, nonce, timestamp, content_type, body):
    """The value of X-TC-Signature; `uri` is path and query as sent, `body` the bytes as sent."""
    # An upload is signed as if it had no body. The whole media type counts: multipart/form-data-x is none.
    if content_type.partition(";")[0].strip(" \t").lower() == "multipart/form-data":
        body = b""
    header_string = f"X-TC-Key={secret_id}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}"
    string_to_sign = f"{method}\n{header_string}\n{uri}\n".encode() + body
    hex_digest = hmac.new(secret_key.encode(), string_to_sign, hashlib.sha256).hexdigest()
    return base64.b64encode(hex_digest.encode()).decode()


class TmsigAuth(requests.auth.AuthBase):
    """Signs each request to `base_url`; one to another host passes without our headers."""

    def __init__(self, *, app_id, secret_id, secret_key, sdk_id=None, base_url="https://api.meeting.qq.com"):
        self.app_id, self.sdk_id, self.secret_id, self.secret_key = app_id, sdk_id, secret_id, secret_key
        self.origin = urlsplit(base_url)[:2]

    def __call__(self, request):
        if urlsplit(request.url)[:2] == self.origin:
            self.sign(request)
            request.register_hook("response", self.redirected)
        return request

    def sign(self, request):
        if isinstance(request.body, str):
            request.body = request.body.encode()  # Else http.client or urllib3 would choose the encoding.
        headers = request.headers
        headers.setdefault("Content-Type", "application/json")
        content_type = headers["Content-Type"]
        if isinstance(content_type, bytes):
            content_type = content_type.decode("latin-1")
        body = request.body or b""
        if not isinstance(body, bytes):  # A file or a generator: only an upload may be one, as it is not read to be signed.
            if content_type.partition(";")[0].strip(" \t").lower() != "multipart/form-data":
                raise TypeError("give the body as bytes: what is streamed cannot be signed")
            body = b""
        uri = request.path_url  # Path and query, encoded, without the fragment.
        if uri.startswith("//"):
            # Some versions of requests send one slash of several, some all: there is one from here on.
            uri = "/" + uri.lstrip("/")
            scheme, host = urlsplit(request.url)[:2]
            request.url = f"{scheme}://{host}{uri}"
        nonce, timestamp = str(secrets.randbelow(2**63) + 1), str(int(time.time()))
        headers.update({"X-TC-Key": self.secret_id, "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp,
                        "X-TC-Registered": "1", "AppId": self.app_id})
        if self.sdk_id:
            headers["SdkId"] = self.sdk_id
        headers["X-TC-Signature"] = signature(
            self.secret_id, self.secret_key, request.method, uri, nonce, timestamp, content_type, body)

    def redirected(self, response, **options):
        """requests follows a redirect with the old signature: follow those within the API here, with a new one."""
        for _ in range(5):
            if not response.is_redirect:
                return response
            target = urljoin(response.url, response.headers["Location"])
            if response.status_code not in (307, 308) or urlsplit(target)[:2] != self.origin:
                break
            response.content  # Read to its end, so that the connection is free again.
            response.close()
            request = response.request.copy()
            request.prepare_url(target, None)
            self.sign(request)
            following = response.connection.send(request, **options)
            following.history = [*response.history, response]
            response = following
        # Where requests goes from here, it goes without our headers.
        for name in OUR_HEADERS:
            response.request.headers.pop(name, None)
        return response
