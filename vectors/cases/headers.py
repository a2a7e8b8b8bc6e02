"""Headers that are sent and not signed, and names in other case."""

from dataclasses import replace

from . import samples
from .topic import Topic

_EXTRA = [
    ("action-region-version", {"X-TC-Action": "CreateMeeting", "X-TC-Region": "ap-guangzhou", "X-TC-Version": "1.0"}, "The three optional headers of the documentation."),
    ("sts-token", {"STS-Token": "madeUpStsToken"}, "The token of data-sensitive endpoints."),
    ("user-agent", {"User-Agent": "tmsig", "Accept": "*/*", "Accept-Encoding": "gzip"}, "What every HTTP library adds."),
    ("unknown-x-tc", {"X-TC-Trace": "1", "X-TC-A": "2"}, "Unknown headers that sort between the signed ones."),
    ("authorization", {"Authorization": "TC3-HMAC-SHA256 Credential=madeUp"}, "An Authorization header as Tencent Cloud's TC3 has it: not part of this scheme."),
    ("content-length", {"Content-Length": str(len(samples.CREATE))}, "An explicit length."),
    ("content-md5", {"Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}, "A digest that nobody signs."),
    ("empty-value", {"X-Request-Id": ""}, "A header with an empty value."),
    ("cjk-value", {"X-Note": "%E5%91%A8%E4%BC%9A"}, "A header with encoded text."),
]


def topic() -> Topic:
    topic = Topic("headers")
    for credentials, name, comment in [
        (samples.WITH_SDK, "sdk-id", "An account with an SdkId: sent, not signed."),
        (samples.PLAIN, "no-sdk-id", "An account without an SdkId: the header is absent."),
    ]:
        topic.valid(f"{name}-post", comment, "sdk-id", credentials=credentials, body=samples.CREATE)
        topic.valid(f"{name}-get", comment, "sdk-id", credentials=credentials, method="GET", uri=samples.MEETING)
    for value in ("0", "1"):
        comment = f"X-TC-Registered: {value}, which does not change the signature."
        topic.valid(f"registered-{value}", comment, "registered", registered=value, body=samples.CREATE)
    topic.valid("registered-absent", "No X-TC-Registered.", "registered", registered=None, body=samples.CREATE)
    for name, extra, comment in _EXTRA:
        topic.valid(name, comment, "unsigned-header", extra_headers=extra, body=samples.CREATE)

    spellings = [
        ("lower", str.lower, "Every name in lower case, as HTTP/2 sends them."),
        ("upper", str.upper, "Every name in upper case."),
        ("title", lambda name: name.lower().title(), "Every name in title case, as Go and Ruby write them."),
    ]
    for case, spell, comment in spellings:
        for kind, parts in (("get", {"method": "GET", "uri": samples.MEETING}), ("post", {"body": samples.CREATE})):
            name = f"names-{case}-{kind}"
            request = topic.request(name, samples.WITH_SDK, **parts)
            request = replace(request, headers={spell(key): value for key, value in request.headers.items()})
            topic.valid_request(name, comment, "header-name-case", request=request, credentials=samples.WITH_SDK)
    name = "content-type-lower-multipart"
    request = topic.request(name, content_type="multipart/form-data; boundary=x", body="--x--\r\n")
    request = replace(request, headers={key.lower(): value for key, value in request.headers.items()})
    topic.valid_request(name, "A lower-case content-type that announces an upload.", "header-name-case", "multipart", request=request)
    return topic
