"""Wrong signatures: what a receiver comes to that makes one mistake, by the mistake's id."""

import base64
import hashlib
import hmac
import json
import re

from .scheme import Request, Subscription, order

# id: what is done, in a few words.
MISTAKES = {
    "not-sorted": "the four parts are joined in the order token, timestamp, nonce, data",
    "sorted-by-name": "the parts are sorted by their names: data, nonce, timestamp, token",
    "sorted-descending": "the parts are sorted the other way round",
    "sorted-ignoring-case": "the parts are sorted without regard to upper and lower case",
    "culture-sort": "the parts are sorted as words of a language: a, A, b, B",
    "php-sort-regular": "PHP's sort() compares timestamp and nonce as numbers",
    "no-data": "only token, timestamp and nonce are signed",
    "no-token": "the token is left out",
    "no-timestamp": "the timestamp is left out",
    "no-nonce": "the nonce is left out",
    "joined-newline": "a newline stands between the parts",
    "joined-amp": "an & stands between the parts",
    "joined-comma": "a comma stands between the parts",
    "token-newline": "the token is used with the newline at its end",
    "plaintext-signed": "the plaintext is signed in place of data",
    "seconds": "the timestamp is cut to seconds",
    "hex-upper": "the digest is written in upper case",
    "base64-digest": "the digest is written in base64",
    "sha256": "SHA-256 makes the digest",
    "md5": "MD5 makes the digest",
    "hmac-sha1": "HMAC-SHA1 of timestamp, nonce and data under the token makes the digest",
    "whole-body-signed": "the whole body is signed in place of data",
    "body-respaced": "the body is signed after it was parsed and written again",
    "data-padding-added": "data is signed with the = that it came without",
    "data-padding-stripped": "data is signed without its =",
    "check-str-not-decoded": "check_str is signed as it stands in the URL",
    "check-str-form-decoded-twice": "check_str is decoded twice as a form, so that + becomes a space",
}


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()


def _by_words(text: str) -> tuple:
    """Signs before digits before letters, case last of all and lower case first."""
    return [(letter.isalpha(), letter.isdigit(), letter.lower()) for letter in text], [letter.isupper() for letter in text]


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?", text, re.ASCII) else None


def _compare_as_php(a: str, b: str) -> int:
    numbers = _number(a), _number(b)
    left, right = (a.encode(), b.encode()) if None in numbers else numbers
    return (left > right) - (left < right)


def php_sorted(parts: list[str]) -> list[str]:
    """PHP sorts a short list by insertion; with numbers among texts the order of comparisons matters."""
    a, b, c, d = parts
    if _compare_as_php(a, b) > 0:
        if _compare_as_php(b, c) > 0:
            a, c = c, a
        else:
            a, b = b, a
            if _compare_as_php(b, c) > 0:
                b, c = c, b
    elif _compare_as_php(b, c) > 0:
        b, c = c, b
        if _compare_as_php(a, b) > 0:
            a, b = b, a
    if _compare_as_php(c, d) > 0:
        c, d = d, c
        if _compare_as_php(b, c) > 0:
            b, c = c, b
            if _compare_as_php(a, b) > 0:
                a, b = b, a
    return [a, b, c, d]


def wrong_signatures(
    subscription: Subscription, request: Request, timestamp: str, nonce: str, data: str, plaintext: str
) -> dict[str, str]:
    """Every mistake that can be made on this request, by id. Some make no difference on it."""
    token = subscription.token

    def joined(*parts: str, by: str = "") -> str:
        return by.join(sorted(parts, key=str.encode))

    def with_data(other: str) -> str:
        return _sha1(joined(token, timestamp, nonce, other))

    parts = [token, timestamp, nonce, data]
    right = "".join(value for _, value in order(token, timestamp, nonce, data))
    made = {
        "not-sorted": _sha1("".join(parts)),
        "sorted-by-name": _sha1(data + nonce + timestamp + token),
        "sorted-descending": _sha1("".join(sorted(parts, key=str.encode, reverse=True))),
        "sorted-ignoring-case": _sha1("".join(sorted(parts, key=str.lower))),
        "culture-sort": _sha1("".join(sorted(parts, key=_by_words))),
        "php-sort-regular": _sha1("".join(php_sorted(parts))),
        "no-data": _sha1(joined(token, timestamp, nonce)),
        "no-token": _sha1(joined(timestamp, nonce, data)),
        "no-timestamp": _sha1(joined(token, nonce, data)),
        "no-nonce": _sha1(joined(token, timestamp, data)),
        "joined-newline": _sha1(joined(*parts, by="\n")),
        "joined-amp": _sha1(joined(*parts, by="&")),
        "joined-comma": _sha1(joined(*parts, by=",")),
        "token-newline": _sha1(joined(token + "\n", timestamp, nonce, data)),
        "plaintext-signed": with_data(plaintext),
        "seconds": _sha1(joined(token, timestamp[:10], nonce, data)),
        "hex-upper": _sha1(right).upper(),
        "base64-digest": base64.b64encode(hashlib.sha1(right.encode()).digest()).decode(),
        "sha256": hashlib.sha256(right.encode()).hexdigest(),
        "md5": hashlib.md5(right.encode()).hexdigest(),
        "hmac-sha1": hmac.new(token.encode(), (timestamp + nonce + data).encode(), "sha1").hexdigest(),
    }
    if request.method == "POST":
        made["whole-body-signed"] = with_data(request.body.decode())
        made["body-respaced"] = with_data(json.dumps(json.loads(request.body), ensure_ascii=False))
    else:
        wire = request.uri.partition("check_str=")[2]
        made["check-str-not-decoded"] = with_data(wire)
        made["check-str-form-decoded-twice"] = with_data(data.replace("+", " "))
    if data.endswith("="):
        made["data-padding-stripped"] = with_data(data.rstrip("="))
    if len(data) % 4:
        made["data-padding-added"] = with_data(data + "=" * (-len(data) % 4))
    return made
