"""Refusals for other reasons than a signer's mistake: tampering, the clock, replay, credentials, missing headers."""

import base64
from dataclasses import replace

from . import samples
from .request import Credentials, Request
from .topic import SIGNATURE_FAILED, Topic

_CLOCK, _REPLAY, _CREDENTIALS, _PARAMETERS = 190300, 190301, 190303, 190004
_NOW = 1_700_000_000
_GET = {"method": "GET", "uri": samples.QUERY}
_POST = {"body": samples.CREATE}


def _signed(topic: Topic, name: str, credentials: Credentials = samples.PLAIN, **parts) -> Request:
    request = topic.request(name, credentials, **parts)
    return request.with_headers(X_TC_Signature=request.stages(credentials.secret_key).signature)


def _flip_one_bit(signature: str) -> str:
    raw = bytearray(base64.b64decode(signature))
    raw[20] ^= 1
    return base64.b64encode(raw).decode()


def _tampered(topic: Topic):
    def changed(name: str, comment: str, mistake: str, change, **parts):
        request = change(_signed(topic, name, **parts))
        topic.invalid(name, comment, "tampered", request=request, mistakes=[mistake])

    body = "body-changed-after-signing"
    changed(body, "One letter of the body was changed.", body, lambda request: replace(request, body=request.body.replace(b"sync", b"sink")), **_POST)
    changed(f"{body}-last-byte", "The last byte of the body was cut off.", body, lambda request: replace(request, body=request.body[:-1]), **_POST)
    changed(f"{body}-removed", "The whole body was removed.", body, lambda request: replace(request, body=b""), **_POST)
    changed(f"{body}-added", "A body was added to a query.", body, lambda request: replace(request, body=b"{}"), **_GET)
    uri = "uri-changed-after-signing"
    changed(uri, "The user in the query was changed.", uri, lambda request: replace(request, uri=request.uri.replace("tester1", "tester2")), **_GET)
    changed(f"{uri}-parameter-added", "A parameter was added.", uri, lambda request: replace(request, uri=request.uri + "&pos=0"), **_GET)
    changed(f"{uri}-identifier", "The meeting's identifier was changed.", uri, lambda request: replace(request, uri=request.uri.replace("6131", "6132")), **_GET)
    method = "method-changed-after-signing"
    changed(method, "GET was changed to DELETE.", method, lambda request: replace(request, method="DELETE"), **_GET)
    nonce = "nonce-changed-after-signing"
    changed(nonce, "The nonce was changed, as a replay would need.", nonce, lambda request: request.with_headers(X_TC_Nonce="123456"), **_POST)
    timestamp = "timestamp-changed-after-signing"
    changed(
        timestamp, "The timestamp was moved by a second.", timestamp, lambda request: request.with_headers(X_TC_Timestamp=str(_NOW + 1)),
        timestamp=str(_NOW), **_POST,
    )

    spoiled = [
        ("signature-truncated", "The signature has lost its last four characters.", lambda signature: signature[:-4]),
        ("signature-one-bit", "One bit of the digest is wrong.", _flip_one_bit),
        ("signature-lower-cased", "The signature went through a function that lower-cases header values.", str.lower),
        ("signature-not-base64", "The signature is not base64 at all.", lambda signature: "(not a signature)"),
    ]
    for name, comment, spoil in spoiled:
        changed(name, comment, name, lambda request: request.with_headers(X_TC_Signature=spoil(request.header("X-TC-Signature"))), **_POST)
    request = topic.request("signature-empty", **_POST).with_headers(X_TC_Signature="")
    comment = "X-TC-Signature is there and empty: a wrong signature, or a missing header."
    flags = ("tampered", "missing-header", "open-check-order")
    topic.invalid("signature-empty", comment, *flags, request=request, mistakes=["signature-empty"], other_error_codes=[_PARAMETERS])


def _clock(topic: Topic):
    edges = [
        ("clock-300-behind", -300, "The timestamp is exactly 300 seconds old: just accepted."),
        ("clock-300-ahead", 300, "The timestamp is exactly 300 seconds ahead: just accepted."),
        ("clock-299-behind", -299, "The timestamp is 299 seconds old."),
        ("clock-exact", 0, "The timestamp is the server's own second."),
    ]
    for name, offset, comment in edges:
        topic.valid(name, comment, "clock", now=_NOW, timestamp=str(_NOW + offset), **_POST)
    refused = [
        ("timestamp-expired", -301, "timestamp-expired", "The timestamp is 301 seconds old: just refused."),
        ("timestamp-expired-eight-hours", -28800, "timestamp-expired", "The timestamp is eight hours old: local time of China taken for UTC."),
        ("timestamp-expired-day", -86400, "timestamp-expired", "The timestamp is a day old."),
        ("timestamp-in-future", 301, "timestamp-in-future", "The timestamp is 301 seconds ahead: just refused."),
        ("timestamp-in-future-eight-hours", 28800, "timestamp-in-future", "The timestamp is eight hours ahead: a clock set to local time."),
    ]
    for name, offset, mistake, comment in refused:
        request = _signed(topic, name, timestamp=str(_NOW + offset), **_POST)
        topic.invalid(name, comment, "clock", request=request, mistakes=[mistake], error_code=_CLOCK, now=_NOW)
    name = "timestamp-milliseconds-sent"
    request = _signed(topic, name, timestamp=f"{_NOW}000", **_POST)
    topic.invalid(name, "Milliseconds were sent, and signed correctly.", "clock", request=request, mistakes=[name], error_code=_CLOCK, now=_NOW)


def _replay(topic: Topic):
    for name, parts, comment in [
        ("replayed", _POST, "The very same request for the second time."),
        ("replayed-get", _GET, "A query for the second time: harmless, and refused nonetheless."),
    ]:
        request = _signed(topic, name, **parts)
        topic.invalid(name, comment, "replay", request=request, mistakes=["replayed"], error_code=_REPLAY, replayed=True)


def _credentials(topic: Topic):
    plain, with_sdk = samples.PLAIN, samples.WITH_SDK

    def refused(name: str, comment: str, credentials: Credentials, **headers):
        request = _signed(topic, name, credentials, **_POST).with_headers(**headers)
        topic.invalid(name, comment, "unknown-credentials", request=request, mistakes=[name], error_code=_CREDENTIALS, credentials=credentials)

    refused("app-id-wrong", "The AppId belongs to another enterprise.", plain, AppId=with_sdk.app_id)
    refused("sdk-id-not-assigned", "An SdkId was sent although none was assigned.", plain, SdkId="13572468001")
    refused("sdk-id-missing", "The assigned SdkId was not sent.", with_sdk, SdkId=None)
    refused("sdk-id-wrong", "Another SdkId than the assigned one was sent.", with_sdk, SdkId="13572468002")
    name = "unknown-secret-id"
    stranger = replace(plain, secret_id="AKmadeUpNobodyKnows0Tz5Hc8Vb3Nj")
    request = _signed(topic, name, stranger, **_POST)
    topic.invalid(name, "A SecretId that nobody was given.", "unknown-credentials", request=request, mistakes=[name], error_code=_CREDENTIALS)


def _missing(topic: Topic):
    for name, header, comment in [
        ("app-id-missing", "AppId", "AppId is missing: not signed, and forgotten for that reason."),
        ("signature-missing", "X-TC-Signature", "X-TC-Signature is missing."),
        ("nonce-missing", "X-TC-Nonce", "X-TC-Nonce is missing."),
        ("timestamp-missing", "X-TC-Timestamp", "X-TC-Timestamp is missing."),
    ]:
        request = _signed(topic, name, **_POST).with_headers(**{header: None})
        topic.invalid(name, comment, "missing-header", request=request, mistakes=[name], error_code=_PARAMETERS)


def _two_faults(topic: Topic):
    def refused(name: str, comment: str, request: Request, mistakes: list[str], code: int, others: list[int], **more):
        topic.invalid(
            name, comment, "open-check-order", request=request, mistakes=mistakes, error_code=code, other_error_codes=others, **more
        )

    cut = {"X_TC_Signature": "c2lnbmF0dXJl"}
    name = "expired-and-wrong-signature"
    request = _signed(topic, name, timestamp=str(_NOW - 600), **_POST).with_headers(**cut)
    refused(name, "Too old and signed wrongly.", request, ["timestamp-expired", "signature-truncated"], _CLOCK, [SIGNATURE_FAILED], now=_NOW)
    name = "app-id-wrong-and-expired"
    request = _signed(topic, name, timestamp=str(_NOW - 600), **_POST).with_headers(AppId="200000009")
    refused(name, "A wrong AppId, and too old.", request, ["app-id-wrong", "timestamp-expired"], _CREDENTIALS, [_CLOCK], now=_NOW)
    name = "app-id-missing-and-wrong-signature"
    request = _signed(topic, name, **_POST).with_headers(AppId=None, **cut)
    refused(name, "No AppId, and signed wrongly.", request, ["app-id-missing", "signature-truncated"], _PARAMETERS, [SIGNATURE_FAILED])
    name = "sdk-id-missing-and-body-changed"
    request = replace(_signed(topic, name, samples.WITH_SDK, **_POST).with_headers(SdkId=None), body=b"{}")
    mistakes = ["sdk-id-missing", "body-changed-after-signing"]
    refused(name, "No SdkId, and another body.", request, mistakes, _CREDENTIALS, [SIGNATURE_FAILED], credentials=samples.WITH_SDK)
    name = "replayed-and-expired"
    request = _signed(topic, name, timestamp=str(_NOW - 600), **_POST)
    refused(name, "For the second time, and too old.", request, ["timestamp-expired", "replayed"], _CLOCK, [_REPLAY], now=_NOW, replayed=True)


def topic() -> Topic:
    topic = Topic("refusals")
    for add in (_tampered, _clock, _replay, _credentials, _missing, _two_faults):
        add(topic)
    return topic
