import type { ImportPreview, ImportRowReason } from '#lib/contract/intake/import.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { mappingProblems, type ImportMapping } from '#lib/domain/intake/mapping.ts';
import { proposeMapping, type KnownNames } from '#lib/domain/intake/propose-mapping.ts';
import { rowReader } from '#lib/domain/intake/read-row.ts';
import { workspaceSettings } from '../access/workspace-settings.ts';
import type { BoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';
import type { Queries } from '../db/database.ts';
import { stageProblem } from './imported-lead.ts';
import type { TableFile } from './read-file.ts';
import { boardToImportInto } from './start-import.ts';

const SHOWN_ROWS = 20;
/** Rows that are tried; the import itself tries all of them. */
const TRIED_ROWS = 5_000;

/** What an import would do, without doing any of it. Without a mapping one is proposed from headers and values. */
export async function previewImport(
  context: Context,
  actor: Actor,
  input: { boardId: string; table: TableFile; mapping?: ImportMapping },
): Promise<ImportPreview> {
  const board = await boardToImportInto(context, actor, input.boardId);
  const { read } = context.db;
  const { zone, phoneRegion } = await workspaceSettings(read);
  const { headers, rows } = input.table;
  const known = await knownNames(read, board);
  const proposal = proposeMapping(headers, rows.slice(0, TRIED_ROWS), { known, phoneRegion, currency: board.currency });
  const mapping = input.mapping ?? proposal.mapping;
  const problems = mappingProblems(mapping, headers);
  const preview: ImportPreview = {
    headers,
    total: rows.length,
    mapping,
    questions: proposal.questions,
    unmapped: headers.filter((header) => !mapping.columns.some(({ column }) => column === header)),
    problems,
    rows: [],
    tried: 0,
    failing: 0,
    failures: [],
    tally: [],
    unknownOwners: [],
  };
  if (problems.some(({ problem }) => problem !== 'format_missing')) return preview;
  const readRow = rowReader(mapping, headers, { zone, phoneRegion, currency: board.currency });
  const owners = new Set(known.owner!.map((name) => name.toLowerCase()));
  const strangers = new Set<string>();
  const tally = new Map<string, ImportPreview['tally'][number]>();
  for (const [i, cells] of rows.slice(0, TRIED_ROWS).entries()) {
    const { values, problems: reasons } = readRow(cells);
    const placed = reasons.length === 0 ? stageProblem(board, values) : null;
    const all: ImportRowReason[] = placed ? [placed] : reasons;
    if (i < SHOWN_ROWS) preview.rows.push({ line: i + 2, cells, values, reasons: all });
    preview.tried++;
    if (all.length > 0 && ++preview.failing <= SHOWN_ROWS) preview.failures.push({ line: i + 2, reasons: all });
    for (const reason of all) {
      const key = `${reason.field} ${reason.column} ${reason.problem}`;
      const counted = tally.get(key) ?? { reason, rows: 0 };
      tally.set(key, { ...counted, rows: counted.rows + 1 });
    }
    if (values.owner !== null && !owners.has(values.owner.toLowerCase())) strangers.add(values.owner);
  }
  preview.tally = [...tally.values()].sort((a, b) => b.rows - a.rows);
  preview.unknownOwners = [...strangers].slice(0, 100);
  return preview;
}

async function knownNames(read: Queries, board: BoardConfig): Promise<KnownNames> {
  const names = async (sql: string) => (await read.all<{ name: string }>(sql)).map(({ name }) => name);
  return {
    stage: board.stages.filter(({ archivedAt }) => archivedAt === null).map(({ name }) => name),
    product: await names('select name from products where archived_at is null'),
    channel: await names('select name from channels where archived_at is null'),
    owner: await names('select name from people'),
    team: await names('select name from teams where archived_at is null'),
    lostReason: await names('select name from lost_reasons where archived_at is null'),
  };
}
