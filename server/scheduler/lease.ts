import type { Context } from '#lib/server/context/context.ts';
import type { Due, Job } from './job.ts';

/** A node that died lets go of its run after this long. A living one renews its lease. */
export const LEASE_MS = 15_000;
/** What is due again at a moment that was finished this long ago is a leftover, and no race with another node. */
const LEFTOVER_MS = 1_000;

const INSERT = `insert into job_runs (id, job, due_at, leased_by, leased_until, attempts) values (?, ?, ?, ?, ?, 1)
  on conflict do nothing`;
const TAKE = `update job_runs set leased_by = ?, leased_until = ?, attempts = attempts + 1, finished_at = null
  where job = ? and due_at = ? and ((finished_at is null and leased_until <= ?) or finished_at <= ?)`;
const TAKEN =
  'select 1 as "taken" from job_runs where job = ? and due_at = ? and finished_at is null and leased_until > ?';
const ATTEMPTS = 'select attempts from job_runs where job = ? and due_at = ?';
const RENEW =
  'update job_runs set leased_until = ? where job = ? and due_at = ? and leased_by = ? and finished_at is null';
const FINISH = `update job_runs set finished_at = ?, leased_until = null, result = ? where job = ? and due_at = ? and leased_by = ?`;

const FORGET = 'update job_runs set leased_until = ? where finished_at is null';

/** On SQLite there is one process: what a killed one had begun is nobody's, and is gone on with at once. */
export async function forgetLeases(context: Context): Promise<void> {
  if (context.db.engine === 'sqlite') await context.db.transaction((tx) => tx.run(FORGET, [context.now()]));
}

export const runName = (job: Job, due: Due): string => (due.key === undefined ? job.name : `${job.name}:${due.key}`);

/** Takes a run for this node; null while another one has it. Answers which attempt it is. */
export async function takeRun(context: Context, node: string, name: string, dueAt: number): Promise<number | null> {
  const now = context.now();
  if (await context.db.read.get(TAKEN, [name, dueAt, now])) return null;
  return context.db.transaction(async (tx) => {
    if ((await tx.run(INSERT, [context.newId(), name, dueAt, node, now + LEASE_MS])) === 1) return 1;
    const taken = await tx.run(TAKE, [node, now + LEASE_MS, name, dueAt, now, now - LEFTOVER_MS]);
    if (taken === 0) return null;
    return (await tx.get<{ attempts: number }>(ATTEMPTS, [name, dueAt]))!.attempts;
  });
}

export async function leaseUntil(
  context: Context,
  node: string,
  name: string,
  dueAt: number,
  until: number,
): Promise<void> {
  await context.db.transaction((tx) => tx.run(RENEW, [until, name, dueAt, node]));
}

export async function finishRun(
  context: Context,
  node: string,
  name: string,
  dueAt: number,
  result: unknown,
): Promise<void> {
  await context.db.transaction((tx) => tx.run(FINISH, [context.now(), JSON.stringify(result), name, dueAt, node]));
}
