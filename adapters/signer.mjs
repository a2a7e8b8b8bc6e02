// The Tencent Meeting REST API request signature in JavaScript (Node 18 or later), no dependencies.
//
// Copy `sign` into your program. The rest of the file lets `tmsig test -- node signer.mjs` check it.

import { createHmac } from 'node:crypto';

// ---- The signature: copy this function ---------------------------------------------------------

/**
 * Returns the X-TC-Signature of one request.
 *
 * Every member is what goes over the wire: `method` in upper case, `uri` the path and query as sent (no
 * scheme, no host), `nonce` and `timestamp` the values of their headers, `contentType` the header or ''.
 * `body` is the Buffer you send, empty for none: stringify once, sign those bytes, and send those bytes.
 *
 * What goes wrong in Node: `digest('base64')`. It encodes the raw digest; the API wants the base64 of the
 * digest's 64 hex characters, hence `digest('hex')` and only then base64. Keep the nonce a string as well:
 * as a Number, it is rounded above 2^53.
 */
export function sign({ secretId, secretKey, method, uri, nonce, timestamp, contentType, body }) {
  const isUpload = /^[ \t]*multipart\/form-data[ \t]*(;|$)/i.test(contentType);
  const headerString = `X-TC-Key=${secretId}&X-TC-Nonce=${nonce}&X-TC-Timestamp=${timestamp}`;
  const hexDigest = createHmac('sha256', secretKey)
    .update(`${method}\n${headerString}\n${uri}\n`)
    .update(isUpload ? '' : body) // An upload is signed as if it had no body.
    .digest('hex');
  return Buffer.from(hexDigest).toString('base64');
}

// ---- The adapter: only for `tmsig test` --------------------------------------------------------

const textMembers = [
  'secret_id', 'secret_key', 'method', 'uri', 'nonce', 'timestamp', 'content_type', 'body_base64',
];

function answer(line) {
  let message = null;
  try {
    message = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
  } catch { /* Answered below. */ }
  if (typeof message !== 'object' || message === null) return { seq: null, error: 'not a JSON object' };
  const { op, seq = null } = message;
  if (op === 'start') {
    const language = `node ${process.versions.node}`;
    return { version: 1, name: 'tmsig node adapter', language, ops: ['sign'] };
  }
  if (op !== 'sign') return { seq, error: 'unknown op' };
  for (const name of textMembers) {
    // Half a surrogate pair is not text: Node would sign U+FFFD in its place.
    if (typeof message[name] !== 'string' || /\p{Surrogate}/u.test(message[name])) {
      return { seq, error: `${name} is missing or not text` };
    }
  }
  const body = Buffer.from(message.body_base64, 'base64'); // It skips what it does not understand, so compare.
  if (body.toString('base64') !== message.body_base64) return { seq, error: 'body_base64 is not base64' };
  const { secret_id: secretId, secret_key: secretKey, content_type: contentType, ...rest } = message;
  return { seq, signature: sign({ ...rest, secretId, secretKey, contentType, body }) };
}

process.stdout.on('error', () => process.exit(0)); // Nobody is listening any more.
const reply = (pieces) => process.stdout.write(`${JSON.stringify(answer(Buffer.concat(pieces)))}\n`);

// Not node:readline: since Node 24 it also ends a line at U+2028 and U+2029, which JSON strings may contain.
let pieces = [];
for await (const chunk of process.stdin) {
  let start = 0;
  for (let end; (end = chunk.indexOf('\n', start)) >= 0; start = end + 1) {
    reply([...pieces, chunk.subarray(start, end)]);
    pieces = [];
  }
  if (start < chunk.length) pieces.push(chunk.subarray(start));
}
if (pieces.length > 0) reply(pieces);
