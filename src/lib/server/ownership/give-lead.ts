import type { Actor } from '#lib/domain/access/actor.ts';
import { clockAfter, type Began } from '#lib/domain/ownership/spell-start.ts';
import type { PersonNow } from '../access/person-now.ts';
import type { Lead } from '../board/lead-row.ts';
import type { Context } from '../context/context.ts';
import type { Tx } from '../db/database.ts';
import { beginSpell, endSpell, type SpellEnd } from './spells.ts';

interface Giving {
  to: PersonNow;
  began: Began;
  /** How the running spell ends, if there is one. */
  ended: SpellEnd;
}

/** Ends the running spell and begins the next in one step (O1). Ask everything before: it is the first write. */
export async function giveLead(
  context: Context,
  tx: Tx,
  actor: Actor,
  before: Lead,
  { to, began, ended }: Giving,
): Promise<Lead> {
  const at = context.now();
  const after: Lead = { ...before };
  const { idleFrom, holdUntil, protectedUntil, warnedFor } = clockAfter({ began, at, previous: before });
  await endSpell(context, tx, actor, before, ended);
  await beginSpell(context, tx, actor, after, {
    ownerId: to.id,
    teamId: to.teamId,
    began,
    startedAt: at,
    idleFrom: idleFrom ?? at,
  });
  Object.assign(after, { holdUntil, protectedUntil, warnedFor });
  if (before.ownerId !== null) after.formerOwnerId = before.ownerId;
  return after;
}

/** The lead without an owner, in the pool. Its open step was the owner's and ends with the spell (P10); the stage stays. */
export const intoPool = (lead: Lead, poolId: string, by: NonNullable<Lead['pooledBy']>, at: number): Lead => ({
  ...lead,
  ownerId: null,
  teamId: null,
  poolId,
  pooledAt: at,
  pooledBy: by,
  formerOwnerId: lead.ownerId ?? lead.formerOwnerId,
  spellId: null,
  spellStartedAt: null,
  idleFrom: null,
  holdUntil: null,
  warnedFor: null,
  nextAt: null,
  nextKind: null,
});
