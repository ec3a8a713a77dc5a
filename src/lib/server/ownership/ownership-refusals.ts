import { DomainError } from '#lib/domain/errors.ts';

/** Refusals that only these commands make; those of the pure rules stand in domain/ownership/refusals.ts. */
export const notOwned = () => new DomainError('not_owned', 'nobody owns the lead; claim or assign it');
export const boardHasNoPool = () => new DomainError('board_has_no_pool', 'this board has no pool to fall into');
export const reasonNeeded = () => new DomainError('reason_needed', 'somebody loses this lead and is told why');
/** X4: a manager who sells takes from the pool like everybody else, under the same limits. */
export const dealtToSelf = () => new DomainError('dealt_to_self', 'claim the lead instead of assigning it to yourself');
/** X4: what a colleague loses by a manager's word does not become the manager's own, directly or by way of the pool. */
export const takenForSelf = (personId: string) =>
  new DomainError('taken_for_self', 'a manager cannot take a lead for himself', { personId });
export const takenThenClaimed = (personId: string, until: number) =>
  new DomainError('taken_then_claimed', 'whoever put it into the pool cannot claim it yet', { personId, until });
export const recipientOutsideBoard = (personId: string) =>
  new DomainError('recipient_outside_board', 'the person does not see this board', { personId });
export const notRecycled = () =>
  new DomainError('not_recycled', 'the lead was not recycled, or has left the pool since');
export const undoTooLate = (until: number) =>
  new DomainError('undo_too_late', 'this can no longer be undone', { until });
export const contactViewsUsed = (limit: number, used: number) =>
  new DomainError('contact_views_used', 'no contacts left to look at today', { limit, used });
