// The doctor for event callbacks. What page.js has declared is known here.

// What each finding is about, in the order in which it is told.
const SUBJECTS = ["signature", "computed", "data", "plaintext"];

function callbackBlocks({ request, report }) {
  const verdict = { valid: "callbackValid", invalid: "callbackInvalid", unexplained: "callbackInvalid" }[report.verdict];
  const blocks = [
    element("p", "note", `${request.method ?? "?"} ${request.uri ?? "?"}${report.event ? ` · ${report.event}` : ""}`),
    element("p", `verdict ${report.verdict === "valid" ? "good" : "bad"}`, text(verdict)),
  ];
  if (report.refusal) blocks.push(element("p", "", text("callbackRefused") + report.refusal.text));
  for (const subject of SUBJECTS.filter((name) => report[name])) {
    const { verdict: found, explanations, text: told } = report[subject];
    blocks.push(element("p", found === "right" ? "good" : "bad", told));
    const [likeliest, ...others] = explanations;
    blocks.push(...(likeliest ?? []).map((mistake) => finding(mistake)));
    if (others.length > 0) {
      const item = (mistakes) =>
        element("li", "", mistakes.map((mistake) => mistake.title).join(text("separator")));
      blocks.push(element("p", "", text("alternatives")), element("ul", "", ...others.map(item)));
    }
  }
  blocks.push(...report.notes.map((note) => element("p", "note", text("remark") + note.text)));
  return blocks;
}

async function examineCallback(takesFocus) {
  byId("examine-callback").disabled = true;
  say(text("examining"));
  try {
    const answer = await ask({ ask: "diagnose_callback", ...shown.callback });
    showResult(callbackBlocks(answer), takesFocus);
    say(text("done"));
  } catch (error) {
    showResult([element("p", "bad", text("failed") + error.message)], takesFocus);
    say(text("failed") + error.message);
  } finally {
    byId("examine-callback").disabled = false;
  }
}

byId("callback").addEventListener("submit", (event) => {
  event.preventDefault();
  const value = (id) => byId(id).value;
  shown = {
    callback: {
      input: value("callback-input"),
      token: value("callback-token"),
      encoding_aes_key: value("callback-key"),
      computed: value("callback-computed"),
      plaintext: value("callback-plaintext"),
    },
  };
  examineCallback(true);
});

// page.js has changed the language already: its listener is older.
byId("language").addEventListener("click", () => {
  if (shown?.callback) examineCallback(false);
});
