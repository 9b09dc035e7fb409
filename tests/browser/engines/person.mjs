// A person at a browser of any engine: waits until what they look for is there, as people do.

const PATIENCE_MS = 20_000;

export class Person {
  constructor(driver) { this.driver = driver; }

  open(url) { return this.driver.open(url); }

  press(kind, name) { return this.#once(kind, name, (element) => this.driver.press(element)); }

  fill(name, text) { return this.#once('field', name, (element) => this.driver.type(element, text)); }

  sees(text) { return this.#once('text', text, () => {}); }

  /** Inside of a frame. */
  async within(address, act) {
    await this.#once('frame', address, (frame) => this.driver.enter(frame));
    try { await act(); } finally { await this.driver.leave(); }
  }

  /** An element may be drawn anew between finding and touching it: then it is looked for again. */
  async #once(kind, name, act) {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        const element = await this.driver.find(kind, name.source);
        if (element) return await act(element);
        if (until < Date.now()) throw new Error('it is not there');
      } catch (error) {
        if (until < Date.now()) throw new Error(`${kind} ${name}: ${error.message}`);
      }
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }
}
