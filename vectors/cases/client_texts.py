"""Client cases with texts that something between signing and sending encodes, decodes or drops."""

from .client_file import ClientFile, call, text

# Name, text, and why it is here.
TEXTS = [
    ("plain", "7567173273889276131", "nothing in it needs encoding: what every client gets right"),
    ("cjk", "张三", "each character is three bytes, nine characters when encoded"),
    ("cjk-and-space", "会 议/1", "CJK, a space and a slash: the example of the documentation"),
    ("cjk-beyond-bmp", "𠮷野家", "the first character is four bytes and two UTF-16 units"),
    ("emoji", "📅", "four bytes of UTF-8, a surrogate pair in UTF-16"),
    ("emoji-zwj-sequence", "👩‍💻", "one picture of three code points; a joiner that nobody sees"),
    ("latin-with-accent", "café", "ISO 8859-1 has this character, and it is not the byte to send"),
    ("decomposed-accent", "cafe\u0301", "normalising would make one code point of two"),
    ("space", "a b", "%20 or +, depending on who encodes"),
    ("two-spaces", "a  b", "two spaces stay two"),
    ("plus", "a+b", "a plus that is not escaped is read as a space"),
    ("percent", "100%", "a percent sign that begins no escape"),
    ("escape-already", "%20", "looks as if it were encoded already, and is not"),
    ("escape-of-cjk-already", "%E5%BC%A0", "encoded text as a value: it must be encoded again"),
    ("slash", "a/b", "a slash within a value is no separator"),
    ("question-mark", "a?b", "a question mark within a value does not begin the query"),
    ("number-sign", "a#b", "what follows a bare # is never sent"),
    ("ampersand", "a&b", "an ampersand within a value does not end it"),
    ("equals-sign", "a=b", "an equals sign within a value does not end the name"),
    ("semicolon", "a;b", "some libraries take a semicolon for a separator"),
    ("tilde", "a~b", "encoded by old libraries, not by RFC 3986"),
    ("asterisk", "a*b", "left alone by forms, encoded by RFC 3986"),
    ("quotes", "it's \"x\"", "browsers encode ' in a query, and leave it elsewhere"),
    ("parentheses", "f(x)!", "left alone by encodeURIComponent, encoded by RFC 3986"),
    ("colon-and-at", "user@host:8080", "legal in a path as they are, and encoded by many"),
    ("comma-and-dollar", "1,5$", "legal as they are, and encoded by many"),
    ("brackets", "ids[0]", "legal in no path, and sent as they are by many"),
    ("braces-and-bar", "{a|b}", "a value that looks like a template"),
    ("angle-brackets", "<b>", "not legal in a URI, encoded by everybody"),
    ("backslash", "a\\b", "browsers make a slash of it in a path"),
    ("caret-and-grave", "a^b`c", "left alone by browsers in one place and not in another"),
    ("newline", "a\nb", "%0A; sent as it is, it would end the request line"),
    ("tab", "a\tb", "some URL parsers drop a tab without a word"),
    ("everything", "张 +%/?#&=;~*'\"📅", "all of it at once"),
]


def path() -> ClientFile:
    file = ClientFile(
        "path",
        encoded_path=(
            "A value is put into the path.",
            "The path is signed before it is percent-encoded, or the HTTP library encodes or decodes it after it was signed.",
        ),
        not_ascii=("A value has characters beyond ASCII.", "They are signed as they are, and sent percent-encoded."),
        reserved=("A value has characters with a meaning in URIs.", "They are not encoded, or encoded by signer and library in different ways."),
    )
    for name, value, why in TEXTS:
        extra = ["not-ascii"] if not value.isascii() else ["reserved"] if not value.isalnum() else []
        file.case(name, f"A path parameter: {why}.", "encoded-path", *extra,
                  steps=[call(path="/v1/meetings/{meeting_id}", meeting_id=value)])
    file.case("two-parameters", "Two parameters in one path, each encoded by itself.", "encoded-path", "not-ascii",
              steps=[call(path="/v1/meetings/{meeting_id}/members/{userid}", meeting_id="a/b", userid="李 四")])
    file.case("within-a-segment", "The parameter is only a part of its segment.", "encoded-path", "not-ascii",
              steps=[call(path="/v1/files/report-{name}.pdf", name="周会 1")])
    file.case("with-a-query", "Path and query have the same text, and may be encoded by different rules.", "encoded-path", "not-ascii",
              steps=[call(path="/v1/meetings/{meeting_id}", meeting_id="会 议+1", query=[("userid", "会 议+1")])])
    file.case("post-with-a-body", "An encoded path and a body together.", "encoded-path", "not-ascii",
              steps=[call("POST", "/v1/meetings/{meeting_id}/cancel", meeting_id="会议", json_text=text({"userid": "张三", "reason_code": 1}))])
    return file


def query() -> ClientFile:
    file = ClientFile(
        "query",
        query_value=("A query has a value that needs care.", "The query is signed decoded and sent encoded, or encoded anew by the HTTP library."),
        query_name=("A query has a name that needs care.", "The name is sent as it is, or encoded by other rules than the value."),
        not_ascii=("A value has characters beyond ASCII.", "They are signed as they are, and sent percent-encoded."),
        reserved=("A value has characters with a meaning in URIs.", "They are not encoded, or encoded by signer and library in different ways."),
        query_form=("The query's form matters: order, repeated names, empty values.", "A map keeps one of several, sorts them, or drops what is empty."),
    )
    for name, value, why in TEXTS:
        extra = ["not-ascii"] if not value.isascii() else ["reserved"] if not value.isalnum() else []
        file.case(f"value-{name}", f"A query value: {why}.", "query-value", *extra, steps=[call(query=[("userid", value)])])
    for name, value, why in TEXTS:
        if name in ("cjk", "emoji", "space", "plus", "percent", "ampersand", "equals-sign", "brackets", "semicolon", "quotes"):
            extra = "not-ascii" if not value.isascii() else "reserved"
            file.case(f"name-{name}", f"A query name: {why}.", "query-name", extra, steps=[call(query=[(value, "1")])])
    forms = [
        ("empty-value", "An empty value: whether = is sent is the client's choice, that it is signed as sent is not.", [("userid", "")]),
        ("empty-among-others", "An empty value between others is not dropped.", [("a", "1"), ("b", ""), ("c", "3")]),
        ("repeated-name", "A name that occurs twice keeps both values.", [("status", "1"), ("status", "2")]),
        ("repeated-pair", "The same pair twice stays twice.", [("status", "1"), ("status", "1")]),
        ("array-brackets", "An array as PHP and many others write it.", [("ids[]", "1"), ("ids[]", "2"), ("ids[]", "3")]),
        ("array-indexed", "An array with its indices.", [("ids[0]", "a"), ("ids[1]", "b")]),
        ("array-comma", "An array in one value.", [("ids", "1,2,3")]),
        ("order-kept", "Parameters stay in the order in which they were given.", [("z", "1"), ("a", "2"), ("m", "3")]),
        ("order-of-repeated", "Repeated names stay where they were, among the others.", [("b", "1"), ("a", "2"), ("b", "0")]),
        ("upper-and-lower-case", "Names that differ in case are two names.", [("Userid", "1"), ("userid", "2")]),
        ("numbers", "Numbers are text here: no exponent, no thousands separator.", [("instanceid", "1"), ("start_time", "1609286400")]),
        ("large-number", "A number beyond 2^53 keeps its digits.", [("meeting_id", "7567173273889276131")]),
        ("leading-zeros", "Leading zeros are part of the text.", [("meeting_code", "007")]),
        ("boolean-word", "true is a word, and not True or 1.", [("is_enterprise", "true")]),
        ("null-word", "The word null is a value, and not nothing.", [("userid", "null")]),
        ("twenty", "Twenty parameters keep their order.", [(f"p{(i * 7) % 20:02}", str(i)) for i in range(20)]),
        ("long-value", "A value of 2000 characters.", [("q", "会议" * 1000)]),
        ("json-in-the-query", "JSON as a value: quotes, braces and commas.", [("filter", '{"subject":"周会","ids":[1,2]}')]),
        ("url-in-the-query", "A URL as a value, with a query of its own.", [("redirect_url", "https://example.com/回来?a=1&b=2#end")]),
        ("time-with-zone", "A plus and colons in a time.", [("since", "2021-01-01T08:00:00+08:00")]),
        ("base64-value", "Base64 has +, / and =.", [("token", "+/9kZWY+Lw==")]),
    ]
    for name, comment, pairs in forms:
        file.case(name, comment, "query-form", steps=[call(query=pairs)])
    file.case("none", "No query, and no question mark that only the signature has.", "query-form", steps=[call()])
    file.case("with-a-post", "A POST with a query and a body.", "query-form", "not-ascii",
              steps=[call("POST", "/v1/meetings", query=[("userid", "张 三"), ("instanceid", "1")], json_text=text({"subject": "周会"}))])
    file.case("with-a-delete", "A DELETE with a query and no body.", "query-form", "not-ascii",
              steps=[call("DELETE", "/v1/users/{userid}", userid="张三", query=[("operator", "李 四")])])
    return file
