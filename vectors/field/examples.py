"""The worked examples of examples.json, each as a call and the habits that make it."""

from . import certain, charsets, clients, dress, encoders, headers, json_writers, keys, orders, placeholders, prefixes, prints, shown, times
from .json_writers import Style
from .texts import Layout, layout_habit
from .values import Credentials, Intent

# The examples say nothing of an enterprise.
_ACCOUNT = Credentials("AKIDtest", "sk-test")
_A = {"a": 1}


def _call(method: str, uri: str, body=None, **more) -> Intent:
    path, _, query = uri.partition("?")
    params = tuple(tuple(pair.split("=", 1)) for pair in query.split("&")) if query else ()
    return Intent(_ACCOUNT, method, tuple(path[1:].split("/")), params, body, **more)


def _get(uri: str, **more) -> Intent:
    return _call("GET", uri, **more)


def _post(uri: str, body, **more) -> Intent:
    return _call("POST", uri, body, **more)


def _layout(*atoms: str, between: str = "\n", end: str = ""):
    return layout_habit(Layout(atoms, between, end))


def _app_id(number: str) -> dict:
    return {"headers": {"AppId": number}}


_APP = Credentials("AKIDtest", "sk-test", "2000")

EXAMPLES = {
    "layout-four-pieces": (_get("/v1/users/u1"), [_layout("method", "path", "timestamp", "nonce", "body"), dress.dress("hex")]),
    "layout-name-value-lines": (_get("/v1/users/u1"), [_layout("method", "header-lines", "body"), dress.dress("raw-base64")]),
    "headers-misnamed": (_post("/v1/meetings", {}, **_app_id("2")), [headers.misnamed("secret-id")]),
    "headers-as-list": (_get("/v1/users/u1"), [headers.numbered(order=("X-TC-Key", "X-TC-Timestamp", "X-TC-Nonce", "X-TC-Signature"))]),
    "params-as-json-with-numbers": (_get("/v1/meetings?userid=u1&page=1"), [prints.params_as_json("python-default", ["page"])]),
    "form-signed-as-json": (
        _post("/v1/meetings", None, form=(("userid", "7"), ("type", "0"))),
        [prints.params_as_json("python-default", ["type"], form=True)],
    ),
    "full-url-in-uri": (_post("/v1/meetings", {}), [shown.full_url()]),
    "lower-case-method": (_post("/v1/meetings", {}), [shown.lower_method()]),
    "empty-signature": (_post("/v1/m", {}), [certain.empty()]),
    "client-encoded-twice": (_get("/v1/m?u=张"), [clients.encoded_twice()]),
    "client-escaped-apostrophe": (_get("/v1/m?u=o'neil"), [clients.apostrophe_escaped()]),
    "get-became-post": (_get("/v1/m?u=1"), [clients.get_became_post()]),
    "base-path-lost": (_get("/v1/meetings?u=1"), [_layout("method", "header-string", "path", "body"), clients.base_path_lost()]),
    "bom-sent": (_post("/v1/m", _A), [clients.body_sent("byte-order-mark")]),
    "client-leaves-at-and-colon": (_get("/v1/m?u=a@b&t=1:2"), [clients.left_plain("@:")]),
    "key-empty": (_get("/v1/m"), [keys.parsed("empty")]),
    "sent-gbk-signed-utf8": (_post("/v1/meetings", {"s": "周会"}), [charsets.sent_in("gbk")]),
    "utf8-read-as-us-ascii": (_post("/v1/meetings", {"s": "周会"}), [charsets.read_as("us-ascii-java")]),
    "query-other-order": (_get("/v1/m?a=1&b=2&c=3"), [orders.query_order([2, 0, 1])]),
    "unreserved-escaped": (_get("/v1/m?u=a-b.c"), [encoders.unreserved_escaped()]),
    "path-segment-plus": (_get("/v1/u/a b"), [encoders.path_space_as_plus()]),
    "signature-folded": (_get("/v1/m"), [dress.dress("hex", "base64", "wrapped-76-blank")]),
    "utf-16-hex": (_get("/v1/m"), [dress.dress("hex", "base64-of-utf-16-le")]),
    "gateway-prefix": (_get("/v1/m?a=1"), [prefixes.sent_only("/gw")]),
    "placeholder-signed": (_get("/v1/m?userid=u1&instanceid=1"), [placeholders.in_params("braces-2", ["userid"])]),
    "json-indented-by-tab": (
        _post("/v1/m", _A),
        [json_writers.white_space("indented:tab", "indented by a tab", Style(colon=": ", indent="\t"))],
    ),
    "timestamp-with-fraction": (_get("/v1/m"), [times.fraction("25")]),
    "key-zero-width-space": (_get("/v1/m"), [keys.around("zero-width-space", "end", "secret-key")]),
    "python-dict-quotes-replaced": (_post("/v1/m", {"a": True}, writer="python-default"), [prints.printed("python-dict-quotes-replaced")]),
    "x-tc-key-is-app-id": (Intent(_APP, "GET", ("v1", "m")), [keys.key_header_is("app-id", True)]),
    "key-hex-parsed": (_get("/v1/m"), [keys.parsed("crypto-js-hex")]),
    "four-cheap": (_get("/v1/m?a=1"), [_layout("method", "header-string", "path-without-v1", "body-or-braces"), dress.dress("hex")]),
    "utf8-read-as-gbk-by-java": (_post("/v1/meetings", {"subject": "一"}), [charsets.read_as("gbk-java")]),
    "plus-for-space-one-parameter": (_get("/v1/m?userid=a b"), [encoders.space_as("+")]),
}
