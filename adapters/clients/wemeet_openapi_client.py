"""The vendor's Python SDK, `wemeet-openapi` from PyPI, as `tmsig test --client` sees it: not to be copied.

    python3 -m venv target/vendor-sdk && target/vendor-sdk/bin/pip install wemeet-openapi
    tmsig test --client --expect-failures adapters/clients/wemeet_openapi_client.expected.txt \\
      -- target/vendor-sdk/bin/python adapters/clients/wemeet_openapi_client.py

It is used as its own generated API classes use it. Uploads are skipped: it has no way to make one.
"""

import json
import platform
import random
import sys
from importlib.metadata import version

from wemeet_openapi.core.authenticator import JWTAuthenticator
from wemeet_openapi.core.config import Config
from wemeet_openapi.core.serializer import JSONSerializer
from wemeet_openapi.core.xhttp import ApiRequest, Client

CLIENTS = {}


def client_for(message):
    account = tuple(message.get(name) for name in ("base_url", "app_id", "sdk_id", "secret_id", "secret_key"))
    if account not in CLIENTS:
        base_url, app_id, sdk_id, secret_id, secret_key = account
        client = Client(host=base_url.removeprefix("http://"), protocol="http", serializer=JSONSerializer())
        config = Config(clt=client, app_id=app_id, sdk_id=sdk_id, secret_id=secret_id, secret_key=secret_key)
        CLIENTS[account] = client, config
    return CLIENTS[account]


def make(message):
    client, config = client_for(message)
    if message.get("multipart") is not None:
        return {"skip": "the SDK has no uploads"}
    send = getattr(client, message["method"].lower(), None)
    if send is None:
        return {"skip": f"the SDK has no {message['method']}"}
    authenticator = JWTAuthenticator(nonce=random.randrange(1, 2**53)).options_build()(config)
    request = ApiRequest(message["path"], body=message["json"], authenticators=[authenticator])
    request.path_params.update(message["path_params"])
    for name, value in message["query"]:
        request.query_params.append((name, value))
    return {"status": send(request).status_code}


def answer(line):
    message = json.loads(line)
    seq = message.get("seq")
    if message.get("op") == "start":
        name = f"wemeet-openapi {version('wemeet-openapi')} (requests {version('requests')})"
        return {"version": 1, "name": name, "language": "python " + platform.python_version(), "ops": ["call"]}
    try:
        return {"seq": seq, **make(message)}
    except Exception as error:
        return {"seq": seq, "error": repr(error)}


for line in sys.stdin.buffer:
    sys.stdout.buffer.write(json.dumps(answer(line)).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()
