// What the engine's answers cost in Chromium: the wasm of tests/golden on the house of the budgets (60 tables,
// 30 combinations, 150 bookings a day). Prints one JSON object a line: the mean of many runs, after some to warm up.
import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const wasm = readFileSync(process.env.COUVERT_GOLDEN_WASM).toString('base64');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  const page = await browser.newPage();
  const means = await page.evaluate(async (encoded) => {
    const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
    const { instance } = await WebAssembly.instantiate(bytes, {});
    const mean = (work, runs) => {
      for (let i = 0; i < runs / 4; i++) work();
      const start = performance.now();
      for (let i = 0; i < runs; i++) work();
      return (performance.now() - start) / runs;
    };
    const { busy_day, busy_month } = instance.exports;
    return { day_in_chromium: mean(busy_day, 4000), month_in_chromium: mean(busy_month, 400) };
  }, wasm);
  for (const [name, value] of Object.entries(means)) {
    console.log(JSON.stringify({ name, value, unit: 'ms' }));
  }
} finally {
  await browser.close();
}
