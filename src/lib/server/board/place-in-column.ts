import { needsRebalancing, positionBetween, positionsBetween } from '#lib/domain/board/position.ts';
import type { Tx } from '../db/database.ts';
import { findLeads, type Lead } from './lead-row.ts';

const POSITION = 'select position from leads where id = ? and board_id = ? and stage_id = ?';
const NEXT =
  'select position from leads where board_id = ? and stage_id = ? and position > ? and id <> ? order by position limit 1';
const PREVIOUS =
  'select position from leads where board_id = ? and stage_id = ? and position < ? and id <> ? order by position desc limit 1';
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
  const of = async (id: string | null) =>
    id === null || id === leadId
      ? null
      : ((await tx.get<{ position: string }>(POSITION, [id, boardId, stageId]))?.position ?? null);
  const neighbour = async (sql: string, from: string) =>
    (await tx.get<{ position: string }>(sql, [boardId, stageId, from, leadId]))?.position ?? null;

  const above = await of(after);
  if (above !== null) return positionBetween(above, await neighbour(NEXT, above));
  const below = await of(before);
  if (below !== null) return positionBetween(await neighbour(PREVIOUS, below), below);
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
