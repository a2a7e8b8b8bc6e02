"""URL checks: check_str in the query, decoded once, and its plaintext as the answer."""

from .scheme import escape
from .topic import ENCRYPTED, PLAIN, Topic


def _with_plus(made: Topic, name: str, wanted: str) -> tuple[str, str]:
    """A plaintext whose ciphertext has these characters in base64."""
    from .scheme import data_of

    for number in range(1000):
        plaintext = f"tmsig-{name}-{number:03}"
        data = data_of(ENCRYPTED, plaintext.encode())
        if all(letter in data for letter in wanted):
            return plaintext, data
    raise AssertionError(name)


def topic() -> Topic:
    made = Topic("url-check")
    for length in (1, 2, 3, 15, 16, 17, 18, 31, 32, 64):
        for to, kind in ((PLAIN, "plain"), (ENCRYPTED, "encrypted")):
            name = f"{kind}-of-{length}-bytes"
            plaintext = ("check-str-0123456789" * 4)[:length]
            made.valid(name, f"A plaintext of {length} bytes.", "url-check", request=made.url_check(name, plaintext, to=to), to=to)
    for name, plaintext in (
        ("text-with-newline", "line\n"), ("text-with-quotes", '"quoted"'), ("text-of-json", '{"a":1}'), ("text-of-digits", "0042"),
        ("text-with-blanks", "  a  "), ("text-in-chinese", "\u6821\u9a8c"), ("text-of-emoji", "\U0001f44d"), ("text-of-html", "<b>&amp;</b>"),
        ("text-with-percent", "100%25"), ("text-with-byte-order-mark", "\ufeffa"),
    ):
        for to, kind in ((PLAIN, "plain"), (ENCRYPTED, "encrypted")):
            made.valid(f"{kind}-{name}", "The answer is the plaintext, byte for byte, whatever it looks like.", "url-check", "text", request=made.url_check(f"{kind}-{name}", plaintext, to=to), to=to)
    for wanted, name in (("+", "plus"), ("/", "slash"), ("+/=", "plus-slash-and-equals")):
        plaintext, _ = _with_plus(made, name, wanted)
        made.valid(f"encrypted-with-{name}", f"The base64 text holds {wanted}, each escaped in the query.", "url-check", "plus-sign", "encrypted", request=made.url_check(f"encrypted-with-{name}", plaintext, to=ENCRYPTED), to=ENCRYPTED)
    plaintext, data = _with_plus(made, "raw-plus", "+")
    request = made.url_check("plus-not-escaped", plaintext, to=ENCRYPTED, wire=data.replace("/", "%2F").replace("=", "%3D"))
    made.acceptable("plus-not-escaped", "A + that is not escaped: whether the vendor ever sends it so is not known.", "plus-sign", "open", request=request, to=ENCRYPTED)
    request = made.url_check("plus-became-space", plaintext, to=ENCRYPTED, wire=escape(data).replace("%2B", "%20"))
    made.acceptable("plus-became-space", "Something in between decoded the + as a space; it can only have been one.", "plus-sign", "open", request=request, to=ENCRYPTED)
    request = made.url_check("equals-not-escaped", "tmsig-check-1", wire="dG1zaWctY2hlY2stMQ==")
    made.valid("equals-not-escaped", "= may stand in a query as it is.", "url-check", request=request)
    request = made.url_check("everything-escaped", "check-1", wire="".join(f"%{ord(letter):02x}" for letter in "Y2hlY2stMQ=="))
    made.valid("everything-escaped", "Letters may be escaped too, in lower-case hexadecimal.", "url-check", request=request)
    request = made.url_check("padding-missing", "tmsig-check-1", data="dG1zaWctY2hlY2stMQ")
    made.valid("padding-missing", "The = is missing, and is not signed.", "url-check", "padding-missing", request=request)
    request = made.url_check("among-parameters", "check-1", uri="/callback?tenant=7&x_check_str=no")
    made.valid("among-parameters", "Other parameters stand before it, one with a name that ends like it.", "url-check", request=request)
    request = made.url_check("parameter-after", "check-1", wire="Y2hlY2stMQ%3D%3D&debug=1")
    made.valid("parameter-after", "Another parameter stands after it.", "url-check", request=request)
    for name, change in (("upper-case", str.upper), ("title-case", str.title)):
        request = made.url_check(f"headers-in-{name}", "check-1", headers=lambda signed, change=change: tuple((change(key), value) for key, value in signed))
        made.valid(f"headers-in-{name}", "Names of headers have no case.", "url-check", "header-case", request=request)
    request = made.url_check("encrypted-empty", "", to=ENCRYPTED)
    made.valid("encrypted-empty", "The plaintext is empty: one block of padding.", "url-check", "block-padding", request=request, to=ENCRYPTED)
    return made
