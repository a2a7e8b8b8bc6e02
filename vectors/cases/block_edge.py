"""Strings to sign that end around a block of SHA-256, once by padding the body and once by padding the URI."""

from . import samples
from .request import Credentials
from .topic import Topic

# From "the padding just fits" (55 of 64) to "one byte into the next block", with a margin on both sides.
_FIRST, _LAST = 54, 66
_NONCE, _TIMESTAMP = "1800000000", "1700000000"


def _pad(length: int) -> str:
    """Text that does not repeat within a block, so that a shifted block shows."""
    return "".join(chr(ord("a") + index * 7 % 26) for index in range(length))


def topic() -> Topic:
    topic = Topic("block-edge")

    def add(name: str, length: int, where: str, credentials: Credentials, **parts):
        comment = f"A string to sign of {length} bytes, {length % 64} into a block, made so by the length of the {where}."
        # The pair has a fixed width because the length counts; the last digits keep the requests apart.
        index = len(seen)
        pair = {"nonce": str(int(_NONCE) + index), "timestamp": str(int(_TIMESTAMP) + index)}
        request = topic.request(name, credentials, **pair, **parts)
        assert len(request.stages(credentials.secret_key).string_to_sign) == length, name
        seen.add(name)
        topic.valid(name, comment, "block-edge", credentials=credentials, **pair, **parts)

    seen: set[str] = set()

    def base(credentials: Credentials, **parts) -> int:
        request = topic.request("base", credentials, nonce=_NONCE, timestamp=_TIMESTAMP, **parts)
        return len(request.stages(credentials.secret_key).string_to_sign)

    def pad_body(credentials: Credentials, blocks: int):
        for length in range(64 * blocks + _FIRST, 64 * blocks + _LAST + 1):
            body = _pad(length - base(credentials))
            add(f"body-{length}", length, "body", credentials, body=body)

    def pad_uri(credentials: Credentials, blocks: int):
        start = "/v1/users/"
        for length in range(64 * blocks + _FIRST, 64 * blocks + _LAST + 1):
            uri = start + _pad(length - base(credentials, method="GET", uri=start))
            add(f"uri-{length}", length, "URI", credentials, method="GET", uri=uri)

    pad_body(samples.SHORT, 1)
    pad_uri(samples.SHORT, 1)
    for blocks in (2, 16):
        pad_body(samples.PLAIN, blocks)
        pad_uri(samples.PLAIN, blocks)
    for straddle in (1, 2):
        # The three bytes of one character lie on both sides of the edge.
        body = _pad(192 - straddle - base(samples.PLAIN)) + "\u4f1a"
        add(f"cjk-straddles-after-{straddle}", 195 - straddle, "body, whose last character straddles the block", samples.PLAIN, body=body)
    return topic
