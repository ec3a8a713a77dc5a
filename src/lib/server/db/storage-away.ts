import { DomainError } from '#lib/domain/errors.ts';

/**
 * PostgreSQL: connection lost (08), nobody let in (28, 3D: a changed password), restarting (57P), no resources (53), a
 * standby that may not write yet (25006), and the locks of others (55P03; 40001 and 40P01 after all attempts).
 */
const POSTGRES = /^(08...|28...|3D000|57P0.|53...|25006|55P03|40001|40P01)$/;
/** SQLite: another process holds the file, or the disk under it fails. */
const SQLITE = /^SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|PROTOCOL)(_|$)/;
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'DATABASE_CLOSED',
]);
/** pg says these without a code. */
const WORDLESS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/**
 * Whether the database could not be reached or could not do its work just now, so that the same change may go through in a
 * moment. A commit whose answer was lost may have happened: a mutation sent again finds its stored answer.
 */
export function isStorageAway(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && (NETWORK.has(code) || POSTGRES.test(code) || SQLITE.test(code))) return true;
    if (WORDLESS.test(at.message)) return true;
  }
  return false;
}

export const storageAway = () => new DomainError('storage_away', 'the database does not answer');
/** A command that came after the database was closed: the next process takes it. */
export const databaseClosed = () => Object.assign(new Error('the database is closed'), { code: 'DATABASE_CLOSED' });
