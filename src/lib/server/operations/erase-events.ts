import type { Queries, Tx } from '../db/database.ts';
import { streamHead } from '../streams/stream.ts';

const CHUNK = 5_000;
const SOME = `select seq, personal from events where stream_id = ? and seq > ? and seq <= ? and personal is not null`;
const ONE = 'select personal from events where stream_id = ? and seq = ?';
const WRITE = 'update events set personal = ? where stream_id = ? and seq = ?';

export interface FoundEvents {
  streamId: string;
  seqs: number[];
  /** Everything up to here has been looked through. */
  upTo: number;
}

/** Looks for events that hold values of these leads, in pieces, so that commands are served in between. */
export async function findEvents(read: Queries, streamId: string, leadIds: readonly string[]): Promise<FoundEvents> {
  const { seq: head, floor } = await streamHead(read, streamId);
  const seqs: number[] = [];
  for (let from = floor; from < head; from += CHUNK) {
    seqs.push(...(await holding(read, streamId, from, Math.min(head, from + CHUNK), leadIds)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { streamId, seqs, upTo: head };
}

/** Empties them, and those that were written since they were found, while the caller holds the stream. */
export async function emptyEvents(
  tx: Tx,
  found: FoundEvents,
  heldSeq: number,
  leadIds: readonly string[],
): Promise<void> {
  const { streamId, upTo } = found;
  for (const seq of [...found.seqs, ...(await holding(tx, streamId, upTo, heldSeq, leadIds))]) {
    const row = await tx.get<{ personal: string | null }>(ONE, [streamId, seq]);
    if (!row?.personal) continue;
    const byLead = JSON.parse(row.personal) as Record<string, unknown>;
    for (const leadId of leadIds) delete byLead[leadId];
    const rest = Object.keys(byLead).length > 0 ? JSON.stringify(byLead) : null;
    await tx.run(WRITE, [rest, streamId, seq]);
  }
}

async function holding(
  read: Queries,
  streamId: string,
  from: number,
  to: number,
  leadIds: readonly string[],
): Promise<number[]> {
  const rows = await read.all<{ seq: number; personal: string }>(SOME, [streamId, from, to]);
  return rows.filter(({ personal }) => leadIds.some((id) => personal.includes(id))).map(({ seq }) => seq);
}
