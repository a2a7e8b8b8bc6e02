"""Templates that were signed with their placeholders, while the values were sent."""

import random
import re
from urllib.parse import quote

from .encoders import path_of, query_of
from .habit import PIECES, Habit, habit
from .json_writers import written

KIND = "placeholders"
FORMS = {
    "braces-2": "{{%s}}",
    "braces": "{%s}",
    "dollar-braces": "${%s}",
    "colon": ":%s",
    "angles": "<%s>",
    "braces-2-dollar": "{{$%s}}",
    "hash-braces": "#{%s}",
    "at-braces": "@{%s}",
}
_ID_NAMES = ["meetingId", "meeting_id", "meetingid", "id", "userid", "userId"]


def _like_an_id(segment: str) -> bool:
    return bool(re.search("[^a-z-]", segment)) and segment != "v1"


def in_params(form: str, names, escaped: bool = False) -> Habit:
    names = tuple(names)

    def apply(draft):
        intent = draft.intent
        pieces = []
        for name, value in intent.params:
            shown = FORMS[form] % name
            text = (quote(shown, safe="") if escaped else shown) if name in names else (query_of([("", value)], intent.encoder) or "=")[1:]
            pieces.append(f"{name}={text}")
        draft.query_signed = "&".join(pieces)

    did = f"{', '.join(FORMS[form] % name for name in names)} was signed in the query for the value that was sent"
    return habit(
        KIND, f"placeholder-in-query:{form}/{'+'.join(names)}{'/escaped' if escaped else ''}", "signer", did, "query", PIECES, apply
    )


def in_path(form: str, name: str) -> Habit:
    shown = FORMS[form] % name

    def apply(draft):
        intent = draft.intent
        draft.path_signed = "/".join(
            shown if _like_an_id(segment) else path_of([segment], intent.encoder)[1:] for segment in ["", *intent.segments]
        )

    return habit(
        KIND,
        f"placeholder-in-path:{form}/{name}",
        "signer",
        f"{shown} was signed in the path for the id that was sent",
        "path",
        PIECES,
        apply,
    )


def in_body(form: str, names) -> Habit:
    names = tuple(names)

    def apply(draft):
        body = {name: FORMS[form] % name if name in names else value for name, value in draft.intent.body.items()}
        draft.body_signed = written(body, draft.intent.writer)

    did = f"{', '.join(FORMS[form] % name for name in names)} was signed in the body for the value that was sent"
    return habit(KIND, f"placeholder-in-body:{form}/{'+'.join(names)}", "signer", did, "body", PIECES, apply)


def in_headers(of: str, text: str) -> Habit:
    def apply(draft):
        setattr(draft, f"{of}_signed", text)

    return habit(
        KIND,
        f"placeholder-in-headers:{of}/{text}",
        "signer",
        f"{text} was signed for the {of} that was sent",
        "key-id" if of == "key_id" else of,
        PIECES,
        apply,
    )


def draw(rng: random.Random, intent) -> Habit | None:
    form = rng.choice(["braces-2"] * 8 + list(FORMS))
    options = []
    if intent.params:
        names = [name for name, _ in intent.params]
        options += [
            lambda: in_params(
                form, rng.sample(names, rng.choice([1, 1, rng.randrange(1, len(names) + 1), len(names)])), rng.random() < 0.15
            )
        ] * 4
    if any(map(_like_an_id, intent.segments)):
        options += [lambda: in_path(form, rng.choice(_ID_NAMES))] * 3
    if isinstance(intent.body, dict):
        names = [name for name, value in intent.body.items() if isinstance(value, str)]
        options += [lambda: in_body(form, rng.sample(names, rng.choice([1, 1, 2]) if len(names) > 1 else len(names)))] * 2
    options.append(
        lambda: in_headers(
            *rng.choice(
                [
                    ("timestamp", "{{timestamp}}"),
                    ("timestamp", "{{$timestamp}}"),
                    ("nonce", "{{nonce}}"),
                    ("nonce", "{{$randomInt}}"),
                    ("key_id", "{{secretId}}"),
                    ("key_id", "{{SecretId}}"),
                    ("timestamp", "${timestamp}"),
                    ("nonce", "${nonce}"),
                ]
            )
        )
    )
    return rng.choice(options)()
