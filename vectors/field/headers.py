"""Headers that are missing, misnamed or elsewhere, and values that were bent on their way into a header."""

import base64
import hmac
import json
import random
from urllib.parse import quote

from .habit import HEADERS, SENT, Habit, habit

KIND = "headers"
SIGNED = ("X-TC-Key", "X-TC-Nonce", "X-TC-Timestamp", "X-TC-Signature")

_SECRET = {"X-TC-Key": "SecretId", "X-TC-Nonce": "Nonce", "X-TC-Timestamp": "Timestamp", "X-TC-Signature": "Signature"}
NAMES = {
    "secret-id": _SECRET,
    "secret-id-lower": {name: other.lower() for name, other in _SECRET.items()},
    "bare": {name: name[5:] for name in SIGNED},
    "bare-lower": {name: name[5:].lower() for name in SIGNED},
    "x-bare": {name: "X-" + name[5:] for name in SIGNED},
    "x-tc-secret-id": {"X-TC-Key": "X-TC-SecretId"},
    "x-tc-secret-id-dashed": {"X-TC-Key": "X-TC-Secret-Id"},
    "x-tc-access-key": {"X-TC-Key": "X-TC-AccessKey"},
    "access-key": {"X-TC-Key": "AccessKey", "X-TC-Nonce": "Nonce", "X-TC-Timestamp": "Timestamp", "X-TC-Signature": "Sign"},
    "x-tc-sign": {"X-TC-Signature": "X-TC-Sign"},
    "x-tc-time": {"X-TC-Timestamp": "X-TC-Time"},
    "underscores": {name: name.replace("-", "_") for name in SIGNED},
    "joined": {name: name.replace("-", "") for name in SIGNED},
    "camel-case": {name: "xTc" + name[5:] for name in SIGNED},
    "xtc": {name: "XTC-" + name[5:] for name in SIGNED},
    "tc": {name: "TC-" + name[5:] for name in SIGNED},
    "x-wemeet": {name: "X-Wemeet-" + name[5:] for name in SIGNED},
    "x-ca": {name: "X-Ca-" + name[5:] for name in SIGNED},
}


def _rebuilt(name: str, did: str, change, side: str = "client", derivable: bool = True, lost: str | None = None) -> Habit:
    """`change` takes the headers and the draft, and gives the headers that are sent."""

    def apply(draft):
        draft.header_changes.append(change)

    return habit(KIND, name, side, did, "headers", HEADERS, apply, derivable, lost)


def misnamed(names: str) -> Habit:
    table = NAMES[names]
    did = f"{', '.join(table)} were sent as {', '.join(table.values())}"
    return _rebuilt(f"headers-misnamed:{names}", did, lambda headers, _: {table.get(name, name): value for name, value in headers.items()})


def numbered(between: str = ":", first: int = 0, order=()) -> Habit:
    """A list was given where a map was wanted: each name stands in the value of a numbered header."""

    def change(headers, _):
        names = [*order, *(name for name in headers if name not in order)]
        return {str(first + place): f"{name}{between}{headers[name]}" for place, name in enumerate(names)}

    return _rebuilt(
        "headers-as-list", f"the headers were given as a list of name{between}value and sent as values of numbered headers", change
    )


def _without_signed(headers: dict) -> dict:
    return {name: value for name, value in headers.items() if name not in SIGNED}


def _base64_url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _jwt(headers: dict, draft) -> str:
    claims = {"iss": draft.credentials.secret_id, "iat": int(draft.intent.timestamp), "nonce": headers["X-TC-Nonce"]}
    parts = [_base64_url(json.dumps(part, separators=(",", ":")).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signed = ".".join(parts)
    return f"{signed}.{_base64_url(hmac.digest(draft.key, signed.encode(), 'sha256'))}"


AUTHORIZATIONS = {
    # All signed values are kept in their headers unless the form says so: what is lost cannot be found.
    "bare": lambda headers, _: headers["X-TC-Signature"],
    "bearer": lambda headers, _: "Bearer " + headers["X-TC-Signature"],
    "signature": lambda headers, _: "Signature " + headers["X-TC-Signature"],
    "tc3": lambda headers, _: (
        f"TC3-HMAC-SHA256 Credential={headers['X-TC-Key']}, SignedHeaders=x-tc-key;x-tc-nonce;x-tc-timestamp, Signature={headers['X-TC-Signature']}"
    ),
    "hmac-sha256": lambda headers, _: (
        f'HMAC-SHA256 SecretId="{headers["X-TC-Key"]}", Nonce="{headers["X-TC-Nonce"]}", Timestamp="{headers["X-TC-Timestamp"]}", Signature="{headers["X-TC-Signature"]}"'
    ),
    "jwt": lambda headers, draft: "Bearer " + _jwt(headers, draft),
    "basic": lambda headers, draft: (
        "Basic " + base64.b64encode(f"{draft.credentials.secret_id}:{draft.credentials.secret_key}".encode()).decode()
    ),
}


def authorization(form: str) -> Habit:
    def change(headers, draft):
        kept = {name: value for name, value in headers.items() if name != "X-TC-Signature"}
        if form in ("hmac-sha256", "jwt", "basic"):
            kept = _without_signed(headers)
        return kept | {"Authorization": AUTHORIZATIONS[form](headers, draft)}

    return _rebuilt(f"authorization:{form}", f"the signature was sent in Authorization ({form})", change, "signer")


def in_query(names: str | None) -> Habit:
    """The four values are sent as query parameters, behind what was signed."""
    table = NAMES[names] if names else {name: name for name in SIGNED}

    def change(headers, draft):
        pairs = [f"{table.get(name, name)}={quote(headers[name], safe='')}" for name in SIGNED]
        draft.query_sent = "&".join(filter(None, [draft.query_sent, *pairs]))
        return _without_signed(headers)

    return _rebuilt(f"signature-in-query:{names or 'x-tc'}", "key, nonce, timestamp and signature were sent as query parameters", change)


def missing(name: str) -> Habit:
    # The SecretId is known from the account and an absent signature is plain to see; the other two are lost.
    derivable = name in ("X-TC-Key", "X-TC-Signature")
    return _rebuilt(
        f"header-missing:{name.lower()}",
        f"{name} was not sent",
        lambda headers, _: {key: value for key, value in headers.items() if key != name},
        derivable=derivable,
        lost=name[5:].lower(),
    )


def renamed_account(names: dict) -> Habit:
    did = f"{', '.join(names)} was sent as {', '.join(names.values())}"
    return _rebuilt(
        f"account-headers-misnamed:{'+'.join(names.values()).lower()}",
        did,
        lambda headers, _: {names.get(key, key): value for key, value in headers.items()},
    )


def oauth() -> Habit:
    def change(headers, draft):
        return _without_signed(headers) | {
            "AccessToken": draft.digest_of(b"access token"),
            "OpenId": draft.digest_of(b"open id")[:24],
            "X-TC-Nonce": headers["X-TC-Nonce"],
            "X-TC-Timestamp": headers["X-TC-Timestamp"],
        }

    return _rebuilt("oauth-headers", "AccessToken and OpenId of OAuth were sent and no signature", change, "account")


VALUES = {
    "percent": lambda value: quote(value, safe=""),
    "quoted": lambda value: f'"{value}"',
    "list": lambda value: f"['{value}']",
    "tuple": lambda value: f"('{value}',)",
    "comma-at-end": lambda value: f"{value},",
    "semicolon-at-end": lambda value: f"{value};",
    "backslash-n": lambda value: f"{value}\\n",
    "name-in-front": lambda value: f"value: {value}",
}


def values_bent(form: str) -> Habit:
    """Every signed header, the signature too."""

    def change(headers, _):
        return {name: VALUES[form](value) if name in SIGNED else value for name, value in headers.items()}

    return _rebuilt(f"header-values:{form}", f"the values of the signed headers were sent {form}", change)


def swapped_values(first: str, second: str) -> Habit:
    def apply(draft):
        draft.header_changes.append(lambda headers, _: headers | {first: headers[second], second: headers[first]})

    label = f"{first[5:]}/{second[5:]}".lower()
    return habit(
        KIND,
        f"header-values-swapped:{label}",
        "client",
        f"the values of {first} and {second} were swapped when they were sent",
        "headers",
        SENT,
        apply,
    )


def draw(rng: random.Random, intent) -> Habit | None:
    choice = rng.choices(
        ["misnamed", "list", "authorization", "query", "missing", "account", "oauth", "values", "swapped"], [36, 8, 18, 10, 8, 6, 2, 7, 5]
    )[0]
    if choice == "misnamed":
        return misnamed(rng.choice(list(NAMES)))
    if choice == "list":
        return numbered(rng.choice([":", ":", ": ", "="]), rng.choice([0, 0, 1]), rng.sample(SIGNED, 4) if rng.random() < 0.7 else ())
    if choice == "authorization":
        return authorization(rng.choice(["bare", "bearer", "tc3", "tc3", "hmac-sha256", "signature", "jwt", "basic"]))
    if choice == "query":
        return in_query(rng.choice([None, None, "secret-id", "secret-id-lower", "bare-lower"]))
    if choice == "missing":
        return missing(rng.choice([*SIGNED, "X-TC-Signature", "X-TC-Key"]))
    if choice == "account":
        options = [{"AppId": "X-TC-AppId"}, {"AppId": "X-TC-App-Id"}]
        if intent.credentials.sdk_id:
            options += [{"SdkId": "X-TC-SdkId"}, {"AppId": "X-TC-AppId", "SdkId": "X-TC-SdkId"}]
        return renamed_account(rng.choice(options))
    if choice == "oauth":
        return oauth()
    if choice == "values":
        return values_bent(rng.choice(list(VALUES)))
    return swapped_values(*rng.choice([("X-TC-Nonce", "X-TC-Timestamp"), ("X-TC-Key", "X-TC-Nonce"), ("X-TC-Key", "X-TC-Signature")]))
