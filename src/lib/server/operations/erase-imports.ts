import { DomainError } from '#lib/domain/errors.ts';
import type { Queries, Tx } from '../db/database.ts';
import { squeeze, type PersonalValues } from './personal-values.ts';

const CHUNK = 2_000;
const LOOSE_ROWS = `select import_id as "importId", row_no as "rowNo", personal from import_rows
  where import_id = ? and row_no > ? and lead_id is null and personal is not null order by row_no limit ${CHUNK}`;
const OF_LEADS = `select distinct import_id as "importId" from import_rows where lead_id = ?
  union select import_id as "importId" from leads where id = ? and import_id is not null`;

interface RowKey {
  importId: string;
  rowNo: number;
}
export interface FoundImports {
  /** Rows that became no lead but name the person: a phone number with a typing error beside his e-mail address. */
  looseRows: RowKey[];
}

const importRunning = (importId: string) =>
  new DomainError('import_running', 'an import that names this person is running; erase when it has finished', {
    importId,
  });

/** Looks through rows that no lead id leads to, in pieces, so that commands are served in between. */
export async function findImports(read: Queries, { needles }: PersonalValues): Promise<FoundImports> {
  const looseRows: RowKey[] = [];
  if (needles.length === 0) return { looseRows };
  for (const { id } of await read.all<{ id: string }>('select id from imports', [])) {
    for (let after = -1; ;) {
      const rows = await read.all<RowKey & { personal: string }>(LOOSE_ROWS, [id, after]);
      for (const { importId, rowNo, personal } of rows) {
        const text = squeeze(personal);
        if (needles.some((needle) => text.includes(needle))) looseRows.push({ importId, rowNo });
      }
      if (rows.length < CHUNK) break;
      after = rows.at(-1)!.rowNo;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return { looseRows };
}

/**
 * Empties the rows and drops the uploaded files that hold the person. A file is of no more use once its import has ended:
 * undoing works from rows and history. While it runs the file is needed to go on after a restart, so erasing waits.
 */
export async function emptyImports(tx: Tx, found: FoundImports, leadIds: readonly string[]): Promise<void> {
  const importIds = new Set(found.looseRows.map(({ importId }) => importId));
  for (const leadId of leadIds) {
    for (const { importId } of await tx.all<{ importId: string }>(OF_LEADS, [leadId, leadId])) importIds.add(importId);
    await tx.run('update import_rows set personal = null where lead_id = ?', [leadId]);
  }
  for (const { importId, rowNo } of found.looseRows) {
    await tx.run('update import_rows set personal = null where import_id = ? and row_no = ?', [importId, rowNo]);
  }
  for (const importId of importIds) {
    const row = await tx.get<{ state: string }>('select state from imports where id = ?', [importId]);
    if (row?.state === 'running' || row?.state === 'undoing') throw importRunning(importId);
    await tx.run('delete from import_files where import_id = ?', [importId]);
  }
}
