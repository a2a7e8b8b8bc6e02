"""What is certain though nothing explains it: the form of the signature, an empty one, no body where one was signed."""

import random
import string

from .habit import DIGEST, SENT, Habit, habit

KIND = "certain-form"


def signature_is(name: str, did: str, text: str, derivable: bool) -> Habit:
    def apply(draft):
        draft.signature = text
        draft.signed_elsewhere = True

    return habit(KIND, name, "signer", did, "digest", DIGEST, apply, derivable)


def empty() -> Habit:
    return signature_is("signature-empty", "X-TC-Signature was sent empty", "", True)


def no_body_sent(derivable: bool = False) -> Habit:
    def apply(draft):
        draft.body_sent = b""
        draft.sends_empty_body = True
        draft.headers["Content-Length"] = "0"

    return habit(KIND, "no-body-sent", "client", "a body was signed and none was sent", "body", SENT, apply, derivable)


def draw(rng: random.Random, intent) -> Habit | None:
    choice = rng.randrange(8)
    if choice < 2:
        return empty()
    if choice < 4:
        return no_body_sent() if intent.has_body else None
    hexadecimal = "".join(rng.choices("0123456789abcdef", k=64))
    letters = "".join(rng.choices(string.ascii_letters + string.digits, k=43)) + "="
    name, did, text = rng.choice(
        [
            ("signature-unknown:hex", "the signature was 64 hexadecimal digits that follow from nothing known", hexadecimal),
            ("signature-unknown:base64-of-32", "the signature was base64 of 32 bytes that follow from nothing known", letters),
            ("signature-unknown:undefined", "the word undefined was sent as the signature", "undefined"),
            ("signature-unknown:placeholder", "{{signature}} was sent as the signature", "{{signature}}"),
            ("signature-unknown:null", "the word null was sent as the signature", "null"),
        ]
    )
    # A word in the place of the signature says all there is to say.
    return signature_is(name, did, text, text in ("undefined", "null", "{{signature}}"))
