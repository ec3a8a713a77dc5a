import { writeFileSync } from 'node:fs';
import { getTableColumns, getTableName, is, Table } from 'drizzle-orm';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Config } from '../config/config.ts';
import type { Database, Queries, Tx, Value } from '../db/database.ts';
import * as schema from '../db/schema.sqlite.ts';
import { writeNewEpoch } from './new-epoch.ts';
import { shownUrl } from './postgres-check.ts';
import { movedFile } from './prepare-data.ts';
import { Refusal } from './refusal.ts';

/** PostgreSQL takes 65,535 parameters in one statement. */
const MOST_PARAMETERS = 30_000;
const MOST_ROWS = 1_000;

export interface MoveProgress {
  table: string;
  done: number;
  total: number;
}

/**
 * Copies everything into an empty PostgreSQL database, in one transaction: the target is complete or still empty. Row
 * counts are compared before it commits. Answers the rows per table.
 */
export async function copyToPostgres(
  from: Database,
  to: Database,
  tell: (progress: MoveProgress) => void,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const tables = tablesInOrder();
  await refuseUnlessEmpty(to.read, tables);
  return to.transaction(async (tx) => {
    const rows: Record<string, number> = {};
    for (const table of tables) {
      const name = getTableName(table);
      rows[name] = await copyTable(from.read, tx, table, (progress) => {
        signal.throwIfAborted();
        tell(progress);
      });
      const there = await countRows(tx, name);
      if (there !== rows[name]) throw new Error(`${name}: ${rows[name]} rows here, ${there} there`);
    }
    await writeNewEpoch(tx);
    return rows;
  });
}

/** From now on a start without DATABASE_URL is refused: it would go on with this day's copy. */
export function markMoved(config: Config, url: string, at: number): void {
  writeFileSync(movedFile(config), JSON.stringify({ at, to: shownUrl(url) }));
}

/** Referred-to tables first. */
function tablesInOrder(): SQLiteTable[] {
  const all = Object.values(schema).filter((value) => is(value, Table));
  const placed: SQLiteTable[] = [];
  const place = (table: SQLiteTable) => {
    if (placed.includes(table)) return;
    for (const key of getTableConfig(table).foreignKeys) {
      const { foreignTable } = key.reference();
      if (foreignTable !== table) place(foreignTable);
    }
    placed.push(table);
  };
  for (const table of all) place(table as SQLiteTable);
  return placed;
}

async function refuseUnlessEmpty(read: Queries, tables: readonly SQLiteTable[]): Promise<void> {
  for (const table of tables) {
    const name = getTableName(table);
    if ((await countRows(read, name)) === 0) continue;
    throw new Refusal(
      `The PostgreSQL database is not empty: ${name} has rows.`,
      'Make a new one (createdb tideboard) and give its address.',
    );
  }
}

const countRows = async (read: Queries, table: string): Promise<number> =>
  (await read.get<{ n: number }>(`select count(*) as "n" from ${table}`))!.n;

async function copyTable(
  from: Queries,
  tx: Tx,
  table: SQLiteTable,
  tell: (progress: MoveProgress) => void,
): Promise<number> {
  const name = getTableName(table);
  const columns = Object.values(getTableColumns(table)).map((column) => column.name);
  const size = Math.min(MOST_ROWS, Math.floor(MOST_PARAMETERS / columns.length));
  const page = `select rowid as "_row", ${columns.join(', ')} from ${name} where rowid > ? order by rowid limit ${size}`;
  const total = await countRows(from, name);
  let done = 0;
  let after = -1;
  for (;;) {
    tell({ table: name, done, total });
    const rows = await from.all<Record<string, Value> & { _row: number }>(page, [after]);
    if (rows.length === 0) return done;
    const values = rows.flatMap((row) => columns.map((column) => forPostgres(name, column, row[column] ?? null)));
    const one = `(${columns.map(() => '?').join(', ')})`;
    await tx.run(`insert into ${name} (${columns.join(', ')}) values ${rows.map(() => one).join(', ')}`, values);
    done += rows.length;
    after = rows.at(-1)!._row;
  }
}

/** The same value on both engines, but for lucia's expiry and for the one character that PostgreSQL cannot store. */
function forPostgres(table: string, column: string, value: Value): Value {
  if (table === 'sessions' && column === 'expires_at') return new Date(Number(value) * 1000).toISOString();
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '') : value;
}
