"""A script for `tmsig test --each`: reads one line, prints one signature.

    one_shot.py MODE [EXTRA…]

It signs correctly, except that on the request of the vector query/plus it does what MODE says.
"""

import json
import os
import subprocess
import sys

from correct import HANGING_CHILD, hang, sign

CHOSEN_URI = "/v1/meetings?keyword=weekly+sync"  # query/plus
MODE = sys.argv[1]
EXTRA = sys.argv[2:]

message = json.loads(sys.stdin.buffer.readline())
signature = sign(message)
if MODE == "leaves-orphan":
    null = subprocess.DEVNULL
    subprocess.Popen([sys.executable, "-c", HANGING_CHILD, EXTRA[0]],
                     stdin=null, stdout=null, stderr=null)
    open(os.path.join(EXTRA[0], "started"), "w").close()
if message["uri"] != CHOSEN_URI or MODE in ("correct", "leaves-orphan"):
    print(signature)
elif MODE == "wrong":
    print("0" * 88)
elif MODE == "fails":
    print(signature)
    print("ValueError: plus", file=sys.stderr)
    sys.exit(5)
elif MODE == "two-lines":
    print("DEBUG signing")
    print(signature)
elif MODE == "three-lines":
    print("DEBUG signing", "DEBUG signed", signature, sep="\n")
elif MODE == "silent":
    pass
elif MODE == "hang":
    hang()
elif MODE == "hang-after-closing-stdout":
    os.close(1)
    hang()
elif MODE == "not-text":
    sys.stdout.buffer.write(b"\xff\xfe\n")
elif MODE == "without-newline":
    sys.stdout.write(signature)
elif MODE == "crlf":
    sys.stdout.write(signature + "\r\n")
