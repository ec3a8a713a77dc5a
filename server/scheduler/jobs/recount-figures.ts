import { systemActor } from '#lib/domain/access/actor.ts';
import { recountFigures } from '#lib/server/metrics/recount-figures.ts';
import type { Job } from '../job.ts';

const NAME = 'recount';
/** Boards whose stages changed their order, and nobody is at it. */
const WAITING = `select c.board_id as "key", c.began_at as "at" from figure_recounts c
  where not exists (
    select 1 from job_runs r where r.job = '${NAME}:' || c.board_id and r.due_at = c.began_at
      and r.finished_at is null and r.leased_until > ?
  ) order by c.began_at, c.board_id limit 1`;

/** Figures that depend on the order of stages are counted anew beside the work (M3), and after a restart from where it stood. */
export const recountBoards = (): Job => ({
  name: NAME,
  nextDue: async (context) =>
    (await context.db.read.get<{ key: string; at: number }>(WAITING, [context.now()])) ?? null,
  run: (context, { key, stopped }) => recountFigures(context, systemActor(NAME), key!, stopped),
});
