"""The vendor's own SDK, wemeet-openapi, pointed at the stand-in.

`accepted`: creates, queries, changes and cancels a meeting, each call with an authenticator of its own.
`stale`: uses one authenticator object twice; it keeps nonce, timestamp and signature, so the second
call sends those of the first.
"""

import json
import os
import sys
import urllib.request

import wemeet_openapi as wemeet
from wemeet_openapi.core import xhttp
from wemeet_openapi.core.constants import DEFAULT_SERIALIZER

environment = os.environ
base_url = environment["BASE_URL"]
http = xhttp.Client(host=base_url.removeprefix("http://"), protocol="http", serializer=DEFAULT_SERIALIZER)
api = wemeet.Client(
    app_id=environment["TMSIG_APP_ID"], sdk_id=environment["TMSIG_SDK_ID"],
    secret_id=environment["TMSIG_SECRET_ID"], secret_key=environment["TMSIG_SECRET_KEY"], clt=http,
).meetings_api


def new_meeting(subject: str) -> wemeet.ApiV1MeetingsPostRequest:
    return wemeet.ApiV1MeetingsPostRequest(body=wemeet.V1MeetingsPostRequest(
        userid="tester1", instanceid=1, subject=subject, type=0, start_time="1600000000",
        end_time="1600003600",
    ))


def signed(authenticator=None) -> dict:
    authenticator = authenticator or wemeet.JWTAuthenticator()
    return {"authenticator_options": [authenticator.options_build()]}


def refusal(call) -> int:
    """The error code of a call that must be refused."""
    try:
        call()
    except wemeet.ServiceException as error:
        return json.loads(error.api_resp.raw_body)["error_info"]["error_code"]
    raise SystemExit("the call was accepted")


def last_mistakes() -> list:
    with urllib.request.urlopen(f"{base_url}/_tmsig/requests") as answer:
        return [mistake["id"] for mistake in json.load(answer)["kept"][0]["mistakes"]]


if sys.argv[1] == "accepted":
    created = api.v1_meetings_post(new_meeting("周会：第 1 次"), **signed())
    info = created.data.meeting_info_list[0]
    assert info.subject == "周会：第 1 次", info
    found = api.v1_meetings_meeting_id_get(
        wemeet.ApiV1MeetingsMeetingIdGetRequest(meeting_id=info.meeting_id, userid="tester1", instanceid="1"),
        **signed())
    assert found.data.meeting_info_list[0].subject == "周会：第 1 次", found.data
    listed = api.v1_meetings_get(
        wemeet.ApiV1MeetingsGetRequest(userid="tester1", instanceid="1", meeting_code=info.meeting_code),
        **signed())
    assert listed.data.meeting_number == 1, listed.data
    changed = api.v1_meetings_meeting_id_put(wemeet.ApiV1MeetingsMeetingIdPutRequest(
        meeting_id=info.meeting_id,
        body=wemeet.V1MeetingsMeetingIdPutRequest(userid="tester1", instanceid=1, subject="改期"),
    ), **signed())
    assert changed.data.meeting_info_list[0].meeting_id == info.meeting_id, changed.data
    api.v1_meetings_meeting_id_cancel_post(wemeet.ApiV1MeetingsMeetingIdCancelPostRequest(
        meeting_id=info.meeting_id,
        body=wemeet.V1MeetingsMeetingIdCancelPostRequest(userid="tester1", instanceid=1, reason_code=1),
    ), **signed())
else:
    authenticator = wemeet.JWTAuthenticator()
    api.v1_meetings_post(new_meeting("第一次"), **signed(authenticator))
    code = refusal(lambda: api.v1_meetings_post(new_meeting("第二次"), **signed(authenticator)))
    assert code == 200003, code
    assert last_mistakes() == ["signature-reused"], last_mistakes()
    code = refusal(lambda: api.v1_meetings_post(new_meeting("第一次"), **signed(authenticator)))
    assert code == 190301, code
    assert last_mistakes() == ["stamp-repeated"], last_mistakes()
    print("wemeet-openapi, one authenticator used twice: refused with 200003 and 190301, and named")
