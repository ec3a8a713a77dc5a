import { channel } from 'node:diagnostics_channel';

/**
 * What the parts of the server tell whoever measures them (operations/metrics.ts). Telling nobody costs next to nothing, so
 * a part need not know whether it is measured.
 */
const channels = {
  command: channel('tideboard.command'),
  commit: channel('tideboard.commit'),
  frame: channel('tideboard.frame'),
  read: channel('tideboard.read'),
};

export interface Observations {
  /** A command was answered: `outcome` is `ok`, the code of the refusal, or `unexpected`. */
  command: { name: string; outcome: string; ms: number };
  /** A group of commands was written by one commit (SQLite). */
  commit: { commands: number; ms: number };
  /** A frame was sent to everybody of one view key. */
  frame: { events: number };
  /** A stream was read: how long after it was made its first event was. */
  read: { events: number; lagMs: number };
}

export function observe<K extends keyof Observations>(what: K, observation: Observations[K]): void {
  if (channels[what].hasSubscribers) channels[what].publish(observation);
}

/** Answers what ends the listening. */
export function listen<K extends keyof Observations>(what: K, listener: (it: Observations[K]) => void): () => void {
  const hear = (message: unknown) => listener(message as Observations[K]);
  channels[what].subscribe(hear);
  return () => channels[what].unsubscribe(hear);
}
