"""Wrong on purpose: the newline behind the URI is left out where there is no body.

A demonstration for `tmsig fuzz -- python3 adapters/wrong/last_newline_missing.py`.
"""

import base64
import hashlib
import hmac
import json
import os
import platform
import sys

# ---- The signature, with one mistake: do not copy ----------------------------------------------


def sign(*, secret_id: str, secret_key: str, method: str, uri: str, nonce: str, timestamp: str,
         content_type: str, body: bytes) -> str:
    if content_type.partition(";")[0].strip(" \t").lower() == "multipart/form-data":
        body = b""  # An upload is signed as if it had no body.
    header_string = f"X-TC-Key={secret_id}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}"
    string_to_sign = f"{method}\n{header_string}\n{uri}".encode("utf-8")
    if body:  # The mistake: the newline stays even when the body is empty.
        string_to_sign += b"\n" + body
    hex_digest = hmac.new(secret_key.encode("utf-8"), string_to_sign, hashlib.sha256).hexdigest()
    return base64.b64encode(hex_digest.encode("ascii")).decode("ascii")


# ---- The adapter, as in signer.py --------------------------------------------------------------

TEXT_MEMBERS = ["secret_id", "secret_key", "method", "uri", "nonce", "timestamp", "content_type"]


def answer(line: bytes) -> dict:
    try:
        message = json.loads(line.decode("utf-8"))
        op, seq = message.get("op"), message.get("seq")
    except (ValueError, AttributeError, RecursionError):
        return {"seq": None, "error": "not a JSON object"}
    if op == "start":
        language = "python " + platform.python_version()
        return {"version": 1, "name": "tmsig demo: last newline missing", "language": language, "ops": ["sign"]}
    if op != "sign":
        return {"seq": seq, "error": "unknown op"}
    for name in TEXT_MEMBERS + ["body_base64"]:
        if not isinstance(message.get(name), str):
            return {"seq": seq, "error": f"{name} is missing or not a string"}
    try:
        body = base64.b64decode(message["body_base64"], validate=True)
        return {"seq": seq, "signature": sign(**{name: message[name] for name in TEXT_MEMBERS}, body=body)}
    except ValueError as error:  # Not base64, or half of a surrogate pair.
        return {"seq": seq, "error": str(error)}


if __name__ == "__main__":
    try:
        # The binary streams: the text ones would decode with the locale's charset.
        for line in sys.stdin.buffer:
            sys.stdout.buffer.write(json.dumps(answer(line)).encode("ascii") + b"\n")
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        os._exit(0)  # Nobody is listening; a normal exit would flush again and print a traceback.
