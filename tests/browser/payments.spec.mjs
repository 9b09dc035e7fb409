// Guests pay: by card, by gift card, by both; are declined, are asked again, run away, come too late; and get back what was
// agreed. Each time the ledger in the database and the restaurant's record say what happened.
import { expect, test } from '@playwright/test';
import { HOST_URL, WORKER_URL } from './addresses.mjs';
import { expectNoFault } from './axe.mjs';
import { book, dayFromToday, done, fillIn, party, pickDay, time } from './guest.mjs';
import { everything, ledger, links, minutePasses, payingHouse } from './paying-house.mjs';

const CARDS = {
  good: '4242 4242 4242 4242', declined: '4000 0000 0000 0002', factor: '4000 0025 0000 3155', slow: '4000 0000 0000 0077',
};

// What Chromium asks the Worker for and says: no card number may be in it.
const heard = [];

async function open(page, house, day, { guests = 2, experience = 'Tasting menu' } = {}) {
  page.on('request', (request) => heard.push(`${request.url()} ${request.postData() ?? ''}`));
  page.on('console', (message) => heard.push(message.text()));
  await page.goto(house.url);
  const widget = page.locator('couvert-widget');
  await expect(widget.getByRole('grid')).toBeVisible();
  await party(widget, guests);
  await widget.getByRole('radio', { name: new RegExp(experience) }).check({ force: true });
  await pickDay(widget, day);
  await time(widget, 1140).click();
  await expect(widget.getByLabel('Last name')).toBeVisible();
  return widget;
}

async function toPayment(widget, name, code) {
  await fillIn(widget, name);
  if (code) await widget.getByLabel('Gift card code').fill(code);
  await book(widget).click();
}

const frame = (page) => page.frameLocator('couvert-widget iframe');

async function pay(form, number) {
  await form.getByLabel('Card number').fill(number);
  await form.getByLabel('Valid until').fill('12/40');
  await form.getByLabel('Security code').fill('123');
  await form.getByRole('button', { name: /^(Pay|Leave)/ }).click();
}

test('a deposit by card, and nobody but the payment page sees a number', async ({ page }) => {
  const [house, day] = [await payingHouse('anzahlung'), await dayFromToday(9)];
  const widget = await open(page, house, day);
  await expect(widget.getByText('€40 is paid with the booking.')).toBeVisible();
  await expect(widget.getByText(/^Cancel free of charge until .*, 18:00\.$/)).toBeVisible();
  await toPayment(widget, 'Zahlt');
  await expect(frame(page).getByRole('button', { name: 'Pay €40' })).toBeVisible();
  await expectNoFault(page, 'the step to pay');
  expect(ledger('anzahlung', 'Zahlt')).toEqual([]);
  await pay(frame(page), CARDS.good);
  await expect(done(widget)).toBeVisible();
  expect(ledger('anzahlung', 'Zahlt')).toEqual(['reserved card 4000', 'captured card 4000']);
  expect(await house.record(day, 'Zahlt')).toMatchObject({
    status: 'CAPTURED', isPaid: true, grandTotal: 40, paymentDetails: { capturedAmount: 40 },
  });
});

test('a gift card alone, and a gift card with a card for the rest', async ({ page }) => {
  const [house, day] = [await payingHouse('gutschein'), await dayFromToday(9)];
  const [rich, poor] = [await house.giftCard(10000), await house.giftCard(1500)];
  let widget = await open(page, house, day);
  await toPayment(widget, 'Allein', rich);
  await expect(done(widget)).toBeVisible();
  expect(ledger('gutschein', 'Allein')).toEqual(['reserved gift_card 4000', 'captured gift_card 4000']);
  expect(await house.balance(rich)).toBe(6000);

  widget = await open(page, house, day);
  await toPayment(widget, 'Beides', poor);
  await expect(frame(page).getByText('Your gift card pays €15.')).toBeVisible();
  await pay(frame(page), CARDS.good);
  await expect(done(widget)).toBeVisible();
  expect(ledger('gutschein', 'Beides')).toEqual(
    ['reserved gift_card 1500', 'reserved card 2500', 'captured card 2500', 'captured gift_card 1500']);
  expect((await house.record(day, 'Beides')).paymentHistory.captured.map(({ amount }) => amount)).toEqual([25, 15]);

  widget = await open(page, house, day);
  await toPayment(widget, 'Leer', poor);
  await expect(widget.getByText('No gift card of this code can be redeemed.')).toBeVisible();
});

test('declined, then asked for a second factor, then booked', async ({ page }) => {
  const [house, day] = [await payingHouse('nochmal'), await dayFromToday(9)];
  const widget = await open(page, house, day);
  await toPayment(widget, 'Nochmal');
  await pay(frame(page), '1234 5678 9012 3456');
  await expect(frame(page).getByRole('alert')).toContainText('A real card number is refused');
  await pay(frame(page), CARDS.declined);
  await expect(frame(page).getByRole('alert')).toContainText('The bank declined the card');
  await pay(frame(page), CARDS.factor);
  await frame(page).getByRole('button', { name: 'Yes, it is me' }).click();
  await expect(done(widget)).toBeVisible();
  expect(ledger('nochmal', 'Nochmal')).toEqual(['reserved card 4000', 'captured card 4000']);
});

test('abandoned, and paid too late: the table is free again and no money is lost', async ({ page, context }) => {
  test.setTimeout(150_000);
  const [house, day] = [await payingHouse('zu-spaet'), await dayFromToday(9)];
  const widget = await open(page, house, day, { experience: 'Quick bite' });
  await toPayment(widget, 'Faul');
  await expect(frame(page).getByRole('button', { name: 'Pay €40' })).toBeVisible();
  const late = await context.newPage();
  const other = await open(late, house, day, { experience: 'Quick bite' });
  await toPayment(other, 'Spaet');
  await expect(frame(late).getByRole('button', { name: 'Pay €40' })).toBeVisible();
  const begun = Date.now();
  await late.waitForTimeout(47_000);
  await pay(frame(late), CARDS.slow);
  await late.waitForTimeout(Math.max(0, begun + 62_000 - Date.now()));
  await minutePasses();
  await expect(widget.getByRole('heading', { name: 'Your table is free again' })).toBeVisible();
  await expect(other.getByRole('heading', { name: 'Your table is free again' })).toBeVisible();
  expect(ledger('zu-spaet', 'Faul')).toEqual(['expired card 0']);
  await late.waitForTimeout(Math.max(0, begun + 74_000 - Date.now()));
  await expect(async () => {
    await minutePasses();
    expect(ledger('zu-spaet', 'Spaet')).toEqual(
      ['expired card 0', 'reserved card 4000', 'captured card 4000', 'refunded card 4000']);
  }).toPass();
  expect(await house.record(day, 'Spaet')).toMatchObject({ paymentDetails: { amountRefunded: { fromCaptured: 40 } } });
  await page.bringToFront();
  await widget.getByRole('button', { name: 'Book another table' }).click();
  await expect(widget.getByRole('grid')).toBeVisible();
});

test('called off in time, and too late: the page says what comes back, and so it does', async ({ page }) => {
  const [house, day] = [await payingHouse('storno'), await dayFromToday(9)];
  for (const [experience, name, said, lines] of [
    ['Tasting menu', 'Frueh', 'Cancelling is free of charge now.', ['refunded card 4000']],
    ['Feast', 'Spaet', 'Cancelling now costs €20.', ['refunded card 2000']],
  ]) {
    const widget = await open(page, house, day, { experience });
    await toPayment(widget, name);
    await pay(frame(page), CARDS.good);
    await expect(done(widget)).toBeVisible();
    await page.goto(links(`${name.toLowerCase()}@example.com`).find((link) => link.includes('/manage/')));
    await expect(page.getByText(said)).toBeVisible();
    await expectNoFault(page, 'the page that calls off', 'main');
    await page.getByRole('button', { name: 'Cancel this booking' }).click();
    await expect(page.getByText('This booking is cancelled.')).toBeVisible();
    await expect.poll(() => ledger('storno', name)).toEqual(['reserved card 4000', 'captured card 4000', ...lines]);
  }
});

test('a card is kept, somebody does not come, and the fee is taken', async ({ page }) => {
  const [house, day] = [await payingHouse('garantie'), await dayFromToday(9)];
  const widget = await open(page, house, day, { experience: 'Sunday roast' });
  await expect(widget.getByText('A card guarantees up to €40')).toBeVisible();
  await expect(widget.getByLabel('Gift card code')).toHaveCount(0);
  await toPayment(widget, 'Fehlt');
  await pay(frame(page), CARDS.good);
  await expect(done(widget)).toBeVisible();
  expect(ledger('garantie', 'Fehlt')).toEqual(['card_kept card 0']);
  await house.sets(day, 'Fehlt', 'no_show');
  expect(ledger('garantie', 'Fehlt')).toEqual(['card_kept card 0']);
  await expect(house.charges(day, 'Fehlt', 4001)).rejects.toThrow('payment_not_allowed');
  expect(await house.charges(day, 'Fehlt', 4000)).toMatchObject({ status: 'CHARGED', paymentDetails: { chargedAmount: 40 } });
  expect(ledger('garantie', 'Fehlt')).toEqual(['card_kept card 0', 'charged card 4000']);
});

test('the tab is closed while paying, and the link in the mail goes on', async ({ page, context }) => {
  const [house, day] = [await payingHouse('zu-gemacht'), await dayFromToday(9)];
  const widget = await open(page, house, day);
  await toPayment(widget, 'Weg');
  await expect(frame(page).getByRole('button', { name: 'Pay €40' })).toBeVisible();
  await page.close();
  await expect.poll(() => links('weg@example.com').some((link) => link.includes('/pay/'))).toBe(true);
  const later = await context.newPage();
  await later.goto(links('weg@example.com').find((link) => link.includes('/pay/')));
  await expectNoFault(later, 'the page to pay on', 'main');
  await pay(later, CARDS.good);
  await expect(later.getByText('Paid. Your table is booked.')).toBeVisible();
  expect((await house.reservation(day, 'Weg')).status).toBe('booked');
});

test('more time is given once, by keyboard', async ({ page }) => {
  const [house, day] = [await payingHouse('mehr-zeit'), await dayFromToday(9)];
  const widget = await open(page, house, day);
  await toPayment(widget, 'Langsam');
  await expect(frame(page).getByRole('button', { name: 'Pay €40' })).toBeVisible();
  const more = frame(page).getByRole('button', { name: 'I need more time' });
  await more.press('Enter');
  await expect(more).toHaveCount(0);
  await expect(frame(page).getByRole('timer')).toHaveText(/^1[45]:/);
  await widget.getByRole('button', { name: 'Close' }).press('Enter');
  await expect(widget.getByRole('dialog')).toBeHidden();
  await widget.getByRole('button', { name: 'Go to payment' }).press('Enter');
  await expect(widget.getByRole('dialog')).toBeVisible();
});

test('no card number is anywhere', async () => {
  const digits = (text) => text.replace(/[ -]/g, '');
  const all = digits(everything());
  expect(heard.length).toBeGreaterThan(50);
  const said = digits(heard.join('\n'));
  for (const number of [...Object.values(CARDS), '1234 5678 9012 3456'].map(digits)) {
    expect(all.includes(number), 'in the database').toBe(false);
    expect(said.includes(number), `in what ${WORKER_URL} or ${HOST_URL} was sent`).toBe(false);
  }
});
