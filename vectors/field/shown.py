"""Right requests that were noted down otherwise than they went over the wire, as pasted text has them."""

import random

from .habit import SHOWN, Habit, habit
from .values import HOST

KIND = "pasted-text"


def _noted(name: str, did: str, change) -> Habit:
    def apply(draft):
        draft.shown.append(change)

    return habit(KIND, name, "none", did, "shown", SHOWN, apply)


def full_url(host: str = f"https://{HOST}") -> Habit:
    return _noted(
        f"full-url:{host}", f"the request was noted with {host} before the URI", lambda request: request | {"uri": host + request["uri"]}
    )


def lower_method() -> Habit:
    return _noted(
        "method-noted-in-lower-case",
        "the method was noted in lower case, as configurations hold it",
        lambda request: request | {"method": request["method"].lower()},
    )


def lower_names() -> Habit:
    return _noted(
        "header-names-noted-in-lower-case",
        "the header names were noted in lower case, as HTTP/2 has them",
        lambda request: request | {"headers": {name.lower(): value for name, value in request["headers"].items()}},
    )


def blanks_around_values() -> Habit:
    return _noted(
        "header-values-noted-with-blanks",
        "the header values were noted with blanks around them",
        lambda request: request | {"headers": {name: f" {value} " for name, value in request["headers"].items()}},
    )


def draw(rng: random.Random, intent) -> Habit | None:
    return rng.choice(
        [
            full_url,
            full_url,
            lambda: full_url(f"http://{HOST}"),
            lambda: full_url(f"https://{HOST}:443"),
            lower_method,
            lower_method,
            lower_names,
            blanks_around_values,
        ]
    )()
