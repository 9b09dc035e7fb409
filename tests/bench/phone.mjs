// What a guest on a phone waits for, from the request of the page to the first time that they can tap: a slow line (150 ms,
// 1.6 Mbit/s) and a slow processor (four times), nothing cached. On a restaurant's own page, and on the hosted one, where
// the edge's own times are there before the widget. And what the tag does to the page that it stands on: when its largest
// element is painted, and by how much anything moves (Core Web Vitals), with the tag and without. Prints one JSON object a
// line: the median of the runs.
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { HOST_URL, SLUG, WORKER_URL } from '../browser/addresses.mjs';

const RUNS = 7;
const LINE = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 94_000 };

const servers = spawn(process.execPath, [join(resolve(import.meta.dirname, '../browser'), 'servers.mjs')], { stdio: 'ignore' });
const isReady = () => fetch(`${HOST_URL}/ready`).then((answer) => answer.ok, () => false);
while (!(await isReady())) {
  if (servers.exitCode !== null) throw new Error('the servers ended by themselves');
  await new Promise((wake) => setTimeout(wake, 200));
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});

/** A page of a visitor of its own, on such a phone. */
async function phone() {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', isMobile: true, hasTouch: true });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.emulateNetworkConditions', LINE);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  return page;
}

/** How many milliseconds after the request of the page something that can be tapped is there. */
async function wait(url, selector) {
  const page = await phone();
  // Asked from within: the page's own clock began with the request.
  await page.addInitScript((wanted) => {
    const seek = () => {
      const inside = [...document.querySelectorAll('couvert-widget')].map((widget) => widget.shadowRoot).filter(Boolean);
      if ([document, ...inside].some((root) => root.querySelector(wanted))) window.couvertShown = performance.now();
      else requestAnimationFrame(seek);
    };
    requestAnimationFrame(seek);
  }, selector);
  await page.goto(url, { waitUntil: 'commit' });
  const shown = await page.waitForFunction(() => window.couvertShown, undefined, { timeout: 60_000 });
  const value = await shown.jsonValue();
  await page.context().close();
  return value;
}

/** When the largest element is painted, and by how much things move. */
async function vitals(url) {
  const page = await phone();
  await page.addInitScript(() => {
    window.vitals = { lcp: 0, cls: 0 };
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.vitals.lcp = entry.startTime; })
      .observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.vitals.cls += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForTimeout(6000);
  const value = await page.evaluate(() => window.vitals);
  await page.context().close();
  return value;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
async function measure(name, unit, run, runs = RUNS) {
  const values = [];
  for (let i = 0; i < runs; i++) values.push(await run());
  console.log(JSON.stringify({ name, value: median(values), unit }));
}

const FREE = '.time[aria-disabled="false"]';
try {
  await measure('bookable_on_a_phone_embedded', 'ms', () => wait(`${HOST_URL}/inline`, FREE));
  await measure('bookable_on_a_phone_hosted', 'ms', () => wait(`${WORKER_URL}/r/${SLUG}?lang=en`, `${FREE}, .times a`));
  // In turns, so that neither has the machine's better minutes.
  const pages = [['with_the_tag', `${HOST_URL}/vitals?tag`, []], ['without_the_tag', `${HOST_URL}/vitals`, []]];
  for (let i = 0; i < RUNS; i++) for (const [, url, seen] of pages) seen.push(await vitals(url));
  for (const [name, , seen] of pages) {
    console.log(JSON.stringify({ name: `largest_paint_${name}`, value: median(seen.map(({ lcp }) => lcp)), unit: 'ms' }));
    console.log(JSON.stringify({ name: `layout_shift_${name}`, value: median(seen.map(({ cls }) => cls)), unit: '' }));
  }
} finally {
  await browser.close();
  servers.kill('SIGTERM');
}
