import { DomainError } from '../errors.ts';

export interface Stage {
  id: string;
  name: string;
  kind: 'open' | 'won' | 'lost';
  probability: number;
  rank: number;
  archivedAt: number | null;
}

export const stageGone = (stageId: string) => new DomainError('stage_gone', 'the stage was archived', { stageId });
export const leadMovedMeanwhile = (stageId: string, by: string | null) =>
  new DomainError('lead_moved_meanwhile', 'somebody moved the lead first', { stageId, by });
export const lostNeedsReason = () => new DomainError('lost_needs_reason', 'losing a lead needs a reason');
export const winNeedsAmount = () => new DomainError('win_needs_amount', 'a win needs the amount it was won for');
export const leadChangedMeanwhile = () =>
  new DomainError('lead_changed_meanwhile', 'the lead has changed since, so this can no longer be undone');
export const pooledLeadStays = () => new DomainError('pooled_lead_stays', 'claim the lead before moving it');
export const fieldChangedMeanwhile = (field: string, by: string | null, theirs: string | number | boolean | null) =>
  new DomainError('field_changed_meanwhile', 'somebody changed this field first', { field, by, theirs });

export interface MoveFacts {
  from: Stage;
  to: Stage;
  pooled: boolean;
  /** The stage the mover saw the lead in. */
  seenStageId: string | null;
  wonMinor: number | null;
  lostReasonId: string | null;
  /** Who moved it last, for the message. */
  lastMovedBy: string | null;
}

/**
 * Whether a lead may enter a stage. A move into won or lost is refused when the lead has left the stage the mover saw:
 * elsewhere the last commit wins, but nobody wins or loses a lead by a stale drag.
 */
export function checkMove(facts: MoveFacts): void {
  const { from, to } = facts;
  if (to.archivedAt !== null) throw stageGone(to.id);
  if (facts.pooled && from.id !== to.id) throw pooledLeadStays();
  if (from.id === to.id) return;
  const closes = to.kind !== 'open';
  if (closes && facts.seenStageId !== null && facts.seenStageId !== from.id) {
    throw leadMovedMeanwhile(from.id, facts.lastMovedBy);
  }
  if (to.kind === 'lost' && facts.lostReasonId === null) throw lostNeedsReason();
  if (to.kind === 'won' && facts.wonMinor === null) throw winNeedsAmount();
}

/** First entry into each stage, kept on the lead (M3). */
export type Reached = readonly (readonly [stageId: string, at: number | null])[];

export const reach = (reached: Reached, stageId: string, at: number): [string, number | null][] =>
  reached.some(([id]) => id === stageId)
    ? reached.map(([id, when]) => [id, when])
    : [...reached.map(([id, when]): [string, number | null] => [id, when]), [stageId, at]];
