"""A client that is right, except for what its first argument says, on the one call whose query has page=7.

    hostile_client.py MODE [always]
"""

import base64
import hashlib
import hmac
import http.client
import itertools
import json
import socket
import sys
import time
from urllib.parse import quote, urlsplit

MODE = sys.argv[1]
ALWAYS = "always" in sys.argv
NONCES = itertools.count(int(time.time() * 1000) % 10**9)


def write(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def signed(message, call, uri, body):
    nonce, timestamp = str(next(NONCES)), str(int(time.time()))
    text = f"{call['method']}\nX-TC-Key={message['secret_id']}&X-TC-Nonce={nonce}&X-TC-Timestamp={timestamp}\n{uri}\n".encode() + body
    digest = hmac.new(message["secret_key"].encode(), text, hashlib.sha256).hexdigest()
    headers = {"X-TC-Key": message["secret_id"], "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp, "AppId": message["app_id"],
               "X-TC-Signature": base64.b64encode(digest.encode()).decode(), "Content-Type": "application/json"}
    return {**headers, **({"SdkId": message["sdk_id"]} if message["sdk_id"] else {})}


def send(message, uri, body=b"", extra=None):
    address = urlsplit(message["base_url"]).netloc
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.request(message["method"], uri, body=body or None, headers={**signed(message, message, uri, body), **(extra or {})})
    status = connection.getresponse().status
    connection.close()
    return status


def misbehave(message, uri):
    if MODE == "does-not-call":
        return 200
    if MODE == "calls-twice":
        send(message, uri)
        return send(message, uri)
    if MODE == "calls-elsewhere":
        return send(message, "/v1/users/elsewhere")
    if MODE == "leaves-the-api":
        return send(message, "/elsewhere")
    if MODE == "closes-half-way":
        host, port = urlsplit(message["base_url"]).netloc.split(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(b"GET /v1/meetings?page=7 HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
            connection.shutdown(socket.SHUT_WR)
            connection.recv(1000)
        return 200
    if MODE == "hangs":
        send(message, uri)
        time.sleep(3600)
    if MODE == "garbage":
        write(b"DEBUG calling with " + message["secret_key"].encode() + b"\n")
        return send(message, uri)
    if MODE == "crashes":
        sys.exit(3)
    if MODE == "wrong-status":
        send(message, uri)
        return 204
    if MODE == "status-is-text":
        send(message, uri)
        return "200"
    if MODE == "leaks-the-key":
        return send(message, uri + "&key=" + message["secret_key"])
    if MODE == "compresses":
        return send(message, uri, extra={"Content-Encoding": "gzip"})
    if MODE == "answers-an-error":
        raise RuntimeError("no route to " + message["secret_key"])
    return send(message, uri)


for line in sys.stdin.buffer:
    message = json.loads(line)
    if message["op"] == "start":
        ops = ["sign"] if MODE == "signs-only" else ["call"]
        write(json.dumps({"version": 1, "name": "hostile", "language": "python", "ops": ops}).encode() + b"\n")
        continue
    uri = message["path"]
    for name, value in message["path_params"].items():
        uri = uri.replace("{" + name + "}", quote(value, safe=""))
    pairs = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in message["query"])
    uri = f"{uri}?{pairs}" if pairs else uri
    try:
        status = misbehave(message, uri) if ALWAYS or ["page", "7"] in message["query"] else send(message, uri, (message["json_text"] or "").encode())
        answer = {"seq": message["seq"], "status": status}
    except Exception as error:
        answer = {"seq": message["seq"], "error": str(error)}
    write(json.dumps(answer).encode() + b"\n")
