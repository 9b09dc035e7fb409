// A house of three tables, so small that a reader can follow every party: a table for two and one for four inside,
// one for two on the terrace. And a look into its database, which nobody else may have.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HOST_URL, STATE, WORKER_URL } from './addresses.mjs';

const SEVEN_PM = 1140;
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

const table = (id, maxPartySize) => ({
  id, name: id, minPartySize: 1, maxPartySize, priorityIndex: 0, reservable: true, rotation: 0, tableCategoryIds: [],
  type: 'square', x: 0, y: 0,
});

const floorPlan = (id, sortIndex, tables) => ({
  id, name: id, title: { en: id }, sortIndex, tables: Object.fromEntries(tables.map((t) => [t.id, t])),
  combinations: {}, elements: {},
});

const configuration = (slug, rules) => ({
  restaurant: { slug, name: `Stube ${slug}`, timeZone: 'Europe/Vienna', currency: 'EUR', country: 'AT', locales: ['en'], allowedOrigins: [HOST_URL] },
  settings: {
    slotMinutes: 60, durations: [{ maxPartySize: 4, minutes: 120 }], minPartySize: 1, maxPartySize: 4, windowDays: 30,
    reseating: { enabled: true, maxMoves: 3, notMinutesBefore: 0 },
  },
  floorPlans: [floorPlan('Inside', 0, [table('two', 2), table('four', 4)]), floorPlan('Terrace', 1, [table('sun', 2)])],
  experiences: [{ id: 'card', name: { en: 'À la carte' }, isDefault: true }],
  services: [{ id: 'dinner', name: { en: 'Dinner' }, weekdays: WEEK, firstStart: SEVEN_PM, lastStart: SEVEN_PM }],
  ...rules,
});

/** A new house of this name with these rules on top, and what its systems and its guests can do there at seven on `day`. */
export async function smallHouse(slug, rules = {}) {
  const send = async (path, headers, body, method = 'POST') => {
    const answer = await fetch(WORKER_URL + path, {
      method, headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...headers },
      body: JSON.stringify(body),
    });
    const json = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(json)}`);
    return json;
  };
  const { apiKey } = await send('/admin/restaurants', { authorization: 'Bearer admin' }, { configuration: configuration(slug, rules) });
  const key = { authorization: `Bearer ${apiKey}` };
  return {
    url: `${WORKER_URL}/r/${slug}`,
    /** Somebody else books, as a guest. */
    books: (lastName, day, attendees, locale = 'en') => send(`/v1/restaurants/${slug}/reservations`, {}, {
      lastName, day, attendees, minutes: SEVEN_PM, experienceId: 'card', floorPlanId: 'Inside', email: 'a@example.com',
      locale, consent: true,
    }),
    /** The restaurant's system changes the booking of this guest. */
    changes: async (lastName, day, body) => {
      const all = await (await fetch(`${WORKER_URL}/external/reservations?from=${day}&to=${day}`, { headers: key })).json();
      const { id } = all.find(({ guest }) => guest.lastName === lastName);
      return send(`/external/reservations/${id}`, key, body, 'PATCH');
    },
    cancels: ({ manageToken }) => fetch(`${WORKER_URL}/v1/bookings/${manageToken}`, { method: 'DELETE' }),
    slot: async (day, attendees) => {
      const path = `/external/availability/slots?attendees=${attendees}&day=${day}&experienceId=card`;
      return (await (await fetch(WORKER_URL + path, { headers: key })).json()).slots[0];
    },
  };
}

/** Who sits where, by name: what the database itself says. */
export function seating(slug) {
  const folder = join(STATE, 'v3/d1/miniflare-D1DatabaseObject');
  const file = readdirSync(folder).find((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite');
  const database = new DatabaseSync(join(folder, file), { readOnly: true });
  const rows = database.prepare(`
    SELECT r.last_name AS name, r.table_ids AS booked, s.table_ids AS stays,
           (SELECT json_group_array(DISTINCT table_id) FROM occupancy WHERE stay_id = s.id) AS occupies
    FROM reservations r JOIN stays s ON s.id = r.id
    JOIN restaurants h ON h.id = r.restaurant_id WHERE h.slug = ?`).all(slug);
  database.close();
  return Object.fromEntries(rows.map(({ name, ...tables }) => [name, new Set(Object.values(tables).flatMap(JSON.parse))]));
}
