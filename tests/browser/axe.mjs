// What axe has to say about the widgets of a page, in the state in which they are.
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';

export async function expectNoFault(page, where, part = 'couvert-widget') {
  // What fades in has too little contrast on its way.
  await page.waitForFunction(() => {
    const roots = [document, ...[...document.querySelectorAll('*')].map((element) => element.shadowRoot).filter(Boolean)];
    return roots.flatMap((root) => root.getAnimations()).every((animation) =>
      animation.playState !== 'running' || animation.effect.getComputedTiming().iterations === Infinity);
  });
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  expect(found, where).toEqual([]);
}
