import { createLeadSchema, type CreateLead } from '#lib/contract/board/commands.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { createLead } from '#lib/server/board/create-lead.ts';
import { findLead, type Lead } from '#lib/server/board/lead-row.ts';
import type { Context } from '#lib/server/context/context.ts';
import type { Floor } from './a-floor.ts';

/** A lead entered by the actor for himself, or, with `ownerId: null`, into the pool. Answers its id. */
export async function aLead(
  context: Context,
  floor: Floor,
  actor: PersonActor,
  what: Partial<CreateLead> = {},
): Promise<string> {
  const input = createLeadSchema.parse({ boardId: floor.boardId, name: 'Zhao Mingxuan', ...what });
  return (await createLead(context, actor, input)).leadId;
}

export const aPooledLead = (context: Context, floor: Floor, what: Partial<CreateLead> = {}): Promise<string> =>
  aLead(context, floor, floor.admin, { ownerId: null, ...what });

export async function leadNow(context: Context, leadId: string): Promise<Lead> {
  const lead = await findLead(context.db.read, leadId);
  if (!lead) throw new Error(`no lead ${leadId}`);
  return lead;
}
