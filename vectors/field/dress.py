"""The digest and the signed text in the wrong dress: base64, hexadecimal, quotes and escapes, in any order."""

import base64
import hashlib
import json
import random
from urllib.parse import quote

from .habit import DIGEST, TEXT, Habit, habit

KIND = "dressed-signature"


def _wrapped(text: str, mark: str) -> str:
    return mark.join(text[place : place + 76] for place in range(0, len(text), 76))


def _dashed(text: str, mark: str) -> str:
    return mark.join(text[place : place + 2] for place in range(0, len(text), 2))


def _signed_bytes(data: bytes) -> str:
    return "[" + ", ".join(str(byte - 256 if byte > 127 else byte) for byte in data) + "]"


# The first step makes text of the 32 bytes; None as the first step leaves them as they are.
FIRST = {
    "hex": bytes.hex,
    "hex-upper": lambda raw: raw.hex().upper(),
    "raw-base64": lambda raw: base64.b64encode(raw).decode(),
    "raw-base64-url": lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("="),
    "hex-dashed-upper": lambda raw: _dashed(raw.hex().upper(), "-"),
    "hex-dashed": lambda raw: _dashed(raw.hex(), "-"),
    "hex-colons": lambda raw: _dashed(raw.hex(), ":"),
    "hex-0x": lambda raw: "0x" + raw.hex(),
    "java-bytes": _signed_bytes,
    "go-bytes": lambda raw: "[" + " ".join(map(str, raw)) + "]",
    "node-buffer": lambda raw: json.dumps({"type": "Buffer", "data": list(raw)}, separators=(",", ":")),
    "utf-8-of-raw": lambda raw: base64.b64encode(raw.decode("utf-8", "replace").encode()).decode(),
    "latin-1-of-raw": lambda raw: base64.b64encode(raw.decode("latin-1").encode()).decode(),
    "integer-hex": lambda raw: f"{int.from_bytes(raw, 'big'):x}",
}
THEN = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64-url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64-of-utf-16-le": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "base64-of-utf-16-be": lambda text: base64.b64encode(text.encode("utf-16-be")).decode(),
    "base64-of-bytes-print": lambda text: base64.b64encode(f"b'{text}'".encode()).decode(),
    "base64-of-quoted": lambda text: base64.b64encode(f'"{text}"'.encode()).decode(),
    "base64-of-line": lambda text: base64.b64encode(f"{text}\n".encode()).decode(),
    "upper": str.upper,
    "lower": str.lower,
    "unpadded": lambda text: text.rstrip("="),
    "quoted": lambda text: f'"{text}"',
    "quoted-single": lambda text: f"'{text}'",
    "bytes-print": lambda text: f"b'{text}'",
    "percent": lambda text: quote(text, safe=""),
    "percent-lower": lambda text: text.replace("=", "%3d").replace("/", "%2f").replace("+", "%2b"),
    "html-escaped": lambda text: text.replace("=", "&#x3D;"),
    "unicode-escaped": lambda text: text.replace("=", "\\u003d"),
    "wrapped-76-blank": lambda text: _wrapped(text, " "),
    "wrapped-76-backslash-n": lambda text: _wrapped(text, "\\n"),
    "wrapped-76-crlf-escaped": lambda text: _wrapped(text, "%0D%0A"),
    "ended-backslash-n": lambda text: text + "\\n",
    "ended-percent-0a": lambda text: text + "%0A",
    "tuple": lambda text: f"('{text}',)",
    "list": lambda text: f"['{text}']",
    "named": lambda text: f"signature={text}",
    "algorithm-named": lambda text: f"HMAC-SHA256 {text}",
    "sha256-named": lambda text: f"sha256={text}",
}
RIGHT = ("hex", "base64")


def dressed(raw: bytes, steps) -> str:
    text = FIRST[steps[0]](raw)
    for step in steps[1:]:
        text = THEN[step](text)
    return text


def dress(*steps: str) -> Habit:
    def apply(draft):
        draft.digest_dress = steps

    return habit(KIND, f"digest:{'+'.join(steps)}", "signer", f"the digest was dressed by {', then '.join(steps)}", "digest", DIGEST, apply)


TEXT_DRESS = {
    "hex": lambda text: text.hex().encode(),
    "base64": base64.b64encode,
    "percent": lambda text: quote(text, safe="").encode(),
    "sha256-hex": lambda text: hashlib.sha256(text).hexdigest().encode(),
    "sha256-raw": lambda text: hashlib.sha256(text).digest(),
    "md5-hex": lambda text: hashlib.md5(text).hexdigest().encode(),
    "quoted": lambda text: b'"' + text + b'"',
    "stripped": bytes.strip,
    "lower": bytes.lower,
    "backslash-n": lambda text: text.replace(b"\n", b"\\n"),
    "crlf": lambda text: text.replace(b"\n", b"\r\n"),
    "ended-newline": lambda text: text + b"\n",
}


def dress_text(step: str) -> Habit:
    def apply(draft):
        draft.text_dress.append(TEXT_DRESS[step])

    return habit(KIND, f"text-dressed:{step}", "signer", f"the text went through {step} before it was signed", "text", TEXT, apply)


def draw(rng: random.Random, intent) -> Habit | None:
    if rng.random() < 0.12:
        return dress_text(rng.choice(list(TEXT_DRESS)))
    if rng.random() < 0.45:
        return draw_plain(rng)
    if rng.random() < 0.6:
        return dress(*RIGHT, rng.choice([step for step in THEN if step not in ("base64-of-utf-16-be",)]))
    steps = [rng.choice(list(FIRST)), *rng.choices(list(THEN), k=rng.choice([0, 1, 1, 2, 2, 3]))]
    return None if tuple(steps) == RIGHT else dress(*steps)


def draw_plain(rng: random.Random) -> Habit:
    """What people leave out most: base64 or the hexadecimal digits."""
    return dress(
        *rng.choice(
            [
                ("hex",),
                ("hex",),
                ("hex",),
                ("raw-base64",),
                ("raw-base64",),
                ("hex-upper",),
                ("raw-base64", "base64"),
                ("hex", "base64", "base64"),
                ("hex-upper", "base64"),
            ]
        )
    )
