import { capacityRefusal } from '#lib/domain/ownership/capacity.ts';
import type { BoardConfig } from '../board/board-config.ts';
import type { PersonNow } from '../access/person-now.ts';
import type { Tx } from '../db/database.ts';

const LOCK = 'update people set id = id where id = ?';
const HELD = `select count(*) as "held" from leads where owner_id = ? and state = 'open'`;

/**
 * Takes the person's row and answers how many open leads he holds on all boards: until the commit no other transaction
 * gives him one, also not from another board.
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
