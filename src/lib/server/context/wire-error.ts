import type { WireError } from '#lib/contract/protocol.ts';
import { isDomainError } from '#lib/domain/errors.ts';
import { isStorageFull, storageFull } from '../db/storage-full.ts';
import type { Context } from './context.ts';

/**
 * An error as it may leave the server: a refusal with its details, anything else only as an id under which the log holds
 * the cause. Called once, at the edge.
 */
export function wireError(context: Context, error: unknown): WireError {
  if (isDomainError(error)) return { code: error.code, details: { ...error.details } };
  if (isStorageFull(error)) {
    const full = storageFull();
    context.log.error({ err: error }, 'nothing can be saved: the disk is full');
    return { code: full.code, details: {} };
  }
  const errorId = context.newId().slice(-12);
  context.log.error({ err: error, errorId }, 'unexpected error');
  return { code: 'unexpected', details: {}, errorId };
}
