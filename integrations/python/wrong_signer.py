# SPDX-License-Identifier: CC0-1.0
"""A wrong signer, to show that the loader fails it: base64 of the raw digest, without the 64 hex characters. Not to be copied."""

import base64
import hashlib
import hmac


def signature(secret_id, secret_key, method, uri, nonce, timestamp, content_type, body):
    header_string = f"X-TC-Key={secret_id}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}"
    string_to_sign = f"{method}\n{header_string}\n{uri}\n".encode() + body
    return base64.b64encode(hmac.new(secret_key.encode(), string_to_sign, hashlib.sha256).digest()).decode()
