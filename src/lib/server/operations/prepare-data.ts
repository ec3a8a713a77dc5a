import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseFile, type Config } from '../config/config.ts';
import { beforeUpdateFile, dropOldUpdateBackups, writeWhole } from './backups.ts';
import { knownMigrations, refuseNewer } from './migrations.ts';
import { inspectPostgres, shownUrl } from './postgres-check.ts';
import { Refusal } from './refusal.ts';
import { copySqliteFile, inspectSqliteFile } from './sqlite-file.ts';

/** Written by move-to-postgres, so that nobody goes on with yesterday's copy by leaving out DATABASE_URL. */
export const movedFile = (config: Config): string => join(config.dataDir, 'moved-to-postgres.json');

/**
 * What stands before opening the data: it can be reached, it is not from a newer version, and before tables are changed
 * there is a backup (SQLite). Refuses with what to do. Whoever calls this holds the data's lock.
 */
export async function prepareData(
  config: Config,
  say: (line: string) => void,
  now: number = Date.now(),
): Promise<void> {
  const known = knownMigrations(config);
  if (config.databaseUrl) {
    const migratedTo = await inspectPostgres(config.databaseUrl);
    refuseNewer(migratedTo, known.last, shownUrl(config.databaseUrl));
    if (migratedTo > 0 && migratedTo < known.last) say('Updating the tables of the database …');
    return;
  }
  refuseMoved(config);
  const file = databaseFile(config);
  const facts = inspectSqliteFile(file);
  if (!facts) return;
  refuseNewer(facts.migratedTo, known.last, config.dataDir);
  if (facts.migratedTo === 0 || facts.migratedTo >= known.last) return;
  const backup = beforeUpdateFile(config, now);
  say(`The tables need an update. Making a backup first: ${backup}`);
  await writeWhole(backup, (partial) => copySqliteFile(file, partial));
  dropOldUpdateBackups(config);
}

function refuseMoved(config: Config): void {
  const file = movedFile(config);
  if (!existsSync(file)) return;
  const { at, to } = JSON.parse(readFileSync(file, 'utf8')) as { at: number; to: string };
  throw new Refusal(
    `The data in ${config.dataDir} was moved to ${to} on ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    `Start with DATABASE_URL set to that address. To go back to the state of that day instead, delete ${file}`,
  );
}
