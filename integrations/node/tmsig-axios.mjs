// SPDX-License-Identifier: CC0-1.0

// Signs what `axios` (1.x, in Node 18 or later) really sends to the Tencent Meeting (腾讯会议) REST API. Copy this file.
//
//   const api = withTmsig(axios.create({ baseURL: "https://api.meeting.qq.com" }), { appId, sdkId, secretId, secretKey });
//   await api.post("/v1/meetings", { subject: "周会" }, { params: { userid: "张三" } });
//
// `params`, objects and FormData may be used. An interceptor would be too early, as axios serialises after it: this one
// stands before the adapter, where URL and body are final. What stands in the path is yours to encode:
// `encodeURIComponent(meetingId)`. For servers only: in a browser everybody could read the SecretKey.

import { createHmac, randomBytes } from "node:crypto";
import axios from "axios";

// The value of X-TC-Signature; `uri` is path and query as sent, `body` the bytes as sent.
export function signature({ secretId, secretKey, method, uri, nonce, timestamp, contentType, body }) {
  const hmac = createHmac("sha256", secretKey);
  hmac.update(`${method}\nX-TC-Key=${secretId}&X-TC-Nonce=${nonce}&X-TC-Timestamp=${timestamp}\n${uri}\n`);
  // An upload is signed as if it had no body.
  if (!isUpload(contentType)) hmac.update(body);
  return Buffer.from(hmac.digest("hex")).toString("base64");
}

// The whole media type counts: multipart/form-data-x is no upload.
const isUpload = (contentType) => /^[ \t]*multipart\/form-data[ \t]*(;|$)/i.test(contentType);

export function withTmsig(instance, { appId, sdkId, secretId, secretKey, baseUrl = "https://api.meeting.qq.com" }) {
  const { origin } = new URL(baseUrl);
  const send = axios.getAdapter(instance.defaults.adapter); // The one that axios would have chosen.

  instance.defaults.adapter = async (config) => {
    let url = new URL(instance.getUri(config)); // With baseURL and params, as the adapter would put them together.
    if (url.origin !== origin) return send(config); // Another host gets none of our headers.
    const { headers } = config;
    const isForm = Object.prototype.toString.call(config.data) === "[object FormData]" || typeof config.data?.getHeaders === "function";
    if (config.data === undefined || config.data === null) headers.set("Content-Type", "application/json"); // Not a form's.
    const contentType = isForm ? "multipart/form-data" : String(headers.get("Content-Type") || "application/json");
    if (!isForm) headers.set("Content-Type", contentType);
    const body = isUpload(contentType) ? new Uint8Array() : await bytesOf(config.data);
    const method = config.method.toUpperCase();
    for (let hops = 0; ; hops++) {
      const uri = url.pathname + url.search;
      const nonce = String(randomBytes(8).readBigUInt64BE() / 2n + 1n), timestamp = String(Math.floor(Date.now() / 1000));
      headers.set({
        "X-TC-Key": secretId, "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp, "X-TC-Registered": "1", AppId: appId,
        "X-TC-Signature": signature({ secretId, secretKey, method, uri, nonce, timestamp, contentType, body }),
      });
      if (sdkId) headers.set("SdkId", sdkId);
      // The URL is whole now. axios would follow a redirect with the old signature: those within the API are followed here.
      const final = { ...config, url: origin + uri, baseURL: undefined, params: undefined, maxRedirects: 0 };
      const { response, error } = await send(final).then((response) => ({ response }), (error) => ({ error, response: error.response }));
      const location = response?.headers.location;
      const target = [307, 308].includes(response?.status) && location && hops < 5 ? new URL(location, url) : undefined;
      if (target?.origin !== origin) {
        if (error) throw error;
        return response;
      }
      url = target;
    }
  };
  return instance;
}

async function bytesOf(data) {
  if (data === undefined || data === null) return new Uint8Array();
  if (typeof data === "string") return Buffer.from(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof Blob) return new Uint8Array(await data.arrayBuffer());
  throw new TypeError("give the body as text, bytes or an object: what is streamed cannot be signed");
}
