import Papa from 'papaparse';
import type { ImportProgress, ImportRowReason } from '#lib/contract/intake/import.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { canImport, canSeeBoard } from '#lib/domain/access/policy.ts';
import { notFound } from '#lib/domain/errors.ts';
import { readBoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';
import { findImport, importsOf, storedHeaders } from './import-store.ts';
import { boardToImportInto } from './start-import.ts';

/** How far an import is. */
export async function importProgress(context: Context, actor: Actor, importId: string): Promise<ImportProgress> {
  const { options: _options, ...progress } = await findImport(context.db.read, importId);
  const board = await readBoardConfig(context, progress.boardId);
  if (!canImport(actor) || !canSeeBoard(actor, board)) throw notFound('import');
  return progress;
}

export async function listImports(context: Context, actor: Actor, boardId: string): Promise<ImportProgress[]> {
  await boardToImportInto(context, actor, boardId);
  return importsOf(context.db.read, boardId);
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
 * imported again.
 */
export async function failedRowsFile(
  context: Context,
  actor: Actor,
  importId: string,
  sentence: (reason: ImportRowReason) => string,
  reasonHeader: string,
): Promise<string> {
  await importProgress(context, actor, importId);
  const headers = await storedHeaders(context.db.read, importId);
  const rows = await context.db.read.all<Raw>(OUTCOMES, [importId, 'failed', 1_000_000]);
  const lines = rows.map(({ personal, reasons }) => {
    const cells = personal ? (JSON.parse(personal) as { cells?: string[] } | null)?.cells : undefined;
    const why = (JSON.parse(reasons) as ImportRowReason[]).map(sentence).join('; ');
    return [...headers.map((_, i) => safeCell(cells?.[i] ?? '')), why];
  });
  // The BOM makes spreadsheets read UTF-8.
  return `\ufeff${Papa.unparse([[...headers, reasonHeader], ...lines])}\r\n`;
}

/** A cell that begins like a formula would be run by a spreadsheet. */
const safeCell = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d\s().-]+$/.test(text) ? `'${text}` : text;
