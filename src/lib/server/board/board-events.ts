import type { Cursor, Frame, WireEvent } from '#lib/contract/protocol.ts';
import { parseViewKey } from '#lib/domain/access/audience.ts';
import type { Context } from '../context/context.ts';
import { boardStream, eventsAfter, mayContinue, streamHead } from '../streams/stream.ts';
import { eventFor, LEADS_CHANGED, parseLeadsChanged } from './lead-event.ts';

/** Somebody who missed more than this is faster with a new snapshot. */
const MOST_EVENTS = 1_000;

/**
 * What a view key missed since a cursor, up to the stream's end or `upTo`. Null when the cursor cannot be continued (restore,
 * pruned, too far behind): fetch a snapshot.
 */
export async function boardEvents(
  context: Context,
  boardId: string,
  viewKey: string,
  cursor: Cursor,
  upTo?: number,
): Promise<Frame | null> {
  const { read } = context.db;
  const stream = boardStream(boardId);
  if (!(await mayContinue(read, context.epoch, stream, cursor))) return null;
  const to = Math.max(cursor.seq, upTo ?? (await streamHead(read, stream)).seq);
  if (to - cursor.seq > MOST_EVENTS) return null;
  const stored = (await eventsAfter(read, stream, cursor.seq, MOST_EVENTS)).filter(({ seq }) => seq <= to);
  const scope = parseViewKey(viewKey);
  const events = stored
    .filter(({ kind }) => kind === LEADS_CHANGED)
    .map((event) => eventFor(scope, parseLeadsChanged(event)))
    .filter((event): event is WireEvent => event !== null);
  return { stream, from: cursor.seq + 1, to, events };
}
