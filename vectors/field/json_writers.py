"""JSON as the writers of different languages put it down, and the habits of signing one form and sending another."""

import json
import random
import re
from typing import NamedTuple

from .habit import PIECES, Habit, habit


class Style(NamedTuple):
    comma: str = ","
    colon: str = ":"
    indent: str | None = None
    ascii: bool = False
    # Characters that are written as \uXXXX besides what JSON demands.
    escaped: str = ""
    slash: bool = False
    sort: bool = False
    upper: bool = False
    newline: str = "\n"
    end: str = ""


_HTML = "<>&\u2028\u2029"
_GSON = "<>&='\u2028\u2029"
_SYSTEM_TEXT = "<>&'+`\""
WRITERS = {
    "js-stringify": Style(),
    "js-stringify-2": Style(indent="  "),
    "js-stringify-4": Style(indent="    "),
    "js-stringify-tab": Style(indent="\t"),
    "python-default": Style(", ", ": ", ascii=True),
    "python-compact": Style(ascii=True),
    "python-unicode": Style(", ", ": "),
    "python-sort-keys": Style(", ", ": ", ascii=True, sort=True),
    "python-sort-keys-compact": Style(sort=True),
    "python-indent-2": Style(indent="  ", ascii=True),
    "python-indent-4-unicode": Style(indent="    "),
    "gson": Style(escaped=_GSON),
    "gson-pretty": Style(indent="  ", escaped=_GSON),
    "jackson-pretty": Style(indent="  ", colon=" : "),
    "jackson-pretty-crlf": Style(indent="  ", colon=" : ", newline="\r\n"),
    "fastjson-tab": Style(indent="\t"),
    "php-json-encode": Style(ascii=True, slash=True),
    "php-unescaped-slashes": Style(ascii=True),
    "php-unescaped-unicode": Style(slash=True),
    "php-pretty": Style(indent="    ", ascii=True, slash=True),
    "php-pretty-unescaped": Style(indent="    "),
    "go-marshal": Style(escaped=_HTML),
    "go-marshal-map": Style(escaped=_HTML, sort=True),
    "go-encoder": Style(escaped=_HTML, end="\n"),
    "go-encoder-no-html": Style(escaped="\u2028\u2029", end="\n"),
    "go-marshal-indent": Style(indent="    ", escaped=_HTML),
    "csharp-system-text-json": Style(ascii=True, escaped=_SYSTEM_TEXT, upper=True),
    "csharp-newtonsoft-indented": Style(indent="  ", newline="\r\n"),
    "swift-serialization": Style(slash=True),
    "swift-pretty": Style(indent="  ", colon=" : ", slash=True),
    "nlohmann-sorted": Style(sort=True),
}


def _escape(match: re.Match, style: Style) -> str:
    units = match[0].encode("utf-16-be")
    form = "\\u{:04X}" if style.upper else "\\u{:04x}"
    return "".join(form.format(int.from_bytes(units[place : place + 2], "big")) for place in range(0, len(units), 2))


def write(value, style: Style) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=style.indent, separators=(style.comma, style.colon), sort_keys=style.sort)
    if '"' in style.escaped:
        text = text.replace('\\"', "\\u0022")
    if style.slash:
        text = text.replace("/", "\\/")
    # The characters below stand in strings only, so that the whole text can be searched for them.
    marks = re.escape(style.escaped.replace('"', "")) + ("\x80-\U0010ffff" if style.ascii else "")
    if marks:
        text = re.sub(f"[{marks}]", lambda match: _escape(match, style), text)
    if style.newline != "\n":
        text = text.replace("\n", style.newline)
    return text + style.end


def written(value, writer: str) -> bytes:
    return write(value, WRITERS[writer]).encode()


def two_writers(signed: str, sent: str) -> Habit:
    def apply(draft):
        draft.body_signed, draft.body_sent = written(draft.intent.body, signed), written(draft.intent.body, sent)

    return habit(
        "json-writers",
        f"json-writers:{signed}/{sent}",
        "client",
        f"the body was signed as {signed} writes it and sent as {sent} does",
        "body",
        PIECES,
        apply,
    )


def white_space(name: str, did: str, style: Style, side: str = "signer") -> Habit:
    """White space that one side has and the other has not."""

    def apply(draft):
        body = write(draft.intent.body, style).encode()
        if side == "signer":
            draft.body_signed = body
        else:
            draft.body_sent = body

    where = "signed" if side == "signer" else "sent"
    return habit("json-white-space", f"json-{where}-{name}", side, f"the body was {where} {did}", "body", PIECES, apply)


def body_text(kind: str, name: str, side: str, did: str, change) -> Habit:
    """The signed or the sent body of a JSON call, changed as bytes."""

    def apply(draft):
        if side == "signer":
            draft.body_signed = change(draft.body_signed)
        else:
            draft.body_sent = change(draft.body_sent)

    return habit(kind, name, side, did, "body", PIECES, apply)


def draw_writers(rng: random.Random, intent) -> Habit | None:
    if intent.body is None:
        return None
    if rng.random() < 0.1:
        return body_text(
            "json-writers",
            "json-sent-as-json-string",
            "client",
            "the body, ready JSON, was written as a JSON string once more when it was sent",
            lambda body: json.dumps(body.decode(), ensure_ascii=False).encode(),
        )
    signed, sent = rng.sample(list(WRITERS), 2)
    return two_writers(signed, sent)


def draw_white_space(rng: random.Random, intent) -> Habit | None:
    if intent.body is None:
        return None
    base = WRITERS[intent.writer]
    side = "client" if rng.random() < 0.25 else "signer"
    choice = rng.randrange(6)
    if choice < 2:
        width = rng.randrange(9)
        blanks = "\t" if width == 0 else " " * width
        label = "tab" if width == 0 else str(width)
        return white_space(
            f"indented:{label}",
            f"indented by {'a tab' if width == 0 else f'{width} blanks'}",
            base._replace(comma=",", colon=": ", indent=blanks),
            side,
        )
    if choice == 2:
        colon = rng.choice([":", ": ", " : ", " :"])
        return white_space(f"colon:{colon.replace(' ', '_')}", f"with {colon!r} between name and value", base._replace(colon=colon), side)
    if choice == 3:
        comma = rng.choice([",", ", ", " , ", ",\n"])
        return white_space(
            f"comma:{comma.replace(' ', '_').replace(chr(10), 'n')}", f"with {comma!r} between members", base._replace(comma=comma), side
        )
    end = rng.choice(["\n", "\r\n", " "])
    label = {"\n": "newline", "\r\n": "crlf", " ": "blank"}[end]
    if choice == 4:
        return white_space(f"end:{label}", f"with {end!r} at its end", base._replace(end=end), side)
    return white_space(
        f"indented-crlf:{label}",
        f"indented, with CRLF, and {end!r} at its end",
        base._replace(comma=",", colon=": ", indent="  ", newline="\r\n", end=end),
        side,
    )
