"""What the wrong clients beside this file share: a client that is right, and the adapter. Each of them makes one mistake.

Not to be copied; the right ones are in adapters/clients.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import platform
import secrets
import sys
import time
from urllib.parse import quote, urlsplit


def sign(*, secret_id, secret_key, method, uri, nonce, timestamp, content_type, body):
    """The signing function, which is right in all of them: `tmsig test` passes it."""
    if content_type.partition(";")[0].strip(" \t").lower() == "multipart/form-data":
        body = b""
    header_string = f"X-TC-Key={secret_id}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}"
    string_to_sign = f"{method}\n{header_string}\n{uri}\n".encode("utf-8") + body
    hex_digest = hmac.new(secret_key.encode("utf-8"), string_to_sign, hashlib.sha256).hexdigest()
    return base64.b64encode(hex_digest.encode("ascii")).decode("ascii")


class Client:
    def __init__(self, account):
        self.account = account
        self.connection = http.client.HTTPConnection(urlsplit(account["base_url"]).netloc, timeout=30)

    # What a request is made of. A wrong client overrides one of the `signed_` ones, so that it signs something else.

    def path(self, call):
        path = call["path"]
        for name, value in call["path_params"].items():
            path = path.replace("{" + name + "}", quote(value, safe=""))
        return path

    def query(self, call):
        return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in call["query"])

    def body(self, call):
        if call["json_text"] is None:
            return b""
        return json.dumps(call["json"], ensure_ascii=False, separators=(",", ":")).encode()

    def signed_path(self, call):
        return self.path(call)

    def signed_query(self, call):
        return self.query(call)

    def signed_body(self, call):
        return self.body(call)

    def stamp_and_signature(self, call, uri):
        nonce, timestamp = str(secrets.randbelow(10**9)), str(int(time.time()))
        signature = sign(secret_id=self.account["secret_id"], secret_key=self.account["secret_key"], method=call["method"], uri=uri,
                         nonce=nonce, timestamp=timestamp, content_type="application/json", body=self.signed_body(call))
        return {"X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp, "X-TC-Signature": signature}

    def call(self, call):
        sent = self.path(call), self.query(call), self.signed_path(call), self.signed_query(call)
        status, location = self.send(call, *sent)
        if status == 307:
            target = urlsplit(location)
            sent = target.path, target.query, target.path, target.query
            status, _ = self.send(call, *sent)
        if status >= 500:
            status, _ = self.send(call, *sent)
        return status

    def send(self, call, path, query, signed_path, signed_query):
        uri, signed_uri = (f"{path}?{query}" if query else path for path, query in ((path, query), (signed_path, signed_query)))
        headers = {"X-TC-Key": self.account["secret_id"], "AppId": self.account["app_id"], "X-TC-Registered": "1",
                   "Content-Type": "application/json", **self.stamp_and_signature(call, signed_uri)}
        if self.account["sdk_id"]:
            headers["SdkId"] = self.account["sdk_id"]
        self.connection.request(call["method"], uri, body=self.body(call) or None, headers=headers)
        response = self.connection.getresponse()
        response.read()
        return response.status, response.headers.get("Location", "")


SIGNED = ("secret_id", "secret_key", "method", "uri", "nonce", "timestamp", "content_type")


def run(kind, name):
    """The adapter for clients of this kind."""
    clients = {}

    def answer(message):
        op, seq = message["op"], message.get("seq")
        if op == "start":
            return {"version": 1, "name": f"tmsig demo: {name}", "language": "python " + platform.python_version(), "ops": ["sign", "call"]}
        if op == "sign":
            return {"seq": seq, "signature": sign(**{key: message[key] for key in SIGNED}, body=base64.b64decode(message["body_base64"]))}
        if op != "call":
            return {"seq": seq, "error": "unknown op"}
        if message["multipart"] is not None:
            return {"seq": seq, "skip": "the demo has no uploads"}
        account = {key: message[key] for key in ("base_url", "app_id", "sdk_id", "secret_id", "secret_key")}
        key = json.dumps(account)
        if key not in clients:
            clients[key] = kind(account)
        return {"seq": seq, "status": clients[key].call(message)}

    try:
        for line in sys.stdin.buffer:
            seq = None
            try:
                message = json.loads(line)
                seq = message.get("seq")
                answered = answer(message)
            except Exception as error:
                answered = {"seq": seq, "error": repr(error)}
            sys.stdout.buffer.write(json.dumps(answered).encode("ascii") + b"\n")
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        os._exit(0)
