#!/usr/bin/env python3
"""Print what `tmsig doctor` takes for long inputs: seconds, and peak memory as a multiple of the input.

python3 benches/memory.py target/release/tmsig
"""

import json
import os
import sys
import time

SIGNATURE = "A" * 86 + "=="
MEBIBYTE = 1 << 20


def request(method: str = "POST", uri: str = "/v1/meetings", nonce: str = "1", body: str = "{}", extra: dict | None = None) -> str:
    headers = {"X-TC-Key": "AKIDexample", "X-TC-Nonce": nonce, "X-TC-Timestamp": "1600000000", "X-TC-Signature": SIGNATURE}
    return json.dumps({"method": method, "uri": uri, "headers": headers | (extra or {}), "body": body}, ensure_ascii=False)


def json_body(length: int) -> str:
    one = '{"userid":"tester1","subject":"周会","type":0},'
    return "[" + one * (length // len(one.encode())) + "{}]"


def log(length: int) -> str:
    call = (
        "2026-11-25 10:11:12.345  INFO 1234 --- [nio-8080-exec-1] okhttp3.OkHttpClient : --> POST https://api.meeting.qq.com/v1/meetings\n"
        "2026-11-25 10:11:12.345  INFO 1234 --- [nio-8080-exec-1] okhttp3.OkHttpClient : X-TC-Key: AKIDexample\n"
        "2026-11-25 10:11:12.345  INFO 1234 --- [nio-8080-exec-1] okhttp3.OkHttpClient : X-TC-Nonce: 1\n"
        "2026-11-25 10:11:12.345  INFO 1234 --- [nio-8080-exec-1] okhttp3.OkHttpClient : X-TC-Timestamp: 1600000000\n"
        f"2026-11-25 10:11:12.345  INFO 1234 --- [nio-8080-exec-1] okhttp3.OkHttpClient : X-TC-Signature: {SIGNATURE}\n"
        "2026-11-25 10:11:12.345  INFO 1234 --- [nio-8080-exec-1] okhttp3.OkHttpClient : {}\n"
        "2026-11-25 10:11:12.345  INFO 1234 --- [nio-8080-exec-1] okhttp3.OkHttpClient : --> END POST (2-byte body)\n"
    )
    return call * (length // len(call))


CASES = {
    "a URI of 10 MiB": lambda: request(uri="/v1/" + "a%20" * (10 * MEBIBYTE // 4)),
    "a nonce of 10 MiB": lambda: request(nonce="7" * (10 * MEBIBYTE)),
    "a curl line with 1 MiB of -H a:b": lambda: "curl https://api.meeting.qq.com/v1/users" + " -H a:b" * (MEBIBYTE // 7),
    "a JSON body of 1 MiB": lambda: request(body=json_body(MEBIBYTE)),
    "a JSON body of 4 MiB": lambda: request(body=json_body(4 * MEBIBYTE)),
    "a JSON body of 13 MiB": lambda: request(body=json_body(13 * MEBIBYTE)),
    "a log of 1 MiB": lambda: log(MEBIBYTE),
    "a log of 9 MiB": lambda: log(9 * MEBIBYTE),
}


def run(program: str, text: str) -> tuple[int, float, int]:
    """Exit code, seconds, and KiB of peak memory."""
    environment = {"TMSIG_SECRET_ID": "AKIDexample", "TMSIG_SECRET_KEY": "a-secret-key", "PATH": os.environ["PATH"]}
    reading, writing = os.pipe()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os.dup2(reading, 0)
        os.close(writing)
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.execve(program, [program, "doctor", "--budget", "200ms"], environment)
    os.close(reading)
    with open(writing, "wb") as pipe:
        try:
            pipe.write(text.encode())
        except BrokenPipeError:
            pass
    _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), time.monotonic() - started, usage.ru_maxrss


def main() -> None:
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/tmsig")
    _, _, base = run(program, request())
    print(f"a small request: {base / 1024:.0f} MiB; what is above it, --budget 200ms:")
    print("| input | exit | seconds | peak memory | times the input |")
    print("|---|--:|--:|--:|--:|")
    for name, make in CASES.items():
        text = make()
        code, seconds, peak = run(program, text)
        multiple = max(0, peak - base) * 1024 / len(text.encode())
        print(f"| {name} | {code} | {seconds:.2f} | {peak / 1024:.0f} MiB | {multiple:.1f} |")


if __name__ == "__main__":
    main()
