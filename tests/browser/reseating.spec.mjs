// What no plain table plan could grant: a table that somebody else has to make free, and the next best thing.
import { expect } from '@playwright/test';
import { expectNoFault } from './axe.mjs';
import { book, dayFromToday, done, fillIn, party, pickDay, time } from './guest.mjs';
import { seating, smallHouse } from './small-house.mjs';
import { test } from './visitor.mjs';

async function open(page, house, day, guests) {
  await page.goto(house.url);
  const widget = page.locator('couvert-widget');
  await expect(widget.getByRole('grid')).toBeVisible();
  await party(widget, guests);
  await pickDay(widget, day);
  return widget;
}

test('a guest books a table that another party makes free, and both sit right', async ({ page }) => {
  const [house, day] = [await smallHouse('rueckt-zusammen'), await dayFromToday(3)];
  const first = await house.books('Erste', day, 2);
  await house.books('Zweite', day, 2);
  await house.cancels(first);
  // two: free, four: Zweite, a party of two. Nobody can be given the table for four unless they move.
  expect(seating('rueckt-zusammen')).toEqual({ Zweite: new Set(['four']) });
  const slot = await house.slot(day, 4);
  expect(slot).toMatchObject({ availableAssignments: [], exclusionReasons: [], spotsOpen: 0 });

  const widget = await open(page, house, day, 4);
  await time(widget, 1140).click();
  await fillIn(widget, 'Vierer');
  await book(widget).click();
  await expect(done(widget)).toBeVisible();
  expect(seating('rueckt-zusammen')).toEqual({ Zweite: new Set(['two']), Vierer: new Set(['four']) });
});

test('a full room offers the terrace, and one tap takes it', async ({ page }) => {
  const [house, day] = [await smallHouse('stube-voll'), await dayFromToday(4)];
  await house.books('Erste', day, 2);
  await house.books('Zweite', day, 2);
  const widget = await open(page, house, day, 2);
  // Nothing is left inside, all evening.
  // The page may still be scrolling: a click on the label waits until it stands still.
  await widget.locator('label', { hasText: 'Inside' }).click();
  await expect(widget.getByText('What would work instead:')).toBeVisible();
  await expectNoFault(page, 'a full room with what would work instead');
  await widget.getByRole('button', { name: '19:00 · Terrace' }).click();
  await fillIn(widget, 'Sonnig');
  await book(widget).click();
  await expect(done(widget)).toBeVisible();
  expect(seating('stube-voll').Sonnig).toEqual(new Set(['sun']));
});
