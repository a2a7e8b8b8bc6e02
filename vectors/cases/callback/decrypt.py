"""Decrypting: every length of padding, keys with unused bits, padding to 32, and ciphertexts that are none."""

import base64

from .events import event
from .scheme import BLOCK, Subscription, encrypt, pad
from .topic import ENCRYPTED, LETTERS, PLAIN, Topic, letters


def _of_length(remainder: int) -> str:
    """An event whose length leaves this remainder when divided by the block."""
    return next(text for count in range(64) if len((text := event("meeting.end", filler="x" * count)).encode()) % BLOCK == remainder)


def _keys_by_unused_bits() -> dict[int, str]:
    """A key for each value of the two bits of its last character that belong to no byte."""
    start = letters("unused bits", 42)
    order = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return {bits: start + next(last for last in LETTERS if order.index(last) % 4 == bits) for bits in range(4)}


def topic() -> Topic:
    made = Topic("decrypt")

    def data(padded: bytes) -> str:
        return base64.b64encode(encrypt(ENCRYPTED, padded)).decode()

    for length in range(1, BLOCK + 1):
        name = f"padding-of-{length}"
        made.valid(name, f"{length} bytes of padding.", "encrypted", "block-padding", request=made.event(name, _of_length(-length % BLOCK), to=ENCRYPTED), to=ENCRYPTED)
    for bits, key in _keys_by_unused_bits().items():
        to = Subscription(letters("bits", 25), key)
        made.valid(f"key-with-unused-bits-{bits:02b}", "The last character of the EncodingAESKey has two bits that belong to no byte.", "encrypted", "key-bits", request=made.event(f"key-with-unused-bits-{bits:02b}", event("meeting.end"), to=to), to=to)
    for ending in ("\n", " ", "\u0001", "\u0010", "\u0010" * 16, "\0"):
        name = "url-check-ends-in-" + "-".join(f"{ord(letter):02x}" for letter in ending[:2])
        request = made.url_check(name, "check" + ending, to=ENCRYPTED)
        made.valid(name, "The plaintext itself ends in what looks like padding, or in what trimming takes away.", "encrypted", "block-padding", request=request, to=ENCRYPTED)

    for length in range(17, 33):
        plaintext = next(text for count in range(64) if 32 - len((text := event("meeting.end", filler="y" * count)).encode()) % 32 == length)
        request = made.event(f"padding-of-{length}", to=ENCRYPTED, data=data(pad(plaintext.encode(), 32)))
        made.acceptable(f"padding-of-{length}", f"{length} bytes of padding, as WeCom pads.", "padding-32", "open", request=request, to=ENCRYPTED)

    whole = pad(_of_length(8).encode())
    bad = {
        "zero": (whole[:-1] + b"\0", "The last byte is 0."),
        "33": (whole[:-1] + bytes([33]), "The last byte is 33."),
        "ff": (whole[:-1] + b"\xff", "The last byte is 255."),
        "first-byte-wrong": (whole[:-8] + b"\x07" + whole[-7:], "The first byte of the padding is another."),
        "middle-byte-wrong": (whole[:-4] + b"\x01" + whole[-3:], "A byte in the middle of the padding is another."),
        "longer-than-the-text": (b"\x11" * 16, "The last byte asks for more bytes than there are."),
        "zeros": (whole[:-8] + b"\0" * 8, "Padded with zeros."),
        "iso-7816": (whole[:-8] + b"\x80" + b"\0" * 7, "Padded with 80 00 00, as ISO 7816-4 says."),
        "ansi-x923": (whole[:-8] + b"\0" * 7 + b"\x08", "Padded with 00 00 08, as ANSI X9.23 says."),
        "blanks": (whole[:-8] + b" " * 8, "Padded with blanks."),
        "none": (event("meeting.end", filler="z" * 16).encode().ljust(208, b"}")[:208], "Not padded at all."),
    }
    for name, (padded, comment) in bad.items():
        request = made.event(f"bad-padding-{name}", to=ENCRYPTED, data=data(padded))
        made.invalid(f"bad-padding-{name}", comment, "bad-padding", request=request, to=ENCRYPTED, refused="data: padding")
    request = made.url_check("bad-padding-url-check", to=ENCRYPTED, data=data(b"tmsig-check-001!"))
    made.invalid("bad-padding-url-check", "A URL check that is not padded.", "bad-padding", request=request, to=ENCRYPTED, refused="check_str: padding")

    for length in (1, 8, 15, 17, 24, 31, 33, 47):
        raw = encrypt(ENCRYPTED, b"\x10" * 48)[:length]
        request = made.event(f"ciphertext-of-{length}-bytes", to=ENCRYPTED, data=base64.b64encode(raw).decode())
        made.invalid(f"ciphertext-of-{length}-bytes", f"A ciphertext of {length} bytes.", "bad-ciphertext", request=request, to=ENCRYPTED, refused="data: block-length")
    request = made.event("plain-where-a-key-is", to=ENCRYPTED, data=base64.b64encode(_of_length(3).encode()).decode())
    made.invalid("plain-where-a-key-is", "Data that is not encrypted, of a subscription with a key.", "bad-ciphertext", request=request, to=ENCRYPTED, refused="data: block-length")

    cut = {
        "two-of-three": "\u4f1a".encode()[:2], "one-of-four": "\U0001f389".encode()[:1], "surrogate": b"\xed\xa0\x80", "overlong": b"\xc0\xaf",
        "latin-1": "\u00fc".encode("latin-1"), "gbk": "\u4f1a\u8bae".encode("gbk"), "utf-16": "ab".encode("utf-16"), "beyond": b"\xf4\x90\x80\x80",
    }
    for name, bytes_ in cut.items():
        for to, kind in ((PLAIN, "plain"), (ENCRYPTED, "encrypted")):
            request = made.event(f"{kind}-text-{name}", b'{"event":"' + bytes_, to=to)
            at = "plaintext: not-utf-8"
            made.invalid(f"{kind}-text-{name}", "The plaintext is no UTF-8.", "bad-text", request=request, to=to, refused=at)
    request = made.event("encrypted-without-key", data=data(pad(_of_length(5).encode())))
    made.invalid("encrypted-without-key", "Encrypted data where the receiver has no key.", "bad-text", request=request, refused="plaintext: not-utf-8")
    return made
