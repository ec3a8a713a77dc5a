import type { Cursor, WireEvent } from '#lib/contract/protocol.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import type { Context } from '../context/context.ts';
import type { Queries, Tx } from '../db/database.ts';

/** Names of the three kinds of stream. */
export const boardStream = (boardId: string) => `board:${boardId}`;
export const personStream = (personId: string) => `person:${personId}`;
export const WORKSPACE_STREAM = 'workspace';
export const boardOfStream = (streamId: string): string | null =>
  streamId.startsWith('board:') ? streamId.slice('board:'.length) : null;

export interface StreamHead {
  seq: number;
  /** Raised with the stream's configuration: the key under which caches of it stay right on every node. */
  config: number;
}

const MAKE = 'insert into streams (id, seq, floor, config) values (?, 0, 0, 0) on conflict do nothing';
const TAKE = 'update streams set seq = seq + 1 where id = ? returning seq, config';
const TAKE_CONFIG = 'update streams set seq = seq + 1, config = config + 1 where id = ? returning seq, config';
const HEAD = 'select seq, floor, config from streams where id = ?';
const APPEND =
  'insert into events (stream_id, seq, id, kind, at, actor_id, client_id, mutation_id, payload, personal) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
const AFTER = `select seq, id, kind, at, actor_id as "actorId", client_id as "clientId", mutation_id as "mutationId", payload, personal
  from events where stream_id = ? and seq > ? order by seq limit ?`;

/**
 * Takes the stream's next number and with it the right to change what the stream tells about: until the commit no other
 * transaction gets past here, so numbers have no gaps and come in commit order. Take streams in the order of their ids,
 * before any other row.
 */
export async function takeStream(tx: Tx, streamId: string, options: { config?: boolean } = {}): Promise<StreamHead> {
  const sql = options.config ? TAKE_CONFIG : TAKE;
  const head = await tx.get<StreamHead>(sql, [streamId]);
  if (head) return head;
  await tx.run(MAKE, [streamId]);
  return (await tx.get<StreamHead>(sql, [streamId]))!;
}

export interface NewEvent {
  kind: string;
  payload: unknown;
  /** Personal values by lead id; emptied by erasing. */
  personal?: unknown;
}

/** Appends the event of a number that this transaction took, and wakes the tailers once it is on disk. */
export async function appendEvent(
  context: Context,
  tx: Tx,
  actor: Actor,
  streamId: string,
  seq: number,
  event: NewEvent,
): Promise<void> {
  await tx.run(APPEND, [
    streamId,
    seq,
    context.newId(),
    event.kind,
    context.now(),
    actorId(actor),
    context.mutation?.clientId ?? null,
    context.mutation?.id ?? null,
    JSON.stringify(event.payload),
    event.personal === undefined ? null : JSON.stringify(event.personal),
  ]);
  tx.afterCommit(() => {
    context.growth.tell([streamId]);
    context.db.announce([streamId]);
  });
}

export interface StoredEvent extends Pick<WireEvent, 'seq' | 'at'> {
  id: string;
  kind: string;
  actorId: string | null;
  clientId: string | null;
  mutationId: string | null;
  /** JSON text. */
  payload: string;
  personal: string | null;
}

export const eventsAfter = (read: Queries, streamId: string, seq: number, limit: number): Promise<StoredEvent[]> =>
  read.all<StoredEvent>(AFTER, [streamId, seq, limit]);

export async function streamHead(read: Queries, streamId: string): Promise<StreamHead & { floor: number }> {
  return (await read.get<StreamHead & { floor: number }>(HEAD, [streamId])) ?? { seq: 0, floor: 0, config: 0 };
}

const EVENT_ID = 'select id from events where stream_id = ? and seq = ?';

/** Where a reader stands who has seen everything up to `seq`. */
export async function cursorAt(read: Queries, epoch: string, streamId: string, seq: number): Promise<Cursor> {
  const row = seq > 0 ? await read.get<{ id: string }>(EVENT_ID, [streamId, seq]) : undefined;
  return { epoch, seq, eventId: row?.id ?? '' };
}

/**
 * Whether a reader may go on from his cursor. Not after a restore or a copy of files (another epoch, another event at
 * that number), and not from below the floor to which events were pruned.
 */
export async function mayContinue(read: Queries, epoch: string, streamId: string, cursor: Cursor): Promise<boolean> {
  if (cursor.epoch !== epoch) return false;
  const head = await streamHead(read, streamId);
  if (cursor.seq > head.seq || cursor.seq < head.floor) return false;
  return cursor.seq === head.floor || (await cursorAt(read, epoch, streamId, cursor.seq)).eventId === cursor.eventId;
}
