// The requests that came in; only where a server is behind the page.

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
    blocks.push(requestDetails(details.request));
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
    byId("live-table").hidden = list.requests === 0;
    const refusedOnly = byId("refused-only").checked;
    const wanted = list.kept.filter((summary) => !refusedOnly || summary.outcome !== "accepted");
    const rows = wanted.slice(0, most).map((summary) => {
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

if (isServed) {
  byId("live").hidden = false;
  byId("refresh").addEventListener("click", listRequests);
  byId("refused-only").addEventListener("change", listRequests);
  byId("clear").addEventListener("click", async () => {
    try {
      await call("/_tmsig/requests", { method: "DELETE" });
      listRequests();
    } catch (error) {
      say(text("failed") + error.message);
    }
  });
  listRequests();
  // New requests show by themselves while the page is looked at.
  setInterval(() => {
    if (!document.hidden && !byId("requests").contains(document.activeElement)) listRequests();
  }, 3000);
}
