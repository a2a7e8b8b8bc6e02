"""Requests with wrong signatures, one for each of the rarer mistakes."""

from itertools import count

from . import samples, wrong, wrong_rare
from .topic import Topic


def topic() -> Topic:
    topic = Topic("rare-mistakes")
    for flag, table in wrong_rare.STAGES.items():
        for mistake, (_, parts, comment) in table.items():
            parts = dict(parts)
            credentials = parts.pop("credentials", samples.PLAIN)
            request = topic.request(mistake, credentials, **parts)
            # Some mistakes show on one digest in a few: the nonce is drawn until they do.
            for draw in count():
                signature = wrong.signature(request, credentials, [mistake])
                if signature != wrong.signature(request, credentials, []):
                    break
                assert draw < 1000, f"{mistake} changes nothing"
                request = request.with_headers(X_TC_Nonce=str(1 + draw))
            signed = request.with_headers(X_TC_Signature=signature)
            topic.invalid(mistake, comment, flag, request=signed, mistakes=[mistake], credentials=credentials)
    return topic
