// The doctor page in Chromium: what a person does, and what must not happen.
const assert = require('node:assert/strict');
const { createHmac } = require('node:crypto');
const { join } = require('node:path');
const { chromium } = require('playwright-core');

const { BASE_URL, SCREENSHOTS, TMSIG_APP_ID, TMSIG_SECRET_ID, TMSIG_SECRET_KEY, TMSIG_SDK_ID } = process.env;
const timestamp = Math.floor(Date.now() / 1000);
const uri = '/v1/meetings/7567173273889276131?userid=tester1&instanceid=1';
const signed = `GET\nX-TC-Key=${TMSIG_SECRET_ID}&X-TC-Nonce=880064&X-TC-Timestamp=${timestamp}\n${uri.split('?')[0]}\n`;
const hex = createHmac('sha256', TMSIG_SECRET_KEY).update(signed).digest('hex');
const signature = Buffer.from(hex).toString('base64');
const curlLine = `curl '${BASE_URL}${uri}' -H 'AppId: ${TMSIG_APP_ID}' -H 'SdkId: ${TMSIG_SDK_ID}' \\
  -H 'Content-Type: application/json' -H 'X-TC-Key: ${TMSIG_SECRET_ID}' -H 'X-TC-Nonce: 880064' \\
  -H 'X-TC-Timestamp: ${timestamp}' -H 'X-TC-Signature: ${signature}'`;

async function open(browser, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()); });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(BASE_URL)) faults.push(`a request to ${request.url()}`);
    if (decodeURIComponent(request.url()).includes(TMSIG_SECRET_KEY)) faults.push('the key stands in a URL');
  });
  await page.goto(BASE_URL);
  return { page, faults, context };
}

async function main() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });

  const { page, faults, context } = await open(browser, { locale: 'en-US', colorScheme: 'light' });
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  await page.getByLabel('The failing request').fill(curlLine);
  await page.getByLabel('SecretKey', { exact: true }).fill(TMSIG_SECRET_KEY);
  await page.getByLabel('SecretKey', { exact: true }).press('Enter');
  await page.getByRole('heading', { name: 'the query is not signed' }).waitFor();
  const report = page.locator('#reports');
  assert.match(await report.innerText(), /query-left-out/);
  assert.match(await report.innerText(), /Sign path and query together/);
  const marks = await report.locator('mark').allInnerTexts();
  assert.deepEqual(marks, ['?userid=tester1&instanceid=1'], 'what differs is marked');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'result', 'the result has the focus');
  await page.screenshot({ path: join(SCREENSHOTS, 'page-en-light.png'), fullPage: true });
  // The key is kept nowhere.
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));
  assert.ok(!stored.includes(TMSIG_SECRET_KEY));
  assert.equal((await context.cookies()).length, 0);
  // Without the key: the account of the server. Of a key that nobody has: it says so.
  await page.getByLabel('SecretKey', { exact: true }).fill('');
  await page.getByRole('button', { name: 'Examine', exact: true }).click();
  await page.getByRole('heading', { name: 'the query is not signed' }).waitFor();
  const random = createHmac('sha256', 'nobody').update(signed).digest('hex');
  await page.getByLabel('The failing request')
    .fill(curlLine.replace(signature, Buffer.from(random).toString('base64')));
  await page.getByRole('button', { name: 'Examine', exact: true }).click();
  await page.getByText('none of the known mistakes makes it').waitFor();
  await page.getByLabel('The failing request').fill('what?');
  await page.getByRole('button', { name: 'Examine', exact: true }).click();
  await page.getByText('it is like nothing known').first().waitFor();
  // The one refusal that is meant: the answer to nonsense.
  assert.deepEqual(faults.filter((fault) => !/status of 400/.test(fault)), []);

  // A live request, refused, read from the list with the keyboard, in Chinese and dark.
  const headers = {
    AppId: TMSIG_APP_ID, SdkId: TMSIG_SDK_ID, 'X-TC-Key': TMSIG_SECRET_ID, 'X-TC-Nonce': '880064',
    'X-TC-Timestamp': String(timestamp), 'X-TC-Signature': signature,
  };
  const answer = await fetch(BASE_URL + uri, { headers });
  assert.equal(answer.status, 500);
  assert.equal(answer.headers.get('x-tmsig-mistake'), 'query-left-out');
  const id = answer.headers.get('x-tmsig-request');
  const chinese = await open(browser, { locale: 'zh-CN', colorScheme: 'dark' });
  assert.equal(await chinese.page.getAttribute('html', 'lang'), 'zh-CN');
  const why = chinese.page.getByRole('button', { name: `请求 ${id} 被拒绝的原因` });
  await why.focus();
  await chinese.page.keyboard.press('Enter');
  await chinese.page.getByRole('heading', { name: '签名串中的 URI 没有带查询参数' }).waitFor();
  await chinese.page.screenshot({ path: join(SCREENSHOTS, 'page-zh-dark.png'), fullPage: true });
  await chinese.page.getByRole('button', { name: 'English' }).click();
  await chinese.page.getByRole('heading', { name: 'the query is not signed' }).waitFor();
  assert.deepEqual(chinese.faults, []);

  // Whatever has a role has a name, and every field a label.
  const unnamed = await page.evaluate(() => [...document.querySelectorAll('button, input:not([hidden]), textarea, select')]
    .filter((field) => !(field.labels?.length || field.getAttribute('aria-label') || field.textContent.trim()))
    .map((field) => field.outerHTML));
  assert.deepEqual(unnamed, []);

  await browser.close();
  console.log('the page in Chromium: pasted, picked, read in English and Chinese; no console error, no request elsewhere');
}

main().catch((error) => { console.error(error); process.exit(1); });
