"""An adapter for the tests of the reports: by the request's URI it fails, errs, skips or is right, and
its words hold whatever would break out of XML or Markdown; with the argument "controls", also what
would break out of a terminal.
"""

import json
import sys

from correct import sign

MARKUP = "<b>&\"'|`x`|</b> \\"
CONTROLS = "\u0001\u001b]0;owned\u0007\n# second line"
UNSEEN = CONTROLS if "controls" in sys.argv else ""


def answer(message):
    if message["op"] == "start":
        return {"version": 1, "name": "acme <signer> & \"co\" | 1.0" + UNSEEN, "language": "python",
                "ops": ["sign"]}
    seq = message["seq"]
    right = {"seq": seq, "signature": sign(message)}
    match message["uri"].partition("?")[2]:
        case "keyword=weekly+sync":
            # The mistake is told with the stage at which it was made.
            message["uri"] = message["uri"].replace("+", " ")
            header_string = (f"X-TC-Key={message['secret_id']}&X-TC-Nonce={message['nonce']}"
                             f"&X-TC-Timestamp={message['timestamp']}")
            string_to_sign = f"{message['method']}\n{header_string}\n{message['uri']}\n"
            return {"seq": seq, "signature": sign(message), "string_to_sign": string_to_sign}
        case "keyword=a%2Bb":
            return {"seq": seq, "error": "cannot sign " + MARKUP + CONTROLS}
        case "keyword=a%2bb":
            return {"seq": seq, "skip": "beyond us: " + MARKUP + UNSEEN}
        case "a=x+y&b=x%20y":
            return {"seq": seq, "signature": right["signature"].rstrip("=")}
        case "a=1|2":
            return {"seq": seq, "signature": MARKUP + CONTROLS}
    return right


for line in sys.stdin.buffer:
    print(json.dumps(answer(json.loads(line))), flush=True)
