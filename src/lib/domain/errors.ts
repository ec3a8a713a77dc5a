/**
 * A refusal that a person can understand and act on. `code` names the message in `messages/errors`, `details` are its
 * arguments (ids, numbers and instants, never personal values, so that a refusal can be stored and logged).
 * Make one through a named helper beside the rule that refuses, e.g. `leadAlreadyClaimed(by, at)`.
 */
export class DomainError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;

  constructor(code: string, message: string, details: Record<string, string | number | boolean | null> = {}) {
    super(message);
    this.name = 'DomainError';
    this.code = code;
    this.details = details;
  }
}

/** By name and not by `instanceof`: a dev-server reload may leave two copies of the class alive. */
export function isDomainError(error: unknown): error is DomainError {
  return error instanceof Error && error.name === 'DomainError' && 'code' in error;
}

export const notAllowed = (what: string) => new DomainError('not_allowed', `not allowed: ${what}`, { what });
export const notFound = (what: string) => new DomainError('not_found', `no such ${what}`, { what });
export const invalidInput = (field: string, problem: string) =>
  new DomainError('invalid_input', `${field}: ${problem}`, { field, problem });
