import { systemActor } from '#lib/domain/access/actor.ts';
import { followOwnersTeam } from '#lib/server/access/follow-owners-team.ts';
import type { Job } from '../job.ts';

const NAME = 'follow-teams';
/** The command that moves somebody brings his leads along itself; only what it has not done by then is the job's. */
const GRACE_MS = 60_000;
const NEXT = `select m.person_id as "key", m.at from team_moves m where not exists (
    select 1 from job_runs r where r.job = '${NAME}:' || m.person_id and r.due_at = m.at + ${GRACE_MS}
      and (r.finished_at is not null or r.leased_until > ?)
  ) order by m.at, m.person_id limit 1`;

/** Leads follow their owner to his new team (X1), also after a crash in the middle of it. */
export const followTeams = (): Job => ({
  name: NAME,
  nextDue: async (context) => {
    const next = await context.db.read.get<{ key: string; at: number }>(NEXT, [context.now()]);
    return next ? { key: next.key, at: next.at + GRACE_MS } : null;
  },
  run: async (context, { key, stopped }) => ({
    leads: await followOwnersTeam(context, systemActor(NAME), key!, stopped),
  }),
});
