"""Parameters and members that were signed in another order than they were sent."""

import random

from .encoders import query_of
from .habit import PIECES, Habit, habit
from .json_writers import written

KIND = "order"


def query_order(places) -> Habit:
    places = tuple(places)

    def apply(draft):
        intent = draft.intent
        if intent.form is not None:
            draft.body_signed = query_of([intent.form[place] for place in places], intent.encoder).encode()
        else:
            draft.query_signed = query_of([intent.params[place] for place in places], intent.encoder)

    label = ".".join(str(place + 1) for place in places)
    return habit(
        KIND,
        f"parameters-order:{label}",
        "signer",
        f"the parameters were signed in the order {label} of those sent",
        "query",
        PIECES,
        apply,
    )


def member_order(places) -> Habit:
    places = tuple(places)

    def apply(draft):
        members = list(draft.intent.body.items())
        draft.body_signed = written(dict(members[place] for place in places), draft.intent.writer)

    label = ".".join(str(place + 1) for place in places)
    return habit(
        KIND, f"members-order:{label}", "signer", f"the members were signed in the order {label} of those sent", "body", PIECES, apply
    )


def _order(rng: random.Random, names: list[str]) -> list[int]:
    places = list(range(len(names)))
    way = rng.randrange(4)
    if way == 0:
        return sorted(places, key=lambda place: names[place])
    if way == 1:
        return places[::-1]
    if way == 2:
        moved = places.pop(rng.randrange(len(places)))
        places.insert(rng.choice([0, len(places)]), moved)
        return places
    rng.shuffle(places)
    return places


def draw(rng: random.Random, intent) -> Habit | None:
    if 2 <= len(intent.params) <= 7:
        return query_order(_order(rng, [name for name, _ in intent.params]))
    # More than seven are too many to try every order.
    if isinstance(intent.body, dict) and 2 <= len(intent.body) <= 7:
        return member_order(_order(rng, list(intent.body)))
    return None
