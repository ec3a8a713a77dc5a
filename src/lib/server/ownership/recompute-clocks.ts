import { systemActor } from '#lib/domain/access/actor.ts';
import { findLeads, type Lead } from '../board/lead-row.ts';
import { readBoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';
import { CHUNK, inBackground } from './in-background.ts';
import { setClock } from './set-clock.ts';

/**
 * Brings the stored clocks of a board's leads in line with its rules, in the background (O2). Only leads whose clock really
 * changes are written. Running it again, or after it was interrupted, does what is still to do.
 */
export async function recomputeClocks(
  context: Context,
  boardId: string,
  stopped?: () => boolean,
): Promise<{ changed: number; failed: string[] }> {
  const actor = systemActor('policy');
  const result = { changed: 0, failed: [] as string[] };
  let last = '';
  while (!stopped?.()) {
    const leads = await findLeads(
      context.db.read,
      `l.board_id = ? and l.state = 'open' and l.owner_id is not null and l.id > ? order by l.id limit ${CHUNK}`,
      [boardId, last],
    );
    if (leads.length === 0) break;
    last = leads.at(-1)!.id;
    const { pool } = await readBoardConfig(context, boardId);
    const stale = leads.filter((lead) => clockChanges(lead, pool, context.now()));
    const { changes, failed } = await inBackground(context, actor, {
      boardId,
      stopped,
      leadIds: stale.map(({ id }) => id),
      cause: 'policy',
      // Not to history: the rule's change stands in the audit log, and the clock follows from facts at any time.
      step: (_tx, { board }, before) =>
        Promise.resolve(
          clockChanges(before, board.pool, context.now())
            ? { change: { before, after: { ...before }, history: [] } }
            : null,
        ),
    });
    result.changed += changes.length;
    result.failed.push(...failed);
  }
  return result;
}

function clockChanges(lead: Lead, pool: Parameters<typeof setClock>[1], now: number): boolean {
  const after = { ...lead };
  setClock(after, pool, now);
  return after.deadlineAt !== lead.deadlineAt || after.clock !== lead.clock || after.warnDueAt !== lead.warnDueAt;
}
