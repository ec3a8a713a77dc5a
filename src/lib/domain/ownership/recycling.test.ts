import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time/calendar.ts';
import { ownershipClock } from './clock.ts';
import type { ClockPolicy } from './policy.ts';
import { nextWarning, recycleVerdict, type WarningFacts } from './recycling.ts';
import { clockAfter } from './spell-start.ts';

const T = Date.UTC(2026, 8, 1, 9);
const facts = (some: Partial<WarningFacts> = {}): WarningFacts => ({
  state: 'open',
  ownerId: 'zhang',
  poolId: null,
  spellStartedAt: T,
  idleFrom: T,
  holdUntil: null,
  protectedUntil: null,
  warnedFor: null,
  warnDueAt: null,
  ...some,
});
const policy = (some: Partial<ClockPolicy> = {}): ClockPolicy => ({
  recycling: true,
  recyclingSince: T - 100 * DAY_MS,
  idleDays: 5,
  warnHours: [72, 24, 4],
  graceHours: 24,
  ...some,
});
const D = T + 5 * DAY_MS;

/** A server that looks at every moment of `awake`, sends what is due and recycles what may go. */
function run(start: WarningFacts, rules: ClockPolicy, awake: Iterable<number>) {
  let lead = start;
  const warnings: { at: number; hours: number; promises: number }[] = [];
  for (const now of awake) {
    for (;;) {
      const warning = nextWarning(lead, rules, now);
      if (!warning || warning.dueAt > now) {
        lead = { ...lead, warnDueAt: warning?.dueAt ?? null };
        break;
      }
      warnings.push({ at: now, hours: warning.hours, promises: warning.promises });
      lead = { ...lead, warnedFor: warning.promises, warnDueAt: null };
    }
    if (recycleVerdict(lead, rules, now).verdict === 'recycle') return { recycledAt: now, warnings, lead };
  }
  return { recycledAt: null, warnings, lead };
}
function* every(step: number, from: number, until: number) {
  for (let at = from; at <= until; at += step) yield at;
}

describe('warnings', () => {
  it('[O6] each rung is sent once, in order, and the lead goes at its deadline', () => {
    const { recycledAt, warnings } = run(facts(), policy(), every(MINUTE_MS, T, T + 8 * DAY_MS));
    expect(warnings.map(({ at, hours }) => [hours, (D - at) / HOUR_MS])).toEqual([
      [72, 72],
      [24, 24],
      [4, 4],
    ]);
    expect(recycledAt).toBe(D);
  });

  it('[O6] the next warning is known beforehand', () => {
    expect(nextWarning(facts(), policy(), T)).toEqual({
      hours: 72,
      dueAt: D - 72 * HOUR_MS,
      deadlineAt: D,
      promises: D,
    });
    expect(nextWarning(facts({ warnedFor: D }), policy(), D - 72 * HOUR_MS)).toMatchObject({ hours: 24 });
    expect(nextWarning(facts({ warnedFor: D }), policy(), D - 3 * HOUR_MS)).toBeNull();
    expect(nextWarning(facts({ state: 'won' }), policy(), T)).toBeNull();
  });

  it('[O6] after a downtime over all rungs one warning goes out and recycling waits for the grace', () => {
    const back = D + 2 * DAY_MS;
    expect(recycleVerdict(facts(), policy(), back)).toEqual({
      verdict: 'wait',
      why: 'unwarned',
      until: back + 24 * HOUR_MS,
    });
    const { recycledAt, warnings } = run(facts(), policy(), every(MINUTE_MS, back, back + 3 * DAY_MS));
    expect(warnings[0]).toMatchObject({ at: back, promises: back + 24 * HOUR_MS });
    expect(recycledAt).toBe(back + 24 * HOUR_MS);
  });

  it('[O6] a rung missed in a downtime is sent once when the server is back, and moves nothing', () => {
    const warned = facts({ warnedFor: D, warnDueAt: D - 24 * HOUR_MS });
    const back = D - 20 * HOUR_MS;
    expect(nextWarning(warned, policy(), back)).toEqual({
      hours: 24,
      dueAt: D - 24 * HOUR_MS,
      deadlineAt: D,
      promises: D,
    });
    const { warnings, recycledAt } = run(warned, policy(), every(MINUTE_MS, back, D + DAY_MS));
    expect(warnings.map(({ hours }) => hours)).toEqual([24, 4]);
    expect(recycledAt).toBe(D);
  });

  it('[O6] a rule switched on over idle leads warns them at once and takes them after the grace', () => {
    const on = T + 40 * DAY_MS;
    const { warnings, recycledAt } = run(
      facts(),
      policy({ recyclingSince: on }),
      every(MINUTE_MS, on, on + 3 * DAY_MS),
    );
    expect(warnings[0]!.at).toBe(on);
    expect(recycledAt).toBe(on + 24 * HOUR_MS);
  });

  it('[O6] a rule made shorter over idle leads waits for the grace too', () => {
    const now = T + 4.5 * DAY_MS;
    const { recycledAt } = run(facts(), policy({ idleDays: 1 }), every(MINUTE_MS, now, now + 3 * DAY_MS));
    expect(recycledAt).toBe(now + 24 * HOUR_MS);
  });

  it('[O6] an idle time shorter than every rung still warns, at its start', () => {
    const short = policy({ idleDays: 0.02 });
    const { warnings, recycledAt } = run(facts(), short, every(1000, T, T + DAY_MS));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]!.at).toBe(T);
    expect(recycledAt).toBe(T + Math.round(0.02 * DAY_MS));
  });

  it('[O3] being passed on shortly before the deadline earns no grace', () => {
    const at = D - HOUR_MS;
    const passedOn = facts({ spellStartedAt: at, ...clockAfter({ began: 'transfer', at, previous: facts() }) });
    const { warnings, recycledAt } = run(passedOn, policy(), every(MINUTE_MS, at, D + DAY_MS));
    expect(warnings).toHaveLength(1);
    expect(recycledAt).toBe(D);
  });

  it('[O6] nobody loses a lead without a warning, however the server sleeps and the rule changes', () => {
    const nap = fc.record({ sleep: fc.integer({ min: 0, max: 96 }), awake: fc.integer({ min: 1, max: 48 }) });
    const rungs = fc.uniqueArray(fc.integer({ min: 1, max: 120 }), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(nap, { minLength: 1, maxLength: 6 }),
        rungs,
        fc.integer({ min: 1, max: 72 }),
        fc.double({ min: 0.1, max: 8, noNaN: true }),
        (naps, warnHours, graceHours, idleDays) => {
          const rules = policy({ warnHours, graceHours, idleDays });
          const moments: number[] = [];
          let now = T;
          for (const { sleep, awake } of naps) {
            now += sleep * HOUR_MS;
            moments.push(...every(5 * MINUTE_MS, now, (now += awake * HOUR_MS)));
          }
          const { recycledAt, warnings, lead } = run(facts(), rules, moments);
          if (recycledAt === null) return;
          const deadline = ownershipClock(facts(), rules).deadlineAt!;
          expect(recycledAt).toBeGreaterThanOrEqual(deadline);
          expect(recycledAt).toBeGreaterThanOrEqual(lead.warnedFor!);
          // The first warning left the grace, or all the time that the rule gives where that is less.
          const longest = Math.max(
            ...(warnHours.length ? warnHours : [graceHours]).filter((h) => h <= idleDays * 24),
            0,
          );
          const least = Math.min(graceHours, longest || idleDays * 24) * HOUR_MS - 6 * MINUTE_MS;
          expect(recycledAt - warnings[0]!.at).toBeGreaterThanOrEqual(least);
        },
      ),
    );
  });
});

describe('recycling', () => {
  it('[O2] says until when it waits and why', () => {
    const wait = (some: Partial<WarningFacts>, rules = policy(), now = T + DAY_MS) =>
      recycleVerdict(facts(some), rules, now);
    expect(wait({})).toEqual({ verdict: 'wait', until: D, why: 'not_due' });
    expect(wait({ holdUntil: D })).toMatchObject({ why: 'held' });
    expect(wait({ protectedUntil: D })).toMatchObject({ why: 'protected' });
    expect(wait({}, policy({ recyclingSince: D }))).toMatchObject({ why: 'grace', until: D + DAY_MS });
    expect(wait({ state: 'lost' })).toEqual({ verdict: 'wait', until: null, why: 'closed' });
    expect(wait({}, policy({ recycling: false }), D + DAY_MS)).toEqual({ verdict: 'wait', until: null, why: 'off' });
  });

  it('[O9] asked again with the same facts it says the same', () => {
    const warned = facts({ warnedFor: D });
    expect(recycleVerdict(warned, policy(), D - 1)).toMatchObject({ verdict: 'wait' });
    expect(recycleVerdict(warned, policy(), D)).toEqual({ verdict: 'recycle', deadlineAt: D });
    expect(recycleVerdict(warned, policy(), D + 9 * DAY_MS)).toEqual({ verdict: 'recycle', deadlineAt: D });
  });

  it('[O2] a follow-up a second before the deadline saves the lead', () => {
    const saved = facts({ warnedFor: D, idleFrom: D - 1000 });
    expect(recycleVerdict(saved, policy(), D)).toMatchObject({ verdict: 'wait', until: D - 1000 + 5 * DAY_MS });
  });
});
