"""The rarer mistakes: by stage, each as a change, a request on which it shows, and a comment.

The changes have the form of those in `wrong`, and were written from the same descriptions, not from the Rust code.
"""

import base64
import hashlib
import hmac
import json
import re
import unicodedata
import urllib.parse
from datetime import datetime, timezone

from . import samples
from .request import Credentials

_GET = {"method": "GET", "uri": samples.QUERY}
_LIST = {"method": "GET", "uri": "/v1/users/list"}
_POST = {"body": samples.CREATE}
_CJK = {"body": samples.create("\u9879\u76ee\u5468\u4f1a")}
_EMPTY = {"uri": f"{samples.MEETING}/cancel"}
_HTML = {"body": samples.create("R&D <sync> it's 1+1=2")}


def _get(uri: str) -> dict:
    return {"method": "GET", "uri": uri}


def _body(body: str) -> dict:
    return {"body": body}


def _keyed(secret_key: str = "SKmadeUpForMistakes0Wd7Qe2Rt5Yu8", **rest) -> dict:
    return {**_POST, "credentials": Credentials("200000020", "AKmadeUpForMistakes1Io4Pa9Sd6Fg3", secret_key), **rest}


METHOD = {
    "method-is-put": (lambda method: "PUT", _POST, "PUT was signed for a POST."),
    "method-is-delete": (lambda method: "DELETE", _POST, "DELETE was signed for a POST."),
    "method-empty": (lambda method: "", _POST, "The variable of the method was empty."),
}


def _fields(request) -> list[tuple[str, str]]:
    return [(name, request.header(name)) for name in ("X-TC-Key", "X-TC-Nonce", "X-TC-Timestamp")]


def _joined(fields, equals="=", ampersand="&") -> str:
    return ampersand.join(f"{name}{equals}{value}" for name, value in fields)


def _order(*places: int):
    return lambda request, _: _joined([_fields(request)[place] for place in places])


def _names(rename):
    return lambda request, _: _joined([(rename(name), value) for name, value in _fields(request)])


def _extra(name: str, last: bool = False):
    def apply(request, _):
        extra, fields = [(name, request.header(name))], _fields(request)
        return _joined(fields + extra if last else extra + fields)

    return apply


def _value(place: int, change):
    def apply(request, credentials):
        fields = _fields(request)
        fields[place] = (fields[place][0], change(fields[place][1], credentials))
        return _joined(fields)

    return apply


def _signed_integer(bits: int):
    return lambda value, _: str((int(value) + 2 ** (bits - 1)) % 2**bits - 2 ** (bits - 1))


def _every_x_tc(request, _) -> str:
    return _joined(sorted((name, value) for name, value in request.headers.items() if name.startswith("X-TC-") and name != "X-TC-Signature"))


def _common(request, _) -> str:
    names = ["AppId", "SdkId", "X-TC-Key", "X-TC-Nonce", "X-TC-Registered", "X-TC-Timestamp"]
    return _joined([(name, request.header(name)) for name in names if request.header(name) is not None])


_SDK = {**_POST, "credentials": samples.WITH_SDK}

HEADERS = {
    "header-order-key-timestamp-nonce": (_order(0, 2, 1), _POST, "The timestamp was signed before the nonce."),
    "header-order-nonce-first": (_order(1, 0, 2), _POST, "The nonce was signed first."),
    "header-order-nonce-timestamp-key": (_order(1, 2, 0), _POST, "The key was signed last."),
    "header-names-capitalised": (_names(lambda name: name.replace("TC", "Tc")), _POST, "The names were signed as Go writes them, X-Tc-Key."),
    "header-names-upper-case": (_names(str.upper), _POST, "The names were signed in upper case."),
    "header-names-without-prefix": (_names(lambda name: name[5:]), _POST, "The names were signed without X-TC-."),
    "header-names-without-prefix-lower-case": (_names(lambda name: name[5:].lower()), _POST, "The names were signed as key, nonce, timestamp."),
    "header-names-camel-case": (_names(lambda name: "xTc" + name[5:]), _POST, "The names were signed as variables, xTcKey."),
    "header-nonce-timestamp-swapped": (
        lambda request, _: _joined([("X-TC-Key", request.header("X-TC-Key")), ("X-TC-Nonce", request.header("X-TC-Timestamp")), ("X-TC-Timestamp", request.header("X-TC-Nonce"))]),
        _POST,
        "Nonce and timestamp were given to the function the wrong way round.",
    ),
    "header-extra-app-id-and-sdk-id": (
        lambda request, _: _joined([("AppId", request.header("AppId")), ("SdkId", request.header("SdkId")), *_fields(request)]),
        _SDK,
        "AppId and SdkId were signed in front.",
    ),
    "header-extra-app-id-last": (_extra("AppId", last=True), _POST, "AppId was signed at the end."),
    "header-extra-sdk-id-last": (_extra("SdkId", last=True), _SDK, "SdkId was signed at the end."),
    "header-extra-registered-last": (_extra("X-TC-Registered", last=True), _POST, "X-TC-Registered was signed at the end."),
    "header-extra-content-type": (_extra("Content-Type"), _POST, "Content-Type was signed in front."),
    "header-extra-every-x-tc": (_every_x_tc, _POST, "Every X-TC- header was signed, sorted by name."),
    "header-extra-common": (_common, _SDK, "All common headers were signed."),
    "header-key-is-sdk-id": (lambda request, credentials: _value(0, lambda _, c: c.sdk_id)(request, credentials), _SDK, "The SdkId was signed as X-TC-Key."),
    "header-as-http-lines": (lambda request, _: _joined(_fields(request), ": ", "\n"), _POST, "The headers were signed as HTTP writes them."),
    "header-as-tc3-canonical": (
        lambda request, _: "".join(f"{name.lower()}:{value}\n" for name, value in _fields(request)),
        _POST,
        "The headers were signed as TC3's canonical headers.",
    ),
    "header-joined-by-nothing": (lambda request, _: _joined(_fields(request), ampersand=""), _POST, "Nothing stands between the headers."),
    "header-joined-by-comma": (lambda request, _: _joined(_fields(request), ampersand=","), _POST, "Commas stand between the headers."),
    "header-separator-colon-space": (lambda request, _: _joined(_fields(request), ": "), _POST, "': ' stands between name and value."),
    "header-spaces-around-equals": (lambda request, _: _joined(_fields(request), " = "), _POST, "Spaces stand around '='."),
    "header-trailing-newline": (lambda request, _: _joined(_fields(request)) + "\n", _POST, "A newline too many follows the headers."),
    "header-leading-ampersand": (lambda request, _: "&" + _joined(_fields(request)), _POST, "The loop that joins the headers began with '&'."),
    "header-key-empty": (_value(0, lambda *_: ""), _POST, "X-TC-Key was signed without a value."),
    "header-nonce-empty": (_value(1, lambda *_: ""), _POST, "X-TC-Nonce was signed without a value."),
    "header-timestamp-empty": (_value(2, lambda *_: ""), _POST, "X-TC-Timestamp was signed without a value."),
    "header-only-values": (lambda request, _: "&".join(value for _, value in _fields(request)), _POST, "The values were signed without names."),
    "header-only-values-concatenated": (lambda request, _: "".join(value for _, value in _fields(request)), _POST, "The values were signed in one."),
    "header-values-quoted": (lambda request, _: _joined([(name, f'"{value}"') for name, value in _fields(request)]), _POST, "The values stand in quotes."),
    "header-json": (lambda request, _: json.dumps(dict(_fields(request)), separators=(",", ":")), _POST, "The headers were signed as JSON."),
    "header-python-dict": (lambda request, _: str(dict(_fields(request))), _POST, "The headers were signed as Python prints a dict."),
    "header-object-object": (lambda request, _: "[object Object]", _POST, "A JavaScript object was put into the text."),
    "header-string-empty": (lambda request, _: "", _POST, "The header string was empty."),
    "header-string-encoded": (lambda request, _: urllib.parse.quote(_joined(_fields(request)), safe=""), _POST, "The header string was percent-encoded."),
    "nonce-as-i64": (_value(1, _signed_integer(64)), {**_POST, "nonce": "18446744073709551557"}, "A nonce beyond 2^63 became negative."),
    "nonce-as-i32": (_value(1, _signed_integer(32)), {**_POST, "nonce": "3000000000"}, "A nonce beyond 2^31 became negative."),
    "nonce-rounded-php": (_value(1, lambda value, _: f"{float(value):.14G}"), {**_POST, "nonce": "18446744073709551557"}, "PHP printed the nonce as a float."),
    "timestamp-seconds-of-milliseconds": (_value(2, lambda value, _: value[:-3]), {**_POST, "timestamp": "1600000000123"}, "Seconds were signed, milliseconds sent."),
    "timestamp-leading-zeros-lost": (_value(2, lambda value, _: str(int(value))), {**_POST, "timestamp": "01600000000"}, "The timestamp was signed as a number."),
}


def _on_path(change):
    def apply(uri: str) -> str:
        path, mark, query = uri.partition("?")
        return change(path) + mark + query

    return apply


def _on_query(change):
    def apply(uri: str) -> str:
        path, mark, query = uri.partition("?")
        return path + mark + change(query) if mark else uri

    return apply


def _pairs(query: str) -> list[tuple[str, str]]:
    return urllib.parse.parse_qsl(query, keep_blank_values=True)


def _resolved(path: str) -> str:
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment != ".":
            segments.append(segment)
    return "/".join(segments)


_CHINESE_QUERY = _get("/v1/meetings?userid=%E5%BC%A0%E4%B8%89&instanceid=1")
_PLUS = _get("/v1/records?keyword=weekly+sync%26more&page=1")
_NO_QUERY = _LIST

URI = {
    "path-and-query-decoded": (urllib.parse.unquote, _CHINESE_QUERY, "The whole URI was decoded before it was signed."),
    "query-decoded-plus-as-space": (_on_query(urllib.parse.unquote_plus), _PLUS, "The query was decoded as a form."),
    "uri-decoded-plus-as-space": (urllib.parse.unquote_plus, _PLUS, "The URI was decoded as a form."),
    "query-mark-forgotten": (lambda uri: uri.replace("?", "", 1), _GET, "Path and query were signed without the '?'."),
    "query-re-encoded-form-sorted": (_on_query(lambda query: urllib.parse.urlencode(sorted(_pairs(query)))), _GET, "The query was parsed, sorted and written again."),
    "query-re-encoded-form": (_on_query(lambda query: urllib.parse.urlencode(_pairs(query))), _get("/v1/users?email=a@example.com&q=a%20b"), "The query was parsed and written again."),
    "query-re-encoded-rfc-3986": (
        _on_query(lambda query: urllib.parse.urlencode(_pairs(query), quote_via=urllib.parse.quote, safe="~")),
        _get("/v1/users?email=a@example.com&q=*"),
        "The values of the query were encoded by RFC 3986.",
    ),
    "query-re-encoded-javascript": (
        _on_query(lambda query: urllib.parse.urlencode(_pairs(query), quote_via=urllib.parse.quote, safe="~!*'()")),
        _get("/v1/users?email=a@example.com&q=*"),
        "The values of the query went through encodeURIComponent.",
    ),
    "query-reversed": (_on_query(lambda query: "&".join(reversed(query.split("&")))), _GET, "The parameters were signed in reverse."),
    "query-empty-values-lost": (_on_query(lambda query: "&".join(p for p in query.split("&") if not p.endswith("="))), _get("/v1/meetings?a=1&b=&c=2"), "An empty parameter was not signed."),
    "query-trailing-ampersand-added": (_on_query(lambda query: f"{query}&"), _GET, "The loop that joins the query left an '&' behind."),
    "query-leading-ampersand-added": (_on_query(lambda query: f"&{query}"), _GET, "The loop that joins the query began with '&'."),
    "query-sorted-by-key": (_on_query(lambda query: "&".join(sorted(query.split("&"), key=lambda pair: pair.split("=")[0]))), _get("/v1/users?b=1&a=2&a=1"), "The parameters were sorted by name alone."),
    "query-first-parameter-only": (_on_query(lambda query: query.split("&")[0]), _GET, "A shell took the '&' for its own."),
    "query-ampersand-html-escaped": (_on_query(lambda query: query.replace("&", "&amp;")), _GET, "The URL was copied from HTML."),
    "query-null-added": (lambda uri: uri + "?null", _NO_QUERY, "'?null' was signed where there is no query."),
    "query-none-added": (lambda uri: uri + "?None", _NO_QUERY, "'?None' was signed where there is no query."),
    "query-undefined-added": (lambda uri: uri + "?undefined", _NO_QUERY, "'?undefined' was signed where there is no query."),
    "query-encoded-whole": (_on_query(lambda query: urllib.parse.quote(query, safe="")), _GET, "The query was encoded as one piece."),
    "uri-encoded-whole": (lambda uri: urllib.parse.quote(uri, safe=""), _GET, "The URI was encoded as one piece."),
    "uri-unsafe-encoded": (lambda uri: urllib.parse.quote(uri, safe="%/?#[]@!$&'()*+,;=:"), _get('/v1/records?keyword=a|b"c"'), "What a URI cannot hold was signed encoded and sent raw."),
    "path-re-encoded": (_on_path(lambda path: urllib.parse.quote(urllib.parse.unquote(path), safe="/")), _get("/v1/users/a@example.com"), "The path was encoded again."),
    "raw-utf8": (lambda uri: re.sub("(?:%[89A-Fa-f][0-9A-Fa-f])+", lambda run: urllib.parse.unquote(run[0]), uri), _CHINESE_QUERY, "Chinese was signed as it is, other escapes kept."),
    "base-path-and-slash-left-out": (lambda uri: uri.removeprefix("/v1/"), _GET, "/v1/ was not signed."),
    "uri-with-http-scheme-and-host": (lambda uri: f"http://api.meeting.qq.com{uri}", _GET, "The whole URL was signed, with http."),
    "path-left-out": (lambda uri: uri.partition("?")[2], _GET, "The query alone was signed."),
    "path-left-out-question-mark-kept": (lambda uri: "?" + uri.partition("?")[2], _GET, "The query and its '?' alone were signed."),
    "route-template-colon": (_on_path(lambda path: re.sub(r"/\d{10,}", "/:meetingId", path)), _GET, "The template of the route was signed, as Express writes it."),
    "route-template-snake-case": (_on_path(lambda path: re.sub(r"/\d{10,}", "/{meeting_id}", path)), _GET, "The template of the route was signed, in snake case."),
    "uri-lower-cased": (str.lower, _get("/v1/users?userid=Tester1"), "The URI was signed in lower case."),
    "double-slashes-merged": (_on_path(lambda path: re.sub("/+", "/", path)), {"uri": "//v1/meetings", "body": samples.CREATE}, "Two slashes were sent and one signed."),
    "uri-empty": (lambda uri: "", _GET, "The URI was empty."),
    "dot-segments-resolved": (_on_path(_resolved), {"uri": "/v1/x/../meetings", "body": samples.CREATE}, "'..' was resolved before signing and sent."),
    "semicolon-parameters-lost": (_on_path(lambda path: path.split(";")[0]), _get("/v1/users/a;v=1?page=1"), "What follows ';' was not signed."),
}


def _compact(value, **options) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), **options)


def _json(write):
    return lambda body, _: write(json.loads(body)).encode()


def _text(change):
    return lambda body, _: change(body.decode()).encode()


def _nothing(text: str):
    return lambda body, _: body or text.encode()


def _escaped(characters: str, digits: str = "04x"):
    return lambda text: re.sub(characters, lambda match: f"\\u{ord(match[0]):{digits}}", text)


def _java_hash_map(members: dict) -> str:
    def bucket(name: str) -> int:
        code = 0
        for unit in name:
            code = (31 * code + ord(unit)) % 2**32
        return (code ^ code >> 16) % 16

    return _compact(dict(sorted(members.items(), key=lambda member: bucket(member[0]))))


def _without(is_lost):
    def apply(value):
        if isinstance(value, dict):
            return {name: apply(member) for name, member in value.items() if not is_lost(member)}
        return [apply(member) for member in value] if isinstance(value, list) else value

    return lambda value: _compact(apply(value))


def _mapped(change):
    def apply(value):
        if isinstance(value, dict):
            return {name: apply(member) for name, member in value.items()}
        if isinstance(value, list):
            return [apply(member) for member in value]
        return change(value)

    return lambda value: _compact(apply(value))


def _is_integer(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _javascript(members: dict) -> str:
    numeric = sorted((name for name in members if name.isdigit()), key=int)
    return _compact({name: members[name] for name in numeric + [name for name in members if not name.isdigit()]})


def _java_to_string(members: dict) -> str:
    return "{" + ", ".join(f"{name}={value}" for name, value in members.items()) + "}"


_MIXED = _body('{"userid":"tester1","instanceid":1,"note":null,"tags":[],"count":0,"meeting_id":"7567173273889276131"}')
_FLAT = _body('{"userid":"tester1","instanceid":1}')
_FORM = {"content_type": "application/x-www-form-urlencoded", "body": "userid=tester1&name=a+b%26c"}

BODY = {
    "json-python": (_json(json.dumps), _CJK, "json.dumps wrote the body once more."),
    "json-java-hash-map": (_json(_java_hash_map), _FLAT | _body('{"userid":"tester1","instanceid":1,"subject":"sync","type":0}'), "A HashMap put the members into another order."),
    "json-php": (_text(lambda body: re.sub(r"[^\x00-\x7f]", lambda match: json.dumps(match[0])[1:-1], body).replace("/", r"\/")), _body(samples.create("\u5468\u4f1a a/b")), "json_encode wrote the body once more."),
    "json-go": (_json(lambda value: _escaped("[<>&]")(_compact(value, sort_keys=True))), _HTML, "A Go map was marshalled."),
    "json-rails": (_text(_escaped("[<>&]")), _HTML, "Rails escaped what HTML would take for its own."),
    "json-gson": (_text(_escaped("[<>&='](?!\")")), _HTML, "Gson escaped what HTML would take for its own."),
    "json-gson-doubles": (_json(_mapped(lambda value: float(value) if _is_integer(value) else value)), _FLAT, "Numbers became Java doubles."),
    "json-javascript": (_json(_javascript), _body('{"b":1.0,"10":2,"2":3}'.replace("1.0", "1")), "JavaScript put numeric names first."),
    "json-dotnet": (_text(_escaped("[^\\x00-\\x7f]|[&'+<>]", "04X")), _body(samples.create("\u5468\u4f1a R&D 1+1")), "System.Text.Json wrote the body once more."),
    "json-unicode-escaped-upper": (_text(_escaped(r"[^\x00-\x7f]", "04X")), _body(samples.create("\u9879\u4f1a")), "Chinese was signed as escapes in upper case."),
    "json-null-members-lost": (_json(_without(lambda value: value is None)), _MIXED, "A null member was not signed."),
    "json-empty-members-lost": (_json(_without(lambda value: not value)), _MIXED, "Empty members were not signed."),
    "json-numbers-as-strings": (_json(_mapped(lambda value: str(value) if _is_integer(value) else value)), _FLAT, "Integers were signed as strings."),
    "json-strings-as-numbers": (_json(_mapped(lambda value: int(value) if isinstance(value, str) and value.isdigit() else value)), _MIXED, "Strings of digits were signed as numbers."),
    "json-pretty-4": (_json(lambda value: json.dumps(value, ensure_ascii=False, indent=4)), _FLAT, "The body was signed with an indentation of four."),
    "json-string-unwrapped": (_json(str), _body(json.dumps(samples.USER)), "A JSON string was sent, and its content signed."),
    "body-query-string": (lambda body, request: body or request.uri.partition("?")[2].encode(), {**_GET, "method": "GET"}, "The query was signed as the body."),
    "body-python-str": (_json(str), _FLAT, "A dict was signed as Python shows it."),
    "body-java-to-string": (_json(_java_to_string), _FLAT, "A map was signed as Java shows it."),
    "body-go-print": (_json(lambda value: "map[" + " ".join(f"{name}:{value[name]}" for name in sorted(value)) + "]"), _FLAT, "A map was signed as Go prints it."),
    "body-ruby-to-s": (_json(lambda value: "{" + ", ".join(f'"{name}"=>{json.dumps(member)}' for name, member in value.items()) + "}"), _FLAT, "A hash was signed as Ruby shows it."),
    "body-object-object": (lambda body, _: b"[object Object]", _FLAT, "A JavaScript object was put into the text."),
    "body-php-array": (lambda body, _: b"Array", _FLAT, "A PHP array was put into the text."),
    "body-form-sorted": (_json(lambda value: "&".join(f"{name}={value[name]}" for name in sorted(value))), _FLAT, "The members were sorted and joined."),
    "body-form-as-json": (lambda body, _: _compact(dict(urllib.parse.parse_qsl(body.decode()))).encode(), _FORM, "A form was sent and JSON signed."),
    "body-line-breaks-removed": (_text(lambda body: re.sub("[\r\n\t]", "", body)), _body('{\n\t"userid": "tester1"\r\n}'), "Line breaks and tabs were not signed."),
    "body-spaces-removed": (_text(lambda body: body.replace(" ", "")), _body('{"subject": "weekly sync"}'), "Spaces were not signed."),
    "body-url-encoded": (_text(lambda body: urllib.parse.quote_plus(body)), _CJK, "The body was signed percent-encoded."),
    "body-encode-uri-component": (_text(lambda body: urllib.parse.quote(body, safe="~!*'()")), _body(samples.create("it's (1) !*")), "The body went through encodeURIComponent."),
    "body-quotes-escaped": (_text(lambda body: body.replace('"', '\\"')), _FLAT, "Quotes were signed with backslashes."),
    "body-md5-hex": (lambda body, _: hashlib.md5(body).hexdigest().encode(), _POST, "The body's MD5 was signed."),
    "body-md5-base64": (lambda body, _: base64.b64encode(hashlib.md5(body).digest()), _POST, "The body's MD5 was signed in base64."),
    "body-sha256-base64": (lambda body, _: base64.b64encode(hashlib.sha256(body).digest()), _POST, "The body's SHA-256 was signed in base64."),
    "body-truncated-to-chars": (lambda body, _: body[: len(body.decode())], _CJK, "As many bytes were signed as there are characters."),
    "body-nul-cut": (lambda body, _: body.partition(b"\0")[0], _body('{"a":"b\0c"}'), "The body was signed up to its first NUL."),
    "body-null-upper-case": (_nothing("NULL"), _EMPTY, "NULL was signed for no body."),
    "body-null-quoted": (_nothing('"null"'), _EMPTY, "\"null\" was signed for no body."),
    "body-false": (_nothing("false"), _EMPTY, "false was signed for no body."),
    "body-space": (_nothing(" "), _EMPTY, "A space was signed for no body."),
    "body-go-nil": (_nothing("<nil>"), _EMPTY, "<nil> was signed for no body."),
    "body-objective-c-null": (_nothing("(null)"), _EMPTY, "(null) was signed for no body."),
    "body-crlf-added": (lambda body, _: body + b"\r\n", _POST, "CR LF was signed at the end."),
    "body-crlf-lost": (lambda body, _: body.removesuffix(b"\r\n"), _body(samples.CREATE + "\r\n"), "CR LF at the end was sent and not signed."),
    "body-lower-case": (_text(str.lower), _body(samples.create("Weekly Sync")), "The body was signed in lower case."),
    "body-upper-case": (_text(str.upper), _POST, "The body was signed in upper case."),
}


def _lines(*order: int):
    return lambda *parts: b"\n".join(parts[place] for place in order)


def _join(separator: bytes):
    return lambda *parts: separator.join(parts)


ASSEMBLY = {
    "empty-body-newline-missing": (lambda *parts: b"\n".join(part for part in parts if part), _GET, "Empty parts were left out with their newline."),
    "parts-headers-first": (_lines(1, 0, 2, 3), _POST, "The header string was put first."),
    "parts-headers-last": (_lines(0, 2, 3, 1), _POST, "The header string was put last."),
    "parts-uri-first": (_lines(2, 0, 1, 3), _POST, "The URI was put first."),
    "parts-body-first": (_lines(3, 0, 1, 2), _POST, "The body was put first."),
    "parts-body-before-headers": (_lines(0, 3, 1, 2), _POST, "The body was put before the headers."),
    "parts-method-after-uri": (_lines(1, 2, 0, 3), _POST, "The method was put after the URI."),
    "parts-method-last": (_lines(1, 2, 3, 0), _POST, "The method was put last."),
    "parts-reversed": (_lines(3, 2, 1, 0), _POST, "The parts stand in reverse order."),
    "join-ampersand": (_join(b"&"), _POST, "The parts were joined by '&'."),
    "join-double-newline": (_join(b"\n\n"), _POST, "The parts were joined by two newlines."),
    "join-cr": (_join(b"\r"), _POST, "The parts were joined by CR."),
    "join-tab": (_join(b"\t"), _POST, "The parts were joined by tabs."),
    "join-slash-n": (_join(b"/n"), _POST, "The parts were joined by '/n'."),
    "newline-doubled-before-body": (lambda method, headers, uri, body: b"\n".join([method, headers, uri, b"", body]), _POST, "An empty line stands before the body."),
    "newline-at-start": (lambda *parts: b"\n" + b"\n".join(parts), _POST, "A newline stands before the method."),
    "text-trimmed": (lambda *parts: b"\n".join(parts).strip(), _GET, "The text was trimmed, its last newline with it."),
    "text-algorithm-first": (lambda *parts: b"\n".join([b"TC3-HMAC-SHA256", *parts]), _POST, "The algorithm was put first, as in TC3."),
    "text-sha256-hex": (lambda *parts: hashlib.sha256(b"\n".join(parts)).hexdigest().encode(), _POST, "The text was hashed before it was signed."),
}


def _utf_16_units(text: str) -> list[int]:
    encoded = text.encode("utf-16-be")
    return [int.from_bytes(encoded[at : at + 2]) for at in range(0, len(encoded), 2)]


def _cesu_8(text: str) -> bytes:
    return b"".join(chr(unit).encode(errors="surrogatepass") for unit in _utf_16_units(text))


def _write_utf(text: str) -> bytes:
    encoded = _cesu_8(text).replace(b"\0", b"\xc0\x80")
    return len(encoded).to_bytes(2) + encoded


_EMOJI = _body(samples.create("\U0001f680"))

CHARSET = {
    "charset-mojibake-windows-1252": (lambda text: text.encode().decode("cp1252").encode(), _body(samples.create("\u4f1a\u8bae")), "UTF-8 was taken for Windows-1252."),
    "charset-gb18030": (lambda text: text.encode("gb18030"), _body(samples.create("\u4f1a\U0001f680")), "The text was encoded as GB18030, which has every character."),
    "charset-big5": (lambda text: text.encode("big5"), _body(samples.create("\u6703\u8b70")), "The text was encoded as Big5."),
    "charset-non-ascii-dropped": (lambda text: text.encode("ascii", "ignore"), _CJK, "Chinese was left out of what was signed."),
    "charset-utf-8-bom": (lambda text: text.encode("utf-8-sig"), _POST, "A byte order mark was signed first."),
    "charset-utf-16le-bom": (lambda text: b"\xff\xfe" + text.encode("utf-16-le"), _POST, "The text was encoded as UTF-16LE with a mark."),
    "charset-utf-16be-bom": (lambda text: b"\xfe\xff" + text.encode("utf-16-be"), _POST, "The text was encoded as UTF-16BE with a mark."),
    "charset-unicode-escaped": (lambda text: "".join(c if c.isascii() else json.dumps(c)[1:-1] for c in text).encode(), _CJK, "Chinese was signed as escapes."),
    "charset-cesu-8": (_cesu_8, _EMOJI, "An emoji was encoded as two surrogates."),
    "charset-character-references": (lambda text: text.encode("ascii", "xmlcharrefreplace"), _CJK, "Chinese was signed as character references."),
    "charset-nfkc": (lambda text: unicodedata.normalize("NFKC", text).encode(), _body(samples.create("\uff08\uff11\uff09")), "Full-width forms were signed as ASCII."),
    "charset-java-write-utf": (_write_utf, _POST, "writeUTF put the length in front."),
}

_K = "SKmadeUpForMistakes0Wd7Qe2Rt5Yu8"

KEY = {
    "key-empty": (lambda c: b"", _keyed(), "The key was empty."),
    "key-quoted": (lambda c: f'"{c.secret_key}"'.encode(), _keyed(), "The key was used with its quotes."),
    "key-single-quoted": (lambda c: f"'{c.secret_key}'".encode(), _keyed(), "The key was used with its single quotes."),
    "key-trailing-ampersand": (lambda c: f"{c.secret_key}&".encode(), _keyed(), "An '&' was put after the key, as other schemes want."),
    "key-is-app-id": (lambda c: c.app_id.encode(), _keyed(), "The AppId was used as the key."),
    "key-is-sdk-id": (lambda c: c.sdk_id.encode(), _SDK, "The SdkId was used as the key."),
    "key-md5-hex": (lambda c: hashlib.md5(c.secret_key.encode()).hexdigest().encode(), _keyed(), "The key's MD5 was used."),
    "key-sha256-hex": (lambda c: hashlib.sha256(c.secret_key.encode()).hexdigest().encode(), _keyed(), "The key's SHA-256 was used."),
    "key-base64-encoded": (lambda c: base64.b64encode(c.secret_key.encode()), _keyed(), "The key was used in base64."),
    "key-hex-encoded": (lambda c: c.secret_key.encode().hex().encode(), _keyed(), "The key was used in hexadecimal."),
    "key-secret-id-and-key": (lambda c: f"{c.secret_id}&{c.secret_key}".encode(), _keyed(), "Id and key were joined by '&'."),
    "key-secret-id-key-joined": (lambda c: (c.secret_id + c.secret_key).encode(), _keyed(), "Id and key were joined."),
    "key-upper-case": (lambda c: c.secret_key.upper().encode(), _keyed(), "The key was used in upper case."),
    "key-lower-case": (lambda c: c.secret_key.lower().encode(), _keyed(), "The key was used in lower case."),
    "key-url-decoded": (lambda c: urllib.parse.unquote_plus(c.secret_key).encode(), _keyed("SKmade+up%2FForMistakes0Wd7Qe2Rt"), "The key was decoded as a form's value."),
    "key-url-encoded": (lambda c: urllib.parse.quote(c.secret_key, safe="").encode(), _keyed("SKmade+up/ForMistakes0Wd7Qe2Rt=="), "The key was percent-encoded."),
    "key-carriage-return-added": (lambda c: c.secret_key.encode() + b"\r", _keyed(), "The key was used with the CR of a Windows file."),
    "key-crlf-added": (lambda c: c.secret_key.encode() + b"\r\n", _keyed(), "The key was used with the CR LF of a Windows file."),
    "key-bom-added": (lambda c: b"\xef\xbb\xbf" + c.secret_key.encode(), _keyed(), "The key was used with the mark of a Windows file."),
    "key-utf-16le": (lambda c: c.secret_key.encode("utf-16-le"), _keyed(), "The key was encoded as UTF-16LE."),
    "key-python-bytes": (lambda c: str(c.secret_key.encode()).encode(), _keyed(), "The key was used as Python shows bytes."),
    "key-null": (lambda c: b"null", _keyed(), "The word null was used as the key."),
    "key-none": (lambda c: b"None", _keyed(), "The word None was used as the key."),
    "key-undefined": (lambda c: b"undefined", _keyed(), "The word undefined was used as the key."),
}

MAC = {
    "mac-sha256-plain": (lambda key, message: hashlib.sha256(message).digest(), _POST, "SHA-256 without any key."),
    "mac-md5-key-first": (lambda key, message: hashlib.md5(key + message).digest(), _POST, "MD5 of the key and the text."),
    "mac-md5-key-last": (lambda key, message: hashlib.md5(message + key).digest(), _POST, "MD5 of the text and the key."),
    "mac-sha224": (lambda key, message: hmac.digest(key, message, "sha224"), _POST, "HMAC-SHA224."),
    "mac-sha384": (lambda key, message: hmac.digest(key, message, "sha384"), _POST, "HMAC-SHA384."),
    "mac-hmac-twice": (lambda key, message: hmac.digest(key, hmac.digest(key, message, "sha256"), "sha256"), _POST, "HMAC-SHA256 twice."),
}


def _tc3_key(request, credentials) -> bytes:
    day = datetime.fromtimestamp(int(request.header("X-TC-Timestamp")), timezone.utc).strftime("%Y-%m-%d")
    key = ("TC3" + credentials.secret_key).encode()
    for part in (day, "meeting", "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


# The key of these depends on the request.
KEY_OF_REQUEST = {"mac-tc3-derived-key": (_tc3_key, _POST, "The key was derived as in TC3, the text is right.")}

DIGEST = {
    "digest-dash-separated": (lambda digest: digest.hex("-").upper().encode(), _POST, "The digest was written as BitConverter does."),
    "digest-space-separated": (lambda digest: digest.hex(" ").encode(), _POST, "The digest was written with spaces."),
    "digest-hex-unpadded": (lambda digest: "".join(f"{byte:x}" for byte in digest).encode(), _POST, "Bytes below 16 lost their zero."),
    "digest-hex-sign-extended": (lambda digest: "".join(f"{byte | 0xFFFFFF00:x}" if byte > 127 else f"{byte:x}" for byte in digest).encode(), _POST, "Signed bytes became ints."),
    "digest-raw-as-latin-1": (lambda digest: digest.decode("latin-1").encode(), _POST, "The raw digest was encoded as text."),
    "digest-raw-as-utf-8": (lambda digest: digest.decode(errors="replace").encode(), _POST, "The raw digest was decoded as text."),
    "digest-base64": (base64.b64encode, _POST, "Base64 in place of hexadecimal, and base64 again."),
    "digest-biginteger": (lambda digest: f"{int.from_bytes(digest):x}".encode(), _POST, "Zeros at the start of the number were lost."),
    "digest-0x-prefix": (lambda digest: b"0x" + digest.hex().encode(), _POST, "0x stands before the digest."),
    "digest-byte-list": (lambda digest: str(list(digest)).encode(), _POST, "The digest was written as a list of numbers."),
    "digest-byte-list-signed": (lambda digest: str([byte - 256 if byte > 127 else byte for byte in digest]).encode(), _POST, "The digest was written as a list of signed numbers."),
}


def _b64(text: bytes) -> str:
    return base64.b64encode(text).decode()


def _wrapped(width: int, end: str, last: str):
    return lambda text: end.join(_b64(text)[at : at + width] for at in range(0, len(_b64(text)), width)) + last


ENCODING = {
    "encoding-base64-wrapped-newline": (_wrapped(76, "\n", "\n"), _POST, "Base64 in lines of 76 and a newline at the end."),
    "encoding-base64-ruby": (_wrapped(60, "\n", "\n"), _POST, "Base64 in lines of 60, as Ruby's encode64."),
    "encoding-base64-openssl": (_wrapped(64, "\n", "\n"), _POST, "Base64 in lines of 64, as OpenSSL."),
    "encoding-base64-mime": (_wrapped(76, "\r\n", ""), _POST, "Base64 in lines of 76 with CR LF, as for mail."),
    "encoding-base64-chunk-split": (_wrapped(76, "\r\n", "\r\n"), _POST, "Base64 as chunk_split breaks it."),
    "encoding-base64-url-unpadded": (lambda text: base64.urlsafe_b64encode(text).decode().rstrip("="), _POST, "URL-safe base64 without its padding, as in a JWT."),
    "encoding-percent-lower-case": (lambda text: _b64(text).replace("=", "%3d"), _POST, "The padding was percent-encoded in lower case."),
    "encoding-json-quoted": (lambda text: json.dumps(_b64(text)), _POST, "The signature stands in quotes."),
    "encoding-lower-cased": (lambda text: _b64(text).lower(), _POST, "The signature was put into lower case."),
    "encoding-upper-cased": (lambda text: _b64(text).upper(), _POST, "The signature was put into upper case."),
}

STAGES = {
    "wrong-method": METHOD,
    "wrong-uri": URI,
    "wrong-headers": HEADERS,
    "wrong-body": BODY,
    "wrong-assembly": ASSEMBLY,
    "wrong-charset": CHARSET,
    "wrong-key": KEY | KEY_OF_REQUEST,
    "wrong-mac": MAC,
    "wrong-digest": DIGEST,
    "wrong-encoding": ENCODING,
}
