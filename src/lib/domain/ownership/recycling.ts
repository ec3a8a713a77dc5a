import { HOUR_MS, MINUTE_MS } from '../time/calendar.ts';
import { isWarned, ownershipClock, type ClockFacts, type Extension, type NoClock } from './clock.ts';
import type { ClockPolicy } from './policy.ts';

export interface WarningFacts extends ClockFacts {
  /** When the stored next warning is due; null once it was sent. Lets a rung that a downtime skipped fire once. */
  warnDueAt: number | null;
}

export interface Warning {
  /** The rung of the ladder: hours before the deadline. */
  hours: number;
  /** When it is due; in the past when it is overdue and to be sent at once. */
  dueAt: number;
  deadlineAt: number;
  /**
   * To be stored as `warnedFor` when it is sent at `now`. Later than `deadlineAt` when the first warning for this
   * deadline comes too late to leave the grace (O6).
   */
  promises: number;
}

interface Rung {
  hours: number;
  at: number;
}

/** A scheduler is never exact; a first warning this late is still on time. */
const ON_TIME_MS = MINUTE_MS;

/**
 * The rungs that can be warned at: those that lie within the time in which this owner could have been warned. When none
 * does (idle time shorter than the last rung), one right at the start: nobody loses a lead unwarned.
 */
function ladder(facts: ClockFacts, policy: ClockPolicy, deadlineAt: number): Rung[] {
  const from = Math.max(facts.idleFrom ?? 0, facts.spellStartedAt ?? 0, policy.recyclingSince ?? 0);
  const hours = policy.warnHours.length > 0 ? policy.warnHours : [policy.graceHours];
  const rungs = [...new Set(hours)]
    .sort((a, b) => b - a)
    .map((h) => ({ hours: h, at: deadlineAt - Math.round(h * HOUR_MS) }))
    .filter(({ at }) => at >= from && at <= deadlineAt);
  if (rungs.length > 0) return rungs;
  const at = Math.min(from, deadlineAt);
  return [{ hours: (deadlineAt - at) / HOUR_MS, at }];
}

/**
 * The next warning to send, or null when there is nothing to warn of or all rungs were sent. Of several overdue rungs
 * only the last is sent: one message with the time that is really left.
 */
export function nextWarning(facts: WarningFacts, policy: ClockPolicy | null, now: number): Warning | null {
  const { deadlineAt } = ownershipClock(facts, policy);
  if (deadlineAt === null || policy === null) return null;
  const rungs = ladder(facts, policy, deadlineAt);
  const first = rungs[0]!;
  const overdue = rungs.filter(({ at }) => at <= now).at(-1);
  const coming = rungs.find(({ at }) => at > now);

  if (isWarned(facts, deadlineAt)) {
    const missed = facts.warnDueAt !== null && facts.warnDueAt <= now ? overdue : undefined;
    const rung = missed ?? coming;
    return rung ? { hours: rung.hours, dueAt: rung.at, deadlineAt, promises: deadlineAt } : null;
  }
  const rung = overdue ?? first;
  const late = now - first.at;
  if (late <= ON_TIME_MS) return { hours: rung.hours, dueAt: rung.at, deadlineAt, promises: deadlineAt };
  return {
    hours: rung.hours,
    dueAt: rung.at,
    deadlineAt,
    promises: Math.max(deadlineAt, now + notice(first, policy, deadlineAt)),
  };
}

/** How long before recycling a late first warning must come: the grace, but no longer than the ladder would have given. */
function notice(first: Rung, policy: ClockPolicy, deadlineAt: number): number {
  const given = deadlineAt - first.at;
  const grace = Math.round(policy.graceHours * HOUR_MS);
  return given > 0 ? Math.min(grace, given) : grace;
}

export type RecycleVerdict =
  | { verdict: 'recycle'; deadlineAt: number }
  /** `until` null: nothing will recycle it. `unwarned`: send `nextWarning` now, then ask again at what it promises. */
  | { verdict: 'wait'; until: number | null; why: NoClock | 'not_due' | 'held' | 'protected' | 'grace' | 'unwarned' };

const waitingFor: Record<Extension, 'held' | 'protected' | 'grace'> = {
  hold: 'held',
  protection: 'protected',
  grace: 'grace',
  warning: 'grace',
};

/** Whether a lead is to be recycled at `now`, from facts alone: a stored deadline is only a hint (O2). */
export function recycleVerdict(facts: WarningFacts, policy: ClockPolicy | null, now: number): RecycleVerdict {
  const { deadlineAt, reason, extendedBy } = ownershipClock(facts, policy);
  if (deadlineAt === null) return { verdict: 'wait', until: null, why: reason.rule === 'idle' ? 'off' : reason.rule };
  if (now < deadlineAt) {
    return { verdict: 'wait', until: deadlineAt, why: extendedBy === null ? 'not_due' : waitingFor[extendedBy] };
  }
  if (isWarned(facts, deadlineAt)) return { verdict: 'recycle', deadlineAt };
  return { verdict: 'wait', until: nextWarning(facts, policy, now)?.promises ?? null, why: 'unwarned' };
}
