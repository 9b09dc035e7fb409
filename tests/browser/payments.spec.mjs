// Guests pay: by card, by gift card, by both; are declined, are asked again, run away, come too late; and get back what was
// agreed. Each time the ledger in the database and the restaurant's record say what happened.
import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { HOST_URL, LOG, WORKER_URL } from './addresses.mjs';
import { expectNoFault } from './axe.mjs';
import { book, dayFromToday, done, fillIn, isOpen, menu, party, pickDay, time } from './guest.mjs';
import {
  dayOfDeliveryComes, everything, ledger, links, mailDueAt, minutePasses, payingHouse, purchaseLedger, reminderIsDue,
  visitHasBegun,
} from './paying-house.mjs';
import { test } from './visitor.mjs';

const CARDS = {
  good: '4242 4242 4242 4242', declined: '4000 0000 0000 0002', factor: '4000 0025 0000 3155', slow: '4000 0000 0000 0077',
};

// What Chromium asks the Worker for and says: no card number may be in it.
const heard = [];

function listen(page) {
  page.on('request', (request) => heard.push(`${request.url()} ${request.postData() ?? ''}`));
  page.on('console', (message) => heard.push(message.text()));
}

async function open(page, house, day, { guests = 2, experience = 'Tasting menu', url = house.url } = {}) {
  listen(page);
  await page.goto(url);
  const widget = page.locator('couvert-widget');
  await isOpen(widget);
  await party(widget, guests);
  await menu(widget, new RegExp(experience));
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

/** As one who has booked that time already, and is asked whether that is meant. */
async function toPaymentAgain(widget, name, code) {
  await toPayment(widget, name, code);
  await expect(widget.getByText('You have just booked this time already.')).toBeVisible();
  await book(widget).click();
}

const frame = (page) => page.frameLocator('couvert-pay iframe');

const ENGLISH = ['Card number', 'Valid until', 'Security code', /^(Pay|Leave)/];
const GERMAN = ['Kartennummer', 'Gültig bis', 'Prüfziffer', /bezahlen$/];

async function pay(form, card, [number, until, code, button] = ENGLISH) {
  await form.getByLabel(number).fill(card);
  await form.getByLabel(until).fill('12/40');
  await form.getByLabel(code).fill('123');
  await form.getByRole('button', { name: button }).click();
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
  await expect.poll(() => ledger('anzahlung', 'Zahlt')).toEqual(['reserved card 4000', 'captured card 4000']);
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
  await expect.poll(() => ledger('gutschein', 'Allein')).toEqual(['reserved gift_card 4000', 'captured gift_card 4000']);
  expect(await house.record(day, 'Allein')).toMatchObject({
    status: 'CAPTURED', isPaid: true, paymentDetails: { reservedAmount: 40, capturedAmount: 40 },
  });
  expect(await house.balance(rich)).toBe(6000);

  widget = await open(page, house, day);
  await toPaymentAgain(widget, 'Beides', poor);
  await expect(frame(page).getByText('Your gift card pays €15.')).toBeVisible();
  await pay(frame(page), CARDS.good);
  await expect(done(widget)).toBeVisible();
  await expect.poll(() => ledger('gutschein', 'Beides')).toEqual(
    ['reserved gift_card 1500', 'reserved card 2500', 'captured card 2500', 'captured gift_card 1500']);
  expect((await house.record(day, 'Beides')).paymentHistory.captured.map(({ amount }) => amount)).toEqual([25, 15]);

  widget = await open(page, house, day);
  await toPaymentAgain(widget, 'Leer', poor);
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
  await expect.poll(() => ledger('nochmal', 'Nochmal')).toEqual(['reserved card 4000', 'captured card 4000']);
  expect(await house.record(day, 'Nochmal')).toMatchObject({ status: 'CAPTURED', paymentDetails: { capturedAmount: 40 } });
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
  await expect.poll(() => ledger('zu-spaet', 'Faul')).toEqual(['expired card 0']);
  expect(await house.record(day, 'Faul')).toMatchObject({
    status: 'EXPIRED', isPaid: false, paymentDetails: { reservedAmount: 0, capturedAmount: 0 },
  });
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
  for (const [experience, name, goTo, said, lines, fromCaptured] of [
    ['Tasting menu', 'Frueh', toPayment, 'Cancelling is free of charge now.', ['refunded card 4000'], 40],
    ['Feast', 'Spaet', toPaymentAgain, 'Cancelling now costs €20.', ['refunded card 2000'], 20],
  ]) {
    const widget = await open(page, house, day, { experience });
    await goTo(widget, name);
    await pay(frame(page), CARDS.good);
    await expect(done(widget)).toBeVisible();
    await page.goto(links(`${name.toLowerCase()}@example.com`).find((link) => link.includes('/manage/')));
    await page.getByText('Cancel this booking').click();
    await expect(page.getByText(said)).toBeVisible();
    await expectNoFault(page, 'the page that cancels', 'main');
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    await expect(page.getByText('This booking is cancelled.')).toBeVisible();
    await expect.poll(() => ledger('storno', name)).toEqual(['reserved card 4000', 'captured card 4000', ...lines]);
    expect(await house.record(day, name)).toMatchObject({
      paymentDetails: { capturedAmount: 40, amountRefunded: { fromCaptured } },
    });
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
  await expect.poll(() => ledger('garantie', 'Fehlt')).toEqual(['card_kept card 0']);
  visitHasBegun('Fehlt');
  await house.sets(day, 'Fehlt', 'no_show');
  await expect.poll(() => ledger('garantie', 'Fehlt')).toEqual(['card_kept card 0']);
  await expect(house.charges(day, 'Fehlt', 4001)).rejects.toThrow('payment_not_allowed');
  expect(await house.charges(day, 'Fehlt', 4000)).toMatchObject({ status: 'CHARGED', paymentDetails: { chargedAmount: 40 } });
  await expect.poll(() => ledger('garantie', 'Fehlt')).toEqual(['card_kept card 0', 'charged card 4000']);
  expect((await house.record(day, 'Fehlt')).paymentHistory.charged.map(({ amount }) => amount)).toEqual([40]);
});

test('the tab is closed while paying, and the link in the mail goes on', async ({ page, context }) => {
  const [house, day] = [await payingHouse('zu-gemacht'), await dayFromToday(9)];
  const widget = await open(page, house, day);
  await toPayment(widget, 'Weg');
  await expect(frame(page).getByRole('button', { name: 'Pay €40' })).toBeVisible();
  await page.close();
  expect(links('weg@example.com')).toEqual([]);
  reminderIsDue();
  await minutePasses();
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

test('more guests pay the difference, and fewer get it back', async ({ page }) => {
  const [house, day] = [await payingHouse('aendern'), await dayFromToday(9)];
  // On a page of the restaurant's own, which is of another origin.
  const widget = await open(page, house, day, { url: '/paying?house=aendern' });
  await toPayment(widget, 'Waechst');
  await pay(frame(page), CARDS.good);
  await expect(done(widget)).toBeVisible();
  const manage = links('waechst@example.com').find((link) => link.includes('/manage/'));
  const change = async (guests) => {
    await page.goto(manage);
    await page.getByRole('link', { name: 'Change guests, day or time' }).click();
    const changing = page.locator('couvert-widget');
    await isOpen(changing);
    await party(changing, guests);
    await changing.locator('.time[aria-current]').click();
    await expect(changing.getByRole('heading', { name: 'Change your booking' })).toBeFocused();
    await expectNoFault(page, 'the page that changes', 'main');
  };
  await change(4);
  await expect(page.getByText('€40 is to be paid for that.')).toBeVisible();
  await page.getByRole('button', { name: 'Change it and pay' }).click();
  await expect(page.getByRole('button', { name: 'Pay €40' })).toBeVisible();
  await pay(page, CARDS.good);
  await expect(page.getByText(/^Paid\./)).toBeVisible();
  const both = ['reserved card 4000', 'captured card 4000'];
  await expect.poll(() => ledger('aendern', 'Waechst')).toEqual([...both, ...both]);
  expect(await house.record(day, 'Waechst')).toMatchObject({ grandTotal: 80, paymentDetails: { capturedAmount: 80 } });
  expect((await house.reservation(day, 'Waechst')).attendees).toBe(4);

  await change(3);
  await expect(page.getByText('€20 goes back to you.')).toBeVisible();
  await page.getByRole('button', { name: 'Change it', exact: true }).click();
  await expect(page.getByText('3 guests')).toBeVisible();
  await expect.poll(() => ledger('aendern', 'Waechst')).toEqual([...both, ...both, 'refunded card 2000']);
  const record = await house.record(day, 'Waechst');
  expect(record).toMatchObject({ grandTotal: 60, paymentDetails: { amountRefunded: { fromCaptured: 20 } } });
  expect((await house.reservation(day, 'Waechst')).attendees).toBe(3);
});

test('a gift card for somebody else, delivered on a later day and redeemed in two visits', async ({ page, browser }) => {
  const house = await payingHouse('schenken');
  const tomorrow = await dayFromToday(1);
  listen(page);
  await page.goto('/gift-cards?house=schenken');
  const shop = page.locator('couvert-gift-cards');
  await expect(shop.getByRole('heading', { name: 'Buy a gift card' })).toBeVisible();
  await expectNoFault(page, 'the gift card', 'couvert-gift-cards');
  // What is missing is told at its field.
  await shop.getByRole('button', { name: 'Continue to payment' }).click();
  await expect(shop.getByText('Please enter an amount from €10 to €200.')).toBeVisible();
  await expect(shop.getByLabel('Amount')).toBeFocused();
  await expectNoFault(page, 'the gift card with faults', 'couvert-gift-cards');
  await shop.getByLabel('Amount').fill('75,50');
  await shop.getByRole('radio', { name: 'A present' }).check({ force: true });
  await shop.getByLabel('Their name').fill('Max Muster');
  await shop.getByLabel('Your words').fill('Happy birthday!');
  await shop.getByLabel('Their e-mail').fill('max@example.com');
  await shop.getByLabel('To arrive on').fill(tomorrow);
  await shop.getByLabel('Your name').fill('Bea Beispiel');
  await shop.getByLabel('Your e-mail').fill('bea@example.com');
  await shop.getByRole('checkbox').check();
  await shop.getByRole('button', { name: 'Continue to payment' }).press('Enter');
  await expect(frame(page).getByRole('button', { name: 'Pay €75.50' })).toBeVisible();
  await expectNoFault(page, 'the gift card that is to be paid', 'couvert-gift-cards');
  // A page that is loaded again goes on where it was.
  await page.reload();
  await pay(frame(page), CARDS.declined);
  await expect(frame(page).getByRole('alert')).toContainText('The bank declined the card');
  await pay(frame(page), CARDS.good);
  await expect(shop.getByText(/^The gift card for Max Muster arrives on .* at max@example\.com\.$/)).toBeVisible();
  await expectNoFault(page, 'the gift card that is bought', 'couvert-gift-cards');

  const [{ id, delivery, deliverOnDay }] = await house.purchases();
  expect([delivery, deliverOnDay]).toEqual(['scheduled', tomorrow]);
  await expect.poll(() => purchaseLedger(id)).toEqual(['reserved card 7550', 'captured card 7550']);
  expect(await house.purchaseRecord(id)).toMatchObject({
    status: 'CAPTURED', isPaid: true, grandTotal: 75.5, paymentDetails: { capturedAmount: 75.5 },
  });
  await minutePasses();
  expect(links('max@example.com')).toEqual([]);
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Vienna', dateStyle: 'short', timeStyle: 'short' });
  const [year, month, date] = tomorrow.split('-');
  expect(hour.format(mailDueAt(id, 'gift_card'))).toBe(`${date}/${month}/${year}, 08:00`);
  dayOfDeliveryComes(id);
  await expect(async () => {
    await minutePasses();
    expect(links('max@example.com').length).toBe(1);
  }).toPass();

  // Who gets it sits somewhere else.
  const theirs = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await theirs.goto(links('max@example.com')[0]);
  await expect(theirs.getByText('Happy birthday!')).toBeVisible();
  await expectNoFault(theirs, 'a gift card that is wrapped', 'main');
  await theirs.getByRole('button', { name: 'Open your gift card' }).click();
  await expect(theirs.getByText('Balance: €75.50')).toBeVisible();
  await expectNoFault(theirs, 'a gift card that is open', 'main');
  expect((await house.purchases())[0].delivery).toBe('opened');
  const code = (await theirs.locator('.symbols').textContent()).replaceAll(' ', '');
  await house.redeems(code, 5000);
  await theirs.reload();
  await expect(theirs.getByText('Balance: €25.50')).toBeVisible();
  // The second visit is booked, and its deposit paid by what is left, and a card for the rest.
  const day = await dayFromToday(9);
  const widget = await open(theirs, house, day);
  await toPayment(widget, 'Muster', code);
  await expect(frame(theirs).getByText('Your gift card pays €25.50.')).toBeVisible();
  await pay(frame(theirs), CARDS.good);
  await expect(done(widget)).toBeVisible();
  expect(await house.balance(code)).toBe(0);
  await expect.poll(() => ledger('schenken', 'Muster')).toEqual(
    ['reserved gift_card 2550', 'reserved card 1450', 'captured card 1450', 'captured gift_card 2550']);
  expect((await house.record(day, 'Muster')).paymentDetails).toMatchObject({ capturedAmount: 40 });
});

test('a gift card for oneself, in German and in the dark', async ({ page }) => {
  await payingHouse('fuer-mich');
  listen(page);
  await page.goto('/gift-cards-german?house=fuer-mich');
  const shop = page.locator('couvert-gift-cards');
  await shop.getByLabel('Betrag').fill('50');
  await shop.getByLabel('Ihr Name').fill('Bea Beispiel');
  await shop.getByLabel('Ihre E-Mail').fill('selbst@example.com');
  await shop.getByRole('checkbox').check();
  await shop.getByRole('button', { name: 'Weiter zur Zahlung' }).click();
  await expect(frame(page).getByRole('button', { name: '50 € bezahlen' })).toBeVisible();
  await expectNoFault(page, 'the gift card in the dark', 'couvert-gift-cards');
  await shop.getByRole('button', { name: 'Schließen' }).click();
  await shop.getByRole('button', { name: 'Zur Zahlung' }).press('Enter');
  await pay(frame(page), CARDS.good, GERMAN);
  await expect(shop.getByText('Ihr Gutschein ist da. Er kommt auch an selbst@example.com.')).toBeVisible();
  await shop.getByRole('button', { name: 'Noch einen Gutschein kaufen' }).click();
  await expect(shop.getByLabel('Betrag')).toBeVisible();
});

test('no card number is anywhere', async () => {
  const digits = (text) => text.replace(/[ -]/g, '');
  const all = digits(everything());
  const log = digits(readFileSync(LOG, 'utf8'));
  expect(log).toContain('/v1/restaurants/anzahlung/payments/');
  expect(heard.length).toBeGreaterThan(50);
  const said = digits(heard.join('\n'));
  for (const number of [...Object.values(CARDS), '1234 5678 9012 3456'].map(digits)) {
    expect(all.includes(number), 'in the database').toBe(false);
    expect(log.includes(number), "in the Worker's log").toBe(false);
    expect(said.includes(number), `in what ${WORKER_URL} or ${HOST_URL} was sent`).toBe(false);
  }
});
