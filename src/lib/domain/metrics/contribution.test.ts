import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../time/calendar.ts';
import { dayOf } from '../time/zone.ts';
import { contributions, type LeadFacts } from './contribution.ts';
import { addUp, difference, noContributions, type Contributions } from './figure-rows.ts';
import type { StageOrder } from './passed-stages.ts';

const T = Date.UTC(2026, 8, 1, 2);
const zone = 'Asia/Shanghai';
const stages: StageOrder[] = [
  { id: 'new', kind: 'open', rank: 0 },
  { id: 'talk', kind: 'open', rank: 1 },
  { id: 'visit', kind: 'open', rank: 2 },
  { id: 'won', kind: 'won', rank: 3 },
  { id: 'lost', kind: 'lost', rank: 4 },
];
const facts = (some: Partial<LeadFacts> = {}): LeadFacts => ({
  boardId: 'b',
  arrivedAt: T,
  stageId: 'new',
  state: 'open',
  closedAt: null,
  reached: [['new', T]],
  ownerId: 'zhang',
  teamId: 'east',
  creditId: null,
  creditTeamId: null,
  channelId: 'search',
  productId: null,
  expectedMinor: 500_00,
  wonMinor: null,
  currency: 'CNY',
  counts: true,
  ...some,
});
const won = (some: Partial<LeadFacts> = {}) =>
  facts({
    stageId: 'won',
    state: 'won',
    closedAt: T + 40 * DAY_MS,
    reached: [
      ['new', T],
      ['won', T + 40 * DAY_MS],
    ],
    ownerId: null,
    creditId: 'li',
    creditTeamId: 'west',
    wonMinor: 12_800_00,
    ...some,
  });
const of = (some: LeadFacts | null) => contributions(some, stages, zone);
const cellsOf = (rows: Contributions, basis: string, dim: string) =>
  rows.cells.filter((cell) => cell.basis === basis && cell.dim === dim);
/** Rows in an order that does not depend on how they came about. */
const ordered = (rows: Contributions) => {
  const list = (all: object[]) => all.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();
  return { cells: list(rows.cells), reach: list(rows.reach), cycles: list(rows.cycles), now: list(rows.now) };
};

describe('contributions', () => {
  it('an open lead stands in the funnel of this moment with what is expected of it, a closed one does not', () => {
    const { boardId, ownerId, teamId, stageId, currency } = facts();
    expect(of(facts()).now).toEqual([
      { boardId, ownerId: ownerId ?? '', teamId: teamId ?? '', stageId, currency, leads: 1, minor: 500_00 },
    ]);
    expect(of(won()).now).toEqual([]);
  });

  it('[M1] an open lead counts once in its cohort and in no period', () => {
    const rows = of(facts());
    expect(cellsOf(rows, 'cohort', 'owner')).toEqual([
      {
        boardId: 'b',
        basis: 'cohort',
        day: '2026-09-01',
        dim: 'owner',
        value: 'zhang',
        teamId: 'east',
        currency: 'CNY',
        leads: 1,
        won: 0,
        lost: 0,
        wonMinor: 0,
      },
    ]);
    expect(rows.cells.filter(({ basis }) => basis === 'period')).toEqual([]);
    expect(rows.cycles).toEqual([]);
  });

  it('[M1] a win stands on its day of arrival in the cohort and on its day of closing in the period', () => {
    const rows = of(won());
    expect(cellsOf(rows, 'cohort', 'channel')[0]).toMatchObject({
      day: '2026-09-01',
      value: 'search',
      leads: 1,
      won: 1,
      wonMinor: 12_800_00,
    });
    expect(cellsOf(rows, 'period', 'channel')[0]).toMatchObject({
      day: '2026-10-11',
      leads: 0,
      won: 1,
      wonMinor: 12_800_00,
    });
    expect(cellsOf(rows, 'period', 'product')[0]).toMatchObject({ value: '', won: 1 });
  });

  it('[M13] figures credit the owner at the close, the present one while open', () => {
    expect(cellsOf(of(facts()), 'cohort', 'owner')[0]).toMatchObject({ value: 'zhang', teamId: 'east' });
    const closed = of(won({ ownerId: 'somebody else', teamId: 'north' }));
    expect(cellsOf(closed, 'cohort', 'owner')[0]).toMatchObject({ value: 'li', teamId: 'west' });
    expect(cellsOf(of(facts({ ownerId: null, teamId: null })), 'cohort', 'owner')[0]).toMatchObject({
      value: '',
      teamId: '',
    });
  });

  it('[M1] the day is the workspace zone’s, and unknown dates stay outside all days', () => {
    const late = facts({ arrivedAt: Date.UTC(2026, 8, 1, 20) });
    expect(cellsOf(of(late), 'cohort', 'owner')[0]?.day).toBe('2026-09-02');
    expect(cellsOf(contributions(late, stages, 'UTC'), 'cohort', 'owner')[0]?.day).toBe('2026-09-01');
    const undated = of(won({ arrivedAt: null }));
    expect(cellsOf(undated, 'cohort', 'owner')[0]).toMatchObject({ day: '', leads: 1, won: 1 });
    expect(undated.cycles).toEqual([]);
  });

  it('[D6] test deliveries, erased and undone leads stand in no figure', () => {
    expect(of(won({ counts: false }))).toEqual(noContributions());
    expect(of(null)).toEqual(noContributions());
  });

  it('[M4] the cycle of a win is kept in tenths of a day, of a loss apart', () => {
    expect(of(won()).cycles.filter(({ dim, basis }) => dim === 'owner' && basis === 'period')).toEqual([
      {
        boardId: 'b',
        basis: 'period',
        day: '2026-10-11',
        dim: 'owner',
        value: 'li',
        teamId: 'west',
        outcome: 'won',
        tenths: 400,
        count: 1,
      },
    ]);
    const lost = won({ state: 'lost', stageId: 'lost', closedAt: T + 30 * HOUR_MS });
    expect(of(lost).cycles[0]).toMatchObject({ outcome: 'lost', tenths: 12 });
  });

  it('[F10] an amount counts only while the lead is won', () => {
    const lost = of(won({ state: 'lost', stageId: 'lost' }));
    expect(lost.cells.every(({ wonMinor, won: wins }) => wonMinor === 0 && wins === 0)).toBe(true);
    expect(cellsOf(lost, 'period', 'owner')[0]).toMatchObject({ lost: 1, leads: 0 });
  });

  it('[M3] on basis period a stage stands on the day of its entry, in the cohort on the day of arrival', () => {
    const rows = of(facts({ stageId: 'talk', reached: [['new', T], ['talk', T + 3 * DAY_MS]] })); // prettier-ignore
    const reach = (basis: string) =>
      rows.reach
        .filter((row) => row.basis === basis && row.dim === 'owner')
        .map(({ stageId, day, entered, advanced }) => [stageId, day, entered, advanced]);
    expect(reach('cohort')).toEqual([
      ['new', '2026-09-01', 1, 1],
      ['talk', '2026-09-01', 1, 0],
    ]);
    expect(reach('period')).toEqual([
      ['new', '2026-09-01', 1, 1],
      ['talk', '2026-09-04', 1, 0],
    ]);
  });
});

const someInstant = fc.option(fc.integer({ min: T - 50 * DAY_MS, max: T + 50 * DAY_MS }), { nil: null });
const someId = (...ids: string[]) => fc.option(fc.constantFrom(...ids), { nil: null });
const anyFacts: fc.Arbitrary<LeadFacts> = fc
  .record({
    boardId: fc.constantFrom('b', 'b2'),
    arrivedAt: someInstant,
    stageId: fc.constantFrom('new', 'talk', 'visit', 'won', 'lost'),
    closedAt: someInstant,
    visited: fc.uniqueArray(fc.tuple(fc.constantFrom('new', 'talk', 'visit', 'won', 'lost', 'gone'), someInstant), {
      selector: ([id]) => id,
    }),
    ownerId: someId('zhang', 'li'),
    teamId: someId('east', 'west'),
    creditId: someId('zhang', 'li'),
    creditTeamId: someId('east', 'west'),
    channelId: someId('search', 'feed'),
    productId: someId('one', 'two'),
    expectedMinor: fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: null }),
    wonMinor: fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: null }),
    currency: fc.constantFrom('CNY', 'USD'),
    counts: fc.boolean(),
  })
  .map(({ visited, ...some }) => ({
    ...some,
    reached: visited,
    state: some.stageId === 'won' ? 'won' : some.stageId === 'lost' ? 'lost' : 'open',
  }));
/** Mostly small steps, as commands make them, with a wild one now and then. */
const history = fc
  .tuple(
    anyFacts,
    fc.array(fc.tuple(anyFacts, fc.subarray(Object.keys(facts()) as (keyof LeadFacts)[])), { maxLength: 8 }),
  )
  .map(([first, changes]) => {
    const states: LeadFacts[] = [first];
    for (const [wild, fields] of changes) {
      const next = { ...states.at(-1)! } as Record<string, unknown>;
      for (const field of fields) next[field] = wild[field];
      if (fields.includes('stageId')) next['state'] = wild.state;
      states.push(next as unknown as LeadFacts);
    }
    return states;
  });

describe('differences', () => {
  it('[M7] the differences of any history of changes add up to the last state', () => {
    fc.assert(
      fc.property(history, (states) => {
        const steps = states.map((state, i) => difference(of(states[i - 1] ?? null), of(state)));
        expect(ordered(addUp(steps))).toEqual(ordered(addUp([of(states.at(-1)!)])));
      }),
      { numRuns: 400 },
    );
  });

  it('[M7] undoing everything leaves nothing', () => {
    fc.assert(
      fc.property(history, (states) => {
        const back = [null, ...states, null];
        const steps = back.slice(1).map((state, i) => difference(of(back[i]!), of(state)));
        expect(addUp(steps)).toEqual(noContributions());
      }),
    );
  });

  it('[M7] rows are as few as can be: no key twice, none without effect', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, (a, b) => {
        const rows = difference(of(a), of(b));
        const keys = [
          ...rows.cells.map((r) => ['c', r.boardId, r.basis, r.dim, r.day, r.value, r.teamId, r.currency].join('/')),
          ...rows.reach.map((r) => ['r', r.boardId, r.basis, r.dim, r.day, r.value, r.teamId, r.stageId].join('/')),
          ...rows.cycles.map((r) =>
            ['y', r.boardId, r.basis, r.dim, r.day, r.value, r.teamId, r.outcome, r.tenths].join('/'),
          ),
        ];
        expect(new Set(keys).size).toBe(keys.length);
        expect(rows.cells.every((r) => r.leads || r.won || r.lost || r.wonMinor)).toBe(true);
        expect(rows.reach.every((r) => r.entered || r.advanced)).toBe(true);
        expect(rows.cycles.every((r) => r.count)).toBe(true);
      }),
    );
    expect(difference(of(facts()), of(facts()))).toEqual(noContributions());
  });

  it('[M3] a move to the next stage touches only the two stages', () => {
    const before = facts({ stageId: 'talk', reached: [['new', T], ['talk', T + HOUR_MS]] }); // prettier-ignore
    const after = { ...before, stageId: 'visit', reached: [...before.reached, ['visit', T + DAY_MS] as const] };
    const rows = difference(of(before), of(after));
    expect(rows.cells).toEqual([]);
    expect(rows.reach.map(({ stageId, entered, advanced }) => [stageId, entered, advanced]).sort()).toEqual([
      ...Array<unknown>(6).fill(['talk', 0, 1]),
      ...Array<unknown>(6).fill(['visit', 1, 0]),
    ]);
  });

  it('[M7] totals over owners, channels and products are the same leads counted by hand', () => {
    fc.assert(
      fc.property(
        fc.array(anyFacts, { maxLength: 25 }),
        fc.constantFrom('UTC', zone, 'America/New_York'),
        (leads, tz) => {
          const rows = addUp(leads.map((lead) => contributions(lead, stages, tz)));
          const counted = leads.filter(({ counts }) => counts);
          const day = '2026-09-01';
          const wins = counted.filter(
            ({ state, closedAt }) => state === 'won' && closedAt !== null && dayOf(closedAt, tz) === day,
          );
          for (const dim of ['owner', 'channel', 'product']) {
            const sum = (basis: string, field: 'leads' | 'won' | 'lost' | 'wonMinor', on?: string) =>
              cellsOf(rows, basis, dim)
                .filter((cell) => on === undefined || cell.day === on)
                .reduce((total, cell) => total + cell[field], 0);
            expect(sum('cohort', 'leads')).toBe(counted.length);
            expect(sum('cohort', 'lost')).toBe(counted.filter(({ state }) => state === 'lost').length);
            expect(sum('period', 'won', day)).toBe(wins.length);
            expect(sum('period', 'wonMinor', day)).toBe(wins.reduce((total, lead) => total + (lead.wonMinor ?? 0), 0));
            expect(sum('period', 'leads')).toBe(0);
          }
        },
      ),
    );
  });
});
