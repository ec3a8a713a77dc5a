import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../time/calendar.ts';
import { instantAt } from '../time/zone.ts';
import { ownershipClock, type ClockFacts } from './clock.ts';
import { HOLD_HOURS, MAX_HOLD_DAYS, PROTECTION_HOURS, type ClockPolicy } from './policy.ts';
import { clockAfter, idleFromAfter, idleFromAfterFollowUp } from './spell-start.ts';

const T = Date.UTC(2026, 8, 1, 9);
const facts = (some: Partial<ClockFacts> = {}): ClockFacts => ({
  state: 'open',
  ownerId: 'zhang',
  poolId: null,
  spellStartedAt: T,
  idleFrom: T,
  holdUntil: null,
  protectedUntil: null,
  warnedFor: null,
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

describe('ownership clock', () => {
  it('[O2] an owned lead is recycled after the idle days of the pool', () => {
    const clock = ownershipClock(facts(), policy());
    expect(clock).toMatchObject({ deadlineAt: T + 5 * DAY_MS, state: 'running', extendedBy: null });
    expect(clock.reason).toMatchObject({ rule: 'idle', idleFrom: T, idleUntil: T + 5 * DAY_MS, idleDays: 5 });
    expect(ownershipClock(facts(), policy({ idleDays: 0.5 })).deadlineAt).toBe(T + 12 * HOUR_MS);
  });

  it('[O2] a booked appointment holds the deadline until some hours after it', () => {
    const holdUntil = T + 9 * DAY_MS;
    const clock = ownershipClock(facts({ holdUntil }), policy());
    expect(clock).toMatchObject({ deadlineAt: holdUntil + HOLD_HOURS * HOUR_MS, state: 'paused', extendedBy: 'hold' });
  });

  it('[O2] an appointment before the deadline changes nothing', () => {
    const clock = ownershipClock(facts({ holdUntil: T + DAY_MS }), policy());
    expect(clock).toMatchObject({ deadlineAt: T + 5 * DAY_MS, state: 'running', extendedBy: null });
  });

  it('[O2] moving an appointment again and again without a follow-up does not hold a lead for ever', () => {
    let clock = ownershipClock(facts(), policy());
    for (let week = 1; week < 200; week++)
      clock = ownershipClock(facts({ holdUntil: T + week * 7 * DAY_MS }), policy());
    expect(clock.deadlineAt).toBe(T + (5 + MAX_HOLD_DAYS) * DAY_MS);
  });

  it('[O8] a protected lead is not recycled before the protection has ended', () => {
    const protectedUntil = T + 90 * DAY_MS;
    const clock = ownershipClock(facts({ protectedUntil }), policy());
    expect(clock).toMatchObject({ state: 'protected', deadlineAt: protectedUntil + PROTECTION_HOURS * HOUR_MS });
  });

  it('[O2] closed, pooled and ownerless leads have no deadline, and neither has a board without recycling', () => {
    const rule = (some: Partial<ClockFacts>, rules: ClockPolicy | null = policy()) => {
      const clock = ownershipClock(facts(some), rules);
      expect(clock).toMatchObject({ deadlineAt: null, state: 'none', extendedBy: null });
      return clock.reason.rule;
    };
    expect(rule({ state: 'won' })).toBe('closed');
    expect(rule({ state: 'lost' })).toBe('closed');
    expect(rule({ poolId: 'pool', ownerId: null })).toBe('pooled');
    expect(rule({ ownerId: null })).toBe('unowned');
    expect(rule({}, null)).toBe('no_pool');
    expect(rule({ protectedUntil: T + DAY_MS }, policy({ recycling: false }))).toBe('off');
  });

  it('[O6] a rule that was just switched on takes nothing within its grace', () => {
    const now = T + 30 * DAY_MS;
    const clock = ownershipClock(facts(), policy({ recyclingSince: now }));
    expect(clock).toMatchObject({ deadlineAt: now + 24 * HOUR_MS, extendedBy: 'grace', state: 'running' });
  });

  it('[O10] switching a rule off and on neither resets nor skips the clock', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 * DAY_MS }), { minLength: 1, maxLength: 8 }), (switches) => {
        const before = ownershipClock(facts(), policy()).deadlineAt!;
        expect(ownershipClock(facts(), policy({ recycling: false })).deadlineAt).toBeNull();
        const since = T + Math.max(...switches);
        const after = ownershipClock(facts(), policy({ recyclingSince: since })).deadlineAt!;
        expect(after).toBe(Math.max(before, since + 24 * HOUR_MS));
      }),
    );
  });

  it('[O5] a shorter rule never takes a lead before the deadline its owner was told', () => {
    const told = T + 5 * DAY_MS;
    const clock = ownershipClock(facts({ warnedFor: told }), policy({ idleDays: 1 }));
    expect(clock).toMatchObject({ deadlineAt: told, extendedBy: 'warning' });
  });

  it('[O2] no fact that extends can shorten, whatever the others are', () => {
    const later = fc.option(fc.integer({ min: T - 50 * DAY_MS, max: T + 50 * DAY_MS }), { nil: null });
    fc.assert(
      fc.property(
        later,
        later,
        later,
        later,
        fc.double({ min: 0, max: 30, noNaN: true }),
        (hold, lock, warned, since, idleDays) => {
          const rules = policy({ idleDays, recyclingSince: since });
          const all = ownershipClock(
            facts({ holdUntil: hold, protectedUntil: lock, warnedFor: warned }),
            rules,
          ).deadlineAt!;
          expect(Number.isInteger(all)).toBe(true);
          expect(all).toBeGreaterThanOrEqual(T + Math.round(idleDays * DAY_MS));
          for (const one of [{ holdUntil: hold }, { protectedUntil: lock }, { warnedFor: warned }]) {
            expect(all).toBeGreaterThanOrEqual(ownershipClock(facts(one), rules).deadlineAt!);
          }
        },
      ),
    );
  });

  it('[O2] five days are 120 hours in every zone, also across a change of the clocks', () => {
    const rules = policy({ recyclingSince: null });
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe']) {
      for (const day of ['2026-03-06', '2026-03-27', '2026-10-02', '2026-10-23', '2026-10-30']) {
        const at = instantAt(day, 18 * HOUR_MS, zone);
        expect(ownershipClock(facts({ idleFrom: at, spellStartedAt: at }), rules).deadlineAt! - at).toBe(120 * HOUR_MS);
      }
    }
  });
});

describe('the clock of a new spell', () => {
  const previous = { idleFrom: T, holdUntil: T + 3 * DAY_MS, protectedUntil: T + DAY_MS, warnedFor: T + 5 * DAY_MS };
  const at = T + 4 * DAY_MS;

  it('[O3] a lead claimed today is not idle since its last owner', () => {
    for (const began of ['claim', 'assign', 'create', 'import', 'reopen'] as const) {
      expect(idleFromAfter({ began, at, previous })).toBe(at);
      expect(clockAfter({ began, at, previous })).toMatchObject({ holdUntil: null, warnedFor: null });
    }
  });

  it('[O3] a transfer between reps inherits the remaining time, with hold and warning', () => {
    expect(idleFromAfter({ began: 'transfer', at, previous })).toBe(T);
    expect(clockAfter({ began: 'transfer', at, previous })).toEqual(previous);
    expect(idleFromAfter({ began: 'transfer', at, previous: null })).toBe(at);
  });

  it('[O3] two friends who pass a lead back and forth gain no time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2 * DAY_MS }), { maxLength: 20 }), (pauses) => {
        let clock = clockAfter({ began: 'claim', at: T, previous: null });
        let now = T;
        for (const pause of pauses) {
          now += pause;
          clock = clockAfter({ began: 'transfer', at: now, previous: clock });
        }
        expect(ownershipClock(facts({ ...clock, spellStartedAt: now }), policy()).deadlineAt).toBe(T + 5 * DAY_MS);
      }),
    );
  });

  it('[O3] only a qualifying follow-up restarts idle time, and one entered late never shortens it', () => {
    expect(idleFromAfterFollowUp(T, { at, qualifying: true })).toBe(at);
    expect(idleFromAfterFollowUp(T, { at, qualifying: false })).toBe(T);
    expect(idleFromAfterFollowUp(T, { at: T - DAY_MS, qualifying: true })).toBe(T);
    expect(idleFromAfterFollowUp(null, { at, qualifying: true })).toBe(at);
  });
});
