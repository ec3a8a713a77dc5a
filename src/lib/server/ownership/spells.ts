import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import type { Lead } from '../board/lead-row.ts';
import type { spells } from '../db/schema.sqlite.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';

type Spell = typeof spells.$inferSelect;
export type SpellBegin = Spell['began'];
export type SpellEnd = NonNullable<Spell['ended']>;

const BEGIN = `insert into spells
  (id, lead_id, board_id, owner_id, team_id, started_at, began, began_by_id, ended_at, ended, open_lead_id)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const END =
  'update spells set ended_at = ?, ended = ?, ended_by_id = ?, explanation = ?, open_lead_id = null where id = ? and open_lead_id is not null';
const REOPEN =
  'update spells set ended_at = null, ended = null, ended_by_id = null, explanation = null, open_lead_id = lead_id where id = ?';

export interface NewOwner {
  ownerId: string;
  teamId: string | null;
  began: SpellBegin;
  startedAt: number;
  /** From when idle time counts: the spell's start, or what is left of the giver's (O3). */
  idleFrom: number;
}

/** A spell as it will stand in the table. */
export type SpellRow = Pick<
  Spell,
  'id' | 'leadId' | 'boardId' | 'ownerId' | 'teamId' | 'startedAt' | 'began' | 'beganById' | 'endedAt' | 'ended'
>;

/**
 * Makes the lead its new owner's (O1) and answers the spell to be inserted: by `saveLeads` for a lead that is itself new,
 * since a spell points at its lead.
 */
export function newSpell(context: Context, actor: Actor, lead: Lead, owner: NewOwner): SpellRow {
  const id = context.newId();
  lead.spellId = id;
  lead.ownerId = owner.ownerId;
  lead.teamId = owner.teamId;
  lead.spellStartedAt = owner.startedAt;
  lead.idleFrom = owner.idleFrom;
  lead.holdUntil = null;
  lead.warnedFor = null;
  lead.poolId = null;
  lead.pooledAt = null;
  lead.pooledBy = null;
  return {
    id,
    leadId: lead.id,
    boardId: lead.boardId,
    ownerId: owner.ownerId,
    teamId: owner.teamId,
    startedAt: owner.startedAt,
    began: owner.began,
    beganById: actorId(actor),
    endedAt: null,
    ended: null,
  };
}

export const insertSpell = (tx: Tx, spell: SpellRow): Promise<number> =>
  tx.run(BEGIN, [
    spell.id,
    spell.leadId,
    spell.boardId,
    spell.ownerId,
    spell.teamId,
    spell.startedAt,
    spell.began,
    spell.beganById,
    spell.endedAt,
    spell.ended,
    spell.endedAt === null ? spell.leadId : null,
  ]);

/**
 * Begins a spell of a lead that exists. The unique index on open spells refuses a second one: end the running spell
 * first, in the same transaction. A following save writes the lead.
 */
export async function beginSpell(context: Context, tx: Tx, actor: Actor, lead: Lead, owner: NewOwner): Promise<void> {
  await insertSpell(tx, newSpell(context, actor, lead, owner));
}

/** Ends the lead's open spell, if it has one. `explanation`: which rule and which facts, for the owner (O9). */
export async function endSpell(
  context: Context,
  tx: Tx,
  actor: Actor,
  lead: Lead,
  ended: SpellEnd,
  explanation: unknown = null,
): Promise<void> {
  if (lead.spellId === null) return;
  await tx.run(END, [
    context.now(),
    ended,
    actorId(actor),
    explanation === null ? null : JSON.stringify(explanation),
    lead.spellId,
  ]);
}

/** For undo: the ended spell goes on as if it had not ended, with the clock it had. */
export const continueSpell = (tx: Tx, spellId: string): Promise<number> => tx.run(REOPEN, [spellId]);
