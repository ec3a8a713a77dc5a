import type { RevealedIdentity } from '#lib/contract/ownership/lead-detail.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { canRevealContact, canSeeBoard, canSeeLead } from '#lib/domain/access/policy.ts';
import { isDomainError, notAllowed, notFound } from '#lib/domain/errors.ts';
import { DAY_MS } from '#lib/domain/time/calendar.ts';
import { today } from '#lib/domain/time/zone.ts';
import { recordAudit } from '../access/audit.ts';
import { readBoardConfig } from '../board/board-config.ts';
import { findLead } from '../board/lead-row.ts';
import type { Context } from '../context/context.ts';
import { inTransaction } from '../context/in-transaction.ts';
import type { Queries, Tx } from '../db/database.ts';
import { notify } from './notices.ts';
import { contactViewsUsed } from './ownership-refusals.ts';

/** Leads whose contacts one person may open per day: more than anybody can call, far less than a customer base. */
export const DAILY_CONTACTS = 200;

const LOCK = 'update people set id = id where id = ?';
const VIEWED = `select count(distinct lead_id) as "n", max(case when lead_id = ? then 1 else 0 end) as "this"
  from contact_views where person_id = ? and at >= ? and at < ?`;
const IDENTITIES = `select id, kind, value, label from identities where customer_id = ? and kind <> 'company' order by created_at, case kind when 'phone' then 0 when 'wechat' then 1 else 2 end, id`;
const MANAGERS = `select distinct m.person_id as "id" from team_members t
  join team_members m on m.team_id = t.team_id and m.duty = 'manager' and m.until_at is null
  where t.person_id = ? and t.duty = 'member' and t.until_at is null`;

export interface RevealedContact {
  identities: RevealedIdentity[];
  /** Further leads that may be opened today. */
  left: number;
}

/**
 * The full numbers and addresses of one lead, for those who work it: logged, and limited per person and day (P5). The same
 * lead again on the same day is not counted twice. Not to be run under a mutation: its answer is personal and is not kept.
 */
export async function revealContact(context: Context, actor: PersonActor, leadId: string): Promise<RevealedContact> {
  try {
    return await revealing({ ...context, mutation: null }, actor, leadId);
  } catch (error) {
    if (isDomainError(error) && error.code === 'contact_views_used') await noteRefused(context, actor, leadId);
    throw error;
  }
}

function revealing(context: Context, actor: PersonActor, leadId: string): Promise<RevealedContact> {
  return inTransaction(context, async (tx) => {
    await tx.run(LOCK, [actor.personId]);
    const lead = await findLead(tx, leadId);
    const board = lead && (await readBoardConfig(context, lead.boardId));
    if (!lead || !board || !canSeeBoard(actor, board) || !canSeeLead(actor, lead)) throw notFound('lead');
    if (!canRevealContact(actor, lead)) throw notAllowed('reveal_contact');
    const now = context.now();
    const seen = await contactsSeen(tx, actor.personId, now, board.zone, leadId);
    const counted = seen.this ? seen.used : seen.used + 1;
    if (counted > DAILY_CONTACTS) throw contactViewsUsed(DAILY_CONTACTS, seen.used);
    await tx.run('insert into contact_views (id, person_id, lead_id, at) values (?, ?, ?, ?)', [
      context.newId(),
      actor.personId,
      leadId,
      now,
    ]);
    if (!seen.this && counted === DAILY_CONTACTS) await alarmManagers(context, tx, actor);
    return {
      identities: await tx.all<RevealedIdentity>(IDENTITIES, [lead.customerId]),
      left: DAILY_CONTACTS - counted,
    };
  });
}

async function contactsSeen(read: Queries, personId: string, now: number, zone: string, leadId: string) {
  const { from, until } = today(now, zone);
  const row = await read.get<{ n: number; this: number | null }>(VIEWED, [leadId, personId, from, until]);
  return { used: row?.n ?? 0, this: row?.this === 1 };
}

const NOTED = `select id from audit_log where kind = 'contact_refused' and actor_id = ? and at > ? and data like ? limit 1`;

/** Who asks on beyond his limit stands in the audit log: a line per lead and day, however often he tries. */
async function noteRefused(context: Context, actor: PersonActor, leadId: string): Promise<void> {
  await inTransaction({ ...context, mutation: null }, async (tx) => {
    await tx.run(LOCK, [actor.personId]);
    const known = await tx.get(NOTED, [actor.personId, context.now() - DAY_MS, `%"${leadId}"%`]);
    if (known) return;
    const data = { leadId, limit: DAILY_CONTACTS };
    await recordAudit(context, tx, actor, 'contact_refused', actor.personId, data);
  });
}

/** Unusually many: those who answer for the person hear of it once, when the day's limit is reached. */
async function alarmManagers(context: Context, tx: Tx, actor: PersonActor): Promise<void> {
  const managers = await tx.all<{ id: string }>(MANAGERS, [actor.personId]);
  const args = { personId: actor.personId, limit: DAILY_CONTACTS };
  const notices = managers.map(({ id }) => ({ personId: id, kind: 'contact_limit_reached', args }));
  await notify(
    context,
    tx,
    actor,
    notices.filter(({ personId }) => personId !== actor.personId),
  );
}
