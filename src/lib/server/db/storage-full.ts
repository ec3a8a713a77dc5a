import { DomainError } from '#lib/domain/errors.ts';

/** SQLite, PostgreSQL (disk_full) and the file system each have a word for it. */
const CODES = new Set(['SQLITE_FULL', '53100', 'ENOSPC', 'EDQUOT']);

/** Whether a write failed because there is no room for it. It was rolled back whole; the server goes on and reads. */
export function isStorageFull(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (CODES.has((at as { code?: string }).code ?? '')) return true;
  }
  return false;
}

export const storageFull = () => new DomainError('storage_full', 'nothing can be saved: the disk is full');
