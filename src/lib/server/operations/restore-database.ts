import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  copyFileSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { pino } from 'pino';
import { databaseFile, type Config } from '../config/config.ts';
import { createContext } from '../context/context.ts';
import { openDatabase } from '../db/open-database.ts';
import { stamp } from './backups.ts';
import { erasedInLedger } from './erased-ledger.ts';
import { knownMigrations, refuseNewer } from './migrations.ts';
import { newEpoch } from './new-epoch.ts';
import { explainFileError, Refusal } from './refusal.ts';
import { repeatErasures } from './repeat-erasures.ts';
import { checkSqliteFile, copySqliteFile, inspectSqliteFile, withSqliteFile } from './sqlite-file.ts';

export interface Restored {
  /** Where the replaced data is kept; null: there was none. */
  replaced: string | null;
  /** Erasures since the backup that were made again. */
  erasures: number;
  epoch: string;
}

/**
 * Puts a backup in the place of the data. Everything is prepared beside it (copy, update, erasures, new epoch) and then
 * takes its place by one rename: a crash leaves either the old data or the new. The caller holds the lock.
 */
export async function restoreDatabase(
  config: Config,
  backup: string,
  say: (line: string) => void,
  now = Date.now(),
): Promise<Restored> {
  say('Checking the backup …');
  const facts = inspectSqliteFile(backup);
  if (!facts) throw new Refusal(`There is no file ${backup}.`, 'Check the path.');
  checkSqliteFile(backup);
  if (facts.migratedTo === 0) throw new Refusal(`${backup} is not a backup of Tideboard.`, 'Check the path.');
  refuseNewer(facts.migratedTo, knownMigrations(config).last, backup);

  const current = databaseFile(config);
  const erased = [...new Set([...erasedIn(current, say), ...erasedInLedger(config)])];
  const workplace: Config = { ...config, dataDir: join(config.dataDir, 'restoring') };
  rmSync(workplace.dataDir, { recursive: true, force: true });
  mkdirSync(workplace.dataDir, { recursive: true });
  try {
    say('Copying it beside the data …');
    await copySqliteFile(backup, databaseFile(workplace));
    const { epoch, erasures } = await prepare(workplace, erased);
    syncFile(databaseFile(workplace));
    const replaced = existsSync(current) ? keepAside(config, now) : null;
    renameSync(databaseFile(workplace), current);
    syncFolder(config.dataDir);
    return { replaced, erasures, epoch };
  } catch (error) {
    throw explainFileError(error, config.dataDir);
  } finally {
    rmSync(workplace.dataDir, { recursive: true, force: true });
  }
}

async function prepare(workplace: Config, erased: readonly string[]): Promise<{ epoch: string; erasures: number }> {
  const db = await openDatabase(workplace);
  try {
    const epoch = await newEpoch(db);
    const context = createContext({ config: workplace, db, log: pino({ level: 'silent' }), epoch });
    return { epoch, erasures: await repeatErasures(context, erased) };
  } finally {
    // Closing the last connection puts the write-ahead log into the file.
    await db.close();
  }
}

/** The data that is being replaced is often damaged: then the ledger beside it has to do. */
function erasedIn(file: string, say: (line: string) => void): string[] {
  if (!existsSync(file)) return [];
  try {
    return withSqliteFile(file, (connection) =>
      (connection.prepare('select id from customers where erased_at is not null').all() as { id: string }[]).map(
        ({ id }) => id,
      ),
    );
  } catch {
    say('The present data cannot be read; erasures are repeated as far as erased.jsonl names them.');
    return [];
  }
}

/** Keeps the present database under another name, without a moment in which there is none. */
function keepAside(config: Config, now: number): string {
  const folder = join(config.dataDir, 'replaced', stamp(now));
  mkdirSync(folder, { recursive: true });
  const current = databaseFile(config);
  const kept = join(folder, basename(current));
  try {
    linkSync(current, kept);
  } catch {
    copyFileSync(current, kept);
  }
  // A log that stayed behind would be applied to the new file.
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(current + suffix)) renameSync(current + suffix, kept + suffix);
  }
  return kept;
}

function syncFile(file: string): void {
  const handle = openSync(file, 'r+');
  fsyncSync(handle);
  closeSync(handle);
}

function syncFolder(folder: string): void {
  // Windows cannot open a folder, and does not need to.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
