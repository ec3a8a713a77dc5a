import { atLeast, atMost, type Figure } from '../report.ts';
import { middle, sideBySide, type BothSides } from '../side-by-side.ts';
import { withBothSides } from '../with-both-sides.ts';
import type { SectionResult } from './section.ts';

const VIEWERS = 200;
const VIEW_KEYS = 24;
const WARM_UP = { kind: 'flood', inFlight: 4, seconds: 2, checkers: 1 } as const;
const FLOOD = { kind: 'flood', inFlight: 4, seconds: 5, checkers: 4 } as const;
const EQUAL = { kind: 'steady', perSecond: 300, seconds: 6 } as const;

/** 200 viewers of one board with 24 different view keys, all of whom see every card: the rate, and delivery at equal load. */
export const viewers = (): Promise<SectionResult> =>
  withBothSides(
    { boards: 1, leadsPerBoard: 2_000, moversPerBoard: 64, viewersPerBoard: VIEWERS, viewKeys: VIEW_KEYS },
    async (ours, bare) => {
      await sideBySide(ours, bare, WARM_UP, 1);
      const flood = await sideBySide(ours, bare, FLOOD, 3);
      const equal = await sideBySide(ours, bare, EQUAL, 3);
      return { figures: [...rates(flood), ...deliveries(equal)], details: { flood, equal } };
    },
  );

const section = 'viewers';

function rates({ ours, bare }: BothSides): Figure[] {
  const rate = middle(ours, ({ perSecond }) => perSecond);
  const bareRate = middle(bare, ({ perSecond }) => perSecond);
  return [
    {
      section,
      what: `acknowledged, ${VIEWERS} viewers, ${VIEW_KEYS} view keys`,
      unit: 'moves/s',
      value: rate,
      bare: bareRate,
      target: atLeast(rate / bareRate, 0.6, '≥ 60 % of bare'),
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

function deliveries({ ours, bare }: BothSides): Figure[] {
  const of = (share: 'p50' | 'p99', side: BothSides['ours']) =>
    middle(side, ({ delivery }) => delivery?.[share] ?? null);
  const [p99, bareP99] = [of('p99', ours), of('p99', bare)];
  const at = `delivery at ${EQUAL.perSecond} moves/s`;
  return [
    { section, what: `${at}, p50`, unit: 'ms', value: of('p50', ours), bare: of('p50', bare), target: null },
    {
      section,
      what: `${at}, p99`,
      unit: 'ms',
      value: p99,
      bare: bareP99,
      target: atMost(p99, 2 * bareP99 + 20, '≤ 2 × bare + 20 ms'),
    },
  ];
}
