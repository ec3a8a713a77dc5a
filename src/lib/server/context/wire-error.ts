import type { WireError } from '#lib/contract/protocol.ts';
import { isDomainError } from '#lib/domain/errors.ts';
import { isStorageAway, storageAway } from '../db/storage-away.ts';
import { isStorageFull, storageFull } from '../db/storage-full.ts';
import type { Context } from './context.ts';

/** The code under which an error leaves the server; `unexpected` for whatever nobody foresaw. */
export const outcomeOf = (error: unknown): string =>
  isDomainError(error)
    ? error.code
    : isStorageFull(error)
      ? storageFull().code
      : isStorageAway(error)
        ? storageAway().code
        : 'unexpected';

/**
 * An error as it may leave the server: a refusal with its details, a database that is full or away, anything else only as
 * an id under which the log holds the cause. Called once, at the edge.
 */
export function wireError(context: Context, error: unknown): WireError {
  if (isDomainError(error)) return { code: error.code, details: { ...error.details } };
  const code = outcomeOf(error);
  if (code !== 'unexpected') {
    context.log.error({ err: error, code }, 'nothing can be saved');
    return { code, details: {} };
  }
  const errorId = context.newId().slice(-12);
  context.log.error({ err: error, errorId }, 'unexpected error');
  return { code, details: {}, errorId };
}
