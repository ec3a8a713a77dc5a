import type { ClockFacts } from './clock.ts';

/** How a spell begins; as in `spells.began`. */
export type Began = 'create' | 'import' | 'assign' | 'claim' | 'transfer' | 'reopen';

/** What the previous owner's clock stood at; null when nobody held the lead. */
export type PreviousClock = Pick<ClockFacts, 'idleFrom' | 'holdUntil' | 'protectedUntil' | 'warnedFor'>;

interface SpellStart {
  began: Began;
  at: number;
  previous: PreviousClock | null;
}

/**
 * From when idle time counts in a new spell (O3): from its start, whatever earlier owners did not do; except that a
 * rep-to-rep transfer inherits what is left, so that two friends cannot keep a lead by passing it back and forth.
 */
export function idleFromAfter({ began, at, previous }: SpellStart): number {
  if (began !== 'transfer' || previous === null || previous.idleFrom === null) return at;
  return Math.min(previous.idleFrom, at);
}

/**
 * The whole clock of a new spell. A transfer takes over hold and warning with the idle time: the appointment is still
 * booked, and being passed on must not earn a new warning with its grace. Protection belongs to the lead and stays.
 */
export function clockAfter({ began, at, previous }: SpellStart): PreviousClock {
  const inherits = began === 'transfer' && previous !== null;
  return {
    idleFrom: idleFromAfter({ began, at, previous }),
    holdUntil: inherits ? previous.holdUntil : null,
    protectedUntil: previous?.protectedUntil ?? null,
    warnedFor: inherits ? previous.warnedFor : null,
  };
}

/** Idle time after a follow-up: it restarts from then if it qualifies, and never runs backwards for one entered late. */
export function idleFromAfterFollowUp(
  idleFrom: number | null,
  followUp: { at: number; qualifying: boolean },
): number | null {
  if (!followUp.qualifying) return idleFrom;
  return idleFrom === null ? followUp.at : Math.max(idleFrom, followUp.at);
}
