"""An adapter that signs correctly, except for what its first argument says.

    hostile.py MODE [EXTRA…]

Most modes misbehave on one request only, the vector query/plus, so that a test can tell whether the
fault cost more than that. Modes that begin with "hello-" or "smoke-" already fail the first exchange.
"""

import json
import os
import select
import signal
import subprocess
import sys

from correct import HANGING_CHILD, hang, sign

CHOSEN_URI = "/v1/meetings?keyword=weekly+sync"  # query/plus
MODE = sys.argv[1]
EXTRA = sys.argv[2:]


def write(data):
    """Everything in one write, so that it arrives together."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def line(answer):
    return json.dumps(answer).encode() + b"\n"


def start_hanging_child(**streams):
    """Starts a process with EXTRA[0] among its arguments, where the test looks for it."""
    subprocess.Popen([sys.executable, "-c", HANGING_CHILD, EXTRA[0]], **streams)
    open(os.path.join(EXTRA[0], "started"), "w").close()


# ---- Modes that change the first exchange --------------------------------------------------------

HELLO = {"version": 1, "name": "hostile signer", "language": "python", "ops": ["sign"]}


def hello():
    if MODE == "hello-silent-exit":
        sys.exit(0)
    if MODE == "hello-crash":
        print("ImportError: no module named acme", file=sys.stderr)
        sys.exit(1)
    if MODE == "hello-tells":
        write(f"signing with {EXTRA[0]}\n".encode())
    if MODE == "hello-tells-without-end":
        write(f"signing with {EXTRA[0]}".encode() + b"x" * (17 << 20) + b"\n")
    if MODE == "hello-garbage":
        write(b"Python 3.11 \x1b[1mready\xff\n")
    if MODE == "hello-version-2":
        write(line(HELLO | {"version": 2}))
    if MODE == "hello-no-sign":
        write(line(HELLO | {"ops": ["call"]}))
    if MODE == "hello-hang":
        hang()
    if MODE == "hello-unflushed":
        buffered = open(1, "wb", buffering=65536)
        buffered.write(line(HELLO))
        hang()
    if MODE == "hello-hang-after-telling":
        tell_test(EXTRA[0])
        hang()
    if MODE == "given-up" and count_start(EXTRA[0]) > 1:
        print("the licence server is gone", file=sys.stderr)
        sys.exit(7)
    write(line(HELLO))


def count_start(path):
    """How often this program was started, counted in a file."""
    with open(path, "ab+") as file:
        file.write(b"x")
        return file.tell()


def tell_test(fifo):
    """Lets a test that reads this FIFO go on."""
    with open(fifo, "wb") as file:
        file.write(b"here\n")


# ---- Modes that change an answer -----------------------------------------------------------------

def misbehave(message, good):
    """What happens on the chosen request."""
    seq = message["seq"]
    if MODE == "crash":
        print("Traceback: KeyError: 'keyword'", file=sys.stderr)
        sys.exit(3)
    elif MODE == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    elif MODE == "hang":
        hang()
    elif MODE == "garbage":
        write(b"Segmentation fault\n")
    elif MODE == "garbage-before":
        write(b"DEBUG signing a request\n" + good)
    elif MODE == "garbage-after":
        write(good + b"DEBUG signed a request\n")
    elif MODE == "wrong-seq":
        write(line({"seq": 999_999, "signature": sign(message)}))
    elif MODE == "previous-seq":
        write(line({"seq": seq - 1, "signature": sign(message)}))
    elif MODE == "no-seq":
        write(line({"signature": sign(message)}))
    elif MODE == "binary":
        write(b"\x00\x01\x7f\x80\xfe\xff\x1b[2J\n")
    elif MODE == "endless-line":
        write(b"x" * 20_000_000)
    elif MODE == "empty-line":
        write(b"\n")
    elif MODE == "half-a-line":
        write(good[:20])
        sys.exit(0)
    elif MODE == "stderr-flood":
        sys.stderr.write("WARN this library is deprecated\n" * 250_000)
        sys.stderr.flush()
        write(good)
    elif MODE == "given-up":
        sys.exit(0)
    elif MODE == "closes-stdout":
        os.close(1)
        hang()
    elif MODE == "error":
        write(line({"seq": seq, "error": "no account \"acme\""}))
    elif MODE == "error-without-seq":
        write(line({"seq": None, "error": "cannot parse the line"}))
    elif MODE == "skip":
        write(line({"seq": seq, "skip": "a plus is beyond this signer"}))
    elif MODE == "quoted-signature":
        write(line({"seq": seq, "signature": json.dumps(sign(message))}))
    elif MODE == "signature-is-number":
        write(line({"seq": seq, "signature": 12345}))
    elif MODE == "signature-is-null":
        write(line({"seq": seq, "signature": None}))
    elif MODE == "signature-and-error":
        write(line({"seq": seq, "signature": sign(message), "error": "but"}))
    elif MODE == "signature-and-skip":
        write(line({"seq": seq, "signature": sign(message), "skip": "but"}))
    elif MODE == "orphan-holds-stdout":
        start_hanging_child()
        sys.exit(0)
    elif MODE == "answers-twice":
        # The second time when the next request has come, or none will.
        write(good)
        select.select([0], [], [])
        write(good)
    elif MODE == "crash-with-an-heir":
        # It leaves the process group, holds stdout, and ends with the test.
        subprocess.Popen([sys.executable, "-c", "import sys; open(sys.argv[1]).read()", EXTRA[0]],
                         start_new_session=True)
        sys.exit(3)
    elif MODE == "hang-after-telling":
        tell_test(EXTRA[0])
        hang()
    else:
        write(good)


answered = 0


def answer(message):
    global answered
    answered += 1
    is_smoke = message["seq"] == 1
    good = line({"seq": message["seq"], "signature": sign(message)})
    if MODE == "smoke-error":
        write(line({"seq": message["seq"], "error": "no such account"}))
    elif MODE == "smoke-skip":
        write(line({"seq": message["seq"], "skip": "never on Mondays"}))
    elif MODE == "smoke-hang":
        hang()
    elif MODE == "smoke-crash":
        sys.exit(4)
    elif MODE == "crlf":
        write(good[:-1] + b"\r\n")
    elif MODE == "dies-after":
        write(good)
        if answered == int(EXTRA[0]):
            sys.exit(0)
    elif MODE == "deaf":
        # The smoke exchange works; then nothing is read any more, and the pipe fills up.
        write(good)
        hang()
    elif MODE == "leaves-orphan":
        if is_smoke:
            null = subprocess.DEVNULL
            start_hanging_child(stdin=null, stdout=null, stderr=null)
        write(good)
    elif MODE == "skips-everything" and not is_smoke:
        write(line({"seq": message["seq"], "skip": "not today"}))
    elif MODE.startswith("tells-key-") and not is_smoke:
        tell_key(message, good)
    elif message["uri"] == CHOSEN_URI:
        misbehave(message, good)
    else:
        write(good)


def tell_key(message, good):
    """Prints the SecretKey where a careless program would."""
    seq, key = message["seq"], message["secret_key"]
    if MODE == "tells-key-and-environment":
        own = {name: value for name, value in os.environ.items() if name.startswith("TMSIG_")}
        write(f"the environment: {own} {EXTRA[0]}\n".encode())
    elif MODE == "tells-key-on-stdout":
        write(f"signing with {key}\n".encode())
    elif MODE == "tells-key-on-stderr":
        print("signing with", key, file=sys.stderr)
        sys.exit(1)
    elif MODE == "tells-key-on-stderr-of-each":
        # Until it dies, the keys of earlier requests pile up.
        print("signing with", key, file=sys.stderr, flush=True)
        if answered % 4 == 0:
            sys.exit(1)
        write(good)
    elif MODE == "tells-key-across-the-cut":
        # So many bytes behind the key that only a part of it is among the last that are shown.
        print("signing with " + key + "x" * int(EXTRA[0]), file=sys.stderr, end="")
        sys.exit(1)
    elif MODE == "tells-key-in-error":
        write(line({"seq": seq, "error": f"cannot sign with {key}"}))
    elif MODE == "tells-key-in-skip":
        write(line({"seq": seq, "skip": f"cannot sign with {key}"}))
    elif MODE == "tells-key-in-signature":
        write(line({"seq": seq, "signature": key}))
    elif MODE == "tells-key-in-stages":
        write(line({"seq": seq, "signature": "wrong", "header_string": f"X-TC-Key={key}"}))
    elif MODE == "tells-key-as-seq":
        write(line({"seq": key, "signature": "wrong"}))


if __name__ == "__main__":
    sys.stdin.buffer.readline()
    hello()
    for request in sys.stdin.buffer:
        answer(json.loads(request))
