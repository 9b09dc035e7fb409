// The other engines: Firefox, and WebKitGTK for Safari. Booking on somebody's page, paying and changing; all else is tested in
// Chromium alone.
import { expect } from '@playwright/test';
import { HOST_URL, WORKER_URL } from './addresses.mjs';
import { firefox } from './engines/firefox.mjs';
import { Person } from './engines/person.mjs';
import { webkit } from './engines/webkit.mjs';
import { dayFromToday } from './guest.mjs';
import { ledger, payingHouse } from './paying-house.mjs';
import { seating, smallHouse } from './small-house.mjs';
import { test } from './visitor.mjs';

const ENGINES = [
  { name: 'firefox', start: firefox, executable: process.env.FIREFOX },
  { name: 'webkit', start: webkit, executable: process.env.WEBKIT_BROWSER },
];

for (const { name, start, executable } of ENGINES) {
  test.describe(name, () => {
    test.skip(!executable, `there is no ${name} on this machine`);
    let driver, person;
    test.beforeAll(async () => {
      driver = await start(executable);
      person = new Person(driver);
    });
    test.afterAll(() => driver?.close());

    /** Chooses the only time of a house on the page of a restaurant, and says who comes. */
    const chooseAndFillIn = async (slug, lastName) => {
      await person.open(`${HOST_URL}/paying?house=${slug}`);
      await person.press('button', /^19:00/);
      await person.fill(/^First name/, 'Bea');
      await person.fill(/^Last name/, lastName);
      await person.fill(/^E-mail/, 'bea@example.com');
      await person.press('box', /^I agree/);
    };

    test('a table on the page of a restaurant', async () => {
      const slug = `${name}-books`;
      await smallHouse(slug);
      await chooseAndFillIn(slug, 'Anders');
      await person.press('button', /^Book this table/);
      await person.sees(/^We look forward to seeing you/);
      expect(Object.keys(seating(slug))).toEqual(['Anders']);
    });

    test('a deposit, in the frame of the payment page', async () => {
      const slug = `${name}-pays`;
      await payingHouse(slug);
      await chooseAndFillIn(slug, 'Zahlt');
      await person.press('button', /^Book and pay/);
      await person.within(/pay/, async () => {
        await person.fill(/^Card number/, '4242 4242 4242 4242');
        await person.fill(/^Valid until/, '12/40');
        await person.fill(/^Security code/, '123');
        await person.press('button', /^Pay €/);
      });
      await person.sees(/^We look forward to seeing you/);
      // The booking stands once the money is reserved; capturing it is an order of its own.
      await expect.poll(() => ledger(slug, 'Zahlt').at(-1)).toMatch(/^captured card/);
    });

    test('another party, on the page of the booking', async () => {
      const slug = `${name}-changes`;
      const house = await smallHouse(slug);
      const { manageToken } = await house.books('Wandel', await dayFromToday(4), 2);
      await person.open(`${WORKER_URL}/manage/${manageToken}/change?lang=en`);
      await person.press('choice', /^4 guests$/);
      await person.press('button', /^19:00/);
      await person.press('button', /^Change it/);
      await person.sees(/^Your table is booked/);
      expect([...seating(slug).Wandel]).toEqual(['four']);
    });
  });
}
