import { systemActor, type Actor } from '#lib/domain/access/actor.ts';
import type { Context } from '#lib/server/context/context.ts';
import type { Job } from './job.ts';

export interface DueLead {
  leadId: string;
  boardId: string;
  spellId: string | null;
}

interface DeadlineJob {
  name: string;
  /** The indexed column of `leads` that holds the time. */
  column: 'deadline_at' | 'warn_due_at';
  /** Does the due leads of one board; answers counts for the log, and the leads at which something unexpected happened. */
  act(
    context: Context,
    actor: Actor,
    boardId: string,
    due: readonly DueLead[],
    run: { at: number; stopped: () => boolean },
  ): Promise<{ counts: Record<string, number>; failed: readonly string[] }>;
}

const BATCH = 500;
/** How long a lead that failed, or that is still due after it was done, is left alone. */
const REST_MS = 60_000;

/**
 * A job whose times stand on the leads. One run does everything that is due by now, board by board, so that after a
 * downtime thousands cost few transactions. A stored time is a hint: what is done decides from facts.
 */
export function deadlineJob({ name, column, act }: DeadlineJob): Job {
  const first = `select id, ${column} as "at" from leads where ${column} is not null order by ${column} limit ?`;
  const upTo = `select id as "leadId", board_id as "boardId", spell_id as "spellId" from leads
    where ${column} <= ? order by ${column}, id limit ?`;
  /** Leads that rest, and until when: one bad lead neither stops the others nor keeps the processor busy. */
  const resting = new Map<string, number>();
  const wakeRested = (now: number) => {
    for (const [leadId, until] of resting) if (until <= now) resting.delete(leadId);
  };

  return {
    name,
    nextDue: async (context) => {
      wakeRested(context.now());
      const rows = await context.db.read.all<{ id: string; at: number }>(first, [resting.size + 1]);
      const next = rows.find(({ id }) => !resting.has(id));
      return next ? { at: next.at } : null;
    },
    run: async (context, { at, stopped }) => {
      const totals: Record<string, number> = {};
      const done = new Set<string>();
      for (;;) {
        const rows = await context.db.read.all<DueLead>(upTo, [context.now(), BATCH + resting.size]);
        const due = rows.filter(({ leadId }) => !resting.has(leadId));
        const fresh = due.filter(({ leadId }) => !done.has(leadId));
        const until = context.now() + REST_MS;
        for (const { leadId } of due) if (done.has(leadId)) resting.set(leadId, until);
        if (fresh.length === 0 || stopped()) return totals;
        for (const [boardId, leads] of Map.groupBy(fresh, (lead) => lead.boardId)) {
          const { counts, failed } = await act(context, systemActor(name), boardId, leads, { at, stopped });
          for (const [key, count] of Object.entries(counts)) totals[key] = (totals[key] ?? 0) + count;
          for (const leadId of failed) resting.set(leadId, until);
          if (failed.length > 0) totals['failed'] = (totals['failed'] ?? 0) + failed.length;
        }
        for (const { leadId } of fresh) done.add(leadId);
      }
    },
  };
}
