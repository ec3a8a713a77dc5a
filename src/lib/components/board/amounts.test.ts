import { expect, it } from 'vitest';
import { parseAmount } from './amounts.ts';

it.each([
  ['39,800', 2, 3_980_000],
  ['￥39800.5', 2, 3_980_050],
  ['¥ 1 200', 2, 120_000],
  ['３９８', 2, 39_800],
  ['3.98万', 2, 3_980_000],
  ['12k', 2, 1_200_000],
  ['1500', 0, 1500],
  ['0', 2, 0],
  ['', 2, null],
  ['abc', 2, null],
  ['1.2.3', 2, null],
  ['99999999999999', 2, null],
])('%s with %i digits is %s minor units', (text, digits, minor) => {
  expect(parseAmount(text, digits)).toBe(minor);
});
