import { systemActor } from '#lib/domain/access/actor.ts';
import { rowReader } from '#lib/domain/intake/read-row.ts';
import { workspaceSettings } from '../access/workspace-settings.ts';
import { readBoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';
import { ChunkSize, importChunk, type ChunkInput } from './import-chunk.ts';
import { ImportNames } from './import-names.ts';
import { findImport, storedHeaders, storedRows, type StoredImport } from './import-store.ts';

const START = `update imports set state = 'running', started_at = coalesce(started_at, ?) where id = ? and state in ('ready', 'running')`;
const FINISH = `update imports set state = 'finished', finished_at = ? where id = ? and state = 'running'`;
const FAIL = `update imports set state = 'failed', finished_at = ?, error = ? where id = ?`;

/** Rows read between two yields to the event loop: a few milliseconds. */
const READ_AT_ONCE = 25;

/**
 * Runs an import from the row where it stands to its end, or until `stopped`. The file's rows are read a piece at a time
 * and taken in short transactions; between them everybody else's commands go on.
 */
export async function runImport(
  context: Context,
  importId: string,
  stopped: () => boolean = () => false,
): Promise<void> {
  if ((await context.db.transaction((tx) => tx.run(START, [context.now(), importId]))) === 0) return;
  try {
    const running = await findImport(context.db.read, importId);
    await takeRows(context, running, stopped);
  } catch (error) {
    context.log.error({ err: error, importId }, 'an import failed');
    await context.db.transaction((tx) =>
      tx.run(FAIL, [context.now(), JSON.stringify({ code: 'unexpected' }), importId]),
    );
    throw error;
  }
  if (stopped()) return;
  await context.db.transaction((tx) => tx.run(FINISH, [context.now(), importId]));
}

async function takeRows(context: Context, running: StoredImport, stopped: () => boolean): Promise<void> {
  const { read } = context.db;
  const actor = systemActor('import');
  const board = await readBoardConfig(context, running.boardId);
  const { zone, phoneRegion } = await workspaceSettings(read);
  const readRow = rowReader(running.options.mapping, await storedHeaders(read, running.id), {
    zone,
    phoneRegion,
    currency: board.currency,
  });
  const names = await ImportNames.load(context, actor);
  const size = new ChunkSize();
  let done = running.done;
  while (done < running.total) {
    const { first, rows } = await storedRows(read, running.id, done);
    const piece: ChunkInput[] = [];
    for (const cells of rows.slice(done - first)) {
      piece.push({ rowNo: done + piece.length, cells, read: readRow(cells) });
      if (piece.length % READ_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await names.ensure(
      piece.filter(({ read: { problems } }) => problems.length === 0).map(({ read: { values } }) => values),
    );
    for (let from = 0; from < piece.length;) {
      if (stopped()) return;
      const taken = await importChunk(context, actor, running, names, piece.slice(from, from + size.rows), size);
      from += taken;
      done += taken;
    }
  }
}
