import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayText } from '#lib/domain/time/calendar.ts';
import {
  addressText,
  bases,
  groupings,
  parseQuery,
  parseQueryText,
  queryOf,
  ownGroupings,
  queryText,
  readAddress,
  type FiguresQuery,
} from './query.ts';

const name = fc.stringMatching(/^[\w -]{1,20}$/).filter((text) => !text.includes(','));
const day = fc.integer({ min: 10_000, max: 30_000 }).map(dayText);
const query: fc.Arbitrary<FiguresQuery> = fc
  .record({
    boardId: name,
    basis: fc.constantFrom(...bases),
    days: fc.tuple(fc.option(day), fc.option(day)),
    teamIds: fc.option(fc.uniqueArray(name, { minLength: 1, maxLength: 5 })),
    groupBy: fc.constantFrom(...groupings),
    ownerId: fc.option(name),
  })
  .map(({ days: [a, b], teamIds, ownerId: one, ...rest }) => {
    const [from, to] = a !== null && b !== null && a > b ? [b, a] : [a, b];
    const ownerId = ownGroupings.includes(rest.groupBy) ? one : null;
    return { ...rest, from, to, ownerId, teamIds: teamIds && [...teamIds].sort() };
  });

const now = Date.UTC(2026, 8, 15, 2);
const zone = 'Asia/Shanghai';
const defaults = { period: 'this_quarter', groupBy: 'owner' } as const;

describe('a figures query', () => {
  it('survives its canonical text', () => {
    fc.assert(
      fc.property(query, (asked) => {
        expect(parseQueryText(queryText(asked))).toEqual(asked);
      }),
    );
  });

  it('has one text, in whatever order the teams were named', () => {
    const asked = parseQuery({ boardId: 'b', teamIds: ['y', 'x', 'y'] });
    expect(queryText(asked)).toBe(queryText(parseQuery({ boardId: 'b', teamIds: ['x', 'y'] })));
  });

  it('refuses days that do not exist, an end before the beginning and no board', () => {
    for (const text of ['board=b&from=2026-02-30', 'board=b&from=2026-03-01&to=2026-02-01', '', 'board=b&group=mood']) {
      expect(() => parseQueryText(text), text).toThrow(expect.objectContaining({ code: 'invalid_input' }));
    }
  });

  it('[M1] takes a named period in the day of the zone', () => {
    const address = readAddress(new URLSearchParams('board=b&period=this_month'), defaults);
    const lateInUtc = Date.UTC(2026, 8, 30, 20);
    expect(queryOf({ ...address, boardId: 'b' }, lateInUtc, zone)).toMatchObject({
      from: '2026-10-01',
      to: '2026-10-31',
    });
    expect(queryOf({ ...address, boardId: 'b' }, lateInUtc, 'UTC')).toMatchObject({ from: '2026-09-01' });
  });

  it('reads its own address back, named period or days', () => {
    for (const period of ['last_90_days', 'all', { from: '2026-01-05', until: '2026-02-01' }] as const) {
      const address = { boardId: 'b', basis: 'period', period, teamIds: ['t'], groupBy: 'channel' } as const;
      const text = addressText({ ...address, teamIds: ['t'] });
      expect(readAddress(new URLSearchParams(text), defaults)).toEqual(address);
    }
  });

  it('falls back where an address says nothing sensible', () => {
    const address = readAddress(new URLSearchParams('basis=x&from=2026-09-09&to=nonsense&group=mood'), defaults);
    expect(address).toMatchObject({ basis: 'cohort', period: 'this_quarter', groupBy: 'owner', teamIds: null });
    expect(queryOf({ ...address, boardId: 'b' }, now, zone)).toMatchObject({ from: '2026-07-01', to: '2026-09-30' });
  });

  it('of an address never fails, whatever stands in it', () => {
    const words = ['teams', 'board', 'period', 'from', 'to', 'basis', 'group', 'owner'];
    const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 90 }), fc.constant('\0'), fc.constant('9999-12-31'));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...words), value), (asked) => {
        const address = readAddress(new URLSearchParams(asked), defaults);
        expect(() => queryOf({ ...address, boardId: 'b' }, now, zone)).not.toThrow();
      }),
      { numRuns: 40 },
    );
  });
});
