#!/usr/bin/env python3
"""Drive a signer with the golden vectors and compare; the files are the expectation, nothing is signed here.

    python3 vectors/crosscheck.py -- node adapters/signer.mjs
    python3 vectors/crosscheck.py --accumulated 1000000 -- java adapters/Signer.java

The command speaks the adapter protocol (vectors/adapter.schema.json): JSON Lines on stdin and stdout. Exit code 0 when
every answer is right, 1 when one is wrong or missing, 2 when the command cannot be run or does not speak the protocol.
"""

import argparse
import base64
import hashlib
import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Iterator

from cases import accumulated

FOLDER = Path(__file__).resolve().parent
SHOWN = 10


class ProtocolError(Exception):
    """The adapter crashed, hung or answered with something that is no answer."""


class Adapter:
    def __init__(self, command: list[str], timeout: float):
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._timeout = timeout
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._seq = 0
        # A thread, because a pipe cannot be read with a time limit on every platform.
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(b"")

    def _exchange(self, message: dict) -> dict:
        try:
            self._process.stdin.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
            self._process.stdin.flush()
            line = self._lines.get(timeout=self._timeout)
        except OSError as error:
            raise ProtocolError(f"the adapter closed its input: {error}") from error
        except queue.Empty:
            raise ProtocolError(f"no answer within {self._timeout:g} seconds") from None
        if not line:
            raise ProtocolError(f"the adapter ended with exit code {self._process.wait()}")
        try:
            answer = json.loads(line)
        except ValueError:
            raise ProtocolError(f"not JSON: {line[:200]!r}") from None
        if not isinstance(answer, dict):
            raise ProtocolError(f"not an object: {line[:200]!r}")
        return answer

    def start(self) -> dict:
        hello = self._exchange({"op": "start", "version": 1})
        if hello.get("version") != 1 or "sign" not in hello.get("ops", []):
            raise ProtocolError(f"not a greeting of version 1 that offers 'sign': {hello}")
        return hello

    def sign(self, credentials: dict, request: dict) -> dict:
        self._seq += 1
        message = {"op": "sign", "seq": self._seq, **sign_fields(credentials, request)}
        answer = self._exchange(message)
        if answer.get("seq") != self._seq:
            raise ProtocolError(f"expected seq {self._seq}: {answer}")
        return answer

    def stop(self):
        """Closing stdin must end the adapter with exit code 0."""
        self._process.stdin.close()
        try:
            code = self._process.wait(timeout=self._timeout)
        except subprocess.TimeoutExpired:
            raise ProtocolError("still running after stdin was closed") from None
        if code != 0:
            raise ProtocolError(f"exit code {code} after stdin was closed")

    def kill(self):
        self._process.kill()
        self._process.wait()


def sign_fields(credentials: dict, request: dict) -> dict:
    headers = {name.lower(): value for name, value in request["headers"].items()}
    text = request.get("body")
    body = base64.b64decode(request["body_base64"]) if text is None else text.encode()
    return {
        "secret_id": credentials["secret_id"],
        "secret_key": credentials["secret_key"],
        "method": request["method"],
        "uri": request["uri"],
        "nonce": headers["x-tc-nonce"],
        "timestamp": headers["x-tc-timestamp"],
        "content_type": headers.get("content-type", ""),
        "body_base64": base64.b64encode(body).decode(),
        **({} if text is None else {"body": text}),
    }


def tests() -> Iterator[tuple[dict, dict]]:
    """Every valid and acceptable test with its credentials."""
    for path in sorted(FOLDER.glob("*.json")):
        document = {} if path.name.endswith(".schema.json") else json.loads(path.read_text("ascii"))
        for group in document.get("groups", []):
            for test in group["tests"]:
                if test["result"] != "invalid":
                    yield group["credentials"], test


def first_wrong_stage(test: dict, answer: dict) -> str:
    stages = ["header_string", "string_to_sign", "string_to_sign_base64", "hex_digest"]
    for stage in stages:
        if stage in answer and stage in test and answer[stage] != test[stage]:
            return f"; first wrong stage: {stage} {answer[stage]!r}, expected {test[stage]!r}"
    return ""


def judge(test: dict, answer: dict) -> str | None:
    """What is wrong with an answer, or None."""
    acceptable = [reading["signature"] for reading in [test, *test.get("alternatives", [])]]
    if answer.get("signature") in acceptable:
        return None
    if "error" in answer:
        return None if test["result"] == "acceptable" else f"error: {answer['error']}"
    if "signature" not in answer:
        return f"neither signature, skip nor error: {answer}"
    expected = " or ".join(acceptable)
    return f"signature {answer['signature']!r}, expected {expected!r}{first_wrong_stage(test, answer)}"


def check_tests(adapter: Adapter) -> tuple[dict, list[str]]:
    counts = {"passed": 0, "refused": 0, "skipped": 0, "failed": 0}
    differences = []
    for credentials, test in tests():
        answer = adapter.sign(credentials, test["request"])
        if "skip" in answer:
            counts["skipped"] += 1
        elif difference := judge(test, answer):
            counts["failed"] += 1
            differences.append(f"{test['id']}: {difference}")
        else:
            counts["refused" if "error" in answer else "passed"] += 1
    return counts, differences


def check_accumulated(adapter: Adapter, most: int) -> tuple[int, list[str]]:
    """How many accumulated tests passed, and what went wrong."""
    document = json.loads((FOLDER / "accumulated.json").read_text("ascii"))
    expected = {test["requests"]: test for test in document["tests"] if test["requests"] <= most}
    digest = hashlib.sha256()
    passed, differences = 0, []
    for count, (credentials, request) in enumerate(accumulated.requests(max(expected, default=0)), start=1):
        answer = adapter.sign(credentials.to_json(), request.to_json())
        signature = answer.get("signature")
        if not isinstance(signature, str):
            return passed, [*differences, f"accumulated request {count - 1}: no signature: {answer}"]
        if count <= len(document["first"]) and signature != document["first"][count - 1]["signature"]:
            differences.append(f"accumulated request {count - 1}: {signature!r}")
        digest.update(signature.encode())
        if count in expected:
            if digest.hexdigest() == expected[count]["sha256"]:
                passed += 1
            else:
                differences.append(f"{expected[count]['id']}: the signatures hash to {digest.hexdigest()}")
    return passed, differences


def main() -> int:
    parser = argparse.ArgumentParser(description="Compare a signer that speaks the adapter protocol with the golden vectors.")
    parser.add_argument("--accumulated", type=int, default=10_000, metavar="N", help="longest accumulated test (default 10000, 0 for none)")
    parser.add_argument("--timeout", type=float, default=20, metavar="SECONDS", help="longest wait for one answer (default 20)")
    parser.add_argument("command", nargs="+", help="the adapter, after --")
    arguments = parser.parse_args()
    try:
        adapter = Adapter(arguments.command, arguments.timeout)
    except OSError as error:
        print(f"cannot run {arguments.command[0]}: {error}", file=sys.stderr)
        return 2
    try:
        hello = adapter.start()
        counts, differences = check_tests(adapter)
        accumulated_passed, more = check_accumulated(adapter, arguments.accumulated)
        adapter.stop()
    except ProtocolError as error:
        adapter.kill()
        print(f"{' '.join(arguments.command)}: {error}", file=sys.stderr)
        return 2
    differences += more
    for difference in differences[:SHOWN]:
        print(difference)
    if len(differences) > SHOWN:
        print(f"… and {len(differences) - SHOWN} more")
    print(f"{hello.get('name', 'adapter')}: " + ", ".join(f"{count} {word}" for word, count in counts.items()) + f"; accumulated: {accumulated_passed} passed, {len(more)} failed")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
