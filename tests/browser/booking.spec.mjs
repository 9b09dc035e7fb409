// A guest books on the restaurant's own page, by mouse and by keyboard; the restaurant reads it back; the guest
// calls it off, and the table is free again.
import { expect } from '@playwright/test';
import { SLUG, WORKER_URL } from './addresses.mjs';
import { expectNoFault } from './axe.mjs';
import { WEEKDAYS, book, clock, closedDay, dayWithRoom, done, fillIn, inWords, isOpen, menu, openChoice, party, pickDay, requestsOf, reservations, slots, time } from './guest.mjs';
import { test } from './visitor.mjs';

const HOLDS = `POST /v1/restaurants/${SLUG}/holds`;

test('by mouse, with no request between the snapshot and the hold', async ({ page, context }) => {
  const [day, minutes] = await dayWithRoom(4);
  const requests = requestsOf(page);
  await page.goto('/inline');
  const widget = page.locator('couvert-widget');
  await expect(widget.getByRole('grid')).toBeVisible();
  const loaded = [...requests];
  expect(loaded.filter((request) => request.includes('/v1/'))).toEqual([`GET /v1/restaurants/${SLUG}/snapshot`]);

  await party(widget, 4);
  await pickDay(widget, day);
  await widget.getByRole('radio', { name: /Aurora menu/ }).check({ force: true });
  await widget.getByRole('radio', { name: /À la carte/ }).check({ force: true });
  await widget.getByRole('radio', { name: 'Terrace' }).check({ force: true });
  await widget.getByRole('radio', { name: 'Anywhere' }).check({ force: true });
  await party(widget, 2);
  await party(widget, 4);
  expect(requests, 'the engine answers in the page').toEqual(loaded);
  const before = (await slots(day, 4, 'a-la-carte')).find((slot) => slot.minutes === minutes);

  await time(widget, minutes).click();
  await fillIn(widget, 'Mausinger');
  expect(requests.slice(loaded.length).filter((request) => !request.startsWith('OPTIONS'))).toEqual([HOLDS]);
  await book(widget).click();
  await expect(done(widget)).toBeVisible();
  await expect(widget.getByText('mausinger@example.com')).toBeVisible();
  await expect(widget.locator('p.voice[role=status]'), 'who has booked has lost nothing').not.toContainText('no longer kept');

  const booked = (await reservations(day)).find((reservation) => reservation.guest.lastName === 'Mausinger');
  expect(booked).toMatchObject({ attendees: 4, status: 'booked', source: 'widget', guest: { firstName: 'Bea' } });
  await expect(widget.getByText(booked.number)).toBeVisible();
  const after = (await slots(day, 4, 'a-la-carte')).find((slot) => slot.minutes === minutes);
  expect(after.seated).toBe(before.seated + 4);

  const calendar = await page.request.get(await widget.getByRole('link', { name: 'Add to calendar' }).getAttribute('href'));
  expect(await calendar.text()).toContain('BEGIN:VEVENT');
  const opened = context.waitForEvent('page');
  await widget.getByRole('link', { name: /View or cancel/ }).click();
  const manage = await opened;
  await expect(manage.getByText(booked.number)).toBeVisible();
  await manage.getByText('Cancel this booking').click();
  await manage.getByRole('button', { name: 'Yes, cancel it' }).click();
  await expect(manage.getByText('This booking is cancelled.')).toBeVisible();
  const cancelled = (await reservations(day)).find((reservation) => reservation.number === booked.number);
  expect(cancelled.status).toBe('cancelled');
  const freed = (await slots(day, 4, 'a-la-carte')).find((slot) => slot.minutes === minutes);
  expect(freed.seated).toBe(before.seated);
  expect(await context.cookies()).toEqual([]);
});

test('what the restaurant says and shows of a menu', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/inline');
  const widget = page.locator('couvert-widget');
  await isOpen(widget);
  await openChoice(widget, 'experience');
  const picture = widget.locator('label', { hasText: 'Family table' }).locator('img');
  await expect.poll(() => picture.evaluate((image) => image.naturalWidth)).toBeGreaterThan(0);
  await widget.getByText('More about it').click();
  await expect(widget.getByText(/^Pasta made in the house/)).toBeVisible();
  await menu(widget, /Aurora menu/);
  await openChoice(widget, 'experience');
  await expect(widget.getByText(/six courses, new every week\.\n\n• About two and a half hours/)).toBeVisible();
  await expectNoFault(page, 'a menu described');
});

test('what the day does not have says so before it is tapped', async ({ page }) => {
  const closed = await closedDay();
  await page.goto('/inline');
  const widget = page.locator('couvert-widget');
  await isOpen(widget);
  const family = widget.getByRole('radio', { name: /Family table/ });
  await expect(family, 'two are too few for it').toHaveAccessibleName(/not available$/);
  await expect(widget.getByRole('radio', { name: /À la carte/ })).not.toHaveAccessibleName(/not available|closed/);
  await pickDay(widget, closed);
  await expect(widget.getByRole('radio', { name: /À la carte/ })).toHaveAccessibleName(/closed$/);
});

test('a day without room offers what lies near it, and not near the one before', async ({ page }) => {
  const first = await closedDay();
  const second = new Date(`${first}T00:00:00Z`);
  second.setUTCDate(second.getUTCDate() + 7);
  await page.goto('/inline');
  const widget = page.locator('couvert-widget');
  await isOpen(widget);
  const offered = () => widget.locator('.services .chip').allTextContents();
  await pickDay(widget, first);
  const near = await offered();
  expect(near.length).toBeGreaterThan(0);
  await pickDay(widget, second.toISOString().slice(0, 10));
  await expect.poll(offered).not.toEqual(near);
});

test('an address that was mistyped is suggested, and the suggestion is in nobody\'s way', async ({ page }) => {
  const [day, minutes] = await dayWithRoom(2, { after: 11 });
  await page.goto('/inline');
  const widget = page.locator('couvert-widget');
  await isOpen(widget);
  await pickDay(widget, day);
  await time(widget, minutes).click();
  const email = widget.getByLabel('E-mail');
  await email.fill('vertippt@gmial.com');
  await widget.getByRole('checkbox').click();
  await expect(widget.getByRole('checkbox'), 'what was pressed has not moved away').toBeChecked();
  await widget.getByRole('button', { name: 'vertippt@gmail.com' }).click();
  await expect(email).toHaveValue('vertippt@gmail.com');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('a time to book is in sight at once, and one tap away from another party, day and menu', async ({ page }) => {
    await page.goto(`${WORKER_URL}/r/${SLUG}?lang=en`);
    const widget = page.locator('couvert-widget');
    await isOpen(widget);
    const first = await widget.locator('.time:not([aria-disabled=true])').first().boundingBox();
    expect(first.y + first.height).toBeLessThan(844);
    await expect(widget.getByRole('radio', { name: '2 guests', exact: true })).toBeHidden();
    await party(widget, 3);
    await expect(widget.getByRole('radio', { name: '3 guests' }), 'chosen and closed').toBeHidden();
    await expect(widget.getByRole('button', { name: '3 guests' })).toHaveAttribute('aria-expanded', 'false');
    const days = widget.getByRole('group', { name: 'Day' }).getByRole('button');
    const next = days.and(widget.locator('.plenty')).nth(1);
    const day = await next.getAttribute('data-key');
    await next.tap();
    await expect(widget.getByRole('heading', { name: inWords(day) })).toBeVisible();
    await expect(next).toHaveAttribute('aria-pressed', 'true');
  });

  test('by keyboard alone', async ({ page }) => {
    const [day, minutes] = await dayWithRoom(2, { after: 3 });
    await page.goto('/inline');
    const widget = page.locator('couvert-widget');
    await isOpen(widget);
    const focused = () => page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute('aria-label') || element?.labels?.[0]?.textContent || element?.textContent || '';
    });
    /** Tabs on until what has the focus is called so. */
    const tabTo = async (name) => {
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press('Tab');
        if (name.test(await focused())) return;
      }
      throw new Error(`Tab never came to ${name}; it is at ${await focused()}`);
    };
    expect(await page.evaluate(() => document.activeElement === document.body), 'focus is not stolen').toBe(true);
    expect(await page.evaluate(() => scrollY)).toBe(0);

    await tabTo(/^2 guests$/);
    await page.keyboard.press('Enter');
    await expect(widget.getByRole('radio', { name: '2 guests', exact: true })).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await expect(widget.getByRole('radio', { name: '2 guests', exact: true }), 'arrows choose and leave it open').toBeFocused();
    await page.keyboard.press('Escape');
    await expect(widget.getByRole('button', { name: '2 guests' })).toBeFocused();
    await tabTo(/^[A-Z][a-z]{2} \d+ [A-Z][a-z]+$/);
    await page.keyboard.press('Enter');
    // One tab stop for the whole month; the arrows move in it.
    await expect.poll(focused).toMatch(new RegExp(`^(${WEEKDAYS.join('|')}),? \\d`));
    const wanted = new RegExp(`^${inWords(day).source}`);
    for (let i = 0; i < 40 && !wanted.test(await focused()); i++) {
      const before = await focused();
      await page.keyboard.press('ArrowRight');
      await expect.poll(focused, 'the focus moves with the arrow').not.toBe(before);
    }
    await page.keyboard.press('Enter');
    await expect(widget.getByRole('heading', { name: inWords(day) })).toBeVisible();
    await tabTo(new RegExp(`^${clock(minutes)}$`));
    await page.keyboard.press('Enter');
    await expect(widget.getByRole('heading', { name: 'Your details' })).toBeFocused();
    await tabTo(/^First name/);
    await page.keyboard.type('Tasso');
    await tabTo(/^Last name/);
    await page.keyboard.type('Tastmann');
    await tabTo(/^E-mail/);
    await page.keyboard.type('tastmann@example');
    await tabTo(/^I agree/);
    await page.keyboard.press('Space');
    await tabTo(/^Book this table/);
    await page.keyboard.press('Enter');
    const email = widget.getByLabel('E-mail');
    await expect(email, 'the first wrong field has the focus').toBeFocused();
    await expect(email).toHaveAttribute('aria-invalid', 'true');
    await page.keyboard.press('End');
    await page.keyboard.type('.com');
    await tabTo(/^Book this table/);
    await page.keyboard.press('Enter');
    await expect(done(widget)).toBeFocused();
    const booked = (await reservations(day)).find((reservation) => reservation.guest.lastName === 'Tastmann');
    expect(booked).toMatchObject({ attendees: 2, status: 'booked', guest: { email: 'tastmann@example.com' } });

    const seated = async () => (await slots(day, 2, 'a-la-carte')).find((slot) => slot.minutes === minutes).seated;
    const before = await seated();
    await tabTo(/^View or cancel/);
    const opened = page.context().waitForEvent('page');
    await page.keyboard.press('Enter');
    const manage = await opened;
    for (const step of [manage.locator('summary'), manage.getByRole('button', { name: 'Yes, cancel it' })]) {
      await expect(step).toBeVisible();
      for (let i = 0; i < 10 && !(await step.evaluate((element) => element === document.activeElement)); i++) {
        await manage.keyboard.press('Tab');
      }
      await manage.keyboard.press('Enter');
    }
    await expect(manage.getByText('This booking is cancelled.')).toBeVisible();
    expect(await seated()).toBe(before - 2);
  });
});
