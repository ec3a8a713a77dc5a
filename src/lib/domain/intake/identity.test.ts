import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { identityKinds, normalizeIdentity, parseEmail, parseIdentity, parseWechat } from './identity.ts';
import { parsePhone, parsePhones } from './phone.ts';

const phone = (raw: string, region = 'CN') => {
  const result = parsePhone(raw, region);
  return 'value' in result ? result.value : result.problem;
};
const value = (result: { value: string } | { problem: string }) => ('value' in result ? result.value : result.problem);

describe('phones', () => {
  it('[D1] a Chinese mobile in all the ways it is written', () => {
    const written = [
      '13812345678', '138 1234 5678', '138-1234-5678', '+86 138 1234 5678', '0086-138-1234-5678', '86 13812345678', '8613812345678',
      '１３８１２３４５６７８', '＋8613812345678', "'13812345678", '13812345678.0', '\u202a13812345678\u202c', 'tel:+8613812345678',
      '手机：13812345678', '13812345678（妈妈）', '13812345678 张女士', '13812345678张女士', '1.3812345678E+10', '013812345678',
    ]; // prettier-ignore
    for (const raw of written) expect([raw, phone(raw)]).toEqual([raw, '+8613812345678']);
  });

  it('[D1] landlines with area code and extension, and numbers of other countries', () => {
    // A number range that the library does not know yet, read the same wherever the workspace is.
    for (const region of ['CN', 'US', 'DE']) expect(phone('+86 154 0000 0000', region)).toBe('+8615400000000');
    expect(phone('010-65529988')).toBe('+861065529988');
    expect(phone('(021) 6552 9988 转 8001')).toBe('+862165529988');
    expect(phone('+1 415 555 2671')).toBe('+14155552671');
    expect(phone('030 123456', 'DE')).toBe('+4930123456');
    expect(phone('07911 123456', 'GB')).toBe('+447911123456');
    expect(phone('301/23456', 'DE')).toBe('+4930123456');
  });

  it('[D1] what is no number is refused, and what a spreadsheet has rounded is called so', () => {
    for (const raw of ['12345', 'none', '无', '138123456789', 'call me', '13812345678 5pm', '0', '1381234567', '-'])
      expect([raw, phone(raw)]).toEqual([raw, 'not_a_phone']);
    expect(phone('1.38E+10')).toBe('rounded_by_spreadsheet');
    expect(phone('   ')).toBe('empty');
  });

  it('[D1] several numbers in one cell are taken apart, a slash inside one number is not', () => {
    expect(parsePhones('13800000000/13900000000', 'CN')).toEqual({ values: ['+8613800000000', '+8613900000000'] });
    expect(parsePhones('13800000000、138 0000 0000', 'CN')).toEqual({ values: ['+8613800000000'] });
    expect(parsePhones('301/23456', 'DE')).toEqual({ values: ['+4930123456'] });
    expect(parsePhones('13800000000/x', 'CN')).toEqual({ problem: 'not_a_phone' });
    expect(parsePhones('', 'CN')).toEqual({ problem: 'empty' });
  });

  it('[D1] the short way for Chinese mobiles gives the library’s number wherever the library has one', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^1\d{10}$/), (digits) => {
        const library = parsePhoneNumberFromString(digits, 'CN');
        if (library?.isValid()) expect(phone(digits)).toBe(library.number);
        if (/^1(?!79)[3-9]/.test(digits)) expect(phone(digits)).toBe(library?.number);
      }),
      { numRuns: 3000 },
    );
  });

  it('[D1] a normal form is its own normal form, in every region', () => {
    const numbers = fc.oneof(
      fc.stringMatching(/^0?1[3589]\d{9}$/).map((raw) => [raw, 'CN'] as const),
      fc.stringMatching(/^0(10|2[1-9])[- ]?[2-8]\d{7}$/).map((raw) => [raw, 'CN'] as const),
      fc.stringMatching(/^(\(212\) |415-)[2-9]\d\d-\d{4}$/).map((raw) => [raw, 'US'] as const),
      fc.stringMatching(/^0(30|89)[ /]?[1-9]\d{6}$/).map((raw) => [raw, 'DE'] as const),
      fc.stringMatching(/^(\+|00)81[ -]?90[ -]?[1-9]\d{3}[ -]?\d{4}$/).map((raw) => [raw, 'CN'] as const),
    );
    let valid = 0;
    fc.assert(
      fc.property(numbers, ([raw, region]) => {
        const result = parsePhone(raw, region);
        if ('problem' in result) return;
        valid++;
        for (const other of ['CN', 'US', 'DE', 'BR']) expect(parsePhone(result.value, other)).toEqual(result);
      }),
      { numRuns: 500 },
    );
    expect(valid).toBeGreaterThan(250);
  });

  it('[D1] 3,000 rows a second leave room: about 12 µs a number', () => {
    const run = (make: (i: number) => string, n = 2000) => {
      const began = performance.now();
      for (let i = 0; i < n; i++) parsePhone(make(i), 'CN');
      return ((performance.now() - began) / n) * 1000;
    };
    const landline = (i: number) => `010-6${1_000_000 + i}`;
    run(landline);
    expect(Math.min(run(landline), run(landline), run(landline))).toBeLessThan(100);
  });
});

/** Google's own vectors; never part of this repository. */
const data = new URL('../../../../../shared/data/phones/', import.meta.url);
const present = existsSync(new URL('parse_vectors.json', data));

describe.skipIf(!present)('phones against published vectors (skipped where ../shared/data/phones is missing)', () => {
  const load = <T>(name: string) => JSON.parse(readFileSync(new URL(name, data), 'utf8')) as T;

  it('[D1] every official example number is its own normal form and read at home', () => {
    const examples = load<{ region: string; e164: string }[]>('example_numbers.json');
    expect(examples.length).toBeGreaterThan(600);
    const read = examples.map(({ e164, region }) => ({ e164, got: phone(e164, region) }));
    expect(read.filter(({ e164, got }) => got.startsWith('+') && got !== e164)).toEqual([]);
    // The library's metadata and the examples are of different dates: one number of Zimbabwe.
    expect(read.filter(({ e164, got }) => got !== e164).length).toBeLessThanOrEqual(1);
  });

  it('[D1] a parse vector gives the expected number or is refused, and never another number', () => {
    const vectors = load<{ input: string; region: string; expected: string }[]>('parse_vectors.json');
    const read = vectors.map((vector) => ({ ...vector, got: phone(vector.input, vector.region) }));
    expect(read.filter(({ got, expected }) => got.startsWith('+') && got !== expected)).toEqual([]);
    expect(read.filter(({ got, expected }) => got === expected).length).toBeGreaterThanOrEqual(38);
  });
});

describe('e-mail and WeChat', () => {
  it('[D1] an address in all the ways it is written', () => {
    for (const raw of [
      'wei@acme.com',
      ' Wei@ACME.com ',
      'Wei Zhang <wei@acme.com>',
      'mailto:wei@acme.com',
      'wei＠acme。com',
      'wei@acme.com\u200b',
    ]) {
      expect([raw, value(parseEmail(raw))]).toEqual([raw, 'wei@acme.com']);
    }
    expect(value(parseEmail('张伟@例子.中国'))).toBe('张伟@例子.中国');
    expect(value(parseEmail('a+b.c_d@x-y.co.uk'))).toBe('a+b.c_d@x-y.co.uk');
  });

  it('[D1] what is no address is refused', () => {
    for (const raw of [
      'wei',
      'wei@',
      '@acme.com',
      'wei@acme',
      'wei@@acme.com',
      'a b@acme.com',
      '.wei@acme.com',
      'we..i@acme.com',
      'wei@-acme.com',
      'wei@acme.c',
      'a@b.com, c@d.com',
    ]) {
      expect([raw, value(parseEmail(raw))]).toEqual([raw, 'not_an_email']);
    }
    expect(value(parseEmail(''))).toBe('empty');
  });

  it('[D1] WeChat ids ignore case; a number bound to the account is one too', () => {
    expect(value(parseWechat('ZhaoMama_2817'))).toBe('zhaomama_2817');
    expect(value(parseWechat('微信：wxid_abc123'))).toBe('wxid_abc123');
    expect(value(parseWechat('+86 138 1234 5678'))).toBe('13812345678');
    for (const raw of ['abc', '_abcdef', '赵妈妈', 'a'.repeat(21), '1234'])
      expect([raw, value(parseWechat(raw))]).toEqual([raw, 'not_a_wechat_id']);
  });

  it('[D1] a normal form is stable, and nothing typed makes it throw', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }).map((raw) => ['email', raw] as const),
      fc.emailAddress().map((raw) => ['email', `<${raw}> `] as const),
      fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_-]{5,19}$/).map((raw) => ['wechat', `微信: ${raw}`] as const),
      fc.tuple(fc.constantFrom(...identityKinds), fc.string({ unit: 'binary', maxLength: 60 })),
    );
    let valid = 0;
    fc.assert(
      fc.property(typed, ([kind, raw]) => {
        const once = normalizeIdentity(kind, raw, 'CN');
        if (once === null) return;
        valid++;
        expect(parseIdentity(kind, once, 'CN')).toEqual({ value: once });
      }),
      { numRuns: 1000 },
    );
    expect(valid).toBeGreaterThan(250);
  });
});
