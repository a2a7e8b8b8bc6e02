// A receiver of Tencent Meeting event callbacks in JavaScript (Node 18 or later), no dependencies.
//
// Copy the first part into your program. `node receiver.mjs 8080` listens with the secrets of
// TMSIG_CALLBACK_TOKEN and TMSIG_CALLBACK_AES_KEY, for `tmsig callback check http://127.0.0.1:8080/`;
// without a port the program is an adapter for `vectors/callback_crosscheck.py`.

import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

// ---- The receiver: copy this part --------------------------------------------------------------

export const ACKNOWLEDGEMENT = 'successfully received callback';

/**
 * Returns the signature of a callback: the SHA-1 of the four texts, sorted and joined.
 *
 * What goes wrong in Node: `localeCompare`, which sorts as a dictionary does. `sort()` without an argument
 * compares code units, which for ASCII are bytes.
 */
export function sign(token, timestamp, nonce, data) {
  return createHash('sha1').update([token, timestamp, nonce, data].sort().join('')).digest('hex');
}

/** Returns the plaintext of `data` as a Buffer. Verify the signature first. */
export function decrypt(encodingAesKey, data) {
  const raw = Buffer.from(data, 'base64'); // A missing "=" does not matter to it.
  if (!encodingAesKey) return raw;
  const key = Buffer.from(encodingAesKey, 'base64'); // 32 bytes: not the 43 characters.
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16));
  return Buffer.concat([decipher.update(raw), decipher.final()]); // Takes the padding off.
}

/** Why a callback is refused; the message says no more than the vendor needs to know, which is nothing. */
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Returns `{ answer, event }` of a request: `answer` is the body to send with status 200 and nothing around
 * it, `event` the event, or null for the check of the URL. Throws `Refused` otherwise.
 *
 * `target` is path and query as they arrived, `headers` has lower-case names as in Node, `body` is a Buffer.
 * An event may come several times: tell repetitions by its `trace_id`, and do the work after answering.
 */
export function open({ token, encodingAesKey, method, target, headers, body }) {
  if (method !== 'GET' && method !== 'POST') throw new Refused(405, 'neither GET nor POST');
  const isUrlCheck = method === 'GET';
  const data = isUrlCheck ? checkStr(target) : memberData(body);
  const { timestamp, nonce, signature } = headers;
  if (!/^[0-9a-f]{40}$/.test(signature ?? '')) throw new Refused(400, 'signature');
  if (!/^([0-9]{10}|[0-9]{13})$/.test(timestamp ?? '')) throw new Refused(400, 'timestamp');
  if (!/^[!-~]+$/.test(nonce ?? '')) throw new Refused(400, 'nonce');
  // Buffer.from passes over what is no base64, so it is refused here.
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data)) throw new Refused(400, 'data');
  const expected = sign(token, timestamp, nonce, data);
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) throw new Refused(401, 'signature');
  const letters = data.replace(/=+$/, '').length;
  if (letters % 4 === 1 || data.length - letters > (4 - (letters % 4)) % 4) throw new Refused(400, 'data');
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(decrypt(encodingAesKey, data));
  } catch {
    throw new Refused(400, 'plaintext');
  }
  if (isUrlCheck) return { answer: text, event: null };
  let event;
  try {
    event = JSON.parse(text);
  } catch {
    throw new Refused(400, 'event');
  }
  const id = event?.trace_id ?? event?.unique_sequence;
  const isText = (value) => typeof value === 'string' && value !== '';
  if (!isText(event?.event) || !isText(id) || !Array.isArray(event.payload)) throw new Refused(400, 'event');
  return { answer: ACKNOWLEDGEMENT, event };
}

/** Decodes once, and not as a form: base64 holds "+" and no spaces. Express and Koa have decoded it already. */
function checkStr(target) {
  const at = target.indexOf('?');
  const pairs = at < 0 ? [] : target.slice(at + 1).split('&');
  const values = pairs.filter((pair) => pair.startsWith('check_str='));
  if (values.length !== 1) throw new Refused(400, 'check_str');
  try {
    return decodeURIComponent(values[0].slice('check_str='.length)).replaceAll(' ', '+');
  } catch {
    throw new Refused(400, 'check_str');
  }
}

function memberData(body) {
  let parsed;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    throw new Refused(400, 'body');
  }
  if (typeof parsed?.data !== 'string') throw new Refused(400, 'body');
  return parsed.data;
}

/** A handler for `http.createServer`. `onEvent` is called after the answer was sent. */
export function handler(token, encodingAesKey, onEvent) {
  return async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url: target, headers } = request;
    let result;
    try {
      result = open({ token, encodingAesKey, method, target, headers, body: Buffer.concat(chunks) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      response.writeHead(error.status).end();
      return;
    }
    // end(), and not json(): no quotes, no newline.
    response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end(result.answer);
    if (result.event) onEvent(result.event);
  };
}

// ---- The rest is for tmsig alone ---------------------------------------------------------------

/** Answers the lines of the adapter protocol with these functions. */
export async function speak(receiver) {
  let rest = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const { seq, ...message } = JSON.parse(line);
      const ops = ['callback_sign', 'callback_verify', 'callback_decrypt', 'callback_handle'];
      const hello = { version: 1, name: 'tmsig node receiver', language: `node ${process.versions.node}`, ops };
      const answer = message.op === 'start' ? hello : { seq, ...asked(receiver, message) };
      process.stdout.write(`${JSON.stringify(answer)}\n`);
    }
  }
}

function asked(receiver, { op, ...message }) {
  const { token, encoding_aes_key: encodingAesKey, timestamp, nonce, data, signature } = message;
  if (op === 'callback_sign') return { signature: receiver.sign(token, timestamp, nonce, data) };
  if (op === 'callback_verify') return { valid: receiver.sign(token, timestamp, nonce, data) === signature };
  if (op === 'callback_decrypt') {
    try {
      return { plaintext_base64: receiver.decrypt(encodingAesKey, data).toString('base64') };
    } catch {
      return { refused: 'data' };
    }
  }
  const headers = {};
  for (const [name, value] of message.headers) {
    const key = name.toLowerCase();
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value; // As Node does.
  }
  const body = Buffer.from(message.body_base64, 'base64');
  const { method, target } = message;
  try {
    const { answer } = receiver.open({ token, encodingAesKey, method, target, headers, body });
    return { status: 200, body_base64: Buffer.from(answer).toString('base64') };
  } catch (error) {
    return { status: error instanceof Refused ? error.status : 500, body_base64: '' };
  }
}

if (process.argv[1]?.endsWith('receiver.mjs')) {
  if (process.argv[2]) {
    const { TMSIG_CALLBACK_TOKEN: token, TMSIG_CALLBACK_AES_KEY: key } = process.env;
    createServer(handler(token, key, (event) => console.log(event.event))).listen(Number(process.argv[2]), '127.0.0.1');
  } else {
    await speak({ sign, decrypt, open });
  }
}
