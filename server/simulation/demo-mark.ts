import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { databaseFile, type Config } from '#lib/server/config/config.ts';
import type { Database, Queries, Tx } from '#lib/server/db/database.ts';
import { openDatabase } from '#lib/server/db/open-database.ts';
import { Refusal } from '#lib/server/operations/refusal.ts';

/** What marks data as a sample, so that it never mixes with real data: settings key `demo`. */
const KEY = 'demo';
const FIND = 'select value from settings where key = ?';

const markSchema = z.object({
  seed: z.number(),
  days: z.number(),
  leads: z.number(),
  /** Epoch ms; the moment up to which the sample tells. */
  until: z.number(),
});
export type DemoMark = z.infer<typeof markSchema>;

/** One per role, for the terminal and the sign-in page: settings key `demo.signIns`. */
const SIGN_INS = 'demo.signIns';
const signInsSchema = z.array(
  z.object({
    personId: z.string(),
    role: z.enum(['admin', 'manager', 'rep']),
    name: z.string(),
    email: z.string(),
    password: z.string(),
  }),
);
export type DemoSignInRow = z.infer<typeof signInsSchema>[number];

export async function writeDemoMark(tx: Tx, mark: DemoMark, signIns: readonly DemoSignInRow[]): Promise<void> {
  const sql = 'insert into settings (key, value) values (?, ?) on conflict (key) do update set value = excluded.value';
  await tx.run(sql, [KEY, JSON.stringify(mark)]);
  await tx.run(sql, [SIGN_INS, JSON.stringify(signIns)]);
}

export async function readDemoMark(read: Queries): Promise<DemoMark | null> {
  const row = await read.get<{ value: string }>(FIND, [KEY]);
  return row ? parseMark(row.value) : null;
}

export async function readDemoSignIns(read: Queries): Promise<DemoSignInRow[]> {
  const row = await read.get<{ value: string }>(FIND, [SIGN_INS]);
  const parsed = signInsSchema.safeParse(row ? JSON.parse(row.value) : []);
  return parsed.success ? parsed.data : [];
}

const parseMark = (text: string): DemoMark | null => {
  const parsed = markSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
};

/** Of a database file that nobody needs to open for work. */
export function demoMarkOfFile(config: Config): { exists: boolean; mark: DemoMark | null } {
  const file = databaseFile(config);
  if (!existsSync(file)) return { exists: false, mark: null };
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true });
  try {
    const known = connection.prepare(`select 1 from sqlite_master where type = 'table' and name = 'settings'`).get();
    const row = known ? (connection.prepare(FIND).get(KEY) as { value: string } | undefined) : undefined;
    return { exists: true, mark: row ? parseMark(row.value) : null };
  } finally {
    connection.close();
  }
}

/**
 * Opens the data, unless demo and real data would mix: a server in demo mode takes the sample only, any other server
 * everything but it. A file is asked before it is opened, so that a refusal leaves no empty database behind.
 */
export async function openUnmixed(config: Config): Promise<Database> {
  if (!config.databaseUrl) {
    refuseMixed(config, demoMarkOfFile(config).mark);
    return openDatabase(config);
  }
  const db = await openDatabase(config);
  try {
    refuseMixed(config, await readDemoMark(db.read));
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

function refuseMixed(config: Config, mark: DemoMark | null): void {
  const where = config.databaseUrl ? 'The database' : `The folder ${config.dataDir}`;
  if (config.demo && !mark) {
    throw new Refusal(
      `${where} does not hold the demo's sample, and the demo touches nothing else.`,
      'Run npm run demo, which makes one in data-demo. To work with this data: npm start',
    );
  }
  if (!config.demo && mark) {
    throw new Refusal(
      `${where} holds the demo's sample, not real data.`,
      'Run npm run demo to look at it. For real use name another folder: npm start -- --data DIR',
    );
  }
}
