// SPDX-License-Identifier: CC0-1.0

// The golden vectors as vitest tests of your own signer. Copy this file and the folder vectors/ (`tmsig vectors copy`):
//
//   TMSIG_SIGNER=./src/signer.mjs TMSIG_VECTORS=test/vectors npx vitest run vectors.test.mjs
//
// TMSIG_SIGNER exports `signature({ secretId, secretKey, method, uri, nonce, timestamp, contentType, body })`; the body is a Buffer.

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const folder = process.env.TMSIG_VECTORS ?? join(import.meta.dirname, "../../vectors");
const { signature } = await import(resolve(process.env.TMSIG_SIGNER ?? join(import.meta.dirname, "tmsig-fetch.mjs")));

const topics = readdirSync(folder).filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")))
  .filter(({ schema }) => schema === "vectors.schema.json");
const vectors = topics.flatMap(({ groups }) => groups.flatMap(({ credentials, tests }) => tests
  .filter(({ result }) => result !== "invalid") // What is invalid is for those who verify.
  .map((vector) => ({ ...vector, credentials }))));

function sign({ credentials, request }) {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
  return signature({
    secretId: credentials.secret_id, secretKey: credentials.secret_key, method: request.method, uri: request.uri,
    nonce: headers["x-tc-nonce"], timestamp: headers["x-tc-timestamp"], contentType: headers["content-type"] ?? "",
    // Bytes that are not UTF-8 stand in body_base64.
    body: request.body === undefined ? Buffer.from(request.body_base64, "base64") : Buffer.from(request.body),
  });
}

test("there are vectors", () => expect(vectors.length).toBeGreaterThan(600));

describe("vectors", () => {
  test.each(vectors.map((vector) => [vector.id, vector]))("%s", (_, vector) => {
    const right = [vector, ...(vector.alternatives ?? [])].map(({ signature }) => signature);
    let got;
    try {
      got = sign(vector);
    } catch (error) {
      if (vector.result === "acceptable") return; // Where the sources are silent, a signer may refuse.
      throw error;
    }
    const signed = JSON.stringify(vector.string_to_sign ?? vector.string_to_sign_base64).slice(0, 400);
    expect(right, `${vector.comment}\nto be signed: ${signed}`).toContain(got);
  });
});
