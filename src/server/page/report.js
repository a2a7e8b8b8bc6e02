// What the doctor says, as blocks of the page and as Markdown.

const byId = (id) => document.getElementById(id);

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

function text(name, values = {}) {
  return TEXTS[language][name].replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}

// A button that copies a text, and says so.
function copyButton(label, content) {
  const button = element("button", "copy", text("copy"));
  button.type = "button";
  button.setAttribute("aria-label", `${text("copy")} ${label}`);
  button.addEventListener("click", () => copy(typeof content === "function" ? content() : content));
  return button;
}

async function copy(content) {
  try {
    await navigator.clipboard.writeText(content);
  } catch {
    // From disk there may be no clipboard to ask for.
    const field = element("textarea", "", content);
    field.value = content;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  say(text("copied"));
}

// The cure in code: what is wrong, and what is right instead.
function cure({ for: stack, wrong, right }) {
  const block = element("div", "cure", element("p", "note", stack));
  if (wrong) block.append(element("pre", "wrong", wrong));
  block.append(element("pre", "right", right), copyButton(stack, right));
  return block;
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
  if (mistake.detail) block.append(element("p", "note", mistake.detail));
  if (mistake.remedy) block.append(element("p", "", element("strong", "", text("remedy")), mistake.remedy));
  const code = mistake.code ?? [];
  if (code.length === 1) block.append(cure(code[0]));
  else if (code.length > 1) block.append(folded(text("code"), ...code.map(cure)));
  return block;
}

function folded(title, ...content) {
  return element("details", "", element("summary", "", title), ...content);
}

// What was read, header by header.
function requestDetails(request) {
  if (!request) return element("p");
  const lines = [`${request.method ?? request.method_base64 ?? "?"} ${request.uri ?? request.uri_base64 ?? "?"}`];
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    lines.push(`${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`);
  }
  lines.push("", request.body ?? (request.body_base64 ? `base64: ${request.body_base64}` : ""));
  return folded(text("wasRead"), element("pre", "", lines.join("\n")));
}

// What the code printed as the text it signs.
function printedBlocks({ standing, parts }) {
  const rows = parts.map(({ part, is_right: isRight, printed, expected }) => element(
    "li", isRight ? "good" : "bad",
    `${part.toUpperCase()}: ${text(isRight ? "partSame" : "partDiffers")} `,
    ...(isRight ? [] : [element("code", "", printed ?? "—"), " → ", element("code", "", expected)]),
  ));
  return [element("h3", "", `${text("printedText")} (${standing})`), element("ul", "", ...rows)];
}

// The verdict, each mistake with its fix, and the strings to sign.
function reportBlocks(report, reasons = []) {
  const isGood = report.verdict === "valid";
  const words = report.verdict === "invalid" && report.error_code !== 200003 ? "refusedWith" : report.verdict;
  const blocks = [element("p", `verdict ${isGood ? "good" : "bad"}`, `${isGood ? "✓" : "✗"} ${text(words, { code: report.error_code })}`)];
  const known = new Set(reasons.map((reason) => reason.id));
  blocks.push(...report.mistakes.filter((mistake) => !known.has(mistake.id)).map((mistake) => finding(mistake)));
  if (report.alternatives.length > 0) {
    const list = report.alternatives.map((alternative) =>
      element("li", "", alternative.map((mistake) => mistake.title).join(text("separator"))));
    blocks.push(folded(text("alternatives"), element("ul", "", ...list)));
  }
  for (const likely of report.likely ?? []) blocks.push(element("p", "advice", text("likely") + likely.title));
  if (report.next) blocks.push(element("p", "advice", text("next") + report.next.title));
  for (const advice of report.advice.filter((advice) => !known.has(advice.id))) {
    blocks.push(finding(advice, "advice", text("advice")));
  }
  if (report.signed_text) blocks.push(...printedBlocks(report.signed_text));
  const strung = element("div", "", ...strings(report), element("p", "note", text("invisible")));
  const stages = [
    [text("digest"), report.right.digest],
    [text("signature"), report.right.signature],
  ].map(([name, value]) => element("p", "stage", element("span", "note", name), element("code", "", value), copyButton(name, value)));
  blocks.push(
    element("h3", "", text("strings")), strung,
    element("h3", "", text("stages")), ...stages,
  );
  for (const check of report.left_to_check ?? []) blocks.push(finding(check, "advice", text("check")));
  const all = copyButton(text("asMarkdown"), () => markdown(report));
  all.textContent = text("asMarkdown");
  blocks.push(element("p", "", all));
  return blocks;
}

// A report to paste into an issue. The doctor has taken the keys out of it.
function markdown(report) {
  // Longer than any run of backticks in the text, which would end it.
  const fence = (content) => {
    const longest = Math.max(2, ...(content.match(/`+/g) ?? []).map((run) => run.length));
    const marks = "`".repeat(longest + 1);
    return `${marks}\n${content.slice(1, -1)}\n${marks}`;
  };
  const lines = [`## ${text(report.verdict, { code: report.error_code })}`, ""];
  for (const mistake of report.mistakes) {
    lines.push(`- **${mistake.title}** (\`${mistake.id}\`)`, `  ${mistake.remedy ?? ""}`);
  }
  lines.push("", `### ${text("mustBe")}`, fence(report.string_to_sign.expected));
  if (report.string_to_sign.signed) lines.push(`### ${text("was")}`, fence(report.string_to_sign.signed));
  return `${lines.join("\n")}\n`;
}

function showResult(blocks, takesFocus) {
  byId("reports").replaceChildren(...blocks);
  byId("result").hidden = false;
  if (takesFocus) byId("result").focus();
}

