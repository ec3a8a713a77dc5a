import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Context } from '../context/context.ts';
import { explainFileError, Refusal } from './refusal.ts';
import { makeOneFile } from './sqlite-file.ts';

/** Backups that an update makes by itself; older ones make room. Those that somebody asked for are never removed. */
const KEPT_BEFORE_UPDATES = 5;
const BEFORE_UPDATE = 'before-update-';

export const backupsDir = (config: Config): string => join(config.dataDir, 'backups');

/** 20260915-020000, UTC: sorts by time. */
export const stamp = (at: number): string =>
  new Date(at).toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);

/** Copies the running database into a file that appears only when it is whole. Answers its size in bytes. */
export async function backupDatabase(context: Context, file: string): Promise<number> {
  if (context.db.engine === 'postgres') {
    throw new Refusal(
      'Tideboard does not copy a PostgreSQL database itself.',
      'Use PostgreSQL’s own tool: pg_dump --format=custom --file=tideboard.dump "$DATABASE_URL"',
    );
  }
  return writeWhole(file, async (partial) => {
    await context.db.backup(partial);
    makeOneFile(partial);
  });
}

/** Writes beside the target and renames: a copy that was cut off never looks like a backup. */
export async function writeWhole(file: string, write: (partial: string) => Promise<void>): Promise<number> {
  const partial = `${file}.partial`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    rmSync(partial, { force: true });
    await write(partial);
    chmodSync(partial, 0o600);
    renameSync(partial, file);
    return statSync(file).size;
  } catch (error) {
    rmSync(partial, { force: true });
    throw explainFileError(error, file);
  }
}

export const beforeUpdateFile = (config: Config, at: number): string =>
  join(backupsDir(config), `${BEFORE_UPDATE}${stamp(at)}.db`);

/** Keeps the newest backups of updates. */
export function dropOldUpdateBackups(config: Config): void {
  const old = readdirSync(backupsDir(config))
    .filter((name) => name.startsWith(BEFORE_UPDATE) && name.endsWith('.db'))
    .sort()
    .slice(0, -KEPT_BEFORE_UPDATES);
  for (const name of old) rmSync(join(backupsDir(config), name), { force: true });
}

/** Files in the backups folder, oldest first. */
export function listBackups(config: Config): { file: string; bytes: number; at: number }[] {
  try {
    const dir = backupsDir(config);
    return readdirSync(dir)
      .filter((name) => name.endsWith('.db'))
      .map((name) => ({ file: join(dir, name), ...sizeAndTime(join(dir, name)) }))
      .sort((a, b) => a.at - b.at);
  } catch {
    return [];
  }
}

function sizeAndTime(file: string): { bytes: number; at: number } {
  const { size, mtimeMs } = statSync(file);
  return { bytes: size, at: Math.round(mtimeMs) };
}
