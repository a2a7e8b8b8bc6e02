"""JSON in every spelling a library might change: equal values, different bytes, different signatures."""

from . import samples
from .topic import Topic


def _subject(json_text: str) -> str:
    return samples.create(json_text)


# flag, then (name, body, comment)
_CASES = {
    "json-escapes": [
        ("slash-plain", _subject("a/b"), "A slash as it is; its twin is escaped."),
        ("slash-escaped", _subject(r"a\/b"), "An escaped slash, as PHP writes it by default."),
        ("url-plain", _subject("https://example.com/j/1"), "A URL, in which every slash is at risk."),
        ("url-escaped", _subject(r"https:\/\/example.com\/j\/1"), "A URL with escaped slashes."),
        ("cjk-plain", _subject("\u5468\u4f1a"), "Chinese text as it is; its twins are escaped."),
        ("cjk-escaped-lower", _subject(r"\u5468\u4f1a"), "Chinese text escaped in lower case, as Python and PHP write it by default."),
        ("cjk-escaped-upper", _subject(r"\u5468\u4F1A"), "Chinese text escaped in upper case."),
        ("cjk-escaped-mixed", _subject("\\u5468\u4f1a"), "One character escaped and one not."),
        ("emoji-plain", _subject("\U0001f680"), "An emoji as it is; its twins are escaped."),
        ("emoji-escaped-lower", _subject(r"\ud83d\ude80"), "An emoji as an escaped surrogate pair."),
        ("emoji-escaped-upper", _subject(r"\uD83D\uDE80"), "The same pair in upper case."),
        ("emoji-escaped-mixed-case", _subject(r"\ud83D\uDe80"), "The same pair in mixed case."),
        ("lone-surrogate-escaped", _subject(r"\ud83d"), "An escaped surrogate alone: legal to the JSON grammar, unreadable to many libraries."),
        ("surrogates-reversed-escaped", _subject(r"\ude80\ud83d"), "An escaped pair the wrong way round."),
        ("ascii-escaped", _subject(r"\u0077eekly"), "An ASCII letter escaped without need."),
        ("quote-escaped", _subject(r"\"sync\""), "Escaped quotes in the short form."),
        ("quote-escaped-long", _subject(r"\u0022sync\u0022"), "Escaped quotes in the long form."),
        ("backslash-escaped", _subject(r"a\\b"), "An escaped backslash."),
        ("newline-escaped", _subject(r"a\nb"), "An escaped newline: two characters in the body."),
        ("newline-escaped-long", _subject(r"a\u000ab"), "An escaped newline in the long form."),
        ("tab-escaped", _subject(r"a\tb"), "An escaped tab."),
        ("all-short-escapes", _subject(r"\"\\\/\b\f\n\r\t"), "All eight short escapes."),
        ("nul-escaped", _subject(r"a\u0000b"), "An escaped NUL, which becomes a real one when the body is parsed."),
        ("line-separator-escaped", _subject(r"a\u2028b"), "An escaped line separator."),
        ("delete-escaped", _subject(r"a\u007fb"), "An escaped DEL, which few libraries escape."),
        ("bom-escaped", _subject(r"\ufeffa"), "An escaped byte order mark."),
        ("member-name-escaped", r'{"\u0075serid":"tester1","instanceid":1}', "An escape in a member's name."),
    ],
    "json-whitespace": [
        ("compact", '{"userid":"tester1","instanceid":1,"reason_code":1}', "No white space at all; its twins have some."),
        ("python-spaces", '{"userid": "tester1", "instanceid": 1, "reason_code": 1}', "Spaces after ':' and ',', as Python writes by default."),
        ("space-before-colon", '{"userid" : "tester1" , "instanceid" : 1 , "reason_code" : 1}', "Spaces on both sides, as Ruby and Jackson can write."),
        ("spaces-in-braces", '{ "userid":"tester1","instanceid":1,"reason_code":1 }', "Spaces inside the braces."),
        ("indent-two", '{\n  "userid": "tester1",\n  "instanceid": 1,\n  "reason_code": 1\n}', "Indented by two."),
        ("indent-four", '{\n    "userid": "tester1",\n    "instanceid": 1,\n    "reason_code": 1\n}', "Indented by four."),
        ("indent-tab", '{\n\t"userid": "tester1",\n\t"instanceid": 1,\n\t"reason_code": 1\n}', "Indented by tabs."),
        ("indent-crlf", '{\r\n  "userid": "tester1",\r\n  "instanceid": 1,\r\n  "reason_code": 1\r\n}', "Indented with CR LF."),
        ("empty-object-with-space", "{ }", "An empty object with a space inside."),
        ("empty-array-with-newline", '{"hosts":[\n]}', "An empty array with a newline inside."),
        ("spaces-inside-strings", _subject("  two  spaces  "), "Spaces inside a string, which are not white space between tokens."),
        ("tab-inside-string", _subject("a\tb"), "A raw tab inside a string: forbidden by JSON, signed as sent."),
    ],
    "json-key-order": [
        ("keys-as-documented", '{"userid":"tester1","instanceid":1,"subject":"s","type":0}', "Members in the order of the documentation."),
        ("keys-sorted", '{"instanceid":1,"subject":"s","type":0,"userid":"tester1"}', "The same members sorted."),
        ("keys-reversed", '{"type":0,"subject":"s","instanceid":1,"userid":"tester1"}', "The same members in reverse."),
        ("keys-case-order", '{"b":1,"B":2,"a":3,"A":4}', "Names that differ in case only, in no order at all."),
        ("keys-numeric", '{"10":1,"9":2,"1":3,"a":4}', "Names that look like numbers, which JavaScript moves to the front in ascending order."),
        ("keys-nested-order", '{"z":{"y":1,"x":2},"a":{"c":1,"b":2}}', "Unsorted members inside unsorted members."),
        ("key-proto", '{"__proto__":{"a":1},"constructor":1}', "A member called __proto__, which JavaScript objects swallow."),
        ("key-empty", '{"":1}', "A member whose name is empty."),
    ],
    "json-numbers": [
        ("number-integer", '{"n":1}', "An integer; its twins have the same value."),
        ("number-point-zero", '{"n":1.0}', "1.0, which JavaScript writes back as 1."),
        ("number-two-zeros", '{"n":1.00}', "1.00, which no library writes back."),
        ("number-exponent", '{"n":1e3}', "1e3, which libraries write back as 1000 or 1000.0."),
        ("number-exponent-upper", '{"n":1E+3}', "1E+3, the same number in another spelling."),
        ("number-thousand", '{"n":1000}', "1000, the same number in the usual spelling."),
        ("number-negative-zero", '{"n":-0}', "-0, which becomes 0 or -0.0."),
        ("number-negative-zero-point", '{"n":-0.0}', "-0.0, which JavaScript writes back as 0."),
        ("number-2-53", '{"n":9007199254740992}', "2^53, the last integer before doubles skip."),
        ("number-2-53-plus-1", '{"n":9007199254740993}', "2^53 + 1, which a double rounds."),
        ("number-meeting-id", '{"meeting_id":7567173273889276131}', "A meeting's identifier as a number, beyond 2^53."),
        ("number-u64-max", '{"n":18446744073709551615}', "2^64 - 1, beyond signed 64-bit integers."),
        ("number-2-64", '{"n":18446744073709551616}', "2^64, beyond 64-bit integers."),
        ("number-tenth", '{"n":0.1}', "0.1, which has no exact double."),
        ("number-long-fraction", '{"n":0.1000000000000000055511151231257827}', "More digits than a double keeps."),
        ("number-tiny", '{"n":1e-400}', "A number that underflows to zero."),
        ("number-huge", '{"n":1e400}', "A number that overflows to infinity."),
        ("number-nan", '{"n":NaN}', "NaN, which is not JSON and which Python writes nonetheless."),
    ],
    "json-duplicate-keys": [
        ("duplicate-key", '{"userid":"tester1","userid":"tester2"}', "A name given twice with different values."),
        ("duplicate-key-same-value", '{"userid":"tester1","userid":"tester1"}', "A name given twice with the same value."),
        ("duplicate-key-escaped", r'{"userid":"tester1","\u0075serid":"tester2"}', "The same name twice, once escaped."),
    ],
    "json-containers": [
        ("null-member", '{"userid":"tester1","password":null}', "A null member, which many libraries leave out."),
        ("no-null-member", '{"userid":"tester1"}', "The same body with the null left out."),
        ("empty-array-member", '{"userid":"tester1","hosts":[]}', "An empty array, which PHP may write as {}."),
        ("empty-object-member", '{"userid":"tester1","settings":{}}', "An empty object, which PHP may write as []."),
        ("empty-string-member", '{"userid":"tester1","password":""}', "An empty string, which some libraries leave out."),
        ("nested-containers", '{"a":[[],[{}],[[{"b":[]}]]]}', "Containers inside containers."),
        ("deep-nesting", "[" * 200 + "]" * 200, "Arrays 200 deep, beyond the limit of some parsers."),
        ("top-level-array", '[{"userid":"tester1"},{"userid":"tester2"}]', "An array at the top level."),
        ("booleans-and-null", '{"t":true,"f":false,"n":null}', "The three literals, which Python prints as True, False and None."),
        ("not-json", '{"userid":"tester1",}', "A trailing comma: not JSON, signed as sent."),
        ("two-values", '{"a":1}{"b":2}', "Two values in a row, of which a parser reads one."),
    ],
    "html-characters": [
        ("html-plain", _subject("R&D <b>'sync'</b> a=b"), "HTML characters as they are; their twins are escaped."),
        ("html-escaped-go", _subject(r"R\u0026D \u003cb\u003e'sync'\u003c/b\u003e a=b"), "Escaped as Go writes by default."),
        ("html-escaped-gson", _subject(r"R\u0026D \u003cb\u003e\u0027sync\u0027\u003c/b\u003e a\u003db"), "Escaped as Gson writes by default."),
        ("html-escaped-php", _subject(r"R\u0026D \u003Cb\u003E\u0027sync\u0027\u003C\/b\u003E a=b"), "Escaped as PHP writes with its JSON_HEX options."),
        ("html-entities", _subject("R&amp;D &lt;b&gt;"), "HTML entities, which are ordinary text in JSON."),
    ],
}


def topic() -> Topic:
    topic = Topic("json-forms")
    for flag, cases in _CASES.items():
        for name, body, comment in cases:
            topic.valid(name, comment, flag, body=body)
    return topic
