// Takes pictures of what a guest sees, step by step, on a phone and on a desk, light and dark, in three languages, and lays
// each step's side by side: `build/tour/<step>.png`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from '@playwright/test';
import { SLUG, WORKER_URL } from './addresses.mjs';
import { dayFromToday, dayWithRoom, isOpen } from './guest.mjs';
import { payingHouse } from './paying-house.mjs';
import { smallHouse } from './small-house.mjs';
import { test } from './visitor.mjs';

const FOLDER = resolve(import.meta.dirname, '../../build/tour');
const LANGUAGES = ['en', 'de', 'hu'];
const SCREENS = [{ name: 'phone', width: 390, height: 844 }, { name: 'desk', width: 1280, height: 900 }];
const LIGHTS = ['light', 'dark'];
const widget = (page) => page.locator('couvert-widget');
const press = (page) => widget(page).locator('button.primary[type=submit]').click();
const steps = new Map();

/** Takes one of a step's pictures. */
async function shoot(page, step, name) {
  const file = join(FOLDER, 'each', `${step}-${name}.png`);
  // What slides or fades in has come to rest.
  await page.waitForTimeout(400);
  await page.screenshot({ path: file, fullPage: true });
  steps.set(step, [...(steps.get(step) ?? []), file]);
}

async function fillIn(page, name) {
  const fields = { firstName: 'Bea', lastName: name, email: `${name.toLowerCase()}@example.com` };
  for (const [field, text] of Object.entries(fields)) await widget(page).locator(`[name=${field}]`).fill(text);
  await widget(page).getByRole('checkbox').check();
}

/** From the confirmation to the page of the booking. */
async function toBooking(page, confirmation, name) {
  const link = widget(page).locator('a.chip[href*="/manage/"]');
  await expect(link).toBeVisible();
  await shoot(page, confirmation, name);
  await page.goto(await link.evaluate(({ href }) => href));
}

test.describe.configure({ mode: 'serial' });
test.beforeAll(() => mkdirSync(join(FOLDER, 'each'), { recursive: true }));

for (const lang of LANGUAGES) for (const light of LIGHTS) for (const { name: screen, width, height } of SCREENS) {
  test.describe(() => {
    const name = `${lang}-${light}-${screen}`;
    test.use({ viewport: { width, height }, colorScheme: light, locale: lang });
    test.setTimeout(120_000);

    test(`${name}: a table`, async ({ page }) => {
      const [day] = await dayWithRoom(2, { after: 12 });
      await page.goto(`${WORKER_URL}/r/${SLUG}?lang=${lang}&day=${day}`);
      await isOpen(widget(page));
      await shoot(page, 'choosing', name);
      await widget(page).locator('button.time[aria-disabled=false]').last().click();
      await expect(widget(page).locator('[name=lastName]')).toBeVisible();
      await shoot(page, 'details', name);
      await press(page);
      await shoot(page, 'details-with-faults', name);
      await fillIn(page, `Larkspur-${name}`);
      await press(page);
      await toBooking(page, 'booked', name);
      await shoot(page, 'manage', name);
    });

    test(`${name}: a deposit`, async ({ page }) => {
      const slug = `pays-${name}`;
      await payingHouse(slug);
      await page.goto(`${WORKER_URL}/r/${slug}?lang=${lang}&day=${await dayFromToday(9)}`);
      await widget(page).locator('button.time[aria-disabled=false]').first().click();
      await expect(widget(page).locator('[name=lastName]')).toBeVisible();
      await shoot(page, 'details-with-a-deposit', name);
      await fillIn(page, 'Foxglove');
      await press(page);
      const form = page.frameLocator('couvert-pay iframe');
      await expect(form.locator('button.main[type=submit]')).toBeVisible();
      await shoot(page, 'paying', name);
      await form.locator('input').nth(0).fill('4242 4242 4242 4242');
      await form.locator('input').nth(1).fill('12/40');
      await form.locator('input').nth(2).fill('123');
      await form.locator('button.main[type=submit]').click();
      await toBooking(page, 'paid', name);
      await shoot(page, 'manage-what-is-paid', name);
      await page.goto(`${WORKER_URL}/r/${slug}/gift-cards?lang=${lang}`);
      await page.waitForLoadState('networkidle');
      await shoot(page, 'gift-cards', name);
    });

    test(`${name}: a change`, async ({ page }) => {
      const house = await smallHouse(`changes-${name}`);
      const { manageToken } = await house.books('Foxglove', await dayFromToday(4), 2, lang);
      await page.goto(`${WORKER_URL}/manage/${manageToken}/change?day=${await dayFromToday(5)}`);
      await isOpen(widget(page));
      await shoot(page, 'changing', name);
      await widget(page).locator('button.time[aria-disabled=false]').first().click();
      await expect(widget(page).locator('button.primary')).toBeVisible();
      await shoot(page, 'reviewing', name);
    });

    test.describe(() => {
      test.use({ javaScriptEnabled: false });
      test(`${name}: without scripts`, async ({ page }) => {
        const [day, minutes] = await dayWithRoom(2, { after: 12 });
        await page.goto(`${WORKER_URL}/r/${SLUG}?lang=${lang}&day=${day}`);
        await shoot(page, 'choosing-without-scripts', name);
        await page.goto(`${WORKER_URL}/r/${SLUG}/book?lang=${lang}&attendees=2&day=${day}&experience=a-la-carte&minutes=${minutes}`);
        await shoot(page, 'details-without-scripts', name);
      });
    });
  });
}

test('side by side', async ({ page }) => {
  await page.setViewportSize({ width: 1800, height: 900 });
  for (const [step, files] of steps) {
    const images = files.map((file) => `<img src="${pathToFileURL(file)}" style="width:${file.includes('phone') ? 260 : 620}px">`);
    const sheet = join(FOLDER, `${step}.html`);
    writeFileSync(sheet, `<body style="display:flex;flex-wrap:wrap;gap:8px;align-items:start;background:#888">${images.join('')}`);
    await page.goto(String(pathToFileURL(sheet)));
    await page.screenshot({ path: join(FOLDER, `${step}.png`), fullPage: true });
  }
  expect(steps.size).toBeGreaterThan(10);
});
