import { expect, it } from 'vitest';
import { safeCell, withoutMark } from './safe-cell.ts';

it.each([
  '=HYPERLINK("https://evil.example","x")',
  "+cmd|' /C calc'!A0",
  '-2+3+cmd|x',
  '@SUM(1)',
  '\t=1+1',
  '\r\n=1+1',
  '  =1+1',
  '\u200b=1+1',
  '＝1+1',
  '|cmd',
])('marks %j as text', (text) => {
  expect(safeCell(text)).toBe(`'${text}`);
  expect(withoutMark(safeCell(text))).toBe(text);
});

it.each(['+86 138 0000 0001', '-12.50', '+1-202-555-0100', '赵明轩', 'a=b', "o'clock", "'t Hooft", ''])(
  'leaves %j alone',
  (text) => {
    expect(safeCell(text)).toBe(text);
    expect(withoutMark(text)).toBe(text);
  },
);
