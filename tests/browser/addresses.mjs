import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Where the tests' servers listen: two ports, so two origins.
export const WORKER_URL = 'http://localhost:8797';
export const HOST_URL = 'http://localhost:8798';
export const API_KEY = 'cvk_demo_trattoria_development_only';
export const SLUG = 'trattoria-aurora';
// Where the Worker keeps its database; the first process of the run decides.
export const STATE = (process.env.COUVERT_BROWSER_STATE ??= mkdtempSync(join(tmpdir(), 'couvert-browser-')));
// What the Worker says.
export const LOG = join(STATE, 'worker.log');
