"""Nonces and timestamps: decimal strings, signed as they are."""

from . import samples
from .topic import Topic

_DIGITS = "73905186420975318642"

_NONCES = [
    ("nonce-zero", "0", "big-integer", "Zero: not positive, but signed as it is."),
    ("nonce-i32-max", "2147483647", "big-integer", "2^31 - 1."),
    ("nonce-2-31", "2147483648", "big-integer", "2^31, beyond signed 32-bit integers."),
    ("nonce-u32-max", "4294967295", "big-integer", "2^32 - 1."),
    ("nonce-2-53", "9007199254740992", "big-integer", "2^53, where doubles begin to skip."),
    ("nonce-2-53-plus-1", "9007199254740993", "big-integer", "2^53 + 1, which a double rounds to 2^53."),
    ("nonce-i64-max", "9223372036854775807", "big-integer", "2^63 - 1, the largest signed 64-bit integer."),
    ("nonce-2-63", "9223372036854775808", "big-integer", "2^63, negative in a signed 64-bit integer."),
    ("nonce-u64-max", "18446744073709551615", "big-integer", "2^64 - 1, the largest nonce of the vendor's SDKs."),
    ("nonce-2-64", "18446744073709551616", "big-integer", "2^64, beyond 64-bit integers."),
    ("nonce-looks-exponential", "100000000000000000000", "big-integer", "10^20, which a double prints in exponential form."),
    ("nonce-leading-zero", "012345678", "leading-zeros", "One leading zero, which is octal to some parsers."),
    ("nonce-many-leading-zeros", "00000000000000000042", "leading-zeros", "Eighteen leading zeros."),
    ("nonce-only-zeros", "0000", "leading-zeros", "Nothing but zeros."),
    ("nonce-leading-zero-eight", "0888", "leading-zeros", "A leading zero before digits that are not octal."),
]

_TIMESTAMPS = [
    ("timestamp-leading-zero", "01609311600", "leading-zeros", "A leading zero."),
    ("timestamp-zero", "0", "timestamp-form", "The epoch itself."),
    ("timestamp-one-digit", "7", "timestamp-form", "One digit."),
    ("timestamp-nine-digits", "999999999", "timestamp-form", "The last timestamp of nine digits, in 2001."),
    ("timestamp-first-ten-digits", "1000000000", "timestamp-form", "The first timestamp of ten digits."),
    ("timestamp-i32-max", "2147483647", "timestamp-form", "The last second of signed 32-bit time."),
    ("timestamp-2-31", "2147483648", "timestamp-form", "The second after it, in 2038."),
    ("timestamp-u32-max", "4294967295", "timestamp-form", "The last second of unsigned 32-bit time."),
    ("timestamp-2-32", "4294967296", "timestamp-form", "The second after it, in 2106."),
    ("timestamp-last-ten-digits", "9999999999", "timestamp-form", "The last timestamp of ten digits, in 2286."),
    ("timestamp-eleven-digits", "10000000000", "timestamp-form", "The first timestamp of eleven digits."),
    ("timestamp-thirteen-digits", "1609311600123", "timestamp-form", "Thirteen digits, as milliseconds have: a signer signs what it is given."),
    ("timestamp-year-9999", "253402300799", "timestamp-form", "The last second that many date libraries know."),
    ("timestamp-2020-12-29", "1609239040", "timestamp-form", "An ordinary timestamp."),
]


def topic() -> Topic:
    topic = Topic("nonce-and-timestamp")
    for length in range(1, 21):
        comment = f"A nonce of {length} digit{'s' * (length > 1)}."
        # The longest begins with 1 so that it fits in 64 bits.
        nonce = _DIGITS[:length] if length < 20 else "1" + _DIGITS[1:]
        topic.valid(f"nonce-{length}-digits", comment, "nonce-length", method="GET", uri=samples.MEETING, nonce=nonce)
    for name, nonce, flag, comment in _NONCES:
        topic.valid(name, comment, flag, body=samples.CREATE, nonce=nonce)
    for name, timestamp, flag, comment in _TIMESTAMPS:
        topic.valid(name, comment, flag, body=samples.CREATE, timestamp=timestamp)
    same = "1609311600"
    topic.valid("nonce-equals-timestamp", "The nonce equals the timestamp, as lazy clients do.", "timestamp-form", body=samples.CREATE, nonce=same, timestamp=same)
    return topic
