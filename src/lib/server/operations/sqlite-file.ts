import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { explainFileError, Refusal } from './refusal.ts';

export interface SqliteFileFacts {
  /** Of the last migration, epoch ms; 0: an empty database. */
  migratedTo: number;
  migrations: number;
}

/** Looks at a database file that nobody has open for writing. Null when there is none. */
export function inspectSqliteFile(file: string): SqliteFileFacts | null {
  return existsSync(file) ? withSqliteFile(file, migrationsOf) : null;
}

function migrationsOf(connection: Sqlite.Database): SqliteFileFacts {
  const table = connection.prepare(`select 1 from sqlite_master where name = '__drizzle_migrations'`).get();
  if (!table) return { migratedTo: 0, migrations: 0 };
  const row = connection
    .prepare(
      'select coalesce(max(cast(created_at as integer)), 0) as "migratedTo", count(*) as "migrations" from __drizzle_migrations',
    )
    .get();
  return row as SqliteFileFacts;
}

/** A database file as a foreign or damaged one would be noticed, for a look at it; never for writing. */
export function withSqliteFile<T>(file: string, look: (connection: Sqlite.Database) => T): T {
  let connection: Sqlite.Database | undefined;
  try {
    connection = new Sqlite(file, { readonly: true, fileMustExist: true });
    return look(connection);
  } catch (error) {
    throw explainDamage(error, file);
  } finally {
    connection?.close();
  }
}

/** Reads every page: a copy that was cut off, or that a bad disk changed, is refused before it replaces anything. */
export function checkSqliteFile(file: string): void {
  withSqliteFile(file, (connection) => {
    const [first] = connection.pragma('integrity_check(1)') as { integrity_check: string }[];
    if (first?.integrity_check !== 'ok') throw damaged(file);
  });
}

/** Copies a database with what its write-ahead log still holds, while nobody writes to it. */
export async function copySqliteFile(from: string, to: string): Promise<void> {
  const connection = new Sqlite(from, { readonly: true, fileMustExist: true });
  try {
    await connection.backup(to);
    makeOneFile(to);
  } catch (error) {
    throw explainFileError(error, to);
  } finally {
    connection.close();
  }
}

/** Takes the copy out of the mode with a log beside it: it can then be read from a folder that is read-only. */
export function makeOneFile(file: string): void {
  const connection = new Sqlite(file);
  connection.pragma('journal_mode = delete');
  connection.close();
}

function explainDamage(error: unknown, file: string): unknown {
  const code = (error as { code?: string }).code ?? '';
  if (code.startsWith('SQLITE_NOTADB')) return new Refusal(`${file} is not a Tideboard database.`, 'Check the path.');
  if (code.startsWith('SQLITE_CORRUPT')) return damaged(file);
  return explainFileError(error, file);
}

const damaged = (file: string): Refusal =>
  new Refusal(
    `The database ${file} is damaged.`,
    'Keep a copy of it, check the disk, and restore the last backup: npm run tideboard -- restore FILE',
  );
