// The page of `tmsig page` in Chromium, opened from disk: it works, and nothing leaves it.
const assert = require('node:assert/strict');
const { createHmac } = require('node:crypto');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { chromium } = require('playwright-core');

const [page_file, screenshots] = process.argv.slice(2);
const KEY = 'a-secret-key-of-this-test-alone';
const signed = 'GET\nX-TC-Key=AKIDalone&X-TC-Nonce=880064&X-TC-Timestamp=1600000000\n/v1/users/list\n';
const wrong = Buffer.from(createHmac('sha256', KEY).update(signed).digest('hex')).toString('base64');
const right = Buffer.from(createHmac('sha256', KEY).update(signed.replace('list\n', 'list?page=1\n')).digest('hex')).toString('base64');
const line = (signature) => `curl 'https://api.meeting.qq.com/v1/users/list?page=1' -H 'X-TC-Key: AKIDalone' `
  + `-H 'X-TC-Nonce: 880064' -H 'X-TC-Timestamp: 1600000000' -H 'AppId: 1' -H 'X-TC-Registered: 1' -H 'X-TC-Signature: ${signature}'`;

async function open(browser, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults = [];
  const requests = [];
  page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()); });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(page_file).href);
  return { page, faults, requests, context };
}

// Everything but the file itself, and what never leaves the tab.
const left = (requests) => requests.slice(1).filter((url) => !/^(blob|data):/.test(url));

async function main() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  const { page, faults, requests, context } = await open(browser, { locale: 'zh-CN', colorScheme: 'light', viewport: { width: 390, height: 844 } });
  assert.equal(await page.getAttribute('html', 'lang'), 'zh-CN');
  await page.screenshot({ path: join(screenshots, 'alone-empty-390.png'), fullPage: true });
  // An example one click away.
  const started = Date.now();
  await page.getByRole('button', { name: '试用示例' }).click();
  await page.getByRole('heading', { name: '签名串中的 URI 没有带查询参数' }).waitFor();
  const first = Date.now() - started;
  await page.screenshot({ path: join(screenshots, 'alone-zh-390.png'), fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `wider than the window by ${overflow}`);
  // The verdict as one types, without a button.
  await page.getByLabel('SecretKey', { exact: true }).fill(KEY);
  await page.getByLabel('失败的请求').fill(line(right));
  await page.locator('.verdict.good').waitFor();
  await page.getByLabel('失败的请求').fill(line(wrong));
  await page.locator('.verdict.bad').waitFor();
  assert.deepEqual(await page.locator('#reports mark').allInnerTexts(), ['?page=1']);
  // What is read and told is in the worker; the key is kept nowhere.
  const kept = await page.evaluate(() => {
    try {
      return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, document.body.innerText]);
    } catch (error) {
      return String(error);
    }
  });
  assert.ok(!kept.includes(KEY));
  assert.equal((await context.cookies()).length, 0);
  // Errors in the page's language.
  await page.getByLabel('失败的请求').fill('什么？');
  await page.getByText('操作失败：').first().waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('That did not work: ').first().waitFor();
  // A callback, by the same doctors.
  await page.getByText('An event callback').click();
  const sorted = ['a-token', '1600000000', '880064', 'ZGF0YQ=='].sort().join('');
  const sha1 = require('node:crypto').createHash('sha1').update(sorted).digest('hex');
  await page.getByLabel('What arrived at your URL').fill(`POST /callback HTTP/1.1\ntimestamp: 1600000000\nnonce: 880064\nsignature: ${sha1}\n\n{"data":"ZGF0YQ=="}`);
  await page.getByLabel('Token', { exact: true }).fill('a-token');
  await page.getByRole('button', { name: 'Examine the callback' }).click();
  await page.locator('#reports p').first().waitFor();
  assert.deepEqual(faults, []);
  assert.deepEqual(left(requests), [], 'nothing is asked for');

  // A wide and dark window, with the keyboard.
  const dark = await open(browser, { locale: 'en-US', colorScheme: 'dark', viewport: { width: 1280, height: 900 } });
  await dark.page.getByRole('button', { name: 'Try an example' }).focus();
  await dark.page.keyboard.press('Enter');
  await dark.page.getByRole('heading', { name: 'the query is not signed' }).waitFor();
  await dark.page.screenshot({ path: join(screenshots, 'alone-en-dark.png'), fullPage: true });
  const unnamed = await dark.page.evaluate(() => [...document.querySelectorAll('button, input:not([hidden]), textarea, select')]
    .filter((field) => !(field.labels?.length || field.getAttribute('aria-label') || field.textContent.trim()))
    .map((field) => field.outerHTML));
  assert.deepEqual(unnamed, []);
  // Not even a script of the page's own could send anything: a server hears whether it does.
  const heard = [];
  const server = createServer((request, response) => { heard.push(request.url); response.end(); });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const outside = `http://127.0.0.1:${server.address().port}/`;
  const escaped = await dark.page.evaluate(async (outside) => {
    const tried = [];
    try { await fetch(`${outside}?key`); tried.push('fetch'); } catch { /* forbidden */ }
    const image = new Image();
    await new Promise((resolve) => { image.onload = () => { tried.push('image'); resolve(); }; image.onerror = resolve; image.src = `${outside}x.png`; });
    return tried;
  }, outside);
  assert.deepEqual(escaped, []);
  assert.deepEqual(heard, [], 'nothing left even when tried');
  server.close();

  // How long the doctors take here, asked one after the other.
  const times = await dark.page.evaluate(async (input) => {
    const took = [];
    for (let round = 0; round < 21; round += 1) {
      const at = performance.now();
      await askInside({ ask: 'diagnose', input, secret_key: 'a-secret-key-of-this-test-alone' });
      took.push(performance.now() - at);
    }
    return took.sort((a, b) => a - b);
  }, line(wrong));
  const nobody = line(Buffer.from('0123456789abcdef'.repeat(4)).toString('base64'));
  const longest = await dark.page.evaluate(async (input) => {
    const at = performance.now();
    await askInside({ ask: 'diagnose', input, secret_key: 'a-secret-key-of-this-test-alone' });
    return performance.now() - at;
  }, nobody);
  await browser.close();
  console.log(`the page from disk in Chromium: examined as one types, in Chinese and English, nothing left it; first verdict ${first} ms, `
    + `an explained one ${times[10].toFixed(0)} ms in the median, an unexplained one ${longest.toFixed(0)} ms`);
}

main().catch((error) => { console.error(error); process.exit(1); });
