import { v7 } from 'uuid';
import type { Database } from '../db/database.ts';

const KEY = 'epoch';
const FIND = 'select value from settings where key = ?';

/** The name of this life of the data: made on the first start, and anew by every restore. */
export async function databaseEpoch(db: Database): Promise<string> {
  const known = await db.read.get<{ value: string }>(FIND, [KEY]);
  if (known) return JSON.parse(known.value) as string;
  return db.transaction(async (tx) => {
    await tx.run('insert into settings (key, value) values (?, ?) on conflict (key) do nothing', [
      KEY,
      JSON.stringify(v7()),
    ]);
    return JSON.parse((await tx.get<{ value: string }>(FIND, [KEY]))!.value) as string;
  });
}
