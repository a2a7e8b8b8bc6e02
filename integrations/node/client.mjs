// SPDX-License-Identifier: CC0-1.0

// Lets `tmsig test` and `tmsig test --client` check the files beside this one: `node client.mjs fetch|axios`. Not to be copied.

const library = process.argv[2];
const tmsig = await import(`./tmsig-${library}.mjs`);
const axios = library === "axios" ? (await import("axios")).default : undefined;
const clients = new Map();

function clientFor({ base_url, app_id, sdk_id, secret_id, secret_key }) {
  const key = JSON.stringify([base_url, app_id, sdk_id, secret_id, secret_key]);
  if (!clients.has(key)) {
    const account = { appId: app_id, sdkId: sdk_id, secretId: secret_id, secretKey: secret_key, baseUrl: base_url };
    clients.set(key, { base_url, send: axios ? withAxios(account) : withFetch(account) });
  }
  return clients.get(key);
}

function withAxios(account) {
  const api = tmsig.withTmsig(axios.create({ baseURL: account.baseUrl, proxy: false, validateStatus: () => true }), account);
  return async (method, path, query, body) => {
    // A list of pairs keeps the order of repeated names, which an object would not.
    const { status, config } = await api.request({ method, url: path, params: new URLSearchParams(query), ...body });
    return [status, config.url];
  };
}

function withFetch(account) {
  const signedFetch = tmsig.withTmsig(account);
  return async (method, path, query, { data, headers }) => {
    const url = new URL(path, account.baseUrl);
    if (query.length > 0) url.search = new URLSearchParams(query);
    const body = data === undefined || data instanceof FormData || typeof data === "string" ? data : JSON.stringify(data);
    const response = await signedFetch(url, { method, headers, body });
    await response.arrayBuffer();
    return [response.status, response.url];
  };
}

function bodyOf({ json_text, multipart }) {
  if (multipart) {
    const data = new FormData();
    for (const { name, filename, content_type, content_base64 } of multipart) {
      const content = Buffer.from(content_base64, "base64");
      if (filename === undefined && content_type === undefined) data.append(name, content.toString());
      else data.append(name, new Blob([content], { type: content_type }), filename);
    }
    return { data };
  }
  if (json_text === null || json_text === undefined) return {};
  const value = JSON.parse(json_text);
  // JSON.parse rounds large integers and sorts numeric names: those go out as the text that they are.
  if (JSON.stringify(value) === json_text && typeof value === "object" && value !== null) return { data: value };
  return { data: json_text, headers: { "Content-Type": "application/json" } };
}

async function make({ send }, call) {
  const path = call.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(call.path_params[name]));
  const [status, url] = await send(call.method, path, call.query, bodyOf(call));
  // Asked again where it led, it is signed again.
  return status >= 500 ? (await send(call.method, url, [], bodyOf(call)))[0] : status;
}

async function answer(line) {
  const message = JSON.parse(line);
  const { op, seq } = message;
  try {
    if (op === "start") {
      const name = axios ? `axios ${axios.VERSION}` : `fetch of Node ${process.versions.node} (undici ${process.versions.undici})`;
      return { version: 1, name, language: `node ${process.versions.node}`, ops: ["sign", "call", "calls"] };
    }
    if (op === "sign") {
      const { secret_id: secretId, secret_key: secretKey, method, uri, nonce, timestamp, content_type: contentType } = message;
      const body = Buffer.from(message.body_base64, "base64");
      return { seq, signature: tmsig.signature({ secretId, secretKey, method, uri, nonce, timestamp, contentType, body }) };
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

let rest = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  rest = Buffer.concat([rest, chunk]);
  for (let end; (end = rest.indexOf("\n")) >= 0; rest = rest.subarray(end + 1)) {
    process.stdout.write(JSON.stringify(await answer(rest.subarray(0, end).toString())) + "\n");
  }
}
