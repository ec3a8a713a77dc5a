import { describe, expect, it } from 'vitest';
import { refusedForNow } from './for-now.ts';

const away = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), { code: 'ECONNREFUSED' });
const asked = (accept: string) => new Request('http://tideboard.test/board', { headers: { accept } });

describe('a request that cannot be answered because the database is away', () => {
  it('gets a page in the person’s language that tries again by itself, and nothing of the cause', async () => {
    for (const [locale, words] of [
      ['zh-CN', '数据库'],
      ['en', 'cannot reach its database'],
    ] as const) {
      const response = refusedForNow(asked('text/html,*/*'), away, locale)!;
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      expect(response.headers.get('cache-control')).toBe('no-store');
      const page = await response.text();
      expect(page).toContain(`lang="${locale}"`);
      expect(page).toContain(words);
      expect(page).not.toContain('10.1.2.3');
    }
  });

  it('gets the code where a program asks', async () => {
    const response = refusedForNow(asked('application/json'), away, 'en')!;
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ ok: false, error: { code: 'storage_away', details: {} } });
  });

  it('is no matter of any other mistake', () => {
    expect(refusedForNow(asked('text/html'), new TypeError('a mistake'), 'en')).toBe(null);
  });
});
