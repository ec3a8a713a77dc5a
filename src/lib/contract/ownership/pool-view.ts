import type { MaskedIdentity } from './lead-detail.ts';

/** What I may still take from a pool, with the numbers to show; null: no limit. */
export interface PoolAllowance {
  claimsLeft: number | null;
  claimedToday: number;
  dailyClaims: number | null;
  roomLeft: number | null;
  held: number;
  holdingLimit: number | null;
}

/** What a row of the pool shows beside its card. */
export interface PoolRow {
  leadId: string;
  region: string | null;
  identities: MaskedIdentity[];
  /** How long the last owner had it, and why it came here: by which rule, or in his words. */
  lastSpell: { ownerId: string; startedAt: number; endedAt: number } | null;
  recycledAfterIdleDays: number | null;
  releaseReason: string | null;
}

export interface PoolView {
  poolId: string;
  name: string;
  coolDownHours: number;
  allowance: PoolAllowance;
  /** Leads that I may not claim yet, and from when on I may (P4). */
  coolDowns: Record<string, number>;
  rows: PoolRow[];
  now: number;
}
