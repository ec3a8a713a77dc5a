import { DomainError } from '../errors.ts';

/** Refusals of everything that gives a lead an owner. Codes are keys of `messages/errors`, details their arguments. */
export const leadAlreadyClaimed = (by: string, at: number | null) =>
  new DomainError('lead_already_claimed', 'somebody else holds this lead', { by, at });
export const notInPool = () => new DomainError('not_in_pool', 'the lead is in no pool');
export const leadClosed = (state: 'won' | 'lost') =>
  new DomainError('lead_closed', 'the lead is closed; reopen it first', { state });
export const coolingDown = (personId: string, until: number) =>
  new DomainError('cooling_down', 'the lead was recycled from this person a short while ago', { personId, until });
export const dailyClaimsUsed = (limit: number, used: number) =>
  new DomainError('daily_claims_used', 'no claims left today', { limit, used });
/** `source`: whose limit it is. `adding`: how many leads were to be added; 1 unless a batch. */
export const holdingLimitReached = (
  personId: string,
  { limit, held, adding, source }: { limit: number; held: number; adding: number; source: 'person' | 'pool' },
) =>
  new DomainError('holding_limit_reached', 'the person holds as many leads as allowed', {
    personId,
    limit,
    held,
    adding,
    source,
  });
export const ownerInactive = (personId: string) =>
  new DomainError('owner_inactive', 'the person is disabled and can hold no leads', { personId });
export const alreadyOwner = (personId: string) =>
  new DomainError('already_owner', 'the lead is with this person already', { personId });
