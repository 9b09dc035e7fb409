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

/** The first day, at least `after` days from today, for which `holds` gives something; and that. */
async function firstDay(after, holds) {
  for (let days = after; days < after + 28; days++) {
    const day = await dayFromToday(days);
    const found = await holds(day);
    if (found) return [day, found];
  }
  throw new Error('no such day in four weeks');
}

const isFree = (slot) => slot.exclusionReasons.length === 0;

/** A day on which this party can come, and the first free time from `from` minutes on. */
export const dayWithRoom = (attendees, { after = 2, from = 1080, experienceId = 'a-la-carte' } = {}) =>
  firstDay(after, async (day) =>
    (await slots(day, attendees, experienceId)).find((slot) => isFree(slot) && from <= slot.minutes)?.minutes);

/** A day with free times and full ones, and the first full one. */
export const dayWithFullTime = (attendees) =>
  firstDay(1, async (day) => {
    const all = await slots(day, attendees, 'a-la-carte');
    const isFull = (slot) => slot.exclusionReasons.some((reason) => reason.endsWith('limit_reached') || reason === 'no_tables_found');
    return all.some(isFree) && all.find(isFull)?.minutes;
  });

/** A weekday on which the house never opens. */
export const closedDay = async () => (await firstDay(2, async (day) => (await slots(day, 2, 'a-la-carte')).length === 0))[0];

/** The evening on which the demo leaves one counter table, and the time. */
export const lastTable = () =>
  firstDay(2, async (day) =>
    (await slots(day, 2, 'aurora-menu')).find((slot) => isFree(slot) && slot.minutes === 1140 && slot.spotsOpen === 1)?.minutes);

/** A day as the English widget says it; whether with a comma is the browser's to know. */
export function inWords(day) {
  const date = new Date(`${day}T00:00:00Z`);
  return new RegExp(`${WEEKDAYS[date.getUTCDay()]},? ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`);
}

export const clock = (minutes) =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Opens a choice of the bar, where there is too little room for all of them. */
export async function openChoice(widget, name) {
  const toggle = widget.locator(`[aria-controls$="${name}-panel"]`);
  if (await toggle.isVisible() && await toggle.getAttribute('aria-expanded') === 'false') await toggle.click();
}

/** Turns the calendar to the day's month and picks it. */
export async function pickDay(widget, day) {
  await openChoice(widget, 'day');
  const date = new Date(`${day}T00:00:00Z`);
  const title = `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  for (let i = 0; i < 3 && !(await widget.getByRole('heading', { name: title }).isVisible()); i++) {
    await widget.getByRole('button', { name: 'Next month' }).click();
  }
  await widget.getByRole('gridcell', { name: inWords(day) }).getByRole('button').click();
  await expect(widget.getByRole('heading', { name: inWords(day) })).toBeVisible();
}

export async function party(widget, guests) {
  await openChoice(widget, 'party');
  await widget.getByRole('radio', { name: guests === 1 ? '1 guest' : `${guests} guests`, exact: true }).check({ force: true });
}

export async function menu(widget, name) {
  await openChoice(widget, 'experience');
  await widget.getByRole('radio', { name }).check({ force: true });
}

/** What is offered can be seen. */
export const isOpen = (widget) => expect(widget.locator('.date')).toBeVisible();

export const time = (widget, minutes) => widget.getByRole('button', { name: new RegExp(`^${clock(minutes)}`) }).first();

export async function fillIn(widget, name) {
  await widget.getByLabel('First name').fill('Bea');
  await widget.getByLabel('Last name').fill(name);
  await widget.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.com`);
  await widget.getByRole('checkbox').check();
}

export const book = (widget) => widget.getByRole('button', { name: /^Book (this table|and pay)/ });

export const done = (widget) => widget.getByRole('heading', { name: 'We look forward to seeing you' });

/** Every request that the page makes to the Worker from now on, as `METHOD /path`; but for pictures, which ask nothing. */
export function requestsOf(page) {
  const requests = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin === new URL(WORKER_URL).origin && request.resourceType() !== 'image') requests.push(`${request.method()} ${url.pathname}`);
  });
  return requests;
}
