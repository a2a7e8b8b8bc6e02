"""An adapter that signs correctly, except for what its argument says: on requests whose URI has a
percent sign, mostly."""

import json
import os
import signal
import sys

from correct import hang, sign

MODE = sys.argv[1]


def write(answer):
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


def is_documented(message):
    path = message["uri"].partition("?")[0]
    return (message["method"] in ("GET", "POST", "PUT", "DELETE") and "%" not in path
            and not set(message["uri"]) & set('<>"\\^`{|}')
            and len(message["timestamp"]) == 10
            and not message["nonce"].startswith("0") and int(message["nonce"]) < 2**64)


answered = 0
sys.stdin.buffer.readline()
write({"version": 1, "name": "fuzzed signer", "language": "python", "ops": ["sign"]})
for line in sys.stdin.buffer:
    message = json.loads(line)
    seq, good = message["seq"], sign(message)
    is_chosen = "%" in message["uri"]
    answered += 1
    if MODE == "crash" and is_chosen:
        sys.exit(3)
    elif MODE == "always-crash" and seq > 1:
        sys.exit(3)
    elif MODE == "hang" and "%00" in message["uri"]:
        hang()
    elif MODE == "garbage" and "%00" in message["uri"]:
        sys.stdout.buffer.write(b"Segmentation fault\n")
        sys.stdout.buffer.flush()
    elif MODE == "refuse" and is_chosen:
        write({"seq": seq, "error": f"no percent signs, please: {message['uri'].count('%')}"})
    elif MODE == "refuse-undocumented" and not is_documented(message):
        write({"seq": seq, "error": "not documented"})
    elif MODE == "reversed-query" and "?" in message["uri"]:
        path, _, query = message["uri"].partition("?")
        write({"seq": seq, "signature": sign(message | {"uri": path + "?!" + query[::-1]})})
    elif MODE == "interrupts":
        if answered == 200:
            os.kill(os.getppid(), signal.SIGINT)
        import base64
        import binascii
        raw = binascii.unhexlify(base64.b64decode(good))
        write({"seq": seq, "signature": base64.b64encode(raw).decode()})
    else:
        write({"seq": seq, "signature": good})
