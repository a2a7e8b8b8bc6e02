"""The signed text as a sequence of atoms with something between them, and the layouts that people compose of them."""

import base64
import hashlib
import json
import random
from typing import NamedTuple
from urllib.parse import unquote

from .habit import TEXT, Habit, habit
from .values import HOST, JSON

KIND = "other-text"


class Layout(NamedTuple):
    atoms: tuple[str, ...]
    between: str = "\n"
    end: str = ""


RIGHT = Layout(("method", "header-string", "uri", "body"))


def _pairs(draft) -> dict[str, tuple[str, str]]:
    return {
        "k": ("X-TC-Key", draft.key_id_signed),
        "n": ("X-TC-Nonce", draft.nonce_signed),
        "t": ("X-TC-Timestamp", draft.timestamp_signed),
        "a": ("AppId", draft.credentials.app_id or ""),
        "s": ("SdkId", draft.credentials.sdk_id or ""),
        "r": ("X-TC-Registered", "1"),
    }


def _headers(order="knt", rename=lambda name: name, equals="=", between="&"):
    def write(draft) -> str:
        pairs = _pairs(draft)
        return between.join(rename(pairs[place][0]) + equals + pairs[place][1] for place in order)

    return write


def _bare(name: str) -> str:
    return name.removeprefix("X-TC-")


_SECRET_NAMES = {"X-TC-Key": "SecretId", "X-TC-Nonce": "Nonce", "X-TC-Timestamp": "Timestamp"}
HEADER_FORMS = {
    "header-string": _headers(),
    **{
        f"header-string-{order}": _headers(order)
        for order in ("ktn", "nkt", "ntk", "tkn", "tnk", "kn", "kt", "nt", "aknt", "asknt", "knta", "skn", "knrt")
    },
    "header-string-lower": _headers(rename=str.lower),
    "header-string-upper": _headers(rename=str.upper),
    "header-string-canonical": _headers(rename=lambda name: name.replace("TC", "Tc")),
    "header-string-bare": _headers(rename=_bare),
    "header-string-bare-lower": _headers(rename=lambda name: _bare(name).lower()),
    "header-string-bare-lower-tnk": _headers("tnk", rename=lambda name: _bare(name).lower()),
    "header-string-secret-id": _headers(rename=_SECRET_NAMES.get),
    "header-string-colon": _headers(equals=":"),
    "header-string-comma": _headers(between=","),
    "header-string-semicolon": _headers(between=";"),
    "header-string-joined": _headers(between=""),
    "header-lines": _headers(equals=":", between="\n"),
    "header-lines-ktn": _headers("ktn", equals=":", between="\n"),
    "header-lines-tnk": _headers("tnk", equals=":", between="\n"),
    "header-lines-blank": _headers(equals=": ", between="\n"),
    "header-lines-equals": _headers(between="\n"),
    "header-lines-lower": _headers(rename=str.lower, equals=":", between="\n"),
    "header-lines-lower-end": lambda draft: _headers(rename=str.lower, equals=":", between="\n")(draft) + "\n",
    "header-json": lambda draft: json.dumps(dict(_pairs(draft)[place] for place in "knt"), separators=(",", ":")),
    "header-values": lambda draft: "&".join(_pairs(draft)[place][1] for place in "knt"),
    "header-names": lambda draft: "x-tc-key;x-tc-nonce;x-tc-timestamp",
}


def _without_v1(text: str) -> str:
    return text.removeprefix("/v1")


def _sorted_query(draft) -> str:
    return "&".join(sorted((draft.query_signed or "").split("&")))


def _everything_sorted(draft, names) -> str:
    """As other Chinese APIs have it: all parameters and the three values, sorted by name."""
    own = [(name, _pairs(draft)[place][1]) for place, name in names.items()]
    return "&".join(f"{name}={value}" for name, value in sorted([*draft.intent.params, *own]))


TEXT_ATOMS = {
    "method": lambda draft: draft.method_signed,
    "method-lower": lambda draft: draft.method_signed.lower(),
    "uri": lambda draft: draft.uri_signed,
    "uri-without-v1": lambda draft: _without_v1(draft.uri_signed),
    "uri-without-slash": lambda draft: draft.uri_signed[1:],
    "uri-decoded": lambda draft: unquote(draft.uri_signed),
    "uri-lower": lambda draft: draft.uri_signed.lower(),
    "path": lambda draft: draft.path_signed,
    "path-without-v1": lambda draft: _without_v1(draft.path_signed),
    "path-without-slash": lambda draft: draft.path_signed[1:],
    "path-without-v1-and-slash": lambda draft: _without_v1(draft.path_signed)[1:],
    "path-with-slash-at-end": lambda draft: draft.path_signed + "/",
    "path-decoded": lambda draft: unquote(draft.path_signed),
    "url": lambda draft: f"https://{HOST}{draft.uri_signed}",
    "url-without-query": lambda draft: f"https://{HOST}{draft.path_signed}",
    "url-without-scheme": lambda draft: f"{HOST}{draft.uri_signed}",
    "host": lambda draft: HOST,
    "query": lambda draft: draft.query_signed or "",
    "query-with-mark": lambda draft: f"?{draft.query_signed}" if draft.query_signed else "",
    "query-sorted": _sorted_query,
    "query-decoded": lambda draft: unquote(draft.query_signed or ""),
    "timestamp": lambda draft: draft.timestamp_signed,
    "nonce": lambda draft: draft.nonce_signed,
    "key": lambda draft: draft.key_id_signed,
    "app-id": lambda draft: draft.credentials.app_id or "",
    "sdk-id": lambda draft: draft.credentials.sdk_id or "",
    "secret-key": lambda draft: draft.credentials.secret_key,
    "timestamp-pair": lambda draft: f"timestamp={draft.timestamp_signed}",
    "nonce-pair": lambda draft: f"nonce={draft.nonce_signed}",
    "secret-id-pair": lambda draft: f"secretId={draft.key_id_signed}",
    "app-id-pair": lambda draft: f"appid={draft.credentials.app_id or ''}",
    "header-timestamp-pair": lambda draft: f"X-TC-Timestamp={draft.timestamp_signed}",
    "header-nonce-pair": lambda draft: f"X-TC-Nonce={draft.nonce_signed}",
    "header-key-pair": lambda draft: f"X-TC-Key={draft.key_id_signed}",
    "method-pair": lambda draft: f"method={draft.method_signed}",
    "uri-pair": lambda draft: f"uri={draft.uri_signed}",
    "everything-sorted": lambda draft: _everything_sorted(draft, {"k": "X-TC-Key", "n": "X-TC-Nonce", "t": "X-TC-Timestamp"}),
    "everything-sorted-lower": lambda draft: _everything_sorted(draft, {"k": "secretid", "n": "nonce", "t": "timestamp"}),
    "everything-sorted-app-id": lambda draft: _everything_sorted(draft, {"a": "appid", "n": "nonce", "t": "timestamp"}),
    "content-type": lambda draft: JSON,
    "content-type-line": lambda draft: f"content-type:{JSON}",
    "algorithm": lambda draft: "TC3-HMAC-SHA256",
    "nothing": lambda draft: "",
    "body-sha256": lambda draft: hashlib.sha256(draft.body_signed).hexdigest(),
    "body-sha256-upper": lambda draft: hashlib.sha256(draft.body_signed).hexdigest().upper(),
    "body-sha256-base64": lambda draft: base64.b64encode(hashlib.sha256(draft.body_signed).digest()).decode(),
    "body-md5": lambda draft: hashlib.md5(draft.body_signed).hexdigest(),
    "body-base64": lambda draft: base64.b64encode(draft.body_signed).decode(),
    **HEADER_FORMS,
}
# Bytes, since a body need not be text.
BYTE_ATOMS = {
    "body": lambda draft: draft.body_signed,
    "body-or-braces": lambda draft: draft.body_signed or b"{}",
    "body-or-null": lambda draft: draft.body_signed or b"null",
}


def render(layout: Layout, draft) -> bytes:
    pieces = [BYTE_ATOMS[atom](draft) if atom in BYTE_ATOMS else TEXT_ATOMS[atom](draft).encode() for atom in layout.atoms]
    return layout.between.encode().join(pieces) + layout.end.encode()


def layout_habit(layout: Layout) -> Habit:
    def apply(draft):
        draft.layout = layout

    between = {"\n": "newline", "": "none", "\r\n": "crlf", " ": "blank", "\t": "tab", "\\n": "backslash-n"}.get(
        layout.between, layout.between
    )
    end = "" if not layout.end else "/ended"
    did = f"the signed text was made of {', '.join(layout.atoms)}, with {layout.between!r} between them and {layout.end!r} at the end"
    return habit(KIND, f"layout:{'+'.join(layout.atoms)}/{between}{end}", "signer", did, "layout", TEXT, apply)


_URIS = ["uri"] * 8 + ["path"] * 6
_URIS += ["uri-without-v1", "path-without-v1", "uri-without-slash", "path-without-slash", "path-without-v1-and-slash", "uri-decoded"]
_URIS += ["path-decoded", "url", "url-without-query", "url-without-scheme", "path-with-slash-at-end"]
_QUERIES = ["query"] * 4 + ["query-sorted", "query-sorted", "query-decoded", "query-with-mark", "nothing"]
_BODIES = (
    ["body"] * 10
    + ["body-sha256"] * 4
    + ["body-or-braces", "nothing", "body-md5", "body-base64", "body-sha256-upper", "body-sha256-base64"]
)
_METHODS = ["method"] * 14 + ["method-lower"]
_LOOSE = ["timestamp", "nonce", "key"]


def _half_remembered(rng: random.Random, sdk: bool) -> list[str]:
    """The right sequence with one to three things otherwise."""
    forms = [name for name in HEADER_FORMS if sdk or name not in ("header-string-asknt", "header-string-skn")]
    atoms = ["method", "header-string", "uri", "body"]
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3])):
        change = rng.randrange(6)
        place = rng.randrange(len(atoms))
        if change == 0:
            atoms[0:0] = [atoms.pop(place)]
        elif change == 1 and len(atoms) > 2:
            atoms.pop(place)
        elif change == 2:
            atoms = [rng.choice(forms) if atom.startswith("header") else atom for atom in atoms]
        elif change == 3:
            atoms = [rng.choice(_URIS) if atom in ("uri", "path") else atom for atom in atoms]
        elif change == 4:
            atoms = [rng.choice(_BODIES) if atom == "body" else atom for atom in atoms]
        else:
            atoms.insert(
                rng.randrange(len(atoms) + 1),
                rng.choice(["timestamp", "nonce", "query", "nothing", "host", "app-id", "content-type", "algorithm"]),
            )
    return atoms


def _loose_pieces(rng: random.Random) -> list[str]:
    """Method, URI and the values, each by itself, and no header string."""
    uri = [rng.choice(_URIS)]
    if uri[0].startswith(("path", "url-without-query")) and rng.random() < 0.5:
        uri.append(rng.choice(_QUERIES))
    values = rng.sample(_LOOSE + (["app-id"] if rng.random() < 0.15 else []), rng.choice([2, 2, 2, 3, 1]))
    body = [rng.choice(_BODIES)] if rng.random() < 0.85 else []
    groups = [[rng.choice(_METHODS)], uri, values, body]
    if rng.random() < 0.35:
        rng.shuffle(groups)
    if rng.random() < 0.15:
        groups.pop(rng.randrange(len(groups)))
    return [atom for group in groups for atom in group]


def _named_lines(rng: random.Random) -> list[str]:
    start = [rng.choice(_METHODS)] if rng.random() < 0.8 else []
    uri = [rng.choice(_URIS)] if rng.random() < 0.7 else []
    lines = [rng.choice([name for name in HEADER_FORMS if "lines" in name])]
    body = [rng.choice(_BODIES)] if rng.random() < 0.8 else []
    return start + (uri + lines if rng.random() < 0.5 else lines + uri) + body


def _pairs_joined(rng: random.Random) -> list[str]:
    sets = [
        ["secret-id-pair", "nonce-pair", "timestamp-pair"],
        ["header-key-pair", "header-nonce-pair", "header-timestamp-pair"],
        ["method-pair", "uri-pair", "nonce-pair", "timestamp-pair"],
        ["app-id-pair", "nonce-pair", "timestamp-pair"],
    ]
    if rng.random() < 0.35:
        pairs = [rng.choice(["everything-sorted", "everything-sorted-lower", "everything-sorted-app-id"])]
    else:
        chosen = rng.choice(sets)
        pairs = rng.sample(chosen, rng.randrange(2, len(chosen) + 1))
    return pairs + (["body"] if rng.random() < 0.6 else []) + (["secret-key"] if rng.random() < 0.15 else [])


def _few(rng: random.Random) -> list[str]:
    pool = ["timestamp", "nonce", "key", "body", "app-id", "secret-key", "uri", "path", "method"]
    return rng.sample(pool, rng.choice([2, 2, 3, 3, 4]))


def draw(rng: random.Random, intent) -> Habit | None:
    family = rng.choices(["half", "loose", "lines", "pairs", "few"], [32, 36, 12, 10, 10])[0]
    if family == "half":
        atoms = _half_remembered(rng, bool(intent.credentials.sdk_id))
    elif family == "loose":
        atoms = _loose_pieces(rng)
    elif family == "lines":
        atoms = _named_lines(rng)
    elif family == "pairs":
        atoms = _pairs_joined(rng)
    else:
        atoms = _few(rng)
    usual = "&" if family == "pairs" else "" if family == "few" and rng.random() < 0.4 else "\n"
    between = usual if rng.random() < 0.75 else rng.choice(["\n", "&", "", "", "|", ",", ";", " ", ":", "\r\n", "_", "-", "\\n", "+", "\t"])
    return layout_habit(Layout(tuple(atoms), between, between if rng.random() < 0.12 else ""))
