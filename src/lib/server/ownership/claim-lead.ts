import type { ClaimLead, ClaimLeads } from '#lib/contract/ownership/commands.ts';
import type { Actor, PersonActor } from '#lib/domain/access/actor.ts';
import { canSeeLead } from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { claimRefusal } from '#lib/domain/ownership/claim.ts';
import type { ClaimPolicy } from '#lib/domain/ownership/policy.ts';
import { leadAlreadyClaimed } from '#lib/domain/ownership/refusals.ts';
import { DAY_MS, HOUR_MS } from '#lib/domain/time/calendar.ts';
import { today } from '#lib/domain/time/zone.ts';
import { personNow } from '../access/person-now.ts';
import { eachLead, type BatchAnswer } from '../board/each-lead.ts';
import { findLead, type Lead } from '../board/lead-row.ts';
import { saveLeads, type HeldBoard, type LeadChange } from '../board/save-leads.ts';
import { takeBoard, type LeadAnswer } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Queries, Tx } from '../db/database.ts';
import { takeBoardOf } from './change-owner.ts';
import { heldUnderLock, recycledFromAt } from './check-may-receive.ts';
import { giveLead } from './give-lead.ts';
import { takenThenClaimed } from './ownership-refusals.ts';

const PLACE = 'select board_id as "boardId", owner_id as "ownerId", version from leads where id = ?';
const CLAIMS = `select count(*) as "n" from spells where owner_id = ? and began = 'claim' and started_at >= ? and started_at < ?`;
const BEGAN = 'select began from spells where id = ?';
/** Pages that show a pool may be this old: who took a lead meanwhile is told to those who could see it there. */
const RECENT_MS = DAY_MS;

const TAKEN = `select owner_id as "fromId", ended_at as "at" from spells
  where lead_id = ? and ended = 'release' and ended_by_id = ? and owner_id <> ? order by ended_at desc limit 1`;
const LEAST_HOURS_TAKEN = 24;

/** Takes a lead out of the pool for oneself. Of any number who try at once one gets it, the others learn who (P1). */
export function claimLead(context: Context, actor: Actor, { leadId }: ClaimLead): Promise<LeadAnswer> {
  return inTransaction(context, async (tx) => {
    const claimer = claimerOf(actor);
    const place = await tx.get<{ boardId: string; ownerId: string | null; version: number }>(PLACE, [leadId]);
    if (!place) throw notFound('lead');
    // Claiming again what one got is answered as done.
    if (place.ownerId === claimer.personId) return { leadId, seq: place.version, version: place.version };
    const held = await takeBoard(context, tx, actor, place.boardId);
    const change = await claimStep(context, tx, claimer, held, leadId);
    await saveLeads(context, tx, actor, held, 'claim', [change]);
    return { leadId, seq: held.head.seq, version: change.after.version };
  });
}

export function claimLeads(context: Context, actor: Actor, { leadIds }: ClaimLeads): Promise<BatchAnswer> {
  return inTransaction(context, async (tx) => {
    const claimer = claimerOf(actor);
    const held = await takeBoardOf(context, tx, actor, leadIds);
    const batch = await eachLead(leadIds, async (leadId) => {
      const change = await claimStep(context, tx, claimer, held, leadId);
      await saveLeads(context, tx, actor, held, 'claim', [change], { event: false });
      return change;
    });
    return batch.finish(context, tx, actor, held, 'claim');
  });
}

function claimerOf(actor: Actor): PersonActor {
  if (actor.kind !== 'person') throw notAllowed('claim_lead');
  return actor;
}

async function claimStep(
  context: Context,
  tx: Tx,
  claimer: PersonActor,
  held: HeldBoard,
  leadId: string,
): Promise<LeadChange> {
  const before = await findLead(tx, leadId);
  if (!before || before.boardId !== held.board.id) throw notFound('lead');
  if (before.ownerId === claimer.personId) return { before, after: { ...before }, history: [] };
  if (!canSeeLead(claimer, before)) throw await whyHidden(context, tx, before);
  const { board } = held;
  const policy: ClaimPolicy = board.pool ?? { holdingLimit: null, dailyClaims: null, coolDownHours: 0 };
  const heldNow = await heldUnderLock(tx, claimer.personId);
  const person = await personNow(tx, claimer.personId);
  const refusal = claimRefusal({
    lead: before,
    claimer: person,
    policy,
    recycledAt: await recycledFromAt(tx, leadId, person.id),
    claimedToday: await claimsToday(tx, person.id, context.now(), board.zone),
    held: heldNow,
    now: context.now(),
  });
  if (refusal) throw refusal;
  await checkNotTaken(tx, claimer.personId, before, policy.coolDownHours, context.now());
  const after = await giveLead(context, tx, claimer, before, { to: person, began: 'claim', ended: 'assign' });
  const { poolId, pooledAt, pooledBy, formerOwnerId } = before;
  const data = { spellId: after.spellId, ownerId: person.id, poolId, pooledAt, pooledBy, formerOwnerId };
  return { before, after, history: [{ kind: 'claimed', data }] };
}

/**
 * X4: a manager cannot get a colleague's lead for himself by way of the pool: what he released out of another's hands cools
 * down for him like a recycled lead, for a day at least.
 */
async function checkNotTaken(tx: Tx, claimerId: string, lead: Lead, coolDownHours: number, now: number): Promise<void> {
  const last = await tx.get<{ fromId: string; at: number }>(TAKEN, [lead.id, claimerId, claimerId]);
  if (!last) return;
  const until = last.at + Math.max(coolDownHours, LEAST_HOURS_TAKEN) * HOUR_MS;
  if (now < until) throw takenThenClaimed(last.fromId, until);
}

/** P2: claims made in the workspace's day, counted from spells, whatever became of the leads. */
export async function claimsToday(read: Queries, personId: string, now: number, zone: string): Promise<number> {
  const { from, until } = today(now, zone);
  return (await read.get<{ n: number }>(CLAIMS, [personId, from, until]))?.n ?? 0;
}

/** A lead that lay in the pool a moment ago was seen by all, and who got it too (P1); of any other nothing is said. */
async function whyHidden(context: Context, tx: Tx, lead: Lead): Promise<Error> {
  const spell = lead.spellId === null ? undefined : await tx.get<{ began: string }>(BEGAN, [lead.spellId]);
  const at = lead.spellStartedAt ?? 0;
  const tookFromPool = spell?.began === 'claim' || spell?.began === 'assign';
  if (lead.ownerId === null || !tookFromPool || context.now() - at > RECENT_MS) return notFound('lead');
  return leadAlreadyClaimed(lead.ownerId, at);
}
