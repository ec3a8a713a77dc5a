/**
 * The ladder of a clock: how bad it is, and what it says. Thresholds come from the rule's warnings, never from the design:
 * the first warning makes it *soon*, the last of several makes it *urgent*, the deadline makes it *over*.
 */
import { m } from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';
import { hoursMinutesSeconds, minutesSeconds, remaining, SECONDS_BELOW } from './duration.ts';
import { shortDate } from './when.ts';

export type ClockLevel = 'calm' | 'soon' | 'urgent' | 'over' | 'paused' | 'protected' | 'done' | 'none';

export interface OwnershipClockFacts {
  state: 'running' | 'paused' | 'protected' | 'done' | 'none';
  startedAt: number;
  deadlineAt: number | null;
  /** Instants of the warnings. */
  warnAt: readonly number[];
  /** After the deadline: until when recycling waits for a late warning. */
  graceUntil?: number | null;
  /** When a pause or a protection ends, if it has an end. */
  holdsUntil?: number | null;
}

function ladder(warnAt: readonly number[], deadlineAt: number, now: number): ClockLevel {
  if (now >= deadlineAt) return 'over';
  const passed = warnAt.filter((at) => at <= now).length;
  if (passed === 0) return 'calm';
  return passed === warnAt.length && warnAt.length > 1 ? 'urgent' : 'soon';
}

export function ownershipLevel(facts: OwnershipClockFacts, now: number): ClockLevel {
  if (facts.state !== 'running') return facts.state;
  if (facts.deadlineAt === null) return 'none';
  return ladder(facts.warnAt, facts.deadlineAt, now);
}

/** Whether the shown text changes each second; a minute of margin, since such clocks look at the time only once a minute. */
export function ownershipNeedsSeconds(facts: OwnershipClockFacts, now: number): boolean {
  return facts.state === 'running' && facts.deadlineAt !== null && facts.deadlineAt - now < SECONDS_BELOW + 60_000;
}

/** Percent of the way from start to deadline that is left, for the ring. */
export function shareLeft(startedAt: number, deadlineAt: number | null, now: number): number {
  if (deadlineAt === null || deadlineAt <= startedAt) return 0;
  return Math.round(Math.min(1, Math.max(0, (deadlineAt - now) / (deadlineAt - startedAt))) * 100);
}

export function ownershipText(
  facts: OwnershipClockFacts,
  now: number,
  locale: Locale,
  timeZone: string,
  detailed = false,
): string {
  const level = ownershipLevel(facts, now);
  const until = facts.holdsUntil ? shortDate(facts.holdsUntil, timeZone) : null;
  if (level === 'none') return '';
  if (level === 'done') return m.shell_clock_won({}, { locale });
  if (level === 'paused')
    return until ? m.shell_clock_paused_until({ date: until }, { locale }) : m.shell_clock_paused({}, { locale });
  if (level === 'protected')
    return until ? m.shell_clock_protected_until({ date: until }, { locale }) : m.shell_clock_protected({}, { locale });
  const deadline = facts.deadlineAt ?? now;
  if (level === 'over') {
    if (facts.graceUntil && facts.graceUntil > now)
      return m.shell_clock_grace({ span: hoursMinutesSeconds(facts.graceUntil - now) }, { locale });
    return m.shell_clock_over({ span: hoursMinutesSeconds(now - deadline) }, { locale });
  }
  return remaining(deadline - now, locale, detailed);
}

export interface SlaClockFacts {
  state: 'running' | 'paused' | 'met';
  dueAt: number;
  warnAt: readonly number[];
  /** How long the answer took, once met. */
  tookMs?: number;
}

export function slaLevel(facts: SlaClockFacts, now: number): ClockLevel {
  if (facts.state === 'met') return 'done';
  if (facts.state === 'paused') return 'paused';
  return ladder(facts.warnAt, facts.dueAt, now);
}

export function slaText(facts: SlaClockFacts, now: number, locale: Locale): string {
  if (facts.state === 'met') {
    const seconds = Math.floor((facts.tookMs ?? 0) / 1000);
    const span = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    return m.shell_clock_met({ span }, { locale });
  }
  if (facts.state === 'paused') return m.shell_clock_waiting({}, { locale });
  if (now >= facts.dueAt) return m.shell_clock_over({ span: minutesSeconds(now - facts.dueAt) }, { locale });
  return minutesSeconds(facts.dueAt - now);
}
