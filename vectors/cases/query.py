"""Queries: settled by the documentation, which says that the URI is signed as sent, escapes and all."""

from . import samples
from .topic import Topic

_ZHANG = "%E5%BC%A0%E4%B8%89"

# flag, then (name, everything from '?' on, comment)
_CASES = {
    "query-order": [
        ("order-kept", "?userid=tester1&instanceid=1", "userid before instanceid, as every example of the documentation has it."),
        ("order-sorted", "?instanceid=1&userid=tester1", "The same parameters in alphabetical order: another request."),
        ("order-reversed", "?z=1&y=2&x=3&a=4", "Reverse order."),
        ("order-case", "?b=1&B=2&a=3&A=4", "Names that differ in case only."),
        ("order-by-value", "?a=2&a=1", "One name, values in descending order."),
    ],
    "repeated-key": [
        ("repeated-key", "?userid=tester1&userid=tester2", "One name twice."),
        ("repeated-key-apart", "?userid=tester1&pos=0&userid=tester2", "One name twice with another one between."),
        ("repeated-pair", "?userid=tester1&userid=tester1", "The same pair twice."),
        ("repeated-key-brackets", "?id[]=1&id[]=2", "PHP's notation for arrays, brackets unencoded."),
        ("repeated-key-brackets-encoded", "?id%5B%5D=1&id%5B%5D=2", "PHP's notation for arrays, brackets encoded."),
        ("repeated-key-indexed", "?id[0]=1&id[1]=2", "Indexed array notation."),
    ],
    "empty-value": [
        ("empty-value", "?userid=", "A name with '=' and nothing after it."),
        ("key-without-equals", "?userid", "A name without '='."),
        ("empty-key", "?=tester1", "A value without a name."),
        ("only-equals", "?=", "Nothing but '='."),
        ("empty-value-in-middle", "?userid=&instanceid=1", "An empty value before another parameter."),
        ("key-without-equals-in-middle", "?userid&instanceid=1", "A name without '=' before another parameter."),
        ("double-equals", "?cursor==", "Two '=' in a row."),
        ("base64-value", "?cursor=eyJwIjoxfQ==", "An unencoded base64 cursor: '=' inside the value."),
    ],
    "plus-and-space": [
        ("plus", "?keyword=weekly+sync", "'+'; its twin is '%20'."),
        ("percent-20", "?keyword=weekly%20sync", "'%20'; its twin is '+'."),
        ("percent-2b-upper", "?keyword=a%2Bb", "An encoded plus."),
        ("percent-2b-lower", "?keyword=a%2bb", "An encoded plus in lower case."),
        ("plus-and-percent-20", "?a=x+y&b=x%20y", "Both spellings of a space in one query."),
        ("phone-with-plus", "?phone=+8613800000000", "A phone number with a raw plus."),
    ],
    "escape-case": [
        ("slash-lower", "?path=a%2fb", "%2f; its twins are %2F and a raw slash."),
        ("slash-upper", "?path=a%2Fb", "%2F; its twins are %2f and a raw slash."),
        ("slash-raw", "?path=a/b", "A raw slash in the query, which is legal."),
        ("cjk-lower", "?userid=%e5%bc%a0%e4%b8%89", "Encoded Chinese in lower case."),
        ("cjk-upper", f"?userid={_ZHANG}", "Encoded Chinese in upper case."),
        ("cjk-mixed-case", "?userid=%E5%bc%A0%e4%B8%89", "Encoded Chinese in both cases."),
        ("unreserved-encoded", "?userid=%74ester1", "A letter encoded without need."),
        ("tilde-encoded", "?userid=%7Etester1", "An encoded tilde, which old libraries write."),
    ],
    "encoded-text": [
        ("encoded-cjk-key", "?%E5%90%8D=1", "An encoded Chinese name of a parameter."),
        ("encoded-emoji", "?keyword=%F0%9F%9A%80", "An encoded emoji."),
        ("encoded-zwj", "?keyword=%F0%9F%91%A8%E2%80%8D%F0%9F%91%A9", "An encoded emoji sequence with a joiner."),
        ("encoded-gbk", "?userid=%D5%C5%C8%FD", "Text encoded from GBK: the escapes are not UTF-8."),
        ("encoded-combining", "?keyword=cafe%CC%81", "An encoded combining mark."),
        ("encoded-ampersand", "?a=1%262", "An encoded '&' inside a value."),
        ("encoded-equals", "?a=1%3D2", "An encoded '=' inside a value."),
        ("encoded-percent", "?a=100%25", "An encoded percent sign."),
        ("encoded-twice", "?a=%25E5%25BC%25A0", "Text that was encoded twice on purpose."),
        ("encoded-newline", "?a=1%0A2", "An encoded newline, which must not become a real one."),
        ("encoded-crlf", "?a=1%0D%0A2", "An encoded CR LF."),
        ("encoded-nul", "?a=1%002", "An encoded NUL."),
        ("encoded-hash", "?a=1%232", "An encoded '#', which would begin a fragment if it were decoded."),
        ("encoded-question-mark", "?a=1%3F2", "An encoded '?'."),
        ("encoded-bom", "?a=%EF%BB%BF1", "An encoded byte order mark."),
        ("encoded-json", "?filter=%7B%22a%22%3A%5B1%2C2%5D%7D", "Encoded JSON."),
        ("encoded-url", "?callback=https%3A%2F%2Fexample.com%2Fcb%3Fx%3D1%26y%3D2", "An encoded URL with a query of its own."),
    ],
    "question-mark": [
        ("bare-question-mark", "?", "A '?' with nothing after it."),
        ("two-question-marks", "??", "Two '?' with nothing after them."),
        ("question-mark-in-value", "?a=1?2", "A '?' inside a value."),
        ("two-question-marks-and-pair", "??a=1", "Two '?' before a pair."),
        ("question-mark-at-end", "?a=1?", "A '?' at the end."),
        ("url-in-query", "?callback=https://example.com/cb?x=1", "An unencoded URL in the query."),
    ],
    "punctuation": [
        ("semicolon", "?a=1;b=2", "';', which some libraries take for '&'."),
        ("tilde", "?a=~tester1", "'~', which old libraries encode."),
        ("asterisk", "?a=*", "'*', which some libraries encode."),
        ("single-quote", "?a='1'", "Single quotes, which browsers encode."),
        ("double-quote", '?a="1"', "Raw double quotes, which most clients encode."),
        ("colon-at", "?a=tester1@example.com:443", "':' and '@'."),
        ("comma-dollar", "?fields=a,b,$c", "',' and '$'."),
        ("exclamation-parentheses", "?a=!(1)", "'!' and parentheses, which JavaScript leaves alone."),
        ("brackets", "?a=[1]", "Raw square brackets."),
        ("pipe", "?a=1|2", "A raw pipe."),
        ("backslash", "?a=1\\2", "A raw backslash, which some clients turn into a slash."),
        ("caret-backtick", "?a=^`", "A raw caret and backtick."),
        ("braces", "?a={1}", "Raw braces, which template libraries replace."),
        ("angle-brackets", "?a=<1>", "Raw angle brackets."),
        ("hyphen-underscore-dot", "?a-b_c.d=1", "Unreserved punctuation in a name, which PHP rewrites."),
    ],
    "malformed-escape": [
        ("double-percent", "?a=%%", "Two percent signs."),
        ("percent-zz", "?a=%zz", "A percent sign before letters that are not hexadecimal."),
        ("percent-at-end", "?a=100%", "A percent sign at the end."),
        ("percent-one-digit", "?a=%4", "A percent sign before a single digit."),
        ("percent-u", "?a=%u5F20", "The %u notation of JavaScript's old escape function."),
    ],
    "ampersand": [
        ("double-ampersand", "?a=1&&b=2", "An empty parameter between two others."),
        ("trailing-ampersand", "?a=1&", "'&' at the end."),
        ("leading-ampersand", "?&a=1", "'&' at the beginning."),
        ("only-ampersand", "?&", "Nothing but '&'."),
        ("html-ampersand", "?a=1&amp;b=2", "An HTML entity that was never decoded."),
        ("looks-like-header-string", "?X-TC-Key=a&X-TC-Nonce=1&X-TC-Timestamp=2", "A query that looks like the header string."),
    ],
}


def topic() -> Topic:
    topic = Topic("query")
    for flag, cases in _CASES.items():
        for name, query, comment in cases:
            topic.valid(name, comment, flag, method="GET", uri=f"/v1/meetings{query}")
    topic.valid("with-body", "An encoded query beside a body: both are signed as sent.", "encoded-text", uri=f"/v1/meetings?userid={_ZHANG}", body=samples.CREATE)
    for size in (255, 1024, 8000):
        pairs = "&".join(f"userid={number:05}" for number in range(size))
        uri = f"/v1/meetings?{pairs}"[:size]
        topic.valid(f"long-{size}", f"A URI of {size} bytes.", "long-uri", method="GET", uri=uri)
    return topic
