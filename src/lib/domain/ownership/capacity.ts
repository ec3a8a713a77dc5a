import type { DomainError } from '../errors.ts';
import { holdingLimitReached, ownerInactive } from './refusals.ts';

/** Somebody who is to get leads, named as the columns of `people`. */
export interface Recipient {
  id: string;
  status: 'active' | 'disabled';
  capacity: number | null;
}

export interface HoldingLimit {
  limit: number;
  source: 'person' | 'pool';
}

/** The most specific limit wins: the person's own, then the pool's; null when neither is set (P3). */
export function holdingLimit(personCapacity: number | null, poolLimit: number | null): HoldingLimit | null {
  if (personCapacity !== null) return { limit: personCapacity, source: 'person' };
  return poolLimit === null ? null : { limit: poolLimit, source: 'pool' };
}

/** How many more open leads the person may hold; null: no limit. Never negative, an import may have gone over (D7). */
export const roomLeft = (limit: HoldingLimit | null, held: number): number | null =>
  limit === null ? null : Math.max(0, limit.limit - held);

/**
 * Whether somebody may become owner at all and has room. Binds on every path: create, claim, assign, transfer, reopen (P3).
 * @param held open leads he holds now, read under his row's lock
 */
export function capacityRefusal(to: Recipient, poolLimit: number | null, held: number, adding = 1): DomainError | null {
  if (to.status !== 'active') return ownerInactive(to.id);
  const limit = holdingLimit(to.capacity, poolLimit);
  if (limit === null || held + adding <= limit.limit) return null;
  return holdingLimitReached(to.id, { ...limit, held, adding });
}
