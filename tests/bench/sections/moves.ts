import { atLeast, type Figure } from '../report.ts';
import { middle, sideBySide, type BothSides } from '../side-by-side.ts';
import { withBothSides } from '../with-both-sides.ts';
import type { SectionResult } from './section.ts';

const WARM_UP = { kind: 'flood', inFlight: 4, seconds: 2, checkers: 0 } as const;
const FLOOD = { kind: 'flood', inFlight: 4, seconds: 5, checkers: 0 } as const;
const ROUNDS = 3;

/** Acknowledged moves per second over sockets, nobody looking, each on disk before its answer. */
export const moves = (): Promise<SectionResult> =>
  withBothSides(
    { boards: 1, leadsPerBoard: 2_000, moversPerBoard: 64, viewersPerBoard: 0, viewKeys: 1 },
    async (ours, bare) => {
      await sideBySide(ours, bare, WARM_UP, 1);
      const results = await sideBySide(ours, bare, FLOOD, ROUNDS);
      return { figures: figuresOf(results), details: results };
    },
  );

function figuresOf({ ours, bare }: BothSides): Figure[] {
  const section = 'moves';
  const rate = middle(ours, ({ perSecond }) => perSecond);
  return [
    {
      section,
      what: 'acknowledged, no viewers, SQLite',
      unit: 'moves/s',
      value: rate,
      bare: middle(bare, ({ perSecond }) => perSecond),
      target: atLeast(rate, 5_000),
    },
    {
      section,
      what: 'p99 of the answer',
      unit: 'ms',
      value: middle(ours, ({ answer }) => answer.p99),
      bare: middle(bare, ({ answer }) => answer.p99),
      target: null,
    },
    {
      section,
      what: 'processor time of the server',
      unit: 'µs/move',
      value: middle(ours, ({ serverUs }) => serverUs),
      bare: middle(bare, ({ serverUs }) => serverUs),
      target: null,
    },
  ];
}
