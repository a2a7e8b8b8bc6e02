
import { readFileSync } from 'node:fs';

const [fieldsPath, bodyPath] = process.argv.slice(2);
const [secretId, secretKey, method, uri, nonce, timestamp, contentType] =
  readFileSync(fieldsPath, 'utf8').split('\n');
const body = readFileSync(bodyPath);
const fields = { secretId, secretKey, method, uri, nonce, timestamp, contentType, body };
let [count, best, rounds, signature] = [1, Infinity, 0, ''];
while (rounds < 12) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i++) signature = sign(fields);
  const elapsed = Number(process.hrtime.bigint() - start);
  if (elapsed < 100e6) {
    count *= 2;
    continue;
  }
  rounds += 1;
  best = Math.min(best, elapsed / count);
}
console.log(signature, best, 'Node.js', process.versions.node);
