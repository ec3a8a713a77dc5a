import { atMost, type Figure } from '../report.ts';
import { residentKiB } from '../process-facts.ts';
import { middle, sideBySide, type BothSides } from '../side-by-side.ts';
import { withBothSides } from '../with-both-sides.ts';
import type { SectionResult } from './section.ts';

const BOARDS = 20;
const VIEWERS = 100;
const CALM = { kind: 'steady', perSecond: BOARDS, seconds: 8 } as const;

/** 2,000 connected viewers: 20 boards of 100, one move per second on each. */
export const crowd = (): Promise<SectionResult> =>
  withBothSides(
    { boards: BOARDS, leadsPerBoard: 100, moversPerBoard: 1, viewersPerBoard: VIEWERS, viewKeys: 20 },
    async (ours, bare, before) => {
      const results = await sideBySide(ours, bare, CALM, 3);
      const each = (side: 'ours' | 'bare', pid: number) => {
        const [now, then] = [residentKiB(pid), before[side]];
        return now === null || then === null ? null : (now - then) / (BOARDS * VIEWERS);
      };
      const memory = { ours: each('ours', ours.pid), bare: each('bare', bare.pid) };
      return { figures: figuresOf(results, memory), details: { results, memory, before } };
    },
  );

function figuresOf({ ours, bare }: BothSides, memory: { ours: number | null; bare: number | null }): Figure[] {
  const section = 'crowd';
  const of = (share: 'p50' | 'p99', side: BothSides['ours']) =>
    middle(side, ({ delivery }) => delivery?.[share] ?? null);
  const p99 = of('p99', ours);
  const what = `delivery, ${BOARDS * VIEWERS} viewers`;
  return [
    ...(memory.ours === null
      ? []
      : [
          {
            section,
            what: 'memory of the server per viewer',
            unit: 'KiB',
            value: memory.ours,
            bare: memory.bare,
            target: atMost(memory.ours, 60, '< 60'),
          },
        ]),
    { section, what: `${what}, p50`, unit: 'ms', value: of('p50', ours), bare: of('p50', bare), target: null },
    { section, what: `${what}, p99`, unit: 'ms', value: p99, bare: of('p99', bare), target: atMost(p99, 150, '< 150') },
  ];
}
