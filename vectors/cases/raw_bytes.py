"""Bodies that are not UTF-8: a signature is over bytes, so they sign like any other."""

from . import samples
from .topic import Topic

_TEXT = "\u9879\u76ee\u5468\u4f1a"

# name, bytes in place of the subject, comment
_CASES = [
    ("gbk", _TEXT.encode("gbk"), "GBK, as a program with a Chinese system locale sends it."),
    ("gb18030-four-bytes", "\U00020000".encode("gb18030"), "A four-byte GB18030 character."),
    ("big5", "\u5c08\u6848".encode("big5"), "Big5, in which a second byte can be a backslash."),
    ("big5-backslash", "\u529f".encode("big5"), "A Big5 character whose second byte is a backslash."),
    ("shift-jis", "\u8868".encode("shift_jis"), "Shift JIS with the classic backslash as a second byte."),
    ("euc-kr", "\ud68c\uc758".encode("euc-kr"), "EUC-KR."),
    ("latin-1", "r\u00e9union".encode("latin-1"), "Latin-1: one byte above 0x7F."),
    ("windows-1252", "5\u20ac \u201cq\u201d".encode("cp1252"), "Code page 1252: bytes that are C1 controls in Latin-1."),
    ("lone-continuation", b"\x80", "A continuation byte with nothing before it."),
    ("continuation-run", b"\x80\xbf\x80\xbf", "Four continuation bytes."),
    ("lone-lead-two", b"\xc3", "The first byte of two, with nothing after it but the quote."),
    ("lone-lead-three", b"\xe4\xbc", "Two bytes of three."),
    ("lone-lead-four", b"\xf0\x9f\x9a", "Three bytes of four."),
    ("overlong-slash", b"\xc0\xaf", "An overlong slash in two bytes, the classic filter bypass."),
    ("overlong-nul", b"\xc0\x80", "An overlong NUL, as Java's modified UTF-8 writes it."),
    ("overlong-three", b"\xe0\x80\xaf", "An overlong slash in three bytes."),
    ("overlong-four", b"\xf0\x80\x80\xaf", "An overlong slash in four bytes."),
    ("surrogate-high", b"\xed\xa0\xbd", "A high surrogate alone, encoded as if it were a character."),
    ("surrogate-low", b"\xed\xba\x80", "A low surrogate alone, encoded as if it were a character."),
    ("cesu-8", b"\xed\xa0\xbd\xed\xba\x80", "An emoji as two encoded surrogates (CESU-8), as some databases store it."),
    ("above-last-code-point", b"\xf4\x90\x80\x80", "What would be U+110000."),
    ("five-bytes", b"\xf8\x88\x80\x80\x80", "A five-byte sequence of the old UTF-8."),
    ("six-bytes", b"\xfc\x84\x80\x80\x80\x80", "A six-byte sequence of the old UTF-8."),
    ("never-in-utf-8", b"\xfe\xff", "The two bytes that UTF-8 never has, which are also a UTF-16 byte order mark."),
    ("all-ones", b"\xff" * 8, "Eight bytes 0xFF."),
    ("bad-then-good", b"\xe4" + "\u4f1a\u8bae".encode(), "A stray lead byte before good Chinese text: decoders resynchronise differently."),
    ("good-then-bad", "\u4f1a\u8bae".encode() + b"\xbf", "A stray byte after good Chinese text."),
]

_WHOLE = [
    ("utf-16le", samples.create(_TEXT).encode("utf-16-le"), "A whole body in UTF-16LE, half of it NUL bytes."),
    ("utf-16be-with-bom", b"\xfe\xff" + samples.create(_TEXT).encode("utf-16-be"), "A whole body in UTF-16BE with a byte order mark."),
    ("utf-32le", _TEXT.encode("utf-32-le"), "A body in UTF-32LE."),
    ("every-byte", bytes(range(256)), "Every byte once, in order."),
    ("every-byte-reversed", bytes(range(255, -1, -1)), "Every byte once, in reverse."),
    ("one-byte-80", b"\x80", "A body of the single byte 0x80."),
    ("one-byte-ff", b"\xff", "A body of the single byte 0xFF."),
    ("truncated-at-end", samples.create(_TEXT).encode() + "\u4f1a".encode()[:2], "A body that was cut inside a character."),
    ("gzip-header", bytes.fromhex("1f8b0800000000000003abae0500") + b"\x43\xbf\xa6\xa3\x02\x00\x00\x00", "A compressed body: what is sent is signed."),
    ("png-header", bytes.fromhex("89504e470d0a1a0a0000000d49484452"), "The beginning of a PNG file, made to betray text mode."),
]


def topic() -> Topic:
    topic = Topic("bytes")
    before, after = samples.create("\0").encode().split(b"\0")
    for name, subject, comment in _CASES:
        topic.valid(name, comment, "not-utf-8", body=before + subject + after)
    for name, body, comment in _WHOLE:
        topic.valid(name, comment, "not-utf-8", body=body)
    return topic
