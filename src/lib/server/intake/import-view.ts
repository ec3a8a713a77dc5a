import Papa from 'papaparse';
import type { ImportEntry, ImportProgress, ImportRowReason } from '#lib/contract/intake/import.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canImport, canReadFailedRows, canSeeBoard, canUndoImport } from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { safeCell } from '#lib/domain/intake/safe-cell.ts';
import { readBoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';
import { findImport, importsOf, leadsOfImport, storedHeaders, undoneImports } from './import-store.ts';
import { MOST_ROWS } from './read-file.ts';
import { boardToImportInto } from './start-import.ts';

/** How far an import is. */
export async function importProgress(context: Context, actor: Actor, importId: string): Promise<ImportEntry> {
  const { options: _options, ...progress } = await findImport(context.db.read, importId);
  const board = await readBoardConfig(context, progress.boardId);
  if (!canImport(actor) || !canSeeBoard(actor, board)) throw notFound('import');
  const [entry] = await entriesOf(context, actor, [progress]);
  return entry!;
}

export async function listImports(context: Context, actor: Actor, boardId: string): Promise<ImportEntry[]> {
  await boardToImportInto(context, actor, boardId);
  return entriesOf(context, actor, await importsOf(context.db.read, boardId));
}

async function entriesOf(context: Context, actor: Actor, imports: readonly ImportProgress[]): Promise<ImportEntry[]> {
  const taken = imports.filter(({ state }) => state === 'undone').map(({ id }) => id);
  const undone = await undoneImports(context.db.read, taken);
  const left = new Map<string, number>();
  for (const { id, state } of imports) {
    if (state === 'undoing') left.set(id, await leadsOfImport(context.db.read, id));
  }
  return imports.map((progress) => ({
    ...progress,
    takenBack: left.has(progress.id) ? Math.max(0, progress.created - left.get(progress.id)!) : null,
    mayUndo: canUndoImport(actor, progress.personId),
    undone: undone.get(progress.id) ?? null,
  }));
}

export interface RowOutcome {
  /** As a spreadsheet counts: the first row after the headers is 2. */
  line: number;
  outcome: 'updated' | 'skipped' | 'failed';
  leadId: string | null;
  reasons: ImportRowReason[];
}

const OUTCOMES = `select row_no as "rowNo", outcome, lead_id as "leadId", reasons, personal from import_rows
  where import_id = ? and outcome = ? order by row_no limit ?`;

interface Raw {
  rowNo: number;
  outcome: RowOutcome['outcome'];
  leadId: string | null;
  reasons: string;
  personal: string | null;
}

export async function importRowOutcomes(
  context: Context,
  actor: Actor,
  importId: string,
  outcome: RowOutcome['outcome'],
  limit: number,
): Promise<RowOutcome[]> {
  await importProgress(context, actor, importId);
  const rows = await context.db.read.all<Raw>(OUTCOMES, [importId, outcome, limit]);
  return rows.map(({ rowNo, leadId, reasons, outcome: became }) => ({
    line: rowNo + 2,
    outcome: became,
    leadId,
    reasons: JSON.parse(reasons) as ImportRowReason[],
  }));
}

/**
 * The rows that were not taken, as a CSV with the file's own columns and a last one that says why, ready to be mended and
 * imported again. They are personal, so whoever may take the import back has them and nobody else.
 */
export async function failedRowsFile(
  context: Context,
  actor: Actor,
  importId: string,
  sentence: (reason: ImportRowReason) => string,
  reasonHeader: string,
): Promise<string> {
  const { personId } = await importProgress(context, actor, importId);
  if (!canReadFailedRows(actor, personId)) throw notAllowed('read_failed_rows');
  const { read } = context.db;
  const headers = (await storedHeaders(read, importId)) ?? [];
  const rows = await read.all<Raw>(OUTCOMES, [importId, 'failed', MOST_ROWS]);
  const lines = rows.map(({ personal, reasons }) => {
    const cells = personal ? (JSON.parse(personal) as { cells?: string[] } | null)?.cells : undefined;
    const why = (JSON.parse(reasons) as ImportRowReason[]).map(sentence).join('; ');
    return { cells: cells ?? [], why };
  });
  // An erasure that found a person in the headers took them away.
  const width = Math.max(headers.length, ...lines.map(({ cells }) => cells.length));
  const table = [
    [...Array.from({ length: width }, (_, i) => headers[i] ?? ''), reasonHeader],
    ...lines.map(({ cells, why }) => [...Array.from({ length: width }, (_, i) => cells[i] ?? ''), why]),
  ];
  // The BOM makes spreadsheets read UTF-8.
  return `\ufeff${Papa.unparse(table.map((line) => line.map(safeCell)))}\r\n`;
}
