"""A client of the Tencent Meeting (腾讯会议) REST API with Python's standard library, that signs exactly what it sends.

Copy the part under "The client". The rest lets `tmsig test --client -- python3 urllib_client.py` check it.
"""

import base64
import hashlib
import hmac
import json
import os
import platform
import secrets
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.parse import quote, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

# ---- The client: copy this part ----------------------------------------------------------------


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None  # It would be sent with the old signature.


class Client:
    """Encodes the URI once, writes the body once, signs these, sends these.

    What goes wrong with urllib: `urlencode` for the request and another encoding, or none, for the signature.
    """

    def __init__(self, base_url, *, app_id, sdk_id, secret_id, secret_key):
        self.base_url, self.app_id, self.sdk_id = base_url, app_id, sdk_id
        self.secret_id, self.secret_key = secret_id, secret_key
        self.opener = build_opener(NoRedirect, ProxyHandler({}))

    def call(self, method, path, path_params=None, query=(), body=None, content_type="application/json"):
        """`path` is a template like /v1/meetings/{meeting_id}; `body` is the bytes to send. Returns status and answer."""
        for name, value in (path_params or {}).items():
            path = path.replace("{" + name + "}", quote(value, safe=""))
        pairs = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query)
        uri = f"{path}?{pairs}" if pairs else path
        status, headers, answer = self.send(method, uri, body, content_type)
        if status == 307:  # The same again, elsewhere, and so with another signature.
            target = urlsplit(urljoin(self.base_url + uri, headers["Location"]))
            if f"{target.scheme}://{target.netloc}" == self.base_url:
                uri = f"{target.path}?{target.query}" if target.query else target.path
                status, headers, answer = self.send(method, uri, body, content_type)
        if status >= 500:  # Once more, with a new nonce and so a new signature.
            status, headers, answer = self.send(method, uri, body, content_type)
        return status, answer

    def send(self, method, uri, body, content_type):
        """Sign and send one request; `uri` is path and query as they go over the wire."""
        nonce, timestamp = str(secrets.randbelow(10**9)), str(int(time.time()))
        headers = {"X-TC-Key": self.secret_id, "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp,
                   "AppId": self.app_id, "X-TC-Registered": "1", "Content-Type": content_type}
        if self.sdk_id:
            headers["SdkId"] = self.sdk_id
        # An upload is signed as if it had no body. The whole media type counts: multipart/form-data-x is none.
        is_upload = content_type.partition(";")[0].strip(" \t").lower() == "multipart/form-data"
        signed_body = b"" if is_upload else body or b""
        header_string = f"X-TC-Key={self.secret_id}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}"
        string_to_sign = f"{method}\n{header_string}\n{uri}\n".encode() + signed_body
        digest = hmac.new(self.secret_key.encode(), string_to_sign, hashlib.sha256).hexdigest()
        headers["X-TC-Signature"] = base64.b64encode(digest.encode()).decode()
        request = Request(self.base_url + uri, method=method, headers=headers, data=body)
        try:
            with self.opener.open(request, timeout=30) as response:
                return response.status, response.headers, response.read()
        except HTTPError as error:  # urllib raises for every status but 2xx.
            with error:
                return error.code, error.headers, error.read()


def upload(parts):
    """The body of a `multipart/form-data` upload and its Content-Type."""
    boundary = secrets.token_hex(16)
    body = b""
    for part in parts:
        disposition = f'form-data; name="{part["name"]}"'
        if "filename" in part:
            disposition += f'; filename="{part["filename"]}"'
        kind = f'Content-Type: {part["content_type"]}\r\n' if "content_type" in part else ""
        head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\n{kind}\r\n"
        body += head.encode() + part["content"] + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


# ---- The adapter: only for `tmsig test --client` -----------------------------------------------

CLIENTS = {}


def client_for(message):
    names = ("base_url", "app_id", "sdk_id", "secret_id", "secret_key")
    key = tuple(message.get(name) for name in names)
    if key not in CLIENTS:
        CLIENTS[key] = Client(key[0], **dict(zip(names[1:], key[1:])))
    return CLIENTS[key]


def make(client, call):
    body, content_type = None, "application/json"
    if call.get("multipart") is not None:
        parts = [{**part, "content": base64.b64decode(part["content_base64"])} for part in call["multipart"]]
        body, content_type = upload(parts)
    elif call.get("json_text") is not None:
        body = json.dumps(call["json"], ensure_ascii=False, separators=(",", ":")).encode()
    return client.call(call["method"], call["path"], call["path_params"], call["query"], body, content_type)[0]


def answer(line):
    message = json.loads(line)
    seq, op = message.get("seq"), message.get("op")
    if op == "start":
        version = platform.python_version()
        return {"version": 1, "name": f"urllib.request {version}", "language": f"python {version}", "ops": ["call", "calls"]}
    try:
        if op == "call":
            return {"seq": seq, "status": make(client_for(message), message)}
        if op == "calls":
            client = client_for(message)
            with ThreadPoolExecutor(len(message["calls"])) as pool:
                return {"seq": seq, "statuses": list(pool.map(lambda call: make(client, call), message["calls"]))}
    except Exception as error:
        return {"seq": seq, "error": repr(error)}
    return {"seq": seq, "error": "unknown op"}


if __name__ == "__main__":
    try:
        for line in sys.stdin.buffer:
            sys.stdout.buffer.write(json.dumps(answer(line)).encode("ascii") + b"\n")
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        os._exit(0)
