import { describe, expect, it } from 'vitest';
import { browserName } from './browser-name.ts';

describe('browserName', () => {
  it('tells the usual ones apart, also those that claim to be several', () => {
    const names: [string, string | null][] = [
      [
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
        'Edge · Windows',
      ],
      ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1 Version/18.0 Safari/605.1', 'Safari · macOS'],
      ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1 MicroMessenger/8.0', 'WeChat · iPhone'],
      ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36', 'Chrome · Android'],
      ['curl/8.0', null],
    ];
    for (const [userAgent, name] of names) expect(browserName(userAgent), userAgent).toBe(name);
    expect(browserName(null)).toBeNull();
  });
});
