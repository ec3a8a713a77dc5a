import { needsRebalancing, positionBetween, positionsBetween } from '#lib/domain/board/position.ts';
import type { Tx } from '../db/database.ts';
import { findLeads, type Lead } from './lead-row.ts';

/** A card of the column, and the key on the other side of the gap beside it: parameters lead, neighbour, board, stage. */
const beside = (direction: '>' | '<') => `select l.position as "near",
    (select n.position from leads n where n.board_id = l.board_id and n.stage_id = l.stage_id and n.position ${direction} l.position
       and n.id <> ? order by n.position ${direction === '>' ? 'asc' : 'desc'} limit 1) as "far"
  from leads l where l.id = ? and l.board_id = ? and l.stage_id = ?`;
const BELOW = beside('>');
const ABOVE = beside('<');
const FIRST = 'select position from leads where board_id = ? and stage_id = ? and id <> ? order by position limit 1';

interface Drop {
  boardId: string;
  stageId: string;
  leadId: string;
  after: string | null;
  before: string | null;
}

/**
 * Mints the order key for a drop between two cards, under the board's hold. The neighbours are hints: one that has left
 * the column is ignored, and cards the mover cannot see between them are taken into account. Two index look-ups, however
 * long the column is.
 */
export async function mintPosition(tx: Tx, { boardId, stageId, leadId, after, before }: Drop): Promise<string> {
  const gap = (sql: string, neighbour: string | null) =>
    neighbour === null || neighbour === leadId
      ? undefined
      : tx.get<{ near: string; far: string | null }>(sql, [leadId, neighbour, boardId, stageId]);

  const under = await gap(BELOW, after);
  if (under) return positionBetween(under.near, under.far);
  const over = await gap(ABOVE, before);
  if (over) return positionBetween(over.far, over.near);
  const top = await tx.get<{ position: string }>(FIRST, [boardId, stageId, leadId]);
  return positionBetween(null, top?.position ?? null);
}

/**
 * Spreads a column anew when a key has grown too long. Answers the other cards of the column with their new keys, and
 * sets the moved lead's. Rare: about 200 drops into the same gap.
 */
export async function rebalanceColumn(tx: Tx, moved: Lead): Promise<{ before: Lead; after: Lead }[]> {
  if (!needsRebalancing(moved.position)) return [];
  const others = await findLeads(tx, 'l.board_id = ? and l.stage_id = ? and l.id <> ? order by l.position', [
    moved.boardId,
    moved.stageId,
    moved.id,
  ]);
  const at = others.findIndex(({ position }) => position > moved.position);
  const index = at === -1 ? others.length : at;
  const keys = positionsBetween(null, null, others.length + 1);
  const changes = others.map((lead, i) => ({
    before: lead,
    after: { ...lead, position: keys[i < index ? i : i + 1]! },
  }));
  moved.position = keys[index]!;
  return changes;
}
