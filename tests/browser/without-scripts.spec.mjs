// Where scripts do not run, or have not come yet: the hosted page books by plain forms, and the booking's own page changes
// and cancels it.
import { expect } from '@playwright/test';
import { SLUG, WORKER_URL } from './addresses.mjs';
import { expectNoFault } from './axe.mjs';
import { clock, dayWithRoom, reservations } from './guest.mjs';
import { test } from './visitor.mjs';

const HOSTED = `${WORKER_URL}/r/${SLUG}?lang=en`;

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('a guest books, changes and cancels', async ({ page }) => {
    const [day, minutes] = await dayWithRoom(3, { after: 12 });
    await page.goto(HOSTED);
    await page.getByLabel('Guests').selectOption('3');
    await page.getByLabel('Day').fill(day);
    await page.getByLabel('Menu').selectOption('a-la-carte');
    await page.getByRole('button', { name: 'Show free times' }).click();
    await page.getByRole('link', { name: clock(minutes), exact: true }).click();

    await page.getByLabel('Last name').fill('Ohneskript');
    await page.getByLabel('E-mail').fill('ohneskript@example.com');
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Book this table' }).click();
    await expect(page.getByText('Your table is booked.')).toBeVisible();
    const own = async (date) => (await reservations(date)).find(({ guest }) => guest.lastName === 'Ohneskript');
    expect(await own(day)).toMatchObject({ attendees: 3, status: 'booked', source: 'widget' });

    await page.getByRole('link', { name: 'Change guests, day or time' }).click();
    await page.getByLabel('Guests').fill('2');
    await page.getByRole('button', { name: 'Show free times' }).click();
    await page.getByRole('button', { name: 'Change it' }).click();
    await expect(page.getByText('2 guests')).toBeVisible();
    expect((await own(day)).attendees).toBe(2);

    await page.getByText('Cancel this booking').click();
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    await expect(page.getByText('This booking is cancelled.')).toBeVisible();
    expect((await own(day)).status).toBe('cancelled');
  });

  test('a form that is wrong keeps what was typed', async ({ page }) => {
    const [day, minutes] = await dayWithRoom(2, { after: 12 });
    await page.goto(`${HOSTED}&day=${day}`);
    await page.getByRole('link', { name: clock(minutes), exact: true }).click();
    await page.getByLabel('Last name').fill('Ohneskript https://example.com');
    await page.getByLabel('E-mail').fill('ohneskript@example.com');
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Book this table' }).click();
    await expect(page.getByLabel('Last name')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('E-mail')).toHaveValue('ohneskript@example.com');
  });
});

test('pages without scripts have no fault that axe can find', async ({ page }) => {
  const [day, minutes] = await dayWithRoom(2, { after: 12 });
  await page.route('**/embed.js', (route) => route.abort());
  for (const lang of ['en', 'de']) {
    const query = `lang=${lang}&attendees=2&day=${day}&experience=a-la-carte`;
    await page.goto(`${WORKER_URL}/r/${SLUG}?${query}`);
    await expectNoFault(page, `times, ${lang}`, 'body');
    await page.goto(`${WORKER_URL}/r/${SLUG}/book?${query}&minutes=${minutes}`);
    await expectNoFault(page, `details, ${lang}`, 'body');
  }
});

test('the widget takes over where the page stands', async ({ page }) => {
  const [day] = await dayWithRoom(4, { after: 12 });
  await page.goto(`${HOSTED}&attendees=4&day=${day}`);
  const widget = page.locator('couvert-widget');
  await expect(widget.getByRole('grid')).toBeVisible();
  await expect(widget.getByRole('radio', { name: '4 guests' })).toBeChecked();
  await expect(page.getByRole('button', { name: 'Show free times' }), 'the form is no longer seen').toBeHidden();
});
