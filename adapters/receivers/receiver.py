#!/usr/bin/env python3
"""A receiver of Tencent Meeting event callbacks in Python 3.8 or later.

Copy the first part into your program. Python's standard library has no AES: install `cryptography` if the subscription
has an EncodingAESKey. `python3 receiver.py 8080` listens with the secrets of TMSIG_CALLBACK_TOKEN and
TMSIG_CALLBACK_AES_KEY, for `tmsig callback check http://127.0.0.1:8080/`; without a port the program is an adapter for
vectors/callback_crosscheck.py.
"""

import base64
import hashlib
import hmac
import json
import re
from urllib.parse import unquote

# ---- The receiver: copy this part --------------------------------------------------------------

ACKNOWLEDGEMENT = "successfully received callback"


class Refused(Exception):
    def __init__(self, status: int, what: str):
        super().__init__(what)
        self.status = status


def sign(token: str, timestamp: str, nonce: str, data: str) -> str:
    """The SHA-1 of the four texts, sorted and joined."""
    return hashlib.sha1("".join(sorted([token, timestamp, nonce, data])).encode()).hexdigest()


def decrypt(encoding_aes_key: "str | None", data: str) -> bytes:
    """The plaintext of data. Verify the signature first.

    What goes wrong in Python: b64decode raises "Incorrect padding" where the "=" is missing, as in the vendor's own
    example; and without validate=True it passes over what is no base64.
    """
    raw = base64.b64decode(data.rstrip("=") + "=" * (-len(data.rstrip("=")) % 4), validate=True)
    if not encoding_aes_key:
        return raw
    from cryptography.hazmat.primitives import padding
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key = base64.b64decode(encoding_aes_key + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    padded = decryptor.update(raw) + decryptor.finalize()
    unpadder = padding.PKCS7(128).unpadder()
    return unpadder.update(padded) + unpadder.finalize()


def open_callback(token: str, encoding_aes_key: "str | None", method: str, target: str, headers, body: bytes):
    """The answer to send with status 200 and nothing around it, and the event (None for the check of the URL).

    `target` is path and query as they arrived; `headers` looks names up without regard to case. Raises Refused. An
    event may come several times: tell repetitions by its trace_id, and do the work after answering.
    """
    if method not in ("GET", "POST"):
        raise Refused(405, "neither GET nor POST")
    data = _check_str(target) if method == "GET" else _member_data(body)
    timestamp, nonce, signature = (headers.get(name) or "" for name in ("timestamp", "nonce", "signature"))
    if not re.fullmatch("[0-9a-f]{40}", signature):
        raise Refused(400, "signature")
    if not re.fullmatch("[0-9]{10}|[0-9]{13}", timestamp, re.ASCII):
        raise Refused(400, "timestamp")
    if not re.fullmatch("[!-~]+", nonce):
        raise Refused(400, "nonce")
    if not re.fullmatch("[A-Za-z0-9+/]+={0,2}", data):
        raise Refused(400, "data")
    if not hmac.compare_digest(sign(token, timestamp, nonce, data), signature):
        raise Refused(401, "signature")
    letters = len(data.rstrip("="))
    if letters % 4 == 1 or len(data) - letters > -letters % 4:
        raise Refused(400, "data")
    try:
        text = decrypt(encoding_aes_key, data).decode()
    except ValueError:
        raise Refused(400, "plaintext") from None
    if method == "GET":
        return text, None
    try:
        event = json.loads(text)
    except ValueError:
        raise Refused(400, "event") from None
    if not isinstance(event, dict):
        raise Refused(400, "event")
    name, identity = event.get("event"), event.get("trace_id", event.get("unique_sequence"))
    if not (isinstance(name, str) and name and isinstance(identity, str) and identity):
        raise Refused(400, "event")
    if not isinstance(event.get("payload"), list):
        raise Refused(400, "event")
    return ACKNOWLEDGEMENT, event


def _check_str(target: str) -> str:
    """Decoded once, and not as a form (unquote_plus): base64 holds "+" and no spaces. Flask and Django have decoded it."""
    pairs = target.partition("?")[2].split("&")
    values = [pair[len("check_str=") :] for pair in pairs if pair.startswith("check_str=")]
    if len(values) != 1:
        raise Refused(400, "check_str")
    return unquote(values[0]).replace(" ", "+")


def _member_data(body: bytes) -> str:
    try:
        parsed = json.loads(body.decode())
    except ValueError:
        raise Refused(400, "body") from None
    if not isinstance(parsed, dict) or not isinstance(parsed.get("data"), str):
        raise Refused(400, "body")
    return parsed["data"]


def handler(token: str, encoding_aes_key: "str | None", on_event):
    """A class for http.server; `on_event` is called after the answer was sent."""
    from http.server import BaseHTTPRequestHandler

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            event = None
            try:
                answer, event = open_callback(token, encoding_aes_key, self.command, self.path, self.headers, body)
                status = 200
            except Refused as refused:
                status, answer = refused.status, ""
            raw = answer.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)
            if event is not None:
                on_event(event)

        do_GET = do_POST = _answer

        def log_message(self, *_):
            pass  # The request line holds check_str.

    return Handler


# ---- The rest is for tmsig alone ---------------------------------------------------------------


class _Headers(dict):
    def get(self, name, default=None):
        return super().get(name.lower(), default)


def _asked(message: dict) -> dict:
    op, token, key = message["op"], message.get("token"), message.get("encoding_aes_key")
    if op in ("callback_sign", "callback_verify"):
        signature = sign(token, message["timestamp"], message["nonce"], message["data"])
        return {"signature": signature} if op == "callback_sign" else {"valid": signature == message["signature"]}
    if op == "callback_decrypt":
        try:
            return {"plaintext_base64": base64.b64encode(decrypt(key, message["data"])).decode()}
        except ValueError:
            return {"refused": "data"}
    headers = _Headers()
    for name, value in message["headers"]:
        name = name.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    try:
        answer, _ = open_callback(token, key, message["method"], message["target"], headers, base64.b64decode(message["body_base64"]))
        return {"status": 200, "body_base64": base64.b64encode(answer.encode()).decode()}
    except Refused as refused:
        return {"status": refused.status, "body_base64": ""}


def _main():
    import os
    import platform
    import sys

    if len(sys.argv) > 1:
        from http.server import ThreadingHTTPServer

        secrets = os.environ["TMSIG_CALLBACK_TOKEN"], os.environ.get("TMSIG_CALLBACK_AES_KEY")
        served = handler(*secrets, lambda event: print(event["event"], flush=True))
        ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), served).serve_forever()
    for line in sys.stdin:
        message = json.loads(line)
        if message["op"] == "start":
            ops = ["callback_sign", "callback_verify", "callback_decrypt", "callback_handle"]
            answer = {"version": 1, "name": "tmsig python receiver", "language": f"python {platform.python_version()}", "ops": ops}
        else:
            answer = {"seq": message["seq"], **_asked(message)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _main()
