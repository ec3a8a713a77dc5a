import { canSeeBoard } from '#lib/domain/access/policy.ts';
import { capacityRefusal } from '#lib/domain/ownership/capacity.ts';
import { comeBackRefusal } from '#lib/domain/ownership/claim.ts';
import type { BoardConfig } from '../board/board-config.ts';
import { loadActor, personNow, type PersonNow } from '../access/person-now.ts';
import type { Tx } from '../db/database.ts';
import { recipientOutsideBoard } from './ownership-refusals.ts';

const LOCK = 'update people set id = id where id = ?';
const HELD = `select count(*) as "held" from leads where owner_id = ? and state = 'open'`;
const RECYCLED_AT = `select max(ended_at) as "at" from spells where lead_id = ? and owner_id = ? and ended = 'recycle'`;

/**
 * Takes the person's row and answers how many open leads he holds on all boards: until the commit no other transaction
 * gives him one, also not from another board. Lock order: boards, then persons' rows, then persons' streams (notices).
 */
export async function heldUnderLock(tx: Tx, personId: string): Promise<number> {
  await tx.run(LOCK, [personId]);
  return (await tx.get<{ held: number }>(HELD, [personId]))?.held ?? 0;
}

/** P3: refuses an owner who is not active, or has no room for `adding` more. Take the board first. */
export async function checkMayReceive(tx: Tx, board: BoardConfig, owner: PersonNow, adding = 1): Promise<void> {
  const held = await heldUnderLock(tx, owner.id);
  const refusal = capacityRefusal(owner, board.pool?.holdingLimit ?? null, held, adding);
  if (refusal) throw refusal;
}

/** When this lead was last recycled from a person, whatever happened to it since (P4); null: never. */
export async function recycledFromAt(tx: Tx, leadId: string, personId: string): Promise<number | null> {
  return (await tx.get<{ at: number | null }>(RECYCLED_AT, [leadId, personId]))?.at ?? null;
}

/**
 * Everything that binds whoever is given a lead by somebody: active, sees the board, has room (P3), and is not the one
 * from whom it was recycled a short while ago, unless a manager says why (P4).
 */
export async function recipientFor(
  tx: Tx,
  board: BoardConfig,
  leadId: string,
  personId: string,
  come: { now: number; managersReason: string | null },
): Promise<PersonNow> {
  const held = await heldUnderLock(tx, personId);
  // Read after the lock: whoever disables somebody holds the same row.
  const person = await personNow(tx, personId);
  const refusal = capacityRefusal(person, board.pool?.holdingLimit ?? null, held);
  if (refusal) throw refusal;
  const actor = await loadActor(tx, personId);
  if (!actor || !canSeeBoard(actor, board)) throw recipientOutsideBoard(personId);
  const recycledAt = await recycledFromAt(tx, leadId, personId);
  const back = comeBackRefusal({ personId, recycledAt, coolDownHours: board.pool?.coolDownHours ?? 0, ...come });
  if (back) throw back;
  return person;
}
