"""A value signed as a language prints it: parameters as JSON with their types, dictionaries, byte slices, [object Object]."""

import base64
import json
import random
import re

from .encoders import query_of
from .habit import PIECES, Habit, habit
from .json_writers import WRITERS, written


def typed(params, numbers, words) -> dict:
    """The parameters as the program held them: some of the digits as numbers, some of the words as booleans."""
    out = {}
    for name, value in params:
        if name in numbers and re.fullmatch("0|[1-9][0-9]*", value):
            out[name] = int(value)
        elif name in words and value in ("true", "false"):
            out[name] = value == "true"
        else:
            out[name] = value
    return out


def params_as_json(writer: str, numbers=(), words=(), keep_query: bool = False, form: bool = False) -> Habit:
    numbers, words = frozenset(numbers), frozenset(words)

    def apply(draft):
        intent = draft.intent
        draft.body_signed = written(typed(intent.form if form else intent.params, numbers, words), writer)
        if not form and not keep_query:
            draft.query_signed = None

    where = "form" if form else "query"
    typed_names = "+".join(sorted(numbers | words)) or "none"
    did = f"the parameters of the {where} were signed as JSON written by {writer}, {typed_names} with their own types"
    slots = ("body",) if form else ("body", "query")
    return habit(
        "parameters-as-json",
        f"{where}-signed-as-json:{writer}/{typed_names}{'/query-kept' if keep_query else ''}",
        "signer",
        did,
        slots,
        PIECES,
        apply,
    )


def draw_params(rng: random.Random, intent) -> Habit | None:
    params = intent.form if intent.form is not None else intent.params
    if not params or (intent.body is not None):
        return None
    names = [name for name, value in params if re.fullmatch("0|[1-9][0-9]{0,14}", value)]
    numbers = rng.choice([names, names, [], rng.sample(names, rng.randrange(len(names) + 1))])
    words = [name for name, value in params if value in ("true", "false")] if rng.random() < 0.7 else []
    if rng.random() < 0.08 and intent.form is None:
        return printed(rng.choice(["python-dict", "java-map", "go-map", "object-object"]), of="params")
    return params_as_json(
        rng.choice(list(WRITERS) + ["js-stringify"] * 8 + ["python-default"] * 8),
        numbers,
        words,
        rng.random() < 0.25,
        intent.form is not None,
    )


def _go(value) -> str:
    if isinstance(value, dict):
        return "map[" + " ".join(f"{name}:{_go(value[name])}" for name in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(map(_go, value)) + "]"
    return {True: "true", False: "false", None: "<nil>"}[value] if value is None or isinstance(value, bool) else str(value)


def _java(value) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}={_java(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_java, value)) + "]"
    return {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(value, bool) else str(value)


def _ruby(value, arrow: str = "=>") -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_ruby(name)}{arrow}{_ruby(member, arrow)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_ruby(member, arrow) for member in value) + "]"
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "nil"}[value]
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"' if isinstance(value, str) else str(value)


def _javascript(value) -> str:
    """String(value): what a member becomes that is no string, in a form or a template."""
    if isinstance(value, dict):
        return "[object Object]"
    if isinstance(value, list):
        return ",".join("" if member is None else _javascript(member) for member in value)
    return {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(value, bool) else str(value)


def lists_as_objects(value):
    if isinstance(value, dict):
        return {name: lists_as_objects(member) for name, member in value.items()}
    return {str(place): lists_as_objects(member) for place, member in enumerate(value)} if isinstance(value, list) else value


def _leaves(value, change):
    if isinstance(value, dict):
        return {name: _leaves(member, change) for name, member in value.items()}
    return [_leaves(member, change) for member in value] if isinstance(value, list) else change(value)


def _boolean_word(value):
    return str(value) if isinstance(value, bool) else value


def _boolean_number(value):
    return int(value) if isinstance(value, bool) else value


def _number_text(value):
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _text_number(value):
    return int(value) if isinstance(value, str) and re.fullmatch("[1-9][0-9]{0,14}", value) else value


def _without_nulls(value):
    return {name: _without_nulls(member) for name, member in value.items() if member is not None} if isinstance(value, dict) else value


# name -> (what it looks like, function of the value and its UTF-8 JSON)
PRINTS = {
    "python-dict": ("as Python prints a dict", lambda value, _: str(value)),
    "python-dict-quotes-replaced": ("as Python prints a dict, with ' replaced by \"", lambda value, _: str(value).replace("'", '"')),
    "python-items": ("as Python prints a list of pairs", lambda value, _: str(list(value.items()))),
    "python-bytes": ("as Python prints bytes", lambda _, body: str(body)),
    "go-map": ("as Go prints a map", lambda value, _: _go(value)),
    "go-bytes": ("as Go prints a byte slice", lambda _, body: "[" + " ".join(map(str, body)) + "]"),
    "java-map": ("as Java prints a Map", lambda value, _: _java(value)),
    "java-bytes": (
        "as Java's Arrays.toString prints bytes",
        lambda _, body: "[" + ", ".join(str(byte - 256 if byte > 127 else byte) for byte in body) + "]",
    ),
    "ruby-hash": ("as Ruby prints a hash", lambda value, _: _ruby(value)),
    "ruby-hash-3.4": ("as Ruby 3.4 prints a hash", lambda value, _: _ruby(value, " => ")),
    "object-object": ("as JavaScript prints an object", lambda value, _: _javascript(value)),
    "php-array": ("as PHP prints an array", lambda *_: "Array"),
    "csharp-dictionary": ("as .NET prints a dictionary", lambda *_: "System.Collections.Generic.Dictionary`2[System.String,System.Object]"),
    "csharp-jobject": ("as a StringContent prints itself", lambda *_: "System.Net.Http.StringContent"),
    "form": (
        "as a form",
        lambda value, _: query_of([(name, _javascript(member)) for name, member in value.items()], "python-quote-plus") or "",
    ),
    "form-python": (
        "as Python's urlencode writes a dict",
        lambda value, _: query_of([(name, str(member)) for name, member in value.items()], "python-quote-plus") or "",
    ),
    "base64": ("as base64", lambda _, body: base64.b64encode(body).decode()),
    "json-string": ("as a JSON string once more", lambda _, body: json.dumps(body.decode(), ensure_ascii=False)),
    "backslash-escaped": ("with its quotes escaped", lambda _, body: body.decode().replace("\\", "\\\\").replace('"', '\\"')),
}
TYPES = {
    "lists-as-objects": ("its lists as objects with numbered members", lists_as_objects),
    "booleans-as-words": ('its booleans as "True" and "False"', lambda value: _leaves(value, _boolean_word)),
    "booleans-as-numbers": ("its booleans as 1 and 0", lambda value: _leaves(value, _boolean_number)),
    "numbers-as-text": ("its numbers as text", lambda value: _leaves(value, _number_text)),
    "text-as-numbers": ("its digits as numbers", lambda value: _leaves(value, _text_number)),
    "numbers-as-floats": (
        "its numbers as floating-point numbers",
        lambda value: _leaves(value, lambda leaf: float(leaf) if isinstance(leaf, int) and not isinstance(leaf, bool) else leaf),
    ),
    "nulls-left-out": ("without its nulls", _without_nulls),
}


def printed(form: str, of: str = "body") -> Habit:
    look, show = PRINTS[form]

    def apply(draft):
        if of == "params":
            draft.body_signed = show(dict(draft.intent.params), b"").encode()
            draft.query_signed = None
        else:
            draft.body_signed = show(draft.intent.body, draft.body_signed).encode()

    kind = "language-print" if of == "body" else "parameters-as-json"
    return habit(
        kind,
        f"{of}-printed:{form}",
        "signer",
        f"the {of} was signed {look}",
        ("body",) if of == "body" else ("body", "query"),
        PIECES,
        apply,
    )


def draw_printed(rng: random.Random, intent) -> Habit | None:
    return (
        printed(rng.choice(list(PRINTS) + ["python-dict", "python-dict-quotes-replaced", "object-object"]))
        if intent.body is not None
        else None
    )


def types_changed(change: str) -> Habit:
    look, bend = TYPES[change]

    def apply(draft):
        draft.body_signed = written(bend(draft.intent.body), draft.intent.writer)

    return habit("parsers-and-types", f"types:{change}", "signer", f"the body was signed with {look}", "body", PIECES, apply)


def draw_types(rng: random.Random, intent) -> Habit | None:
    return types_changed(rng.choice(list(TYPES))) if intent.body is not None else None
