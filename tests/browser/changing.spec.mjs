// A guest changes a booking in the widget, on the booking's own page: the engine answers at once, their own table counts as
// free, and nothing is given up before they agree.
import { expect } from '@playwright/test';
import { WORKER_URL } from './addresses.mjs';
import { expectNoFault } from './axe.mjs';
import { dayFromToday, isOpen, openChoice, party, pickDay, requestsOf, time } from './guest.mjs';
import { seating, smallHouse } from './small-house.mjs';
import { test } from './visitor.mjs';

const SEVEN_PM = 1140;

const changePage = (booked) => `${WORKER_URL}/manage/${booked.manageToken}/change`;

test('party, day and area are chosen live, and the own table counts as free', async ({ page }) => {
  const house = await smallHouse('changing');
  const [day, later] = [await dayFromToday(4), await dayFromToday(5)];
  const own = await house.books('Wandel', day, 2);
  await house.books('Andere', day, 4);
  const requests = requestsOf(page);
  await page.goto(changePage(own));
  const widget = page.locator('couvert-widget');
  await isOpen(widget);
  await expect(widget.getByText(/^Booked so far: .*19:00 · 2 guests$/)).toBeVisible();
  await expect(time(widget, SEVEN_PM), 'their own table').toHaveAttribute('aria-disabled', 'false');
  await expect(time(widget, SEVEN_PM)).toHaveAttribute('aria-current', 'true');
  await expectNoFault(page, 'choosing a change');

  const loaded = requests.length;
  await party(widget, 4);
  await expect(widget.getByText('We are sorry, we are fully booked').first(), 'four are at the only large table').toBeVisible();
  await party(widget, 1);
  await pickDay(widget, later);
  await openChoice(widget, 'area');
  await widget.getByRole('radio', { name: 'Terrace' }).check({ force: true });
  expect(requests.slice(loaded), 'the engine answers in the page').toEqual([]);

  await time(widget, SEVEN_PM).click();
  await expect(widget.getByRole('heading', { name: 'Change your booking' })).toBeFocused();
  await expect(widget.getByText('Nothing is to be paid for that.')).toBeVisible();
  await expectNoFault(page, 'a change before it is made');
  expect((await house.slot(day, 2)).spotsOpen, 'nothing is given up yet').toBe(1);
  await widget.getByRole('button', { name: 'Other times' }).click();
  await time(widget, SEVEN_PM).click();
  await widget.getByRole('button', { name: 'Change it' }).click();
  await expect(page).toHaveURL(`${WORKER_URL}/manage/${own.manageToken}`);
  await expect(page.getByText('1 guest')).toBeVisible();
  expect([...seating('changing').Wandel]).toEqual(['sun']);
});

test('by keyboard alone, and what somebody else took meanwhile is said with what is left', async ({ page }) => {
  const house = await smallHouse('overtaken');
  const [day, later] = [await dayFromToday(4), await dayFromToday(5)];
  const own = await house.books('Langsam', day, 4);
  await page.goto(changePage(own));
  const widget = page.locator('couvert-widget');
  await isOpen(widget);
  await pickDay(widget, later);
  await house.books('Schnell', later, 4);
  await time(widget, SEVEN_PM).focus();
  const fresh = page.waitForResponse('**/snapshot*');
  await page.keyboard.press('Enter');
  await (await fresh).finished();
  await expect(widget.locator('[data-notice]'), 'also when a fresh snapshot has come').toBeFocused();
  await expect(widget.locator('[data-notice]')).toContainText('just taken');
  expect((await house.slot(day, 4)).spotsOpen, 'the booking stands').toBe(0);
});
