import { systemActor } from '#lib/domain/access/actor.ts';
import { notFound } from '#lib/domain/errors.ts';
import { rowReader } from '#lib/domain/intake/read-row.ts';
import { workspaceSettings } from '../access/workspace-settings.ts';
import { readBoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';
import { ChunkSize, importChunk, type ChunkInput } from './import-chunk.ts';
import { ImportNames } from './import-names.ts';
import { dropRows, findImport, storedHeaders, storedRows, type StoredImport } from './import-store.ts';

const START = `update imports set state = 'running', started_at = coalesce(started_at, ?) where id = ? and state in ('ready', 'running')`;
const FINISH = `update imports set state = 'finished', finished_at = ? where id = ? and state = 'running' and done = total`;
/** Only while the import stands where this run saw it: another node may be going on with it. */
const FAIL = `update imports set state = 'failed', finished_at = ?, error = ? where id = ? and state = 'running' and done = ?`;

/** Rows read between two yields to the event loop: a few milliseconds. */
const READ_AT_ONCE = 25;

/**
 * Runs an import from the row where it stands to its end, or until `stopped`. The file's rows are read a piece at a time
 * and taken in short transactions; between them everybody else's commands go on. When another node runs it as well, each
 * row is taken by one of them, and whoever comes too late leaves the rest to the other.
 */
export async function runImport(
  context: Context,
  importId: string,
  stopped: () => boolean = () => false,
): Promise<void> {
  if ((await context.db.transaction((tx) => tx.run(START, [context.now(), importId]))) === 0) return;
  const running = await findImport(context.db.read, importId);
  const at = { done: running.done };
  try {
    await takeRows(context, running, at, stopped);
  } catch (error) {
    context.log.error({ err: error, importId }, 'an import failed');
    await context.db.transaction((tx) =>
      tx.run(FAIL, [context.now(), JSON.stringify({ code: 'unexpected' }), importId, at.done]),
    );
    throw error;
  }
  await context.db.transaction(async (tx) => {
    if ((await tx.run(FINISH, [context.now(), importId])) === 1) await dropRows(tx, importId);
  });
}

/** @param at where the run stands, kept up to date */
async function takeRows(
  context: Context,
  running: StoredImport,
  at: { done: number },
  stopped: () => boolean,
): Promise<void> {
  const { read } = context.db;
  const actor = systemActor('import');
  const board = await readBoardConfig(context, running.boardId);
  const { zone, phoneRegion } = await workspaceSettings(read);
  const headers = await storedHeaders(read, running.id);
  if (!headers) throw notFound('import file');
  const readRow = rowReader(running.options.mapping, headers, {
    zone,
    phoneRegion,
    currency: board.currency,
  });
  const names = await ImportNames.load(context, actor);
  const size = new ChunkSize();
  while (at.done < running.total) {
    const { first, rows } = await storedRows(read, running.id, at.done);
    const piece: ChunkInput[] = [];
    for (const cells of rows.slice(at.done - first)) {
      piece.push({ rowNo: at.done + piece.length, cells, read: readRow(cells) });
      if (piece.length % READ_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await names.ensure(
      piece.filter(({ read: { problems } }) => problems.length === 0).map(({ read: { values } }) => values),
    );
    for (let from = 0; from < piece.length;) {
      if (stopped()) return;
      const chunk = piece.slice(from, from + size.rows);
      if (!(await importChunk(context, actor, running, names, chunk, size))) return;
      from += chunk.length;
      at.done += chunk.length;
    }
  }
}
