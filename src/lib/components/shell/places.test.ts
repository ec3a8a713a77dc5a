import { describe, expect, it } from 'vitest';
import { placeAt, placesOf } from './places.ts';

describe('placesOf', () => {
  it('shows importing to managers and admins only', () => {
    const ofRep = placesOf('rep').map((place) => place.key);
    expect(ofRep).toEqual(['board', 'pool', 'leads', 'figures', 'inbox', 'settings']);
    for (const role of ['manager', 'admin'] as const)
      expect(placesOf(role).map((place) => place.key)).toEqual(expect.arrayContaining(['figures', 'import']));
  });
});

describe('placeAt', () => {
  it.each([
    ['/board', 'board'],
    ['/board/b1/lead/l1', 'board'],
    ['/pool/east', 'pool'],
    ['/boards', null],
    ['/', null],
  ])('%s', (pathname, key) => {
    expect(placeAt(pathname)).toBe(key);
  });
});
