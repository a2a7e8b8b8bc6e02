"""A habit: one thing that a program does otherwise than the specification says."""

from collections.abc import Callable
from dataclasses import dataclass

# Habits are applied by stage, whatever order they were drawn in: a layout must see the pieces as the others left them.
PIECES, SENT, TEXT, KEY, DIGEST, HEADERS, SHOWN = 1, 2, 3, 4, 5, 6, 7


@dataclass(frozen=True)
class Habit:
    kind: str
    # "name" or "name:parameters", readable by a program.
    name: str
    # Who must mend it: the signer, the HTTP client, or the account's settings.
    side: str
    did: str
    # What it takes hold of: two habits of one program never share a slot, or one would hide the other.
    slots: frozenset[str]
    stage: int
    apply: Callable
    # The slots of which something is lost for good, so that it cannot be computed from what was sent and the key.
    lost: frozenset[str] = frozenset()


def habit(
    kind: str,
    name: str,
    side: str,
    did: str,
    slots: str | tuple[str, ...],
    stage: int,
    apply: Callable,
    derivable: bool = True,
    lost: str | None = None,
) -> Habit:
    """What is not derivable has lost what it took hold of, unless `lost` names the slot."""
    taken = frozenset([slots] if isinstance(slots, str) else slots)
    gone = frozenset([lost]) if lost else taken
    return Habit(kind, name, side, did, taken, stage, apply, frozenset() if derivable else gone)
