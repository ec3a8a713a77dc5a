import type { Context } from '#lib/server/context/context.ts';
import type { Due, Job } from './job.ts';
import { finishRun, LEASE_MS, leaseUntil, runName, takeRun } from './lease.ts';

const RETRY_MS = 15_000;
const MAX_RETRY_MS = 600_000;

/** `busy`: another node has it. `failed`: it is tried again later, by whichever node is first. */
export type RunOutcome = 'ran' | 'busy' | 'failed';

/** One run of one job: leased, renewed while it works, logged in one line. */
export async function runJob(
  context: Context,
  node: string,
  job: Job,
  due: Due,
  stopped: () => boolean,
): Promise<RunOutcome> {
  const name = runName(job, due);
  const attempt = await takeRun(context, node, name, due.at);
  if (attempt === null) return 'busy';
  const renewing = setInterval(() => {
    leaseUntil(context, node, name, due.at, context.now() + LEASE_MS).catch((error: unknown) =>
      context.log.warn({ err: error, job: name }, 'a lease could not be renewed'),
    );
  }, LEASE_MS / 3);
  renewing.unref();
  const began = performance.now();
  const facts = { job: name, dueAt: new Date(due.at).toISOString(), lateMs: context.now() - due.at, attempt };
  try {
    const result = await job.run(context, { ...due, stopped });
    if (stopped()) {
      // What is left is anybody's now: another node's, or this one's after the restart.
      await leaseUntil(context, node, name, due.at, context.now());
      return 'busy';
    }
    await finishRun(context, node, name, due.at, result);
    context.log.info({ ...facts, ms: Math.round(performance.now() - began), ...result }, 'job done');
    return 'ran';
  } catch (error) {
    const wait = Math.min(MAX_RETRY_MS, RETRY_MS * 2 ** (attempt - 1));
    context.log.error({ err: error, ...facts, retryInMs: wait }, 'job failed');
    await leaseUntil(context, node, name, due.at, context.now() + wait).catch(() => {});
    return 'failed';
  } finally {
    clearInterval(renewing);
  }
}

/**
 * Does everything of one job that is due, and answers what is next: `retry` when another node, or a failure, is in the way.
 */
export async function runDue(
  context: Context,
  node: string,
  job: Job,
  stopped: () => boolean = () => false,
): Promise<{ next: Due | null; retry: boolean }> {
  for (;;) {
    const due = await job.nextDue(context);
    if (due === null || due.at > context.now() || stopped()) return { next: due, retry: false };
    if ((await runJob(context, node, job, due, stopped)) !== 'ran') return { next: due, retry: true };
  }
}
