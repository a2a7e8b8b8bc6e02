"""Python requests, with the signing function of adapters/signer.py."""

import json
import os
import secrets
import time

import requests

from signer import sign

session = requests.Session()
environment = os.environ


def call(method: str, path: str, params=None, value=None) -> requests.Response:
    body = b"" if value is None else json.dumps(value, ensure_ascii=False).encode()
    # Prepared first: what is signed is what requests will send.
    prepared = session.prepare_request(
        requests.Request(method, environment["BASE_URL"] + path, params=params, data=body or None)
    )
    stamp = {"nonce": str(secrets.randbits(53) | 1), "timestamp": str(int(time.time()))}
    prepared.headers.update({
        "AppId": environment["TMSIG_APP_ID"],
        "SdkId": environment["TMSIG_SDK_ID"],
        "Content-Type": "application/json",
        "X-TC-Registered": "1",
        "X-TC-Key": environment["TMSIG_SECRET_ID"],
        "X-TC-Nonce": stamp["nonce"],
        "X-TC-Timestamp": stamp["timestamp"],
        "X-TC-Signature": sign(
            secret_id=environment["TMSIG_SECRET_ID"], secret_key=environment["TMSIG_SECRET_KEY"],
            method=method, uri=prepared.path_url, content_type="application/json", body=body, **stamp,
        ),
    })
    answer = session.send(prepared)
    answer.raise_for_status()
    return answer


created = call("POST", "/v1/meetings", value={"subject": "周会", "userid": "张三", "type": 0}).json()
meeting = created["meeting_info_list"][0]
assert meeting["subject"] == "周会", created
found = call("GET", f"/v1/meetings/{meeting['meeting_id']}", params=[("userid", "张三 a+b"), ("q", "/?&=")])
assert found.json()["meeting_info_list"][0]["subject"] == "周会", found.text
call("POST", f"/v1/meetings/{meeting['meeting_id']}/cancel", value={"userid": "张三", "reason_code": 1})
call("DELETE", "/v1/users/张三")
