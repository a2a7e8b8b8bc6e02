"""The SecretKey and the SecretId: through parsers, swapped, or with something around them that nobody sees."""

import base64
import binascii
import hashlib
import hmac
import random
import re
from urllib.parse import quote

from .habit import KEY, PIECES, SENT, Habit, habit

INVISIBLE = {
    "zero-width-space": "\u200b",
    "no-break-space": "\u00a0",
    "ideographic-space": "\u3000",
    "byte-order-mark": "\ufeff",
    "left-to-right-mark": "\u200e",
}
PLAIN = {"blank": " ", "newline": "\n", "crlf": "\r\n", "tab": "\t", "quotes": '"', "single-quotes": "'"}


def around(mark: str, where: str, of: str) -> Habit:
    """`where` is start, end or both; `of` is secret-key or secret-id."""
    marks = INVISIBLE | PLAIN
    left, right = marks[mark] if where != "end" else "", marks[mark] if where != "start" else ""

    def apply(draft):
        if of == "secret-key":
            draft.key = left.encode() + draft.key + right.encode()
        else:
            draft.key_id_signed = left + draft.key_id_signed + right

    did = f"{mark} stood around the {of} ({where}) when it was signed with"
    return habit(
        "invisible-characters",
        f"{of}-with:{mark}/{where}",
        "account",
        did,
        "key" if of == "secret-key" else "key-id",
        KEY if of == "secret-key" else PIECES,
        apply,
    )


def draw_around(rng: random.Random, intent) -> Habit | None:
    marks = list(INVISIBLE) * 3 + list(PLAIN)
    mark = rng.choice(marks)
    where = "both" if "quotes" in mark else rng.choice(["end", "end", "start", "both"])
    return around(mark, where, rng.choice(["secret-key", "secret-key", "secret-id"]))


def _parse_int(pair: str) -> int:
    """JavaScript's parseInt(pair, 16), with NaN as 0, as it is once it has been shifted."""
    match = re.match(r"\s*[+-]?(0[xX])?([0-9a-fA-F]+)", pair)
    if not match:
        return 0
    number = int(match[2], 16)
    return -number & 0xFF if "-" in match[0] else number


def crypto_js_hex(text: str) -> bytes:
    """CryptoJS.enc.Hex.parse: half as many bytes as characters, whatever the characters are."""
    return bytes(_parse_int(text[place : place + 2]) for place in range(0, len(text) - 1, 2))


def buffer_from_hex(text: str) -> bytes:
    """Node stops at the first pair that is no hexadecimal."""
    match = re.match(r"(?:[0-9a-fA-F]{2})*", text)
    return bytes.fromhex(match[0])


def hex_digits_only(text: str) -> bytes:
    digits = re.sub("[^0-9a-fA-F]", "", text)
    return bytes.fromhex(digits[: len(digits) // 2 * 2])


def base64_lenient(text: str) -> bytes:
    """Decoders that take what they can: other characters skipped, padding supplied."""
    kept = re.sub("[^A-Za-z0-9+/]", "", text.replace("-", "+").replace("_", "/"))
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    try:
        return base64.b64decode(kept + "=" * (-len(kept) % 4))
    except binascii.Error:
        return b""


PARSED = {
    "crypto-js-hex": crypto_js_hex,
    "node-buffer-hex": buffer_from_hex,
    "hex-digits-only": hex_digits_only,
    "base64-decoded": base64_lenient,
    "base64-encoded": lambda text: base64.b64encode(text.encode()),
    "hex-encoded": lambda text: text.encode().hex().encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "md5-hex": lambda text: hashlib.md5(text.encode()).hexdigest().encode(),
    "sha256-hex": lambda text: hashlib.sha256(text.encode()).hexdigest().encode(),
    "sha256-raw": lambda text: hashlib.sha256(text.encode()).digest(),
    "lower-case": lambda text: text.lower().encode(),
    "upper-case": lambda text: text.upper().encode(),
    "ampersand-at-end": lambda text: f"{text}&".encode(),
    "tc3-in-front": lambda text: f"TC3{text}".encode(),
    "percent-encoded": lambda text: quote(f"{text}=", safe="").encode(),
    "empty": lambda text: b"",
    "null": lambda text: b"null",
    "none": lambda text: b"None",
    "undefined": lambda text: b"undefined",
    "placeholder": lambda text: b"{{secretKey}}",
    "first-16": lambda text: text[:16].encode(),
    "first-31": lambda text: text[:-1].encode(),
    "bytes-print": lambda text: f"b'{text}'".encode(),
}


def parsed(parser: str) -> Habit:
    def apply(draft):
        draft.key = PARSED[parser](draft.credentials.secret_key)

    return habit(
        "parsers-and-types",
        f"key-through:{parser}",
        "signer",
        f"the SecretKey went through {parser} before it became the key",
        "key",
        KEY,
        apply,
    )


def macs(name: str, did: str, mac) -> Habit:
    """Another way to make a digest of key and text."""

    def apply(draft):
        draft.mac = mac

    return habit("parsers-and-types", name, "signer", did, "key", KEY, apply)


MACS = {
    "hmac-arguments-swapped": ("key and text were given to HMAC the wrong way round", lambda key, text: hmac.digest(text, key, "sha256")),
    "sha256-of-text-and-key": (
        "SHA-256 of the text and the key behind it was taken for HMAC",
        lambda key, text: hashlib.sha256(text + key).digest(),
    ),
    "sha256-of-key-and-text": (
        "SHA-256 of the key and the text behind it was taken for HMAC",
        lambda key, text: hashlib.sha256(key + text).digest(),
    ),
    "sha256-without-key": ("plain SHA-256 of the text was taken for HMAC", lambda key, text: hashlib.sha256(text).digest()),
    "hmac-sha1": ("HMAC-SHA1 was taken", lambda key, text: hmac.digest(key, text, "sha1")),
    "hmac-md5": ("HMAC-MD5 was taken", lambda key, text: hmac.digest(key, text, "md5")),
    "hmac-sha512": ("HMAC-SHA512 was taken", lambda key, text: hmac.digest(key, text, "sha512")),
}


def draw_parsed(rng: random.Random, intent) -> Habit | None:
    if rng.random() < 0.2:
        name = rng.choice(list(MACS))
        return macs(name, *MACS[name])
    return parsed(rng.choice(list(PARSED)))


def wrong_key(which: str) -> Habit:
    values = {
        "secret-id": lambda account: account.secret_id,
        "app-id": lambda account: account.app_id,
        "sdk-id": lambda account: account.sdk_id or "",
    }

    def apply(draft):
        draft.key = values[which](draft.credentials).encode()

    return habit("credentials", f"key-is:{which}", "account", f"the {which} was used as the key", "key", KEY, apply)


def key_header_is(which: str, signed: bool) -> Habit:
    """X-TC-Key carries something else, which was signed so or not."""
    values = {
        "app-id": lambda account: account.app_id,
        "sdk-id": lambda account: account.sdk_id or "",
        "secret-key": lambda account: account.secret_key,
    }

    def apply(draft):
        wrong = values[which](draft.credentials)
        draft.key_id_sent = wrong
        if signed:
            draft.key_id_signed = wrong

    did = f"X-TC-Key carries the {which}, {'and was signed so' if signed else 'while the SecretId was signed'}"
    return habit("credentials", f"x-tc-key-is:{which}{'' if signed else '/sent-only'}", "account", did, "key-id", SENT, apply)


def swapped() -> Habit:
    def apply(draft):
        account = draft.credentials
        draft.key_id_sent = draft.key_id_signed = account.secret_key
        draft.key = account.secret_id.encode()

    return habit("credentials", "id-and-key-swapped", "account", "SecretId and SecretKey were swapped", ("key", "key-id"), KEY, apply)


def foreign_key(rng: random.Random) -> Habit:
    other = bytes(rng.choices(b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=32))

    def apply(draft):
        draft.key = other

    return habit("credentials", "key-of-another-app", "account", "the SecretKey of another application was used", "key", KEY, apply, False)


def id_signed_otherwise(form: str) -> Habit:
    forms = {
        "lower": str.lower,
        "upper": str.upper,
        "empty": lambda text: "",
        "undefined": lambda text: "undefined",
        "null": lambda text: "null",
        "none": lambda text: "None",
    }

    def apply(draft):
        draft.key_id_signed = forms[form](draft.key_id_signed)

    return habit("credentials", f"secret-id-signed-as:{form}", "signer", f"the SecretId was signed as {form}", "key-id", PIECES, apply)


def draw_credentials(rng: random.Random, intent) -> Habit | None:
    sdk = ["sdk-id"] if intent.credentials.sdk_id else []
    choice = rng.randrange(10)
    if choice < 4:
        return key_header_is(rng.choice(["app-id", "secret-key", *sdk]), rng.random() < 0.6)
    if choice < 6:
        return wrong_key(rng.choice(["secret-id", "app-id", *sdk]))
    if choice < 8:
        return swapped()
    if choice == 8:
        return foreign_key(rng)
    return id_signed_otherwise(rng.choice(["lower", "upper", "empty", "undefined", "null", "none"]))
