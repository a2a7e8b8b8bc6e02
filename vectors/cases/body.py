"""Bodies as bytes: empty ones, literals, white space, line endings and sizes."""

from . import samples
from .topic import Topic

_LITERALS = [
    ("null", "null", "The JSON value null is a body of four bytes."),
    ("empty-object", "{}", "An empty object is a body of two bytes, not an absent one."),
    ("empty-array", "[]", "An empty array, which PHP writes for an empty map."),
    ("empty-string-literal", '""', "A JSON string of no characters is a body of two bytes."),
    ("undefined", "undefined", "What JavaScript prints for a missing value, sent as a body."),
    ("none", "None", "What Python prints for a missing value, sent as a body."),
    ("nil", "nil", "What Ruby and Lua print for a missing value, sent as a body."),
    ("false", "false", "A body that is falsy once it has been parsed."),
    ("zero", "0", "A body that is falsy in PHP even before it has been parsed."),
    ("one-letter", "a", "The shortest body that is not JSON."),
    ("bare-number", "1609311600", "A body that a loosely typed language takes for a number."),
    ("bare-string", '"weekly sync"', "A JSON string at the top level: encoding it again escapes the quotes."),
    ("quote-alone", '"', "A single quote, which breaks string building by hand."),
    ("backslash-alone", "\\", "A single backslash, which breaks string building by hand."),
    ("backslash-n", "\\n", "A backslash and the letter n, not a newline."),
    ("looks-like-header-string", "X-TC-Key=a&X-TC-Nonce=1&X-TC-Timestamp=2", "A body that looks like the header string."),
    ("looks-like-string-to-sign", "GET\nX-TC-Key=a&X-TC-Nonce=1&X-TC-Timestamp=2\n/v1/meetings\n",
     "A body that looks like a whole string to sign: the scheme has no escape, so only the position counts."),
    ("percent", "100%", "A percent sign, which printf-style assembly takes for a directive."),
    ("percent-s", "%s %d %n %%", "Formatting directives in the body."),
    ("dollar-and-braces", "${subject} #{subject} {{subject}} $1", "Template syntax in the body, which interpolation would replace."),
]

_WHITESPACE = [
    ("trailing-newline", samples.CREATE + "\n", "A newline at the end, as editors, echo and curl's --data-binary @file leave it."),
    ("two-trailing-newlines", samples.CREATE + "\n\n", "Two newlines at the end, of which chomp removes one."),
    ("trailing-space", samples.CREATE + " ", "A space at the end."),
    ("trailing-tab", samples.CREATE + "\t", "A tab at the end."),
    ("trailing-crlf", samples.CREATE + "\r\n", "CR LF at the end, as Windows tools leave it."),
    ("trailing-cr", samples.CREATE + "\r", "A carriage return at the end."),
    ("leading-space", " " + samples.CREATE, "A space at the beginning."),
    ("leading-newline", "\n" + samples.CREATE, "A newline at the beginning: the string to sign has two in a row."),
    ("leading-crlf", "\r\n" + samples.CREATE, "CR LF at the beginning."),
    ("surrounded", " \t\r\n" + samples.CANCEL + " \t\r\n", "All four kinds of JSON white space on both sides."),
    ("form-feed", samples.CANCEL + "\f\v", "Form feed and vertical tab at the end, which trim removes and JSON does not allow."),
    ("only-space", " ", "A body of one space."),
    ("only-newline", "\n", "A body of one newline: the string to sign ends in two."),
    ("only-crlf", "\r\n", "A body of one CR LF."),
    ("only-tabs", "\t\t", "A body of two tabs."),
]

_LINES = [
    ("lf-lines", '{\n "userid":"tester1",\n "instanceid":1\n}', "Lines that end in LF."),
    ("crlf-lines", '{\r\n "userid":"tester1",\r\n "instanceid":1\r\n}', "Lines that end in CR LF."),
    ("cr-lines", '{\r "userid":"tester1",\r "instanceid":1\r}', "Lines that end in CR."),
    ("mixed-lines", '{\r\n "userid":"tester1",\n "instanceid":1\r}', "All three line endings in one body."),
    ("lf-cr", "a\n\rb", "LF CR, which is two line ends and not one."),
    ("cr-cr-lf", "a\r\r\nb", "CR CR LF, which text mode on Windows makes of CR LF."),
]

_NUL = [
    ("nul-at-end", samples.CANCEL + "\0", "A NUL byte at the end, which C strings drop."),
    ("nul-in-middle", "before\0after", "A NUL byte in the middle, where C strings end."),
    ("nul-at-start", "\0" + samples.CANCEL, "A NUL byte at the beginning: a C string is empty."),
    ("only-nul", "\0", "A body of one NUL byte."),
    ("control-characters", "".join(map(chr, range(1, 32))) + "\x7f", "Every control character but NUL, raw."),
]

_BOM = [
    ("bom-at-start", "\ufeff" + samples.CREATE, "A byte order mark at the beginning, as some Windows tools write it."),
    ("two-boms", "\ufeff\ufeff" + samples.CREATE, "Two byte order marks, of which a decoder removes one."),
    ("bom-in-middle", samples.create("weekly\ufeffsync"), "U+FEFF inside the text."),
    ("bom-at-end", samples.CREATE + "\ufeff", "U+FEFF at the end, which JavaScript's trim removes."),
    ("only-bom", "\ufeff", "A body of nothing but a byte order mark."),
]


def _sized(size: int) -> str:
    """A JSON body of exactly `size` bytes that does not repeat with the period of a buffer."""
    numbers = ",".join(str(number) for number in range(size))
    return ('{"ids":[' + numbers)[: size - 2] + "]}"


def topic() -> Topic:
    topic = Topic("body")
    topic.valid("empty-get", "A GET without a body: the string to sign ends in the newline after the URI.", "empty-body", method="GET", uri=samples.QUERY)
    topic.valid("empty-post", "A POST with Content-Length: 0.", "empty-body", uri=f"{samples.MEETING}/cancel")
    topic.valid("empty-put", "A PUT without a body.", "empty-body", method="PUT", uri=samples.MEETING)
    topic.valid("ascii", "An ASCII body: if only this one fails, the body is not signed as sent.", "ascii-body", body=samples.CREATE)
    topic.valid("ascii-all", "Every printable ASCII character, as it is.", "ascii-body", body="".join(map(chr, range(32, 127))))
    for flag, cases in [("literal-body", _LITERALS), ("whitespace-edge", _WHITESPACE), ("line-ending", _LINES), ("nul", _NUL), ("bom", _BOM)]:
        for name, body, comment in cases:
            topic.valid(name, comment, flag, body=body)
    for kibibytes in (1, 4, 16, 64):
        size = kibibytes * 1024
        comment = f"Exactly {kibibytes} KiB of ASCII, a common size of buffers."
        topic.valid(f"ascii-{kibibytes}-kib", comment, "large-body", "ascii-body", body=_sized(size))
    topic.valid("ascii-64-kib-and-one", "One byte more than 64 KiB: the last chunk has one byte.", "large-body", "ascii-body", body=_sized(65537))
    for kibibytes in (4, 64):
        # 3 bytes a character, so a character straddles every power-of-two boundary.
        cjk = ("\u817e\u8baf\u4f1a\u8bae\u7b7e\u540d\u6821\u9a8c" * (kibibytes * 128))[: kibibytes * 1024 // 3] + "x"
        comment = f"{kibibytes} KiB of Chinese text: characters straddle the boundaries of every buffer."
        topic.valid(f"cjk-{kibibytes}-kib", comment, "large-body", "cjk", body=cjk)
    return topic
