import { emptyLead } from '#lib/server/board/create-lead.ts';
import type { Lead } from '#lib/server/board/lead-row.ts';
import { saveLeads } from '#lib/server/board/save-leads.ts';
import { takeBoard } from '#lib/server/board/take-board.ts';
import type { Context } from '#lib/server/context/context.ts';
import { inTransaction } from '#lib/server/context/in-transaction.ts';
import { addCustomer } from '#lib/server/intake/add-customer.ts';
import { systemActor } from '#lib/domain/access/actor.ts';

/** A lead as a file tells it, with its past. */
export interface PastLead extends Partial<Omit<Lead, 'id' | 'boardId' | 'customerId' | 'version'>> {
  stageId: string;
  arrivedAt: number | null;
}

const CHUNK = 200;

/** Writes leads with their past through the one function that writes leads, in chunks. Answers their ids. */
export async function writeLeads(context: Context, boardId: string, past: readonly PastLead[]): Promise<string[]> {
  const actor = systemActor('import');
  const ids: string[] = [];
  for (let from = 0; from < past.length; from += CHUNK) {
    const part = past.slice(from, from + CHUNK);
    await inTransaction(context, async (tx) => {
      const held = await takeBoard(context, tx, actor, boardId);
      const changes = [];
      for (const [index, lead] of part.entries()) {
        const name = lead.name ?? `Lead ${from + index}`;
        const customer = { kind: 'person', name, company: null, region: null, remark: null, identities: [] } as const;
        const customerId = await addCustomer(context, tx, { ...customer, identities: [] }, 'CN');
        const after: Lead = {
          ...emptyLead,
          name,
          company: null,
          currency: held.board.currency,
          intent: 0,
          tags: [],
          productId: null,
          channelId: null,
          expectedMinor: null,
          position: `a${String(from + index).padStart(7, '0')}`,
          createdAt: lead.arrivedAt ?? context.now(),
          stageSince: lead.closedAt ?? lead.arrivedAt ?? context.now(),
          reached: [[lead.stageId, lead.arrivedAt]],
          ...lead,
          id: context.newId(),
          boardId,
          customerId,
        };
        ids.push(after.id);
        changes.push({ before: null, after, history: [{ kind: 'created', data: { stageId: lead.stageId } }] });
      }
      await saveLeads(context, tx, actor, held, 'import', changes);
    });
  }
  return ids;
}
