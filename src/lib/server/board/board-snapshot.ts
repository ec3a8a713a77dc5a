import { encodeCards, type BoardSnapshot } from '#lib/contract/board/snapshot.ts';
import { parseViewKey } from '#lib/domain/access/audience.ts';
import { dayOf, startOfDay } from '#lib/domain/time/zone.ts';
import type { Context } from '../context/context.ts';
import type { Value } from '../db/database.ts';
import { boardStream, cursorAt, streamHead } from '../streams/stream.ts';
import { boardConfig } from './board-config.ts';
import { shownNames } from './lead-event.ts';
import { cardOf, findLeads, type Lead } from './lead-row.ts';

/** Closed cards stay on the board for the days that "won this week" needs; older ones are in the list of leads. */
const CLOSED_DAYS = 7;
const DAY_MS = 86_400_000;
/** Within this time viewers of one key share a snapshot and catch up from the stream's tail. */
const SHARED_MS = 2_000;

interface Shared {
  madeAt: number;
  snapshot: Promise<BoardSnapshot>;
}
const shared = new WeakMap<Context['db'], Map<string, Shared>>();

/** The board as one view key sees it, at most two seconds old: apply the stream from its cursor on. */
export function sharedBoardSnapshot(context: Context, boardId: string, viewKey: string): Promise<BoardSnapshot> {
  let cache = shared.get(context.db);
  if (!cache) shared.set(context.db, (cache = new Map()));
  const key = `${boardId}|${viewKey}`;
  const known = cache.get(key);
  if (known && performance.now() - known.madeAt < SHARED_MS) return known.snapshot;
  const snapshot = boardSnapshot(context, boardId, viewKey);
  cache.set(key, { madeAt: performance.now(), snapshot });
  snapshot.catch(() => cache.delete(key));
  if (cache.size > 200)
    for (const [old, { madeAt }] of cache) if (performance.now() - madeAt >= SHARED_MS) cache.delete(old);
  return snapshot;
}

/**
 * @param closedSince closed cards from this moment on are held; left out: the start of the day a week ago
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
  const since = closedSince ?? startOfDay(dayOf(now - CLOSED_DAYS * DAY_MS, board.zone), board.zone);
  const scope = parseViewKey(viewKey);
  const [filter, params] = scopeFilter(scope.all ? null : scope);
  const leads = await findLeads(
    read,
    `l.board_id = ? and (l.state = 'open' or l.closed_at >= ?)${filter} order by l.stage_id, l.position, l.id`,
    [boardId, since, ...params],
  );
  const cards = leads.map((lead: Lead) => {
    const card = cardOf(lead);
    return lead.poolId === null ? card : { ...card, ...shownNames(scope, true, lead) };
  });
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
