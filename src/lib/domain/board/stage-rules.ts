import { boardNeedsStages } from '../access/access-rules.ts';

export interface StageDraft {
  kind: 'open' | 'won' | 'lost';
  probability: number;
  archived: boolean;
}

/** A funnel that can be worked: somewhere to begin, to win and to lose. */
export function checkStages(stages: readonly StageDraft[]): void {
  for (const kind of ['open', 'won', 'lost'] as const) {
    if (!stages.some((stage) => stage.kind === kind && !stage.archived)) throw boardNeedsStages(kind);
  }
}

/** Won is certain and lost is not: only an open stage has a probability of its own. */
export const probabilityOf = ({ kind, probability }: StageDraft): number =>
  kind === 'won' ? 100 : kind === 'lost' ? 0 : probability;

/** The order in which columns stand: open ones as given, then won, then lost. */
export function inFunnelOrder<T extends StageDraft>(stages: readonly T[]): T[] {
  const place = { open: 0, won: 1, lost: 2 };
  return [...stages].sort((a, b) => place[a.kind] - place[b.kind]);
}
