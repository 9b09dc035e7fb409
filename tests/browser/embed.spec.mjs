// The embed in all its forms: any number of widgets, other people's style sheets, the dialog, no script.
import { expect } from '@playwright/test';
import { SLUG, WORKER_URL } from './addresses.mjs';
import { expectNoFault } from './axe.mjs';
import { book, closedDay, dayWithRoom, done, fillIn, isOpen, openChoice, party, pickDay, time } from './guest.mjs';
import { test } from './visitor.mjs';

for (const [path, scheme] of [['/inline', 'light'], ['/dark', 'dark'], ['/inline-dark', 'dark']]) {
  for (const width of [390, 1280]) {
    test(`axe finds nothing on any step, ${path}, ${scheme}, ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      const [day, minutes] = await dayWithRoom(2, { after: 9, from: 690 });
      await page.goto(path);
      const widget = page.locator('couvert-widget');
      await isOpen(widget);
      await expectNoFault(page, 'choosing');
      await openChoice(widget, 'experience');
      await expectNoFault(page, 'choosing the menu');
      await pickDay(widget, await closedDay());
      await expectNoFault(page, 'a closed day');
      await pickDay(widget, day);
      await time(widget, minutes).click();
      await expect(widget.getByRole('heading', { name: 'Your details' })).toBeVisible();
      await expectNoFault(page, 'details');
      await book(widget).click();
      await expectNoFault(page, 'details with faults');
      await fillIn(widget, `Axt${width}${path.slice(1)}`);
      await book(widget).click();
      await expect(done(widget)).toBeVisible();
      await expectNoFault(page, 'done');
    });
  }
}

test('two widgets in two languages stand under hostile style sheets', async ({ page }) => {
  await page.goto('/two');
  const german = page.locator('couvert-widget').first();
  const english = page.locator('couvert-widget').last();
  await expect(german.getByText('Tisch reservieren')).toBeVisible();
  await expect(english.getByText('Reserve a table')).toBeVisible();
  // Each has its own state.
  await english.getByRole('radio', { name: '5 guests' }).check({ force: true });
  await expect(german.getByRole('radio', { name: '2 Personen', exact: true })).toBeChecked();
  for (const widget of [german, english]) {
    const heading = widget.getByRole('heading', { name: 'Trattoria Aurora' });
    const style = await heading.evaluate((element) => {
      const { color, textTransform, fontSize, letterSpacing, textAlign } = getComputedStyle(element);
      return { color, textTransform, fontSize: parseFloat(fontSize), letterSpacing, textAlign };
    });
    expect(style.color).not.toBe('rgb(255, 0, 0)');
    expect(style.textTransform).toBe('none');
    expect(style.letterSpacing).not.toBe('9px');
    expect(style.fontSize).toBeLessThan(31);
  }
  const ids = await page.evaluate(() => [...document.querySelectorAll('couvert-widget')]
    .flatMap((widget) => [...widget.shadowRoot.querySelectorAll('[id]')].map((element) => element.id)));
  expect(new Set(ids).size).toBe(ids.length);
  const [day, minutes] = await dayWithRoom(5, { after: 9 });
  await pickDay(english, day);
  await time(english, minutes).click();
  await expect(english.getByRole('heading', { name: 'Your details' })).toBeVisible();
  await expect(german.getByRole('grid')).toBeVisible();
  await expectNoFault(page, 'under hostile style sheets');
});

test('the language is the host page\'s', async ({ page }) => {
  await page.goto('/inline-german');
  await expect(page.locator('couvert-widget').getByText('Tisch reservieren')).toBeVisible();
});

test('it stands in an element of the page\'s choice and under a strict content security policy', async ({ page }) => {
  await page.goto('/target');
  await expect(page.locator('#here couvert-widget').getByRole('grid')).toBeVisible();
  await page.goto('/csp');
  await expect(page.locator('couvert-widget').getByRole('grid')).toBeVisible();
});

test('a dialog opens from the page\'s own link and from script, and gives the focus back', async ({ page }) => {
  await page.goto('/dialog');
  const link = page.getByRole('link', { name: 'Book a table' });
  await expect(page.getByRole('button', { name: 'Reserve a table' })).toHaveCount(0);
  await link.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('grid')).toBeVisible();
  await expectNoFault(page, 'the dialog', 'couvert-dialog');
  await party(dialog, 3);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(link).toBeFocused();
  await page.evaluate(() => window.couvert.open());
  await expect(dialog.getByRole('radio', { name: '3 guests' }), 'closing keeps what was chosen').toBeChecked();
  await page.evaluate(() => window.couvert.close());
  await expect(dialog).toBeHidden();
});

test('a dialog opens with the options of who opens it', async ({ page }) => {
  await page.goto('/dialog');
  await page.getByRole('link', { name: 'Book a table' }).waitFor();
  await page.waitForFunction(() => window.couvert);
  await page.evaluate(() => window.couvert.open({ attendees: 4, experience: 'aurora-menu' }));
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: '4 guests', exact: true })).toBeChecked();
  await page.evaluate(() => window.couvert.close());
  await page.getByRole('link', { name: 'Book a table' }).click();
  await expect(dialog.getByRole('radio', { name: '2 guests', exact: true })).toBeChecked();
  await expect(dialog.getByRole('radio', { name: /À la carte/ })).toBeChecked();
});

test('gift cards and bookings open each in a dialog of their own', async ({ page }) => {
  await page.goto('/both');
  const wasm = page.waitForRequest(/\.wasm$/, { timeout: 3000 }).then(() => true, () => false);
  await page.getByRole('link', { name: 'Gift cards' }).click();
  const shop = page.getByRole('dialog', { name: 'Buy a gift card' });
  await expect(shop.getByRole('radio', { name: 'Aurora menu for two' })).toBeVisible();
  await expectNoFault(page, 'the gift cards in a dialog', 'couvert-dialog');
  expect(await wasm, 'who buys a gift card downloads no booking').toBe(false);
  await page.keyboard.press('Escape');
  await expect(shop).toBeHidden();
  await expect(page.getByRole('link', { name: 'Gift cards' })).toBeFocused();
  await page.getByRole('link', { name: 'Book a table' }).click();
  await expect(page.getByRole('dialog', { name: 'Reserve a table' }).getByRole('grid')).toBeVisible();
});

test('the demo page has it inline and as a dialog, each with its own state', async ({ page }) => {
  await page.goto(`${WORKER_URL}/demo/en.html`);
  await page.locator('#book').first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('grid')).toBeVisible();
  await party(dialog, 6);
  await page.keyboard.press('Escape');
  const inline = page.locator('main couvert-widget, body > couvert-widget, section couvert-widget').first();
  await inline.scrollIntoViewIfNeeded();
  await expect(inline.getByRole('button', { name: '2 guests' })).toBeVisible();
  await expectNoFault(page, 'the demo page');
});

test('a button of our own opens it where the page has none', async ({ page }) => {
  await page.goto('/button');
  await page.getByRole('button', { name: 'Reserve a table' }).click();
  await expect(page.getByRole('dialog').getByRole('grid')).toBeVisible();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('nothing below the widget moves when it comes, and nothing is announced to the page but what it may know', async ({ page }) => {
  await page.addInitScript(() => {
    window.told = [];
    for (const name of ['ready', 'slot-chosen', 'held', 'booked']) {
      addEventListener(`couvert:${name}`, (event) => window.told.push([name, event.detail]));
    }
    window.shifts = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { window.shifts += entry.value; }))
      .observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto('/inline');
  const widget = page.locator('couvert-widget');
  await expect(widget.getByRole('grid')).toBeVisible();
  expect(await page.evaluate(() => window.shifts)).toBeLessThan(0.1);
  const [day, minutes] = await dayWithRoom(2, { after: 9, from: 690 });
  await pickDay(widget, day);
  await time(widget, minutes).click();
  await fillIn(widget, 'Diskret');
  await book(widget).click();
  await expect(done(widget)).toBeVisible();
  const told = await page.evaluate(() => window.told);
  expect(told.map(([name]) => name)).toEqual(['ready', 'slot-chosen', 'held', 'booked']);
  expect(told.at(-1)[1]).toEqual({ day, minutes, attendees: 2 });
  expect(JSON.stringify(told)).not.toContain('Diskret');
});

test.describe('without a script', () => {
  test.use({ javaScriptEnabled: false });

  test('the page\'s link leads to the hosted page, which says how to book', async ({ page }) => {
    await page.goto('/dialog');
    await page.getByRole('link', { name: 'Book a table' }).click();
    await expect(page).toHaveURL(`${WORKER_URL}/r/${SLUG}`);
    await expect(page.getByRole('link', { name: '+43 1 555 0199' })).toBeVisible();
  });
});

test('what is wrong with a tag stands in the console', async ({ page }) => {
  const said = [];
  page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
  await page.goto('/unknown');
  await expect.poll(() => said.join()).toContain('no restaurant "nowhere-at-all"');
  await page.goto('/nothing-named');
  await expect.poll(() => said.join()).toContain('no data-restaurant');
  await page.goto('/head');
  await expect(page.locator('couvert-widget').getByRole('grid')).toBeVisible();
  expect(said.join()).toContain('stands in <head>');
  await page.goto('/late-target');
  await page.evaluate(() => setTimeout(() => document.querySelector('main').insertAdjacentHTML('beforeend', '<div id="late"></div>'), 300));
  await expect(page.locator('#late couvert-widget').getByRole('grid')).toBeVisible();
});

test('a page that requires trusted types has the widget too', async ({ page }) => {
  const [day, minutes] = await dayWithRoom(2, { after: 10 });
  await page.goto('/trusted-types');
  const widget = page.locator('couvert-widget');
  await expect(widget.getByRole('grid')).toBeVisible();
  await pickDay(widget, day);
  await time(widget, minutes).click();
  await fillIn(widget, 'Vertrauen');
  await book(widget).click();
  await expect(done(widget)).toBeVisible();
});

test('on a right-to-left page the widget reads as its language does', async ({ page }) => {
  await page.goto('/right-to-left');
  const heading = page.locator('couvert-widget').getByRole('heading', { name: 'Trattoria Aurora' });
  expect(await heading.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
});

test('a dialog survives pages that exchange their body', async ({ page }) => {
  await page.goto('/dialog');
  const link = page.getByRole('link', { name: 'Book a table' });
  await link.click();
  const dialog = page.getByRole('dialog', { name: 'Reserve a table' });
  await expect(dialog.getByRole('grid')).toBeVisible();
  // As Turbo shows the next page: another body in place of this one, while the dialog is open.
  await page.evaluate(() => {
    const body = document.createElement('body');
    body.innerHTML = '<main><h1>Next page</h1><a id="book" href="/elsewhere">Book a table</a></main>';
    document.documentElement.replaceChild(body, document.body);
  });
  await expect(dialog).toBeHidden();
  await link.click();
  await expect(dialog.getByRole('grid')).toBeVisible();
});
