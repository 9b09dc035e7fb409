// A day of a restaurant's system that knows Couvert by its OpenAPI document alone: the types in ./couvert are generated
// from it. Whatever the document promises wrongly does not compile here, or fails at a step.
import createClient from 'openapi-fetch';
import type { components, paths } from './couvert';

type Slot = components['schemas']['Slot'];

/** All that is used of Node and is not in every browser too. */
declare const process: { env: Record<string, string | undefined> };

function assert(holds: unknown, why: string): asserts holds {
  if (!holds) throw new Error(why);
}

function assertEqual<T>(actual: T, expected: T): void {
  assert(actual === expected, `${String(actual)} instead of ${String(expected)}`);
}

const { URL: url, KEY: key } = process.env;
assert(url && key, 'URL and KEY say where the Worker is and how to get in');
const api = createClient<paths>({ baseUrl: url, headers: { authorization: `Bearer ${key}` } });

/** A check-in takes a booked party to have come if it starts at most so long before or after now. */
const AROUND_MINUTES = 15;
const MINUTE_MS = 60_000;
const PARTY = 2;

/** What every POST and PATCH takes. */
const once = () => ({ 'Idempotency-Key': crypto.randomUUID() });

/** The data of an answer, or the problem in place of it as a failure. */
function good<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  assert(answer.data !== undefined, `${answer.response.status} ${JSON.stringify(answer.error)}`);
  return answer.data;
}

function say(step: string, outcome: string): void {
  console.log(`${step}: ${outcome}`);
}

const experiences = good(await api.GET('/external/availability/experiences'));
const experience = experiences[0];
assert(experience, 'the restaurant has an experience');

/** The bookable slots of today and tomorrow at Greenwich: wherever the restaurant is, its next ones are among them. */
async function bookable(experienceId: string): Promise<Slot[]> {
  const days = [0, 1].map((ahead) => new Date(Date.now() + ahead * 24 * 60 * MINUTE_MS).toISOString().slice(0, 10));
  const found: Slot[] = [];
  for (const day of days) {
    const query = { attendees: PARTY, day, experienceId };
    const { slots } = good(await api.GET('/external/availability/slots', { params: { query } }));
    found.push(...slots.filter((slot) => slot.exclusionReasons.length === 0));
  }
  return found;
}

const slots = await bookable(experience.id);
const next = slots[0];
assert(next, 'somewhere within two days there is a table');
assertEqual(next.attendees, PARTY);
assert(next.availableAssignments.length > 0, 'a bookable slot has an assignment');
say('slots', `${slots.length} can be booked, the next on ${next.day} at minute ${next.minutes}`);

const reservation = good(await api.POST('/external/reservations', {
  params: { header: once() },
  body: {
    attendees: PARTY, day: next.day, minutes: next.minutes, experienceId: experience.id,
    firstName: 'Rosalind', lastName: 'Larkspur', locale: 'en',
  },
}));
assertEqual(reservation.status, 'booked');
assertEqual(reservation.attendees, PARTY);
const tableIds = reservation.pinnedTables.map((table) => table.id);
assert(tableIds.length > 0, 'a booked party has a table');
say('booking', `${reservation.number} at ${reservation.startTime}, table ${tableIds.join(' and ')}`);

const away = Math.abs(Date.parse(reservation.startTime) - Date.now());
// Who comes much earlier than the booked party is somebody else, and says so.
const walkIn = away >= AROUND_MINUTES * MINUTE_MS;
const checkedIn = good(await api.POST('/external/reservations/check-in', {
  params: { header: once() }, body: { tableIds, walkIn },
}));
assertEqual(checkedIn.status, 'arrived');
assert(checkedIn.checkinTime, 'whoever has come has a time of coming');
const isBooked = checkedIn.id === reservation.id;
assertEqual(checkedIn.source === 'walk_in', !isBooked);
// In the minute around the limit either may be.
if (Math.abs(away - AROUND_MINUTES * MINUTE_MS) > MINUTE_MS) {
  assertEqual(isBooked, away < AROUND_MINUTES * MINUTE_MS);
}
say('check-in', isBooked ? 'the booked party' : 'a walk-in, for the booked party starts later');

const checkedOut = good(await api.POST('/external/reservations/check-out', {
  params: { header: once() }, body: { tableIds },
}));
assertEqual(checkedOut.id, checkedIn.id);
assertEqual(checkedOut.status, 'paid');
say('check-out', checkedOut.status);

const templates = good(await api.GET('/external/gift-card-templates'));
const template = templates[0];
assert(template, 'the restaurant sells gift cards');
const amount = template.minAmount + 5000;
const card = good(await api.POST('/external/gift-cards', {
  params: { header: once() },
  body: { amount, templateId: template.id, email: 'rosalind@example.com', expiresOnDay: '2050-12-31' },
}));
assertEqual(card.remainingAmount, amount);
assertEqual(card.templateId, template.id);
say('gift card', `${card.remainingAmount} on ${card.cardId}`);

const redeemed = 2500;
const pending = good(await api.POST('/external/gift-cards/{giftCardId}/transactions', {
  params: { header: once(), path: { giftCardId: card.id } },
  body: { amount: -redeemed, status: 'pending', reference: 'bill 4711' },
}));
assertEqual(pending.status, 'pending');
assertEqual(pending.amount, -redeemed);
say('redeeming', `${pending.amount} is ${pending.status}`);

const settled = good(await api.PATCH('/external/gift-cards/{giftCardId}/transactions/{transactionId}', {
  params: { header: once(), path: { giftCardId: card.id, transactionId: pending.id } },
  body: { status: 'successful' },
}));
assertEqual(settled.status, 'successful');
assertEqual(settled.id, pending.id);
say('settling', `${settled.amount} is ${settled.status}`);

const left = good(await api.GET('/external/gift-cards/{giftCardId}', { params: { path: { giftCardId: card.cardId } } }));
assertEqual(left.remainingAmount, amount - redeemed);
assertEqual(left.amount, amount);
say('balance', `${left.remainingAmount} of ${left.amount}`);

// What is not there is a problem with a code, and the document says so too.
const { error } = await api.GET('/external/gift-cards/{giftCardId}', { params: { path: { giftCardId: 'nobody' } } });
assert(error, 'nobody has such a card');
assertEqual(error.code, 'gift_card_not_found');
say('no such card', error.detail);
