// The browser's tests: the real Worker in workerd, host pages on another origin, Chromium.
import { defineConfig } from '@playwright/test';
import { HOST_URL, STATE, WORKER_URL } from './addresses.mjs';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.mjs',
  // One after the other: they share one restaurant, and the machine may have two cores.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  outputDir: '../../test-results',
  forbidOnly: Boolean(process.env.CI),
  use: {
    baseURL: HOST_URL,
    locale: 'en-GB',
    // The visitor sits somewhere else: what they see is the restaurant's time all the same.
    timezoneId: 'America/New_York',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync'],
    },
  },
  webServer: {
    command: `"${process.env.COUVERT_NODE || process.execPath}" servers.mjs`,
    cwd: import.meta.dirname,
    url: `${HOST_URL}/ready`,
    timeout: 180_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    stdout: 'pipe',
    env: { WORKER_URL, COUVERT_BROWSER_STATE: STATE },
  },
});
