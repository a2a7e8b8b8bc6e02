"""Client cases of several requests: one client object, calls at the same time, redirects, retries."""

from .client_file import ClientFile, call, text
from .samples import PLAIN, SHORT

MEETINGS = "/v1/meetings"
MEETING = "/v1/meetings/{meeting_id}"


def several() -> ClientFile:
    file = ClientFile(
        "several-calls",
        one_client=("Several calls on one client object.", "Signature, nonce or timestamp of the first are kept and sent again."),
    )
    steps = {
        "other-query": ("The same path with another query.", [call(query=[("page", "1")]), call(query=[("page", "2")])]),
        "other-path": ("Two paths.", [call(path=MEETING, meeting_id="1"), call(path=MEETING, meeting_id="2")]),
        "other-body": ("Two bodies.", [call("POST", MEETINGS, json_text=text({"subject": "一"})), call("POST", MEETINGS, json_text=text({"subject": "二"}))]),
        "other-method": ("Two methods on one path.", [call(path=MEETING, meeting_id="1"), call("DELETE", MEETING, meeting_id="1")]),
        "same-again": ("The same call twice: a new nonce each time.", [call(query=[("userid", "张三")]), call(query=[("userid", "张三")])]),
        "same-post-again": ("The same POST twice.", [call("POST", MEETINGS, json_text="{}"), call("POST", MEETINGS, json_text="{}")]),
        "body-then-none": ("A body, and then none.", [call("POST", MEETINGS, json_text=text({"a": 1})), call("POST", MEETINGS)]),
        "none-then-body": ("No body, and then one.", [call("POST", MEETINGS), call("POST", MEETINGS, json_text=text({"a": 1}))]),
        "ten": ("Ten calls, one after the other.", [call(query=[("page", str(page))]) for page in range(10)]),
    }
    for name, (comment, calls) in steps.items():
        file.case(name, comment, "one-client", steps=calls)
    return file


def concurrent() -> ClientFile:
    file = ClientFile(
        "concurrent",
        at_the_same_time=("Calls at the same time on one client object.", "Nonce, headers or body are shared between them, or nonces come from the clock and repeat."),
    )
    cases = {
        "two": ("Two calls.", [call(query=[("page", "1")]), call(query=[("page", "2")])]),
        "eight-paths": ("Eight paths.", [call(path=MEETING, meeting_id=f"会议 {index}") for index in range(8)]),
        "eight-bodies": ("Eight bodies.", [call("POST", MEETINGS, json_text=text({"subject": f"周会 {index}"})) for index in range(8)]),
        "mixed-methods": ("All methods at once.", [call(method, MEETING, meeting_id="1") for method in ("GET", "POST", "PUT", "DELETE")]),
        "bodies-and-none": ("With and without a body.", [call("POST", MEETINGS, json_text=text({"n": index})) if index % 2 else call("GET", MEETINGS, query=[("n", str(index))]) for index in range(6)]),
        "same-call": ("The same call eight times: eight nonces.", [call(query=[("userid", "张三")]) for _ in range(8)]),
    }
    for name, (comment, calls) in cases.items():
        file.case(name, comment, "at-the-same-time", steps=[calls])
    return file


def redirects() -> ClientFile:
    file = ClientFile(
        "redirect",
        redirect=("The server answers 307: the same request is to be sent elsewhere.", "The HTTP library follows by itself with the old signature, drops the body, or changes the method."),
    )

    def to(location: str) -> list:
        return [{"status": 307, "location": location}]

    cases = {
        "get": ("GET to another path.", call(answers=to("/v1/meetings/moved"))),
        "get-absolute": ("An absolute Location.", call(answers=to("{base_url}/v1/meetings/moved"))),
        "get-query": ("The Location has a query.", call(query=[("userid", "张三")], answers=to("/v1/meetings?userid=%E5%BC%A0%E4%B8%89&moved=1"))),
        "get-encoded-path": ("The Location has an encoded path, which is signed as it stands.", call(answers=to("/v1/meetings/%E4%BC%9A%20%E8%AE%AE%2F1"))),
        "post-body": ("POST with its body.", call("POST", MEETINGS, json_text=text({"subject": "周会"}), answers=to("/v1/meetings/new"))),
        "put-body": ("PUT with its body.", call("PUT", MEETING, meeting_id="1", json_text=text({"subject": "周会"}), answers=to("/v1/meetings/2"))),
        "post-empty": ("POST without a body.", call("POST", MEETINGS, answers=to("/v1/meetings/new"))),
        "delete": ("DELETE.", call("DELETE", MEETING, meeting_id="1", answers=to("/v1/meetings/2"))),
        "same-uri": ("To the very same URI: only a new nonce tells the two apart.", call(query=[("page", "1")], answers=to("/v1/meetings?page=1"))),
    }
    for name, (comment, made) in cases.items():
        file.case(name, comment, "redirect", steps=[made])
    return file


def retries() -> ClientFile:
    file = ClientFile(
        "retry",
        retry=("The server answers 500, and the request is sent again.", "The HTTP library sends it again with the same nonce and timestamp, which is a replay."),
    )
    again = [{"status": 500}]
    cases = {
        "get": ("GET.", call(answers=again)),
        "get-encoded": ("GET with an encoded path and query.", call(path=MEETING, meeting_id="会 议", query=[("userid", "张三")], answers=again)),
        "post": ("POST with its body.", call("POST", MEETINGS, json_text=text({"subject": "周会"}), answers=again)),
        "put": ("PUT with its body.", call("PUT", MEETING, meeting_id="1", json_text=text({"subject": "周会"}), answers=again)),
        "post-empty": ("POST without a body.", call("POST", MEETINGS, answers=again)),
        "delete": ("DELETE.", call("DELETE", MEETING, meeting_id="1", answers=again)),
        "after-redirect": ("A redirect, and a 500 where it leads.", call(answers=[{"status": 307, "location": "/v1/meetings/moved"}, {"status": 500}])),
    }
    for name, (comment, made) in cases.items():
        file.case(name, comment, "retry", steps=[made])
    return file


def accounts() -> ClientFile:
    file = ClientFile(
        "account",
        account=("Calls of several accounts.", "SdkId is sent where none was assigned, or left out, or the key of one account signs for another."),
    )
    file.case("with-sdk-id", "An account that was assigned an SdkId: it is sent.", "account", steps=[call()])
    file.case("with-sdk-id-post", "The same with a body.", "account", steps=[call("POST", MEETINGS, json_text=text({"subject": "周会"}))])
    file.case("without-sdk-id", "An account that was assigned none: the header is left out, and not sent empty.", "account", credentials=PLAIN, steps=[call()])
    file.case("short-secret-id", "A SecretId of one character.", "account", credentials=SHORT, steps=[call(query=[("userid", "张三")])])
    file.case("back-to-the-first", "The first account again: the client has not mixed them up.", "account", steps=[call("POST", MEETINGS, json_text="{}")])
    return file
