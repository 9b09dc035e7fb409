// What the engine's answers cost in Chromium: the wasm of tests/golden on the house of the budgets (60 tables,
// 30 combinations, 150 bookings a day). Prints one JSON object a line: the mean of many runs, after some to warm up; and
// for decisions with reseating how they are spread, for there the mean says little.
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
    // The clock ticks too slowly for one decision: each is repeated until it can be told how long it takes.
    const once = (work) => {
      const start = performance.now();
      for (let runs = 1; ; runs++) {
        work();
        const took = performance.now() - start;
        if (1 <= took) return took / runs;
      }
    };
    const { busy_day, busy_month, decisions, decision } = instance.exports;
    const costs = Array.from({ length: decisions() }, (_, i) => once(() => decision(i))).sort((a, b) => a - b);
    const share = (part) => costs[Math.ceil((costs.length - 1) * part)];
    return {
      day_in_chromium: mean(busy_day, 4000),
      month_in_chromium: mean(busy_month, 400),
      decision_p50_in_chromium: share(0.5),
      decision_p99_in_chromium: share(0.99),
      decision_max_in_chromium: share(1),
    };
  }, wasm);
  for (const [name, value] of Object.entries(means)) {
    console.log(JSON.stringify({ name, value, unit: 'ms' }));
  }
} finally {
  await browser.close();
}
