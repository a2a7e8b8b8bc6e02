#!/usr/bin/env python3
"""What HTTP libraries do to a request that is put together the naive way: writes docs/findings.md and its translation.

    python3 adapters/clients/findings.py TMSIG            write them
    python3 adapters/clients/findings.py TMSIG --check    exit 1 if they would be others, versions apart

The naive client of a library is the right one beside this file without its encoding: names and values are put into the
URI as they are, that text is signed, and handed to the library. The reports of the suite then tell what arrived.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
DOCS = FOLDER.parent.parent / "docs"
# By library: its file, the command, what is replaced to make it naive, and the one right way in both languages.
LIBRARIES = {
    "Python requests": (
        "requests_client.py", ["python3"],
        [("quote(value, safe='')", "value"), ('quote(value, safe="")', "value"), ("quote(name, safe='')", "name"),
         ("requests.Request(method, self.base_url, ", "requests.Request(method, self.base_url + uri, "),
         ("        request.url = self.base_url + uri  # As it was signed: nothing is encoded again.\n", "")],
        "Encode with `quote(value, safe=\"\")`, prepare the request, then set `request.url` to the very text that was signed; hand over `data=bytes`, never `params=` or `json=`.",
        "用 `quote(value, safe=\"\")` 编码，`prepare()` 之后把 `request.url` 设为参与签名的文本；请求体用 `data=字节`，不要用 `params=` 和 `json=`。"),
    "Python urllib": (
        "urllib_client.py", ["python3"],
        [("quote(value, safe='')", "value"), ('quote(value, safe="")', "value"), ("quote(name, safe='')", "name")],
        "Encode with `quote(value, safe=\"\")`; urllib then sends the URL as it is.",
        "用 `quote(value, safe=\"\")` 编码；urllib 会原样发送 URL。"),
    "Node fetch": (
        "fetch_client.mjs", ["node"],
        [('encodeURIComponent(text).replace(/[!\'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase())', "text")],
        "Encode with `encodeURIComponent` and also `!'()*`: fetch encodes the `'` of a query after you signed it.",
        "用 `encodeURIComponent` 编码，并且还要编码 `!'()*`：fetch 会在签名之后编码查询参数中的 `'`。"),
    "Java HttpClient": (
        "HttpClientClient.java", ["java"],
        [('URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("*", "%2A").replace("%7E", "~")', "text")],
        "Encode with `URLEncoder` and repair `+`, `*` and `%7E`; give the text to `URI.create`, and sign that text, not `getPath()`.",
        "用 `URLEncoder` 编码后修正 `+`、`*` 和 `%7E`；把得到的文本交给 `URI.create`，对这段文本签名，不要用 `getPath()`。"),
    "Go net/http": (
        "nethttp_client.go", ["go", "run"],
        [('strings.ReplaceAll(url.QueryEscape(text), "+", "%20")', "text"), ("func Encode(text string) string {", "func Encode(text string) string {\n\t_ = url.QueryEscape")],
        "Encode with `url.QueryEscape` and replace `+` by `%20`; sign the text, or `URL.RequestURI()`, never `URL.Path`.",
        "用 `url.QueryEscape` 编码并把 `+` 换成 `%20`；对这段文本或 `URL.RequestURI()` 签名，不要用 `URL.Path`。"),
    "PHP curl": (
        "curl_client.php", ["php"],
        [("rawurlencode($value)", "$value"), ("rawurlencode($pair[0])", "$pair[0]"), ("rawurlencode($pair[1])", "$pair[1]")],
        "Encode with `rawurlencode`; set `CURLOPT_PATH_AS_IS`; hand the body to `CURLOPT_POSTFIELDS` as a string.",
        "用 `rawurlencode` 编码；设置 `CURLOPT_PATH_AS_IS`；请求体以字符串形式交给 `CURLOPT_POSTFIELDS`。"),
    "Ruby net/http": (
        "nethttp_client.rb", ["ruby"],
        [("ERB::Util.url_encode(text)", "text")],
        "Encode with `ERB::Util.url_encode`; net/http then sends the path as it is.",
        "用 `ERB::Util.url_encode` 编码；net/http 会原样发送路径。"),
    "curl in a shell": (
        "curl_client.sh", ["sh"],
        [("encode() {\n", "encode() {\n  printf %s \"$1\"; return\n")],
        "Encode the bytes yourself; call curl with `--globoff --path-as-is`, and send the body with `--data-binary @file`.",
        "自行按字节编码；curl 加上 `--globoff --path-as-is`，请求体用 `--data-binary @文件` 发送。"),
}
REQWEST_ADVICE = (
    "Encode all but `A-Z a-z 0-9 - . _ ~` of the UTF-8 bytes, build an `http::Request`, sign it, and execute it; neither `.query()` nor `.json()`.",
    "按 UTF-8 字节编码除 `A-Z a-z 0-9 - . _ ~` 之外的字符，构造 `http::Request`，签名后执行；不要用 `.query()` 和 `.json()`。")
# The vendor's SDK, as it is: only some of its failures are of the HTTP library.
VENDOR = (
    "wemeet-openapi (the vendor's Python SDK), as it is", "wemeet_openapi_client.py",
    "Encode path parameters with `quote(value, safe=\"\")` before you hand them over; an account needs an SdkId; DELETE has no body.",
    "路径参数先用 `quote(value, safe=\"\")` 编码再传入；账号必须有 SdkId；DELETE 不能带请求体。")
TOPICS = ["client/path/*", "client/query/*"]
WORDS = {
    "path-decoded": ("the path is signed as it is, and sent percent-encoded", "路径按原文签名，发送时被百分号编码"),
    "query-decoded": ("the query is signed as it is, and sent percent-encoded", "查询参数按原文签名，发送时被百分号编码"),
    "path-and-query-decoded": ("the URI is signed as it is, and sent percent-encoded", "URI 按原文签名，发送时被百分号编码"),
    "uri-changed-after-signing+path-and-query-decoded": (
        "a part of what is signed is not sent, or sent as something else", "参与签名的一部分没有发送，或者被改成了别的内容"),
    "refused": ("the library refuses it, nothing is sent", "客户端库拒绝，未发送"),
    "malformed": ("is no HTTP request when it arrives", "到达时不是合法的 HTTP 请求"),
    "meaning": ("the signature holds, but something else is asked for", "签名有效，但请求的含义变了"),
}


def naive_report(tmsig: str, file: str, command: list[str], changes: list[tuple[str, str]]) -> dict:
    text = (FOLDER / file).read_text(encoding="utf-8")
    for old, new in changes:
        if old not in text:
            sys.exit(f"{file} no longer has the text {old!r}")
        text = text.replace(old, new)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        path.write_text(text, encoding="utf-8")
        return report_of(tmsig, [*command, str(path)])


def reqwest_report(tmsig: str) -> dict:
    """The same of a crate: built beside the right one, whose dependencies are then there already."""
    root = FOLDER.parent.parent
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "reqwest"
        shutil.copytree(FOLDER / "reqwest", copy, ignore=shutil.ignore_patterns("target"))
        manifest, source = copy / "Cargo.toml", copy / "src" / "client.rs"
        text = source.read_text(encoding="utf-8")
        start, end = text.index("    let is_kept ="), text.index("}\n\n/// A part of an upload.")
        source.write_text(text[:start] + "    text.to_owned()\n" + text[end:], encoding="utf-8")
        manifest.write_text(manifest.read_text(encoding="utf-8").replace("../../..", str(root)), encoding="utf-8")
        target = root / "target" / "reqwest-naive"
        subprocess.run(["cargo", "build", "--quiet", "--manifest-path", str(manifest), "--target-dir", str(target)], check=True)
        return report_of(tmsig, [str(target / "debug" / "reqwest-client")])


def report_of(tmsig: str, command: list[str]) -> dict:
    filters = [word for topic in TOPICS for word in ("--filter", topic)]
    vectors = str(FOLDER.parent.parent / "vectors")
    ran = subprocess.run([tmsig, "test", "--client", "--format", "json", "--vectors", vectors, *filters, "--", *command],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    if ran.returncode not in (0, 1):
        sys.exit(f"{command}: {ran.stderr.decode()}")
    return json.loads(ran.stdout)


def kind_of(test: dict) -> str:
    if test["outcome"] == "errored":
        return "refused"
    if test["stage"] == "delivery":
        return "malformed"
    if test["stage"] == "meaning":
        return "meaning"
    return "+".join(test.get("mistakes", [])) or "unexplained"


def mistake_titles(tmsig: str) -> dict[str, tuple[str, str]]:
    titles = []
    for language in ("en", "zh"):
        listed = subprocess.run([tmsig, "mistakes", "list", "--lang", language], stdout=subprocess.PIPE, check=True)
        lines = re.findall(r"^\s*([a-z0-9-]+) {2,}(.+)$", listed.stdout.decode(), flags=re.MULTILINE)
        titles.append(dict(lines))
    return {key: (title, titles[1][key]) for key, title in titles[0].items()}


def documents(tmsig: str) -> dict[str, str]:
    titles = mistake_titles(tmsig)
    heads = [
        "# Findings: what HTTP libraries do after you signed\n\n[中文](findings.zh-CN.md)\n\n"
        "For each library, a *naive* client: names and values stand in the URI as they are, that text is signed and handed to the\n"
        "library. Each row says how many of the client cases of path and query then go wrong. The right client of each library\n"
        "([`adapters/clients`](../adapters/clients)) passes them all. Written by `adapters/clients/findings.py` from the reports.\n\n"
        "| library | version | go wrong | of |\n|---|---|---:|---:|\n",
        "# 实测：签名之后，HTTP 客户端库做了什么\n\n[English](findings.md)\n\n"
        "对每个客户端库使用一个“直接拼接”的客户端：参数名和值不编码就写进 URI，对这段文本签名，再交给客户端库。\n"
        "下表是路径和查询用例中出错的个数。各客户端库的正确写法（[`adapters/clients`](../adapters/clients)）全部通过。\n"
        "本文由 `adapters/clients/findings.py` 根据测试报告生成。\n\n"
        "| 客户端库 | 版本 | 出错 | 总数 |\n|---|---|---:|---:|\n",
    ]
    bodies = ["", ""]
    reports = [(library, naive_report(tmsig, *naive), advice) for library, (*naive, advice_en, advice_zh) in LIBRARIES.items()
               for advice in [(advice_en, advice_zh)]]
    reports.append(("Rust reqwest", reqwest_report(tmsig), REQWEST_ADVICE))
    name, file, *advice = VENDOR
    reports.append((name, report_of(tmsig, ["python3", str(FOLDER / file)]), advice))
    for library, report, advice in reports:
        kinds = defaultdict(list)
        for test in report["tests"]:
            if test["outcome"] in ("failed", "errored"):
                kinds[kind_of(test)].append(test["id"].removeprefix("client/"))
        wrong, total = sum(map(len, kinds.values())), len(report["tests"])
        for index in (0, 1):
            heads[index] += f"| {library} | {report['signer']['name']} | {wrong} | {total} |\n"
            bodies[index] += f"\n## {library}\n\n{('How to sign correctly: ', '正确的签名方法：')[index]}{advice[index]}\n\n"
            for kind, ids in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0])):
                words = WORDS.get(kind) or tuple("; ".join(titles[part][side] if part in titles else part for part in kind.split("+")) for side in (0, 1))
                bodies[index] += f"- {words[index]} ({len(ids)}): {', '.join(f'`{name}`' for name in ids)}\n"
            if not kinds:
                bodies[index] += ("- nothing goes wrong\n", "- 没有出错\n")[index]
    return {name: head + body for name, head, body in zip(("findings.md", "findings.zh-CN.md"), heads, bodies)}


def without_versions(text: str) -> str:
    return re.sub(r"^(\| [^|]+ \|)[^|]+\|", r"\1", text, flags=re.MULTILINE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tmsig", help="the program")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file would be another, versions apart")
    arguments = parser.parse_args()
    differing = 0
    for name, text in documents(arguments.tmsig).items():
        path = DOCS / name
        if not arguments.check:
            path.write_text(text, encoding="utf-8", newline="\n")
            continue
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if without_versions(old) != without_versions(text):
            differing += 1
            print(f"{path}: would be another")
            for line in sorted(set(without_versions(text).splitlines()) - set(without_versions(old).splitlines())):
                print(f"  {line}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
