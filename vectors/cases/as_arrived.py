"""Request lines that a careful client never sends: the verifier judges the bytes, the signer may refuse them."""

from . import samples
from .topic import Topic

# name, method, URI, body, comment
_CASES = [
    ("method-lower-case", "post", "/v1/meetings", samples.CREATE, "A lower-case method on the wire."),
    ("method-mixed-case", "Get", samples.QUERY, "", "A mixed-case method on the wire."),
    ("uri-cjk-query", "GET", "/v1/meetings?userid=\u5f20\u4e09", "", "Raw Chinese text in the query."),
    ("uri-cjk-path", "GET", "/v1/users/\u5f20\u4e09", "", "Raw Chinese text in the path."),
    ("uri-emoji", "GET", "/v1/meetings?keyword=\U0001f680", "", "A raw emoji in the query."),
    ("uri-latin", "GET", "/v1/meetings?keyword=caf\u00e9", "", "A raw accented letter in the query."),
    ("uri-zero-width-space", "GET", "/v1/meetings?userid=tester1\u200b", "", "A zero-width space pasted into the query."),
    ("uri-space-query", "GET", "/v1/meetings?keyword=weekly sync", "", "A raw space in the query."),
    ("uri-space-path", "GET", "/v1/users/lin yan", "", "A raw space in the path."),
    ("uri-space-at-end", "GET", "/v1/meetings?userid=tester1 ", "", "A raw space at the end."),
    ("uri-fragment", "GET", "/v1/meetings?userid=tester1#top", "", "A fragment, which clients keep to themselves."),
    ("uri-empty-fragment", "GET", "/v1/meetings#", "", "An empty fragment."),
    ("uri-no-leading-slash", "GET", "v1/meetings?userid=tester1", "", "No slash at the beginning."),
]


def topic() -> Topic:
    topic = Topic("as-arrived")
    for name, method, uri, body, comment in _CASES:
        topic.acceptable(name, comment, "as-arrived", method=method, uri=uri, body=body)
    return topic
