"""HTTP libraries that send something else than was signed, though the signature was right."""

import random
import re

from .encoders import ENCODERS, query_of
from .habit import SENT, Habit, habit
from .json_writers import written

KIND = "client-changed"
_FRAGMENT = b"fragment"
JAVA, FETCH, GUZZLE, REQUESTS, AXIOS = "Java/17.0.9", "node", "GuzzleHttp/7", "python-requests/2.31.0", "axios/1.6.7"


def _sent(name: str, did: str, slots, change, agent: str | None = None, derivable: bool = True, lost: str | None = None) -> Habit:
    """`agent` is what the library calls itself: it tells in which language the cure is wanted."""

    def apply(draft):
        change(draft)
        if agent and "User-Agent" in draft.headers:
            draft.headers["User-Agent"] = agent

    return habit(KIND, name, "client", did, slots, SENT, apply, derivable, lost)


def get_became_post() -> Habit:
    def change(draft):
        draft.method_sent = "POST"
        draft.sends_empty_body = True

    return _sent(
        "get-became-post",
        "GET was signed and the library made it a POST, since the output stream was opened",
        ("method", "body"),
        change,
        JAVA,
    )


def method_sent(method: str) -> Habit:
    def change(draft):
        draft.method_sent = method

    return _sent(f"method-sent:{method.lower()}", f"the method became {method} when it was sent", "method", change)


def redirected(has_body: bool) -> Habit:
    def change(draft):
        draft.method_sent, draft.body_sent = "GET", b""

    return _sent(
        "redirect-made-it-get",
        "the POST followed a redirect and arrived as a GET without its body",
        ("method", "body"),
        change,
        REQUESTS,
        not has_body,
        "body",
    )


def base_path_lost() -> Habit:
    def change(draft):
        draft.path_sent = draft.path_sent.removeprefix("/v1")

    return _sent("base-path-lost", "the base URL ended in /v1/ and a path that begins with a slash replaced it", "path", change, GUZZLE)


def base_path_twice() -> Habit:
    def change(draft):
        draft.path_sent = "/v1" + draft.path_sent

    return _sent("base-path-twice", "/v1 stands in the base URL and in the path, and was signed once", "path", change)


def encoded_twice() -> Habit:
    def change(draft):
        draft.path_sent = draft.path_sent.replace("%", "%25")
        draft.query_sent = draft.query_sent and draft.query_sent.replace("%", "%25")

    return _sent("uri-encoded-twice", "the ready URI was percent-encoded once more when it was sent", ("path", "query"), change, JAVA)


def apostrophe_escaped() -> Habit:
    """encodeURIComponent leaves ' as it is, and URL does not."""

    def change(draft):
        draft.query_signed = query_of(draft.intent.params, "js-encode-uri-component")
        draft.query_sent = draft.query_signed and draft.query_signed.replace("'", "%27")

    return _sent("apostrophe-sent-escaped", "the signer left ' as encodeURIComponent does, and fetch wrote %27", "query", change, FETCH)


def left_plain(marks: str, agent: str | None = None) -> Habit:
    def change(draft):
        draft.query_signed = query_of(draft.intent.params, "php-rawurlencode")
        draft.query_sent = draft.query_signed
        for mark in marks:
            draft.query_sent = draft.query_sent and draft.query_sent.replace(f"%{ord(mark):02X}", mark)

    label = "+".join(
        {"@": "at", ":": "colon", ",": "comma", "/": "slash", "+": "plus", "$": "dollar", "!": "exclamation", "(": "open", ")": "close"}[
            mark
        ]
        for mark in marks
    )
    return _sent(f"sent-plain:{label}", f"{' '.join(marks)} were signed escaped and sent plain by the library", "query", change, agent)


def unreserved_plain() -> Habit:
    """requests takes the escapes of unreserved characters away before it sends."""

    def change(draft):
        draft.query_signed = query_of(draft.intent.params, "everything")
        draft.query_sent = draft.query_signed and re.sub("%(2D|2E|5F|7E)", lambda escape: chr(int(escape[1], 16)), draft.query_signed)

    return _sent("unreserved-sent-plain", "escaped - . _ ~ were signed, and the library took the escapes away", "query", change, REQUESTS)


def library_encoder(encoder: str, agent: str) -> Habit:
    """The signer encoded by RFC 3986; the parameters were given to the library, which encodes its own way."""

    def change(draft):
        draft.query_signed = query_of(draft.intent.params, "php-rawurlencode")
        draft.query_sent = query_of(draft.intent.params, encoder)

    return _sent(f"library-encoder:{encoder}", f"the query was signed by RFC 3986 and sent as {encoder} encodes", "query", change, agent)


def fragment_lost() -> Habit:
    """A # that is not escaped begins a fragment, which stays at home."""

    def change(draft):
        draft.query_signed = f"{draft.query_signed}#{draft.digest_of(_FRAGMENT)[:8]}" if draft.query_signed else None

    return _sent("fragment-lost", "an unescaped # was signed, and what follows it was never sent", "query", change, derivable=False)


BODIES = {
    "byte-order-mark": ("a byte order mark was sent before the signed body", lambda body: b"\xef\xbb\xbf" + body),
    "newline": ("a newline was sent behind the signed body", lambda body: body + b"\n"),
    "crlf": ("CR LF was sent behind the signed body", lambda body: body + b"\r\n"),
    "zero-byte": ("a zero byte was sent behind the signed body", lambda body: body + b"\0"),
    "blank": ("a blank was sent behind the signed body", lambda body: body + b" "),
    "data=": ("data= was sent before the signed body", lambda body: b"data=" + body),
    "quotes": ("the body was sent in quotes", lambda body: b"'" + body + b"'"),
    "length-in-characters": (
        "the end of the body was cut off, since its characters were counted and not its bytes",
        lambda body: body[: len(body.decode())],
    ),
}


def body_sent(form: str) -> Habit:
    did, bend = BODIES[form]

    def change(draft):
        draft.body_sent = bend(draft.body_sent)

    # What is cut off at the end is gone.
    return _sent(f"body-sent-with:{form}", did, "body", change, derivable=form != "length-in-characters")


def nothing_became(text: str) -> Habit:
    def change(draft):
        draft.body_sent = text.encode()

    return _sent(f"nothing-sent-as:{text}", f"an empty body was signed and {text} was sent", "body", change, AXIOS)


def body_dropped() -> Habit:
    def change(draft):
        draft.body_sent = b""

    return _sent("body-dropped", "a body was signed and the library sent none", "body", change, derivable=False)


def re_serialised(writer: str, agent: str) -> Habit:
    """The client was given the object and not the text that was signed."""

    def change(draft):
        draft.body_sent = written(draft.intent.body, writer)

    return _sent(f"body-re-serialised:{writer}", f"the library wrote the body anew, as {writer} does", "body", change, agent)


def path_bent(name: str, did: str, bend) -> Habit:
    def change(draft):
        draft.path_sent = bend(draft.path_sent)

    return _sent(name, did, "path", change)


def query_bent(name: str, did: str, bend) -> Habit:
    def change(draft):
        draft.query_sent = bend(draft.query_sent) if draft.query_sent else draft.query_sent

    return _sent(name, did, "query", change)


def draw(rng: random.Random, intent) -> Habit | None:
    options = [(3, base_path_lost), (1, base_path_twice), (3, encoded_twice)]
    if intent.method == "GET":
        options.append((4, get_became_post))
    else:
        options.append((1, lambda: method_sent("POST" if intent.method != "POST" else "PUT")))
    if intent.method == "POST":
        options.append((1, lambda: redirected(intent.has_body)))
    if intent.has_body:
        options += [(6, lambda: body_sent(rng.choice(list(BODIES)))), (1, body_dropped)]
    if intent.body is not None:
        writer, agent = rng.choice(
            [
                ("python-default", REQUESTS),
                ("js-stringify", AXIOS),
                ("gson", "okhttp/4.12.0"),
                ("php-json-encode", GUZZLE),
                ("go-marshal", "Go-http-client/1.1"),
            ]
        )
        options.append((4, lambda: re_serialised(writer, agent)))
    if not intent.has_body:
        options.append((2, lambda: nothing_became(rng.choice(["{}", "null", "[]", '""', "undefined"]))))
    if intent.params:
        values = "".join(value for _, value in intent.params)
        if "'" in values:
            options.append((8, apostrophe_escaped))
        marks = [mark for mark in "@:,/+$!()" if mark in values]
        if marks:
            options.append(
                (
                    8,
                    lambda: left_plain(
                        "".join(rng.sample(marks, rng.randrange(1, len(marks) + 1))), rng.choice(["okhttp/4.12.0", AXIOS, None])
                    ),
                )
            )
            for encoder, agent in [
                ("axios", AXIOS),
                ("yarl", "Python/3.11 aiohttp/3.9.3"),
                ("okhttp-query", "okhttp/4.12.0"),
                ("python-quote-plus", REQUESTS),
                ("go-query-escape", "Go-http-client/1.1"),
            ]:
                if ENCODERS[encoder](values) != ENCODERS["php-rawurlencode"](values):
                    options.append((1, lambda encoder=encoder, agent=agent: library_encoder(encoder, agent)))
        if any(mark in values for mark in "-._~"):
            options.append((2, unreserved_plain))
        options += [
            (1, fragment_lost),
            (1, lambda: query_bent("query-sent-with-ampersand", "an & was sent behind the query", lambda query: query + "&")),
            (
                1,
                lambda: query_bent(
                    "query-sent-sorted",
                    "the library sorted the parameters when it sent them",
                    lambda query: "&".join(sorted(query.split("&"))),
                ),
            ),
        ]
    else:
        options.append((1, lambda: path_bent("question-mark-sent", "a ? without a query was sent", lambda path: path + "?")))
    options += [
        (1, lambda: path_bent("slash-sent-at-end", "a slash was sent behind the path", lambda path: path + "/")),
        (1, lambda: path_bent("slash-sent-twice", "two slashes were sent at the start of the path", lambda path: "/" + path)),
    ]
    return rng.choices([option for _, option in options], [weight for weight, _ in options])[0]()
