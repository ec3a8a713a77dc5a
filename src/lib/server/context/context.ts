import { v7 } from 'uuid';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import { randomBytes16 } from './random-bytes.ts';

/** What every command is given beside its actor and its input. Time, ids and chance come from here, so that tests move them. */
export interface Context {
  readonly config: Config;
  readonly db: Database;
  readonly log: Logger;
  /** Changes with every restore, so that clients notice one. */
  readonly epoch: string;
  /** Epoch milliseconds, UTC. */
  now(): number;
  /** A UUIDv7: sorts by time of making. */
  newId(): string;
  /** In [0, 1). */
  random(): number;
  /** Streams of this process that grew; the tailers listen. */
  readonly growth: StreamGrowth;
  /** The mutation on whose behalf a command runs, so that its answer is stored with its effect; null otherwise. */
  readonly mutation: MutationRef | null;
}

export interface MutationRef {
  clientId: string;
  id: string;
}

export class StreamGrowth {
  readonly #listeners = new Set<(streamIds: readonly string[]) => void>();

  tell(streamIds: readonly string[]): void {
    for (const listener of this.#listeners) listener(streamIds);
  }

  subscribe(listener: (streamIds: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export interface ContextParts {
  config: Config;
  db: Database;
  log: Logger;
  epoch: string;
  now?: () => number;
  newId?: () => string;
  random?: () => number;
}

export function createContext({
  config,
  db,
  log,
  epoch,
  now = Date.now,
  newId,
  random = Math.random,
}: ContextParts): Context {
  const growth = new StreamGrowth();
  db.onAnnounced((ids) => growth.tell(ids));
  return { config, db, log, epoch, now, newId: newId ?? orderedIds(now, random), random, growth, mutation: null };
}

/** The same context, for one mutation of one client: sending it again answers the same and changes nothing. */
export const forMutation = (context: Context, mutation: MutationRef): Context => ({ ...context, mutation });

/** UUIDv7s that also sort by order of making within one millisecond: facts of one transaction keep their order. */
function orderedIds(now: () => number, random: () => number): () => string {
  let last = -1;
  let seq = 0;
  return () => {
    const msecs = now();
    seq = msecs === last ? seq + 1 : Math.floor(random() * 0x7fff_ffff);
    last = msecs;
    return v7({ msecs, seq, random: randomBytes16() });
  };
}
