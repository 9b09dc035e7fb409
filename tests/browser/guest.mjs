// What a guest does in the widget, in the words they would use, and what the restaurant's system sees of it.
import { expect } from '@playwright/test';
import { API_KEY, SLUG, WORKER_URL } from './addresses.mjs';

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December'];

/** The restaurant's own system asks. */
export async function external(path) {
  const answer = await fetch(`${WORKER_URL}/external${path}`, { headers: { authorization: `Bearer ${API_KEY}` } });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

export async function externalPost(path, body) {
  const answer = await fetch(`${WORKER_URL}/external${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

export const slots = async (day, attendees, experienceId) =>
  (await external(`/availability/slots?attendees=${attendees}&day=${day}&experienceId=${experienceId}`)).body.slots;

export const reservations = async (day) => (await external(`/reservations?from=${day}&to=${day}`)).body;

/** The restaurant's today, `days` later. */
export async function dayFromToday(days) {
  const snapshot = await (await fetch(`${WORKER_URL}/v1/restaurants/${SLUG}/snapshot`)).json();
  const date = new Date(`${snapshot.from}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The next day of this weekday (0 is Sunday), at least `after` days from today. */
export async function next(weekday, after = 2) {
  for (let days = after; days < after + 7; days++) {
    const day = await dayFromToday(days);
    if (new Date(`${day}T00:00:00Z`).getUTCDay() === weekday) return day;
  }
  throw new Error('a week has seven days');
}

/** A day as the English widget says it. */
export function inWords(day) {
  const date = new Date(`${day}T00:00:00Z`);
  return `${WEEKDAYS[date.getUTCDay()]}, ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

export const clock = (minutes) =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Turns the calendar to the day's month and picks it. */
export async function pickDay(widget, day) {
  const date = new Date(`${day}T00:00:00Z`);
  const title = `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  for (let i = 0; i < 3 && !(await widget.getByRole('heading', { name: title }).isVisible()); i++) {
    await widget.getByRole('button', { name: 'Next month' }).click();
  }
  await widget.getByRole('gridcell', { name: inWords(day) }).getByRole('button').click();
  await expect(widget.getByRole('heading', { name: inWords(day) })).toBeVisible();
}

export const party = (widget, guests) =>
  widget.getByRole('radio', { name: guests === 1 ? '1 guest' : `${guests} guests`, exact: true }).check({ force: true });

export const time = (widget, minutes) => widget.getByRole('button', { name: new RegExp(`^${clock(minutes)}`) }).first();

/** A time at which this party can come on this day. */
export async function someTime(day, attendees, experienceId = 'a-la-carte', after = 1080) {
  const free = (await slots(day, attendees, experienceId)).filter((slot) => slot.exclusionReasons.length === 0);
  const slot = free.find((slot) => slot.minutes >= after) ?? free[0];
  expect(slot, `a free time on ${day}`).toBeTruthy();
  return slot.minutes;
}

export async function fillIn(widget, name) {
  await widget.getByLabel('First name').fill('Bea');
  await widget.getByLabel('Last name').fill(name);
  await widget.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.com`);
  await widget.getByRole('checkbox').check();
}

export const book = (widget) => widget.getByRole('button', { name: 'Book this table' });

export const done = (widget) => widget.getByRole('heading', { name: 'We look forward to seeing you' });

/** Every request that the page makes to the Worker from now on, as `METHOD /path`. */
export function requestsOf(page) {
  const requests = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin === new URL(WORKER_URL).origin) requests.push(`${request.method()} ${url.pathname}`);
  });
  return requests;
}
