import { encodeCards, type BoardSnapshot } from '#lib/contract/board/snapshot.ts';
import { parseViewKey } from '#lib/domain/access/audience.ts';
import { dayOf, startOfDay } from '#lib/domain/time/zone.ts';
import type { Context } from '../context/context.ts';
import type { Value } from '../db/database.ts';
import { boardStream, cursorAt, streamHead } from '../streams/stream.ts';
import { boardConfig } from './board-config.ts';
import { shownNames } from './lead-event.ts';
import { findCards } from './lead-row.ts';

/** Closed cards stay on the board for the days that "won this week" needs; older ones are in the list of leads. */
const CLOSED_DAYS = 7;
const DAY_MS = 86_400_000;
/** From when on closed cards are on a board: the start of the day a week ago. */
export const firstClosedShown = (now: number, zone: string): number =>
  startOfDay(dayOf(now - CLOSED_DAYS * DAY_MS, zone), zone);

/**
 * @param closedSince closed cards from this moment on are held; left out: `firstClosedShown`
 */
export async function boardSnapshot(
  context: Context,
  boardId: string,
  viewKey: string,
  closedSince?: number,
): Promise<BoardSnapshot> {
  const { read } = context.db;
  const now = context.now();
  // The cursor is read first: what commits meanwhile is in the rows already and arrives once more as an event, and
  // applying it twice changes nothing.
  const head = await streamHead(read, boardStream(boardId));
  const board = await boardConfig(context, read, boardId, head.config);
  const since = closedSince ?? firstClosedShown(now, board.zone);
  const scope = parseViewKey(viewKey);
  const [filter, params] = scopeFilter(scope.all ? null : scope);
  const found = await findCards(
    read,
    `l.board_id = ? and (l.state = 'open' or l.closed_at >= ?)${filter} order by l.stage_id, l.position, l.id`,
    [boardId, since, ...params],
  );
  const cards = found.map((card) => (card.poolId === null ? card : { ...card, ...shownNames(scope, true, card) }));
  return {
    boardId,
    viewKey,
    cursor: await cursorAt(read, context.epoch, boardStream(boardId), head.seq),
    closedSince: since,
    at: now,
    ...encodeCards(cards, now),
  };
}

/** The same rule as `seesLead`, as SQL over `l`. */
export function scopeFilter(scope: { teamIds: readonly string[]; personId: string | null } | null): [string, Value[]] {
  if (!scope) return ['', []];
  const parts = ['l.pool_id is not null'];
  const params: Value[] = [];
  if (scope.personId !== null) {
    parts.push('l.owner_id = ?');
    params.push(scope.personId);
  }
  if (scope.teamIds.length > 0) {
    parts.push(`l.team_id in (${scope.teamIds.map(() => '?').join(', ')})`);
    params.push(...scope.teamIds);
  }
  return [` and (${parts.join(' or ')})`, params];
}
