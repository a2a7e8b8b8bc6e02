"""Methods of the real API, with and without a body."""

from . import samples
from .topic import Topic

_RECORD = "/v1/records/1444212234567890123?userid=tester1&meeting_id=7567173273889276131"

# name, method, URI, body, comment
_CALLS = [
    ("get-meeting", "GET", samples.QUERY, "", "Queries a meeting: the plainest request there is, with a query and no body."),
    ("get-meetings", "GET", samples.LIST, "", "Lists meetings: the path has no identifier, so a constant URI without the query fails."),
    ("get-participants", "GET", samples.PARTICIPANTS, "", "Lists participants: the path goes on after the identifier."),
    ("get-records", "GET", samples.RECORDS, "", "Lists recordings: five query parameters in the order of the documentation."),
    ("get-users", "GET", samples.USERS, "", "Lists users: no parameter is called userid, which some wrappers add unasked."),
    ("get-user", "GET", "/v1/users/tester3?operator_id=tester1&operator_id_type=1", "", "Queries a user: the path ends in a word, not a number."),
    ("get-without-query", "GET", "/v1/users/tester3", "", "A GET without a query: nothing to join with '?'."),
    ("get-with-body", "GET", samples.LIST, "{}", "A GET that carries a body nonetheless: what is sent is signed."),
    ("post-create-meeting", "POST", "/v1/meetings", samples.CREATE, "Schedules a meeting: the plainest request with a body."),
    ("post-cancel-meeting", "POST", f"{samples.MEETING}/cancel", samples.CANCEL, "Cancels a meeting: a body and an identifier in the path."),
    ("post-dismiss-meeting", "POST", f"{samples.MEETING}/dismiss", '{"operator_id":"tester1","operator_id_type":1,"instanceid":1,"force_dismiss_meeting":1}',
     "Ends a meeting: numbers that a typed client may write as 1.0."),
    ("post-create-user", "POST", "/v1/users", samples.USER, "Creates a user: the body has an '@', which needs no escape in JSON."),
    ("post-with-query", "POST", "/v1/meetings?source=calendar", samples.CREATE, "A POST with a query and a body: wrappers often sign only one of the two."),
    ("post-without-body", "POST", f"{samples.MEETING}/cancel", "", "A POST without a body: the empty string, not {} and not null."),
    ("post-settings", "POST", "/v1/meetings",
     '{"userid":"tester1","instanceid":1,"subject":"review","type":1,"start_time":"1609311600","end_time":"1609315200",'
     '"settings":{"mute_enable_type_join":1,"allow_unmute_self":true,"play_ivr_on_leave":false},"enable_live":false}',
     "Nested settings with booleans, which Python prints as True and False."),
    ("put-update-meeting", "PUT", samples.MEETING, samples.UPDATE, "Changes a meeting: PUT with a body."),
    ("put-update-user", "PUT", "/v1/users/tester3", '{"username":"Lin Yan"}', "Changes a user: a short body with a space inside a value."),
    ("put-without-body", "PUT", f"{samples.MEETING}/lock", "", "A PUT without a body: the newline after the URI stays."),
    ("put-with-query", "PUT", f"{samples.MEETING}?userid=tester1", samples.UPDATE, "A PUT with a query and a body."),
    ("delete-user", "DELETE", "/v1/users/tester3", "", "Deletes a user: no query and no body."),
    ("delete-record", "DELETE", _RECORD, "", "Deletes a recording: parameters of a DELETE travel in the query."),
]

_DELETES_WITH_BODY = [
    ("delete-with-body", samples.MEETING, '{"userid":"tester1","instanceid":1}', "A DELETE with a JSON body, which several HTTP libraries drop silently."),
    ("delete-with-empty-object", samples.MEETING, "{}", "A DELETE with {} as its body, which is not the same as none."),
    ("delete-with-query-and-body", _RECORD, '{"reason":"expired"}', "A DELETE with both a query and a body."),
    ("delete-with-cjk-body", samples.MEETING, '{"reason":"\u4f1a\u8bae\u53d6\u6d88"}', "A DELETE with Chinese text in its body."),
]


def topic() -> Topic:
    topic = Topic("method")
    for name, method, uri, body, comment in _CALLS:
        topic.valid(name, comment, "method", *([] if body else ["empty-body"]), method=method, uri=uri, body=body)
    for name, uri, body, comment in _DELETES_WITH_BODY:
        topic.valid(name, comment, "method", "delete-with-body", method="DELETE", uri=uri, body=body)
    for method in ("PATCH", "HEAD", "OPTIONS"):
        body = samples.UPDATE if method == "PATCH" else ""
        comment = f"{method} is not documented: a signer may sign it like any other method or refuse it."
        topic.acceptable(method.lower(), comment, "undocumented-method", method=method, uri=samples.MEETING, body=body)
    topic.acceptable("options-asterisk", "OPTIONS * has no path at all.", "undocumented-method", "as-arrived", method="OPTIONS", uri="*")
    return topic
