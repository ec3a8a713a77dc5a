import type { Context } from '#lib/server/context/context.ts';
import type { Job } from './job.ts';
import { expireSessions } from './jobs/expire-sessions.ts';
import { followTeams } from './jobs/follow-teams.ts';
import { pruneStreams } from './jobs/prune-streams.ts';
import { recomputePolicies } from './jobs/recompute-policies.ts';
import { recountBoards } from './jobs/recount-figures.ts';
import { recycleDue } from './jobs/recycle-due.ts';
import { runImports } from './jobs/run-imports.ts';
import { warnDue } from './jobs/warn-due.ts';
import { forgetLeases } from './lease.ts';
import { runDue } from './run-due.ts';

/** The longest sleep: a timer of days would fire at once, and a clock that was set or a laptop that slept is noticed. */
const MAX_SLEEP_MS = 15_000;
/** After a write: how long more of them gather before the next deadline is looked up again. */
const GATHER_MS = 200;
/** How soon something is tried again that another node has just now. */
const BUSY_MS = 1_000;

export interface Scheduler {
  close(): Promise<void>;
}

export const allJobs = (): Job[] => [
  recycleDue(),
  warnDue(),
  recomputePolicies(),
  recountBoards(),
  runImports(),
  followTeams(),
  pruneStreams(),
  expireSessions(),
];

/** Runs the clocks: every job has a loop of its own, so that a long one does not make another late. */
export function startScheduler(context: Context, jobs: readonly Job[] = allJobs()): Scheduler {
  const node = context.newId();
  const loops = jobs.map((job) => new JobLoop(context, node, job));
  let gathering: NodeJS.Timeout | null = null;
  // Whatever writes an earlier deadline also grows a stream.
  const unsubscribe = context.growth.subscribe(() => {
    gathering ??= setTimeout(() => {
      gathering = null;
      for (const loop of loops) loop.wake();
    }, GATHER_MS).unref();
  });
  const started = forgetLeases(context)
    .catch((error: unknown) => context.log.error({ err: error }, 'leases of the last run could not be ended'))
    .then(() => {
      for (const loop of loops) loop.wake();
    });
  return {
    close: async () => {
      unsubscribe();
      await started;
      if (gathering) clearTimeout(gathering);
      await Promise.all(loops.map((loop) => loop.close()));
    },
  };
}

class JobLoop {
  readonly #context: Context;
  readonly #node: string;
  readonly #job: Job;
  #timer: NodeJS.Timeout | null = null;
  #turn: Promise<void> | null = null;
  #again = false;
  #closed = false;

  constructor(context: Context, node: string, job: Job) {
    this.#context = context;
    this.#node = node;
    this.#job = job;
  }

  /** Looks what is due, at once or right after the turn that is running: never two at a time. */
  wake(): void {
    if (this.#closed) return;
    if (this.#turn) {
      this.#again = true;
      return;
    }
    if (this.#timer) clearTimeout(this.#timer);
    this.#again = false;
    this.#turn = this.#takeTurn().then((sleep) => {
      this.#turn = null;
      if (this.#closed) return;
      if (this.#again) this.wake();
      else this.#timer = setTimeout(() => this.wake(), sleep).unref();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#turn;
  }

  /** Answers how long to sleep. */
  async #takeTurn(): Promise<number> {
    const context = this.#context;
    try {
      const { next, retry } = await runDue(context, this.#node, this.#job, () => this.#closed);
      if (retry) return BUSY_MS;
      if (next === null) return MAX_SLEEP_MS;
      return Math.min(MAX_SLEEP_MS, Math.max(1, next.at - context.now()));
    } catch (error) {
      if (!this.#closed)
        context.log.error({ err: error, job: this.#job.name }, 'looking for due work failed; it is tried again');
      return MAX_SLEEP_MS;
    }
  }
}
