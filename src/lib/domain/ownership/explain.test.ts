import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../time/calendar.ts';
import { ownershipClock, type ClockFacts } from './clock.ts';
import { shareLeft, whyMine, whyRecycled, wouldExtend } from './explain.ts';
import { MAX_HOLD_DAYS, type ClockPolicy } from './policy.ts';

const T = Date.UTC(2026, 8, 1, 9);
const facts: ClockFacts = {
  state: 'open',
  ownerId: 'zhang',
  poolId: null,
  spellStartedAt: T,
  idleFrom: T + DAY_MS,
  holdUntil: null,
  protectedUntil: null,
  warnedFor: T + 6 * DAY_MS,
};
const policy: ClockPolicy = { recycling: true, recyclingSince: null, idleDays: 5, warnHours: [24], graceHours: 24 };

describe('explanations', () => {
  it('[O9] a recycled lead names the rule and the facts', () => {
    expect(whyRecycled(facts, policy, 'east')).toEqual({
      rule: 'idle',
      poolId: 'east',
      deadlineAt: T + 6 * DAY_MS,
      idleFrom: T + DAY_MS,
      idleDays: 5,
      lastFollowUpAt: T + DAY_MS,
      extendedBy: null,
      holdUntil: null,
      protectedUntil: null,
      warnedFor: T + 6 * DAY_MS,
    });
    expect(whyRecycled({ ...facts, idleFrom: T }, policy, 'east')?.lastFollowUpAt).toBeNull();
    expect(whyRecycled({ ...facts, state: 'won' }, policy, 'east')).toBeNull();
  });

  it('[O2] what it lists as extending extends to exactly that moment', () => {
    const now = T + 3 * DAY_MS;
    const [followUp, appointment] = wouldExtend(facts, policy, now);
    expect(followUp).toMatchObject({ by: 'follow_up', until: now + 5 * DAY_MS });
    expect(ownershipClock({ ...facts, idleFrom: now }, policy).deadlineAt).toBe(followUp!.until);
    expect(appointment).toMatchObject({ by: 'appointment', until: T + (6 + MAX_HOLD_DAYS) * DAY_MS });
  });

  it('[O2] lists nothing where nothing extends', () => {
    expect(wouldExtend({ ...facts, state: 'lost' }, policy, T)).toEqual([]);
    const locked = { ...facts, protectedUntil: T + 300 * DAY_MS };
    expect(wouldExtend(locked, policy, T + DAY_MS)).toEqual([]);
  });

  it('[O3] says when a clock was inherited, and from whom', () => {
    const spell = {
      began: 'transfer' as const,
      startedAt: T,
      beganById: 'wang',
      formerOwnerId: 'wang',
      idleFrom: T - HOUR_MS,
    };
    expect(whyMine(spell)).toEqual({
      began: 'transfer',
      at: T,
      byId: 'wang',
      fromId: 'wang',
      inheritedIdleFrom: T - HOUR_MS,
    });
    expect(whyMine({ ...spell, began: 'claim' }).inheritedIdleFrom).toBeNull();
  });

  it('the share left runs from one to nothing and stays there', () => {
    const clock = { idleFrom: T, deadlineAt: T + 4 * DAY_MS };
    expect(shareLeft(clock, T)).toBe(1);
    expect(shareLeft(clock, T + DAY_MS)).toBe(0.75);
    expect(shareLeft(clock, T + 9 * DAY_MS)).toBe(0);
  });
});
