// Starts the Worker in workerd with a fresh demo restaurant, and the host pages on another origin; ends both when it
// is asked to.
import { spawn, spawnSync } from 'node:child_process';
import { openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { HOST_URL, LOG, STATE as state, WORKER_URL } from './addresses.mjs';
import { hostPage } from './host-pages.mjs';

const root = resolve(import.meta.dirname, '../..');
const wrangler = process.env.COUVERT_WRANGLER || join(root, 'node_modules/wrangler/bin/wrangler.js');
const environment = { ...process.env, CI: 'true', WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' };
const port = new URL(WORKER_URL).port;

function must(outcome, what) {
  if (outcome.status !== 0) throw new Error(`${what}: ${outcome.stderr || outcome.error}`);
}

must(spawnSync(process.execPath, [wrangler, 'd1', 'migrations', 'apply', 'couvert', '--local', '--persist-to', state],
  { cwd: root, env: environment, encoding: 'utf8' }), 'migrations');

const variables = { ENVIRONMENT: 'development', ADMIN_TOKEN: 'admin', TOKEN_SECRET: 'secret', PUBLIC_URL: WORKER_URL };
// What it says is kept: a test reads all of it.
const log = openSync(LOG, 'w');
// A group of its own, so that ending it ends workerd too.
const worker = spawn(process.execPath, [wrangler, 'dev', '--local', '--port', port, '--persist-to', state,
  '--log-level', 'log', '--show-interactive-dev-session=false',
  ...Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}:${value}`])],
{ cwd: root, env: environment, stdio: ['ignore', log, log], detached: true });

function end() {
  try { process.kill(-worker.pid, 'SIGKILL'); } catch { /* it has ended by itself */ }
  rmSync(state, { recursive: true, force: true });
  process.exit(0);
}
process.on('SIGTERM', end);
process.on('SIGINT', end);

while (!(await fetch(`${WORKER_URL}/health`).then((answer) => answer.ok, () => false))) {
  if (worker.exitCode !== null) throw new Error(`the Worker ended by itself: ${readFileSync(LOG)}`);
  await new Promise((wake) => setTimeout(wake, 100));
}
must(spawnSync('cargo', ['run', '--quiet', '-p', 'tests', '--bin', 'seed-demo', '--', '--url', WORKER_URL,
  '--admin-token', 'admin', '--origin', HOST_URL], { cwd: root, encoding: 'utf8' }), 'seeding');

createServer((request, response) => {
  const page = hostPage(new URL(request.url, HOST_URL));
  response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(page ?? 'nothing here');
}).listen(new URL(HOST_URL).port);
