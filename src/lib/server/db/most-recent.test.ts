import { expect, it } from 'vitest';
import { MostRecent } from './most-recent.ts';

it('holds the latest so many, however many are set', () => {
  const kept = new MostRecent<number, string>(3);
  for (let i = 0; i < 1_000; i++) expect(kept.set(i, `v${i}`)).toBe(`v${i}`);
  expect(kept.size).toBe(3);
  expect([kept.get(996), kept.get(997), kept.get(999)]).toEqual([undefined, 'v997', 'v999']);
});
