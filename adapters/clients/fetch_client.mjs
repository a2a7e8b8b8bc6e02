// A client of the Tencent Meeting (腾讯会议) REST API with Node's fetch (Node 18 or later), that signs exactly what it sends.
//
// Copy the part under "The client". The rest lets `tmsig test --client -- node fetch_client.mjs` check it.

import { createHmac, randomBytes, randomInt } from "node:crypto";

// ---- The client: copy this part ----------------------------------------------------------------

// encodeURIComponent leaves !'()* alone, and fetch then encodes the ' of a query: encode them all here.
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());

// Encodes the URI once, writes the body once, signs these, sends these.
//
// What goes wrong with fetch: the path and query that are signed go through `new URL`, which encodes them again.
export class Client {
  constructor(baseUrl, { appId, sdkId, secretId, secretKey }) {
    Object.assign(this, { baseUrl, appId, sdkId, secretId, secretKey });
  }

  // `path` is a template like /v1/meetings/{meeting_id}; `query` a list of pairs; `body` text or bytes, or undefined.
  async call(method, path, { pathParams = {}, query = [], body, contentType = "application/json" } = {}) {
    const filled = path.replace(/\{(\w+)\}/g, (_, name) => encode(pathParams[name]));
    const pairs = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
    let uri = pairs ? `${filled}?${pairs}` : filled;
    let response = await this.send(method, uri, body, contentType);
    if (response.status === 307) { // The same again, elsewhere, and so with another signature.
      const target = new URL(response.headers.get("location"), this.baseUrl + uri);
      if (target.origin === this.baseUrl) {
        uri = target.pathname + target.search;
        response = await this.send(method, uri, body, contentType);
      }
    }
    if (response.status >= 500) response = await this.send(method, uri, body, contentType); // With a new nonce.
    return response;
  }

  // Signs and sends one request; `uri` is path and query as they go over the wire.
  async send(method, uri, body, contentType) {
    const nonce = String(randomInt(1, 1e9)), timestamp = String(Math.floor(Date.now() / 1000));
    const headerString = `X-TC-Key=${this.secretId}&X-TC-Nonce=${nonce}&X-TC-Timestamp=${timestamp}`;
    const hmac = createHmac("sha256", this.secretKey).update(`${method}\n${headerString}\n${uri}\n`);
    // An upload is signed as if it had no body. The whole media type counts: multipart/form-data-x is none.
    const isUpload = /^[ \t]*multipart\/form-data[ \t]*(;|$)/i.test(contentType);
    if (body !== undefined && !isUpload) hmac.update(body);
    const headers = {
      "X-TC-Key": this.secretId, "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp,
      "X-TC-Signature": Buffer.from(hmac.digest("hex")).toString("base64"),
      "AppId": this.appId, "X-TC-Registered": "1", "Content-Type": contentType,
    };
    if (this.sdkId) headers.SdkId = this.sdkId;
    return fetch(this.baseUrl + uri, { method, headers, body, redirect: "manual", signal: AbortSignal.timeout(30000) });
  }
}

// The body of a `multipart/form-data` upload and its Content-Type.
export function upload(parts) {
  const boundary = randomBytes(16).toString("hex");
  const chunks = parts.flatMap(({ name, filename, contentType, content }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
    filename === undefined ? "" : `; filename="${filename}"`,
    contentType === undefined ? "" : `\r\nContent-Type: ${contentType}`,
    "\r\n\r\n", content, "\r\n",
  ]);
  const body = Buffer.concat([...chunks, `--${boundary}--\r\n`].map((chunk) => Buffer.from(chunk)));
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}

// ---- The adapter: only for `tmsig test --client` -----------------------------------------------

const clients = new Map();

function clientFor({ base_url, app_id, sdk_id, secret_id, secret_key }) {
  const key = JSON.stringify([base_url, app_id, sdk_id, secret_id, secret_key]);
  if (!clients.has(key)) {
    clients.set(key, new Client(base_url, { appId: app_id, sdkId: sdk_id, secretId: secret_id, secretKey: secret_key }));
  }
  return clients.get(key);
}

async function make(client, { method, path, path_params, query, json_text, multipart }) {
  // JSON.parse would round large integers: the text goes out as it is.
  let options = { body: json_text ?? undefined };
  if (multipart) {
    options = upload(multipart.map(({ name, filename, content_type, content_base64 }) =>
      ({ name, filename, contentType: content_type, content: Buffer.from(content_base64, "base64") })));
  }
  const response = await client.call(method, path, { pathParams: path_params, query, ...options });
  await response.arrayBuffer(); // So that the connection can be used again.
  return response.status;
}

async function answer(line) {
  const message = JSON.parse(line);
  const { op, seq } = message;
  try {
    if (op === "start") {
      const name = `fetch of Node ${process.versions.node} (undici ${process.versions.undici})`;
      return { version: 1, name, language: `node ${process.versions.node}`, ops: ["call", "calls"] };
    }
    if (op === "call") return { seq, status: await make(clientFor(message), message) };
    if (op === "calls") {
      const client = clientFor(message);
      return { seq, statuses: await Promise.all(message.calls.map((call) => make(client, call))) };
    }
  } catch (error) {
    return { seq, error: String(error.cause ?? error) };
  }
  return { seq, error: "unknown op" };
}

// Not node:readline: since Node 24 it also ends a line at U+2028, which a JSON string may contain.
let rest = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  rest = Buffer.concat([rest, chunk]);
  for (let end; (end = rest.indexOf("\n")) >= 0; rest = rest.subarray(end + 1)) {
    process.stdout.write(JSON.stringify(await answer(rest.subarray(0, end).toString())) + "\n");
  }
}
