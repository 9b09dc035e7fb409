// What goes wrong between looking and booking, and what the guest is told. Nothing typed is ever lost.
import { expect } from '@playwright/test';
import { SLUG, WORKER_URL } from './addresses.mjs';
import { expectNoFault } from './axe.mjs';
import {
  book, closedDay, dayWithFullTime, dayWithRoom, done, externalPost, fillIn, lastTable, party, pickDay, reservations, slots, time,
} from './guest.mjs';
import { test } from './visitor.mjs';

async function open(page, day, guests = 2) {
  await page.goto('/inline');
  const widget = page.locator('couvert-widget');
  await expect(widget.getByRole('grid')).toBeVisible();
  await party(widget, guests);
  await pickDay(widget, day);
  return widget;
}

const somebody = (day, minutes, attendees, experienceId) => ({
  attendees, day, minutes, experienceId, lastName: 'Schneller', locale: 'de',
});

test('the last table is taken between looking and booking', async ({ page }) => {
  const [day, minutes] = await lastTable();
  const widget = await open(page, day);
  await widget.getByRole('radio', { name: /Aurora menu/ }).check({ force: true });
  await expect(time(widget, minutes)).toBeEnabled();
  expect((await externalPost('/reservations', somebody(day, minutes, 2, 'aurora-menu'))).status).toBe(201);
  await time(widget, minutes).click();
  await expect(widget.getByText('That table was just taken.')).toBeVisible();
  await expect(widget.getByRole('radio', { name: '2 guests', exact: true })).toBeChecked();
  await expect(widget.getByRole('radio', { name: /Aurora menu/ })).toBeChecked();
  expect((await reservations(day)).filter((r) => r.source === 'widget' && r.experience.id === 'aurora-menu')).toEqual([]);
});

test('the table is lost while the guest types: alternatives, and nothing typed is lost', async ({ page }) => {
  const [day, minutes] = await dayWithRoom(2, { after: 6, from: 690 });
  const widget = await open(page, day);
  const held = page.waitForResponse((answer) => answer.url().endsWith('/holds') && answer.status() === 201);
  await time(widget, minutes).click();
  const { id } = await (await held).json();
  await fillIn(widget, 'Zuspaet');
  // The hold goes, and others come until nobody else may arrive at this time.
  await fetch(`${WORKER_URL}/v1/restaurants/${SLUG}/holds/${id}`, { method: 'DELETE' });
  for (let i = 0; i < 40; i++) {
    const { status } = await externalPost('/reservations', somebody(day, minutes, 2, 'a-la-carte'));
    if (status === 409) break;
  }
  await book(widget).click();
  await expect(widget.getByText(/has since been taken/)).toBeVisible();
  await expectNoFault(page, 'a table lost, with alternatives');
  await widget.locator('[data-notice]').getByRole('button').first().click();
  await expect(widget.getByLabel('Last name')).toHaveValue('Zuspaet');
  await book(widget).click();
  await expect(done(widget)).toBeVisible();
  expect((await reservations(day)).filter((r) => r.guest.lastName === 'Zuspaet')).toHaveLength(1);
});

test('a time that cannot be booked says why and what is near', async ({ page }) => {
  const [day, minutes] = await dayWithFullTime(4);
  const widget = await open(page, day, 4);
  // It says that it cannot be booked, so that the click is forced, which does not wait until the page stands still.
  await time(widget, minutes).hover();
  await time(widget, minutes).click({ force: true });
  await expect(widget.getByText('What would work instead:')).toBeVisible();
  await expect(time(widget, minutes)).toHaveAttribute('aria-expanded', 'true');
  await expectNoFault(page, 'a time explained');
});

test('a closed day says so and names days with room', async ({ page }) => {
  const widget = await open(page, await closedDay());
  await expect(widget.getByText('We are closed on this day.').first()).toBeVisible();
  await expect(widget.getByText('We would be glad to see you on:')).toBeVisible();
});

test('offline in mid-flow: the retry books once', async ({ page, context }) => {
  const [day, minutes] = await dayWithRoom(2);
  const widget = await open(page, day);
  await time(widget, minutes).click();
  await fillIn(widget, 'Funkloch');
  await context.setOffline(true);
  await book(widget).click();
  await expect(widget.getByText(/nothing will be booked twice/).first()).toBeVisible();
  await expectNoFault(page, 'no answer');
  await expect(widget.getByLabel('Last name')).toHaveValue('Funkloch');
  await context.setOffline(false);
  await widget.getByRole('button', { name: 'Try again' }).click();
  await expect(done(widget)).toBeVisible();
  expect((await reservations(day)).filter((r) => r.guest.lastName === 'Funkloch')).toHaveLength(1);
});

test('the answer is lost after the booking: a reload finds it and books nothing more', async ({ page }) => {
  const [day, minutes] = await dayWithRoom(2, { from: 690 });
  const widget = await open(page, day);
  await time(widget, minutes).click();
  await fillIn(widget, 'Tunnel');
  const booking = `**/v1/restaurants/${SLUG}/reservations`;
  await page.route(booking, async (route) => {
    if (route.request().method() === 'POST') await route.fetch();
    await route.abort();
  });
  await book(widget).click();
  await expect(widget.getByText(/nothing will be booked twice/).first()).toBeVisible();
  expect((await reservations(day)).filter((r) => r.guest.lastName === 'Tunnel')).toHaveLength(1);
  await page.unroute(booking);
  await page.reload();
  await expect(widget.getByText(/nothing will be booked twice/).first()).toBeVisible();
  await widget.getByRole('button', { name: 'Try again' }).click();
  await expect(done(widget)).toBeVisible();
  expect((await reservations(day)).filter((r) => r.guest.lastName === 'Tunnel')).toHaveLength(1);
});

test('a double click holds and books once', async ({ page }) => {
  const [day, minutes] = await dayWithRoom(3, { after: 9 });
  const widget = await open(page, day, 3);
  await time(widget, minutes).dblclick();
  await fillIn(widget, 'Doppel');
  await book(widget).dblclick();
  await expect(done(widget)).toBeVisible();
  expect((await reservations(day)).filter((r) => r.guest.lastName === 'Doppel')).toHaveLength(1);
});

test('going back frees the table and keeps what was typed', async ({ page }) => {
  const [day, minutes] = await dayWithRoom(2, { after: 9, from: 690 });
  const widget = await open(page, day);
  const seated = async () => (await slots(day, 2, 'a-la-carte')).find((slot) => slot.minutes === minutes).seated;
  const before = await seated();
  await time(widget, minutes).click();
  await widget.getByLabel('Last name').fill('Unentschlossen');
  expect(await seated()).toBe(before + 2);
  await widget.getByRole('button', { name: 'Change' }).click();
  await expect.poll(seated).toBe(before);
  await time(widget, minutes).click();
  await expect(widget.getByLabel('Last name')).toHaveValue('Unentschlossen');
});

test('a hold that ran out books all the same while the table is free', async ({ page }) => {
  const [day, minutes] = await dayWithRoom(2, { after: 10 });
  await page.clock.install();
  const widget = await open(page, day);
  await time(widget, minutes).click();
  await fillIn(widget, 'Langsam');
  await page.clock.fastForward('04:10');
  await expect(widget.getByRole('button', { name: 'I need more time' })).toBeVisible();
  await page.clock.fastForward('02:00');
  await expect(widget.getByText(/no longer kept for you/).first()).toBeVisible();
  await book(widget).click();
  await expect(done(widget)).toBeVisible();
  expect((await reservations(day)).filter((r) => r.guest.lastName === 'Langsam')).toHaveLength(1);
});

test('an unknown restaurant and a foreign page are told so, with a way out', async ({ page }) => {
  await page.goto('/unknown');
  await expect(page.locator('couvert-widget').getByText('This restaurant does not take bookings here.')).toBeVisible();
  // The same page on an origin that nobody registered.
  await page.goto('/inline'.replace('/', 'http://127.0.0.1:8798/'));
  const widget = page.locator('couvert-widget');
  await expect(widget.getByText('Online booking cannot be reached on this page right now.')).toBeVisible();
  await expectNoFault(page, 'unreachable');
  await expect(widget.getByRole('link')).toHaveAttribute('href', new RegExp(`^${WORKER_URL}/r/${SLUG}`));
});

for (const [age, version] of [['older', 0], ['newer', 5]]) {
  test(`a snapshot of a version ${age} than the engine's is refused in words`, async ({ page }) => {
    await page.route('**/snapshot*', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), version } });
    });
    await page.goto('/inline');
    await expect(page.locator('couvert-widget').getByText(/out of date/)).toBeVisible();
  });
}
