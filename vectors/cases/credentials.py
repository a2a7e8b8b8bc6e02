"""SecretKeys and SecretIds of every shape: the key is used as UTF-8 text, the id is copied as it is."""

import itertools

from . import samples
from .request import Credentials
from .topic import Topic

_ALPHABET = "Kq3Zt8Wm1Xr6Yb0Nc5Vd9Hs2Jf7Lg4Pu"


def _key(length: int) -> str:
    return "".join(itertools.islice(itertools.cycle(_ALPHABET), length))


_KEYS = [
    ("cjk", "\u5bc6\u94a5\u4e0d\u53ef\u5916\u6cc4", "key-not-ascii", "A key in Chinese."),
    ("cjk-64-characters", "\u5bc6\u94a5" * 32, "key-not-ascii", "64 characters that are 192 bytes: HMAC counts bytes."),
    ("latin", "cl\u00e9-secr\u00e8te-\u00e0-l\u2019\u00e9t\u00e9", "key-not-ascii", "Accented letters, different bytes in Latin-1."),
    ("emoji", "\U0001f511secret\U0001f512", "key-not-ascii", "Emoji at both ends."),
    ("nfd", "cle\u0301-secre\u0300te", "key-not-ascii", "Decomposed letters, which normalisation would change."),
    ("bom", "\ufeffsecret-key-after-a-mark", "key-not-ascii", "A byte order mark at the beginning, as a key read from a file may have."),
    ("trailing-space", "secret-key-with-a-space-behind ", "key-whitespace", "A space at the end, copied from a console."),
    ("leading-space", " secret-key-with-a-space-before", "key-whitespace", "A space at the beginning."),
    ("inner-space", "secret key with spaces inside", "key-whitespace", "Spaces inside."),
    ("tab", "secret\tkey", "key-whitespace", "A tab inside."),
    ("newline-inside", "secret\nkey", "key-whitespace", "A newline inside."),
    ("newline-at-end", "secret-key-read-with-its-newline\n", "key-whitespace", "A newline at the end that belongs to the key."),
    ("crlf-inside", "secret\r\nkey", "key-whitespace", "CR LF inside."),
    ("only-space", " ", "key-whitespace", "A key of one space."),
    ("no-break-space", "\u00a0secret\u00a0", "key-whitespace", "No-break spaces at both ends."),
    ("base64-padded", "c2VjcmV0LWtleS1pbi1iYXNlNjQ=", "key-looks-encoded", "Padded base64."),
    ("base64-unpadded", "c2VjcmV0a2V5c2VjcmV0a2V5c2VjcmV0", "key-looks-encoded", "Base64 that needs no padding."),
    ("base64-url", "_-8_-8_-8_-8c2VjcmV0", "key-looks-encoded", "URL-safe base64."),
    ("hex-lower", "000102030405060708090a0b0c0d0e0f", "key-looks-encoded", "Lower-case hexadecimal."),
    ("hex-upper", "DEADBEEFDEADBEEFDEADBEEFDEADBEEF", "key-looks-encoded", "Upper-case hexadecimal."),
    ("hex-prefixed", "0x0102030405060708", "key-looks-encoded", "Hexadecimal with a prefix."),
    ("number", "00012345678901234567", "key-looks-encoded", "Digits only, with leading zeros."),
    ("number-exponential", "1e10", "key-looks-encoded", "What YAML reads as a number."),
    ("yaml-true", "yes", "key-looks-encoded", "What YAML reads as true."),
    ("uuid", "6f1c2b3a-4d5e-4f60-8a7b-9c0d1e2f3a4b", "key-looks-encoded", "A UUID."),
    ("pem-like", "-----BEGIN KEY-----", "key-looks-encoded", "A first line of PEM, which begins like an option."),
    ("double-quotes", '"quoted-secret-key"', "key-punctuation", "Double quotes at both ends, which belong to the key."),
    ("single-quotes", "'quoted-secret-key'", "key-punctuation", "Single quotes at both ends, which belong to the key."),
    ("backslash", "secret\\key\\n", "key-punctuation", "Backslashes, one before an n."),
    ("percent", "secret%20key%25", "key-punctuation", "Percent signs, as if it were URL-encoded."),
    ("dollar", "secret$key${HOME}$(id)", "key-punctuation", "Dollar signs, which shells expand."),
    ("ampersand", "secret&key=1&x", "key-punctuation", "'&' and '=', as in the header string."),
    ("hash", "secret#key", "key-punctuation", "'#', where some configuration files begin a comment."),
    ("plus-slash", "secret+key/with+signs/", "key-punctuation", "'+' and '/', which URL decoding changes."),
    ("all-punctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "key-punctuation", "Every ASCII punctuation character."),
]

_IDS = [
    ("with-equals", "AK=made=up==", "'=' inside."),
    ("with-ampersand", "AK&made&up", "'&' inside."),
    ("with-nonce", "AKmadeUp&X-TC-Nonce=1", "What looks like the next field: the header string is built, never parsed."),
    ("with-timestamp", "AKmadeUp&X-TC-Timestamp=1&X-TC-Nonce=2", "What looks like both other fields in the wrong order."),
    ("with-space", "AK made up", "Spaces inside."),
    ("with-slash-and-plus", "AK/made+up/", "'/' and '+', which URL encoding changes."),
    ("with-percent", "AK%2Fmade%20up", "Escapes, which URL decoding changes."),
    ("with-colon", "AK:made:up", "':' inside."),
    ("with-quotes", "\"AK\"'made'", "Quotes inside."),
    ("one-character", "K", "One character."),
    ("digits", "0012345678", "Digits with leading zeros."),
    ("lower-case", "akmadeup0123456789abcdefghijklmn", "Lower case only."),
    ("mixed-case", "AkMaDeUp0123456789aBcDeFgHiJkLmN", "The same in mixed case: ids are case-sensitive."),
    ("tencent-cloud-shape", "AKIDmadeUpMadeUpMadeUpMadeUpMadeUp00", "The prefix of Tencent Cloud's own ids, another product."),
    ("long", "AK" + "madeUpAndLong" * 20, "262 characters."),
    ("equals-secret-key", "SameTextForTheIdAndTheKey", "Equal to the SecretKey."),
]


def topic() -> Topic:
    topic = Topic("credentials")

    def with_key(name: str, key: str, flag: str, comment: str):
        topic.valid(f"key-{name}", comment, flag, credentials=Credentials("200000010", "AKmadeUpForKeys0Bn4Ct7Rx2Wq9Sv5E", key), body=samples.CREATE)

    for length in (1, 2, 16, 31, 32, 33, 63, 64, 65, 127, 128, 129, 200, 1024):
        with_key(f"{length}-bytes", _key(length), "key-length", f"A key of {length} byte{'s' * (length > 1)}.")
    for name, key, flag, comment in _KEYS:
        with_key(name, key, flag, comment)
    for name, secret_id, comment in _IDS:
        key = secret_id if name == "equals-secret-key" else "SKmadeUpForIds1Zy8Gk3Hv6Ld0Ma5Tj"
        topic.valid(f"id-{name}", comment, "secret-id-form", credentials=Credentials("200000011", secret_id, key), method="GET", uri=samples.MEETING)
    return topic
