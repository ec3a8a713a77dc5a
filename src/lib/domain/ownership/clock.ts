import { DAY_MS, HOUR_MS } from '../time/calendar.ts';
import { HOLD_HOURS, MAX_HOLD_DAYS, PROTECTION_HOURS, type ClockPolicy } from './policy.ts';

/** The facts that decide when a lead is recycled, named as the lead's columns. */
export interface ClockFacts {
  state: 'open' | 'won' | 'lost';
  ownerId: string | null;
  poolId: string | null;
  spellStartedAt: number | null;
  idleFrom: number | null;
  holdUntil: number | null;
  protectedUntil: number | null;
  /**
   * The deadline that the owner has been told, and so a promise: the lead goes no earlier, whatever changes afterwards.
   * A warning that went out late promises a later one (`nextWarning().promises`). Null: not warned in this spell.
   */
  warnedFor: number | null;
}

export type Extension = 'hold' | 'protection' | 'grace' | 'warning';

/** Why a lead has no deadline. */
export type NoClock = 'closed' | 'pooled' | 'unowned' | 'no_pool' | 'off';

/** Ids and numbers from which the sentence is made that explains a deadline. */
export type ClockReason =
  | { rule: NoClock }
  | {
      rule: 'idle';
      /** From when idle time counts, and until when it alone would last. */
      idleFrom: number;
      idleUntil: number;
      idleDays: number;
      holdUntil: number | null;
      protectedUntil: number | null;
      recyclingSince: number | null;
      graceHours: number;
      warnedFor: number | null;
    };

/**
 * `paused`: an appointment or agreed call-back sets the deadline; `protected`: a protection sets it. Both say what sets
 * it and not what time it is, so a card needs no new frame when a date passes.
 */
export interface OwnershipClock {
  deadlineAt: number | null;
  state: 'running' | 'paused' | 'protected' | 'none';
  reason: ClockReason;
  extendedBy: Extension | null;
}

const none = (rule: NoClock): OwnershipClock => ({
  deadlineAt: null,
  state: 'none',
  reason: { rule },
  extendedBy: null,
});

/**
 * The one function that says when a lead is recycled (O2): the latest of
 * - idle time after `idleFrom` (O3),
 * - an appointment or agreed call-back and some hours, within MAX_HOLD_DAYS (O2),
 * - the end of a protection and some hours (O8),
 * - the grace after recycling was switched on, so that a new rule warns before it takes (O6),
 * - the deadline that the owner was told (O6).
 * It never looks at the time: the same facts give the same deadline, before and after it has passed (O10).
 */
export function ownershipClock(facts: ClockFacts, policy: ClockPolicy | null): OwnershipClock {
  if (facts.state !== 'open') return none('closed');
  if (facts.poolId !== null) return none('pooled');
  if (facts.ownerId === null) return none('unowned');
  const idleFrom = facts.idleFrom ?? facts.spellStartedAt;
  if (idleFrom === null) return none('unowned');
  if (policy === null) return none('no_pool');
  if (!policy.recycling) return none('off');

  const idleUntil = idleFrom + Math.round(policy.idleDays * DAY_MS);
  let deadlineAt = idleUntil;
  let extendedBy: Extension | null = null;
  const atLeast = (until: number, by: Extension) => {
    if (until > deadlineAt) {
      deadlineAt = until;
      extendedBy = by;
    }
  };
  if (policy.recyclingSince !== null) atLeast(policy.recyclingSince + Math.round(policy.graceHours * HOUR_MS), 'grace');
  if (facts.holdUntil !== null) {
    atLeast(Math.min(facts.holdUntil + HOLD_HOURS * HOUR_MS, idleUntil + MAX_HOLD_DAYS * DAY_MS), 'hold');
  }
  if (facts.protectedUntil !== null) atLeast(facts.protectedUntil + PROTECTION_HOURS * HOUR_MS, 'protection');
  if (facts.warnedFor !== null) atLeast(facts.warnedFor, 'warning');

  const reason: ClockReason = {
    rule: 'idle',
    idleFrom,
    idleUntil,
    idleDays: policy.idleDays,
    holdUntil: facts.holdUntil,
    protectedUntil: facts.protectedUntil,
    recyclingSince: policy.recyclingSince,
    graceHours: policy.graceHours,
    warnedFor: facts.warnedFor,
  };
  return { deadlineAt, state: stateOf(extendedBy), reason, extendedBy };
}

function stateOf(extendedBy: Extension | null): OwnershipClock['state'] {
  if (extendedBy === 'hold') return 'paused';
  return extendedBy === 'protection' ? 'protected' : 'running';
}

/** Whether the owner was told the deadline that holds now. */
export const isWarned = (facts: ClockFacts, deadlineAt: number): boolean =>
  facts.warnedFor !== null && facts.warnedFor >= deadlineAt;
