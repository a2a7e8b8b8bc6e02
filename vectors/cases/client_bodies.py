"""Client cases with bodies: JSON in every form, none at all, and uploads."""

import json

from .client_file import ClientFile, call, part, text

PATH = "/v1/meetings"


def json_bodies() -> ClientFile:
    file = ClientFile(
        "json",
        json_text=("A string in JSON that libraries write in different ways.", "The body is signed in one form and sent in another."),
        json_number=("A number in JSON.", "It is read and written again, and loses digits or changes its form."),
        json_shape=("Objects and arrays in JSON.", "Empty ones, nulls or the order change when the body is written again."),
        large=("A body of many bytes.", "It is signed in part, sent in chunks of other content, or compressed."),
    )
    strings = [
        ("ascii", "weekly", "what every client gets right"),
        ("cjk", "周会", "written as it is or with \\u escapes: both mean the same, one must be signed and sent"),
        ("cjk-beyond-bmp", "𠮷", "a surrogate pair when it is escaped"),
        ("emoji", "📅👩‍💻", "surrogate pairs and a joiner"),
        ("slash", "a/b", "PHP escapes a slash"),
        ("html", "<a href='x'>&</a>", "Go escapes <, > and &"),
        ("line-separator", "a\u2028b\u2029c", "JavaScript's line separators; Go escapes them"),
        ("quotes-and-backslash", 'say "hi" \\ bye', "these must be escaped"),
        ("newline-and-tab", "a\nb\tc\r\n", "control characters must be escaped"),
        ("control-characters", "\u0000\u0001\u001f", "only \\u escapes can write these"),
        ("delete-character", "\u007f", "need not be escaped, and is by some"),
        ("no-break-space", "a\u00a0b", "looks like a space"),
        ("byte-order-mark", "\ufeffa", "invisible, and not to be dropped"),
        ("escape-like-text", "\\u4f1a", "text that looks like an escape"),
        ("percent-and-plus", "100%+1", "nothing in a JSON body is percent-encoded"),
        ("empty", "", "an empty string is not nothing"),
        ("spaces-around", "  a  ", "spaces at the ends stay"),
    ]
    for name, value, why in strings:
        file.case(f"text-{name}", f"A string in JSON: {why}.", "json-text", steps=[call("POST", PATH, json_text=text({"subject": value}))])
    file.case("member-name-cjk", "A member's name beyond ASCII.", "json-text", steps=[call("POST", PATH, json_text=text({"主题": "周会"}))])
    numbers = [
        ("zero", "0", "zero"), ("negative", "-42", "a negative integer"), ("one", "1", "an integer, and not 1.0"),
        ("two-to-53", "9007199254740992", "the last integer that a double counts without a gap"),
        ("two-to-53-and-one", "9007199254740993", "a double cannot hold it"),
        ("meeting-id", "7567173273889276131", "an id of 19 digits: JavaScript rounds it"),
        ("largest-signed", "9223372036854775807", "the largest 64-bit integer"),
        ("largest-unsigned", "18446744073709551615", "the largest unsigned 64-bit integer"),
        ("thirty-digits", "123456789012345678901234567890", "longer than any machine integer"),
        ("fraction", "0.1", "a fraction"), ("negative-fraction", "-0.5", "a negative fraction"),
        ("tiny", "0.000001", "some write 1e-06"), ("small-exponent", "1.5e-9", "a negative exponent"),
        ("large-exponent", "1e21", "some write 1000000000000000000000"), ("exponent", "1e3", "1000 is the same, and must be signed as it is sent"),
        ("seventeen-digits", "0.30000000000000004", "all the digits of a double"),
        ("trailing-zero", "1.50", "1.5 is the same number"),
    ]
    for name, number, why in numbers:
        file.case(f"number-{name}", f"A number in JSON: {why}.", "json-number", steps=[call("POST", PATH, json_text=f'{{"n":{number}}}')])
    shapes = [
        ("empty-object", "{}", "an empty object is a body"), ("empty-array", "[]", "an empty array is a body"),
        ("nested-empty", '{"a":{},"b":[],"c":{"d":[{}]}}', "PHP makes [] of {} when it reads and writes"),
        ("null-member", '{"a":null,"b":1}', "null is a value; some drop the member"),
        ("booleans", '{"a":true,"b":false}', "true and false, not True, 1 or \"true\""),
        ("array-of-numbers", "[1,2,3]", "an array at the top"), ("array-in-order", '{"ids":[3,1,2,1]}', "the order of an array is its meaning"),
        ("key-order", '{"z":1,"a":2,"m":3}', "whatever order the body has, it is the one that is signed"),
        ("numeric-keys", '{"10":"a","9":"b","1":"c"}', "JavaScript puts such names in the order of their numbers"),
        ("key-case", '{"userId":1,"userid":2,"UserID":3}', "names that differ in case are three"),
        ("empty-key", '{"":1}', "an empty name is a name"),
        ("nested", '{"a":{"b":{"c":{"d":{"e":[1,[2,[3,[4]]]]}}}}}', "nested several levels"),
        ("string-at-the-top", '"周会"', "a string as the whole body"), ("number-at-the-top", "42", "a number as the whole body"),
        ("true-at-the-top", "true", "a boolean as the whole body"),
        ("null-at-the-top", "null", "null as the whole body is four bytes, and not no body"),
    ]
    for name, body, why in shapes:
        file.case(f"shape-{name}", f"JSON: {why}.", "json-shape", steps=[call("POST", PATH, json_text=body)])
    meeting = {
        "userid": "张三", "instanceid": 1, "subject": "周会 📅 <第1次> & \"讨论\" a/b", "type": 0, "hosts": [{"userid": "李四"}],
        "invitees": [], "settings": {"mute_enable_join": True, "allow_unmute_self": False, "water_mark_type": None, "ratio": 0.25},
        "start_time": "1609286400", "end_time": "1609290000", "meeting_id": 7567173273889276131,
    }
    file.case("meeting", "A whole meeting as the API takes it, with a little of everything.", "json-text", "json-number", "json-shape",
              steps=[call("POST", PATH, json_text=text(meeting))])
    file.case("put", "The same with PUT.", "json-text", steps=[call("PUT", PATH + "/{meeting_id}", meeting_id="1", json_text=text({"subject": "周会"}))])
    file.case("patch", "The same with PATCH.", "json-text", steps=[call("PATCH", PATH + "/{meeting_id}", meeting_id="1", json_text=text({"subject": "周会"}))])
    file.case("delete", "DELETE with a body: some libraries drop it.", "json-text",
              steps=[call("DELETE", PATH + "/{meeting_id}", meeting_id="1", json_text=text({"reason": "取消"}))])
    file.case("delete-with-query", "DELETE with a query and a body.", "json-text",
              steps=[call("DELETE", "/v1/users", query=[("userid", "张三")], json_text=text({"operator_id": "李四"}))])
    file.case("large-ascii", "64 KiB of ASCII: larger than one packet and one buffer.", "large",
              steps=[call("POST", PATH, json_text=json.dumps({"text": "a" * (64 * 1024 - 11)}, separators=(",", ":")))])
    file.case("large-cjk", "64 KiB of CJK, which no chunk boundary may tear.", "large",
              steps=[call("POST", PATH, json_text=text({"text": "会" * 21842}))])
    file.case("many-members", "A thousand members.", "large",
              steps=[call("POST", PATH, json_text=text({f"member_{i}": i for i in range(1000)}))])
    file.case("compressible", "A body that libraries like to compress: it must arrive as it was signed.", "large",
              steps=[call("POST", PATH, json_text=text({"text": "compress me " * 1000}))])
    return file


def no_bodies() -> ClientFile:
    file = ClientFile(
        "empty-body",
        no_body=("There is no body.", "{} or null is signed and nothing sent, or nothing is signed and {} sent."),
    )
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        path = "/v1/meetings/{meeting_id}"
        file.case(method.lower(), f"{method} without a body: the string to sign ends with the line break after the URI.", "no-body",
                  steps=[call(method, path, meeting_id="7567173273889276131")])
        file.case(f"{method.lower()}-with-query", f"{method} with a query and no body.", "no-body",
                  steps=[call(method, path, meeting_id="7567173273889276131", query=[("userid", "tester1"), ("instanceid", "1")])])
    file.case("get-after-post", "A GET on a client that has just sent a body: nothing of it is left over.", "no-body",
              steps=[call("POST", "/v1/meetings", json_text=text({"subject": "周会"})), call("GET", "/v1/meetings")])
    return file


def uploads() -> ClientFile:
    file = ClientFile(
        "multipart",
        upload=("An upload as multipart/form-data, which is signed as if it had no body.",
                "The body is signed, the boundary is missing in the header, or the parts are encoded as a form."),
    )
    every_byte = bytes(range(256))
    cases = [
        ("field", "One field.", [part("subject", b"weekly")]),
        ("field-cjk", "A field beyond ASCII.", [part("subject", "周会".encode())]),
        ("field-empty", "An empty field.", [part("subject", b"")]),
        ("two-fields", "Two fields in their order.", [part("b", b"1"), part("a", b"2")]),
        ("file", "A file.", [part("file", b"hello\n", "hello.txt", "text/plain")]),
        ("file-every-byte", "A file with every byte there is.", [part("file", every_byte, "bytes.bin", "application/octet-stream")]),
        ("file-empty", "An empty file.", [part("file", b"", "empty.bin", "application/octet-stream")]),
        ("file-name-cjk", "A file name beyond ASCII.", [part("file", b"x", "会议 纪要.txt", "text/plain")]),
        ("file-and-fields", "A file among fields.", [part("userid", "张三".encode()), part("file", every_byte, "a.bin", "application/octet-stream"), part("type", b"1")]),
        ("file-with-line-breaks", "Line breaks and dashes that look like a boundary.", [part("file", b"\r\n--boundary--\r\n\n\r", "b.txt", "text/plain")]),
        ("file-large", "64 KiB.", [part("file", every_byte * 256, "large.bin", "application/octet-stream")]),
    ]
    for name, comment, parts in cases:
        file.case(name, comment, "upload", steps=[call("POST", "/v1/files", multipart=parts)])
    file.case("path-cjk", "An upload to a path that is encoded.", "upload",
              steps=[call("POST", "/v1/files/{name}", name="会议 纪要", multipart=[part("file", b"x", "x.txt", "text/plain")])])
    return file
