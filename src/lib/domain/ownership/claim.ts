import type { DomainError } from '../errors.ts';
import { HOUR_MS } from '../time/calendar.ts';
import { capacityRefusal, type Recipient } from './capacity.ts';
import type { ClaimPolicy } from './policy.ts';
import { coolingDown, dailyClaimsUsed, leadAlreadyClaimed, leadClosed, notInPool } from './refusals.ts';

export interface ComeBack {
  personId: string;
  /**
   * When this lead was last recycled from this person: the end of his latest spell that ended by `recycle`, whatever
   * happened to the lead since; null: never. A lead that he released himself is not cooling down.
   */
  recycledAt: number | null;
  coolDownHours: number;
  now: number;
  /** A manager who deals or transfers may overrule the cool-down with a reason (P4, X4). */
  managersReason?: string | null;
}

/** Until when a lead does not come back to somebody; null when it may. */
export function coolDownUntil({ recycledAt, coolDownHours, now }: Omit<ComeBack, 'personId'>): number | null {
  if (recycledAt === null) return null;
  const until = recycledAt + Math.round(coolDownHours * HOUR_MS);
  return now < until ? until : null;
}

/** P4: a recycled lead does not come back to its previous owner by any path. The refusal, or null. */
export function comeBackRefusal(facts: ComeBack): DomainError | null {
  if (facts.managersReason?.trim()) return null;
  const until = coolDownUntil(facts);
  return until === null ? null : coolingDown(facts.personId, until);
}

export const mayComeBack = (facts: ComeBack): boolean => comeBackRefusal(facts) === null;

export interface ClaimFacts {
  lead: {
    state: 'open' | 'won' | 'lost';
    ownerId: string | null;
    poolId: string | null;
    spellStartedAt: number | null;
  };
  claimer: Recipient;
  policy: ClaimPolicy;
  /** See ComeBack. */
  recycledAt: number | null;
  /** Spells of the claimer begun by `claim` in the workspace's day (`today` in domain/time/zone.ts), ended ones too (P2). */
  claimedToday: number;
  /** Open leads the claimer holds. */
  held: number;
  now: number;
}

/**
 * Why a claim is refused, or null. What concerns the lead comes before what concerns the claimer, so that the loser of a
 * race learns who was faster and not that he is full (P1). A lead that the claimer himself holds is refused with his own
 * id: the command answers a repeated claim as done before it asks.
 */
export function claimRefusal(facts: ClaimFacts): DomainError | null {
  const { lead, claimer, policy } = facts;
  if (lead.ownerId !== null) return leadAlreadyClaimed(lead.ownerId, lead.spellStartedAt);
  if (lead.poolId === null) return notInPool();
  if (lead.state !== 'open') return leadClosed(lead.state);
  const back = comeBackRefusal({
    personId: claimer.id,
    recycledAt: facts.recycledAt,
    coolDownHours: policy.coolDownHours,
    now: facts.now,
  });
  if (back) return back;
  if (policy.dailyClaims !== null && facts.claimedToday >= policy.dailyClaims) {
    return dailyClaimsUsed(policy.dailyClaims, facts.claimedToday);
  }
  return capacityRefusal(claimer, policy.holdingLimit, facts.held);
}

/** What a person may still take from a pool: shown above it with numbers. Null: no limit. */
export function claimAllowance(facts: Pick<ClaimFacts, 'claimer' | 'policy' | 'claimedToday' | 'held'>) {
  const { policy, claimer, claimedToday, held } = facts;
  const holding = claimer.capacity ?? policy.holdingLimit;
  return {
    claimsLeft: policy.dailyClaims === null ? null : Math.max(0, policy.dailyClaims - claimedToday),
    claimedToday,
    dailyClaims: policy.dailyClaims,
    roomLeft: holding === null ? null : Math.max(0, holding - held),
    held,
    holdingLimit: holding,
  };
}
