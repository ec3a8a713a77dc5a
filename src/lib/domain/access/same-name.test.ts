import { expect, it } from 'vitest';
import { sameName } from './same-name.ts';

it.each([
  ['East', 'EAST'],
  ['Équipe', 'éQUIPE'],
  ['ВОСТОК', 'восток'],
  ['ＥＡＳＴ', 'east'],
  ['华东 ', '华东'],
])('%s and %s are one name', (a, b) => expect(sameName(a, b)).toBe(true));

it('a name that only looks alike is another', () => {
  expect(sameName('East', 'East 2')).toBe(false);
  expect(sameName('华东', '华北')).toBe(false);
});
