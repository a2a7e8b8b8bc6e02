"""Requests with wrong signatures, one for each known mistake and some for several at once."""

from . import samples, wrong, wrong_rare
from .request import Credentials
from .topic import Topic

_BOUNDARY = "multipart/form-data; boundary=x"
_ENCODED = {"method": "GET", "uri": "/v1/meetings?userid=%E5%BC%A0%E4%B8%89&instanceid=1"}
_GET = {"method": "GET", "uri": samples.QUERY}
_POST = {"body": samples.CREATE}
_CJK = {"body": samples.create("\u9879\u76ee\u5468\u4f1a")}
_EMPTY_POST = {"uri": f"{samples.MEETING}/cancel"}
_PRETTY = {"body": '{\n  "userid": "tester1",\n  "instanceid": 1\n}'}

_KEY = "SKmadeUpForMistakes0Wd7Qe2Rt5Yu8"
_ID = "AKmadeUpForMistakes1Io4Pa9Sd6Fg3"


def _credentials(secret_id: str = _ID, secret_key: str = _KEY) -> dict:
    return {"credentials": Credentials("200000020", secret_id, secret_key)}


# mistakes joined by "+", then perhaps "/" and what sets a second test apart; request; comment
_CASES = [
    ("method-lower-case", _POST, "The method was signed in lower case, as some HTTP libraries store it."),
    ("method-mixed-case", _POST, "The method was signed as 'Post', the name of a constant or a function."),
    ("method-is-get", _POST, "GET was signed for a POST: the signer was copied from a query and never changed."),
    ("method-is-post", _GET, "POST was signed for a GET."),
    ("query-left-out", _GET, "The query was left out of the URI."),
    ("query-left-out/records", {"method": "GET", "uri": samples.RECORDS}, "The query was left out of a URI without an identifier."),
    ("uri-with-scheme-and-host", _GET, "The whole URL was signed."),
    ("uri-with-host", _GET, "The host and the URI were signed."),
    ("uri-without-leading-slash", _GET, "The URI was signed without its first slash, as frameworks pass relative paths."),
    ("base-path-left-out", _GET, "/v1 belongs to the base URL of the client and was not signed."),
    ("base-path-left-out/post", _POST, "/v1 was not signed in a POST either."),
    ("query-decoded", _ENCODED, "The query was decoded before it was signed."),
    ("query-decoded/ascii", {"method": "GET", "uri": "/v1/records?keyword=a%20b%3D1"}, "A query in ASCII was decoded before it was signed."),
    ("uri-encoded-twice", _ENCODED, "The URI was encoded a second time before it was signed."),
    ("escapes-other-case", _ENCODED, "The escapes were signed in lower case and sent in upper case."),
    ("escapes-other-case/sent-lower", {"method": "GET", "uri": "/v1/meetings?userid=%e5%bc%a0"}, "The escapes were signed in upper case and sent in lower case."),
    ("plus-as-percent-20", {"method": "GET", "uri": "/v1/records?keyword=weekly+sync"}, "'%20' was signed, '+' was sent."),
    ("percent-20-as-plus", {"method": "GET", "uri": "/v1/records?keyword=weekly%20sync"}, "'+' was signed, '%20' was sent."),
    ("query-sorted", _GET, "The parameters were sorted for signing, as many other vendors' schemes ask."),
    ("query-sorted/records", {"method": "GET", "uri": samples.RECORDS}, "Five parameters were sorted for signing."),
    ("trailing-slash-added", _POST, "A slash was added to the path that was signed."),
    ("trailing-slash-lost", {"uri": "/v1/users/", "body": samples.USER}, "The slash at the end of the path was not signed."),
    ("question-mark-added", _POST, "A '?' was signed although the query is empty."),
    ("question-mark-lost", {"method": "GET", "uri": "/v1/users/list?"}, "A bare '?' was sent and not signed."),
    ("route-template", _GET, "The template of the route was signed in place of the path."),
    ("uri-constant", _GET, "The URI of the first example was signed for every call."),
    ("fragment-added", _GET, "A fragment was signed, which is never sent."),
    ("header-order-alphabetical-reversed", _POST, "The three headers were signed in reverse order."),
    ("header-order-timestamp-first", _POST, "The timestamp was put first, the other two after it."),
    ("header-separator-colon", _POST, "':' stands between name and value."),
    ("header-joined-by-newline", _POST, "The three headers were joined by newlines."),
    ("header-joined-by-semicolon", _POST, "The three headers were joined by semicolons."),
    ("header-names-lower-case", _POST, "The names were signed in lower case, as HTTP/2 and many libraries show them."),
    ("header-names-underscore", _POST, "The names were signed with underscores, as variables are written."),
    ("header-extra-app-id", _POST, "AppId was signed as a fourth header, in front."),
    ("header-extra-sdk-id", {**_POST, "credentials": samples.WITH_SDK}, "SdkId was signed as a fourth header, in front."),
    ("header-extra-registered", _POST, "X-TC-Registered was signed as a fourth header, in alphabetical order."),
    ("header-missing-key", _POST, "X-TC-Key was not signed."),
    ("header-missing-nonce", _POST, "X-TC-Nonce was not signed."),
    ("header-missing-timestamp", _POST, "X-TC-Timestamp was not signed."),
    ("header-trailing-ampersand", _POST, "The loop that joins the headers left an '&' behind."),
    ("header-values-encoded", {**_POST, **_credentials(secret_id="AK/made+up==")}, "The values were percent-encoded in the header string."),
    ("header-key-is-secret-key", _POST, "The SecretKey was signed as X-TC-Key."),
    ("header-key-is-app-id", _POST, "The AppId was signed as X-TC-Key."),
    ("timestamp-milliseconds", _POST, "Milliseconds were signed, seconds were sent."),
    ("timestamp-other", _POST, "The clock was read twice, and ticked in between."),
    ("nonce-other", _POST, "The nonce was drawn twice: another one was signed than was sent."),
    ("nonce-leading-zeros-lost", {**_POST, "nonce": "0018014398509481985"}, "The nonce was signed as a number and sent as text."),
    ("nonce-rounded", {**_POST, "nonce": "9007199254740993"}, "2^53 + 1 became 2^53 in a double before it was signed."),
    ("nonce-rounded/long", {**_POST, "nonce": "18446744073709551557"}, "A nonce of 20 digits went through a double before it was signed."),
    ("body-left-out", _POST, "The body was not signed."),
    ("body-left-out/put", {"method": "PUT", "uri": samples.MEETING, "body": samples.UPDATE}, "The body of a PUT was not signed."),
    ("body-left-out/delete", {"method": "DELETE", "uri": samples.MEETING, "body": '{"userid":"tester1"}'}, "The body of a DELETE was sent and not signed."),
    ("body-null", _GET, "null was signed for a body that does not exist."),
    ("body-empty-object", _GET, "{} was signed for a body that does not exist."),
    ("body-empty-object/post", _EMPTY_POST, "{} was signed for a POST without a body."),
    ("body-empty-array", _GET, "[] was signed for a body that does not exist, as PHP writes an empty map."),
    ("body-empty-string-literal", _GET, "The empty string was signed as JSON, quotes and all."),
    ("body-none", _GET, "Python's None was signed for a body that does not exist."),
    ("body-undefined", _GET, "JavaScript's undefined was signed for a body that does not exist."),
    ("body-nil", _GET, "nil was signed for a body that does not exist."),
    ("body-query-as-json", _GET, "The query's parameters were signed as a JSON body as well."),
    ("json-python-spaces", _POST, "The body was signed with spaces and sent without: Python's json.dumps and an HTTP library's own JSON writer."),
    ("json-unicode-escaped", _CJK, "Chinese text was signed as escapes and sent as text."),
    ("json-unicode-escaped/emoji", {"body": samples.create("\U0001f680")}, "An emoji was signed as an escaped surrogate pair and sent as text."),
    ("json-slash-escaped", {"body": samples.create("a/b")}, "Slashes were signed with PHP's backslashes and sent without."),
    ("json-html-escaped", {"body": samples.create("R&D <sync>")}, "HTML characters were signed as escapes and sent as they are."),
    ("json-keys-sorted", _POST, "The members were sorted for signing."),
    ("json-compacted", _PRETTY, "An indented body was signed compact."),
    ("json-compacted/spaces", {"body": '{"userid": "tester1", "instanceid": 1}'}, "A body with Python's spaces was signed compact."),
    ("json-pretty", _POST, "A compact body was signed with an indentation of two."),
    ("json-encoded-twice", _POST, "A body that was text already was encoded as a JSON string before it was signed."),
    ("json-number-forms", {"body": '{"userid":"tester1","duration":60.0}'}, "60.0 was signed as 60, as JavaScript writes it."),
    ("json-number-forms/big", {"body": '{"meeting_id":9007199254740993}'}, "A number beyond 2^53 was rounded before it was signed."),
    ("body-trimmed", {"body": f" {samples.CREATE}\n"}, "White space around the body was sent and not signed."),
    ("body-newline-added", _POST, "A newline was signed at the end of the body, as echo and heredocs add it."),
    ("body-newline-lost", {"body": samples.CREATE + "\n"}, "The body ends in a newline that was not signed."),
    ("body-bom-added", _POST, "A byte order mark was signed before the body."),
    ("body-bom-lost", {"body": "\ufeff" + samples.CREATE}, "The body begins with a byte order mark that was not signed."),
    ("body-crlf-to-lf", {"body": '{\r\n"userid":"tester1"\r\n}'}, "CR LF was signed as LF."),
    ("body-lf-to-crlf", _PRETTY, "LF was signed as CR LF."),
    ("body-form-encoded", {"body": samples.USER}, "The members were signed as a form."),
    ("multipart-signed-in-full", {"content_type": _BOUNDARY, "body": "--x\r\n\r\ntext\r\n--x--\r\n"}, "The body of an upload was signed."),
    ("multipart-signed-in-full/binary", {"content_type": _BOUNDARY, "body": b"--x\r\n\r\n\x89\xff\x00\r\n--x--\r\n"}, "A binary body of an upload was signed."),
    ("body-sha256-hex", _POST, "The body's SHA-256 was signed in its place, as in TC3."),
    ("body-sha256-hex/empty", _GET, "The SHA-256 of nothing was signed, as in TC3."),
    ("body-base64", _POST, "The body was signed in base64."),
    ("part-missing-method", _POST, "The method was not signed."),
    ("part-missing-headers", _POST, "The header string was not signed."),
    ("part-missing-uri", _POST, "The URI was not signed."),
    ("part-missing-body", _POST, "The body and the newline before it were not signed."),
    ("parts-swapped-uri-headers", _POST, "The URI was put before the header string."),
    ("parts-body-before-uri", _POST, "The body was put before the URI."),
    ("join-crlf", _POST, "The parts were joined by CR LF, as HTTP does."),
    ("join-literal-backslash-n", _POST, "The parts were joined by a backslash and an n: single quotes in PHP, Ruby or a shell."),
    ("join-space", _POST, "The parts were joined by spaces."),
    ("join-nothing", _POST, "The parts were joined by nothing."),
    ("newline-added-at-end", _POST, "One more newline follows the body."),
    ("newline-added-at-end/get", _GET, "One more newline follows the empty body."),
    ("last-newline-missing", _GET, "The newline after the URI is missing because there is no body."),
    ("charset-gbk", _CJK, "The string to sign was encoded as GBK: a Chinese Windows and getBytes() without a charset."),
    ("charset-utf-16le", _POST, "The string to sign was encoded as UTF-16LE, .NET's Encoding.Unicode."),
    ("charset-utf-16be", _POST, "The string to sign was encoded as UTF-16BE."),
    ("charset-latin-1", {"body": samples.create("r\u00e9union 5\u20ac")}, "The string to sign was encoded as Latin-1, which lacks the euro sign."),
    ("charset-ascii-question-mark", {"body": samples.create("r\u00e9union \u5468\u4f1a")}, "Text became question marks in ASCII before it was signed."),
    ("charset-mojibake-latin-1", _CJK, "UTF-8 was taken for Latin-1 and encoded again."),
    ("charset-mojibake-gbk", {"body": samples.create("\u9879\u76ee\u8ba1\u5212")}, "UTF-8 was taken for GBK and encoded again."),
    ("charset-low-bytes", _CJK, "Only the low byte of every character was signed, as a cast or Node's 'binary' does."),
    ("charset-nfc", {"body": samples.create("cafe\u0301")}, "The text was composed before it was signed."),
    ("charset-nfd", {"body": samples.create("caf\u00e9")}, "The text was decomposed before it was signed."),
    ("key-trimmed", {**_POST, **_credentials(secret_key=f"{_KEY} ")}, "The SecretKey ends in a space that was trimmed."),
    ("key-newline-added", _POST, "The SecretKey was read from a file together with the newline at its end."),
    ("key-base64-decoded", {**_POST, **_credentials(secret_key="c2VjcmV0LWtleS1pbi1iYXNlNjQ=")}, "The SecretKey was base64-decoded."),
    ("key-hex-decoded", {**_POST, **_credentials(secret_key="000102030405060708090a0b0c0d0e0f")}, "The SecretKey was hex-decoded."),
    ("key-is-secret-id", _POST, "The SecretId was used as the key."),
    ("key-message-swapped", _POST, "The key and the message changed places, as the arguments of two libraries do."),
    ("key-tc3-prefix", _POST, "\"TC3\" was put before the SecretKey, as in Tencent Cloud's TC3."),
    ("mac-sha1", _POST, "HMAC-SHA1, as the callbacks' SHA1 suggests."),
    ("mac-sha512", _POST, "HMAC-SHA512."),
    ("mac-md5", _POST, "HMAC-MD5."),
    ("mac-sha256-key-first", _POST, "SHA-256 of the key and the message, without HMAC."),
    ("mac-sha256-key-last", _POST, "SHA-256 of the message and the key, without HMAC."),
    ("mac-tc3", _POST, "Tencent Cloud's TC3-HMAC-SHA256, which the documentation names and does not mean, then base64 as documented."),
    ("mac-tc3/get", _GET, "Tencent Cloud's TC3-HMAC-SHA256 on a query, then base64."),
    ("digest-raw", _POST, "The raw digest was encoded, not its hexadecimal form: the commonest of all."),
    ("digest-raw/get", _GET, "The raw digest of a query was encoded."),
    ("digest-upper-case", _POST, "The hexadecimal form is in upper case."),
    ("digest-hex-twice", _POST, "The hexadecimal form was put into hexadecimal again."),
    ("digest-colon-separated", _POST, "The hexadecimal form has colons, as fingerprints do."),
    ("encoding-none", _POST, "The hexadecimal digest was sent without base64."),
    ("encoding-none/get", _GET, "The hexadecimal digest of a query was sent without base64."),
    ("encoding-base64-twice", _POST, "Base64 twice."),
    ("encoding-base64-unpadded", _POST, "Base64 without its padding."),
    ("encoding-base64-wrapped", _POST, "Base64 in lines of 76 characters."),
    ("encoding-trailing-newline", _POST, "Base64 with a newline at the end, as encodebytes and the base64 command leave it."),
    ("encoding-percent", _POST, "Base64 with its padding percent-encoded."),
    ("encoding-python-bytes", _POST, "Python's notation of a byte string: b'...'."),
    # Several at once. Hexadecimal digits never put '+' or '/' into base64, so the URL-safe alphabet shows on raw digests only.
    ("digest-raw+encoding-base64-url", {**_POST, "nonce": "1001"}, "The raw digest in URL-safe base64."),
    ("digest-raw+encoding-base64-unpadded", _POST, "The raw digest in base64 without its padding."),
    ("query-left-out+encoding-none", _GET, "No query and no base64."),
    ("body-empty-object+digest-raw", _GET, "{} for no body, and the raw digest."),
    ("json-python-spaces+json-unicode-escaped", _CJK, "Python's json.dumps with all its defaults: spaces and escapes."),
    ("mac-tc3+encoding-none", _POST, "TC3-HMAC-SHA256 in full: its signature is the hexadecimal digest."),
    ("mac-tc3+encoding-none/get", _GET, "TC3-HMAC-SHA256 in full, on a query."),
    ("method-lower-case+header-names-lower-case", _POST, "Everything in lower case."),
    ("join-literal-backslash-n+encoding-none", _POST, "Single quotes in a shell, and no base64."),
    ("base-path-left-out+query-left-out+body-null", _GET, "Three mistakes of one wrapper: a relative path, no query, null."),
    ("timestamp-milliseconds+query-sorted+digest-raw", _GET, "Three habits from another vendor's scheme."),
    ("charset-gbk+digest-upper-case", _CJK, "GBK, and hexadecimal in upper case."),
    ("header-order-timestamp-first+uri-with-scheme-and-host", _GET, "A header order and a URL from another scheme."),
]


def topic() -> Topic:
    topic = Topic("mistakes")
    for case, parts, comment in _CASES:
        joined, _, suffix = case.partition("/")
        mistakes = joined.split("+")
        name = "-and-".join(mistakes) + (f"-{suffix}" if suffix else "")
        flags = sorted({wrong.flag_of(mistake) for mistake in mistakes})
        if len(mistakes) > 1:
            flags.append("several-mistakes")
        parts = dict(parts)
        credentials = parts.pop("credentials", samples.PLAIN)
        request = topic.request(name, credentials, **parts)
        signature = wrong.signature(request, credentials, mistakes)
        for mistake in mistakes:
            others = [other for other in mistakes if other != mistake]
            assert wrong.signature(request, credentials, others) != signature, f"{name}: {mistake} changes nothing"
        topic.invalid(
            name, comment, *flags, request=request.with_headers(X_TC_Signature=signature), mistakes=mistakes, credentials=credentials
        )
    used = {mistake for case, _, _ in _CASES for mistake in case.partition("/")[0].split("+")}
    rare = {mistake for table in wrong_rare.STAGES.values() for mistake in table}
    assert used == {mistake for table in wrong.STAGES.values() for mistake in table} - rare
    return topic
