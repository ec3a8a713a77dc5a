import { gunzipSync } from 'node:zlib';
import { DomainError } from '#lib/domain/errors.ts';
import type { Queries, Tx } from '../db/database.ts';
import { squeeze, type PersonalValues } from './personal-values.ts';

const CHUNK = 2_000;
const LOOSE_ROWS = `select import_id as "importId", row_no as "rowNo", personal from import_rows
  where import_id = ? and row_no > ? and lead_id is null and personal is not null order by row_no limit ${CHUNK}`;
const OF_LEADS = `select distinct import_id as "importId" from import_rows where lead_id = ?
  union select import_id as "importId" from leads where id = ? and import_id is not null`;
const PARTS = 'select part from import_files where import_id = ? order by part';
const BODY = 'select body from import_files where import_id = ? and part = ?';

interface RowKey {
  importId: string;
  rowNo: number;
}
export interface FoundImports {
  /** Rows that became no lead but name the person: a phone number with a typing error beside his e-mail address. */
  looseRows: RowKey[];
  /** Pieces of files that name him; piece 0 is the headers, which hold a person when the file has none. */
  files: { importId: string; part: number }[];
}

const importRunning = (importId: string) =>
  new DomainError('import_running', 'an import that names this person is running; erase when it has finished', {
    importId,
  });

/** Looks through rows and files that no lead id leads to, in pieces, so that commands are served in between. */
export async function findImports(read: Queries, values: PersonalValues): Promise<FoundImports> {
  const found: FoundImports = { looseRows: [], files: [] };
  for (const { id } of await read.all<{ id: string }>('select id from imports', [])) {
    await findFiles(read, id, values, found);
    if (values.needles.length > 0) await findLooseRows(read, id, values, found);
  }
  return found;
}

async function findLooseRows(read: Queries, importId: string, values: PersonalValues, found: FoundImports) {
  for (let after = -1; ;) {
    const rows = await read.all<RowKey & { personal: string }>(LOOSE_ROWS, [importId, after]);
    for (const { rowNo, personal } of rows) if (holds(personal, values)) found.looseRows.push({ importId, rowNo });
    if (rows.length < CHUNK) return;
    after = rows.at(-1)!.rowNo;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function findFiles(read: Queries, importId: string, values: PersonalValues, found: FoundImports) {
  for (const { part } of await read.all<{ part: number }>(PARTS, [importId])) {
    const row = await read.get<{ body: Buffer }>(BODY, [importId, part]);
    if (!row) continue;
    const text = gunzipSync(row.body).toString('utf8');
    const named = part === 0 && (JSON.parse(text) as string[]).some((cell) => values.exact.has(cell));
    if (named || holds(text, values)) found.files.push({ importId, part });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function holds(text: string, { needles }: PersonalValues): boolean {
  if (needles.length === 0) return false;
  const squeezed = squeeze(text);
  return needles.some((needle) => squeezed.includes(needle));
}

/**
 * Empties the rows and drops the pieces of uploaded files that hold the person. Rows of a file are of no more use once its
 * import has ended: undoing works from rows and history. Before, they are needed to go on, so erasing waits.
 */
export async function emptyImports(tx: Tx, found: FoundImports, leadIds: readonly string[]): Promise<void> {
  const importIds = new Set([...found.looseRows, ...found.files].map(({ importId }) => importId));
  for (const leadId of leadIds) {
    for (const { importId } of await tx.all<{ importId: string }>(OF_LEADS, [leadId, leadId])) importIds.add(importId);
    await tx.run('update import_rows set personal = null where lead_id = ?', [leadId]);
  }
  for (const { importId, rowNo } of found.looseRows) {
    await tx.run('update import_rows set personal = null where import_id = ? and row_no = ?', [importId, rowNo]);
  }
  for (const importId of importIds) {
    const row = await tx.get<{ state: string }>('select state from imports where id = ?', [importId]);
    if (row && ['ready', 'running', 'undoing'].includes(row.state)) throw importRunning(importId);
    await tx.run('delete from import_files where import_id = ? and part > 0', [importId]);
  }
  for (const { importId, part } of found.files) {
    await tx.run('delete from import_files where import_id = ? and part = ?', [importId, part]);
  }
}
