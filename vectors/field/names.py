"""The ids of the doctor that name what was done, for each step of a program. They were read one by one: an id stands here
where its title and its remedy tell a person the truth about the step."""

from fnmatch import fnmatchcase

_URI_FORMS = [
    "uri-*", "query-*", "path-*", "base-path-*", "path-prefix-*", "client-*", "plus-*", "percent-20-*", "escapes-other-case",
    "placeholder-signed", "trailing-slash-*",
]  # fmt: skip
_JSON_FORMS = ["json-*", "body-*", "newline-added-at-end", "signed-around-body", "client-added-around-body", "charset-unicode-escaped"]
_HEADER_FORMS = ["header-*", "nonce-*", "timestamp-*", "secret-id-*"]
_KEY_FORMS = ["key-*"]
_PARAMETERS = ["parameters-signed-as-json", "body-query-as-json", "body-form-as-json", "query-left-out", *_JSON_FORMS]

# The name of a step up to its colon -> patterns of ids.
NAMES = {
    "layout": [
        "text-of-other-pieces", "text-*", "parts-*", "header-*", "method-*", "body-*", "empty-body-newline-missing", "newline-*", "joined-*",
        "separator-*", *_URI_FORMS,
    ],
    "tc3": ["signed-as-tc3", "mac-tc3", "mac-tc3-derived-key", "encoding-none", "signature-in-other-place", "signature-form"],
    "digest": ["signature-form", "encoding-*", "digest-*"],
    "text-dressed": ["text-*", "newline-added-at-end", "charset-*", "line-*", "empty-body-newline-missing", "header-*"],
    "text-signed-in": ["charset-*", "body-signed-in-other-charset"],
    "text-read-as": ["body-read-in-other-charset", "charset-*"],
    "body-read-as": ["body-read-in-other-charset", "charset-*"],
    "body-signed-in": ["body-signed-in-other-charset", "charset-*"],
    "body-sent-in": ["body-sent-in-other-charset"],
    "body-sent-as-latin-1-in-utf-8": ["body-sent-in-other-charset"],
    "body-sent-by-write-bytes": ["body-sent-in-other-charset"],
    "body-sent-with": ["client-added-around-body", *_JSON_FORMS],
    "query-signed-as-json": _PARAMETERS,
    "form-signed-as-json": _PARAMETERS,
    "params-printed": [*_PARAMETERS, "body-as-language-prints-it"],
    "body-printed": ["body-*", "json-*"],
    "types": ["json-*", "body-*"],
    "members-order": ["json-other-order", "json-*"],
    "json-writers": _JSON_FORMS,
    **{
        f"json-{where}-{what}": _JSON_FORMS
        for where in ("signed", "sent")
        for what in ("colon", "comma", "end", "indented", "indented-crlf")
    },
    "json-sent-as-json-string": ["json-*", "body-*"],
    "body-re-serialised": _JSON_FORMS,
    "nothing-sent-as": ["body-*"],
    "no-body-sent": ["body-*"],
    "body-dropped": ["body-*"],
    "headers-misnamed": ["signature-in-other-place"],
    "account-headers-misnamed": ["signature-in-other-place"],
    "headers-as-list": ["signature-in-other-place"],
    "signature-in-query": ["signature-in-other-place"],
    "authorization": ["signature-in-other-place", "jwt-in-authorization", "secret-key-sent"],
    "oauth-headers": ["oauth-headers"],
    "header-missing": ["signature-missing", "key-missing", "header-*"],
    "signature-empty": ["signature-missing"],
    "signature-unknown": ["signature-missing"],
    "header-values": ["header-values-wrapped", "signature-form", "encoding-*"],
    "header-values-swapped": ["header-*", "signature-in-other-place"],
    "header-names-noted-in-lower-case": [],
    "header-values-noted-with-blanks": [],
    "method-noted-in-lower-case": [],
    "full-url": [],
    "x-tc-key-is": ["key-other", "header-*", "secret-key-sent"],
    "id-and-key-swapped": ["key-is-secret-id", "key-other", "header-key-is-secret-key"],
    "key-of-another-app": _KEY_FORMS,
    "key-is": _KEY_FORMS,
    "key-through": _KEY_FORMS,
    "secret-key-with": _KEY_FORMS,
    "secret-id-with": _HEADER_FORMS,
    "secret-id-signed-as": _HEADER_FORMS,
    "nonce-signed-as": _HEADER_FORMS,
    "nonce-made-twice": ["nonce-*"],
    **{
        f"timestamp-{how}": ["timestamp-*", "header-*"]
        for how in (
            "signed-as",
            "signed-from-cache",
            "signed-in-milliseconds",
            "sent-in-milliseconds",
            "signed-with-fraction",
            "sent-with-fraction",
        )
    },
    "hmac-arguments-swapped": ["key-message-swapped"],
    **{name: ["mac-*"] for name in ("hmac-md5", "hmac-sha1", "hmac-sha512")},
    **{name: ["mac-*"] for name in ("sha256-of-key-and-text", "sha256-of-text-and-key", "sha256-without-key")},
    "get-became-post": ["client-turned-get-into-post", "method-*"],
    "redirect-made-it-get": ["method-*", "client-changed-method", "body-*"],
    "method-sent": ["method-*", "client-changed-method"],
    "placeholder-in-headers": ["placeholder-signed", "header-*"],
    "placeholder-in-body": ["placeholder-signed"],
    "placeholder-in-path": ["placeholder-signed", "route-template-*"],
    "placeholder-in-query": ["placeholder-signed"],
    "fragment-lost": ["uri-*", "client-*", "fragment-*"],
}


def _patterns(step: str) -> list[str]:
    # What takes hold of the URI by any other name is told by the mistakes with the URI.
    return NAMES.get(step.split(":")[0], _URI_FORMS)


def is_named_exactly(steps: list[str], ids: list[str]) -> bool:
    """Whether each step is told by an id, and each id tells a step. How a request was noted down is no step of its own."""
    wanted = [patterns for patterns in map(_patterns, steps) if patterns]
    told = [{place for place, patterns in enumerate(wanted) if any(fnmatchcase(one, pattern) for pattern in patterns)} for one in ids]
    return bool(ids) and all(told) and set().union(*told) == set(range(len(wanted)))
