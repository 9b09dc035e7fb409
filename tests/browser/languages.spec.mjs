// Every language that ships: complete on the screen, and written by its own rules, in the widget as on the edge's pages.
import { expect } from '@playwright/test';
import { SLUG, WORKER_URL } from './addresses.mjs';
import { expectNoFault } from './axe.mjs';
import { dayWithRoom, requestsOf, time } from './guest.mjs';
import { test } from './visitor.mjs';

const INTL = { cs: 'cs', de: 'de', en: 'en-GB', es: 'es', fr: 'fr', hu: 'hu', it: 'it', nl: 'nl', pl: 'pl', pt: 'pt-PT' };
// The width at which the picker shows both of its columns.
test.use({ viewport: { width: 1280, height: 900 } });

const written = (page, tag, day, options) =>
  page.evaluate(
    ([tag, day, options]) => new Date(`${day}T00:00Z`).toLocaleDateString(tag, { ...options, timeZone: 'UTC' }),
    [tag, day, options],
  );
// The browser's and the file's kinds of blanks are no matter here.
const plain = (text) => text.replace(/[\u00a0\u202f]/g, ' ');

for (const [lang, tag] of Object.entries(INTL)) {
  test(`${lang}: the widget and the pages say everything, and write days as the language does`, async ({ page }) => {
    const [day, minutes] = await dayWithRoom(2, { after: 12 });
    const requests = requestsOf(page);
    await page.goto(`/language?lang=${lang}&day=${day}`);
    const widget = page.locator('couvert-widget');
    await expect(widget.getByRole('grid')).toBeVisible();
    await expect(widget.locator('.couvert')).toHaveAttribute('lang', lang);
    const long = { weekday: 'long', day: 'numeric', month: 'long' };
    await expect(widget.locator('h3.date')).toHaveText(await written(page, tag, day, long));
    const texts = requests.filter((request) => request.includes('/texts-'));
    expect(texts, 'words of one language alone').toHaveLength(1);
    await expectNoFault(page, `${lang}, choosing`);

    await time(widget, minutes).click();
    await expect(widget.locator('[name=lastName]')).toBeVisible();
    await widget.getByRole('button').last().click();
    await expect(widget.locator('.fault').filter({ hasText: /./ })).toHaveCount(3);
    for (const text of await widget.locator('label, button, legend, dt, h3').allInnerTexts()) {
      expect(text.trim(), 'nothing is unnamed').not.toBe('');
      expect(text, 'no value is missing').not.toMatch(/[{}]|undefined/);
    }
    await expectNoFault(page, `${lang}, details`);

    // The edge writes the same day in the same way.
    await page.goto(`${WORKER_URL}/r/${SLUG}?lang=${lang}&day=${day}`);
    const full = await written(page, tag, day, { ...long, year: 'numeric' });
    const heading = page.locator('couvert-widget h3').first();
    expect(plain(await heading.textContent())).toBe(plain(full));
  });
}

test('sums are written as the browser does, on the edge too', async ({ page }) => {
  const [day, minutes] = await dayWithRoom(4, { after: 3, experienceId: 'family-table', from: 600 });
  for (const [lang, tag] of Object.entries(INTL)) {
    const query = `lang=${lang}&attendees=4&day=${day}&experience=family-table&minutes=${minutes}`;
    const html = await (await page.request.get(`${WORKER_URL}/r/${SLUG}/book?${query}`)).text();
    const amount = Number(html.match(/name="accepted" value="(\d+)"/)[1]) / 100;
    const sum = await page.evaluate(
      ([tag, amount]) => new Intl.NumberFormat(tag, { style: 'currency', currency: 'EUR', trailingZeroDisplay: 'stripIfInteger' }).format(amount),
      [tag, amount],
    );
    expect(plain(html), `${lang}: ${sum}`).toContain(plain(sum));
  }
});

test('a visitor whose languages we do not speak reads the restaurant\'s', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'ja-JP', viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto('http://localhost:8798/language?lang=ja');
  await expect(page.locator('couvert-widget .couvert')).toHaveAttribute('lang', 'de');
  await expect(page.locator('couvert-widget').getByText('Tisch reservieren')).toBeVisible();
  await context.close();
});
