"""One case of the field: a call, the habits of the program that makes it, and the truth about the outcome."""

import base64
import random
from dataclasses import replace

from . import kinds, values
from .habit import Habit
from .program import Draft, is_open, is_valid, right_signature, run

_HABITS = [1, 2, 3, 4]
_HABIT_WEIGHTS = [60, 25, 11, 4]
_RIGHT = 0.1


def _intent(rng: random.Random, kind: str) -> values.Intent:
    intent = values.intent(rng)
    if kind in ("encoders", "client-changed") and rng.random() < 0.7:
        # Encoders differ in marks only, so somebody's id has some.
        who = rng.choice(values.MARKED_USER_IDS)
        intent = replace(intent, params=tuple((name, who if name == "userid" else value) for name, value in intent.params))
    # A form where JSON is wanted: only the parameters of a flat call can be sent so.
    if kind == "parameters-as-json" and intent.body is not None and rng.random() < 0.7:
        flat = tuple(
            (name, str(value).lower() if isinstance(value, bool) else str(value))
            for name, value in intent.body.items()
            if not isinstance(value, (dict, list, type(None)))
        )
        headers = dict(intent.headers)
        if rng.random() < 0.7:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return replace(
            intent,
            body=None,
            form=flat,
            headers=headers,
            encoder=rng.choice(["python-quote-plus", "php-rawurlencode", "js-url-search-params"]),
        )
    return intent


def _wire(intent: values.Intent, habits: list[Habit]) -> dict:
    """The request by which two programs are told apart."""
    draft = run(intent, habits)
    # What a library calls itself is no mistake of its own.
    draft.headers.pop("User-Agent", None)
    # A habit of noting down changes what is shown and nothing else, so it is compared with the rest.
    return noted(draft, draft.request())


def noted(draft: Draft, request: dict) -> dict:
    for change in draft.shown:
        request = change(request)
    return request


def _matters(intent: values.Intent, habits: list[Habit], one: Habit) -> bool:
    """Whether it is a mistake by itself, and shows beside the others."""
    if one.side != "none" and is_valid(run(intent, [one]).request(), intent.credentials):
        return False
    return _wire(intent, habits) != _wire(intent, [other for other in habits if other is not one])


# What a probe puts into each slot to see whether the digest depends on it.
_PROBES = {"body": "body_signed", "query": "query_signed", "path": "path_signed", "nonce": "nonce_signed", "timestamp": "timestamp_signed"}


def _derivable(intent: values.Intent, habits: list[Habit]) -> bool:
    """What is lost does no harm where it was not signed."""
    draft = run(intent, habits)
    text = draft.text()
    for slot in {slot for one in habits for slot in one.lost}:
        if slot not in _PROBES:
            return False
        before = getattr(draft, _PROBES[slot])
        setattr(draft, _PROBES[slot], b"probe" if slot == "body" else "probe")
        changed = draft.text() != text
        setattr(draft, _PROBES[slot], before)
        if changed:
            return False
    return True


def _more(rng: random.Random, intent: values.Intent, habits: list[Habit], wanted: int):
    """Add habits that take hold of other things, until there are enough or none can be found."""
    names, weights = list(kinds.SECOND), list(kinds.SECOND.values())
    for _ in range(8 * wanted):
        if len(habits) == wanted:
            return
        one = kinds.draw(rng.choices(names, weights)[0], rng, intent)
        if one and not any(one.slots & other.slots for other in habits):
            habits.append(one)


def _attempt(rng: random.Random, kind: str) -> tuple[values.Intent, list[Habit]] | None:
    intent = _intent(rng, kind)
    if kind == kinds.CONTROL:
        return intent, []
    first = kinds.draw(kind, rng, intent)
    if first is None:
        return None
    habits = [first]
    # How a right request was noted down is a case by itself, and beside a mistake of another kind it is a detail of that.
    _more(rng, intent, habits, 1 if first.side == "none" else rng.choices(_HABITS, _HABIT_WEIGHTS)[0])
    for one in list(habits):
        if not _matters(intent, habits, one):
            habits.remove(one)
    return (intent, habits) if first in habits else None


def _choose_kind(rng: random.Random) -> str:
    if rng.random() < _RIGHT:
        return kinds.CONTROL
    return rng.choices(list(kinds.KINDS), [weight for weight, _ in kinds.KINDS.values()])[0]


def _side(habits: list[Habit]) -> str:
    """The first habit that is anyone's to mend; it is the one that gives the case its kind, unless that is only how it was noted down."""
    return next((one.side for one in habits if one.side != "none"), "none")


def case(seed: int, place: int, kind: str | None = None) -> tuple[dict, dict]:
    """The case, and what went on inside: the text, the key and the right signature."""
    # Each case has a generator of its own, so that one more draw in it changes no other.
    rng = random.Random(f"{seed}/{place}/{kind or ''}")
    chosen = kind or _choose_kind(rng)
    while True:
        made = _attempt(rng, chosen)
        if made is None:
            continue
        intent, habits = made
        draft = run(intent, habits)
        request = draft.request()
        if not is_open(request, intent.credentials):
            break
    valid = is_valid(request, intent.credentials)
    wire, shown = request, noted(draft, request)
    document = {
        "id": f"field-{seed}-{place}",
        "kind": chosen,
        "side": "none" if valid else _side(habits),
        "steps": [one.name for one in habits],
        "what_was_done": _sentence(habits),
        "derivable": _derivable(intent, habits),
        "verdict": "valid" if valid else "invalid",
        "credentials": intent.credentials.to_json(),
        "request": shown,
    }
    return document, _inside(document["id"], draft, wire)


def _sentence(habits: list[Habit]) -> str:
    if not habits:
        return "Nothing was done otherwise than the specification says."
    text = "; ".join(one.did for one in habits)
    return text[0].upper() + text[1:] + "."


def _inside(name: str, draft: Draft, wire: dict) -> dict:
    return {
        "id": name,
        "signed_base64": None if draft.signed_elsewhere else base64.b64encode(draft.text()).decode(),
        "key_base64": None if draft.signed_elsewhere else base64.b64encode(draft.key).decode(),
        "right_signature": right_signature(wire, draft.credentials.secret_key),
    }
