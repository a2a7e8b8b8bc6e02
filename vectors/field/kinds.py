"""The kinds of mistakes with their weights, commonest first, and how a habit of each is drawn."""

import random

from . import (
    certain,
    charsets,
    clients,
    dress,
    encoders,
    headers,
    json_writers,
    keys,
    orders,
    placeholders,
    prefixes,
    prints,
    shown,
    tc3,
    texts,
    times,
)

CONTROL = "control"


def _other_text(rng: random.Random, intent):
    return tc3.draw(rng, False) if rng.random() < 0.03 else texts.draw(rng, intent)


def _headers(rng: random.Random, intent):
    return tc3.draw(rng, True) if rng.random() < 0.05 else headers.draw(rng, intent)


def _parsers(rng: random.Random, intent):
    return rng.choice([keys.draw_parsed, keys.draw_parsed, times.draw_nonce, prints.draw_types])(rng, intent)


# Roughly as often as they are seen; the catalogue has no count beyond the order.
KINDS = {
    "other-text": (24, _other_text),
    "headers": (10, _headers),
    "parameters-as-json": (8, prints.draw_params),
    "pasted-text": (4, shown.draw),
    "certain-form": (2, certain.draw),
    "client-changed": (9, clients.draw),
    "charset": (5, charsets.draw),
    "order": (5, orders.draw),
    "encoders": (5, encoders.draw),
    "dressed-signature": (6, dress.draw),
    "path-prefix": (4, prefixes.draw),
    "placeholders": (3, placeholders.draw),
    "json-white-space": (4, json_writers.draw_white_space),
    "json-writers": (4, json_writers.draw_writers),
    "timestamp": (3, times.draw_timestamp),
    "invisible-characters": (3, keys.draw_around),
    "language-print": (3, prints.draw_printed),
    "credentials": (3, keys.draw_credentials),
    "parsers-and-types": (4, _parsers),
}
# What is seen together with another mistake: nothing that hides it, and the dress of the digest most of all.
SECOND = {kind: weight for kind, (weight, _) in KINDS.items()} | {
    "dressed-signature": 30,
    "certain-form": 0,
    "headers": 5,
    "other-text": 16,
}


def draw(kind: str, rng: random.Random, intent):
    """A habit of the kind, or None where the call has nothing that it could take hold of."""
    return KINDS[kind][1](rng, intent)
