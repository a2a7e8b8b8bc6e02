"""The percent-encoders people use, by name, each a function of the decoded value; and the habits of mixing two of them."""

import random
import re
import string
from urllib.parse import quote, unquote

from .habit import Habit, habit

KIND = "encoders"
_ALPHANUMERIC = string.ascii_letters + string.digits
_PUNCTUATION = string.punctuation


def _keeping(safe: str, plus: bool = False, lower: bool = False):
    """Everything is escaped but letters, digits and `safe`; a blank becomes + in a form."""
    # quote never escapes _.-~ by itself, so those are escaped here where the encoder does.
    extra = [(mark, f"%{ord(mark):02X}") for mark in "_.-~" if mark not in safe]

    def encode(text: str) -> str:
        done = quote(text, safe=safe)
        for mark, escape in extra:
            done = done.replace(mark, escape)
        if plus:
            done = done.replace("%20", "+")
        return re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), done) if lower else done

    return encode


def _escaping(marks: str, plus: bool = False):
    """Nothing of ASCII is escaped but `marks`, % and blanks."""
    return _keeping("".join(mark for mark in _PUNCTUATION if mark not in marks + "%"), plus)


ENCODERS = {
    "python-quote": _keeping("/_.-~"),
    "python-quote-plus": _keeping("_.-~", plus=True),
    "js-encode-uri-component": _keeping("-_.!~*'()"),
    "js-encode-uri": _keeping(";,/?:@&=+$-_.!~*'()#"),
    "js-url-search-params": _keeping("*-._", plus=True),
    "js-escape": lambda text: "".join(
        mark if mark in _ALPHANUMERIC + "@*_+-./" else f"%{ord(mark):02X}" if ord(mark) < 256 else f"%u{ord(mark):04X}" for mark in text
    ),
    "java-urlencoder": _keeping(".-*_", plus=True),
    "java-urlencoder-percent-20": _keeping(".-*_"),
    "php-urlencode": _keeping("-_.", plus=True),
    "php-rawurlencode": _keeping("-_.~"),
    "go-query-escape": _keeping("-_.~", plus=True),
    "go-path-escape": _keeping("-_.~$&+=:@"),
    "okhttp-query": _escaping(" !\"#$&'(),/:;<=>?@[]\\^`{|}~+"),
    "okhttp-path": _escaping(' "<>^`{}|/\\?#[]'),
    "axios": _keeping("-_.!~*'():$,[]", plus=True),
    "yarl": _keeping("-._~!$'()*,?/:@", plus=True),
    "whatwg-url-query": _escaping("\"#<>'"),
    "whatwg-url-path": _escaping('"#<>?`{}^'),
    "csharp-httputility": _keeping("-_.!*()", plus=True, lower=True),
    "csharp-webutility": _keeping("-_.!*()", plus=True),
    "perl-uri-escape": _keeping("-_.!~*'()"),
    "everything": _keeping(""),
    "lower-case-escapes": _keeping("-_.~", lower=True),
    "none": lambda text: text,
}
# Those that some HTTP library really puts on the wire.
WIRE_QUERY = [
    "php-rawurlencode", "python-quote-plus", "python-quote", "js-encode-uri-component", "js-url-search-params", "java-urlencoder", "php-urlencode",
    "go-query-escape", "okhttp-query", "axios", "yarl", "csharp-webutility",
]  # fmt: skip
WIRE_PATH = ["php-rawurlencode", "js-encode-uri-component", "go-path-escape", "okhttp-path", "java-urlencoder-percent-20"]


def path_of(segments, encoder: str) -> str:
    return "/" + "/".join(map(ENCODERS[encoder], segments))


def query_of(params, encoder: str) -> str | None:
    """None without parameters: there is no question mark then."""
    encode = ENCODERS[encoder]
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in params) or None


def two_encoders(signed: str, sent: str, path: bool = False) -> Habit:
    def apply(draft):
        intent = draft.intent
        if path:
            draft.path_signed, draft.path_sent = path_of(intent.segments, signed), path_of(intent.segments, sent)
        else:
            draft.query_signed, draft.query_sent = query_of(intent.params, signed), query_of(intent.params, sent)

    where = "path" if path else "query"
    return habit(
        KIND,
        f"{where}-encoders:{signed}/{sent}",
        "signer",
        f"the {where} was signed as {signed} writes it and sent as {sent} does",
        where,
        1,
        apply,
    )


def signed_changed(name: str, did: str, change, slots=("query",)) -> Habit:
    """The same change made to path and query of the signed side."""

    def apply(draft):
        if "path" in slots:
            draft.path_signed = change(draft.path_signed)
        if "query" in slots and draft.query_signed:
            draft.query_signed = change(draft.query_signed)

    return habit(KIND, name, "signer", did, slots, 1, apply)


def space_as(signed: str) -> Habit:
    sent = "+" if signed == "%20" else "%20"

    def apply(draft):
        if draft.query_signed:
            draft.query_sent = draft.query_sent.replace("%20", sent).replace("+", sent)
            draft.query_signed = draft.query_signed.replace("%20", signed).replace("+", signed)

    name = "space-signed-as-plus" if signed == "+" else "space-signed-as-percent-20"
    return habit(KIND, name, "signer", f"a blank was signed as {signed} and sent as {sent}", "query", 1, apply)


def path_space_as_plus() -> Habit:
    return signed_changed(
        "path-space-signed-as-plus", "a blank in the path was signed as + and sent as %20", lambda path: path.replace("%20", "+"), ("path",)
    )


def unreserved_escaped() -> Habit:
    return signed_changed(
        "unreserved-signed-escaped",
        "- _ . ~ were signed escaped and sent plain",
        lambda text: re.sub("(?<![%])[-_.~]", lambda mark: f"%{ord(mark[0]):02X}", text),
    )


def _swap_case(text: str) -> str:
    return re.sub("%[0-9A-Fa-f]{2}", lambda escape: escape[0].swapcase(), text)


def draw(rng: random.Random, intent) -> Habit | None:
    rare = [
        lambda: space_as("+"),
        lambda: space_as("%20"),
        path_space_as_plus,
        unreserved_escaped,
        lambda: signed_changed("escapes-signed-in-other-case", "the escapes were signed in the other case", _swap_case, ("path", "query")),
        lambda: signed_changed("query-signed-decoded", "the query was signed decoded", unquote),
        lambda: signed_changed(
            "query-signed-encoded-twice", "the query was encoded once more before it was signed", lambda text: text.replace("%", "%25")
        ),
        lambda: signed_changed("uri-signed-decoded", "path and query were signed decoded", unquote, ("path", "query")),
        lambda: signed_changed(
            "query-signed-encoded-as-one", "the query was signed with & and = escaped too", lambda text: quote(text, safe="")
        ),
    ]
    if any(" " in value for _, value in intent.params) and rng.random() < 0.4:
        return space_as(rng.choice(["+", "%20"]))
    # Few calls have a blank in the path, so the habit is taken where there is one.
    if any(" " in segment for segment in intent.segments) and rng.random() < 0.5:
        return path_space_as_plus()
    if rng.random() < 0.3:
        return rng.choice(rare)()
    path = not intent.params or rng.random() < 0.15
    return two_encoders(
        rng.choice([name for name in ENCODERS if name != "js-encode-uri" or not path]), rng.choice(WIRE_PATH if path else WIRE_QUERY), path
    )
