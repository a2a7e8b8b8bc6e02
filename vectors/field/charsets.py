"""Text read or written in another charset, by the replacement rules of the decoder that does it."""

import random

from .habit import PIECES, TEXT, Habit, habit
from .json_writers import body_text
from .program import Draft

KIND = "charset"
_REPLACEMENT = "\ufffd"


def _pair(lead: int, trail: int, codec: str) -> str | None:
    try:
        text = bytes([lead, trail]).decode(codec)
    except UnicodeDecodeError:
        return None
    return text if len(text) == 1 else None


def java_gbk(data: bytes) -> str:
    """Java replaces a bad lead byte and goes on with the next byte, unless the two could never be anything but a pair."""
    out, place = [], 0
    while place < len(data):
        lead = data[place]
        place += 1
        if lead < 0x80:
            out.append(chr(lead))
            continue
        if place == len(data) or not 0x81 <= lead <= 0xFE:
            out.append(_REPLACEMENT)
            continue
        trail = data[place]
        text = _pair(lead, trail, "gbk") if 0x40 <= trail <= 0xFE and trail != 0x7F else None
        out.append(text or _REPLACEMENT)
        # The second byte is eaten only when it is neither ASCII nor the start of a pair of its own.
        if text or trail in (0x80, 0xFF):
            place += 1
    return "".join(out)


def whatwg_gbk(data: bytes) -> str:
    """Browsers and encoding_rs: a bad pair is one U+FFFD, and its second byte is read again only if it is ASCII."""
    out, place = [], 0
    while place < len(data):
        lead = data[place]
        place += 1
        if lead < 0x80:
            out.append(chr(lead))
        elif lead == 0x80:
            out.append("\u20ac")
        elif lead == 0xFF or place == len(data):
            out.append(_REPLACEMENT)
        elif 0x30 <= data[place] <= 0x39:
            four = data[place - 1 : place + 3]
            try:
                out.append(four.decode("gb18030"))
                place += 3
            except UnicodeDecodeError:
                out.append(_REPLACEMENT)
        else:
            text = _pair(lead, data[place], "gb18030")
            out.append(text or _REPLACEMENT)
            if text or data[place] >= 0x80:
                place += 1
    return "".join(out)


def whatwg_1252(data: bytes) -> str:
    """The five bytes that Windows-1252 leaves undefined become C1 controls."""
    return "".join(_pair_1252(byte) or chr(byte) for byte in data)


def java_1252(data: bytes) -> str:
    return "".join(_pair_1252(byte) or _REPLACEMENT for byte in data)


def _pair_1252(byte: int) -> str | None:
    return None if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")


DECODERS = {
    "latin-1": lambda data: data.decode("latin-1"),
    "windows-1252-whatwg": whatwg_1252,
    "windows-1252-java": java_1252,
    "us-ascii-java": lambda data: "".join(chr(byte) if byte < 0x80 else _REPLACEMENT for byte in data),
    "us-ascii-question-mark": lambda data: "".join(chr(byte) if byte < 0x80 else "?" for byte in data),
    "us-ascii-python-ignore": lambda data: data.decode("ascii", "ignore"),
    "gbk-java": java_gbk,
    "gbk-whatwg": whatwg_gbk,
    "gbk-python-replace": lambda data: data.decode("gbk", "replace"),
    "gbk-python-ignore": lambda data: data.decode("gbk", "ignore"),
    "big5-python-replace": lambda data: data.decode("big5", "replace"),
    "shift-jis-python-replace": lambda data: data.decode("shift_jis", "replace"),
}


def read_as(decoder: str, whole: bool = False) -> Habit:
    change = lambda data: DECODERS[decoder](data).encode()
    did = f"the UTF-8 {'text to sign' if whole else 'body'} was read as {decoder} and written as UTF-8 before it was signed"
    if whole:

        def apply(draft):
            draft.text_dress.append(change)

        return habit(KIND, f"text-read-as:{decoder}", "signer", did, "text", TEXT, apply)
    return body_text(KIND, f"body-read-as:{decoder}", "signer", did, change)


def signed_in(codec: str, whole: bool) -> Habit:
    """The bytes that were signed are in another charset; the bytes that were sent are UTF-8."""
    change = lambda data: data.decode("utf-8", "replace").encode(codec, "replace")
    did = f"the {'text to sign' if whole else 'body'} was turned into bytes by {codec} for the signature and by UTF-8 for sending"
    if whole:

        def apply(draft):
            draft.text_dress.append(change)

        return habit(KIND, f"text-signed-in:{codec}", "signer", did, "text", TEXT, apply)
    return body_text(KIND, f"body-signed-in:{codec}", "signer", did, change)


def sent_in(codec: str, text: str = "") -> Habit:
    """`text` is the body, to tell whether anything of it is lost in that charset."""
    try:
        text.encode(codec)
        kept = True
    except UnicodeEncodeError:
        kept = False
    change = lambda data: data.decode().encode(codec, "replace")
    did = f"the body was signed in UTF-8 and sent in {codec}"
    return habit(KIND, f"body-sent-in:{codec}", "client", did, "body", PIECES, _sent(change), kept)


def _sent(change):
    def apply(draft):
        draft.body_sent = change(draft.body_sent)

    return apply


def sent_low_bytes() -> Habit:
    """Java's writeBytes keeps the low byte of each UTF-16 unit and drops the other."""
    change = lambda data: data.decode().encode("utf-16-le")[::2]
    return habit(
        KIND,
        "body-sent-by-write-bytes",
        "client",
        "the body was sent by writeBytes, which drops the high byte of every character",
        "body",
        PIECES,
        _sent(change),
        False,
    )


def sent_misread() -> Habit:
    """The client took the UTF-8 for Latin-1 and wrote that as UTF-8: every byte can still be told."""
    change = lambda data: data.decode("latin-1").encode()
    return habit(
        KIND,
        "body-sent-as-latin-1-in-utf-8",
        "client",
        "the signed body was taken for Latin-1 and written as UTF-8 when it was sent",
        "body",
        PIECES,
        _sent(change),
    )


def draw(rng: random.Random, intent) -> Habit | None:
    body = Draft(intent).body_sent
    text = body.decode()
    if text.isascii():
        # Even ASCII shows it where every character takes two bytes.
        return signed_in(rng.choice(["utf-16-le", "utf-16-be", "utf-16"]), True) if rng.random() < 0.05 else None
    choice = rng.random()
    if choice < 0.45:
        decoder = rng.choice(list(DECODERS))
        found = DECODERS[decoder](body)
        # Tables differ in what they make of user-defined characters.
        if any("\ue000" <= mark <= "\uf8ff" for mark in found):
            return None
        return read_as(decoder, rng.random() < 0.25)
    if choice < 0.6:
        return signed_in(
            rng.choice(["gbk", "gbk", "gb18030", "latin-1", "ascii", "big5", "utf-16-le", "utf-16-be", "utf-16"]), rng.random() < 0.5
        )
    if choice < 0.9:
        return sent_in(rng.choice(["gbk", "gbk", "gbk", "gb18030", "big5", "utf-16-le", "utf-16-be", "utf-16", "latin-1", "cp1252"]), text)
    return sent_low_bytes() if choice < 0.94 else sent_misread()
