import { describe, expect, it } from 'vitest';
import { isForeign } from './foreign-origin.ts';
import { localPath } from './actor-of.ts';

const url = new URL('http://127.0.0.1:3000/api/mutate');
const asked = (method: string, origin?: string) =>
  isForeign({ method, headers: new Headers(origin === undefined ? {} : { origin }) }, url);

describe('a change from another address', () => {
  it.each(['http://127.0.0.1:8080', 'https://evil.example', 'null', ''])('is foreign: %j', (origin) => {
    expect(asked('POST', origin)).toBe(true);
    expect(asked('GET', origin)).toBe(false);
  });

  it('is not foreign from our own pages, nor from a program', () => {
    expect(asked('POST', 'http://127.0.0.1:3000')).toBe(false);
    // The proxy in front speaks https; the host is what counts.
    expect(asked('POST', 'https://127.0.0.1:3000')).toBe(false);
    expect(asked('POST')).toBe(false);
  });
});

describe('the way back after signing in', () => {
  it.each(['//evil.example', '/\\evil.example', '/\t/evil.example', '/\n/evil.example', 'https://evil.example', null])(
    'leads to no other site: %j',
    (to) => {
      expect(localPath(to)).toBe('/');
    },
  );

  it('leads to the page one came from', () => {
    expect(localPath('/board/1?q=张伟#x')).toBe('/board/1?q=张伟#x');
  });
});
