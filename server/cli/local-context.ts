import { existsSync } from 'node:fs';
import { pino } from 'pino';
import { databaseEpoch } from '#lib/server/access/epoch.ts';
import { databaseFile, type Config } from '#lib/server/config/config.ts';
import { createContext, type Context } from '#lib/server/context/context.ts';
import { openDatabase } from '#lib/server/db/open-database.ts';
import { prepareData } from '#lib/server/operations/prepare-data.ts';
import { Refusal } from '#lib/server/operations/refusal.ts';
import { lockDataDir } from '../lock.ts';

export interface LocalContextOptions {
  /** The command's name: others are told who holds the data. */
  what: string;
  startsData: boolean;
  say: (line: string) => void;
}

/** Opens the data for one command while no server has it, with the same lock, checks and migrations as a server's start. */
export async function withLocalContext<T>(
  config: Config,
  { what, startsData, say }: LocalContextOptions,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  if (!config.databaseUrl && !startsData && !existsSync(databaseFile(config))) {
    throw new Refusal(
      `There is no Tideboard data in ${config.dataDir}.`,
      'Name its folder with --data DIR, or start Tideboard once to make it.',
    );
  }
  const lock = config.databaseUrl ? null : lockDataDir(config.dataDir, what);
  try {
    await prepareData(config, say);
    const db = await openDatabase(config);
    try {
      const log = pino({ level: 'warn', base: undefined }, pino.destination({ dest: 2, sync: true }));
      return await work(createContext({ config, db, log, epoch: await databaseEpoch(db) }));
    } finally {
      await db.close();
    }
  } finally {
    lock?.release();
  }
}
