import type { StageRates } from '#lib/contract/metrics/figures.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { viewScope } from '#lib/domain/access/audience.ts';
import { canSeeBoard } from '#lib/domain/access/policy.ts';
import { notFound } from '#lib/domain/errors.ts';
import { daysOf } from '#lib/domain/metrics/periods.ts';
import { stageConversion } from '#lib/domain/metrics/statistics.ts';
import { readBoardConfig, type BoardConfig } from '../board/board-config.ts';
import type { Context } from '../context/context.ts';
import type { Database } from '../db/database.ts';
import { reachSums } from './figure-tables.ts';

const FRESH_MS = 30_000;
const MOST_KEPT = 500;

interface Sight {
  teamIds: readonly string[] | null;
  personId: string | null;
}

const caches = new WeakMap<Database, Map<string, { until: number; rates: Promise<StageRates> }>>();

/**
 * For the heads of a board's columns: of the leads that entered a stage in the last 90 days, how many went on. Counted
 * over what the viewer sees anyway (X1): everything, his teams, or his own leads. Up to 30 s old.
 */
export async function stageRates(context: Context, actor: Actor, boardId: string): Promise<StageRates> {
  const board = await readBoardConfig(context, boardId);
  if (!canSeeBoard(actor, board)) throw notFound('board');
  const sight = sightOf(actor);
  let cache = caches.get(context.db);
  if (!cache) caches.set(context.db, (cache = new Map()));
  const key = JSON.stringify([boardId, board.recounting, sight]);
  const known = cache.get(key);
  if (known && known.until > context.now()) return known.rates;
  const rates = count(context, board, sight);
  cache.delete(key);
  cache.set(key, { until: context.now() + FRESH_MS, rates });
  if (cache.size > MOST_KEPT) cache.delete(cache.keys().next().value!);
  rates.catch(() => cache.delete(key));
  return rates;
}

function sightOf(actor: Actor): Sight {
  const { all, teamIds, personId } = viewScope(actor);
  if (all) return { teamIds: null, personId: null };
  return teamIds.length > 0 ? { teamIds, personId: null } : { teamIds: null, personId };
}

async function count(context: Context, board: BoardConfig, { teamIds, personId: ownerId }: Sight): Promise<StageRates> {
  const { from, until } = daysOf('last_90_days', context.now(), board.zone);
  if (board.recounting) return { from: from!, to: until!, zone: board.zone, stages: {} };
  const whose = { teamIds: teamIds && [...teamIds], ownerId };
  const rows = await reachSums(context.db.read, { boardId: board.id, basis: 'period', from, to: until, ...whose });
  const open = new Set(board.stages.filter(({ kind }) => kind === 'open').map(({ id }) => id));
  const stages: StageRates['stages'] = {};
  for (const { stageId, entered, advanced } of rows) {
    if (!open.has(stageId)) continue;
    const { rate, small } = stageConversion({ entered, advanced });
    stages[stageId] = { entered, advanced, rate, small };
  }
  return { from: from!, to: until!, zone: board.zone, stages };
}
