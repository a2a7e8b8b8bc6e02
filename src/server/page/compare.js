// Texts in which invisible characters stand as escapes, and what differs in two.

// A quoted text as units: an escape or a character, with its bytes in UTF-8.
function unitsOf(quoted) {
  const found = quoted.slice(1, -1).match(/\\(?:u\{[0-9a-f]+\}|x[0-9a-f]{2}|.)|[^\\]/gsu) || [];
  return found.map((shown) => ({ shown, bytes: bytesOf(shown) }));
}

function bytesOf(shown) {
  const number = /^\\u\{([0-9a-f]+)\}$/.exec(shown);
  const letter = number ? parseInt(number[1], 16) : shown.codePointAt(0);
  if (shown.length > 1 && shown[0] === "\\" && !number) return 1;
  return letter < 0x80 ? 1 : letter < 0x800 ? 2 : letter < 0x10000 ? 3 : 4;
}

const lengthOf = (units) => units.reduce((sum, unit) => sum + unit.bytes, 0);

// METHOD, HEADERS, URI, BODY; null for a text of fewer lines.
function partsOf(units) {
  const parts = [];
  let rest = units;
  for (let line = 0; line < 3; line += 1) {
    const end = rest.findIndex((unit) => unit.shown === "\\n");
    if (end < 0) return null;
    parts.push(rest.slice(0, end));
    rest = rest.slice(end + 1);
  }
  return [...parts, rest];
}

// Cells of the table of common subsequences; of longer texts the middle differs as a whole.
const MOST_CELLS = 1_000_000;

// For each text which units are not in the other.
function differences(left, right) {
  let start = 0;
  while (start < left.length && start < right.length && left[start].shown === right[start].shown) start += 1;
  let end = 0;
  while (
    end < left.length - start && end < right.length - start &&
    left[left.length - 1 - end].shown === right[right.length - 1 - end].shown
  ) end += 1;
  const [a, b] = [left.slice(start, left.length - end), right.slice(start, right.length - end)];
  const marks = [new Array(left.length).fill(false), new Array(right.length).fill(false)];
  if (a.length * b.length > MOST_CELLS) {
    marks[0].fill(true, start, start + a.length);
    marks[1].fill(true, start, start + b.length);
    return marks;
  }
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i].shown === b[j].shown
        ? common[(i + 1) * width + j + 1] + 1
        : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i].shown === b[j].shown) {
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      marks[0][start + i] = true;
      i += 1;
    } else {
      marks[1][start + j] = true;
      j += 1;
    }
  }
  return marks;
}

// Equal runs longer than this are folded, but for their ends.
const FOLDED = 240;
const KEPT = 60;

// The text with what differs marked; what the other has and this has not is a gap.
function shownUnits(units, marks, isCompared) {
  const out = element("pre");
  for (let at = 0; at < units.length;) {
    let end = at;
    while (end < units.length && marks[end] === marks[at]) end += 1;
    const run = units.slice(at, end);
    if (marks[at]) {
      const mark = element("mark");
      appendRun(mark, run);
      out.append(mark);
    } else if (isCompared && run.length > FOLDED) {
      appendRun(out, run.slice(0, KEPT));
      const middle = run.slice(KEPT, -KEPT);
      const button = element("button", "fold", text("folded", { bytes: lengthOf(middle) }));
      button.type = "button";
      button.addEventListener("click", () => {
        const span = element("span");
        appendRun(span, middle);
        button.replaceWith(span);
      });
      out.append(button);
      appendRun(out, run.slice(-KEPT));
    } else {
      appendRun(out, run);
    }
    at = end;
  }
  if (units.length === 0) out.append(element("span", "escape", text("empty")));
  return out;
}

// Runs of the same kind go into one node: a body may be long.
function appendRun(place, run) {
  let [held, isEscape] = ["", false];
  const flush = () => {
    if (held) place.append(isEscape ? element("span", "escape", held) : held);
    held = "";
  };
  for (const { shown } of run) {
    const escaped = shown.length > 1 && shown[0] === "\\";
    if (escaped !== isEscape) flush();
    isEscape = escaped;
    held += shown;
    if (shown === "\\n") {
      flush();
      place.append("\n");
    }
  }
  flush();
}

const PARTS = ["METHOD", "HEADERS", "URI", "BODY"];

// What must be signed and what was, part by part.
function strings(report) {
  const { expected, signed } = report.string_to_sign;
  const [right, wrong] = [unitsOf(expected), signed ? unitsOf(signed) : null];
  const [rightParts, wrongParts] = [partsOf(right), wrong && partsOf(wrong)];
  const rows = wrong && !(rightParts && wrongParts)
    ? [["", right, wrong]]
    : (rightParts ?? [right]).map((part, index) => [PARTS[index] ?? "", part, wrongParts?.[index] ?? null]);
  const blocks = [];
  for (const [name, must, was] of rows) {
    const isSame = was !== null && must.length === was.length && must.every((unit, at) => unit.shown === was[at].shown);
    const marks = was && !isSame ? differences(must, was) : [new Array(must.length).fill(false), []];
    const column = (title, units, marked) => element(
      "div", "", element("p", "note", `${title} · ${text("bytes", { count: lengthOf(units) })}`),
      shownUnits(units, marked, was !== null),
    );
    const columns = element("div", "strings", column(text(isSame ? "bothAre" : "mustBe"), must, marks[0]));
    if (was && !isSame) columns.append(column(text("was"), was, marks[1]));
    const state = was === null ? "" : ` ${text(isSame ? "partSame" : "partDiffers")}`;
    blocks.push(element("h4", isSame || was === null ? "" : "bad", `${name}${state}`), columns);
  }
  return blocks;
}
