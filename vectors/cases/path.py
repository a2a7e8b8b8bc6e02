"""Paths: without escapes they are signed as sent; with escapes the sources disagree."""

import urllib.parse

from . import samples, scheme
from .request import JSON, nonce_and_timestamp
from .topic import Topic

_PLAIN = {
    "path-slashes": [
        ("root", "/", "The root alone."),
        ("double-slash", "/v1//meetings", "A doubled slash inside the path."),
        ("double-slash-at-start", "//v1/meetings", "A doubled slash at the start, which looks like a host."),
        ("trailing-slash", "/v1/meetings/", "A slash at the end."),
        ("no-trailing-slash", "/v1/meetings", "The same path without the slash."),
        ("two-trailing-slashes", "/v1/meetings//", "Two slashes at the end."),
        ("trailing-slash-and-query", "/v1/meetings/?userid=tester1", "A slash between the path and the query."),
        ("root-and-query", "/?userid=tester1", "The root with a query."),
        ("three-slashes", "///", "Nothing but slashes."),
    ],
    "dot-segments": [
        ("single-dot", "/v1/./meetings", "A '.' segment."),
        ("double-dot", "/v1/../meetings", "A '..' segment."),
        ("double-dot-above-root", "/../v1/meetings", "A '..' segment above the root."),
        ("dot-at-end", "/v1/meetings/.", "A '.' segment at the end."),
        ("double-dot-at-end", "/v1/meetings/..", "A '..' segment at the end."),
        ("three-dots", "/v1/.../meetings", "Three dots, which is an ordinary segment."),
        ("dotted-name", "/v1/users/lin.yan", "A dot inside a segment, which some routers take for an extension."),
        ("double-dot-in-query", "/v1/meetings?path=../x", "Dots in the query, which nobody may remove."),
    ],
    "path-parameter": [
        ("meeting-id", samples.MEETING, "A meeting's identifier, beyond 2^53."),
        ("meeting-id-leading-zero", "/v1/meetings/0567173273889276131", "An identifier with a leading zero."),
        ("meeting-id-u64-max", "/v1/meetings/18446744073709551615", "The largest 64-bit identifier."),
        ("user-id-mixed-case", "/v1/users/TesterOne", "An identifier in mixed case."),
        ("user-id-hyphen", "/v1/users/a-b_c~d", "An identifier of unreserved punctuation."),
        ("user-id-is-a-word", "/v1/users/list", "An identifier that is also the name of a route."),
        ("two-parameters", "/v1/meetings/7567173273889276131/participants/tester1", "Two identifiers in one path."),
        ("braces", "/v1/meetings/{meetingId}", "A template that was never filled in, sent as it is."),
        ("colon-parameter", "/v1/meetings/:meetingId", "A router's notation, sent as it is."),
        ("other-base-path", "/gateway/v1/meetings", "A prefix of a gateway: signed, because it is sent."),
        ("upper-case-path", "/V1/MEETINGS", "A path in upper case."),
    ],
    "punctuation": [
        ("plus-in-path", "/v1/users/a+b", "'+' in the path, where it never means a space."),
        ("at-in-path", "/v1/users/tester1@example.com", "An address as an identifier."),
        ("comma-in-path", "/v1/users/a,b", "',' in the path."),
        ("semicolon-in-path", "/v1/users/tester1;v=1", "A matrix parameter, which some servers strip."),
        ("equals-in-path", "/v1/users/a=b", "'=' in the path."),
        ("ampersand-in-path", "/v1/users/a&b", "'&' in the path."),
        ("quote-in-path", "/v1/users/o'brien", "A single quote in the path."),
        ("parentheses-in-path", "/v1/users/(a)!*$", "Sub-delimiters in the path."),
        ("brackets-in-path", "/v1/users/[a]", "Raw square brackets in the path."),
        ("pipe-in-path", "/v1/users/a|b", "A raw pipe in the path."),
        ("backslash-in-path", "/v1/users\\a", "A raw backslash, which some clients turn into a slash."),
        ("url-in-path", "/v1/https://example.com/x", "A URL inside the path."),
    ],
}

# name, path, query, comment
_ESCAPED = [
    ("escaped-cjk", "/v1/users/%E5%BC%A0%E4%B8%89", "", "A Chinese identifier."),
    ("escaped-cjk-lower", "/v1/users/%e5%bc%a0%e4%b8%89", "", "A Chinese identifier, escaped in lower case."),
    ("escaped-cjk-and-query", "/v1/users/%E5%BC%A0%E4%B8%89", "?operator_id=tester1", "A Chinese identifier and a plain query."),
    ("escaped-cjk-and-escaped-query", "/v1/users/%E5%BC%A0%E4%B8%89", "?q=%E6%9D%8E%E5%9B%9B", "Escapes in the path and the query: the query stays raw in both readings."),
    ("escaped-space", "/v1/users/lin%20yan", "", "An escaped space."),
    ("escaped-space-and-plus-query", "/v1/users/lin%20yan", "?q=a+b%20c", "An escaped space, and both kinds in the query."),
    ("escaped-slash-upper", "/v1/users/a%2Fb", "", "An escaped slash, which becomes a separator when it is decoded."),
    ("escaped-slash-lower", "/v1/users/a%2fb", "", "An escaped slash in lower case."),
    ("escaped-mixed", "/v1/users/a%20%E5%BC%A0%2Fb", "", "A space, a Chinese character and a slash, all escaped."),
    ("escaped-emoji", "/v1/users/%F0%9F%9A%80", "", "An emoji."),
    ("escaped-zwj", "/v1/users/%F0%9F%91%A8%E2%80%8D%F0%9F%91%A9", "", "An emoji sequence with a joiner."),
    ("plus-kept", "/v1/users/a+b%20c", "", "A raw plus beside an escaped space: the plus stays in both readings."),
    ("escaped-plus", "/v1/users/a%2Bb", "", "An escaped plus."),
    ("escaped-percent", "/v1/users/100%25", "", "An escaped percent sign."),
    ("escaped-twice", "/v1/users/%25E5%25BC%25A0", "", "Text escaped twice, decoded once in the other reading."),
    ("escaped-question-mark", "/v1/users/a%3Fb", "", "An escaped '?', which begins a query when it is decoded."),
    ("escaped-hash", "/v1/users/a%23b", "", "An escaped '#', which begins a fragment when it is decoded."),
    ("escaped-letter", "/v1/users/%74ester1", "", "A letter escaped without need."),
    ("escaped-tilde", "/v1/users/%7Elin", "", "An escaped tilde, as old libraries write it."),
    ("escaped-at", "/v1/users/lin%40example.com", "", "An escaped '@' of an address."),
    ("escaped-dots", "/v1/%2E%2E/meetings", "", "An escaped '..' segment."),
    ("escaped-combining", "/v1/users/cafe%CC%81", "", "An escaped combining mark."),
]

_JAVA = "wemeet-openapi-sdk-java: decoded path, raw query"


def _add_escaped(topic: Topic, name: str, path: str, query: str, comment: str, method: str, body: str):
    nonce, timestamp = nonce_and_timestamp(f"path/{name}")
    decoded = scheme.stages(
        secret_id=samples.PLAIN.secret_id,
        secret_key=samples.PLAIN.secret_key,
        method=method,
        uri=urllib.parse.unquote(path, errors="strict") + query,
        nonce=nonce,
        timestamp=timestamp,
        content_type=JSON,
        body=body.encode(),
    )
    alternatives = {_JAVA: decoded}
    topic.acceptable(name, comment, "path-escape", alternatives=alternatives, method=method, uri=path + query, body=body)


def topic() -> Topic:
    topic = Topic("path")
    for flag, cases in _PLAIN.items():
        for name, uri, comment in cases:
            topic.valid(name, comment, flag, method="GET", uri=uri)
    long_path = "/v1/users/" + "u" * 2000
    topic.valid("long", "A path of 2010 bytes.", "long-uri", method="GET", uri=long_path)
    for name, path, query, comment in _ESCAPED:
        _add_escaped(topic, name, path, query, comment, "GET", "")
    body = '{"username":"\u5f20\u4e09"}'
    _add_escaped(topic, "escaped-cjk-with-body", "/v1/users/%E5%BC%A0%E4%B8%89", "", "A Chinese identifier and a Chinese body.", "PUT", body)
    return topic
