// SPDX-License-Identifier: CC0-1.0

// A wrong signer, to show that the loader fails it: base64 of the raw digest, without the 64 hex characters. Not to be copied.

import { createHmac } from "node:crypto";

export function signature({ secretId, secretKey, method, uri, nonce, timestamp, body }) {
  return createHmac("sha256", secretKey)
    .update(`${method}\nX-TC-Key=${secretId}&X-TC-Nonce=${nonce}&X-TC-Timestamp=${timestamp}\n${uri}\n`).update(body).digest("base64");
}
