"""A million signatures in one line: the SHA-256 over the signatures of a fixed sequence of requests."""

import base64
import hashlib
import hmac
import sys
from typing import Iterator

from . import samples, scheme
from .request import JSON, Credentials, Request
from .topic import SOURCE

CREDENTIALS = [
    samples.PLAIN,
    samples.WITH_SDK,
    Credentials("200000031", "AKmadeUpNotAscii0Jd7Fb2Gm9Xs4Lh6", "\u5bc6\u94a5-cl\u00e9-\U0001f511"),
    Credentials("200000032", "AKmadeUpLongKey1Pv8Rn3Ck5Wa0Zt7Q", "SKmadeUpLongerThanABlock" * 4),
]
METHODS = ["GET", "POST", "PUT", "DELETE"]
QUERIES = [
    "",
    "?",
    "?userid=tester1&instanceid=1",
    "?userid=%E5%BC%A0%E4%B8%89",
    "?userid=tester1&userid=tester2",
    "?keyword=weekly+sync%20x",
    "?b=2&a=1&&c",
    "?path=a%2fb%2Fc/d?e",
]
FRAGMENTS = [
    '{"userid":"tester1"',
    ',"instanceid":1',
    '"subject":',
    "weekly sync",
    "}",
    "[]",
    "null",
    "1.0",
    "\u9879\u76ee\u5468\u4f1a",
    "\u5f20\u4e09",
    "\uff5b\uff1a",
    "\U00020000",
    "\U0001f680",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u2764\ufe0f",
    "\U0001f44b\U0001f3fd",
    "e\u0301",
    "\u00e9",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\0",
    "\ufeff",
    "\u05e9\u05c1\u0644",
    "\u2028",
    "\u200b",
    '"',
    "\\",
    "\\u4f1a",
    "<&>/",
    "\U0010ffff",
]
LENGTHS = [100, 10_000, 1_000_000]
_FIRST = 8

_MASK = (1 << 64) - 1


def _splitmix64(state: int) -> Iterator[int]:
    while True:
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        z = state
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & _MASK
        yield z ^ z >> 31


def draw(index: int, fragments: list[bytes]) -> tuple[int, str, str, str, str, bytes]:
    """Request number `index`: which credentials, method, nonce, timestamp, URI, body. The order of draws is fixed."""
    draws = _splitmix64(index)
    credentials = next(draws) % 4
    method = METHODS[next(draws) % 4]
    shift = next(draws) % 64
    nonce = str(next(draws) >> shift | 1)
    timestamp = str(1_500_000_000 + next(draws) % 1_000_000_000)
    uri = f"/v1/meetings/{next(draws)}{QUERIES[next(draws) % 8]}"
    if method == "GET":
        return credentials, method, nonce, timestamp, uri, b""
    count = next(draws) % 64
    return credentials, method, nonce, timestamp, uri, b"".join([fragments[next(draws) % 32] for _ in range(count)])


def requests(count: int) -> Iterator[tuple[Credentials, Request]]:
    """The first `count` requests, unsigned."""
    fragments = [fragment.encode() for fragment in FRAGMENTS]
    for index in range(count):
        chosen, method, nonce, timestamp, uri, body = draw(index, fragments)
        credentials = CREDENTIALS[chosen]
        headers = {
            "Content-Type": JSON,
            "AppId": credentials.app_id,
            "X-TC-Key": credentials.secret_id,
            "X-TC-Nonce": nonce,
            "X-TC-Timestamp": timestamp,
        }
        yield credentials, Request(method, uri, headers, body)


def _signatures(count: int) -> Iterator[bytes]:
    """The scheme once more without the objects in between, because a million of them take minutes."""
    fragments = [fragment.encode() for fragment in FRAGMENTS]
    keys = [credentials.secret_key.encode() for credentials in CREDENTIALS]
    for index in range(count):
        chosen, method, nonce, timestamp, uri, body = draw(index, fragments)
        headers = scheme.header_string(CREDENTIALS[chosen].secret_id, nonce, timestamp)
        message = scheme.string_to_sign(method, headers, uri, body)
        yield base64.b64encode(hmac.digest(keys[chosen], message, "sha256").hex().encode())


def document() -> dict:
    digest = hashlib.sha256()
    tests = []
    for count, signature in enumerate(_signatures(LENGTHS[-1]), start=1):
        digest.update(signature)
        if count in LENGTHS:
            tests.append({"id": f"accumulated/{count}", "requests": count, "sha256": digest.hexdigest()})
        if count % 50_000 == 0 and sys.stderr.isatty():
            print(f"\raccumulated: {count:,} of {LENGTHS[-1]:,}", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    first = [
        {"request": request.to_json(), "signature": request.stages(credentials.secret_key).signature}
        for credentials, request in requests(_FIRST)
    ]
    return {
        "schema": "accumulated.schema.json",
        "source": SOURCE + " The generator of the requests is described in README.md.",
        "credentials": [credentials.to_json() for credentials in CREDENTIALS],
        "methods": METHODS,
        "queries": QUERIES,
        "fragments": FRAGMENTS,
        "tests": tests,
        "first": first,
    }
