"""Traps: callbacks on which a common mistake shows, and signatures as each mistake makes them."""

from .events import event
from .scheme import Subscription, data_of
from .topic import Topic, letters, parts_of
from .wrong import MISTAKES, wrong_signatures


def _find(made: Topic, mistake: str, *, encrypted: bool, check: bool) -> tuple[Subscription, str, object] | None:
    """A callback on which the mistake makes another signature."""
    for number in range(300):
        seed = f"{mistake}/{number}/{encrypted}/{check}"
        to = Subscription(letters(seed + "/token", 25), letters(seed + "/key", 43) if encrypted else None)
        nonce = str(10_000_000 + number * 307_111 % 90_000_000)
        plaintext = f"tmsig-check-{number}" if check else event("meeting.end", number=number)
        data = data_of(to, plaintext.encode())
        if mistake == "data-padding-added":
            data = data.rstrip("=")
        name = mistake + ("-url-check" if check else "-event") + ("-encrypted" if encrypted else "-plain")
        seal = made.url_check if check else made.event
        request = seal(name, to=to, nonce=nonce, data=data)
        timestamp, nonce, data, right = parts_of(request)
        made_by_mistake = wrong_signatures(to, request, timestamp, nonce, data, plaintext).get(mistake)
        if made_by_mistake not in (None, right):
            return to, plaintext, request
    return None


def topic() -> Topic:
    made = Topic("traps")
    shown = set()
    for mistake in MISTAKES:
        for check in (False, True):
            for encrypted in (False, True):
                found = _find(made, mistake, encrypted=encrypted, check=check)
                if found is None:
                    continue
                to, plaintext, request = found
                name = mistake + ("-url-check" if check else "-event") + ("-encrypted" if encrypted else "-plain")
                made.valid(f"{name}-right", f"It shows whether {MISTAKES[mistake]}.", "trap", request=request, to=to)
                made.mistaken(f"{name}-wrong", mistake, "mistake", request=request, to=to, plaintext=plaintext)
                shown.add(mistake)
    assert shown == set(MISTAKES), set(MISTAKES) - shown
    return made
