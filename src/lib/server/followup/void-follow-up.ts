import type { VoidFollowUp } from '#lib/contract/followup/commands.ts';
import { actorId, type Actor } from '#lib/domain/access/actor.ts';
import { canWorkLead } from '#lib/domain/access/policy.ts';
import { notAllowed, notFound } from '#lib/domain/errors.ts';
import { MINUTE_MS } from '#lib/domain/time/calendar.ts';
import type { Lead } from '../board/lead-row.ts';
import { saveLeads, voidFact } from '../board/save-leads.ts';
import { leadAnswer, takeLead, type LeadAnswer } from '../board/take-board.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Tx } from '../db/database.ts';
import { alreadyVoid, voidTooLate } from './followup-refusals.ts';
import type { FollowUpTrace } from './log-follow-up.ts';

/** For so long a person can take his own record back. */
export const VOID_MS = 10 * MINUTE_MS;

const ACTIVITY = `select lead_id as "leadId", person_id as "personId", recorded_at as "recordedAt", voided_at as "voidedAt"
  from activities where id = ?`;
const FACTS = `select id, data from lead_history where lead_id = ? and kind = 'followed_up' order by recorded_at, id`;
const LAST_QUALIFYING = `select max(at) as "at" from activities
  where lead_id = ? and spell_id = ? and qualifying = 1 and voided_at is null`;
const LAST = `select max(at) as "at" from activities where lead_id = ? and kind <> 'note' and voided_at is null`;

interface Fact {
  id: string;
  trace: FollowUpTrace;
}

/**
 * Takes back a record of one's own within minutes. The clock is again what the other records make it; plan and agreed date
 * are restored unless they were changed since. The record stays, and says that it was taken back.
 */
export function voidFollowUp(context: Context, actor: Actor, { activityId }: VoidFollowUp): Promise<LeadAnswer> {
  return inTransaction(context, async (tx) => {
    const known = await tx.get<{ leadId: string; personId: string | null }>(ACTIVITY, [activityId]);
    if (!known) throw notFound('activity');
    const taken = await takeLead(context, tx, actor, known.leadId);
    const { held, lead: before } = taken;
    const activity = (await tx.get<{ recordedAt: number; voidedAt: number | null }>(ACTIVITY, [activityId]))!;
    if (!canWorkLead(actor, before) || known.personId !== actorId(actor)) throw notAllowed('void_follow_up');
    if (activity.voidedAt !== null) throw alreadyVoid();
    const now = context.now();
    if (now > activity.recordedAt + VOID_MS) throw voidTooLate(activity.recordedAt + VOID_MS);
    const facts = await followUpFacts(tx, before.id);
    const own = facts.find(({ trace }) => trace.activityId === activityId);
    if (!own) throw notFound('activity');

    await tx.run('update activities set voided_at = ? where id = ?', [now, activityId]);
    const after: Lead = { ...before, ...restored(before, own.trace), ...(await clockWithout(tx, before, facts)) };
    const data = { activityId, undoes: own.id };
    const [undone] = await saveLeads(context, tx, actor, held, 'undo', [
      { before, after, history: [{ kind: 'follow_up_voided', data }] },
    ]);
    await voidFact(tx, own.id, undone!);
    return leadAnswer(taken, after);
  });
}

async function followUpFacts(tx: Tx, leadId: string): Promise<Fact[]> {
  const rows = await tx.all<{ id: string; data: string }>(FACTS, [leadId]);
  return rows.map(({ id, data }) => ({ id, trace: JSON.parse(data) as FollowUpTrace }));
}

/**
 * Idle time and last follow-up from the records that are left. What stood before the spell's first record (its start, or
 * what a transfer inherited) stands in that record's fact.
 */
async function clockWithout(
  tx: Tx,
  lead: Lead,
  facts: readonly Fact[],
): Promise<Pick<Lead, 'idleFrom' | 'lastFollowUpAt'>> {
  const last = (await tx.get<{ at: number | null }>(LAST, [lead.id]))?.at ?? null;
  const lastFollowUpAt = latest(facts[0]!.trace.was.lastFollowUpAt, last);
  const first = facts.find(({ trace }) => trace.spellId === lead.spellId);
  if (!first || lead.spellId === null) return { idleFrom: lead.idleFrom, lastFollowUpAt };
  const qualifying = (await tx.get<{ at: number | null }>(LAST_QUALIFYING, [lead.id, lead.spellId]))?.at ?? null;
  return { idleFrom: latest(first.trace.was.idleFrom, qualifying), lastFollowUpAt };
}

const latest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

/** Only what still stands as this record set it, and only while the lead is with the same owner. */
function restored(lead: Lead, { was, set, spellId }: FollowUpTrace): Partial<Lead> {
  if (spellId !== lead.spellId) return {};
  return {
    ...(lead.nextAt === set.nextAt && lead.nextKind === set.nextKind
      ? { nextAt: was.nextAt, nextKind: was.nextKind }
      : {}),
    ...(lead.holdUntil === set.holdUntil ? { holdUntil: was.holdUntil } : {}),
  };
}
