/**
 * Clicks through the page in `browser/` with headless Chromium and checks what it shows.
 *
 * `CHROMIUM` names the browser (default /usr/bin/chromium), `SCREENSHOT` a file for a picture of the page.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';

import { chromium } from 'playwright-core';

const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.wasm': 'application/wasm' };
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const server = createServer(async ({ url }, response) => {
  const path = url === '/' ? '/index.html' : new URL(url, 'http://page').pathname;
  try {
    const body = await readFile(new URL(`../browser${path}`, import.meta.url));
    response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
// Playwright gives every browser an empty profile of its own.
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: FLAGS, timeout: 120_000 });

try {
  const page = await browser.newPage({ viewport: { width: 960, height: 860 } });
  page.setDefaultTimeout(60_000);
  const problems = [];
  page.on('pageerror', (error) => problems.push(error));
  page.on('response', (response) => {
    if (!response.ok()) problems.push(new Error(`${response.status()} ${response.url()}`));
  });
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await walk(page);
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT, fullPage: true });
  assert.deepEqual(problems, []);
  console.log('the page does what it should');
} finally {
  await browser.close();
  server.close();
}

async function walk(page) {
  const click = (id) => page.click(`#${id}`);
  const shown = async (id, pattern) => {
    const handle = await page.waitForFunction(
      ([element, source]) => {
        const text = document.getElementById(element).textContent;
        return new RegExp(source).test(text) && text;
      },
      [id, pattern.source],
    );
    return handle.jsonValue();
  };

  await shown('state', /^Ready\.$/);
  await click('generate');
  const publicKey = await shown('public-key', /^[0-9a-f]{64}$/);

  const message = 'A message from a test.';
  await page.fill('#message', message);
  await click('sign');
  const signature = await shown('signature', /^[0-9a-f]{128}$/);
  await click('verify');
  await shown('verdict', /^The signature is right\.$/);
  assert.equal(await verifiedByNode(publicKey, signature, message), true);

  await page.fill('#message', `${message} Changed.`);
  await click('verify');
  await shown('verdict', /^The signature is not for this message\.$/);
  await page.fill('#message', message);
  await click('verify');
  await shown('verdict', /^The signature is right\.$/);

  const buffer = Buffer.from(Uint8Array.from({ length: 1 << 20 }, (_, at) => (at * 31) % 251));
  await page.setInputFiles('#file', { name: 'letter.bin', mimeType: 'application/octet-stream', buffer });
  for (const algorithm of ['AES-256-GCM', 'CHACHA20-POLY1305', 'XCHACHA20-POLY1305']) {
    await page.selectOption('#algorithm', algorithm);
    await click('encrypt');
    await shown('ciphertext', /^[0-9a-f]{48}… 1\.0 MiB$/);
    await click('tamper');
    await click('decrypt');
    await shown('opened', /^Refused: invalid-tag$/);
    await click('tamper');
    await click('decrypt');
    await shown('opened', /^The same 1\.0 MiB again\.$/);
  }

  const rows = await page.locator('#timings tr').allInnerTexts();
  // A refused decryption has no time.
  assert.equal(rows.length, 11);
  assert.match(rows.at(-1), /^Decrypt, 1\.0 MiB\s+[0-9.]+ ms\s+[0-9.]+ MB\/s$/);
  console.log(rows.map((row) => row.replaceAll('\t', '  ')).join('\n'));
}

async function verifiedByNode(publicKey, signature, message) {
  const key = await crypto.subtle.importKey('raw', Buffer.from(publicKey, 'hex'), 'Ed25519', true, ['verify']);
  return crypto.subtle.verify('Ed25519', key, Buffer.from(signature, 'hex'), Buffer.from(message));
}
