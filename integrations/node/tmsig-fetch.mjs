// SPDX-License-Identifier: CC0-1.0

// Signs what `fetch` really sends to the Tencent Meeting (腾讯会议) REST API (Node 18 or later). Copy this file.
//
//   const signedFetch = withTmsig({ appId, sdkId, secretId, secretKey });
//   await signedFetch(url, { method: "POST", body: JSON.stringify(meeting) });
//
// Takes what fetch takes: a URL or a Request, text, bytes, FormData. Signed are the URL as fetch encodes it and the body's bytes.
// What stands in the path is yours to encode: `encodeURIComponent(meetingId)`; URLSearchParams does for the query.
// For servers only: in a browser everybody could read the SecretKey.

import { createHmac, randomBytes } from "node:crypto";

// The value of X-TC-Signature; `uri` is path and query as sent, `body` the bytes as sent.
export function signature({ secretId, secretKey, method, uri, nonce, timestamp, contentType, body }) {
  const hmac = createHmac("sha256", secretKey);
  hmac.update(`${method}\nX-TC-Key=${secretId}&X-TC-Nonce=${nonce}&X-TC-Timestamp=${timestamp}\n${uri}\n`);
  // An upload is signed as if it had no body. The whole media type counts: multipart/form-data-x is none.
  if (!/^[ \t]*multipart\/form-data[ \t]*(;|$)/i.test(contentType)) hmac.update(body);
  return Buffer.from(hmac.digest("hex")).toString("base64");
}

export function withTmsig({ appId, sdkId, secretId, secretKey, baseUrl = "https://api.meeting.qq.com", fetch = globalThis.fetch }) {
  const { origin } = new URL(baseUrl);

  return async function signedFetch(input, init) {
    const request = new Request(input, init); // It resolves the URL, the method's case, and the boundary of FormData.
    const { signal } = request;
    const method = request.method.toUpperCase(); // fetch leaves "patch" as it is.
    let url = new URL(request.url);
    if (url.origin !== origin) return fetch(request); // Another host gets none of our headers.
    const contentType = init?.body === undefined && !request.body ? "application/json" : contentTypeOf(request);
    const body = new Uint8Array(await request.arrayBuffer());
    for (let hops = 0; ; hops++) {
      const uri = url.pathname + url.search;
      const nonce = String(randomBytes(8).readBigUInt64BE() / 2n + 1n), timestamp = String(Math.floor(Date.now() / 1000));
      const headers = {
        ...Object.fromEntries(request.headers), "content-type": contentType,
        "X-TC-Key": secretId, "X-TC-Nonce": nonce, "X-TC-Timestamp": timestamp, "X-TC-Registered": "1", AppId: appId,
        "X-TC-Signature": signature({ secretId, secretKey, method, uri, nonce, timestamp, contentType, body }),
      };
      if (sdkId) headers.SdkId = sdkId;
      // fetch would follow a redirect with the old signature: those within the API are followed here, with a new one.
      const response = await fetch(url, { method, headers, body: body.length ? body : undefined, redirect: "manual", signal });
      const location = response.headers.get("location");
      if (![307, 308].includes(response.status) || location === null || hops === 5) return response;
      const target = new URL(location, url);
      if (target.origin !== origin) return response;
      await response.arrayBuffer(); // Read to its end, so that the connection is free again.
      url = target;
    }
  };
}

// fetch calls text text/plain; the API wants JSON.
function contentTypeOf(request) {
  const given = request.headers.get("content-type");
  return given === null || given === "text/plain;charset=UTF-8" ? "application/json" : given;
}
