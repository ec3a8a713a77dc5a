import { v7 } from 'uuid';
import type { Database, Tx } from '../db/database.ts';

/** A new life of the data: every client notices that it does not continue what it knew, and takes a new snapshot. */
export const newEpoch = (db: Database): Promise<string> => db.transaction(writeNewEpoch);

export async function writeNewEpoch(tx: Tx): Promise<string> {
  const epoch = v7();
  await tx.run(
    `insert into settings (key, value) values ('epoch', ?) on conflict (key) do update set value = excluded.value`,
    [JSON.stringify(epoch)],
  );
  return epoch;
}
