import { test, expect } from '@playwright/test';
import { WORKER_URL } from './addresses.mjs';
import { dayFromToday, fillIn, book, pickDay, time, party, done } from './guest.mjs';
import { links, minutePasses, payingHouse, dayOfDeliveryComes } from './paying-house.mjs';

test('shots', async ({ browser }) => {
  test.setTimeout(300000);
  const house = await payingHouse('bilder');
  for (const [width, scheme, lang] of [[390, 'light', 'de'], [390, 'dark', 'en'], [1280, 'light', 'en'], [1280, 'dark', 'de']]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, locale: lang });
    const page = await context.newPage();
    const name = `/tmp/shots/${width}-${scheme}-${lang}`;
    await page.goto(`${WORKER_URL}/r/trattoria-aurora/gift-cards?lang=${lang}`);
    const shop = page.locator('couvert-gift-cards');
    await expect(shop.getByRole('checkbox')).toBeVisible();
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${name}-shop.png`, fullPage: true });
    await shop.getByRole('radio', { name: lang === 'de' ? 'Zum Verschenken' : 'A present' }).check({ force: true });
    await shop.getByRole('radio', { name: /Aurora/ }).check({ force: true });
    await shop.getByLabel(lang === 'de' ? 'E-Mail des Beschenkten' : 'Their e-mail').fill(`max${width}${scheme}@example.com`);
    await shop.getByRole('button', { name: lang === 'de' ? 'Weiter' : 'Continue' }).click();
    await page.screenshot({ path: `${name}-faults.png`, fullPage: true });
    await shop.getByRole('radio', { name: /178/ }).check({ force: true });
    await shop.getByLabel(lang === 'de' ? 'Name des' : 'Their name').fill('Max Muster');
    await shop.getByLabel(lang === 'de' ? 'Ihre Worte' : 'Your words').fill('Alles Gute zum Geburtstag!\nDeine Bea');
    await shop.getByLabel(lang === 'de' ? 'Ihr Name' : 'Your name').fill('Bea Beispiel');
    await shop.getByLabel(lang === 'de' ? 'Ihre E-Mail' : 'Your e-mail').fill('bea@example.com');
    await shop.getByRole('checkbox').check();
    await shop.getByRole('button', { name: lang === 'de' ? 'Weiter' : 'Continue' }).click();
    const frame = page.frameLocator('couvert-pay iframe');
    await expect(frame.getByLabel(lang === 'de' ? 'Kartennummer' : 'Card number')).toBeVisible();
    await page.screenshot({ path: `${name}-pay.png` });
    await frame.getByLabel(lang === 'de' ? 'Kartennummer' : 'Card number').fill('4242 4242 4242 4242');
    await frame.getByRole('button', { name: lang === 'de' ? /bezahlen$/ : /^Pay/ }).click();
    await expect(shop.getByRole('heading', { name: lang === 'de' ? 'Vielen Dank!' : 'Thank you!' })).toBeVisible();
    await page.screenshot({ path: `${name}-done.png` });
    await expect(async () => { await minutePasses(); expect(links(`max${width}${scheme}@example.com`).length).toBe(1); }).toPass();
    await page.goto(links(`max${width}${scheme}@example.com`)[0]);
    await page.screenshot({ path: `${name}-wrapped.png`, fullPage: true });
    await page.getByRole('button').first().click();
    await expect(page.locator('svg')).toBeVisible();
    await page.screenshot({ path: `${name}-card.png`, fullPage: true });
    if (width === 390) {
      const day = await dayFromToday(9);
      await page.goto(`${house.url}?lang=en`);
      const widget = page.locator('couvert-widget');
      await expect(widget.getByRole('grid')).toBeVisible();
      await party(widget, 2);
      await pickDay(widget, day);
      await time(widget, 1140).click();
      await fillIn(widget, `Bild${scheme}`);
      await book(widget).click();
      await page.frameLocator('couvert-pay iframe').getByLabel('Card number').fill('4242 4242 4242 4242');
      await page.frameLocator('couvert-pay iframe').getByRole('button', { name: /^Pay/ }).click();
      await expect(done(widget)).toBeVisible();
      await page.goto(links(`bild${scheme}@example.com`).find((link) => link.includes('/manage/')));
      await page.screenshot({ path: `${name}-manage.png`, fullPage: true });
      await page.getByRole('link', { name: 'Change guests' }).click();
      await page.getByLabel('Guests').fill('4');
      await page.getByRole('button', { name: 'Show free times' }).click();
      await page.screenshot({ path: `${name}-change.png`, fullPage: true });
    }
    await context.close();
  }
});
