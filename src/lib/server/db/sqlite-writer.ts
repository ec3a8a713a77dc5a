import type Sqlite from 'better-sqlite3';
import { isDomainError } from '#lib/domain/errors.ts';
import { observe } from '../context/observed.ts';
import { tellCommitted } from './after-commit.ts';
import type { Tx, TransactionOptions } from './database.ts';
import { databaseClosed } from './storage-away.ts';

/** Commands in one commit at most, and how long a group may gather before it is written. */
const GROUP_SIZE = 512;
const GROUP_MS = 20;

interface Life {
  yes: boolean;
  actions: (() => void)[];
}

interface Job {
  work: (tx: Tx) => Promise<unknown>;
  afterRefusal: TransactionOptions['afterRefusal'];
  settle: (outcome: Outcome) => void;
}
type Outcome = { ok: true; value: unknown; actions: (() => void)[] } | { ok: false; error: unknown };

/**
 * Group commit: waiting commands run one after another inside one transaction, a savepoint each, and are answered after
 * the common COMMIT. One fsync then carries many commands (about 4.5 times the rate of one each), and an answer still
 * means that the command is on disk.
 */
export class SqliteWriter {
  readonly #connection: Sqlite.Database;
  readonly #makeTx: (life: Life) => Tx;
  readonly #begin: Sqlite.Statement;
  readonly #commit: Sqlite.Statement;
  readonly #savepoint: Sqlite.Statement;
  readonly #release: Sqlite.Statement;
  readonly #rollbackTo: Sqlite.Statement;
  #waiting: Job[] = [];
  #draining: Promise<void> | null = null;
  #closed = false;

  constructor(connection: Sqlite.Database, makeTx: (life: Life) => Tx) {
    this.#connection = connection;
    this.#makeTx = makeTx;
    this.#begin = connection.prepare('begin immediate');
    this.#commit = connection.prepare('commit');
    this.#savepoint = connection.prepare('savepoint command');
    this.#release = connection.prepare('release command');
    this.#rollbackTo = connection.prepare('rollback to command');
  }

  run<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    if (this.#closed) return Promise.reject(databaseClosed());
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        work,
        afterRefusal: options.afterRefusal,
        settle: (outcome) => {
          if (!outcome.ok) return reject(outcome.error);
          tellCommitted(outcome.actions);
          resolve(outcome.value as T);
        },
      });
      this.#draining ??= this.#drain();
    });
  }

  /** Runs work of the connection itself (a backup) between two groups. */
  async betweenGroups<T>(work: () => Promise<T>): Promise<T> {
    while (this.#draining) await this.#draining;
    return work();
  }

  async close(): Promise<void> {
    this.#closed = true;
    while (this.#draining) await this.#draining;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        // Lets every socket that is ready add its command to this group, and lets others be served between groups.
        await new Promise((resolve) => setImmediate(resolve));
        await this.#writeGroup();
      }
    } finally {
      this.#draining = null;
    }
  }

  /** Never throws: whatever the disk does, each command of the group is answered and the transaction ends. */
  async #writeGroup(): Promise<void> {
    try {
      // Left open when the disk refused even the rollback: nothing may be written on top of what was refused.
      this.#end();
      this.#begin.run();
    } catch (error) {
      return refuse(this.#waiting.splice(0), error);
    }
    const began = performance.now();
    const stopAt = began + GROUP_MS;
    const group: { job: Job; outcome: Outcome | null }[] = [];
    try {
      while (this.#waiting.length > 0 && group.length < GROUP_SIZE && performance.now() < stopAt) {
        const member: (typeof group)[number] = { job: this.#waiting.shift()!, outcome: null };
        group.push(member);
        const outcome = (member.outcome = await this.#runOne(member.job));
        // Disk full and the like make the engine roll back everything: nobody in this group may be told it was saved.
        if (!this.#connection.inTransaction)
          throw outcome.ok ? new Error('the transaction was rolled back') : outcome.error;
      }
      this.#commit.run();
    } catch (error) {
      try {
        this.#end();
      } catch {
        // Tried again before the next group, which is refused until it works; readiness says so.
      }
      const jobs = group.map(({ job }) => job);
      return refuse(jobs, error);
    }
    observe('commit', { commands: group.length, ms: performance.now() - began });
    for (const { job, outcome } of group) job.settle(outcome!);
  }

  #end(): void {
    if (this.#connection.inTransaction) this.#connection.exec('rollback');
  }

  async #runOne(job: Job): Promise<Outcome> {
    const first = await this.#inSavepoint(job.work);
    if (first.ok || !job.afterRefusal || !isDomainError(first.error) || !this.#connection.inTransaction) return first;
    const { afterRefusal } = job;
    const refusal = first.error;
    const second = await this.#inSavepoint((tx) => afterRefusal(tx, refusal));
    return second.ok ? first : second;
  }

  /** Throws only when the savepoint itself could not be made, kept or undone: the whole group is lost then. */
  async #inSavepoint(work: (tx: Tx) => Promise<unknown>): Promise<Outcome> {
    const life: Life = { yes: true, actions: [] };
    this.#savepoint.run();
    let value: unknown;
    try {
      value = await work(this.#makeTx(life));
    } catch (error) {
      life.yes = false;
      if (this.#connection.inTransaction) {
        this.#rollbackTo.run();
        this.#release.run();
      }
      return { ok: false, error };
    }
    life.yes = false;
    this.#release.run();
    return { ok: true, value, actions: life.actions };
  }
}

function refuse(jobs: readonly Job[], error: unknown): void {
  for (const job of jobs) job.settle({ ok: false, error });
}
