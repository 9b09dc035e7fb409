// A house where something is to be paid: with a free way out until an hour before, with half of it gone already, and with
// a card that is only kept. And a look into its ledger, which nobody else may have.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HOST_URL, STATE, WORKER_URL } from './addresses.mjs';

const SEVEN_PM = 1140;
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const TWO_WEEKS = 14 * 1440;

const table = (id) => ({
  id, name: id, minPartySize: 1, maxPartySize: 4, priorityIndex: 0, reservable: true, rotation: 0, tableCategoryIds: [],
  type: 'square', x: 0, y: 0,
});

const settings = (more) => ({
  type: 'payment', pendingMinutes: 15, refundMinutes: 60,
  payment: { pricing: { pricePerPax: 2000, displayPricePerPax: 2000, type: 'per_pax' }, requiredFromPax: 1 }, ...more,
});

const experience = (id, name, paymentSettings, isDefault = false) =>
  ({ id, name: { en: name, de: name }, isDefault, paymentSettings });

const configuration = (slug) => ({
  restaurant: {
    slug, name: `Stube ${slug}`, timeZone: 'Europe/Vienna', currency: 'EUR', country: 'AT', locales: ['en', 'de'],
    phone: '+43 1 5550100', email: 'stube@example.com', address: 'Musterweg 7, 1010 Wien', allowedOrigins: [HOST_URL],
  },
  settings: {
    slotMinutes: 60, durations: [{ maxPartySize: 4, minutes: 120 }], minPartySize: 1, maxPartySize: 4, windowDays: 30,
  },
  floorPlans: [{
    id: 'inside', name: 'Inside', sortIndex: 0, combinations: {}, elements: {},
    tables: Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`t${n}`, table(`t${n}`)])),
  }],
  experiences: [
    experience('menu', 'Tasting menu', settings({}), true),
    experience('strict', 'Feast', settings({
      refundMinutes: 2 * TWO_WEEKS, refundSteps: [{ minutesBefore: 60, percent: 50 }],
    })),
    experience('kept', 'Sunday roast', settings({ type: 'guarantee', refundMinutes: TWO_WEEKS })),
    experience('hasty', 'Quick bite', settings({ pendingMinutes: 1 })),
  ],
  services: [{ id: 'dinner', name: { en: 'Dinner', de: 'Abend' }, weekdays: WEEK, firstStart: SEVEN_PM, lastStart: SEVEN_PM }],
  giftCardTemplates: [{
    id: 'classic', name: { en: 'Dinner for you', de: 'Ein Essen für dich' }, minAmount: 1000, maxAmount: 20000, online: true,
  }],
});

/** A new house of this name, and what its systems do there. */
export async function payingHouse(slug) {
  const send = async (method, path, headers, body) => {
    const answer = await fetch(WORKER_URL + path, {
      method, headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...headers },
      body: body && JSON.stringify(body),
    });
    const json = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(json)}`);
    return json;
  };
  const { apiKey } = await send('POST', '/admin/restaurants', { authorization: 'Bearer admin' }, { configuration: configuration(slug) });
  const external = (method, path, body) => send(method, `/external${path}`, { authorization: `Bearer ${apiKey}` }, body);
  const reservation = async (day, lastName) =>
    (await external('GET', `/reservations?from=${day}&to=${day}`)).find(({ guest }) => guest.lastName === lastName);
  return {
    url: `${WORKER_URL}/r/${slug}`,
    /** A gift card of so many cents: its code. */
    giftCard: async (amount) =>
      (await external('POST', '/gift-cards', { amount, templateId: 'classic', expiresOnDay: '2099-01-01' })).id,
    /** What it gives of a gift card, in cents, for a visit. */
    redeems: async (code, amount) => external('POST', `/gift-cards/${code}/transactions`, { status: 'successful', amount: -amount }),
    /** What its guests bought, newest first, and a purchase's payment as the restaurant reads it. */
    purchases: async () => external('GET', '/gift-card-purchases'),
    purchaseRecord: async (id) => (await external('GET', `/payments/reservations/${id}`)).data,
    balance: async (code) => (await external('GET', `/gift-cards/${code}`)).remainingAmount,
    reservation,
    record: async (day, lastName) =>
      (await external('GET', `/payments/reservations/${(await reservation(day, lastName)).id}`)).data,
    sets: async (day, lastName, status) =>
      external('PATCH', `/reservations/${(await reservation(day, lastName)).id}`, { status }),
    charges: async (day, lastName, amount) =>
      (await external('POST', `/payments/reservations/${(await reservation(day, lastName)).id}/charge`, { amount })).data,
  };
}

function inside(look, readOnly) {
  const folder = join(STATE, 'v3/d1/miniflare-D1DatabaseObject');
  const file = readdirSync(folder).find((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite');
  const database = new DatabaseSync(join(folder, file), { readOnly });
  try { return look(database); } finally { database.close(); }
}
const read = (look) => inside(look, true);

/** The lines of a guest's ledger: `captured card 4000`. */
export const ledger = (slug, lastName) => read((database) => database.prepare(`
    SELECT l.kind || ' ' || l.tender || ' ' || l.amount AS line
    FROM payment_log l JOIN payments p ON p.id = l.payment_id JOIN reservations r ON r.id = p.reservation_id
    JOIN restaurants h ON h.id = r.restaurant_id WHERE h.slug = ? AND r.last_name = ? ORDER BY l.sequence`)
  .all(slug, lastName).map(({ line }) => line));

/** The lines of the ledger of a gift card that somebody bought. */
export const purchaseLedger = (id) => read((database) => database.prepare(`
    SELECT l.kind || ' ' || l.tender || ' ' || l.amount AS line
    FROM payment_log l JOIN payments p ON p.id = l.payment_id WHERE p.purchase_id = ? ORDER BY l.sequence`)
  .all(id).map(({ line }) => line));

/** When a purchase's mail of this kind is to go out, in milliseconds. */
export const mailDueAt = (id, kind) => read((database) => database.prepare(
  'SELECT next_attempt_at FROM outbox WHERE purchase_id = ? AND kind = ?').get(id, kind).next_attempt_at);

/** The day of a gift card's delivery has come. */
export const dayOfDeliveryComes = (id) => inside((database) => database.prepare(
  "UPDATE outbox SET next_attempt_at = ? WHERE purchase_id = ? AND kind = 'gift_card'").run(Date.now(), id), false);

/** All tests come from one address, and share its budgets otherwise. */
export const forgetVisitors = () => inside((database) => {
  database.exec('DELETE FROM budgets; DELETE FROM guesses; UPDATE stays SET visitor = NULL, network = NULL');
}, false);

/** The mail that reminds of a payment is due, which takes minutes otherwise. */
export const reminderIsDue = () => inside((database) => database.prepare(
  "UPDATE outbox SET next_attempt_at = ? WHERE kind = 'to_pay' AND delivered_at IS NULL").run(Date.now()), false);

/** This guest's visit should have begun an hour ago. */
export const visitHasBegun = (lastName) => inside((database) => {
  const starts = Math.floor(Date.now() / 60_000) - 60;
  database.prepare('UPDATE reservations SET starts = ?, ends = ? WHERE last_name = ?').run(starts, starts + 90, lastName);
}, false);

/** The links in the mails to this address, newest mail first. */
export const links = (email) => read((database) => database.prepare(
  'SELECT body FROM mailbox WHERE recipient = ? ORDER BY at DESC, rowid DESC').all(email)
  .flatMap(({ body }) => body.match(/https?:\/\/\S+/g) ?? []));

/** Everything that the database has, as one text. */
export const everything = () => read((database) => database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
  .all().filter(({ name }) => !name.startsWith('_cf')).map(({ name }) => JSON.stringify(database.prepare(`SELECT * FROM ${name}`).all())).join('\n'));

/** What happens by the clock. */
export const minutePasses = () => fetch(`${WORKER_URL}/cdn-cgi/handler/scheduled`);
