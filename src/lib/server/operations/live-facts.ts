import type { Context } from '../context/context.ts';

/** What the sockets' part of the server (server/realtime) says of itself to health checks and metrics. */
export interface LiveFacts {
  sockets(): number;
  /** Different views of boards that are looked at. */
  viewKeys(): Promise<number>;
  /** Up to which number each stream that somebody looks at has been read, by stream id. */
  positions(): Promise<ReadonlyMap<string, number>>;
}

const facts = new WeakMap<Context['db'], LiveFacts>();

export const setLiveFacts = ({ db }: Context, live: LiveFacts): void => void facts.set(db, live);
export const liveFacts = ({ db }: Context): LiveFacts | undefined => facts.get(db);
