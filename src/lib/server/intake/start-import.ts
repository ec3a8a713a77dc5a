import type { ImportOptions } from '#lib/contract/intake/import.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canImport, canSeeBoard } from '#lib/domain/access/policy.ts';
import { DomainError, notAllowed, notFound } from '#lib/domain/errors.ts';
import { mappingProblems, type MappingProblem } from '#lib/domain/intake/mapping.ts';
import { readBoardConfig, type BoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import { storeTable } from './import-store.ts';
import type { TableFile } from './read-file.ts';

const mappingUnusable = ({ problem, ...facts }: MappingProblem) =>
  new DomainError('mapping_unusable', `the mapping cannot be used: ${problem}`, {
    problem,
    column: 'column' in facts ? facts.column : null,
  });

/** Refuses whoever may not import into this board. */
export async function boardToImportInto(context: Context, actor: Actor, boardId: string): Promise<BoardConfig> {
  if (!canImport(actor)) throw notAllowed('import');
  const board = await readBoardConfig(context, boardId);
  if (!canSeeBoard(actor, board)) throw notFound('board');
  return board;
}

/**
 * Stores a file with its mapping; the scheduler takes it up at once and goes on after a restart. Answers the import's id.
 * Nothing is written to the board yet.
 */
export async function startImport(
  context: Context,
  actor: Actor,
  input: { boardId: string; fileName: string; table: TableFile; options: ImportOptions },
): Promise<string> {
  const board = await boardToImportInto(context, actor, input.boardId);
  const [problem] = mappingProblems(input.options.mapping, input.table.headers);
  if (problem) throw mappingUnusable(problem);
  const importId = context.newId();
  await inTransaction(context, async (tx) => {
    await tx.run(
      `insert into imports (id, board_id, person_id, file_name, state, options, total, done, created, updated, skipped, failed, created_at)
       values (?, ?, ?, ?, 'ready', ?, ?, 0, 0, 0, 0, 0, ?)`,
      [
        importId,
        board.id,
        actorId(actor),
        input.fileName.slice(0, 200),
        JSON.stringify(input.options),
        input.table.rows.length,
        context.now(),
      ],
    );
    await storeTable(tx, importId, input.table);
    // Wakes the scheduler on this node; others poll.
    tx.afterCommit(() => context.growth.tell([`import:${importId}`]));
  });
  return importId;
}
