import Sqlite from 'better-sqlite3';
import { databaseFile } from '../config/config.ts';
import type { Context } from '../context/context.ts';

const ATTEMPTS = 20;
const BETWEEN_MS = 100;

/**
 * Moves everything from SQLite's write-ahead log into the database and cuts the log to nothing, so that no old state of a
 * page is left on the disk. A reader that is busy holds it back: then it is tried again, and the log is reused later anyway.
 */
export async function purgeWriteAheadLog({ config, db, log }: Context): Promise<void> {
  if (db.engine !== 'sqlite') return;
  // Never waits: between two turns of the event loop this process has no transaction open, and others only read.
  const connection = new Sqlite(databaseFile(config), { timeout: 0 });
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (truncated(connection)) return;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    }
    log.warn('the write-ahead log could not be emptied after an erasure; it is when the server ends');
  } finally {
    connection.close();
  }
}

function truncated(connection: Sqlite.Database): boolean {
  try {
    const [state] = connection.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return state?.busy === 0;
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}
