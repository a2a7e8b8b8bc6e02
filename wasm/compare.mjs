// Every invalid vector and every input of the field, by the WebAssembly and by
// the command: the same verdict and the same first mistake.
// `node wasm/compare.mjs target/release/tmsig`
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import vm from 'node:vm';

const tmsig = process.argv[2];
const root = new URL('..', import.meta.url).pathname;
const engine = vm.runInThisContext(`${readFileSync(join(root, 'src/server/page/engine.js'), 'utf8')}\ndoctors`);
const module = new WebAssembly.Module(readFileSync(join(root, 'wasm/target/tmsig.wasm')));
assert.deepEqual(WebAssembly.Module.imports(module).map(({ module: from, name }) => `${from}.${name}`), ['page.elapsed'],
  'the page passes in the time and nothing else');
let instance = null;
const instantiate = WebAssembly.instantiate;
WebAssembly.instantiate = async (...asked) => (instance = await instantiate(...asked));
// The doctor's clock goes at a fifth of its speed, so that a slow machine does
// not cut a search short and change a verdict.
const ask = engine(module, () => performance.now() / 5);

const json = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const cases = [];
for (const name of readdirSync(join(root, 'vectors')).filter((name) => name.endsWith('.json') && !name.endsWith('schema.json'))) {
  for (const group of json(`vectors/${name}`).groups ?? []) {
    for (const test of group.tests.filter((test) => test.result === 'invalid')) {
      const account = { ...group.credentials, ...test.credentials };
      cases.push({ id: test.id, input: JSON.stringify(test.request), account });
    }
  }
}
const vectors = cases.length;
const field = json('tests/suite/field/inputs.json');
for (const { id, request } of field.cases) {
  const input = typeof request === 'string' ? request : JSON.stringify(request);
  cases.push({ id: `field/${id}`, input, account: field.credentials });
}

const folder = mkdtempSync(join(tmpdir(), 'tmsig-wasm-'));
const gist = (report) => ({ verdict: report.verdict, first: report.mistakes[0]?.id ?? null });
const times = [];
let slowest = ['', 0];
try {
  for (const { id, input, account } of cases) {
    const file = join(folder, 'input');
    const accounts = join(folder, 'account.json');
    writeFileSync(file, input);
    writeFileSync(accounts, JSON.stringify(account));
    const told = spawnSync(tmsig, ['doctor', '--format', 'json', '--lang', 'en', '--budget', '60s', '--credentials', accounts, file], { encoding: 'utf8' });
    const wanted = told.stdout.trim().split('\n').filter(Boolean).map((line) => gist(JSON.parse(line)));
    const started = performance.now();
    const answer = await ask({ ask: 'diagnose', lang: 'en', input, ...account });
    const took = performance.now() - started;
    times.push(took);
    if (took > slowest[1]) slowest = [id, took];
    assert.equal(answer.panic, undefined, id);
    // What the command cannot judge has no report here either.
    const got = (answer.requests ?? []).map(({ report }) => gist(report));
    assert.deepEqual(got, wanted, `${id}: ${told.stderr} ${JSON.stringify(answer).slice(0, 400)}`);
    assert.ok(!JSON.stringify(answer).includes(account.secret_key) || account.secret_key.length < 8, `${id}: the key is told`);
  }
  const codes = await ask({ ask: 'explain', code: 200003, lang: 'zh' });
  const known = JSON.parse(execFileSync(tmsig, ['explain', '200003', '--lang', 'zh', '--format', 'json'], { encoding: 'utf8' }));
  assert.deepEqual(codes.codes, known);
  assert.ok((await ask({ ask: 'nothing' })).tmsig);
} finally {
  rmSync(folder, { recursive: true });
}
times.sort((a, b) => a - b);
const memory = instance.exports.memory.buffer.byteLength / 2 ** 20;
console.log(`${vectors} invalid vectors and ${cases.length - vectors} inputs: as the command says; `
  + `median ${times[times.length >> 1].toFixed(1)} ms, worst ${slowest[1].toFixed(0)} ms (${slowest[0]}), memory ${memory.toFixed(0)} MiB`);
assert.ok(memory < 256, 'memory');
