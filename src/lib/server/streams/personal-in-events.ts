import type { Queries, Tx } from '../db/database.ts';
import { streamHead } from './stream.ts';

const CHUNK = 5_000;
const SOME = `select seq, personal from events where stream_id = ? and seq > ? and seq <= ? and personal is not null`;
const ONE = 'select personal from events where stream_id = ? and seq = ?';
const WRITE = 'update events set personal = ? where stream_id = ? and seq = ?';

export interface FoundEvents {
  streamId: string;
  /** Numbers of the events that hold values of a lead. */
  byLead: Map<string, number[]>;
  /** Everything up to here has been looked through. */
  upTo: number;
}

/**
 * Looks for events that hold values of these leads, in pieces, so that commands are served in between.
 * @param leadIds asked after the stream's end was looked up: leads made later are in later events
 */
export async function findPersonal(
  read: Queries,
  streamId: string,
  leadIds: () => Promise<readonly string[]>,
): Promise<FoundEvents> {
  const { seq: head, floor } = await streamHead(read, streamId);
  const wanted = new Set(await leadIds());
  const byLead = new Map<string, number[]>();
  for (let from = floor; from < head; from += CHUNK) {
    await collect(read, byLead, { streamId, from, to: Math.min(head, from + CHUNK) }, wanted);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { streamId, byLead, upTo: head };
}

/** Empties them, and those that were written since they were found, while the caller holds the stream. */
export async function emptyPersonal(
  tx: Tx,
  { streamId, byLead, upTo }: FoundEvents,
  heldSeq: number,
  leadIds: readonly string[],
): Promise<void> {
  const later = new Map<string, number[]>();
  await collect(tx, later, { streamId, from: upTo, to: heldSeq }, new Set(leadIds));
  const seqs = new Set(leadIds.flatMap((id) => [...(byLead.get(id) ?? []), ...(later.get(id) ?? [])]));
  for (const seq of seqs) {
    const row = await tx.get<{ personal: string | null }>(ONE, [streamId, seq]);
    if (!row?.personal) continue;
    const rest = JSON.parse(row.personal) as Record<string, unknown>;
    for (const leadId of leadIds) delete rest[leadId];
    await tx.run(WRITE, [Object.keys(rest).length > 0 ? JSON.stringify(rest) : null, streamId, seq]);
  }
}

async function collect(
  read: Queries,
  byLead: Map<string, number[]>,
  { streamId, from, to }: { streamId: string; from: number; to: number },
  wanted: ReadonlySet<string>,
): Promise<void> {
  for (const { seq, personal } of await read.all<{ seq: number; personal: string }>(SOME, [streamId, from, to])) {
    for (const leadId of Object.keys(JSON.parse(personal) as Record<string, unknown>)) {
      if (!wanted.has(leadId)) continue;
      const seqs = byLead.get(leadId);
      if (seqs) seqs.push(seq);
      else byLead.set(leadId, [seq]);
    }
  }
}
