import { HOUR_MS } from '#lib/domain/time/calendar.ts';
import type { Context } from '../context/context.ts';

/** Events deleted in one transaction: the stream is held meanwhile. */
const CHUNK = 2_000;

const OLD = `select s.id, s.floor, (select max(e.seq) from events e where e.stream_id = s.id and e.at < ?) as "last" from streams s`;
const RAISE = 'update streams set floor = ? where id = ? and floor < ?';
const DELETE = 'delete from events where stream_id = ? and seq <= ?';
const OLDEST_MUTATION = 'select min(at) as "at" from mutations';
const DELETE_MUTATIONS = 'delete from mutations where at < ?';
/** Runs of `recompute` stay: they say that a rule has reached the leads. */
const DELETE_RUNS = `delete from job_runs where finished_at < ? and job not like 'recompute:%'`;

/**
 * Forgets what streams told before `before`. The floor rises with it, so that a client that was away for longer fetches a
 * snapshot instead of missing something.
 */
export async function pruneOldEvents(
  context: Context,
  before: number,
  stopped: () => boolean = () => false,
): Promise<{ events: number; mutations: number; runs: number }> {
  const { db } = context;
  const counts = { events: 0, mutations: 0, runs: 0 };
  const streams = await db.read.all<{ id: string; floor: number; last: number | null }>(OLD, [before]);
  for (const { id, floor, last } of streams) {
    for (let from = floor; last !== null && from < last && !stopped();) {
      const to = Math.min(last, from + CHUNK);
      counts.events += await db.transaction(async (tx) => {
        await tx.run(RAISE, [to, id, to]);
        return tx.run(DELETE, [id, to]);
      });
      from = to;
    }
  }
  while (!stopped()) {
    const oldest = (await db.read.get<{ at: number | null }>(OLDEST_MUTATION))?.at ?? null;
    if (oldest === null || oldest >= before) break;
    const to = Math.min(before, oldest + HOUR_MS);
    counts.mutations += await db.transaction((tx) => tx.run(DELETE_MUTATIONS, [to]));
  }
  counts.runs += await db.transaction((tx) => tx.run(DELETE_RUNS, [before]));
  return counts;
}
