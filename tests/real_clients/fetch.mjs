// Node's fetch, with the signing function of adapters/signer.mjs.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { sign } from '../../adapters/signer.mjs';

const env = process.env;

async function call(method, path, query, value) {
  const url = new URL(path, env.BASE_URL);
  for (const [name, text] of query ?? []) url.searchParams.append(name, text);
  const body = Buffer.from(value === undefined ? '' : JSON.stringify(value));
  const nonce = String(randomInt(1, 2 ** 47));
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = sign({
    secretId: env.TMSIG_SECRET_ID, secretKey: env.TMSIG_SECRET_KEY, method, nonce, timestamp,
    uri: url.pathname + url.search, // As fetch sends it.
    contentType: 'application/json', body,
  });
  const answer = await fetch(url, {
    method,
    body: body.length > 0 ? body : undefined,
    headers: {
      AppId: env.TMSIG_APP_ID, SdkId: env.TMSIG_SDK_ID, 'Content-Type': 'application/json',
      'X-TC-Registered': '1', 'X-TC-Key': env.TMSIG_SECRET_ID, 'X-TC-Nonce': nonce,
      'X-TC-Timestamp': timestamp, 'X-TC-Signature': signature,
    },
  });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

const created = await call('POST', '/v1/meetings', [], { subject: '周会 🎉', userid: 'tester1' });
assert.equal(created.meeting_info_list[0].subject, '周会 🎉');
await call('GET', '/v1/meetings/张三', [['userid', '张三'], ['q', "a+b c/?&='~*"], ['empty', '']]);
await call('PUT', '/v1/meetings/1', [], { subject: '改期' });
