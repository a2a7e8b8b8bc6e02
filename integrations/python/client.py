# SPDX-License-Identifier: CC0-1.0
"""Lets `tmsig test` and `tmsig test --client` check the files beside this one: `python3 client.py requests|httpx|httpx-async|aiohttp`.

Every call is made as a program makes it, with `params=`, `json=` and `files=`. Not to be copied.
"""

import asyncio
import base64
import importlib
import json
import os
import platform
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

LIBRARY = sys.argv[1]
PACKAGE = LIBRARY.partition("-")[0]
library = importlib.import_module(PACKAGE)
tmsig = importlib.import_module("tmsig_" + PACKAGE)


def url_of(base_url, call):
    path = call["path"]
    for name, value in call["path_params"].items():
        path = path.replace("{" + name + "}", quote(value, safe=""))
    return base_url + path


def parts_of(call):
    """name, filename, content, content type; of a field there is no filename."""
    for part in call["multipart"]:
        yield part["name"], part.get("filename"), base64.b64decode(part["content_base64"]), part.get("content_type")


def body_of(call, bytes_name):
    """How requests and httpx are given the body."""
    if call.get("multipart") is not None:
        return {"files": [(name, (filename, content, kind) if kind else (filename, content))
                          for name, filename, content, kind in parts_of(call)]}
    if call.get("json_text") == "null":
        return {bytes_name: b"null"}  # json=None means no body.
    return {} if call.get("json_text") is None else {"json": call["json"]}


class Requests:
    def __init__(self, auth, base_url):
        self.base_url, self.session = base_url, library.Session()
        self.session.auth = auth
        self.session.trust_env = False
        self.session.mount("http://", library.adapters.HTTPAdapter(pool_maxsize=32))

    def once(self, call, url, query):
        return self.session.request(call["method"], url, params=query, timeout=30, **body_of(call, "data"))

    def call(self, call):
        response = self.once(call, url_of(self.base_url, call), call["query"] or None)
        if response.status_code >= 500:  # Asked again where it led, it is signed again.
            response = self.once(call, response.url, None)
        return response.status_code

    def calls(self, calls):
        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(self.call, calls))


class Httpx(Requests):
    def __init__(self, auth, base_url):
        self.base_url, self.session = base_url, library.Client(auth=auth, trust_env=False, timeout=30)

    def once(self, call, url, query):
        return self.session.request(call["method"], url, params=query, **body_of(call, "content"))


class Async:
    loop = asyncio.new_event_loop()

    async def call_async(self, call):
        status, url = await self.once(call, url_of(self.base_url, call), call["query"] or None)
        return (await self.once(call, url, None))[0] if status >= 500 else status

    def call(self, call):
        return self.loop.run_until_complete(self.call_async(call))

    def calls(self, calls):
        async def at_once():
            return await asyncio.gather(*map(self.call_async, calls))
        return self.loop.run_until_complete(at_once())


class HttpxAsync(Async):
    def __init__(self, auth, base_url):
        self.base_url, self.session = base_url, library.AsyncClient(auth=auth, trust_env=False, timeout=30)

    async def once(self, call, url, query):
        response = await self.session.request(call["method"], url, params=query, **body_of(call, "content"))
        return response.status_code, response.url


class Aiohttp(Async):
    def __init__(self, middleware, base_url):
        self.base_url, self.middleware, self.session = base_url, middleware, None

    async def once(self, call, url, query):
        if self.session is None:  # It wants to be made where a loop runs.
            self.session = library.ClientSession(middlewares=[self.middleware])
        body = {}
        if call.get("multipart") is not None:
            # Else a form of fields alone is urlencoded, and a file's name percent-encoded.
            form = library.FormData(quote_fields=False, default_to_multipart=True)
            for name, filename, content, kind in parts_of(call):
                # Bytes would be taken for a file.
                form.add_field(name, content if filename is not None else content.decode(), filename=filename, content_type=kind)
            body = {"data": form}
        elif call.get("json_text") == "null":
            body = {"data": b"null", "headers": {"Content-Type": "application/json"}}
        elif call.get("json_text") is not None:
            body = {"json": call["json"]}
        async with self.session.request(call["method"], url, params=query, **body) as response:
            return response.status, response.url


KINDS = {"requests": Requests, "httpx": Httpx, "httpx-async": HttpxAsync, "aiohttp": Aiohttp}
CLIENTS = {}


def client_for(message):
    account = {name: message[name] for name in ("base_url", "app_id", "sdk_id", "secret_id", "secret_key")}
    key = tuple(account.values())
    if key not in CLIENTS:
        auth = getattr(tmsig, "TmsigAuth", None) or tmsig.TmsigMiddleware
        CLIENTS[key] = KINDS[LIBRARY](auth(**account), account["base_url"])
    return CLIENTS[key]


def answer(line):
    message = json.loads(line)
    seq, op = message.get("seq"), message.get("op")
    if op == "start":
        return {"version": 1, "name": f"{LIBRARY} {library.__version__}", "language": "python " + platform.python_version(),
                "ops": ["sign", "call", "calls"]}
    try:
        if op == "sign":
            names = ("secret_id", "secret_key", "method", "uri", "nonce", "timestamp", "content_type")
            return {"seq": seq, "signature": tmsig.signature(*(message[name] for name in names),
                                                             base64.b64decode(message["body_base64"], validate=True))}
        if op == "call":
            return {"seq": seq, "status": client_for(message).call(message)}
        if op == "calls":
            return {"seq": seq, "statuses": client_for(message).calls(message["calls"])}
    except Exception as error:
        return {"seq": seq, "error": repr(error)}
    return {"seq": seq, "error": "unknown op"}


if __name__ == "__main__":
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(json.dumps(answer(line)).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()
    os._exit(0)  # Without waiting for connections that are still open.
