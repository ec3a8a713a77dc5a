import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Card } from '#lib/contract/board/card.ts';
import {
  filterCount,
  filterFromUrl,
  filterKey,
  filterTest,
  filterToUrl,
  noFilter,
  type BoardFilter,
  type FilterFacts,
} from './board-filter.ts';

const NOW = 1_000_000_000;
const HOUR = 3_600_000;
const facts: FilterFacts = { personId: 'me', now: NOW, todayUntil: NOW + 8 * HOUR, leavingMs: 24 * HOUR, found: null };
const card = {
  id: 'l',
  name: '赵明轩妈妈',
  company: 'Helios Retail',
  teamId: 'east',
  ownerId: 'me',
  channelId: 'ads',
  productId: 'code',
  tags: ['抖音'],
  intent: 2,
  nextAt: NOW - HOUR,
  clock: 'running',
  deadlineAt: NOW + 20 * HOUR,
} as unknown as Card;

it('an address and a filter say the same, whatever else stands in the address', () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 3 });
  const filters = fc.record({
    teams: ids,
    owners: ids,
    channels: ids,
    products: ids,
    tags: ids,
    intents: fc.uniqueArray(fc.constantFrom(1, 2, 3), { maxLength: 3 }),
    due: fc.constantFrom<BoardFilter['due']>(null, 'overdue', 'today'),
    leaving: fc.boolean(),
    text: fc.string({ maxLength: 10 }).map((text) => text.trim()),
  });
  fc.assert(
    fc.property(filters, (filter) => {
      const params = filterToUrl(filter, new URLSearchParams('lead=l1&q=old&due=today'));
      expect(params.get('lead')).toBe('l1');
      expect(filterFromUrl(new URLSearchParams(params.toString()))).toEqual(filter);
    }),
  );
});

it('the order of conditions does not make another filter', () => {
  expect(filterKey({ ...noFilter, owners: ['a', 'b'], due: 'today' })).toBe(
    filterKey(filterFromUrl(new URLSearchParams('due=today&owner=a&owner=b'))),
  );
  expect(filterKey(noFilter)).toBe('');
  expect(filterCount({ ...noFilter, owners: ['a', 'b'], text: 'x' })).toBe(2);
});

it.each<[string, Partial<BoardFilter>, boolean]>([
  ['me is whoever looks', { owners: ['me'] }, true],
  ['another owner', { owners: ['you'] }, false],
  ['any of several teams', { teams: ['west', 'east'] }, true],
  ['all conditions together', { teams: ['east'], channels: ['web'] }, false],
  ['overdue', { due: 'overdue' }, true],
  ['today includes what is late', { due: 'today' }, true],
  ['leaving within a day', { leaving: true }, true],
  ['every word of a text', { text: 'helios 赵' }, true],
  ['not only some', { text: 'helios 钱' }, false],
  ['a tag', { tags: ['抖音', 'vip'] }, true],
  ['intent', { intents: [3] }, false],
])('%s', (_title, filter, shown) => {
  expect(filterTest({ ...noFilter, ...filter }, facts)!(card)).toBe(shown);
});

it('what the server found counts as well; no condition means no test', () => {
  const text = { ...noFilter, text: 'zmx' };
  expect(filterTest(text, facts)!(card)).toBe(false);
  expect(filterTest(text, { ...facts, found: new Set(['l']) })!(card)).toBe(true);
  expect(filterTest(noFilter, facts)).toBeNull();
});
