// What has to be requested says so before it is chosen, by when it is answered before it is sent; and what the restaurant
// offers instead is accepted on the booking's own page.
import { expect } from '@playwright/test';
import { expectNoFault } from './axe.mjs';
import { book, dayFromToday, done, fillIn, isOpen, party, pickDay, time } from './guest.mjs';
import { smallHouse } from './small-house.mjs';
import { test } from './visitor.mjs';

const SEVEN_PM = 1140;
const ON_REQUEST = {
  confirmationRules: [{ minPartySize: 3, confirmationMode: 'request' }],
  answerBy: { daysAfter: 1, at: 720 },
};
const HINT = 'These times are on request: we answer each one ourselves.';
const ANSWER = /You will have our answer by .*, 12:00\.$/;

test('three are asked for, offered another table, and accept', async ({ page }) => {
  const house = await smallHouse('on-request', ON_REQUEST);
  const day = await dayFromToday(6);
  await page.goto(house.url);
  const widget = page.locator('couvert-widget');
  await isOpen(widget);
  await pickDay(widget, day);
  await expect(widget.getByText(HINT)).toBeHidden();
  await party(widget, 3);
  await expect(widget.getByText(HINT)).toBeVisible();
  await expectNoFault(page, 'times on request');
  await time(widget, SEVEN_PM).click();
  await fillIn(widget, 'Frage');
  await expect(book(widget)).toBeHidden();
  await expect(widget.getByText(ANSWER)).toBeVisible();
  await widget.getByRole('button', { name: 'Send request' }).click();
  await expect(widget.getByRole('heading', { name: 'We have your request' })).toBeFocused();
  await expect(widget.getByText(ANSWER)).toBeVisible();
  await expectNoFault(page, 'a request that was sent');

  await house.changes('Frage', day, { attendees: 2, status: 'unconfirmed', messageToGuest: 'We have room for two of you.' });
  await page.goto(await widget.getByRole('link', { name: /Manage|View/ }).getAttribute('href'));
  await expect(page.getByText('The restaurant offers you this table.')).toBeVisible();
  await expect(page.getByText('We have room for two of you.')).toBeVisible();
  await expectNoFault(page, 'an offer', 'main');
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(page.getByText('Your table is booked.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Accept' })).toBeHidden();
});

test('two are booked at once in the same house, and told of no answer', async ({ page }) => {
  const house = await smallHouse('at-once', ON_REQUEST);
  await page.goto(house.url);
  const widget = page.locator('couvert-widget');
  await isOpen(widget);
  await pickDay(widget, await dayFromToday(6));
  await time(widget, SEVEN_PM).click();
  await fillIn(widget, 'Sofort');
  await expect(widget.getByText(ANSWER)).toBeHidden();
  await book(widget).click();
  await expect(done(widget)).toBeFocused();
});

test('a confirmed booking is not changed into a request', async ({ page }) => {
  const house = await smallHouse('not-into-a-request', ON_REQUEST);
  const day = await dayFromToday(6);
  const own = await house.books('Sicher', day, 2);
  await page.goto(`${new URL(house.url).origin}/manage/${own.manageToken}/change`);
  const widget = page.locator('couvert-widget');
  await isOpen(widget);
  await expect(time(widget, SEVEN_PM)).toHaveAttribute('aria-disabled', 'false');
  await party(widget, 3);
  await expect(widget.getByText('We have to agree to this first. Please call us.').first()).toBeVisible();
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });
  test('the form says by when it is answered', async ({ page }) => {
    const house = await smallHouse('asked-without-scripts', ON_REQUEST);
    const day = await dayFromToday(6);
    await page.goto(`${house.url}?attendees=3&day=${day}&lang=en`);
    await expect(page.getByText(HINT)).toBeVisible();
    await page.getByRole('link', { name: '19:00' }).click();
    await expect(page.getByText(ANSWER)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Send request' })).toBeVisible();
  });
});
