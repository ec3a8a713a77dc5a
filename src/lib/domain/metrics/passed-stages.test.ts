import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passedStages, type StageOrder } from './passed-stages.ts';

const stages: StageOrder[] = [
  { id: 'lost', kind: 'lost', rank: 9 },
  { id: 's4', kind: 'open', rank: 4 },
  { id: 's1', kind: 'open', rank: 1 },
  { id: 's2', kind: 'open', rank: 2 },
  { id: 'old', kind: 'open', rank: 3, archivedAt: 1 },
  { id: 's3', kind: 'open', rank: 3 },
  { id: 'won', kind: 'won', rank: 8 },
];
type Reached = [string, number | null][];
const way = (
  reached: Reached,
  end: { state?: 'open' | 'won' | 'lost'; stageId?: string; closedAt?: number | null } = {},
) =>
  passedStages(
    { reached, state: end.state ?? 'open', stageId: end.stageId ?? reached.at(-1)![0], closedAt: end.closedAt ?? null },
    stages,
  ).map(({ stageId, at, advanced }) => [stageId, at, advanced]);

describe('stage to stage', () => {
  it('[M3] a straight way', () => {
    expect(way([['s1', 10], ['s2', 20]])).toEqual([['s1', 10, true], ['s2', 20, false]]); // prettier-ignore
  });

  it('[M3] a jump from the first to the fourth stage passes the two between, on the day of the jump', () => {
    expect(way([['s1', 10], ['s4', 20]])).toEqual([
      ['s1', 10, true],
      ['s2', 20, true],
      ['s3', 20, true],
      ['s4', 20, false],
    ]); // prettier-ignore
  });

  it('[M3] moves back and re-entry change nothing that was counted', () => {
    const before = way([['s1', 10], ['s4', 20]]); // prettier-ignore
    expect(way([['s1', 10], ['s4', 20], ['s2', 30]])).toEqual(before); // prettier-ignore
  });

  it('[M3] a win passes every stage, a loss none', () => {
    expect(way([['s2', 10], ['won', 30]], { state: 'won', closedAt: 30 })).toEqual([
      ['s1', 10, true],
      ['s2', 10, true],
      ['s3', 30, true],
      ['s4', 30, true],
      ['won', 30, false],
    ]); // prettier-ignore
    expect(way([['s2', 10], ['lost', 30]], { state: 'lost', closedAt: 30 })).toEqual([
      ['s1', 10, true],
      ['s2', 10, false],
      ['lost', 30, false],
    ]); // prettier-ignore
  });

  it('[M3] a win that was taken back is no advance any more', () => {
    expect(way([['s1', 10], ['won', 30]], { state: 'open', stageId: 's1' })).toEqual([['s1', 10, false]]); // prettier-ignore
  });

  it('[M3] an unknown entry stays unknown and does not hide the known ones', () => {
    expect(way([['s1', null], ['s2', 20]])).toEqual([['s1', null, true], ['s2', 20, false]]); // prettier-ignore
    expect(way([['s1', null], ['s3', null]])).toEqual([
      ['s1', null, true],
      ['s2', null, true],
      ['s3', null, false],
    ]); // prettier-ignore
  });

  it('[M3] an archived stage counts only for leads that were in it', () => {
    expect(way([['s1', 10], ['s4', 20]]).some(([id]) => id === 'old')).toBe(false); // prettier-ignore
    expect(way([['old', 10], ['s4', 20]]).find(([id]) => id === 'old')).toEqual(['old', 10, true]); // prettier-ignore
  });

  it('[M3] of any group of leads no stage is entered more often than the one before, and each once', () => {
    const reached = fc.uniqueArray(
      fc.tuple(
        fc.constantFrom('s1', 's2', 's3', 's4', 'won', 'lost', 'elsewhere'),
        fc.option(fc.nat(99), { nil: null }),
      ),
      { selector: ([id]) => id },
    );
    const end = fc.constantFrom('open' as const, 'won' as const, 'lost' as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(reached, end), { maxLength: 20 }), (leads) => {
        const entered = new Map<string, number>();
        const advanced = new Map<string, number>();
        const bump = (map: Map<string, number>, id: string) => map.set(id, (map.get(id) ?? 0) + 1);
        for (const [list, state] of leads) {
          const stageId = state === 'open' ? 's1' : state;
          const passed = passedStages({ reached: list, state, stageId, closedAt: 5 }, stages);
          expect(new Set(passed.map(({ stageId: id }) => id)).size).toBe(passed.length);
          for (const stage of passed) {
            bump(entered, stage.stageId);
            if (stage.advanced) bump(advanced, stage.stageId);
          }
        }
        const funnel = ['s1', 's2', 's3', 's4', 'won'];
        for (const [i, id] of funnel.slice(0, -1).entries()) {
          expect(advanced.get(id) ?? 0).toBe(entered.get(funnel[i + 1]!) ?? 0);
          expect(entered.get(funnel[i + 1]!) ?? 0).toBeLessThanOrEqual(entered.get(id) ?? 0);
        }
      }),
    );
  });
});
