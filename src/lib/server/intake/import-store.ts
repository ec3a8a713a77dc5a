import { gunzipSync, gzipSync } from 'node:zlib';
import type { ImportOptions, ImportProgress, UndoneImport } from '#lib/contract/intake/import.ts';
import { notFound } from '#lib/domain/errors.ts';
import type { Queries, Tx } from '../db/database.ts';
import type { TableFile } from './read-file.ts';

/** Rows of one stored piece: what a running import holds in memory at a time. */
export const PART_ROWS = 500;

export interface StoredImport extends ImportProgress {
  options: ImportOptions;
}

const COLUMNS = `id, board_id as "boardId", file_name as "fileName", state, total, done, created, updated, skipped, failed,
  created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt", undone_at as "undoneAt",
  person_id as "personId"`;

export async function findImport(read: Queries, importId: string): Promise<StoredImport> {
  const row = await read.get<ImportProgress & { options: string }>(
    `select ${COLUMNS}, options from imports where id = ?`,
    [importId],
  );
  if (!row) throw notFound('import');
  return { ...row, options: JSON.parse(row.options) as ImportOptions };
}

export const importsOf = (read: Queries, boardId: string): Promise<ImportProgress[]> =>
  read.all<ImportProgress>(`select ${COLUMNS} from imports where board_id = ? order by created_at desc limit 50`, [
    boardId,
  ]);

/** How many leads that it made are there still. */
export async function leadsOfImport(read: Queries, importId: string): Promise<number> {
  const row = await read.get<{ n: number }>('select count(*) as n from leads where import_id = ?', [importId]);
  return Number(row?.n ?? 0);
}

const UNDONE = `select target, data from audit_log where kind = 'import_undone' and target in`;

/** What taking imports back did, by import: the audit log has it. */
export async function undoneImports(read: Queries, importIds: readonly string[]): Promise<Map<string, UndoneImport>> {
  if (importIds.length === 0) return new Map();
  const rows = await read.all<{ target: string; data: string }>(
    `${UNDONE} (${importIds.map(() => '?').join(', ')})`,
    importIds,
  );
  return new Map(rows.map(({ target, data }) => [target, undoneFrom(JSON.parse(data) as UndoneFacts)]));
}

/** As the audit log keeps it: `kept` is how many, `why` how many for which reason. */
export interface UndoneFacts extends Omit<UndoneImport, 'kept'> {
  kept: number;
  why?: UndoneImport['kept'];
}

const undoneFrom = ({ removed, restored, kept, why }: UndoneFacts): UndoneImport => ({
  removed,
  restored,
  kept: why ?? (kept > 0 ? { edited: kept } : {}),
});

/** Part 0 holds the headers, the others rows; each is compressed JSON. */
export async function storeTable(tx: Tx, importId: string, { headers, rows }: TableFile): Promise<void> {
  const insert = (part: number, value: unknown) =>
    tx.run('insert into import_files (import_id, part, body) values (?, ?, ?)', [
      importId,
      part,
      gzipSync(JSON.stringify(value), { level: 1 }),
    ]);
  await insert(0, headers);
  for (let from = 0, part = 1; from < rows.length; from += PART_ROWS, part++) {
    await insert(part, rows.slice(from, from + PART_ROWS));
  }
}

async function readPart<T>(read: Queries, importId: string, part: number): Promise<T | null> {
  const row = await read.get<{ body: Buffer }>('select body from import_files where import_id = ? and part = ?', [
    importId,
    part,
  ]);
  return row ? (JSON.parse(gunzipSync(row.body).toString('utf8')) as T) : null;
}

/** Null: an erasure found a person in them. */
export const storedHeaders = (read: Queries, importId: string): Promise<string[] | null> => readPart(read, importId, 0);

/** The rows of one piece, and the number (from 0) of its first row in the file. */
export async function storedRows(
  read: Queries,
  importId: string,
  rowNo: number,
): Promise<{ first: number; rows: string[][] }> {
  const part = Math.floor(rowNo / PART_ROWS);
  const rows = await readPart<string[][]>(read, importId, part + 1);
  if (!rows) throw notFound('import file');
  return { first: part * PART_ROWS, rows };
}

/** The rows are of no more use once all are taken: those that failed stand beside the import, with their reasons. */
export const dropRows = (tx: Tx, importId: string): Promise<number> =>
  tx.run('delete from import_files where import_id = ? and part > 0', [importId]);
