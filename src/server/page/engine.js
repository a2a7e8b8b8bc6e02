"use strict";

// Asks the doctors: of the server that the page came from, or of the
// WebAssembly inside it. Runs in a page, in a worker and in Node.

// The WebAssembly, compiled once. After a panic another instance is made.
function doctors(module, elapsed) {
  let exports = null;
  const bytesAt = (at, length) => new Uint8Array(exports.memory.buffer, at, length);
  const output = () => new TextDecoder().decode(bytesAt(exports.output(), exports.output_length()));
  return async (question) => {
    exports ??= (await WebAssembly.instantiate(module, { page: { elapsed } })).exports;
    const asked = new TextEncoder().encode(JSON.stringify(question));
    try {
      bytesAt(exports.input(asked.length), asked.length).set(asked);
      exports.answer(Math.floor(Date.now() / 1000));
      return JSON.parse(output());
    } catch (trap) {
      let said = String(trap);
      try {
        said = output() || said;
      } catch {
        // It says nothing any more.
      }
      exports = null;
      return { panic: said };
    } finally {
      asked.fill(0);
    }
  };
}

// What `tmsig page` put into the page: base64 of the WebAssembly, compressed or not.
async function inflated(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  if (bytes[0] !== 0x1f) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// In a worker: the module comes first, then questions.
function serveQuestions(worker) {
  let ask = null;
  worker.onmessage = async ({ data }) => {
    if (data.module) ask = doctors(data.module, () => performance.now());
    else worker.postMessage({ id: data.id, answer: await ask(data.question) });
  };
}
