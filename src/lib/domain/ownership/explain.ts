import { qualifyingKinds, type ActivityKind } from '../followup/activity.ts';
import { MINUTE_MS } from '../time/calendar.ts';
import { ownershipClock, type ClockFacts, type Extension } from './clock.ts';
import { HOLD_HOURS, type ClockPolicy } from './policy.ts';
import type { Began } from './spell-start.ts';

/** Why a lead was recycled (O9): stored with the spell that it ended and in the history, rendered for the owner. */
export interface RecycleExplanation {
  rule: 'idle';
  poolId: string;
  deadlineAt: number;
  idleFrom: number;
  idleDays: number;
  /** The last qualifying follow-up of the spell, when that is what idle time counted from. */
  lastFollowUpAt: number | null;
  extendedBy: Extension | null;
  holdUntil: number | null;
  protectedUntil: number | null;
  warnedFor: number | null;
}

/** Null when the facts give no deadline: then nothing may be recycled. */
export function whyRecycled(facts: ClockFacts, policy: ClockPolicy, poolId: string): RecycleExplanation | null {
  const { deadlineAt, reason, extendedBy } = ownershipClock(facts, policy);
  if (deadlineAt === null || reason.rule !== 'idle') return null;
  const { idleFrom, idleDays, holdUntil, protectedUntil, warnedFor } = reason;
  return {
    rule: 'idle',
    poolId,
    deadlineAt,
    idleFrom,
    idleDays,
    lastFollowUpAt: facts.spellStartedAt !== null && idleFrom > facts.spellStartedAt ? idleFrom : null,
    extendedBy,
    holdUntil,
    protectedUntil,
    warnedFor,
  };
}

/** Why a person has a lead: how the spell began, by whom, from whom, and whether it took over somebody's clock. */
export interface OwnershipExplanation {
  began: Began;
  at: number;
  byId: string | null;
  fromId: string | null;
  /** Set when the spell inherited idle time (O3): since when. */
  inheritedIdleFrom: number | null;
}

export function whyMine(spell: {
  began: Began;
  startedAt: number;
  beganById: string | null;
  formerOwnerId: string | null;
  idleFrom: number | null;
}): OwnershipExplanation {
  const inherited = spell.began === 'transfer' && spell.idleFrom !== null && spell.idleFrom < spell.startedAt;
  return {
    began: spell.began,
    at: spell.startedAt,
    byId: spell.beganById,
    fromId: spell.formerOwnerId,
    inheritedIdleFrom: inherited ? spell.idleFrom : null,
  };
}

const LAST_INSTANT = 8.64e15;

/**
 * What would move the deadline, and until when, if it were done at `now` (O2). Only what really extends is
 * listed; `until` of an appointment is the furthest that one can bring (MAX_HOLD_DAYS).
 */
export type WouldExtend =
  | { by: 'follow_up'; kinds: readonly ActivityKind[]; until: number }
  | { by: 'appointment'; hoursAfter: number; until: number };

export function wouldExtend(facts: ClockFacts, policy: ClockPolicy, now: number): WouldExtend[] {
  const { deadlineAt } = ownershipClock(facts, policy);
  if (deadlineAt === null) return [];
  const list: WouldExtend[] = [];
  const followedUp = ownershipClock({ ...facts, idleFrom: Math.max(now, facts.idleFrom ?? now) }, policy).deadlineAt!;
  if (followedUp > deadlineAt) list.push({ by: 'follow_up', kinds: qualifyingKinds, until: followedUp });
  const held = ownershipClock({ ...facts, holdUntil: LAST_INSTANT }, policy).deadlineAt!;
  if (held > deadlineAt) list.push({ by: 'appointment', hoursAfter: HOLD_HOURS, until: held });
  return list;
}

/** Share of the holding time that is left, 0 to 1: what a ring on the card shows. */
export function shareLeft(clock: { idleFrom: number; deadlineAt: number }, now: number): number {
  const whole = Math.max(clock.deadlineAt - clock.idleFrom, MINUTE_MS);
  return Math.min(1, Math.max(0, (clock.deadlineAt - now) / whole));
}
