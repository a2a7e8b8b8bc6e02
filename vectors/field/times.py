"""Timestamps and nonces that are not the same when they are signed and when they are sent."""

import random
import struct
from datetime import datetime, timedelta, timezone

from .habit import PIECES, SENT, Habit, habit

_CHINA = timezone(timedelta(hours=8))


def _at(timestamp: str, zone=_CHINA) -> datetime:
    return datetime.fromtimestamp(int(timestamp), zone)


def value(kind: str, name: str, did: str, change, *, of: str, sent: bool = False, derivable: bool = True) -> Habit:
    """The timestamp or the nonce (`of`) changed where it is signed or where it is sent."""
    attribute = f"{of}_{'sent' if sent else 'signed'}"

    def apply(draft):
        setattr(draft, attribute, change(getattr(draft, attribute)))

    return habit(kind, name, "client" if sent else "signer", did, of, SENT if sent else PIECES, apply, derivable)


def fraction(digits: str, sent: bool = False) -> Habit:
    where = "sent" if sent else "signed"
    # Seven digits of a clock are lost for good; up to three can be tried out.
    return value(
        "timestamp",
        f"timestamp-{where}-with-fraction:{len(digits)}",
        f"the timestamp was {where} with the fraction .{digits} and not so on the other side",
        lambda text: f"{text}.{digits}",
        of="timestamp",
        sent=sent,
        derivable=sent or len(digits) <= 3,
    )


def draw_timestamp(rng: random.Random, intent) -> Habit | None:
    choice = rng.randrange(14)
    if choice < 4:
        length = rng.choice([1, 1, 2, 3, 3, 6])
        return fraction("0" if length == 1 else "".join(rng.choices("0123456789", k=length)), sent=rng.random() < 0.15)
    if choice < 6:
        millis = f"{rng.randrange(1000):03}"
        sent = choice == 5
        return value(
            "timestamp",
            f"timestamp-{'sent' if sent else 'signed'}-in-milliseconds",
            f"the timestamp was {'sent' if sent else 'signed'} in milliseconds and in seconds on the other side",
            lambda text: text + millis,
            of="timestamp",
            sent=sent,
        )
    if choice < 9:
        late = rng.choice([1, 1, 1, 2, 3, 30, 60, rng.randrange(1, 3600), 3600, 7200])
        return value(
            "timestamp",
            "timestamp-signed-from-cache",
            f"the timestamp was signed {late} seconds before the one that was sent",
            lambda text: str(int(text) - late),
            of="timestamp",
        )
    forms = {
        "iso": lambda text: _at(text, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "local-text": lambda text: _at(text).strftime("%Y-%m-%d %H:%M:%S"),
        "javascript-date": lambda text: _at(text).strftime("%a %b %d %Y %H:%M:%S GMT+0800 (China Standard Time)"),
        "http-date": lambda text: _at(text, timezone.utc).strftime("%a, %d %b %Y %H:%M:%S GMT"),
        "date-digits": lambda text: _at(text).strftime("%Y%m%d%H%M%S"),
        "eight-hours-later": lambda text: str(int(text) + 28800),
        "eight-hours-earlier": lambda text: str(int(text) - 28800),
        "thousandth": lambda text: str(int(text) // 1000),
        "exponent": lambda text: f"{float(text):.9E}",
        "newline-at-end": lambda text: text + "\n",
        "quoted": lambda text: f'"{text}"',
    }
    form = rng.choice(list(forms))
    return value("timestamp", f"timestamp-signed-as:{form}", f"the timestamp was signed as {form}", forms[form], of="timestamp")


def _wrapped(bits: int):
    return lambda text: str((int(text) + 2 ** (bits - 1)) % 2**bits - 2 ** (bits - 1))


def _javascript(text: str) -> str:
    return str(int(struct.unpack("d", struct.pack("d", float(text)))[0]))


NONCES = {
    "javascript-number": _javascript,
    "int32": _wrapped(32),
    "uint32": lambda text: str(int(text) % 2**32),
    "int64": _wrapped(64),
    "float": lambda text: f"{float(text):.1f}" if len(text) < 16 else repr(float(text)),
    "php-float": lambda text: f"{float(text):.14G}",
    "exponent": lambda text: f"{float(text):e}",
    "hexadecimal": lambda text: f"{int(text):x}",
    "quoted": lambda text: f'"{text}"',
    "list": lambda text: f"[{text}]",
    "newline-at-end": lambda text: text + "\n",
    "padded": lambda text: text.rjust(20, "0"),
    "comma-thousands": lambda text: f"{int(text):,}",
    "empty": lambda text: "",
    "undefined": lambda text: "undefined",
    "none": lambda text: "None",
    "one-less": lambda text: str(int(text) - 1),
    "one-more": lambda text: str(int(text) + 1),
}


def nonce_as(form: str) -> Habit:
    return value("parsers-and-types", f"nonce-signed-as:{form}", f"the nonce was signed as {form}", NONCES[form], of="nonce")


def draw_nonce(rng: random.Random, intent) -> Habit | None:
    if rng.random() < 0.06:
        other = str(rng.randrange(10**6, 10**9))
        return value(
            "parsers-and-types",
            "nonce-made-twice",
            "a new nonce was made for the header after the signature",
            lambda text: other,
            of="nonce",
            derivable=False,
        )
    return nonce_as(rng.choice(list(NONCES)))
