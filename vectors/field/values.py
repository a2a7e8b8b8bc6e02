"""Realistic accounts and calls: what a program wants to send, before it makes any mistake."""

import random
import string
from dataclasses import dataclass, field

HOST = "api.meeting.qq.com"
JSON = "application/json"
_LETTERS = string.ascii_letters + string.digits

SUBJECTS = [
    "周会", "项目周会", "产品评审会", "2024年第一季度复盘", "张三的快速会议", "面试：后端开发（二面）", "研发&测试对齐", "需求评审 <V2.1>",
    "新员工入职培训", "董事会·闭门", "預算審查會議", "Q3 预算 review (第2轮)", "weekly sync", "R&D <sync>", "it's 1+1=2", "Sales/Marketing stand-up",
    "客户 Demo \"试用版\"", "上线评审🚀", "技术分享：C++/Go", "Réunion hebdo", "50% 折扣方案", "安全培训 a=b", "日程\t安排", "一",
]  # fmt: skip
USER_IDS = [
    "tester1", "zhangsan", "wang.wu", "li-si", "user_01", "admin@example.com", "li.na@corp.example.cn", "o'neil", "a b", "lin+test@example.com",
    "张三", "ou_7d8a6e6df7621556ce0d21922b676706ccs", "13800138000", "10001", "dept1,dept2", "corp:u7", "Zhang San", "woaJARCQAAhjyE.*8", "x~y",
    "a/b", "100%", "Ab3=", "王 五", "8", "u(1)!", "true", "0012",
]  # fmt: skip
_TIDY_USER_IDS = [
    user for user in USER_IDS if all(letter.isalnum() and letter.isascii() or letter in "-._" for letter in user) and user != "true"
]
MARKED_USER_IDS = [user for user in USER_IDS if not user.isalnum() or not user.isascii()] + [
    "o'neil",
    "a b",
    "Zhang San",
    "admin@example.com",
]
REASONS = ["改期", "moved to Monday", "会议室冲突，改到周一", "cancelled by host", "no longer needed"]
AGENTS = [
    "python-requests/2.31.0", "axios/1.6.7", "okhttp/4.12.0", "Go-http-client/1.1", "GuzzleHttp/7", "Apache-HttpClient/4.5.14 (Java/1.8.0_392)",
    "Java/17.0.9", "node", "PostmanRuntime/7.36.1", "curl/8.4.0", "Python/3.11 aiohttp/3.9.3", "python-httpx/0.27.0", "Ruby", "libwww-perl/6.67",
]  # fmt: skip


@dataclass(frozen=True)
class Credentials:
    secret_id: str
    secret_key: str
    app_id: str | None = None
    sdk_id: str | None = None

    def to_json(self) -> dict:
        every = {"secret_id": self.secret_id, "secret_key": self.secret_key, "app_id": self.app_id, "sdk_id": self.sdk_id}
        return {name: value for name, value in every.items() if value is not None}


@dataclass(frozen=True)
class Intent:
    """One call as its author means it. `encoder` and `writer` are the ones that signer and client share when nothing goes wrong."""

    credentials: Credentials
    method: str
    segments: tuple[str, ...]
    params: tuple[tuple[str, str], ...] = ()
    body: object = None
    form: tuple[tuple[str, str], ...] | None = None
    nonce: str = "7"
    timestamp: str = "1700000000"
    encoder: str = "php-rawurlencode"
    writer: str = "js-stringify"
    headers: dict = field(default_factory=dict)

    @property
    def has_body(self) -> bool:
        return self.body is not None or self.form is not None


def _text(rng: random.Random, length: int) -> str:
    return "".join(rng.choices(_LETTERS, k=length))


def _digits(rng: random.Random, length: int) -> str:
    return str(rng.randrange(10 ** (length - 1), 10**length))


def credentials(rng: random.Random) -> Credentials:
    secret_id = rng.choice([_text(rng, 32), "AKID" + _text(rng, 32), _text(rng, 24)])
    # Some keys look like hexadecimal, which makes people put them through a parser.
    secret_key = "".join(rng.choices("0123456789abcdef", k=32)) if rng.random() < 0.15 else _text(rng, rng.choice([32, 40, 48]))
    return Credentials(secret_id, secret_key, _digits(rng, rng.choice([9, 10])), _digits(rng, 11) if rng.random() < 0.4 else None)


def user_id(rng: random.Random) -> str:
    return rng.choice(USER_IDS)


def _meeting_id(rng: random.Random) -> str:
    return _digits(rng, 19)


def _times(rng: random.Random) -> tuple[str, str]:
    start = rng.randrange(1_650_000_000, 1_760_000_000, 900)
    return str(start), str(start + rng.choice([1800, 3600, 5400]))


def _create(rng: random.Random) -> dict:
    start, end = _times(rng)
    body = {"userid": user_id(rng), "instanceid": rng.randrange(1, 6), "subject": rng.choice(SUBJECTS), "type": rng.randrange(2)}
    if rng.random() < 0.5:
        body["hosts"] = [{"userid": user_id(rng)}]
    if rng.random() < 0.3:
        body["invitees"] = [{"userid": user_id(rng)} for _ in range(rng.randrange(3))]
    body |= {"start_time": start, "end_time": end}
    if rng.random() < 0.4:
        body["settings"] = {
            "mute_enable_join": rng.random() < 0.5,
            "allow_unmute_self": True,
            "mute_all": False,
            "auto_in_waiting_room": rng.random() < 0.5,
        }
    if rng.random() < 0.2:
        body["password"] = _digits(rng, 6)
    if rng.random() < 0.1:
        body["live_config"] = None
    return body


def _update(rng: random.Random) -> dict:
    start, end = _times(rng)
    return {"userid": user_id(rng), "instanceid": 1, "subject": rng.choice(SUBJECTS), "start_time": start, "end_time": end}


def _person(rng: random.Random) -> dict:
    name = rng.choice(["张三", "李四", "Lin", "欧阳 娜", "O'Neil"])
    return {"username": name, "userid": user_id(rng), "email": f"u{_digits(rng, 3)}@example.com", "phone": "138" + _digits(rng, 8)}


def _cancel(rng: random.Random) -> dict:
    return {"userid": user_id(rng), "instanceid": 1, "reason_code": 1, "reason_detail": rng.choice(REASONS)}


def _mute(rng: random.Random) -> dict:
    return {"operator_id": user_id(rng), "operator_id_type": 1, "instanceid": 1, "mute": rng.random() < 0.5}


def _dismiss(rng: random.Random) -> dict:
    return {"userid": user_id(rng), "instanceid": 1, "reason_code": 1, "force_dismiss_meeting": 1}


def _span(rng: random.Random) -> list[tuple[str, str]]:
    start, end = _times(rng)
    return [("start_time", start), ("end_time", end)]


def _pages(rng: random.Random) -> list[tuple[str, str]]:
    return [("page", str(rng.randrange(1, 4))), ("page_size", rng.choice(["10", "20", "50"]))]


def _who(rng: random.Random) -> list[tuple[str, str]]:
    return [("userid", user_id(rng)), ("instanceid", str(rng.randrange(1, 6)))]


def _user_segment(rng: random.Random) -> str:
    # Which reading of an escaped path the service takes is open, so tidy ids are the rule in a path.
    return rng.choice(USER_IDS if rng.random() < 0.3 else _TIDY_USER_IDS)


# weight, method, path, parameters, body
_CALLS = [
    (14, "POST", lambda r: ("v1", "meetings"), None, _create),
    (8, "GET", lambda r: ("v1", "meetings", _meeting_id(r)), _who, None),
    (8, "GET", lambda r: ("v1", "meetings"), lambda r: [("meeting_code", _digits(r, 9)), *_who(r)], None),
    (5, "GET", lambda r: ("v1", "meetings"), lambda r: [*_who(r), ("pos", "0"), ("cursory", _digits(r, 2)), ("is_show_all_sub_meetings", r.choice(["0", "true"]))], None),
    (6, "PUT", lambda r: ("v1", "meetings", _meeting_id(r)), None, _update),
    (7, "POST", lambda r: ("v1", "meetings", _meeting_id(r), "cancel"), None, _cancel),
    (5, "GET", lambda r: ("v1", "meetings", _meeting_id(r), "participants"), lambda r: [("userid", user_id(r)), ("pos", "0"), ("size", "20")], None),
    (6, "GET", lambda r: ("v1", "users", "list"), _pages, None),
    (2, "GET", lambda r: ("v1", "users", "list"), None, None),
    (5, "GET", lambda r: ("v1", "users", _user_segment(r)), None, None),
    (4, "POST", lambda r: ("v1", "users"), None, _person),
    (3, "PUT", lambda r: ("v1", "users", _user_segment(r)), None, _person),
    (3, "DELETE", lambda r: ("v1", "users", _user_segment(r)), None, None),
    (7, "GET", lambda r: ("v1", "records"), lambda r: [("userid", user_id(r)), *_span(r), *_pages(r)], None),
    (3, "GET", lambda r: ("v1", "records"), lambda r: [("meeting_id", _meeting_id(r)), ("userid", user_id(r)), *_span(r), *_pages(r)], None),
    (3, "GET", lambda r: ("v1", "addresses", _meeting_id(r)), lambda r: [("userid", user_id(r))], None),
    (3, "GET", lambda r: ("v1", "history", "meetings", _user_segment(r)), lambda r: [*_pages(r), *_span(r)], None),
    (3, "PUT", lambda r: ("v1", "real-control", "meetings", _meeting_id(r), "mutes"), None, _mute),
    (2, "POST", lambda r: ("v1", "meetings", _meeting_id(r), "dismiss"), None, _dismiss),
    (2, "DELETE", lambda r: ("v1", "records", _meeting_id(r)), lambda r: [("meeting_id", _meeting_id(r)), ("userid", user_id(r))], None),
]  # fmt: skip
_WEIGHTS = [call[0] for call in _CALLS]
# The encoders and writers that both sides share when nothing goes wrong; each is legal on the wire.
SHARED_ENCODERS = ["php-rawurlencode"] * 5 + [
    "java-urlencoder",
    "go-query-escape",
    "js-encode-uri-component",
    "php-urlencode",
    "js-url-search-params",
]
SHARED_WRITERS = ["js-stringify"] * 6 + [
    "python-default",
    "python-compact",
    "gson",
    "php-json-encode",
    "go-marshal",
    "python-unicode",
    "js-stringify-2",
]


def intent(rng: random.Random) -> Intent:
    account = credentials(rng)
    _, method, path, params, body = rng.choices(_CALLS, _WEIGHTS)[0]
    agent = rng.choice(AGENTS)
    headers = {}
    if body or rng.random() < 0.6:
        headers["Content-Type"] = rng.choice([JSON] * 5 + ["application/json; charset=utf-8"])
    if rng.random() < 0.3:
        headers["Host"] = HOST
    if rng.random() < 0.5:
        headers["User-Agent"] = agent
    if rng.random() < 0.6:
        headers["X-TC-Registered"] = "1"
    nonce = str(
        rng.choice([rng.randrange(1, 100_000), rng.randrange(10**8, 2**31), rng.randrange(10**9, 2**53), rng.randrange(2**53, 2**64)])
    )
    return Intent(
        account,
        method,
        path(rng),
        tuple(params(rng)) if params else (),
        body(rng) if body else None,
        None,
        nonce,
        str(rng.randrange(1_650_000_000, 1_760_000_000)),
        rng.choice(SHARED_ENCODERS),
        rng.choice(SHARED_WRITERS),
        headers,
    )
