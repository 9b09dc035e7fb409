// Generates a client from the running Worker's OpenAPI document, type-checks what is written against it, and runs it. What a
// page says to the widget is checked against embed.d.ts.
// URL and KEY in the environment say where the Worker is and how to get in; the exit code says whether all went well.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const modules = resolve(import.meta.dirname, '../../node_modules');
const folder = mkdtempSync(join(tmpdir(), 'couvert-client-'));

/** Runs a script under this very Node; its output is the reader's. */
function node(script, ...words) {
  const { status, error } = spawnSync(process.execPath, [script, ...words], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${[script, ...words].join(' ')}: ${error ?? `exit code ${status}`}`);
}

const settings = {
  compilerOptions: {
    // What does not exist under these settings is an error, `any` that nobody wrote among it.
    strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true,
    target: 'es2022', module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom', 'dom.iterable'],
    types: [], outDir: 'compiled',
  },
  files: ['journey.ts', 'page.ts'],
};

try {
  const answer = await fetch(`${process.env.URL}/openapi.json`);
  if (!answer.ok) throw new Error(`/openapi.json answers ${answer.status}`);
  writeFileSync(join(folder, 'openapi.json'), await answer.text());
  symlinkSync(modules, join(folder, 'node_modules'));
  for (const file of ['journey.ts', 'page.ts', '../../static/pages/embed.d.ts']) {
    copyFileSync(join(import.meta.dirname, file), join(folder, basename(file)));
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  // A property that has a default may be left out of a request; without this the types would ask for it.
  node(join(modules, 'openapi-typescript/bin/cli.js'), 'openapi.json', '--output', 'couvert.d.ts',
    '--default-non-nullable=false');
  node(join(modules, 'typescript/bin/tsc'), '--project', '.');
  node(join(folder, 'compiled/journey.js'));
} catch (failure) {
  console.error(failure.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
