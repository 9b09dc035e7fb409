// WebKitGTK, which has Safari's engine, by WebDriver. It draws on a screen, so there is one that nobody sees.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { Builder, Capabilities } from 'selenium-webdriver';
import { locate } from './locate.mjs';

export async function webkit(executablePath) {
  const port = await freePort();
  const server = spawn('xvfb-run', ['--auto-servernum', '--server-args=-screen 0 1280x1024x24', 'WebKitWebDriver', `--port=${port}`], {
    // A group of its own, so that ending it ends the screen too.
    detached: true, stdio: 'ignore', env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
  });
  const end = () => { try { process.kill(-server.pid); } catch { /* it has ended by itself */ } };
  try {
    const url = `http://127.0.0.1:${port}`;
    await listens(url);
    const capabilities = new Capabilities({
      browserName: 'MiniBrowser', 'webkitgtk:browserOptions': { binary: executablePath, args: ['--automation'] },
    });
    const driver = await new Builder().disableEnvironmentOverrides().withCapabilities(capabilities).usingServer(url).build();
    return {
      open: (address) => driver.get(address),
      find: (kind, name) => driver.executeScript(`return (${locate})(...arguments)`, kind, name),
      press: (element) => element.click(),
      type: (element, text) => element.sendKeys(text),
      enter: async (frame) => {
        await driver.switchTo().frame(frame);
        // Without a click, keys find no focus in a frame.
        await driver.findElement({ css: 'body' }).click();
      },
      leave: () => driver.switchTo().defaultContent(),
      close: async () => { try { await driver.quit(); } finally { end(); } },
    };
  } catch (error) {
    end();
    throw error;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function listens(url) {
  for (let attempts = 0; attempts < 100; attempts++) {
    if (await fetch(`${url}/status`).then((answer) => answer.ok, () => false)) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`no WebKitWebDriver at ${url}`);
}
