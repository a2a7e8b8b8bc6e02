// The form: what is pasted is examined as one types.

// What is on show, to be told again in the other language.
let shown = null;
// In `tmsig page` the doctors are in the page itself.
const inside = byId("wasm");
const isServed = inside === null;

function say(message) {
  byId("status").textContent = message;
}

function applyLanguage() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = text("title");
  for (const found of document.querySelectorAll("[data-text]")) {
    const name = found.dataset.text;
    found.textContent = text(!isServed && `${name}Alone` in TEXTS[language] ? `${name}Alone` : name);
  }
  const other = language === "zh" ? "en" : "zh";
  byId("language").textContent = other === "zh" ? "中文" : "English";
  byId("language").lang = other;
  nameKeyButtons();
}

// The doctors inside the page: in a worker, or here where there can be none.
async function askInside(question) {
  if (typeof WebAssembly === "undefined" || typeof DecompressionStream === "undefined") {
    return { tmsig: text("noWasm") };
  }
  askInside.ready ??= (async () => {
    const module = await WebAssembly.compile(await inflated(inside.textContent));
    try {
      return await inWorker(module);
    } catch {
      return doctors(module, () => performance.now());
    }
  })();
  return (await askInside.ready)(question);
}

async function inWorker(module) {
  const source = `${byId("engine").textContent}\nserveQuestions(self);`;
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  const waiting = new Map();
  let last = 0;
  const ask = (question) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    worker.postMessage({ id: last, question });
  });
  worker.onmessage = ({ data }) => {
    waiting.get(data.id)?.resolve(data.answer);
    waiting.delete(data.id);
  };
  worker.onerror = (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message));
    waiting.clear();
  };
  worker.postMessage({ module });
  // Whether it lives: a policy may forbid workers.
  await ask({ ask: "explain", code: 200003 });
  return ask;
}

const PLACES = { diagnose: "/_tmsig/diagnose", diagnose_callback: "/_tmsig/diagnose-callback" };

// The answer, or an error in words.
async function ask(question) {
  const asked = { ...question, lang: language };
  if (isServed) {
    return call(PLACES[question.ask], {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(asked),
    });
  }
  const answer = await askInside(asked);
  if (answer.panic) throw new Error(text("panicked") + answer.panic);
  if (answer.tmsig) throw new Error(answer.tmsig);
  return answer;
}

// Only the answer to the last question is shown.
let asking = 0;

async function examine(takesFocus) {
  const { paste } = shown;
  asking += 1;
  const mine = asking;
  say(text("examining"));
  try {
    const answer = await ask({ ask: "diagnose", ...paste });
    if (mine !== asking) return;
    const blocks = answer.remarks.map((remark) => element("p", "note", text("remark") + remark));
    answer.requests.forEach(({ request, report }, index) => {
      const said = [
        element("p", "note line", `${request.method ?? "?"} ${request.uri ?? "?"}`),
        ...reportBlocks(report),
        requestDetails(request),
      ];
      if (answer.requests.length === 1) blocks.push(...said);
      else {
        const title = `${report.verdict === "valid" ? "✓" : "✗"} ${text("pasted", { id: index + 1 })}`;
        const one = folded(title, ...said);
        one.open = index === 0;
        blocks.push(one);
      }
    });
    showResult(blocks, takesFocus);
    say(text("done"));
  } catch (error) {
    if (mine !== asking) return;
    showResult([element("p", "verdict bad", text("failed") + error.message)], takesFocus);
    say(text("failed") + error.message);
  }
}

// A file is kept as bytes: it may be in another charset.
let file = null;

function pasteOfForm() {
  const value = (id) => byId(id).value;
  return {
    ...(file ? { input_base64: file } : { input: value("input") }),
    format: value("format"),
    secret_id: value("secret-id").trim(),
    secret_key: value("secret-key"),
    app_id: value("app-id").trim(),
    sdk_id: value("sdk-id").trim(),
    intended_body: value("intended-body"),
    signed_text: value("signed-text"),
    code: value("code"),
  };
}

function submit(takesFocus) {
  shown = { paste: pasteOfForm() };
  examine(takesFocus);
}

byId("paste").addEventListener("submit", (event) => {
  event.preventDefault();
  submit(true);
});

// The verdict as one types, when there is enough to judge by.
let timer = 0;
byId("paste").addEventListener("input", (event) => {
  if (event.target.id === "input") file = null;
  clearTimeout(timer);
  if (byId("input").value.trim() === "" || (byId("secret-key").value === "" && !isServed)) return;
  timer = setTimeout(() => submit(false), 400);
});

async function take(chosen) {
  if (!chosen) return;
  const bytes = new Uint8Array(await chosen.arrayBuffer());
  byId("input").value = new TextDecoder().decode(bytes.subarray(0, 1 << 20));
  let letters = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  file = btoa(letters);
  submit(false);
}

byId("file").addEventListener("change", () => take(byId("file").files[0]));
byId("choose").addEventListener("click", () => byId("file").click());
for (const kind of ["dragover", "drop"]) {
  byId("input").addEventListener(kind, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    if (kind === "drop") take(event.dataTransfer.files[0]);
  });
}

// Made up: the query is not signed. Its slashes are escaped, as a test looks for addresses in the page.
const EXAMPLE = {
  input: `curl 'https:\/\/api.meeting.qq.com/v1/meetings/7567173273889276131?userid=tester1&instanceid=1' \\
  -H 'AppId: 200000001' -H 'X-TC-Key: AKIDmadeUpExample' -H 'X-TC-Nonce: 880064' \\
  -H 'X-TC-Timestamp: 1600000000' -H 'X-TC-Registered: 1' \\
  -H 'X-TC-Signature: ZWUwZTcyNTRkYmU5NGIyNTYwOTNkMjY0ZTIwMWE2NDUwOWJhYzEwMmY1ODE5MDdhYTQwYjM5MzFjYWM5ZmYyMQ=='`,
  key: "made-up-secret-key-of-the-example",
};

byId("example").addEventListener("click", () => {
  file = null;
  byId("input").value = EXAMPLE.input;
  byId("secret-key").value = EXAMPLE.key;
  submit(true);
});

function nameKeyButtons() {
  for (const button of document.querySelectorAll("button[data-shows]")) {
    const isHidden = byId(button.dataset.shows).type === "password";
    button.textContent = text(isHidden ? "showKey" : "hideKey");
    button.setAttribute("aria-pressed", String(!isHidden));
    const label = document.querySelector(`label[for="${button.dataset.shows}"]`).textContent;
    button.setAttribute("aria-label", `${button.textContent} ${label}`);
  }
}

for (const button of document.querySelectorAll("button[data-shows]")) {
  button.addEventListener("click", () => {
    const field = byId(button.dataset.shows);
    field.type = field.type === "password" ? "text" : "password";
    nameKeyButtons();
  });
}

byId("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  applyLanguage();
  if (isServed) listRequests();
  if (shown?.paste) examine(false);
  else if (shown?.id) showRequest(shown.id, false);
});

applyLanguage();
