"use strict";

const TEXTS = {
  en: {
    title: "Why is my signature refused?",
    subtitle: "The Tencent Meeting REST API answers 200003 and nothing else. Paste the request here.",
    paste: "Paste a request",
    input: "The request as it was sent: a curl line, raw HTTP, a HAR or Request JSON",
    secretId: "SecretId (if it is not the X-TC-Key sent)",
    appId: "AppId (optional)",
    sdkId: "SdkId (if one was assigned)",
    format: "Format",
    auto: "told from the text",
    keyNote: "The key goes to this program on this machine and nowhere else; it is not stored. Leave it empty for an account the server was started with.",
    examine: "Examine",
    examineCallback: "Examine the callback",
    examining: "Examining…",
    done: "Done.",
    result: "What is wrong",
    live: "Requests this server got",
    refresh: "Refresh",
    time: "Time",
    request: "Request",
    outcome: "Outcome",
    show: "Why?",
    showLong: "Why was request {id} refused?",
    view: "Show",
    viewLong: "Show request {id}",
    none: "None yet. Point your client at this address.",
    totals: "{accepted} accepted, {refused} refused, {malformed} malformed",
    accepted: "accepted",
    refused: "refused",
    malformed: "malformed",
    valid: "The signature is right.",
    invalid: "Invalid (200003). This is what was done; doing it gives the very same signature:",
    unexplained: "The signature is wrong, and none of the known mistakes makes it.",
    unexplainedHelp: "Likely: the SecretKey of another app, or a body or URI that changed after it was signed. Print the string your code signs and compare it with the one below.",
    unsigned: "There is no signature to examine. This is what must be signed:",
    alternatives: "The same comes of:",
    signed: "signed",
    sent: "sent",
    strings: "The two strings to sign",
    mustBe: "What must be signed",
    was: "What was signed",
    difference: "The first difference is marked: behind {common} equal characters, {expected} must be signed and {signed} was.",
    end: "the end",
    separator: "; ",
    invisible: "Line ends and invisible characters are shown as escapes.",
    advice: "Also: ",
    requestOf: "Request {id}",
    pasted: "Request {id} of the paste",
    remark: "Remark: ",
    answered: "The vendor's answer: ",
    unread: "Not judged: ",
    older: "The newest {count} are listed.",
    failed: "That did not work: ",
    callback: "Paste an event callback",
    callbackInput: "What arrived at your URL: raw HTTP, a log, or any text with timestamp, nonce, signature, and data or check_str",
    callbackKey: "EncodingAESKey (if there is one)",
    callbackComputed: "The signature your code computed (optional)",
    callbackPlaintext: "What your code decrypted, or its first 16 bytes in hexadecimal (optional)",
    callbackNote: "Token and key go to this program on this machine and nowhere else; they are not stored.",
    callbackValid: "Nothing is wrong with this callback.",
    callbackInvalid: "Something is wrong with this callback, or with what your code made of it.",
    callbackRefused: "A right receiver refuses it: ",
  },
  zh: {
    title: "签名为什么校验失败？",
    subtitle: "腾讯会议 REST API 只返回 200003，不说明原因。请把请求粘贴到这里。",
    paste: "粘贴请求",
    input: "实际发送的请求：curl 命令、原始 HTTP、HAR 或 Request JSON",
    secretId: "SecretId（与所发送的 X-TC-Key 不同时填写）",
    appId: "AppId（选填）",
    sdkId: "SdkId（分配过时填写）",
    format: "格式",
    auto: "自动识别",
    keyNote: "密钥只发送给本机上的这个程序，不会保存，也不会发往别处。使用服务启动时配置的账号时可留空。",
    examine: "诊断",
    examineCallback: "诊断回调",
    examining: "正在诊断…",
    done: "完成。",
    result: "诊断结果",
    live: "本服务收到的请求",
    refresh: "刷新",
    time: "时间",
    request: "请求",
    outcome: "结果",
    show: "原因",
    showLong: "请求 {id} 被拒绝的原因",
    view: "查看",
    viewLong: "查看请求 {id}",
    none: "还没有请求。请将客户端指向本地址。",
    totals: "通过 {accepted} 个，拒绝 {refused} 个，格式错误 {malformed} 个",
    accepted: "通过",
    refused: "拒绝",
    malformed: "格式错误",
    valid: "签名正确。",
    invalid: "签名无效（200003）。错误如下，按此计算可得到完全相同的签名：",
    unexplained: "签名错误，但已知的错误都不能得到这个签名。",
    unexplainedHelp: "可能使用了其他应用的 SecretKey，或签名之后请求体、URI 发生了变化。请打印代码中实际参与签名的字符串，与下面的内容比较。",
    unsigned: "请求中没有签名。应当签名的内容如下：",
    alternatives: "以下原因会得到同样的结果：",
    signed: "参与签名",
    sent: "发送",
    strings: "签名串对比",
    mustBe: "应当签名的内容",
    was: "实际签名的内容",
    difference: "已标出第一处不同：前 {common} 个字符相同，其后应当签名 {expected}，实际签名 {signed}。",
    end: "（已结束）",
    separator: "；",
    invisible: "换行和不可见字符以转义形式显示。",
    advice: "另请留意：",
    requestOf: "请求 {id}",
    pasted: "粘贴内容中的第 {id} 个请求",
    remark: "说明：",
    answered: "官方服务的返回：",
    unread: "未能判定：",
    older: "仅列出最新的 {count} 个。",
    failed: "操作失败：",
    callback: "粘贴事件回调",
    callbackInput: "您的 URL 收到的内容：原始 HTTP、日志，或任何含有 timestamp、nonce、signature 以及 data 或 check_str 的文本",
    callbackKey: "EncodingAESKey（已设置时填写）",
    callbackComputed: "您的程序计算出的签名（选填）",
    callbackPlaintext: "您的程序解密的结果，或其前 16 字节的十六进制（选填）",
    callbackNote: "Token 和密钥只发送给本机上的这个程序，不会保存，也不会发往别处。",
    callbackValid: "这个回调没有问题。",
    callbackInvalid: "这个回调或您的程序处理的结果有问题。",
    callbackRefused: "正确的接收程序会拒绝它：",
  },
};

const byId = (id) => document.getElementById(id);
// The first of the browser's languages that the page speaks.
let language =
  [...(navigator.languages || []), navigator.language || "", "en"]
    .map((tag) => tag.toLowerCase().split("-")[0])
    .find((tag) => tag in TEXTS);
// What is on show, to be told again in the other language.
let shown = null;

function text(name, values = {}) {
  return TEXTS[language][name].replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

function say(message) {
  byId("status").textContent = message;
}

async function call(path, options = {}) {
  const answer = await fetch(path, { cache: "no-store", credentials: "omit", ...options });
  const words = await answer.text();
  let body = null;
  try {
    body = JSON.parse(words);
  } catch {
    // Something between the page and the server answered.
  }
  if (!answer.ok || body === null) {
    throw new Error(body?.tmsig || words.slice(0, 500) || `${answer.status} ${answer.statusText}`);
  }
  return body;
}

function applyLanguage() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const found of document.querySelectorAll("[data-text]")) {
    found.textContent = text(found.dataset.text);
  }
  const other = language === "zh" ? "en" : "zh";
  byId("language").textContent = other === "zh" ? "中文" : "English";
  byId("language").lang = other;
}

// A text that came with quotes and escapes, the escapes set off, and the place
// marked from which it differs.
function visible(quoted, difference) {
  const bare = quoted.slice(1, -1);
  const out = element("pre");
  let at = 0;
  // Runs of the same kind go into one node: a body may be long.
  const flush = (run, isEscape) => {
    if (run) out.append(isEscape ? element("span", "escape", run) : run);
  };
  const parts = bare.split(/(\\(?:u\{[0-9a-f]+\}|x[0-9a-f]{2}|.))/);
  for (const part of parts) {
    const isEscape = part.startsWith("\\") && part.length > 1;
    if (difference >= at && difference < at + part.length) {
      const start = isEscape ? 0 : difference - at;
      const length = isEscape ? part.length : String.fromCodePoint(part.codePointAt(start)).length;
      flush(part.slice(0, start), isEscape);
      out.append(element("mark", "", part.slice(start, start + length)));
      flush(part.slice(start + length), isEscape);
    } else {
      flush(part, isEscape);
    }
    if (part === "\\n") out.append("\n");
    at += part.length;
  }
  if (difference >= at) out.append(element("mark", "", "∎"));
  return out;
}

// Of two escaped texts, where they first differ: never in the middle of an
// escape.
function firstDifference(a, b) {
  const split = (quoted) => quoted.slice(1, -1).match(/\\(?:u\{[0-9a-f]+\}|x[0-9a-f]{2}|.)|[^\\]/gsu) || [];
  const [left, right] = [split(a), split(b)];
  let at = 0;
  for (let index = 0; index < left.length && left[index] === right[index]; index += 1) {
    at += left[index].length;
  }
  return at;
}

function strings(report) {
  const { expected, signed } = report.string_to_sign;
  const difference = signed ? firstDifference(expected, signed) : -1;
  const column = (name, quoted) =>
    element("div", "", element("h3", "", text(name)), visible(quoted, difference));
  const columns = element("div", "strings", column("mustBe", expected));
  if (signed) columns.append(column("was", signed));
  // In words as well: a mark is not heard.
  const around = (quoted) => {
    const rest = quoted.slice(1, -1).slice(difference, difference + 24);
    return rest === "" ? text("end") : `“${rest}”`;
  };
  const said =
    expected === signed
      ? ""
      : text("difference", { common: difference, expected: around(expected), signed: around(signed ?? expected) });
  const note = (signed ? `${said} ` : "") + text("invisible");
  return [columns, element("p", "note", note)];
}

function finding(mistake, className = "mistake", prefix = "") {
  const block = element(
    "div",
    className,
    element("h3", "", `${prefix}${mistake.title} `, element("code", "note", mistake.id)),
  );
  if (mistake.signed !== undefined) {
    block.append(element("p", "", `${text("signed")} ${mistake.signed}${text("separator")}${text("sent")} ${mistake.sent}`));
  }
  if (mistake.remedy) block.append(element("p", "", mistake.remedy));
  return block;
}

// The verdict, each mistake with its fix, and the strings to sign.
function reportBlocks(report, reasons = []) {
  const isUnsigned = report.advice.some((a) => a.id === "signature-missing" || a.id === "oauth-headers");
  const name = report.verdict === "unexplained" && isUnsigned ? "unsigned" : report.verdict;
  const blocks = [element("p", `verdict ${name === "valid" ? "good" : "bad"}`, text(name))];
  if (name === "unexplained") blocks.push(element("p", "", text("unexplainedHelp")));
  const known = new Set(reasons.map((reason) => reason.id));
  blocks.push(...report.mistakes.filter((mistake) => !known.has(mistake.id)).map((mistake) => finding(mistake)));
  if (report.alternatives.length > 0) {
    const list = element("ul");
    for (const alternative of report.alternatives) {
      list.append(element("li", "", alternative.map((mistake) => mistake.title).join(text("separator"))));
    }
    blocks.push(element("p", "", text("alternatives")), list);
  }
  for (const advice of report.advice.filter((advice) => !known.has(advice.id))) {
    blocks.push(finding(advice, "advice", text("advice")));
  }
  blocks.push(element("h3", "", text("strings")), ...strings(report));
  return blocks;
}

function showResult(blocks, takesFocus) {
  byId("reports").replaceChildren(...blocks);
  byId("result").hidden = false;
  if (takesFocus) byId("result").focus();
}

async function examine(takesFocus) {
  const paste = shown.paste;
  byId("examine").disabled = true;
  say(text("examining"));
  try {
    const answer = await call("/_tmsig/diagnose", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...paste, lang: language }),
    });
    const blocks = answer.remarks.map((remark) => element("p", "note", text("remark") + remark));
    answer.requests.forEach(({ request, report }, index) => {
      if (answer.requests.length > 1) blocks.push(element("h3", "", text("pasted", { id: index + 1 })));
      blocks.push(element("p", "note", `${request.method ?? "?"} ${request.uri ?? "?"}`));
      blocks.push(...reportBlocks(report));
    });
    showResult(blocks, takesFocus);
    say(text("done"));
  } catch (error) {
    showResult([element("p", "bad", text("failed") + error.message)], takesFocus);
    say(text("failed") + error.message);
  } finally {
    byId("examine").disabled = false;
  }
}

async function showRequest(id, takesFocus) {
  shown = { id };
  try {
    const details = await call(`/_tmsig/requests/${id}?lang=${language}`);
    const blocks = [
      element("h3", "", text("requestOf", { id })),
      element("p", "note", `${details.method} ${details.uri}`),
    ];
    if (details.outcome === "refused") {
      blocks.push(element("p", "verdict bad", `${text("answered")}${details.http_status} ${details.error_code}`));
      // What the report proves stands there; the reasons beside it come first.
      const proven = new Set(details.report?.mistakes.map((mistake) => mistake.id));
      const reasons = details.mistakes
        .filter((mistake) => !proven.has(mistake.id) && mistake.id !== "unexplained");
      blocks.push(...reasons.map((mistake) => finding(mistake)));
      if (details.report) blocks.push(...reportBlocks(details.report, reasons));
    } else if (details.outcome === "malformed") {
      blocks.push(element("p", "verdict bad", text("unread") + details.reason));
    } else {
      blocks.push(element("p", "verdict good", text("valid")));
    }
    showResult(blocks, takesFocus);
    say(text("done"));
  } catch (error) {
    showResult([element("p", "bad", text("failed") + error.message)], takesFocus);
  }
}

async function listRequests() {
  try {
    const list = await call(`/_tmsig/requests?lang=${language}`);
    const most = 200;
    const older = list.kept.length > most ? ` ${text("older", { count: most })}` : "";
    byId("totals").textContent = list.requests === 0 ? text("none") : text("totals", list) + older;
    const rows = list.kept.slice(0, most).map((summary) => {
      const isBad = summary.outcome !== "accepted";
      const button = element("button", "", text(isBad ? "show" : "view"));
      button.type = "button";
      button.setAttribute("aria-label", text(isBad ? "showLong" : "viewLong", { id: summary.id }));
      button.addEventListener("click", () => showRequest(summary.id, true));
      const outcome = element(
        "td",
        "",
        element("span", isBad ? "bad" : "good", text(summary.outcome)),
        summary.error_code ? ` ${summary.error_code} ` : " ",
        summary.mistakes.map((mistake) => mistake.title).join(text("separator")),
        " ",
        button,
      );
      return element(
        "tr",
        "",
        element("td", "", String(summary.id)),
        element("td", "", new Date(summary.time).toLocaleTimeString()),
        element("td", "request", `${summary.method} ${summary.uri}`),
        outcome,
      );
    });
    byId("requests").replaceChildren(...rows);
  } catch (error) {
    say(text("failed") + error.message);
  }
}

byId("paste").addEventListener("submit", (event) => {
  event.preventDefault();
  const value = (id) => byId(id).value;
  shown = {
    paste: {
      input: value("input"),
      format: value("format"),
      secret_id: value("secret-id").trim(),
      secret_key: value("secret-key"),
      app_id: value("app-id").trim(),
      sdk_id: value("sdk-id").trim(),
    },
  };
  examine(true);
});

byId("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  applyLanguage();
  listRequests();
  if (shown?.paste) examine(false);
  else if (shown?.id) showRequest(shown.id, false);
});

byId("refresh").addEventListener("click", listRequests);

applyLanguage();
listRequests();
// New requests show by themselves while the page is looked at.
setInterval(() => {
  if (!document.hidden && !byId("requests").contains(document.activeElement)) listRequests();
}, 3000);
