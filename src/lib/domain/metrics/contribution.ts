import { dayOf } from '../time/zone.ts';
import { cycleTenths } from './cycle.ts';
import { noContributions, type Contributions, type FigureKey } from './figure-rows.ts';
import { passedStages, type StageOrder } from './passed-stages.ts';

/** Callers find what one lead adds and the arithmetic on it in one place. */
export { addUp, difference, noContributions, type Contributions } from './figure-rows.ts';

/** Everything about a lead that figures depend on, named as the lead's columns. */
export interface LeadFacts {
  boardId: string;
  arrivedAt: number | null;
  stageId: string;
  state: 'open' | 'won' | 'lost';
  closedAt: number | null;
  reached: readonly (readonly [stageId: string, at: number | null])[];
  ownerId: string | null;
  teamId: string | null;
  creditId: string | null;
  creditTeamId: string | null;
  channelId: string | null;
  productId: string | null;
  expectedMinor: number | null;
  wonMinor: number | null;
  currency: string;
  /** False for test deliveries, erased leads and those of an undone import: they stand in no figure. */
  counts: boolean;
}

const dims = ['owner', 'channel', 'product'] as const;
const bases = ['cohort', 'period'] as const;
const UNKNOWN = '';

/**
 * What one lead adds to the figures. Each write applies `difference(contributions(before), contributions(after))` in its
 * own transaction, so undo, merge, reopening and back-dating stay exact.
 * - A lead counts for its owner while open, for the credit taken at the close from then on (M9, M13).
 * - Cohort: one lead on its day of arrival, with its outcome. Period: its outcome on the day of the close.
 * - Now: one open lead with the amount expected of it, in its stage.
 * - Stages: see `passedStages`. Cycle: see `cycleTenths`.
 * All keys are fixed by these facts, the stages and the zone: after a change of a board's stages or of the zone the
 * board's figures are counted anew.
 */
export function contributions(facts: LeadFacts | null, stages: readonly StageOrder[], zone: string): Contributions {
  const rows = noContributions();
  if (facts === null || !facts.counts) return rows;
  const closed = facts.state !== 'open';
  const day = (at: number | null) => (at === null ? UNKNOWN : dayOf(at, zone));
  const arrivalDay = day(facts.arrivedAt);
  const closeDay = closed ? day(facts.closedAt) : UNKNOWN;
  const teamId = (closed ? facts.creditTeamId : facts.teamId) ?? '';
  const values = {
    owner: (closed ? facts.creditId : facts.ownerId) ?? '',
    channel: facts.channelId ?? '',
    product: facts.productId ?? '',
  };
  const won = facts.state === 'won' ? 1 : 0;
  const lost = facts.state === 'lost' ? 1 : 0;
  const wonMinor = won ? (facts.wonMinor ?? 0) : 0;
  const tenths = closed ? cycleTenths(facts.arrivedAt, facts.closedAt, zone) : null;
  const passed = passedStages(facts, stages);

  const { boardId, currency } = facts;
  if (!closed) {
    const { stageId, expectedMinor } = facts;
    rows.now.push({ boardId, ownerId: values.owner, teamId, stageId, currency, leads: 1, minor: expectedMinor ?? 0 });
  }
  const row = (dim: (typeof dims)[number], basis: (typeof bases)[number], on: string): FigureKey => ({
    boardId,
    basis,
    day: basis === 'cohort' ? arrivalDay : on,
    dim,
    value: values[dim],
    teamId,
  });
  for (const dim of dims) {
    for (const basis of bases) {
      if (basis === 'period' && !closed) continue;
      const key = row(dim, basis, closeDay);
      rows.cells.push({ ...key, currency, leads: basis === 'cohort' ? 1 : 0, won, lost, wonMinor });
      if (tenths !== null) rows.cycles.push({ ...key, outcome: won ? 'won' : 'lost', tenths, count: 1 });
    }
  }
  // Stage by stage, in the order of the funnel: a move adds rows at the end, which keeps differences quick.
  for (const { stageId, at, advanced } of passed) {
    const on = day(at);
    for (const dim of dims) {
      for (const basis of bases)
        rows.reach.push({ ...row(dim, basis, on), stageId, entered: 1, advanced: advanced ? 1 : 0 });
    }
  }
  return rows;
}
