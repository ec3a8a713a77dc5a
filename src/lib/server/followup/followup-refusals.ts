import { DomainError } from '#lib/domain/errors.ts';

export const holdNeedsContact = () =>
  new DomainError('hold_needs_contact', 'only a contact with the customer can agree on a date that holds the clock');
export const voidTooLate = (until: number) =>
  new DomainError('void_too_late', 'a record can be taken back for some minutes only', { until });
export const alreadyVoid = () => new DomainError('already_void', 'this record was taken back already');
