import { globSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { locales, overwriteGetLocale, baseLocale } from '#lib/paraglide/runtime.js';
import { errorSentences, errorText, type ErrorReader } from './error-text.ts';

/** Every code that any file of the code base can refuse with. */
const codes = (() => {
  const found = new Set<string>();
  for (const file of globSync('{src,server}/**/*.ts', { exclude: (name) => name.endsWith('.test.ts') })) {
    for (const [, code] of readFileSync(file, 'utf8').matchAll(/new DomainError\(\s*['"`]([a-z0-9_]+)['"`]/g))
      found.add(code!);
  }
  return [...found].sort();
})();

const reader = (locale: ErrorReader['locale']): ErrorReader => ({
  locale,
  timeZone: 'Asia/Shanghai',
  now: Date.UTC(2026, 8, 15, 2),
  personId: 'me',
  nameOf: (id) => ({ li: '李娜', visit: '到访' })[id] ?? null,
});
const inLocale = (locale: ErrorReader['locale'], code: string, details = {}) => {
  overwriteGetLocale(() => locale);
  return errorText({ code, details }, reader(locale));
};
afterEach(() => overwriteGetLocale(() => baseLocale));

describe('errorText', () => {
  it('finds the codes of the code base', () => {
    expect(codes.length).toBeGreaterThan(40);
    expect(codes).toContain('lead_already_claimed');
  });

  it.each(codes)('%s has a sentence of its own in both languages', (code) => {
    expect(Object.keys(errorSentences), `add ${code} to format/error-text.ts and messages/errors`).toContain(code);
    const texts = locales.map((locale) => inLocale(locale, code));
    expect(new Set(texts).size).toBe(locales.length);
    for (const text of texts) expect(text).not.toMatch(/error_|undefined|NaN|[{}]/);
  });

  it('says who, until when and how many, and "you" of the reader himself', () => {
    expect(inLocale('zh-CN', 'lead_already_claimed', { by: 'li', at: 1 })).toBe('已被李娜领取。再看看别的。');
    expect(inLocale('zh-CN', 'stage_has_leads', { stageId: 'visit', count: 3 })).toContain('“到访”里还有 3 条线索');
    expect(inLocale('en', 'stage_has_leads', { stageId: 'visit', count: 1 })).toMatch(/^1 lead stands in/);
    const full = { limit: 100, held: 100, adding: 1, source: 'pool' };
    expect(inLocale('en', 'holding_limit_reached', { ...full, personId: 'me' })).toMatch(/^You hold 100 of 100/);
    expect(inLocale('en', 'holding_limit_reached', { ...full, personId: 'li' })).toMatch(/^李娜 holds 100 of 100/);
    expect(inLocale('en', 'holding_limit_reached', { ...full, personId: 'x', adding: 5 })).toMatch(
      /^A colleague holds/,
    );
    const until = Date.UTC(2026, 8, 15, 2, 14);
    expect(inLocale('en', 'sign_in_throttled', { until, minutes: 14 })).toContain('10:14');
    expect(inLocale('zh-CN', 'sign_in_failed', { left: 2 })).toContain('再错 2 次');
    expect(inLocale('zh-CN', 'sign_in_failed', { left: 0 })).toContain('最后一次');
  });

  it('names the number of what the server did not expect', () => {
    overwriteGetLocale(() => 'en');
    expect(errorText({ code: 'unexpected', details: {}, errorId: 'a1b2' }, reader('en'))).toContain('a1b2');
    expect(errorText({ code: 'from_a_newer_server', details: {} }, reader('en'))).toContain('from_a_newer_server');
  });
});
