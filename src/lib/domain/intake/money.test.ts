import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBlank } from './cell.ts';
import { currencyExponent, decimalMark, parseMoney } from './money.ts';

const money = (text: string, currency = 'CNY', decimal?: '.' | ',') => {
  const result = parseMoney(text, currency, decimal);
  return 'minor' in result ? result.minor : result.problem;
};

describe('amounts', () => {
  it('[D7] money as text, in the ways people write it', () => {
    const written: [string, number][] = [
      ['1054', 105400], ['1,234.50', 123450], ['¥12,800', 1280000], ['￥12,800.00元', 1280000], ['1.234,50', 123450],
      ['3.5万', 3500000], ['3.5万元', 3500000], ['3.5w', 3500000], ['1.234万', 1234000], ['1,234万', 1234000000], ['2千', 200000], ['12.8k', 1280000],
      ['1.2亿', 12000000000], ['１２８００', 1280000], ['１２，８００．５', 1280050], ['12 800,50', 1280050], ["1'234.50", 123450],
      ['12,8', 1280], ['12.80', 1280], ['.5', 50], ['5.', 500], ['1,234,567', 123456700], ['1.234.567', 123456700], ['CNY 100', 10000], ['100 RMB', 10000],
      ['人民币 100 元', 10000], ['0', 0], ['0.00', 0], ['-0', 0], ['12800.000', 1280000], ['+7', 700],
    ]; // prettier-ignore
    for (const [text, minor] of written) expect([text, money(text)]).toEqual([text, minor]);
  });

  it('[D7] what can be read in two ways is refused unless the mark is known', () => {
    expect(money('1.234')).toBe('ambiguous');
    expect(money('1.234', 'CNY', ',')).toBe(123400);
    expect(money('1.234', 'CNY', '.')).toBe('too_precise');
    expect(money('1.230', 'CNY', '.')).toBe(123);
    expect(money('1,234')).toBe(123400);
    expect(money('1,234', 'KWD')).toBe('ambiguous');
    expect(money('1,234', 'EUR', ',')).toBe('too_precise');
    expect(money('12,50', 'EUR', '.')).toBe('not_an_amount');
  });

  it('[D7] refuses with the reason', () => {
    for (const text of ['', ' ', '-', 'null', 'N/A', '无']) expect([text, money(text)]).toEqual([text, 'empty']);
    for (const text of [
      'abc',
      '12abc',
      '1,2,3',
      '1..2',
      '12,34,567.00',
      '约3万',
      '138 0000',
      '1,234.5.6',
      '2026-09-15',
      '.',
      '1e5',
    ]) {
      expect([text, money(text)]).toEqual([text, 'not_an_amount']);
    }
    expect(money('-5')).toBe('negative');
    expect(money('(1,234.00)')).toBe('negative');
    expect(money('12.345')).toBe('ambiguous');
    expect(money('12.3456')).toBe('too_precise');
    expect(money('$100')).toBe('other_currency');
    expect(money('100美元')).toBe('other_currency');
    expect(money('99999999999999999')).toBe('too_large');
  });

  it('[D7] currencies have their own decimals', () => {
    expect(money('¥1,234', 'JPY')).toBe(1234);
    expect(money('1234.5', 'JPY')).toBe('too_precise');
    expect(money('1.5万', 'JPY')).toBe(15000);
    expect(money('12.3456', 'KWD')).toBe('too_precise');
    expect(money('12.34', 'KWD')).toBe(12340);
    expect(money('US$1,000', 'USD')).toBe(100000);
    expect(money('$1,000', 'HKD')).toBe(100000);
    expect([currencyExponent('VND'), currencyExponent('EUR'), currencyExponent('BHD')]).toEqual([0, 2, 3]);
  });

  it('[D7] any amount written in any style comes back exact', () => {
    const amount = fc.integer({ min: 0, max: 900_000_000_000 });
    const styles: { name: string; group: string; mark: '.' | ',' }[] = [
      { name: 'plain', group: '', mark: '.' },
      { name: 'english', group: ',', mark: '.' },
      { name: 'german', group: '.', mark: ',' },
      { name: 'french', group: '\u202f', mark: ',' },
      { name: 'swiss', group: '’', mark: '.' },
    ];
    fc.assert(
      fc.property(
        amount,
        fc.constantFrom(...styles),
        fc.constantFrom('CNY', 'JPY', 'KWD'),
        fc.boolean(),
        (minor, style, currency, tell) => {
          const places = currencyExponent(currency);
          const digits = String(minor).padStart(places + 1, '0');
          const whole = digits.slice(0, digits.length - places);
          const text =
            whole.replace(/\B(?=(\d{3})+$)/g, style.group) + (places > 0 ? style.mark + digits.slice(-places) : '');
          const got = money(text, currency, tell ? style.mark : undefined);
          if (tell) expect([text, got]).toEqual([text, minor]);
          else expect([minor, 'ambiguous']).toContain(got);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('[D7] never throws and never answers a fraction of a minor unit', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[-+0-9.,' ¥$万kw元()]{0,14}$/),
        fc.constantFrom('CNY', 'JPY', 'KWD'),
        (text, currency) => {
          const got = money(text, currency);
          if (typeof got === 'number') expect(Number.isSafeInteger(got) && got >= 0).toBe(true);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('a column of amounts', () => {
  it('[D7] tells its decimal mark from the amounts without doubt', () => {
    expect(decimalMark(['1.234', '12,50', '7'])).toBe(',');
    expect(decimalMark(['1,234', '12.50'])).toBe('.');
    expect(decimalMark(['1,234,567'])).toBe('.');
    expect(decimalMark(['1.234.567,00'])).toBe(',');
  });

  it('[D7] says nothing when none is without doubt or they disagree', () => {
    expect(decimalMark(['1,234', '5.678', '12'])).toBeNull();
    expect(decimalMark(['12,50', '12.50'])).toBeNull();
    expect(decimalMark([])).toBeNull();
  });

  it('knows the ways to write nothing', () => {
    for (const text of ['', '  ', '-', '——', 'NULL', 'n/a', '＃N/A', '无', 'NaN', '\u00a0'])
      expect([text, isBlank(text)]).toEqual([text, true]);
    for (const text of ['0', 'no', '张', '--1', 'Null', 'Nan', 'unknown', '未知'])
      expect([text, isBlank(text)]).toEqual([text, false]);
  });
});
