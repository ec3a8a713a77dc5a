import { describe, expect, it } from 'vitest';
import { count, exactMoney, isShortened, minorDigits, money } from './money.ts';

describe('money', () => {
  it('shows whole amounts without a fraction and others with it', () => {
    expect(money(1_280_000, 'CNY', 'zh-CN')).toBe('¥12,800');
    expect(money(980_050, 'CNY', 'zh-CN')).toBe('¥9,800.50');
    expect(money(0, 'CNY', 'en')).toBe('¥0');
  });

  it('shortens from one million on, alike in both languages', () => {
    expect(money(99_999_900, 'CNY', 'zh-CN')).toBe('¥999,999');
    expect(money(106_000_000, 'CNY', 'zh-CN')).toBe('¥1.06M');
    expect(money(120_000_000, 'CNY', 'en')).toBe('¥1.20M');
    expect(money(1_234_567_800, 'CNY', 'en')).toBe('¥12.3M');
    expect(money(-106_000_000, 'CNY', 'zh-CN')).toBe('-¥1.06M');
  });

  it('knows when it leaves digits out', () => {
    expect(isShortened(99_999_999, 'CNY')).toBe(false);
    expect(isShortened(100_000_000, 'CNY')).toBe(true);
    expect(isShortened(1_000_000, 'JPY')).toBe(true);
  });

  it('counts minor units by currency', () => {
    expect(minorDigits('JPY')).toBe(0);
    expect(minorDigits('KWD')).toBe(3);
    expect(money(12_800, 'JPY', 'en')).toBe('¥12,800');
  });

  it('names a foreign currency, by its code where signs collide', () => {
    expect(money(500_000, 'USD', 'zh-CN', { homeCurrency: 'CNY' })).toBe('US$5,000');
    expect(money(5_000, 'JPY', 'en', { homeCurrency: 'CNY' })).toBe('JPY 5,000');
    expect(money(500_000, 'CNY', 'en', { homeCurrency: 'CNY' })).toBe('¥5,000');
  });

  it('keeps every digit of an exact amount', () => {
    expect(exactMoney(106_012_345, 'CNY', 'zh-CN')).toBe('¥1,060,123.45');
  });
});

it('count separates thousands', () => {
  expect(count(1206, 'zh-CN')).toBe('1,206');
});
