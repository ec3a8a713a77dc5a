import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Context } from '#lib/server/context/context.ts';
import { announcement } from '../../../server/announce.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let context: Context;
beforeEach(async () => {
  test = await testContext();
  context = test.context;
});
afterEach(() => test.close());

const lines = async (more: Partial<Context['config']> = {}) =>
  (await announcement({ ...context, config: { ...context.config, ...more } }, 'http://127.0.0.1:3000')).join('\n');

it('prints a set-up link only while nobody can sign in, under the address that people use', async () => {
  expect(await lines()).toMatch(/http:\/\/127\.0\.0\.1:3000\/setup\/[\w-]{40,}/);
  expect(await lines({ origin: 'https://sales.example.com' })).toMatch(/https:\/\/sales\.example\.com\/setup\//);
  await aFloor(context);
  expect(await lines()).toBe('Tideboard is ready on http://127.0.0.1:3000');
});

it('prints one sign-in per role in the demo, and never outside of it', async () => {
  const floor: Floor = await aFloor(context);
  const people = [floor.admin, floor.east.manager, ...floor.east.reps];
  const signIns = people.map(({ personId }) => ({ personId, password: 'tide-and-time' }));
  await context.db.transaction((tx) =>
    tx.run(`insert into settings (key, value) values ('demo.signIns', ?)`, [JSON.stringify(signIns)]),
  );
  const demo = await lines({ demo: true });
  expect(demo).toMatch(/admin +ada@example\.com +password: tide-and-time/);
  expect(demo.match(/password:/g)).toHaveLength(3);
  expect(await lines()).not.toContain('tide-and-time');
});
