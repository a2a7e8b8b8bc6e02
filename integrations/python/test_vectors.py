# SPDX-License-Identifier: CC0-1.0
"""The golden vectors as pytest tests of your own signer. Copy this file and the folder `vectors/` (`tmsig vectors copy`).

    TMSIG_SIGNER=my_package.signing:sign TMSIG_VECTORS=tests/vectors pytest test_vectors.py

Without these variables it judges the signer of tmsig_requests.py beside it. The signer is called with secret_id, secret_key, method,
uri, nonce, timestamp, content_type (all text) and body (bytes): change `sign` if yours wants them otherwise.
"""

import base64
import importlib
import json
import os
from pathlib import Path

import pytest

VECTORS = Path(os.environ.get("TMSIG_VECTORS") or Path(__file__).resolve().parents[2] / "vectors")
MODULE, _, FUNCTION = os.environ.get("TMSIG_SIGNER", "tmsig_requests:signature").partition(":")
signer = getattr(importlib.import_module(MODULE), FUNCTION)


def sign(credentials, request):
    headers = {name.lower(): value for name, value in request["headers"].items()}
    # Bytes that are not UTF-8 stand in body_base64.
    body = request["body"].encode() if "body" in request else base64.b64decode(request["body_base64"])
    return signer(credentials["secret_id"], credentials["secret_key"], request["method"], request["uri"],
                  headers["x-tc-nonce"], headers["x-tc-timestamp"], headers.get("content-type", ""), body)


def vectors():
    for path in sorted(VECTORS.glob("*.json")):
        topic = json.loads(path.read_text("utf-8"))
        if topic.get("schema") != "vectors.schema.json":
            continue
        for group in topic["groups"]:
            for test in group["tests"]:
                # What is invalid is for those who verify.
                if test["result"] != "invalid":
                    yield pytest.param(group["credentials"], test, id=test["id"])


ALL = list(vectors())


def test_there_are_vectors():
    assert len(ALL) > 600, f"no vectors in {VECTORS}"


@pytest.mark.parametrize("credentials, test", ALL)
def test_vector(credentials, test):
    right = [test["signature"]] + [other["signature"] for other in test.get("alternatives", [])]
    try:
        got = sign(credentials, test["request"])
    except Exception:
        if test["result"] == "acceptable":
            return  # Where the sources are silent, a signer may refuse.
        raise
    assert got in right, f'{test["comment"]}\nto be signed: {test.get("string_to_sign", test.get("string_to_sign_base64"))!r:.400}'
