import { expect, it } from 'vitest';
import { boldParts, plainText } from './rich-text.ts';

it('splits at bold marks', () => {
  expect(boldParts('已把 <b>陆佳怡</b> 移到“方案报价”')).toEqual([
    { text: '已把 ', bold: false },
    { text: '陆佳怡', bold: true },
    { text: ' 移到“方案报价”', bold: false },
  ]);
  expect(plainText('<b>a</b>b<b></b>')).toBe('ab');
});

it('treats everything else as text', () => {
  const hostile = '<img src=x onerror=alert(1)> <b>open';
  expect(boldParts(hostile)).toEqual([{ text: hostile, bold: false }]);
});
