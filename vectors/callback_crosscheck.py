#!/usr/bin/env python3
"""Drive a receiver with the golden vectors of event callbacks and compare; the files are the expectation.

    python3 vectors/callback_crosscheck.py -- node adapters/receivers/receiver.mjs

The command speaks the adapter protocol (vectors/adapter.schema.json). Of every accepted callback it is asked for the
signature (callback_sign), the plaintext (callback_decrypt) and the answer (callback_handle); of every invalid one, that
it does not answer as if it were right. Exit code 0 when every answer is right, 1 when one is wrong, 2 when the command
cannot be run or does not speak the protocol.
"""

import argparse
import base64
import json
import sys
from pathlib import Path

from cases.callback.topic import parts_of
from cases.callback.scheme import ACKNOWLEDGEMENT, Request
from crosscheck import SHOWN, Adapter, ProtocolError

FOLDER = Path(__file__).resolve().parent / "callback"
OPS = ("callback_sign", "callback_decrypt", "callback_handle")


class ReceiverAdapter(Adapter):
    def start(self) -> dict:
        hello = self._exchange({"op": "start", "version": 1})
        missing = [op for op in OPS if op not in hello.get("ops", [])]
        if hello.get("version") != 1 or missing:
            raise ProtocolError(f"not a greeting of version 1 that offers {missing}: {hello}")
        return hello

    def ask(self, op: str, **members) -> dict:
        self._seq += 1
        answer = self._exchange({"op": op, "seq": self._seq, **members})
        if answer.get("seq") != self._seq:
            raise ProtocolError(f"expected seq {self._seq}: {answer}")
        return answer


def request_of(test: dict) -> Request:
    request = test["request"]
    body = base64.b64decode(request["body_base64"]) if "body_base64" in request else request.get("body", "").encode()
    headers = tuple((name, value) for name, value in request["headers"])
    return Request(request["method"], request["uri"], headers, body)


def differences(adapter: ReceiverAdapter, subscription: dict, test: dict) -> list[str]:
    """What is wrong with the answers about one test."""
    found = []
    request = request_of(test)
    secrets = {"token": subscription["token"], "encoding_aes_key": subscription.get("encoding_aes_key")}
    if "answer" in test:
        timestamp, nonce, data, _ = parts_of(request)
        signature = adapter.ask("callback_sign", token=subscription["token"], timestamp=timestamp, nonce=nonce, data=data).get("signature")
        if signature != test["signature"]:
            found.append(f"signature {signature!r}, expected {test['signature']!r}")
        answer = adapter.ask("callback_decrypt", encoding_aes_key=secrets["encoding_aes_key"], data=data)
        expected = base64.b64encode(test["plaintext"].encode()).decode()
        if answer.get("plaintext_base64") != expected and test["result"] == "valid":
            found.append(f"plaintext {answer}, expected {expected[:60]!r}")
    handled = adapter.ask("callback_handle", **secrets, method=request.method, target=request.uri, headers=[list(pair) for pair in request.headers], body_base64=base64.b64encode(request.body).decode())
    body = base64.b64decode(handled.get("body_base64", ""))
    if test["result"] == "valid" and (handled.get("status") != 200 or body != test["answer"]["body"].encode()):
        found.append(f"answered {handled.get('status')} {body[:60]!r}")
    if test["result"] == "invalid" and handled.get("status") == 200:
        found.append(f"accepted, answered {body[:60]!r}")
    if test["result"] == "acceptable" and handled.get("status") == 200 and body != test.get("answer", {}).get("body", ACKNOWLEDGEMENT).encode():
        found.append(f"answered {body[:60]!r}")
    return [f"{test['id']}: {difference}" for difference in found]


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare a receiver that speaks the adapter protocol with the golden vectors.")
    parser.add_argument("--timeout", type=float, default=20, metavar="SECONDS", help="longest wait for one answer (default 20)")
    parser.add_argument("command", nargs="+", help="the adapter, after --")
    arguments = parser.parse_args()
    try:
        adapter = ReceiverAdapter(arguments.command, arguments.timeout)
    except OSError as error:
        print(f"cannot run {arguments.command[0]}: {error}", file=sys.stderr)
        return 2
    count, failed = 0, []
    try:
        hello = adapter.start()
        for path in sorted(FOLDER.glob("*.json")):
            for group in json.loads(path.read_text("ascii"))["groups"]:
                for test in group["tests"]:
                    count += 1
                    failed += differences(adapter, group["subscription"], test)
        adapter.stop()
    except ProtocolError as error:
        adapter.kill()
        print(f"{' '.join(arguments.command)}: {error}", file=sys.stderr)
        return 2
    for difference in failed[:SHOWN]:
        print(difference)
    if len(failed) > SHOWN:
        print(f"… and {len(failed) - SHOWN} more")
    print(f"{hello.get('name', 'adapter')}: {count} callbacks, {len(failed)} differences")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
