import { recomputeClocks } from '#lib/server/ownership/recompute-clocks.ts';
import type { Job } from '../job.ts';

const NAME = 'recompute';
/** Pools whose rules changed since they were last brought to the leads, and nobody is at it. */
const STALE = `select p.board_id as "key", p.changed_at as "at" from pools p
  where p.archived_at is null and not exists (
    select 1 from job_runs r where r.job = '${NAME}:' || p.board_id and r.due_at = p.changed_at
      and (r.finished_at is not null or r.leased_until > ?)
  ) order by p.changed_at, p.board_id limit 1`;

/** A changed rule reaches the stored clocks in the background (O2), and goes on after a restart. */
export const recomputePolicies = (): Job => ({
  name: NAME,
  nextDue: async (context) => (await context.db.read.get<{ key: string; at: number }>(STALE, [context.now()])) ?? null,
  run: async (context, { key, stopped }) => {
    const { changed, failed } = await recomputeClocks(context, key!, stopped);
    if (failed.length > 0) throw new Error(`the clocks of ${failed.length} leads could not be recomputed`);
    return { changed };
  },
});
