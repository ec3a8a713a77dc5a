import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { Refusal } from './refusal.ts';

/** The last migration that this version of Tideboard knows, as drizzle records it in the database (epoch ms). */
export function knownMigrations({ databaseUrl, migrationsDir }: Config): { last: number; count: number } {
  const file = join(migrationsDir, databaseUrl ? 'postgres' : 'sqlite', 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: { when: number }[] };
  return { last: Math.max(0, ...journal.entries.map(({ when }) => when)), count: journal.entries.length };
}

/** Data of a newer version must not be touched: its tables mean something that this version does not know. */
export function refuseNewer(applied: number, known: number, where: string): void {
  if (applied <= known) return;
  throw new Refusal(
    `The data in ${where} is from a newer version of Tideboard than this one.`,
    'Start that version again, or restore a backup from before the update: npm run tideboard -- restore FILE',
  );
}
