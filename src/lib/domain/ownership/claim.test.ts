import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../time/calendar.ts';
import { capacityRefusal, holdingLimit, roomLeft } from './capacity.ts';
import { claimAllowance, claimRefusal, comeBackRefusal, coolDownUntil, mayComeBack, type ClaimFacts } from './claim.ts';

const now = Date.UTC(2026, 8, 14, 1);
const facts = (some: Partial<ClaimFacts> = {}): ClaimFacts => ({
  lead: { state: 'open', ownerId: null, poolId: 'east', spellStartedAt: null },
  claimer: { id: 'li', status: 'active', capacity: null },
  policy: { holdingLimit: 100, dailyClaims: 10, coolDownHours: 48 },
  recycledAt: null,
  claimedToday: 0,
  held: 0,
  now,
  ...some,
});

describe('claiming', () => {
  it('[P1] the loser of a claim is told who was first and when, before anything about himself', () => {
    const lead = { state: 'open' as const, ownerId: 'wang', poolId: null, spellStartedAt: now - 400 };
    const refusal = claimRefusal(facts({ lead, claimedToday: 10, held: 100, recycledAt: now }));
    expect(refusal).toMatchObject({ code: 'lead_already_claimed', details: { by: 'wang', at: now - 400 } });
  });

  it('a lead that is in no pool or closed cannot be claimed', () => {
    const lead = { state: 'open' as const, ownerId: null, poolId: null, spellStartedAt: null };
    expect(claimRefusal(facts({ lead }))?.code).toBe('not_in_pool');
    expect(claimRefusal(facts({ lead: { ...lead, poolId: 'east', state: 'lost' } }))?.code).toBe('lead_closed');
  });

  it('[P4] a recycled lead cools down to the millisecond', () => {
    const at = (hours: number) => claimRefusal(facts({ recycledAt: now - hours * HOUR_MS }));
    expect(at(1)).toMatchObject({ code: 'cooling_down', details: { personId: 'li', until: now + 47 * HOUR_MS } });
    expect(claimRefusal(facts({ recycledAt: now - 48 * HOUR_MS + 1 }))?.code).toBe('cooling_down');
    expect(at(48)).toBeNull();
    expect(claimRefusal(facts({ recycledAt: now, policy: { ...facts().policy, coolDownHours: 0 } }))).toBeNull();
  });

  it('[P4] no path brings it back earlier, unless a manager gives a reason', () => {
    const back = { personId: 'li', recycledAt: now - HOUR_MS, coolDownHours: 48, now };
    expect(comeBackRefusal(back)?.code).toBe('cooling_down');
    expect(mayComeBack({ ...back, managersReason: '  ' })).toBe(false);
    expect(mayComeBack({ ...back, managersReason: 'the customer asked for her' })).toBe(true);
    expect(coolDownUntil(back)).toBe(now + 47 * HOUR_MS);
  });

  it('[P2] the daily limit counts claims made, not leads held', () => {
    expect(claimRefusal(facts({ claimedToday: 9, held: 0 }))).toBeNull();
    expect(claimRefusal(facts({ claimedToday: 10, held: 0 }))).toMatchObject({
      code: 'daily_claims_used',
      details: { limit: 10, used: 10 },
    });
    expect(claimRefusal(facts({ claimedToday: 999, policy: { ...facts().policy, dailyClaims: null } }))).toBeNull();
    expect(claimRefusal(facts({ policy: { ...facts().policy, dailyClaims: 0 } }))?.code).toBe('daily_claims_used');
  });

  it('[P3] the holding limit refuses with its numbers and whose it is', () => {
    expect(claimRefusal(facts({ held: 99 }))).toBeNull();
    expect(claimRefusal(facts({ held: 100 }))).toMatchObject({
      code: 'holding_limit_reached',
      details: { limit: 100, held: 100, adding: 1, source: 'pool', personId: 'li' },
    });
  });

  it('the order of checks is: lead, cool-down, daily limit, person', () => {
    const all = facts({
      recycledAt: now,
      claimedToday: 10,
      held: 100,
      claimer: { id: 'li', status: 'disabled', capacity: 1 },
    });
    expect(claimRefusal(all)?.code).toBe('cooling_down');
    expect(claimRefusal({ ...all, recycledAt: null })?.code).toBe('daily_claims_used');
    expect(claimRefusal({ ...all, recycledAt: null, claimedToday: 0 })?.code).toBe('owner_inactive');
  });

  it('[P3] what is shown as left is what can still be claimed', () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.nat(20),
        fc.option(fc.nat(20), { nil: null }),
        fc.option(fc.nat(20), { nil: null }),
        (used, held, daily, capacity) => {
          const start = facts({
            claimedToday: used,
            held,
            claimer: { id: 'li', status: 'active', capacity },
            policy: { holdingLimit: 12, dailyClaims: daily, coolDownHours: 0 },
          });
          const { claimsLeft, roomLeft: room } = claimAllowance(start);
          let claimed = 0;
          while (
            claimed < 50 &&
            claimRefusal({ ...start, claimedToday: used + claimed, held: held + claimed }) === null
          )
            claimed++;
          expect(claimed).toBe(Math.min(claimsLeft ?? 50, room ?? 50));
        },
      ),
    );
  });
});

describe('capacity', () => {
  it("[P3] a person's own limit comes before the pool's, also when it is higher", () => {
    expect(holdingLimit(150, 100)).toEqual({ limit: 150, source: 'person' });
    expect(holdingLimit(0, 100)).toEqual({ limit: 0, source: 'person' });
    expect(holdingLimit(null, 100)).toEqual({ limit: 100, source: 'pool' });
    expect(holdingLimit(null, null)).toBeNull();
  });

  it('[P3] binds for batches too, and never counts below nothing', () => {
    const rep = { id: 'li', status: 'active' as const, capacity: 10 };
    expect(capacityRefusal(rep, null, 7, 3)).toBeNull();
    expect(capacityRefusal(rep, null, 7, 4)?.details).toMatchObject({
      limit: 10,
      held: 7,
      adding: 4,
      source: 'person',
    });
    expect(capacityRefusal({ ...rep, capacity: null }, null, 1e6)).toBeNull();
    expect(roomLeft(holdingLimit(10, null), 14)).toBe(0);
    expect(roomLeft(null, 14)).toBeNull();
  });

  it('[X5] a disabled person gets no leads by any path', () => {
    expect(capacityRefusal({ id: 'li', status: 'disabled', capacity: null }, null, 0)?.code).toBe('owner_inactive');
  });
});
