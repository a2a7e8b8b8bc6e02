"""What the signers of these tests have in common: how to sign, and how to hang."""

import base64
import hashlib
import hmac
import os


def sign(message):
    body = base64.b64decode(message["body_base64"])
    if message["content_type"].partition(";")[0].strip(" \t").lower() == "multipart/form-data":
        body = b""
    header_string = (f"X-TC-Key={message['secret_id']}&X-TC-Nonce={message['nonce']}"
                     f"&X-TC-Timestamp={message['timestamp']}")
    string_to_sign = f"{message['method']}\n{header_string}\n{message['uri']}\n".encode() + body
    digest = hmac.new(message["secret_key"].encode(), string_to_sign, hashlib.sha256).hexdigest()
    return base64.b64encode(digest.encode()).decode()


def hang():
    """Waits for a byte that never comes: both ends of the pipe are held here."""
    reader, _writer = os.pipe()
    os.read(reader, 1)


# The same as a program of its own.
HANGING_CHILD = "import os; reader, writer = os.pipe(); os.read(reader, 1)"
