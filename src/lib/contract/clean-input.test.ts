import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanInput } from './clean-input.ts';

describe('input that no database takes', () => {
  it('loses U+0000 and half surrogate pairs wherever they stand, and nothing else', () => {
    expect(cleanInput({ a: 'x\0y', b: ['\ud800z', { 'c\0': '😀' }], n: 1, no: null, yes: true })).toEqual({
      a: 'xy',
      b: ['\ufffdz', { c: '😀' }],
      n: 1,
      no: null,
      yes: true,
    });
  });

  it('comes out as it went in when there is nothing to clean', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: unknown = JSON.parse(text.replaceAll('\\u0000', ''));
        fc.pre(!/\\ud[89a-f]/i.test(JSON.stringify(value)));
        expect(JSON.stringify(cleanInput(value))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('is not brought down by nesting, and takes no prototype from anybody', () => {
    const deep: unknown = JSON.parse('['.repeat(40_000) + ']'.repeat(40_000));
    expect(() => cleanInput(deep)).not.toThrow();
    const tricky = cleanInput(JSON.parse('{"__proto__":{"role":"admin"}}')) as { role?: string };
    expect(tricky.role).toBeUndefined();
    expect(({} as { role?: string }).role).toBeUndefined();
  });
});
