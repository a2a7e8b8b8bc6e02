"""Signing: the order of the four parts, nonces, timestamps, tokens."""

from .events import event
from .scheme import Subscription
from .topic import ENCRYPTED, PLAIN, Topic, letters, subscription

VENDOR_DATA = (
    "eyJldmVudCI6Im1lZXRpbmcuY3JlYXRlZCIsInVuaXF1ZV9zZXF1ZW5jZSI6ImYyMDA5NmVlLThhYzgtNGRmMi1hN2RlLTA1NzQ2NDlmMjExYiIs"
    "InBheWxvYWQiOlt7Im9wZXJhdGVfdGltZSI6IjIwMjAtMTItMjkgMTc6NDE6MDYiLCJvcGVyYXRvciI6eyJ1c2VyaWQiOiJ0ZXN0ZXIwMDAwNmJhN"
    "WJhYjMzOTg1OGMxM2M5MzBjY2E5NTY4NCJ9LCJtZWV0aW5nX2luZm8iOnsibWVldGluZ19pZCI6IjYwNTg4OTAzODU0ODA5MjEwNTIiLCJtZWV0aW"
    "5nX2NvZGUiOiI1MzA4MTI0NTIiLCJzdWJqZWN0IjoibWVkaWEgdGVzdGVyIG1lZXRpbmciLCJjcmVhdG9yX2lkIjoidGVzdGVyMDAwMDZiYTViYWI"
    "zMzk4NThjMTNjOTMwY2NhOTU2ODQiLCJob3N0cyI6WyJ0ZXN0ZXIwMDAwNmJhNWJhYjMzOTg1OGMxM2M5MzBjY2E5NTY4NCJdLCJtZWV0aW5nX3R5"
    "cGUiOjAsInN0YXJ0X3RpbWUiOiIyMDIwLTEyLTI5IDE3OjQxOjA0IiwiZW5kX3RpbWUiOiIyMDIwLTEyLTI5IDE4OjAxOjA0In19XX0"
)
VENDOR = Subscription("bVPU6F8Htxl5XkAbp3jGV2xWp")
VENDOR_SIGNATURE = "b11e507817336a91d7df0c8536ee2aca18bbbae8"


def topic() -> Topic:
    made = Topic("sign")
    vendor = made.event("vendor-example", to=VENDOR, timestamp="1609239040864", nonce="14964161", data=VENDOR_DATA)
    assert dict(vendor.headers)["signature"] == VENDOR_SIGNATURE
    # Its event is of 2020, which is a note; the signature is the vendor's, and so it is there twice.
    made.acceptable(
        "vendor-example", "The vendor's own example, whose event is one of 2020.", "vendor-example", "old-event", "padding-missing", request=vendor, to=VENDOR
    )

    for first, what in (("0", "digit"), ("9", "high-digit"), ("A", "upper-case-letter"), ("Z", "last-upper-case-letter"), ("a", "lower-case-letter"), ("e", "letter-of-the-data"), ("z", "last-letter")):
        to = Subscription(first + letters(f"first/{first}", 24))
        request = made.event(f"token-begins-with-{what}", event("meeting.started"), to=to)
        made.valid(f"token-begins-with-{what}", f"The token begins with {first}.", "token", "order", request=request, to=to)
    digits = Subscription("1234567890123456789012345")
    for name, nonce in (("before", "10000001"), ("after", "98765432")):
        request = made.event(f"token-of-digits-nonce-{name}", event("meeting.end"), to=digits, nonce=nonce)
        made.valid(f"token-of-digits-nonce-{name}", "A token of digits alone is compared as text like the others.", "token", "order", request=request, to=digits)

    for length in (1, 2, 7, 8, 9, 10, 12, 13, 14, 18, 19, 20):
        for first in "19":
            nonce = (first + "0123456789" * 2)[:length]
            request = made.event(f"nonce-{first}-of-{length}-digits", event("meeting.started"), nonce=nonce)
            made.valid(f"nonce-{first}-of-{length}-digits", f"A nonce of {length} digits that begins with {first}.", "nonce", "order", request=request)
    request = made.event("nonce-is-the-timestamp", event("meeting.started"), timestamp="1735689600123", nonce="1735689600123")
    made.valid("nonce-is-the-timestamp", "Two equal parts: which of them comes first makes no difference.", "nonce", "order", request=request)
    request = made.event("nonce-begins-the-timestamp", event("meeting.started"), timestamp="1735689600123", nonce="17356896")
    made.valid("nonce-begins-the-timestamp", "The shorter of two that begin alike comes first.", "nonce", "order", request=request)
    request = made.event("nonce-with-leading-zeros", event("meeting.started"), nonce="00000042")
    made.valid("nonce-with-leading-zeros", "The nonce is text: its zeros are signed.", "nonce", request=request)
    request = made.event("nonce-of-letters", event("meeting.started"), nonce="a1B2c3D4")
    made.valid("nonce-of-letters", "Nothing says that a nonce has digits alone.", "nonce", request=request)

    for name, timestamp in (("first", "0000000000000"), ("last", "9999999999999"), ("old", "1609239040864"), ("new", "1893456000000")):
        request = made.event(f"timestamp-{name}", event("meeting.started"), timestamp=timestamp)
        made.valid(f"timestamp-{name}", "No window for timestamps is documented, and retries come minutes later.", "timestamp", request=request)
    request = made.event("timestamp-in-seconds", event("meeting.started"), timestamp="1735689600")
    made.acceptable("timestamp-in-seconds", "Ten digits are seconds; only milliseconds are documented.", "timestamp", "open", request=request)

    for number in range(12):
        to = subscription(f"random/{number}", encrypted=number % 2 == 1)
        request = made.event(f"random-{number}", event("meeting.participant-joined"), to=to)
        made.valid(f"random-{number}", "Secrets, nonce and timestamp drawn at random.", "order", request=request, to=to)
    for to, name in ((PLAIN, "plain"), (ENCRYPTED, "encrypted")):
        request = made.event(f"uri-with-query-{name}", event("meeting.end"), to=to, uri="/hook?tenant=1&nonce=2")
        made.valid(f"uri-with-query-{name}", "The query of the receiver's URL is not signed, whatever it is called.", "event", request=request, to=to)
    return made
