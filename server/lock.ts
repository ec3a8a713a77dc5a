import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { explainFileError, Refusal } from '#lib/server/operations/refusal.ts';

/** Who holds the data, for whoever finds it held, and how the CLI reaches him (control/). Readable by its user only. */
export interface Holder {
  pid: number;
  host: string;
  /** `server`, or the CLI command that works on the data. */
  what: string;
  /** Epoch ms. */
  since: number;
  /** Where people reach the server; null until it listens. */
  address: string | null;
  control: { path: string; token: string } | null;
}

export interface DataLock {
  readonly dir: string;
  /** Adds what others should know of the holder. */
  describe(facts: Partial<Pick<Holder, 'address' | 'control'>>): void;
  release(): void;
}

const LOCK_FILE = 'lock';
const HOLDER_FILE = 'running.json';

/**
 * Takes the data folder for this process alone, or refuses with the name of the process that has it.
 *
 * The lock is SQLite's own lock on an empty file: the operating system drops it with the process, however it ends, so a
 * lock left behind by `kill -9` does not exist; it is seen from other containers on the same volume, where process ids
 * mean nothing; and taking it is one system call, so two that start at once cannot both win.
 */
export function lockDataDir(dir: string, what = 'server'): DataLock {
  let connection: Sqlite.Database | undefined;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    connection = new Sqlite(join(dir, LOCK_FILE), { timeout: 0 });
    // Nothing is ever written, so nothing needs a journal on the disk.
    connection.pragma('journal_mode = memory');
    connection.exec('begin exclusive');
  } catch (error) {
    connection?.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw dataInUse(dir);
    throw explainFileError(error, dir);
  }
  const lock = connection;
  const holder: Holder = { pid: process.pid, host: hostname(), what, since: Date.now(), address: null, control: null };
  const file = join(dir, HOLDER_FILE);
  const write = () => writeFileSync(file, JSON.stringify(holder), { mode: 0o600 });
  try {
    // A file of an earlier holder may be readable by others.
    rmSync(file, { force: true });
    write();
  } catch (error) {
    lock.close();
    throw explainFileError(error, dir);
  }
  let held = true;
  return {
    dir,
    describe: (facts) => {
      Object.assign(holder, facts);
      if (held) write();
    },
    release: () => {
      if (!held) return;
      held = false;
      rmSync(file, { force: true });
      lock.close();
    },
  };
}

/** What the last holder wrote about himself; he may be gone. */
export function readHolder(dir: string): Holder | null {
  try {
    return JSON.parse(readFileSync(join(dir, HOLDER_FILE), 'utf8')) as Holder;
  } catch {
    return null;
  }
}

function dataInUse(dir: string): Refusal {
  const holder = readHolder(dir);
  if (!holder) {
    return new Refusal(`Another process uses the data in ${dir}.`, 'It is starting or ending; try again in a moment.');
  }
  const where = holder.host === hostname() ? '' : ` on ${holder.host}`;
  if (holder.what !== 'server') {
    return new Refusal(
      `tideboard ${holder.what} is working on the data in ${dir} (process ${holder.pid}${where}).`,
      'Wait until it has finished.',
    );
  }
  const address = holder.address ? ` at ${holder.address}` : '';
  return new Refusal(
    `A Tideboard server already uses the data in ${dir}: process ${holder.pid}${where}${address}.`,
    'Use that one, stop it first (tideboard stop), or name another folder with --data DIR.\n' +
      'For several servers on the same data, see “PostgreSQL” in docs/operations.md.',
  );
}
