import type { Context } from '#lib/server/context/context.ts';

/** Something that is to be done at a moment; in the past when it is overdue. */
export interface Due {
  at: number;
  /** Tells apart what one job does for several boards. */
  key?: string;
}

export interface JobRun extends Due {
  /** Asked between two pieces of work: whether the server is stopping. */
  stopped: () => boolean;
}

/** What is done, and when it is next. How (leases, catching up, one at a time, the log) is the scheduler's. */
export interface Job {
  name: string;
  /** The earliest thing to do; null: nothing is planned. Read from the database, so that every node knows the same. */
  nextDue(context: Context): Promise<Due | null>;
  /** Effects go through commands, which decide from facts: running again changes nothing twice. Answers the log's numbers. */
  run(context: Context, run: JobRun): Promise<Record<string, number>>;
}

const FINISHED = 'select finished_at as "finishedAt" from job_runs where job = ? and due_at = ?';

/** A job that is due at every full period. After a downtime it runs once, for the last one. */
export function every(name: string, periodMs: number, run: Job['run']): Job {
  let done = 0;
  return {
    name,
    nextDue: async (context) => {
      const at = Math.floor(context.now() / periodMs) * periodMs;
      if (done >= at) return { at: done + periodMs };
      const row = await context.db.read.get<{ finishedAt: number | null }>(FINISHED, [name, at]);
      if (row?.finishedAt == null) return { at };
      done = at;
      return { at: at + periodMs };
    },
    run,
  };
}
