// Firefox, by WebDriver BiDi.
import puppeteer from 'puppeteer-core';
import { locate } from './locate.mjs';

export async function firefox(executablePath) {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, defaultViewport: { width: 1280, height: 900 } });
  const page = await browser.newPage();
  let place = page.mainFrame();
  let frame;
  return {
    open: (url) => page.goto(url),
    find: async (kind, name) => (await place.evaluateHandle(locate, kind, name)).asElement(),
    press: async (element) => {
      // Firefox cannot say where an element of a frame lies on the page.
      const inFrame = await element.evaluate(middle);
      const begin = frame ? await frame.evaluate((outer) => outer.getBoundingClientRect().toJSON()) : { x: 0, y: 0 };
      await page.mouse.click(begin.x + inFrame.x, begin.y + inFrame.y);
    },
    type: (element, text) => element.type(text),
    enter: async (element) => {
      frame = element;
      place = await element.contentFrame();
    },
    leave: async () => {
      frame = undefined;
      place = page.mainFrame();
    },
    close: () => browser.close(),
  };
}

/** The middle of an element, in sight. */
function middle(element) {
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
}
