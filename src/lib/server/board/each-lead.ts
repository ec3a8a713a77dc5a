import type { Cause } from '#lib/contract/protocol.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { isDomainError } from '#lib/domain/errors.ts';
import type { WireError } from '#lib/contract/protocol.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { appendEvent, boardStream } from '../streams/stream.ts';
import { leadsChanged } from './lead-event.ts';
import type { HeldBoard, LeadChange } from './save-leads.ts';

/** A result per lead: one failure neither stops nor undoes the others (P9). */
export interface BatchAnswer {
  seq: number;
  results: { leadId: string; version?: number; error?: Pick<WireError, 'code' | 'details'> }[];
}

interface Batch {
  /** Appends the one event of the batch, also when nothing came of it: the stream's number is taken already. */
  finish(context: Context, tx: Tx, actor: Actor, held: HeldBoard, cause: Cause): Promise<BatchAnswer>;
}

/**
 * Runs `step` for each lead. A step refuses before its first write, so a refused lead leaves nothing behind, and saves
 * its lead without an event.
 */
export async function eachLead(
  leadIds: readonly string[],
  step: (leadId: string) => Promise<LeadChange>,
): Promise<Batch> {
  const changes: LeadChange[] = [];
  const results: BatchAnswer['results'] = [];
  for (const leadId of new Set(leadIds)) {
    try {
      const change = await step(leadId);
      changes.push(change);
      results.push({ leadId, version: change.after.version });
    } catch (error) {
      if (!isDomainError(error)) throw error;
      results.push({ leadId, error: { code: error.code, details: { ...error.details } } });
    }
  }
  return {
    finish: async (context, tx, actor, held, cause) => {
      await appendEvent(context, tx, actor, boardStream(held.board.id), held.head.seq, leadsChanged(cause, changes));
      return { seq: held.head.seq, results };
    },
  };
}
