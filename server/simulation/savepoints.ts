import type { Database, TransactionOptions, Tx } from '#lib/server/db/database.ts';
import { isDomainError } from '#lib/domain/errors.ts';

/**
 * A database whose transactions are savepoints of one real one: thousands of commands of the past then cost one write to
 * the disk. Everything is read as the commands left it. For one caller at a time; who sends two at once is told so.
 */
export function savepointsOf(db: Database, outer: Tx): Database {
  let busy = false;
  const inSavepoint = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    await outer.run('savepoint simulated');
    try {
      const value = await work(withoutListeners(outer));
      await outer.run('release savepoint simulated');
      return value;
    } catch (error) {
      await outer.run('rollback to savepoint simulated');
      await outer.run('release savepoint simulated');
      throw error;
    }
  };
  return {
    engine: db.engine,
    read: outer,
    transaction: async <T>(work: (tx: Tx) => Promise<T>, { afterRefusal }: TransactionOptions = {}) => {
      if (busy) throw new Error('commands of the simulated past go one after another');
      busy = true;
      try {
        return await inSavepoint(work);
      } catch (error) {
        if (afterRefusal && isDomainError(error)) await inSavepoint((tx) => afterRefusal(tx, error));
        throw error;
      } finally {
        busy = false;
      }
    },
    announce: () => {},
    onAnnounced: () => {},
    backup: (file) => db.backup(file),
    close: () => Promise.resolve(),
  };
}

/** Nobody watches the past, and it may still be rolled back: what waits for the commit is not called. */
const withoutListeners = (outer: Tx): Tx => ({
  engine: outer.engine,
  schema: outer.schema,
  get drizzle() {
    return outer.drizzle;
  },
  get: (sql, params) => outer.get(sql, params),
  all: (sql, params) => outer.all(sql, params),
  run: (sql, params) => outer.run(sql, params),
  afterCommit: () => {},
});
